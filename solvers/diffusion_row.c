/* diffusion_row.c - a Rosenbrock method on a row of cells: rates, exact derivatives of reaction and flows, and their matrix.
 *
 *   F_f = g_f D_f (X_{f+1} - X_f),   c_i dX_i/dt = F_i - F_{i-1} + c_i R_i
 *
 * Derivatives of the diffusivity are differences of it, one for time and one for each state on which it depends; a state shows
 * that by a value that is not a number. Everything is in one matrix (diffusion_matrix.h): nothing is split or iterated, so the
 * fast balance of a source and the flow that carries it away costs nothing. Bounds are kept to the tolerance only; see
 * diffusion.c for a scheme that keeps them at any step. Sources: diffusion_rosenbrock.c. */
#include "diffusion_matrix.h"
#include "diffusion_rosenbrock.h"
#include "diffusion_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"
#include "veldhuizen4.h"

static const double perturbation = 0x1p-24; /* of a state of order 1 */
static const double excess = 1e-6;          /* over bounds, in parts of the tolerance */

struct row
{
  const struct diffusion_system *system;
  const struct diffusion_kinetics *kinetics;
  struct diffusion_matrix matrix;
  unsigned char *depends;   /* [spreads][states]: does the diffusivity depend on the state? */
  size_t *entry;            /* [states][states] of the kinetics; their number where there is none */
  double *partials;         /* [entries][cells] */
  double *outward, *inward; /* [spreads][states][cells]: d flow / d the value left of a face, right of it */
  double *diffusivity;      /* [spreads][cells] at the state of the last rates */
  double *inverse;          /* [cells] of the capacity */
  double *moved, *flow;     /* [cells] each */
  double *shifted;          /* [states][cells] */
  double *memory;
};

/* flows of a state with the same kind of mean everywhere, and what they bring to each cell */
static inline __attribute__((always_inline)) void flow_bring(size_t cells, enum diffusion_mean mean,
                                                             const double *restrict conductance, const double *restrict inverse,
                                                             const double *restrict diffusivity, const double *restrict value,
                                                             double *restrict flow, double *restrict target)
{
  for (size_t f = 0; f + 1 < cells; f++)
    flow[f] = conductance[f] * diffusion_face(mean, diffusivity[f], diffusivity[f + 1]) * (value[f + 1] - value[f]);
  flow[cells - 1] = 0;
  target[0] += flow[0] * inverse[0];
  for (size_t i = 1; i < cells; i++)
    target[i] += (flow[i] - flow[i - 1]) * inverse[i];
}

VECTOR_CLONES
static void flow_add(const struct row *row, size_t k, const double *diffusivity, const double *state, double *rate)
{
  const struct diffusion_system *system = row->system;
  const double *value = state + system->spread[k].state * system->cells;
  double *target = rate + system->spread[k].state * system->cells;
  if (system->spread[k].mean == DIFFUSION_ARITHMETIC)
    flow_bring(system->cells, DIFFUSION_ARITHMETIC, system->conductance, row->inverse, diffusivity, value, row->flow, target);
  else
    flow_bring(system->cells, DIFFUSION_HARMONIC, system->conductance, row->inverse, diffusivity, value, row->flow, target);
}

static void row_rates(void *work, double time, const double *state, double *rate)
{
  const struct row *row = work;
  const struct diffusion_system *system = row->system;
  row->kinetics->rates(system->context, time, state, rate);
  for (size_t k = 0; k < system->spreads; k++)
  {
    double *diffusivity = row->diffusivity + k * system->cells;
    system->diffusivity(system->context, time, k, state, diffusivity);
    flow_add(row, k, diffusivity, state, rate);
  }
}

/* derivatives of the flows of a state by the values on both sides: through the diffusivity, whose derivatives are `moved`, and
 * (own) as its own ones */
static inline __attribute__((always_inline)) void sides_make(const struct diffusion_system *system,
                                                             const enum diffusion_mean mean, const int depends, const int own,
                                                             const double *restrict d, const double *restrict moved,
                                                             const double *restrict value, double *restrict outward,
                                                             double *restrict inward)
{
  const double *restrict conductance = system->conductance;
  for (size_t f = 0; f + 1 < system->cells; f++)
  {
    double out = 0, in = 0;
    if (depends)
    {
      double drive = conductance[f] * (value[f + 1] - value[f]);
      out = drive * diffusion_face_slope(mean, d[f], d[f + 1]) * moved[f];
      in = drive * diffusion_face_slope(mean, d[f + 1], d[f]) * moved[f + 1];
    }
    if (own)
    {
      double open = conductance[f] * diffusion_face(mean, d[f], d[f + 1]);
      out -= open;
      in += open;
    }
    outward[f] = out;
    inward[f] = in;
  }
}

/* derivatives of the flows of spread k; those that are always 0 are never touched */
VECTOR_CLONES
static void flow_linearize(struct row *row, size_t k, double time, const double *state)
{
  const struct diffusion_system *system = row->system;
  const size_t cells = system->cells, own = system->spread[k].state;
  const enum diffusion_mean mean = system->spread[k].mean;
  const double *value = state + own * cells, *d = row->diffusivity + k * cells;
  double *moved = row->moved;
  for (size_t s = 0; s < system->states; s++)
  {
    double *outward = row->outward + (k * system->states + s) * cells, *inward = row->inward + (k * system->states + s) * cells;
    double *shifted = row->shifted + s * cells;
    const int depends = row->depends[k * system->states + s];
    if (depends)
    {
      for (size_t i = 0; i < cells; i++)
        shifted[i] += perturbation;
      system->diffusivity(system->context, time, k, row->shifted, moved);
      for (size_t i = 0; i < cells; i++)
      {
        moved[i] = (moved[i] - d[i]) / (shifted[i] - state[s * cells + i]);
        shifted[i] = state[s * cells + i];
      }
    }
    // loops without conditions
    if (depends && s == own && mean == DIFFUSION_ARITHMETIC)
      sides_make(system, DIFFUSION_ARITHMETIC, 1, 1, d, moved, value, outward, inward);
    else if (depends && mean == DIFFUSION_ARITHMETIC)
      sides_make(system, DIFFUSION_ARITHMETIC, 1, 0, d, moved, value, outward, inward);
    else if (depends || s == own)
      sides_make(system, mean, depends, s == own, d, moved, value, outward, inward);
  }
}

/* `state` is that of the last rates */
static void row_linearize(void *work, double time, const double *state)
{
  struct row *row = work;
  const struct diffusion_system *system = row->system;
  row->kinetics->partials(system->context, time, state, row->partials);
  memcpy(row->shifted, state, system->states * system->cells * sizeof *state);
  for (size_t k = 0; k < system->spreads; k++)
    flow_linearize(row, k, time, state);
}

/* what the diffusivity of spread k, which changes by `moved` per time, does to the rates */
VECTOR_CLONES
static void flow_drift(const struct row *row, size_t k, const double *state, double *slope)
{
  const struct diffusion_system *system = row->system;
  const size_t cells = system->cells, own = system->spread[k].state * cells;
  const enum diffusion_mean mean = system->spread[k].mean;
  const double *restrict d = row->diffusivity + k * cells, *restrict moved = row->moved, *restrict value = state + own;
  double *restrict flow = row->flow, *restrict target = slope + own;
  for (size_t f = 0; f + 1 < cells; f++)
  {
    double by_one = diffusion_face_slope(mean, d[f], d[f + 1]), by_other = diffusion_face_slope(mean, d[f + 1], d[f]);
    flow[f] = system->conductance[f] * (by_one * moved[f] + by_other * moved[f + 1]) * (value[f + 1] - value[f]);
  }
  target[0] += flow[0] * row->inverse[0];
  for (size_t i = 1; i + 1 < cells; i++)
    target[i] += (flow[i] - flow[i - 1]) * row->inverse[i];
  target[cells - 1] -= flow[cells - 2] * row->inverse[cells - 1];
}

static void row_drift(void *work, double time, double later, const double *state, double *slope)
{
  struct row *row = work;
  const struct diffusion_system *system = row->system;
  row->kinetics->drift(system->context, slope);
  for (size_t k = 0; k < system->spreads; k++)
  {
    const double *before = row->diffusivity + k * system->cells;
    system->diffusivity(system->context, later, k, state, row->moved);
    for (size_t i = 0; i < system->cells; i++)
      row->moved[i] = (row->moved[i] - before[i]) / (later - time);
    flow_drift(row, k, state, slope);
  }
}

/* own = shift on the diagonal - partials, what is not there being 0 */
static inline __attribute__((always_inline)) void own_make(size_t cells, double shift, const double *restrict partial,
                                                           double *restrict own)
{
  for (size_t i = 0; i < cells; i++)
    own[i] = partial != NULL ? shift - partial[i] : shift;
}

/* the part of the flows */
static inline __attribute__((always_inline)) void sides_add(size_t cells, const double *restrict inverse,
                                                            const double *restrict outward, const double *restrict inward,
                                                            double *restrict own, double *restrict before, double *restrict after)
{
  own[0] -= outward[0] * inverse[0];
  before[0] = 0;
  after[0] = -inward[0] * inverse[0];
  for (size_t i = 1; i < cells; i++)
  {
    own[i] -= (outward[i] - inward[i - 1]) * inverse[i];
    before[i] = outward[i - 1] * inverse[i];
    after[i] = -inward[i] * inverse[i];
  }
}

VECTOR_CLONES
static enum status row_factor(void *work, double shift)
{
  struct row *row = work;
  const struct diffusion_system *system = row->system;
  struct diffusion_matrix *m = &row->matrix;
  const size_t states = system->states, cells = system->cells;
  for (size_t e = 0; e < states * states; e++)
    if (m->own_fill[e])
    {
      const double *partial = row->entry[e] < row->kinetics->entries ? row->partials + row->entry[e] * cells : NULL;
      own_make(cells, e % (states + 1) == 0 ? shift : 0, partial, m->own + e * cells);
    }
  for (size_t k = 0; k < system->spreads; k++)
    for (size_t s = 0; s < states; s++)
      if (m->side_fill[k * states + s])
      {
        const size_t side = (k * states + s) * cells, own = (system->spread[k].state * states + s) * cells;
        sides_add(cells, row->inverse, row->outward + side, row->inward + side, m->own + own, m->before + side, m->after + side);
      }
  diffusion_matrix_factor(m);
  return STATUS_OK;
}

static enum status row_solve(void *work, double *x)
{
  const struct row *row = work;
  diffusion_matrix_solve(&row->matrix, x);
  return STATUS_OK;
}

/* which states the diffusivities depend on: what is not a number shows in every value that depends on it */
static void dependence_find(struct row *row, double time, const double *state)
{
  const struct diffusion_system *system = row->system;
  const size_t cells = system->cells;
  memcpy(row->shifted, state, system->states * cells * sizeof *state);
  for (size_t s = 0; s < system->states; s++)
  {
    for (size_t i = 0; i < cells; i++)
      row->shifted[s * cells + i] = (double)NAN;
    for (size_t k = 0; k < system->spreads; k++)
    {
      system->diffusivity(system->context, time, k, row->shifted, row->moved);
      for (size_t i = 0; i < cells; i++)
        row->depends[k * system->states + s] = row->depends[k * system->states + s] || isnan(row->moved[i]);
    }
    memcpy(row->shifted + s * cells, state + s * cells, cells * sizeof *state);
  }
}

static enum status row_make(struct row *row, double time, const double *state, struct trail *trail)
{
  const struct diffusion_system *system = row->system;
  const struct diffusion_kinetics *kinetics = row->kinetics;
  const size_t states = system->states, cells = system->cells, spreads = system->spreads;
  row->depends = calloc(spreads * states + 1, 1);
  row->entry = calloc(states * states + 1, sizeof *row->entry);
  row->memory = calloc((kinetics->entries + 2 * spreads * states + spreads + 3 + states) * cells + 1, sizeof(double));
  unsigned char *own = calloc(states * states, 1), *side = calloc(spreads * states + 1, 1);
  size_t *spread = calloc(spreads + 1, sizeof *spread);
  int made = row->depends != NULL && row->entry != NULL && row->memory != NULL && own != NULL && side != NULL && spread != NULL;
  if (made)
  {
    row->partials = row->memory;
    row->outward = row->partials + kinetics->entries * cells;
    row->inward = row->outward + spreads * states * cells;
    row->diffusivity = row->inward + spreads * states * cells;
    row->inverse = row->diffusivity + spreads * cells;
    row->moved = row->inverse + cells;
    row->flow = row->moved + cells;
    row->shifted = row->flow + cells;
    for (size_t i = 0; i < cells; i++)
      row->inverse[i] = 1 / system->capacity[i];
    dependence_find(row, time, state);
    for (size_t e = 0; e < states * states; e++)
      row->entry[e] = kinetics->entries;
    for (size_t e = 0; e < kinetics->entries; e++)
    {
      own[kinetics->row[e] * states + kinetics->column[e]] = 1;
      row->entry[kinetics->row[e] * states + kinetics->column[e]] = e;
    }
    for (size_t k = 0; k < spreads; k++)
    {
      spread[k] = system->spread[k].state;
      for (size_t s = 0; s < states; s++)
      {
        side[k * states + s] = row->depends[k * states + s] || s == spread[k];
        own[spread[k] * states + s] |= side[k * states + s];
      }
    }
    made = diffusion_matrix_make(&row->matrix, states, cells, spreads, spread, own, side);
  }
  free(own);
  free(side);
  free(spread);
  return made ? STATUS_OK : status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu cells", states, cells);
}

enum status diffusion_solve(const struct diffusion_system *system, const struct diffusion_kinetics *kinetics,
                            const struct diffusion_accuracy *accuracy, double start, double end,
                            const struct diffusion_reports *reports, double *state, struct diffusion_statistics *statistics,
                            struct trail *trail)
{
  enum status status = diffusion_request_check(system, trail);
  if (status != STATUS_OK)
    return status;
  struct row row = { .system = system, .kinetics = kinetics };
  size_t *first = calloc(system->states + 1, sizeof *first);
  status = first == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for %zu states", system->states)
                         : row_make(&row, start, state, trail);
  if (status == STATUS_OK)
  {
    for (size_t s = 0; s <= system->states; s++)
      first[s] = s * system->cells;
    struct diffusion_equations equations = { .method = &veldhuizen4,
                                             .values = system->states * system->cells,
                                             .fields = system->states,
                                             .looks_back = 1,
                                             .excess = excess,
                                             .first = first,
                                             .work = &row,
                                             .rates = row_rates,
                                             .linearize = row_linearize,
                                             .drift = kinetics->drift != NULL ? row_drift : NULL,
                                             .factor = row_factor,
                                             .solve = row_solve };
    status = diffusion_rosenbrock_run(&equations, accuracy, start, end, reports, state, statistics, trail);
  }
  diffusion_matrix_free(&row.matrix);
  free(row.depends);
  free(row.entry);
  free(row.memory);
  free(first);
  return status;
}
