/* diffusion_multigrid.c - planes, lines down the columns, and the cycle; all equations are divided by the capacity of the column.
 */
#include "diffusion_multigrid.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

static const double error_left = 0.2; /* by a cycle, at most, in parts of what it changed */
static const double stagnation = 0.5; /* a change that falls less is made by rounding, */
static const double rounding = 1e-6;  /* when it is at most this part of the solution */

enum
{
  LANES = VECTOR_LANES,
  PRODUCTS = 112, /* columns up to which products alone are as fast */
  BOTTOM = 64,    /* most columns of the coarsest plane */
  CYCLES = 60,
  KEPT = 0, /* kinds of columns: those with even numbers, and */
  LEFT = 1  /* those with odd ones */
};

/* columns of one kind; rows are `stride` apart, what is beyond the last column stays 0 */
struct kind
{
  size_t count;
  double *before, *after; /* [stride] conductance to the columns before and after, over the capacity */
  double *value;          /* [stride] their sum */
  double *pivot, *source; /* [rows][stride] */
  double *now, *last;     /* [rows][stride] solution, and (finest plane) that of the last cycle; a row of zeros above */
};

struct diffusion_multigrid_level
{
  size_t columns, stride;
  struct kind kind[2];
  double *before, *after; /* [stride] from the left out columns into the equation of a kept one in the coarse plane */
};

static size_t whole(size_t count)
{
  return (count + LANES - 1) / LANES * LANES;
}

static size_t level_room(size_t columns, size_t rows, int finest)
{
  size_t stride = whole((columns + 1) / 2 + 1);
  return stride * (8 + 2 * (2 * rows + (finest ? 2 : 1) * (rows + 1)));
}

/* arrays of one level; returns the first double behind them */
static double *level_place(struct diffusion_multigrid_level *v, size_t columns, size_t rows, int finest, double *next)
{
  const size_t kept = (columns + 1) / 2, stride = whole(kept + 1);
  *v = (struct diffusion_multigrid_level){ .columns = columns, .stride = stride };
  for (size_t k = KEPT; k <= LEFT; k++)
  {
    struct kind *kind = &v->kind[k];
    *kind = (struct kind){ .count = k == KEPT ? kept : columns / 2 };
    kind->before = next;
    kind->after = kind->before + stride;
    kind->value = kind->after + stride;
    kind->pivot = kind->value + stride;
    kind->source = kind->pivot + rows * stride;
    kind->now = kind->source + (rows + 1) * stride;
    next = kind->now + rows * stride;
    kind->last = finest ? next + stride : NULL;
    next += finest ? (rows + 1) * stride : 0;
  }
  v->before = next;
  v->after = v->before + stride;
  return v->after + stride;
}

/* the coefficients of a level */
static void level_fill(struct diffusion_multigrid_level *v, const double *capacity, const double *right)
{
  const size_t columns = v->columns;
  for (size_t i = 0; i < columns; i++)
  {
    struct kind *kind = &v->kind[i % 2];
    double before = i > 0 ? right[i - 1] : 0, after = i + 1 < columns ? right[i] : 0;
    kind->before[i / 2] = before / capacity[i];
    kind->after[i / 2] = after / capacity[i];
    kind->value[i / 2] = (before + after) / capacity[i];
    if (i % 2 == KEPT)
    {
      v->before[i / 2] = before;
      v->after[i / 2] = after;
    }
  }
}

/* capacity and right become those of the coarse plane: a column that is left out gives its capacity to its neighbours as it lies
 * between them, and its two faces are one */
static void plane_coarsen(size_t columns, double *capacity, double *right)
{
  double passed = 0;
  for (size_t i = 0; 2 * i < columns; i++)
  {
    double all = capacity[2 * i] + passed, through = 0;
    passed = 0;
    if (2 * i + 1 < columns)
    {
      double before = right[2 * i], after = 2 * i + 2 < columns ? right[2 * i + 1] : 0, out = capacity[2 * i + 1];
      all += out * (before / (before + after));
      passed = out * (after / (before + after));
      through = before * (after / (before + after));
    }
    capacity[i] = all;
    right[i] = through;
  }
}

/* the planes, from factors of the finest one, which are lost */
static int planes_make(struct diffusion_multigrid *p, double *capacity, double *right)
{
  const size_t rows = p->rows;
  size_t columns = p->columns, room = 0;
  while (p->columns > PRODUCTS && columns > BOTTOM)
  {
    room += level_room(columns, rows, p->levels == 0);
    columns = (columns + 1) / 2;
    p->levels++;
  }
  p->level = calloc(p->levels + 1, sizeof *p->level);
  p->planes = vector_room(room + 2 * rows * columns);
  if (p->level == NULL || p->planes == NULL)
    return 0;
  double *next = p->planes;
  columns = p->columns;
  for (size_t l = 0; l < p->levels; l++)
  {
    struct diffusion_multigrid_level *v = &p->level[l];
    next = level_place(v, columns, rows, l == 0, next);
    level_fill(v, capacity, right);
    plane_coarsen(columns, capacity, right);
    columns = v->kind[KEPT].count;
    // products want the equations as they are
    for (size_t i = 0; l + 1 < p->levels && i < columns; i++)
    {
      v->before[i] /= capacity[i];
      v->after[i] /= capacity[i];
    }
  }
  p->source = next;
  p->change = p->source + rows * columns;
  return diffusion_separable_make(&p->bottom, columns, rows, capacity, right, p->height, p->fall);
}

int diffusion_multigrid_make(struct diffusion_multigrid *p, size_t columns, size_t rows, const double *capacity,
                             const double *right, const double *down)
{
  *p = (struct diffusion_multigrid){ .columns = columns, .rows = rows };
  double *factor = malloc((2 * columns + 1) * sizeof *factor);
  p->line = vector_room(columns + 4 * rows);
  int made = factor != NULL && p->line != NULL;
  if (made)
  {
    p->height = p->line + columns;
    p->fall = p->height + rows;
    p->turnover = p->fall + rows;
    p->above = p->turnover + rows;
    memcpy(factor, capacity, columns * sizeof *factor);
    memcpy(factor + columns, right, columns * sizeof *factor);
    made = diffusion_separable_factors(columns, rows, capacity, right, down, p->height, p->fall) &&
           planes_make(p, factor, factor + columns);
  }
  free(factor);
  if (!made)
    diffusion_multigrid_free(p);
  return made;
}

void diffusion_multigrid_free(struct diffusion_multigrid *p)
{
  diffusion_separable_free(&p->bottom);
  free(p->level);
  free(p->planes);
  free(p->line);
  memset(p, 0, sizeof *p);
}

/* pivots of all columns of one kind; conductances are symmetric, so that one array serves both ways */
VECTOR_CLONES
static void lines_factor(const struct diffusion_multigrid *p, const struct kind *kind, size_t stride, const double *own)
{
  for (size_t j = 0; j < p->rows; j++)
  {
    const double above = p->above[j], below = j + 1 < p->rows ? p->above[j + 1] : 0, turnover = p->turnover[j];
    const double base = p->height[j] * own[j] + above + below, back = above * above;
    const double *restrict value = kind->value, *restrict before = kind->pivot + (j > 0 ? j - 1 : 0) * stride;
    double *restrict pivot = kind->pivot + j * stride;
    for (size_t i = 0; i < stride; i++)
      pivot[i] = 1 / (base + turnover * value[i] - (j > 0 ? back * before[i] : 0));
  }
}

void diffusion_multigrid_factor(struct diffusion_multigrid *p, const double *own, const double *diffusivity, const double *face)
{
  for (size_t j = 0; j < p->rows; j++)
  {
    p->turnover[j] = p->height[j] * diffusivity[j];
    p->above[j] = j > 0 ? p->fall[j - 1] * face[j - 1] : 0;
  }
  for (size_t l = 0; l < p->levels; l++)
    for (size_t k = KEPT; k <= LEFT; k++)
      lines_factor(p, &p->level[l].kind[k], p->level[l].stride, own);
  diffusion_separable_factor(&p->bottom, own, diffusivity, face);
}

/* solution down the columns of one kind, for its source and (where there is one yet) what the other kind has: its columns before
 * and after are those of the same number shifted by `shift` */
static inline __attribute__((always_inline)) void lines(const struct diffusion_multigrid *p, const struct kind *kind,
                                                        size_t stride, const double *other, ptrdiff_t shift)
{
  const size_t count = whole(kind->count);
  for (size_t j = 0; j < p->rows; j++)
  {
    const double turnover = p->turnover[j], above = p->above[j];
    const double *restrict source = kind->source + j * stride, *restrict pivot = kind->pivot + j * stride;
    const double *restrict before = kind->before, *restrict after = kind->after;
    const double *restrict next = other != NULL ? other + j * stride + shift : NULL, *restrict one =
                                                                                         next != NULL ? next - 1 : NULL;
    double *restrict now = kind->now + j * stride;
    const double *restrict upper = now - stride;
    for (size_t i = 0; i < count; i++)
    {
      double in = next != NULL ? source[i] + turnover * (before[i] * one[i] + after[i] * next[i]) : source[i];
      now[i] = pivot[i] * (in + above * upper[i]);
    }
  }
  for (size_t j = p->rows - 1; j-- > 0;)
  {
    const double below = p->above[j + 1], *restrict pivot = kind->pivot + j * stride;
    double *restrict now = kind->now + j * stride;
    const double *restrict lower = now + stride;
    for (size_t i = 0; i < count; i++)
      now[i] += below * pivot[i] * lower[i];
  }
}

/* kept columns for what those left out have */
VECTOR_CLONES
static void kept_solve(const struct diffusion_multigrid *p, const struct diffusion_multigrid_level *v)
{
  lines(p, &v->kind[KEPT], v->stride, v->kind[LEFT].now, 0);
}

/* the same while these are 0 */
VECTOR_CLONES
static void kept_start(const struct diffusion_multigrid *p, const struct diffusion_multigrid_level *v)
{
  lines(p, &v->kind[KEPT], v->stride, NULL, 0);
}

VECTOR_CLONES
static void left_solve(const struct diffusion_multigrid *p, const struct diffusion_multigrid_level *v)
{
  lines(p, &v->kind[LEFT], v->stride, v->kind[KEPT].now, 1);
}

/* one row of a plane to its two kinds and back */
static inline __attribute__((always_inline)) void row_part(size_t columns, double factor, const double *restrict row,
                                                           double *restrict kept, double *restrict left)
{
  for (size_t i = 0; i < columns / 2; i++)
  {
    kept[i] = factor * row[2 * i];
    left[i] = factor * row[2 * i + 1];
  }
  if (columns % 2 != 0)
    kept[columns / 2] = factor * row[columns - 1];
}
static inline __attribute__((always_inline)) void row_join(size_t columns, const double *restrict kept,
                                                           const double *restrict left, double *restrict row)
{
  for (size_t i = 0; i < columns / 2; i++)
  {
    row[2 * i] = kept[i];
    row[2 * i + 1] = left[i];
  }
  if (columns % 2 != 0)
    row[columns - 1] = kept[columns / 2];
}

/* what the kept columns miss since those left out have changed (`last`: from what) becomes the source of the coarse plane */
VECTOR_CLONES
static void coarse_ask(const struct diffusion_multigrid *p, size_t l, const double *last)
{
  const struct diffusion_multigrid_level *v = &p->level[l], *coarse = l + 1 < p->levels ? v + 1 : NULL;
  const size_t kept = v->kind[KEPT].count;
  for (size_t j = 0; j < p->rows; j++)
  {
    const double turnover = p->turnover[j], *restrict before = v->before, *restrict after = v->after;
    const double *restrict next = v->kind[LEFT].now + j * v->stride, *restrict one = next - 1;
    double *restrict row = coarse != NULL ? p->line : p->source + j * kept;
    if (last != NULL)
    {
      const double *restrict next_last = last + j * v->stride, *restrict one_last = next_last - 1;
      for (size_t i = 0; i < kept; i++)
        row[i] = turnover * (before[i] * (one[i] - one_last[i]) + after[i] * (next[i] - next_last[i]));
    }
    else
      for (size_t i = 0; i < kept; i++)
        row[i] = turnover * (before[i] * one[i] + after[i] * next[i]);
    if (coarse != NULL)
      row_part(kept, 1, row, coarse->kind[KEPT].source + j * coarse->stride, coarse->kind[LEFT].source + j * coarse->stride);
  }
}

/* adds the solution of the coarse plane to the kept columns */
VECTOR_CLONES
static void coarse_add(const struct diffusion_multigrid *p, size_t l)
{
  const struct diffusion_multigrid_level *v = &p->level[l], *coarse = l + 1 < p->levels ? v + 1 : NULL;
  const size_t kept = v->kind[KEPT].count;
  for (size_t j = 0; j < p->rows; j++)
  {
    const double *restrict row = coarse != NULL ? p->line : p->change + j * kept;
    double *restrict now = v->kind[KEPT].now + j * v->stride;
    if (coarse != NULL)
      row_join(kept, coarse->kind[KEPT].now + j * coarse->stride, coarse->kind[LEFT].now + j * coarse->stride, p->line);
    for (size_t i = 0; i < kept; i++)
      now[i] += row[i];
  }
}

static void now_and_last(struct kind *kind)
{
  double *now = kind->now;
  kind->now = kind->last;
  kind->last = now;
}

/* one cycle; on coarse planes it starts from nothing and ends with the kept columns, which is what the next one of the finest
 * plane begins with */
static void cycle(struct diffusion_multigrid *p, size_t l, int is_first)
{
  struct diffusion_multigrid_level *v = &p->level[l];
  if (is_first)
    kept_start(p, v);
  else
  {
    now_and_last(&v->kind[KEPT]);
    kept_solve(p, v);
    now_and_last(&v->kind[LEFT]);
  }
  left_solve(p, v);
  coarse_ask(p, l, is_first ? NULL : v->kind[LEFT].last);
  if (l + 1 < p->levels)
    cycle(p, l + 1, 1);
  else
    diffusion_separable_solve(&p->bottom, p->source, NULL, p->change);
  coarse_add(p, l);
  left_solve(p, v);
  if (l > 0)
    kept_solve(p, v);
}

/* largest of all lanes; not a number when any of `all`, else 0, is not */
static double largest(const vector_row *most, const vector_row *all)
{
  double one = 0;
  for (size_t lane = 0; lane < LANES; lane++)
    one = (*most)[lane] > one ? (*most)[lane] : one;
  for (size_t lane = 0; lane < LANES; lane++)
    one += (*all)[lane];
  return one;
}

/* largest value of the finest plane, and by how much the kept columns changed in the last cycle; those left out are means of
 * these and a source that stays, and change no more */
VECTOR_CLONES
static double plane_largest(const struct diffusion_multigrid *p, double *change)
{
  const struct diffusion_multigrid_level *v = p->level;
  const double *kept = v->kind[KEPT].now, *left = v->kind[LEFT].now, *last = v->kind[KEPT].last;
  vector_row most = { 0 }, moved = { 0 }, all = { 0 };
  for (size_t x = 0; x < p->rows * v->stride; x += LANES)
  {
    vector_row value = *(const vector_row *)(kept + x), other = *(const vector_row *)(left + x);
    vector_row size = VECTOR_ABSOLUTE(value), beside = VECTOR_ABSOLUTE(other);
    vector_row step = VECTOR_ABSOLUTE(value - *(const vector_row *)(last + x));
    size = VECTOR_CHOOSE(size > beside, size, beside);
    most = VECTOR_CHOOSE(size > most, size, most);
    moved = VECTOR_CHOOSE(step > moved, step, moved);
    all += 0 * (value + other);
  }
  *change = largest(&moved, &all);
  return largest(&most, &all);
}

VECTOR_CLONES
static void source_take(const struct diffusion_multigrid *p, const double *source)
{
  const struct diffusion_multigrid_level *v = p->level;
  for (size_t j = 0; j < p->rows; j++)
    row_part(p->columns, p->height[j], source + j * p->columns, v->kind[KEPT].source + j * v->stride,
             v->kind[LEFT].source + j * v->stride);
}

VECTOR_CLONES
static void solution_give(const struct diffusion_multigrid *p, double *solution)
{
  const struct diffusion_multigrid_level *v = p->level;
  for (size_t j = 0; j < p->rows; j++)
    row_join(p->columns, v->kind[KEPT].now + j * v->stride, v->kind[LEFT].now + j * v->stride, solution + j * p->columns);
}

size_t diffusion_multigrid_solve(struct diffusion_multigrid *p, const double *source, const double *capacity, double accuracy,
                                 double share, double *solution)
{
  if (p->levels == 0)
  {
    diffusion_separable_solve(&p->bottom, source, capacity, solution);
    return 0;
  }
  source_take(p, source);
  size_t cycles = 0;
  double before = (double)INFINITY;
  for (int done = 0; !done;)
  {
    if (cycles == CYCLES || isnan(before))
      return SIZE_MAX;
    cycle(p, 0, cycles == 0);
    double change, most = plane_largest(p, &change);
    change = cycles > 0 ? change : most;
    double enough = share > 0 && share * most < accuracy ? share * most : accuracy;
    done = error_left * change <= enough || (change > stagnation * before && change <= rounding * most);
    before = change;
    cycles++;
  }
  solution_give(p, solution);
  return cycles;
}
