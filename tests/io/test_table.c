/* test_table.c - the tidy CSV of a result. */
#include "check.h"

#include "archive.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trail trail;
static char folder[] = "/tmp/neocol-table-XXXXXX";

static const char *path_in(const char *name)
{
  static char paths[4][256];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static enum status result_write(const char *path, int with_numbers)
{
  const char *const names[] = { "plain", "with, comma", "with \"quotes\"" };
  const double gain[] = { 0.1, 1.0 / 3, nan("") }, length[] = { 1.5, 0.5, 1e-20 }, times[] = { 0, 1 }, curve[6] = { 0 };
  const unsigned char method[] = { 0, 1, 0 };
  const char *const run[] = { "run", NULL }, *const run_time[] = { "run", "time", NULL }, *const time[] = { "time", NULL };
  struct archive *a;
  enum status s = archive_create(path, 1, &a, &trail);
  if (s != STATUS_OK)
    return s;
#define TRY(call) s = s == STATUS_OK ? (call) : s
  TRY(archive_axis(a, "run", NULL, NULL, 3, NULL, &trail));
  TRY(archive_axis(a, "time", "day", "time", 2, times, &trail));
  TRY(archive_labels(a, "run_name", "runs", "run", names, &trail));
  TRY(archive_variable(a, "curve", "1", "not per run", run_time, NULL, curve, &trail));
  TRY(archive_variable(a, "other", "1", "not per run", time, NULL, times, &trail));
  if (with_numbers)
  {
    TRY(archive_variable(a, "collagen_gain", "1", "gain", run, "run_name", gain, &trail));
    TRY(archive_variable(a, "needle_length", "mm", "length", run, "run_name", length, &trail));
    TRY(archive_flags(a, "method", "solver", "one two", run, method, &trail));
  }
#undef TRY
  if (s == STATUS_OK)
    return archive_finish(a, &trail);
  archive_abandon(a);
  return s;
}

static int setup(void **state)
{
  (void)state;
  return mkdtemp(folder) == NULL || result_write(path_in("x.nc"), 1) != STATUS_OK ||
         result_write(path_in("empty.nc"), 0) != STATUS_OK;
}

static int teardown(void **state)
{
  (void)state;
  char command[300];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  return system(command);
}

static void rows_are_tidy(void **state)
{
  (void)state;
  static const char expected[] = "run,run_name,variable,value,unit\r\n"
                                 "1,plain,collagen_gain,0.1,1\r\n"
                                 "1,plain,needle_length,1.5,mm\r\n"
                                 "1,plain,method,0,\r\n"
                                 "2,\"with, comma\",collagen_gain,0.3333333333333333,1\r\n"
                                 "2,\"with, comma\",needle_length,0.5,mm\r\n"
                                 "2,\"with, comma\",method,1,\r\n"
                                 "3,\"with \"\"quotes\"\"\",collagen_gain,,1\r\n"
                                 "3,\"with \"\"quotes\"\"\",needle_length,1e-20,mm\r\n"
                                 "3,\"with \"\"quotes\"\"\",method,0,\r\n";
  char found[2 * sizeof expected] = "";
  assert_int_equal(table_write(path_in("x.nc"), path_in("x.csv"), 0, &trail), STATUS_OK);
  FILE *stream = fopen(path_in("x.csv"), "rb");
  assert_non_null(stream);
  found[fread(found, 1, sizeof found - 1, stream)] = '\0';
  fclose(stream);
  assert_string_equal(found, expected);
  assert_int_not_equal(access(path_in("x.csv.tmp"), F_OK), 0);
}

static void errors_leave_nothing(void **state)
{
  (void)state;
  assert_int_equal(table_write(path_in("x.nc"), path_in("taken.csv"), 0, &trail), STATUS_OK);
  assert_int_equal(table_write(path_in("x.nc"), path_in("taken.csv"), 0, &trail), STATUS_CANNOT_CREATE);
  assert_int_equal(table_write(path_in("x.nc"), path_in("taken.csv"), 1, &trail), STATUS_OK);
  assert_int_equal(table_write(path_in("no.nc"), path_in("y.csv"), 0, &trail), STATUS_NO_INPUT);
  assert_int_equal(table_write(path_in("x.nc"), path_in("no/y.csv"), 0, &trail), STATUS_CANNOT_CREATE);
  assert_int_equal(table_write(path_in("taken.csv"), path_in("y.csv"), 0, &trail), STATUS_DATA);
  trail_clear(&trail);
  assert_int_equal(table_write(path_in("empty.nc"), path_in("y.csv"), 0, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "no variable with one number per run"));
  assert_int_not_equal(access(path_in("y.csv"), F_OK), 0);
  assert_int_not_equal(access(path_in("y.csv.tmp"), F_OK), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_are_tidy),
    cmocka_unit_test(errors_leave_nothing),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
