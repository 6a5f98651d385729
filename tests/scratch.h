/* scratch.h - a folder for the files of a test, removed with all that is in it. */
#ifndef NEOCOL_TESTS_SCRATCH_H
#define NEOCOL_TESTS_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/neocol-test-XXXXXX";

/* path of a file in the folder; the last four stay as they are */
static const char *path_in(const char *name)
{
  static char paths[4][256];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

/* makes the folder; nonzero when it cannot be made (as cmocka wants it of a set-up) */
static inline int folder_make(void **state)
{
  (void)state;
  return mkdtemp(folder) == NULL;
}

/* removes the folder (a tear-down) */
static int folder_remove(void **state)
{
  (void)state;
  char command[sizeof folder + 16];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  return system(command);
}

#endif
