/* scorecard.c - runs the ensemble, the declared and the best parameters for every predicted row. */
#include "scorecard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data_folder.h"
#include "setting.h"

enum
{
  PATH_SIZE = 1024
};

void scorecard_free(struct scorecard *card)
{
  scoring_free(&card->scoring);
  measurements_free(&card->measurements);
  free(card->predicted);
  free(card->declared);
  free(card->fitted);
  free(card->scores);
  memset(card, 0, sizeof *card);
}

/* evenly spaced members of a posterior */
static enum status members_choose(const struct ensemble *all, size_t most, struct ensemble *chosen, struct trail *trail)
{
  size_t members = most == 0 || most > all->members ? all->members : most;
  *chosen = (struct ensemble){ all->settings, members, calloc(all->settings + 1, sizeof(size_t)),
                               calloc(members * all->settings + 1, sizeof(double)) };
  if (chosen->numbers == NULL || chosen->values == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu sets of parameters", members);
  memcpy(chosen->numbers, all->numbers, all->settings * sizeof *all->numbers);
  for (size_t m = 0; m < members; m++)
    memcpy(chosen->values + m * all->settings, all->values + m * all->members / members * all->settings,
           all->settings * sizeof *all->values);
  return STATUS_OK;
}

/* rows from terms */
static void rows_fill(const struct scoring *scoring, const double *term, double *row)
{
  for (size_t i = 0; i < scoring->measurements->count; i++)
    row[i] = scoring_row(scoring, i, term);
}

/* with all parameters as the scenarios and declarations say, or with the best set */
static enum status single_run(struct scorecard *card, const struct ensemble *ensemble, double *row, struct trail *trail)
{
  double *term = calloc(card->scoring.terms + 1, sizeof *term);
  enum status status = term == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for predictions") : STATUS_OK;
  for (size_t s = 0; s < card->scoring.scenarios && status == STATUS_OK; s++)
    status = scoring_run(&card->scoring, s, ensemble, ensemble == NULL ? NULL : ensemble->values, term, trail);
  if (status == STATUS_OK)
    rows_fill(&card->scoring, term, row);
  free(term);
  return status;
}

/* the best set as an ensemble of one: the values that differ between fitted.yaml and the declarations */
static enum status best_read(const char *posterior, const struct ensemble *all, struct ensemble *best, struct trail *trail)
{
  char path[PATH_SIZE];
  const char *slash = strrchr(posterior, '/');
  struct scenario *scenario = NULL;
  snprintf(path, sizeof path, "%.*sfitted.yaml", slash == NULL ? 0 : (int)(slash - posterior + 1), posterior);
  struct trail *quiet = calloc(1, sizeof *quiet);
  enum status status = quiet == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for '%s'", path) : STATUS_OK;
  if (status == STATUS_OK)
  {
    status = scenario_read(path, NULL, 0, &scenario, quiet);
    if (status != STATUS_OK)
      trail_append(trail, quiet);
  }
  if (status == STATUS_OK)
    status = members_choose(all, 1, best, trail);
  for (size_t s = 0; s < best->settings && status == STATUS_OK; s++)
  {
    struct key key = setting_key(best->numbers[s]);
    best->values[s] = key_value(&key, setting_object(scenario, best->numbers[s]));
  }
  scenario_free(scenario);
  free(quiet);
  return status;
}

static enum status arrays_make(struct scorecard *card, struct trail *trail)
{
  size_t rows = card->measurements.count;
  card->predicted = calloc(rows * card->members + 1, sizeof *card->predicted);
  card->declared = calloc(rows + 1, sizeof *card->declared);
  card->fitted = calloc(rows + 1, sizeof *card->fitted);
  card->scores = calloc(rows + 1, sizeof *card->scores);
  if (card->predicted == NULL || card->declared == NULL || card->fitted == NULL || card->scores == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu measurements and %zu members", rows, card->members);
  return STATUS_OK;
}

/* all members, and the score of each row */
static enum status ensemble_run(struct scorecard *card, const struct ensemble *ensemble, const struct scorecard_request *request,
                                struct trail *trail)
{
  size_t rows = card->measurements.count, terms = card->scoring.terms;
  double *matrix = calloc(ensemble->members * terms + 1, sizeof *matrix);
  enum status status = matrix == NULL
                           ? status_fail(trail, STATUS_MEMORY, "no memory for %zu members", ensemble->members)
                           : scoring_matrix(&card->scoring, ensemble, request->threads, request->progress, matrix, trail);
  for (size_t i = 0; i < rows && status == STATUS_OK; i++)
  {
    double *predicted = card->predicted + i * card->members;
    for (size_t m = 0; m < card->members; m++)
      predicted[m] = scoring_row(&card->scoring, i, matrix + m * terms);
    card->scores[i] = scoring_score(&card->measurements.rows[i], card->members, predicted);
  }
  free(matrix);
  return status;
}

enum status scorecard_make(const struct scorecard_request *request, struct scorecard *card, struct trail *trail)
{
  char path[PATH_SIZE], folder[PATH_SIZE], posterior[PATH_SIZE];
  struct ensemble all = { 0 }, chosen = { 0 }, best = { 0 };
  enum status status = data_path("measurements.csv", sizeof path, path, trail);
  if (status == STATUS_OK)
    status = data_path("scenarios", sizeof folder, folder, trail);
  if (status == STATUS_OK)
    status = data_path("posterior.csv", sizeof posterior, posterior, trail);
  if (request->posterior != NULL)
    snprintf(posterior, sizeof posterior, "%s", request->posterior);
  if (status == STATUS_OK && card->measurements.count == 0)
    status = measurements_read(path, &card->measurements, trail);
  if (status == STATUS_OK)
    status = scoring_make(&card->measurements, folder, NULL, &card->scoring, trail);
  if (status == STATUS_OK)
    status = ensemble_read(posterior, &all, trail);
  if (status == STATUS_OK)
    status = members_choose(&all, request->members, &chosen, trail);
  if (status == STATUS_OK)
    status = best_read(posterior, &all, &best, trail);
  card->members = chosen.members;
  card->members_there = all.members;
  if (status == STATUS_OK)
    status = arrays_make(card, trail);
  if (status == STATUS_OK)
    status = single_run(card, NULL, card->declared, trail);
  if (status == STATUS_OK)
    status = single_run(card, &best, card->fitted, trail);
  if (status == STATUS_OK)
    status = ensemble_run(card, &chosen, request, trail);
  ensemble_free(&all);
  ensemble_free(&chosen);
  ensemble_free(&best);
  return status;
}

struct scorecard_count scorecard_count(const struct scorecard *card, enum measurement_role role, const char *group)
{
  struct scorecard_count count = { 0, 0 };
  for (size_t i = 0; i < card->measurements.count; i++)
  {
    const struct measurement *m = &card->measurements.rows[i];
    if (m->role != role || card->scoring.first[i] == card->scoring.terms || (group != NULL && strcmp(m->group, group) != 0))
      continue;
    count.inside += card->scores[i].inside != 0;
    count.outside += card->scores[i].inside == 0;
  }
  return count;
}
