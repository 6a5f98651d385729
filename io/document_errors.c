/* document_errors.c - errors of a document: kept with their places, shown in the order of the file with line and caret. */
#include "document.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum
{
  MESSAGE = 1200, /* bytes of one message */
  WIDTH = 110     /* code points of a source line that are shown */
};

struct document_error
{
  struct document_error *next;
  int line, column;
  char *message;
};

void document_fail(struct document *document, int line, int column, const char *format, ...)
{
  document->error_count++;
  if (document->error_count > DOCUMENT_ERRORS)
    return;
  char message[MESSAGE];
  va_list arguments;
  va_start(arguments, format);
  int written = vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  size_t length = written < 0 ? 0 : strlen(message);
  // a cut does not leave half a character
  if (written >= MESSAGE)
    while (length > 0 && ((unsigned char)message[length - 1] & 0x80) != 0)
      length--;
  struct document_error *error = arena_take(&document->arena, sizeof *error);
  char *copy = arena_copy(&document->arena, message, length);
  if (error == NULL || copy == NULL)
  {
    document->memory_failed = 1;
    return;
  }
  *error = (struct document_error){ NULL, line, column, copy };
  *document->errors_end = error;
  document->errors_end = &error->next;
}

/* Start of a line (from 1), or NULL behind the end of the text. */
static const char *line_find(const char *text, int line)
{
  for (; line > 1 && *text != '\0'; text++)
    if (*text == '\n' || (*text == '\r' && text[1] != '\n'))
      line--;
  return line == 1 ? text : NULL;
}

static int is_continuation(char c)
{
  return ((unsigned char)c & 0xc0) == 0x80;
}

/* First byte behind `count` code points of a line, or the end of the line. */
static const char *point_find(const char *c, int count)
{
  while (*c != '\0' && *c != '\n' && *c != '\r' && count > 0)
  {
    c++;
    while (is_continuation(*c))
      c++;
    count--;
  }
  return c;
}

/* Writes the source line and its caret into `buffer`; of a long line the part around the column. */
static void excerpt_write(const struct document *document, const struct document_error *error, size_t size, char *buffer)
{
  buffer[0] = '\0';
  const char *start = error->line < 1 ? NULL : line_find(document->text, error->line);
  if (start == NULL || *start == '\0')
    return;
  int hidden = error->column > WIDTH - 20 ? error->column - WIDTH / 2 : 0;
  const char *from = point_find(start, hidden), *to = point_find(from, WIDTH), *caret = point_find(start, error->column - 1);
  // the blanks before the caret keep the tabs of the line
  char pad[WIDTH + 1];
  size_t pads = 0;
  for (const char *c = from; c < caret && pads < WIDTH; c++)
    if (!is_continuation(*c))
      pad[pads++] = *c == '\t' ? '\t' : ' ';
  pad[pads] = '\0';
  int more = *to != '\0' && *to != '\n' && *to != '\r';
  (void)snprintf(buffer, size, "\n%6d | %s%.*s%s\n       | %s%s^", error->line, hidden > 0 ? "..." : "", (int)(to - from), from,
                 more ? "..." : "", hidden > 0 ? "   " : "", pad);
}

static int error_before(const struct document_error *one, const struct document_error *other)
{
  int line = one->line == DOCUMENT_NOWHERE ? INT_MAX : one->line;
  int other_line = other->line == DOCUMENT_NOWHERE ? INT_MAX : other->line;
  return line != other_line ? line < other_line : one->column < other->column;
}

/* Fills `order` with the errors in the order of the file; those without a place come last. Returns how many. */
static size_t errors_sort(const struct document *document, const struct document_error *order[DOCUMENT_ERRORS])
{
  size_t count = 0;
  for (const struct document_error *error = document->errors; error != NULL; error = error->next, count++)
  {
    size_t place = count;
    for (; place > 0 && error_before(error, order[place - 1]); place--)
      order[place] = order[place - 1];
    order[place] = error;
  }
  return count;
}

enum status document_report(const struct document *document, struct trail *trail)
{
  if (document->memory_failed)
    return status_fail(trail, STATUS_MEMORY, "%s: the system refused memory while reading", document->name);
  if (document->error_count == 0)
    return STATUS_OK;
  const struct document_error *order[DOCUMENT_ERRORS];
  size_t count = errors_sort(document, order);
  for (size_t i = 0; i < count; i++)
  {
    char excerpt[4 * WIDTH + 2 * WIDTH];
    excerpt_write(document, order[i], sizeof excerpt, excerpt);
    if (order[i]->line == DOCUMENT_NOWHERE)
      (void)status_fail(trail, STATUS_DATA, "error: %s", order[i]->message);
    else
      (void)status_fail(trail, STATUS_DATA, "%.200s:%d:%d: error: %s%s", document->name, order[i]->line, order[i]->column,
                        order[i]->message, excerpt);
  }
  if (document->error_count > count)
    (void)status_fail(trail, STATUS_DATA, "%.200s: and %zu more errors", document->name, document->error_count - count);
  return STATUS_DATA;
}
