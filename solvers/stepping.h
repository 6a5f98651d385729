/* stepping.h - what the own one-step methods share: the loop over steps, their control, reports and errors.
 *
 * A method takes one step of all lanes from a state with known rates; the loop decides whether it counts. The error of a lane
 * is the root mean square over its states of error / (absolute + relative max(|before|, |after|)), that of a step the largest
 * over lanes. The next step is step * min(6, max(0.2, 0.9 error^(-1/root))), at most the same after a rejection. Report times
 * are never looked at before a step is accepted, so they cannot change a bit of the result.
 * Source: Hairer and Wanner, Solving Ordinary Differential Equations I and II. */
#ifndef NEOCOL_SOLVERS_STEPPING_H
#define NEOCOL_SOLVERS_STEPPING_H

#include "system.h"

struct stepper
{
  int root;   /* 4 or 5: one more than the order of the error estimate */
  void *work; /* handed to the functions below; all arrays are [size][lanes] */
  /* once for each new state, before its first attempt; NULL when there is nothing to prepare */
  void (*prepare)(void *work, double time, const double *state, struct integration_statistics *statistics);
  /* one step: sets the state after it and its error, both may be not finite */
  void (*attempt)(void *work, double time, double step, const double *state, const double *rate, double *after, double *error,
                  struct integration_statistics *statistics);
  /* the state at the fraction `part` of the last attempt */
  void (*between)(const void *work, double part, const double *before, const double *after, double *state);
  const double *last_rate; /* rates at `after`, when the method knows them; or NULL */
};

/* Integrates as struct method says. */
enum status stepping_integrate(const struct stepper *stepper, const struct system *system, const struct integration *integration,
                               double start, double end, const double *times, size_t count, struct reporter reporter,
                               double *state, struct integration_statistics *statistics, struct trail *trail) STATUS_CHECK;

/* x^(1/root) of a positive number, root 4 or 5, from operations with fixed bits. */
double stepping_root(double x, int root);

/* A first step such that an explicit Euler step is harmless and the method's own error about one hundredth of what is allowed,
 * from norms (as above) of the state, of its rate, and of its second derivative, in an interval that is `longest` long.
 * stepping_euler is the length of the Euler step from which the second derivative is taken. */
double stepping_euler(double zeroth, double first, double longest);
double stepping_first(double euler, double first, double second, double longest, int root);

/* The next step from the error of the last one; an error that is not a number shrinks most. */
double stepping_next(double step, double error, int root, int may_grow);

/* The same with root 5 for VECTOR_LANES lanes at once; those whose last step was rejected may not grow. */
void stepping_next_lanes(const double *step, const double *error, const int *rejected, double *next);

/* out = base + sum over j of factor[j] * stage[j]; stage is [at least count][n], out may be base. Sums in the order of j. */
void stepping_combine(size_t n, size_t count, const double *factor, const double *stage, const double *base, double *out);

#endif
