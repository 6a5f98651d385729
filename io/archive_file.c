/* archive_file.c - starts and completes a result file: room on the disk, memory that HDF5 takes, and what it says when it fails.
 *
 * HDF5 is lost once a write fails (it can neither close the file nor end), so room on the disk is taken before it writes. */
#include "archive_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
  NAME_SIZE = 512,
  CACHE =
      1 << 17, /* bytes that HDF5 keeps of its own structures, as they are in the file: in memory they are several times larger */
  SIEVE = 1 << 12,     /* bytes of a part of a variable in one piece that HDF5 collects before it writes or reads */
  FREE = 1 << 20,      /* bytes that HDF5 keeps after use */
  CONVERTED = 1 << 14, /* bytes that are converted to another type at a time */
  LATER = 64,          /* variables whose rows come later: room grows by so many */
  RESERVE = 1 << 16,   /* bytes for what HDF5 adds to any content */
  AHEAD_MOST = 1 << 24 /* bytes that are taken ahead of need */
};

/* --- errors --- */

/* why the last call of HDF5 that failed did so; HDF5 itself forgets it with the next call */
static _Thread_local char reason[NAME_SIZE];

/* keeps the description of the innermost error */
static herr_t reason_visit(unsigned n, const H5E_error2_t *error, void *unused)
{
  (void)unused;
  if (n == 0 && error->desc != NULL)
    snprintf(reason, sizeof reason, "%s", error->desc);
  return 0;
}

static herr_t reason_keep(hid_t stack, void *unused)
{
  return H5Ewalk2(stack, H5E_WALK_UPWARD, reason_visit, unused);
}

void archive_quiet(void)
{
  H5Eset_auto2(H5E_DEFAULT, reason_keep, NULL);
}

enum status archive_trouble(struct trail *trail, enum status status, const char *what, const char *name)
{
  status_fail(trail, status, "%s '%s': %s", what, name, *reason == '\0' ? "no reason given" : reason);
  *reason = '\0';
  return status;
}

void archive_text_variable(const char *variable, const char *name, char *text, size_t size)
{
  snprintf(text, size, "%s%s%s", variable == NULL ? "" : variable, variable == NULL ? "" : "_", name);
}

hid_t archive_access(void)
{
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  // what HDF5 freed is given back
  H5set_free_list_limits(FREE / 4, FREE / 16, FREE / 4, FREE / 16, FREE, FREE / 4);
  H5AC_cache_config_t cache = { .version = H5AC__CURR_CACHE_CONFIG_VERSION };
  if (H5Pget_mdc_config(access, &cache) < 0)
    return access;
  cache.set_initial_size = 1;
  cache.initial_size = cache.max_size = CACHE;
  cache.min_size = CACHE / 2;
  // the file has a lock of its own (target.c); one that is read never changes, and some network folders have no locks
  if (H5Pset_mdc_config(access, &cache) < 0 || H5Pset_sieve_buf_size(access, SIEVE) < 0 || H5Pset_file_locking(access, 0, 1) < 0)
    H5Eclear2(H5E_DEFAULT);
  return access;
}

enum status archive_reserve(struct archive *archive, size_t bytes, struct trail *trail)
{
  haddr_t end = 0;
  archive_quiet();
  if (H5Fget_eoa(archive->file, &end) < 0)
    return archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write", archive->path);
  size_t wanted = (size_t)end + bytes + RESERVE;
  if (wanted <= archive->reserved)
    return STATUS_OK;
  // the file will go on growing: take more than is needed now, which costs about the same
  size_t ahead = wanted / 4 < AHEAD_MOST ? wanted / 4 : AHEAD_MOST;
  wanted += RESERVE;
  int trouble =
      posix_fallocate(archive->target.descriptor, (off_t)archive->reserved, (off_t)(wanted + ahead - archive->reserved));
  if (trouble == 0)
    wanted += ahead;
  else
    trouble = posix_fallocate(archive->target.descriptor, (off_t)archive->reserved, (off_t)(wanted - archive->reserved));
  if (trouble != 0)
    return status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot be written (%zu bytes more): %s", archive->path, bytes,
                       strerror(trouble));
  archive->reserved = wanted;
  return STATUS_OK;
}

/* --- variables whose rows come later --- */

int archive_later_add(struct archive *archive, const char *name, hid_t dataset, size_t chunk)
{
  if (archive->later_count % LATER == 0)
  {
    struct archive_later *later = realloc(archive->later, (archive->later_count + LATER) * sizeof *later);
    if (later == NULL)
    {
      H5Dclose(dataset);
      return 1;
    }
    archive->later = later;
  }
  struct archive_later *later = &archive->later[archive->later_count++];
  *later = (struct archive_later){ .dataset = dataset, .chunk = chunk };
  snprintf(later->name, sizeof later->name, "%s", name);
  return 0;
}

const struct archive_later *archive_later_find(const struct archive *archive, const char *name)
{
  for (size_t k = 0; k < archive->later_count; k++)
    if (strcmp(archive->later[k].name, name) == 0)
      return &archive->later[k];
  return NULL;
}

/* nonzero: failed */
static int later_close(struct archive *archive)
{
  int failed = 0;
  for (size_t k = 0; k < archive->later_count; k++)
    failed |= H5Dclose(archive->later[k].dataset) < 0;
  archive->later_count = 0;
  free(archive->later);
  archive->later = NULL;
  return failed;
}

/* --- start --- */

/* the file, with links and attributes in order of creation; what HDF5 keeps in memory does not grow with it */
static hid_t file_create(const char *unfinished)
{
  hid_t access = archive_access(), list = archive_properties(H5P_FILE_CREATE), file = -1;
  if (access >= 0 && list >= 0 && H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
    file = H5Fcreate(unfinished, H5F_ACC_TRUNC, list, access);
  if (list >= 0)
    H5Pclose(list);
  H5Pclose(access);
  return file;
}

enum status archive_create(const char *path, int force, struct archive **archive, struct trail *trail)
{
  *archive = NULL;
  archive_quiet();
  struct archive *made = calloc(1, sizeof *made);
  if (made == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory to create result '%s'", path);
  made->file = made->transfer = -1;
  enum status status = target_open(&made->target, path, force, trail);
  if (status == STATUS_OK)
  {
    made->path = made->target.path;
    // HDF5 writes as soon as it makes the file
    int trouble = posix_fallocate(made->target.descriptor, 0, RESERVE);
    if (trouble != 0)
      status = status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot be written: %s", path, strerror(trouble));
  }
  if (status == STATUS_OK)
  {
    made->file = file_create(made->target.unfinished);
    made->transfer = H5Pcreate(H5P_DATASET_XFER);
    if (made->file < 0 || H5Pset_buffer(made->transfer, CONVERTED, NULL, NULL) < 0 ||
        archive_attribute_text(made->file, "Conventions", "CF-1.8"))
      status = archive_trouble(trail, STATUS_CANNOT_CREATE, "cannot start", path);
  }
  if (status != STATUS_OK)
    archive_abandon(made);
  else
    *archive = made;
  return status;
}

/* --- end --- */

/* completes the file as HDF5 sees it; nonzero: failed */
static int file_complete(struct archive *archive)
{
  haddr_t end = 0;
  if (archive_axes_complete(archive) || archive_axes_close(archive) || later_close(archive) ||
      archive_attribute_double(archive->file, ARCHIVE_MARK, 1) || H5Fflush(archive->file, H5F_SCOPE_GLOBAL) < 0 ||
      H5Fget_eoa(archive->file, &end) < 0 || H5Fclose(archive->file) < 0)
    return 1;
  archive->file = -1;
  // room that was not needed
  off_t size = lseek(archive->target.descriptor, 0, SEEK_END);
  return size > (off_t)end && ftruncate(archive->target.descriptor, (off_t)end) != 0;
}

enum status archive_finish(struct archive *archive, struct trail *trail)
{
  enum status status = archive_reserve(archive, archive_axes_room(archive), trail);
  if (status == STATUS_OK && file_complete(archive))
    status = archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot complete", archive->path);
  if (status == STATUS_OK)
    status = target_commit(&archive->target, trail);
  archive_abandon(archive);
  return status;
}

void archive_abandon(struct archive *archive)
{
  if (archive == NULL)
    return;
  later_close(archive);
  archive_axes_close(archive);
  if (archive->transfer >= 0)
    H5Pclose(archive->transfer);
  if (archive->file >= 0)
    H5Fclose(archive->file);
  target_close(&archive->target);
  free(archive);
}
