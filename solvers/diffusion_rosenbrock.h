/* diffusion_rosenbrock.h - a Rosenbrock method with controlled steps for equations in space, whoever forms them. For diffusion
 * solvers.
 *
 * A field is a run of values of one kind, such as one state in all cells. A step counts when the largest |error| of each field is
 * at most tolerance * (largest |value| of the field, at least `floor`): the front of a wave counts as much on a fine grid as on a
 * coarse one. The next step is 0.75 E^(-1/4) times as long, between 0.2 and 2, where E is the error or its geometric mean with
 * what the E of the step before promises for the present length, whichever is larger. A step that leaves the bounds of a field is
 * repeated with less than half its length: nothing is clipped, and what relaxes towards a bound does so from one side. Values at
 * report times (diffusion_between.h) change no bit of the result. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_ROSENBROCK_H
#define NEOCOL_SOLVERS_DIFFUSION_ROSENBROCK_H

#include "diffusion.h"
#include "rosenbrock_method.h"

/* dy/dt = f(t, y) with its matrix J = df/dy; all functions get `work` */
struct diffusion_equations
{
  const struct rosenbrock_method *method; /* of order 4 with an estimate of order 3 */
  size_t values, fields;
  int looks_back;      /* nonzero: reports use the step before too; only where rates are smooth from step to step */
  double excess;       /* how far a value may leave its bounds, in parts of the tolerance */
  const size_t *first; /* [fields + 1]: first value of each field, then `values` */
  void *work;
  void (*rates)(void *work, double time, const double *value, double *rate);
  /* J at the state and time of the last rates, kept for the calls below */
  void (*linearize)(void *work, double time, const double *value);
  /* slope = df/dt where J was taken; `later` is soon after; NULL: by a difference of the rates */
  void (*drift)(void *work, double time, double later, const double *value, double *slope);
  /* prepares shift - J */
  enum status (*factor)(void *work, double shift);
  /* x becomes the solution of (shift - J) x = what x held; an error below `accuracy` of each field is enough */
  enum status (*solve)(void *work, double *x);
};

/* Integrates from `start` to exactly `end`; state: [values], replaced. STATUS_SOFTWARE with time, field and place when a value is
 * not finite, the step becomes too small or the limit of steps is reached; STATUS_MEMORY; what `factor` and `solve` return. */
enum status diffusion_rosenbrock_run(const struct diffusion_equations *equations, const struct diffusion_accuracy *accuracy,
                                     double start, double end, const struct diffusion_reports *reports, double *state,
                                     struct diffusion_statistics *statistics, struct trail *trail) STATUS_CHECK;

#endif
