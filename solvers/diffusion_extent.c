/* diffusion_extent.c - one pass over a field, VECTOR_LANES values at once; the largest of all does not depend on the order. */
#include "diffusion_extent.h"

#include <math.h>
#include <string.h>

#include "vector.h"

/* the extents of values that are put together in the end */
struct lanes
{
  vector_row error, before, least, most, finite;
};

#define LARGER(a, b) VECTOR_CHOOSE((a) > (b), (a), (b))
#define SMALLER(a, b) VECTOR_CHOOSE((a) < (b), (a), (b))
#define ROW(values) (*(const vector_row *)(values))

/* VECTOR_LANES values */
static inline __attribute__((always_inline)) void row_make(const size_t stages, const double *result, const double *weight,
                                                           const double *stage, size_t apart, const double *old, double *new,
                                                           struct lanes *lanes)
{
  vector_row before = ROW(old), after = before, error = { 0 };
  for (size_t i = 0; i < stages; i++)
  {
    vector_row k = ROW(stage + i * apart);
    after += result[i] * k;
    error += weight[i] * k;
  }
  *(vector_row *)new = after;
  vector_row off = VECTOR_ABSOLUTE(error), was = VECTOR_ABSOLUTE(before);
  lanes->error = LARGER(off, lanes->error);
  lanes->before = LARGER(was, lanes->before);
  lanes->least = SMALLER(after, lanes->least);
  lanes->most = LARGER(after, lanes->most);
  // comparisons overlook what is not a number
  lanes->finite += 0 * error;
}

/* `stages` is constant where it is called */
static inline __attribute__((always_inline)) void rows_make(const struct rosenbrock_method *method, const size_t stages,
                                                            size_t count, const double *stage, size_t apart, const double *before,
                                                            double *after, struct lanes *sum)
{
  struct lanes lanes = { 0 };
  double result[ROSENBROCK_STAGES], weight[ROSENBROCK_STAGES];
  memcpy(result, method->result, sizeof result);
  memcpy(weight, method->error, sizeof weight);
  if (count >= VECTOR_LANES)
  {
    for (size_t x = 0; x + VECTOR_LANES < count; x += VECTOR_LANES)
      row_make(stages, result, weight, stage + x, apart, before + x, after + x, &lanes);
    // the last row overlaps the one before: the same values again
    size_t x = count - VECTOR_LANES;
    row_make(stages, result, weight, stage + x, apart, before + x, after + x, &lanes);
  }
  else
  {
    // values that are 0 and stay so fill the row
    double some[ROSENBROCK_STAGES + 2][VECTOR_LANES] = { { 0 } }, *old = some[ROSENBROCK_STAGES], *new = old + VECTOR_LANES;
    for (size_t i = 0; i < stages; i++)
      memcpy(some[i], stage + i * apart, count * sizeof(double));
    memcpy(old, before, count * sizeof(double));
    row_make(stages, result, weight, some[0], VECTOR_LANES, old, new, &lanes);
    memcpy(after, new, count * sizeof(double));
  }
  *sum = lanes;
}

static int any_outside(size_t count, const double *before, double low, double high, const double *after)
{
  int outside = 0;
  for (size_t x = 0; x < count; x++)
    outside |= (after[x] < low && after[x] < before[x]) || (after[x] > high && after[x] > before[x]);
  return outside;
}

VECTOR_CLONES
void diffusion_extent_make(const struct rosenbrock_method *method, size_t count, const double *stage, size_t apart,
                           const double *before, double low, double high, double *after, struct diffusion_extent *extent)
{
  struct lanes lanes;
  // loops of constant length are unrolled
  if (method->stages == 4)
    rows_make(method, 4, count, stage, apart, before, after, &lanes);
  else
    rows_make(method, method->stages, count, stage, apart, before, after, &lanes);
  double error = 0, value = 0, least = 0, most = 0, finite = 0;
  for (size_t l = 0; l < VECTOR_LANES; l++)
  {
    error = lanes.error[l] > error ? lanes.error[l] : error;
    value = lanes.before[l] > value ? lanes.before[l] : value;
    least = lanes.least[l] < least ? lanes.least[l] : least;
    most = lanes.most[l] > most ? lanes.most[l] : most;
    finite += lanes.finite[l];
  }
  value = most > value ? most : value;
  *extent = (struct diffusion_extent){ .error = error, .value = -least > value ? -least : value, .least = least };
  extent->finite = isfinite(finite) && isfinite(least) && isfinite(most);
  extent->outside = (least < low || most > high) && any_outside(count, before, low, high, after);
}
