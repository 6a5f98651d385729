/* arm.c - the arms of a comparison, one at a time: those of a grid are made when they are asked for, so that a million of them
 * take no memory. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "reader.h"

size_t scenario_axis_value(const struct scenario *scenario, size_t arm, size_t a)
{
  for (size_t later = scenario->axis_count - 1; later > a; later--)
    arm /= scenario->axes[later].count;
  return arm % scenario->axes[a].count;
}

static const char *path_end(const char *path)
{
  const char *dot = strrchr(path, '.');
  return dot == NULL ? path : dot + 1;
}

const char *scenario_arm_name(const struct scenario *scenario, size_t arm, char name[SCENARIO_NAME])
{
  size_t used = 0;
  name[0] = '\0';
  if (scenario->arm_names != NULL)
    (void)snprintf(name, SCENARIO_NAME, "%s", scenario->arm_names[arm]);
  for (size_t a = 0; scenario->arm_names == NULL && a < scenario->axis_count && used < SCENARIO_NAME - 1; a++)
  {
    // an axis whose short name is not the only one has its whole path
    const char *path = scenario->axes[a].path, *title = path_end(path);
    for (size_t b = 0; b < scenario->axis_count; b++)
      if (b != a && strcmp(path_end(scenario->axes[b].path), path_end(path)) == 0)
        title = path;
    int written = snprintf(name + used, SCENARIO_NAME - used, "%s%s %s", a > 0 ? ", " : "", title,
                           scenario->axes[a].texts[scenario_axis_value(scenario, arm, a)]);
    used += written > 0 ? (size_t)written : 0;
  }
  return name;
}

size_t scenario_arm_change_count(const struct scenario *scenario, size_t arm)
{
  return scenario->arm_names != NULL ? scenario->arm_change_counts[arm] : scenario->axis_count;
}

struct scenario_change scenario_arm_change(const struct scenario *scenario, size_t arm, size_t i)
{
  if (scenario->arm_names != NULL)
    return scenario->arm_changes[arm][i];
  const struct scenario_axis *axis = &scenario->axes[i];
  size_t value = scenario_axis_value(scenario, arm, i);
  return (struct scenario_change){ axis->path, axis->texts[value], axis->lines[value], axis->columns[value], axis->setting };
}

/* Applies the changes of an arm to a copy of the base. */
static enum status arm_apply(const struct scenario *base, size_t arm, const char *name, struct scenario *result,
                             struct trail *trail)
{
  setting_uncomplete(result);
  for (size_t i = 0; i < scenario_arm_change_count(base, arm); i++)
  {
    struct scenario_change change = scenario_arm_change(base, arm, i);
    enum status status = setting_override(result, change.setting, change.text, SETTING_ARM, trail);
    if (status != STATUS_OK)
      return status_at(trail, status, "in the arm '%s' (%s:%d:%d)", name, base->path, change.line, change.column);
  }
  enum status status = setting_complete(result, trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "in the arm '%s' of %s", name, base->path);
  return STATUS_OK;
}

enum status scenario_copy(const struct scenario *base, const char *name, struct scenario **result, struct trail *trail)
{
  *result = NULL;
  struct scenario *copy = scenario_create(base->path, base->text, strlen(base->text));
  char *title = copy == NULL ? NULL : arena_copy(copy->arena, base->title, strlen(base->title));
  if (title == NULL || !scenario_single_make(copy, name))
  {
    scenario_free(copy);
    return status_fail(trail, STATUS_MEMORY, "%s: the system refused memory for the arm '%s'", base->path, name);
  }
  copy->title = title;
  copy->skin = base->skin;
  copy->device = base->device;
  copy->protocol = base->protocol;
  copy->plan = base->plan;
  copy->solver = base->solver;
  copy->drugs = base->drugs;
  copy->aftercare = base->aftercare;
  copy->serum = base->serum;
  copy->alone = base->alone;
  memcpy(copy->parameters, base->parameters, parameter_count() * sizeof *copy->parameters);
  memcpy(copy->off, base->off, process_count() * sizeof *copy->off);
  memcpy(copy->origins, base->origins, setting_count() * sizeof *copy->origins);
  *result = copy;
  return STATUS_OK;
}

enum status scenario_arm(const struct scenario *base, size_t arm, struct scenario **result, struct trail *trail)
{
  char name[SCENARIO_NAME];
  enum status status = scenario_copy(base, scenario_arm_name(base, arm, name), result, trail);
  if (status == STATUS_OK)
    status = arm_apply(base, arm, name, *result, trail);
  if (status != STATUS_OK)
  {
    scenario_free(*result);
    *result = NULL;
  }
  return status;
}
