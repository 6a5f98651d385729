/* test_sparse_lu.c - elimination over lanes against a dense elimination with pivoting. */
#include "check.h"
#include "sparse_lu.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

enum
{
  LARGEST = 30,
  LANES = 19
};

/* a small generator of our own, so that the cases never change */
static unsigned long seed;

static double uniform(void)
{
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return (double)seed / 0x7fffffff;
}

static size_t row[LARGEST * LARGEST], column[LARGEST * LARGEST];
static double partials[LARGEST * LARGEST * LANES], vector[LARGEST * LANES], given[LARGEST * LANES];

/* a random pattern that leaves most diagonals out, and values of either sign */
static size_t random_matrix(size_t size, double density, size_t lanes)
{
  size_t entries = 0;
  for (size_t i = 0; i < size; i++)
    for (size_t j = 0; j < size; j++)
      if (uniform() < density)
      {
        row[entries] = i;
        column[entries] = j;
        entries += 1;
      }
  for (size_t e = 0; e < entries * lanes; e++)
    partials[e] = 2 * uniform() - 1;
  for (size_t i = 0; i < size * lanes; i++)
    vector[i] = given[i] = 2 * uniform() - 1;
  return entries;
}

/* largest difference to GSL's dense solution of lane l */
static double dense_difference(size_t size, size_t entries, size_t lanes, size_t l, double shift)
{
  gsl_matrix *matrix = gsl_matrix_calloc(size, size);
  gsl_vector *right = gsl_vector_alloc(size), *solution = gsl_vector_alloc(size);
  gsl_permutation *permutation = gsl_permutation_alloc(size);
  int sign = 0;
  for (size_t e = 0; e < entries; e++)
    gsl_matrix_set(matrix, row[e], column[e], -partials[e * lanes + l]);
  for (size_t i = 0; i < size; i++)
  {
    gsl_matrix_set(matrix, i, i, gsl_matrix_get(matrix, i, i) + shift);
    gsl_vector_set(right, i, given[i * lanes + l]);
  }
  gsl_linalg_LU_decomp(matrix, permutation, &sign);
  gsl_linalg_LU_solve(matrix, permutation, right, solution);
  double worst = 0;
  for (size_t i = 0; i < size; i++)
    worst = fmax(worst, fabs(gsl_vector_get(solution, i) - vector[i * lanes + l]));
  gsl_matrix_free(matrix);
  gsl_vector_free(right);
  gsl_vector_free(solution);
  gsl_permutation_free(permutation);
  return worst;
}

static double *solve_all(size_t size, size_t entries, size_t lanes, double shift)
{
  struct sparse_lu *lu = sparse_lu_create(size, entries, row, column);
  assert_non_null(lu);
  double *values = calloc(sparse_lu_entries(lu) * lanes, sizeof(double));
  assert_non_null(values);
  sparse_lu_shifted(lu, lanes, shift, partials, values);
  sparse_lu_factor(lu, lanes, values);
  sparse_lu_solve(lu, lanes, values, vector);
  sparse_lu_free(lu);
  return values;
}

static void solutions_are_those_of_dense_elimination(void **unused)
{
  (void)unused;
  static const size_t sizes[] = { 1, 2, 5, 16, 30 };
  static const size_t lanes[] = { 1, 2, 3, 4, 8, 16, LANES };
  seed = 20;
  for (size_t s = 0; s < 5; s++)
    for (size_t k = 0; k < 7; k++)
      for (int density = 0; density < 3; density++)
      {
        size_t entries = random_matrix(sizes[s], 0.1 + 0.4 * density, lanes[k]);
        free(solve_all(sizes[s], entries, lanes[k], 40));
        // rows are dominated by the shift (40 > 30 entries below 1), so growth is below 2 and 30 operations round
        for (size_t l = 0; l < lanes[k]; l++)
          assert_true(dense_difference(sizes[s], entries, lanes[k], l, 40) < 1e-15);
      }
}

static void order_of_elimination_avoids_fill_in(void **unused)
{
  (void)unused;
  // an arrow whose tip comes first would fill up if it was eliminated first
  size_t entries = 0;
  for (size_t i = 1; i < LARGEST; i++)
    for (int side = 0; side < 2; side++)
    {
      row[entries] = side ? i : 0;
      column[entries] = side ? 0 : i;
      entries += 1;
    }
  struct sparse_lu *lu = sparse_lu_create(LARGEST, entries, row, column);
  assert_non_null(lu);
  // no fill-in at all: what was given and the diagonal
  assert_int_equal(sparse_lu_entries(lu), entries + LARGEST);
  sparse_lu_free(lu);
}

static void lanes_do_not_touch_each_other(void **unused)
{
  (void)unused;
  seed = 7;
  size_t entries = random_matrix(12, 0.3, LANES);
  // lane 5 is singular (all zero), the others must not notice; and equal lanes give equal bits
  for (size_t e = 0; e < entries; e++)
  {
    partials[e * LANES + 5] = e == 0 ? (double)NAN : 0;
    partials[e * LANES + 9] = partials[e * LANES + 2];
  }
  for (size_t i = 0; i < 12; i++)
    vector[i * LANES + 9] = given[i * LANES + 9] = given[i * LANES + 2];
  free(solve_all(12, entries, LANES, 20));
  for (size_t l = 0; l < LANES; l++)
    if (l != 5)
      assert_true(dense_difference(12, entries, LANES, l, 20) < 1e-15);
  for (size_t i = 0; i < 12; i++)
    assert_memory_equal(&vector[i * LANES + 9], &vector[i * LANES + 2], sizeof(double));
  assert_true(isnan(vector[row[0] * LANES + 5]));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(solutions_are_those_of_dense_elimination),
    cmocka_unit_test(order_of_elimination_avoids_fill_in),
    cmocka_unit_test(lanes_do_not_touch_each_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
