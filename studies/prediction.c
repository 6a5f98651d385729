/* prediction.c - runs what is compared with measurements, coarsely enough for thousands of runs. */
#include "prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "outcome.h"
#include "person.h"
#include "unit.h"

enum
{
  FINE_DAYS = 16, /* reports every 3 h up to here, then daily */
  PER_DAY = 8,
  DRAWN = 64 /* patterns of protocols with more than 8 sessions */
};

void prediction_coarsen(struct scenario *scenario)
{
  scenario->solver.channel_cell = fmax(scenario->solver.channel_cell, 2 * unit_factor("um"));
  scenario->solver.channel_tolerance = fmax(scenario->solver.channel_tolerance, 1e-2);
  scenario->solver.relative_tolerance = fmax(scenario->solver.relative_tolerance, 1e-3);
  scenario->solver.absolute_tolerance = fmax(scenario->solver.absolute_tolerance, 1e-6);
  scenario->plan.pattern_samples = fmin(scenario->plan.pattern_samples, DRAWN);
}

static enum status times_make(struct prediction *p, struct trail *trail)
{
  const struct protocol *protocol = &p->scenario->protocol;
  double end = protocol->session_times[protocol->session_times_count - 1] + p->scenario->plan.follow_up;
  p->times = calloc((size_t)(FINE_DAYS * PER_DAY + end) + 4, sizeof *p->times);
  if (p->times == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the times of a run");
  for (size_t k = 0; k <= FINE_DAYS * PER_DAY && (double)k / PER_DAY <= end; k++)
    p->times[p->count++] = (double)k / PER_DAY;
  for (size_t k = FINE_DAYS + 1; (double)k <= end; k++)
    p->times[p->count++] = (double)k;
  if (p->times[p->count - 1] < end)
    p->times[p->count++] = end;
  return STATUS_OK;
}

void prediction_free(struct prediction *prediction)
{
  closure_free(&prediction->closure);
  response_free(&prediction->response);
  assembly_free(prediction->assembly);
  free(prediction->times);
  free(prediction->number);
  if (prediction->scenario != NULL)
    free(prediction->scenario->parameters);
  free(prediction->scenario);
  memset(prediction, 0, sizeof *prediction);
}

/* a view of a scenario whose parameters carry the factors of the person, as in a study */
static enum status person_take(const struct scenario *scenario, struct prediction *prediction, struct trail *trail)
{
  struct scenario *taken = malloc(sizeof *taken);
  double *parameters = calloc(parameter_count() + 1, sizeof *parameters);
  if (taken == NULL || parameters == NULL)
  {
    free(taken);
    free(parameters);
    return status_fail(trail, STATUS_MEMORY, "no memory for the parameters of a run");
  }
  *taken = *scenario;
  taken->parameters = parameters;
  memcpy(parameters, scenario->parameters, parameter_count() * sizeof *parameters);
  if (!scenario->off[process_find("person")])
    person_parameters_apply(&scenario->skin, &scenario->drugs, &scenario->aftercare, parameters);
  prediction->scenario = taken;
  return STATUS_OK;
}

/* the numbers that a study reports; they apply the factors of the person themselves */
static enum status numbers_make(const struct scenario *scenario, struct prediction *prediction, struct trail *trail)
{
  struct scenario own = *scenario;
  struct scenario *only = &own;
  struct outcome_axes axes;
  struct outcome outcome;
  prediction->number = calloc(OUTCOME_NUMBER_COUNT, sizeof *prediction->number);
  if (prediction->number == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the numbers of a run");
  enum status status = outcome_axes_make(&only, 1, &axes, trail);
  if (status != STATUS_OK)
    return status;
  status = outcome_compute(scenario, &axes, OUTCOME_NUMBERS_ONLY, NULL, &outcome, trail);
  if (status == STATUS_OK)
  {
    memcpy(prediction->number, outcome.number, OUTCOME_NUMBER_COUNT * sizeof *prediction->number);
    outcome_free(&outcome);
  }
  outcome_axes_free(&axes);
  return status;
}

enum status prediction_make(const struct scenario *scenario, enum prediction_part part, const struct closure *closure,
                            struct prediction *prediction, struct trail *trail)
{
  memset(prediction, 0, sizeof *prediction);
  enum status status = person_take(scenario, prediction, trail);
  const struct scenario *taken = prediction->scenario;
  if (status == STATUS_OK)
    status = puncture_compute(&taken->skin, &taken->device, &prediction->puncture, trail);
  if (status == STATUS_OK && part >= PREDICTION_CLOSURE && closure == NULL)
  {
    status = closure_solve(taken, &prediction->puncture, &prediction->closure, trail);
    closure = &prediction->closure;
  }
  if (status == STATUS_OK && part >= PREDICTION_PAPILLARY)
  {
    struct puncture puncture = prediction->puncture;
    for (size_t l = 1; l < SKIN_LAYERS && part == PREDICTION_PAPILLARY; l++)
      puncture.layers[l].intensity = puncture.layers[l].responding_fraction = 0;
    status = times_make(prediction, trail);
    if (status == STATUS_OK)
      status = response_assembly(taken, &prediction->assembly, trail);
    if (status == STATUS_OK)
      status = response_solve(taken, prediction->assembly, &puncture, closure, prediction->count, prediction->times,
                              &prediction->response, trail);
  }
  if (status == STATUS_OK && part >= PREDICTION_OUTCOME)
    status = numbers_make(scenario, prediction, trail);
  if (status != STATUS_OK)
    prediction_free(prediction);
  return status;
}
