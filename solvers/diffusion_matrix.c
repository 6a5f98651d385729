/* diffusion_matrix.c - elimination within all cells at once, then along the row. */
#include "diffusion_matrix.h"

#include <stdlib.h>
#include <string.h>

#include "block_inverse.h"
#include "vector.h"

enum
{
  SPREADS = 8 /* at most, for small arrays on the stack */
};

int diffusion_matrix_make(struct diffusion_matrix *m, size_t states, size_t cells, size_t spreads, const size_t *spread,
                          const unsigned char *own, const unsigned char *side)
{
  *m = (struct diffusion_matrix){ .states = states, .cells = cells, .spreads = spreads };
  size_t local = states - spreads, blocks = states * states + 2 * spreads * states + states + 3 * spreads * spreads;
  m->order = calloc(states + 1, sizeof *m->order);
  m->own_fill = calloc(states * states + 1, 1);
  m->side_fill = calloc(spreads * states + 1, 1);
  m->memory = calloc(blocks * cells + 1, sizeof(double));
  if (spreads > SPREADS || m->order == NULL || m->own_fill == NULL || m->side_fill == NULL || m->memory == NULL)
    return 0;
  m->own = m->memory;
  m->before = m->own + states * states * cells;
  m->after = m->before + spreads * states * cells;
  m->pivot = m->after + spreads * states * cells;
  m->inverse = m->pivot + states * cells;
  m->forward = m->inverse + spreads * spreads * cells;
  m->backward = m->forward + spreads * spreads * cells;
  memcpy(m->own_fill, own, states * states);
  memcpy(m->side_fill, side, spreads * states);
  size_t count = 0;
  for (size_t s = 0; s < states; s++)
  {
    int spreading = 0;
    for (size_t k = 0; k < spreads; k++)
      spreading |= spread[k] == s;
    if (!spreading)
      m->order[count++] = s;
    m->own_fill[s * states + s] = 1;
  }
  for (size_t k = 0; k < spreads; k++)
    m->order[local + k] = spread[k];
  // elimination of a state fills its readers with what it reads
  for (size_t a = 0; a < local; a++)
    for (size_t b = a + 1; b < states; b++)
    {
      size_t j = m->order[a], c = m->order[b];
      if (!m->own_fill[j * states + c])
        continue;
      for (size_t d = a + 1; d < states; d++)
        m->own_fill[m->order[d] * states + c] |= m->own_fill[m->order[d] * states + j];
      for (size_t k = 0; k < spreads; k++)
        m->side_fill[k * states + c] |= m->side_fill[k * states + j];
    }
  return 1;
}

void diffusion_matrix_free(struct diffusion_matrix *m)
{
  free(m->order);
  free(m->own_fill);
  free(m->side_fill);
  free(m->memory);
  memset(m, 0, sizeof *m);
}

/* target -= factor * source, cell by cell */
static inline __attribute__((always_inline)) void subtract(size_t cells, const double *restrict factor,
                                                           const double *restrict source, double *restrict target)
{
  for (size_t i = 0; i < cells; i++)
    target[i] -= factor[i] * source[i];
}

static inline __attribute__((always_inline)) void scale(size_t cells, const double *restrict factor, double *restrict target)
{
  for (size_t i = 0; i < cells; i++)
    target[i] *= factor[i];
}

/* eliminates the states that do not spread */
VECTOR_CLONES
static void eliminate(struct diffusion_matrix *m)
{
  const size_t states = m->states, cells = m->cells, local = states - m->spreads;
  for (size_t a = 0; a < local; a++)
  {
    size_t j = m->order[a];
    double *pivot = m->pivot + j * cells;
    for (size_t i = 0; i < cells; i++)
      pivot[i] = 1 / m->own[(j * states + j) * cells + i];
    for (size_t b = a + 1; b < states; b++)
    {
      size_t r = m->order[b];
      double *factor = m->own + (r * states + j) * cells;
      if (!m->own_fill[r * states + j])
        continue;
      scale(cells, pivot, factor);
      for (size_t d = a + 1; d < states; d++)
        if (m->own_fill[j * states + m->order[d]])
          subtract(cells, factor, m->own + (j * states + m->order[d]) * cells, m->own + (r * states + m->order[d]) * cells);
    }
    for (size_t k = 0; k < m->spreads; k++)
    {
      double *before = m->before + (k * states + j) * cells, *after = m->after + (k * states + j) * cells;
      if (!m->side_fill[k * states + j])
        continue;
      // the column belongs to the neighbour
      scale(cells - 1, pivot, before + 1);
      scale(cells - 1, pivot + 1, after);
      for (size_t d = a + 1; d < states; d++)
        if (m->own_fill[j * states + m->order[d]])
        {
          size_t c = m->order[d];
          const double *source = m->own + (j * states + c) * cells;
          subtract(cells - 1, before + 1, source, m->before + (k * states + c) * cells + 1);
          subtract(cells - 1, after, source + 1, m->after + (k * states + c) * cells);
        }
    }
  }
}

#define ALWAYS_INLINE static inline __attribute__((always_inline)) void

/* what is left of a cell's block when neighbours are eliminated: the inverse of its diagonal, and that times the block to the
 * neighbour that is eliminated before it (`forward`) and after it (`backward`) */
ALWAYS_INLINE cell_factor(struct diffusion_matrix *m, const size_t n, size_t i, const double *earlier, const double *later,
                          const double *eliminated, const double *other, double *next)
{
  const size_t states = m->states, cells = m->cells;
  const size_t *spread = m->order + (states - n);
  double d[SPREADS * SPREADS], low[SPREADS * SPREADS] = { 0 }, up[SPREADS * SPREADS] = { 0 };
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c++)
    {
      d[r * n + c] = m->own[(spread[r] * states + spread[c]) * cells + i];
      low[r * n + c] = earlier != NULL ? earlier[(r * states + spread[c]) * cells + i] : 0;
      up[r * n + c] = later != NULL ? later[(r * states + spread[c]) * cells + i] : 0;
    }
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c++)
      for (size_t k = 0; k < n; k++)
      {
        d[r * n + c] -= low[r * n + k] * eliminated[k * n + c];
        if (other != NULL)
          d[r * n + c] -= up[r * n + k] * other[k * n + c];
      }
  block_inverse(n, d);
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c++)
    {
      double forward = 0, backward = 0;
      for (size_t k = 0; k < n; k++)
      {
        forward += d[r * n + k] * low[k * n + c];
        backward += d[r * n + k] * up[k * n + c];
      }
      m->inverse[(r * n + c) * cells + i] = d[r * n + c];
      m->forward[(r * n + c) * cells + i] = forward;
      m->backward[(r * n + c) * cells + i] = backward;
      if (next != NULL)
        next[r * n + c] = backward;
    }
}

/* block elimination from both ends of the row at once, so that two chains of operations run side by side, to the middle */
ALWAYS_INLINE row_factor(struct diffusion_matrix *m, const size_t n)
{
  const size_t middle = m->cells / 2, last = m->cells - 1;
  double first[SPREADS * SPREADS] = { 0 }, second[SPREADS * SPREADS] = { 0 };
  for (size_t s = 0; s < middle; s++)
  {
    cell_factor(m, n, s, s > 0 ? m->before : NULL, m->after, first, NULL, first);
    if (last - s > middle)
      cell_factor(m, n, last - s, s > 0 ? m->after : NULL, m->before, second, NULL, second);
  }
  cell_factor(m, n, middle, middle > 0 ? m->before : NULL, middle < last ? m->after : NULL, first, second, NULL);
}

/* value -= link of cell i times the values of a neighbour */
ALWAYS_INLINE link_subtract(const struct diffusion_matrix *m, const size_t n, const double *link, size_t i,
                            const double *neighbour, double *value)
{
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c++)
      value[r] -= link[(r * n + c) * m->cells + i] * neighbour[c];
}

/* now = inverse of cell i times its right-hand side */
ALWAYS_INLINE cell_start(const struct diffusion_matrix *m, const size_t n, size_t i, const double *x, double *now)
{
  const size_t *spread = m->order + (m->states - n);
  for (size_t r = 0; r < n; r++)
  {
    now[r] = 0;
    for (size_t c = 0; c < n; c++)
      now[r] += m->inverse[(r * n + c) * m->cells + i] * x[spread[c] * m->cells + i];
  }
}

ALWAYS_INLINE cell_move(const struct diffusion_matrix *m, const size_t n, size_t i, const double *from, double *last, double *x)
{
  const size_t *spread = m->order + (m->states - n);
  for (size_t r = 0; r < n; r++)
    x[spread[r] * m->cells + i] = last[r] = from[r];
}

/* solution along the row, x[states][cells]: to the middle from both ends, and back */
ALWAYS_INLINE row_solve(const struct diffusion_matrix *m, const size_t n, double *x)
{
  const size_t cells = m->cells, middle = cells / 2, end = cells - 1;
  const size_t *spread = m->order + (m->states - n);
  double first[SPREADS] = { 0 }, second[SPREADS] = { 0 }, now[SPREADS] = { 0 };
  for (size_t s = 0; s < middle; s++)
  {
    cell_start(m, n, s, x, now);
    link_subtract(m, n, m->forward, s, first, now);
    cell_move(m, n, s, now, first, x);
    if (end - s == middle)
      continue;
    cell_start(m, n, end - s, x, now);
    link_subtract(m, n, m->forward, end - s, second, now);
    cell_move(m, n, end - s, now, second, x);
  }
  cell_start(m, n, middle, x, now);
  link_subtract(m, n, m->forward, middle, first, now);
  link_subtract(m, n, m->backward, middle, second, now);
  cell_move(m, n, middle, now, first, x);
  memcpy(second, first, sizeof second);
  for (size_t s = 1; s <= middle; s++)
  {
    for (size_t r = 0; r < n; r++)
      now[r] = x[spread[r] * cells + middle - s];
    link_subtract(m, n, m->backward, middle - s, first, now);
    cell_move(m, n, middle - s, now, first, x);
    if (middle + s > end)
      continue;
    for (size_t r = 0; r < n; r++)
      now[r] = x[spread[r] * cells + middle + s];
    link_subtract(m, n, m->backward, middle + s, second, now);
    cell_move(m, n, middle + s, now, second, x);
  }
}

void diffusion_matrix_factor(struct diffusion_matrix *m)
{
  eliminate(m);
  // loops of constant length are unrolled
  if (m->spreads == 1)
    row_factor(m, 1);
  else if (m->spreads == 2)
    row_factor(m, 2);
  else
    row_factor(m, m->spreads);
}

VECTOR_CLONES
void diffusion_matrix_solve(const struct diffusion_matrix *m, double *x)
{
  const size_t states = m->states, cells = m->cells, local = states - m->spreads;
  for (size_t a = 0; a < local; a++)
  {
    size_t j = m->order[a];
    for (size_t b = a + 1; b < states; b++)
      if (m->own_fill[m->order[b] * states + j])
        subtract(cells, m->own + (m->order[b] * states + j) * cells, x + j * cells, x + m->order[b] * cells);
    for (size_t k = 0; k < m->spreads; k++)
      if (m->side_fill[k * states + j])
      {
        double *target = x + m->order[local + k] * cells;
        subtract(cells - 1, m->before + (k * states + j) * cells + 1, x + j * cells, target + 1);
        subtract(cells - 1, m->after + (k * states + j) * cells, x + j * cells + 1, target);
      }
  }
  if (m->spreads == 1)
    row_solve(m, 1, x);
  else if (m->spreads == 2)
    row_solve(m, 2, x);
  else
    row_solve(m, m->spreads, x);
  for (size_t a = local; a-- > 0;)
  {
    size_t j = m->order[a];
    for (size_t b = a + 1; b < states; b++)
      if (m->own_fill[j * states + m->order[b]])
        subtract(cells, m->own + (j * states + m->order[b]) * cells, x + m->order[b] * cells, x + j * cells);
    scale(cells, m->pivot + j * cells, x + j * cells);
  }
}
