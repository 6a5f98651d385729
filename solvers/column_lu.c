/* column_lu.c - fronts of all cells at once, then a block Thomas algorithm. No pivoting, as in sparse_lu.h. */
#include "column_lu.h"

#include <stdlib.h>
#include <string.h>

#include "sparse_lu.h"
#include "vector.h"

enum
{
  BLOCK = COLUMN_SPREADS * COLUMN_SPREADS
};

struct column_lu
{
  size_t states, cells, entries, spreads;
  size_t spread[COLUMN_SPREADS];
  struct sparse_lu *local;
  double *values;  /* [local entries with fill-in][cells] */
  double *inverse; /* [cells][spreads][spreads] of the diagonal blocks after elimination */
  double *upper;   /* [cells][spreads] coupling to the next cell, and to the one before */
  double *lower;
};

void column_lu_free(struct column_lu *lu)
{
  if (lu == NULL)
    return;
  sparse_lu_free(lu->local);
  free(lu->values);
  free(lu->inverse);
  free(lu->upper);
  free(lu->lower);
  free(lu);
}

struct column_lu *column_lu_create(size_t states, size_t cells, size_t entries, const size_t *row, const size_t *column,
                                   size_t spreads, const size_t *spread)
{
  struct column_lu *lu = spreads > COLUMN_SPREADS ? NULL : calloc(1, sizeof *lu);
  if (lu == NULL)
    return NULL;
  lu->states = states;
  lu->cells = cells;
  lu->entries = entries;
  lu->spreads = spreads;
  memcpy(lu->spread, spread, spreads * sizeof *spread);
  lu->local = sparse_lu_create_held(states, entries, row, column, spreads, spread);
  if (lu->local != NULL)
    lu->values = vector_room(sparse_lu_entries(lu->local) * cells);
  lu->inverse = calloc(spreads * spreads * cells + 1, sizeof(double));
  lu->upper = calloc(spreads * cells + 1, sizeof(double));
  lu->lower = calloc(spreads * cells + 1, sizeof(double));
  if (lu->values != NULL && lu->inverse != NULL && lu->upper != NULL && lu->lower != NULL)
    return lu;
  column_lu_free(lu);
  return NULL;
}

/* inverse of a small block by elimination without pivoting; block is lost */
static inline __attribute__((always_inline)) void block_invert(const size_t n, double *block, double *inverse)
{
  memset(inverse, 0, n * n * sizeof *inverse);
  for (size_t i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  for (size_t p = 0; p < n; p++)
  {
    double pivot = 1 / block[p * n + p];
    for (size_t j = 0; j < n; j++)
    {
      block[p * n + j] *= pivot;
      inverse[p * n + j] *= pivot;
    }
    for (size_t i = 0; i < n; i++)
    {
      double part = i == p ? 0 : block[i * n + p];
      for (size_t j = 0; j < n; j++)
      {
        block[i * n + j] -= part * block[p * n + j];
        inverse[i * n + j] -= part * inverse[p * n + j];
      }
    }
  }
}

/* inverses of the diagonal blocks after elimination, down the cells */
static inline __attribute__((always_inline)) void blocks_factor(struct column_lu *lu, const size_t n)
{
  size_t cells = lu->cells;
  const double *left[BLOCK];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      left[i * n + j] = lu->values + sparse_lu_held_entry(lu->local, i, j) * cells;
  for (size_t c = 0; c < cells; c++)
  {
    // what is left of this cell, less lower (inverse of the cell before) upper
    double block[BLOCK], *inverse = lu->inverse + c * n * n;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++)
      {
        block[i * n + j] = left[i * n + j][c];
        if (c > 0)
          block[i * n + j] -= lu->lower[c * n + i] * (inverse - n * n)[i * n + j] * lu->upper[(c - 1) * n + j];
      }
    block_invert(n, block, inverse);
  }
}

void column_lu_factor(struct column_lu *lu, double shift, const double *partials)
{
  size_t n = lu->spreads, cells = lu->cells;
  sparse_lu_shifted(lu->local, cells, shift, partials, lu->values);
  sparse_lu_front_factor(lu->local, cells, lu->values);
  const double *exchange = partials + lu->entries * cells;
  for (size_t k = 0; k < n; k++)
    for (size_t c = 0; c + 1 < cells; c++)
    {
      lu->upper[c * n + k] = -*exchange++;
      lu->lower[(c + 1) * n + k] = -*exchange++;
    }
  switch (n)
  {
  case 1:
    blocks_factor(lu, 1);
    break;
  case 2:
    blocks_factor(lu, 2);
    break;
  case 3:
    blocks_factor(lu, 3);
    break;
  default:
    blocks_factor(lu, n);
  }
}

/* out = inverse times in; with a constant size all loops vanish */
static inline __attribute__((always_inline)) void apply(const size_t n, const double *inverse, const double *in, double *out)
{
  for (size_t i = 0; i < n; i++)
  {
    out[i] = 0;
    for (size_t j = 0; j < n; j++)
      out[i] += inverse[i * n + j] * in[j];
  }
}

/* the block tridiagonal part: down the cells, then up */
static inline __attribute__((always_inline)) void sweep(const struct column_lu *lu, const size_t n, double *vector)
{
  size_t cells = lu->cells;
  double *row[COLUMN_SPREADS], in[COLUMN_SPREADS], held[COLUMN_SPREADS] = { 0 };
  for (size_t k = 0; k < n; k++)
    row[k] = vector + lu->spread[k] * cells;
  for (size_t c = 0; c < cells; c++)
  {
    for (size_t k = 0; k < n; k++)
      in[k] = row[k][c] - lu->lower[c * n + k] * held[k];
    apply(n, lu->inverse + c * n * n, in, held);
    for (size_t k = 0; k < n; k++)
      row[k][c] = held[k];
  }
  for (size_t c = cells - 1; c-- > 0;)
  {
    for (size_t k = 0; k < n; k++)
      in[k] = lu->upper[c * n + k] * held[k];
    double change[COLUMN_SPREADS];
    apply(n, lu->inverse + c * n * n, in, change);
    for (size_t k = 0; k < n; k++)
      held[k] = row[k][c] -= change[k];
  }
}

void column_lu_solve(const struct column_lu *lu, double *vector)
{
  sparse_lu_front_forward(lu->local, lu->cells, lu->values, vector);
  switch (lu->spreads)
  {
  case 1:
    sweep(lu, 1, vector);
    break;
  case 2:
    sweep(lu, 2, vector);
    break;
  case 3:
    sweep(lu, 3, vector);
    break;
  default:
    sweep(lu, lu->spreads, vector);
  }
  sparse_lu_front_backward(lu->local, lu->cells, lu->values, vector);
}
