/* result_parameters.c - every key and parameter: value in each run, unit, evidence, source and where the value comes from. */
#include "result_parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/* texts of all keys and parameters of the base run */
struct table
{
  size_t count;
  char **name, **origin;
  const char **unit, **source, **evidence, **doc;
};

static void table_free(struct table *t)
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
}

static int table_make(struct table *t, const struct scenario *base)
{
  size_t keys = scenario_key_count();
  t->count = keys + parameter_count();
  t->name = calloc(t->count, sizeof *t->name);
  t->origin = calloc(t->count, sizeof *t->origin);
  t->unit = calloc(t->count, sizeof *t->unit);
  t->source = calloc(t->count, sizeof *t->source);
  t->evidence = calloc(t->count, sizeof *t->evidence);
  t->doc = calloc(t->count, sizeof *t->doc);
  if (!t->name || !t->origin || !t->unit || !t->source || !t->evidence || !t->doc)
    return 0;
  for (size_t k = 0; k < t->count; k++)
  {
    char name[128], origin[256];
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
    t->name[k] = strdup(name);
    t->origin[k] = strdup(scenario_origin(base, k, sizeof origin, origin));
    if (t->name[k] == NULL || t->origin[k] == NULL)
      return 0;
  }
  return 1;
}

enum status result_parameters_write(struct archive *archive, const struct result *result, struct trail *trail)
{
  static const char *const axes[] = { "run", "parameter", NULL };
  struct table t = { 0 };
  size_t keys = scenario_key_count();
  double *values = NULL;
  enum status status = STATUS_OK;
  if (!table_make(&t, result->base) || (values = malloc((result->runs * t.count + 1) * sizeof *values)) == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the table of parameters");
  if (status == STATUS_OK)
    status = archive_axis(archive, "parameter", "1", "Parameter", t.count, NULL, trail);
  const struct
  {
    const char *variable, *long_name;
    const char *const *labels;
  } columns[] = { { "parameter_name", "Name in a scenario", (const char *const *)t.name },
                  { "parameter_unit", "Unit", t.unit },
                  { "parameter_evidence", "Evidence", t.evidence },
                  { "parameter_source", "Source, a key of references.bib", t.source },
                  { "parameter_origin", "Where the value of the base run comes from", (const char *const *)t.origin },
                  { "parameter_meaning", "Meaning", t.doc } };
  for (size_t c = 0; c < sizeof columns / sizeof *columns && status == STATUS_OK; c++)
    status = archive_labels(archive, columns[c].variable, columns[c].long_name, "parameter", columns[c].labels, trail);
  for (size_t i = 0; status == STATUS_OK && i < result->runs; i++)
    for (size_t k = 0; k < t.count; k++)
      values[i * t.count + k] = k < keys ? key_value(scenario_key(k), scenario_object(result->scenarios[i], k))
                                         : result->scenarios[i]->parameters[k - keys] / unit_factor(t.unit[k]);
  if (status == STATUS_OK)
    status = archive_variable(archive, "parameter_value", "1",
                              "Value, in parameter_unit (choices: their number), before the factors of the person", axes,
                              "parameter_name", values, trail);
  free(values);
  table_free(&t);
  return status;
}
