/* test_replicate_requests.c - wrong requests, times, events to the last bit, the result file, the lists. */
#include "replicate_check.h"

#include <stdlib.h>
#include <unistd.h>

#include "archive.h"

static void refused(const struct replicate_request *request, enum status expected, const char *words)
{
  struct replicate_report report;
  trail_clear(&replicate_trail);
  assert_int_equal(replicate_perform(request, &report, &replicate_trail), expected);
  if (strstr(replicate_trail.errors, words) == NULL)
    fail_msg("'%s' is not in: %s", words, replicate_trail.errors);
}

static void wrong_requests_say_why(void **unused)
{
  (void)unused;
  static const char *const names[] = { "alhpa=1" }, *const units[] = { "treatment_start=5 mm" }, *const below[] = { "k1=-1" },
                           *const above[] = { "alpha=2" };
  static const char *const texts[] = { "alpha=0.5x" }, *const none[] = { "alpha" }, *const half[] = { "pulses=1.5" };
  static const char *const not_known[] = { "t1=-2 pg" };
  static const struct
  {
    struct replicate_request request;
    enum status status;
    const char *words;
  } cases[] = {
    { { .model = "waugh2008" }, STATUS_DATA, "did you mean 'waugh200" },
    { { .model = "waugh2006.cured" }, STATUS_DATA, "it has normal, diabetic, treated" },
    { { .model = "waugh2006", .sets = names, .set_count = 1 }, STATUS_DATA, "did you mean 'alpha'" },
    { { .model = "waugh2006", .sets = units, .set_count = 1 }, STATUS_DATA, "treatment_start=5 mm" },
    { { .model = "waugh2006", .sets = below, .set_count = 1 }, STATUS_DATA, "at least 0" },
    { { .model = "waugh2006", .sets = above, .set_count = 1 }, STATUS_DATA, "expected 0 to 1" },
    { { .model = "waugh2006", .sets = texts, .set_count = 1 }, STATUS_DATA, "0.5x" },
    { { .model = "waugh2006", .sets = none, .set_count = 1 }, STATUS_DATA, "PARAMETER=VALUE" },
    { { .model = "waugh2006", .sets = not_known, .set_count = 1 }, STATUS_DATA, "wrong kind of unit" },
    { { .model = "adler2020", .sets = half, .set_count = 1 }, STATUS_DATA, "whole number" },
    { { .model = "waugh2006", .times = "1,two" }, STATUS_DATA, "--at 1,two" },
    { { .model = "waugh2006", .times = "-1" }, STATUS_DATA, "from 0 on" },
    { { .model = "waugh2006", .times = "0:10" }, STATUS_DATA, "START:END:STEP" },
    { { .model = "waugh2006", .times = "0:10:0" }, STATUS_DATA, "START:END:STEP" },
    { { .model = "waugh2006", .times = "0:1e9:1" }, STATUS_DATA, "at most" },
    { { .model = "waugh2006", .threshold = "alpha=0.9..0.1" }, STATUS_DATA, "empty" },
    { { .model = "waugh2006", .threshold = "k1" }, STATUS_DATA, "PARAMETER=LOW..HIGH" },
    { { .model = "waugh2006", .threshold = "beta=0..1" }, STATUS_DATA, "no parameter 'beta'" },
    { { .model = "sohutskay2021", .threshold = "pr=0..1" }, STATUS_DATA, "nothing is judged" },
    { { .model = "waugh2006", .threshold = "alpha", .times = "1" }, STATUS_USAGE, "--at" },
    { { .model = "waugh2006", .method = "euler" }, STATUS_DATA, "euler" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    refused(&cases[i].request, cases[i].status, cases[i].words);
}

static void times_may_have_units_and_ranges(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("reynolds2006", "1 day,0:0.3:0.1,2", NULL, &report);
  static const double times[] = { 0, 0.1, 0.2, 0.3, 2, 24 };
  assert_int_equal(report.times, 6);
  for (size_t k = 0; k < 6; k++)
    CHECK_NEAR(report.time[k], times[k], 1e-12);
  replicate_report_free(&report);
}

/* a report more or less, also at the edge of a pulse or at a switch, changes no bit */
static void reports_change_no_bit(void **unused)
{
  (void)unused;
  static const char *const models[] = { "waugh2007.treated_b", "bianchi2015", "waugh2006.treated", "adler2020.full" };
  for (size_t i = 0; i < sizeof models / sizeof *models; i++)
  {
    struct replicate_report few, many;
    table_make(models[i], "90", NULL, &few);
    table_make(models[i], "0:89:0.25,28,29,22,90", NULL, &many);
    for (size_t c = 0; c < few.columns; c++)
      assert_memory_equal(&few.value[c], &many.value[c * many.times + many.times - 1], sizeof(double));
    replicate_report_free(&few);
    replicate_report_free(&many);
  }
}

/* constant input into a linear decay has a closed form: the pulse acts for exactly its duration */
static void pulses_have_exact_edges(void **unused)
{
  (void)unused;
  static const char *const sets[] = { "l2=0",
                                      "pulses=3",
                                      "start=1.3",
                                      "duration=0.7",
                                      "separation=2.1",
                                      "influx=1000",
                                      "macrophages_initial=0",
                                      "myofibroblasts_initial=0",
                                      NULL };
  struct replicate_report report;
  table_make("adler2020", "9", sets, &report);
  double expected = 0;
  for (int j = 0; j < 3; j++)
  {
    double start = 1.3 + 2.1 * j, rate = 0.3;
    expected += 1000 / rate * (exp(-rate * (9 - start - 0.7)) - exp(-rate * (9 - start)));
  }
  CHECK_RELATIVE(replicate_value(&report, "macrophages", 0), expected, 1e-9);
  replicate_report_free(&report);
}

static void overlapping_pulses_add(void **unused)
{
  (void)unused;
  static const char *const together[] = { "pulses=2", "separation=0", "duration=1", NULL };
  static const char *const doubled[] = { "pulses=1", "influx=2e6", "duration=1", NULL };
  struct replicate_report one, other;
  table_make("adler2020", "5", together, &one);
  table_make("adler2020", "5", doubled, &other);
  CHECK_RELATIVE(one.value[0], other.value[0], 1e-14);
  CHECK_RELATIVE(one.value[1], other.value[1], 1e-14);
  replicate_report_free(&one);
  replicate_report_free(&other);
}

static void errors_and_warnings_are_told(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("waugh2006.diabetic", NULL, NULL, &report);
  for (size_t c = 0; c < report.columns; c++)
    assert_true(report.column[c].error < 1e-6);
  assert_int_equal(replicate_trail.warning_count, 0);
  replicate_report_free(&report);
  // beyond the fitted range the recruitment is negative
  static const char *const sets[] = { "tgf_beta_initial=20", "inflammatory_macrophages_initial=1", "repair_macrophages_initial=1",
                                      NULL };
  table_make("waugh2006", "10", sets, &report);
  assert_non_null(strstr(replicate_trail.warnings, "K(T) is negative"));
  assert_non_null(strstr(replicate_trail.warnings, "does not keep signs"));
  replicate_report_free(&report);
}

/* a model that slides along its switch ends with a message, not never */
static void sliding_is_an_error(void **unused)
{
  (void)unused;
  static const char *const sets[] = { "Ls=20535" };
  refused(&(struct replicate_request){ .model = "bianchi2015", .sets = sets, .set_count = 1, .times = "300" }, STATUS_SOFTWARE,
          "slides along it");
}

static void file_check(const char *model, const char *variable, size_t rank)
{
  char folder[] = "/tmp/neocol-replicate-XXXXXX", path[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/result.nc", folder);
  struct replicate_request request = { .model = model, .result = path, .times = "0,1,2" };
  static const char *const small[] = { "radius=0.25" };
  request.sets = small;
  request.set_count = strncmp(model, "sherratt", 8) == 0;
  struct replicate_report report;
  replicate_done(&request, &report);
  struct archive *archive;
  struct archive_data data;
  assert_int_equal(archive_open(path, &archive, &replicate_trail), STATUS_OK);
  assert_int_equal(archive_read(archive, variable, &data, &replicate_trail), STATUS_OK);
  assert_int_equal(data.rank, rank);
  assert_int_equal(data.size[0], 3);
  assert_string_equal(data.axes[0], "time");
  if (rank == 1)
    CHECK_NEAR(data.values[2], replicate_value(&report, variable, 2), 0);
  archive_data_free(&data);
  char *text;
  assert_int_equal(archive_read_text(archive, NULL, "seen_of_source", &text, &replicate_trail), STATUS_OK);
  assert_string_equal(text, report.seen);
  free(text);
  assert_true(archive_has(archive, "parameter_value"));
  archive_close(archive);
  replicate_report_free(&report);
  // not replaced without being told
  refused(&request, STATUS_CANNOT_CREATE, path);
  unlink(path);
  rmdir(folder);
}

static void results_are_files_too(void **unused)
{
  (void)unused;
  file_check("waugh2007.treated_a", "collagen", 1);
  file_check("bianchi2015", "tgf_beta", 1);
  file_check("sherratt1990", "cells_profile", 2);
}

static void lists_and_reports_are_printed(void **unused)
{
  (void)unused;
  static char page[200000];
  FILE *file = fmemopen(page, sizeof page, "w");
  assert_non_null(file);
  replicate_list(file);
  replicate_list_json(file);
  static const char *const models[] = { "bianchi2015", "adler2020" };
  for (size_t i = 0; i < 2; i++)
  {
    struct replicate_request request = { .model = models[i], .threshold = i == 1 ? "duration" : NULL };
    struct replicate_report report;
    replicate_done(&request, &report);
    replicate_report_card(file, &report);
    replicate_report_json(file, &report, &replicate_trail);
    replicate_report_free(&report);
  }
  fclose(file);
  static const char *const words[] = { "waugh2007",  "treated_b",     "RECALLED",      "\"parameters\"",
                                       "network_on", "2.2603935 day", "\"thresholds\"" };
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (strstr(page, words[k]) == NULL)
      fail_msg("'%s' is not printed", words[k]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(wrong_requests_say_why),        cmocka_unit_test(times_may_have_units_and_ranges),
    cmocka_unit_test(reports_change_no_bit),         cmocka_unit_test(pulses_have_exact_edges),
    cmocka_unit_test(overlapping_pulses_add),        cmocka_unit_test(errors_and_warnings_are_told),
    cmocka_unit_test(sliding_is_an_error),           cmocka_unit_test(results_are_files_too),
    cmocka_unit_test(lists_and_reports_are_printed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
