/* table.c - writes rows. */
#include "table.h"

#include <math.h>
#include <stdio.h>

static void number_write(FILE *stream, double value)
{
  if (!isnan(value))
    fprintf(stream, "%.4g", value);
  fputc(',', stream);
}

int table_append(const char *file, const struct table_row *row)
{
  FILE *stream = file == NULL ? stdout : fopen(file, "a");
  if (stream == NULL)
    return 0;
  fprintf(stream, "\"%s\",\"%s\",\"%s\",", row->work, row->against, row->unit);
  number_write(stream, row->value);
  number_write(stream, row->low);
  number_write(stream, row->high);
  if (isnan(row->target))
    fprintf(stream, ",");
  else
    fprintf(stream, "%s %g,", row->target_is_upper ? "<=" : ">=", row->target);
  int is_met = row->target_is_upper ? row->value <= row->target : row->value >= row->target;
  if (isnan(row->value))
    fprintf(stream, "not available");
  else if (!isnan(row->target))
    fprintf(stream, "%s", is_met ? "met" : "missed");
  fprintf(stream, ",\"%s\"\n", row->note == NULL ? "" : row->note);
  int failed = ferror(stream);
  return (file == NULL || fclose(stream) == 0) && !failed;
}

int table_append_ratio(const char *file, const char *work, const char *against, struct precision_ratio ratio, double target,
                       const char *note)
{
  char text[256];
  snprintf(text, sizeof text, "at %zu errors, median %.3g%s%s", ratio.levels, ratio.median, note == NULL ? "" : "; ",
           note == NULL ? "" : note);
  struct table_row row = {
    work, against, "times", ratio.smallest, ratio.smallest, ratio.largest, target, 0, ratio.levels == 0 ? note : text
  };
  return table_append(file, &row);
}
