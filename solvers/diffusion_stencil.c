/* diffusion_stencil.c - factorization and iteration; sums run over the cells in their order. */
#include "diffusion_stencil.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

static const double modification = 0.985; /* how much of the dropped fill goes to the pivot */

enum
{
  ARRAYS = 15,
  ITERATIONS = 500,
  LANES = 8
};

int diffusion_stencil_make(struct diffusion_stencil *s, size_t columns, size_t rows)
{
  *s = (struct diffusion_stencil){ .columns = columns, .rows = rows };
  // between two rows of zeros each, so that neighbours always exist
  size_t stride = (rows + 2) * columns;
  s->width = calloc(rows + 1, sizeof *s->width);
  s->memory = calloc(ARRAYS * stride + 2, sizeof(double));
  if (s->width == NULL || s->memory == NULL)
    return 0;
  double **const arrays[ARRAYS] = { &s->centre, &s->left,    &s->right,    &s->up,    &s->down,
                                    &s->pivot,  &s->forward, &s->backward, &s->rest,  &s->shadow,
                                    &s->search, &s->image,   &s->helper,   &s->other, &s->last };
  for (size_t a = 0; a < ARRAYS; a++)
    *arrays[a] = s->memory + 1 + a * stride + columns;
  return 1;
}

void diffusion_stencil_free(struct diffusion_stencil *s)
{
  free(s->width);
  free(s->memory);
  memset(s, 0, sizeof *s);
}

void diffusion_stencil_factor(struct diffusion_stencil *s)
{
  const size_t columns = s->columns;
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * columns; x < j * columns + s->width[j]; x++)
    {
      const double *before = s->pivot + x - 1, *above = s->pivot + x - columns;
      double left = s->left[x] * *before, up = s->up[x] * *above;
      double fill = left * *(s->down + x - 1) + up * *(s->right + x - columns);
      s->pivot[x] = 1 / (s->centre[x] - left * *(s->right + x - 1) - up * *(s->down + x - columns) - modification * fill);
      s->forward[x] = s->left[x] * s->pivot[x];
      s->backward[x] = s->right[x] * s->pivot[x];
    }
}

/* one cell of the elimination down the rows, and of the way back */
static inline __attribute__((always_inline)) double cell_down(const struct diffusion_stencil *s, const double *in,
                                                              const double *out, size_t x, double last)
{
  return (in[x] + s->up[x] * *(out + x - s->columns)) * s->pivot[x] + s->forward[x] * last;
}
static inline __attribute__((always_inline)) double cell_up(const struct diffusion_stencil *s, const double *out, size_t x,
                                                            double last)
{
  return (out[x] + s->pivot[x] * (s->down[x] * out[x + s->columns])) + s->backward[x] * last;
}

/* out = inverse of the factorization times in. A cell waits for its neighbour, so two rows of one width are taken together, the
 * second one cell behind the first: the same operations, and twice as many that do not wait */
static void precondition(const struct diffusion_stencil *s, const double *restrict in, double *restrict out)
{
  const size_t columns = s->columns;
  for (size_t j = 0; j < s->rows; j++)
  {
    size_t width = s->width[j], x = j * columns, y = x + columns;
    double last = 0, other = 0;
    if (width == 0 || j + 1 == s->rows || s->width[j + 1] != width)
    {
      for (size_t i = 0; i < width; i++)
        out[x + i] = last = cell_down(s, in, out, x + i, last);
      continue;
    }
    out[x] = last = cell_down(s, in, out, x, 0);
    for (size_t i = 1; i < width; i++)
    {
      out[x + i] = last = cell_down(s, in, out, x + i, last);
      out[y + i - 1] = other = cell_down(s, in, out, y + i - 1, other);
    }
    out[y + width - 1] = cell_down(s, in, out, y + width - 1, other);
    j++;
  }
  for (size_t j = s->rows; j-- > 0;)
  {
    size_t width = s->width[j], x = j * columns, y = x - columns;
    double last = 0, other = 0;
    if (width == 0 || j == 0 || s->width[j - 1] != width)
    {
      for (size_t i = width; i-- > 0;)
        out[x + i] = last = cell_up(s, out, x + i, last);
      continue;
    }
    out[x + width - 1] = last = cell_up(s, out, x + width - 1, 0);
    for (size_t i = width - 1; i-- > 0;)
    {
      out[x + i] = last = cell_up(s, out, x + i, last);
      out[y + i + 1] = other = cell_up(s, out, y + i + 1, other);
    }
    out[y] = cell_up(s, out, y, other);
    j--;
  }
}

VECTOR_CLONES
static void multiply(const struct diffusion_stencil *s, const double *restrict in, double *restrict out)
{
  const size_t columns = s->columns;
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * columns; x < j * columns + s->width[j]; x++)
      out[x] = s->centre[x] * in[x] - s->left[x] * *(in + x - 1) - s->right[x] * in[x + 1] - s->up[x] * *(in + x - columns) -
               s->down[x] * in[x + columns];
}

/* sum in lanes, whose order is the same whatever the machine can do at once */
VECTOR_CLONES
static double product(const struct diffusion_stencil *s, const double *restrict one, const double *restrict other)
{
  double sum[LANES] = { 0 }, rest = 0;
  for (size_t j = 0; j < s->rows; j++)
  {
    size_t x = j * s->columns, end = x + s->width[j];
    for (; x + LANES <= end; x += LANES)
      for (size_t lane = 0; lane < LANES; lane++)
        sum[lane] += one[x + lane] * other[x + lane];
    for (; x < end; x++)
      rest += one[x] * other[x];
  }
  for (size_t lane = 0; lane < LANES; lane++)
    rest += sum[lane];
  return rest;
}

/* one += a * first, other += b * second */
VECTOR_CLONES
static void add_both(const struct diffusion_stencil *s, double a, const double *restrict first, double *restrict one, double b,
                     const double *restrict second, double *restrict other)
{
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * s->columns; x < j * s->columns + s->width[j]; x++)
    {
      one[x] += a * first[x];
      other[x] += b * second[x];
    }
}

/* search = rest + beta (search - omega image) */
VECTOR_CLONES
static void search_turn(const struct diffusion_stencil *s, double beta, double omega)
{
  const double *restrict rest = s->rest, *restrict image = s->image;
  double *restrict search = s->search;
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * s->columns; x < j * s->columns + s->width[j]; x++)
      search[x] = rest[x] + beta * (search[x] - omega * image[x]);
}

VECTOR_CLONES
static int is_done(const struct diffusion_stencil *s, double accuracy)
{
  int done = 1;
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * s->columns; x < j * s->columns + s->width[j]; x++)
      done &= fabs(s->rest[x]) <= accuracy * s->centre[x];
  return done;
}

/* rest = shadow = factor * source, and nothing else yet; returns the largest part of it in units of the solution */
VECTOR_CLONES
static double start(struct diffusion_stencil *s, const double *restrict source, const double *restrict factor,
                    double *restrict solution)
{
  double *restrict rest = s->rest, *restrict shadow = s->shadow, *restrict search = s->search, *restrict image = s->image;
  double most = 0;
  memset(solution, 0, s->rows * s->columns * sizeof *solution);
  for (size_t j = 0; j < s->rows; j++)
    for (size_t x = j * s->columns; x < j * s->columns + s->width[j]; x++)
    {
      double amount = source[x] * factor[x], part = fabs(amount) / s->centre[x];
      rest[x] = shadow[x] = amount;
      search[x] = image[x] = 0;
      most = part > most ? part : most;
    }
  return most;
}

size_t diffusion_stencil_solve(struct diffusion_stencil *s, const double *source, const double *factor, double accuracy,
                               double share, double *solution)
{
  double rho = 1, alpha = 1, omega = 1, most = start(s, source, factor, solution);
  if (share > 0 && share * most < accuracy)
    accuracy = share * most;
  for (size_t iteration = 0; iteration < ITERATIONS; iteration++)
  {
    if (is_done(s, accuracy))
      return iteration;
    double now = product(s, s->shadow, s->rest), beta = now / rho * (alpha / omega);
    rho = now;
    search_turn(s, beta, omega);
    precondition(s, s->search, s->helper);
    multiply(s, s->helper, s->image);
    alpha = rho / product(s, s->shadow, s->image);
    add_both(s, -alpha, s->image, s->rest, alpha, s->helper, solution);
    if (is_done(s, accuracy))
      return iteration + 1;
    precondition(s, s->rest, s->helper);
    multiply(s, s->helper, s->other);
    omega = product(s, s->other, s->rest) / product(s, s->other, s->other);
    add_both(s, -omega, s->other, s->rest, omega, s->helper, solution);
  }
  return SIZE_MAX;
}
