/* diffusion_steps.h - what rows and planes of cells have in common: steps of fixed length, each in passes around its middle, the
 * increments of what does not spread, and the shares that keep diffusion monotone. For the diffusion solvers only. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_STEPS_H
#define NEOCOL_SOLVERS_DIFFUSION_STEPS_H

#include "diffusion.h"

/* an integration on its way; all arrays have one place for each value */
struct diffusion_steps
{
  size_t values, cells; /* cells of one state, to say where something happened */
  double *state;        /* the caller's */
  double *middle, *increment, *rate, *diagonal;
  void *solver; /* handed to `advance` */
  /* finds all increments of a step around `half` from state and middle; `pass` counts from 0 */
  enum status (*advance)(void *solver, double half, double step, size_t pass);
  struct diffusion_statistics *statistics;
  struct trail *trail;
};

/* Integrates as diffusion_integrate (diffusion.h) says. STATUS_SOFTWARE also for a request that makes no sense. */
enum status diffusion_steps_run(struct diffusion_steps *steps, const struct diffusion_control *control, double start, double end,
                                struct diffusion_observer observer) STATUS_CHECK;

/* STATUS_SOFTWARE when a row of cells makes no sense. */
enum status diffusion_request_check(const struct diffusion_system *system, struct trail *trail) STATUS_CHECK;

/* Increments of `count` values from `first` on that stay where they are: exact for a rate that is linear in the value. */
void diffusion_steps_relax(struct diffusion_steps *steps, size_t first, size_t count, double step);

/* Growth faster than the step is left to the rates, so that the matrix of a state that spreads stays regular. */
static inline double diffusion_implicit_part(double diagonal, double step)
{
  return diagonal > 1 / step ? 1 / step : diagonal;
}

/* Explicit share of a cell that turns over `turnover` times in a step. */
static inline double diffusion_explicit_share(double turnover)
{
  return turnover > 2 ? 1 / turnover : 0.5;
}

/* Diffusivity of the face between two cells. */
static inline double diffusion_face(enum diffusion_mean kind, double one, double other)
{
  double mean = 0.5 * (one + other);
  if (kind == DIFFUSION_HARMONIC)
    mean = mean > 0 ? one * other / mean : 0;
  return mean;
}

/* How that changes with the diffusivity of the cell `one`. */
static inline double diffusion_face_slope(enum diffusion_mean kind, double one, double other)
{
  if (kind == DIFFUSION_ARITHMETIC)
    return 0.5;
  double sum = one + other, part = sum > 0 ? other / sum : 0;
  return 2 * part * part;
}

#endif
