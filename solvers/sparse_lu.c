/* sparse_lu.c - symbolic elimination in Markowitz order, then interpreted lists over lanes.
 *
 *   for each pivot k: d = 1 / a_kk;  for each i below: l_ik = a_ik d;  for each j right of k: a_ij -= l_ik a_kj
 *
 * Pivots stay on the diagonal; the next one has the smallest (entries in its row - 1)(entries in its column - 1), the first
 * of equals. Limits: the symbolic part keeps the pattern as a full table, so a few thousand states at most.
 * Source: Duff, Erisman and Reid, Direct Methods for Sparse Matrices. */
#include "sparse_lu.h"
#include "sparse_lu_lists.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

/* the pattern while it is eliminated */
struct symbolic
{
  size_t size;
  unsigned char *present;           /* [size][size] */
  size_t *row_count, *column_count; /* of what is not eliminated yet */
  unsigned char *done, *held;       /* [size] */
  uint32_t *number;                 /* [size][size] number of a present entry */
};

static void symbolic_free(struct symbolic *symbolic)
{
  free(symbolic->present);
  free(symbolic->row_count);
  free(symbolic->column_count);
  free(symbolic->done);
  free(symbolic->held);
  free(symbolic->number);
}

/* nonzero when all memory was there; symbolic_free in any case */
static int symbolic_init(struct symbolic *symbolic, size_t size)
{
  symbolic->size = size;
  symbolic->present = calloc(size * size + 1, 1);
  symbolic->row_count = calloc(size + 1, sizeof(size_t));
  symbolic->column_count = calloc(size + 1, sizeof(size_t));
  symbolic->done = calloc(size + 1, 1);
  symbolic->held = calloc(size + 1, 1);
  symbolic->number = calloc(size * size + 1, sizeof(uint32_t));
  return symbolic->present != NULL && symbolic->row_count != NULL && symbolic->column_count != NULL && symbolic->done != NULL &&
         symbolic->held != NULL && symbolic->number != NULL;
}

static void symbolic_add(struct symbolic *symbolic, size_t row, size_t column)
{
  unsigned char *present = &symbolic->present[row * symbolic->size + column];
  if (*present)
    return;
  *present = 1;
  symbolic->row_count[row] += 1;
  symbolic->column_count[column] += 1;
}

/* the pivot with the smallest Markowitz count */
static size_t symbolic_pivot(const struct symbolic *symbolic)
{
  size_t best = 0, best_cost = SIZE_MAX;
  for (size_t k = 0; k < symbolic->size; k++)
  {
    size_t cost = (symbolic->row_count[k] - 1) * (symbolic->column_count[k] - 1);
    if (!symbolic->done[k] && !symbolic->held[k] && cost < best_cost)
    {
      best = k;
      best_cost = cost;
    }
  }
  return best;
}

/* eliminates one pivot: fills in, and counts what its lists will hold */
static void symbolic_eliminate(struct symbolic *symbolic, size_t k, struct sparse_lu *lu)
{
  size_t n = symbolic->size, lowers = 0, uppers = 0;
  const unsigned char *present = symbolic->present;
  symbolic->done[k] = 1;
  for (size_t j = 0; j < n; j++)
    if (!symbolic->done[j] && present[k * n + j])
    {
      uppers += 1;
      symbolic->column_count[j] -= 1;
    }
  for (size_t i = 0; i < n; i++)
  {
    if (symbolic->done[i] || !present[i * n + k])
      continue;
    lowers += 1;
    symbolic->row_count[i] -= 1;
    for (size_t j = 0; j < n; j++)
      if (!symbolic->done[j] && present[k * n + j])
        symbolic_add(symbolic, i, j);
  }
  lu->lowers += lowers;
  lu->uppers += uppers;
  lu->updates += lowers * uppers;
}

/* writes the lists; the pivots in lu->order and all fill-in are known */
static void lists_write(struct symbolic *symbolic, struct sparse_lu *lu)
{
  size_t n = symbolic->size, lowers = 0, uppers = 0, updates = 0;
  memset(symbolic->done, 0, n);
  for (size_t p = 0; p < n; p++)
  {
    size_t k = lu->order[p], first_upper = uppers;
    symbolic->done[k] = 1;
    for (size_t j = 0; j < n; j++)
      if (!symbolic->done[j] && symbolic->present[k * n + j])
        lu->upper[uppers++] = (struct element){ symbolic->number[k * n + j], (uint32_t)j };
    for (size_t i = 0; i < n; i++)
    {
      if (symbolic->done[i] || !symbolic->present[i * n + k])
        continue;
      uint32_t lower = symbolic->number[i * n + k];
      lu->lower[lowers++] = (struct element){ lower, (uint32_t)i };
      for (size_t u = first_upper; u < uppers; u++)
        lu->update[updates++] = (struct update){ symbolic->number[i * n + lu->upper[u].index], lower, lu->upper[u].entry };
    }
    lu->lower_end[p] = (uint32_t)lowers;
    lu->upper_end[p] = (uint32_t)uppers;
    lu->update_end[p] = (uint32_t)updates;
  }
}

/* memory for the lists, whose lengths are known; nonzero when all was there */
static int lists_allocate(struct sparse_lu *lu)
{
  lu->lower = malloc((lu->lowers + 1) * sizeof *lu->lower);
  lu->upper = malloc((lu->uppers + 1) * sizeof *lu->upper);
  lu->update = malloc((lu->updates + 1) * sizeof *lu->update);
  return lu->lower != NULL && lu->upper != NULL && lu->update != NULL;
}

/* nonzero when all memory was there */
static int eliminate(struct sparse_lu *lu, struct symbolic *symbolic, const size_t *row, const size_t *column, const size_t *held)
{
  size_t n = lu->size;
  // the pattern with its whole diagonal
  for (size_t e = 0; e < lu->given; e++)
    symbolic_add(symbolic, row[e], column[e]);
  for (size_t k = 0; k < n; k++)
    symbolic_add(symbolic, k, k);

  for (size_t i = 0; i < lu->held; i++)
  {
    symbolic->held[held[i]] = 1;
    for (size_t j = 0; j < lu->held; j++)
      symbolic_add(symbolic, held[i], held[j]);
  }

  // eliminate, then number what is there row by row
  for (size_t p = 0; p < n; p++)
  {
    size_t k = p + lu->held < n ? symbolic_pivot(symbolic) : held[p + lu->held - n];
    lu->order[p] = (uint32_t)k;
    symbolic_eliminate(symbolic, k, lu);
  }
  for (size_t e = 0; e < n * n; e++)
    if (symbolic->present[e])
      symbolic->number[e] = (uint32_t)lu->entries++;
  for (size_t e = 0; e < lu->given; e++)
    lu->place[e] = symbolic->number[row[e] * n + column[e]];
  for (size_t k = 0; k < n; k++)
    lu->diagonal[k] = symbolic->number[k * n + k];
  for (size_t i = 0; i < lu->held; i++)
    for (size_t j = 0; j < lu->held; j++)
      lu->held_entry[i * lu->held + j] = symbolic->number[held[i] * n + held[j]];

  if (!lists_allocate(lu))
    return 0;
  lists_write(symbolic, lu);
  return 1;
}

/* lists the entries that the pattern did not give; nonzero when there was memory */
static int fill_find(struct sparse_lu *lu)
{
  unsigned char *given = calloc(lu->entries + 1, 1);
  if (given == NULL)
    return 0;
  for (size_t e = 0; e < lu->given; e++)
    given[lu->place[e]] = 1;
  for (size_t e = 0; e < lu->entries; e++)
    if (!given[e])
      lu->fill[lu->filled++] = (uint32_t)e;
  free(given);
  return 1;
}

struct sparse_lu *sparse_lu_create(size_t size, size_t entries, const size_t *row, const size_t *column)
{
  return sparse_lu_create_held(size, entries, row, column, 0, NULL);
}

struct sparse_lu *sparse_lu_create_step(size_t size, size_t entries, const size_t *row, const size_t *column,
                                        const struct straight_lu *kernels, size_t count)
{
  for (size_t k = 0; k < count; k++)
  {
    int same = kernels[k].size == size && kernels[k].given == entries;
    for (size_t e = 0; same && e < entries; e++)
      same = kernels[k].row[e] == row[e] && kernels[k].column[e] == column[e];
    struct sparse_lu *lu = same ? calloc(1, sizeof *lu) : NULL;
    if (lu != NULL)
      *lu = (struct sparse_lu){ .size = size, .given = entries, .entries = kernels[k].entries, .straight = &kernels[k] };
    if (same)
      return lu;
  }
  return sparse_lu_create(size, entries, row, column);
}

struct sparse_lu *sparse_lu_create_held(size_t size, size_t entries, const size_t *row, const size_t *column, size_t count,
                                        const size_t *held)
{
  struct sparse_lu *lu = calloc(1, sizeof *lu);
  struct symbolic symbolic = { 0 };
  if (lu == NULL)
    return NULL;
  lu->size = size;
  lu->given = entries;
  lu->held = count;
  lu->held_entry = calloc(count * count + 1, sizeof(uint32_t));
  lu->place = calloc(entries + 1, sizeof(uint32_t));
  lu->row = calloc(entries + 1, sizeof(uint32_t));
  lu->column = calloc(entries + 1, sizeof(uint32_t));
  lu->diagonal = calloc(size + 1, sizeof(uint32_t));
  lu->order = calloc(size + 1, sizeof(uint32_t));
  lu->lower_end = calloc(size + 1, sizeof(uint32_t));
  lu->upper_end = calloc(size + 1, sizeof(uint32_t));
  lu->update_end = calloc(size + 1, sizeof(uint32_t));
  int complete = lu->held_entry != NULL && lu->place != NULL && lu->row != NULL && lu->column != NULL && lu->diagonal != NULL &&
                 lu->order != NULL && lu->lower_end != NULL && lu->upper_end != NULL && lu->update_end != NULL;
  complete = symbolic_init(&symbolic, size) && complete && eliminate(lu, &symbolic, row, column, held);
  symbolic_free(&symbolic);
  if (complete)
  {
    lu->fill = calloc(lu->entries + 1, sizeof(uint32_t));
    complete = lu->fill != NULL && fill_find(lu);
  }
  for (size_t e = 0; complete && e < entries; e++)
  {
    lu->row[e] = (uint32_t)row[e];
    lu->column[e] = (uint32_t)column[e];
  }
  if (complete)
    return lu;
  sparse_lu_free(lu);
  return NULL;
}

void sparse_lu_free(struct sparse_lu *lu)
{
  if (lu == NULL)
    return;
  free(lu->place);
  free(lu->fill);
  free(lu->held_entry);
  free(lu->row);
  free(lu->column);
  free(lu->diagonal);
  free(lu->order);
  free(lu->lower_end);
  free(lu->upper_end);
  free(lu->update_end);
  free(lu->lower);
  free(lu->upper);
  free(lu->update);
  free(lu);
}

int sparse_lu_is_straight(const struct sparse_lu *lu)
{
  return lu->straight != NULL;
}

size_t sparse_lu_entries(const struct sparse_lu *lu)
{
  return lu->entries;
}

#define FOR_ANY_LANES static inline __attribute__((always_inline)) void

FOR_ANY_LANES shifted(const struct sparse_lu *lu, const size_t lanes, const double *restrict shift, size_t stride,
                      const double *restrict partials, double *restrict values)
{
  for (size_t e = 0; e < lu->filled; e++)
    for (size_t l = 0; l < lanes; l++)
      values[lu->fill[e] * lanes + l] = 0;
  for (size_t e = 0; e < lu->given; e++)
    for (size_t l = 0; l < lanes; l++)
      values[lu->place[e] * lanes + l] = -partials[e * lanes + l];
  for (size_t k = 0; k < lu->size; k++)
    for (size_t l = 0; l < lanes; l++)
      values[lu->diagonal[k] * lanes + l] += shift[l * stride];
}

VECTOR_CLONES
void sparse_lu_shifted(const struct sparse_lu *lu, size_t lanes, double shift, const double *partials, double *values)
{
  shifted(lu, lanes, &shift, 0, partials, values);
}

/* target -= factor * source; target *= factor; rows of lanes that are one vector are said to be one */
FOR_ANY_LANES subtract(const size_t lanes, const double *restrict factor, const double *restrict source, double *restrict target)
{
  if (lanes == VECTOR_LANES)
    *(vector_row *)target -= *(const vector_row *)factor * *(const vector_row *)source;
  else
    for (size_t l = 0; l < lanes; l++)
      target[l] -= factor[l] * source[l];
}

FOR_ANY_LANES multiply(const size_t lanes, const double *restrict factor, double *restrict target)
{
  if (lanes == VECTOR_LANES)
    *(vector_row *)target *= *(const vector_row *)factor;
  else
    for (size_t l = 0; l < lanes; l++)
      target[l] *= factor[l];
}

/* target = 1 / target */
FOR_ANY_LANES invert(const size_t lanes, double *target)
{
  if (lanes == VECTOR_LANES)
    *(vector_row *)target = 1 / *(vector_row *)target;
  else
    for (size_t l = 0; l < lanes; l++)
      target[l] = 1 / target[l];
}

/* the loops over the lists; with a constant number of lanes the inner loops vanish */
FOR_ANY_LANES factor(const struct sparse_lu *lu, const size_t pivots, const size_t lanes, double *values)
{
  size_t lower = 0, update = 0;
  for (size_t p = 0; p < pivots; p++)
  {
    double *pivot = values + lu->diagonal[lu->order[p]] * lanes;
    invert(lanes, pivot);
    for (; lower < lu->lower_end[p]; lower++)
      multiply(lanes, pivot, values + lu->lower[lower].entry * lanes);
    // three different entries, so they never overlap
    for (; update < lu->update_end[p]; update++)
      subtract(lanes, values + lu->update[update].lower * lanes, values + lu->update[update].upper * lanes,
               values + lu->update[update].target * lanes);
  }
}

FOR_ANY_LANES forward(const struct sparse_lu *lu, const size_t pivots, const size_t lanes, const double *values, double *vector)
{
  size_t lower = 0;
  for (size_t p = 0; p < pivots; p++)
    for (; lower < lu->lower_end[p]; lower++)
      subtract(lanes, values + lu->lower[lower].entry * lanes, vector + lu->order[p] * lanes,
               vector + lu->lower[lower].index * lanes);
}

FOR_ANY_LANES backward(const struct sparse_lu *lu, const size_t pivots, const size_t lanes, const double *values, double *vector)
{
  size_t upper = pivots == 0 ? 0 : lu->upper_end[pivots - 1];
  for (size_t p = pivots; p-- > 0;)
  {
    size_t first = p == 0 ? 0 : lu->upper_end[p - 1];
    double *target = vector + lu->order[p] * lanes;
    for (; upper > first; upper--)
      subtract(lanes, values + lu->upper[upper - 1].entry * lanes, vector + lu->upper[upper - 1].index * lanes, target);
    multiply(lanes, values + lu->diagonal[lu->order[p]] * lanes, target);
  }
}

FOR_ANY_LANES solve(const struct sparse_lu *lu, const size_t lanes, const double *values, double *vector)
{
  forward(lu, lu->size, lanes, values, vector);
  backward(lu, lu->size, lanes, values, vector);
}

VECTOR_CLONES
void sparse_lu_front_factor(const struct sparse_lu *lu, size_t lanes, double *values)
{
  factor(lu, lu->size - lu->held, lanes, values);
}

VECTOR_CLONES
void sparse_lu_front_forward(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector)
{
  forward(lu, lu->size - lu->held, lanes, values, vector);
}

VECTOR_CLONES
void sparse_lu_front_backward(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector)
{
  backward(lu, lu->size - lu->held, lanes, values, vector);
}

size_t sparse_lu_held_entry(const struct sparse_lu *lu, size_t i, size_t j)
{
  return lu->held_entry[i * lu->held + j];
}

VECTOR_CLONES
void sparse_lu_factor(const struct sparse_lu *lu, size_t lanes, double *values)
{
  switch (lanes)
  {
  case 1:
    factor(lu, lu->size, 1, values);
    break;
  case 2:
    factor(lu, lu->size, 2, values);
    break;
  case 4:
    factor(lu, lu->size, 4, values);
    break;
  case STRAIGHT_LU_LANES:
    factor(lu, lu->size, STRAIGHT_LU_LANES, values);
    break;
  case 16:
    factor(lu, lu->size, 16, values);
    break;
  default:
    factor(lu, lu->size, lanes, values);
  }
}

VECTOR_CLONES
void sparse_lu_solve(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector)
{
  switch (lanes)
  {
  case 1:
    solve(lu, 1, values, vector);
    break;
  case 2:
    solve(lu, 2, values, vector);
    break;
  case 4:
    solve(lu, 4, values, vector);
    break;
  case STRAIGHT_LU_LANES:
    solve(lu, STRAIGHT_LU_LANES, values, vector);
    break;
  case 16:
    solve(lu, 16, values, vector);
    break;
  default:
    solve(lu, lanes, values, vector);
  }
}

VECTOR_CLONES
void sparse_lu_step_factor(const struct sparse_lu *lu, const double *shift, const double *partials, double *values)
{
  if (lu->straight != NULL)
  {
    lu->straight->factor(shift, partials, values);
    return;
  }
  shifted(lu, STRAIGHT_LU_LANES, shift, 1, partials, values);
  factor(lu, lu->size, STRAIGHT_LU_LANES, values);
}

VECTOR_CLONES
void sparse_lu_step_solve(const struct sparse_lu *lu, const double *values, const double *rate, const double *weight,
                          const double *drift, double *vector)
{
  if (lu->straight != NULL)
  {
    lu->straight->solve(values, rate, weight, drift, vector);
    return;
  }
  const vector_row *rates = (const vector_row *)rate, *drifts = (const vector_row *)drift;
  vector_row *sides = (vector_row *)vector, factor = *(const vector_row *)weight;
  for (size_t k = 0; k < lu->size; k++)
    sides[k] = rates[k] + sides[k] + factor * drifts[k];
  solve(lu, STRAIGHT_LU_LANES, values, vector);
}
