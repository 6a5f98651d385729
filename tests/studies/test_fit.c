/* test_fit.c - invented models with known parameters: they are found again, bounds are one-sided, nothing depends on threads. */
#include "check.h"

#include "ensemble.h"
#include "fit.h"
#include "fit_blocks.h"
#include "fit_target.h"
#include "setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trail trail;

static struct measurement value_of(double value, double spread)
{
  return (struct measurement){ .kind = MEASUREMENT_VALUE,
                               .value = value,
                               .spread = spread,
                               .unit = "1",
                               .against = "",
                               .at = (double)NAN,
                               .against_at = (double)NAN,
                               .low = (double)NAN,
                               .high = (double)NAN };
}

static struct measurement bound_of(enum measurement_kind kind, double value, double spread)
{
  struct measurement m = value_of(value, spread);
  m.kind = kind;
  return m;
}

/* a decay with amplitude p0, rate p1; p2 is seen by nothing */
static void decay_predict(const void *context, const double *value, double *predicted)
{
  (void)context;
  for (int k = 0; k < 5; k++)
    predicted[k] = value[0] * exp(-value[1] * k);
}

static void identity_predict(const void *context, const double *value, double *predicted)
{
  (void)context;
  predicted[0] = value[0];
}

static void missing_predict(const void *context, const double *value, double *predicted)
{
  (void)context;
  predicted[0] = value[0] > 2 ? (double)NAN : value[0];
}

static void scale_is_the_prior(void **state)
{
  (void)state;
  const struct fit_parameter logarithmic = { 0.01, 100, 1, 1 }, linear = { 0, 0.3, 0.1, 1 };
  CHECK_RELATIVE(fit_value(&logarithmic, 0), 1.0, 1e-12);
  CHECK_RELATIVE(fit_value(&linear, 0), 0.15, 1e-12);
  CHECK_NEAR(fit_place(&logarithmic, fit_value(&logarithmic, -1.3)), -1.3, 1e-9);
  CHECK_NEAR(fit_place(&linear, fit_value(&linear, 0.7)), 0.7, 1e-9);
  // bounds are never left, and a value on a bound has a place
  assert_true(fit_value(&logarithmic, 50) <= 100 && fit_value(&logarithmic, -50) >= 0.01);
  CHECK_NEAR(fit_place(&linear, 0), -3, 1e-6);
  // small misfits are squares, large ones grow slowly
  CHECK_RELATIVE(pow(fit_root(0.01), 2), 1e-4 * 9 / 8, 1e-3);
  assert_true(pow(fit_root(10), 2) < 30);
  assert_true(fit_root(-2) < 0);
}

static void best_recovers_parameters(void **state)
{
  (void)state;
  const struct fit_parameter parameters[] = { { 0.1, 100, 1, 1 }, { 0.01, 3, 0.05, 1 }, { 0.1, 10, 2, 1 }, { 1, 9, 5, 0 } };
  struct measurement measured[5];
  const struct measurement *rows[5];
  for (int k = 0; k < 5; k++)
  {
    measured[k] = value_of(7 * exp(-0.4 * k), 0.01 * exp(-0.4 * k));
    rows[k] = &measured[k];
  }
  struct fit_target target = { 4, 5, parameters, rows, NULL, decay_predict, 1 };
  double one[4], two[4];
  struct fit_report report;
  assert_int_equal(fit_best(&target, one, &report, &trail), STATUS_OK);
  CHECK_RELATIVE(one[0], 7.0, 0.005);
  CHECK_RELATIVE(one[1], 0.4, 0.005);
  // seen by nothing: goes to the middle of its prior; not moved: stays
  CHECK_RELATIVE(one[2], 1.0, 0.01);
  CHECK_NEAR(one[3], 5, 0);
  assert_true(report.after < report.before);
  target.threads = 3;
  assert_int_equal(fit_best(&target, two, &report, &trail), STATUS_OK);
  assert_memory_equal(one, two, sizeof one);
}

static void best_knows_one_side(void **state)
{
  (void)state;
  const struct fit_parameter parameter = { 0.1, 10, 5, 1 };
  const struct
  {
    enum measurement_kind kind;
    double bound, low, high; /* where the best value must be; the middle of the prior is 1 */
  } cases[] = { { MEASUREMENT_AT_MOST, 3, 0.99, 1.01 },
                { MEASUREMENT_AT_LEAST, 3, 2.8, 3.01 },
                { MEASUREMENT_AT_LEAST, 0.5, 0.99, 1.01 },
                { MEASUREMENT_AT_MOST, 0.5, 0.49, 0.6 } };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    struct measurement measured = bound_of(cases[k].kind, cases[k].bound, 0.05);
    const struct measurement *rows[] = { &measured };
    struct fit_target target = { 1, 1, &parameter, rows, NULL, identity_predict, 1 };
    struct fit_report report;
    double value;
    assert_int_equal(fit_best(&target, &value, &report, &trail), STATUS_OK);
    if (!(value >= cases[k].low && value <= cases[k].high))
      fail_msg("case %zu: %g is not between %g and %g", k, value, cases[k].low, cases[k].high);
  }
}

static int compare(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

enum
{
  MEMBERS = 1000
};

static void sample_without_data_is_the_prior(void **state)
{
  (void)state;
  const struct fit_parameter parameters[] = { { 0.01, 100, 1, 1 }, { 0, 2, 1, 1 } };
  struct fit_target target = { 2, 0, parameters, NULL, NULL, identity_predict, 2 };
  static double value[MEMBERS * 2], column[MEMBERS];
  struct fit_report report;
  assert_int_equal(fit_sample(&target, MEMBERS, 1, (struct study_progress){ NULL, NULL }, value, &report, &trail), STATUS_OK);
  for (int p = 0; p < 2; p++)
  {
    for (int m = 0; m < MEMBERS; m++)
      column[m] = p == 0 ? log10(value[2 * m]) : value[2 * m + 1];
    qsort(column, MEMBERS, sizeof *column, compare);
    // log-uniform between -2 and 2; uniform between 0 and 2
    double from = p == 0 ? -2 : 0, size = p == 0 ? 4 : 2;
    CHECK_NEAR(scoring_quantile(column, MEMBERS, 0.1), from + 0.1 * size, 0.05 * size);
    CHECK_NEAR(scoring_quantile(column, MEMBERS, 0.5), from + 0.5 * size, 0.05 * size);
    CHECK_NEAR(scoring_quantile(column, MEMBERS, 0.9), from + 0.9 * size, 0.05 * size);
  }
}

static void sample_recovers_parameters(void **state)
{
  (void)state;
  const struct fit_parameter parameters[] = { { 0.1, 100, 1, 1 }, { 0.01, 3, 0.05, 1 }, { 0.1, 10, 2, 1 } };
  struct measurement measured[5];
  const struct measurement *rows[5];
  for (int k = 0; k < 5; k++)
  {
    measured[k] = value_of(7 * exp(-0.4 * k), 0.2);
    rows[k] = &measured[k];
  }
  struct fit_target target = { 3, 5, parameters, rows, NULL, decay_predict, 2 };
  static double one[MEMBERS * 3], two[MEMBERS * 3], column[MEMBERS];
  struct fit_report report;
  struct study_progress none = { NULL, NULL };
  assert_int_equal(fit_sample(&target, MEMBERS, 5, none, one, &report, &trail), STATUS_OK);
  assert_true(report.steps > 1 && report.after < report.before);
  for (int p = 0; p < 3; p++)
  {
    static const double truth[] = { 7, 0.4, 1 }, wide[] = { 0.35, 0.04, 0 };
    for (int m = 0; m < MEMBERS; m++)
      column[m] = one[3 * m + p];
    qsort(column, MEMBERS, sizeof *column, compare);
    double low = scoring_quantile(column, MEMBERS, 0.05), high = scoring_quantile(column, MEMBERS, 0.95);
    assert_true(low < truth[p] && truth[p] < high);
    if (p < 2)
      assert_true(high - low < 2.5 * wide[p] && high - low > 0.3 * wide[p]);
    else
      CHECK_NEAR(log10(high / low), 1.8, 0.25); // what no datum sees stays as wide as its prior
  }
  // the same bits for any number of threads; others for another seed
  target.threads = 1;
  assert_int_equal(fit_sample(&target, MEMBERS, 5, none, two, &report, &trail), STATUS_OK);
  assert_memory_equal(one, two, sizeof one);
  assert_int_equal(fit_sample(&target, MEMBERS, 6, none, two, &report, &trail), STATUS_OK);
  assert_memory_not_equal(one, two, sizeof one);
}

static void sample_respects_bounds_and_gaps(void **state)
{
  (void)state;
  const struct fit_parameter parameter = { 0.1, 10, 5, 1 };
  struct measurement measured = bound_of(MEASUREMENT_AT_MOST, 3, 0.05);
  const struct measurement *rows[] = { &measured };
  struct fit_target target = { 1, 1, &parameter, rows, NULL, identity_predict, 2 };
  static double value[MEMBERS];
  struct fit_report report;
  struct study_progress none = { NULL, NULL };
  assert_int_equal(fit_sample(&target, MEMBERS, 1, none, value, &report, &trail), STATUS_OK);
  qsort(value, MEMBERS, sizeof *value, compare);
  assert_true(value[MEMBERS - 1] < 3.5);
  // flat below the bound: still log-uniform there
  CHECK_NEAR(log10(scoring_quantile(value, MEMBERS, 0.5)), (log10(0.1) + log10(3)) / 2, 0.12);
  // where there is no prediction the misfit is that of a far one, and the ensemble stays away
  target.predict = missing_predict;
  assert_int_equal(fit_sample(&target, MEMBERS, 1, none, value, &report, &trail), STATUS_OK);
  qsort(value, MEMBERS, sizeof *value, compare);
  assert_true(scoring_quantile(value, MEMBERS, 0.95) < 2.2);
  assert_int_equal(fit_sample(&target, 1, 1, none, value, &report, &trail), STATUS_DATA);
}

static void choices_are_settings(void **state)
{
  (void)state;
  for (size_t k = 0; k < fit_choice_count; k++)
  {
    size_t number = setting_find(fit_choices[k].path);
    if (number == setting_count())
      fail_msg("%s is no setting", fit_choices[k].path);
    struct key key = setting_key(number);
    assert_true(key.kind == KEY_QUANTITY && key.low < key.high);
    for (size_t j = 0; j < k; j++)
      assert_string_not_equal(fit_choices[j].path, fit_choices[k].path);
  }
}

static void ensembles_are_files(void **state)
{
  (void)state;
  static const char *const paths[] = { "re_epithelialisation.front_speed", "skin.recoil_ratio" };
  char path[] = "/tmp/neocol-ensemble-XXXXXX", text[] = "member,re_epithelialisation.front_sped\n1,4\n";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  close(descriptor);
  struct ensemble written, read;
  assert_int_equal(ensemble_make(paths, 2, 3, &written, &trail), STATUS_OK);
  for (int k = 0; k < 6; k++)
    written.values[k] = k % 2 == 0 ? 4 + 0.1 * k : 0.5;
  assert_int_equal(ensemble_write(&written, path, 0, "# made\n", &trail), STATUS_CANNOT_CREATE);
  assert_int_equal(ensemble_write(&written, path, 1, "# made\n", &trail), STATUS_OK);
  assert_int_equal(ensemble_read(path, &read, &trail), STATUS_OK);
  assert_int_equal(read.members, 3);
  assert_memory_equal(read.numbers, written.numbers, 2 * sizeof *read.numbers);
  for (int k = 0; k < 6; k++)
    CHECK_RELATIVE(read.values[k], written.values[k], 1e-5);
  ensemble_free(&read);
  // a value outside its bounds, and a name that is not known
  written.values[2] = 400;
  assert_int_equal(ensemble_write(&written, path, 1, "", &trail), STATUS_OK);
  trail_clear(&trail);
  assert_int_equal(ensemble_read(path, &read, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "allowed is"));
  FILE *file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
  trail_clear(&trail);
  assert_int_equal(ensemble_read(path, &read, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "front_speed"));
  ensemble_free(&written);
  remove(path);
}

static void scenarios_keep_what_they_give(void **state)
{
  (void)state;
  static const char *const paths[] = { "re_epithelialisation.front_speed", "re_epithelialisation.lag", "skin.recoil_ratio" };
  static const char text[] = "neocol: 1\nparameters: {re_epithelialisation.lag: 1 h}\n";
  struct scenario *scenario, taken;
  struct ensemble ensemble;
  assert_int_equal(scenario_parse("t", text, strlen(text), NULL, 0, &scenario, &trail), STATUS_OK);
  assert_int_equal(ensemble_make(paths, 3, 0, &ensemble, &trail), STATUS_OK);
  double values[] = { 6, 2, 0.7 }, *parameters = calloc(parameter_count(), sizeof *parameters);
  ensemble_take(&ensemble, values, scenario, parameters, &taken);
  CHECK_RELATIVE(taken.parameters[parameter_find(paths[0])], 6e-3 * 24, 1e-12);
  CHECK_RELATIVE(taken.parameters[parameter_find(paths[1])], 1.0 / 24, 1e-12);
  CHECK_NEAR(taken.skin.recoil_ratio, 0.7, 1e-12);
  // the scenario itself is as it was
  CHECK_RELATIVE(scenario->parameters[parameter_find(paths[0])], 4.4e-3 * 24, 1e-12);
  CHECK_NEAR(scenario->skin.recoil_ratio, 0.5, 1e-12);
  free(parameters);
  ensemble_free(&ensemble);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scale_is_the_prior),
    cmocka_unit_test(best_recovers_parameters),
    cmocka_unit_test(best_knows_one_side),
    cmocka_unit_test(sample_without_data_is_the_prior),
    cmocka_unit_test(sample_recovers_parameters),
    cmocka_unit_test(sample_respects_bounds_and_gaps),
    cmocka_unit_test(choices_are_settings),
    cmocka_unit_test(ensembles_are_files),
    cmocka_unit_test(scenarios_keep_what_they_give),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
