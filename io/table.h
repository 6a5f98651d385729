/* table.h - the numbers of each run as a tidy CSV (RFC 4180) for those who want one, written run by run. */
#ifndef NEOCOL_IO_TABLE_H
#define NEOCOL_IO_TABLE_H

#include <stddef.h>

#include "status.h"

struct table;

/* Starts run,run_name,variable,value,unit: a row for each run and each column. STATUS_CANNOT_CREATE when the CSV exists and
 * `force` is 0, or its folder is missing or cannot be written; STATUS_MEMORY. */
enum status table_create(const char *path, int force, struct table **table, struct trail *trail) STATUS_CHECK;

/* Declares the next column; all are declared before the first run. STATUS_MEMORY. */
enum status table_column(struct table *table, const char *name, const char *unit, struct trail *trail) STATUS_CHECK;

/* Adds the next run, which count from 1, with its values [columns]; one that is not a number is left empty. STATUS_INPUT_OUTPUT
 * on a full disk. */
enum status table_run(struct table *table, const char *run_name, const double *values, struct trail *trail) STATUS_CHECK;

/* Syncs, gives the table its name and frees in any case. STATUS_INPUT_OUTPUT, STATUS_CANNOT_CREATE. */
enum status table_finish(struct table *table, struct trail *trail) STATUS_CHECK;

/* Removes the unfinished table and frees. NULL is fine. */
void table_abandon(struct table *table);

#endif
