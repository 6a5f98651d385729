/* study_files.c - names of result and table, and what can be wrong with them. */
#include "study_files.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *study_text_make(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = size < 0 ? NULL : malloc((size_t)size + 1);
  if (text == NULL)
    return NULL;
  va_start(arguments, format);
  vsnprintf(text, (size_t)size + 1, format, arguments);
  va_end(arguments);
  return text;
}

/* file name without folder and ending */
static char *stem_make(const char *path, int keep_folder)
{
  const char *slash = strrchr(path, '/');
  const char *start = slash == NULL || keep_folder ? path : slash + 1;
  const char *dot = strrchr(start, '.');
  if (dot == NULL || dot == start || (slash != NULL && dot < slash))
    dot = start + strlen(start);
  return study_text_make("%.*s", (int)(dot - start), start);
}

enum status study_file_check(const char *file, const struct study_request *request, struct trail *trail)
{
  struct stat found, scenario;
  size_t size = strlen(file);
  if (size == 0 || file[size - 1] == '/')
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is a folder; expected the name of a file, such as '%sresult.nc'", file,
                       file);
  if (stat(file, &found) != 0)
    return STATUS_OK;
  if (S_ISDIR(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is a folder; expected the name of a file, such as '%s/result.nc'", file,
                       file);
  if (stat(request->scenario, &scenario) == 0 && scenario.st_dev == found.st_dev && scenario.st_ino == found.st_ino)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is the scenario; expected another name for what is written", file);
  if (!S_ISREG(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists and is not a regular file", file);
  if (!request->force)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists; use --force to replace it, or -o FILE for another name", file);
  return STATUS_OK;
}

/* an early error when the folder of `file` is missing or cannot be written: before hours of computing */
static enum status folder_check(const char *file, struct trail *trail)
{
  struct stat found;
  const char *slash = strrchr(file, '/');
  char *folder = slash == NULL ? strdup(".") : study_text_make("%.*s", (int)(slash - file + 1), file);
  if (folder == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for file names");
  enum status status = STATUS_OK;
  if (stat(folder, &found) != 0)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "the folder '%s' for the result: %s", folder, strerror(errno));
  else if (!S_ISDIR(found.st_mode))
    status = status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is not a folder", folder);
  else if (access(folder, W_OK) != 0)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "the folder '%s' cannot be written: %s", folder, strerror(errno));
  free(folder);
  return status;
}

enum status study_files_choose(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  char *stem = request->result == NULL ? stem_make(request->scenario, 0) : stem_make(request->result, 1);
  report->result = request->result != NULL ? strdup(request->result) : stem == NULL ? NULL : study_text_make("%s.nc", stem);
  report->table = stem == NULL ? NULL : study_text_make("%s.csv", stem);
  free(stem);
  if (report->result == NULL || report->table == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for file names");
  if (strcmp(report->result, report->table) == 0)
    return status_fail(trail, STATUS_USAGE, "the result '%s' should end in .nc; the .csv is written next to it", report->result);
  enum status status = study_file_check(report->result, request, trail);
  if (status == STATUS_OK)
    status = study_file_check(report->table, request, trail);
  return status == STATUS_OK ? folder_check(report->result, trail) : status;
}
