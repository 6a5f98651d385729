/* test_diffusion_plane.c - the plane solver: rest, amounts, bounds, rows that must be rows, closed forms (V3 to V5, V7 in
 * docs/numerics.md) and the order on a solution made up in (r, z) (V6). Micrometre and hour. */
#include "row.h"

#include <string.h>

#include "diffusion_plane.h"

enum
{
  MOST = 128 * 128
};

static const double pi = 3.14159265358979323846;

/* D = spread (porous: times n) a(t), growth k a(t) n (1 - n), source q (1 - inside), decay d, a = t^2 / (t^2 + lag^2) */
static struct problem
{
  size_t columns, rows, cells, extras;
  double radius[8192], depth[8192];
  double volume[MOST], right[MOST], down[MOST], inside[MOST];
  double spread, growth, lag, source, decay;
  int porous, made_up;
} p;
static double state[MOST + 16], before[MOST + 16];

static double activity(double time)
{
  return p.lag > 0 ? time * time / (time * time + p.lag * p.lag) : 1;
}

/* what is left when n = 1 - A E P Q is put in (V6) */
static const double A = 0.6, s = 0.05, R = 100, H = 60;
static double made_up_source(double time, double r, double z)
{
  double a = pi / R, b = pi / H, E = A * exp(-s * time);
  double P = 0.5 * (1 + cos(a * r)), Q = 0.5 * (1 + cos(b * z)), Pr = -0.5 * a * sin(a * r), Qz = -0.5 * b * sin(b * z);
  double laplacian = -E * ((-0.5 * a * a * cos(a * r) - 0.5 * a * sin(a * r) / r) * Q - P * 0.5 * b * b * cos(b * z));
  double n = 1 - E * P * Q, slope = E * E * (Pr * Pr * Q * Q + P * P * Qz * Qz);
  return s * E * P * Q - p.spread * (n * laplacian + slope) - p.growth * n * (1 - n);
}

static void reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  (void)context;
  double a = activity(time);
  for (size_t x = 0; x < p.cells; x++)
  {
    rate[x] = p.growth * a * value[x] * (1 - value[x]) + p.source * p.inside[x] - p.decay * value[x];
    diagonal[x] = p.growth * a * (1 - 2 * value[x]) - p.decay;
    size_t i = x % p.columns, j = x / p.columns;
    if (p.made_up)
      rate[x] += made_up_source(time, (p.radius[i] + p.radius[i + 1]) / 2, (p.depth[j] + p.depth[j + 1]) / 2);
  }
  // extras fall towards the mean of the first row
  for (size_t e = 0; e < p.extras; e++)
  {
    rate[p.cells + e] = 0.5 * (value[e % p.columns] - value[p.cells + e]);
    diagonal[p.cells + e] = -0.5;
  }
}

static void diffusivity(const void *context, double time, size_t k, const double *value, double *out)
{
  (void)context;
  (void)k;
  for (size_t x = 0; x < p.cells; x++)
    out[x] = p.spread * activity(time) * (p.porous ? value[x] : 1);
}

static void rings(size_t columns, double width, size_t rows, double height)
{
  memset(&p, 0, sizeof p);
  p.columns = columns;
  p.rows = rows;
  p.cells = columns * rows;
  assert_true(p.cells <= MOST);
  for (size_t i = 0; i <= columns; i++)
    p.radius[i] = width * (double)i;
  for (size_t j = 0; j <= rows; j++)
    p.depth[j] = height * (double)j;
  diffusion_plane_rings(columns, p.radius, rows, p.depth, p.volume, p.right, p.down);
}

static struct diffusion_statistics run(double step, size_t passes, double start, double end)
{
  const struct diffusion_plane_spread spread = { 0, DIFFUSION_ARITHMETIC, p.volume, p.right, p.down };
  const struct diffusion_plane_system system = { .states = 1,
                                                 .columns = p.columns,
                                                 .rows = p.rows,
                                                 .extras = p.extras,
                                                 .spreads = 1,
                                                 .spread = &spread,
                                                 .reaction = reaction,
                                                 .diffusivity = diffusivity };
  struct diffusion_control control = { step, passes };
  struct diffusion_statistics statistics = { 0 };
  static struct trail trail;
  trail_clear(&trail);
  if (diffusion_plane_integrate(&system, &control, start, end, (struct diffusion_observer){ 0 }, state, &statistics, &trail) !=
      STATUS_OK)
    fail_msg("%s", trail.errors);
  return statistics;
}

static double total(void)
{
  double sum = 0;
  for (size_t x = 0; x < p.cells; x++)
    sum += p.volume[x] * state[x];
  return sum;
}

/* numbers between 0 and 1 that look random */
static double scrambled(size_t x)
{
  unsigned long long k = (x + 1) * 0x9e3779b97f4a7c15ull;
  k ^= k >> 29;
  k *= 0xbf58476d1ce4e5b9ull;
  return (double)(k >> 40) / (double)(1u << 24);
}

static void rest_keeps_every_bit(void **unused)
{
  (void)unused;
  rings(20, 2, 15, 3);
  p.spread = 52.8;
  p.growth = 0.733;
  p.porous = 1;
  p.extras = 7;
  for (size_t x = 0; x < p.cells + p.extras; x++)
    state[x] = 1;
  run(0.1, 2, 0, 10);
  for (size_t x = 0; x < p.cells + p.extras; x++)
    assert_true(memcmp(&state[x], &(double){ 1 }, sizeof(double)) == 0);
}

static void amounts_and_bounds_hold_at_any_step(void **unused)
{
  (void)unused;
  static const double steps[] = { 0.1, 10, 1e3, 1e5 };
  for (size_t k = 0; k < 4; k++)
  {
    rings(40, 2, 30, 3);
    p.spread = 20;
    p.porous = 1;
    // a scrambled start, a hole in the plane, closed faces
    for (size_t x = 0; x < p.cells; x++)
    {
      state[x] = scrambled(x) > 0.5 ? 1 : 0;
      p.right[x] *= scrambled(3 * x) < 0.8;
      p.volume[x] *= x % p.columns > 10 && x % p.columns < 20 && x / p.columns > 20 ? 0 : 1;
    }
    double amount = total();
    memcpy(before, state, sizeof before);
    struct diffusion_statistics statistics = run(steps[k], 2, 0, 400 * steps[k]);
    double most = 0;
    for (size_t x = 0; x < p.cells; x++)
    {
      most = fmax(most, state[x]);
      if (!(p.volume[x] > 0))
        assert_true(memcmp(&state[x], &before[x], sizeof(double)) == 0);
    }
    print_message("plane, step %g h: drift %.1e, least %.1e, most 1 %+.1e\n", steps[k], total() / amount - 1, statistics.least,
                  most - 1);
    // rounding of flows that turn a cell over a million times shows
    CHECK_RELATIVE(total(), amount, k < 3 ? 1e-14 : 1e-11);
    assert_true(statistics.least > -1e-9 && most < 1 + 1e-9);
  }
}

/* a disc as one row, and a slab as one column, against diffusion.c */
static void one_row_is_a_row(void **unused)
{
  (void)unused;
  static struct row row;
  rings(100, 2, 1, 1);
  p.spread = 52.8;
  p.growth = 0.733;
  p.lag = 0.75;
  p.porous = 1;
  row_disc(&row, 2, 200, 1, 200);
  assert_int_equal(row.cells, 100);
  static double other[ROW_CELLS];
  for (size_t i = 0; i < 100; i++)
    state[i] = other[i] = i >= 25;
  run(0.1, 2, 0, 8);
  struct diffusion_system system = {
    .states = 1, .spreads = 1, .spread = &row_first_state, .reaction = reaction, .diffusivity = diffusivity
  };
  row_step(&row, system, 0.1, 2, 0, 8, (struct diffusion_observer){ 0 }, other);
  double off = 0;
  for (size_t i = 0; i < 100; i++)
    off = fmax(off, fabs(state[i] - other[i]));
  print_message("one row against diffusion.c: %.1e\n", off);
  assert_true(off < 1e-9);
}

/* average of max(0, 1 - exp((x - edge) / 12)) over a cell */
static double sharp(double left, double right, double edge)
{
  double stop = fmin(right, edge), l = 12;
  return left >= edge ? 0 : (stop - left - l * (exp((stop - edge) / l) - exp((left - edge) / l))) / (right - left);
}

static void sharp_wave_runs_down(void **unused)
{
  (void)unused;
  static const double grids[][2] = { { 3, 0.1 }, { 2, 0.1 }, { 2, 0.05 }, { 1, 0.025 } };
  for (size_t k = 0; k < 4; k++)
  {
    double dz = grids[k][0], way = 4.4 * (20 - 0.75 * atan(20 / 0.75)), start = 0, end = 0;
    rings(2, 5, (size_t)(300 / dz), dz);
    p.spread = 4.4 * 12;
    p.growth = 2 * 4.4 / 12;
    p.lag = 0.75;
    p.porous = 1;
    CHECK_NEAR(way, 82.9401, 1e-4);
    for (size_t x = 0; x < p.cells; x++)
      state[x] = sharp(p.depth[x / 2], p.depth[x / 2 + 1], 150);
    for (size_t j = 0; j < p.rows; j++)
      start += dz * state[2 * j];
    run(grids[k][1], 2, 0, 20);
    for (size_t j = 0; j < p.rows; j++)
      end += dz * state[2 * j];
    print_message("V3 sharp wave, dz %g um, dt %g h: speed %+.2f %%\n", dz, grids[k][1], 100 * ((end - start) / way - 1));
    CHECK_RELATIVE(end - start, way, k < 1 ? 0.02 : 0.006);
  }
}

static void barenblatt_spot(void **unused)
{
  (void)unused;
  double errors[3];
  for (size_t k = 0; k < 3; k++)
  {
    double dr = 0.4 / (double)(1 << k), sum = 0;
    rings((size_t)(20 / dr + 0.5), dr, 1, 1);
    p.spread = 1;
    p.porous = 1;
    // u = T^(-1/2) (1 - r^2 / (16 T^(1/2))), T = t / 2, from t = 2 to 8
    for (size_t i = 0; i < p.cells; i++)
      state[i] = fmax(0, 1 - pow(dr * ((double)i + 0.5), 2) / 16);
    run(0.05 * dr, 2, 2, 8);
    errors[k] = 0;
    for (size_t i = 0; i < p.cells; i++)
    {
      double exact = 0.5 * fmax(0, 1 - pow(dr * ((double)i + 0.5), 2) / 32);
      errors[k] += p.volume[i] * fabs(state[i] - exact);
      sum += p.volume[i] * exact;
    }
    errors[k] /= sum;
  }
  print_message("V4 Barenblatt, mean error %.2g %.2g %.2g\n", errors[0], errors[1], errors[2]);
  assert_true(errors[0] < 8e-3 && errors[2] < 8e-4 && errors[2] < errors[0] / 6);
}

/* growth factor around a frozen hole: closed form .02666811 at the centre; then in (r, z), where steps must not matter */
static void growth_factor_is_not_split(void **unused)
{
  (void)unused;
  memset(&p, 0, sizeof p);
  p.columns = diffusion_radial_faces(1, 100, 1.05, 4000, MOST, p.radius) - 1;
  p.rows = 1;
  p.cells = p.columns;
  p.depth[1] = 1;
  diffusion_plane_rings(p.columns, p.radius, 1, p.depth, p.volume, p.right, p.down);
  p.spread = 3.6e4;
  p.source = p.decay = 0.3;
  for (size_t i = 0; i < p.columns; i++)
    p.inside[i] = p.radius[i] < 49.5;
  memset(state, 0, sizeof state);
  run(0.1, 2, 0, 80);
  print_message("V5 growth factor at the centre: %+.3f %%\n", 100 * (state[0] / 0.02666811 - 1));
  CHECK_RELATIVE(state[0], 0.02666811, 2e-3);

  // a pit of 30 x 30 um: after 1 h, when the slow part still rises
  static const double steps[] = { 0.2, 0.1, 0.0125 };
  double centre[3];
  for (size_t k = 0; k < 3; k++)
  {
    rings(60, 5, 60, 5);
    p.spread = 3.6e4;
    p.source = p.decay = 0.3;
    for (size_t x = 0; x < p.cells; x++)
      p.inside[x] = x % p.columns < 6 && x / p.columns < 6;
    memset(state, 0, sizeof state);
    struct diffusion_statistics statistics = run(steps[k], 2, 0, 1);
    centre[k] = state[0];
    assert_true(statistics.least > -1e-12);
  }
  print_message("growth factor in a pit after 1 h, step 0.2 and 0.1 h against 0.0125 h: %+.2f %+.2f %%\n",
                100 * (centre[0] / centre[2] - 1), 100 * (centre[1] / centre[2] - 1));
  CHECK_RELATIVE(centre[1], centre[2], 0.01);
}

/* root mean square error of the made-up solution after 4 h */
static double made_up(size_t cells, double step, size_t passes)
{
  rings(cells, R / (double)cells, cells, H / (double)cells);
  p.spread = 4.4 * 12;
  p.growth = 2 * 4.4 / 12;
  p.porous = p.made_up = 1;
  double decay = 1, sum = 0;
  for (int end = 0; end < 2; end++, decay = exp(-s * 4))
  {
    if (end)
      run(step, passes, 0, 4);
    sum = 0;
    for (size_t x = 0; x < p.cells; x++)
    {
      double r = p.radius[x % cells] + R / (double)cells / 2, z = p.depth[x / cells] + H / (double)cells / 2;
      double exact = 1 - A * decay * 0.25 * (1 + cos(pi * r / R)) * (1 + cos(pi * z / H));
      sum += p.volume[x] * pow(state[x] - exact, 2);
      state[x] = end ? state[x] : exact;
    }
  }
  return sqrt(sum / (pi * R * R * H));
}

static void order_is_two_in_space_and_time(void **unused)
{
  (void)unused;
  double e[4];
  for (size_t k = 0; k < 4; k++)
    e[k] = made_up((size_t)8 << k, 0.2 / (double)(1 << (2 * k)), 2);
  print_message("V6 made-up solution, 0.2 h / 4^k: %.2e %.2e %.2e %.2e, orders %.2f %.2f %.2f\n", e[0], e[1], e[2], e[3],
                log2(e[0] / e[1]), log2(e[1] / e[2]), log2(e[2] / e[3]));
  CHECK_NEAR(log2(e[2] / e[3]), 2, 0.1);
  // the reference, of first order in time, on the same cells and steps
  static const double reference[] = { 2.789e-3, 6.868e-4, 1.710e-4, 4.272e-5 };
  for (size_t k = 0; k < 4; k++)
    assert_true(e[k] < 1.1 * reference[k]);
  // a step as long as 0.1 h on the finest of these cells
  double production = made_up(64, 0.1, 2);
  print_message("V6, 0.1 h on 64 x 64 cells: %.2e\n", production);
  assert_true(production < 1e-3);
  // time: changes when steps are halved, where they resolve the cells
  for (size_t passes = 1; passes <= 2; passes++)
  {
    double change[3];
    for (size_t k = 0; k < 4; k++)
    {
      memcpy(before, state, sizeof before);
      made_up(16, 0.2 / (double)(1 << k), passes);
      double sum = 0;
      for (size_t x = 0; x < p.cells; x++)
        sum += pow(state[x] - before[x], 2);
      if (k > 0)
        change[k - 1] = sqrt(sum);
    }
    print_message("V6 in time, %zu passes: orders %.2f %.2f\n", passes, log2(change[0] / change[1]), log2(change[1] / change[2]));
    CHECK_NEAR(log2(change[1] / change[2]), (double)passes, 0.15);
  }
}

static double front_time; /* T v / r */
static double last_time, last_value;
static void watch(void *sink, double time, const double *value)
{
  (void)sink;
  if (front_time <= 0 && value[0] >= 0.8)
    front_time = (last_time + (time - last_time) * (0.8 - last_value) / (value[0] - last_value)) * 4.4 / 50;
  last_time = time;
  last_value = value[0];
}

static void thin_fronts_run_like_rays(void **unused)
{
  (void)unused;
  static const double expected[] = { 0.872, 0.918, 0.956, 0.991 };
  double l = 12;
  for (size_t k = 0; k < 4; k++, l /= 2)
  {
    double dr = fmin(1, l / 12);
    rings((size_t)(120 / dr), dr, 1, 1);
    p.spread = 4.4 * l;
    p.growth = 2 * 4.4 / l;
    p.porous = 1;
    for (size_t i = 0; i < p.cells; i++)
      state[i] = p.radius[i] + dr / 2 > 50;
    const struct diffusion_plane_spread spread = { 0, DIFFUSION_ARITHMETIC, p.volume, p.right, p.down };
    const struct diffusion_plane_system system = { .states = 1,
                                                   .columns = p.columns,
                                                   .rows = 1,
                                                   .spreads = 1,
                                                   .spread = &spread,
                                                   .reaction = reaction,
                                                   .diffusivity = diffusivity };
    struct diffusion_control control = { 0.02 * fmin(1, l / 6), 2 };
    struct diffusion_statistics statistics = { 0 };
    front_time = 0;
    assert_int_equal(
        diffusion_plane_integrate(&system, &control, 0, 12, (struct diffusion_observer){ NULL, watch }, state, &statistics, NULL),
        STATUS_OK);
    print_message("V7 front of %g um: T v / r = %.3f (reference on its coarser grid %.3f)\n", l, front_time, expected[k]);
    CHECK_NEAR(front_time, expected[k], 0.03);
  }
}

static void wrong_requests_are_refused(void **unused)
{
  (void)unused;
  static struct trail trail;
  rings(4, 1, 4, 1);
  struct diffusion_plane_spread spread = { 0, DIFFUSION_ARITHMETIC, p.volume, p.right, p.down };
  struct diffusion_plane_system system = {
    .states = 1, .columns = 4, .rows = 4, .spreads = 1, .spread = &spread, .reaction = reaction, .diffusivity = diffusivity
  };
  struct diffusion_control control = { 0.1, 2 };
  struct diffusion_statistics statistics = { 0 };
  const struct diffusion_observer nobody = { 0 };
  memset(state, 0, sizeof state);
  spread.state = 1;
  assert_int_equal(diffusion_plane_integrate(&system, &control, 0, 1, nobody, state, &statistics, &trail), STATUS_SOFTWARE);
  spread.state = 0;
  p.volume[3] = -1;
  assert_int_equal(diffusion_plane_integrate(&system, &control, 0, 1, nobody, state, &statistics, &trail), STATUS_SOFTWARE);
  p.volume[3] = 1;
  state[5] = (double)NAN;
  assert_int_equal(diffusion_plane_integrate(&system, &control, 0, 1, nobody, state, &statistics, &trail), STATUS_SOFTWARE);
  state[5] = 0;
  control.step = 0;
  assert_int_equal(diffusion_plane_integrate(&system, &control, 0, 1, nobody, state, &statistics, &trail), STATUS_SOFTWARE);
  system.rows = 0;
  assert_int_equal(diffusion_plane_integrate(&system, &control, 0, 1, nobody, state, &statistics, &trail), STATUS_SOFTWARE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rest_keeps_every_bit),
    cmocka_unit_test(amounts_and_bounds_hold_at_any_step),
    cmocka_unit_test(one_row_is_a_row),
    cmocka_unit_test(sharp_wave_runs_down),
    cmocka_unit_test(barenblatt_spot),
    cmocka_unit_test(growth_factor_is_not_split),
    cmocka_unit_test(order_is_two_in_space_and_time),
    cmocka_unit_test(thin_fronts_run_like_rays),
    cmocka_unit_test(wrong_requests_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
