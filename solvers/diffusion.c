/* diffusion.c - reaction and diffusion on a row of cells: one implicit midpoint step by increments, no splitting.
 *
 *   M = X + d / 2 (the middle of the step),  A(M) X = what flows out of the cells, c its capacity, L = d R / d X (own diagonal)
 *   spreading:  c d - dt (1 - e) (c L d - A(M) d) = dt (c (R(M) - L (M - X)) - A(M) X)        e <= 1/2: explicit share
 *   other:        d = dt phi(dt L) (R(M) - L (M - X)),   phi(z) = (exp(z) - 1) / z
 *
 * M comes from the pass before (first: M = X), rates and diffusivities are taken at the middle of the step: order 1 in time with
 * one pass, 2 with two. The explicit share of a face is 1/2 where the step resolves the cells next to it and falls to
 * 1 / (dt (flow out / capacity + |L|)) where it does not, so that the matrix and what it is applied to have no wrong signs:
 * bounds hold for any step in diffusion, and in reaction as long as it grows by less than a factor of about e per step.
 * Sources: Patankar, Numerical Heat Transfer and Fluid Flow (positive coefficients); Hochbruck and Ostermann 2010. */
#include "diffusion_steps.h"

#include <math.h>
#include <stdlib.h>

/* an integration on its way */
struct grid
{
  struct diffusion_steps steps; /* arrays are [states][cells] */
  const struct diffusion_system *system;
  size_t cells;
  double *flow, *share, *diffusivity, *weight, *upper, *pivot; /* [cells] */
  unsigned char *spreads;                                      /* [states] */
  double *memory;                                              /* of the doubles */
};

/* flow[f] = conductance times the mean diffusivity of the two cells */
static void find_flow(struct grid *grid, double time, size_t k)
{
  const struct diffusion_system *system = grid->system;
  const double *d = grid->diffusivity;
  system->diffusivity(system->context, time, k, grid->steps.middle, grid->diffusivity);
  for (size_t f = 0; f + 1 < grid->cells; f++)
    grid->flow[f] = system->conductance[f] * diffusion_face(system->spread[k].mean, d[f], d[f + 1]);
}

/* explicit shares: weight[i] for the reaction of a cell, share[f] for a face */
static void find_shares(struct grid *grid, double step, const double *diagonal)
{
  size_t cells = grid->cells;
  for (size_t i = 0; i < cells; i++)
  {
    double out = (i > 0 ? grid->flow[i - 1] : 0) + (i + 1 < cells ? grid->flow[i] : 0);
    double turnover = step * (out / grid->system->capacity[i] + fabs(diagonal[i]));
    grid->weight[i] = diffusion_explicit_share(turnover);
  }
  for (size_t f = 0; f + 1 < cells; f++)
    grid->share[f] = fmin(grid->weight[f], grid->weight[f + 1]);
}

/* increments of a state that spreads: a tridiagonal system whose right-hand side is what comes in, so rest gives exact zeros */
static void spread_state(struct grid *grid, double step, size_t state)
{
  size_t cells = grid->cells, first = state * cells;
  const struct diffusion_steps *steps = &grid->steps;
  const double *value = steps->state + first, *middle = steps->middle + first, *rate = steps->rate + first;
  double *increment = steps->increment + first, *diagonal = steps->diagonal + first;
  for (size_t i = 0; i < cells; i++)
    diagonal[i] = diffusion_implicit_part(diagonal[i], step);
  find_shares(grid, step, diagonal);

  // elimination: what remains of a pivot without its upper neighbour is carried on, which needs no difference
  double from_below = 0, carried = 0, moved = 0;
  for (size_t i = 0; i < cells; i++)
  {
    double capacity = grid->system->capacity[i], above = 0, from_above = 0;
    if (i + 1 < cells)
    {
      above = step * (1 - grid->share[i]) * grid->flow[i];
      from_above = step * grid->flow[i] * (value[i + 1] - value[i]);
    }
    double reaction = step * (rate[i] - diagonal[i] * (middle[i] - value[i]));
    double rest = capacity * (1 - step * (1 - grid->weight[i]) * diagonal[i]) + carried;
    increment[i] = capacity * reaction + from_above - from_below + moved;
    grid->pivot[i] = 1 / (rest + above);
    grid->upper[i] = above;
    carried = above * (rest * grid->pivot[i]);
    moved = above * (increment[i] * grid->pivot[i]);
    from_below = from_above;
  }

  // and back
  increment[cells - 1] *= grid->pivot[cells - 1];
  for (size_t i = cells - 1; i-- > 0;)
    increment[i] = (increment[i] + grid->upper[i] * increment[i + 1]) * grid->pivot[i];
}

static enum status advance(void *solver, double half, double step, size_t pass)
{
  struct grid *grid = solver;
  const struct diffusion_system *system = grid->system;
  (void)pass;
  system->reaction(system->context, half, grid->steps.middle, grid->steps.rate, grid->steps.diagonal);
  for (size_t k = 0; k < system->spreads; k++)
  {
    find_flow(grid, half, k);
    spread_state(grid, step, system->spread[k].state);
  }
  for (size_t s = 0; s < system->states; s++)
    if (!grid->spreads[s])
      diffusion_steps_relax(&grid->steps, s * grid->cells, grid->cells, step);
  return STATUS_OK;
}

enum status diffusion_request_check(const struct diffusion_system *system, struct trail *trail)
{
  if (system->states == 0 || system->cells == 0)
    return status_fail(trail, STATUS_SOFTWARE, "cannot step %zu states in %zu cells", system->states, system->cells);
  for (size_t k = 0; k < system->spreads; k++)
    if (system->spread[k].state >= system->states)
      return status_fail(trail, STATUS_SOFTWARE, "state %zu cannot spread, there are %zu", system->spread[k].state,
                         system->states);
  for (size_t i = 0; i < system->cells; i++)
    if (!(system->capacity[i] > 0))
      return status_fail(trail, STATUS_SOFTWARE, "the capacity of cell %zu is %g", i, system->capacity[i]);
  return STATUS_OK;
}

enum status diffusion_integrate(const struct diffusion_system *system, const struct diffusion_control *control, double start,
                                double end, struct diffusion_observer observer, double *state,
                                struct diffusion_statistics *statistics, struct trail *trail)
{
  size_t cells = system->cells, values = system->states * cells;
  enum status status = diffusion_request_check(system, trail);
  if (status != STATUS_OK)
    return status;
  struct grid grid = { .steps = { .values = values, .cells = cells, .state = state, .statistics = statistics, .trail = trail },
                       .system = system,
                       .cells = cells };
  grid.memory = calloc(4 * values + 6 * cells, sizeof(double));
  grid.spreads = calloc(system->states, 1);
  status = STATUS_MEMORY;
  if (grid.memory != NULL && grid.spreads != NULL)
  {
    struct diffusion_steps *steps = &grid.steps;
    steps->middle = grid.memory;
    steps->increment = steps->middle + values;
    steps->rate = steps->increment + values;
    steps->diagonal = steps->rate + values;
    steps->solver = &grid;
    steps->advance = advance;
    grid.flow = steps->diagonal + values;
    grid.share = grid.flow + cells;
    grid.diffusivity = grid.share + cells;
    grid.weight = grid.diffusivity + cells;
    grid.upper = grid.weight + cells;
    grid.pivot = grid.upper + cells;
    for (size_t k = 0; k < system->spreads; k++)
      grid.spreads[system->spread[k].state] = 1;
    status = diffusion_steps_run(steps, control, start, end, observer);
  }
  else
    status_fail(trail, status, "no memory for %zu states in %zu cells", system->states, cells);
  free(grid.memory);
  free(grid.spreads);
  return status;
}

size_t diffusion_radial_faces(double width, double uniform, double growth, double outer, size_t room, double *faces)
{
  // count first: the last face is the first one that reaches the outer radius, within rounding
  double enough = outer * (1 - 1e-12), regular = fmin(uniform, outer) * (1 - 1e-12), face = 0, grown = width;
  size_t even = 0, count = 1;
  for (; face < regular; even++)
    face += width;
  const double border = (double)even * width;
  for (face = border, count = even + 1; face < enough; count++)
    face += grown *= growth;
  // what grows is stretched or pressed to end exactly, and all of it when nothing grows
  double scale = count > even + 1 ? (outer - border) / (face - border) : outer / border,
         even_scale = count > even + 1 ? 1 : scale;
  grown = width;
  for (size_t k = 0; k < count && k < room; k++)
    faces[k] = k <= even ? even_scale * width * (double)k : faces[k - 1] + scale * (grown *= growth);
  if (count <= room)
    faces[count - 1] = outer;
  return count;
}

void diffusion_radial_geometry(size_t cells, const double *faces, double *area, double *conductance)
{
  const double pi = 3.14159265358979323846;
  for (size_t i = 0; i < cells; i++)
    area[i] = pi * (faces[i + 1] - faces[i]) * (faces[i + 1] + faces[i]);
  for (size_t f = 0; f + 1 < cells; f++)
    conductance[f] = 2 * pi * faces[f + 1] / (0.5 * (faces[f + 2] - faces[f]));
}
