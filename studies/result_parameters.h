/* result_parameters.h - what the runs were made of. */
#ifndef NEOCOL_STUDIES_RESULT_PARAMETERS_H
#define NEOCOL_STUDIES_RESULT_PARAMETERS_H

#include "archive.h"
#include "result.h"

/* Writes the dimension parameter with its labels and parameter_value[run][parameter], as the scenarios have it.
 * STATUS_INPUT_OUTPUT, STATUS_MEMORY. */
enum status result_parameters_write(struct archive *archive, const struct result *result, struct trail *trail) STATUS_CHECK;

#endif
