/* result_layout.h - a result file that is being filled; for result.c and result_layout.c only. */
#ifndef NEOCOL_STUDIES_RESULT_LAYOUT_H
#define NEOCOL_STUDIES_RESULT_LAYOUT_H

#include "archive.h"
#include "result.h"
#include "result_keys.h"

/* a variable over runs */
struct column
{
  char name[64];
  size_t length; /* numbers of one run */
  size_t offset; /* within struct result_run: of the numbers, or of a pointer to them */
  size_t number; /* first of them that is meant */
  int is_pointer;
  const char *table_unit; /* of one number per run, which is in the CSV too; NULL: it is not */
  int is_plain;           /* not compressed: written as it comes */
  int is_single;          /* of 32-bit numbers */
  size_t rows;            /* runs that are written together */
  size_t held;            /* runs in `room` */
  double *room;           /* [rows][length]; of plain columns NULL: they have one in common, but for */
  float *single;          /* [rows][length] of those of 32 bits; NULL: of 64 */
};

/* names of runs that are held until they are written */
struct result_names
{
  size_t rows, held;
  char **name; /* [rows] */
};

/* holes of a run; they are written last, because only then it is known how many there are at most */
struct holes
{
  size_t count;
  double *x, *y;
};

enum
{
  COLUMNS = 512
};

/* a file that is being filled: the first failure stops everything that follows */
struct result
{
  char *path;
  struct archive *archive;
  struct result_plan plan;
  struct result_keys keys;
  struct column column[COLUMNS];
  int is_plain, is_single; /* columns that are declared now are */
  size_t columns, longest; /* longest: numbers of the longest plain column of one run */
  double *room;            /* [block][longest] */
  struct result_names names;
  struct table *table;                  /* NULL: none */
  double *row;                          /* [columns of the table] of one run */
  struct holes *holes;                  /* [runs] when everything is kept */
  double largest[OUTCOME_NUMBER_COUNT]; /* errors so far */
  enum status status;
  struct trail *trail;
};

/* Writes axes and attributes, and declares every variable over runs as a column. */
void result_layout_make(struct result *w);

/* Writes an axis, a text or a number attribute, unless something failed before. */
void result_axis(struct result *w, const char *name, const char *unit, const char *long_name, size_t size, const double *values);
void result_text(struct result *w, const char *variable, const char *name, const char *text);
void result_number(struct result *w, const char *variable, const char *name, double number);

#endif
