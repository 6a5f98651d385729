/* response.c - batches of hit patterns as lanes of one system; weights, events and means. */
#include "response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "person.h"
#include "random.h"
#include "stability.h"

enum
{
  CELLS = 96,          /* at most over depth */
  LANES = 16,          /* patterns that are stepped together; a constant, so that results depend on nothing else */
  EXACT_SESSIONS = 8,  /* up to here all patterns are taken */
  STATES = 128,        /* of the tissue, at most */
  STEP_LIMIT = 200000, /* of one interval between sessions */
  PURPOSE_PATTERNS = 1 /* stream of random numbers */
};

static const char *const environment_names[] = { "barrier_leak",    "pigment_response",  "refractory_pool",
                                                 "collagen_answer", "bleeding_tendency", "water_loss_ratio" };
enum
{
  BARRIER_LEAK,
  PIGMENT_RESPONSE,
  REFRACTORY_POOL,
  COLLAGEN_ANSWER,
  BLEEDING_TENDENCY,
  WATER_LOSS_RATIO,
  ENVIRONMENTS
};

/* one batch of patterns: columns of `cells` slabs from number `first_slab` on, points are [cell][lane] */
struct batch
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  const struct closure *closure;
  const struct protocol *protocol;
  const struct person_inputs *person;
  double density; /* of channels, mm-2 */
  size_t first_slab, cells, lanes;
  size_t done; /* sessions so far; later ones do not leak yet */
  unsigned char hit[LANES][PROTOCOL_SESSIONS];
  double weight[LANES];
  /* coupling: pattern of derivatives, and what a unit difference moves per day, [spreads][cells - 1] */
  size_t entries, *row, *column;
  double *exchange;
  /* where the means go */
  struct response *response;
  size_t first_time;
  double *square; /* [slabs][observables][times], second moments; NULL when all patterns are taken */
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
    status =
        assembly_create(on, tissue_process_count, environment_names, ENVIRONMENTS, scenario->parameters, first, assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the tissue");
  // rest must be stable, or the tissue is ill before anything happened
  double rest[STATES];
  const double environment[ENVIRONMENTS] = { [PIGMENT_RESPONSE] = skin_pigment_response(&scenario->skin),
                                             [REFRACTORY_POOL] = scenario->plan.variant != PLAN_NO_REFRACTORY,
                                             [COLLAGEN_ANSWER] = 1,
                                             [BLEEDING_TENDENCY] = 1,
                                             [WATER_LOSS_RATIO] = 1 };
  assembly_initial(*assembly, rest);
  status = stability_verify(*assembly, rest, environment, trail);
  if (status != STATUS_OK)
  {
    assembly_free(*assembly);
    *assembly = NULL;
  }
  return status;
}

/* water loss of the treated area, relative to rest, when `leak` fresh defects are open; nothing evaporates under cover */
static double water_loss_get(const struct batch *batch, double time, double leak)
{
  const struct protocol *protocol = batch->protocol;
  double since = batch->done > 0 ? time - protocol->session_times[batch->done - 1] : (double)INFINITY;
  double defect = leak > 0 ? leak * batch->closure->defect[0] : 0;
  if (!(batch->density * defect > 0) || since < protocol->occlusion)
    return 1;
  return closure_water_loss(batch->scenario, batch->density, defect) / batch->scenario->skin.water_loss;
}

/* environment[ENVIRONMENTS][cells][lanes] of lanes first .. first + lanes at `time` */
static void environment_fill(const struct batch *batch, double time, size_t first, size_t lanes, double *environment)
{
  const struct protocol *protocol = batch->protocol;
  const struct person_inputs *person = batch->person;
  double leak[PROTOCOL_SESSIONS], all = 0, answer = person->pigment_response * skin_pigment_response(&batch->scenario->skin);
  double pool = batch->scenario->plan.variant != PLAN_NO_REFRACTORY;
  size_t points = batch->cells * lanes;
  for (size_t j = 0; j < batch->done; j++)
    all += leak[j] = closure_defect(batch->closure, time - protocol->session_times[j]);
  double collagen =
      person_collagen_answer(person, batch->done > 0 ? time - protocol->session_times[batch->done - 1] : (double)NAN);
  double water = water_loss_get(batch, time, all);
  for (size_t l = 0; l < lanes; l++)
  {
    double sum = 0;
    for (size_t j = 0; j < batch->done; j++)
      sum += batch->hit[first + l][j] ? leak[j] : 0;
    for (size_t c = 0; c < batch->cells; c++)
    {
      environment[BARRIER_LEAK * points + c * lanes + l] = batch->response->slab[batch->first_slab + c].intensity * sum;
      environment[PIGMENT_RESPONSE * points + c * lanes + l] = answer;
      environment[REFRACTORY_POOL * points + c * lanes + l] = pool;
      environment[COLLAGEN_ANSWER * points + c * lanes + l] = collagen;
      environment[BLEEDING_TENDENCY * points + c * lanes + l] = person->bleeding_tendency;
      environment[WATER_LOSS_RATIO * points + c * lanes + l] = water;
    }
  }
}

static void batch_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct batch *batch = context;
  double environment[ENVIRONMENTS * CELLS * LANES];
  size_t cells = batch->cells, points = cells * lanes;
  environment_fill(batch, time, first, lanes, environment);
  assembly_rates(batch->assembly, points, state, environment, rate);
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(batch->assembly); k++)
  {
    size_t s = assembly_spread_state(batch->assembly, k);
    for (size_t c = 0; c + 1 < cells; c++)
    {
      const double *upper = state + s * points + c * lanes, *lower = upper + lanes;
      double *upper_rate = rate + s * points + c * lanes, *lower_rate = upper_rate + lanes;
      double exchange = batch->exchange[k * (cells - 1) + c];
      for (size_t l = 0; l < lanes; l++)
      {
        double flow = exchange * (lower[l] - upper[l]);
        upper_rate[l] += flow;
        lower_rate[l] -= flow;
      }
    }
  }
}

static void batch_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  const struct batch *batch = context;
  double environment[ENVIRONMENTS * CELLS * LANES];
  size_t cells = batch->cells, points = cells * lanes, local = assembly_entry_count(batch->assembly);
  environment_fill(batch, time, first, lanes, environment);
  assembly_partials(batch->assembly, points, state, environment, values);
  if (cells == 1)
    return;
  // behind the local entries: one diagonal per cell and two neighbours per face of each spread
  double *value = values + local * points;
  for (size_t k = 0; k < assembly_spread_count(batch->assembly); k++)
  {
    const double *exchange = batch->exchange + k * (cells - 1);
    size_t diagonal = local;
    for (size_t e = 0; e < local; e++)
      if (assembly_entry_rows(batch->assembly)[e] == assembly_spread_state(batch->assembly, k) &&
          assembly_entry_columns(batch->assembly)[e] == assembly_spread_state(batch->assembly, k))
        diagonal = e;
    for (size_t c = 0; c < cells; c++)
    {
      double loss = (c > 0 ? exchange[c - 1] : 0) + (c + 1 < cells ? exchange[c] : 0);
      for (size_t l = 0; l < lanes; l++)
        values[diagonal * points + c * lanes + l] -= loss;
    }
    for (size_t c = 0; c + 1 < cells; c++)
      for (size_t l = 0; l < 2 * lanes; l++)
        *value++ = exchange[c];
  }
}

/* pattern of the derivatives of a column: the local ones of each cell, then the neighbours of what spreads */
static enum status coupling_make(struct batch *batch, struct trail *trail)
{
  const struct assembly *assembly = batch->assembly;
  size_t cells = batch->cells, local = assembly_entry_count(assembly), spreads = assembly_spread_count(assembly);
  size_t most = local * cells + 2 * spreads * cells;
  batch->row = calloc(most + 1, sizeof *batch->row);
  batch->column = calloc(most + 1, sizeof *batch->column);
  batch->exchange = calloc(spreads * cells + 1, sizeof *batch->exchange);
  if (batch->row == NULL || batch->column == NULL || batch->exchange == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a column of %zu cells", cells);
  for (size_t e = 0; e < local; e++)
    for (size_t c = 0; c < cells; c++)
    {
      batch->row[batch->entries] = assembly_entry_rows(assembly)[e] * cells + c;
      batch->column[batch->entries++] = assembly_entry_columns(assembly)[e] * cells + c;
    }
  for (size_t k = 0; cells > 1 && k < spreads; k++)
  {
    size_t s = assembly_spread_state(assembly, k);
    double rest[STATES], unused[ENVIRONMENTS] = { 0 }, diffusivity;
    assembly_initial(assembly, rest);
    assembly_diffusivity(assembly, k, 1, rest, unused, &diffusivity);
    for (size_t c = 0; c + 1 < cells; c++)
    {
      double width = batch->response->slab[c].bottom - batch->response->slab[c].top;
      batch->exchange[k * (cells - 1) + c] = diffusivity / (width * width);
      const size_t pairs[2][2] = { { s * cells + c, s * cells + c + 1 }, { s * cells + c + 1, s * cells + c } };
      for (size_t p = 0; p < 2; p++)
      {
        batch->row[batch->entries] = pairs[p][0];
        batch->column[batch->entries++] = pairs[p][1];
      }
    }
  }
  return STATUS_OK;
}

static void coupling_free(struct batch *batch)
{
  free(batch->row);
  free(batch->column);
  free(batch->exchange);
}

/* adds the weighted observables and states of a report */
static void batch_report(void *sink, size_t index, double time, const double *state)
{
  struct batch *batch = sink;
  struct response *response = batch->response;
  double environment[ENVIRONMENTS * CELLS * LANES], value[CELLS * LANES];
  size_t lanes = batch->lanes, points = batch->cells * lanes, at = batch->first_time + index;
  environment_fill(batch, time, 0, lanes, environment);
  for (size_t o = 0; o < response->observables; o++)
  {
    assembly_observe(batch->assembly, o, points, state, environment, value);
    for (size_t c = 0; c < batch->cells; c++)
    {
      double sum = 0, square = 0;
      for (size_t l = 0; l < lanes; l++)
      {
        sum += batch->weight[l] * value[c * lanes + l];
        square += batch->weight[l] * value[c * lanes + l] * value[c * lanes + l];
      }
      size_t place = ((batch->first_slab + c) * response->observables + o) * response->times + at;
      response->observable[place] += sum;
      if (batch->square != NULL)
        batch->square[place] += square;
    }
  }
  for (size_t s = 0; s < response->states; s++)
    for (size_t c = 0; c < batch->cells; c++)
    {
      double sum = 0;
      for (size_t l = 0; l < lanes; l++)
        sum += batch->weight[l] * state[s * points + c * lanes + l];
      response->state[((batch->first_slab + c) * response->states + s) * response->times + at] += sum;
    }
}

/* a session: lanes that are hit are injured, the others stay */
static void session_apply(const struct batch *batch, size_t session, double *state)
{
  struct hit hits[CELLS * LANES];
  double environment[ENVIRONMENTS * CELLS * LANES];
  size_t lanes = batch->lanes;
  environment_fill(batch, batch->protocol->session_times[session], 0, lanes, environment);
  for (size_t c = 0; c < batch->cells; c++)
    for (size_t l = 0; l < lanes; l++)
    {
      const struct response_slab *slab = &batch->response->slab[batch->first_slab + c];
      hits[c * lanes + l] = (struct hit){ batch->hit[l][session] * slab->intensity, slab->bleeding, 0, 0 };
    }
  assembly_injure(batch->assembly, batch->cells * lanes, environment, hits, state);
}

/* runs one batch over all sessions */
static enum status batch_run(struct batch *batch, size_t count, const double *times, double *state, struct trail *trail)
{
  const struct solver_settings *solver = &batch->scenario->solver;
  const struct protocol *protocol = batch->protocol;
  size_t states = assembly_state_count(batch->assembly), points = batch->cells * batch->lanes;
  struct system system = { .size = states * batch->cells,
                           .lanes = batch->lanes,
                           .context = batch,
                           .rates = batch_rates,
                           .partials = batch_partials,
                           .entries = batch->entries,
                           .row = batch->row,
                           .column = batch->column,
                           .autonomous = 0 };
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, STEP_LIMIT };
  struct reporter reporter = { batch, batch_report };
  const struct method *method = response_method(batch->scenario);
  double rest[STATES];
  assembly_initial(batch->assembly, rest);
  for (size_t s = 0; s < states; s++)
    for (size_t p = 0; p < points; p++)
      state[s * points + p] = rest[s];
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
      status = assembly_verify(batch->assembly, points, state, stop, trail);
    batch->first_time = to;
    if (status != STATUS_OK)
      status = status_at(trail, status, "after session %zu (day %g)", j + 1, start);
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
  enum status status = coupling_make(batch, trail);
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
  coupling_free(batch);
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
