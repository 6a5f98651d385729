/* study_case.h - a folder of its own for a test of whole studies: scenarios are written there, performed, and their files
 * compared. */
#ifndef NEOCOL_TESTS_STUDY_CASE_H
#define NEOCOL_TESTS_STUDY_CASE_H

#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "study.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct trail trail;
static char folder[] = "/tmp/neocol-study-XXXXXX"; // removed by `teardown`

/* short and coarse: what is computed does not matter here */
#define CHEAP                                                                                                                    \
  "neocol: 1\ntitle: a \"cheap\", quick study\nfollow_up: 0.5 day\nread_at: 0.5 day\nprotocol: {sessions: 1}\n"                  \
  "solver: {channel_tolerance: 0.01, channel_cell: 5 um}\n"
#define COMPARED CHEAP "compare:\n  grid:\n    device.needle_length: [0.5 mm, 1 mm, 1.5 mm]\n    device.passes: [1, 2]\n"

static inline const char *file(const char *name)
{
  static char paths[4][256];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline void text_write(const char *path, const char *text)
{
  FILE *stream = fopen(path, "wb");
  assert_non_null(stream);
  assert_true(fputs(text, stream) >= 0);
  assert_int_equal(fclose(stream), 0);
}

/* all bytes of a file, and a zero behind them; to be freed */
static inline char *bytes_read(const char *path, size_t *size)
{
  FILE *stream = fopen(path, "rb");
  if (stream == NULL)
    fail_msg("there is no '%s'", path);
  char *bytes = calloc(1, (size_t)1 << 23);
  assert_non_null(bytes);
  *size = fread(bytes, 1, ((size_t)1 << 23) - 1, stream);
  fclose(stream);
  return bytes;
}

static inline void same_bytes(const char *one, const char *other)
{
  size_t one_size, other_size;
  char *one_bytes = bytes_read(one, &one_size), *other_bytes = bytes_read(other, &other_size);
  assert_true(one_size > 100);
  if (one_size != other_size || memcmp(one_bytes, other_bytes, one_size) != 0)
    fail_msg("'%s' and '%s' differ", one, other);
  free(one_bytes);
  free(other_bytes);
}

/* removes all files of the folder and returns how many there were */
static inline int folder_empty(void)
{
  DIR *directory = opendir(folder);
  int count = 0;
  assert_non_null(directory);
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
    if (entry->d_name[0] != '.')
    {
      char path[512];
      snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
      if (unlink(path) != 0)
        rmdir(path);
      count++;
    }
  closedir(directory);
  return count;
}

static inline int setup(void **unused)
{
  (void)unused;
  return mkdtemp(folder) == NULL;
}

static inline int teardown(void **unused)
{
  (void)unused;
  folder_empty();
  return rmdir(folder);
}

/* performs a study of a text in the file s.yaml; the trail is new */
static inline enum status perform(const char *text, enum study_verb verb, const char *result, int threads, int force,
                                  struct study_report *report)
{
  if (text != NULL)
    text_write(file("s.yaml"), text);
  struct study_request request = {
    .verb = verb, .scenario = file("s.yaml"), .result = result, .threads = threads, .force = force
  };
  trail_clear(&trail);
  return study_perform(&request, report, &trail);
}

static inline void perform_good(const char *text, enum study_verb verb, const char *result, int threads, int force,
                                struct study_report *report)
{
  if (perform(text, verb, result, threads, force, report) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

static inline void perform_bad(const char *text, enum study_verb verb, const char *result, int force, enum status expected,
                               const char *message)
{
  struct study_report report;
  assert_int_equal(perform(text, verb, result, 2, force, &report), expected);
  if (strstr(trail.errors, message) == NULL)
    fail_msg("'%s' is not in\n%s", message, trail.errors);
  assert_null(report.values); // nothing to free
}

#endif
