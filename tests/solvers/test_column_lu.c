/* test_column_lu.c - elimination of a column against a dense one with pivoting. */
#include "check.h"
#include "column_lu.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

enum
{
  STATES = 9,
  CELLS = 13
};

static unsigned long seed;

static double uniform(void)
{
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return (double)seed / 0x7fffffff;
}

/* largest difference between the column's solution and GSL's for a random pattern with `spreads` states that spread */
static double difference(size_t states, size_t cells, size_t spreads, double shift)
{
  static size_t row[STATES * STATES], column[STATES * STATES];
  static double partials[STATES * STATES * CELLS + 2 * STATES * CELLS], vector[STATES * CELLS];
  size_t entries = 0, spread[STATES], values = states * cells;
  for (size_t i = 0; i < states; i++)
    for (size_t j = 0; j < states; j++)
      if (i == j || uniform() < 0.3)
      {
        row[entries] = i;
        column[entries++] = j;
      }
  // the last ones first, so that the order of states and of spreads differ
  for (size_t k = 0; k < spreads; k++)
    spread[k] = states - 1 - 2 * k;
  gsl_matrix *matrix = gsl_matrix_calloc(values, values);
  gsl_vector *right = gsl_vector_alloc(values), *solution = gsl_vector_alloc(values);
  gsl_permutation *permutation = gsl_permutation_alloc(values);
  for (size_t i = 0; i < values; i++)
    gsl_matrix_set(matrix, i, i, shift);
  for (size_t e = 0; e < entries; e++)
    for (size_t c = 0; c < cells; c++)
    {
      partials[e * cells + c] = 2 * uniform() - 1;
      size_t i = row[e] * cells + c, j = column[e] * cells + c;
      gsl_matrix_set(matrix, i, j, gsl_matrix_get(matrix, i, j) - partials[e * cells + c]);
    }
  double *exchange = partials + entries * cells;
  for (size_t k = 0; k < spreads; k++)
    for (size_t c = 0; c + 1 < cells; c++)
    {
      size_t i = spread[k] * cells + c;
      gsl_matrix_set(matrix, i, i + 1, -(*exchange++ = uniform()));
      gsl_matrix_set(matrix, i + 1, i, -(*exchange++ = uniform()));
    }
  for (size_t i = 0; i < values; i++)
    gsl_vector_set(right, i, vector[i] = 2 * uniform() - 1);
  struct column_lu *lu = column_lu_create(states, cells, entries, row, column, spreads, spread);
  assert_non_null(lu);
  column_lu_factor(lu, shift, partials);
  column_lu_solve(lu, vector);
  column_lu_free(lu);
  int sign = 0;
  gsl_linalg_LU_decomp(matrix, permutation, &sign);
  gsl_linalg_LU_solve(matrix, permutation, right, solution);
  double worst = 0;
  for (size_t i = 0; i < values; i++)
    worst = fmax(worst, fabs(gsl_vector_get(solution, i) - vector[i]));
  gsl_matrix_free(matrix);
  gsl_vector_free(right);
  gsl_vector_free(solution);
  gsl_permutation_free(permutation);
  return worst;
}

static void solutions_are_those_of_dense_elimination(void **unused)
{
  (void)unused;
  static const size_t cells[] = { 1, 2, 3, 8, CELLS };
  seed = 11;
  for (size_t k = 0; k < 5; k++)
    for (size_t spreads = 0; spreads <= 4; spreads++)
      for (int repeat = 0; repeat < 5; repeat++)
        // rows are dominated by the shift (at most 9 + 2 entries below 1)
        assert_true(difference(STATES, cells[k], spreads, 20) < 1e-15);
}

static void too_many_spreads_are_refused(void **unused)
{
  (void)unused;
  static const size_t many[COLUMN_SPREADS + 1] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  assert_null(column_lu_create(9, 2, 9, many, many, COLUMN_SPREADS + 1, many));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(solutions_are_those_of_dense_elimination),
    cmocka_unit_test(too_many_spreads_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
