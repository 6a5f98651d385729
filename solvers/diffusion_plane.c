/* diffusion_plane.c - the implicit midpoint step of diffusion.c with four neighbours instead of two.
 *
 * The increments d of a state that spreads solve (notation of diffusion.c, e of each face the smaller share of its cells)
 *
 *   c (1 - dt (1 - w) L) d + sum dt (1 - e) g D (d - d') = dt (c (R(M) - L (M - X)) + sum g D (X' - X))
 *
 * The matrix is symmetric, with no wrong signs and positive sums of rows; conjugate gradients with a modified incomplete
 * factorization find d. Nothing is split by direction or by process: a source and the flows that carry it away stay in balance
 * at any step. At the end d is taken once more from the flows between cells, each of which leaves one cell and enters the other:
 * this makes the amount exact to rounding, whatever the solver left. A row of cells is solved in one iteration.
 * Sources: Gustafsson 1978 (factorization); Hestenes and Stiefel 1952. */
#include "diffusion_plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_steps.h"

static const double tolerance = 1e-10;     /* of increments, relative to the largest value */
static const double pass_tolerance = 1e-7; /* the same where another pass follows */
static const double modification = 0.985;  /* how much of the dropped fill goes to the pivot */

enum
{
  ITERATIONS = 2000
};

/* an integration on its way; arrays are [cells], with `columns` zeros before and after so that neighbours always exist */
struct plane
{
  struct diffusion_steps steps; /* arrays are [states][cells], [extras] */
  const struct diffusion_plane_system *system;
  size_t cells, columns, passes;
  double *capacity;           /* of the state, 1 where it does not live */
  double *right, *down;       /* what a unit difference moves in a step, then its implicit share */
  double *matrix;             /* diagonal of the matrix */
  double *pivot;              /* inverse pivots of the factorization */
  double *forward, *backward; /* right, over the pivots of its cells */
  double *source;             /* right-hand side */
  double *weight, *diffusivity;
  double *solution, *rest, *search, *helper;
  unsigned char *spreads; /* [states] */
  double *memory;
};

/* right, down = step times conductance times mean diffusivity; nothing flows where either cell has no capacity */
static void find_flow(struct plane *plane, double time, double step, size_t k)
{
  const struct diffusion_plane_system *system = plane->system;
  const struct diffusion_plane_spread *spread = &system->spread[k];
  const double *d = plane->diffusivity, *c = spread->capacity;
  size_t columns = plane->columns, cells = plane->cells;
  system->diffusivity(system->context, time, k, plane->steps.middle, plane->diffusivity);
  for (size_t x = 0; x < cells; x++)
  {
    int next = (x + 1) % columns != 0 && c[x] > 0 && c[x + 1] > 0;
    int below = x + columns < cells && c[x] > 0 && c[x + columns] > 0;
    plane->right[x] = next ? step * spread->right[x] * diffusion_face(spread->mean, d[x], d[x + 1]) : 0;
    plane->down[x] = below ? step * spread->down[x] * diffusion_face(spread->mean, d[x], d[x + columns]) : 0;
  }
}

/* the linear system of a state that spreads */
static void system_make(struct plane *plane, double step, size_t k)
{
  const struct diffusion_plane_spread *spread = &plane->system->spread[k];
  size_t cells = plane->cells, columns = plane->columns, first = spread->state * cells;
  const double *value = plane->steps.state + first, *middle = plane->steps.middle + first;
  const double *rate = plane->steps.rate + first;
  double *diagonal = plane->steps.diagonal + first, *right = plane->right, *down = plane->down;
  // explicit shares from what a cell turns over
  for (size_t x = 0; x < cells; x++)
  {
    int lives = spread->capacity[x] > 0;
    plane->capacity[x] = lives ? spread->capacity[x] : 1;
    diagonal[x] = lives ? diffusion_implicit_part(diagonal[x], step) : 0;
    double out = right[x] + down[x] + *(right + x - 1) + *(down + x - columns);
    plane->weight[x] = diffusion_explicit_share(out / plane->capacity[x] + step * fabs(diagonal[x]));
  }
  // what comes in by reaction and, face by face, by flow; then the implicit shares
  for (size_t x = 0; x < cells; x++)
  {
    double reaction = spread->capacity[x] > 0 ? step * (rate[x] - diagonal[x] * (middle[x] - value[x])) : 0;
    plane->source[x] = plane->capacity[x] * reaction;
    plane->capacity[x] *= 1 - step * (1 - plane->weight[x]) * diagonal[x];
    plane->matrix[x] = plane->capacity[x];
  }
  for (size_t x = 0; x < cells; x++)
  {
    double *const faces[] = { &right[x], &down[x] };
    const size_t other[] = { x + 1, x + columns };
    for (size_t f = 0; f < 2; f++)
      if (*faces[f] != 0)
      {
        size_t y = other[f];
        double in = *faces[f] * (value[y] - value[x]);
        plane->source[x] += in;
        plane->source[y] -= in;
        *faces[f] *= 1 - fmin(plane->weight[x], plane->weight[y]);
        plane->matrix[x] += *faces[f];
        plane->matrix[y] += *faces[f];
      }
  }
}

/* incomplete factorization whose rows sum up (almost) as those of the matrix */
static void factorize(struct plane *plane)
{
  size_t columns = plane->columns;
  const double *right = plane->right, *down = plane->down, *matrix = plane->matrix;
  double *pivot = plane->pivot;
  for (size_t x = 0; x < plane->cells; x++)
  {
    const double *r = right + x - 1, *d = down + x - columns;
    double left = *r * *(pivot + x - 1), up = *d * *(pivot + x - columns);
    double dropped = left * *(down + x - 1) + up * *(right + x - columns);
    pivot[x] = 1 / (matrix[x] - left * *r - up * *d - modification * dropped);
    plane->forward[x] = *r * pivot[x];
    plane->backward[x] = right[x] * pivot[x];
  }
}

/* helper = inverse of the factorization times rest; all but one product and one sum of a cell do not wait for its neighbour */
static void precondition(struct plane *plane)
{
  size_t columns = plane->columns;
  const double *down = plane->down, *pivot = plane->pivot, *rest = plane->rest;
  const double *forward = plane->forward, *backward = plane->backward;
  double *helper = plane->helper, last = 0;
  for (size_t x = 0; x < plane->cells; x++)
  {
    last = (rest[x] + *(down + x - columns) * *(helper + x - columns)) * pivot[x] + forward[x] * last;
    helper[x] = last;
  }
  last = 0;
  for (size_t x = plane->cells; x-- > 0;)
  {
    last = (helper[x] + pivot[x] * (down[x] * helper[x + columns])) + backward[x] * last;
    helper[x] = last;
  }
}

/* out = matrix times in; returns their product */
static double multiply(const struct plane *plane, const double *in, double *out)
{
  size_t columns = plane->columns;
  const double *right = plane->right, *down = plane->down;
  double sum = 0;
  for (size_t x = 0; x < plane->cells; x++)
  {
    out[x] = plane->matrix[x] * in[x] - right[x] * in[x + 1] - *(right + x - 1) * *(in + x - 1) - down[x] * in[x + columns] -
             *(down + x - columns) * *(in + x - columns);
    sum += in[x] * out[x];
  }
  return sum;
}

/* solution by conjugate gradients from what it holds; 0 when it does not converge */
static int solve(struct plane *plane, const double *value, double accuracy)
{
  size_t cells = plane->cells;
  double *rest = plane->rest, *helper = plane->helper, *search = plane->search, *solution = plane->solution;
  double largest = 0, before = 0;
  for (size_t x = 0; x < cells; x++)
    largest = fmax(largest, fmax(fabs(value[x]), fabs(plane->source[x] / plane->matrix[x])));
  multiply(plane, solution, rest);
  for (size_t x = 0; x < cells; x++)
    rest[x] = plane->source[x] - rest[x];
  memset(search, 0, cells * sizeof *search);
  for (size_t iteration = 0; iteration < ITERATIONS; iteration++)
  {
    int done = 1;
    for (size_t x = 0; x < cells; x++)
      done &= fabs(rest[x]) <= accuracy * largest * plane->matrix[x];
    if (done)
      return 1;
    plane->steps.statistics->iterations += 1;
    precondition(plane);
    double now = 0;
    for (size_t x = 0; x < cells; x++)
      now += rest[x] * helper[x];
    double turn = iteration > 0 ? now / before : 0;
    before = now;
    for (size_t x = 0; x < cells; x++)
      search[x] = helper[x] + turn * search[x];
    double length = now / multiply(plane, search, helper);
    for (size_t x = 0; x < cells; x++)
    {
      solution[x] += length * search[x];
      rest[x] -= length * helper[x];
    }
  }
  return 0;
}

/* increments from the flows that the solution makes: what leaves a cell enters its neighbour, to the last bit */
static void increments_take(struct plane *plane, double *increment)
{
  size_t columns = plane->columns;
  const double *solution = plane->solution;
  double *amount = plane->source;
  for (size_t x = 0; x < plane->cells; x++)
  {
    if (plane->right[x] != 0)
    {
      double in = plane->right[x] * (solution[x + 1] - solution[x]);
      amount[x] += in;
      amount[x + 1] -= in;
    }
    if (plane->down[x] != 0)
    {
      double in = plane->down[x] * (solution[x + columns] - solution[x]);
      amount[x] += in;
      amount[x + columns] -= in;
    }
  }
  for (size_t x = 0; x < plane->cells; x++)
    increment[x] = amount[x] / plane->capacity[x];
}

static enum status advance(void *solver, double half, double step, size_t pass)
{
  struct plane *plane = solver;
  struct diffusion_steps *steps = &plane->steps;
  const struct diffusion_plane_system *system = plane->system;
  size_t cells = plane->cells;
  system->reaction(system->context, half, steps->middle, steps->rate, steps->diagonal);
  for (size_t k = 0; k < system->spreads; k++)
  {
    size_t state = system->spread[k].state;
    double *increment = steps->increment + state * cells;
    find_flow(plane, half, step, k);
    system_make(plane, step, k);
    factorize(plane);
    // the pass before is a good start; the first pass of a step starts from nothing, so that a step depends on its state only
    if (pass > 0)
      memcpy(plane->solution, increment, cells * sizeof(double));
    else
      memset(plane->solution, 0, cells * sizeof(double));
    if (!solve(plane, steps->state + state * cells, pass + 1 < plane->passes ? pass_tolerance : tolerance))
      return status_fail(steps->trail, STATUS_SOFTWARE, "the linear solver of state %zu does not converge at time %.17g", state,
                         half);
    increments_take(plane, increment);
  }
  for (size_t s = 0; s < system->states; s++)
    if (!plane->spreads[s])
      diffusion_steps_relax(steps, s * cells, cells, step);
  diffusion_steps_relax(steps, system->states * cells, system->extras, step);
  return STATUS_OK;
}

enum status diffusion_plane_request_check(const struct diffusion_plane_system *system, struct trail *trail)
{
  size_t cells = system->columns * system->rows;
  if (cells == 0 || system->states + system->extras == 0)
    return status_fail(trail, STATUS_SOFTWARE, "cannot step %zu states in %zu x %zu cells", system->states, system->columns,
                       system->rows);
  for (size_t k = 0; k < system->spreads; k++)
  {
    if (system->spread[k].state >= system->states)
      return status_fail(trail, STATUS_SOFTWARE, "state %zu cannot spread, there are %zu", system->spread[k].state,
                         system->states);
    for (size_t x = 0; x < cells; x++)
      if (!(system->spread[k].capacity[x] >= 0))
        return status_fail(trail, STATUS_SOFTWARE, "the capacity of cell %zu for state %zu is %g", x, system->spread[k].state,
                           system->spread[k].capacity[x]);
  }
  return STATUS_OK;
}

/* arrays over cells, each between two rows of zeros */
static enum status room_make(struct plane *plane, struct trail *trail)
{
  size_t values = plane->steps.values, cells = plane->cells, columns = plane->columns, stride = cells + 2 * columns;
  double **const arrays[] = { &plane->capacity, &plane->right,  &plane->down,        &plane->matrix,   &plane->pivot,
                              &plane->source,   &plane->weight, &plane->diffusivity, &plane->solution, &plane->rest,
                              &plane->search,   &plane->helper, &plane->forward,     &plane->backward };
  size_t count = sizeof arrays / sizeof *arrays;
  plane->memory = calloc(4 * values + count * stride, sizeof(double));
  plane->spreads = calloc(plane->system->states, 1);
  if (plane->memory == NULL || plane->spreads == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu cells", plane->system->states, cells);
  plane->steps.middle = plane->memory;
  plane->steps.increment = plane->steps.middle + values;
  plane->steps.rate = plane->steps.increment + values;
  plane->steps.diagonal = plane->steps.rate + values;
  for (size_t a = 0; a < count; a++)
    *arrays[a] = plane->memory + 4 * values + a * stride + columns;
  for (size_t k = 0; k < plane->system->spreads; k++)
    plane->spreads[plane->system->spread[k].state] = 1;
  return STATUS_OK;
}

enum status diffusion_plane_integrate(const struct diffusion_plane_system *system, const struct diffusion_control *control,
                                      double start, double end, struct diffusion_observer observer, double *values,
                                      struct diffusion_statistics *statistics, struct trail *trail)
{
  enum status status = diffusion_plane_request_check(system, trail);
  if (status != STATUS_OK)
    return status;
  size_t cells = system->columns * system->rows;
  struct plane plane = { .system = system, .cells = cells, .columns = system->columns, .passes = control->passes };
  plane.steps = (struct diffusion_steps){ .values = system->states * cells + system->extras,
                                          .cells = cells,
                                          .state = values,
                                          .solver = &plane,
                                          .advance = advance,
                                          .statistics = statistics,
                                          .trail = trail };
  status = room_make(&plane, trail);
  if (status == STATUS_OK)
    status = diffusion_steps_run(&plane.steps, control, start, end, observer);
  free(plane.memory);
  free(plane.spreads);
  return status;
}

void diffusion_plane_rings(size_t columns, const double *radius, size_t rows, const double *depth, double *volume, double *right,
                           double *down)
{
  const double pi = 3.14159265358979323846;
  for (size_t j = 0; j < rows; j++)
    for (size_t i = 0; i < columns; i++)
    {
      size_t x = j * columns + i;
      double height = depth[j + 1] - depth[j], area = pi * (radius[i + 1] - radius[i]) * (radius[i + 1] + radius[i]);
      volume[x] = area * height;
      right[x] = i + 1 < columns ? 2 * pi * radius[i + 1] * height / (0.5 * (radius[i + 2] - radius[i])) : 0;
      down[x] = j + 1 < rows ? area / (0.5 * (depth[j + 2] - depth[j])) : 0;
    }
}
