/* test_manufactured.c - orders of the diffusion solver on a solution made up for it, on a disc with r = 0 included.
 *
 *   n = 1 - A E P,  g = B E P,  E = exp(-s t),  P = (1 + cos(pi r / R)) / 2        (um, h)
 *   n_t = div(v l n grad n) + k (1 + g) n (1 - n) + S,   g_t = D div grad g + d (1 - n - g) + Z
 *
 * S and Z are what is left when the solution is put in. No flux at r = 0 and r = R by construction. */
#include "row.h"

static const double pi = 3.14159265358979323846;
static const double A = 0.6, B = 0.4, s = 0.05, R = 100, growth = 0.733, decay = 0.3, spread = 52.8, fast = 600;

static struct row row;
static double state[2 * ROW_CELLS];

static double profile(double r)
{
  return 0.5 * (1 + cos(pi * r / R));
}

/* radial Laplacian of the profile */
static double profile_laplacian(double r)
{
  double k = pi / R;
  return -0.5 * (k * k * cos(k * r) + k * sin(k * r) / r);
}

static void reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  (void)context;
  size_t cells = row.cells;
  double e = exp(-s * time);
  for (size_t i = 0; i < cells; i++)
  {
    double r = row.centre[i], p = profile(r), laplacian = profile_laplacian(r), slope = -0.5 * pi / R * sin(pi * r / R);
    double n = value[i], g = value[cells + i], exact = 1 - A * e * p, other = B * e * p;
    double flow = spread * (-exact * A * e * laplacian + A * A * e * e * slope * slope);
    double source = s * A * e * p - flow - growth * (1 + other) * exact * (1 - exact);
    rate[i] = growth * (1 + g) * n * (1 - n) + source;
    diagonal[i] = growth * (1 + g) * (1 - 2 * n);
    rate[cells + i] = decay * (1 - n - g) - s * other - fast * B * e * laplacian - decay * (1 - exact - other);
    diagonal[cells + i] = -decay;
  }
}

static void diffusivity(const void *context, double time, size_t k, const double *value, double *out)
{
  (void)context;
  (void)time;
  for (size_t i = 0; i < row.cells; i++)
    out[i] = k == 0 ? spread * value[i] : fast;
}

/* root mean square error of n and g after 4 h; the state stays */
static void error(size_t steps, size_t passes, double found[2])
{
  static const struct diffusion_spread both[] = { { 0, DIFFUSION_ARITHMETIC }, { 1, DIFFUSION_ARITHMETIC } };
  struct diffusion_system system = {
    .states = 2, .spreads = 2, .spread = both, .reaction = reaction, .diffusivity = diffusivity
  };
  size_t cells = row.cells;
  for (size_t i = 0; i < cells; i++)
  {
    state[i] = 1 - A * profile(row.centre[i]);
    state[cells + i] = B * profile(row.centre[i]);
  }
  row_step(&row, system, 4.0 / (double)steps, passes, 0, 4, (struct diffusion_observer){ 0 }, state);
  double e = exp(-s * 4), n = 0, g = 0;
  for (size_t i = 0; i < cells; i++)
  {
    n += row.capacity[i] * pow(state[i] - 1 + A * e * profile(row.centre[i]), 2);
    g += row.capacity[i] * pow(state[cells + i] - B * e * profile(row.centre[i]), 2);
  }
  found[0] = sqrt(n / (pi * R * R));
  found[1] = sqrt(g / (pi * R * R));
}

/* faces R sinh(b x) / sinh(b): neighbouring widths differ by a factor that tends to 1 */
static void stretched(size_t cells, double bend)
{
  row.cells = cells;
  for (size_t i = 0; i <= cells; i++)
    row.faces[i] = R * sinh(bend * (double)i / (double)cells) / sinh(bend);
  for (size_t i = 0; i < cells; i++)
    row.centre[i] = 0.5 * (row.faces[i] + row.faces[i + 1]);
  diffusion_radial_geometry(cells, row.faces, row.capacity, row.conductance);
}

static void space_is_of_second_order(void **unused)
{
  (void)unused;
  // a bend of 1e-3 is a uniform grid; 2.5 makes the outermost cell six times as wide as the innermost
  static const double bends[] = { 1e-3, 2.5 };
  for (size_t b = 0; b < 2; b++)
  {
    double found[4][2];
    for (size_t k = 0; k < 4; k++)
    {
      stretched((size_t)(8 << k), bends[b]);
      error((size_t)(40 << (2 * k)), 2, found[k]);
    }
    print_message("space, bend %.3g: n %.2e %.2e %.2e %.2e, g %.2e .. %.2e, last orders %.3f %.3f\n", bends[b], found[0][0],
                  found[1][0], found[2][0], found[3][0], found[0][1], found[3][1], log2(found[2][0] / found[3][0]),
                  log2(found[2][1] / found[3][1]));
    for (size_t j = 0; j < 2; j++)
      CHECK_NEAR(log2(found[2][j] / found[3][j]), 2, 0.1);
  }
}

/* root mean square of the changes when the step is halved, for n and g, with `first` steps at the beginning */
static void time_changes(size_t first, size_t passes, double change[5][2])
{
  static double before[2 * ROW_CELLS];
  double ignored[2];
  for (size_t k = 0; k < 6; k++)
  {
    for (size_t i = 0; i < 2 * row.cells; i++)
      before[i] = state[i];
    error(first << k, passes, ignored);
    if (k == 0)
      continue;
    for (size_t j = 0; j < 2; j++)
    {
      double sum = 0;
      for (size_t i = 0; i < row.cells; i++)
        sum += row.capacity[i] * pow(state[j * row.cells + i] - before[j * row.cells + i], 2);
      change[k - 1][j] = sqrt(sum / (pi * R * R));
    }
  }
}

static void print_changes(const char *what, double change[5][2])
{
  for (size_t j = 0; j < 2; j++)
    print_message("%s, %s: %.2e %.2e %.2e %.2e %.2e, orders %.2f %.2f %.2f %.2f\n", what, j == 0 ? "n" : "g", change[0][j],
                  change[1][j], change[2][j], change[3][j], change[4][j], log2(change[0][j] / change[1][j]),
                  log2(change[1][j] / change[2][j]), log2(change[2][j] / change[3][j]), log2(change[3][j] / change[4][j]));
}

static void time_is_of_second_order_where_steps_resolve_cells(void **unused)
{
  (void)unused;
  double change[5][2];
  // 20 cells of 5 um: dt (2 D / dx^2 + growth) <= 2 holds for n from dt = 0.4 h and for g from dt = 0.04 h
  stretched(20, 1e-3);
  time_changes(200, 2, change);
  print_changes("time, two passes, dt 0.02 h ..", change);
  CHECK_NEAR(log2(change[3][0] / change[4][0]), 2, 0.1);
  CHECK_NEAR(log2(change[3][1] / change[4][1]), 2, 0.1);
  // one pass lags behind by half a step: first order
  time_changes(200, 1, change);
  print_changes("time, one pass, dt 0.02 h ..", change);
  CHECK_NEAR(log2(change[3][0] / change[4][0]), 1, 0.1);
}

static void long_steps_lose_order_but_not_accuracy(void **unused)
{
  (void)unused;
  double change[5][2];
  // g moves through some ten cells in a step of 0.4 h: the explicit share falls, the order is between 1 and 2
  stretched(50, 1e-3);
  time_changes(10, 2, change);
  print_changes("time, long steps, dt 0.4 h ..", change);
  for (size_t k = 0; k < 4; k++)
    for (size_t j = 0; j < 2; j++)
      assert_true(log2(change[k][j] / change[k + 1][j]) > 0.9);
  // 0.1 h on 2 um, the production grid: within a tenth of a percent of a state of order 1
  assert_true(change[2][0] < 1e-3 && change[2][1] < 1e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(space_is_of_second_order),
    cmocka_unit_test(time_is_of_second_order_where_steps_resolve_cells),
    cmocka_unit_test(long_steps_lose_order_but_not_accuracy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
