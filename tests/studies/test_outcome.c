/* test_outcome.c - conventions of one run: when endpoints are read, sessions as steps, redness, rest, which times there are. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "assembly.h"
#include "outcome.h"
#include "response.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct trail trail;

/* a run with everything that is needed to look at it */
struct run
{
  struct scenario *scenario;
  struct outcome_axes axes;
  struct outcome outcome;
  struct assembly *assembly;
};

static struct scenario *scenario_make(const char *more)
{
  char text[2048];
  snprintf(text, sizeof text, "neocol: 1\ntitle: a run\n%s", more);
  struct scenario *scenario;
  trail_clear(&trail);
  if (scenario_parse("run.yaml", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

static void run_make(struct run *run, const char *more, enum outcome_detail detail)
{
  memset(run, 0, sizeof *run);
  run->scenario = scenario_make(more);
  if (outcome_axes_make(&run->scenario, 1, &run->axes, &trail) != STATUS_OK ||
      outcome_compute(run->scenario, &run->axes, detail, NULL, &run->outcome, &trail) != STATUS_OK ||
      response_assembly(run->scenario, &run->assembly, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

static void run_free(struct run *run)
{
  assembly_free(run->assembly);
  outcome_free(&run->outcome);
  outcome_axes_free(&run->axes);
  scenario_free(run->scenario);
}

static const double *run_observable(const struct run *run, const char *name)
{
  size_t o = assembly_observable_find(run->assembly, name);
  assert_true(o < run->outcome.observables);
  return run->outcome.observable + o * run->axes.times;
}

static const double *run_curve(const struct run *run, enum outcome_channel_curve curve)
{
  return run->outcome.channel_curve + (size_t)curve * run->axes.times;
}

/* the number of `time` among the times; fails when it is not there to the last bit */
static size_t time_of(const struct run *run, double time)
{
  for (size_t k = 0; k < run->axes.times; k++)
    if (run->axes.time[k] >= time && run->axes.time[k] <= time)
      return k;
  fail_msg("there is no time %.17g", time);
  return 0;
}

/* --- times --- */

static void all_needed_times_are_there(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run, "protocol:\n  session_times: [0 day, 3.3 day, 17.77 day]\nfollow_up: 12.3 day\nread_at: 20.123 day\n",
           OUTCOME_WITH_CURVES);
  static const double needed[] = { 0, 1.0 / 24, 3.3, 95.0 / 24, 4, 4.25, 17.77, 20.123, 17.77 + 12.3 };
  for (size_t k = 0; k < COUNT(needed); k++)
    (void)time_of(&run, needed[k]);
  for (size_t k = 1; k < run.axes.times; k++)
  {
    assert_true(run.axes.time[k] > run.axes.time[k - 1]);
    assert_true(run.axes.time[k] - run.axes.time[k - 1] <= (run.axes.time[k] <= 4 ? 1.0 / 24 : 0.25) + 1e-12);
  }
  CHECK_NEAR(run.axes.time[run.axes.times - 1], 17.77 + 12.3, 0);
  CHECK_NEAR(run.outcome.number[OUTCOME_end_day], 17.77 + 12.3, 0);
  CHECK_NEAR(run.outcome.number[OUTCOME_sessions], 3, 0);
  CHECK_RELATIVE(run.outcome.number[OUTCOME_spacing], 3.3 / 7, 1e-14);
  run_free(&run);
}

/* runs of one study share their times; a run that ends earlier has no values after its end */
static void shorter_runs_end_in_missing_values(void **unused)
{
  (void)unused;
  struct scenario *scenarios[] = { scenario_make("protocol:\n  sessions: 1\nfollow_up: 5.1 day\nread_at: 2 day\n"),
                                   scenario_make("protocol:\n  sessions: 2\n  spacing: 1 week\nfollow_up: 3 day\n") };
  struct outcome_axes axes;
  struct outcome outcome;
  assert_int_equal(outcome_axes_make(scenarios, 2, &axes, &trail), STATUS_OK);
  assert_int_equal(outcome_compute(scenarios[0], &axes, OUTCOME_COMPLETE, NULL, &outcome, &trail), STATUS_OK);
  CHECK_NEAR(axes.time[axes.times - 1], 10, 0);
  for (size_t k = 0; k < axes.times; k++)
    for (size_t o = 0; o < outcome.observables; o++)
      assert_true(isnan(outcome.observable[o * axes.times + k]) == (axes.time[k] > 5.1));
  assert_false(isnan(outcome.number[OUTCOME_collagen_gain]));
  outcome_free(&outcome);
  outcome_axes_free(&axes);
  scenario_free(scenarios[0]);
  scenario_free(scenarios[1]);
}

/* --- endpoints --- */

static void gains_are_read_at_their_days_exactly(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run, "protocol:\n  sessions: 2\n  spacing: 2 week\nfollow_up: 33.7 day\nread_at: 20.3 day\n", OUTCOME_WITH_CURVES);
  const double *total = run_observable(&run, "collagen_total");
  double at_end = run.outcome.number[OUTCOME_collagen_gain], at_day = run.outcome.number[OUTCOME_collagen_gain_fixed_day];
  CHECK_NEAR(at_end, total[time_of(&run, 14 + 33.7)] - 1, 0);
  CHECK_NEAR(at_day, total[time_of(&run, 20.3)] - 1, 0);
  assert_true(at_end > 0 && at_day > 0 && fabs(at_end - at_day) > 1e-4);
  CHECK_NEAR(run.outcome.number[OUTCOME_read_day], 20.3, 0);
  assert_null(strstr(trail.warnings, "read_at"));
  run_free(&run);
  // a run that ends on the fixed day of the other has the same value there, within a few tolerances (1e-6) of the integrator
  run_make(&run, "protocol:\n  sessions: 2\n  spacing: 2 week\nfollow_up: 6.3 day\nread_at: 1 day\n", OUTCOME_NUMBERS_ONLY);
  CHECK_NEAR(run.outcome.number[OUTCOME_collagen_gain], at_day, 2e-5);
  run_free(&run);
}

static void fixed_day_after_the_end_is_missing(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run, "protocol:\n  sessions: 1\nfollow_up: 10 day\nread_at: 10.5 day\n", OUTCOME_NUMBERS_ONLY);
  assert_true(isnan(run.outcome.number[OUTCOME_collagen_gain_fixed_day]));
  assert_false(isnan(run.outcome.number[OUTCOME_collagen_gain]));
  assert_non_null(strstr(trail.warnings, "day 10.5 (read_at) lies after the end of the run at day 10"));
  run_free(&run);
  // on the last day itself it is there; 3 x 0.7 + 0.5 day is not 2.6 to the last bit
  run_make(&run, "protocol:\n  sessions: 4\n  spacing: 0.1 week\nfollow_up: 0.5 day\nread_at: 2.6 day\n", OUTCOME_NUMBERS_ONLY);
  CHECK_NEAR(run.outcome.number[OUTCOME_collagen_gain_fixed_day], run.outcome.number[OUTCOME_collagen_gain], 0);
  assert_null(strstr(trail.warnings, "read_at"));
  run_free(&run);
}

/* a session on the fixed day itself counts, though nothing has grown from it yet */
static void sessions_by_the_fixed_day_are_counted(void **unused)
{
  (void)unused;
  static const struct
  {
    const char *day;
    double sessions;
  } cases[] = { { "0.5 day", 1 }, { "13.9 day", 1 }, { "14 day", 2 }, { "28 day", 3 }, { "90 day", 3 } };
  for (size_t k = 0; k < COUNT(cases); k++)
  {
    struct run run;
    char more[256];
    snprintf(more, sizeof more, "protocol:\n  sessions: 3\n  spacing: 2 week\nfollow_up: 70 day\nread_at: %s\n", cases[k].day);
    run_make(&run, more, OUTCOME_NUMBERS_ONLY);
    CHECK_NEAR(run.outcome.number[OUTCOME_sessions_by_fixed_day], cases[k].sessions, 0);
    run_free(&run);
  }
}

/* less detail is the same run with less kept */
static void detail_does_not_change_numbers(void **unused)
{
  (void)unused;
  static const char more[] = "protocol:\n  sessions: 2\n  spacing: 1 week\nfollow_up: 5 day\nread_at: 9 day\n";
  struct run complete, numbers;
  run_make(&complete, more, OUTCOME_COMPLETE);
  run_make(&numbers, more, OUTCOME_NUMBERS_ONLY);
  assert_memory_equal(complete.outcome.number, numbers.outcome.number, sizeof numbers.outcome.number);
  assert_non_null(complete.outcome.state);
  assert_null(numbers.outcome.state);
  assert_null(numbers.outcome.observable);
  assert_null(numbers.outcome.channel_curve);
  run_free(&complete);
  run_free(&numbers);
}

/* --- sessions --- */

/* At the time of a session the curves show what is after it; an hour before nothing is seen of it. */
static void sessions_are_steps_at_their_times(void **unused)
{
  (void)unused;
  static const char early[] = "protocol:\n  session_times: [0 day, 10.30 day]\nfollow_up: 3 day\nread_at: 10.31 day\n";
  static const char late[] = "protocol:\n  session_times: [0 day, 10.32 day]\nfollow_up: 3 day\nread_at: 10.31 day\n";
  struct run one, other;
  run_make(&one, early, OUTCOME_COMPLETE);
  run_make(&other, late, OUTCOME_COMPLETE);
  const double *defect = run_curve(&one, OUTCOME_CURVE_barrier_defect), *open = run_curve(&one, OUTCOME_CURVE_open_area_fraction);
  size_t at = time_of(&one, 10.3), before = time_of(&one, 10.25);
  CHECK_NEAR(defect[0], 1, 0);
  assert_true(defect[before] < 0.01);
  assert_true(defect[at] > 1 && defect[at] < 1 + defect[before]);
  CHECK_RELATIVE(open[at], open[0], 0.01);
  // the later session is not seen by the fixed day, the earlier one is
  size_t day = time_of(&one, 10.31), same = time_of(&other, 10.31);
  assert_true(defect[day] > 0.5 && run_curve(&other, OUTCOME_CURVE_barrier_defect)[same] < 0.01);
  // before both, the runs agree to the tolerance of the integrator, and bit for bit in the channels
  assert_int_equal(one.outcome.observables, other.outcome.observables);
  for (size_t k = 0; k <= before; k++)
  {
    CHECK_NEAR(defect[k], run_curve(&other, OUTCOME_CURVE_barrier_defect)[k], 0);
    for (size_t o = 0; o < one.outcome.observables; o++)
      CHECK_NEAR(one.outcome.observable[o * one.axes.times + k], other.outcome.observable[o * other.axes.times + k], 2e-5);
  }
  // some state of the tissue jumps at the session: by more than it moves in the 6 h before
  double jump = 0, drift = 0;
  for (size_t s = 0; s < one.outcome.states; s++)
  {
    const double *state = one.outcome.state + s * one.axes.times;
    jump = fmax(jump, fabs(state[at] - state[before]));
    drift = fmax(drift, fabs(state[before] - state[before - 1]));
  }
  assert_true(jump > 10 * drift && jump > 0.01);
  run_free(&one);
  run_free(&other);
}

static void sessions_in_quick_succession_are_warned_about(void **unused)
{
  (void)unused;
  struct run run;
  static const char daily[] = "protocol:\n  session_times: [0 day, 0.5 day]\nfollow_up: 1 day\nread_at: 1 day\n";
  char more[512];
  run_make(&run, daily, OUTCOME_NUMBERS_ONLY);
  assert_non_null(strstr(trail.warnings, "a session follows after 12 h, before all channels of the one before are closed (24"));
  run_free(&run);
  // cover alone decides when there is no barrier, and nothing does without both
  snprintf(more, sizeof more, "%soff: [barrier]\n", daily);
  run_make(&run, more, OUTCOME_NUMBERS_ONLY);
  assert_non_null(strstr(trail.warnings, "a session follows after 12 h"));
  assert_true(isnan(run.outcome.number[OUTCOME_closure_time_barrier]));
  run_free(&run);
  snprintf(more, sizeof more, "%soff: [barrier, re_epithelialisation]\n", daily);
  run_make(&run, more, OUTCOME_NUMBERS_ONLY);
  assert_null(strstr(trail.warnings, "a session follows"));
  run_free(&run);
  run_make(&run, "protocol:\n  session_times: [0 day, 5 day]\nfollow_up: 1 day\nread_at: 1 day\n", OUTCOME_NUMBERS_ONLY);
  assert_null(strstr(trail.warnings, "a session follows"));
  run_free(&run);
}

/* --- redness --- */

/* last crossing of what is visible after `start` and before `stop`, linear between the times; h since `start`. The curve is a
 * mean over tissue that was hit and tissue that was missed: red spots are visible when it is the part that was hit. */
static double redness_end(const struct run *run, double start, double stop)
{
  const double *redness = run_observable(run, "redness"), *time = run->axes.time;
  double last = start, visible = run->outcome.layer_responding[0];
  for (size_t k = 1; k < run->axes.times && time[k] < stop; k++)
    if (time[k - 1] >= start && redness[k - 1] >= visible && redness[k] < visible)
      last = time[k - 1] + (redness[k - 1] - visible) / (redness[k - 1] - redness[k]) * (time[k] - time[k - 1]);
  return 24 * (last - start);
}

static void redness_lasts_until_it_is_no_longer_visible(void **unused)
{
  (void)unused;
  struct run run;
  double before = -1;
  static const char *const lengths[] = { "0.25 mm", "0.75 mm", "1.5 mm" };
  for (size_t k = 0; k < COUNT(lengths); k++)
  {
    char more[256];
    snprintf(more, sizeof more, "device:\n  needle_length: %s\nprotocol:\n  sessions: 1\nfollow_up: 14 day\nread_at: 1 day\n",
             lengths[k]);
    run_make(&run, more, OUTCOME_WITH_CURVES);
    double duration = run.outcome.number[OUTCOME_redness_duration];
    CHECK_NEAR(duration, redness_end(&run, 0, 15), 0.05); // by straight lines
    assert_true(duration > before);
    before = duration;
    run_free(&run);
  }
  assert_true(before > 24 && before < 7 * 24);
  // never visible: no duration
  run_make(&run, "device:\n  needle_length: 0.1 mm\n  passes: 1\nprotocol:\n  sessions: 1\nfollow_up: 3 day\nread_at: 1 day\n",
           OUTCOME_WITH_CURVES);
  CHECK_NEAR(run.outcome.number[OUTCOME_redness_duration], 0, 0);
  run_free(&run);
}

/* redness that lasts until the next session counts up to it; the longest counts */
static void redness_is_counted_from_each_session(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run, "protocol:\n  session_times: [0 day, 1 day]\nfollow_up: 14 day\nread_at: 1 day\n", OUTCOME_WITH_CURVES);
  double duration = run.outcome.number[OUTCOME_redness_duration], second = redness_end(&run, 1, 16);
  assert_true(second > 24);
  CHECK_NEAR(duration, second, 0.05);
  run_free(&run);
  // cut off by the end of the run
  run_make(&run, "protocol:\n  sessions: 1\nfollow_up: 1.02 day\nread_at: 1 day\n", OUTCOME_WITH_CURVES);
  CHECK_NEAR(run.outcome.number[OUTCOME_redness_duration], 1.02 * 24, 1e-9);
  run_free(&run);
}

/* --- rest --- */

/* a needle that stops in the stratum corneum: nothing happens, and what is relative to rest is 1 */
static void nothing_happens_without_injury(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run,
           "device:\n  needle_length: 0.1 mm\n  penetration_fraction: 0.1\nprotocol:\n  sessions: 2\n  spacing: 1 week\n"
           "follow_up: 20 day\nread_at: 10 day\n",
           OUTCOME_COMPLETE);
  size_t times = run.axes.times;
  for (size_t o = 0; o < run.outcome.observables; o++)
    for (size_t k = 0; k < times; k++)
      CHECK_NEAR(run.outcome.observable[o * times + k], run.outcome.observable[o * times], 1e-12);
  CHECK_NEAR(run_observable(&run, "collagen_total")[0], 1, 1e-12);
  CHECK_NEAR(run_observable(&run, "melanin")[0], 1, 1e-12);
  CHECK_NEAR(run_observable(&run, "erythema")[0], 0, 1e-12);
  CHECK_NEAR(run.outcome.number[OUTCOME_collagen_gain], 0, 1e-12);
  CHECK_NEAR(run.outcome.number[OUTCOME_redness_duration], 0, 0);
  CHECK_NEAR(run.outcome.number[OUTCOME_injured_fraction], 0, 0);
  CHECK_NEAR(run.outcome.number[OUTCOME_closure_time_cover], 0, 0);
  for (size_t k = 0; k < times; k++)
  {
    CHECK_NEAR(run_curve(&run, OUTCOME_CURVE_open_area_fraction)[k], 0, 0);
    CHECK_RELATIVE(run_curve(&run, OUTCOME_CURVE_transepidermal_water_loss)[k], 10.0, 1e-14);
  }
  run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_needed_times_are_there),
    cmocka_unit_test(shorter_runs_end_in_missing_values),
    cmocka_unit_test(gains_are_read_at_their_days_exactly),
    cmocka_unit_test(fixed_day_after_the_end_is_missing),
    cmocka_unit_test(sessions_by_the_fixed_day_are_counted),
    cmocka_unit_test(detail_does_not_change_numbers),
    cmocka_unit_test(sessions_are_steps_at_their_times),
    cmocka_unit_test(sessions_in_quick_succession_are_warned_about),
    cmocka_unit_test(redness_lasts_until_it_is_no_longer_visible),
    cmocka_unit_test(redness_is_counted_from_each_session),
    cmocka_unit_test(nothing_happens_without_injury),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
