/* stability.c - eigenvalues of the exact partial derivatives, by GSL. */
#include "stability.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>

/* rounding of eigenvalues that are zero */
static const double rounding = 1e-9;

double stability_rate(const struct assembly *assembly, const double *state, const double *environment)
{
  size_t n = assembly_state_count(assembly), entries = assembly_entry_count(assembly);
  if (n == 0)
    return -(double)INFINITY;
  double greatest = (double)NAN, *values = calloc(entries + 1, sizeof *values);
  gsl_matrix *matrix = gsl_matrix_calloc(n, n);
  gsl_vector_complex *eigenvalues = gsl_vector_complex_alloc(n);
  gsl_eigen_nonsymm_workspace *workspace = gsl_eigen_nonsymm_alloc(n);
  if (values != NULL && matrix != NULL && eigenvalues != NULL && workspace != NULL)
  {
    assembly_partials(assembly, 1, state, environment, values);
    for (size_t e = 0; e < entries; e++)
      gsl_matrix_set(matrix, assembly_entry_rows(assembly)[e], assembly_entry_columns(assembly)[e], values[e]);
    if (gsl_eigen_nonsymm(matrix, eigenvalues, workspace) == 0)
    {
      greatest = -(double)INFINITY;
      for (size_t i = 0; i < n; i++)
        greatest = fmax(greatest, GSL_REAL(gsl_vector_complex_get(eigenvalues, i)));
    }
  }
  free(values);
  gsl_matrix_free(matrix);
  gsl_vector_complex_free(eigenvalues);
  gsl_eigen_nonsymm_free(workspace);
  return greatest;
}

enum status stability_verify(const struct assembly *assembly, const double *state, const double *environment, struct trail *trail)
{
  double rate = stability_rate(assembly, state, environment);
  if (isnan(rate))
    return status_fail(trail, STATUS_MEMORY, "no memory to judge the stability of rest");
  if (rate > rounding)
    return status_fail(trail, STATUS_DATA,
                       "rest is unstable with these parameters: a disturbance grows by %.3g per day, so tissue would be inflamed "
                       "without injury; keep the recruitment of neutrophils sigmoidal (inflammation.recruitment_linearity) or "
                       "its gain small",
                       rate);
  return STATUS_OK;
}
