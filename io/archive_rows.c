/* archive_rows.c - blocks of rows of variables, so that neither writing nor reading a result needs memory for all of it. */
#include "archive_file.h"

#include <stdlib.h>
#include <string.h>

enum
{
  HURRY = 1 << 23 /* bytes of rows after which the system is told to begin writing them to the disk */
};

/* --- rows of a dataset --- */

/* selects rows `first` to `first + count` and makes the space of their values in memory; negative on failure, otherwise both are
 * to be closed */
static int rows_select(hid_t dataset, size_t first, size_t count, hid_t *file_space, hid_t *memory_space)
{
  hsize_t sizes[H5S_MAX_RANK], start[H5S_MAX_RANK] = { first };
  *file_space = H5Dget_space(dataset);
  int rank = H5Sget_simple_extent_dims(*file_space, sizes, NULL);
  if (rank > 0 && first + count <= sizes[0] && count > 0)
  {
    sizes[0] = count;
    *memory_space = H5Screate_simple(rank, sizes, NULL);
    if (H5Sselect_hyperslab(*file_space, H5S_SELECT_SET, start, NULL, sizes, NULL) >= 0)
      return 0;
    H5Sclose(*memory_space);
  }
  H5Sclose(*file_space);
  return -1;
}

/* --- writing --- */

void archive_plain_set(struct archive *archive, int plain)
{
  archive->plain = plain;
}

void archive_single_set(struct archive *archive, int single)
{
  archive->single = single;
}

/* writes `values` of `memory_type` into rows of a variable */
static enum status rows_write(struct archive *archive, const struct archive_later *later, hid_t memory_type, size_t first,
                              size_t count, const void *values, struct trail *trail)
{
  hid_t file_space, memory_space;
  int failed = 1;
  enum status status = STATUS_OK;
  archive_quiet();
  if (rows_select(later->dataset, first, count, &file_space, &memory_space) >= 0)
  {
    // chunks at the end are written whole, and hardly compressible ones grow a little
    size_t whole = later->chunk == 0 ? 0 : (count < later->chunk ? later->chunk : count) / count + 1;
    size_t bytes = (size_t)H5Sget_simple_extent_npoints(memory_space) * H5Tget_size(memory_type);
    status = archive_reserve(archive, whole * bytes, trail);
    if (status == STATUS_OK)
      failed = H5Dwrite(later->dataset, memory_type, memory_space, file_space, archive->transfer, values) < 0;
    archive->unhurried += bytes;
    if (archive->unhurried > HURRY)
    {
      archive->unhurried = 0;
      target_hasten(&archive->target);
    }
    H5Sclose(file_space);
    H5Sclose(memory_space);
  }
  return status == STATUS_OK && failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write rows of", later->name)
                                       : status;
}

/* writes numbers of `memory_type` into rows of the variable of that name */
static enum status numbers_write(struct archive *archive, const char *name, hid_t memory_type, size_t first, size_t count,
                                 const void *values, struct trail *trail)
{
  const struct archive_later *later = archive_later_find(archive, name);
  if (later == NULL)
    return archive_trouble(trail, STATUS_SOFTWARE, "there is no variable whose rows come later", name);
  return rows_write(archive, later, memory_type, first, count, values, trail);
}

enum status archive_rows(struct archive *archive, const char *name, size_t first, size_t count, const double *values,
                         struct trail *trail)
{
  return numbers_write(archive, name, H5T_NATIVE_DOUBLE, first, count, values, trail);
}

enum status archive_single_rows(struct archive *archive, const char *name, size_t first, size_t count, const float *values,
                                struct trail *trail)
{
  return numbers_write(archive, name, H5T_NATIVE_FLOAT, first, count, values, trail);
}

/* length of the texts of a dataset of characters */
static size_t characters_length(hid_t dataset)
{
  hsize_t sizes[H5S_MAX_RANK] = { 0 };
  hid_t space = H5Dget_space(dataset);
  int rank = H5Sget_simple_extent_dims(space, sizes, NULL);
  H5Sclose(space);
  return rank == 2 ? (size_t)sizes[1] : 0;
}

enum status archive_label_rows(struct archive *archive, const char *name, size_t first, size_t count, const char *const *labels,
                               struct trail *trail)
{
  const struct archive_later *later = archive_later_find(archive, name);
  size_t longest = later == NULL ? 0 : characters_length(later->dataset);
  if (longest == 0)
    return archive_trouble(trail, STATUS_SOFTWARE, "there are no labels whose rows come later", name);
  char *characters = archive_characters(count, longest, labels);
  if (characters == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for labels '%s'", name);
  enum status status = rows_write(archive, later, H5T_C_S1, first, count, characters, trail);
  free(characters);
  return status;
}

/* --- reading --- */

/* reads rows of a variable of a kind; nonzero: failed */
static int rows_read(struct archive *archive, const char *name, enum variable_kind wanted, size_t first, size_t count,
                     hid_t memory_type, void *values)
{
  enum variable_kind kind;
  hid_t dataset = archive_variable_open(archive, name, &kind), file_space, memory_space;
  int failed = 1;
  if (dataset >= 0 && kind == wanted && rows_select(dataset, first, count, &file_space, &memory_space) >= 0)
  {
    failed = H5Dread(dataset, memory_type, memory_space, file_space, H5P_DEFAULT, values) < 0;
    H5Sclose(file_space);
    H5Sclose(memory_space);
  }
  if (dataset >= 0)
    H5Oclose(dataset);
  return failed;
}

enum status archive_read_rows(struct archive *archive, const char *name, size_t first, size_t count, double *values,
                              struct trail *trail)
{
  if (rows_read(archive, name, VARIABLE_NUMBERS, first, count, H5T_NATIVE_DOUBLE, values))
    return archive_trouble(trail, STATUS_DATA, "cannot read rows of", name);
  return STATUS_OK;
}

enum status archive_read_label_rows(struct archive *archive, const char *name, size_t first, size_t count, char ***labels,
                                    struct trail *trail)
{
  enum variable_kind kind;
  hsize_t sizes[H5S_MAX_RANK] = { 0 };
  int rank = 0;
  hid_t dataset = archive_variable_open(archive, name, &kind);
  *labels = NULL;
  if (dataset >= 0 && kind == VARIABLE_TEXT)
  {
    hid_t space = H5Dget_space(dataset);
    rank = H5Sget_simple_extent_dims(space, sizes, NULL);
    H5Sclose(space);
  }
  if (dataset >= 0)
    H5Oclose(dataset);
  if (rank != 2)
    return status_fail(trail, STATUS_DATA, "variable '%s' of '%s' does not hold labels", name, archive->path);
  size_t length = (size_t)sizes[1];
  char *characters = calloc(count * length + 1, 1), **made = calloc(count + 1, sizeof *made);
  enum status status = STATUS_OK;
  if (characters == NULL || made == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for labels '%s'", name);
  else if (rows_read(archive, name, VARIABLE_TEXT, first, count, H5T_C_S1, characters))
    status = archive_trouble(trail, STATUS_DATA, "cannot read rows of", name);
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    if ((made[i] = strndup(characters + i * length, length)) == NULL)
      status = status_fail(trail, STATUS_MEMORY, "no memory for labels '%s'", name);
  free(characters);
  if (status != STATUS_OK)
    archive_names_free(made == NULL ? 0 : count, made);
  else
    *labels = made;
  return status;
}
