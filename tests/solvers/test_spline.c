/* test_spline.c - smooth curves: known functions, what a spline has exactly, joints of the pieces, noise. */
#include "check.h"
#include "spline.h"

#include <stdlib.h>

static struct trail trail;

static struct spline_piece *fit(double (*value)(void *, double), void *context, double floor, double length, size_t *pieces)
{
  *pieces = spline_pieces(length);
  struct spline_piece *piece = calloc(*pieces, sizeof *piece);
  assert_non_null(piece);
  trail_clear(&trail);
  if (spline_fit(value, context, floor, *pieces, piece, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return piece;
}

static double read(const struct spline_piece *piece, double time, double *slope)
{
  double since;
  size_t number = spline_find(time, &since);
  *slope = spline_slope(&piece[number], since);
  return spline_value(&piece[number], since);
}

static double quintic(void *context, double t)
{
  (void)context;
  return 1 + t * (-0.5 + t * (0.2 + t * (-0.03 + t * (2e-3 - 4e-5 * t))));
}

static double quintic_slope(double t)
{
  return -0.5 + t * (0.4 + t * (-0.09 + t * (8e-3 - 2e-4 * t)));
}

static void pieces_are_found_by_their_time(void **unused)
{
  (void)unused;
  for (size_t k = 0; k < 200; k++)
  {
    double begin = spline_begin(k), since, width = spline_begin(k + 1) - begin;
    assert_int_equal(spline_find(begin, &since), k);
    CHECK_NEAR(since, 0, 0);
    assert_int_equal(spline_find(begin + 0.75 * width, &since), k);
    CHECK_NEAR(since, 0.75 * width, 1e-12 * (1 + begin));
    assert_int_equal(spline_pieces(begin + 0.5 * width), k + 1);
    // they grow with time, never by more than twice
    assert_true(k == 0 || width >= begin - spline_begin(k - 1));
  }
  CHECK_NEAR(spline_begin(0), 0, 0);
}

static void a_polynomial_of_degree_5_is_itself(void **unused)
{
  (void)unused;
  size_t pieces;
  struct spline_piece *piece = fit(quintic, NULL, 1, 20, &pieces);
  for (double t = 0; t < 20; t += 0.037)
  {
    double slope, value = read(piece, t, &slope);
    CHECK_NEAR(value, quintic(NULL, t), 1e-10 * (1 + fabs(value)));
    CHECK_NEAR(slope, quintic_slope(t), 1e-9 * (1 + fabs(slope)));
  }
  free(piece);
}

struct decay
{
  double slow, fast, share, noise;
};

/* an exponential that falls by twelve orders of magnitude, a faster one, and noise as of a curve that was read with few digits */
static double decay(void *context, double t)
{
  const struct decay *d = context;
  double value = d->share * exp(-d->slow * t) + (1 - d->share) * exp(-d->fast * t);
  return value * (1 + d->noise * sin(1e4 * t));
}

static void what_falls_stays_positive_and_falls(void **unused)
{
  (void)unused;
  static const struct decay cases[] = { { 0.1, 1, 1, 0 }, { 0.72, 15.6, 0.04, 0 }, { 2.4, 20, 0.5, 0 }, { 9, 30, 0.1, 0 } };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
  {
    struct decay d = cases[c];
    double length = log(1e12) / d.slow, last = 2, worst = 0;
    size_t pieces;
    struct spline_piece *piece = fit(decay, &d, 1e-12, length, &pieces);
    for (int k = 0; k < 20000; k++)
    {
      double t = length * k * k / 4e8, slope, value = read(piece, t, &slope), exact = decay(&d, t);
      worst = fmax(worst, fabs(value - exact));
      if (exact > 1e-10 && !(value > 0 && slope < 0 && value <= last))
        fail_msg("value %g, slope %g at %g, where exp gives %g", value, slope, t, exact);
      assert_true(value > -1e-13);
      last = value;
    }
    print_message("rates %g and %g: %zu pieces, largest error %.1e\n", d.slow, d.fast, pieces, worst);
    assert_true(worst < 3e-6);
    free(piece);
  }
}

/* derivative `order` at the part x of a piece */
static double derivative(const struct spline_piece *piece, int order, double x)
{
  double sum = 0;
  for (int q = SPLINE_DEGREE; q >= order; q--)
  {
    double factor = 1;
    for (int f = 0; f < order; f++)
      factor *= q - f;
    sum = sum * x + factor * piece->term[q];
  }
  return sum;
}

static void joints_are_smooth_to_the_fourth_derivative(void **unused)
{
  (void)unused;
  struct decay d = { 0.72, 15.6, 0.04, 1e-6 };
  size_t pieces;
  struct spline_piece *piece = fit(decay, &d, 1e-12, 20, &pieces);
  for (size_t k = 0; k + 1 < pieces; k++)
  {
    double width = spline_begin(k + 1) - spline_begin(k), scale = 1;
    for (int order = 0; order < SPLINE_DEGREE; order++, scale *= width)
    {
      double before = derivative(&piece[k], order, width), behind = derivative(&piece[k + 1], order, 0);
      CHECK_NEAR(scale * before, scale * behind, 1e-9 * fabs(piece[k].term[0]));
    }
  }
  // it follows the curve, not the noise
  double worst = 0;
  d.noise = 0;
  for (double t = 0; t < 20; t += 0.01)
  {
    double slope;
    worst = fmax(worst, fabs(read(piece, t, &slope) - decay(&d, t)));
  }
  print_message("noise of 1e-6: %.1e away from the curve\n", worst);
  assert_true(worst < 2e-6);
  free(piece);
}

static double zero(void *context, double time)
{
  (void)context, (void)time;
  return 0;
}

static void nothing_is_nothing(void **unused)
{
  (void)unused;
  size_t pieces;
  struct spline_piece *piece = fit(zero, NULL, 1e-12, 3, &pieces);
  for (size_t k = 0; k < pieces; k++)
    for (int q = 0; q < 8; q++)
      CHECK_NEAR(piece[k].term[q], 0, 0);
  free(piece);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pieces_are_found_by_their_time),
    cmocka_unit_test(a_polynomial_of_degree_5_is_itself),
    cmocka_unit_test(what_falls_stays_positive_and_falls),
    cmocka_unit_test(joints_are_smooth_to_the_fourth_derivative),
    cmocka_unit_test(nothing_is_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
