/* table.c - long tidy form, so that readers need no list of columns: one value per row, with its unit beside it.
 *
 * What does not change from run to run is made once: the fields around a number, and a number that is that of the run before. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "target.h"

enum
{
  FULL = 1 << 16,  /* bytes after which the text is written */
  HURRY = 1 << 20, /* bytes after which the system is told to begin writing them to the disk */
  COLUMNS = 64     /* room for columns grows by so many */
};

/* a growing text */
struct text
{
  char *bytes;
  size_t length, room;
  int failed;
};

struct column
{
  char *before, *after; /* the fields around its number, with what separates them */
  size_t before_size, after_size;
  double value; /* of the run before, and how it was printed */
  char number[DECIMAL_ROOM];
};

struct table
{
  struct target target;
  struct text text, head; /* head: the first fields of a run */
  size_t columns, runs;
  size_t unhurried; /* bytes that were written since the system was told to begin */
  struct column *column;
};

static void text_add(struct text *text, const char *part, size_t size)
{
  if (size == 0)
    return;
  if (text->length + size > text->room)
  {
    size_t room = 2 * (text->length + size) + 256;
    char *bytes = realloc(text->bytes, room);
    if (bytes == NULL)
    {
      text->failed = 1;
      return;
    }
    text->bytes = bytes;
    text->room = room;
  }
  memcpy(text->bytes + text->length, part, size);
  text->length += size;
}

/* a field, in quotes when it has a comma, a quote or a line end; quotes are doubled */
static void field_add(struct text *text, const char *field, const char *end)
{
  int quoted = strpbrk(field, ",\"\r\n") != NULL;
  if (quoted)
    text_add(text, "\"", 1);
  for (; *field != '\0'; field++)
    text_add(text, *field == '"' ? "\"\"" : field, *field == '"' ? 2 : 1);
  if (quoted)
    text_add(text, "\"", 1);
  text_add(text, end, strlen(end));
}

enum status table_create(const char *path, int force, struct table **table, struct trail *trail)
{
  static const char header[] = "run,run_name,variable,value,unit\r\n";
  struct table *made = calloc(1, sizeof *made);
  *table = NULL;
  if (made == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the table '%s'", path);
  made->target.descriptor = -1;
  enum status status = target_open(&made->target, path, force, trail);
  if (status != STATUS_OK)
  {
    table_abandon(made);
    return status_at(trail, status, "while making table '%s'", path);
  }
  text_add(&made->text, header, sizeof header - 1);
  *table = made;
  return STATUS_OK;
}

/* a text that ends with zero, and its size without it; NULL without memory */
static char *field_make(const char *start, const char *field, const char *end, size_t *size)
{
  struct text text = { 0 };
  text_add(&text, start, strlen(start));
  field_add(&text, field, end);
  *size = text.length;
  if (text.failed)
    free(text.bytes);
  return text.failed ? NULL : text.bytes;
}

enum status table_column(struct table *table, const char *name, const char *unit, struct trail *trail)
{
  if (table->columns % COLUMNS == 0)
  {
    struct column *column = realloc(table->column, (table->columns + COLUMNS) * sizeof *column);
    if (column == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for %zu columns of a table", table->columns + 1);
    table->column = column;
  }
  struct column *column = &table->column[table->columns++];
  *column = (struct column){ .value = (double)NAN };
  column->before = field_make("", name, ",", &column->before_size);
  column->after = field_make(",", unit, "\r\n", &column->after_size);
  return column->before != NULL && column->after != NULL ? STATUS_OK
                                                         : status_fail(trail, STATUS_MEMORY, "no memory for column '%s'", name);
}

/* writes the text and empties it */
static enum status text_flush(struct table *table, struct trail *trail)
{
  struct text *text = &table->text;
  if (text->failed || table->head.failed)
    return status_fail(trail, STATUS_MEMORY, "no memory for the table of a result");
  enum status status = target_write(&table->target, text->bytes, text->length, trail);
  table->unhurried += text->length;
  text->length = 0;
  if (table->unhurried > HURRY)
  {
    table->unhurried = 0;
    target_hasten(&table->target);
  }
  return status;
}

enum status table_run(struct table *table, const char *run_name, const double *values, struct trail *trail)
{
  struct text *text = &table->text, *head = &table->head;
  char number[DECIMAL_ROOM];
  head->length = 0;
  snprintf(number, sizeof number, "%zu,", ++table->runs);
  text_add(head, number, strlen(number));
  field_add(head, run_name, ",");
  for (size_t c = 0; c < table->columns && !head->failed; c++)
  {
    struct column *column = &table->column[c];
    if (memcmp(&column->value, &values[c], sizeof column->value) != 0)
    {
      column->value = values[c];
      decimal_print(values[c], column->number);
    }
    text_add(text, head->bytes, head->length);
    text_add(text, column->before, column->before_size);
    text_add(text, column->number, strlen(column->number));
    text_add(text, column->after, column->after_size);
  }
  return text->failed || head->failed || text->length > FULL ? text_flush(table, trail) : STATUS_OK;
}

enum status table_finish(struct table *table, struct trail *trail)
{
  enum status status = text_flush(table, trail);
  if (status == STATUS_OK)
    status = target_commit(&table->target, trail);
  if (status != STATUS_OK)
    status_at(trail, status, "while making table '%s'", table->target.path);
  table_abandon(table);
  return status;
}

void table_abandon(struct table *table)
{
  if (table == NULL)
    return;
  target_close(&table->target);
  for (size_t c = 0; c < table->columns; c++)
  {
    free(table->column[c].before);
    free(table->column[c].after);
  }
  free(table->column);
  free(table->text.bytes);
  free(table->head.bytes);
  free(table);
}
