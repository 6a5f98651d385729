/* diffusion_between.h - values within a step from what is known at its ends. For diffusion_rosenbrock.c.
 *
 * A cubic with the values and rates at both ends, limited so that a value stays between its ends where the rates see no extremum
 * (Fritsch and Carlson 1980). Where nothing was limited, what makes it a quintic that has the value and the rate at the start of
 * the step before too, as far as a monotone cubic stays monotone. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_BETWEEN_H
#define NEOCOL_SOLVERS_DIFFUSION_BETWEEN_H

#include <stddef.h>

enum
{
  DIFFUSION_BETWEEN = 5 /* coefficients of each value */
};

/* a step and the one before it; arrays are [values] */
struct diffusion_step
{
  double length, previous_length; /* 0: there is none before */
  const double *before, *rate;    /* at the start */
  const double *after, *end_rate; /* at the end */
  const double *previous, *previous_rate;
  double noise; /* an extremum that is smaller counts as rounding */
};

/* coefficient: [DIFFUSION_BETWEEN][values] */
void diffusion_between_make(size_t values, const struct diffusion_step *step, double *coefficient);

/* value: [values] at the part `x` of the step. */
void diffusion_between_read(size_t values, const struct diffusion_step *step, const double *coefficient, double x, double *value);

#endif
