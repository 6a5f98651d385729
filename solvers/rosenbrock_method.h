/* rosenbrock_method.h - coefficients of a linearly implicit (Rosenbrock) method, in the form that needs no product with J.
 *
 *   (1 / (h gamma) - J) k_i = f(t + c_i h, y + sum a_ij k_j) + sum C_ij k_j / h + h d_i df/dt
 *   y after the step: y + sum m_i k_i,   its error: sum e_i k_i
 *
 * For the files of the diffusion solvers only. Source: Hairer and Wanner, Solving Ordinary Differential Equations II. */
#ifndef NEOCOL_SOLVERS_ROSENBROCK_METHOD_H
#define NEOCOL_SOLVERS_ROSENBROCK_METHOD_H

#include <stddef.h>

enum
{
  ROSENBROCK_STAGES = 6 /* at most */
};

struct rosenbrock_method
{
  size_t stages;
  double gamma_inverse;
  double argument[ROSENBROCK_STAGES][ROSENBROCK_STAGES]; /* a */
  double history[ROSENBROCK_STAGES][ROSENBROCK_STAGES];  /* C */
  double moment[ROSENBROCK_STAGES];                      /* c */
  double drift[ROSENBROCK_STAGES];                       /* d */
  int repeats[ROSENBROCK_STAGES];                        /* nonzero: the same a and c as the stage before, so the same f */
  double result[ROSENBROCK_STAGES];                      /* m */
  double error[ROSENBROCK_STAGES];                       /* e */
};

#endif
