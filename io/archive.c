/* archive.c - writes a result: plain HDF5 with dimension scales and CF attributes, which netCDF-4 readers open and append to. The
 * bytes are the same for the same content: no object times, fixed types, creation order tracked. */
#include "archive_file.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
  NAME_SIZE = 512,
  TEXT_LONGEST = 60000,       /* bytes of an attribute; HDF5's limit is 64 KiB with its header */
  COMPRESS_FROM = 8192,       /* numbers; smaller variables are in one piece */
  CHUNK_LARGEST = 128 * 1024, /* numbers, 1 MiB */
  ROWS_MOST = 1024,           /* of a chunk of a variable whose rows come later */
  ROWS_LEAST = 16,
  ROWS_NUMBERS = 32 * 1024, /* numbers of such a chunk, 256 KiB: as many are held back for each variable */
};

/* --- small pieces of HDF5 --- */

/* bytes of the UTF-8 character at `text`, 0 when it is none */
static size_t character_size(const unsigned char *text)
{
  size_t size = text[0] < 0x80 ? 1 : text[0] >= 0xc2 && text[0] < 0xe0 ? 2 : (text[0] & 0xf0) == 0xe0 ? 3 : 0;
  if (text[0] >= 0xf0 && text[0] < 0xf5)
    size = 4;
  for (size_t i = 1; i < size; i++)
    if ((text[i] & 0xc0) != 0x80)
      return 0;
  return size;
}

/* a copy in which bytes that are not UTF-8 became '?', since readers refuse a whole file for one of them */
static char *text_copy(const char *text)
{
  char *copy = strdup(text);
  for (unsigned char *at = (unsigned char *)copy; copy != NULL && *at != '\0';)
  {
    size_t size = character_size(at);
    if (size == 0)
      *at = '?';
    at += size == 0 ? 1 : size;
  }
  return copy;
}

static int attribute_write(hid_t object, const char *name, hid_t type, hid_t memory_type, size_t count, const void *values)
{
  hsize_t size = count;
  hid_t space = count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, NULL);
  hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  int failed = attribute < 0 || H5Awrite(attribute, memory_type, values) < 0;
  if (attribute >= 0 && H5Aclose(attribute) < 0)
    failed = 1;
  H5Sclose(space);
  return failed;
}

int archive_attribute_text(hid_t object, const char *name, const char *text)
{
  char *copy = text_copy(text);
  if (copy == NULL)
    return 1;
  hid_t type = H5Tcopy(H5T_C_S1);
  int failed = H5Tset_size(type, strlen(copy) + 1) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0 ||
               attribute_write(object, name, type, type, 0, copy);
  H5Tclose(type);
  free(copy);
  return failed;
}

int archive_attribute_double(hid_t object, const char *name, double value)
{
  return attribute_write(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 0, &value);
}

hid_t archive_properties(hid_t kind)
{
  hid_t list = H5Pcreate(kind);
  if (list >= 0 && (H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0 ||
                    H5Pset_obj_track_times(list, 0) < 0))
  {
    H5Pclose(list);
    return -1;
  }
  return list;
}

static size_t sizes_count(size_t rank, const hsize_t *sizes)
{
  size_t count = 1;
  for (size_t i = 0; i < rank; i++)
    count *= (size_t)sizes[i];
  return count;
}

size_t archive_rows_together(size_t numbers)
{
  size_t rows = ROWS_LEAST;
  while (2 * rows <= ROWS_MOST && 2 * rows * numbers <= ROWS_NUMBERS)
    rows *= 2;
  return rows;
}

/* whole rows of the last axes per chunk, the first axes are cut until a chunk is small enough; with `rows` above 0 that are so
 * many rows */
static int chunks_set(hid_t list, size_t rank, const hsize_t *sizes, size_t rows)
{
  hsize_t chunk[ARCHIVE_RANK + 1], count = 1;
  for (size_t i = 0; i < rank; i++)
    count *= chunk[i] = i == 0 && rows > 0 && rows < sizes[0] ? rows : sizes[i];
  for (size_t i = 0; i < rank; i++)
    while (count > CHUNK_LARGEST && chunk[i] > 1)
    {
      count /= chunk[i];
      chunk[i] = (chunk[i] + 1) / 2;
      count *= chunk[i];
    }
  return H5Pset_chunk(list, (int)rank, chunk) < 0 || H5Pset_shuffle(list) < 0 || H5Pset_deflate(list, 1) < 0;
}

/* in one piece that has its room in the file from the start, and no values before they come */
static int piece_set(hid_t list)
{
  return H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY) < 0 || H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) < 0;
}

/* Makes and opens a dataset; large ones are chunked and compressed unless new variables are left as they are. With `later` its
 * rows come later, and *chunk is how many of them a chunk has (0: in one piece). Negative: failed. */
static hid_t dataset_create(const struct archive *archive, const char *name, hid_t type, size_t rank, const hsize_t *sizes,
                            int later, size_t *chunk)
{
  hid_t list = archive_properties(H5P_DATASET_CREATE), access = H5Pcreate(H5P_DATASET_ACCESS), dataset = -1;
  size_t count = sizes_count(rank, sizes);
  *chunk = later && rank > 0 && count > COMPRESS_FROM && !archive->plain ? archive_rows_together(count / (size_t)sizes[0]) : 0;
  int is_chunked = rank > 0 && count > COMPRESS_FROM && !archive->plain;
  double nan_value = nan("");
  int is_number = H5Tget_class(type) == H5T_FLOAT;
  hid_t space = rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple((int)rank, sizes, NULL);
  // chunks are written whole, so that there is no use in keeping them
  int failed = list < 0 || access < 0 || H5Pset_chunk_cache(access, 1, 0, 1) < 0 ||
               (is_number && H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nan_value) < 0) ||
               (is_chunked && chunks_set(list, rank, sizes, *chunk)) || (later && !is_chunked && piece_set(list));
  if (!failed)
    dataset = H5Dcreate2(archive->file, name, type, space, H5P_DEFAULT, list, access);
  H5Sclose(space);
  if (access >= 0)
    H5Pclose(access);
  if (list >= 0)
    H5Pclose(list);
  return dataset;
}

/* bytes that a variable of `count` numbers takes when it is made: all of them, unless its chunks come later */
static size_t room_needed(const struct archive *archive, int later, size_t count, size_t size)
{
  return later && count > COMPRESS_FROM && !archive->plain ? 0 : count * size;
}

/* closes a dataset that is complete, or keeps it open for the rows that come later; nonzero: failed */
static int dataset_leave(struct archive *archive, const char *name, hid_t dataset, int later, size_t chunk, int failed)
{
  if (dataset < 0)
    return 1;
  if (later && !failed)
    return archive_later_add(archive, name, dataset, chunk);
  return H5Dclose(dataset) < 0 || failed;
}

/* --- content --- */

/* a mistake of the caller: a name that cannot be, or that is taken */
static enum status name_check(const struct archive *archive, const char *name, struct trail *trail)
{
  if (name[0] == '\0' || strchr(name, '/') != NULL || strlen(name) >= 64)
    return status_fail(trail, STATUS_SOFTWARE, "'%s' cannot be the name of a variable", name);
  if (H5Lexists(archive->file, name, H5P_DEFAULT) > 0)
    return status_fail(trail, STATUS_SOFTWARE, "variable '%s' is written twice into '%s'", name, archive->path);
  return STATUS_OK;
}

/* a dimension without values, as netCDF writes it */
static int plain_dimension(struct archive *archive, const char *name, size_t size)
{
  char mark[NAME_SIZE];
  hsize_t extent = size;
  snprintf(mark, sizeof mark, ARCHIVE_PLAIN_DIMENSION "%10zu", size);
  hid_t list = archive_properties(H5P_DATASET_CREATE), space = H5Screate_simple(1, &extent, NULL), dataset = -1;
  if (list >= 0 && H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) >= 0)
    dataset = H5Dcreate2(archive->file, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, list, H5P_DEFAULT);
  H5Sclose(space);
  if (list >= 0)
    H5Pclose(list);
  return dataset < 0 || archive_axis_add(archive, name, dataset, size) || H5DSset_scale(dataset, mark) < 0;
}

static int names_write(hid_t dataset, const char *unit, const char *long_name)
{
  return (unit != NULL && archive_attribute_text(dataset, "units", unit)) ||
         (long_name != NULL && archive_attribute_text(dataset, "long_name", long_name));
}

enum status archive_axis(struct archive *archive, const char *name, const char *unit, const char *long_name, size_t size,
                         const double *values, struct trail *trail)
{
  enum status status = name_check(archive, name, trail);
  if (status != STATUS_OK)
    return status;
  if (size == 0)
    return status_fail(trail, STATUS_SOFTWARE, "axis '%s' of '%s' has no entries", name, archive->path);
  status = archive_reserve(archive, values == NULL ? 0 : size * sizeof *values, trail);
  if (status != STATUS_OK)
    return status;
  int failed;
  if (values == NULL)
    failed = plain_dimension(archive, name, size);
  else
  {
    hsize_t extent = size;
    size_t chunk;
    hid_t dataset = dataset_create(archive, name, H5T_IEEE_F64LE, 1, &extent, 0, &chunk);
    failed = dataset < 0 || archive_axis_add(archive, name, dataset, size) ||
             H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0 ||
             H5DSset_scale(dataset, name) < 0 || names_write(dataset, unit, long_name);
  }
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write axis", name) : STATUS_OK;
}

/* the dimension along the characters of a text of `size` bytes */
static int string_dimension(struct archive *archive, size_t size, char *name, size_t name_size)
{
  snprintf(name, name_size, "string%zu", size);
  return H5Lexists(archive->file, name, H5P_DEFAULT) > 0 ? 0 : plain_dimension(archive, name, size);
}

/* writes characters [rows][size] (no rows: one text) along `axis`; NULL: they come later */
static int characters_write(struct archive *archive, const char *name, const char *long_name, const char *axis, size_t rows,
                            size_t size, const char *characters)
{
  char dimension[NAME_SIZE];
  if (string_dimension(archive, size, dimension, sizeof dimension))
    return 1;
  const char *axes[] = { axis == NULL ? dimension : axis, axis == NULL ? NULL : dimension, NULL };
  hsize_t sizes[] = { axis == NULL ? size : rows, size };
  int later = characters == NULL;
  size_t chunk;
  hid_t dataset = dataset_create(archive, name, H5T_C_S1, axis == NULL ? 1 : 2, sizes, later, &chunk);
  int failed = dataset < 0 || (!later && H5Dwrite(dataset, H5T_C_S1, H5S_ALL, H5S_ALL, H5P_DEFAULT, characters) < 0) ||
               archive_axes_attach(archive, dataset, axes) || names_write(dataset, NULL, long_name) ||
               archive_attribute_text(dataset, "_Encoding", "utf-8");
  return dataset_leave(archive, name, dataset, later, chunk, failed);
}

char *archive_characters(size_t rows, size_t longest, const char *const *labels)
{
  char *characters = calloc(rows, longest);
  for (size_t i = 0; characters != NULL && i < rows; i++)
  {
    char *copy = text_copy(labels[i]);
    if (copy == NULL)
    {
      free(characters);
      return NULL;
    }
    size_t size = strlen(copy);
    memcpy(characters + i * longest, copy, size < longest ? size : longest);
    free(copy);
  }
  return characters;
}

enum status archive_labels(struct archive *archive, const char *name, const char *long_name, const char *axis,
                           const char *const *labels, struct trail *trail)
{
  const char *axes[] = { axis, NULL };
  size_t rank, longest = 1;
  hsize_t rows = 0;
  enum status status = name_check(archive, name, trail);
  if (status == STATUS_OK)
    status = archive_axes_find(archive, axes, &rank, &rows, trail);
  if (status != STATUS_OK)
    return status;
  for (size_t i = 0; i < rows; i++)
    longest = strlen(labels[i]) > longest ? strlen(labels[i]) : longest;
  status = archive_reserve(archive, rows * longest, trail);
  if (status != STATUS_OK)
    return status;
  char *characters = archive_characters(rows, longest, labels);
  if (characters == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for labels '%s'", name);
  int failed = characters_write(archive, name, long_name, axis, rows, longest, characters);
  free(characters);
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write labels", name) : STATUS_OK;
}

enum status archive_labels_declare(struct archive *archive, const char *name, const char *long_name, const char *axis,
                                   size_t longest, struct trail *trail)
{
  const char *axes[] = { axis, NULL };
  size_t rank;
  hsize_t rows = 0;
  enum status status = name_check(archive, name, trail);
  if (status == STATUS_OK)
    status = archive_axes_find(archive, axes, &rank, &rows, trail);
  if (status == STATUS_OK)
    status = archive_reserve(archive, room_needed(archive, 1, (size_t)rows * longest, 1), trail);
  if (status == STATUS_OK && characters_write(archive, name, long_name, axis, rows, longest < 1 ? 1 : longest, NULL))
    status = archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot declare labels", name);
  return status;
}

enum status archive_variable(struct archive *archive, const char *name, const char *unit, const char *long_name,
                             const char *const *axes, const char *coordinates, const double *values, struct trail *trail)
{
  size_t rank;
  hid_t type = archive->single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
  hsize_t sizes[ARCHIVE_RANK];
  enum status status = name_check(archive, name, trail);
  if (status == STATUS_OK)
    status = archive_axes_find(archive, axes, &rank, sizes, trail);
  if (status == STATUS_OK)
    status = archive_reserve(archive, room_needed(archive, values == NULL, sizes_count(rank, sizes), H5Tget_size(type)), trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "while writing variable '%s'", name);
  int later = values == NULL;
  size_t chunk;
  double missing = nan("");
  hid_t dataset = dataset_create(archive, name, type, rank, sizes, later, &chunk);
  int failed = dataset < 0 || (!later && H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) ||
               archive_axes_attach(archive, dataset, axes) || names_write(dataset, unit, long_name) ||
               attribute_write(dataset, "_FillValue", type, H5T_NATIVE_DOUBLE, 0, &missing) ||
               (coordinates != NULL && archive_attribute_text(dataset, "coordinates", coordinates));
  failed = dataset_leave(archive, name, dataset, later, chunk, failed);
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write variable", name) : STATUS_OK;
}

/* flag_values 0, 1, ... for the words of `meanings` */
static int meanings_write(hid_t dataset, const char *meanings)
{
  unsigned char values[256];
  size_t count = 0;
  for (const char *at = meanings; *at != '\0' && count < sizeof values; count++)
  {
    values[count] = (unsigned char)count;
    at += strcspn(at, " ");
    at += strspn(at, " ");
  }
  return attribute_write(dataset, "flag_values", H5T_STD_U8LE, H5T_NATIVE_UCHAR, count, values) ||
         archive_attribute_text(dataset, "flag_meanings", meanings);
}

enum status archive_flags(struct archive *archive, const char *name, const char *long_name, const char *meanings,
                          const char *const *axes, const unsigned char *values, struct trail *trail)
{
  size_t rank;
  hsize_t sizes[ARCHIVE_RANK];
  enum status status = name_check(archive, name, trail);
  if (status == STATUS_OK)
    status = archive_axes_find(archive, axes, &rank, sizes, trail);
  if (status == STATUS_OK)
    status = archive_reserve(archive, room_needed(archive, values == NULL, sizes_count(rank, sizes), 1), trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "while writing flags '%s'", name);
  int later = values == NULL;
  size_t chunk;
  hid_t dataset = dataset_create(archive, name, H5T_STD_U8LE, rank, sizes, later, &chunk);
  int failed = dataset < 0 || (!later && H5Dwrite(dataset, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) ||
               archive_axes_attach(archive, dataset, axes) || names_write(dataset, NULL, long_name) ||
               meanings_write(dataset, meanings);
  failed = dataset_leave(archive, name, dataset, later, chunk, failed);
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write flags", name) : STATUS_OK;
}

/* the variable that gets an attribute, or the file; negative when there is none; owner_close in any other case */
static hid_t owner_open(const struct archive *archive, const char *variable, struct trail *trail)
{
  if (variable == NULL)
    return archive->file;
  const struct archive_later *later = archive_later_find(archive, variable);
  hid_t object = later != NULL ? later->dataset : H5Oopen(archive->file, variable, H5P_DEFAULT);
  if (object < 0)
    archive_trouble(trail, STATUS_SOFTWARE, "there is no variable", variable);
  return object;
}

static void owner_close(const struct archive *archive, const char *variable, hid_t object)
{
  if (variable != NULL && archive_later_find(archive, variable) == NULL)
    H5Oclose(object);
}

enum status archive_text(struct archive *archive, const char *variable, const char *name, const char *text, struct trail *trail)
{
  enum status room = archive_reserve(archive, strlen(text), trail);
  if (room != STATUS_OK)
    return room;
  if (strlen(text) > TEXT_LONGEST)
  {
    char long_variable[NAME_SIZE];
    archive_text_variable(variable, name, long_variable, sizeof long_variable);
    enum status status = name_check(archive, long_variable, trail);
    char *copy = status == STATUS_OK ? text_copy(text) : NULL;
    if (status == STATUS_OK && (copy == NULL || characters_write(archive, long_variable, NULL, NULL, 0, strlen(copy), copy)))
      status = archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write text", name);
    free(copy);
    return status;
  }
  hid_t object = owner_open(archive, variable, trail);
  if (object < 0)
    return STATUS_SOFTWARE;
  int failed = archive_attribute_text(object, name, text);
  owner_close(archive, variable, object);
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write attribute", name) : STATUS_OK;
}

enum status archive_number(struct archive *archive, const char *variable, const char *name, double number, struct trail *trail)
{
  enum status room = archive_reserve(archive, sizeof number, trail);
  if (room != STATUS_OK)
    return room;
  hid_t object = owner_open(archive, variable, trail);
  if (object < 0)
    return STATUS_SOFTWARE;
  int failed = archive_attribute_double(object, name, number);
  owner_close(archive, variable, object);
  return failed ? archive_trouble(trail, STATUS_INPUT_OUTPUT, "cannot write attribute", name) : STATUS_OK;
}
