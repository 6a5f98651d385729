/* channel_row.h - the channel processes on a row of cells, with an environment of choice: what closure.c does, bare. */
#ifndef NEOCOL_TESTS_CHANNEL_ROW_H
#define NEOCOL_TESTS_CHANNEL_ROW_H

#include "check.h"

#include <string.h>

#include "assembly.h"
#include "diffusion.h"
#include "parameter.h"
#include "unit.h"

enum
{
  ROW_CELLS = 512,
  ROW_STATES = 8,
  ROW_ENVIRONMENTS = 5,
  ROW_ENTRIES = 64,
  ROW_PARAMETERS = 512
};

/* a row of cells; environment: time since injury, part in the hole, pierced part, occlusion, and the barrier, which only counts
 * when its process is not there */
struct channel_row
{
  size_t cells;
  double capacity[ROW_CELLS], conductance[ROW_CELLS];
  double environment[ROW_ENVIRONMENTS * ROW_CELLS], state[ROW_STATES * ROW_CELLS], parameters[ROW_PARAMETERS];
  double occluded; /* day until which the row is covered airtight */
  struct assembly *assembly;
};

static const char *const row_environment[] = { "time_since_injury", "in_hole", "pierced", "occlusion", "barrier" };

/* Wires the processes named in `names` (separated by blanks) with default parameters; state at rest. */
static inline void row_wire(struct channel_row *row, const char *names)
{
  static struct trail trail;
  const struct process *on[16] = { NULL };
  size_t first[16] = { 0 };
  assert_true(channel_process_count <= 16 && parameter_count() <= ROW_PARAMETERS);
  for (size_t i = 0; i < channel_process_count; i++)
  {
    first[i] = parameter_first(channel_processes[i]);
    if (strstr(names, channel_processes[i]->name) != NULL)
      on[i] = channel_processes[i];
  }
  parameter_defaults(row->parameters);
  if (assembly_create(on, channel_process_count, row_environment, ROW_ENVIRONMENTS, row->parameters, first, &row->assembly,
                      &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  double rest[ROW_STATES];
  assert_true(assembly_state_count(row->assembly) <= ROW_STATES && assembly_entry_count(row->assembly) <= ROW_ENTRIES);
  assembly_initial(row->assembly, rest);
  memset(row->environment, 0, sizeof row->environment);
  for (size_t s = 0; s < assembly_state_count(row->assembly); s++)
    for (size_t i = 0; i < row->cells; i++)
      row->state[s * row->cells + i] = rest[s];
}

static inline double *row_state(struct channel_row *row, const char *name)
{
  size_t s = assembly_state_find(row->assembly, name);
  assert_true(s < assembly_state_count(row->assembly));
  return row->state + s * row->cells;
}

/* environment at `time` */
static inline void row_environment_fill(const struct channel_row *row, double time, double *environment)
{
  memcpy(environment, row->environment, sizeof row->environment);
  for (size_t i = 0; i < row->cells; i++)
  {
    environment[i] = time;
    environment[3 * row->cells + i] = time < row->occluded;
  }
}

static inline void row_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct channel_row *row = context;
  static double environment[ROW_ENVIRONMENTS * ROW_CELLS], partials[ROW_ENTRIES * ROW_CELLS];
  row_environment_fill(row, time, environment);
  assembly_rates(row->assembly, row->cells, state, environment, rate);
  assembly_partials(row->assembly, row->cells, state, environment, partials);
  memset(diagonal, 0, assembly_state_count(row->assembly) * row->cells * sizeof *diagonal);
  for (size_t e = 0; e < assembly_entry_count(row->assembly); e++)
  {
    size_t s = assembly_entry_rows(row->assembly)[e];
    if (assembly_entry_columns(row->assembly)[e] == s)
      memcpy(diagonal + s * row->cells, partials + e * row->cells, row->cells * sizeof *diagonal);
  }
}

static inline void row_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct channel_row *row = context;
  static double environment[ROW_ENVIRONMENTS * ROW_CELLS];
  row_environment_fill(row, time, environment);
  assembly_diffusivity(row->assembly, k, row->cells, state, environment, diffusivity);
}

/* Runs from `start` to `end` with steps of `step` (day). */
static inline void row_run(struct channel_row *row, double start, double end, double step, struct diffusion_observer observer)
{
  static struct trail trail;
  struct diffusion_spread spread[ROW_STATES];
  struct diffusion_statistics statistics = { 0 };
  struct diffusion_control control = { step, 2 };
  size_t spreads = assembly_spread_count(row->assembly);
  for (size_t k = 0; k < spreads; k++)
    spread[k] = (struct diffusion_spread){ assembly_spread_state(row->assembly, k), DIFFUSION_ARITHMETIC };
  struct diffusion_system system = { .states = assembly_state_count(row->assembly),
                                     .cells = row->cells,
                                     .capacity = row->capacity,
                                     .conductance = row->conductance,
                                     .spreads = spreads,
                                     .spread = spread,
                                     .context = row,
                                     .reaction = row_reaction,
                                     .diffusivity = row_diffusivity };
  if (diffusion_integrate(&system, &control, start, end, observer, row->state, &statistics, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

#endif
