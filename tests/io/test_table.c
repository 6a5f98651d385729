/* test_table.c - the tidy CSV of a study. */
#include "check.h"
#include "scratch.h"

#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

static struct trail trail;

/* a table of three columns and three runs */
static enum status table_make(const char *path, int force)
{
  const char *const names[] = { "plain", "with, comma", "with \"quotes\"" };
  const double values[3][3] = { { 0.1, 1.5, 0 }, { 1.0 / 3, 0.5, 1 }, { (double)NAN, 1e-20, 0 } };
  struct table *table;
  enum status s = table_create(path, force, &table, &trail);
  if (s != STATUS_OK)
    return s;
#define TRY(call) s = s == STATUS_OK ? (call) : s
  TRY(table_column(table, "collagen_gain", "1", &trail));
  TRY(table_column(table, "needle_length", "mm", &trail));
  TRY(table_column(table, "method", "", &trail));
  for (size_t i = 0; i < 3; i++)
    TRY(table_run(table, names[i], values[i], &trail));
#undef TRY
  if (s == STATUS_OK)
    return table_finish(table, &trail);
  table_abandon(table);
  return s;
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
  assert_int_equal(table_make(path_in("x.csv"), 0), STATUS_OK);
  FILE *stream = fopen(path_in("x.csv"), "rb");
  assert_non_null(stream);
  found[fread(found, 1, sizeof found - 1, stream)] = '\0';
  fclose(stream);
  assert_string_equal(found, expected);
  assert_int_not_equal(access(path_in("x.csv.tmp"), F_OK), 0);
}

/* the fewest digits from 6 on that are read back as the same number, found the long way */
static const char *shortest(double value)
{
  static char text[64];
  text[0] = '\0';
  for (int digits = 6; isfinite(value) && digits <= 17; digits++)
  {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (memcmp(&(double){ strtod(text, NULL) }, &value, sizeof value) == 0)
      break;
  }
  return text;
}

/* numbers of every kind, each printed as short as it can be: whole, tiny, huge, of few digits, next to powers of two and ten */
static void numbers_are_short_and_exact(void **state)
{
  (void)state;
  enum
  {
    RANDOM = 20000,
    SPECIAL = 24
  };
  static const double special[SPECIAL] = { 0,    -0.0,    1,       1e5,  1e6,      123456, 1234567,  1000000.5,
                                           1e15, 1e16,    1e22,    1e23, 5e-324,   1e-310, 2.5e-308, 1.7976931348623157e308,
                                           0.1,  1.0 / 3, 2.0 / 3, 1e-5, 123456e5, -1.5,   0.3,      9007199254740993.0 };
  struct table *table;
  assert_int_equal(table_create(path_in("n.csv"), 0, &table, &trail), STATUS_OK);
  assert_int_equal(table_column(table, "x", "1", &trail), STATUS_OK);
  static double value[RANDOM + SPECIAL];
  memcpy(value, special, sizeof special);
  for (size_t i = 0; i < RANDOM; i++)
  {
    double part = random_uniform((struct random_stream){ 7, 0, 0 }, i);
    value[SPECIAL + i] = i % 4 == 0   ? (part - 0.5) * pow(10, (double)(i % 600) - 300)
                         : i % 4 == 1 ? round(part * 1e4) / pow(10, (double)(i % 9))
                         : i % 4 == 2 ? nextafter(ldexp(1, (int)(i % 2000) - 1000), part < 0.5 ? 0 : (double)INFINITY)
                                      : round(part * 1e9) * pow(10, (double)(i % 12));
  }
  for (size_t i = 0; i < RANDOM + SPECIAL; i++)
    assert_int_equal(table_run(table, "r", &value[i], &trail), STATUS_OK);
  assert_int_equal(table_finish(table, &trail), STATUS_OK);
  FILE *stream = fopen(path_in("n.csv"), "rb");
  assert_non_null(stream);
  char line[128], expected[128];
  assert_non_null(fgets(line, sizeof line, stream));
  for (size_t i = 0; i < RANDOM + SPECIAL; i++)
  {
    assert_non_null(fgets(line, sizeof line, stream));
    snprintf(expected, sizeof expected, "%zu,r,x,%s,1\r\n", i + 1, shortest(value[i]));
    assert_string_equal(line, expected);
  }
  fclose(stream);
}

static void errors_leave_nothing(void **state)
{
  (void)state;
  struct table *table;
  assert_int_equal(table_make(path_in("taken.csv"), 0), STATUS_OK);
  assert_int_equal(table_make(path_in("taken.csv"), 0), STATUS_CANNOT_CREATE);
  assert_int_equal(table_make(path_in("taken.csv"), 1), STATUS_OK);
  assert_int_equal(table_make(path_in("no/y.csv"), 0), STATUS_CANNOT_CREATE);
  assert_int_equal(table_create(path_in("y.csv"), 0, &table, &trail), STATUS_OK);
  assert_int_equal(access(path_in("y.csv.tmp"), F_OK), 0);
  table_abandon(table);
  assert_int_not_equal(access(path_in("y.csv"), F_OK), 0);
  assert_int_not_equal(access(path_in("y.csv.tmp"), F_OK), 0);
  table_abandon(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_are_tidy),
    cmocka_unit_test(numbers_are_short_and_exact),
    cmocka_unit_test(errors_leave_nothing),
  };
  return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
