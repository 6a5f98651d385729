/* test_tissue_rest.c - rest of the whole tissue: it is an equilibrium, it is held, it is stable; a leak that lasts ends it. */
#include "tissue_case.h"
#include "tissue_reference.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort_vector.h>

static struct tissue tissue;

static int setup(void **unused)
{
  (void)unused;
  tissue_make(&tissue, NULL);
  return 0;
}

static int teardown(void **unused)
{
  (void)unused;
  tissue_free(&tissue);
  return 0;
}

static void rest_is_an_equilibrium(void **unused)
{
  (void)unused;
  double state[TISSUE_STATES], rate[TISSUE_STATES];
  assert_int_equal(tissue.states, REFERENCE_STATES);
  assembly_initial(tissue.assembly, state);
  assembly_rates(tissue.assembly, 1, state, &tissue.leak, rate);
  for (size_t s = 0; s < tissue.states; s++)
    CHECK_NEAR(rate[s], 0, 1e-15);
}

static void rest_is_held_for_a_year(void **unused)
{
  (void)unused;
  const struct method *methods[] = { &rosenbrock_method, &dormand_prince_method };
  struct system system = tissue_system(&tissue);
  for (size_t m = 0; m < 2; m++)
  {
    double state[TISSUE_STATES], rest[TISSUE_STATES];
    assembly_initial(tissue.assembly, rest);
    memcpy(state, rest, sizeof state);
    tissue_run(&system, methods[m], 1e-6, 1e-9, 0, 365, 0, NULL, NULL, state);
    for (size_t s = 0; s < tissue.states; s++)
      CHECK_NEAR(state[s], rest[s], 1e-9);
  }
}

/* real parts of all eigenvalues of the assembled partial derivatives at rest, ascending; the largest imaginary part */
static double eigenvalues(double *real)
{
  double state[TISSUE_STATES], values[TISSUE_STATES * TISSUE_STATES];
  assembly_initial(tissue.assembly, state);
  assembly_partials(tissue.assembly, 1, state, &tissue.leak, values);
  size_t n = tissue.states;
  gsl_matrix *matrix = gsl_matrix_calloc(n, n);
  for (size_t e = 0; e < assembly_entry_count(tissue.assembly); e++)
    gsl_matrix_set(matrix, assembly_entry_rows(tissue.assembly)[e], assembly_entry_columns(tissue.assembly)[e], values[e]);
  gsl_vector_complex *found = gsl_vector_complex_alloc(n);
  gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(n);
  assert_int_equal(gsl_eigen_nonsymm(matrix, found, work), GSL_SUCCESS);
  double imaginary = 0;
  gsl_vector_view view = gsl_vector_view_array(real, n);
  for (size_t s = 0; s < n; s++)
  {
    gsl_complex value = gsl_vector_complex_get(found, s);
    real[s] = GSL_REAL(value);
    imaginary = fmax(imaginary, fabs(GSL_IMAG(value)));
  }
  gsl_sort_vector(&view.vector);
  gsl_eigen_nonsymm_free(work);
  gsl_vector_complex_free(found);
  gsl_matrix_free(matrix);
  return imaginary;
}

static void all_eigenvalues_are_negative_and_those_of_the_oracle(void **unused)
{
  (void)unused;
  // check_tissue.out, in descending order
  static const double expected[REFERENCE_STATES] = {
    -3.70000000e-05, -1.27000000e-04, -2.49211930e-04, -2.57954149e-03, -6.66666667e-03, -3.57142857e-02, -5.00000000e-02,
    -6.00000000e-02, -7.00680539e-02, -7.14285714e-02, -8.00000000e-02, -1.00000000e-01, -1.20000000e-01, -1.50000000e-01,
    -2.00000000e-01, -3.00000000e-01, -3.70000000e-01, -5.00000000e-01, -1.00000000e+00, -1.02000000e+00, -1.20000000e+00,
    -2.50000000e+00, -4.00000000e+00, -4.00000000e+00, -6.00000000e+00, -9.10000000e+00, -1.10000000e+01
  };
  double real[TISSUE_STATES];
  // rounding of a matrix of size 20 moves eigenvalues by its condition (about 100) x 20 eps
  assert_true(eigenvalues(real) < 1e-12);
  for (size_t s = 0; s < tissue.states; s++)
  {
    double value = real[tissue.states - 1 - s];
    assert_true(value < 0);
    // nine digits are printed; the oracle's differences of 1e-6 give about 1e-10
    CHECK_NEAR(value, expected[s], 1e-8 * fabs(expected[s]) + 5e-10);
  }
}

/* with the first-order part x of recruitment the loop damage -> neutrophils -> debris has the gain x sN eta / (KSN kD0): rest
 * turns unstable exactly where that is one */
static void first_order_recruitment_makes_rest_unstable(void **unused)
{
  (void)unused;
  double *part = &tissue.parameters[parameter_find("inflammation.recruitment_linearity")], kept = *part, real[TISSUE_STATES];
  double gain = tissue_parameter(&tissue, "inflammation.neutrophil_recruitment") *
                tissue_parameter(&tissue, "inflammation.debris_yield") /
                (tissue_parameter(&tissue, "inflammation.neutrophil_threshold") * tissue_parameter(&tissue, "damage.clearance"));
  for (int side = -1; side <= 1; side += 2)
  {
    *part = (1 + 0.01 * side) / gain;
    eigenvalues(real);
    // the eigenvalue that crosses: 0.01 kD0 muN / (kD0 + muN) = 0.0027 per day, but elastin sits at -3.7e-5
    assert_true(side < 0 ? real[tissue.states - 1] < 0 : real[tissue.states - 1] > 2e-3);
  }
  *part = kept;
}

/* B.3: a source of damage that lasts makes inflammation chronic; at 0.03 per day myofibroblasts stay above 0.1 */
static void leak_that_lasts_is_chronic(void **unused)
{
  (void)unused;
  struct system system = tissue_system(&tissue);
  for (size_t k = 0; k < sizeof reference_chronic / sizeof *reference_chronic; k++)
  {
    double state[TISSUE_STATES], source = reference_chronic[k].source;
    tissue.leak = source / tissue_parameter(&tissue, "damage.barrier_irritation");
    assembly_initial(tissue.assembly, state);
    tissue_run(&system, &rosenbrock_method, 1e-9, 1e-12, 0, 400, 0, NULL, NULL, state);
    // ten times the tolerance per step; small values grow from nothing and carry more
    CHECK_NEAR(state[tissue_state(&tissue, "damage")], reference_chronic[k].damage, 1e-8);
    CHECK_NEAR(state[tissue_state(&tissue, "neutrophils")], reference_chronic[k].neutrophils, 1e-8);
    CHECK_NEAR(state[tissue_state(&tissue, "macrophages_m1")], reference_chronic[k].macrophages_m1, 1e-8);
    double myofibroblasts = state[tissue_state(&tissue, "myofibroblasts")];
    CHECK_NEAR(myofibroblasts, reference_chronic[k].myofibroblasts, 1e-8);
    assert_true((myofibroblasts > 0.1) == (source >= 0.03));
  }
  tissue.leak = 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rest_is_an_equilibrium),
    cmocka_unit_test(rest_is_held_for_a_year),
    cmocka_unit_test(all_eigenvalues_are_negative_and_those_of_the_oracle),
    cmocka_unit_test(first_order_recruitment_makes_rest_unstable),
    cmocka_unit_test(leak_that_lasts_is_chronic),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
