/* csv.h - strict tables of text (RFC 4180): one header line, comma, double quotes, as many cells in each row as in the header.
 *
 * No library of Debian tells line and column of a mistake, so this reader is our own. Lines that start with # before the header
 * are comments. Refused, with file:line:column: bytes after a closing quote, a quote inside a bare cell, a quote that is not
 * closed, empty or repeated names in the header, too few or too many cells, control characters, a NUL byte. */
#ifndef NEOCOL_IO_CSV_H
#define NEOCOL_IO_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "status.h"

struct csv
{
  char *path, *text;    /* owned; cells point into text */
  size_t columns, rows; /* rows without the header */
  const char **names;   /* [columns] */
  const char **cells;   /* [rows][columns], never NULL */
  int *lines;           /* [rows], from 1 */
};

/* Reads a file. STATUS_NO_INPUT, STATUS_DATA, STATUS_MEMORY. Free with csv_free in any case. */
enum status csv_read(const char *path, struct csv *csv, struct trail *trail) STATUS_CHECK;

/* The same for text in memory; `name` stands for the file in messages. */
enum status csv_parse(const char *name, const char *text, size_t size, struct csv *csv, struct trail *trail) STATUS_CHECK;
void csv_free(struct csv *csv);

/* Number of a column; STATUS_DATA with the nearest name when there is none. */
enum status csv_column(const struct csv *csv, const char *name, size_t *column, struct trail *trail) STATUS_CHECK;

/* A number in a cell; an empty cell is not a number (NaN). STATUS_DATA for anything else than a plain decimal number. */
enum status csv_number(const struct csv *csv, size_t row, size_t column, double *number, struct trail *trail) STATUS_CHECK;

/* Writes a cell, quoted where it must be. */
void csv_cell_write(FILE *file, const char *cell);

#endif
