/* test_diffusion_solve.c - a Rosenbrock method on a row of cells: matrix, order, conservation, rest, bounds, reports, errors;
 * against the implicit midpoint rule. */
#include "row.h"

#include <string.h>

#include "diffusion_matrix.h"
#include "random.h"

enum
{
  STATES = 4
};

/* four states in a disc: n spreads as fast as n and q are, g spreads harmonically, q and p stay; forced in time */
struct wound
{
  struct row row;
  double force; /* of n */
  double bare;  /* 1: neither reaction nor forcing */
};

static const size_t entry_row[] = { 0, 0, 1, 1, 2, 2, 3, 3, 3 }, entry_column[] = { 0, 2, 0, 1, 2, 3, 0, 2, 3 };

static void wound_rates(const void *context, double time, const double *state, double *rate)
{
  const struct wound *w = context;
  const size_t cells = w->row.cells;
  for (size_t i = 0; i < cells; i++)
  {
    double n = state[i], g = state[cells + i], q = state[2 * cells + i], p = state[3 * cells + i];
    rate[i] = (1 - w->bare) * (0.7 * n * (1 - n) * (0.5 + q) + w->force * sin(time));
    rate[cells + i] = (1 - w->bare) * (0.3 * (1 - n) - 0.4 * g);
    rate[2 * cells + i] = (1 - w->bare) * ((1 - q) * 2 - p * q);
    rate[3 * cells + i] = (1 - w->bare) * (n * (1 - p) - 0.2 * q * p);
  }
}

static void wound_partials(const void *context, double time, const double *state, double *values)
{
  const struct wound *w = context;
  const size_t cells = w->row.cells;
  (void)time;
  for (size_t i = 0; i < cells; i++)
  {
    double n = state[i], q = state[2 * cells + i], p = state[3 * cells + i];
    const double of[] = {
      0.7 * (1 - 2 * n) * (0.5 + q), 0.7 * n * (1 - n), -0.3, -0.4, -2 - p, -q, 1 - p, -0.2 * p, -n - 0.2 * q
    };
    for (size_t e = 0; e < sizeof of / sizeof *of; e++)
      values[e * cells + i] = (1 - w->bare) * of[e];
  }
}

/* the same for the midpoint rule */
static void wound_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct wound *w = context;
  const size_t cells = w->row.cells;
  static double values[9 * ROW_CELLS];
  wound_rates(context, time, state, rate);
  wound_partials(context, time, state, values);
  for (size_t e = 0; e < 9; e++)
    if (entry_row[e] == entry_column[e])
      memcpy(diagonal + entry_row[e] * cells, values + e * cells, cells * sizeof *values);
}

static void wound_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct wound *w = context;
  const size_t cells = w->row.cells;
  (void)time;
  for (size_t i = 0; i < cells; i++)
    diffusivity[i] = k == 0 ? 50 * state[i] * (0.5 + state[2 * cells + i]) : i < cells / 2 ? 3e3 : 20;
}

static const struct diffusion_spread spread[] = { { 0, DIFFUSION_ARITHMETIC }, { 1, DIFFUSION_HARMONIC } };
static const struct diffusion_kinetics kinetics = { wound_rates, wound_partials, 9, entry_row, entry_column, NULL };
static const struct diffusion_reports no_reports = { 0 };
static struct trail trail;

static struct diffusion_system wound_system(const struct wound *w)
{
  return (struct diffusion_system){ .states = STATES,
                                    .cells = w->row.cells,
                                    .capacity = w->row.capacity,
                                    .conductance = w->row.conductance,
                                    .spreads = 2,
                                    .spread = spread,
                                    .context = w,
                                    .reaction = wound_reaction,
                                    .diffusivity = wound_diffusivity };
}

/* a smooth edge at 30 um */
static void wound_make(struct wound *w, double width, double *state)
{
  *w = (struct wound){ .force = 0 };
  row_disc(&w->row, width, 40, 1.1, 100);
  for (size_t i = 0; i < w->row.cells; i++)
  {
    double edge = 1 / (1 + exp(-(w->row.centre[i] - 30) / 3));
    const double values[STATES] = { edge, 0, 0.2 * edge, edge };
    for (size_t s = 0; s < STATES; s++)
      state[s * w->row.cells + i] = values[s];
  }
}

static struct diffusion_statistics wound_solve(const struct wound *w, double tolerance, double start, double end,
                                               const struct diffusion_reports *reports, double *state)
{
  struct diffusion_system system = wound_system(w);
  struct diffusion_accuracy accuracy = accuracy_of(tolerance);
  struct diffusion_statistics statistics = { 0 };
  trail_clear(&trail);
  if (diffusion_solve(&system, &kinetics, &accuracy, start, end, reports, state, &statistics, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return statistics;
}

static void matrix_is_inverted(void **unused)
{
  (void)unused;
  // all states couple in one pattern with holes, one, two and three of five states spread; dense elimination as the judge
  enum
  {
    N = 5,
    CELLS = 7,
    ALL = N * CELLS
  };
  static const size_t spreads[3][3] = { { 1 }, { 4, 0 }, { 3, 0, 2 } };
  for (size_t count = 1; count <= 3; count++)
  {
    static double dense[ALL][ALL + 1];
    struct diffusion_matrix matrix;
    unsigned char own[N * N], side[3 * N];
    const struct random_stream stream = { 7, (uint32_t)count, 0 };
    uint64_t draw = 0;
    for (size_t e = 0; e < N * N; e++)
      own[e] = e % (N + 1) == 0 || random_uniform(stream, draw++) < 0.5;
    for (size_t k = 0; k < count; k++)
      for (size_t s = 0; s < N; s++)
      {
        side[k * N + s] = s == spreads[count - 1][k] || random_uniform(stream, draw++) < 0.5;
        own[spreads[count - 1][k] * N + s] |= side[k * N + s];
      }
    assert_int_equal(diffusion_matrix_make(&matrix, N, CELLS, count, spreads[count - 1], own, side), 1);
    memset(dense, 0, sizeof dense);
    double x[ALL];
    for (size_t i = 0; i < CELLS; i++)
    {
      for (size_t e = 0; e < N * N; e++)
        if (own[e])
          dense[e / N * CELLS + i][e % N * CELLS + i] = matrix.own[e * CELLS + i] =
              random_uniform(stream, draw++) - 0.5 + (e % (N + 1) == 0 ? 4 : 0);
      for (size_t e = 0; e < count * N; e++)
        if (side[e])
        {
          size_t r = spreads[count - 1][e / N] * CELLS + i, c = e % N * CELLS + i;
          matrix.before[e * CELLS + i] = random_uniform(stream, draw++) - 0.5;
          matrix.after[e * CELLS + i] = random_uniform(stream, draw++) - 0.5;
          if (i > 0)
            dense[r][c - 1] = matrix.before[e * CELLS + i];
          if (i + 1 < CELLS)
            dense[r][c + 1] = matrix.after[e * CELLS + i];
        }
    }
    // right-hand side from a known solution
    for (size_t r = 0; r < ALL; r++)
    {
      x[r] = 0;
      for (size_t c = 0; c < ALL; c++)
        x[r] += dense[r][c] * (double)(c % 11);
    }
    diffusion_matrix_factor(&matrix);
    diffusion_matrix_solve(&matrix, x);
    for (size_t r = 0; r < ALL; r++)
      CHECK_NEAR(x[r], (double)(r % 11), 1e-11);
    diffusion_matrix_free(&matrix);
  }
}

/* error against steps: order 4, with forcing in time, nonlinear diffusion and jumps; then against the midpoint rule */
static void order_is_four(void **unused)
{
  (void)unused;
  static struct wound wound;
  static double start[STATES * 200], exact[STATES * 200], state[STATES * 200];
  wound_make(&wound, 2, start);
  wound.force = 0.05;
  const size_t values = STATES * wound.row.cells;
  memcpy(exact, start, sizeof exact);
  wound_solve(&wound, 1e-12, 0, 3, &no_reports, exact);
  double error[4];
  size_t steps[4];
  static const double tolerance[] = { 1e-4, 1e-6, 1e-8, 1e-10 };
  for (size_t k = 0; k < 4; k++)
  {
    memcpy(state, start, sizeof state);
    steps[k] = wound_solve(&wound, tolerance[k], 0, 3, &no_reports, state).steps;
    error[k] = distance(values, state, exact);
    print_message("tolerance %.0e: %zu steps, error %.2e\n", tolerance[k], steps[k], error[k]);
    assert_true(error[k] < 10 * tolerance[k]);
  }
  double order = log(error[1] / error[3]) / log((double)steps[3] / (double)steps[1]);
  print_message("order %.2f\n", order);
  assert_true(order > 3.6);

  struct diffusion_statistics statistics = { 0 };
  struct diffusion_system system = wound_system(&wound);
  double off[2];
  for (size_t k = 0; k < 2; k++)
  {
    struct diffusion_control control = { k == 0 ? 0.002 : 0.001, 2 };
    memcpy(state, start, sizeof state);
    assert_int_equal(diffusion_integrate(&system, &control, 0, 3, (struct diffusion_observer){ 0 }, state, &statistics, &trail),
                     STATUS_OK);
    off[k] = distance(values, state, exact);
  }
  print_message("implicit midpoint, 1500 and 3000 steps: off by %.2e, %.2e\n", off[0], off[1]);
  assert_true(off[1] < 2e-6 && off[1] < 0.6 * off[0]);
}

static void amounts_are_kept(void **unused)
{
  (void)unused;
  static struct wound wound;
  static double state[STATES * 200];
  wound_make(&wound, 1, state);
  wound.bare = 1;
  const size_t cells = wound.row.cells;
  for (size_t i = 0; i < cells; i++)
    state[cells + i] = i % 7 == 3;
  double before[2] = { row_total(&wound.row, state), row_total(&wound.row, state + cells) };
  wound_solve(&wound, 1e-4, 0, 1000, &no_reports, state);
  double drift[2] = { row_total(&wound.row, state) / before[0] - 1, row_total(&wound.row, state + cells) / before[1] - 1 };
  print_message("amounts drift by %.1e and %.1e\n", drift[0], drift[1]);
  CHECK_NEAR(drift[0], 0, 1e-12);
  CHECK_NEAR(drift[1], 0, 1e-12);
  // and all is even in the end
  for (size_t i = 0; i < cells; i++)
    CHECK_RELATIVE(state[cells + i], state[cells], 1e-6);
}

static void rest_is_exact(void **unused)
{
  (void)unused;
  static struct wound wound;
  static double state[STATES * 200];
  wound_make(&wound, 1.7, state);
  wound.bare = 1;
  const size_t cells = wound.row.cells;
  for (size_t x = 0; x < STATES * cells; x++)
    state[x] = 0.1 * (double)(1 + x / cells);
  struct diffusion_statistics statistics = wound_solve(&wound, 1e-6, 0, 1e4, &no_reports, state);
  for (size_t x = 0; x < STATES * cells; x++)
    assert_true(state[x] == 0.1 * (double)(1 + x / cells));
  assert_true(statistics.steps < 24 && statistics.rejected == 0);
}

/* --- reports --- */

struct watch
{
  size_t calls, values;
  double last, worst;
  const double *exact; /* at half of the time */
};

static void watch_observe(void *sink, double time, const double *state)
{
  struct watch *watch = sink;
  assert_true(time >= watch->last);
  watch->last = time;
  watch->calls += 1;
  if (time == 1.5)
    watch->worst = distance(watch->values, state, watch->exact);
}

static void reports_change_nothing(void **unused)
{
  (void)unused;
  static struct wound wound;
  static double start[STATES * 200], plain[STATES * 200], reported[STATES * 200], half[STATES * 200];
  wound_make(&wound, 2, start);
  const size_t size = STATES * wound.row.cells * sizeof(double);
  memcpy(half, start, size);
  wound_solve(&wound, 1e-9, 0, 1.5, &no_reports, half);
  double times[301];
  for (size_t k = 0; k <= 300; k++)
    times[k] = 0.01 * (double)k;
  times[150] = 1.5;
  times[300] = 3;
  struct watch watch = { 0, STATES * wound.row.cells, 0, 1, half };
  memcpy(plain, start, size);
  memcpy(reported, start, size);
  wound_solve(&wound, 1e-6, 0, 3, &no_reports, plain);
  wound_solve(&wound, 1e-6, 0, 3, &(struct diffusion_reports){ 301, times, &watch, watch_observe }, reported);
  assert_memory_equal(plain, reported, size);
  assert_int_equal(watch.calls, 301);
  print_message("reported in the middle: off by %.1e\n", watch.worst);
  // cubics alone are off by 9e-8
  assert_true(watch.worst < 5e-8);
}

/* --- bounds and failures --- */

static void bounds_are_kept_at_any_tolerance(void **unused)
{
  (void)unused;
  static const double low[STATES] = { 0 }, high[STATES] = { 1, 10, 1, 1 };
  for (double tolerance = 1e-5; tolerance < 2; tolerance *= 10)
  {
    static struct wound wound;
    static double state[STATES * 200];
    wound_make(&wound, 1, state);
    // a sharp edge, and nothing within
    for (size_t i = 0; i < wound.row.cells; i++)
      state[i] = state[3 * wound.row.cells + i] = wound.row.centre[i] > 30;
    struct diffusion_system system = wound_system(&wound);
    struct diffusion_accuracy accuracy = accuracy_of(tolerance);
    accuracy.low = low;
    accuracy.high = high;
    struct diffusion_statistics statistics = { 0 };
    trail_clear(&trail);
    for (int hour = 0; hour < 40; hour++)
    {
      if (diffusion_solve(&system, &kinetics, &accuracy, hour, hour + 1, &no_reports, state, &statistics, &trail) != STATUS_OK)
        fail_msg("%s", trail.errors);
      for (size_t x = 0; x < STATES * wound.row.cells; x++)
        assert_true(state[x] >= -1.001e-6 * tolerance && state[x] <= high[x / wound.row.cells] + 1.001e-6 * tolerance);
    }
    assert_true(state[0] > 0.99);
  }
}

static void burst_rates(const void *context, double time, const double *state, double *rate)
{
  wound_rates(context, time, state, rate);
  if (time > 1)
    rate[5] = (double)NAN;
}

static void failures_say_where(void **unused)
{
  (void)unused;
  static struct wound wound;
  static double state[STATES * 200];
  wound_make(&wound, 2, state);
  struct diffusion_system system = wound_system(&wound);
  struct diffusion_kinetics burst = kinetics;
  struct diffusion_accuracy accuracy = accuracy_of(1e-4);
  accuracy.step_limit = 1000;
  struct diffusion_statistics statistics = { 0 };
  burst.rates = burst_rates;
  trail_clear(&trail);
  assert_int_equal(diffusion_solve(&system, &burst, &accuracy, 0, 3, &no_reports, state, &statistics, &trail), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "step at time"));
  wound_make(&wound, 2, state);
  accuracy.step_limit = 5;
  trail_clear(&trail);
  statistics = (struct diffusion_statistics){ 0 };
  assert_int_equal(diffusion_solve(&system, &kinetics, &accuracy, 0, 3, &no_reports, state, &statistics, &trail),
                   STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "5 steps did not reach time 3"));
  state[7] = (double)NAN;
  accuracy.step_limit = 1000;
  trail_clear(&trail);
  assert_int_equal(diffusion_solve(&system, &kinetics, &accuracy, 0, 3, &no_reports, state, &statistics, &trail),
                   STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "state 0 in cell 7 is nan"));
  accuracy.tolerance = 0;
  assert_int_equal(diffusion_solve(&system, &kinetics, &accuracy, 0, 3, &no_reports, state, &statistics, &trail),
                   STATUS_SOFTWARE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(matrix_is_inverted),     cmocka_unit_test(order_is_four),
    cmocka_unit_test(amounts_are_kept),       cmocka_unit_test(rest_is_exact),
    cmocka_unit_test(reports_change_nothing), cmocka_unit_test(bounds_are_kept_at_any_tolerance),
    cmocka_unit_test(failures_say_where),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
