/* response.c - batches of hit patterns as lanes of one system; weights, events and means. */
#include "response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "random.h"

enum
{
  LANES = 16,          /* patterns that are stepped together; a constant, so that results depend on nothing else */
  EXACT_SESSIONS = 8,  /* up to here all patterns are taken */
  STEP_LIMIT = 200000, /* of one interval between sessions */
  PURPOSE_PATTERNS = 1 /* stream of random numbers */
};

static const char *const environment_names[] = { "barrier_leak", "pigment_response" };
enum
{
  BARRIER_LEAK,
  PIGMENT_RESPONSE,
  ENVIRONMENTS
};

/* one batch of patterns of one layer */
struct batch
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  const struct closure *closure;
  const struct protocol *protocol;
  double intensity; /* of a session that hits */
  double bleeding;
  size_t lanes;
  size_t done; /* sessions so far; later ones do not leak yet */
  unsigned char hit[LANES][PROTOCOL_SESSIONS];
  double weight[LANES];
  /* where the means go */
  struct response *response;
  size_t layer, first_time;
  double *square; /* [observables][times], second moments; NULL when all patterns are taken */
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
  const struct process **on = calloc(tissue_process_count + 1, sizeof *on);
  size_t *first = calloc(tissue_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < tissue_process_count; i++)
    {
      on[i] = scenario->off[channel_process_count + i] ? NULL : tissue_processes[i];
      first[i] = parameter_first(tissue_processes[i]);
    }
    status =
        assembly_create(on, tissue_process_count, environment_names, ENVIRONMENTS, scenario->parameters, first, assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the tissue");
  return STATUS_OK;
}

/* environment[ENVIRONMENTS][lanes] of lanes first .. first + lanes at `time` */
static void environment_fill(const struct batch *batch, double time, size_t first, size_t lanes, double *environment)
{
  double leak[PROTOCOL_SESSIONS];
  const struct protocol *protocol = batch->protocol;
  size_t sessions = batch->done;
  for (size_t j = 0; j < sessions; j++)
    leak[j] = batch->intensity * closure_defect(batch->closure, time - protocol->session_times[j]);
  double answer = skin_pigment_response(&batch->scenario->skin);
  for (size_t l = 0; l < lanes; l++)
  {
    double sum = 0;
    for (size_t j = 0; j < sessions; j++)
      sum += batch->hit[first + l][j] ? leak[j] : 0;
    environment[BARRIER_LEAK * lanes + l] = sum;
    environment[PIGMENT_RESPONSE * lanes + l] = answer;
  }
}

static void batch_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct batch *batch = context;
  double environment[ENVIRONMENTS * LANES];
  environment_fill(batch, time, first, lanes, environment);
  assembly_rates(batch->assembly, lanes, state, environment, rate);
}

static void batch_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  const struct batch *batch = context;
  double environment[ENVIRONMENTS * LANES];
  environment_fill(batch, time, first, lanes, environment);
  assembly_partials(batch->assembly, lanes, state, environment, values);
}

/* adds the weighted observables and states of a report */
static void batch_report(void *sink, size_t index, double time, const double *state)
{
  struct batch *batch = sink;
  struct response *response = batch->response;
  double environment[ENVIRONMENTS * LANES], value[LANES];
  environment_fill(batch, time, 0, batch->lanes, environment);
  size_t at = batch->first_time + index;
  for (size_t o = 0; o < response->observables; o++)
  {
    assembly_observe(batch->assembly, o, batch->lanes, state, environment, value);
    double sum = 0, square = 0;
    for (size_t l = 0; l < batch->lanes; l++)
    {
      sum += batch->weight[l] * value[l];
      square += batch->weight[l] * value[l] * value[l];
    }
    response->observable[(batch->layer * response->observables + o) * response->times + at] += sum;
    if (batch->square != NULL)
      batch->square[o * response->times + at] += square;
  }
  for (size_t s = 0; s < response->states; s++)
  {
    double sum = 0;
    for (size_t l = 0; l < batch->lanes; l++)
      sum += batch->weight[l] * state[s * batch->lanes + l];
    response->state[(batch->layer * response->states + s) * response->times + at] += sum;
  }
}

/* a session: lanes that are hit are injured, the others stay */
static void session_apply(const struct batch *batch, size_t session, double *state)
{
  struct hit hits[LANES];
  double environment[ENVIRONMENTS * LANES];
  size_t lanes = batch->lanes;
  environment_fill(batch, batch->protocol->session_times[session], 0, lanes, environment);
  for (size_t l = 0; l < lanes; l++)
  {
    double part = batch->hit[l][session];
    hits[l] = (struct hit){ part * batch->intensity, batch->bleeding, 0, 0 };
  }
  assembly_injure(batch->assembly, lanes, environment, hits, state);
}

/* runs one batch over all sessions */
static enum status batch_run(struct batch *batch, size_t count, const double *times, double *state, struct trail *trail)
{
  const struct solver_settings *solver = &batch->scenario->solver;
  const struct protocol *protocol = batch->protocol;
  size_t states = assembly_state_count(batch->assembly), lanes = batch->lanes;
  struct system system = { .size = states,
                           .lanes = lanes,
                           .context = batch,
                           .rates = batch_rates,
                           .partials = batch_partials,
                           .entries = assembly_entry_count(batch->assembly),
                           .row = assembly_entry_rows(batch->assembly),
                           .column = assembly_entry_columns(batch->assembly),
                           .autonomous = 0 };
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, STEP_LIMIT };
  struct reporter reporter = { batch, batch_report };
  const struct method *method = response_method(batch->scenario);
  double rest[256];
  assembly_initial(batch->assembly, rest);
  for (size_t s = 0; s < states; s++)
    for (size_t l = 0; l < lanes; l++)
      state[s * lanes + l] = rest[s];
  enum status status = STATUS_OK;
  double end = times[count - 1];
  for (size_t j = 0; j < protocol->session_times_count && status == STATUS_OK; j++)
  {
    double start = protocol->session_times[j];
    if (start > end)
      break;
    int last = j + 1 == protocol->session_times_count || protocol->session_times[j + 1] > end;
    double stop = last ? end : protocol->session_times[j + 1];
    session_apply(batch, j, state);
    batch->done = j + 1;
    // reports from this session up to, but not at, the next one
    size_t from = batch->first_time, to = from;
    while (to < count && (times[to] < stop || (last && times[to] <= stop)))
      to++;
    if (stop > start)
      status = method->integrate(&system, &integration, start, stop, times + from, to - from, reporter, state,
                                 &batch->response->statistics, trail);
    else
      for (size_t k = from; k < to; k++)
        batch_report(batch, k - from, times[k], state);
    if (status == STATUS_OK)
      status = assembly_verify(batch->assembly, lanes, state, stop, trail);
    batch->first_time = to;
    if (status != STATUS_OK)
      status = status_at(trail, status, "after session %zu (day %g)", j + 1, start);
  }
  return status;
}

/* fills the patterns first .. first + lanes with their weights */
static void patterns_fill(struct batch *batch, size_t first, size_t patterns, double phi)
{
  size_t sessions = batch->protocol->session_times_count;
  int drawn = sessions > EXACT_SESSIONS;
  struct random_stream stream = { (uint64_t)batch->scenario->plan.seed, (uint32_t)batch->layer, PURPOSE_PATTERNS };
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
static void errors_estimate(struct response *response, size_t layer, const double *square)
{
  for (size_t o = 0; o < response->observables; o++)
    for (size_t k = 0; k < response->times; k++)
    {
      double mean = response->observable[(layer * response->observables + o) * response->times + k];
      double variance = square[o * response->times + k] - mean * mean;
      double error = variance > 0 ? sqrt(variance / (double)response->patterns) : 0;
      double *largest = &response->standard_error[layer * response->observables + o];
      *largest = error > *largest ? error : *largest;
    }
}

/* all patterns of one layer */
static enum status layer_run(struct batch *batch, const struct puncture_layer *layer, size_t count, const double *times,
                             double *state, struct trail *trail)
{
  struct response *response = batch->response;
  int mean_field = batch->scenario->plan.ensemble == PLAN_MEAN_FIELD;
  enum status status = STATUS_OK;
  batch->intensity = layer->intensity * (mean_field ? layer->responding_fraction : 1);
  batch->bleeding = layer->bleeding;
  for (size_t first = 0; first < response->patterns && status == STATUS_OK; first += LANES)
  {
    batch->lanes = response->patterns - first < LANES ? response->patterns - first : LANES;
    batch->first_time = batch->done = 0;
    if (mean_field)
    {
      memset(batch->hit, 1, sizeof batch->hit);
      batch->weight[0] = 1;
    }
    else
      patterns_fill(batch, first, response->patterns, layer->responding_fraction);
    status = batch_run(batch, count, times, state, trail);
  }
  return status;
}

void response_free(struct response *response)
{
  free(response->observable);
  free(response->state);
  free(response->standard_error);
  memset(response, 0, sizeof *response);
}

/* how many patterns stand for a protocol */
static size_t patterns_count(const struct scenario *scenario)
{
  size_t sessions = scenario->protocol.session_times_count;
  if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
    return 1;
  return sessions > EXACT_SESSIONS ? (size_t)scenario->plan.pattern_samples : (size_t)1 << sessions;
}

enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail)
{
  memset(response, 0, sizeof *response);
  response->times = count;
  response->observables = assembly_observable_count(assembly);
  response->states = assembly_state_count(assembly);
  response->patterns = patterns_count(scenario);
  int drawn = scenario->plan.ensemble == PLAN_HIT_PATTERNS && scenario->protocol.session_times_count > EXACT_SESSIONS;
  response->observable = calloc(SKIN_LAYERS * response->observables * count + 1, sizeof(double));
  response->state = calloc(SKIN_LAYERS * response->states * count + 1, sizeof(double));
  response->standard_error = calloc(SKIN_LAYERS * response->observables + 1, sizeof(double));
  double *square = calloc(response->observables * count + 1, sizeof(double));
  double *state = calloc((response->states + 1) * LANES, sizeof(double));
  enum status status = STATUS_OK;
  if (response->observable == NULL || response->state == NULL || response->standard_error == NULL || square == NULL ||
      state == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  for (size_t layer = 0; layer < SKIN_LAYERS && status == STATUS_OK; layer++)
  {
    struct batch batch = { .scenario = scenario,
                           .assembly = assembly,
                           .closure = closure,
                           .protocol = &scenario->protocol,
                           .response = response,
                           .layer = layer,
                           .square = drawn ? square : NULL };
    memset(square, 0, response->observables * count * sizeof *square);
    status = layer_run(&batch, &puncture->layers[layer], count, times, state, trail);
    if (status != STATUS_OK)
      status = status_at(trail, status, "in the %s", layers[layer].title);
    else if (drawn)
      errors_estimate(response, layer, square);
  }
  free(square);
  free(state);
  if (status != STATUS_OK)
    response_free(response);
  return status;
}
