/* trajectories_loops.c - the loops over all values of a step, a row of LANES at a time.
 *
 * Numbers of stages are constants within each loop, so that coefficients stay in registers. */
#include <math.h>
#include <string.h>

#include "trajectories_walk.h"
#include "vector.h"

#define LOOP static inline __attribute__((always_inline)) void

/* argument: state + sum a_ij k_j; of the last stages, that before + its k */
LOOP stage_loop(size_t rows, const size_t i, const double *step, const vector_row *restrict state,
                const vector_row *restrict stage, vector_row *restrict history, vector_row *restrict argument)
{
  vector_row inverse = 1 / *(const vector_row *)step;
  for (size_t s = 0; s < rows; s++)
  {
    vector_row place = i < RODAS5P_SUMS ? state[s] : argument[s], sum = { 0 };
    for (size_t j = 0; j < i; j++)
    {
      vector_row k = stage[j * rows + s];
      if (i < RODAS5P_SUMS)
        place += rodas5p_argument[i][j] * k;
      else if (j + 1 == i)
        place += k;
      sum += rodas5p_history[i][j] * k;
    }
    argument[s] = place;
    history[s] = sum * inverse;
  }
}

VECTOR_CLONES
void trajectories_stage(size_t n, size_t i, const double *step, const double *state, double *stage, double *argument)
{
  size_t rows = n / LANES;
  const vector_row *from = (const vector_row *)state, *before = (const vector_row *)stage;
  vector_row *own = (vector_row *)(stage + i * n), *to = (vector_row *)argument;
  switch (i)
  {
  case 1:
    stage_loop(rows, 1, step, from, before, own, to);
    break;
  case 2:
    stage_loop(rows, 2, step, from, before, own, to);
    break;
  case 3:
    stage_loop(rows, 3, step, from, before, own, to);
    break;
  case 4:
    stage_loop(rows, 4, step, from, before, own, to);
    break;
  case 5:
    stage_loop(rows, 5, step, from, before, own, to);
    break;
  case 6:
    stage_loop(rows, 6, step, from, before, own, to);
    break;
  default:
    stage_loop(rows, 7, step, from, before, own, to);
  }
}

/* adds the square of value / (absolute + relative max(|before|, |after|)) */
#define SQUARE_ADD(value, before, after)                                                                                         \
  {                                                                                                                              \
    vector_row a = VECTOR_ABSOLUTE(before), b = VECTOR_ABSOLUTE(after);                                                          \
    vector_row e = (value) / (absolute + relative * VECTOR_CHOOSE(a > b, a, b));                                                 \
    sum += e * e;                                                                                                                \
  }

VECTOR_CLONES
void trajectories_end(size_t n, double absolute, double relative, const double *last, const double *before,
                      const double *argument, double *after, double *finite, double *least, double *norm)
{
  const vector_row *error = (const vector_row *)last, *from = (const vector_row *)before, *place = (const vector_row *)argument;
  vector_row *to = (vector_row *)after, not_finite = { 0 }, low = { 0 }, sum = { 0 };
  for (size_t s = 0; s < n / LANES; s++)
  {
    vector_row value = place[s] + error[s];
    to[s] = value;
    not_finite += value * 0;
    low = VECTOR_CHOOSE(value < low, value, low);
    SQUARE_ADD(error[s], from[s], value)
  }
  *(vector_row *)finite = not_finite;
  *(vector_row *)least = low;
  for (size_t l = 0; l < LANES; l++)
    norm[l] = sqrt(sum[l] / ((double)n / LANES));
}

VECTOR_CLONES
void trajectories_norms(size_t n, double absolute, double relative, const double *value, const double *before,
                        const double *after, double *norm)
{
  const vector_row *values = (const vector_row *)value, *from = (const vector_row *)before, *to = (const vector_row *)after;
  vector_row sum = { 0 };
  for (size_t s = 0; s < n / LANES; s++)
    SQUARE_ADD(values[s], from[s], to[s])
  for (size_t l = 0; l < LANES; l++)
    norm[l] = sqrt(sum[l] / ((double)n / LANES));
}

VECTOR_CLONES
void trajectories_curve(size_t n, const double *stage, double *shown)
{
  size_t rows = n / LANES;
  const vector_row *k = (const vector_row *)stage;
  for (size_t s = 0; s < rows; s++)
    for (size_t c = 0; c < RODAS5P_CURVES; c++)
    {
      vector_row sum = { 0 };
      for (size_t j = 0; j < RODAS5P_STAGES; j++)
        sum += rodas5p_dense[c][j] * k[j * rows + s];
      ((vector_row *)shown)[c * rows + s] = sum;
    }
}

VECTOR_CLONES
void trajectories_take(size_t n, const double *mask, const double *from, double *to, double *also)
{
  vector_mask taken = *(const vector_row *)mask > 0;
  for (size_t s = 0; s < n / LANES; s++)
  {
    vector_row value = VECTOR_CHOOSE(taken, ((const vector_row *)from)[s], ((vector_row *)to)[s]);
    ((vector_row *)to)[s] = ((vector_row *)also)[s] = value;
  }
}
