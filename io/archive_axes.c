/* archive_axes.c - which variable lies along which axis, both ways, as HDF5's dimension scales say it: a variable lists its axes
 * (DIMENSION_LIST) and an axis lists its variables (REFERENCE_LIST).
 *
 * H5DSattach_scale would write the list of an axis anew for each variable; here it is written once, when the file is complete. */
#include "archive_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
  AXES = 16, /* room grows by so many */
  USES = 64
};

/* a variable that lies along an axis, in HDF5's own form */
struct use
{
  hobj_ref_t variable;
  int place;
};

struct archive_axis
{
  char name[64];
  hid_t dataset;
  hobj_ref_t reference;
  hsize_t size;
  size_t count;
  struct use *use; /* [count] */
};

int archive_axis_add(struct archive *archive, const char *name, hid_t dataset, size_t size)
{
  if (archive->axis_count % AXES == 0)
  {
    struct archive_axis *axis = realloc(archive->axis, (archive->axis_count + AXES) * sizeof *axis);
    if (axis == NULL)
    {
      H5Dclose(dataset);
      return 1;
    }
    archive->axis = axis;
  }
  struct archive_axis *axis = &archive->axis[archive->axis_count++];
  *axis = (struct archive_axis){ .dataset = dataset, .size = size };
  snprintf(axis->name, sizeof axis->name, "%s", name);
  return H5Rcreate(&axis->reference, dataset, ".", H5R_OBJECT, -1) < 0;
}

/* NULL when there is none */
static struct archive_axis *axis_find(const struct archive *archive, const char *name)
{
  for (size_t k = 0; k < archive->axis_count; k++)
    if (strcmp(archive->axis[k].name, name) == 0)
      return &archive->axis[k];
  return NULL;
}

enum status archive_axes_find(const struct archive *archive, const char *const *axes, size_t *rank, hsize_t *sizes,
                              struct trail *trail)
{
  *rank = 0;
  for (; axes != NULL && axes[*rank] != NULL; *rank += 1)
  {
    if (*rank == ARCHIVE_RANK)
      return status_fail(trail, STATUS_SOFTWARE, "a variable has more than %d axes", ARCHIVE_RANK);
    const struct archive_axis *axis = axis_find(archive, axes[*rank]);
    if (axis == NULL)
      return status_fail(trail, STATUS_SOFTWARE, "there is no axis '%s' in '%s'", axes[*rank], archive->path);
    sizes[*rank] = axis->size;
  }
  return STATUS_OK;
}

/* writes an attribute with one entry per axis or variable; nonzero: failed */
static int list_write(hid_t dataset, const char *name, hid_t type, size_t count, const void *values)
{
  hsize_t size = count;
  hid_t space = H5Screate_simple(1, &size, NULL), attribute = H5Acreate2(dataset, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  int failed = attribute < 0 || H5Awrite(attribute, type, values) < 0;
  if (attribute >= 0 && H5Aclose(attribute) < 0)
    failed = 1;
  H5Sclose(space);
  return failed;
}

/* notes that a variable lies along an axis; nonzero: no memory */
static int use_add(struct archive_axis *axis, hobj_ref_t variable, size_t place)
{
  if (axis->count % USES == 0)
  {
    struct use *use = realloc(axis->use, (axis->count + USES) * sizeof *use);
    if (use == NULL)
      return 1;
    axis->use = use;
  }
  axis->use[axis->count++] = (struct use){ variable, (int)place };
  return 0;
}

int archive_axes_attach(struct archive *archive, hid_t dataset, const char *const *axes)
{
  hobj_ref_t variable;
  hvl_t entries[ARCHIVE_RANK + 1];
  size_t rank = 0;
  if (axes == NULL || axes[0] == NULL)
    return 0;
  if (H5Rcreate(&variable, dataset, ".", H5R_OBJECT, -1) < 0)
    return 1;
  for (; axes[rank] != NULL && rank <= ARCHIVE_RANK; rank++)
  {
    struct archive_axis *axis = axis_find(archive, axes[rank]);
    if (axis == NULL || use_add(axis, variable, rank))
      return 1;
    entries[rank] = (hvl_t){ 1, &axis->reference };
  }
  hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
  int failed = list_write(dataset, "DIMENSION_LIST", type, rank, entries);
  H5Tclose(type);
  return failed;
}

size_t archive_axes_room(const struct archive *archive)
{
  size_t uses = 0;
  for (size_t k = 0; k < archive->axis_count; k++)
    uses += archive->axis[k].count;
  return uses * sizeof(struct use);
}

int archive_axes_complete(struct archive *archive)
{
  hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(struct use));
  int failed = H5Tinsert(type, "dataset", offsetof(struct use, variable), H5T_STD_REF_OBJ) < 0 ||
               H5Tinsert(type, "dimension", offsetof(struct use, place), H5T_NATIVE_INT) < 0;
  for (size_t k = 0; k < archive->axis_count && !failed; k++)
    if (archive->axis[k].count > 0)
      failed = list_write(archive->axis[k].dataset, "REFERENCE_LIST", type, archive->axis[k].count, archive->axis[k].use);
  H5Tclose(type);
  return failed;
}

int archive_axes_close(struct archive *archive)
{
  int failed = 0;
  for (size_t k = 0; k < archive->axis_count; k++)
  {
    failed |= H5Dclose(archive->axis[k].dataset) < 0;
    free(archive->axis[k].use);
  }
  archive->axis_count = 0;
  free(archive->axis);
  archive->axis = NULL;
  return failed;
}
