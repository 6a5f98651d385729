/* plot_table.h - tables of numbers for gnuplot; used by plot_data.c only. */
#ifndef NEOCOL_STUDIES_PLOT_TABLE_H
#define NEOCOL_STUDIES_PLOT_TABLE_H

#include <stdio.h>

#include "archive.h"
#include "plot_choice.h"

struct plot_writer
{
  struct archive *archive;
  const char *folder;
  struct choice choice;
  FILE *labels; /* labels.gp */
  size_t count;
  char *const *names;          /* wanted variables */
  struct archive_data *shapes; /* [count]; rank > ARCHIVE_RANK: not a variable of numbers */
};

/* A number, or NaN as gnuplot reads it. */
void plot_number_write(double value, FILE *stream);

/* Names of the axes with "-" between: "run-time". */
void plot_axes_print(const struct archive_data *data, char *text, size_t size);

/* Closes a file that was written; STATUS_INPUT_OUTPUT when something of it was lost. */
enum status plot_file_close(FILE *stream, const char *path, struct trail *trail) STATUS_CHECK;

/* Writes <folder>/<axes>.dat with the variable `which` and all later ones over the same axes, unless an earlier one did. */
enum status plot_table_write(const struct plot_writer *w, size_t which, struct trail *trail) STATUS_CHECK;

#endif
