/* table.h - rows of the one table that the benchmarks end with; CSV, appended to a file that all programs share. */
#ifndef NEOCOL_BENCH_TABLE_H
#define NEOCOL_BENCH_TABLE_H

#include "precision.h"

struct table_row
{
  const char *work, *against, *unit; /* unit: "times" for a ratio */
  double value, low, high;           /* NaN: not known */
  double target;                     /* NaN: none */
  int target_is_upper;               /* nonzero: at most the target, else at least */
  const char *note;
};

/* Appends a row, or prints it when `file` is NULL. `value` decides about the target; a value of NaN is "not available". Returns
 * zero when the row could not be written. */
int table_append(const char *file, const struct table_row *row);

/* Appends the ratio of a peer: the smallest one decides. */
int table_append_ratio(const char *file, const char *work, const char *against, struct precision_ratio ratio, double target,
                       const char *note);

#endif
