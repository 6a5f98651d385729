/* diffusion_plane_solve.c - Rodas4P on a plane of cells: the same equations as diffusion_plane.c with steps of their own.
 *
 * The matrix shift - J falls into blocks: each state that spreads (diffusion_part.h), each other state cell by cell, the edges
 * column by column. What ties blocks to each other (diffusion_coupling.h) enters by solving them one after the other, and again
 * only those on which later ones turn out to act by more than a small part of the tolerance. Where states depend on those before
 * them, and edges act slowly, once is enough. A stage that does not settle makes the step fail, which is then repeated shorter.
 * Bounds and amounts are kept to that part of the tolerance. Sources: diffusion_rosenbrock.c. */
#include "diffusion_plane.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "block_inverse.h"
#include "diffusion_coupling.h"
#include "diffusion_part.h"
#include "diffusion_rosenbrock.h"
#include "diffusion_steps.h"
#include "rodas4p.h"
#include "vector.h"

static const double linear_accuracy = 1e-3; /* in parts of the tolerance of a step */
static const double least_accuracy = 1e-2;  /* of an iteration, in parts of the change itself */
static const double excess = 1e-4;          /* over bounds, in parts of the tolerance */

enum
{
  SWEEPS = 25,
  EDGES = 16 /* at most */
};

struct plane
{
  const struct diffusion_plane_system *system;
  const struct diffusion_plane_kinetics *kinetics;
  const struct diffusion_accuracy *accuracy;
  struct diffusion_statistics *statistics;
  size_t cells, values, edges;
  double shift;                /* of the matrix */
  struct diffusion_part *part; /* [spreads] */
  struct diffusion_coupling coupling;
  size_t *block;                  /* [states] in the order in which they are solved: those that spread, then the others */
  double *late;                   /* [states] most by which the right-hand side of a block can have changed since it was solved */
  double *edge_before;            /* [extras] */
  double *source;                 /* [values] right-hand side of a stage */
  double *used;                   /* [states][cells] right-hand side with which a block was solved last */
  double *right;                  /* [cells] or [edges][columns] */
  double *diffusivity;            /* [spreads][cells] of the last rates */
  double *inverse;                /* [edges][edges][columns] of the block of edges */
  double *last_diffusivity;       /* [spreads][cells] for which the faces were made, of what depends on nothing */
  double *right_face, *down_face; /* [spreads][cells] conductance times diffusivity */
  double *flow, *fall;            /* [columns + 1], [columns] over the faces to the right of a row, after a zero, and above it */
  double *scale;                  /* [states + 1] largest value of a field */
  double *memory;
};

/* face diffusivities of spread k times the conductances, over the cells of each row that take part */
VECTOR_CLONES
static void faces_make(const struct plane *p, size_t k, const enum diffusion_mean mean)
{
  const size_t columns = p->system->columns, rows = p->system->rows, cells = p->cells;
  const size_t *width = p->part[k].stencil.width;
  for (size_t j = 0; j < rows; j++)
  {
    const size_t first = j * columns, below = j + 1 < rows ? width[j + 1] : 0, both = width[j] < below ? width[j] : below;
    const double *restrict d = p->diffusivity + k * cells + first, *restrict under = d + columns;
    const double *restrict open = p->part[k].right + first, *restrict open_down = p->part[k].down + first;
    double *restrict right = p->right_face + k * cells + first, *restrict down = p->down_face + k * cells + first;
    for (size_t i = 0; i + 1 < width[j]; i++)
      right[i] = open[i] * diffusion_face(mean, d[i], d[i + 1]);
    for (size_t i = 0; i < both; i++)
      down[i] = open_down[i] * diffusion_face(mean, d[i], under[i]);
  }
}

/* what the flows of spread k bring to its cells; where it does not live there is no rate */
VECTOR_CLONES
static void flow_bring(const struct plane *p, size_t k, const double *restrict x, double *restrict target)
{
  const size_t columns = p->system->columns, rows = p->system->rows, cells = p->cells;
  const size_t *width = p->part[k].stencil.width;
  double *flow = p->flow + 1, *fall = p->fall;
  memset(fall, 0, columns * sizeof *fall);
  for (size_t j = 0; j < rows; j++)
  {
    const size_t first = j * columns, wide = width[j], below = j + 1 < rows ? width[j + 1] : 0,
                 both = wide < below ? wide : below;
    const double *restrict value = x + first, *restrict under = value + columns, *restrict inverse = p->part[k].inverse + first;
    const double *restrict right = p->right_face + k * cells + first, *restrict down = p->down_face + k * cells + first;
    double *restrict rate = target + first;
    for (size_t i = 0; i + 1 < wide; i++)
      flow[i] = right[i] * (value[i + 1] - value[i]);
    if (wide > 0)
      flow[wide - 1] = 0;
    for (size_t i = 0; i < wide; i++)
    {
      double in = flow[i] - p->flow[i] - fall[i];
      rate[i] = inverse[i] > 0 ? rate[i] + in * inverse[i] : 0;
    }
    for (size_t i = 0; i < both; i++)
      fall[i] = down[i] * (under[i] - value[i]);
    for (size_t i = both; i < columns; i++)
      fall[i] = 0;
    for (size_t i = 0; i < both; i++)
      rate[i] += fall[i] * inverse[i];
    memset(rate + wide, 0, (columns - wide) * sizeof *rate);
  }
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
    double *last = p->last_diffusivity + k * cells;
    const double *now = p->diffusivity + k * cells;
    size_t first = system->spread[k].state * cells;
    // a diffusivity that depends on nothing is mostly the same
    int fixed = diffusion_coupling_fixed(&p->coupling, k);
    if (!fixed || memcmp(last, now, cells * sizeof *now) != 0)
    {
      if (system->spread[k].mean == DIFFUSION_ARITHMETIC)
        faces_make(p, k, DIFFUSION_ARITHMETIC);
      else
        faces_make(p, k, DIFFUSION_HARMONIC);
      if (fixed)
        memcpy(last, now, cells * sizeof *now);
    }
    flow_bring(p, k, value + first, rate + first);
  }
}

static void plane_linearize(void *work, double time, const double *value)
{
  struct plane *p = work;
  diffusion_coupling_linearize(&p->coupling, time, value);
  for (size_t f = 0; f <= p->system->states; f++)
  {
    size_t last = f < p->system->states ? (f + 1) * p->cells : p->values;
    double most = p->accuracy->floor;
    for (size_t x = f * p->cells; x < last; x++)
      most = fabs(value[x]) > most ? fabs(value[x]) : most;
    p->scale[f] = most;
  }
}

/* inverse of the block of edges of one column */
static void edges_invert(struct plane *p, size_t column)
{
  const struct diffusion_plane_kinetics *kinetics = p->kinetics;
  const size_t n = p->edges, columns = p->system->columns;
  double a[EDGES * EDGES] = { 0 };
  for (size_t e = 0; e < n; e++)
    a[e * n + e] = p->shift;
  for (size_t e = 0; e < kinetics->edge_entries; e++)
    a[kinetics->edge_row[e] * n + kinetics->edge_column[e]] -= p->coupling.edge_partials[e * columns + column];
  block_inverse(n, a);
  for (size_t e = 0; e < n * n; e++)
    p->inverse[e * columns + column] = a[e];
}

static enum status plane_factor(void *work, double shift)
{
  struct plane *p = work;
  const struct diffusion_coupling *coupling = &p->coupling;
  p->shift = shift;
  for (size_t k = 0; k < p->system->spreads; k++)
  {
    size_t state = p->system->spread[k].state;
    diffusion_part_factor(&p->part[k], shift, diffusion_coupling_own(coupling, state), coupling->diffusivity + k * p->cells,
                          diffusion_coupling_slope(coupling, k), coupling->value + state * p->cells);
  }
  for (size_t i = 0; p->edges > 0 && i < p->system->columns; i++)
    edges_invert(p, i);
  return STATUS_OK;
}

/* x of the edges, from what x of the states does to them */
static void edges_solve(struct plane *p, double *x)
{
  const size_t columns = p->system->columns, first = p->system->states * p->cells, n = p->edges;
  memcpy(p->right, p->source + first, n * columns * sizeof *x);
  diffusion_coupling_edges(&p->coupling, x, p->right);
  memset(x + first, 0, n * columns * sizeof *x);
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c++)
      for (size_t i = 0; i < columns; i++)
        x[first + r * columns + i] += p->inverse[(r * n + c) * columns + i] * p->right[c * columns + i];
}

/* largest difference of two vectors; not a number when any is not */
VECTOR_CLONES
static double distance(size_t count, const double *restrict one, const double *restrict other)
{
  double most = 0, finite = 0;
  for (size_t x = 0; x < count; x++)
  {
    double size = fabs(one[x] - other[x]);
    most = size > most ? size : most;
    finite += 0 * size;
  }
  return most + finite;
}

/* `late` of a block is the most by which its right-hand side can have changed since it was solved */
static void edges_moved(struct plane *p, const double *x, const double *before)
{
  const size_t columns = p->system->columns, states = p->system->states;
  for (size_t e = 0; e < p->edges; e++)
  {
    double change = distance(columns, x + e * columns, before + e * columns);
    for (size_t s = 0; s < states; s++)
      p->late[s] += p->coupling.bound[s * p->edges + e] * change;
  }
}

/* solves block b for what x holds of the others, unless that has hardly changed; -1 when an iteration does not converge */
static int block_solve(struct plane *p, size_t b, int is_first, double *x)
{
  const size_t state = p->block[b], cells = p->cells;
  const double enough = linear_accuracy * p->accuracy->tolerance * p->scale[state];
  double *right = is_first ? p->used + state * cells : p->right, *answer = x + state * cells;
  if (!is_first && p->late[state] <= enough * p->shift)
    return 0;
  memcpy(right, p->source + state * cells, cells * sizeof *x);
  diffusion_coupling_add(&p->coupling, state, x, right);
  if (!is_first && distance(cells, right, p->used + state * cells) <= enough * p->shift)
    return 0;
  if (!is_first)
    memcpy(p->used + state * cells, right, cells * sizeof *x);
  p->late[state] = 0;
  for (size_t s = 0; s < p->system->states; s++)
    if (diffusion_coupling_reaches(&p->coupling, s, state))
      p->late[s] = (double)INFINITY;
  if (b < p->system->spreads)
  {
    // also a change far below the tolerance has the right direction
    size_t iterations = diffusion_part_solve(&p->part[b], right, enough, is_first ? least_accuracy : 0, answer);
    if (iterations == SIZE_MAX)
      return -1;
    p->statistics->iterations += iterations;
    return 1;
  }
  const double *own = diffusion_coupling_own(&p->coupling, state);
  for (size_t i = 0; i < cells; i++)
    answer[i] = right[i] / (p->shift - (own != NULL ? own[i] : 0));
  return 1;
}

static enum status plane_solve(void *work, double *x)
{
  struct plane *p = work;
  const size_t states = p->system->states, extras = p->system->extras;
  double *edge = x + states * p->cells;
  memcpy(p->source, x, p->values * sizeof *x);
  memset(x, 0, p->values * sizeof *x);
  edges_solve(p, x);
  for (size_t sweep = 0; sweep < SWEEPS; sweep++)
  {
    int solved = 0;
    for (size_t b = 0; b < states; b++)
    {
      int done = block_solve(p, b, sweep == 0, x);
      if (done < 0)
        sweep = SWEEPS;
      solved |= done;
    }
    if (solved == 0)
      return STATUS_OK;
    memcpy(p->edge_before, edge, extras * sizeof *edge);
    edges_solve(p, x);
    edges_moved(p, edge, p->edge_before);
  }
  // rejects the step
  x[0] = (double)NAN;
  return STATUS_OK;
}

static enum status room_make(struct plane *p, double time, const double *value, struct trail *trail)
{
  const struct diffusion_plane_system *system = p->system;
  const size_t cells = p->cells, states = system->states, columns = system->columns, spreads = system->spreads;
  const size_t right = cells > system->extras ? cells : system->extras;
  p->memory = vector_room(p->values + (states + 4 * spreads) * cells + right + 2 * columns + (p->edges + 1) * system->extras +
                          2 * states + 2);
  p->part = calloc(spreads + 1, sizeof *p->part);
  p->block = calloc(states + 1, sizeof *p->block);
  int made = p->memory != NULL && p->part != NULL && p->block != NULL;
  for (size_t k = 0; made && k < spreads; k++)
    made = diffusion_part_make(&p->part[k], system, k);
  made = made && diffusion_coupling_make(&p->coupling, system, p->kinetics, p->part, time, value);
  if (!made)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu cells", states, cells);
  p->source = p->memory;
  p->used = p->source + p->values;
  p->right = p->used + states * cells;
  p->diffusivity = p->right + right;
  p->inverse = p->diffusivity + spreads * cells;
  p->last_diffusivity = p->inverse + p->edges * system->extras;
  p->right_face = p->last_diffusivity + spreads * cells;
  p->down_face = p->right_face + spreads * cells;
  p->edge_before = p->down_face + spreads * cells;
  p->flow = p->edge_before + system->extras;
  p->fall = p->flow + columns + 1;
  p->scale = p->fall + columns;
  p->late = p->scale + states + 1;
  size_t count = 0;
  for (size_t k = 0; k < spreads; k++)
    p->block[count++] = system->spread[k].state;
  for (size_t s = 0; s < states; s++)
  {
    int spreading = 0;
    for (size_t k = 0; k < spreads; k++)
      spreading |= system->spread[k].state == s;
    if (!spreading)
      p->block[count++] = s;
  }
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
  if (system->extras % system->columns != 0 || system->extras / system->columns > EDGES)
    return status_fail(trail, STATUS_SOFTWARE, "%zu extras are not up to %d edges of %zu columns", system->extras, EDGES,
                       system->columns);
  struct plane p = { .system = system, .kinetics = kinetics, .accuracy = accuracy, .statistics = statistics };
  p.cells = system->columns * system->rows;
  p.values = system->states * p.cells + system->extras;
  p.edges = system->extras / system->columns;
  size_t *first = calloc(system->states + 2, sizeof *first);
  status = first == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for %zu states", system->states)
                         : room_make(&p, start, values, trail);
  if (status == STATUS_OK)
  {
    for (size_t s = 0; s <= system->states; s++)
      first[s] = s * p.cells;
    first[system->states + 1] = p.values;
    struct diffusion_equations equations = { .method = &rodas4p,
                                             .values = p.values,
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
  diffusion_coupling_free(&p.coupling);
  for (size_t k = 0; p.part != NULL && k < system->spreads; k++)
    diffusion_part_free(&p.part[k]);
  free(p.part);
  free(p.block);
  free(p.memory);
  free(first);
  return status;
}
