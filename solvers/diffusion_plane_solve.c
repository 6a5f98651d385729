/* diffusion_plane_solve.c - Rodas4P on a plane of cells: the same equations as diffusion_plane.c with steps of their own.
 *
 * The matrix shift - J falls into blocks: each state that spreads (diffusion_part.h), each other state cell by cell, the edges
 * column by column. Each block is eliminated; what ties blocks to each other (diffusion_coupling.h) enters by solving them one
 * after the other, and again only those on which later ones turn out to act by more than a small part of the tolerance. Where
 * states depend on those before them, and edges act slowly, once is enough. A stage that does not settle makes the step fail,
 * which is then repeated shorter. Bounds and amounts are kept to that part of the tolerance. Sources: diffusion_rosenbrock.c. */
#include "diffusion_plane.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_coupling.h"
#include "diffusion_part.h"
#include "diffusion_rosenbrock.h"
#include "diffusion_steps.h"
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
  size_t *block;       /* [states] in the order in which they are solved: those that spread, then the others */
  size_t *solved;      /* [states + 1] when each was solved last, then the edges */
  double *source;      /* [values] right-hand side of a stage */
  double *used;        /* [states][cells] right-hand side with which a block was solved last */
  double *right;       /* [cells] or [edges][columns] */
  double *diffusivity; /* [spreads][cells] of the last rates */
  double *inverse;     /* [edges][edges][columns] of the block of edges */
  double *flow, *fall; /* [columns + cells] over the faces to the right and down, after a row of zeros */
  double *scale;       /* [states + 1] largest value of a field */
  double *memory;
};

/* what the flows of spread k bring to its cells */
VECTOR_CLONES
static void flow_bring(const struct plane *p, size_t k, const enum diffusion_mean mean, const double *restrict x,
                       double *restrict target)
{
  const size_t cells = p->cells, columns = p->system->columns;
  const double *restrict d = p->diffusivity + k * cells, *restrict inverse = p->part[k].inverse;
  const double *restrict right = p->part[k].right, *restrict down = p->part[k].down;
  double *flow = p->flow + columns, *fall = p->fall + columns;
  const double *before = flow - 1, *above = p->fall;
  for (size_t i = 0; i + 1 < cells; i++)
    flow[i] = right[i] * diffusion_face(mean, d[i], d[i + 1]) * (x[i + 1] - x[i]);
  for (size_t i = 0; i + columns < cells; i++)
    fall[i] = down[i] * diffusion_face(mean, d[i], d[i + columns]) * (x[i + columns] - x[i]);
  // the last ones stay 0
  for (size_t i = 0; i < cells; i++)
  {
    double in = (flow[i] - before[i]) + (fall[i] - above[i]);
    target[i] = inverse[i] > 0 ? target[i] + in * inverse[i] : 0;
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

/* inverse of the block of edges of one column, by Gauss and Jordan */
static void edges_invert(struct plane *p, size_t column)
{
  const struct diffusion_plane_kinetics *kinetics = p->kinetics;
  const size_t n = p->edges, columns = p->system->columns;
  double a[EDGES * EDGES] = { 0 };
  for (size_t e = 0; e < n; e++)
    a[e * n + e] = p->shift;
  for (size_t e = 0; e < kinetics->edge_entries; e++)
    a[kinetics->edge_row[e] * n + kinetics->edge_column[e]] -= p->coupling.edge_partials[e * columns + column];
  for (size_t q = 0; q < n; q++)
  {
    double pivot = 1 / a[q * n + q];
    a[q * n + q] = 1;
    for (size_t c = 0; c < n; c++)
      a[q * n + c] *= pivot;
    for (size_t r = 0; r < n; r++)
    {
      double factor = a[r * n + q];
      if (r == q)
        continue;
      a[r * n + q] = 0;
      for (size_t c = 0; c < n; c++)
        a[r * n + c] -= factor * a[q * n + c];
    }
  }
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

/* Has anything been solved since that acts on block b? Then its right-hand side is in p->right. */
static int block_is_due(struct plane *p, size_t b, const double *x)
{
  const size_t state = p->block[b], cells = p->cells, fields = p->coupling.fields;
  int is_first = p->solved[state] == 0, is_late = is_first;
  for (size_t f = 0; f < fields; f++)
    is_late |= p->solved[f < p->system->states ? f : p->system->states] > p->solved[state] &&
               diffusion_coupling_reaches(&p->coupling, state, f);
  if (!is_late)
    return 0;
  memcpy(p->right, p->source + state * cells, cells * sizeof *x);
  diffusion_coupling_add(&p->coupling, state, x, p->right);
  double enough = linear_accuracy * p->accuracy->tolerance * p->scale[state] * p->shift;
  return is_first || !(distance(cells, p->right, p->used + state * cells) <= enough);
}

/* solves block b for p->right; 0 when its iteration does not converge */
static int block_solve(struct plane *p, size_t b, double *x)
{
  const size_t state = p->block[b], cells = p->cells;
  double *answer = x + state * cells;
  int is_first = p->solved[state] == 0;
  memcpy(p->used + state * cells, p->right, cells * sizeof *x);
  if (b < p->system->spreads)
  {
    // also a change far below the tolerance has the right direction
    double accuracy = linear_accuracy * p->accuracy->tolerance * p->scale[state];
    size_t iterations = diffusion_part_solve(&p->part[b], p->right, accuracy, is_first ? least_accuracy : 0, answer);
    if (iterations == SIZE_MAX)
      return 0;
    p->statistics->iterations += iterations;
    return 1;
  }
  const double *own = diffusion_coupling_own(&p->coupling, state);
  for (size_t i = 0; i < cells; i++)
    answer[i] = p->right[i] / (p->shift - (own != NULL ? own[i] : 0));
  return 1;
}

static enum status plane_solve(void *work, double *x)
{
  struct plane *p = work;
  const size_t states = p->system->states;
  size_t count = 0;
  memcpy(p->source, x, p->values * sizeof *x);
  memset(x, 0, p->values * sizeof *x);
  memset(p->solved, 0, (states + 1) * sizeof *p->solved);
  edges_solve(p, x);
  for (size_t sweep = 0; sweep < SWEEPS; sweep++)
  {
    size_t before = count;
    for (size_t b = 0; b < states; b++)
      if (block_is_due(p, b, x))
      {
        if (!block_solve(p, b, x))
          sweep = SWEEPS;
        p->solved[p->block[b]] = ++count;
      }
    if (count == before)
      return STATUS_OK;
    if (p->edges > 0)
      edges_solve(p, x);
    p->solved[states] = ++count;
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
  p->memory = calloc(p->values + (states + spreads + 2) * cells + right + 2 * columns + p->edges * system->extras + states + 1,
                     sizeof(double));
  p->part = calloc(spreads + 1, sizeof *p->part);
  p->block = calloc(2 * states + 1, sizeof *p->block);
  int made = p->memory != NULL && p->part != NULL && p->block != NULL;
  for (size_t k = 0; made && k < spreads; k++)
    made = diffusion_part_make(&p->part[k], system, k);
  made = made && diffusion_coupling_make(&p->coupling, system, p->kinetics, p->part, time, value);
  if (!made)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu cells", states, cells);
  p->solved = p->block + states;
  p->source = p->memory;
  p->used = p->source + p->values;
  p->right = p->used + states * cells;
  p->diffusivity = p->right + right;
  p->inverse = p->diffusivity + spreads * cells;
  p->flow = p->inverse + p->edges * system->extras;
  p->fall = p->flow + columns + cells;
  p->scale = p->fall + columns + cells;
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
  diffusion_coupling_free(&p.coupling);
  for (size_t k = 0; p.part != NULL && k < system->spreads; k++)
    diffusion_part_free(&p.part[k]);
  free(p.part);
  free(p.block);
  free(p.memory);
  free(first);
  return status;
}
