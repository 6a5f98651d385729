/* scenario_changes.h - every declared value of a scenario changed in turn, for the tests of what a store tells apart. */
#ifndef NEOCOL_TESTS_SCENARIO_CHANGES_H
#define NEOCOL_TESTS_SCENARIO_CHANGES_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "parameter.h"
#include "scenario.h"
#include "unit.h"

/* a value within the bounds that differs from the present one, or one outside where there is none */
static inline double value_other(double value, double low, double high)
{
  double up = value + 0.1 * (high - value), down = value - 0.1 * (value - low);
  double other = high - value > value - low ? up : down;
  return other < value || other > value ? other : 1.5 * value + 1;
}

/* Changes each key, parameter and switch of `changed`, which equals `base`, calls `look` with the name of what was changed and
 * takes the change back. Each other choice of a choice counts; sessions get one more. */
static void scenario_changes(const struct scenario *base, struct scenario *changed, void (*look)(void *context, const char *path),
                             void *context)
{
  for (size_t k = 0; k < scenario_key_count(); k++)
  {
    const struct key *key = scenario_key(k);
    const char *kept = (const char *)scenario_object(base, k);
    char *object = (char *)changed + (kept - (const char *)base), path[128];
    snprintf(path, sizeof path, "%s.%s", key->section, key->name);
    double number;
    int choice;
    memcpy(&number, kept + key->offset, sizeof number);
    memcpy(&choice, kept + key->offset, sizeof choice);
    if (key->kind == KEY_CHOICE)
    {
      for (int other = 0; key->choices[other] != NULL; other++)
      {
        memcpy(object + key->offset, &other, sizeof other);
        if (other != choice)
          look(context, path);
      }
      memcpy(object + key->offset, &choice, sizeof choice);
    }
    else if (key->kind == KEY_TIMES)
    {
      changed->protocol.session_times[1] = 28;
      changed->protocol.session_times_count = 2;
      look(context, path);
      changed->protocol = base->protocol;
    }
    else
    {
      double factor = unit_factor(key->unit), other = value_other(number, key->low * factor, key->high * factor);
      other = key->kind == KEY_COUNT ? number + 1 : other;
      memcpy(object + key->offset, &other, sizeof other);
      look(context, path);
      memcpy(object + key->offset, &number, sizeof number);
    }
  }
  for (size_t p = 0; p < parameter_count(); p++)
  {
    const struct process *process;
    const struct parameter_row *row = parameter_at(p, &process);
    double factor = unit_factor(row->unit);
    changed->parameters[p] = value_other(base->parameters[p], row->low * factor, row->high * factor);
    look(context, row->name);
    changed->parameters[p] = base->parameters[p];
  }
  for (size_t i = 0; i < process_count(); i++)
  {
    changed->off[i] = !base->off[i];
    look(context, process_at(i)->name);
    changed->off[i] = base->off[i];
  }
}

#endif
