/* rosenbrock.c - Rodas5P (rodas5p.h): stiffly accurate Rosenbrock method of order 5 with an estimate of order 4, eight stages,
 * one matrix.
 *
 * J: partial derivatives at the start of the step. Between the ends: a polynomial of degree 4. df/dt is a difference of second
 * order that looks forward only, over a small part of the step, because forcing is smooth only between events. Limits: no
 * pivoting in the elimination, see sparse_lu.h. Sources: Steinebach 2023; Hairer and Wanner, Solving Ordinary Differential
 * Equations II. */
#include "system.h"
#include "stepping.h"
#include "rodas5p.h"
#include "column_lu.h"
#include "sparse_lu.h"

#include <stdlib.h>

#include "vector.h"

/* part of the step over which df/dt is taken: its error is then below 1e-8 of the term for a forcing that changes in a step */
static const double look_ahead = 0x1p-12;

struct rosenbrock
{
  const struct system *system;
  struct sparse_lu *lu;     /* of the whole system, or */
  struct column_lu *column; /* of a column of cells */
  size_t values;            /* size * lanes */
  double *stage;            /* [RODAS5P_STAGES][size][lanes] */
  double *argument;         /* [size][lanes] */
  double *slope;            /* [size][lanes] df/dt */
  double *partials;         /* [entries][lanes] */
  double *matrix;           /* [entries with fill-in][lanes] */
  double *memory;           /* all of the above */
};

static void prepare(void *work, double time, const double *state, struct integration_statistics *statistics)
{
  struct rosenbrock *r = work;
  r->system->partials(r->system->context, time, 0, r->system->lanes, state, r->partials);
  statistics->partials += 1;
  if (r->system->drift != NULL)
    r->system->drift(r->system->context, time, state, r->slope);
}

/* df/dt by the one-sided difference (4 f(t + d) - f(t + 2 d) - 3 f(t)) / 2 d */
static void differentiate(struct rosenbrock *r, double time, double step, const double *state, const double *rate,
                          struct integration_statistics *statistics)
{
  const struct system *system = r->system;
  double *near = r->argument, *far = r->slope;
  // a length that time can resolve
  double later = time + look_ahead * step;
  double distance = later - time;
  if (distance <= 0)
    distance = 0.25 * step;
  system->rates(system->context, time + distance, 0, system->lanes, state, near);
  system->rates(system->context, time + 2 * distance, 0, system->lanes, state, far);
  statistics->rates += 2;
  double scale = 0.5 / distance;
  for (size_t i = 0; i < r->values; i++)
    r->slope[i] = scale * (4 * (near[i] - rate[i]) - (far[i] - rate[i]));
}

VECTOR_CLONES
static void add_times(size_t n, double factor, const double *restrict what, double *restrict to)
{
  for (size_t s = 0; s < n; s++)
    to[s] += factor * what[s];
}

/* the right-hand side of stage i, without rates: what earlier stages and time add */
static void add_history(struct rosenbrock *r, size_t i, double step, const double *rate)
{
  double factor[RODAS5P_STAGES] = { 0 }, *stage = r->stage + i * r->values;
  for (size_t j = 0; j < i; j++)
    factor[j] = rodas5p_history[i][j] / step;
  stepping_combine(r->values, i, factor, r->stage, rate, stage);
  if (r->system->autonomous || i >= RODAS5P_DRIFTS)
    return;
  add_times(r->values, rodas5p_drift[i] * step, r->slope, stage);
}

static void attempt(void *work, double time, double step, const double *state, const double *rate, double *after, double *error,
                    struct integration_statistics *statistics)
{
  struct rosenbrock *r = work;
  const struct system *system = r->system;
  static const double one = 1;
  if (!system->autonomous && system->drift == NULL)
    differentiate(r, time, step, state, rate, statistics);
  if (r->column != NULL)
    column_lu_factor(r->column, 1 / (rodas5p_gamma * step), r->partials);
  else
  {
    sparse_lu_shifted(r->lu, system->lanes, 1 / (rodas5p_gamma * step), r->partials, r->matrix);
    sparse_lu_factor(r->lu, system->lanes, r->matrix);
  }
  statistics->factorisations += 1;

  for (size_t i = 0; i < RODAS5P_STAGES; i++)
  {
    double *stage = r->stage + i * r->values;
    const double *stage_rate = rate;
    if (i > 0)
    {
      // error serves as the place for the rates until the last stage is known
      if (i < RODAS5P_SUMS)
        stepping_combine(r->values, i, rodas5p_argument[i], r->stage, state, r->argument);
      else
        stepping_combine(r->values, 1, &one, stage - r->values, r->argument, r->argument);
      system->rates(system->context, time + rodas5p_moment[i] * step, 0, system->lanes, r->argument, error);
      statistics->rates += 1;
      stage_rate = error;
    }
    add_history(r, i, step, stage_rate);
    if (r->column != NULL)
      column_lu_solve(r->column, stage);
    else
      sparse_lu_solve(r->lu, system->lanes, r->matrix, stage);
  }
  const double *last = r->stage + (RODAS5P_STAGES - 1) * r->values;
  for (size_t s = 0; s < r->values; s++)
  {
    after[s] = r->argument[s] + last[s];
    error[s] = last[s];
  }
}

VECTOR_CLONES
static void between(const void *work, double part, const double *before, const double *after, double *state)
{
  const struct rosenbrock *r = work;
  size_t n = r->values;
  for (size_t s = 0; s < n; s++)
  {
    double inner[RODAS5P_CURVES] = { 0 };
    for (size_t j = 0; j < RODAS5P_STAGES; j++)
      for (size_t c = 0; c < RODAS5P_CURVES; c++)
        inner[c] += rodas5p_dense[c][j] * r->stage[j * n + s];
    state[s] = before[s] * (1 - part) + part * (after[s] + (1 - part) * (inner[0] + part * (inner[1] + part * inner[2])));
  }
}

/* the elimination of a column: its local pattern is that of the first cell */
static struct column_lu *column_make(const struct system *system)
{
  size_t cells = system->column_cells, faces = 2 * system->column_spreads * (cells - 1),
         local = (system->entries - faces) / cells;
  size_t *row = calloc(local + 1, sizeof *row), *column = calloc(local + 1, sizeof *column);
  struct column_lu *made = NULL;
  for (size_t e = 0; row != NULL && column != NULL && e < local; e++)
  {
    row[e] = system->row[e * cells] / cells;
    column[e] = system->column[e * cells] / cells;
  }
  if (row != NULL && column != NULL)
    made = column_lu_create(system->size / cells, cells, local, row, column, system->column_spreads, system->column_spread);
  free(row);
  free(column);
  return made;
}

static enum status integrate(const struct system *system, const struct integration *integration, double start, double end,
                             const double *times, size_t count, struct reporter reporter, double *state,
                             struct integration_statistics *statistics, struct trail *trail)
{
  struct rosenbrock r = { .system = system, .values = system->size * system->lanes };
  struct stepper stepper = { .root = RODAS5P_ROOT, .work = &r, .prepare = prepare, .attempt = attempt, .between = between };
  enum status status = STATUS_MEMORY;
  size_t entries = 0;
  if (system->column_cells > 1)
    r.column = column_make(system);
  else
    r.lu = sparse_lu_create(system->size, system->entries, system->row, system->column);
  if (r.lu != NULL)
    entries = sparse_lu_entries(r.lu);
  if (r.lu != NULL || r.column != NULL)
    r.memory = vector_room((RODAS5P_STAGES + 2) * r.values + (system->entries + entries) * system->lanes);
  if (r.memory != NULL)
  {
    r.stage = r.memory;
    r.argument = r.stage + RODAS5P_STAGES * r.values;
    r.slope = r.argument + r.values;
    r.partials = r.slope + r.values;
    r.matrix = r.partials + system->entries * system->lanes;
    status = stepping_integrate(&stepper, system, integration, start, end, times, count, reporter, state, statistics, trail);
  }
  else
    status_fail(trail, status, "no memory for the matrix of %zu states in %zu lanes", system->size, system->lanes);
  free(r.memory);
  sparse_lu_free(r.lu);
  column_lu_free(r.column);
  return status;
}

const struct method rosenbrock_method = {
  .name = "rodas5p",
  .doc = "Rodas5P, a linearly implicit method of order 5 for stiff systems, many lanes at once",
  .source = "steinebach2023",
  .integrate = integrate,
};
