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
#include "diffusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* an integration on its way; arrays are [states][cells] unless said otherwise */
struct grid
{
  const struct diffusion_system *system;
  size_t cells, values; /* states * cells */
  double *state;        /* the caller's */
  double *middle, *increment, *rate, *diagonal;
  double *flow, *share, *diffusivity, *weight, *upper, *pivot; /* [cells] */
  unsigned char *spreads;                                      /* [states] */
  double *memory;                                              /* of the doubles */
  struct diffusion_statistics *statistics;
  struct trail *trail;
};

/* (exp(z) - 1) / z from operations with fixed bits: a series for small z, doubled as often as needed */
static double phi(double z)
{
  int doublings = 0;
  double small = z;
  while (fabs(small) > 0.5 && doublings < 1100)
  {
    small *= 0.5;
    doublings += 1;
  }
  // 1 + z/2 (1 + z/3 (1 + ...)), the first neglected term is below 1e-17
  double sum = 1;
  for (int k = 15; k >= 2; k--)
    sum = 1 + small / k * sum;
  // phi(2 z) = phi(z) (exp(z) + 1) / 2
  double exponential = 1 + small * sum;
  for (; doublings > 0; doublings--)
  {
    sum *= 0.5 * (exponential + 1);
    exponential *= exponential;
  }
  return sum;
}

/* flow[f] = conductance times the mean diffusivity of the two cells */
static void find_flow(struct grid *grid, double time, size_t k)
{
  const struct diffusion_system *system = grid->system;
  const double *d = grid->diffusivity;
  system->diffusivity(system->context, time, k, grid->middle, grid->diffusivity);
  for (size_t f = 0; f + 1 < grid->cells; f++)
  {
    double mean = 0.5 * (d[f] + d[f + 1]);
    if (system->spread[k].mean == DIFFUSION_HARMONIC)
      mean = mean > 0 ? d[f] * d[f + 1] / mean : 0;
    grid->flow[f] = system->conductance[f] * mean;
  }
}

/* explicit shares: weight[i] for the reaction of a cell, share[f] for a face */
static void find_shares(struct grid *grid, double step, const double *diagonal)
{
  size_t cells = grid->cells;
  for (size_t i = 0; i < cells; i++)
  {
    double out = (i > 0 ? grid->flow[i - 1] : 0) + (i + 1 < cells ? grid->flow[i] : 0);
    double turnover = step * (out / grid->system->capacity[i] + fabs(diagonal[i]));
    grid->weight[i] = turnover > 2 ? 1 / turnover : 0.5;
  }
  for (size_t f = 0; f + 1 < cells; f++)
    grid->share[f] = fmin(grid->weight[f], grid->weight[f + 1]);
}

/* increments of a state that spreads: a tridiagonal system whose right-hand side is what comes in, so rest gives exact zeros */
static void spread_state(struct grid *grid, double step, size_t state)
{
  size_t cells = grid->cells, first = state * cells;
  const double *value = grid->state + first, *middle = grid->middle + first, *rate = grid->rate + first;
  double *increment = grid->increment + first, *diagonal = grid->diagonal + first;
  // growth faster than the step is left to the rates, the matrix stays regular
  for (size_t i = 0; i < cells; i++)
    diagonal[i] = diagonal[i] > 1 / step ? 1 / step : diagonal[i];
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

/* increments of a state that stays where it is: exact for a rate that is linear in it */
static void relax_state(struct grid *grid, double step, size_t state)
{
  size_t first = state * grid->cells;
  for (size_t i = first; i < first + grid->cells; i++)
  {
    double l = grid->diagonal[i];
    grid->increment[i] = step * phi(step * l) * (grid->rate[i] - l * (grid->middle[i] - grid->state[i]));
  }
}

static void take_step(struct grid *grid, double time, double step, size_t passes)
{
  const struct diffusion_system *system = grid->system;
  double half = time + 0.5 * step;
  memcpy(grid->middle, grid->state, grid->values * sizeof(double));
  for (size_t pass = 0; pass < passes; pass++)
  {
    system->reaction(system->context, half, grid->middle, grid->rate, grid->diagonal);
    for (size_t k = 0; k < system->spreads; k++)
    {
      find_flow(grid, half, k);
      spread_state(grid, step, system->spread[k].state);
    }
    for (size_t s = 0; s < system->states; s++)
      if (!grid->spreads[s])
        relax_state(grid, step, s);
    if (pass + 1 < passes)
      for (size_t i = 0; i < grid->values; i++)
        grid->middle[i] = grid->state[i] + 0.5 * grid->increment[i];
  }
  for (size_t i = 0; i < grid->values; i++)
    grid->state[i] += grid->increment[i];
}

/* finds what is not finite and counts what is negative */
static enum status check_state(const struct grid *grid, double time)
{
  double least = grid->statistics->least;
  for (size_t i = 0; i < grid->values; i++)
  {
    if (!isfinite(grid->state[i]))
      return status_fail(grid->trail, STATUS_SOFTWARE, "the value of state %zu in cell %zu is %g at time %.17g", i / grid->cells,
                         i % grid->cells, grid->state[i], time);
    least = grid->state[i] < least ? grid->state[i] : least;
  }
  grid->statistics->least = least;
  return STATUS_OK;
}

static enum status run(struct grid *grid, const struct diffusion_control *control, double start, double end,
                       struct diffusion_observer observer)
{
  enum status status = check_state(grid, start);
  if (status == STATUS_OK && observer.observe != NULL)
    observer.observe(observer.sink, start, grid->state);
  // times are multiples of the step, so that they do not drift; a rest below a millionth of a step joins the last one
  double time = start;
  for (size_t i = 1; status == STATUS_OK && time < end; i++)
  {
    double next = start + (double)i * control->step;
    int last = next + 1e-6 * control->step >= end;
    take_step(grid, time, last ? end - time : control->step, control->passes);
    time = last ? end : next;
    grid->statistics->steps += 1;
    status = check_state(grid, time);
    if (status == STATUS_OK && observer.observe != NULL)
      observer.observe(observer.sink, time, grid->state);
  }
  return status;
}

static enum status check_request(const struct diffusion_system *system, const struct diffusion_control *control, double start,
                                 double end, struct trail *trail)
{
  if (!(end >= start) || !isfinite(start) || !isfinite(end) || !(control->step > 0) || control->passes == 0)
    return status_fail(trail, STATUS_SOFTWARE, "cannot step from time %.17g to %.17g by %g with %zu passes", start, end,
                       control->step, control->passes);
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
  enum status status = check_request(system, control, start, end, trail);
  if (status != STATUS_OK)
    return status;
  struct grid grid = {
    .system = system, .cells = cells, .values = values, .state = state, .statistics = statistics, .trail = trail
  };
  grid.memory = calloc(4 * values + 6 * cells, sizeof(double));
  grid.spreads = calloc(system->states, 1);
  status = STATUS_MEMORY;
  if (grid.memory != NULL && grid.spreads != NULL)
  {
    grid.middle = grid.memory;
    grid.increment = grid.middle + values;
    grid.rate = grid.increment + values;
    grid.diagonal = grid.rate + values;
    grid.flow = grid.diagonal + values;
    grid.share = grid.flow + cells;
    grid.diffusivity = grid.share + cells;
    grid.weight = grid.diffusivity + cells;
    grid.upper = grid.weight + cells;
    grid.pivot = grid.upper + cells;
    for (size_t k = 0; k < system->spreads; k++)
      grid.spreads[system->spread[k].state] = 1;
    status = run(&grid, control, start, end, observer);
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
  double enough = outer * (1 - 1e-12), scale = 1;
  size_t count = 1;
  for (int writing = 0; writing < 2; writing++)
  {
    double face = 0, grown = width;
    for (count = 1; face < enough; count++)
    {
      if (writing && count <= room)
        faces[count - 1] = scale * face;
      if (face >= uniform * (1 - 1e-12))
        grown *= growth;
      face += grown;
    }
    scale = outer / face;
  }
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
