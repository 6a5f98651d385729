/* tissue_system.c - one trajectory of tissue as a system: an assembly bound to its arrays, its forcing, its exchange over depth.
 */
#include "tissue_system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* the environment of a trajectory at a time, unless it is there already */
static void environment_set(struct tissue_system *system, size_t trajectory, double time)
{
  if (trajectory == system->current && time == system->time)
    return;
  struct exposure *exposure = &system->exposure[trajectory];
  if (trajectory == system->current)
    forcing_column_changes(&system->forcing, exposure, system->cells, time, system->environment, NULL);
  else
    forcing_column(&system->forcing, exposure, system->cells, time, system->environment);
  system->current = trajectory;
  system->time = time;
}

static void system_rates(void *context, size_t trajectory, double time, const double *state, double *rate)
{
  struct tissue_system *system = context;
  size_t cells = system->cells, values = assembly_state_count(system->assembly) * cells;
  environment_set(system, trajectory, time);
  memcpy(system->state, state, values * sizeof *state);
  binding_rates(system->binding);
  memcpy(rate, system->rate, values * sizeof *rate);
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(system->assembly); k++)
  {
    size_t s = assembly_spread_state(system->assembly, k);
    const double *value = state + s * cells, *exchange = system->column.exchange + k * (cells - 1);
    double *change = rate + s * cells;
    for (size_t c = 0; c + 1 < cells; c++)
    {
      double flow = exchange[c] * (value[c + 1] - value[c]);
      change[c] += flow;
      change[c + 1] -= flow;
    }
  }
}

static void system_partials(void *context, size_t trajectory, double time, const double *state, double *values)
{
  struct tissue_system *system = context;
  size_t cells = system->cells, local = assembly_entry_count(system->assembly);
  environment_set(system, trajectory, time);
  memcpy(system->state, state, assembly_state_count(system->assembly) * cells * sizeof *state);
  binding_partials(system->binding);
  memcpy(values, system->partials, local * cells * sizeof *values);
  double *value = values + local * cells;
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(system->assembly); k++)
  {
    const double *exchange = system->column.exchange + k * (cells - 1);
    for (size_t c = 0; c < cells; c++)
      values[system->diagonal[k] * cells + c] -= (c > 0 ? exchange[c - 1] : 0) + (c + 1 < cells ? exchange[c] : 0);
    for (size_t c = 0; c + 1 < cells; c++)
    {
      *value++ = exchange[c];
      *value++ = exchange[c];
    }
  }
}

static void system_begin(void *context, size_t trajectory, double *state)
{
  struct tissue_system *system = context;
  double rest[STATES];
  assembly_initial(system->assembly, rest);
  for (size_t s = 0; s < assembly_state_count(system->assembly); s++)
    for (size_t c = 0; c < system->cells; c++)
      state[s * system->cells + c] = rest[s];
  system->exposure[trajectory] =
      (struct exposure){ .hit = system->hit[trajectory], .slab = system->slab + trajectory * system->cells };
  system->current = system->trajectories;
}

static void system_act(void *context, size_t event, size_t trajectory, double *state)
{
  struct tissue_system *system = context;
  struct exposure *exposure = &system->exposure[trajectory];
  struct hit hits[CELLS];
  double environment[FORCING_INPUTS * CELLS];
  forcing_column(&system->forcing, exposure, system->cells, system->scenario->protocol.session_times[event], environment);
  for (size_t c = 0; c < system->cells; c++)
    hits[c] = (struct hit){ exposure->hit[event] * exposure->slab[c].intensity, exposure->slab[c].bleeding, 0, 0 };
  assembly_injure(system->assembly, system->cells, environment, hits, state);
  exposure->done = event + 1;
  system->current = system->trajectories;
}

/* arrays of one trajectory, and the assembly bound to them */
static enum status arrays_make(struct tissue_system *system, struct trail *trail)
{
  const struct assembly *assembly = system->assembly;
  size_t cells = system->cells, states = assembly_state_count(assembly), entries = assembly_entry_count(assembly),
         drifts = assembly_drift_count(assembly), spreads = assembly_spread_count(assembly);
  system->memory = calloc((2 * states + entries + drifts + FORCING_INPUTS) * cells, sizeof(double));
  system->place = calloc(states * cells, sizeof *system->place);
  system->diagonal = calloc(spreads + 1, sizeof *system->diagonal);
  if (system->memory == NULL || system->place == NULL || system->diagonal == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a column of %zu cells", cells);
  system->state = system->memory;
  system->rate = system->state + states * cells;
  system->partials = system->rate + states * cells;
  system->drifts = system->partials + entries * cells;
  system->environment = system->drifts + drifts * cells;
  // cell after cell: neighbours are as far apart as a cell has states
  for (size_t i = 0; i < states * cells; i++)
    system->place[i] = i % cells * states + i / cells;
  for (size_t k = 0; k < spreads; k++)
    for (size_t e = 0; e < entries; e++)
      if (assembly_entry_rows(assembly)[e] == assembly_spread_state(assembly, k) &&
          assembly_entry_columns(assembly)[e] == assembly_spread_state(assembly, k))
        system->diagonal[k] = e;
  return binding_create(assembly, cells, system->state, system->environment, system->rate, system->partials, system->drifts,
                        &system->binding, trail);
}

enum status tissue_system_make(struct tissue_system *system, const struct scenario *scenario, const struct assembly *assembly,
                               const struct closure *closure, double density, size_t cells, size_t trajectories,
                               const struct response_slab *slab, struct trail *trail)
{
  system->scenario = scenario;
  system->assembly = assembly;
  system->cells = cells;
  system->trajectories = trajectories;
  system->current = trajectories;
  if (assembly_state_count(assembly) > STATES || cells > CELLS || trajectories > TISSUE_TRAJECTORIES)
    return status_fail(trail, STATUS_SOFTWARE, "no room for %zu trajectories of %zu cells", trajectories, cells);
  system->slab = calloc(trajectories * cells, sizeof *system->slab);
  if (system->slab == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu trajectories", trajectories);
  forcing_make(scenario, closure, density, &system->forcing);
  enum status status = column_make(assembly, &system->forcing, cells, slab, &system->column, trail);
  if (status == STATUS_OK)
    status = arrays_make(system, trail);
  return status;
}

void tissue_system_free(struct tissue_system *system)
{
  column_free(&system->column);
  binding_free(system->binding);
  free(system->slab);
  free(system->memory);
  free(system->place);
  free(system->diagonal);
}

void tissue_system_problem(struct tissue_system *system, struct problem *problem)
{
  size_t states = assembly_state_count(system->assembly);
  problem->size = states * system->cells;
  problem->trajectories = system->trajectories;
  problem->context = system;
  problem->rates = system_rates;
  problem->partials = system_partials;
  problem->entries = system->column.entries;
  problem->row = system->column.row;
  problem->column = system->column.column;
  problem->begin = system_begin;
  problem->act = system_act;
  problem->band_place = system->place;
  problem->half_width = system->cells > 1 ? states : states - 1;
  problem->absolute_over_relative = 1e-4;
  problem->unit_absolute = 1e-10;
  problem->unit_relative = 1e-6;
}
