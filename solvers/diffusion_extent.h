/* diffusion_extent.h - the end of a step in a field, and what the step did to it. For diffusion_rosenbrock.c. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_EXTENT_H
#define NEOCOL_SOLVERS_DIFFUSION_EXTENT_H

#include "rosenbrock_method.h"

struct diffusion_extent
{
  double error, value; /* largest |error|, and largest |value| before or after the step */
  double least;        /* least value after it, at most 0 */
  int outside;         /* whether a value went out of its bounds in this step; what was out and comes back is no fault */
  int finite;          /* whether all values and errors are numbers */
};

/* after = before + sum of method->result * stage, in this order, for `count` values; stage i begins at stage + i * apart. */
void diffusion_extent_make(const struct rosenbrock_method *method, size_t count, const double *stage, size_t apart,
                           const double *before, double low, double high, double *after, struct diffusion_extent *extent);

#endif
