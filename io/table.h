/* table.h - the numbers of each run as a tidy CSV (RFC 4180) for those who want one. */
#ifndef NEOCOL_IO_TABLE_H
#define NEOCOL_IO_TABLE_H

#include "status.h"

/* Writes run,run_name,variable,value,unit: a row for each run and each variable whose only axis is `run`; runs count from 1, a
 * value that is not a number is left empty, flags are their numbers. STATUS_CANNOT_CREATE when the CSV exists and `force` is 0,
 * STATUS_NO_INPUT or STATUS_DATA for a wrong result, STATUS_INPUT_OUTPUT on a full disk. */
enum status table_write(const char *result_path, const char *csv_path, int force, struct trail *trail) STATUS_CHECK;

#endif
