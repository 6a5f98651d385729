/* test_archive.c - result files: what is written is read, the bytes repeat, and nothing is lost or left behind on errors.
 *
 * With one argument it only writes a sample result of that name, which interop_test.py opens with other programs. */
#include "check.h"
#include "scratch.h"

#include "archive.h"
#include "status.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
  RUNS = 3,
  TIMES = 5,
  LONG_TEXT = 200000
};

static struct trail trail;
static const char *const run_names[RUNS] = { "control", "needle_length 1.5 mm, µ ± β", "x" };

/* writes everything that the interface can */
static enum status sample_fill(struct archive *a)
{
  static char text[LONG_TEXT + 1];
  for (size_t i = 0; i < LONG_TEXT; i++)
    text[i] = i % 64 == 63 ? '\n' : (char)('a' + i % 26);
  double time[TIMES] = { 0, 0.25, 1, 7, 28.5 }, gain[RUNS] = { 1, 1.25, nan("") }, water[RUNS][TIMES];
  for (int i = 0; i < RUNS; i++)
    for (int j = 0; j < TIMES; j++)
      water[i][j] = 10 * i + j + 0.1;
  double *large = calloc((size_t)RUNS * 20000, sizeof *large), scalar = 42;
  for (size_t i = 0; large != NULL && i < (size_t)RUNS * 20000; i++)
    large[i] = (double)(i % 1000);
  const unsigned char method[RUNS] = { 0, 2, 1 };
  const char *const run[] = { "run", NULL }, *const run_time[] = { "run", "time", NULL };
  const char *const run_sample[] = { "run", "sample", NULL };
  enum status s = large == NULL ? STATUS_MEMORY : STATUS_OK;
#define TRY(call) s = s == STATUS_OK ? (call) : s
  TRY(archive_text(a, NULL, "title", "A sample, µ ± β", &trail));
  TRY(archive_text(a, NULL, "empty", "", &trail));
  TRY(archive_text(a, NULL, "scenario", text, &trail));
  TRY(archive_number(a, NULL, "seed", 12345, &trail));
  // the largest text that is still an attribute, and enough of them to leave HDF5's compact storage
  text[60000] = '\0';
  TRY(archive_text(a, NULL, "notes", text, &trail));
  for (int i = 0; i < 12; i++)
  {
    char name[16];
    snprintf(name, sizeof name, "note_%d", i);
    TRY(archive_text(a, NULL, name, "short", &trail));
  }
  TRY(archive_axis(a, "run", NULL, NULL, RUNS, NULL, &trail));
  TRY(archive_axis(a, "sample", NULL, NULL, 20000, NULL, &trail));
  TRY(archive_axis(a, "time", "day", "time since the first session", TIMES, time, &trail));
  TRY(archive_labels(a, "run_name", "what a run differs in", "run", run_names, &trail));
  TRY(archive_variable(a, "collagen_gain", "1", "collagen at the end over the start", run, "run_name", gain, &trail));
  TRY(archive_variable(a, "transepidermal_water_loss", "g m-2 h-1", "transepidermal water loss", run_time, "run_name",
                       &water[0][0], &trail));
  TRY(archive_variable(a, "large", "cm-2", "compressed numbers", run_sample, NULL, large, &trail));
  TRY(archive_variable(a, "scalar", "um2 h-1", "a number without axes", NULL, NULL, &scalar, &trail));
  TRY(archive_flags(a, "method", "solver that was used", "rosenbrock explicit gsl", run, method, &trail));
  TRY(archive_text(a, "collagen_gain", "endpoint", "90 days after the last session", &trail));
  TRY(archive_number(a, "collagen_gain", "day", 90, &trail));
#undef TRY
  free(large);
  return s;
}

static enum status sample_write(const char *path, int force)
{
  struct archive *a;
  enum status status = archive_create(path, force, &a, &trail);
  if (status != STATUS_OK)
    return status;
  status = sample_fill(a);
  if (status != STATUS_OK)
  {
    archive_abandon(a);
    return status;
  }
  return archive_finish(a, &trail);
}

static void text_expected(const char *part)
{
  if (strstr(trail.errors, part) == NULL)
    fail_msg("'%s' is not in: %s", part, trail.errors);
  trail_clear(&trail);
}

static char *file_bytes(const char *path, size_t *size)
{
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  fseek(stream, 0, SEEK_END);
  *size = (size_t)ftell(stream);
  rewind(stream);
  char *bytes = malloc(*size);
  assert_int_equal(fread(bytes, 1, *size, stream), *size);
  fclose(stream);
  return bytes;
}

static void bytes_write(const char *path, const char *bytes, size_t size)
{
  FILE *stream = fopen(path, "wb");
  assert_non_null(stream);
  assert_int_equal(fwrite(bytes, 1, size, stream), size);
  fclose(stream);
}

static int setup(void **state)
{
  return folder_make(state) != 0 || sample_write(path_in("sample.nc"), 0) != STATUS_OK;
}

static void numbers_are_read_back(void **state)
{
  (void)state;
  struct archive *a;
  struct archive_data d;
  assert_int_equal(archive_open(path_in("sample.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(archive_read(a, "transepidermal_water_loss", &d, &trail), STATUS_OK);
  assert_int_equal(d.rank, 2);
  assert_int_equal(d.size[0], RUNS);
  assert_int_equal(d.size[1], TIMES);
  assert_int_equal(d.count, RUNS * TIMES);
  assert_string_equal(d.axes[0], "run");
  assert_string_equal(d.axes[1], "time");
  assert_string_equal(d.unit, "g m-2 h-1");
  assert_string_equal(d.long_name, "transepidermal water loss");
  CHECK_NEAR(d.values[2 * TIMES + 3], 23.1, 0);
  archive_data_free(&d);
  assert_int_equal(archive_read(a, "collagen_gain", &d, &trail), STATUS_OK);
  assert_true(isnan(d.values[2]));
  archive_data_free(&d);
  assert_int_equal(archive_read(a, "time", &d, &trail), STATUS_OK);
  assert_string_equal(d.axes[0], "time");
  assert_string_equal(d.unit, "day");
  CHECK_NEAR(d.values[4], 28.5, 0);
  archive_data_free(&d);
  assert_int_equal(archive_read(a, "scalar", &d, &trail), STATUS_OK);
  assert_int_equal(d.rank, 0);
  assert_int_equal(d.count, 1);
  CHECK_NEAR(d.values[0], 42, 0);
  archive_data_free(&d);
  assert_int_equal(archive_read(a, "large", &d, &trail), STATUS_OK);
  CHECK_NEAR(d.values[59999], 999, 0);
  archive_data_free(&d);
  assert_int_equal(archive_read(a, "method", &d, &trail), STATUS_OK);
  CHECK_NEAR(d.values[1], 2, 0);
  archive_data_free(&d);
  assert_int_equal(archive_shape(a, "large", &d, &trail), STATUS_OK);
  assert_null(d.values);
  assert_int_equal(d.count, 60000);
  assert_string_equal(d.axes[1], "sample");
  archive_close(a);
}

static void texts_are_read_back(void **state)
{
  (void)state;
  struct archive *a;
  char **labels, *text;
  size_t count;
  double number;
  assert_int_equal(archive_open(path_in("sample.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(archive_read_labels(a, "run_name", &count, &labels, &trail), STATUS_OK);
  assert_int_equal(count, RUNS);
  for (size_t i = 0; i < RUNS; i++)
    assert_string_equal(labels[i], run_names[i]);
  archive_names_free(count, labels);
  assert_int_equal(archive_read_text(a, NULL, "title", &text, &trail), STATUS_OK);
  assert_string_equal(text, "A sample, µ ± β");
  free(text);
  assert_int_equal(archive_read_text(a, NULL, "empty", &text, &trail), STATUS_OK);
  assert_string_equal(text, "");
  free(text);
  assert_int_equal(archive_read_text(a, NULL, "scenario", &text, &trail), STATUS_OK);
  assert_int_equal(strlen(text), LONG_TEXT);
  free(text);
  assert_int_equal(archive_read_text(a, "collagen_gain", "endpoint", &text, &trail), STATUS_OK);
  assert_string_equal(text, "90 days after the last session");
  free(text);
  assert_int_equal(archive_read_number(a, "collagen_gain", "day", &number, &trail), STATUS_OK);
  CHECK_NEAR(number, 90, 0);
  assert_int_equal(archive_read_number(a, NULL, "seed", &number, &trail), STATUS_OK);
  CHECK_NEAR(number, 12345, 0);
  archive_close(a);
}

static void names_come_in_order(void **state)
{
  (void)state;
  const char *const expected[] = { "time", "collagen_gain", "transepidermal_water_loss", "large", "scalar", "method" };
  struct archive *a;
  char **names;
  size_t count;
  assert_int_equal(archive_open(path_in("sample.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(archive_names(a, &count, &names, &trail), STATUS_OK);
  assert_int_equal(count, sizeof expected / sizeof *expected);
  for (size_t i = 0; i < count; i++)
    assert_string_equal(names[i], expected[i]);
  archive_names_free(count, names);
  assert_true(archive_has(a, "run_name"));
  assert_true(archive_has(a, "scalar"));
  assert_false(archive_has(a, "run"));
  assert_false(archive_has(a, "nothing"));
  archive_close(a);
}

static void missing_names_are_errors(void **state)
{
  (void)state;
  struct archive *a;
  struct archive_data d;
  size_t count;
  char **labels, *text;
  double number;
  assert_int_equal(archive_open(path_in("sample.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(archive_read(a, "colagen_gain", &d, &trail), STATUS_DATA);
  text_expected("did you mean 'collagen_gain'?");
  assert_int_equal(archive_read(a, "run_name", &d, &trail), STATUS_DATA);
  text_expected("is text");
  assert_int_equal(archive_read(a, "run", &d, &trail), STATUS_DATA);
  assert_int_equal(archive_read(a, "a/b", &d, &trail), STATUS_DATA);
  assert_int_equal(archive_read_labels(a, "scalar", &count, &labels, &trail), STATUS_DATA);
  trail_clear(&trail);
  assert_int_equal(archive_read_text(a, NULL, "nothing", &text, &trail), STATUS_DATA);
  text_expected("no attribute 'nothing'");
  assert_int_equal(archive_read_text(a, "scalar", "endpoint", &text, &trail), STATUS_DATA);
  text_expected("variable 'scalar'");
  assert_int_equal(archive_read_number(a, NULL, "title", &number, &trail), STATUS_DATA);
  trail_clear(&trail);
  archive_close(a);
}

static void wrong_files_are_refused(void **state)
{
  (void)state;
  struct archive *a;
  size_t size;
  char *bytes = file_bytes(path_in("sample.nc"), &size);
  assert_int_equal(archive_open(path_in("missing.nc"), &a, &trail), STATUS_NO_INPUT);
  text_expected("No such file");
  assert_int_equal(archive_open(folder, &a, &trail), STATUS_NO_INPUT);
  text_expected("not a regular file");
  bytes_write(path_in("text.nc"), "hello", 5);
  assert_int_equal(archive_open(path_in("text.nc"), &a, &trail), STATUS_DATA);
  text_expected("not HDF5");
  bytes_write(path_in("empty.nc"), "", 0);
  assert_int_equal(archive_open(path_in("empty.nc"), &a, &trail), STATUS_DATA);
  text_expected("not HDF5");
  const size_t cuts[] = { 100, 1000, size / 2, size - 1 };
  for (size_t i = 0; i < 4; i++)
  {
    bytes_write(path_in("cut.nc"), bytes, cuts[i]);
    assert_int_equal(archive_open(path_in("cut.nc"), &a, &trail), STATUS_DATA);
    assert_null(a);
    text_expected("damaged or incomplete");
  }
  free(bytes);
}

static void bytes_repeat(void **state)
{
  (void)state;
  size_t one, two;
  sleep(2); // a time stamp would differ
  assert_int_equal(sample_write(path_in("again.nc"), 0), STATUS_OK);
  char *first = file_bytes(path_in("sample.nc"), &one), *second = file_bytes(path_in("again.nc"), &two);
  assert_int_equal(one, two);
  assert_memory_equal(first, second, one);
  free(first);
  free(second);
}

static void results_are_not_overwritten(void **state)
{
  (void)state;
  bytes_write(path_in("taken.nc"), "precious", 8);
  assert_int_equal(sample_write(path_in("taken.nc"), 0), STATUS_CANNOT_CREATE);
  text_expected("--force");
  size_t size;
  char *bytes = file_bytes(path_in("taken.nc"), &size);
  assert_int_equal(size, 8);
  free(bytes);
  assert_int_equal(sample_write(path_in("taken.nc"), 1), STATUS_OK);
  bytes = file_bytes(path_in("taken.nc"), &size);
  assert_true(size > 1000);
  free(bytes);
  // it appears while another is being written
  struct archive *a;
  assert_int_equal(archive_create(path_in("race.nc"), 0, &a, &trail), STATUS_OK);
  bytes_write(path_in("race.nc"), "precious", 8);
  assert_int_equal(archive_finish(a, &trail), STATUS_CANNOT_CREATE);
  assert_int_not_equal(access(path_in("race.nc.tmp"), F_OK), 0);
  trail_clear(&trail);
}

static void wrong_places_are_refused(void **state)
{
  (void)state;
  struct archive *a;
  assert_int_equal(archive_create(path_in("no/where.nc"), 0, &a, &trail), STATUS_CANNOT_CREATE);
  assert_null(a);
  text_expected("does not exist");
  assert_int_equal(archive_create(folder, 1, &a, &trail), STATUS_CANNOT_CREATE);
  text_expected("not a regular file");
  assert_int_equal(archive_create("", 1, &a, &trail), STATUS_CANNOT_CREATE);
  assert_int_equal(archive_create("/dev/null", 1, &a, &trail), STATUS_CANNOT_CREATE);
  trail_clear(&trail);
  assert_int_equal(mkdir(path_in("closed"), 0555), 0);
  if (geteuid() == 0)
    assert_int_equal(seteuid(65534), 0);
  enum status status = archive_create("/proc/x.nc", 0, &a, &trail);
  assert_int_equal(status, STATUS_CANNOT_CREATE);
  trail_clear(&trail);
  status = archive_create(path_in("closed/x.nc"), 0, &a, &trail);
  if (getuid() == 0)
    assert_int_equal(seteuid(0), 0);
  assert_int_equal(status, STATUS_CANNOT_CREATE);
  trail_clear(&trail);
}

static void abandoned_files_vanish(void **state)
{
  (void)state;
  struct archive *a;
  assert_int_equal(archive_create(path_in("gone.nc"), 0, &a, &trail), STATUS_OK);
  assert_int_equal(access(path_in("gone.nc.tmp"), F_OK), 0);
  assert_int_equal(sample_fill(a), STATUS_OK);
  archive_abandon(a);
  assert_int_not_equal(access(path_in("gone.nc.tmp"), F_OK), 0);
  assert_int_not_equal(access(path_in("gone.nc"), F_OK), 0);
  archive_abandon(NULL);
  archive_close(NULL);
}

static void one_writer_at_a_time(void **state)
{
  (void)state;
  struct archive *a;
  assert_int_equal(archive_create(path_in("shared.nc"), 0, &a, &trail), STATUS_OK);
  pid_t child = fork();
  if (child == 0)
  {
    struct archive *other;
    enum status status = archive_create(path_in("shared.nc"), 1, &other, &trail);
    _exit(status == STATUS_CANNOT_CREATE && strstr(trail.errors, "another program") != NULL ? 0 : 1);
  }
  int result;
  assert_int_equal(waitpid(child, &result, 0), child);
  assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
  assert_int_equal(access(path_in("shared.nc.tmp"), F_OK), 0);
  assert_int_equal(sample_fill(a), STATUS_OK);
  assert_int_equal(archive_finish(a, &trail), STATUS_OK);
}

static void full_disks_leave_nothing(void **state)
{
  (void)state;
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit before, limited;
  getrlimit(RLIMIT_FSIZE, &before);
  limited = (struct rlimit){ .rlim_cur = 20000, .rlim_max = before.rlim_max };
  bytes_write(path_in("full.nc"), "precious", 8);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limited), 0);
  enum status status = sample_write(path_in("full.nc"), 1);
  setrlimit(RLIMIT_FSIZE, &before);
  assert_int_equal(status, STATUS_INPUT_OUTPUT);
  text_expected("File too large");
  size_t size;
  char *bytes = file_bytes(path_in("full.nc"), &size);
  assert_int_equal(size, 8);
  free(bytes);
  assert_int_not_equal(access(path_in("full.nc.tmp"), F_OK), 0);
  // the library is still in order
  assert_int_equal(sample_write(path_in("full.nc"), 1), STATUS_OK);
}

static void mistakes_are_told(void **state)
{
  (void)state;
  struct archive *a;
  double values[2] = { 1, 2 };
  const char *const none[] = { "nowhere", NULL }, *const two[] = { "run", NULL };
  const char *const five[] = { "run", "run", "run", "run", "run", NULL };
  assert_int_equal(archive_create(path_in("wrong.nc"), 0, &a, &trail), STATUS_OK);
  assert_int_equal(archive_axis(a, "run", NULL, NULL, 2, NULL, &trail), STATUS_OK);
  assert_int_equal(archive_axis(a, "none", NULL, NULL, 0, NULL, &trail), STATUS_SOFTWARE);
  assert_int_equal(archive_variable(a, "x", "1", "x", two, NULL, values, &trail), STATUS_OK);
  trail_clear(&trail);
  assert_int_equal(archive_variable(a, "x", "1", "x", two, NULL, values, &trail), STATUS_SOFTWARE);
  text_expected("written twice");
  assert_int_equal(archive_variable(a, "y", "1", "y", none, NULL, values, &trail), STATUS_SOFTWARE);
  text_expected("no axis 'nowhere'");
  assert_int_equal(archive_variable(a, "y", "1", "y", five, NULL, values, &trail), STATUS_SOFTWARE);
  assert_int_equal(archive_variable(a, "a/b", "1", "y", two, NULL, values, &trail), STATUS_SOFTWARE);
  assert_int_equal(archive_text(a, "nowhere", "x", "y", &trail), STATUS_SOFTWARE);
  assert_int_equal(archive_number(a, "nowhere", "x", 1, &trail), STATUS_SOFTWARE);
  trail_clear(&trail);
  // bytes that are not UTF-8 do not make the file unreadable
  char *text;
  assert_int_equal(archive_text(a, "x", "odd", "a\xff\xc3(\xe2\x82", &trail), STATUS_OK);
  assert_int_equal(archive_finish(a, &trail), STATUS_OK);
  assert_int_equal(archive_open(path_in("wrong.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(archive_read_text(a, "x", "odd", &text, &trail), STATUS_OK);
  assert_string_equal(text, "a?"
                            "?(?"
                            "?");
  free(text);
  archive_close(a);
}

int main(int count, char **arguments)
{
  if (count == 2)
  {
    enum status status = sample_write(arguments[1], 1);
    fputs(trail.errors, stderr);
    return (int)status;
  }
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_are_read_back),       cmocka_unit_test(texts_are_read_back),
    cmocka_unit_test(names_come_in_order),         cmocka_unit_test(missing_names_are_errors),
    cmocka_unit_test(wrong_files_are_refused),     cmocka_unit_test(bytes_repeat),
    cmocka_unit_test(results_are_not_overwritten), cmocka_unit_test(wrong_places_are_refused),
    cmocka_unit_test(abandoned_files_vanish),      cmocka_unit_test(one_writer_at_a_time),
    cmocka_unit_test(full_disks_leave_nothing),    cmocka_unit_test(mistakes_are_told),
  };
  return cmocka_run_group_tests(tests, setup, folder_remove);
}
