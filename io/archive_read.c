/* archive_read.c - reads a result: variables with their axes, labels and attributes. */
#include "archive_file.h"

#include <errno.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text.h"

enum
{
  NAME_SIZE = 512
};

/* --- file --- */

static enum status file_check(const char *path, struct trail *trail)
{
  struct stat found;
  if (stat(path, &found) != 0)
    return status_fail(trail, STATUS_NO_INPUT, "result '%s' cannot be read: %s", path, strerror(errno));
  if (!S_ISREG(found.st_mode))
    return status_fail(trail, STATUS_NO_INPUT, "result '%s' is not a regular file", path);
  FILE *stream = fopen(path, "rb");
  if (stream == NULL)
    return status_fail(trail, STATUS_NO_INPUT, "result '%s' cannot be read: %s", path, strerror(errno));
  fclose(stream);
  if (H5Fis_hdf5(path) <= 0)
    return status_fail(trail, STATUS_DATA, "'%s' is not a result file (not HDF5)", path);
  return STATUS_OK;
}

enum status archive_open(const char *path, struct archive **archive, struct trail *trail)
{
  *archive = NULL;
  archive_quiet();
  enum status status = file_check(path, trail);
  if (status != STATUS_OK)
    return status;
  hid_t access = archive_access();
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  if (file < 0)
    return archive_trouble(trail, STATUS_DATA, "damaged or incomplete result", path);
  struct archive *made = calloc(1, sizeof *made);
  if (made != NULL)
    *made = (struct archive){ .file = file, .path = strdup(path) };
  if (made == NULL || made->path == NULL)
  {
    H5Fclose(file);
    free(made);
    return status_fail(trail, STATUS_MEMORY, "no memory to read result '%s'", path);
  }
  if (H5Aexists(file, ARCHIVE_MARK) <= 0)
  {
    archive_close(made);
    return status_fail(trail, STATUS_DATA, "'%s' is not a complete result of this program", path);
  }
  *archive = made;
  return STATUS_OK;
}

void archive_close(struct archive *archive)
{
  if (archive == NULL)
    return;
  H5Fclose(archive->file);
  free(archive->path);
  free(archive);
}

/* --- attributes --- */

/* the attribute's text, allocated; NULL when it is missing or not text */
static char *attribute_text(hid_t object, const char *name)
{
  if (H5Aexists(object, name) <= 0)
    return NULL;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT), type = H5Aget_type(attribute);
  char *text = NULL;
  if (type >= 0 && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0)
  {
    // a program that edited the file may have written this kind
    char *found = NULL;
    if (H5Aread(attribute, type, &found) >= 0 && found != NULL)
    {
      text = strdup(found);
      H5free_memory(found);
    }
  }
  else if (type >= 0 && H5Tget_class(type) == H5T_STRING && H5Aget_storage_size(attribute) == H5Tget_size(type))
  {
    size_t size = H5Tget_size(type);
    text = calloc(size + 1, 1);
    if (text != NULL && H5Aread(attribute, type, text) < 0)
    {
      free(text);
      text = NULL;
    }
  }
  if (type >= 0)
    H5Tclose(type);
  if (attribute >= 0)
    H5Aclose(attribute);
  return text;
}

/* an attribute's text into an array, empty when it is missing */
static void attribute_copy(hid_t object, const char *name, char *text, size_t size)
{
  char *found = attribute_text(object, name);
  snprintf(text, size, "%s", found == NULL ? "" : found);
  free(found);
}

/* --- variables --- */

static enum variable_kind variable_kind(hid_t dataset)
{
  char mark[NAME_SIZE];
  attribute_copy(dataset, "NAME", mark, sizeof mark);
  if (strncmp(mark, ARCHIVE_PLAIN_DIMENSION, strlen(ARCHIVE_PLAIN_DIMENSION)) == 0)
    return VARIABLE_NONE;
  hid_t type = H5Dget_type(dataset);
  H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
  int is_character = class == H5T_STRING && H5Tget_size(type) == 1;
  if (type >= 0)
    H5Tclose(type);
  if (class == H5T_FLOAT || class == H5T_INTEGER)
    return VARIABLE_NUMBERS;
  return is_character ? VARIABLE_TEXT : VARIABLE_NONE;
}

hid_t archive_variable_open(const struct archive *archive, const char *name, enum variable_kind *kind)
{
  *kind = VARIABLE_NONE;
  if (name[0] == '\0' || strchr(name, '/') != NULL || H5Lexists(archive->file, name, H5P_DEFAULT) <= 0)
    return -1;
  hid_t object = H5Oopen(archive->file, name, H5P_DEFAULT);
  if (object >= 0 && H5Iget_type(object) == H5I_DATASET)
    *kind = variable_kind(object);
  if (object >= 0 && *kind == VARIABLE_NONE)
  {
    H5Oclose(object);
    object = -1;
  }
  H5Eclear2(H5E_DEFAULT);
  return object;
}

int archive_has(struct archive *archive, const char *name)
{
  enum variable_kind kind;
  hid_t dataset = archive_variable_open(archive, name, &kind);
  if (dataset >= 0)
    H5Oclose(dataset);
  return kind != VARIABLE_NONE;
}

static enum status names_collect(struct archive *archive, size_t *count, char **names, size_t room, struct trail *trail)
{
  for (hsize_t i = 0; i < room; i++)
  {
    char name[NAME_SIZE];
    enum variable_kind kind;
    if (H5Lget_name_by_idx(archive->file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
      return archive_trouble(trail, STATUS_DATA, "cannot list the variables of", archive->path);
    hid_t dataset = archive_variable_open(archive, name, &kind);
    if (dataset >= 0)
      H5Oclose(dataset);
    if (kind != VARIABLE_NUMBERS)
      continue;
    names[*count] = strdup(name);
    if (names[*count] == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for the names of variables");
    *count += 1;
  }
  return STATUS_OK;
}

enum status archive_names(struct archive *archive, size_t *count, char ***names, struct trail *trail)
{
  *count = 0;
  *names = NULL;
  H5G_info_t info;
  if (H5Gget_info(archive->file, &info) < 0)
    return archive_trouble(trail, STATUS_DATA, "cannot list the variables of", archive->path);
  char **made = calloc(info.nlinks + 1, sizeof *made);
  if (made == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the names of variables");
  size_t found = 0;
  enum status status = names_collect(archive, &found, made, info.nlinks, trail);
  if (status != STATUS_OK)
    archive_names_free(found, made);
  else
  {
    *count = found;
    *names = made;
  }
  return status;
}

void archive_names_free(size_t count, char **names)
{
  for (size_t i = 0; names != NULL && i < count; i++)
    free(names[i]);
  free(names);
}

/* says that a variable is missing, with the nearest name */
static enum status variable_missing(struct archive *archive, const char *name, struct trail *trail)
{
  size_t count;
  char **names;
  if (archive_names(archive, &count, &names, NULL) != STATUS_OK)
    return status_fail(trail, STATUS_DATA, "result '%s' has no variable '%s'", archive->path, name);
  const char *nearest = text_nearest(name, (const char *const *)names, count);
  if (nearest == NULL)
    status_fail(trail, STATUS_DATA, "result '%s' has no variable '%s'", archive->path, name);
  else
    status_fail(trail, STATUS_DATA, "result '%s' has no variable '%s'; did you mean '%s'?", archive->path, name, nearest);
  archive_names_free(count, names);
  return STATUS_DATA;
}

/* keeps the name of the first scale of an axis */
static herr_t scale_visit(hid_t dataset, unsigned axis, hid_t scale, void *data)
{
  (void)dataset;
  (void)axis;
  char name[NAME_SIZE];
  if (H5Iget_name(scale, name, sizeof name) > 0)
    snprintf(data, 64, "%s", name + (name[0] == '/'));
  return 1;
}

static enum status shape_read(hid_t dataset, const char *name, struct archive_data *data, struct trail *trail)
{
  hsize_t sizes[H5S_MAX_RANK];
  hid_t space = H5Dget_space(dataset);
  int rank = H5Sget_simple_extent_dims(space, sizes, NULL);
  H5Sclose(space);
  if (rank < 0 || rank > ARCHIVE_RANK)
    return status_fail(trail, STATUS_DATA, "variable '%s' has %d axes, more than %d", name, rank, ARCHIVE_RANK);
  data->rank = (size_t)rank;
  data->count = 1;
  int is_scale = H5DSis_scale(dataset) > 0;
  for (size_t i = 0; i < data->rank; i++)
  {
    if (sizes[i] > SIZE_MAX / sizeof(double) / (data->count == 0 ? 1 : data->count))
      return status_fail(trail, STATUS_DATA, "variable '%s' is too large", name);
    data->size[i] = (size_t)sizes[i];
    data->count *= data->size[i];
    if (is_scale)
      snprintf(data->axes[i], sizeof data->axes[i], "%s", name);
    else
      H5DSiterate_scales(dataset, (unsigned)i, NULL, scale_visit, data->axes[i]);
  }
  attribute_copy(dataset, "units", data->unit, sizeof data->unit);
  attribute_copy(dataset, "long_name", data->long_name, sizeof data->long_name);
  return STATUS_OK;
}

/* shape and, when wanted, values */
static enum status variable_read(struct archive *archive, const char *name, int with_values, struct archive_data *data,
                                 struct trail *trail)
{
  *data = (struct archive_data){ 0 };
  enum variable_kind kind;
  hid_t dataset = archive_variable_open(archive, name, &kind);
  if (kind != VARIABLE_NUMBERS)
  {
    if (dataset < 0)
      return variable_missing(archive, name, trail);
    H5Oclose(dataset);
    return status_fail(trail, STATUS_DATA, "variable '%s' of '%s' is text, not numbers", name, archive->path);
  }
  enum status status = shape_read(dataset, name, data, trail);
  if (status == STATUS_OK && with_values)
  {
    data->values = calloc(data->count == 0 ? 1 : data->count, sizeof *data->values);
    if (data->values == NULL)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the %zu numbers of '%s'", data->count, name);
    else if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data->values) < 0)
      status = archive_trouble(trail, STATUS_DATA, "cannot read variable", name);
  }
  H5Oclose(dataset);
  if (status != STATUS_OK)
    archive_data_free(data);
  return status;
}

enum status archive_read(struct archive *archive, const char *name, struct archive_data *data, struct trail *trail)
{
  return variable_read(archive, name, 1, data, trail);
}

enum status archive_shape(struct archive *archive, const char *name, struct archive_data *data, struct trail *trail)
{
  return variable_read(archive, name, 0, data, trail);
}

void archive_data_free(struct archive_data *data)
{
  free(data->values);
  *data = (struct archive_data){ 0 };
}

/* --- texts --- */

/* all characters of a text variable with their sizes (one axis: one row); NULL on failure */
static char *characters_read(hid_t dataset, size_t *rows, size_t *length)
{
  hsize_t sizes[H5S_MAX_RANK];
  hid_t space = H5Dget_space(dataset);
  int rank = H5Sget_simple_extent_dims(space, sizes, NULL);
  H5Sclose(space);
  if (rank != 1 && rank != 2)
    return NULL;
  *rows = rank == 1 ? 1 : (size_t)sizes[0];
  *length = (size_t)sizes[rank - 1];
  char *characters = *rows > 0 && *length > SIZE_MAX / *rows - 1 ? NULL : calloc(*rows * *length + 1, 1);
  if (characters != NULL && H5Dread(dataset, H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, characters) < 0)
  {
    free(characters);
    characters = NULL;
  }
  return characters;
}

enum status archive_read_labels(struct archive *archive, const char *name, size_t *count, char ***labels, struct trail *trail)
{
  *count = 0;
  *labels = NULL;
  enum variable_kind kind;
  size_t rows = 0, length = 0;
  hid_t dataset = archive_variable_open(archive, name, &kind);
  if (dataset < 0)
    return variable_missing(archive, name, trail);
  char *characters = kind == VARIABLE_TEXT ? characters_read(dataset, &rows, &length) : NULL;
  H5Oclose(dataset);
  if (characters == NULL)
    return status_fail(trail, STATUS_DATA, "variable '%s' of '%s' does not hold labels", name, archive->path);
  char **made = calloc(rows + 1, sizeof *made);
  int failed = made == NULL;
  for (size_t i = 0; i < rows && !failed; i++)
    failed = (made[i] = strndup(characters + i * length, length)) == NULL;
  free(characters);
  if (failed)
  {
    archive_names_free(rows, made);
    return status_fail(trail, STATUS_MEMORY, "no memory for labels '%s'", name);
  }
  *count = rows;
  *labels = made;
  return STATUS_OK;
}

/* a text that was too long for an attribute; NULL when there is none */
static char *long_text_read(const struct archive *archive, const char *variable, const char *name)
{
  char long_variable[NAME_SIZE];
  enum variable_kind kind;
  size_t rows, length;
  archive_text_variable(variable, name, long_variable, sizeof long_variable);
  hid_t dataset = archive_variable_open(archive, long_variable, &kind);
  if (dataset < 0)
    return NULL;
  char *text = kind == VARIABLE_TEXT ? characters_read(dataset, &rows, &length) : NULL;
  H5Oclose(dataset);
  return text;
}

static enum status attribute_missing(const struct archive *archive, const char *variable, const char *name, struct trail *trail)
{
  H5Eclear2(H5E_DEFAULT);
  if (variable == NULL)
    return status_fail(trail, STATUS_DATA, "result '%s' has no attribute '%s'", archive->path, name);
  return status_fail(trail, STATUS_DATA, "variable '%s' of '%s' has no attribute '%s'", variable, archive->path, name);
}

enum status archive_read_text(struct archive *archive, const char *variable, const char *name, char **text, struct trail *trail)
{
  *text = NULL;
  hid_t object = H5Oopen(archive->file, variable == NULL ? "/" : variable, H5P_DEFAULT);
  if (object >= 0)
  {
    *text = attribute_text(object, name);
    H5Oclose(object);
  }
  if (*text == NULL)
    *text = long_text_read(archive, variable, name);
  return *text == NULL ? attribute_missing(archive, variable, name, trail) : STATUS_OK;
}

enum status archive_read_number(struct archive *archive, const char *variable, const char *name, double *number,
                                struct trail *trail)
{
  hid_t object = H5Oopen(archive->file, variable == NULL ? "/" : variable, H5P_DEFAULT), attribute = -1;
  int found = 0;
  if (object >= 0 && H5Aexists(object, name) > 0)
    attribute = H5Aopen(object, name, H5P_DEFAULT);
  if (attribute >= 0)
  {
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    H5T_class_t class = H5Tget_class(type);
    found = (class == H5T_FLOAT || class == H5T_INTEGER) && H5Sget_simple_extent_npoints(space) == 1 &&
            H5Aread(attribute, H5T_NATIVE_DOUBLE, number) >= 0;
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
  }
  if (object >= 0)
    H5Oclose(object);
  return found ? STATUS_OK : attribute_missing(archive, variable, name, trail);
}
