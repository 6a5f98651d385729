/* test_accuracy.c - an accuracy that is asked for is met: against a very fine run, and told truly. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "accuracy.h"
#include "unit.h"

static struct trail trail;

/* one session with a cover, two depths */
static const char text[] = "neocol: 1\ntitle: t\nprotocol: {sessions: 1, occlusion: 4 h}\ndevice: {needle_length: 1 mm}\n"
                           "follow_up: 20 day\nread_at: 10 day\n";

static struct scenario *scenario_make(const char *more)
{
  char all[1024];
  struct scenario *scenario;
  snprintf(all, sizeof all, "%s%s", text, more);
  trail_clear(&trail);
  if (scenario_parse("case.yaml", all, strlen(all), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

/* distance of each number from the reference as the error of a number is defined; the largest */
static double distance(const struct outcome *outcome, const struct outcome *reference, const char **name)
{
  double largest = 0;
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    const char *unit = outcome_numbers[k].unit;
    double floor = strcmp(unit, "h") == 0 ? 1 : strcmp(unit, "day") == 0 ? 0.1 : strcmp(unit, "1") == 0 ? 0.01 : 1e-12;
    double value = outcome->number[k], better = reference->number[k];
    if (!accuracy_is_estimated(k) || isnan(better))
      continue;
    double far = fabs(value - better) / fmax(fabs(better), floor);
    if (!(far <= largest))
    {
      largest = far;
      *name = outcome_numbers[k].name;
    }
  }
  return largest;
}

/* asks for each accuracy and compares with a run that is much finer than any of them takes */
static void accuracies_check(const char *more, const double *asked, size_t count)
{
  struct scenario *fine = scenario_make(more);
  struct outcome_axes axes;
  struct outcome reference;
  fine->solver.channel_tolerance = 1e-7;
  fine->solver.channel_cell = 0.25 * unit_factor("um");
  fine->solver.reading_parts = 8;
  fine->solver.relative_tolerance = 1e-9;
  fine->solver.absolute_tolerance = 1e-12;
  fine->solver.depth_cells = fine->solver.depth_cells > 0 ? 96 : 0;
  if (outcome_axes_make(&fine, 1, &axes, &trail) != STATUS_OK ||
      outcome_compute(fine, &axes, OUTCOME_NUMBERS_ONLY, NULL, &reference, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  double cell = (double)INFINITY;
  for (size_t a = 0; a < count; a++)
  {
    struct scenario *scenario = scenario_make(more);
    struct outcome outcome;
    double error[OUTCOME_NUMBER_COUNT];
    const char *name = "none";
    if (accuracy_meet(scenario, &axes, OUTCOME_NUMBERS_ONLY, asked[a], NULL, &outcome, error, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    double told = error[accuracy_worst(error)], true_error = distance(&outcome, &reference, &name);
    print_message("asked %g, told %.2g, true %.2g (%s), cells of %g um\n", asked[a], told, true_error, name,
                  scenario->solver.channel_cell / unit_factor("um"));
    assert_true(told <= asked[a]);
    assert_true(told > 0 && told >= true_error);
    assert_true(true_error <= asked[a]);
    // what is asked decides what it costs
    assert_true(scenario->solver.channel_cell <= cell);
    if (a + 1 == count)
      assert_true(scenario->solver.channel_cell < 4 * unit_factor("um"));
    cell = scenario->solver.channel_cell;
    outcome_free(&outcome);
    scenario_free(scenario);
  }
  outcome_free(&reference);
  outcome_axes_free(&axes);
  scenario_free(fine);
}

static void layers_meet_what_is_asked(void **unused)
{
  (void)unused;
  static const double asked[] = { 3e-2, 3e-3, 3e-4 };
  accuracies_check("", asked, 3);
}

static void columns_meet_what_is_asked(void **unused)
{
  (void)unused;
  static const double asked[] = { 3e-2 };
  accuracies_check("solver: {depth_cells: 12}\n", asked, 1);
}

/* with 96 cells over depth at most, a hundred-thousandth cannot be shown */
static void what_cannot_be_met_is_told(void **unused)
{
  (void)unused;
  struct scenario *scenario = scenario_make("ensemble: mean_field\nsolver: {depth_cells: 12}\noff: [barrier]\n");
  struct outcome_axes axes;
  struct outcome outcome;
  double error[OUTCOME_NUMBER_COUNT];
  assert_int_equal(outcome_axes_make(&scenario, 1, &axes, &trail), STATUS_OK);
  assert_int_equal(accuracy_meet(scenario, &axes, OUTCOME_NUMBERS_ONLY, 1e-5, NULL, &outcome, error, &trail), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "an accuracy of 1e-05 cannot be met: "));
  outcome_axes_free(&axes);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(layers_meet_what_is_asked),
    cmocka_unit_test(columns_meet_what_is_asked),
    cmocka_unit_test(what_cannot_be_met_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
