/* table.c - long tidy form, so that readers need no list of columns: one value per row, with its unit beside it. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "target.h"

enum
{
  BLOCK = 512 /* runs that are read at once */
};

/* per-run variables */
struct columns
{
  size_t count, all;       /* all: of the result */
  char **names;            /* [all] of the result */
  struct archive_data *of; /* [count] what is known of each, without values */
  size_t *number;          /* [count] of its name */
  double *values;          /* [count][BLOCK] */
};

/* a growing text */
struct text
{
  char *bytes;
  size_t length, room;
  int failed;
};

static void text_add(struct text *text, const char *part, size_t size)
{
  if (text->length + size > text->room)
  {
    size_t room = 2 * (text->length + size) + 4096;
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

/* finds every variable whose only axis is the runs */
static enum status columns_find(struct archive *archive, struct columns *columns, struct trail *trail)
{
  enum status status = archive_names(archive, &columns->all, &columns->names, trail);
  if (status != STATUS_OK)
    return status;
  columns->of = calloc(columns->all + 1, sizeof *columns->of);
  columns->number = calloc(columns->all + 1, sizeof *columns->number);
  if (columns->of == NULL || columns->number == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu variables", columns->all);
  for (size_t i = 0; i < columns->all; i++)
  {
    struct archive_data shape;
    status = archive_shape(archive, columns->names[i], &shape, trail);
    if (status != STATUS_OK)
      return status;
    if (shape.rank != 1 || strcmp(shape.axes[0], "run") != 0)
      continue;
    columns->number[columns->count] = i;
    columns->of[columns->count++] = shape;
  }
  columns->values = calloc(columns->count + 1, BLOCK * sizeof *columns->values);
  return columns->values == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for %zu variables", columns->count) : STATUS_OK;
}

static void columns_free(struct columns *columns)
{
  free(columns->of);
  free(columns->number);
  free(columns->values);
  archive_names_free(columns->all, columns->names);
}

/* the fewest digits that are read back as the same number */
static void number_print(double value, char *text, size_t size)
{
  text[0] = '\0';
  if (!isfinite(value))
    return;
  for (int digits = 6; digits <= 17; digits++)
  {
    snprintf(text, size, "%.*g", digits, value);
    if (strtod(text, NULL) == value)
      return;
  }
}

/* all numbers of run `first + i`, which is the i-th of the block */
static void rows_add(struct text *text, const struct columns *columns, size_t first, size_t i, const char *run_name)
{
  for (size_t c = 0; c < columns->count; c++)
  {
    char number[64];
    snprintf(number, sizeof number, "%zu", first + i + 1);
    field_add(text, number, ",");
    field_add(text, run_name, ",");
    field_add(text, columns->names[columns->number[c]], ",");
    number_print(columns->values[c * BLOCK + i], number, sizeof number);
    field_add(text, number, ",");
    field_add(text, columns->of[c].unit, "\r\n");
  }
}

/* writes the text and empties it */
static enum status text_flush(struct text *text, struct target *target, struct trail *trail)
{
  if (text->failed)
    return status_fail(trail, STATUS_MEMORY, "no memory for the table of a result");
  enum status status = target_write(target, text->bytes, text->length, trail);
  text->length = 0;
  return status;
}

/* reads and writes `count` runs */
static enum status block_write(struct archive *archive, const struct columns *columns, size_t first, size_t count,
                               struct text *text, struct target *target, struct trail *trail)
{
  char **run_names;
  enum status status = archive_read_label_rows(archive, "run_name", first, count, &run_names, trail);
  for (size_t c = 0; c < columns->count && status == STATUS_OK; c++)
    status = archive_read_rows(archive, columns->names[columns->number[c]], first, count, columns->values + c * BLOCK, trail);
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
  {
    rows_add(text, columns, first, i, run_names[i]);
    if (text->failed || text->length > (size_t)1 << 18)
      status = text_flush(text, target, trail);
  }
  archive_names_free(count, run_names);
  return status;
}

static enum status table_make(struct archive *archive, struct columns *columns, struct target *target, struct trail *trail)
{
  static const char header[] = "run,run_name,variable,value,unit\r\n";
  struct text text = { 0 };
  enum status status = columns_find(archive, columns, trail);
  if (status == STATUS_OK && columns->count == 0)
    status = status_fail(trail, STATUS_DATA, "the result has no variable with one number per run");
  text_add(&text, header, sizeof header - 1);
  size_t runs = status == STATUS_OK ? columns->of[0].count : 0;
  for (size_t first = 0; first < runs && status == STATUS_OK; first += BLOCK)
    status = block_write(archive, columns, first, runs - first < BLOCK ? runs - first : BLOCK, &text, target, trail);
  if (status == STATUS_OK)
    status = text_flush(&text, target, trail);
  free(text.bytes);
  return status;
}

enum status table_write(const char *result_path, const char *csv_path, int force, struct trail *trail)
{
  struct archive *archive;
  struct target target;
  struct columns columns = { 0 };
  enum status status = archive_open(result_path, &archive, trail);
  if (status != STATUS_OK)
    return status;
  status = target_open(&target, csv_path, force, trail);
  if (status == STATUS_OK)
    status = table_make(archive, &columns, &target, trail);
  if (status == STATUS_OK)
    status = target_commit(&target, trail);
  else
    status_at(trail, status, "while making table '%s' of '%s'", csv_path, result_path);
  target_close(&target);
  columns_free(&columns);
  archive_close(archive);
  return status;
}
