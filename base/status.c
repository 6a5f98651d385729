/* status.c - the error trail: fixed buffers, so that reporting an error cannot fail. */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* appends one formatted line; a line that does not fit whole is dropped */
STATUS_FORMAT(5, 0)
static void line_append(char *buffer, size_t *length, int *count, const char *prefix, const char *format, va_list arguments)
{
  char line[2048];
  int prefix_length = snprintf(line, sizeof line, "%s", prefix);
  size_t start = (size_t)prefix_length;
  int written = vsnprintf(line + start, sizeof line - start, format, arguments);
  if (written < 0)
    return;
  size_t size = strlen(line);
  *count += 1;
  if (*length + size + 2 > TRAIL_SIZE)
    return;
  memcpy(buffer + *length, line, size);
  buffer[*length + size] = '\n';
  buffer[*length + size + 1] = '\0';
  *length += size + 1;
}

enum status status_fail(struct trail *trail, enum status status, const char *format, ...)
{
  if (trail == NULL)
    return status;
  va_list arguments;
  va_start(arguments, format);
  line_append(trail->errors, &trail->errors_length, &trail->error_count, "", format, arguments);
  va_end(arguments);
  return status;
}

enum status status_at(struct trail *trail, enum status status, const char *format, ...)
{
  if (trail == NULL)
    return status;
  int ignored = 0;
  va_list arguments;
  va_start(arguments, format);
  line_append(trail->errors, &trail->errors_length, &ignored, "  ", format, arguments);
  va_end(arguments);
  return status;
}

void status_warn(struct trail *trail, const char *format, ...)
{
  if (trail == NULL)
    return;
  struct trail *t = trail;
  t->warnings_told++;
  size_t before = t->warnings_length;
  int count_before = t->warning_count;
  va_list arguments;
  va_start(arguments, format);
  line_append(t->warnings, &t->warnings_length, &t->warning_count, "", format, arguments);
  va_end(arguments);
  if (t->warnings_length == before)
    return;
  // the same warning from many runs is kept once
  size_t size = t->warnings_length - before;
  for (const char *line = t->warnings; line < t->warnings + before; line = strchr(line, '\n') + 1)
    if (strncmp(line, t->warnings + before, size) == 0)
    {
      t->warnings[before] = '\0';
      t->warnings_length = before;
      t->warning_count = count_before;
      return;
    }
}

void trail_clear(struct trail *trail)
{
  trail->errors[0] = trail->warnings[0] = '\0';
  trail->errors_length = trail->warnings_length = 0;
  trail->error_count = trail->warning_count = trail->warnings_told = 0;
}

/* hands every line of a buffer to `add` */
static void lines_copy(struct trail *trail, const char *text, int is_warning)
{
  while (*text != '\0')
  {
    const char *end = strchr(text, '\n');
    int size = (int)(end - text);
    if (is_warning)
      status_warn(trail, "%.*s", size, text);
    else
      (void)status_fail(trail, STATUS_DATA, "%.*s", size, text);
    text = end + 1;
  }
}

void trail_append(struct trail *trail, const struct trail *from)
{
  if (trail == NULL)
    return;
  int errors = trail->error_count + from->error_count;
  lines_copy(trail, from->errors, 0);
  trail->error_count = errors;
  lines_copy(trail, from->warnings, 1);
}

const char *status_meaning(enum status status)
{
  switch (status)
  {
#define ROW(identifier, code, meaning)                                                                                           \
  case identifier:                                                                                                               \
    return meaning;
    STATUS_LIST(ROW)
#undef ROW
  }
  return "unknown status";
}
