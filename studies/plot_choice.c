/* plot_choice.c - series 1 goes along the first axis of a grid at the middle of the second, series 2 the other way round. */
#include "plot_choice.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int double_compare(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

/* distinct values and the place of each run among them */
static enum status axis_make(const struct archive_data *data, struct choice_axis *axis, struct trail *trail)
{
  memcpy(axis->unit, data->unit, sizeof axis->unit);
  memcpy(axis->long_name, data->long_name, sizeof axis->long_name);
  axis->values = calloc(data->count, sizeof *axis->values);
  axis->place = calloc(data->count, sizeof *axis->place);
  if (axis->values == NULL || axis->place == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the axes of %zu runs", data->count);
  size_t finite = 0;
  for (size_t i = 0; i < data->count; i++)
    if (isfinite(data->values[i]))
      axis->values[finite++] = data->values[i];
  qsort(axis->values, finite, sizeof *axis->values, double_compare);
  for (size_t i = 0; i < finite; i++)
    if (axis->count == 0 || axis->values[i] > axis->values[axis->count - 1])
      axis->values[axis->count++] = axis->values[i];
  for (size_t i = 0; i < data->count; i++)
  {
    const double *found =
        bsearch(&data->values[i], axis->values, isfinite(data->values[i]) ? axis->count : 0, sizeof(double), double_compare);
    axis->place[i] = found == NULL ? nan("") : (double)(found - axis->values + 1);
  }
  return STATUS_OK;
}

static enum status axis_read(struct archive *archive, const char *name, size_t runs, struct choice_axis *axis,
                             struct trail *trail)
{
  struct archive_data data;
  if (!archive_has(archive, name))
    return STATUS_OK;
  enum status status = archive_read(archive, name, &data, trail);
  if (status != STATUS_OK)
    return status;
  if (data.rank == 1 && data.count == runs)
    status = axis_make(&data, axis, trail);
  archive_data_free(&data);
  // an axis along which nothing differs is none
  if (axis->count < 2)
    axis->count = 0;
  return status;
}

/* the first run at a place of one axis, if possible also at a place of the other; `runs` when there is none */
static size_t run_find(const struct choice *choice, size_t along, double place, double other_place)
{
  const struct choice_axis *axis = &choice->axes[along], *other = &choice->axes[1 - along];
  size_t found = choice->runs;
  for (size_t i = 0; i < choice->runs; i++)
  {
    if (!(axis->place[i] == place))
      continue;
    if (other->count == 0 || other->place[i] == other_place)
      return i;
    if (found == choice->runs)
      found = i;
  }
  return found;
}

/* i-th of `wanted` places spread evenly over `count`, ends included */
static size_t spread(size_t i, size_t wanted, size_t count)
{
  return wanted < 2 ? (count - 1) / 2 : (i * (count - 1) + (wanted - 1) / 2) / (wanted - 1);
}

static void series_make(struct choice *choice, size_t along)
{
  struct choice_series *series = &choice->series[along];
  const struct choice_axis *axis = &choice->axes[along], *other = &choice->axes[1 - along];
  size_t count = axis->count > 0 ? axis->count : along == 0 && other->count == 0 ? choice->runs : 0;
  size_t wanted = count < CHOICE_LARGEST ? count : CHOICE_LARGEST;
  // the middle one of those that the other series shows
  size_t others = other->count < CHOICE_LARGEST ? other->count : CHOICE_LARGEST;
  double middle = other->count == 0 ? 0 : (double)(spread((others - 1) / 2, others, other->count) + 1);
  for (size_t i = 0; i < wanted; i++)
  {
    size_t place = spread(i, wanted, count);
    size_t run = axis->count == 0 ? place : run_find(choice, along, (double)(place + 1), middle);
    if (run < choice->runs)
      series->runs[series->count++] = run;
  }
}

/* inserts in order, once */
static void shown_add(struct choice *choice, size_t run)
{
  size_t at = 0;
  while (at < choice->shown_count && choice->shown[at] < run)
    at++;
  if (at < choice->shown_count && choice->shown[at] == run)
    return;
  memmove(choice->shown + at + 1, choice->shown + at, (choice->shown_count - at) * sizeof *choice->shown);
  choice->shown[at] = run;
  choice->shown_count++;
}

/* nonzero when every run has its own pair of places */
static enum status grid_check(struct choice *choice, struct trail *trail)
{
  const struct choice_axis *one = &choice->axes[0], *two = &choice->axes[1];
  if (one->count == 0 || one->count > SIZE_MAX / (two->count + 1))
    return STATUS_OK;
  size_t columns = two->count == 0 ? 1 : two->count;
  unsigned char *taken = calloc(one->count, columns);
  if (taken == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a grid of %zu runs", choice->runs);
  choice->is_grid = 1;
  for (size_t i = 0; i < choice->runs; i++)
  {
    double row = one->place[i], column = two->count == 0 ? 1 : two->place[i];
    if (isnan(row) || isnan(column) || taken[((size_t)row - 1) * columns + (size_t)column - 1]++ > 0)
      choice->is_grid = 0;
    if (!choice->is_grid)
      break;
  }
  free(taken);
  return STATUS_OK;
}

enum status choice_make(struct archive *archive, struct choice *choice, struct trail *trail)
{
  *choice = (struct choice){ 0 };
  size_t count;
  char **labels;
  enum status status = archive_read_labels(archive, "run_name", &count, &labels, trail);
  if (status != STATUS_OK)
    return status;
  archive_names_free(count, labels);
  choice->runs = count;
  status = axis_read(archive, "axis_1_value", count, &choice->axes[0], trail);
  if (status == STATUS_OK)
    status = axis_read(archive, "axis_2_value", count, &choice->axes[1], trail);
  if (status == STATUS_OK)
    status = grid_check(choice, trail);
  if (status != STATUS_OK)
  {
    choice_free(choice);
    return status;
  }
  series_make(choice, 0);
  series_make(choice, 1);
  shown_add(choice, 0);
  for (size_t k = 0; k < 2; k++)
    for (size_t i = 0; i < choice->series[k].count; i++)
      shown_add(choice, choice->series[k].runs[i]);
  return STATUS_OK;
}

void choice_free(struct choice *choice)
{
  for (size_t k = 0; k < 2; k++)
  {
    free(choice->axes[k].values);
    free(choice->axes[k].place);
  }
  *choice = (struct choice){ 0 };
}

size_t choice_block(const struct choice *choice, size_t run)
{
  size_t block = 0;
  while (block < choice->shown_count && choice->shown[block] != run)
    block++;
  return block;
}
