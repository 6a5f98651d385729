/* test_study.c - from a scenario file to result and table: same bits for any number of threads, nothing lost, nothing half. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive.h"
#include "study_case.h"

/* --- results --- */

static void threads_do_not_change_a_bit(void **unused)
{
  (void)unused;
  struct study_report report;
  static const char text[] = COMPARED "seed: 7\n";
  for (int threads = 1; threads <= 3; threads++)
  {
    char name[32];
    snprintf(name, sizeof name, "%d.nc", threads);
    perform_good(text, STUDY_COMPARE, file(name), threads, 0, &report);
    assert_int_equal(report.runs, 6);
    study_report_free(&report);
  }
  same_bytes(file("1.nc"), file("2.nc"));
  same_bytes(file("1.csv"), file("2.csv"));
  same_bytes(file("1.nc"), file("3.nc"));
  // and another seed is another file
  perform_good(COMPARED "seed: 8\n", STUDY_COMPARE, file("4.nc"), 2, 0, &report);
  study_report_free(&report);
  size_t size, other_size;
  char *bytes = bytes_read(file("1.nc"), &size), *other = bytes_read(file("4.nc"), &other_size);
  assert_true(size != other_size || memcmp(bytes, other, size) != 0);
  free(bytes);
  free(other);
  assert_int_equal(folder_empty(), 4 * 2 + 1); // no .tmp, no .part
}

/* performs a study with and without sharing, with one thread and more, and compares the files; returns the steps that were saved
 * with one thread */
static size_t sharing_check(const char *text, enum study_verb verb, int errors, size_t runs)
{
  size_t saved = 0;
  text_write(file("s.yaml"), text);
  for (int alone = 0; alone < 2; alone++)
    for (int threads = 1; threads <= (alone ? 1 : 3); threads++)
    {
      struct study_report report;
      char name[32];
      snprintf(name, sizeof name, "%d%d.nc", alone, threads);
      struct study_request request = {
        .verb = verb, .scenario = file("s.yaml"), .result = file(name), .threads = threads, .alone = alone, .errors = errors
      };
      trail_clear(&trail);
      if (study_perform(&request, &report, &trail) != STATUS_OK)
        fail_msg("%s", trail.errors);
      assert_int_equal(report.runs, runs);
      // who waits for whom depends on threads; whether anything is saved does not
      assert_true(alone ? report.saved_steps == 0 : report.saved_steps > 0);
      saved = alone == 0 && threads == 1 ? report.saved_steps : saved;
      study_report_free(&report);
    }
  static const char *const others[] = { "02", "03", "11" };
  for (size_t k = 0; k < COUNT(others); k++)
  {
    char name[32];
    snprintf(name, sizeof name, "%s.nc", others[k]);
    same_bytes(file("01.nc"), file(name));
    snprintf(name, sizeof name, "%s.csv", others[k]);
    same_bytes(file("01.csv"), file(name));
  }
  folder_empty();
  return saved;
}

/* channels, hit patterns and protocols that begin alike are computed once, and nobody can tell */
static void sharing_does_not_change_a_bit(void **unused)
{
  (void)unused;
  static const char variants[] = CHEAP "variant: all\ndurability: on\ncompare:\n  grid:\n    device.passes: [1, 2]\n"
                                       "    protocol.sessions: [1, 2]\n";
  sharing_check(variants, STUDY_COMPARE, 1, 16);
  // the spacing runs slowest: runs that begin alike are far apart
  static const char spacings[] = CHEAP "compare:\n  grid:\n    protocol.spacing: [2 day, 3 day, 5 day]\n"
                                       "    parameters.fibroblasts.refractory_time: [2 day, 14 day]\n"
                                       "    protocol.sessions: [2, 3, 4]\n";
  sharing_check(spacings, STUDY_COMPARE, 0, 18);
}

/* the same when runs have axes of their own */
static void sharing_in_a_large_sweep_does_not_change_a_bit(void **unused)
{
  (void)unused;
  static const char text[] = CHEAP "ensemble: mean_field\nsweep:\n  grid:\n"
                                   "    parameters.growth_factors.tgf_loss: {from: 4 day-1, to: 20 day-1, steps: 340}\n"
                                   "    protocol.spacing: [1 day, 2 day]\n    protocol.sessions: [1, 2, 3]\n";
  size_t saved = sharing_check(text, STUDY_SWEEP, 0, 2040);
  print_message("%zu steps saved\n", saved);
}

/* the report, the result file and the table say the same, to the last bit */
static void report_file_and_table_agree(void **unused)
{
  (void)unused;
  struct study_report report;
  struct archive *archive;
  perform_good(COMPARED, STUDY_COMPARE, file("r.nc"), 2, 0, &report);
  assert_string_equal(report.title, "a \"cheap\", quick study");
  assert_string_equal(report.names[5], "needle_length 1.5 mm, passes 2");
  assert_string_equal(report.endpoint, "0.5 days after the last session");
  assert_int_equal(archive_open(file("r.nc"), &archive, &trail), STATUS_OK);
  size_t size, rows = 0;
  char *table = bytes_read(file("r.csv"), &size);
  for (size_t k = 0; k < report.numbers; k++)
  {
    struct archive_data data;
    if (archive_read(archive, report.number_names[k], &data, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    assert_int_equal(data.count, report.runs);
    assert_string_equal(data.unit, report.units[k]);
    for (size_t i = 0; i < report.runs; i++)
    {
      double value = report.values[i * report.numbers + k];
      char row[256];
      assert_true(isnan(value) ? isnan(data.values[i]) : data.values[i] >= value && data.values[i] <= value);
      // the row of the table
      snprintf(row, sizeof row, "\n%zu,\"%s\",%s,", i + 1, report.names[i], report.number_names[k]);
      const char *found = strstr(table, row);
      if (found == NULL)
        fail_msg("the table has no row '%s'", row + 1);
      const char *number = found + strlen(row);
      double told = *number == ',' ? (double)NAN : strtod(number, NULL);
      assert_true(isnan(value) ? isnan(told) : told >= value && told <= value);
      rows++;
    }
    archive_data_free(&data);
  }
  assert_true(rows == 6 * report.numbers);
  free(table);
  archive_close(archive);
  assert_true(study_number_find(&report, "collagen_gain") < report.numbers);
  assert_int_equal(study_number_find(&report, "nothing"), report.numbers);
  study_report_free(&report);
  folder_empty();
}

/* what is read from the curves of a run does not depend on when others have their sessions, end, or are read */
static void numbers_do_not_depend_on_other_runs(void **unused)
{
  (void)unused;
#define LONGER                                                                                                                   \
  "neocol: 1\ntitle: t\nprotocol: {sessions: 2, spacing: 17.3 day}\nfollow_up: 30 day\nread_at: 20 day\n"                        \
  "solver: {channel_tolerance: 0.01, channel_cell: 5 um}\n"
  static const char text[] = LONGER "compare:\n  grid:\n    protocol.spacing: [17.3 day, 17.1 day, 18.123 day]\n"
                                    "    read_at: [20 day, 18.77 day, 17.31 day]\n    follow_up: [30 day, 31.21 day]\n";
  struct study_report one, all;
  perform_good(LONGER, STUDY_RUN, file("one.nc"), 1, 0, &one);
  perform_good(text, STUDY_COMPARE, file("all.nc"), 2, 0, &all);
  for (size_t k = 0; k < one.numbers; k++)
    if (memcmp(&one.values[k], &all.values[k], sizeof *one.values) != 0)
      fail_msg("%s is %.17g alone, %.17g with others", one.number_names[k], one.values[k], all.values[k]);
  study_report_free(&one);
  study_report_free(&all);
  folder_empty();
}

/* the base run of a comparison is the arm that changes nothing */
static void base_run_of_a_comparison_is_run(void **unused)
{
  (void)unused;
  struct study_report one, all;
  perform_good(COMPARED, STUDY_RUN, file("one.nc"), 1, 0, &one);
  perform_good(COMPARED, STUDY_COMPARE, file("all.nc"), 1, 0, &all);
  assert_int_equal(one.runs, 1);
  assert_string_equal(one.names[0], "base run");
  // defaults: 1.5 mm, two passes
  assert_memory_equal(one.values, all.values + 5 * all.numbers, one.numbers * sizeof *one.values);
  study_report_free(&one);
  study_report_free(&all);
  folder_empty();
  perform_bad(CHEAP, STUDY_COMPARE, file("r.nc"), 0, STATUS_DATA, "has nothing to compare: add a section 'compare:'");
  perform_bad(CHEAP, STUDY_SWEEP, file("r.nc"), 0, STATUS_DATA, "has nothing to compare");
  assert_int_equal(folder_empty(), 1);
}

/* --- files --- */

static void results_are_not_overwritten(void **unused)
{
  (void)unused;
  struct study_report report;
  perform_good(CHEAP, STUDY_RUN, file("r.nc"), 1, 0, &report);
  study_report_free(&report);
  perform_good(NULL, STUDY_RUN, file("copy.nc"), 1, 0, &report);
  study_report_free(&report);
  static const char other[] = CHEAP "skin: {age: 70 year}\n";
  perform_bad(other, STUDY_RUN, file("r.nc"), 0, STATUS_CANNOT_CREATE, "r.nc' exists; use --force to replace it");
  same_bytes(file("r.nc"), file("copy.nc"));
  same_bytes(file("r.csv"), file("copy.csv"));
  // the table alone is protected too
  assert_int_equal(unlink(file("r.nc")), 0);
  perform_bad(other, STUDY_RUN, file("r.nc"), 0, STATUS_CANNOT_CREATE, "r.csv' exists; use --force");
  assert_int_equal(access(file("r.nc"), F_OK), -1);
  same_bytes(file("r.csv"), file("copy.csv"));
  // and both give way to --force
  perform_good(other, STUDY_RUN, file("copy.nc"), 1, 1, &report);
  study_report_free(&report);
  size_t size, other_size;
  char *old = bytes_read(file("r.csv"), &size), *replaced = bytes_read(file("copy.csv"), &other_size);
  assert_true(size != other_size || memcmp(old, replaced, size) != 0);
  free(old);
  free(replaced);
  assert_int_equal(folder_empty(), 4);
}

static void wrong_names_are_told_before_anything_runs(void **unused)
{
  (void)unused;
  perform_bad(CHEAP, STUDY_RUN, file("no/such/r.nc"), 0, STATUS_CANNOT_CREATE, "/no/such/' for the result: No such file");
  perform_bad(CHEAP, STUDY_RUN, file("r.csv"), 0, STATUS_USAGE, "r.csv' should end in .nc");
  perform_bad(CHEAP, STUDY_RUN, folder, 1, STATUS_CANNOT_CREATE, "is a folder; expected the name of a file");
  perform_bad(CHEAP, STUDY_RUN, file("s.yaml/r.nc"), 0, STATUS_CANNOT_CREATE, "s.yaml/' for the result: Not a directory");
  perform_bad(CHEAP, STUDY_RUN, file("s.yaml"), 1, STATUS_CANNOT_CREATE, "s.yaml' is the scenario");
  perform_bad(CHEAP, STUDY_RUN, "/dev/null", 1, STATUS_CANNOT_CREATE, "'/dev/null' exists and is not a regular file");
  assert_int_equal(mkdir(file("r.csv"), 0777), 0);
  perform_bad(CHEAP, STUDY_RUN, file("r.nc"), 1, STATUS_CANNOT_CREATE, "r.csv' is a folder");
  assert_int_equal(folder_empty(), 2); // s.yaml and the folder
}

/* the name of the result comes from the scenario, in the working folder; text behind the last dot of the name goes */
static void results_are_named_after_the_scenario(void **unused)
{
  (void)unused;
  char before[1024];
  struct study_report report;
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(folder), 0);
  perform_good(CHEAP, STUDY_RUN, NULL, 1, 0, &report);
  assert_string_equal(report.result, "s.nc");
  assert_string_equal(report.table, "s.csv");
  study_report_free(&report);
  perform_good(CHEAP, STUDY_RUN, "a.b", 1, 0, &report);
  assert_string_equal(report.result, "a.b");
  assert_string_equal(report.table, "a.csv");
  study_report_free(&report);
  assert_int_equal(chdir(before), 0);
  assert_int_equal(folder_empty(), 5);
}

/* Two arms cannot be computed: the first of them is told, with any number of threads, and no file is made. */
static void a_run_that_fails_leaves_nothing(void **unused)
{
  (void)unused;
  static const char text[] = CHEAP "compare:\n  arms:\n    - {name: good}\n    - {name: crowded, device.passes: 40}\n"
                                   "    - {name: too, device.passes: 39}\n";
  for (int repeat = 0; repeat < 4; repeat++)
    perform_bad(text, STUDY_COMPARE, file("r.nc"), 0, STATUS_DATA, "in run 2, 'crowded'");
  assert_non_null(strstr(trail.errors, "channels run into each other"));
  assert_null(strstr(trail.errors, "'too'"));
  assert_int_equal(folder_empty(), 1);
  // an older result stays as it was
  struct study_report report;
  perform_good(CHEAP, STUDY_RUN, file("r.nc"), 1, 0, &report);
  study_report_free(&report);
  perform_good(NULL, STUDY_RUN, file("copy.nc"), 1, 0, &report);
  study_report_free(&report);
  perform_bad(text, STUDY_COMPARE, file("r.nc"), 1, STATUS_DATA, "in run 2, 'crowded'");
  same_bytes(file("r.nc"), file("copy.nc"));
  same_bytes(file("r.csv"), file("copy.csv"));
  assert_int_equal(folder_empty(), 5);
}

/* runs that differ in their protocol verify their rest once: an unstable one is told for the first of them, those before are good
 */
static void an_unstable_rest_is_told_for_the_first_run_that_has_it(void **unused)
{
  (void)unused;
  static const char text[] = CHEAP "compare:\n  grid:\n    parameters.inflammation.recruitment_linearity: [0, 1]\n"
                                   "    protocol.sessions: [1, 2, 3]\n    protocol.spacing: [1 day, 2 day]\n";
  for (int repeat = 0; repeat < 4; repeat++)
    perform_bad(text, STUDY_COMPARE, file("r.nc"), 0, STATUS_DATA, "in run 7, 'recruitment_linearity 1, sessions 1");
  assert_non_null(strstr(trail.errors, "rest is unstable"));
  assert_null(strstr(trail.errors, "sessions 2"));
  assert_int_equal(folder_empty(), 1);
}

static void scenarios_that_cannot_be_read_are_told(void **unused)
{
  (void)unused;
  perform_bad("neocol: 1\ntitle: t\ndevice: {needle_lenght: 1 mm}\n", STUDY_RUN, file("r.nc"), 0, STATUS_DATA,
              "s.yaml:3:10: error: unknown key 'needle_lenght'");
  assert_int_equal(unlink(file("s.yaml")), 0);
  perform_bad(NULL, STUDY_RUN, file("r.nc"), 0, STATUS_NO_INPUT, "No such file");
  assert_int_equal(folder_empty(), 0);
}

/* --- progress and check --- */

struct counter
{
  size_t calls, total;
};

static void count_progress(void *sink, size_t done, size_t total)
{
  struct counter *counter = sink;
  counter->calls++;
  counter->total = total;
  assert_int_equal(done, counter->calls);
}

static void progress_counts_up(void **unused)
{
  (void)unused;
  struct counter counter = { 0, 0 };
  struct study_report report;
  text_write(file("s.yaml"), COMPARED);
  struct study_request request = { .verb = STUDY_COMPARE,
                                   .scenario = file("s.yaml"),
                                   .result = file("r.nc"),
                                   .threads = 2,
                                   .progress = { &counter, count_progress } };
  assert_int_equal(study_perform(&request, &report, &trail), STATUS_OK);
  assert_int_equal(counter.calls, 6);
  assert_int_equal(counter.total, 6);
  study_report_free(&report);
  folder_empty();
}

static void check_tells_runs_and_writes_nothing(void **unused)
{
  (void)unused;
  struct study_report report;
  text_write(file("s.yaml"), COMPARED);
  static const char *const sets[] = { "device.glide_speed=0.2 cm/s" };
  struct study_request request = { .scenario = file("s.yaml") };
  trail_clear(&trail);
  assert_int_equal(study_check(&request, &report, &trail), STATUS_OK);
  assert_int_equal(report.runs, 6);
  assert_string_equal(report.names[0], "needle_length 0.5 mm, passes 1");
  study_report_free(&report);
  // 0.2 cm/s is 6667 holes per cm2 and pass: the first arm that cannot be computed is the one with two passes
  request.sets = sets;
  request.set_count = COUNT(sets);
  assert_int_equal(study_check(&request, &report, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "channels run into each other"));
  assert_non_null(strstr(trail.errors, "in run "));
  assert_int_equal(folder_empty(), 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(threads_do_not_change_a_bit),
    cmocka_unit_test(sharing_does_not_change_a_bit),
    cmocka_unit_test(sharing_in_a_large_sweep_does_not_change_a_bit),
    cmocka_unit_test(report_file_and_table_agree),
    cmocka_unit_test(numbers_do_not_depend_on_other_runs),
    cmocka_unit_test(base_run_of_a_comparison_is_run),
    cmocka_unit_test(results_are_not_overwritten),
    cmocka_unit_test(wrong_names_are_told_before_anything_runs),
    cmocka_unit_test(results_are_named_after_the_scenario),
    cmocka_unit_test(a_run_that_fails_leaves_nothing),
    cmocka_unit_test(an_unstable_rest_is_told_for_the_first_run_that_has_it),
    cmocka_unit_test(scenarios_that_cannot_be_read_are_told),
    cmocka_unit_test(progress_counts_up),
    cmocka_unit_test(check_tells_runs_and_writes_nothing),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
