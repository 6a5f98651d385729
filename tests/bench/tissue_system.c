/* tissue_system.c - the same equations as studies/batch.c, callable for one lane without paying for others. */
#include "tissue_system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* leak of each session and what is the same everywhere, at `time` */
static void inputs_update(const struct tissue_system *system, double time)
{
  struct tissue_inputs *inputs = system->inputs;
  if (time == inputs->time)
    return;
  const struct protocol *protocol = &system->scenario->protocol;
  double since = inputs->done > 0 ? time - protocol->session_times[inputs->done - 1] : (double)NAN, all = 0;
  for (size_t j = 0; j < inputs->done; j++)
    all += inputs->leak[j] = closure_defect(system->closure, time - protocol->session_times[j]);
  double defect = all > 0 ? all * system->closure->defect[0] : 0, water = 1;
  if (defect > 0 && !(since < protocol->occlusion))
    water = 1 / (1 / (system->water_intact + system->water_open * defect) + 1 / system->water_limit) / system->water_rest;
  inputs->water_loss = water;
  inputs->collagen_answer = person_collagen_answer(&system->person, since);
  inputs->time = time;
}

/* environment[ENVIRONMENTS][cells][lanes] */
static void environment_fill(const struct tissue_system *system, double time, size_t first, size_t lanes, double *environment)
{
  inputs_update(system, time);
  size_t cells = system->cells, points = cells * lanes;
  for (size_t e = 0; e < ENVIRONMENTS; e++)
    for (size_t c = 0; c < cells; c++)
    {
      double value = system->fixed[e * cells + c];
      if (e == WATER_LOSS_RATIO || e == COLLAGEN_ANSWER)
        value = e == WATER_LOSS_RATIO ? system->inputs->water_loss : system->inputs->collagen_answer;
      for (size_t l = 0; l < lanes; l++)
        environment[(e * cells + c) * lanes + l] = value;
    }
  for (size_t l = 0; l < lanes; l++)
  {
    double sum = 0;
    for (size_t j = 0; j < system->inputs->done; j++)
      sum += system->hit[first + l][j] * system->inputs->leak[j];
    for (size_t c = 0; c < cells; c++)
      environment[BARRIER_LEAK * points + c * lanes + l] = system->slab[c].intensity * sum;
  }
}

static void system_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct tissue_system *system = context;
  double environment[ENVIRONMENTS * CELLS * LANES];
  size_t cells = system->cells, points = cells * lanes;
  environment_fill(system, time, first, lanes, environment);
  assembly_rates(system->assembly, points, state, environment, rate);
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(system->assembly); k++)
  {
    size_t s = assembly_spread_state(system->assembly, k);
    const double *value = state + s * points;
    double *change = rate + s * points;
    for (size_t c = 0; c + 1 < cells; c++)
      for (size_t p = c * lanes; p < (c + 1) * lanes; p++)
      {
        double flow = system->exchange[k * (cells - 1) + c] * (value[p + lanes] - value[p]);
        change[p] += flow;
        change[p + lanes] -= flow;
      }
  }
}

static void system_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  const struct tissue_system *system = context;
  double environment[ENVIRONMENTS * CELLS * LANES];
  size_t cells = system->cells, points = cells * lanes, local = assembly_entry_count(system->assembly);
  environment_fill(system, time, first, lanes, environment);
  assembly_partials(system->assembly, points, state, environment, values);
  double *value = values + local * points;
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(system->assembly); k++)
  {
    const double *exchange = system->exchange + k * (cells - 1);
    for (size_t c = 0; c < cells; c++)
    {
      double loss = (c > 0 ? exchange[c - 1] : 0) + (c + 1 < cells ? exchange[c] : 0);
      for (size_t l = 0; l < lanes; l++)
        values[system->diagonal[k] * points + c * lanes + l] -= loss;
    }
    for (size_t c = 0; c + 1 < cells; c++)
      for (size_t l = 0; l < 2 * lanes; l++)
        *value++ = exchange[c];
  }
}

static void system_begin(void *context, size_t lanes, double *state)
{
  const struct tissue_system *system = context;
  double rest[STATES];
  size_t points = system->cells * lanes;
  system->inputs->done = 0;
  system->inputs->time = (double)NAN;
  assembly_initial(system->assembly, rest);
  for (size_t s = 0; s < assembly_state_count(system->assembly); s++)
    for (size_t p = 0; p < points; p++)
      state[s * points + p] = rest[s];
}

static void system_act(void *context, size_t event, size_t first, size_t lanes, double *state)
{
  const struct tissue_system *system = context;
  struct hit hits[CELLS * LANES];
  double environment[ENVIRONMENTS * CELLS * LANES];
  environment_fill(system, system->scenario->protocol.session_times[event], first, lanes, environment);
  for (size_t c = 0; c < system->cells; c++)
    for (size_t l = 0; l < lanes; l++)
    {
      double intensity = fmin(system->hit[first + l][event] * system->slab[c].intensity, 1);
      hits[c * lanes + l] = (struct hit){ intensity, system->slab[c].bleeding, 0, 0 };
    }
  assembly_injure(system->assembly, system->cells * lanes, environment, hits, state);
  system->inputs->done = event + 1;
  system->inputs->time = (double)NAN;
}

/* pattern, exchange and band of the column */
static enum status coupling_make(struct tissue_system *system, struct trail *trail)
{
  const struct assembly *assembly = system->assembly;
  size_t cells = system->cells, states = assembly_state_count(assembly), local = assembly_entry_count(assembly),
         spreads = assembly_spread_count(assembly), most = local * cells + 2 * spreads * cells + 1;
  system->row = calloc(most, sizeof *system->row);
  system->column = calloc(most, sizeof *system->column);
  system->diagonal = calloc(spreads + 1, sizeof *system->diagonal);
  system->exchange = calloc(spreads * cells + 1, sizeof *system->exchange);
  system->place = calloc(states * cells + 1, sizeof *system->place);
  if (system->row == NULL || system->column == NULL || system->diagonal == NULL || system->exchange == NULL ||
      system->place == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a column of %zu cells", cells);
  // cell after cell: neighbours are as far apart as a cell has states
  for (size_t i = 0; i < states * cells; i++)
    system->place[i] = i % cells * states + i / cells;
  system->half_width = cells > 1 ? states : states - 1;
  for (size_t e = 0; e < local; e++)
    for (size_t c = 0; c < cells; c++)
    {
      system->row[system->entries] = assembly_entry_rows(assembly)[e] * cells + c;
      system->column[system->entries++] = assembly_entry_columns(assembly)[e] * cells + c;
    }
  for (size_t k = 0; cells > 1 && k < spreads; k++)
  {
    size_t s = assembly_spread_state(assembly, k);
    double rest[STATES], unused[ENVIRONMENTS] = { 0 }, diffusivity;
    assembly_initial(assembly, rest);
    assembly_diffusivity(assembly, k, 1, rest, unused, &diffusivity);
    system->diagonal[k] = local;
    for (size_t e = 0; e < local; e++)
      if (assembly_entry_rows(assembly)[e] == s && assembly_entry_columns(assembly)[e] == s)
        system->diagonal[k] = e;
    if (system->diagonal[k] == local)
      return status_fail(trail, STATUS_SOFTWARE, "a state that spreads does not decay");
    for (size_t c = 0; c + 1 < cells; c++)
    {
      double width = system->slab[c].bottom - system->slab[c].top;
      system->exchange[k * (cells - 1) + c] = diffusivity / (width * width);
      for (size_t p = 0; p < 2; p++)
      {
        system->row[system->entries] = s * cells + c + p;
        system->column[system->entries++] = s * cells + c + 1 - p;
      }
    }
  }
  return STATUS_OK;
}

enum status tissue_system_make(struct tissue_system *system, const struct scenario *scenario, const struct assembly *assembly,
                               const struct closure *closure, double density, size_t cells, const struct response_slab *slab,
                               size_t lanes, struct trail *trail)
{
  system->scenario = scenario;
  system->assembly = assembly;
  system->closure = closure;
  system->slab = slab;
  system->cells = cells;
  system->lanes = lanes;
  system->inputs = calloc(1, sizeof *system->inputs);
  system->fixed = calloc(ENVIRONMENTS * cells, sizeof *system->fixed);
  if (system->inputs == NULL || system->fixed == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the inputs of the tissue");
  if (assembly_state_count(assembly) > STATES || cells > CELLS || lanes > LANES)
    return status_fail(trail, STATUS_SOFTWARE, "no room for %zu cells in %zu lanes", cells, lanes);
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &system->person);
  for (size_t c = 0; c < cells; c++)
  {
    struct skin_density density_there = skin_density(&scenario->skin, slab[c].top, slab[c].bottom);
    system->fixed[PIGMENT_RESPONSE * cells + c] = system->person.pigment_response * skin_pigment_response(&scenario->skin);
    system->fixed[REFRACTORY_POOL * cells + c] = scenario->plan.variant != PLAN_NO_REFRACTORY;
    system->fixed[BLEEDING_TENDENCY * cells + c] = system->person.bleeding_tendency;
    system->fixed[VESSEL_DENSITY * cells + c] = density_there.vessels;
    system->fixed[FIBROBLAST_DENSITY * cells + c] = density_there.fibroblasts;
    system->fixed[FIBROBLASTS_PER_COLLAGEN * cells + c] = density_there.fibroblasts / density_there.collagen;
  }
  // closure_water_loss with its constants looked up once
  system->water_rest = scenario->skin.water_loss;
  system->water_limit = parameter_value(scenario->parameters, "barrier.water_loss_limit");
  system->water_intact = 1 / (1 / system->water_rest - 1 / system->water_limit);
  system->water_open = system->water_intact / parameter_value(scenario->parameters, "barrier.water_loss_doubling") * density;
  return coupling_make(system, trail);
}

void tissue_system_free(struct tissue_system *system)
{
  free(system->inputs);
  free(system->fixed);
  free(system->row);
  free(system->column);
  free(system->diagonal);
  free(system->exchange);
  free(system->place);
}

void tissue_system_problem(struct tissue_system *system, struct problem *problem)
{
  problem->system = (struct system){ .size = assembly_state_count(system->assembly) * system->cells,
                                     .lanes = system->lanes,
                                     .context = system,
                                     .rates = system_rates,
                                     .partials = system_partials,
                                     .entries = system->entries,
                                     .row = system->row,
                                     .column = system->column,
                                     .autonomous = 0 };
  problem->begin = system_begin;
  problem->act = system_act;
  problem->context = system;
  problem->band_place = system->place;
  problem->half_width = system->half_width;
  problem->absolute_over_relative = 1e-4;
}
