/* test_diffusion_plane_solve.c - Rodas4P on a plane of cells: its linear solver, order, amounts, rest, one row against a row, the
 * implicit midpoint rule as the judge, and the cost per cell. Micrometre and hour. */
#include "row.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "diffusion_plane.h"
#include "diffusion_stencil.h"
#include "random.h"

enum
{
  MOST = 256 * 256,
  SIDE = 300 /* more than the columns, and than the rows */
};

/* a front n that a fast factor g, made where n is not, and a field q above the first row make faster */
static struct problem
{
  size_t columns, rows, cells;
  double radius[SIDE], depth[SIDE];
  double volume[MOST], right[MOST], down[MOST];
  double living[MOST]; /* capacity of n: a block is dead */
  double active;       /* of all reaction */
} p;
static double state[2 * MOST + SIDE], start[2 * MOST + SIDE], exact[2 * MOST + SIDE];
static struct trail trail;
static const size_t entry_row[] = { 0, 0, 1, 1 }, entry_column[] = { 0, 1, 0, 1 };

static double field_above(const double *value, size_t x)
{
  return value[2 * p.cells + x % p.columns];
}

static void rates(const void *context, double time, const double *value, double *rate, double *diffusivity)
{
  (void)context;
  for (size_t x = 0; x < p.cells; x++)
  {
    double n = value[x], g = value[p.cells + x], q = field_above(value, x), mobile = (0.5 + q) * (1 + g) * (1 + 0.2 * sin(time));
    rate[x] = p.active * 0.7 * n * (1 - n) * mobile;
    rate[p.cells + x] = p.active * (0.3 * (1 - n) - 0.3 * g);
    diffusivity[x] = 50 * n * mobile;
    diffusivity[p.cells + x] = x / p.columns < p.rows / 2 ? 3e3 : 300;
  }
  for (size_t i = 0; i < p.columns; i++)
    rate[2 * p.cells + i] = p.active * 0.5 * (value[i] - value[2 * p.cells + i]);
}

static void partials(const void *context, double time, const double *value, double *entries, double *diagonal)
{
  (void)context;
  for (size_t x = 0; x < p.cells; x++)
  {
    double n = value[x], g = value[p.cells + x], q = field_above(value, x), other = (0.5 + q) * (1 + 0.2 * sin(time));
    entries[x] = p.active * 0.7 * (1 - 2 * n) * (1 + g) * other;
    entries[p.cells + x] = p.active * 0.7 * n * (1 - n) * other;
    entries[2 * p.cells + x] = -0.3 * p.active;
    entries[3 * p.cells + x] = -0.3 * p.active;
  }
  for (size_t i = 0; i < p.columns; i++)
    diagonal[i] = -0.5 * p.active;
}

/* the same for the midpoint rule */
static void reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  static double entries[4 * MOST], unused[2 * MOST];
  rates(context, time, value, rate, unused);
  partials(context, time, value, entries, diagonal + 2 * p.cells);
  memcpy(diagonal, entries, p.cells * sizeof *entries);
  memcpy(diagonal + p.cells, entries + 3 * p.cells, p.cells * sizeof *entries);
}

static void diffusivity_of(const void *context, double time, size_t k, const double *value, double *out)
{
  static double all[2 * MOST], unused[2 * MOST + SIDE];
  rates(context, time, value, unused, all);
  memcpy(out, all + k * p.cells, p.cells * sizeof *out);
}

static const double top_alone[SIDE] = { 1 };
static const struct diffusion_plane_kinetics kinetics = { rates,     partials,     4,        entry_row, entry_column, 1,
                                                          entry_row, entry_column, top_alone };

static struct diffusion_plane_system plane_system(struct diffusion_plane_spread spread[2])
{
  spread[0] = (struct diffusion_plane_spread){ 0, DIFFUSION_ARITHMETIC, p.living, p.right, p.down };
  spread[1] = (struct diffusion_plane_spread){ 1, DIFFUSION_HARMONIC, p.volume, p.right, p.down };
  return (struct diffusion_plane_system){ .states = 2,
                                          .columns = p.columns,
                                          .rows = p.rows,
                                          .extras = p.columns,
                                          .spreads = 2,
                                          .spread = spread,
                                          .reaction = reaction,
                                          .diffusivity = diffusivity_of };
}

/* a smooth edge at 30 um; below half of the depth n lives in the inner part only */
static void plane_make(size_t columns, double width, size_t rows, double height, int dead)
{
  memset(&p, 0, sizeof p);
  p.columns = columns;
  p.rows = rows;
  p.cells = columns * rows;
  p.active = 1;
  assert_true(p.cells <= MOST && columns < SIDE && rows < SIDE);
  for (size_t i = 0; i <= columns; i++)
    p.radius[i] = width * (double)i;
  for (size_t j = 0; j <= rows; j++)
    p.depth[j] = height * (double)j;
  diffusion_plane_rings(columns, p.radius, rows, p.depth, p.volume, p.right, p.down);
  for (size_t x = 0; x < p.cells; x++)
  {
    double r = p.radius[x % columns] + width / 2;
    p.living[x] = dead && x / columns >= rows / 2 && x % columns >= columns / 2 ? 0 : p.volume[x];
    start[x] = 1 / (1 + exp(-(r - 30) / 4));
    start[p.cells + x] = 0;
  }
  for (size_t i = 0; i < columns; i++)
    start[2 * p.cells + i] = 0.2;
  memcpy(state, start, sizeof state);
}

static struct diffusion_statistics solve(double tolerance, double end, double *values)
{
  struct diffusion_plane_spread spread[2];
  struct diffusion_plane_system system = plane_system(spread);
  struct diffusion_accuracy accuracy = accuracy_of(tolerance);
  struct diffusion_statistics statistics = { 0 };
  trail_clear(&trail);
  if (diffusion_plane_solve(&system, &kinetics, &accuracy, 0, end, &(struct diffusion_reports){ 0 }, values, &statistics,
                            &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return statistics;
}

static void linear_solver_solves(void **unused)
{
  (void)unused;
  enum
  {
    COLUMNS = 23,
    ROWS = 17,
    CELLS = COLUMNS * ROWS
  };
  static double source[CELLS], wanted[CELLS], found[CELLS], ones[CELLS];
  const struct random_stream stream = { 3, 0, 0 };
  struct diffusion_stencil s;
  uint64_t draw = 0;
  assert_int_equal(diffusion_stencil_make(&s, COLUMNS, ROWS), 1);
  // rows of different width, not symmetric, hardly dominated by the diagonal
  for (size_t j = 0; j < ROWS; j++)
    s.width[j] = COLUMNS - j;
  for (size_t x = 0; x < CELLS; x++)
  {
    size_t i = x % COLUMNS, j = x / COLUMNS;
    ones[x] = 1;
    wanted[x] = i < s.width[j] ? random_uniform(stream, draw++) - 0.5 : 0;
    s.left[x] = i > 0 ? random_uniform(stream, draw++) : 0;
    s.right[x] = i + 1 < s.width[j] ? random_uniform(stream, draw++) : 0;
    s.up[x] = j > 0 ? 20 * random_uniform(stream, draw++) : 0;
    s.down[x] = j + 1 < ROWS && i < s.width[j + 1] ? 20 * random_uniform(stream, draw++) : 0;
    s.centre[x] = 0.01 + s.left[x] + s.right[x] + s.up[x] + s.down[x];
  }
  for (size_t x = 0; x < CELLS; x++)
    source[x] = x % COLUMNS < s.width[x / COLUMNS]
                    ? s.centre[x] * wanted[x] - s.left[x] * (x > 0 ? wanted[x - 1] : 0) -
                          s.right[x] * (x + 1 < CELLS ? wanted[x + 1] : 0) - s.up[x] * (x >= COLUMNS ? wanted[x - COLUMNS] : 0) -
                          s.down[x] * (x + COLUMNS < CELLS ? wanted[x + COLUMNS] : 0)
                    : 0;
  diffusion_stencil_factor(&s);
  size_t iterations = diffusion_stencil_solve(&s, source, ones, 1e-13, 0, found);
  print_message("%d cells: %zu iterations, off by %.1e\n", CELLS, iterations, distance(CELLS, wanted, found));
  assert_true(iterations > 1 && iterations < 100 && distance(CELLS, wanted, found) < 1e-9);
  memset(source, 0, sizeof source);
  assert_int_equal(diffusion_stencil_solve(&s, source, ones, 0, 0, found), 0);
  diffusion_stencil_free(&s);
}

static void order_is_four(void **unused)
{
  (void)unused;
  static const double tolerance[] = { 1e-3, 1e-4, 1e-5, 1e-6 };
  double error[4];
  size_t steps[4];
  plane_make(24, 3, 12, 6, 1);
  const size_t values = 2 * p.cells + p.columns;
  memcpy(exact, start, sizeof exact);
  solve(1e-9, 4, exact);
  for (size_t k = 0; k < 4; k++)
  {
    memcpy(state, start, sizeof state);
    struct diffusion_statistics statistics = solve(tolerance[k], 4, state);
    steps[k] = statistics.steps;
    error[k] = distance(values, state, exact);
    print_message("tolerance %.0e: %zu steps, %zu iterations, error %.2e\n", tolerance[k], steps[k], statistics.iterations,
                  error[k]);
    assert_true(error[k] < 3 * tolerance[k]);
  }
  double order = log(error[0] / error[3]) / log((double)steps[3] / (double)steps[0]);
  print_message("order %.2f\n", order);
  assert_true(order > 3.2);
  struct diffusion_plane_spread spread[2];
  struct diffusion_plane_system system = plane_system(spread);
  struct diffusion_statistics statistics = { 0 };
  double off[2];
  for (size_t k = 0; k < 2; k++)
  {
    struct diffusion_control control = { k == 0 ? 0.01 : 0.005, 2 };
    memcpy(state, start, sizeof state);
    assert_int_equal(
        diffusion_plane_integrate(&system, &control, 0, 4, (struct diffusion_observer){ 0 }, state, &statistics, &trail),
        STATUS_OK);
    off[k] = distance(values, state, exact);
  }
  print_message("implicit midpoint, 400 and 800 steps: off by %.2e, %.2e\n", off[0], off[1]);
  assert_true(off[1] < 2e-4 && off[1] < 0.6 * off[0]);
}

static void amounts_are_kept_to_the_tolerance(void **unused)
{
  (void)unused;
  plane_make(24, 3, 12, 6, 1);
  p.active = 0;
  double amount[2][2] = { { 0 } };
  for (size_t x = 0; x < p.cells; x++)
    state[p.cells + x] = x % 7 == 3;
  for (size_t x = 0; x < p.cells; x++)
  {
    amount[0][0] += p.living[x] * state[x];
    amount[0][1] += p.volume[x] * state[p.cells + x];
  }
  solve(1e-5, 500, state);
  for (size_t x = 0; x < p.cells; x++)
  {
    amount[1][0] += p.living[x] * state[x];
    amount[1][1] += p.volume[x] * state[p.cells + x];
    // the dead keep what they have
    if (p.living[x] <= 0)
      CHECK_NEAR(state[x], start[x], 0);
  }
  print_message("amounts drift by %.1e and %.1e\n", amount[1][0] / amount[0][0] - 1, amount[1][1] / amount[0][1] - 1);
  CHECK_RELATIVE(amount[1][0], amount[0][0], 1e-6);
  CHECK_RELATIVE(amount[1][1], amount[0][1], 1e-6);
}

static void rest_is_exact_on(size_t columns)
{
  plane_make(columns, 53 / (double)columns, 9, 5.7, 1);
  for (size_t x = 0; x < p.cells; x++)
  {
    state[x] = 1;
    state[p.cells + x] = 0;
  }
  for (size_t i = 0; i < p.columns; i++)
    state[2 * p.cells + i] = 1;
  struct diffusion_statistics statistics = solve(1e-3, 1e4, state);
  for (size_t x = 0; x < p.cells; x++)
    assert_true(state[x] == 1 && state[p.cells + x] == 0);
  // products and residuals that are 0 take none, a cycle finds that all is 0
  assert_true(statistics.rejected == 0 && (statistics.iterations == 0 || columns > 16));
}

static void rest_is_exact(void **unused)
{
  (void)unused;
  rest_is_exact_on(16);
  rest_is_exact_on(130);
}

/* --- one row of cells is a row of cells --- */

static void row_rates(const void *context, double time, const double *value, double *rate)
{
  static double unused[2 * MOST];
  rates(context, time, value, rate, unused);
}

static const size_t row_entry_row[] = { 0, 0, 1, 1, 0, 2, 2 }, row_entry_column[] = { 0, 1, 0, 1, 2, 0, 2 };
static void row_partials(const void *context, double time, const double *value, double *entries)
{
  partials(context, time, value, entries, entries + 6 * p.cells);
  for (size_t x = 0; x < p.cells; x++)
  {
    double n = value[x], g = value[p.cells + x];
    entries[4 * p.cells + x] = 0.7 * n * (1 - n) * (1 + g) * (1 + 0.2 * sin(time));
    entries[5 * p.cells + x] = 0.5;
  }
}

static void one_row_is_a_row(void **unused)
{
  (void)unused;
  plane_make(40, 2, 1, 1, 0);
  static const struct diffusion_spread spread[] = { { 0, DIFFUSION_ARITHMETIC }, { 1, DIFFUSION_HARMONIC } };
  const struct diffusion_kinetics row = { row_rates, row_partials, 7, row_entry_row, row_entry_column, NULL };
  struct diffusion_system system = { .states = 3,
                                     .cells = p.cells,
                                     .capacity = p.volume,
                                     .conductance = p.right,
                                     .spreads = 2,
                                     .spread = spread,
                                     .diffusivity = diffusivity_of };
  struct diffusion_accuracy accuracy = accuracy_of(1e-9);
  struct diffusion_statistics statistics = { 0 };
  memcpy(exact, start, sizeof exact);
  assert_int_equal(diffusion_solve(&system, &row, &accuracy, 0, 6, &(struct diffusion_reports){ 0 }, exact, &statistics, &trail),
                   STATUS_OK);
  solve(1e-8, 6, state);
  print_message("a row and a plane of one row differ by %.1e\n", distance(3 * p.cells, state, exact));
  assert_true(distance(3 * p.cells, state, exact) < 1e-7);
}

/* a wide plane is solved in cycles; a cell that is larger by 1e-9 makes it no product, and the other iteration is the judge */
static void wide_planes_meet_the_tolerance(void **unused)
{
  (void)unused;
  static const double tolerance[] = { 1e-2, 1e-3, 1e-4, 1e-5 };
  plane_make(200, 0.5, 40, 2.5, 1);
  const size_t values = 2 * p.cells + p.columns;
  memcpy(exact, start, sizeof exact);
  p.volume[p.cells / 3] *= 1 + 1e-9;
  solve(1e-8, 1, exact);
  for (size_t k = 0; k < 4; k++)
  {
    plane_make(200, 0.5, 40, 2.5, 1);
    struct diffusion_statistics statistics = solve(tolerance[k], 1, state);
    print_message("200 columns, tolerance %.0e: %zu steps, %zu cycles and iterations, error %.1e, of the factor %.1e\n",
                  tolerance[k], statistics.steps, statistics.iterations, distance(values, state, exact),
                  distance(p.cells, state + p.cells, exact + p.cells));
    // as with products
    assert_true(distance(values, state, exact) < 0.1 * tolerance[k]);
  }
  plane_make(200, 0.5, 40, 2.5, 1);
  p.active = 0;
  double amount[2] = { 0 };
  for (size_t x = 0; x < p.cells; x++)
  {
    state[p.cells + x] = x % 7 == 3;
    amount[0] += p.volume[x] * state[p.cells + x];
  }
  solve(1e-5, 500, state);
  for (size_t x = 0; x < p.cells; x++)
    amount[1] += p.volume[x] * state[p.cells + x];
  print_message("an amount drifts by %.1e\n", amount[1] / amount[0] - 1);
  CHECK_RELATIVE(amount[1], amount[0], 1e-8);
}

/* printed only: time depends on the machine */
static void cost_per_cell_is_told(void **unused)
{
  (void)unused;
  for (size_t k = 0; k < 4; k++)
  {
    size_t n = (size_t)32 << k;
    plane_make(n, 96.0 / (double)n, n, 96.0 / (double)n, 1);
    clock_t before = clock();
    struct diffusion_statistics statistics = solve(1e-2, 10, state);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC, attempts = (double)(statistics.steps + statistics.rejected);
    print_message("%5zu cells: %zu steps, %.1f iterations per stage and state, %.0f ns per cell and step\n", p.cells,
                  statistics.steps, (double)statistics.iterations / (12 * attempts),
                  1e9 * seconds / (attempts * (double)p.cells));
    assert_true((double)statistics.iterations / (12 * attempts) < 40);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(linear_solver_solves),
    cmocka_unit_test(order_is_four),
    cmocka_unit_test(amounts_are_kept_to_the_tolerance),
    cmocka_unit_test(rest_is_exact),
    cmocka_unit_test(one_row_is_a_row),
    cmocka_unit_test(wide_planes_meet_the_tolerance),
    cmocka_unit_test(cost_per_cell_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
