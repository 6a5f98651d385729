/* test_status.c - the error trail: cause first, callers indented, warnings once, full buffers count what they drop. */
#include "check.h"
#include "status.h"

#include <string.h>

static struct trail trail, other;

static int cleared(void **unused)
{
  (void)unused;
  memset(&trail, 0, sizeof trail);
  memset(&other, 0, sizeof other);
  return 0;
}

static void cause_comes_first_and_callers_are_indented(void **unused)
{
  (void)unused;
  assert_int_equal(status_fail(&trail, STATUS_DATA, "needle of %d mm", 12), STATUS_DATA);
  assert_int_equal(status_at(&trail, STATUS_SOFTWARE, "while %s", "reading"), STATUS_SOFTWARE);
  assert_string_equal(trail.errors, "needle of 12 mm\n  while reading\n");
  // where it happened is not another error
  assert_int_equal(trail.error_count, 1);
  assert_int_equal(trail.errors_length, strlen(trail.errors));
  assert_int_equal(trail.warning_count, 0);
  trail_clear(&trail);
  assert_string_equal(trail.errors, "");
  assert_int_equal(trail.error_count, 0);
}

static void without_a_trail_the_status_still_comes_back(void **unused)
{
  (void)unused;
  assert_int_equal(status_fail(NULL, STATUS_MEMORY, "%s", "x"), STATUS_MEMORY);
  assert_int_equal(status_at(NULL, STATUS_MEMORY, "%s", "x"), STATUS_MEMORY);
  status_warn(NULL, "%s", "x");
  trail_append(NULL, &trail);
}

static void equal_warnings_are_kept_once(void **unused)
{
  (void)unused;
  for (int k = 0; k < 3; k++)
  {
    status_warn(&trail, "too long");
    status_warn(&trail, "run %d", k);
  }
  assert_string_equal(trail.warnings, "too long\nrun 0\nrun 1\nrun 2\n");
  assert_int_equal(trail.warning_count, 4);
  assert_int_equal(trail.warnings_told, 6);
  // a part of a warning is another warning
  status_warn(&trail, "long");
  status_warn(&trail, "too long, really");
  assert_int_equal(trail.warning_count, 6);
}

static void full_trails_count_what_they_drop(void **unused)
{
  (void)unused;
  char line[101];
  memset(line, 'x', 100);
  line[100] = '\0';
  for (int k = 0; k < 300; k++)
    (void)status_fail(&trail, STATUS_DATA, "%s", line);
  // whole lines of 101 bytes and the end of the text
  assert_int_equal(trail.errors_length, (TRAIL_SIZE - 1) / 101 * 101);
  assert_int_equal(strlen(trail.errors), trail.errors_length);
  assert_int_equal(trail.error_count, 300);
  // very long lines are cut, not overrun
  trail_clear(&trail);
  char big[4000];
  memset(big, 'y', sizeof big - 1);
  big[sizeof big - 1] = '\0';
  (void)status_fail(&trail, STATUS_DATA, "%s", big);
  assert_int_equal(trail.error_count, 1);
  assert_true(trail.errors_length > 1000 && trail.errors_length < sizeof big);
  assert_int_equal(trail.errors[trail.errors_length - 1], '\n');
}

static void appending_keeps_counts_and_percent_signs(void **unused)
{
  (void)unused;
  (void)status_fail(&trail, STATUS_DATA, "first");
  status_warn(&trail, "same");
  (void)status_fail(&other, STATUS_DATA, "95 %% of %s", "100%s");
  (void)status_at(&other, STATUS_DATA, "there");
  status_warn(&other, "same");
  status_warn(&other, "new");
  trail_append(&trail, &other);
  assert_string_equal(trail.errors, "first\n95 % of 100%s\n  there\n");
  assert_int_equal(trail.error_count, 2);
  assert_string_equal(trail.warnings, "same\nnew\n");
  assert_int_equal(trail.warning_count, 2);
}

static void statuses_are_exit_codes_of_sysexits_with_a_meaning(void **unused)
{
  (void)unused;
  assert_int_equal(STATUS_OK, 0);
  assert_int_equal(STATUS_USAGE, 64);
  assert_int_equal(STATUS_SOFTWARE, 70);
  assert_int_equal(STATUS_STOPPED, 75);
  assert_string_equal(status_meaning(STATUS_NO_INPUT), "an input file cannot be read");
  assert_string_equal(status_meaning((enum status)3), "unknown status");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(cause_comes_first_and_callers_are_indented, cleared),
    cmocka_unit_test_setup(without_a_trail_the_status_still_comes_back, cleared),
    cmocka_unit_test_setup(equal_warnings_are_kept_once, cleared),
    cmocka_unit_test_setup(full_trails_count_what_they_drop, cleared),
    cmocka_unit_test_setup(appending_keeps_counts_and_percent_signs, cleared),
    cmocka_unit_test(statuses_are_exit_codes_of_sysexits_with_a_meaning),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
