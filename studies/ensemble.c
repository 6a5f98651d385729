/* ensemble.c - parameter sets as a table. */
#include "ensemble.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "setting.h"
#include "target.h"
#include "unit.h"

void ensemble_free(struct ensemble *ensemble)
{
  free(ensemble->numbers);
  free(ensemble->values);
  memset(ensemble, 0, sizeof *ensemble);
}

enum status ensemble_make(const char *const *paths, size_t settings, size_t members, struct ensemble *ensemble,
                          struct trail *trail)
{
  *ensemble = (struct ensemble){ settings, members, calloc(settings + 1, sizeof(size_t)),
                                 calloc(settings * members + 1, sizeof(double)) };
  enum status status = STATUS_OK;
  if (ensemble->numbers == NULL || ensemble->values == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for %zu sets of parameters", members);
  for (size_t s = 0; s < settings && status == STATUS_OK; s++)
  {
    char meant[SETTING_PATH];
    ensemble->numbers[s] = setting_find(paths[s]);
    if (ensemble->numbers[s] == setting_count())
      status = status_fail(trail, STATUS_DATA, "there is no setting '%s'%s%s", paths[s],
                           setting_nearest(paths[s], meant) == NULL ? "" : "; did you mean ",
                           setting_nearest(paths[s], meant) == NULL ? "" : meant);
    else if (setting_key(ensemble->numbers[s]).kind != KEY_QUANTITY)
      status = status_fail(trail, STATUS_DATA, "'%s' is no quantity and cannot be fitted", paths[s]);
  }
  for (size_t k = 0; k < settings * members && status == STATUS_OK; k++)
    ensemble->values[k] = (double)NAN;
  if (status != STATUS_OK)
    ensemble_free(ensemble);
  return status;
}

/* all cells, within the declared bounds */
static enum status values_read(const struct csv *csv, size_t member_column, struct ensemble *ensemble, struct trail *trail)
{
  enum status status = STATUS_OK;
  for (size_t m = 0; m < ensemble->members; m++)
    for (size_t c = 0, s = 0; c < csv->columns; c++)
    {
      if (c == member_column)
        continue;
      double *value = &ensemble->values[m * ensemble->settings + s];
      struct key key = setting_key(ensemble->numbers[s++]);
      enum status read = csv_number(csv, m, c, value, trail);
      if (read == STATUS_OK && !(*value >= key.low && *value <= key.high))
        read = status_fail(trail, STATUS_DATA, "%s:%d: error: %s is %g %s, allowed is %g to %g", csv->path, csv->lines[m],
                           csv->names[c], *value, key.unit, key.low, key.high);
      status = status == STATUS_OK ? read : status;
    }
  return status;
}

enum status ensemble_read(const char *path, struct ensemble *ensemble, struct trail *trail)
{
  struct csv csv;
  size_t member = 0;
  memset(ensemble, 0, sizeof *ensemble);
  enum status status = csv_read(path, &csv, trail);
  if (status != STATUS_OK)
    return status;
  status = csv_column(&csv, "member", &member, trail);
  const char **paths = calloc(csv.columns + 1, sizeof *paths);
  if (status == STATUS_OK && paths == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for '%s'", path);
  for (size_t c = 0, s = 0; c < csv.columns && status == STATUS_OK; c++)
    if (c != member)
      paths[s++] = csv.names[c];
  if (status == STATUS_OK)
    status = ensemble_make(paths, csv.columns - 1, csv.rows, ensemble, trail);
  if (status == STATUS_OK)
    status = values_read(&csv, member, ensemble, trail);
  free(paths);
  csv_free(&csv);
  if (status != STATUS_OK)
  {
    ensemble_free(ensemble);
    return status_at(trail, status, "while reading the sets of parameters '%s'", path);
  }
  return STATUS_OK;
}

enum status ensemble_write(const struct ensemble *ensemble, const char *path, int force, const char *comment, struct trail *trail)
{
  struct target target = { .descriptor = -1 };
  char text[SETTING_PATH + 64];
  enum status status = target_open(&target, path, force, trail);
  if (status == STATUS_OK)
    status = target_write(&target, comment, strlen(comment), trail);
  if (status == STATUS_OK)
    status = target_write(&target, "member", strlen("member"), trail);
  for (size_t s = 0; s < ensemble->settings && status == STATUS_OK; s++)
  {
    char name[SETTING_PATH];
    int size = snprintf(text, sizeof text, ",%s", setting_path(ensemble->numbers[s], name));
    status = target_write(&target, text, (size_t)size, trail);
  }
  for (size_t m = 0; m < ensemble->members && status == STATUS_OK; m++)
  {
    int size = snprintf(text, sizeof text, "\n%zu", m + 1);
    status = target_write(&target, text, (size_t)size, trail);
    for (size_t s = 0; s < ensemble->settings && status == STATUS_OK; s++)
    {
      size = snprintf(text, sizeof text, ",%.6g", ensemble->values[m * ensemble->settings + s]);
      status = target_write(&target, text, (size_t)size, trail);
    }
  }
  if (status == STATUS_OK)
    status = target_write(&target, "\n", 1, trail);
  if (status == STATUS_OK)
    status = target_commit(&target, trail);
  target_close(&target);
  return status;
}

void ensemble_take(const struct ensemble *ensemble, const double *values, const struct scenario *base, double *parameters,
                   struct scenario *taken)
{
  *taken = *base;
  taken->parameters = parameters;
  memcpy(parameters, base->parameters, parameter_count() * sizeof *parameters);
  for (size_t s = 0; s < ensemble->settings; s++)
  {
    size_t number = ensemble->numbers[s];
    // what the file of the scenario gives belongs to the experiment, not to the model
    if (base->origins[number] != SETTING_DEFAULT && base->origins[number] != SETTING_COMPLETED)
      continue;
    struct key key = setting_key(number);
    *(double *)(void *)((char *)setting_object(taken, number) + key.offset) = values[s] * unit_factor(key.unit);
  }
}
