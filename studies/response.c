/* response.c - which hit patterns there are and what they weigh, which slabs of the dermis they act on, and their means. */
#include "response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "random.h"
#include "stability.h"

enum
{
  EXACT_SESSIONS = 8,  /* up to here all patterns are taken */
  PURPOSE_PATTERNS = 1 /* stream of random numbers */
};

const struct method *response_method(const struct scenario *scenario)
{
  const char *name = plan_methods[scenario->solver.method];
  const struct method *own[] = { &rosenbrock_method, &dormand_prince_method };
  for (size_t k = 0; k < sizeof own / sizeof *own; k++)
    if (strcmp(own[k]->name, name) == 0)
      return own[k];
  for (size_t k = 0; k < gsl_method_count; k++)
    if (strcmp(gsl_methods[k].name, name) == 0)
      return &gsl_methods[k];
  return NULL;
}

enum status response_assembly(const struct scenario *scenario, struct assembly **assembly, struct trail *trail)
{
  *assembly = NULL;
  const struct method *method = response_method(scenario);
  if (scenario->solver.depth_cells > 0 && method->is_dense)
    return status_fail(trail, STATUS_DATA,
                       "solver.method is '%s', which has a dense Jacobian: too slow for %g cells over depth; expected 'rodas4p', "
                       "or an explicit method",
                       method->name, scenario->solver.depth_cells);
  const struct process **on = calloc(tissue_process_count + 1, sizeof *on);
  size_t *first = calloc(tissue_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < tissue_process_count; i++)
    {
      const char *variant = tissue_processes[i]->variant;
      int is_other = variant != NULL && strcmp(variant, plan_variants[scenario->plan.variant]) != 0;
      on[i] = is_other || scenario->off[channel_process_count + i] ? NULL : tissue_processes[i];
      first[i] = parameter_first(tissue_processes[i]);
    }
    status = assembly_create(on, tissue_process_count, batch_environment_names, ENVIRONMENTS, scenario->parameters, first,
                             assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the tissue");
  // rest must be stable, or the tissue is ill before anything happened; where it is densest, loops are strongest
  double rest[STATES];
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  struct skin_density density = skin_density(&scenario->skin, layers[0].top, layers[0].bottom);
  const double environment[ENVIRONMENTS] = { [PIGMENT_RESPONSE] = skin_pigment_response(&scenario->skin),
                                             [REFRACTORY_POOL] = scenario->plan.variant != PLAN_NO_REFRACTORY,
                                             [COLLAGEN_ANSWER] = 1,
                                             [BLEEDING_TENDENCY] = 1,
                                             [WATER_LOSS_RATIO] = 1,
                                             [VESSEL_DENSITY] = density.vessels,
                                             [FIBROBLAST_DENSITY] = density.fibroblasts,
                                             [FIBROBLASTS_PER_COLLAGEN] = density.fibroblasts / density.collagen };
  assembly_initial(*assembly, rest);
  status = stability_verify(*assembly, rest, environment, trail);
  if (status != STATUS_OK)
  {
    assembly_free(*assembly);
    *assembly = NULL;
  }
  return status;
}

/* sessions that know nothing of each other: one lane for each session alone, and rest for what is left of the weight; the mean
 * is rest plus the sum of the single responses */
static void singles_fill(struct batch *batch, size_t first, double phi)
{
  size_t sessions = batch->protocol->session_times_count;
  memset(batch->hit, 0, sizeof batch->hit);
  for (size_t l = 0; l < batch->lanes; l++)
  {
    size_t session = first + l;
    batch->weight[l] = session < sessions ? phi : 1 - phi * (double)sessions;
    if (session < sessions)
      batch->hit[l][session] = 1;
  }
}

/* fills the patterns first .. first + lanes with their weights */
static void patterns_fill(struct batch *batch, size_t first, size_t patterns, double phi)
{
  size_t sessions = batch->protocol->session_times_count;
  int drawn = sessions > EXACT_SESSIONS;
  struct random_stream stream = { (uint64_t)batch->scenario->plan.seed, (uint32_t)batch->first_slab, PURPOSE_PATTERNS };
  for (size_t l = 0; l < batch->lanes; l++)
  {
    batch->weight[l] = drawn ? 1.0 / (double)patterns : 1;
    for (size_t j = 0; j < sessions; j++)
    {
      size_t pattern = first + l;
      int hit = drawn ? random_uniform(stream, pattern * PROTOCOL_SESSIONS + j) < phi : (int)(pattern >> (sessions - 1 - j) & 1);
      batch->hit[l][j] = (unsigned char)hit;
      if (!drawn)
        batch->weight[l] *= hit ? phi : 1 - phi;
    }
  }
}

/* largest standard error over time of the means of drawn patterns */
static void errors_estimate(struct response *response, const double *square)
{
  for (size_t i = 0; i < response->slabs * response->observables; i++)
    for (size_t k = 0; k < response->times; k++)
    {
      double mean = response->observable[i * response->times + k];
      double variance = square[i * response->times + k] - mean * mean;
      double error = variance > 0 ? sqrt(variance / (double)response->patterns) : 0;
      response->standard_error[i] = error > response->standard_error[i] ? error : response->standard_error[i];
    }
}

/* all patterns of `cells` slabs from `first_slab` on */
static enum status column_run(struct batch *batch, size_t count, const double *times, double *state, struct trail *trail)
{
  struct response *response = batch->response;
  double phi = response->slab[batch->first_slab].responding;
  enum status status = batch_coupling_make(batch, trail);
  for (size_t first = 0; first < response->patterns && status == STATUS_OK; first += LANES)
  {
    batch->lanes = response->patterns - first < LANES ? response->patterns - first : LANES;
    batch->first_time = batch->done = 0;
    if (batch->scenario->plan.variant == PLAN_ADDITIVE)
      singles_fill(batch, first, batch->scenario->plan.ensemble == PLAN_MEAN_FIELD ? 1 : phi);
    else if (batch->scenario->plan.ensemble == PLAN_MEAN_FIELD)
    {
      memset(batch->hit, 1, sizeof batch->hit);
      batch->weight[0] = 1;
    }
    else
      patterns_fill(batch, first, response->patterns, phi);
    status = batch_run(batch, count, times, state, trail);
  }
  batch_coupling_free(batch);
  return status;
}

void response_free(struct response *response)
{
  free(response->slab);
  free(response->observable);
  free(response->state);
  free(response->standard_error);
  memset(response, 0, sizeof *response);
}

/* how many patterns stand for a protocol */
static size_t patterns_count(const struct scenario *scenario)
{
  size_t sessions = scenario->protocol.session_times_count;
  if (scenario->plan.variant == PLAN_ADDITIVE)
    return sessions + 1;
  if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
    return 1;
  return sessions > EXACT_SESSIONS ? (size_t)scenario->plan.pattern_samples : (size_t)1 << sessions;
}

/* layers as they are, or cells of equal thickness that share the hits of the best-reached depth */
static void slabs_fill(const struct scenario *scenario, const struct puncture *puncture, struct response *response)
{
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  double top = layers[0].top, dermis = layers[SKIN_LAYERS - 1].bottom - top, most = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    struct response_slab *slab = &response->slab[i];
    if (!response->coupled)
    {
      const struct puncture_layer *field = &puncture->layers[i];
      *slab = (struct response_slab){ layers[i].top, layers[i].bottom, field->intensity, field->responding_fraction,
                                      field->bleeding };
      continue;
    }
    slab->top = top + dermis * (double)i / (double)response->slabs;
    slab->bottom = top + dermis * (double)(i + 1) / (double)response->slabs;
    double middle = (slab->top + slab->bottom) / 2;
    struct puncture_layer field = puncture_at(puncture, &scenario->skin, &scenario->device, slab->top, slab->bottom, middle);
    slab->intensity = field.injured_fraction;
    slab->responding = field.responding_fraction;
    slab->bleeding = field.bleeding;
    most = fmax(most, field.responding_fraction);
  }
  for (size_t i = 0; response->coupled && i < response->slabs; i++)
  {
    response->slab[i].responding = most;
    response->slab[i].intensity = most > 0 ? fmin(response->slab[i].intensity / most, 1) : 0;
  }
  if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
    for (size_t i = 0; i < response->slabs; i++)
      response->slab[i].intensity *= response->slab[i].responding;
}

/* room for everything that a response holds */
static enum status response_make(const struct scenario *scenario, const struct assembly *assembly, size_t count,
                                 struct response *response, struct trail *trail)
{
  memset(response, 0, sizeof *response);
  response->coupled = scenario->solver.depth_cells > 0;
  response->slabs = response->coupled ? (size_t)scenario->solver.depth_cells : SKIN_LAYERS;
  response->times = count;
  response->observables = assembly_observable_count(assembly);
  response->states = assembly_state_count(assembly);
  response->patterns = patterns_count(scenario);
  response->slab = calloc(response->slabs, sizeof *response->slab);
  response->observable = calloc(response->slabs * response->observables * count + 1, sizeof(double));
  response->state = calloc(response->slabs * response->states * count + 1, sizeof(double));
  response->standard_error = calloc(response->slabs * response->observables + 1, sizeof(double));
  if (response->slab == NULL || response->observable == NULL || response->state == NULL || response->standard_error == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  if (response->states > STATES)
    return status_fail(trail, STATUS_SOFTWARE, "the tissue has %zu states, at most %d are possible", response->states, STATES);
  return STATUS_OK;
}

enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail)
{
  enum status status = response_make(scenario, assembly, count, response, trail);
  int drawn = scenario->plan.ensemble == PLAN_HIT_PATTERNS && scenario->plan.variant != PLAN_ADDITIVE &&
              scenario->protocol.session_times_count > EXACT_SESSIONS;
  size_t cells = response->coupled ? response->slabs : 1;
  double *square = drawn ? calloc(response->slabs * response->observables * count + 1, sizeof(double)) : NULL;
  double *state = calloc((response->states + 1) * cells * LANES, sizeof(double));
  if (status == STATUS_OK && (state == NULL || (drawn && square == NULL)))
    status = status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  if (status == STATUS_OK)
    slabs_fill(scenario, puncture, response);
  struct person_inputs person;
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &person);
  if (scenario->off[process_find("person")])
    person = (struct person_inputs){ 1, 1, 1, 1, 1 };
  for (size_t first = 0; first < response->slabs && status == STATUS_OK; first += cells)
  {
    struct batch batch = { .scenario = scenario,
                           .assembly = assembly,
                           .closure = closure,
                           .protocol = &scenario->protocol,
                           .person = &person,
                           .density = puncture->density,
                           .first_slab = first,
                           .cells = cells,
                           .response = response,
                           .square = square };
    status = column_run(&batch, count, times, state, trail);
    if (status != STATUS_OK)
      status = status_at(trail, status, "in the dermis from %.3g to %.3g mm", response->slab[first].top,
                         response->slab[first + cells - 1].bottom);
  }
  if (status == STATUS_OK && drawn)
    errors_estimate(response, square);
  free(square);
  free(state);
  if (status != STATUS_OK)
    response_free(response);
  return status;
}

double response_mean(const struct response *response, const double *values, size_t stride, size_t at, double top, double bottom)
{
  double sum = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    const struct response_slab *slab = &response->slab[i];
    double shared = fmin(slab->bottom, bottom) - fmax(slab->top, top);
    if (shared > 0)
      sum += shared * values[i * stride + at];
  }
  return sum / (bottom - top);
}
