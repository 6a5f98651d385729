/* files_alone.c - the result and the table of a sweep written once more from ready numbers: what is left of its processor time
 * when nothing is computed, made, kept or read off.
 *
 *   files_alone READY.nc READY.csv COPY.nc COPY.csv
 *
 * The copy has the variables, attributes, types, chunks and compression of the result that is there, written to HDF5 directly in
 * pieces as large as the program's; the table is that of the program, from the numbers of the ready one, and must have its bytes.
 * Both are synced. Reading, and what belongs to it, is not counted: the pieces are read one by one, so that they are as near as
 * numbers that were just computed. Prints in ms what is not counted, then the result and the table; the rest of the processor
 * time of the process is start and end. */
#include <hdf5.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "csv.h"
#include "../../io/table.h" // not that of the benches

enum
{
  PIECE = 1 << 17, /* bytes of a variable in one piece that are written together */
  NAME = 256
};

/* parts of the processor time */
enum part
{
  START,
  NOT_COUNTED,
  RESULT,
  TABLE,
  PARTS
};

static double spent[PARTS], since;
static enum part part;

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* what follows belongs to another part; returns the one before */
static enum part enter(enum part next)
{
  double now = seconds();
  enum part before = part;
  spent[part] += now - since;
  since = now;
  part = next;
  return before;
}

static void stop(const char *what, const char *name)
{
  fprintf(stderr, "files_alone: %s '%s'\n", what, name);
  exit(1);
}

static void *room(size_t bytes)
{
  void *made = calloc(bytes + 1, 1);
  if (made == NULL)
    stop("no memory for", "a piece");
  return made;
}

/* --- the result --- */

static herr_t attribute_copy(hid_t from, const char *name, const H5A_info_t *info, void *to)
{
  (void)info;
  enum part before = enter(NOT_COUNTED);
  hid_t attribute = H5Aopen(from, name, H5P_DEFAULT), type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  void *value = room(H5Tget_size(type) * (size_t)H5Sget_simple_extent_npoints(space));
  herr_t failed = H5Aread(attribute, type, value);
  enter(before);
  hid_t copy = H5Acreate2(*(hid_t *)to, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  failed |= H5Awrite(copy, type, value) | H5Aclose(copy);
  enter(NOT_COUNTED);
  H5Aclose(attribute);
  H5Tclose(type);
  H5Sclose(space);
  free(value);
  enter(before);
  return failed < 0 ? -1 : 0;
}

static void attributes_copy(hid_t from, hid_t to, const char *name)
{
  hsize_t next = 0;
  if (H5Aiterate2(from, H5_INDEX_CRT_ORDER, H5_ITER_INC, &next, attribute_copy, &to) < 0)
    stop("attributes cannot be copied:", name);
}

/* rows that are written together: a chunk, or as many as make a piece */
static hsize_t rows_together(hid_t list, int rank, const hsize_t *sizes, size_t row)
{
  hsize_t chunk[H5S_MAX_RANK];
  if (H5Pget_layout(list) == H5D_CHUNKED && H5Pget_chunk(list, rank, chunk) == rank)
    return chunk[0];
  return row > PIECE ? 1 : row > 0 && sizes[0] > PIECE / row ? PIECE / row : sizes[0];
}

static void values_copy(hid_t from, hid_t to, hid_t list, const char *name)
{
  hid_t type = H5Dget_type(from), space = H5Dget_space(from);
  hsize_t sizes[H5S_MAX_RANK] = { 1 };
  int rank = H5Sget_simple_extent_dims(space, sizes, NULL);
  size_t row = H5Tget_size(type) * (size_t)H5Sget_simple_extent_npoints(space) / (size_t)(rank > 0 ? sizes[0] : 1);
  hsize_t together = rank > 0 ? rows_together(list, rank, sizes, row) : 1, all = sizes[0];
  void *values = room(row * together);
  for (hsize_t first = 0; first < all; first += together)
  {
    hsize_t start[H5S_MAX_RANK] = { first };
    sizes[0] = all - first < together ? all - first : together;
    hid_t memory = rank > 0 ? H5Screate_simple(rank, sizes, NULL) : H5Scopy(space);
    if (rank > 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, sizes, NULL) < 0)
      stop("rows cannot be selected:", name);
    herr_t failed = H5Dread(from, type, memory, space, H5P_DEFAULT, values);
    enter(RESULT);
    failed |= H5Dwrite(to, type, memory, space, H5P_DEFAULT, values);
    enter(NOT_COUNTED);
    H5Sclose(memory);
    if (failed < 0)
      stop("rows cannot be copied:", name);
  }
  free(values);
  H5Tclose(type);
  H5Sclose(space);
}

static herr_t variable_copy(hid_t group, const char *name, const H5L_info_t *info, void *file)
{
  (void)info;
  enter(NOT_COUNTED);
  hid_t from = H5Dopen2(group, name, H5P_DEFAULT), list = H5Dget_create_plist(from), type = H5Dget_type(from);
  hid_t space = H5Dget_space(from), access = H5Pcreate(H5P_DATASET_ACCESS);
  // chunks are written whole, as in the program
  H5Pset_chunk_cache(access, 1, 0, 1);
  int has_values = H5Dget_storage_size(from) > 0;
  enter(RESULT);
  hid_t to = H5Dcreate2(*(hid_t *)file, name, type, space, H5P_DEFAULT, list, access);
  if (to < 0)
    stop("a variable cannot be made:", name);
  attributes_copy(from, to, name);
  enter(NOT_COUNTED);
  if (has_values)
    values_copy(from, to, list, name);
  H5Dclose(from);
  H5Pclose(list);
  H5Pclose(access);
  H5Tclose(type);
  H5Sclose(space);
  enter(RESULT);
  return H5Dclose(to);
}

static void result_copy(const char *ready, const char *copy)
{
  enter(NOT_COUNTED);
  hid_t from = H5Fopen(ready, H5F_ACC_RDONLY, H5P_DEFAULT), list = from < 0 ? -1 : H5Fget_create_plist(from);
  if (from < 0)
    stop("cannot be read:", ready);
  enter(RESULT);
  hid_t to = H5Fcreate(copy, H5F_ACC_TRUNC, list, H5P_DEFAULT);
  if (to < 0)
    stop("cannot be made:", copy);
  attributes_copy(from, to, "/");
  if (H5Literate(from, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, variable_copy, &to) < 0)
    stop("cannot be copied:", ready);
  int descriptor = H5Fclose(to) < 0 ? -1 : open(copy, O_RDWR);
  if (descriptor < 0 || fsync(descriptor) != 0 || close(descriptor) != 0)
    stop("cannot be completed:", copy);
  enter(NOT_COUNTED);
  H5Pclose(list);
  H5Fclose(from);
}

/* --- the table --- */

/* columns of a table: the rows of one run follow each other */
static size_t columns_count(const struct csv *csv)
{
  size_t count = 0;
  while (count < csv->rows && strcmp(csv->cells[count * csv->columns], csv->cells[0]) == 0)
    count++;
  return count;
}

static enum status table_copy(const char *ready, const char *copy, struct trail *trail)
{
  struct csv csv;
  struct table *table = NULL;
  double *value = NULL;
  enter(NOT_COUNTED);
  enum status status = csv_read(ready, &csv, trail);
  size_t columns = status == STATUS_OK ? columns_count(&csv) : 0;
  if (columns > 0)
    value = room(csv.rows * sizeof *value);
  for (size_t k = 0; k < csv.rows && status == STATUS_OK; k++)
    status = csv_number(&csv, k, 3, &value[k], trail);
  enter(TABLE);
  if (status == STATUS_OK)
    status = table_create(copy, 1, &table, trail);
  for (size_t c = 0; c < columns && status == STATUS_OK; c++)
    status = table_column(table, csv.cells[c * csv.columns + 2], csv.cells[c * csv.columns + 4], trail);
  for (size_t k = 0; k < csv.rows && status == STATUS_OK; k += columns)
    status = table_run(table, csv.cells[k * csv.columns + 1], &value[k], trail);
  if (status == STATUS_OK)
    status = table_finish(table, trail);
  enter(NOT_COUNTED);
  free(value);
  csv_free(&csv);
  return status;
}

int main(int argc, char **argv)
{
  static struct trail trail;
  if (argc != 5)
    stop("expected four files:", "READY.nc READY.csv COPY.nc COPY.csv");
  result_copy(argv[1], argv[3]);
  if (table_copy(argv[2], argv[4], &trail) != STATUS_OK)
    stop(trail.errors, argv[2]);
  enter(START);
  printf("%.3f %.3f %.3f\n", 1e3 * spent[NOT_COUNTED], 1e3 * spent[RESULT], 1e3 * spent[TABLE]);
  return 0;
}
