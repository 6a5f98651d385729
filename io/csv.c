/* csv.c - one pass over the bytes; every cell is cut out in place. */
#include "csv.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum
{
  FILE_LARGEST = 64 << 20
};

/* where the reader stands */
struct cursor
{
  struct csv *csv;
  size_t at, size, written; /* of text: read and written bytes (quotes go away, so written <= at) */
  int line;
  size_t line_start;
  size_t room, count; /* cells */
  size_t row_start;   /* number of the first cell of this row */
  struct trail *trail;
};

void csv_free(struct csv *csv)
{
  free(csv->path);
  free(csv->text);
  free(csv->names);
  free(csv->cells);
  free(csv->lines);
  memset(csv, 0, sizeof *csv);
}

static enum status fail_at(const struct cursor *c, const char *what)
{
  return status_fail(c->trail, STATUS_DATA, "%s:%d:%zu: error: %s", c->csv->path, c->line, c->at - c->line_start + 1, what);
}

/* one more cell, starting where the next byte is written */
static enum status cell_start(struct cursor *c)
{
  if (c->count == c->room)
  {
    size_t room = 2 * c->room + 256;
    const char **cells = realloc(c->csv->cells, room * sizeof *cells);
    if (cells == NULL)
      return status_fail(c->trail, STATUS_MEMORY, "no memory for '%s'", c->csv->path);
    c->csv->cells = cells;
    c->room = room;
  }
  c->csv->cells[c->count++] = c->csv->text + c->written;
  return STATUS_OK;
}

static int is_end(const struct cursor *c)
{
  return c->at == c->size || c->csv->text[c->at] == '\n' ||
         (c->csv->text[c->at] == '\r' && c->at + 1 < c->size && c->csv->text[c->at + 1] == '\n');
}

/* a cell in quotes; "" inside is one quote */
static enum status quoted_read(struct cursor *c)
{
  char *text = c->csv->text;
  size_t start = c->at++;
  for (;; c->at++)
  {
    if (c->at == c->size || text[c->at] == '\n')
    {
      c->at = start;
      return fail_at(c, "this quote is not closed in its line");
    }
    if ((unsigned char)text[c->at] < ' ')
      return fail_at(c, "a control character");
    if (text[c->at] == '"')
    {
      if (c->at + 1 == c->size || text[c->at + 1] != '"')
        break;
      c->at++;
    }
    text[c->written++] = text[c->at];
  }
  c->at++;
  if (!is_end(c) && text[c->at] != ',')
    return fail_at(c, "after a closing quote only a comma or the end of the line may follow");
  return STATUS_OK;
}

static enum status bare_read(struct cursor *c)
{
  char *text = c->csv->text;
  for (; !is_end(c) && text[c->at] != ','; c->at++)
  {
    if (text[c->at] == '"')
      return fail_at(c, "a quote inside a cell that does not start with one");
    if ((unsigned char)text[c->at] < ' ')
      return fail_at(c, "a control character");
    text[c->written++] = text[c->at];
  }
  return STATUS_OK;
}

/* all cells of a line, and the end of the line */
static enum status line_read(struct cursor *c)
{
  char *text = c->csv->text;
  c->row_start = c->count;
  for (int more = 1; more;)
  {
    enum status status = cell_start(c);
    if (status == STATUS_OK)
      status = c->at < c->size && text[c->at] == '"' ? quoted_read(c) : bare_read(c);
    if (status != STATUS_OK)
      return status;
    more = c->at < c->size && text[c->at] == ',';
    // the byte after the cell is a comma or the end of the line, so there is room for the end of the text
    size_t end = c->written++;
    if (!more && c->csv->columns > 0 && c->count - c->row_start != c->csv->columns)
      return status_fail(c->trail, STATUS_DATA, "%s:%d: error: %zu cells, but the header has %zu", c->csv->path, c->line,
                         c->count - c->row_start, c->csv->columns);
    c->at += more;
    if (!more && c->at < c->size)
      c->at += text[c->at] == '\r' ? 2 : 1;
    text[end] = '\0';
  }
  c->line++;
  c->line_start = c->at;
  return STATUS_OK;
}

/* comments, then the header */
static enum status header_read(struct cursor *c)
{
  struct csv *csv = c->csv;
  while (c->at < c->size && csv->text[c->at] == '#')
  {
    while (c->at < c->size && csv->text[c->at] != '\n')
      c->at++;
    c->at += c->at < c->size;
    c->line++;
    c->line_start = c->at;
  }
  if (c->at == c->size)
    return status_fail(c->trail, STATUS_DATA, "%s: error: there is no header", csv->path);
  enum status status = line_read(c);
  if (status != STATUS_OK)
    return status;
  csv->names = calloc(c->count, sizeof *csv->names);
  if (csv->names == NULL)
    return status_fail(c->trail, STATUS_MEMORY, "no memory for '%s'", csv->path);
  csv->columns = c->count;
  memcpy(csv->names, csv->cells, c->count * sizeof *csv->names);
  c->count = 0;
  for (size_t k = 0; k < csv->columns; k++)
    for (size_t j = 0; j <= k; j++)
      if (csv->names[k][0] == '\0' || (j < k && strcmp(csv->names[j], csv->names[k]) == 0))
        return status_fail(c->trail, STATUS_DATA, "%s:%d: error: column %zu of the header is %s", csv->path, c->line - 1, k + 1,
                           csv->names[k][0] == '\0' ? "empty" : "there twice");
  return STATUS_OK;
}

static enum status rows_read(struct cursor *c)
{
  struct csv *csv = c->csv;
  enum status status = header_read(c);
  size_t room = 0;
  while (status == STATUS_OK && c->at < c->size)
  {
    if (csv->rows == room)
    {
      room = 2 * room + 64;
      int *lines = realloc(csv->lines, room * sizeof *lines);
      if (lines == NULL)
        return status_fail(c->trail, STATUS_MEMORY, "no memory for '%s'", csv->path);
      csv->lines = lines;
    }
    csv->lines[csv->rows] = c->line;
    status = line_read(c);
    csv->rows += status == STATUS_OK;
  }
  return status;
}

enum status csv_parse(const char *name, const char *text, size_t size, struct csv *csv, struct trail *trail)
{
  memset(csv, 0, sizeof *csv);
  csv->path = strdup(name);
  csv->text = malloc(size + 1);
  if (csv->path == NULL || csv->text == NULL)
  {
    csv_free(csv);
    return status_fail(trail, STATUS_MEMORY, "no memory for '%s'", name);
  }
  memcpy(csv->text, text, size);
  csv->text[size] = '\0';
  struct cursor cursor = { .csv = csv, .size = size, .line = 1, .trail = trail };
  enum status status = rows_read(&cursor);
  if (status != STATUS_OK)
    csv_free(csv);
  return status;
}

enum status csv_read(const char *path, struct csv *csv, struct trail *trail)
{
  memset(csv, 0, sizeof *csv);
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return status_fail(trail, STATUS_NO_INPUT, "'%s' cannot be read: %s", path, strerror(errno));
  char *text = NULL;
  size_t size = 0, room = 0;
  enum status status = STATUS_OK;
  for (size_t got = 1; got > 0 && status == STATUS_OK; size += got)
  {
    if (size == room)
    {
      room = 2 * room + 65536;
      char *more = room > FILE_LARGEST ? NULL : realloc(text, room);
      if (more == NULL)
      {
        status = status_fail(trail, STATUS_MEMORY, "no memory for '%s', or more than %d bytes", path, FILE_LARGEST);
        break;
      }
      text = more;
    }
    got = fread(text + size, 1, room - size, file);
  }
  if (status == STATUS_OK && ferror(file))
    status = status_fail(trail, STATUS_INPUT_OUTPUT, "reading '%s' failed: %s", path, strerror(errno));
  fclose(file);
  if (status == STATUS_OK)
    status = csv_parse(path, text, size, csv, trail);
  free(text);
  return status;
}

enum status csv_column(const struct csv *csv, const char *name, size_t *column, struct trail *trail)
{
  for (*column = 0; *column < csv->columns; ++*column)
    if (strcmp(csv->names[*column], name) == 0)
      return STATUS_OK;
  const char *nearest = text_nearest(name, csv->names, csv->columns);
  return status_fail(trail, STATUS_DATA, "%s: error: there is no column '%s'%s%s%s", csv->path, name,
                     nearest == NULL ? "" : "; is it '", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
}

enum status csv_number(const struct csv *csv, size_t row, size_t column, double *number, struct trail *trail)
{
  const char *text = csv->cells[row * csv->columns + column];
  *number = (double)NAN;
  if (*text == '\0')
    return STATUS_OK;
  char *end = NULL;
  // only what a decimal number consists of: strtod alone would take inf, nan and hexadecimal
  if (strspn(text, "0123456789+-.eE") == strlen(text))
    *number = strtod(text, &end);
  if (end == NULL || end == text || *end != '\0' || !isfinite(*number))
  {
    *number = (double)NAN;
    return status_fail(trail, STATUS_DATA, "%s:%d: error: column '%s' is '%s', expected a number such as 1.5", csv->path,
                       csv->lines[row], csv->names[column], text);
  }
  return STATUS_OK;
}

void csv_cell_write(FILE *file, const char *cell)
{
  if (strpbrk(cell, ",\"\r\n") == NULL)
  {
    fputs(cell, file);
    return;
  }
  fputc('"', file);
  for (; *cell != '\0'; cell++)
  {
    if (*cell == '"')
      fputc('"', file);
    fputc((unsigned char)*cell < ' ' ? ' ' : *cell, file);
  }
  fputc('"', file);
}
