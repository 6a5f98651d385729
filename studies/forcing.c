/* forcing.c - leak of channels as prepared cubics, then closed forms. */
#include "forcing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exponential.h"
#include "registry.h"
#include "response.h"

const char *const forcing_names[] = { "barrier_leak",    "pigment_response",   "refractory_pool",
                                      "collagen_answer", "bleeding_tendency",  "water_loss_ratio",
                                      "vessel_density",  "fibroblast_density", "fibroblasts_per_collagen" };

const enum forcing_input forcing_changes[FORCING_CHANGES] = { BARRIER_LEAK, COLLAGEN_ANSWER, WATER_LOSS_RATIO };

void forcing_free(struct forcing *forcing)
{
  free(forcing->knot);
  free(forcing->cubic);
  memset(forcing, 0, sizeof *forcing);
}

enum status forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing,
                         struct trail *trail)
{
  *forcing = (struct forcing){ .scenario = scenario,
                               .protocol = &scenario->protocol,
                               .water = closure_water_make(scenario, density),
                               .fresh = closure->defect[0],
                               .knots = closure->count,
                               .decay_rate = closure->decay_rate };
  forcing->knot = malloc(closure->count * sizeof *forcing->knot);
  forcing->cubic = malloc(closure->count * sizeof *forcing->cubic);
  if (forcing->knot == NULL || forcing->cubic == NULL)
  {
    forcing_free(forcing);
    return status_fail(trail, STATUS_MEMORY, "no memory for the forcing of the tissue");
  }
  memcpy(forcing->knot, closure->time, closure->count * sizeof *forcing->knot);
  closure_defect_cubics(closure, forcing->cubic);
  forcing->last = forcing->fresh > 0 ? closure->defect[closure->count - 1] / forcing->fresh : 0;
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &forcing->person);
  if (scenario->off[process_find("person")])
    forcing->person = (struct person_inputs){ 1, 1, 1, 1, 1 };
  return STATUS_OK;
}

/* defect of one session's channels relative to fresh, `since` day after it */
static double leak_get(const struct forcing *forcing, double since, size_t *hint)
{
  if (since < 0)
    return 0;
  const double *knot = forcing->knot;
  size_t end = forcing->knots - 1;
  if (since >= knot[end])
    return forcing->last * exponential_real(-forcing->decay_rate * (since - knot[end]));
  size_t k = *hint;
  // steps lead forward mostly; far away the interval is searched
  if (k >= end || since < knot[k] || (k + 2 <= end && since >= knot[k + 2]))
  {
    size_t high = end;
    for (k = 0; high - k > 1;)
    {
      size_t middle = (k + high) / 2;
      if (knot[middle] <= since)
        k = middle;
      else
        high = middle;
    }
  }
  else if (since >= knot[k + 1])
    k++;
  *hint = k;
  const double *c = forcing->cubic[k];
  double x = since - knot[k];
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

void forcing_update(const struct forcing *forcing, struct exposure *exposure, double time, size_t stride, double *environment)
{
  const struct protocol *protocol = forcing->protocol;
  double hit = 0, all = 0, since = (double)NAN;
  for (size_t j = 0; j < exposure->done; j++)
  {
    since = time - protocol->session_times[j];
    double leak = forcing->fresh > 0 ? leak_get(forcing, since, &exposure->hint[j]) : 0;
    all += leak;
    hit += exposure->hit[j] ? leak : 0;
  }
  double collagen = person_collagen_answer(&forcing->person, since);
  // nothing evaporates under cover
  int evaporates = forcing->water.open_per_defect > 0 && all > 0 && !(since < protocol->occlusion);
  double water = evaporates ? closure_water_get(&forcing->water, all * forcing->fresh) / forcing->water.rest : 1;
  for (size_t c = 0; c < exposure->cells; c++)
  {
    environment[BARRIER_LEAK * stride + c] = exposure->slab[c].intensity * hit;
    environment[COLLAGEN_ANSWER * stride + c] = collagen;
    environment[WATER_LOSS_RATIO * stride + c] = water;
  }
}

void forcing_fill(const struct forcing *forcing, struct exposure *exposure, double time, size_t stride, double *environment)
{
  const struct scenario *scenario = forcing->scenario;
  for (size_t c = 0; c < exposure->cells; c++)
  {
    const struct response_slab *slab = &exposure->slab[c];
    struct skin_density density = skin_density(&scenario->skin, slab->top, slab->bottom);
    environment[VESSEL_DENSITY * stride + c] = density.vessels;
    environment[FIBROBLAST_DENSITY * stride + c] = density.fibroblasts;
    environment[FIBROBLASTS_PER_COLLAGEN * stride + c] = density.fibroblasts / density.collagen;
    environment[PIGMENT_RESPONSE * stride + c] = forcing->person.pigment_response * skin_pigment_response(&scenario->skin);
    environment[REFRACTORY_POOL * stride + c] = scenario->plan.variant != PLAN_NO_REFRACTORY;
    environment[BLEEDING_TENDENCY * stride + c] = forcing->person.bleeding_tendency;
  }
  forcing_update(forcing, exposure, time, stride, environment);
}
