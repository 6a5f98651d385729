/* plane.c - flows over the faces of a plane around the reaction of a run, and a preconditioner for Krylov methods.
 *
 *   c dX/dt = sum over faces g D (X of the neighbour - X) + c R
 *
 * The preconditioner eliminates each state that spreads by itself, exactly, as a band as wide as a row of cells, with the
 * derivative of its diffusivity by itself; all other values have their own derivative. It is linear algebra, without pivots. The
 * other one is that of the production solver (plane_blocks.h). */
#include "plane.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "closure.h"
#include "diffusion_plane.h"
#include "plane_blocks.h"
#include "vector.h"

static const double perturbation = 0x1p-24; /* of a state of order 1 */

enum
{
  EVERY = 8, /* of the report times of a run: all would be mostly copying */
  TIMES = 512
};

struct plane
{
  const struct diffusion_plane_system *system;
  const struct diffusion_plane_kinetics *kinetics;
  const struct diffusion_accuracy *accuracy;
  const double *start;
  size_t cells, values;
  double *diffusivity, *moved_diffusivity; /* [spreads][cells] */
  double *moved, *rate;                    /* [values] */
  double *partials, *edge_partials;        /* [entries][cells], [edge entries][columns] */
  double *own;                             /* [values] derivative by the same value, of what does not spread */
  double *jacobian, *band;                 /* [spreads][cells][2 columns + 1] */
  double *open, *inverse, *flow;           /* [spreads][2][cells] conductances, [spreads][cells] of capacities, [cells] */
  double *memory;
  struct plane_blocks blocks;
};

static inline double face_mean(enum diffusion_mean kind, double one, double other)
{
  double mean = 0.5 * (one + other);
  if (kind == DIFFUSION_HARMONIC)
    mean = mean > 0 ? one * other / mean : 0;
  return mean;
}

/* what flows over the faces between cells x and x + apart brings */
VECTOR_CLONES static void flow_add(size_t cells, size_t apart, const int mean, const double *restrict open,
                                   const double *restrict d, const double *restrict inverse, const double *restrict value,
                                   double *restrict flow, double *restrict target)
{
  for (size_t x = 0; x + apart < cells; x++)
    flow[x] = open[x] * face_mean(mean == DIFFUSION_HARMONIC ? DIFFUSION_HARMONIC : DIFFUSION_ARITHMETIC, d[x], d[x + apart]) *
              (value[x + apart] - value[x]);
  for (size_t x = 0; x + apart < cells; x++)
    target[x] += flow[x] * inverse[x];
  for (size_t x = 0; x + apart < cells; x++)
    target[x + apart] -= flow[x] * inverse[x + apart];
}

static void plane_rates(void *context, size_t trajectory, double time, const double *state, double *rate)
{
  (void)trajectory;
  struct plane *p = context;
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells;
  p->kinetics->rates(system->context, time, state, rate, p->diffusivity);
  for (size_t k = 0; k < system->spreads; k++)
  {
    const struct diffusion_plane_spread *spread = &system->spread[k];
    const double *value = state + spread->state * cells, *d = p->diffusivity + k * cells, *inverse = p->inverse + k * cells;
    double *target = rate + spread->state * cells;
    for (size_t x = 0; x < cells; x++)
      target[x] = inverse[x] > 0 ? target[x] : 0;
    for (size_t side = 0; side < 2; side++)
      flow_add(cells, side == 0 ? 1 : system->columns, spread->mean, p->open + (2 * k + side) * cells, d, inverse, value, p->flow,
               target);
  }
}

/* entry of the band of spread k at row x, column y */
static double *band_at(const struct plane *p, double *band, size_t k, size_t x, size_t y)
{
  size_t columns = p->system->columns;
  return band + (k * p->cells + x) * (2 * columns + 1) + (y + columns - x);
}

/* derivatives of the flow between cells x and y, whose diffusivity changes with their values by slope */
static void face_linearize(const struct plane *p, size_t k, size_t x, size_t y, double conductance, const double *state)
{
  const struct diffusion_plane_spread *spread = &p->system->spread[k];
  const double *value = state + spread->state * p->cells, *d = p->diffusivity + k * p->cells;
  const double *moved = p->moved_diffusivity + k * p->cells;
  double mean = face_mean(spread->mean, d[x], d[y]), drive = value[y] - value[x];
  double by_x = conductance * (-mean + (face_mean(spread->mean, moved[x], d[y]) - mean) / perturbation * drive);
  double by_y = conductance * (mean + (face_mean(spread->mean, d[x], moved[y]) - mean) / perturbation * drive);
  *band_at(p, p->jacobian, k, x, x) += by_x / spread->capacity[x];
  *band_at(p, p->jacobian, k, x, y) += by_y / spread->capacity[x];
  *band_at(p, p->jacobian, k, y, x) -= by_x / spread->capacity[y];
  *band_at(p, p->jacobian, k, y, y) -= by_y / spread->capacity[y];
}

static void plane_linearize(struct plane *p, double time, const double *state)
{
  const struct diffusion_plane_system *system = p->system;
  const struct diffusion_plane_kinetics *kinetics = p->kinetics;
  size_t cells = p->cells, columns = system->columns;
  kinetics->partials(system->context, time, state, p->partials, p->edge_partials);
  memset(p->own, 0, p->values * sizeof(double));
  for (size_t e = 0; e < kinetics->entries; e++)
    if (kinetics->row[e] == kinetics->column[e])
      memcpy(p->own + kinetics->row[e] * cells, p->partials + e * cells, cells * sizeof(double));
  for (size_t e = 0; e < kinetics->edge_entries; e++)
    if (kinetics->edge_row[e] == kinetics->edge_column[e])
      memcpy(p->own + system->states * cells + kinetics->edge_row[e] * columns, p->edge_partials + e * columns,
             columns * sizeof(double));
  memcpy(p->moved, state, p->values * sizeof(double));
  for (size_t k = 0; k < system->spreads; k++)
    for (size_t x = 0; x < cells; x++)
      p->moved[system->spread[k].state * cells + x] += perturbation;
  kinetics->rates(system->context, time, p->moved, p->rate, p->moved_diffusivity);
  kinetics->rates(system->context, time, state, p->rate, p->diffusivity);
  memset(p->jacobian, 0, system->spreads * cells * (2 * columns + 1) * sizeof(double));
  for (size_t k = 0; k < system->spreads; k++)
  {
    const struct diffusion_plane_spread *spread = &system->spread[k];
    const double *c = spread->capacity;
    for (size_t x = 0; x < cells; x++)
    {
      if (!(c[x] > 0))
        continue;
      *band_at(p, p->jacobian, k, x, x) += p->own[spread->state * cells + x];
      if ((x + 1) % columns != 0 && c[x + 1] > 0)
        face_linearize(p, k, x, x + 1, spread->right[x], state);
      if (x + columns < cells && c[x + columns] > 0)
        face_linearize(p, k, x, x + columns, spread->down[x], state);
    }
  }
}

/* target[i] -= factor source[i] */
VECTOR_CLONES static void subtract(size_t count, double factor, const double *restrict source, double *restrict target)
{
  for (size_t i = 0; i < count; i++)
    target[i] -= factor * source[i];
}

/* eliminates the band of spread k; multipliers stay below the diagonal */
static void band_factor(const struct plane *p, size_t k)
{
  size_t width = p->system->columns, cells = p->cells;
  for (size_t x = 0; x < cells; x++)
  {
    double pivot = 1 / *band_at(p, p->band, k, x, x);
    size_t last = x + width < cells ? x + width : cells - 1;
    *band_at(p, p->band, k, x, x) = pivot;
    for (size_t y = x + 1; y <= last; y++)
    {
      double *factor = band_at(p, p->band, k, y, x);
      if (*factor == 0)
        continue;
      *factor *= pivot;
      subtract(last - x, *factor, band_at(p, p->band, k, x, x) + 1, factor + 1);
    }
  }
}

static void plane_prepare(void *context, double time, const double *state, int is_good, double gamma)
{
  struct plane *p = context;
  size_t cells = p->cells, width = 2 * p->system->columns + 1;
  if (!is_good)
    plane_linearize(p, time, state);
  for (size_t i = 0; i < p->system->spreads * cells * width; i++)
    p->band[i] = -gamma * p->jacobian[i];
  for (size_t k = 0; k < p->system->spreads; k++)
  {
    for (size_t x = 0; x < cells; x++)
      *band_at(p, p->band, k, x, x) += 1;
    band_factor(p, k);
  }
  // where nothing spreads: reciprocals
  for (size_t i = 0; i < p->values; i++)
    p->moved[i] = 1 / (1 - gamma * p->own[i]);
}

static void plane_approximate(void *context, const double *right, double *solution)
{
  struct plane *p = context;
  size_t cells = p->cells, columns = p->system->columns;
  for (size_t i = 0; i < p->values; i++)
    solution[i] = right[i] * p->moved[i];
  for (size_t k = 0; k < p->system->spreads; k++)
  {
    double *answer = solution + p->system->spread[k].state * cells;
    memcpy(answer, right + p->system->spread[k].state * cells, cells * sizeof *answer);
    for (size_t x = 0; x < cells; x++)
    {
      size_t first = x > columns ? x - columns : 0;
      const double *row = band_at(p, p->band, k, x, first);
      double sum = answer[x];
      for (size_t y = first; y < x; y++)
        sum -= row[y - first] * answer[y];
      answer[x] = sum;
    }
    for (size_t x = cells; x-- > 0;)
    {
      size_t last = x + columns < cells ? x + columns : cells - 1;
      const double *row = band_at(p, p->band, k, x, x);
      double sum = answer[x];
      for (size_t y = x + 1; y <= last; y++)
        sum -= row[y - x] * answer[y];
      answer[x] = sum * row[0];
    }
  }
}

static void blocks_prepare(void *context, double time, const double *state, int is_good, double gamma)
{
  struct plane *p = context;
  plane_blocks_prepare(&p->blocks, time, state, is_good, gamma);
}

static void blocks_approximate(void *context, const double *right, double *solution)
{
  struct plane *p = context;
  plane_blocks_approximate(&p->blocks, right, solution);
}

static void plane_begin(void *context, size_t trajectory, double *state)
{
  (void)trajectory;
  const struct plane *p = context;
  memcpy(state, p->start, p->values * sizeof *state);
}

/* the needle is in the start already */
static void plane_act(void *context, size_t event, size_t trajectory, double *state)
{
  (void)context, (void)event, (void)trajectory, (void)state;
}

/* --- between a run and its solver --- */

static enum status (*visitor)(struct problem *problem, const char *size, struct trail *trail);

/* the program's own, and what its callers reach; names that the linker gives */
enum status __real_diffusion_plane_solve(const struct diffusion_plane_system *system,
                                         const struct diffusion_plane_kinetics *kinetics,
                                         const struct diffusion_accuracy *accuracy, double start, double end,
                                         const struct diffusion_reports *reports, double *values,
                                         struct diffusion_statistics *statistics, struct trail *trail);
enum status __wrap_diffusion_plane_solve(const struct diffusion_plane_system *system,
                                         const struct diffusion_plane_kinetics *kinetics,
                                         const struct diffusion_accuracy *accuracy, double start, double end,
                                         const struct diffusion_reports *reports, double *values,
                                         struct diffusion_statistics *statistics, struct trail *trail);

static int arrays_make(struct plane *p, double time)
{
  const struct diffusion_plane_system *system = p->system;
  size_t spreads = system->spreads * p->cells, band = spreads * (2 * system->columns + 1);
  p->memory = calloc(2 * spreads + 3 * p->values + p->kinetics->entries * p->cells + p->kinetics->edge_entries * system->columns +
                         2 * band + 3 * spreads + p->cells,
                     sizeof(double));
  if (p->memory == NULL)
    return 0;
  p->diffusivity = p->memory;
  p->moved_diffusivity = p->diffusivity + spreads;
  p->moved = p->moved_diffusivity + spreads;
  p->rate = p->moved + p->values;
  p->own = p->rate + p->values;
  p->partials = p->own + p->values;
  p->edge_partials = p->partials + p->kinetics->entries * p->cells;
  p->jacobian = p->edge_partials + p->kinetics->edge_entries * system->columns;
  p->band = p->jacobian + band;
  p->open = p->band + band;
  p->inverse = p->open + 2 * spreads;
  p->flow = p->inverse + spreads;
  for (size_t k = 0; k < system->spreads; k++)
    for (size_t x = 0; x < p->cells; x++)
    {
      const double *c = system->spread[k].capacity;
      size_t next = x + 1, below = x + system->columns;
      double *right = p->open + 2 * k * p->cells, *down = right + p->cells;
      p->inverse[k * p->cells + x] = c[x] > 0 ? 1 / c[x] : 0;
      right[x] = next % system->columns != 0 && c[x] > 0 && c[next] > 0 ? system->spread[k].right[x] : 0;
      down[x] = below < p->cells && c[x] > 0 && c[below] > 0 ? system->spread[k].down[x] : 0;
    }
  return plane_blocks_make(&p->blocks, system, p->kinetics, time, p->start);
}

enum status __wrap_diffusion_plane_solve(const struct diffusion_plane_system *system,
                                         const struct diffusion_plane_kinetics *kinetics,
                                         const struct diffusion_accuracy *accuracy, double start, double end,
                                         const struct diffusion_reports *reports, double *values,
                                         struct diffusion_statistics *statistics, struct trail *trail)
{
  size_t cells = system->columns * system->rows;
  double times[TIMES];
  size_t outputs = 0;
  for (size_t k = EVERY; k < reports->count && outputs < TIMES; k += EVERY)
    times[outputs++] = reports->time[k];
  struct plane plane = { .system = system,
                         .kinetics = kinetics,
                         .accuracy = accuracy,
                         .start = values,
                         .cells = cells,
                         .values = system->states * cells + system->extras };
  struct problem problem = { .size = plane.values,
                             .trajectories = 1,
                             .context = &plane,
                             .rates = plane_rates,
                             .prepare = plane_prepare,
                             .approximate = plane_approximate,
                             .begin = plane_begin,
                             .act = plane_act,
                             .events = 1,
                             .event_times = &start,
                             .end = end,
                             .outputs = outputs,
                             .times = times,
                             .absolute_over_relative = 1,
                             .unit_absolute = 1e-6 };
  char size[64];
  snprintf(size, sizeof size, "%zu x %zu cells", system->columns, system->rows);
  enum status status = STATUS_OK;
  if (!arrays_make(&plane, start))
    status = status_fail(trail, STATUS_MEMORY, "no memory for a plane of %zu cells", cells);
  if (status == STATUS_OK)
    status = visitor(&problem, size, trail);
  plane_blocks_free(&plane.blocks);
  free(plane.memory);
  free(problem.reference);
  if (status != STATUS_OK)
    return status;
  return __real_diffusion_plane_solve(system, kinetics, accuracy, start, end, reports, values, statistics, trail);
}

enum status plane_visit(const char *model, enum status (*visit)(struct problem *problem, const char *size, struct trail *trail),
                        struct trail *trail)
{
  char text[512];
  struct scenario *scenario;
  struct puncture puncture;
  struct closure closure;
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: benchmark\ndevice: {kind: pen, needle_length: 0.5 mm, needle_diameter: 0.25 mm, passes: 2}\n"
           "protocol: {sessions: 1}\nsolver: {channel_model: %s}\n",
           model);
  enum status status = scenario_parse("benchmark.yaml", text, strlen(text), NULL, 0, &scenario, trail);
  if (status != STATUS_OK)
    return status;
  visitor = visit;
  status = puncture_compute(&scenario->skin, &scenario->device, &puncture, trail);
  if (status == STATUS_OK)
  {
    status = closure_solve(scenario, &puncture, &closure, trail);
    if (status == STATUS_OK)
      closure_free(&closure);
  }
  scenario_free(scenario);
  return status;
}

/* where reports of the production solver go */
struct place
{
  double *next;
  size_t values;
};

static void place_fill(void *sink, double time, const double *state)
{
  (void)time;
  struct place *place = sink;
  memcpy(place->next, state, place->values * sizeof *state);
  place->next += place->values;
}

/* as closure_plane.c calls it, with another tolerance */
static enum status production(const struct problem *problem, double relative, double absolute, double *solution,
                              struct trail *trail)
{
  (void)absolute;
  const struct plane *p = problem->context;
  struct place place = { solution, problem->size };
  struct diffusion_accuracy accuracy = *p->accuracy;
  struct diffusion_reports reports = { problem->outputs, problem->times, &place, place_fill };
  struct diffusion_statistics statistics = { 0 };
  double *state = malloc(problem->size * sizeof *state);
  if (state == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a plane");
  accuracy.tolerance = relative;
  memcpy(state, p->start, problem->size * sizeof *state);
  enum status status = __real_diffusion_plane_solve(p->system, p->kinetics, &accuracy, problem->event_times[0], problem->end,
                                                    &reports, state, &statistics, trail);
  free(state);
  return status;
}

/* CVODE with our elimination */
static enum status with_blocks(const struct problem *problem, double relative, double absolute, double *solution,
                               struct trail *trail)
{
  const struct solver *peer = solver_find(cvode_solvers, "CVODE GMRES");
  struct problem other = *problem;
  other.prepare = blocks_prepare;
  other.approximate = blocks_approximate;
  if (peer == NULL)
    return status_fail(trail, STATUS_SOFTWARE, "CVODE is not there");
  return peer->solve(&other, relative, absolute, solution, trail);
}

const struct solver plane_solvers[] = {
  { "neocol", "the production solver of channels with depth", production },
  { "CVODE GMRES, our blocks", "BDF, Krylov, our elimination and what ties it together as preconditioner", with_blocks },
  { NULL, NULL, NULL },
};
