/* table.h - the numbers of a result as a tidy CSV. */
#ifndef NEOCOL_IO_TABLE_H
#define NEOCOL_IO_TABLE_H

#include "status.h"

/* Writes all variables over `run` alone as run,run_name,variable,value,unit. STATUS_CANNOT_CREATE when `csv_path` exists and
 * `force` is 0; STATUS_INPUT_OUTPUT. */
enum status table_write(const char *result_path, const char *csv_path, int force, struct trail *trail) STATUS_CHECK;

#endif
