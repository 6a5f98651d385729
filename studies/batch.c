/* batch.c - the system of a batch for the integrators, and its way through the sessions. */
#include "batch.h"

#include <stdlib.h>

#include "system.h"

/* steps of one interval between sessions */
static const size_t step_limit = 200000;

const char *const batch_environment_names[] = { "barrier_leak",    "pigment_response",   "refractory_pool",
                                                "collagen_answer", "bleeding_tendency",  "water_loss_ratio",
                                                "vessel_density",  "fibroblast_density", "fibroblasts_per_collagen" };

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
  for (size_t c = 0; c < batch->cells; c++)
  {
    const struct response_slab *slab = &batch->response->slab[batch->first_slab + c];
    struct skin_density density = skin_density(&batch->scenario->skin, slab->top, slab->bottom);
    for (size_t p = c * lanes; p < (c + 1) * lanes; p++)
    {
      environment[VESSEL_DENSITY * points + p] = density.vessels;
      environment[FIBROBLAST_DENSITY * points + p] = density.fibroblasts;
      environment[FIBROBLASTS_PER_COLLAGEN * points + p] = density.fibroblasts / density.collagen;
    }
  }
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
enum status batch_coupling_make(struct batch *batch, struct trail *trail)
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

void batch_coupling_free(struct batch *batch)
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
enum status batch_run(struct batch *batch, size_t count, const double *times, double *state, struct trail *trail)
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
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, step_limit };
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
