/* plot_folder.c - an environment variable, what was installed with the program (wherever that was moved), the source tree. */
#include "plot_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* DIR/share/neocol/plots of a program DIR/bin/neocol; NULL when there is none */
static const char *folder_beside_program(void)
{
  enum
  {
    ROOM = 4096
  };
  static char folder[ROOM];
  char program[ROOM];
  ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
  if (size <= 0)
    return NULL;
  program[size] = '\0';
  char *slash = strrchr(program, '/');
  if (slash == NULL)
    return NULL;
  *slash = '\0';
  int written = snprintf(folder, sizeof folder, "%.4000s/../share/neocol/plots", program);
  return written > 0 && written < ROOM && access(folder, R_OK) == 0 ? folder : NULL;
}

const char *plot_folder(void)
{
  const char *chosen = getenv("NEOCOL_PLOTS");
  if (chosen != NULL && *chosen != '\0')
    return chosen;
  const char *beside = folder_beside_program();
  if (beside != NULL)
    return beside;
  return access(NEOCOL_PLOTS_BUILT, R_OK) == 0 ? NEOCOL_PLOTS_BUILT : NEOCOL_PLOTS_INSTALLED;
}
