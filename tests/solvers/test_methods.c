/* test_methods.c - the five methods on small systems with known solutions: orders, reports, lanes, stiffness, errors. */
#include "check.h"
#include "system.h"

#include <float.h>
#include <string.h>

enum
{
  MOST_LANES = 6
};

/* --- rates with time in them, one k per lane:
 * u = cos t + a exp(-k t); v = exp(sin t); w solves w' = 2 u w (v / exp(sin t)), w = exp(2 sin t + 2 a (1 - exp(-k t)) / k) */
static void curve_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const double *k = context;
  for (size_t l = 0; l < lanes; l++)
  {
    double u = state[l], v = state[lanes + l], w = state[2 * lanes + l];
    rate[l] = -k[first + l] * (u - cos(time)) - sin(time);
    rate[lanes + l] = cos(time) * v;
    rate[2 * lanes + l] = 2 * u * w * v / exp(sin(time));
  }
}

static void curve_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  const double *k = context;
  for (size_t l = 0; l < lanes; l++)
  {
    double u = state[l], v = state[lanes + l], w = state[2 * lanes + l], e = exp(sin(time));
    values[l] = -k[first + l];
    values[lanes + l] = cos(time);
    values[2 * lanes + l] = 2 * w * v / e;
    values[3 * lanes + l] = 2 * u * w / e;
    values[4 * lanes + l] = 2 * u * v / e;
  }
}

static const size_t curve_row[] = { 0, 1, 2, 2, 2 }, curve_column[] = { 0, 1, 0, 1, 2 };
static const double curve_k[MOST_LANES] = { 1, 2, 3, 2, 0.5, 1.5 };

static struct system curve(size_t lanes)
{
  return (struct system){ .size = 3,
                          .lanes = lanes,
                          .context = curve_k,
                          .rates = curve_rates,
                          .partials = curve_partials,
                          .entries = 5,
                          .row = curve_row,
                          .column = curve_column };
}

static double curve_exact(size_t s, double k, double time)
{
  const double a = 0.5;
  return s == 0   ? cos(time) + a * exp(-k * time)
         : s == 1 ? exp(sin(time))
                  : exp(2 * sin(time) + 2 * a * (1 - exp(-k * time)) / k);
}

static void curve_start(size_t lanes, double *state)
{
  for (size_t s = 0; s < 3; s++)
    for (size_t l = 0; l < lanes; l++)
      state[s * lanes + l] = curve_exact(s, 1, 0);
}

/* --- Robertson's reactions */
static void robertson_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  (void)context;
  (void)time;
  (void)first;
  for (size_t l = 0; l < lanes; l++)
  {
    double a = 0.04 * state[l], b = 1e4 * state[lanes + l] * state[2 * lanes + l], c = 3e7 * state[lanes + l] * state[lanes + l];
    rate[l] = -a + b;
    rate[lanes + l] = a - b - c;
    rate[2 * lanes + l] = c;
  }
}

static void robertson_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  (void)context;
  (void)time;
  (void)first;
  for (size_t l = 0; l < lanes; l++)
  {
    double y = state[lanes + l], z = state[2 * lanes + l];
    double entry[7] = { -0.04, 1e4 * z, 1e4 * y, 0.04, -1e4 * z - 6e7 * y, -1e4 * y, 6e7 * y };
    for (size_t e = 0; e < 7; e++)
      values[e * lanes + l] = entry[e];
  }
}

static const size_t robertson_row[] = { 0, 0, 0, 1, 1, 1, 2 }, robertson_column[] = { 0, 1, 2, 0, 1, 2, 1 };

static struct system robertson(size_t lanes)
{
  return (struct system){ .size = 3,
                          .lanes = lanes,
                          .rates = robertson_rates,
                          .partials = robertson_partials,
                          .entries = 7,
                          .row = robertson_row,
                          .column = robertson_column,
                          .autonomous = 1 };
}

/* --- running and reporting */
struct seen
{
  size_t size, count;
  double time[64], value[64][3 * MOST_LANES];
};

static void see(void *sink, size_t index, double time, const double *state)
{
  struct seen *seen = sink;
  assert_int_equal(index, seen->count);
  seen->time[index] = time;
  memcpy(seen->value[index], state, seen->size * sizeof(double));
  seen->count += 1;
}

static struct trail trail;

static struct integration_statistics run(const struct method *method, struct system system, double tolerance, double start,
                                         double end, const double *times, size_t count, struct seen *seen, double *state)
{
  struct integration integration = { tolerance, 1e-3 * tolerance, 0, 1000000 };
  struct integration_statistics statistics = { 0 };
  trail_clear(&trail);
  if (seen != NULL)
    *seen = (struct seen){ .size = system.size * system.lanes };
  enum status status = method->integrate(&system, &integration, start, end, times, count, (struct reporter){ seen, see }, state,
                                         &statistics, &trail);
  if (status != STATUS_OK)
    print_error("%s: %s", method->name, trail.errors);
  assert_int_equal(status, STATUS_OK);
  if (seen != NULL)
    assert_int_equal(seen->count, count);
  return statistics;
}

static const struct method *method_number(size_t i)
{
  return i == 0 ? &rosenbrock_method : i == 1 ? &dormand_prince_method : &gsl_methods[i - 2];
}

/* many steps of one length: with these tolerances each is accepted, and none may grow beyond the interval that is left */
static double fixed_error(const struct method *method, size_t steps, double *between)
{
  struct system system = curve(1);
  struct integration integration = { 1e6, 1e6, 0, 10 };
  double state[3], h = 2.0 / (double)steps;
  curve_start(1, state);
  *between = 0;
  for (size_t i = 0; i < steps; i++)
  {
    struct integration_statistics statistics = { 0 };
    struct seen seen = { .size = 3 };
    double start = (double)i * h, end = (double)(i + 1) * h, times[2] = { start + 0.3 * h, start + 0.7 * h };
    integration.first_step = h;
    assert_int_equal(method->integrate(&system, &integration, start, end, times, 2, (struct reporter){ &seen, see }, state,
                                       &statistics, &trail),
                     STATUS_OK);
    assert_int_equal(statistics.steps, 1);
    for (size_t r = 0; r < 2; r++)
      for (size_t s = 0; s < 3; s++)
        *between = fmax(*between, fabs(seen.value[r][s] - curve_exact(s, 1, times[r])));
  }
  double worst = 0;
  for (size_t s = 0; s < 3; s++)
    worst = fmax(worst, fabs(state[s] - curve_exact(s, 1, 2)));
  return worst;
}

static void orders_are_those_of_the_methods(void **unused)
{
  (void)unused;
  // Rodas5P: 5 at the ends; Dormand-Prince: 5; in between the local order of both interpolations is that too, and their
  // values carry the error of the ends. Time enters the rates, so a wrong df/dt shows as order 1 or 2
  static const double order[2] = { 5, 5 };
  for (size_t m = 0; m < 2; m++)
  {
    double error[4], between[4];
    for (size_t k = 0; k < 4; k++)
      error[k] = fixed_error(method_number(m), (size_t)(40 << k), &between[k]);
    print_message("%s: errors %.2e %.2e %.2e %.2e, orders %.2f %.2f; between %.2e .. %.2e, orders %.2f %.2f\n",
                  method_number(m)->name, error[0], error[1], error[2], error[3], log2(error[1] / error[2]),
                  log2(error[2] / error[3]), between[0], between[3], log2(between[1] / between[2]),
                  log2(between[2] / between[3]));
    CHECK_NEAR(log2(error[2] / error[3]), order[m], 0.25);
    CHECK_NEAR(log2(between[2] / between[3]), order[m], 0.5);
  }
}

static void smaller_tolerances_give_smaller_errors(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    double last = 1;
    for (double tolerance = 1e-4; tolerance > 2e-11; tolerance *= 1e-2)
    {
      double state[3];
      curve_start(1, state);
      run(method_number(m), curve(1), tolerance, 0, 10, NULL, 0, NULL, state);
      double worst = 0;
      for (size_t s = 0; s < 3; s++)
        worst = fmax(worst, fabs(state[s] / curve_exact(s, 1, 10) - 1));
      print_message("%s: tolerance %.0e, error %.1e\n", method_number(m)->name, tolerance, worst);
      // errors of the steps add up over about ten times of change; BDF is known for some hundred tolerances
      assert_true(worst < 1000 * tolerance && worst < last);
      last = worst;
    }
  }
}

static void robertson_ends_where_it_must(void **unused)
{
  (void)unused;
  // reference values of the Test Set for IVP Solvers (Bari) at t = 1e11
  static const double late[] = { 0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050 };
  double state[3] = { 1, 0, 0 };
  struct system system = robertson(1);
  struct integration integration = { 1e-8, 1e-18, 0, 100000 };
  struct integration_statistics statistics = { 0 };
  trail_clear(&trail);
  enum status status =
      rosenbrock_method.integrate(&system, &integration, 0, 1e11, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail);
  if (status != STATUS_OK)
    print_error("%s", trail.errors);
  assert_int_equal(status, STATUS_OK);
  print_message("Robertson to 1e11: %zu steps, %zu rejected; relative errors %.1e %.1e %.1e\n", statistics.steps,
                statistics.rejected, state[0] / late[0] - 1, state[1] / late[1] - 1, state[2] / late[2] - 1);
  for (size_t s = 0; s < 3; s++)
    CHECK_RELATIVE(state[s], late[s], 1e-7);
  // the sum of the rates is zero, which linear combinations of stages keep
  CHECK_NEAR(state[0] + state[1] + state[2], 1, 1e-11);
  assert_true(statistics.steps < 3000);
  assert_true(statistics.least > -1e-12 && statistics.factorisations == statistics.steps + statistics.rejected);
}

static void analytic_matrices_carry_over_stiffness(void **unused)
{
  (void)unused;
  // both implicit methods to t = 1000 in few steps; with a wrong matrix they need thousands, or fail
  double state[2][3] = { { 1, 0, 0 }, { 1, 0, 0 } };
  for (size_t m = 0; m < 2; m++)
  {
    struct integration_statistics statistics =
        run(m == 0 ? &rosenbrock_method : &gsl_methods[0], robertson(1), 1e-6, 0, 1000, NULL, 0, NULL, state[m]);
    print_message("%s: Robertson to 1000 with %zu steps, %zu rejected\n", m == 0 ? "rodas5p" : gsl_methods[0].name,
                  statistics.steps, statistics.rejected);
    assert_true(statistics.steps + statistics.rejected < 700);
  }
  CHECK_RELATIVE(state[1][0], state[0][0], 1e-4);
}

static void methods_agree(void **unused)
{
  (void)unused;
  // Robertson to t = 0.3: stiff enough (2e3 per unit of time), short enough for the explicit methods
  static const double times[] = { 0, 0.001, 0.05, 0.3 };
  struct seen first;
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    struct seen seen;
    double state[6] = { 1, 0.9, 0, 0, 0, 0.1 };
    run(method_number(m), robertson(2), 1e-9, 0, 0.3, times, 4, &seen, state);
    // a report at the start is the start, one at the end the end
    assert_true(seen.value[0][0] == 1 && seen.value[0][1] == 0.9 && seen.value[0][5] == 0.1);
    assert_memory_equal(seen.value[3], state, sizeof state);
    if (m == 0)
      first = seen;
    for (size_t r = 0; r < 4; r++)
      for (size_t i = 0; i < 6; i++)
        CHECK_NEAR(seen.value[r][i], first.value[r][i], 2e-6 * fabs(first.value[r][i]) + 1e-11);
  }
}

static void reports_do_not_change_a_bit(void **unused)
{
  (void)unused;
  double times[50];
  for (size_t i = 0; i < 50; i++)
    times[i] = 10 * (double)i / 49;
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    double with[6], without[6];
    struct seen seen;
    curve_start(2, with);
    curve_start(2, without);
    run(method_number(m), curve(2), 1e-8, 0, 10, times, 50, &seen, with);
    run(method_number(m), curve(2), 1e-8, 0, 10, NULL, 0, NULL, without);
    assert_memory_equal(with, without, sizeof with);
    // and the reports are as good as the end: the interpolation loses one order
    for (size_t i = 0; i < 50; i++)
      for (size_t s = 0; s < 2; s++)
        CHECK_NEAR(seen.value[i][2 * s], s == 0 ? cos(times[i]) + 0.5 * exp(-times[i]) : exp(sin(times[i])), 3e-6);
  }
}

static void equal_lanes_give_equal_bits(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    double many[3 * MOST_LANES], one[3];
    curve_start(MOST_LANES, many);
    run(method_number(m), curve(MOST_LANES), 1e-7, 0, 10, NULL, 0, NULL, many);
    // lanes 1 and 3 have the same numbers
    for (size_t s = 0; s < 3; s++)
      assert_memory_equal(&many[s * MOST_LANES + 1], &many[s * MOST_LANES + 3], sizeof(double));
    // lane 0 alone takes other steps, within the tolerance it ends in the same place
    curve_start(1, one);
    run(method_number(m), curve(1), 1e-7, 0, 10, NULL, 0, NULL, one);
    for (size_t s = 0; s < 3; s++)
      CHECK_RELATIVE(many[s * MOST_LANES], one[s], 2e-5);
  }
}

/* --- forcing with kinks: u' = w - k u with w a triangle of period 2, so w' jumps at every whole time */
static void kinked_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  (void)context;
  (void)first;
  double triangle = fabs(time - 2 * floor(0.5 * time + 0.5));
  for (size_t l = 0; l < lanes; l++)
    rate[l] = triangle - 50 * (state[l] - triangle);
}

static void kinked_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  (void)context;
  (void)time;
  (void)first;
  (void)state;
  for (size_t l = 0; l < lanes; l++)
    values[l] = -50;
}

static void kinks_in_the_forcing_are_passed(void **unused)
{
  (void)unused;
  static const size_t zero = 0;
  struct system system = {
    .size = 1, .lanes = 1, .rates = kinked_rates, .partials = kinked_partials, .entries = 1, .row = &zero, .column = &zero
  };
  // between kinks u = 51/50 w - 51/2500 w' + c exp(-50 t) with w' = 1 or -1; u(0) = 0, w' jumps at 1, 2 and 3
  double c = 0.0204 * exp(-50 * 3.5) - 0.0408 * exp(-50 * 2.5) + 0.0408 * exp(-50 * 1.5) - 0.0408 * exp(-50 * 0.5);
  double exact = 1.02 * 0.5 + 0.0204 + c;
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    double state[1] = { 0 };
    struct integration_statistics statistics = run(method_number(m), system, 1e-8, 0, 3.5, NULL, 0, NULL, state);
    print_message("%s: kinks, error %.1e, %zu steps, %zu rejected\n", method_number(m)->name, state[0] - exact, statistics.steps,
                  statistics.rejected);
    CHECK_NEAR(state[0], exact, 1e-6);
  }
}

/* --- a system that breaks: u' = u^2 from 1 has its pole at t = 1; or rates that stop being numbers at t = 1 */
static void broken_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  for (size_t l = 0; l < lanes; l++)
    rate[l] = context == NULL ? (first + l == 1 ? state[l] * state[l] : 0) : time > 1 ? (double)NAN : 1;
}

static void broken_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  (void)time;
  for (size_t l = 0; l < lanes; l++)
    values[l] = context == NULL && first + l == 1 ? 2 * state[l] : 0;
}

static void failures_say_when_and_where(void **unused)
{
  (void)unused;
  static const size_t zero = 0;
  struct system system = { .size = 1,
                           .lanes = 2,
                           .rates = broken_rates,
                           .partials = broken_partials,
                           .entries = 1,
                           .row = &zero,
                           .column = &zero,
                           .autonomous = 1 };
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    const struct method *method = method_number(m);
    struct integration integration = { 1e-6, 1e-9, 0, 100000 };
    struct integration_statistics statistics = { 0 };
    // the pole is in lane 1 only
    system.context = NULL;
    double state[2] = { 1, 1 };
    trail_clear(&trail);
    assert_int_equal(method->integrate(&system, &integration, 0, 2, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail),
                     STATUS_SOFTWARE);
    assert_non_null(strstr(trail.errors, "lane 1"));
    assert_non_null(strstr(trail.errors, "time "));

    // rates that are not numbers, which the steps must not swallow
    system.context = &zero;
    state[0] = state[1] = 1;
    trail_clear(&trail);
    assert_int_equal(method->integrate(&system, &integration, 0, 2, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail),
                     STATUS_SOFTWARE);
    assert_int_equal(trail.error_count, 1);
    assert_non_null(strstr(trail.errors, "at time "));

    // the limit of steps
    integration.step_limit = 7;
    integration.first_step = 1e-6;
    state[0] = state[1] = 1;
    trail_clear(&trail);
    statistics = (struct integration_statistics){ 0 };
    assert_int_equal(method->integrate(&system, &integration, 0, 1, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail),
                     STATUS_SOFTWARE);
    assert_non_null(strstr(trail.errors, "limit of 7 steps"));
    assert_true(statistics.steps + statistics.rejected <= 8);

    // requests that make no sense: backwards, a report outside, a state that is not finite
    double outside = 3;
    integration.step_limit = 1000;
    assert_int_equal(method->integrate(&system, &integration, 1, 0, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail),
                     STATUS_SOFTWARE);
    assert_int_equal(
        method->integrate(&system, &integration, 0, 1, &outside, 1, (struct reporter){ 0 }, state, &statistics, &trail),
        STATUS_SOFTWARE);
    state[1] = (double)INFINITY;
    assert_int_equal(method->integrate(&system, &integration, 0, 1, NULL, 0, (struct reporter){ 0 }, state, &statistics, &trail),
                     STATUS_SOFTWARE);
    assert_non_null(strstr(trail.errors, "state 0 in lane 1 is inf"));
  }
}

static void nothing_to_do_is_done(void **unused)
{
  (void)unused;
  static const double times[] = { 4, 4 };
  for (size_t m = 0; m < 2 + gsl_method_count; m++)
  {
    struct seen seen;
    double state[3], before[3];
    curve_start(1, state);
    memcpy(before, state, sizeof state);
    run(method_number(m), curve(1), 1e-6, 4, 4, times, 2, &seen, state);
    assert_memory_equal(state, before, sizeof state);
    assert_memory_equal(seen.value[1], before, sizeof state);
  }
  // rest stays rest, and its steps grow to the whole interval
  double rest[3] = { 0, 0, 1 };
  struct integration_statistics statistics = run(&rosenbrock_method, robertson(1), 1e-6, 0, 1e6, NULL, 0, NULL, rest);
  assert_true(rest[0] == 0 && rest[1] == 0 && rest[2] == 1);
  assert_true(statistics.steps < 15);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(orders_are_those_of_the_methods),
    cmocka_unit_test(smaller_tolerances_give_smaller_errors),
    cmocka_unit_test(robertson_ends_where_it_must),
    cmocka_unit_test(analytic_matrices_carry_over_stiffness),
    cmocka_unit_test(methods_agree),
    cmocka_unit_test(reports_do_not_change_a_bit),
    cmocka_unit_test(equal_lanes_give_equal_bits),
    cmocka_unit_test(kinks_in_the_forcing_are_passed),
    cmocka_unit_test(failures_say_when_and_where),
    cmocka_unit_test(nothing_to_do_is_done),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
