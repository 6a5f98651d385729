/* target.h - a file that appears under its name only when it is complete: path.tmp is written, synced and renamed. */
#ifndef NEOCOL_IO_TARGET_H
#define NEOCOL_IO_TARGET_H

#include <stddef.h>

#include "status.h"

/* zero-initialised with descriptor -1; path and unfinished (path.tmp) are owned */
struct target
{
  char *path, *unfinished;
  int descriptor; /* of path.tmp, locked; -1: nothing to remove */
  int force;
};

/* Opens path.tmp. STATUS_CANNOT_CREATE when path exists and `force` is 0, is no regular file, when its folder is missing or
 * cannot be written, or when another program writes the same file. Call target_close in any case. */
enum status target_open(struct target *target, const char *path, int force, struct trail *trail) STATUS_CHECK;

/* Appends bytes. STATUS_INPUT_OUTPUT when the disk is full. */
enum status target_write(struct target *target, const void *bytes, size_t size, struct trail *trail) STATUS_CHECK;

/* Lets the system begin to write what it holds of the file to the disk, so that syncing takes less time. */
void target_hasten(const struct target *target);

/* Syncs and renames. STATUS_INPUT_OUTPUT or STATUS_CANNOT_CREATE leave the earlier file as it was. */
enum status target_commit(struct target *target, struct trail *trail) STATUS_CHECK;

/* Frees, and removes path.tmp when it was not committed. */
void target_close(struct target *target);

#endif
