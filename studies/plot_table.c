/* plot_table.c - tables of numbers for gnuplot: one for each set of axes, with named columns. */
#include "plot_table.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  TABLE_LARGEST = 64 /* variables that share their axes */
};

void plot_number_write(double value, FILE *stream)
{
  if (isfinite(value))
    fprintf(stream, "%.9g", value);
  else
    fputs("NaN", stream);
}

void plot_axes_print(const struct archive_data *data, char *text, size_t size)
{
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; i < data->rank && length < size; i++)
    length += (size_t)snprintf(text + length, size - length, "%s%s", i == 0 ? "" : "-", data->axes[i]);
  for (char *at = text; *at != '\0'; at++)
    if (!isalnum((unsigned char)*at) && *at != '-')
      *at = '_';
}

/* the numbers of one table: the coordinates and all variables over the same axes */
struct table
{
  struct archive_data coordinates[ARCHIVE_RANK]; /* values NULL: the axis has none, rows are counted */
  size_t columns;
  const char *names[TABLE_LARGEST];
  struct archive_data data[TABLE_LARGEST];
};

static void table_free(struct table *table)
{
  for (size_t i = 0; i < ARCHIVE_RANK; i++)
    archive_data_free(&table->coordinates[i]);
  for (size_t i = 0; i < table->columns; i++)
    archive_data_free(&table->data[i]);
}

static enum status table_read(const struct plot_writer *w, size_t first, struct table *table, struct trail *trail)
{
  char axes[300], other[300];
  const struct archive_data *shape = &w->shapes[first];
  plot_axes_print(shape, axes, sizeof axes);
  for (size_t i = 0; i < shape->rank; i++)
    if (archive_has(w->archive, shape->axes[i]))
    {
      enum status status = archive_read(w->archive, shape->axes[i], &table->coordinates[i], trail);
      if (status != STATUS_OK)
        return status;
    }
  for (size_t i = first; i < w->count && table->columns < TABLE_LARGEST; i++)
  {
    if (w->shapes[i].rank != shape->rank || (shape->rank == 1 && strcmp(w->names[i], axes) == 0))
      continue;
    plot_axes_print(&w->shapes[i], other, sizeof other);
    if (strcmp(axes, other) != 0)
      continue;
    enum status status = archive_read(w->archive, w->names[i], &table->data[table->columns], trail);
    if (status != STATUS_OK)
      return status;
    table->names[table->columns++] = w->names[i];
  }
  return STATUS_OK;
}

static void header_write(const struct archive_data *shape, const struct table *table, FILE *stream)
{
  for (size_t i = shape->rank; i > 0; i--)
    fprintf(stream, "%s ", shape->axes[i - 1]);
  for (size_t i = 0; i < table->columns; i++)
    fprintf(stream, "%s ", table->names[i]);
  fputc('\n', stream);
}

/* one row: coordinates from the last axis to the first, then the variables */
static void row_write(const struct archive_data *shape, const struct table *table, size_t at, FILE *stream)
{
  for (size_t axis = shape->rank, rest = at; axis > 0; axis--)
  {
    size_t place = rest % shape->size[axis - 1];
    rest /= shape->size[axis - 1];
    const double *values = table->coordinates[axis - 1].values;
    plot_number_write(values == NULL ? (double)place : values[place], stream);
    fputc(' ', stream);
  }
  for (size_t i = 0; i < table->columns; i++)
  {
    plot_number_write(table->data[i].values[at], stream);
    fputc(' ', stream);
  }
  fputc('\n', stream);
}

static void rows_write(const struct plot_writer *w, const struct archive_data *shape, const struct table *table, FILE *stream)
{
  size_t rows = shape->size[shape->rank - 1], group = shape->rank > 2 ? shape->size[shape->rank - 2] : 1;
  int by_run = shape->rank > 1 && strcmp(shape->axes[0], "run") == 0;
  size_t per_first = shape->count / shape->size[0], firsts = by_run ? w->choice.shown_count : shape->size[0];
  if (shape->rank == 1)
  {
    per_first = shape->count;
    firsts = 1;
  }
  for (size_t i = 0; i < firsts; i++)
  {
    size_t start = (by_run ? w->choice.shown[i] : i) * per_first;
    for (size_t j = 0; j < per_first; j++)
    {
      if (j % (rows * group) == 0)
      {
        if (i + j > 0)
          fputs("\n\n", stream);
        header_write(shape, table, stream);
      }
      else if (j % rows == 0)
        fputc('\n', stream);
      row_write(shape, table, start + j, stream);
    }
  }
}

/* nonzero when an earlier variable has made the table of these axes */
static int table_exists(const struct plot_writer *w, size_t which)
{
  char axes[300], other[300];
  plot_axes_print(&w->shapes[which], axes, sizeof axes);
  for (size_t i = 0; i < which; i++)
    if (w->shapes[i].rank == w->shapes[which].rank)
    {
      plot_axes_print(&w->shapes[i], other, sizeof other);
      if (strcmp(axes, other) == 0)
        return 1;
    }
  return 0;
}

enum status plot_file_close(FILE *stream, const char *path, struct trail *trail)
{
  int failed = ferror(stream) != 0;
  if (fclose(stream) != 0 || failed)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
  return STATUS_OK;
}

enum status plot_table_write(const struct plot_writer *w, size_t which, struct trail *trail)
{
  const struct archive_data *shape = &w->shapes[which];
  if (shape->rank == 0 || shape->rank > ARCHIVE_RANK || shape->count == 0 || table_exists(w, which))
    return STATUS_OK;
  struct table *table = calloc(1, sizeof *table);
  if (table == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a table");
  enum status status = table_read(w, which, table, trail);
  char axes[300], path[1024];
  plot_axes_print(shape, axes, sizeof axes);
  snprintf(path, sizeof path, "%s/%s.dat", w->folder, axes);
  FILE *stream = status == STATUS_OK ? fopen(path, "w") : NULL;
  if (status == STATUS_OK && stream == NULL)
    status = status_fail(trail, STATUS_INPUT_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
  if (stream != NULL)
  {
    rows_write(w, shape, table, stream);
    status = plot_file_close(stream, path, trail);
  }
  table_free(table);
  free(table);
  return status;
}
