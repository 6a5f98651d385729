/* target.c - complete files or none: lock, write, sync, rename. */
#ifdef __linux__
#define _GNU_SOURCE // sync_file_range
#endif
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* the folder part of a path; allocated */
static char *path_folder(const char *path)
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL)
    return strdup(".");
  return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static enum status path_check(const char *path, int force, struct trail *trail)
{
  struct stat found;
  size_t length = strlen(path);
  if (length == 0 || path[length - 1] == '/')
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is not the name of a file", path);
  if (stat(path, &found) != 0)
    return STATUS_OK;
  if (!S_ISREG(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists and is not a regular file", path);
  if (!force)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists already; --force replaces it", path);
  return STATUS_OK;
}

/* why path.tmp could not be opened, said about path */
static enum status open_trouble(const char *path, int reason, struct trail *trail)
{
  char *folder = path_folder(path);
  if (reason == ENOENT && folder != NULL)
    status_fail(trail, STATUS_CANNOT_CREATE, "'%s' cannot be created: folder '%s' does not exist", path, folder);
  else if (reason == EACCES && folder != NULL)
    status_fail(trail, STATUS_CANNOT_CREATE, "'%s' cannot be created: folder '%s' cannot be written to", path, folder);
  else
    status_fail(trail, STATUS_CANNOT_CREATE, "'%s' cannot be created: %s", path, strerror(reason));
  free(folder);
  return STATUS_CANNOT_CREATE;
}

/* opens and locks path.tmp; what a killed program left there is overwritten */
static enum status unfinished_open(struct target *target, struct trail *trail)
{
  target->descriptor = open(target->unfinished, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (target->descriptor < 0)
    return open_trouble(target->path, errno, trail);
  // not the kind of lock that goes when another descriptor of the file is closed
  if (flock(target->descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
  {
    close(target->descriptor);
    target->descriptor = -1; // not ours: must not be removed
    return status_fail(trail, STATUS_CANNOT_CREATE, "another program is writing '%s'", target->path);
  }
  if (ftruncate(target->descriptor, 0) != 0)
    return open_trouble(target->path, errno, trail);
  return STATUS_OK;
}

enum status target_open(struct target *target, const char *path, int force, struct trail *trail)
{
  size_t size = strlen(path) + sizeof ".tmp";
  *target = (struct target){ .descriptor = -1, .force = force, .path = strdup(path), .unfinished = malloc(size) };
  if (target->path == NULL || target->unfinished == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory to create '%s'", path);
  snprintf(target->unfinished, size, "%s.tmp", path);
  enum status status = path_check(path, force, trail);
  return status == STATUS_OK ? unfinished_open(target, trail) : status;
}

enum status target_write(struct target *target, const void *bytes, size_t size, struct trail *trail)
{
  for (const char *at = bytes; size > 0;)
  {
    ssize_t written = write(target->descriptor, at, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot be written (%zu bytes are left): %s", target->path, size,
                         strerror(errno));
    at += written;
    size -= (size_t)written;
  }
  return STATUS_OK;
}

void target_hasten(const struct target *target)
{
#ifdef SYNC_FILE_RANGE_WRITE
  // only begins to write, and when it cannot, syncing does it later
  (void)sync_file_range(target->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
  (void)target;
#endif
}

/* makes the new name durable; a file system that cannot do it is no error */
static void folder_sync(const char *path)
{
  char *folder = path_folder(path);
  int descriptor = folder == NULL ? -1 : open(folder, O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0)
  {
    fsync(descriptor);
    close(descriptor);
  }
  free(folder);
}

enum status target_commit(struct target *target, struct trail *trail)
{
  if (fsync(target->descriptor) != 0 && errno != EINVAL)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot be written: %s", target->path, strerror(errno));
  enum status status = path_check(target->path, target->force, trail);
  if (status != STATUS_OK)
    return status;
  if (rename(target->unfinished, target->path) != 0)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot get its name: %s", target->path, strerror(errno));
  folder_sync(target->path);
  close(target->descriptor);
  target->descriptor = -1; // nothing left to remove
  return STATUS_OK;
}

void target_close(struct target *target)
{
  if (target->descriptor >= 0)
  {
    unlink(target->unfinished);
    close(target->descriptor);
  }
  free(target->unfinished);
  free(target->path);
  *target = (struct target){ .descriptor = -1 };
}
