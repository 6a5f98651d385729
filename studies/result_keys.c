/* result_keys.c - walks the declared keys and the parameters of all processes. */
#include "result_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

void result_keys_free(struct result_keys *t)
{
  for (size_t k = 0; k < t->count; k++)
  {
    if (t->name != NULL)
      free(t->name[k]);
    if (t->origin != NULL)
      free(t->origin[k]);
  }
  free(t->name);
  free(t->origin);
  free(t->unit);
  free(t->source);
  free(t->evidence);
  free(t->doc);
  free(t->factor);
  memset(t, 0, sizeof *t);
}

/* row k; returns 0 without memory */
static int row_fill(struct result_keys *t, const struct scenario *base, size_t k)
{
  char name[128], origin[256];
  size_t keys = scenario_key_count();
  if (k < keys)
  {
    const struct key *key = scenario_key(k);
    snprintf(name, sizeof name, "%s%s%s", key->section, *key->section ? "." : "", key->name);
    t->unit[k] = key->unit;
    t->source[k] = key->source;
    t->evidence[k] = key->kind == KEY_QUANTITY ? evidence_name(key->evidence) : "choice";
    t->doc[k] = key->doc;
  }
  else
  {
    const struct process *process;
    const struct parameter_row *row = parameter_at(k - keys, &process);
    snprintf(name, sizeof name, "%s.%s", process->name, row->name);
    t->unit[k] = row->unit;
    t->source[k] = row->source;
    t->evidence[k] = evidence_name(row->evidence);
    t->doc[k] = row->doc;
  }
  t->factor[k] = unit_factor(t->unit[k]);
  t->name[k] = strdup(name);
  t->origin[k] = strdup(scenario_origin(base, k, sizeof origin, origin));
  return t->name[k] != NULL && t->origin[k] != NULL;
}

enum status result_keys_make(struct result_keys *t, const struct scenario *base, struct trail *trail)
{
  memset(t, 0, sizeof *t);
  t->count = scenario_key_count() + parameter_count();
  t->name = calloc(t->count, sizeof *t->name);
  t->origin = calloc(t->count, sizeof *t->origin);
  t->unit = calloc(t->count, sizeof *t->unit);
  t->source = calloc(t->count, sizeof *t->source);
  t->evidence = calloc(t->count, sizeof *t->evidence);
  t->doc = calloc(t->count, sizeof *t->doc);
  t->factor = calloc(t->count, sizeof *t->factor);
  int made = t->name && t->origin && t->unit && t->source && t->evidence && t->doc && t->factor;
  for (size_t k = 0; k < t->count && made; k++)
    made = row_fill(t, base, k);
  return made ? STATUS_OK : status_fail(trail, STATUS_MEMORY, "no memory for the table of parameters");
}

void result_keys_values(const struct result_keys *t, const struct scenario *scenario, double *values)
{
  size_t keys = scenario_key_count();
  for (size_t k = 0; k < keys; k++)
    values[k] = key_value_scaled(scenario_key(k), scenario_object(scenario, k), t->factor[k]);
  for (size_t k = keys; k < t->count; k++)
    values[k] = scenario->parameters[k - keys] / t->factor[k];
}

size_t result_keys_find(const struct result_keys *t, const char *path)
{
  static const char prefix[] = "parameters.";
  path += strncmp(path, prefix, sizeof prefix - 1) == 0 ? sizeof prefix - 1 : 0;
  size_t k = 0;
  while (k < t->count && strcmp(t->name[k], path) != 0)
    k++;
  return k;
}
