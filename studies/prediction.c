/* prediction.c - runs what is compared with measurements, coarsely enough for thousands of runs. */
#include "prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "unit.h"

enum
{
  FINE_DAYS = 16, /* reports every 3 h up to here, then daily */
  PER_DAY = 8,
  DRAWN = 48 /* patterns of protocols with more than 8 sessions */
};

void prediction_coarsen(struct scenario *scenario)
{
  scenario->solver.channel_cell = fmax(scenario->solver.channel_cell, 2 * unit_factor("um"));
  scenario->solver.channel_step = fmax(scenario->solver.channel_step, 0.1 * unit_factor("h"));
  scenario->solver.relative_tolerance = fmax(scenario->solver.relative_tolerance, 1e-4);
  scenario->solver.absolute_tolerance = fmax(scenario->solver.absolute_tolerance, 1e-7);
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
  memset(prediction, 0, sizeof *prediction);
}

enum status prediction_make(const struct scenario *scenario, enum prediction_part part, const struct closure *closure,
                            struct prediction *prediction, struct trail *trail)
{
  memset(prediction, 0, sizeof *prediction);
  prediction->scenario = scenario;
  enum status status = puncture_compute(&scenario->skin, &scenario->device, &prediction->puncture, trail);
  if (status == STATUS_OK && part >= PREDICTION_CLOSURE && closure == NULL)
  {
    status = closure_solve(scenario, &prediction->puncture, &prediction->closure, trail);
    closure = &prediction->closure;
  }
  if (status == STATUS_OK && part >= PREDICTION_TISSUE)
  {
    status = times_make(prediction, trail);
    if (status == STATUS_OK)
      status = response_assembly(scenario, &prediction->assembly, trail);
    if (status == STATUS_OK)
      status = response_solve(scenario, prediction->assembly, &prediction->puncture, closure, prediction->count,
                              prediction->times, &prediction->response, trail);
  }
  if (status != STATUS_OK)
    prediction_free(prediction);
  return status;
}
