/* result_person.c - one row per factor: what it multiplies, when, and what it was in each run. */
#include "result_person.h"

#include <stdio.h>
#include <stdlib.h>

#include "person.h"

enum
{
  FACTORS_LARGEST = 64
};

/* labels along the factors */
struct labels
{
  size_t count;
  const char *name[FACTORS_LARGEST], *target[FACTORS_LARGEST], *when[FACTORS_LARGEST], *evidence[FACTORS_LARGEST],
      *source[FACTORS_LARGEST];
};

static void label_add(struct labels *labels, const char *name, const char *target, const char *when, const char *evidence,
                      const char *source)
{
  size_t k = labels->count++;
  labels->name[k] = name;
  labels->target[k] = target;
  labels->when[k] = when;
  labels->evidence[k] = evidence;
  labels->source[k] = source;
}

static void labels_make(struct labels *labels)
{
  labels->count = 0;
  for (size_t i = 0; i < person_factor_count && labels->count + 1 < FACTORS_LARGEST; i++)
  {
    char path[96];
    const struct person_factor *factor = &person_factors[i];
    snprintf(path, sizeof path, "person.%s", factor->name);
    const struct parameter_row *row = parameter_at(parameter_find(path), NULL);
    label_add(labels, factor->name, factor->target, factor->when, evidence_name(row->evidence), row->source);
  }
  label_add(labels, "phototype", "pigment_response", "skin.phototype", evidence_name(evidence_assumed), "neocol");
}

static void run_fill(const struct scenario *scenario, size_t count, double *value)
{
  int off = scenario->off[process_find("person")];
  for (size_t i = 0; i + 1 < count; i++)
    value[i] = off ? 1 : person_factor_value(i, &scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters);
  value[count - 1] = skin_pigment_response(&scenario->skin);
}

enum status result_person_write(struct archive *archive, const struct result *result, struct trail *trail)
{
  static const char *const axes[] = { "run", "person_factor", NULL };
  struct labels labels;
  labels_make(&labels);
  const struct
  {
    const char *variable, *long_name;
    const char *const *texts;
  } columns[] = { { "person_factor_name", "Factor of the person", labels.name },
                  { "person_factor_target", "What it multiplies: a parameter, or an input of the tissue", labels.target },
                  { "person_factor_when", "When it applies", labels.when },
                  { "person_factor_evidence", "Evidence", labels.evidence },
                  { "person_factor_source", "Source, a key of references.bib", labels.source } };
  double *values = calloc(result->runs * labels.count + 1, sizeof *values);
  if (values == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the factors of %zu runs", result->runs);
  for (size_t i = 0; i < result->runs; i++)
    run_fill(result->scenarios[i], labels.count, values + i * labels.count);
  enum status status = archive_axis(archive, "person_factor", "1", "Factor of the person", labels.count, NULL, trail);
  for (size_t c = 0; c < sizeof columns / sizeof *columns && status == STATUS_OK; c++)
    status = archive_labels(archive, columns[c].variable, columns[c].long_name, "person_factor", columns[c].texts, trail);
  if (status == STATUS_OK)
    status = archive_variable(archive, "person_factor_value", "1", "Multiplier that the run used; 1: none", axes,
                              "person_factor_name", values, trail);
  free(values);
  return status;
}
