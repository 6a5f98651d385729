/* result_person.c - one row per factor: what it multiplies, when, and what it was in each run. */
#include "result_person.h"

#include <stdio.h>

#include "person.h"

/* labels along the factors */
struct labels
{
  size_t count;
  const char *name[RESULT_PERSON_LARGEST], *target[RESULT_PERSON_LARGEST], *when[RESULT_PERSON_LARGEST],
      *evidence[RESULT_PERSON_LARGEST], *source[RESULT_PERSON_LARGEST];
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
  for (size_t i = 0; i < person_factor_count && labels->count + 1 < RESULT_PERSON_LARGEST; i++)
  {
    char path[96];
    const struct person_factor *factor = &person_factors[i];
    snprintf(path, sizeof path, "person.%s", factor->name);
    const struct parameter_row *row = parameter_at(parameter_find(path), NULL);
    label_add(labels, factor->name, factor->target, factor->when, evidence_name(row->evidence), row->source);
  }
  label_add(labels, "phototype", "pigment_response", "skin.phototype", evidence_name(evidence_assumed), "neocol");
}

size_t result_person_count(void)
{
  struct labels labels;
  labels_make(&labels);
  return labels.count;
}

void result_person_values(const struct scenario *scenario, double values[RESULT_PERSON_LARGEST])
{
  size_t count = person_factor_count < RESULT_PERSON_LARGEST ? person_factor_count : RESULT_PERSON_LARGEST - 1;
  int off = scenario->off[process_find("person")];
  for (size_t i = 0; i < count; i++)
    values[i] = off ? 1 : person_factor_value(i, &scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters);
  values[count] = skin_pigment_response(&scenario->skin);
}

enum status result_person_labels(struct archive *archive, struct trail *trail)
{
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
  enum status status = archive_axis(archive, "person_factor", "1", "Factor of the person", labels.count, NULL, trail);
  for (size_t c = 0; c < sizeof columns / sizeof *columns && status == STATUS_OK; c++)
    status = archive_labels(archive, columns[c].variable, columns[c].long_name, "person_factor", columns[c].texts, trail);
  return status;
}
