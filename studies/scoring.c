/* scoring.c - makes terms from rows, runs them for many sets of parameters, and compares. */
#include "scoring.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "unit.h"

void scoring_free(struct scoring *scoring)
{
  for (size_t s = 0; s < scoring->scenarios; s++)
  {
    scenario_free(scoring->scenario[s]);
    free(scoring->names[s]);
    closure_free(&scoring->closures[s]);
  }
  free(scoring->scenario);
  free(scoring->names);
  free(scoring->parts);
  free(scoring->closures);
  free(scoring->term);
  free(scoring->first);
  free(scoring->second);
  memset(scoring, 0, sizeof *scoring);
}

/* --- from rows to terms --- */

/* number of the scenario of that file, read when it is new */
static enum status scenario_add(struct scoring *scoring, const char *folder, const char *name, size_t *number,
                                struct trail *trail)
{
  for (*number = 0; *number < scoring->scenarios; ++*number)
    if (strcmp(scoring->names[*number], name) == 0)
      return STATUS_OK;
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  char *copy = strdup(name);
  struct trail *quiet = calloc(1, sizeof *quiet);
  enum status status = STATUS_MEMORY;
  if (path != NULL && copy != NULL && quiet != NULL)
  {
    snprintf(path, size, "%s/%s", folder, name);
    // warnings of a scenario (a crowded field, say) are part of the experiment; errors are told
    status = scenario_read(path, NULL, 0, &scoring->scenario[*number], quiet);
    if (status != STATUS_OK)
      trail_append(trail, quiet);
  }
  free(path);
  free(quiet);
  if (status != STATUS_OK)
  {
    free(copy);
    return status;
  }
  scoring->names[*number] = copy;
  scoring->parts[*number] = PREDICTION_PUNCTURE;
  prediction_coarsen(scoring->scenario[*number]);
  scoring->scenarios++;
  return STATUS_OK;
}

static size_t term_add(struct scoring *scoring, size_t scenario, size_t predictor, double at)
{
  for (size_t k = 0; k < scoring->terms; k++)
  {
    const struct scoring_term *t = &scoring->term[k];
    if (t->scenario == scenario && t->predictor == predictor && ((isnan(t->at) && isnan(at)) || (t->at >= at && t->at <= at)))
      return k;
  }
  scoring->term[scoring->terms] = (struct scoring_term){ scenario, predictor, at };
  if (predictor_at(predictor)->part > scoring->parts[scenario])
    scoring->parts[scenario] = predictor_at(predictor)->part;
  return scoring->terms++;
}

/* does the row fit to the quantity that it names? */
static enum status row_fits(const struct scoring *scoring, const struct measurement *m, size_t predictor, struct trail *trail)
{
  const char *path = scoring->measurements->csv.path;
  if (predictor == predictor_count())
  {
    const char *names[128];
    for (size_t k = 0; k < predictor_count() && k < 128; k++)
      names[k] = predictor_at(k)->name;
    const char *nearest = text_nearest(m->quantity, names, predictor_count());
    return status_fail(trail, STATUS_DATA, "%s:%d: error: '%s': nothing predicts '%s'%s%s%s", path, m->line, m->id, m->quantity,
                       nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
  }
  struct unit declared, own;
  if (unit_parse(predictor_at(predictor)->unit, &own, trail) != STATUS_OK || unit_parse(m->unit, &declared, trail) != STATUS_OK)
    return STATUS_DATA;
  if (!measurement_is_ratio(m) && !dimension_equal(declared.dimension, own.dimension))
    return status_fail(trail, STATUS_DATA, "%s:%d: error: '%s' is in %s, but %s is in %s", path, m->line, m->id, m->unit,
                       m->quantity, predictor_at(predictor)->unit);
  if (predictor_at(predictor)->needs_time != !isnan(m->at))
    return status_fail(trail, STATUS_DATA, "%s:%d: error: '%s': %s %s", path, m->line, m->id, m->quantity,
                       isnan(m->at) ? "needs a time in 'at'" : "has no time; leave 'at' empty");
  return STATUS_OK;
}

static enum status row_add(struct scoring *scoring, const char *folder, size_t row, struct trail *trail)
{
  const struct measurement *m = &scoring->measurements->rows[row];
  size_t predictor = predictor_find(m->quantity), scenario = 0, other = 0;
  enum status status = row_fits(scoring, m, predictor, trail);
  if (status == STATUS_OK)
    status = scenario_add(scoring, folder, m->scenario, &scenario, trail);
  if (status == STATUS_OK && measurement_is_ratio(m))
    status = scenario_add(scoring, folder, *m->against == '\0' ? m->scenario : m->against, &other, trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "for the measurement '%s'", m->id);
  scoring->first[row] = term_add(scoring, scenario, predictor, m->at);
  if (measurement_is_ratio(m))
    scoring->second[row] = term_add(scoring, other, predictor, isnan(m->against_at) ? m->at : m->against_at);
  return STATUS_OK;
}

enum status scoring_make(const struct measurements *measurements, const char *folder,
                         int (*wanted)(const struct measurement *measurement), struct scoring *scoring, struct trail *trail)
{
  size_t rows = measurements->count, most = 2 * rows + 1;
  memset(scoring, 0, sizeof *scoring);
  scoring->measurements = measurements;
  scoring->scenario = calloc(most, sizeof *scoring->scenario);
  scoring->names = calloc(most, sizeof *scoring->names);
  scoring->parts = calloc(most, sizeof *scoring->parts);
  scoring->closures = calloc(most, sizeof *scoring->closures);
  scoring->term = calloc(most, sizeof *scoring->term);
  scoring->first = calloc(rows + 1, sizeof *scoring->first);
  scoring->second = calloc(rows + 1, sizeof *scoring->second);
  if (scoring->scenario == NULL || scoring->names == NULL || scoring->parts == NULL || scoring->closures == NULL ||
      scoring->term == NULL || scoring->first == NULL || scoring->second == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu measurements", rows);
  enum status status = STATUS_OK;
  for (size_t i = 0; i < rows; i++)
    scoring->first[i] = scoring->second[i] = SIZE_MAX;
  for (size_t i = 0; i < rows; i++)
    if (*measurements->rows[i].quantity != '\0' && (wanted == NULL || wanted(&measurements->rows[i])))
    {
      enum status added = row_add(scoring, folder, i, trail);
      status = status == STATUS_OK ? added : status;
    }
  for (size_t i = 0; i < rows; i++)
  {
    scoring->first[i] = scoring->first[i] == SIZE_MAX ? scoring->terms : scoring->first[i];
    scoring->second[i] = scoring->second[i] == SIZE_MAX ? scoring->terms : scoring->second[i];
  }
  return status;
}

/* --- runs --- */

enum status scoring_closures_keep(struct scoring *scoring, struct trail *trail)
{
  enum status status = STATUS_OK;
  for (size_t s = 0; s < scoring->scenarios && status == STATUS_OK; s++)
  {
    struct prediction prediction;
    struct trail quiet = { .errors_length = 0 };
    status = prediction_make(scoring->scenario[s], PREDICTION_CLOSURE, NULL, &prediction, &quiet);
    if (status != STATUS_OK)
    {
      trail_append(trail, &quiet);
      break;
    }
    // the closure goes to the scoring
    scoring->closures[s] = prediction.closure;
    prediction.closure = (struct closure){ .count = 0 };
    prediction_free(&prediction);
  }
  scoring->keep_closures = status == STATUS_OK;
  return status;
}

enum status scoring_run(const struct scoring *scoring, size_t s, const struct ensemble *ensemble, const double *values,
                        double *value, struct trail *trail)
{
  struct scenario taken = *scoring->scenario[s];
  struct prediction prediction;
  double *parameters = NULL;
  if (values != NULL)
  {
    parameters = calloc(parameter_count() + 1, sizeof *parameters);
    if (parameters == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for parameters");
    ensemble_take(ensemble, values, scoring->scenario[s], parameters, &taken);
  }
  const struct closure *closure = scoring->keep_closures ? &scoring->closures[s] : NULL;
  // warnings (a crowded field, say) belong to the experiment
  struct trail quiet = { .errors_length = 0 };
  enum status status = prediction_make(&taken, scoring->parts[s], closure, &prediction, &quiet);
  for (size_t k = 0; k < scoring->terms; k++)
    if (scoring->term[k].scenario == s)
      value[k] =
          status == STATUS_OK ? predictor_value(scoring->term[k].predictor, &prediction, scoring->term[k].at) : (double)NAN;
  if (status == STATUS_OK)
    prediction_free(&prediction);
  else if (trail != NULL)
    trail_append(trail, &quiet);
  free(parameters);
  return status;
}

enum status scoring_matrix(const struct scoring *scoring, const struct ensemble *ensemble, int threads,
                           struct study_progress progress, double *value, struct trail *trail)
{
  size_t items = ensemble->members * scoring->scenarios, done = 0, failed = items;
  threads = threads > 0 ? threads : omp_get_max_threads();
  enum status status = STATUS_OK;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t i = 0; i < items; i++)
  {
    size_t member = i / scoring->scenarios, s = i % scoring->scenarios;
    struct trail *own = calloc(1, sizeof *own);
    enum status found = own == NULL ? STATUS_MEMORY
                                    : scoring_run(scoring, s, ensemble, ensemble->values + member * ensemble->settings,
                                                  value + member * scoring->terms, own);
#pragma omp critical(scoring_progress)
    {
      done++;
      // a run that fails is a missing prediction; the first one is told
      if (found != STATUS_OK && i < failed && own != NULL)
      {
        failed = i;
        status_warn(trail, "set %zu in '%s' could not be run: %.*s", member + 1, scoring->names[s],
                    (int)strcspn(own->errors, "\n"), own->errors);
      }
      if (found == STATUS_MEMORY)
        status = STATUS_MEMORY;
      if (progress.report != NULL && (done % 64 == 0 || done == items))
        progress.report(progress.sink, done, items);
    }
    free(own);
  }
  return status == STATUS_OK ? STATUS_OK : status_fail(trail, status, "no memory for the runs of an ensemble");
}

double scoring_row(const struct scoring *scoring, size_t row, const double *value)
{
  const struct measurement *m = &scoring->measurements->rows[row];
  size_t first = scoring->first[row], second = scoring->second[row];
  if (first == scoring->terms)
    return (double)NAN;
  if (second != scoring->terms)
    return value[first] / value[second];
  return value[first] * unit_factor(predictor_at(scoring->term[first].predictor)->unit) / unit_factor(m->unit);
}

/* --- comparison --- */

double scoring_softness(const struct measurement *m)
{
  if (m->spread > 0)
    return m->spread;
  double size = m->kind == MEASUREMENT_BETWEEN ? fmax(fabs(m->low), fabs(m->high)) : fabs(m->value);
  return size > 0 ? 0.05 * size : 0.05;
}

double scoring_residual(const struct measurement *m, double predicted)
{
  if (isnan(predicted))
    return SCORING_FAR;
  double soft = scoring_softness(m), distance = 0;
  switch (m->kind)
  {
  case MEASUREMENT_VALUE:
    distance = predicted - m->value;
    break;
  case MEASUREMENT_AT_MOST:
    distance = fmax(0, predicted - m->value);
    break;
  case MEASUREMENT_AT_LEAST:
    distance = fmin(0, predicted - m->value);
    break;
  case MEASUREMENT_BETWEEN:
    distance = predicted > m->high ? predicted - m->high : fmin(0, predicted - m->low);
    break;
  case MEASUREMENT_SIGN:
  case MEASUREMENT_ORDER:
    distance = m->value > 0 ? fmin(0, predicted - 1) : fmax(0, predicted - 1);
    break;
  }
  return fmax(-SCORING_FAR, fmin(SCORING_FAR, distance / soft));
}

int scoring_holds(const struct measurement *m, double predicted)
{
  switch (m->kind)
  {
  case MEASUREMENT_VALUE:
    return fabs(predicted - m->value) <= 2 * m->spread;
  case MEASUREMENT_AT_MOST:
    return predicted <= m->value;
  case MEASUREMENT_AT_LEAST:
    return predicted >= m->value;
  case MEASUREMENT_BETWEEN:
    return predicted >= m->low && predicted <= m->high;
  case MEASUREMENT_SIGN:
  case MEASUREMENT_ORDER:
    // a difference below one percent is none
    return m->value > 0 ? predicted > 1.01 : predicted < 0.99;
  }
  return 0;
}

static int numbers_compare(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return isnan(a) || isnan(b) ? isnan(a) - isnan(b) : (a > b) - (a < b);
}

double scoring_quantile(const double *sorted, size_t count, double q)
{
  if (count == 0)
    return (double)NAN;
  double place = q * (double)(count - 1);
  size_t k = (size_t)place < count - 1 ? (size_t)place : count - 1;
  size_t next = k + 1 < count ? k + 1 : k;
  return sorted[k] + (place - (double)k) * (sorted[next] - sorted[k]);
}

struct score scoring_score(const struct measurement *m, size_t count, double *predicted)
{
  struct score score = { .missing = 0 };
  size_t agree = 0;
  // numbers first, the missing ones last
  qsort(predicted, count, sizeof *predicted, numbers_compare);
  for (size_t k = 0; k < count; k++)
  {
    score.missing += isnan(predicted[k]);
    agree += !isnan(predicted[k]) && scoring_holds(m, predicted[k]);
  }
  size_t found = count - score.missing;
  score.median = scoring_quantile(predicted, found, 0.5);
  score.low = scoring_quantile(predicted, found, 0.05);
  score.high = scoring_quantile(predicted, found, 0.95);
  score.share = count == 0 ? 0 : (double)agree / (double)count;
  if (m->kind == MEASUREMENT_VALUE)
    score.inside = m->value >= score.low && m->value <= score.high;
  else
    score.inside = score.share >= 0.5;
  return score;
}
