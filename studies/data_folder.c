/* data_folder.c - an environment variable, or next to the figures. */
#include "data_folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "plot_folder.h"

enum status data_path(const char *name, size_t size, char *path, struct trail *trail)
{
  const char *chosen = getenv("NEOCOL_DATA");
  int written = chosen != NULL && *chosen != '\0' ? snprintf(path, size, "%s/%s", chosen, name)
                                                  : snprintf(path, size, "%s/../data/%s", plot_folder(), name);
  if (written < 0 || (size_t)written >= size)
    return status_fail(trail, STATUS_DATA, "the path of '%s' in the folder of data is too long", name);
  return STATUS_OK;
}
