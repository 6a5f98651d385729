/* data_folder.h - where the published measurements and the fitted parameters are. */
#ifndef NEOCOL_STUDIES_DATA_FOLDER_H
#define NEOCOL_STUDIES_DATA_FOLDER_H

#include <stddef.h>

#include "status.h"

/* Writes FOLDER/name into path: NEOCOL_DATA when it is set, else the folder data next to that of the figures. STATUS_DATA when
 * the path is too long. */
enum status data_path(const char *name, size_t size, char *path, struct trail *trail) STATUS_CHECK;

#endif
