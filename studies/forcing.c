/* forcing.c - leak of channels as prepared cubics, then closed forms. */
#include "forcing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exponential.h"
#include "registry.h"
#include "response.h"

const char *const forcing_names[] = { "barrier_leak",       "pigment_response",   "refractory_pool",
                                      "collagen_answer",    "bleeding_tendency",  "water_loss_ratio",
                                      "vessel_density",     "fibroblast_density", "fibroblasts_per_collagen",
                                      "wound_growth_factor" };

const enum forcing_input forcing_changes[FORCING_CHANGES] = { BARRIER_LEAK, COLLAGEN_ANSWER, WATER_LOSS_RATIO,
                                                              WOUND_GROWTH_FACTOR };

void forcing_free(struct forcing *forcing)
{
  free(forcing->knot);
  free(forcing->cubic);
  free(forcing->growth);
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
  int deep = closure->wound_growth != NULL;
  if (deep)
    forcing->growth = malloc(SKIN_LAYERS * closure->count * sizeof *forcing->growth);
  if (forcing->knot == NULL || forcing->cubic == NULL || (deep && forcing->growth == NULL))
  {
    forcing_free(forcing);
    return status_fail(trail, STATUS_MEMORY, "no memory for the forcing of the tissue");
  }
  memcpy(forcing->knot, closure->time, closure->count * sizeof *forcing->knot);
  closure_cubics(closure, closure->defect, forcing->fresh > 0 ? forcing->fresh : 1, forcing->cubic);
  forcing->last = forcing->fresh > 0 ? closure->defect[closure->count - 1] / forcing->fresh : 0;
  skin_layers(&scenario->skin, forcing->layers);
  forcing->growth_decay = parameter_value(scenario->parameters, "growth_signal.decay");
  for (size_t l = 0; l < SKIN_LAYERS && deep; l++)
  {
    // the first curve is that of the epidermis
    const double *curve = closure->wound_growth + (l + 1) * closure->growth_stride;
    closure_cubics(closure, curve, 1, forcing->growth + l * (closure->count - 1));
    forcing->growth_last[l] = curve[closure->count - 1];
  }
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &forcing->person);
  if (scenario->off[process_find("person")])
    forcing->person = (struct person_inputs){ 1, 1, 1, 1, 1 };
  return STATUS_OK;
}

/* interval of the knots that holds `since` */
static size_t interval_find(const struct forcing *forcing, double since, size_t *hint)
{
  const double *knot = forcing->knot;
  size_t end = forcing->knots - 1, k = *hint;
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
  return k;
}

static double cubic_get(const double *c, double x)
{
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

/* adds what one session's channels do `since` day after it: defect relative to fresh, growth factor in each layer */
static double session_get(const struct forcing *forcing, double since, size_t *hint, double *grown)
{
  if (since < 0)
    return 0;
  size_t end = forcing->knots - 1;
  if (since >= forcing->knot[end])
  {
    double late = since - forcing->knot[end];
    for (size_t l = 0; l < SKIN_LAYERS && forcing->growth != NULL; l++)
      grown[l] += forcing->growth_last[l] * exponential_real(-forcing->growth_decay * late);
    return forcing->last * exponential_real(-forcing->decay_rate * late);
  }
  size_t k = interval_find(forcing, since, hint);
  double x = since - forcing->knot[k];
  for (size_t l = 0; l < SKIN_LAYERS && forcing->growth != NULL; l++)
    grown[l] += cubic_get(forcing->growth[l * end + k], x);
  return forcing->fresh > 0 ? cubic_get(forcing->cubic[k], x) : 0;
}

/* mean over a slab of what is known for each layer */
static double layers_mean(const struct forcing *forcing, const struct response_slab *slab, const double *value)
{
  double sum = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    double shared = fmin(slab->bottom, forcing->layers[l].bottom) - fmax(slab->top, forcing->layers[l].top);
    sum += shared > 0 ? shared / (slab->bottom - slab->top) * value[l] : 0;
  }
  return sum;
}

void forcing_update(const struct forcing *forcing, struct exposure *exposure, double time, size_t stride, double *environment)
{
  const struct protocol *protocol = forcing->protocol;
  double hit = 0, all = 0, since = (double)NAN, grown[SKIN_LAYERS] = { 0 };
  for (size_t j = 0; j < exposure->done; j++)
  {
    since = time - protocol->session_times[j];
    double leak = session_get(forcing, since, &exposure->hint[j], grown);
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
    // it spreads further than tissue responds, so it reaches what was missed as well
    environment[WOUND_GROWTH_FACTOR * stride + c] = forcing->growth != NULL ? layers_mean(forcing, &exposure->slab[c], grown) : 0;
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
