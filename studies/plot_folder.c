/* plot_folder.c - an environment variable, the source tree, or the installed files, whichever is there first. */
#include "plot_folder.h"

#include <stdlib.h>
#include <unistd.h>

const char *plot_folder(void)
{
  const char *chosen = getenv("NEOCOL_PLOTS");
  if (chosen != NULL && *chosen != '\0')
    return chosen;
  return access(NEOCOL_PLOTS_BUILT, R_OK) == 0 ? NEOCOL_PLOTS_BUILT : NEOCOL_PLOTS_INSTALLED;
}
