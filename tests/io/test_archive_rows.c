/* test_archive_rows.c - variables whose rows come later in blocks: in one piece or in chunks, compressed or not, all are read as
 * they were written.
 *
 * With one argument it only writes such a result of that name, which interop_test.py opens with other programs. */
#include "check.h"
#include "scratch.h"

#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
  RUNS = 9001, /* no multiple of a block */
  WIDE = 300,
  TIMES = 7
};

static struct trail trail;

/* number j of run i of variable v; some are not a number */
static double value_at(size_t v, size_t i, size_t j)
{
  return v == 2 && i % 11 == 3 ? nan("") : (double)v + 0.37 * (double)i - (double)j * 1e-3;
}

struct variable
{
  const char *name;
  const char *axes[3];
  size_t length;
  int is_plain, is_single;
};

/* one number per run, many of them, and curves that are left as they are, of 64 and of 32 bits */
static const struct variable variables[] = { { "number", { "run", NULL }, 1, 0, 0 },
                                             { "wide", { "run", "part", NULL }, WIDE, 0, 0 },
                                             { "curve", { "run", "time", NULL }, TIMES, 1, 0 },
                                             { "rounded", { "run", "time", NULL }, TIMES, 1, 1 } };
enum
{
  VARIABLES = sizeof variables / sizeof *variables
};

static const char *name_of(size_t run)
{
  static char name[32];
  snprintf(name, sizeof name, "run %zu, µ", run % 1000);
  return name;
}

static enum status variable_fill(struct archive *a, size_t v, size_t runs)
{
  size_t length = variables[v].length, rows = variables[v].is_plain ? 16 : archive_rows_together(length);
  double *room = calloc(rows * length, sizeof *room);
  float *single = calloc(rows * length, sizeof *single);
  enum status s = room == NULL || single == NULL ? STATUS_MEMORY : STATUS_OK;
  for (size_t first = 0; first < runs && s == STATUS_OK; first += rows)
  {
    size_t count = runs - first < rows ? runs - first : rows;
    for (size_t k = 0; k < count * length; k++)
    {
      room[k] = value_at(v, first + k / length, k % length);
      single[k] = (float)room[k];
    }
    s = variables[v].is_single ? archive_single_rows(a, variables[v].name, first, count, single, &trail)
                               : archive_rows(a, variables[v].name, first, count, room, &trail);
  }
  free(single);
  free(room);
  return s;
}

static enum status labels_fill(struct archive *a, size_t runs)
{
  size_t rows = archive_rows_together(13);
  char(*names)[32] = calloc(rows, sizeof *names);
  const char **labels = calloc(rows, sizeof *labels);
  enum status s = names == NULL || labels == NULL ? STATUS_MEMORY : STATUS_OK;
  for (size_t first = 0; first < runs && s == STATUS_OK; first += rows)
  {
    size_t count = runs - first < rows ? runs - first : rows;
    for (size_t k = 0; k < count; k++)
    {
      strcpy(names[k], name_of(first + k));
      labels[k] = names[k];
    }
    s = archive_label_rows(a, "run_name", first, count, labels, &trail);
  }
  free(names);
  free(labels);
  return s;
}

static enum status result_write(const char *path, size_t runs)
{
  const double time[TIMES] = { 0, 1, 2, 3, 4, 5, 8 };
  const char *const by_run[] = { "run", NULL };
  struct archive *a;
  enum status s = archive_create(path, 1, &a, &trail);
  if (s != STATUS_OK)
    return s;
#define TRY(call) s = s == STATUS_OK ? (call) : s
  TRY(archive_axis(a, "run", "1", "Run", runs, NULL, &trail));
  TRY(archive_axis(a, "part", "1", "Part", WIDE, NULL, &trail));
  TRY(archive_axis(a, "time", "day", "Time", TIMES, time, &trail));
  TRY(archive_labels_declare(a, "run_name", "Name", "run", 13, &trail));
  TRY(archive_flags(a, "kind", "Kind", "even odd", by_run, NULL, &trail));
  for (size_t v = 0; v < VARIABLES; v++)
  {
    archive_plain_set(a, variables[v].is_plain);
    archive_single_set(a, variables[v].is_single);
    TRY(archive_variable(a, variables[v].name, "mm", "Numbers", variables[v].axes, "run_name", NULL, &trail));
  }
  // the rows of one variable after those of another, as no study does
  for (size_t v = 0; v < VARIABLES; v++)
    TRY(variable_fill(a, v, runs));
  TRY(labels_fill(a, runs));
  size_t rows = archive_rows_together(1);
  for (size_t first = 0; first < runs; first += rows)
  {
    double kind[1024];
    assert_true(rows <= sizeof kind / sizeof *kind);
    size_t count = runs - first < rows ? runs - first : rows;
    for (size_t k = 0; k < count; k++)
      kind[k] = (double)((first + k) % 2);
    TRY(archive_rows(a, "kind", first, count, kind, &trail));
  }
  TRY(archive_number(a, "number", "numerical_error", 0.5, &trail));
#undef TRY
  if (s == STATUS_OK)
    return archive_finish(a, &trail);
  archive_abandon(a);
  return s;
}

static void values_expected(struct archive *a, size_t v, size_t runs)
{
  struct archive_data data;
  size_t length = variables[v].length;
  assert_int_equal(archive_read(a, variables[v].name, &data, &trail), STATUS_OK);
  assert_int_equal(data.count, runs * length);
  for (size_t k = 0; k < data.count; k++)
  {
    double exact = value_at(v, k / length, k % length), expected = variables[v].is_single ? (double)(float)exact : exact;
    if (memcmp(&data.values[k], &expected, sizeof expected) != 0 && !(isnan(expected) && isnan(data.values[k])))
      fail_msg("%s, run %zu: %.17g, written was %.17g", variables[v].name, k / length, data.values[k], expected);
  }
  archive_data_free(&data);
}

static void rows_are_read_as_written(void **state)
{
  (void)state;
  static const size_t runs[] = { 1, 17, 3000, RUNS };
  for (size_t r = 0; r < sizeof runs / sizeof *runs; r++)
  {
    struct archive *a;
    struct archive_data kind;
    char **labels;
    size_t count;
    if (result_write(path_in("rows.nc"), runs[r]) != STATUS_OK || archive_open(path_in("rows.nc"), &a, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    for (size_t v = 0; v < VARIABLES; v++)
      values_expected(a, v, runs[r]);
    assert_int_equal(archive_read(a, "kind", &kind, &trail), STATUS_OK);
    for (size_t i = 0; i < runs[r]; i++)
      assert_int_equal((int)kind.values[i], i % 2);
    archive_data_free(&kind);
    assert_int_equal(archive_read_labels(a, "run_name", &count, &labels, &trail), STATUS_OK);
    assert_int_equal(count, runs[r]);
    for (size_t i = 0; i < count; i++)
      assert_string_equal(labels[i], name_of(i));
    archive_names_free(count, labels);
    archive_close(a);
  }
}

static char *bytes_read(const char *path, size_t *size)
{
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  fseek(stream, 0, SEEK_END);
  *size = (size_t)ftell(stream);
  rewind(stream);
  char *bytes = malloc(*size + 1);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, *size, stream), *size);
  fclose(stream);
  return bytes;
}

/* room in the file that comes before its rows holds nothing by chance, and none is left behind them */
static void bytes_repeat(void **state)
{
  (void)state;
  size_t one_size, other_size;
  assert_int_equal(result_write(path_in("one.nc"), 3000), STATUS_OK);
  assert_int_equal(result_write(path_in("other.nc"), 3000), STATUS_OK);
  char *one = bytes_read(path_in("one.nc"), &one_size), *other = bytes_read(path_in("other.nc"), &other_size);
  assert_int_equal(one_size, other_size);
  assert_memory_equal(one, other, one_size);
  size_t numbers = sizeof(double) * 3000 * (1 + TIMES);
  assert_true(one_size < numbers + sizeof(double) * 3000 * WIDE);
  free(one);
  free(other);
}

static void wrong_rows_are_refused(void **state)
{
  (void)state;
  static const char *const by_run[] = { "run", NULL };
  const double values[20] = { 0 };
  struct archive *a;
  assert_int_equal(archive_create(path_in("wrong.nc"), 1, &a, &trail), STATUS_OK);
  assert_int_equal(archive_axis(a, "run", "1", "Run", 10, NULL, &trail), STATUS_OK);
  assert_int_equal(archive_variable(a, "whole", "1", "Whole", by_run, NULL, values, &trail), STATUS_OK);
  assert_int_equal(archive_variable(a, "later", "1", "Later", by_run, NULL, NULL, &trail), STATUS_OK);
  assert_int_equal(archive_rows(a, "absent", 0, 1, values, &trail), STATUS_SOFTWARE);
  assert_int_equal(archive_rows(a, "whole", 0, 1, values, &trail), STATUS_SOFTWARE);
  assert_int_not_equal(archive_rows(a, "later", 5, 6, values, &trail), STATUS_OK);
  assert_int_equal(archive_rows(a, "later", 5, 5, values, &trail), STATUS_OK);
  archive_abandon(a);
  assert_int_not_equal(access(path_in("wrong.nc"), F_OK), 0);
}

int main(int count, char **arguments)
{
  if (count == 2)
    return result_write(arguments[1], RUNS) != STATUS_OK;
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_are_read_as_written),
    cmocka_unit_test(bytes_repeat),
    cmocka_unit_test(wrong_rows_are_refused),
  };
  return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
