/* validation_archive.h - the scorecard as a result file, so that plots/validation.gp can draw it. */
#ifndef NEOCOL_STUDIES_VALIDATION_ARCHIVE_H
#define NEOCOL_STUDIES_VALIDATION_ARCHIVE_H

#include "scorecard.h"

/* Writes `path`: one run per scored measurement (calibration and validation), with what was observed and predicted.
 * STATUS_CANNOT_CREATE, STATUS_INPUT_OUTPUT, STATUS_MEMORY. */
enum status validation_archive_write(const struct scorecard *card, const char *path, int force, struct trail *trail) STATUS_CHECK;

#endif
