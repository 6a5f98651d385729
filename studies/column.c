/* column.c - rates with diffusion over depth, their derivatives, and a trajectory by any integrator. */
#include "column.h"

#include <stdlib.h>
#include <string.h>

#include "trajectories.h"

/* what the integrator hands back to the functions of a column */
struct course
{
  const struct column *column;
  const struct exposure *exposure;
  struct trajectory *trajectory;
  double *environment; /* [FORCING_INPUTS][cells] what does not change is there */
  double *drifts;      /* [drift entries][cells] d rate / d environment, as of the last derivatives */
};

/* adds what flows between cells */
static void exchange_add(const struct column *column, const double *state, double *rate)
{
  size_t cells = column->cells;
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(column->assembly); k++)
  {
    size_t s = assembly_spread_state(column->assembly, k);
    const double *value = state + s * cells;
    for (size_t c = 0; c + 1 < cells; c++)
    {
      double flow = column->exchange[k * (cells - 1) + c] * (value[c + 1] - value[c]);
      rate[s * cells + c] += flow;
      rate[s * cells + c + 1] -= flow;
    }
  }
}

static void column_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  (void)first, (void)lanes; // there is one lane
  const struct course *course = context;
  const struct column *column = course->column;
  forcing_column_changes(column->forcing, course->exposure, column->cells, time, course->environment, NULL);
  assembly_rates(column->assembly, column->cells, state, course->environment, rate);
  exchange_add(column, state, rate);
}

static void column_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  (void)first, (void)lanes;
  const struct course *course = context;
  const struct column *column = course->column;
  size_t cells = column->cells, local = assembly_entry_count(column->assembly);
  forcing_column_changes(column->forcing, course->exposure, column->cells, time, course->environment, NULL);
  assembly_derivatives(column->assembly, cells, state, course->environment, values, course->drifts);
  // behind the local entries: two neighbours per face of each spread
  double *value = values + local * cells;
  for (size_t k = 0; cells > 1 && k < assembly_spread_count(column->assembly); k++)
  {
    const double *exchange = column->exchange + k * (cells - 1);
    size_t diagonal = local;
    for (size_t e = 0; e < local; e++)
      if (assembly_entry_rows(column->assembly)[e] == assembly_spread_state(column->assembly, k) &&
          assembly_entry_columns(column->assembly)[e] == assembly_spread_state(column->assembly, k))
        diagonal = e;
    for (size_t c = 0; c < cells; c++)
      values[diagonal * cells + c] -= (c > 0 ? exchange[c - 1] : 0) + (c + 1 < cells ? exchange[c] : 0);
    for (size_t c = 0; c + 1 < cells; c++)
    {
      *value++ = exchange[c];
      *value++ = exchange[c];
    }
  }
}

/* by way of the forcing; the integrator asks for it after the derivatives at the same time and state */
static void column_drift(const void *context, double time, const double *state, double *slope)
{
  (void)state;
  const struct course *course = context;
  const struct column *column = course->column;
  size_t cells = column->cells;
  double input[FORCING_CHANGES * CELLS];
  forcing_column_changes(column->forcing, course->exposure, cells, time, course->environment, input);
  memset(slope, 0, assembly_state_count(column->assembly) * cells * sizeof *slope);
  for (size_t e = 0; e < assembly_drift_count(column->assembly); e++)
  {
    size_t changes = assembly_drift_columns(column->assembly)[e];
    double *row = slope + assembly_drift_rows(column->assembly)[e] * cells;
    for (size_t c = 0; changes < FORCING_CHANGES && c < cells; c++)
      row[c] += course->drifts[e * cells + c] * input[changes * cells + c];
  }
}

/* pattern of the derivatives of a column: the local ones of each cell, then the neighbours of what spreads */
enum status column_make(const struct assembly *assembly, const struct forcing *forcing, size_t cells,
                        const struct response_slab *slab, struct column *column, struct trail *trail)
{
  *column = (struct column){ .assembly = assembly, .forcing = forcing, .slab = slab, .cells = cells };
  size_t local = assembly_entry_count(assembly), spreads = assembly_spread_count(assembly);
  if (spreads > COLUMN_SPREADS)
    return status_fail(trail, STATUS_SOFTWARE, "%zu states of the tissue spread, at most %d are possible", spreads,
                       COLUMN_SPREADS);
  column->spreads = spreads;
  for (size_t k = 0; k < spreads; k++)
    column->spread[k] = assembly_spread_state(assembly, k);
  size_t most = local * cells + 2 * spreads * cells;
  column->row = calloc(most + 1, sizeof *column->row);
  column->column = calloc(most + 1, sizeof *column->column);
  column->exchange = calloc(spreads * cells + 1, sizeof *column->exchange);
  if (column->row == NULL || column->column == NULL || column->exchange == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a column of %zu cells", cells);
  for (size_t e = 0; e < local; e++)
    for (size_t c = 0; c < cells; c++)
    {
      column->row[column->entries] = assembly_entry_rows(assembly)[e] * cells + c;
      column->column[column->entries++] = assembly_entry_columns(assembly)[e] * cells + c;
    }
  for (size_t k = 0; cells > 1 && k < spreads; k++)
  {
    size_t s = assembly_spread_state(assembly, k);
    double rest[STATES], unused[FORCING_INPUTS] = { 0 }, diffusivity;
    assembly_initial(assembly, rest);
    assembly_diffusivity(assembly, k, 1, rest, unused, &diffusivity);
    for (size_t c = 0; c + 1 < cells; c++)
    {
      double width = slab[c].bottom - slab[c].top;
      column->exchange[k * (cells - 1) + c] = diffusivity / (width * width);
      const size_t pairs[2][2] = { { s * cells + c, s * cells + c + 1 }, { s * cells + c + 1, s * cells + c } };
      for (size_t p = 0; p < 2; p++)
      {
        column->row[column->entries] = pairs[p][0];
        column->column[column->entries++] = pairs[p][1];
      }
    }
  }
  return STATUS_OK;
}

void column_free(struct column *column)
{
  free(column->row);
  free(column->column);
  free(column->exchange);
}

static void column_report(void *sink, size_t index, double time, const double *state)
{
  (void)time;
  const struct course *course = sink;
  struct trajectory *trajectory = course->trajectory;
  size_t values = assembly_state_count(course->column->assembly) * course->column->cells;
  for (size_t s = 0; s < values; s++)
    trajectory->reports[s * trajectory->count + index] = state[s];
}

enum status column_integrate(const struct column *column, const struct method *method, const struct integration *integration,
                             const struct exposure *exposure, struct trajectory *trajectory, struct trail *trail)
{
  double environment[FORCING_INPUTS * CELLS];
  double *drifts = malloc((assembly_drift_count(column->assembly) * column->cells + 1) * sizeof *drifts);
  struct course course = { column, exposure, trajectory, environment, drifts };
  if (drifts == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a column of %zu cells", column->cells);
  forcing_column(column->forcing, exposure, column->cells, trajectory->start, environment);
  struct system system = { .size = assembly_state_count(column->assembly) * column->cells,
                           .lanes = 1,
                           .context = &course,
                           .rates = column_rates,
                           .partials = column_partials,
                           .drift = column_drift,
                           .entries = column->entries,
                           .row = column->row,
                           .column = column->column,
                           .column_cells = column->cells,
                           .column_spreads = column->spreads,
                           .column_spread = column->spread,
                           .autonomous = 0 };
  struct reporter reporter = { &course, column_report };
  struct integration_statistics statistics = { 0 };
  enum status status = method->integrate(&system, integration, trajectory->start, trajectory->end, trajectory->times,
                                         trajectory->count, reporter, trajectory->state, &statistics, trail);
  free(drifts);
  trajectory->steps = statistics.steps;
  trajectory->inherited = 0;
  trajectory->least = statistics.least;
  return status;
}
