/* test_measurements.c - the strict table reader and its traps, rows of measurements, and the shipped data themselves. */
#include "check.h"

#include "measurements.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct trail trail;

/* --- tables --- */

static enum status table(const char *text, struct csv *csv)
{
  trail_clear(&trail);
  return csv_parse("t.csv", text, strlen(text), csv, &trail);
}

static void reads_cells(void **state)
{
  (void)state;
  struct csv csv;
  assert_int_equal(table("# comment\n# more\na,b,c\n1,\"x, \"\"y\"\"\",\r\n,,\"\"\n\"last\",2,3", &csv), STATUS_OK);
  assert_int_equal(csv.columns, 3);
  assert_int_equal(csv.rows, 3);
  assert_string_equal(csv.names[2], "c");
  assert_string_equal(csv.cells[1], "x, \"y\"");
  assert_string_equal(csv.cells[2], "");
  assert_string_equal(csv.cells[6], "last");
  assert_string_equal(csv.cells[8], "3");
  assert_int_equal(csv.lines[0], 4);
  assert_int_equal(csv.lines[2], 6);
  csv_free(&csv);
}

static void refuses_tables(void **state)
{
  (void)state;
  static const struct
  {
    const char *text, *told;
  } cases[] = {
    { "", "no header" },
    { "# only a comment\n", "no header" },
    { "a,a\n1,2\n", "there twice" },
    { "a,\n1,2\n", "empty" },
    { "a,b\n1\n", "t.csv:2: error: 1 cells" },
    { "a,b\n1,2,3\n", "t.csv:2: error: 3 cells" },
    { "a,b\n1,2\n\n", "t.csv:3: error: 1 cells" },
    { "a,b\n1,\"2\n", "t.csv:2:3: error: this quote is not closed" },
    { "a,b\n1,\"2\"x\n", "t.csv:2:6: error: after a closing quote" },
    { "a,b\n1,2\"x\n", "t.csv:2:4: error: a quote inside" },
    { "a,b\n1,2\tx\n", "t.csv:2:4: error: a control character" },
    { "a,b\n1,\r2\n", "error: a control character" },
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    struct csv csv;
    assert_int_equal(table(cases[k].text, &csv), STATUS_DATA);
    if (strstr(trail.errors, cases[k].told) == NULL)
      fail_msg("case %zu: expected '%s' in '%s'", k, cases[k].told, trail.errors);
  }
  struct csv csv;
  trail_clear(&trail);
  assert_int_equal(csv_parse("t.csv", "a\n\0\n", 4, &csv, &trail), STATUS_DATA);
  assert_int_equal(csv_read("/does/not/exist.csv", &csv, &trail), STATUS_NO_INPUT);
}

static void reads_numbers(void **state)
{
  (void)state;
  static const struct
  {
    const char *text;
    int good;
  } cases[] = { { "1.5", 1 },  { "-2e-3", 1 }, { "", 1 },    { "1,5", 0 }, { "nan", 0 }, { "inf", 0 },
                { "0x10", 0 }, { "1 ", 0 },    { "--1", 0 }, { "1e", 0 },  { ".", 0 },   { "1e999", 0 } };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    char text[64];
    struct csv csv;
    double number;
    size_t column;
    snprintf(text, sizeof text, "a,b\n\"%s\",x\n", cases[k].text);
    assert_int_equal(table(text, &csv), STATUS_OK);
    assert_int_equal(csv_column(&csv, "a", &column, &trail), STATUS_OK);
    assert_int_equal(csv_number(&csv, 0, column, &number, &trail), cases[k].good ? STATUS_OK : STATUS_DATA);
    assert_int_equal(csv_column(&csv, "aa", &column, &trail), STATUS_DATA);
    assert_non_null(strstr(trail.errors, "is it 'a'?"));
    csv_free(&csv);
  }
}

/* --- rows --- */

#define HEADER                                                                                                                   \
  "id,group,role,kind,quantity,scenario,at,against,against_at,value,low,high,spread,unit,what,reported,source,seen,note\n"

static enum status rows(const char *text, struct measurements *measurements)
{
  char whole[2048];
  trail_clear(&trail);
  snprintf(whole, sizeof whole, HEADER "%s", text);
  return measurements_parse("m.csv", whole, strlen(whole), measurements, &trail);
}

static void reads_rows(void **state)
{
  (void)state;
  struct measurements m;
  assert_int_equal(rows("a,g,calibration,value,q,s.yaml,24 h,,12 h,10,,,2,1,w,r,k,verbatim,n\n"
                        "b,g,validation,between,q,s.yaml,,,,,4,5,,h,w,r,k,verbatim,\n"
                        "c,g,context,,,,,,,,,,,,w,r,k,memory,why\n",
                        &m),
                   STATUS_OK);
  assert_int_equal(m.count, 3);
  CHECK_NEAR(m.rows[0].at, 1, 1e-15);
  CHECK_NEAR(m.rows[0].against_at, 0.5, 1e-15);
  assert_true(measurement_is_ratio(&m.rows[0]));
  assert_false(measurement_is_ratio(&m.rows[1]));
  assert_true(isnan(m.rows[1].value) && isnan(m.rows[1].at));
  CHECK_NEAR(m.rows[1].high, 5, 0);
  assert_int_equal(m.rows[2].role, MEASUREMENT_CONTEXT);
  assert_int_equal(m.rows[2].line, 4);
  measurements_free(&m);
}

static void refuses_rows(void **state)
{
  (void)state;
  static const struct
  {
    const char *row, *told;
  } cases[] = {
    { "a,g,calibrate,value,q,s,,,,1,,,1,h,w,r,k,verbatim,n\n", "did you mean 'calibration'" },
    { "a,g,calibration,values,q,s,,,,1,,,1,h,w,r,k,verbatim,n\n", "did you mean 'value'" },
    { "a,g,calibration,value,q,s,,,,1,,,1,h,w,r,k,memory,n\n", "can only be context" },
    { "a,g,validation,value,q,s,,,,1,,,1,h,w,r,k,memory,n\n", "can only be context" },
    { "a,g,validation,,,,,,,,,,,,w,r,k,verbatim,n\n", "need a quantity" },
    { "a,g,context,,,,,,,,,,,,w,r,k,verbatim,\n", "says why" },
    { "a,g,validation,value,q,,,,,1,,,1,h,w,r,k,verbatim,n\n", "none is named" },
    { "a,g,validation,value,q,s,,,,1,,,,h,w,r,k,verbatim,n\n", "positive 'spread'" },
    { "a,g,validation,value,q,s,,,,1,,,-1,h,w,r,k,verbatim,n\n", "positive 'spread'" },
    { "a,g,validation,at_most,q,s,,,,,,,,h,w,r,k,verbatim,n\n", "a bound needs" },
    { "a,g,validation,between,q,s,,,,,5,4,,h,w,r,k,verbatim,n\n", "in this order" },
    { "a,g,validation,sign,q,s,,,,2,,,,1,w,r,k,verbatim,n\n", "1 (more) or -1 (less)" },
    { "a,g,validation,order,q,s,,,,1,,,,1,w,r,k,verbatim,n\n", "needs 'against'" },
    { "a,g,validation,value,q,s,,t,,1,,,1,h,w,r,k,verbatim,n\n", "has the unit 1" },
    { "a,g,validation,value,q,s,,,,1,,,1,hours,w,r,k,verbatim,n\n", "unit is not understood" },
    { "a,g,validation,value,q,s,24,,,1,,,1,h,w,r,k,verbatim,n\n", "a number and a unit" },
    { "a,g,validation,value,q,s,-1 h,,,1,,,1,h,w,r,k,verbatim,n\n", "must not be negative" },
    { "a,g,validation,value,q,s,,,,1x,,,1,h,w,r,k,verbatim,n\n", "expected a number" },
    { "a,g,context,,,,,,,,,,,,w,r,k,verbatim,n\na,g,context,,,,,,,,,,,,w,r,k,verbatim,n\n", "m.csv:3: error: 'a': this id" },
    { "a,g,context,,,,,,,,,,,,w,r,,verbatim,n\n", "must not be empty" },
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    struct measurements m;
    assert_int_equal(rows(cases[k].row, &m), STATUS_DATA);
    if (strstr(trail.errors, cases[k].told) == NULL)
      fail_msg("case %zu: expected '%s' in '%s'", k, cases[k].told, trail.errors);
  }
  // all mistakes at once
  struct measurements m;
  assert_int_equal(rows("a,g,calibrate,value,q,s,,,,1,,,1,h,w,r,k,verbatim,n\nb,g,context,,,,,,,,,,,,w,r,k,seen,n\n", &m),
                   STATUS_DATA);
  assert_int_equal(trail.error_count, 2);
}

/* --- what is shipped --- */

static char *file_text(const char *path)
{
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = calloc((size_t)size + 1, 1);
  assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
  fclose(file);
  return text;
}

static void shipped_rows_have_sources(void **state)
{
  (void)state;
  struct measurements m;
  trail_clear(&trail);
  if (measurements_read(PROJECT_FOLDER "/data/measurements.csv", &m, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  char *bib = file_text(PROJECT_FOLDER "/references.bib");
  size_t roles[3] = { 0 };
  for (size_t i = 0; i < m.count; i++)
  {
    char key[128];
    snprintf(key, sizeof key, "{%s,", m.rows[i].source);
    if (strstr(bib, key) == NULL)
      fail_msg("%s: the source %s is not in references.bib", m.rows[i].id, m.rows[i].source);
    roles[m.rows[i].role]++;
  }
  assert_true(roles[MEASUREMENT_CALIBRATION] > 20);
  assert_true(roles[MEASUREMENT_VALIDATION] > 20);
  free(bib);
  measurements_free(&m);
}

static void shipped_split_is_that_of_the_summaries(void **state)
{
  (void)state;
  static const char *const held[] = { "c008", "c166", "c170", "c178", "c179", "c046", "c047",
                                      "c190", "C192", "C195", "C084", "C014", "C013" };
  static const char *const used[] = { "c161", "c162", "c163", "c164", "c007", "c004",
                                      "c019", "c020", "c021", "c188", "C017", "C064" };
  static const char *const never[] = { "C254", "c060", "c194", "c222" }; /* marketing, assertions, memory */
  struct measurements m;
  assert_int_equal(measurements_read(PROJECT_FOLDER "/data/measurements.csv", &m, &trail), STATUS_OK);
  const struct
  {
    const char *const *ids;
    size_t count;
    enum measurement_role role;
  } splits[] = { { held, sizeof held / sizeof *held, MEASUREMENT_VALIDATION },
                 { used, sizeof used / sizeof *used, MEASUREMENT_CALIBRATION },
                 { never, sizeof never / sizeof *never, MEASUREMENT_CONTEXT } };
  for (size_t s = 0; s < 3; s++)
    for (size_t k = 0; k < splits[s].count; k++)
    {
      size_t i = 0;
      while (i < m.count && strcmp(m.rows[i].id, splits[s].ids[k]) != 0)
        i++;
      assert_true(i < m.count);
      assert_int_equal(m.rows[i].role, splits[s].role);
    }
  measurements_free(&m);
}

static void shipped_claims_are_read(void **state)
{
  (void)state;
  struct claims claims;
  trail_clear(&trail);
  assert_int_equal(claims_read(PROJECT_FOLDER "/data/claims.csv", &claims, &trail), STATUS_OK);
  assert_int_equal(claims.count, 33);
  assert_string_equal(claims.rows[0].id, "k01");
  CHECK_NEAR(claims.rows[0].high, 48, 0);
  claims_free(&claims);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_cells),
    cmocka_unit_test(refuses_tables),
    cmocka_unit_test(reads_numbers),
    cmocka_unit_test(reads_rows),
    cmocka_unit_test(refuses_rows),
    cmocka_unit_test(shipped_rows_have_sources),
    cmocka_unit_test(shipped_split_is_that_of_the_summaries),
    cmocka_unit_test(shipped_claims_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
