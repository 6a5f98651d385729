/* table.c - long tidy form, so that readers need no list of columns: one value per row, with its unit beside it. */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "target.h"

/* per-run variables, read */
struct columns
{
  size_t count;
  char **names;              /* [all] of the result */
  size_t all;                /* names */
  struct archive_data *data; /* [all], zero where a variable is not per run */
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

/* reads every variable whose only axis is the runs */
static enum status columns_read(struct archive *archive, struct columns *columns, struct trail *trail)
{
  enum status status = archive_names(archive, &columns->all, &columns->names, trail);
  if (status != STATUS_OK)
    return status;
  columns->data = calloc(columns->all + 1, sizeof *columns->data);
  if (columns->data == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu variables", columns->all);
  for (size_t i = 0; i < columns->all; i++)
  {
    struct archive_data shape;
    status = archive_shape(archive, columns->names[i], &shape, trail);
    if (status == STATUS_OK && shape.rank == 1 && strcmp(shape.axes[0], "run") == 0)
    {
      status = archive_read(archive, columns->names[i], &columns->data[i], trail);
      columns->count++;
    }
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static void columns_free(struct columns *columns)
{
  for (size_t i = 0; columns->data != NULL && i < columns->all; i++)
    archive_data_free(&columns->data[i]);
  free(columns->data);
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

static void rows_add(struct text *text, const struct columns *columns, size_t run, const char *run_name)
{
  for (size_t i = 0; i < columns->all; i++)
  {
    const struct archive_data *data = &columns->data[i];
    if (data->values == NULL || run >= data->count)
      continue;
    char number[64];
    snprintf(number, sizeof number, "%zu", run + 1);
    field_add(text, number, ",");
    field_add(text, run_name, ",");
    field_add(text, columns->names[i], ",");
    number_print(data->values[run], number, sizeof number);
    field_add(text, number, ",");
    field_add(text, data->unit, "\r\n");
  }
}

static enum status rows_write(const struct columns *columns, size_t runs, char *const *run_names, struct target *target,
                              struct trail *trail)
{
  struct text text = { 0 };
  static const char header[] = "run,run_name,variable,value,unit\r\n";
  text_add(&text, header, sizeof header - 1);
  enum status status = STATUS_OK;
  for (size_t run = 0; run < runs && status == STATUS_OK; run++)
  {
    rows_add(&text, columns, run, run_names[run]);
    if (text.failed)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the table of %zu runs", runs);
    else if (text.length > (size_t)1 << 20)
    {
      status = target_write(target, text.bytes, text.length, trail);
      text.length = 0;
    }
  }
  if (status == STATUS_OK)
    status = target_write(target, text.bytes, text.length, trail);
  free(text.bytes);
  return status;
}

static enum status table_make(struct archive *archive, struct columns *columns, struct target *target, struct trail *trail)
{
  size_t runs;
  char **run_names;
  enum status status = archive_read_labels(archive, "run_name", &runs, &run_names, trail);
  if (status != STATUS_OK)
    return status;
  status = columns_read(archive, columns, trail);
  if (status == STATUS_OK && columns->count == 0)
    status = status_fail(trail, STATUS_DATA, "the result has no variable with one number per run");
  if (status == STATUS_OK)
    status = rows_write(columns, runs, run_names, target, trail);
  archive_names_free(runs, run_names);
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
