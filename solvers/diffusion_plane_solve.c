/* diffusion_plane_solve.c - Rodas4P on a plane of cells: the same equations as diffusion_plane.c with steps of their own.
 *
 * The matrix shift - J is not formed as a whole. Each state that spreads has its own part with five entries per row, derivatives
 * of its diffusivity in itself included, which is eliminated (diffusion_part.h); all other values have their own diagonal. What
 * couples them enters by sweeps: a sweep solves these parts one after the other for what is left, J times a vector being a
 * difference of the rates of everything. States that do not couple through stiff terms need two or three sweeps. A sweep that
 * does not converge makes the step fail, which is then repeated shorter. Bounds and amounts are kept to the tolerance of the
 * solver (a thousandth of that of a step). Sources: diffusion_rosenbrock.c. */
#include "diffusion_plane.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_part.h"
#include "diffusion_rosenbrock.h"
#include "diffusion_steps.h"
#include "vector.h"

static const double perturbation = 0x1p-24; /* of a state of order 1 */
static const double linear_accuracy = 1e-3; /* in parts of the tolerance of a step */

static const double least_accuracy = 1e-2; /* in parts of the change itself */
static const double excess = 1e-4;         /* over bounds, in parts of the tolerance */

enum
{
  SWEEPS = 25
};

struct plane
{
  const struct diffusion_plane_system *system;
  const struct diffusion_plane_kinetics *kinetics;
  const struct diffusion_accuracy *accuracy;
  struct diffusion_statistics *statistics;
  size_t cells, values;
  double time, shift;                    /* of the matrix */
  struct diffusion_part *part;           /* [spreads] */
  unsigned char *spreads;                /* [states] */
  double *state, *rate, *moved, *answer; /* [values] the state of the matrix, its rates, and two more */
  double *source, *change, *right;       /* [values] of a sweep */
  double *partials;                      /* [entries][cells] */
  double *diagonal;                      /* [extras] */
  double *diffusivity;                   /* [spreads][cells] of the last rates */
  double *kept, *slope;                  /* [spreads][cells] of the matrix, and by the own state */
  double *flow, *scale;                  /* [cells]; [states + 1] largest value of a field */
  double *memory;
};

/* what the flows of spread k bring to its cells; flows from the left, then from above */
VECTOR_CLONES
static void flow_bring(const struct plane *p, size_t k, const enum diffusion_mean mean, const double *restrict x,
                       double *restrict target)
{
  const struct diffusion_plane_spread *spread = &p->system->spread[k];
  const size_t cells = p->cells, columns = p->system->columns;
  const double *restrict d = p->diffusivity + k * cells, *restrict c = spread->capacity;
  const double *restrict right = p->part[k].right, *restrict down = p->part[k].down;
  double *restrict flow = p->flow;
  for (size_t i = 0; i + 1 < cells; i++)
    flow[i] = right[i] * diffusion_face(mean, d[i], d[i + 1]) * (x[i + 1] - x[i]);
  flow[cells - 1] = 0;
  target[0] = c[0] > 0 ? target[0] + flow[0] / c[0] : 0;
  for (size_t i = 1; i < cells; i++)
    target[i] = c[i] > 0 ? target[i] + (flow[i] - flow[i - 1]) / c[i] : 0;
  for (size_t i = 0; i + columns < cells; i++)
    flow[i] = down[i] * diffusion_face(mean, d[i], d[i + columns]) * (x[i + columns] - x[i]);
  for (size_t i = 0; i + columns < cells; i++)
    target[i] += c[i] > 0 ? flow[i] / c[i] : 0;
  for (size_t i = columns; i < cells; i++)
    target[i] -= c[i] > 0 ? flow[i - columns] / c[i] : 0;
}

/* rates of everything */
static void plane_rates(void *work, double time, const double *value, double *rate)
{
  const struct plane *p = work;
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells;
  p->kinetics->rates(system->context, time, value, rate, p->diffusivity);
  for (size_t k = 0; k < system->spreads; k++)
  {
    size_t first = system->spread[k].state * cells;
    if (system->spread[k].mean == DIFFUSION_ARITHMETIC)
      flow_bring(p, k, DIFFUSION_ARITHMETIC, value + first, rate + first);
    else
      flow_bring(p, k, DIFFUSION_HARMONIC, value + first, rate + first);
  }
}

static void plane_linearize(void *work, double time, const double *value)
{
  struct plane *p = work;
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells;
  p->time = time;
  memcpy(p->state, value, p->values * sizeof *value);
  p->kinetics->partials(system->context, time, value, p->partials, p->diagonal);
  // slopes of the diffusivities: each by a shift of its own state
  memcpy(p->moved, value, p->values * sizeof *value);
  for (size_t k = 0; k < system->spreads; k++)
    for (size_t i = 0; i < cells; i++)
      p->moved[system->spread[k].state * cells + i] += perturbation;
  p->kinetics->rates(system->context, time, p->moved, p->answer, p->slope);
  plane_rates(p, time, value, p->rate);
  memcpy(p->kept, p->diffusivity, system->spreads * cells * sizeof *p->kept);
  for (size_t k = 0; k < system->spreads; k++)
    for (size_t i = 0; i < cells; i++)
    {
      size_t x = system->spread[k].state * cells + i, y = k * cells + i;
      p->slope[y] = (p->slope[y] - p->kept[y]) / (p->moved[x] - value[x]);
    }
  for (size_t f = 0; f <= system->states; f++)
  {
    size_t last = f < system->states ? (f + 1) * cells : p->values;
    p->scale[f] = p->accuracy->floor;
    for (size_t x = f * cells; x < last; x++)
      p->scale[f] = fabs(value[x]) > p->scale[f] ? fabs(value[x]) : p->scale[f];
  }
}

static enum status plane_factor(void *work, double shift)
{
  struct plane *p = work;
  const struct diffusion_plane_system *system = p->system;
  p->shift = shift;
  for (size_t k = 0; k < system->spreads; k++)
  {
    const double *own = NULL;
    size_t state = system->spread[k].state;
    for (size_t e = 0; e < p->kinetics->entries; e++)
      if (p->kinetics->row[e] == state && p->kinetics->column[e] == state)
        own = p->partials + e * p->cells;
    diffusion_part_factor(&p->part[k], shift, own, p->kept + k * p->cells, p->slope + k * p->cells, p->state + state * p->cells);
  }
  return STATUS_OK;
}

/* right += what the changes of the states that were solved in this sweep already do to the rate of `state` */
static void coupling_add(const struct plane *p, size_t state, const unsigned char *solved, double *right)
{
  for (size_t e = 0; e < p->kinetics->entries; e++)
    if (p->kinetics->row[e] == state && p->kinetics->column[e] != state && solved[p->kinetics->column[e]])
    {
      const double *value = p->partials + e * p->cells, *change = p->change + p->kinetics->column[e] * p->cells;
      for (size_t x = 0; x < p->cells; x++)
        right[x] += value[x] * change[x];
    }
}

/* change = own parts of the matrix solved for `source`, one state after the other; 0 when one does not converge */
static int sweep(struct plane *p, int first)
{
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells;
  unsigned char solved[64] = { 0 };
  for (size_t k = 0; k < system->spreads; k++)
  {
    size_t state = system->spread[k].state;
    double *right = p->right;
    memcpy(right, p->source + state * cells, cells * sizeof *right);
    coupling_add(p, state, solved, right);
    // also a change far below the tolerance has the right direction
    double accuracy = linear_accuracy * p->accuracy->tolerance * p->scale[state];
    size_t iterations = diffusion_part_solve(&p->part[k], right, accuracy, first ? least_accuracy : 0, p->change + state * cells);
    if (iterations == SIZE_MAX)
      return 0;
    p->statistics->iterations += iterations;
    solved[state] = 1;
  }
  for (size_t s = 0; s < system->states; s++)
    if (!p->spreads[s])
    {
      double *change = p->change + s * cells;
      memcpy(change, p->source + s * cells, cells * sizeof *change);
      coupling_add(p, s, solved, change);
      for (size_t x = 0; x < cells; x++)
        change[x] /= p->shift;
    }
  for (size_t e = 0; e < system->extras; e++)
    p->change[system->states * cells + e] = p->source[system->states * cells + e] / (p->shift - p->diagonal[e]);
  return 1;
}

/* largest value of a vector in units of the largest value of its field */
static double size_of(const struct plane *p, const double *vector)
{
  double most = 0;
  for (size_t f = 0; f <= p->system->states; f++)
  {
    size_t last = f < p->system->states ? (f + 1) * p->cells : p->values;
    for (size_t x = f * p->cells; x < last; x++)
    {
      double part = fabs(vector[x]) / p->scale[f];
      most = part > most ? part : most;
    }
  }
  return most;
}

static enum status plane_solve(void *work, double *x)
{
  struct plane *p = work;
  double before = 0, enough = linear_accuracy * p->accuracy->tolerance;
  memcpy(p->source, x, p->values * sizeof *x);
  double *wanted = p->moved;
  memcpy(wanted, x, p->values * sizeof *x);
  memset(x, 0, p->values * sizeof *x);
  for (size_t count = 0; count < SWEEPS; count++)
  {
    if (count > 0)
    {
      // what is left: wanted - shift x + J x
      double size = size_of(p, x), part = perturbation / (size > 0 ? size : 1);
      for (size_t i = 0; i < p->values; i++)
        p->change[i] = p->state[i] + part * x[i];
      plane_rates(p, p->time, p->change, p->answer);
      for (size_t i = 0; i < p->values; i++)
        p->source[i] = wanted[i] - p->shift * x[i] + (p->answer[i] - p->rate[i]) / part;
    }
    if (!sweep(p, count == 0))
      break;
    for (size_t i = 0; i < p->values; i++)
      x[i] += p->change[i];
    double size = size_of(p, p->change);
    if (size <= enough || (count > 0 && size * (size / before) <= enough))
      return STATUS_OK;
    if (!(size < 1e6) || (count > 3 && size > before))
      break;
    before = size;
  }
  // rejects the step
  x[0] = (double)NAN;
  return STATUS_OK;
}

static enum status room_make(struct plane *p, struct trail *trail)
{
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells, entries = p->kinetics->entries;
  size_t count = 7 * p->values + (entries + 3 * system->spreads + 1) * cells + system->extras + system->states + 1;
  p->memory = calloc(count, sizeof(double));
  p->spreads = calloc(system->states + 1, 1);
  p->part = calloc(system->spreads + 1, sizeof *p->part);
  int made = p->memory != NULL && p->spreads != NULL && p->part != NULL && system->states <= 64;
  for (size_t k = 0; made && k < system->spreads; k++)
  {
    made = diffusion_part_make(&p->part[k], system, k);
    p->spreads[system->spread[k].state] = 1;
  }
  if (!made)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu cells", system->states, cells);
  double **const on_values[] = { &p->state, &p->rate, &p->moved, &p->answer, &p->source, &p->change, &p->right };
  for (size_t a = 0; a < sizeof on_values / sizeof *on_values; a++)
    *on_values[a] = p->memory + a * p->values;
  p->partials = p->memory + 7 * p->values;
  p->diffusivity = p->partials + entries * cells;
  p->kept = p->diffusivity + system->spreads * cells;
  p->slope = p->kept + system->spreads * cells;
  p->flow = p->slope + system->spreads * cells;
  p->diagonal = p->flow + cells;
  p->scale = p->diagonal + system->extras;
  return STATUS_OK;
}

enum status diffusion_plane_solve(const struct diffusion_plane_system *system, const struct diffusion_plane_kinetics *kinetics,
                                  const struct diffusion_accuracy *accuracy, double start, double end,
                                  const struct diffusion_reports *reports, double *values,
                                  struct diffusion_statistics *statistics, struct trail *trail)
{
  enum status status = diffusion_plane_request_check(system, trail);
  if (status != STATUS_OK)
    return status;
  struct plane p = { .system = system, .kinetics = kinetics, .accuracy = accuracy, .statistics = statistics };
  p.cells = system->columns * system->rows;
  p.values = system->states * p.cells + system->extras;
  size_t *first = calloc(system->states + 2, sizeof *first);
  status = first == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for %zu states", system->states) : room_make(&p, trail);
  if (status == STATUS_OK)
  {
    for (size_t s = 0; s <= system->states; s++)
      first[s] = s * p.cells;
    first[system->states + 1] = p.values;
    struct diffusion_equations equations = { .values = p.values,
                                             .fields = system->states + 1,
                                             .excess = excess,
                                             .first = first,
                                             .work = &p,
                                             .rates = plane_rates,
                                             .linearize = plane_linearize,
                                             .factor = plane_factor,
                                             .solve = plane_solve };
    status = diffusion_rosenbrock_run(&equations, accuracy, start, end, reports, values, statistics, trail);
  }
  for (size_t k = 0; p.part != NULL && k < system->spreads; k++)
    diffusion_part_free(&p.part[k]);
  free(p.part);
  free(p.spreads);
  free(p.memory);
  free(first);
  return status;
}
