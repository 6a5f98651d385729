/* diffusion_separable.c - factors, eigenvectors, and the way to the modes and back.
 *
 * Eigenvectors by the implicit QL method. Source: Wilkinson and Reinsch 1971, Handbook for Automatic Computation II, tql2. */
#include "diffusion_separable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

static const double alike = 1e-12; /* deviation from a product that counts as rounding */

enum
{
  LANES = VECTOR_LANES,
  BLOCK = 8, /* rows of a product that are made together */
  TURNS = 60 /* of QL for one eigenvalue, at most */
};

/* is array[row][column] = first row times share[row], over the first `wide` columns and `high` rows? Finds the shares */
static int product_find(size_t columns, size_t wide, size_t high, const double *array, double *share)
{
  for (size_t j = 0; j < high; j++)
  {
    share[j] = array[j * columns] / array[0];
    for (size_t i = 0; i < wide; i++)
      if (!(fabs(array[j * columns + i] - share[j] * array[i]) <= alike * share[j] * array[i]))
        return 0;
  }
  return 1;
}

/* one QL sweep with a shift over d[l..m], e[l..m], turning the rows of z, [count][stride], which are the eigenvectors */
static void ql_sweep(size_t count, size_t stride, double *d, double *e, double *z, size_t l, size_t m)
{
  double g = (d[l + 1] - d[l]) / (2 * e[l]), r = sqrt(g * g + 1);
  g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
  double s = 1, c = 1, p = 0;
  for (size_t i = m; i-- > l;)
  {
    double f = s * e[i], b = c * e[i];
    r = sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r == 0)
    {
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    r = (d[i] - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    double *one = z + i * stride, *other = z + (i + 1) * stride;
    for (size_t k = 0; k < count; k++)
    {
      f = other[k];
      other[k] = s * one[k] + c * f;
      one[k] = c * one[k] - s * f;
    }
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}

/* eigenvalues d and eigenvectors (rows of z, which starts as one) of the symmetric matrix with diagonal d and e beside it; 0 when
 * they are not found */
static int eigen_find(size_t count, size_t stride, double *d, double *e, double *z)
{
  for (size_t l = 0; l < count; l++)
    for (size_t turn = 0;; turn++)
    {
      size_t m = l;
      for (; m + 1 < count; m++)
      {
        double size = fabs(d[m]) + fabs(d[m + 1]);
        if (size + fabs(e[m]) <= size)
          break;
      }
      if (m == l)
        break;
      if (turn == TURNS)
        return 0;
      ql_sweep(count, stride, d, e, z, l, m);
    }
  return 1;
}

/* eigenvectors of K_r over M_r: of the symmetric M^-1/2 K M^-1/2, divided by the roots of M */
static int modes_find(struct diffusion_separable *p, const double *capacity, const double *right)
{
  const size_t n = p->columns, stride = p->stride;
  double *beside = calloc(2 * n, sizeof *beside), *root = beside + n;
  if (beside == NULL)
    return 0;
  for (size_t i = 0; i < n; i++)
  {
    root[i] = sqrt(capacity[i]);
    p->value[i] = ((i > 0 ? right[i - 1] : 0) + (i + 1 < n ? right[i] : 0)) / capacity[i];
    p->transposed[i * stride + i] = 1;
  }
  for (size_t i = 0; i + 1 < n; i++)
    beside[i] = -right[i] / (root[i] * root[i + 1]);
  int found = eigen_find(n, stride, p->value, beside, p->transposed);
  for (size_t m = 0; m < n; m++)
    for (size_t i = 0; i < n; i++)
    {
      p->transposed[m * stride + i] /= root[i];
      p->vector[i * stride + m] = p->transposed[m * stride + i];
    }
  free(beside);
  return found;
}

int diffusion_separable_factors(size_t columns, size_t rows, const double *capacity, const double *right, const double *down,
                                double *height, double *fall)
{
  int found = 1;
  for (size_t x = 0; x < rows * columns; x++)
    found = found && capacity[x] > 0;
  // capacities and conductances to the right share their rows, those down share the columns of the capacities
  found = found && (columns == 1 || product_find(columns, columns - 1, rows, right, fall)) &&
          product_find(columns, columns, rows, capacity, height);
  for (size_t j = 0; found && columns > 1 && j < rows; j++)
    found = fabs(fall[j] - height[j]) <= alike * fall[j];
  fall[rows - 1] = 0;
  for (size_t j = 0; found && j + 1 < rows; j++)
  {
    fall[j] = down[j * columns] / capacity[0];
    for (size_t i = 0; i < columns; i++)
      found = found && fabs(down[j * columns + i] - fall[j] * capacity[i]) <= alike * fall[j] * capacity[i];
  }
  return found;
}

int diffusion_separable_make(struct diffusion_separable *p, size_t columns, size_t rows, const double *capacity,
                             const double *right, const double *height, const double *fall)
{
  size_t stride = (columns + LANES - 1) / LANES * LANES, cells = rows * stride;
  *p = (struct diffusion_separable){ .columns = columns, .rows = rows, .stride = stride };
  p->memory = vector_room(2 * rows + stride + 2 * columns * stride + 4 * cells);
  int made = p->memory != NULL;
  if (made)
  {
    // whole vectors first
    p->value = p->memory;
    p->vector = p->value + stride;
    p->transposed = p->vector + columns * stride;
    p->pivot = p->transposed + columns * stride;
    p->carry = p->pivot + cells;
    p->mode = p->carry + cells;
    p->image = p->mode + cells;
    p->height = p->image + cells;
    p->fall = p->height + rows;
    memcpy(p->height, height, rows * sizeof *height);
    memcpy(p->fall, fall, rows * sizeof *fall);
    made = modes_find(p, capacity, right);
  }
  if (!made)
    diffusion_separable_free(p);
  return made;
}

void diffusion_separable_free(struct diffusion_separable *p)
{
  free(p->memory);
  memset(p, 0, sizeof *p);
}

VECTOR_CLONES
void diffusion_separable_factor(struct diffusion_separable *p, const double *own, const double *diffusivity, const double *face)
{
  const size_t stride = p->stride;
  for (size_t j = 0; j < p->rows; j++)
  {
    const double above = j > 0 ? p->fall[j - 1] * face[j - 1] : 0, below = j + 1 < p->rows ? p->fall[j] * face[j] : 0;
    const double base = p->height[j] * own[j] + above + below, turnover = p->height[j] * diffusivity[j];
    const double *restrict value = p->value, *restrict before = p->carry + (j > 0 ? j - 1 : 0) * stride;
    double *restrict pivot = p->pivot + j * stride, *restrict carry = p->carry + j * stride;
    for (size_t m = 0; m < stride; m++)
      pivot[m] = 1 / (base + turnover * value[m] - (j > 0 ? above * before[m] : 0));
    for (size_t m = 0; m < stride; m++)
      carry[m] = below * pivot[m];
  }
}

/* `count` rows of `to` = rows of `from`, all `stride` apart, times the matrix [columns][stride]; sums in the order of its rows */
static inline __attribute__((always_inline)) void product_block(const size_t count, size_t columns, size_t stride,
                                                                const double *restrict from, const double *restrict matrix,
                                                                double *restrict to)
{
  for (size_t m = 0; m < stride; m += LANES)
  {
    vector_row sum[BLOCK];
    for (size_t r = 0; r < count; r++)
      sum[r] = (vector_row){ 0 };
    for (size_t i = 0; i < columns; i++)
    {
      const vector_row row = *(const vector_row *)(matrix + i * stride + m);
      for (size_t r = 0; r < count; r++)
        sum[r] += from[r * stride + i] * row;
    }
    for (size_t r = 0; r < count; r++)
      *(vector_row *)(to + r * stride + m) = sum[r];
  }
}

VECTOR_CLONES
static void product(const struct diffusion_separable *p, const double *from, const double *matrix, double *to)
{
  size_t j = 0;
  for (; j + BLOCK <= p->rows; j += BLOCK)
    product_block(BLOCK, p->columns, p->stride, from + j * p->stride, matrix, to + j * p->stride);
  for (; j < p->rows; j++)
    product_block(1, p->columns, p->stride, from + j * p->stride, matrix, to + j * p->stride);
}

/* all modes at once, down the rows and back */
VECTOR_CLONES
static void modes_solve(const struct diffusion_separable *p)
{
  const size_t stride = p->stride, rows = p->rows;
  for (size_t j = 1; j < rows; j++)
  {
    const double *restrict carry = p->carry + (j - 1) * stride, *restrict before = p->mode + (j - 1) * stride;
    double *restrict mode = p->mode + j * stride;
    for (size_t m = 0; m < stride; m++)
      mode[m] += carry[m] * before[m];
  }
  for (size_t m = 0; m < stride; m++)
    p->mode[(rows - 1) * stride + m] *= p->pivot[(rows - 1) * stride + m];
  for (size_t j = rows - 1; j-- > 0;)
  {
    const double *restrict carry = p->carry + j * stride, *restrict pivot = p->pivot + j * stride;
    double *restrict mode = p->mode + j * stride;
    const double *restrict after = mode + stride;
    for (size_t m = 0; m < stride; m++)
      mode[m] = mode[m] * pivot[m] + carry[m] * after[m];
  }
}

void diffusion_separable_solve(const struct diffusion_separable *p, const double *source, const double *factor, double *solution)
{
  const size_t columns = p->columns, stride = p->stride;
  for (size_t j = 0; j < p->rows; j++)
    for (size_t i = 0; i < columns; i++)
      p->image[j * stride + i] = factor != NULL ? source[j * columns + i] * factor[j * columns + i] : source[j * columns + i];
  product(p, p->image, p->vector, p->mode);
  modes_solve(p);
  // rows without a gap need no copy
  double *to = stride == columns ? solution : p->image;
  product(p, p->mode, p->transposed, to);
  for (size_t j = 0; to != solution && j < p->rows; j++)
    memcpy(solution + j * columns, to + j * stride, columns * sizeof *solution);
}
