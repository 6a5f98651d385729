/* test_response_protocol.c - what must not matter: report times, a shift of time, how sessions are written, how patterns are
 * drawn, the method. */
#include "response_case.h"

#include "random.h"

static const double phi[3] = { 0.2, 0.5, 0.8 };

/* reports come from dense output, or from a run of their own: the state at the end has the same bits */
static void report_times_change_nothing(void **unused)
{
  (void)unused;
  enum
  {
    MANY = 60
  };
  static const double end[] = { 40 };
  double many[MANY];
  for (size_t t = 0; t < MANY; t++)
    many[t] = 40.0 * (double)t / (MANY - 1);
  for (size_t m = 0; plan_methods[m] != NULL; m++)
  {
    struct course few, dense;
    char more[256];
    snprintf(more, sizeof more, "solver: {method: %s}\nprotocol: {session_times: [0 day, 11 day]}", plan_methods[m]);
    course_make(&few, more, phi, 0.3);
    course_make(&dense, more, phi, 0.3);
    course_solve(&few, 1, end);
    course_solve(&dense, MANY, many);
    for (size_t i = 0; i < 3 * few.response.states; i++)
      assert_true(few.response.state[i] == dense.response.state[i * MANY + MANY - 1]);
    for (size_t i = 0; i < 3 * few.response.observables; i++)
      assert_true(few.response.observable[i] == dense.response.observable[i * MANY + MANY - 1]);
    // and a report in between is the same, alone or among others; GSL stops at reports, so there only the end has the same bits
    double middle[] = { many[20], 40 };
    course_solve(&few, 2, middle);
    for (size_t i = 0; i < 3 * few.response.states; i++)
      CHECK_NEAR(few.response.state[2 * i], dense.response.state[i * MANY + 20], strncmp(plan_methods[m], "gsl", 3) ? 0 : 1e-5);
    course_free(&few);
    course_free(&dense);
  }
}

static void every_method_solves_the_same_protocol(void **unused)
{
  (void)unused;
  static const double times[] = { 1, 30, 90 };
  struct course reference;
  course_make(&reference,
              "solver: {relative_tolerance: 1e-10, absolute_tolerance: 1e-13}\nprotocol: {sessions: 2, spacing: 28 day}", phi,
              0.3);
  course_solve(&reference, 3, times);
  for (size_t m = 0; plan_methods[m] != NULL; m++)
  {
    struct course course;
    char more[256];
    snprintf(more, sizeof more, "solver: {method: %s}\nprotocol: {sessions: 2, spacing: 28 day}", plan_methods[m]);
    course_make(&course, more, phi, 0.3);
    assert_string_equal(response_method(course.scenario)->name, plan_methods[m]);
    course_solve(&course, 3, times);
    double worst = 0;
    for (size_t i = 0; i < 9 * course.response.states; i++)
      worst = fmax(worst, fabs(course.response.state[i] - reference.response.state[i]) / (1 + fabs(reference.response.state[i])));
    print_message("%s: %zu steps, differs by %.2g\n", plan_methods[m], course.response.steps, worst);
    // the default tolerance is 1e-6 per step; some hundred steps, of which most errors decay
    assert_true(worst < 5e-6 && (m == 0 || worst > 0));
    assert_true(course.response.steps > 10);
    course_free(&course);
  }
  course_free(&reference);
}

static void sessions_may_be_counted_or_listed(void **unused)
{
  (void)unused;
  static const double times[] = { 10, 100 };
  struct course counted, listed;
  course_make(&counted, "protocol: {sessions: 3, spacing: 4 week}", phi, 0.3);
  course_make(&listed, "protocol: {session_times: [0 day, 28 day, 8 week]}", phi, 0.3);
  course_solve(&counted, 2, times);
  course_solve(&listed, 2, times);
  assert_memory_equal(counted.response.state, listed.response.state, 3 * counted.response.states * 2 * sizeof(double));
  course_free(&counted);
  course_free(&listed);
}

/* the clock may start anywhere: only differences of times count */
static void shift_of_time_changes_nothing(void **unused)
{
  (void)unused;
  double times[] = { 5, 28, 90 };
  struct course course, shifted;
  course_make(&course, "solver: {relative_tolerance: 1e-8}\nprotocol: {sessions: 2, spacing: 28 day}", phi, 0.3);
  course_make(&shifted, "solver: {relative_tolerance: 1e-8}\nprotocol: {sessions: 2, spacing: 28 day}", phi, 0.3);
  course_solve(&course, 3, times);
  for (size_t k = 0; k < 3; k++)
    times[k] += 64;
  for (size_t j = 0; j < 2; j++)
    shifted.scenario->protocol.session_times[j] += 64;
  course_solve(&shifted, 3, times);
  // the rounding of time moves steps by 1e-14 day
  for (size_t i = 0; i < 9 * course.response.states; i++)
    CHECK_NEAR(shifted.response.state[i], course.response.state[i], 1e-9);
  course_free(&course);
  course_free(&shifted);
}

/* a session after the last report does nothing but ask for drawn patterns: 9 sessions are too many for all */
static void drawn_patterns_agree_with_all_patterns(void **unused)
{
  (void)unused;
  static const double times[] = { 60, 78 };
  struct course all, drawn;
  course_make(&all, "protocol: {sessions: 8, spacing: 10 day}", phi, 0.15);
  course_make(&drawn, "pattern_samples: 256\nprotocol: {sessions: 9, spacing: 10 day}", phi, 0.15);
  course_solve(&all, 2, times);
  course_solve(&drawn, 2, times);
  assert_int_equal(all.response.patterns, 256);
  assert_int_equal(drawn.response.patterns, 256);
  static const char *const names[] = { "collagen_total", "collagen_iii", "melanin", "redness", "scar_like_fraction" };
  int differs = 0;
  for (size_t layer = 0; layer < 3; layer++)
    for (size_t k = 0; k < 5; k++)
    {
      size_t o = layer * all.response.observables + assembly_observable_find(all.assembly, names[k]);
      double error = drawn.response.standard_error[o];
      assert_true(error > 0 && all.response.standard_error[o] == 0);
      for (size_t t = 0; t < 2; t++)
      {
        double one = course_observable(&all, layer, names[k], t), other = course_observable(&drawn, layer, names[k], t);
        // four standard errors, the seed is fixed
        CHECK_NEAR(other, one, 4 * error);
        differs += fabs(other - one) > 0.05 * error;
      }
    }
  // they were drawn, and the error is not a huge one that hides everything
  assert_true(differs > 15);
  course_free(&all);
  course_free(&drawn);
}

static void standard_error_falls_with_the_root_of_samples_and_seeds_matter(void **unused)
{
  (void)unused;
  static const double times[] = { 40 };
  static const char *const more[] = { "pattern_samples: 32\nprotocol: {sessions: 9, spacing: 5 day}",
                                      "pattern_samples: 512\nprotocol: {sessions: 9, spacing: 5 day}",
                                      "pattern_samples: 32\nseed: 2\nprotocol: {sessions: 9, spacing: 5 day}",
                                      "pattern_samples: 32\nprotocol: {sessions: 9, spacing: 5 day}" };
  double error[4], mean[4];
  for (size_t k = 0; k < 4; k++)
  {
    struct course course;
    course_make(&course, more[k], phi, 0.15);
    course_solve(&course, 1, times);
    error[k] = course.response.standard_error[course.response.observables + assembly_observable_find(course.assembly, "melanin")];
    mean[k] = course_observable(&course, 1, "melanin", 0);
    course_free(&course);
  }
  // sixteen times the samples; the spread of 32 samples is known to an eighth
  CHECK_RELATIVE(error[0] / error[1], 4.0, 0.35);
  assert_true(mean[0] != mean[2] && mean[0] == mean[3]);
  CHECK_NEAR(mean[2], mean[1], 4 * (error[2] + error[1]));
}

/* right after the first of many sessions every pattern shows one of two values, so the error of the mean is binomial */
static void standard_error_is_that_of_a_mean(void **unused)
{
  (void)unused;
  static const double sure[3] = { 1, 1, 1 }, start[] = { 0 };
  struct course drawn, hit;
  course_make(&drawn, "pattern_samples: 100\nprotocol: {sessions: 9, spacing: 5 day}", phi, 0.15);
  course_make(&hit, "protocol: {sessions: 1}", sure, 0.15);
  course_solve(&drawn, 1, start);
  course_solve(&hit, 1, start);
  size_t erythema = assembly_observable_find(drawn.assembly, "erythema");
  for (size_t layer = 0; layer < 3; layer++)
  {
    double mean = course_observable(&drawn, layer, "erythema", 0), most = course_observable(&hit, layer, "erythema", 0);
    assert_true(mean > 0 && mean < most);
    // sum and sum of squares cancel to the spread: a few digits of sixteen
    CHECK_RELATIVE(drawn.response.standard_error[layer * drawn.response.observables + erythema], sqrt(mean * (most - mean) / 100),
                   1e-12);
  }
  course_free(&drawn);
  course_free(&hit);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(report_times_change_nothing),
    cmocka_unit_test(every_method_solves_the_same_protocol),
    cmocka_unit_test(sessions_may_be_counted_or_listed),
    cmocka_unit_test(shift_of_time_changes_nothing),
    cmocka_unit_test(drawn_patterns_agree_with_all_patterns),
    cmocka_unit_test(standard_error_is_that_of_a_mean),
    cmocka_unit_test(standard_error_falls_with_the_root_of_samples_and_seeds_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
