/* replicate_file.h - a report of a published model as a result file. */
#ifndef NEOCOL_STUDIES_REPLICATE_FILE_H
#define NEOCOL_STUDIES_REPLICATE_FILE_H

#include "replicate.h"

/* Writes a table (not a search). STATUS_CANNOT_CREATE when the file exists and `force` is 0. */
enum status replicate_file_write(const struct replicate_report *report, const char *path, int force,
                                 struct trail *trail) STATUS_CHECK;

#endif
