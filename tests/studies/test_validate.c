/* test_validate.c - verdicts for each kind of measurement, and the scorecard and answers that are shipped. */
#include "check.h"

#include "claims.h"
#include "data_folder.h"
#include "fit.h"
#include "scorecard.h"
#include "validate.h"
#include "validation_archive.h"

#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trail trail;

static struct measurement measured(enum measurement_kind kind, double value, double low, double high)
{
  return (struct measurement){ .kind = kind,
                               .value = value,
                               .low = low,
                               .high = high,
                               .spread = 1,
                               .unit = "h",
                               .against = "",
                               .at = (double)NAN,
                               .against_at = (double)NAN };
}

/* --- verdicts --- */

static void kinds_hold(void **state)
{
  (void)state;
  const double none = (double)NAN;
  const struct
  {
    struct measurement m;
    double predicted;
    int holds;
    double residual;
  } cases[] = {
    { measured(MEASUREMENT_VALUE, 10, none, none), 11.9, 1, 1.9 }, { measured(MEASUREMENT_VALUE, 10, none, none), 12.1, 0, 2.1 },
    { measured(MEASUREMENT_VALUE, 10, none, none), 7, 0, -3 },     { measured(MEASUREMENT_AT_MOST, 10, none, none), 3, 1, 0 },
    { measured(MEASUREMENT_AT_MOST, 10, none, none), 10, 1, 0 },   { measured(MEASUREMENT_AT_MOST, 10, none, none), 12, 0, 2 },
    { measured(MEASUREMENT_AT_LEAST, 10, none, none), 30, 1, 0 },  { measured(MEASUREMENT_AT_LEAST, 10, none, none), 9, 0, -1 },
    { measured(MEASUREMENT_BETWEEN, none, 4, 5), 4.5, 1, 0 },      { measured(MEASUREMENT_BETWEEN, none, 4, 5), 3, 0, -1 },
    { measured(MEASUREMENT_BETWEEN, none, 4, 5), 7, 0, 2 },        { measured(MEASUREMENT_SIGN, 1, none, none), 1.5, 1, 0 },
    { measured(MEASUREMENT_SIGN, 1, none, none), 1.005, 0, 0 },    { measured(MEASUREMENT_SIGN, 1, none, none), 0.5, 0, -0.5 },
    { measured(MEASUREMENT_SIGN, -1, none, none), 0.5, 1, 0 },     { measured(MEASUREMENT_ORDER, -1, none, none), 1.5, 0, 0.5 },
    { measured(MEASUREMENT_ORDER, 1, none, none), 1.02, 1, 0 },
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    if (scoring_holds(&cases[k].m, cases[k].predicted) != cases[k].holds)
      fail_msg("case %zu: %g", k, cases[k].predicted);
    CHECK_NEAR(scoring_residual(&cases[k].m, cases[k].predicted), cases[k].residual, 1e-12);
    // what was not reached never agrees and is far away
    assert_false(scoring_holds(&cases[k].m, none));
    CHECK_NEAR(scoring_residual(&cases[k].m, none), SCORING_FAR, 0);
  }
}

static void bounds_are_soft_in_fits_only(void **state)
{
  (void)state;
  struct measurement m = measured(MEASUREMENT_AT_MOST, 20, (double)NAN, (double)NAN);
  m.spread = (double)NAN;
  CHECK_NEAR(scoring_softness(&m), 1, 1e-12);
  assert_false(scoring_holds(&m, 20.01));
  m = measured(MEASUREMENT_BETWEEN, (double)NAN, 4, 10);
  m.spread = (double)NAN;
  CHECK_NEAR(scoring_softness(&m), 0.5, 1e-12);
}

static void scores_are_quantiles(void **state)
{
  (void)state;
  double predicted[21];
  struct measurement m = measured(MEASUREMENT_VALUE, 18.5, (double)NAN, (double)NAN);
  for (int k = 0; k < 21; k++)
    predicted[k] = (k * 8) % 21;
  struct score score = scoring_score(&m, 21, predicted);
  CHECK_NEAR(score.median, 10, 1e-12);
  CHECK_NEAR(score.low, 1, 1e-12);
  CHECK_NEAR(score.high, 19, 1e-12);
  assert_true(score.inside);
  m.value = 19.5;
  assert_false(scoring_score(&m, 21, predicted).inside);
  // one half is enough for a bound, and missing predictions count against it
  m = measured(MEASUREMENT_AT_MOST, 10, (double)NAN, (double)NAN);
  score = scoring_score(&m, 21, predicted);
  CHECK_NEAR(score.share, 11.0 / 21, 1e-12);
  assert_true(score.inside);
  predicted[0] = predicted[1] = (double)NAN;
  score = scoring_score(&m, 21, predicted);
  assert_int_equal(score.missing, 2);
  assert_false(score.inside);
  for (int k = 0; k < 21; k++)
    predicted[k] = (double)NAN;
  score = scoring_score(&m, 21, predicted);
  assert_true(isnan(score.median) && !score.inside && score.missing == 21);
}

static void claims_are_judged(void **state)
{
  (void)state;
  struct claim_rule rule = { .id = "k", .quantity = "cover_time" };
  struct score score = { .median = 1, .share = 0.8 };
  assert_int_equal(claim_judge(&rule, &score), CLAIM_AGREES);
  score.share = 0.79;
  assert_int_equal(claim_judge(&rule, &score), CLAIM_UNTOLD);
  score.share = 0.2;
  assert_int_equal(claim_judge(&rule, &score), CLAIM_DISAGREES);
  score.median = (double)NAN;
  assert_int_equal(claim_judge(&rule, &score), CLAIM_UNTOLD);
  score.median = 1;
  rule.capped = 1;
  assert_int_equal(claim_judge(&rule, &score), CLAIM_UNTOLD);
  rule = (struct claim_rule){ .id = "k", .quantity = "" };
  assert_int_equal(claim_judge(&rule, &score), CLAIM_UNTOLD);
  const enum claim_verdict mixed[] = { CLAIM_AGREES, CLAIM_AGREES, CLAIM_DISAGREES }, open[] = { CLAIM_AGREES, CLAIM_UNTOLD };
  assert_int_equal(claim_combine(2, mixed, 0), CLAIM_AGREES);
  assert_int_equal(claim_combine(3, mixed, 0), CLAIM_DISAGREES);
  assert_int_equal(claim_combine(3, mixed, 1), CLAIM_UNTOLD); // the clocks contradict each other
  assert_int_equal(claim_combine(2, open, 0), CLAIM_UNTOLD);
}

/* --- what is shipped --- */

static size_t count_of(const char *text, const char *word)
{
  size_t count = 0;
  for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
    count++;
  return count;
}

/* what a request prints; free it */
static char *printed(struct validate_request request)
{
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  trail_clear(&trail);
  if (validate_perform(&request, file, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  fclose(file);
  char *copy = strdup(text);
  free(text);
  assert_non_null(copy);
  return copy;
}

static void scorecard_has_every_row_once(void **state)
{
  (void)state;
  char path[1024];
  struct measurements m;
  assert_int_equal(data_path("measurements.csv", sizeof path, path, &trail), STATUS_OK);
  assert_int_equal(measurements_read(path, &m, &trail), STATUS_OK);
  char *text = printed((struct validate_request){ .members = 1, .threads = 2 });
  char *other = printed((struct validate_request){ .members = 1, .threads = 1 });
  assert_string_equal(text, other);
  for (size_t i = 0; i < m.count; i++)
  {
    char start[32];
    snprintf(start, sizeof start, "\n%-5s %-14s", m.rows[i].id, m.rows[i].group);
    size_t expected = *m.rows[i].quantity != '\0';
    if (m.rows[i].role != MEASUREMENT_CONTEXT)
      assert_int_equal(expected, 1);
    if (count_of(text, start) != expected)
      fail_msg("%s is there %zu times, expected %zu", m.rows[i].id, count_of(text, start), expected);
  }
  assert_int_equal(count_of(text, "Validation: held out"), 1);
  free(text);
  free(other);
  measurements_free(&m);
}

static void result_holds_the_scored_rows(void **state)
{
  (void)state;
  char path[] = "/tmp/neocol-validation-XXXXXX";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  close(descriptor);
  struct scorecard card;
  memset(&card, 0, sizeof card);
  struct scorecard_request request = { .members = 1 };
  assert_int_equal(scorecard_make(&request, &card, &trail), STATUS_OK);
  assert_int_equal(validation_archive_write(&card, path, 0, &trail), STATUS_CANNOT_CREATE);
  assert_int_equal(validation_archive_write(&card, path, 1, &trail), STATUS_OK);
  struct scorecard_count used = scorecard_count(&card, MEASUREMENT_CALIBRATION, NULL);
  struct scorecard_count held = scorecard_count(&card, MEASUREMENT_VALIDATION, NULL);
  struct archive *archive;
  struct archive_data role, inside;
  assert_int_equal(archive_open(path, &archive, &trail), STATUS_OK);
  assert_int_equal(archive_read(archive, "role", &role, &trail), STATUS_OK);
  assert_int_equal(archive_read(archive, "inside", &inside, &trail), STATUS_OK);
  size_t counts[2][2] = { { 0 } };
  for (size_t k = 0; k < role.count; k++)
    counts[role.values[k] > 0][inside.values[k] > 0]++;
  assert_int_equal(counts[0][1], used.inside);
  assert_int_equal(counts[0][0], used.outside);
  assert_int_equal(counts[1][1], held.inside);
  assert_int_equal(counts[1][0], held.outside);
  archive_data_free(&role);
  archive_data_free(&inside);
  archive_close(archive);
  scorecard_free(&card);
  remove(path);
}

static void claims_are_all_answered(void **state)
{
  (void)state;
  char *text = printed((struct validate_request){ .members = 1, .claims = 1 });
  for (int k = 1; k <= 33; k++)
  {
    char start[16];
    snprintf(start, sizeof start, "k%02d  ", k);
    assert_int_equal(count_of(text, start), 1);
  }
  // 48 hours: all four clocks
  const char *from = strstr(text, "k01  "), *to = strstr(text, "k02  ");
  assert_non_null(from);
  assert_non_null(to);
  for (int clock = 1; clock <= 4; clock++)
  {
    char name[16];
    snprintf(name, sizeof name, "clock %d", clock);
    const char *found = strstr(from, name);
    assert_true(found != NULL && found < to);
  }
  assert_int_equal(count_of(text, "33 claims: "), 1);
  free(text);
}

static void forms_are_complete(void **state)
{
  (void)state;
  char *page = printed((struct validate_request){ .members = 1, .form = VALIDATE_MARKDOWN });
  assert_non_null(strstr(page, "## Scorecard"));
  assert_non_null(strstr(page, "## What clinics say"));
  assert_non_null(strstr(page, "directions are informed"));
  free(page);
  char *json = printed((struct validate_request){ .members = 1, .form = VALIDATE_JSON });
  assert_int_equal(json[0], '{');
  assert_non_null(strstr(json, "\"reported\""));
  free(json);
}

static void posterior_is_large_enough(void **state)
{
  (void)state;
  char path[1024];
  struct ensemble ensemble;
  struct scenario *best;
  assert_int_equal(data_path("posterior.csv", sizeof path, path, &trail), STATUS_OK);
  assert_int_equal(ensemble_read(path, &ensemble, &trail), STATUS_OK);
  assert_true(ensemble.members >= 500);
  ensemble_free(&ensemble);
  assert_int_equal(data_path("fitted.yaml", sizeof path, path, &trail), STATUS_OK);
  trail_clear(&trail);
  if (scenario_read(path, NULL, 0, &best, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  scenario_free(best);
}

static void nothing_is_overwritten(void **state)
{
  (void)state;
  char path[] = "/tmp/neocol-there-XXXXXX";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  close(descriptor);
  trail_clear(&trail);
  struct validate_request request = { .members = 1, .result = path };
  assert_int_equal(validate_perform(&request, stdout, &trail), STATUS_CANNOT_CREATE);
  struct fit_request fit = { .posterior = path, .members = 4 };
  assert_int_equal(fit_perform(&fit, stdout, &trail), STATUS_CANNOT_CREATE);
  remove(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(kinds_hold),
    cmocka_unit_test(bounds_are_soft_in_fits_only),
    cmocka_unit_test(scores_are_quantiles),
    cmocka_unit_test(claims_are_judged),
    cmocka_unit_test(scorecard_has_every_row_once),
    cmocka_unit_test(result_holds_the_scored_rows),
    cmocka_unit_test(claims_are_all_answered),
    cmocka_unit_test(forms_are_complete),
    cmocka_unit_test(posterior_is_large_enough),
    cmocka_unit_test(nothing_is_overwritten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
