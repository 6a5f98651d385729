/* test_result_person.c - the multipliers that age, phototype, drugs and the rest put on a run are in its result. */
#include "check.h"

#include "archive.h"
#include "study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trail trail;

/* factors of the runs of a scenario; free with factors_free */
struct factors
{
  size_t count;
  char **names, **targets;
  struct archive_data data;
};

static struct factors factors_read(const char *text, enum study_verb verb)
{
  struct factors f;
  struct study_report report;
  struct archive *archive;
  size_t targets;
  char scenario[] = "/tmp/neocol-person-XXXXXX", result[64], table[64];
  int descriptor = mkstemp(scenario);
  assert_true(descriptor >= 0);
  assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
  close(descriptor);
  snprintf(result, sizeof result, "%s.nc", scenario);
  snprintf(table, sizeof table, "%s.csv", scenario);
  struct study_request request = { .verb = verb, .scenario = scenario, .result = result };
  trail_clear(&trail);
  if (study_perform(&request, &report, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  study_report_free(&report);
  assert_int_equal(archive_open(result, &archive, &trail), STATUS_OK);
  assert_int_equal(archive_read_labels(archive, "person_factor_name", &f.count, &f.names, &trail), STATUS_OK);
  assert_int_equal(archive_read_labels(archive, "person_factor_target", &targets, &f.targets, &trail), STATUS_OK);
  assert_int_equal(archive_read(archive, "person_factor_value", &f.data, &trail), STATUS_OK);
  assert_int_equal(f.data.rank, 2);
  assert_int_equal(targets, f.count);
  archive_close(archive);
  remove(scenario);
  remove(result);
  remove(table);
  return f;
}

static void factors_free(struct factors *f)
{
  archive_data_free(&f->data);
  archive_names_free(f->count, f->names);
  archive_names_free(f->count, f->targets);
}

static size_t factor_find(const struct factors *f, const char *name)
{
  size_t k = 0;
  while (k < f->count && strcmp(f->names[k], name) != 0)
    k++;
  if (k == f->count)
    fail_msg("no factor '%s'", name);
  return k;
}

static double factor_value(const struct factors *f, const char *name, size_t run)
{
  return f->data.values[run * f->count + factor_find(f, name)];
}

static void factors_of_the_person_are_kept(void **unused)
{
  (void)unused;
  struct factors f =
      factors_read("neocol: 1\nprotocol: {sessions: 1}\nfollow_up: 2 day\ncompare:\n  arms:\n    - name: as a rule\n"
                   "    - name: old smoker\n      skin.smoking: smoker\n      skin.age: 82 year\n"
                   "    - name: aspirin, dark\n      drugs.blood_thinner: aspirin\n      skin.phototype: V\n"
                   "    - name: own number\n      skin.smoking: smoker\n      parameters.person.smoker: 0.7\n",
                   STUDY_COMPARE);
  assert_int_equal(f.data.count, 4 * f.count);
  // nothing is special in the first run
  for (size_t k = 0; k < f.count; k++)
    CHECK_NEAR(f.data.values[k], 1, 0);
  CHECK_NEAR(factor_value(&f, "smoker", 1), 0.56, 1e-12);
  CHECK_NEAR(factor_value(&f, "aged_barrier", 1), 0.23, 1e-12);
  CHECK_NEAR(factor_value(&f, "aspirin", 1), 1, 0);
  CHECK_NEAR(factor_value(&f, "aspirin", 2), 1.7, 1e-12);
  CHECK_NEAR(factor_value(&f, "smoker", 3), 0.7, 1e-12);
  assert_string_equal(f.targets[factor_find(&f, "aged_barrier")], "barrier.recovery");
  double dark = factor_value(&f, "phototype", 2);
  assert_true(dark > 1);
  factors_free(&f);
  // a process that is off has no factors; the phototype stays
  f = factors_read("neocol: 1\nskin: {smoking: smoker, phototype: V}\nprotocol: {sessions: 1}\nfollow_up: 2 day\noff: [person]\n",
                   STUDY_RUN);
  CHECK_NEAR(factor_value(&f, "smoker", 0), 1, 0);
  CHECK_NEAR(factor_value(&f, "phototype", 0), dark, 0);
  factors_free(&f);
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(factors_of_the_person_are_kept) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
