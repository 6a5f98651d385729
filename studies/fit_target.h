/* fit_target.h - what is fitted: parameters with a prior, measurements, and a function that predicts these from those.
 *
 * Parameters move on a scale u on which the prior is standard normal: value = low (high / low)^F(u), F the normal distribution,
 * which is log-uniform between the declared bounds; low + (high - low) F(u) where low is 0. Bounds can therefore not be left.
 * Misfit of a row, from its distance r in standard deviations (scoring_residual: bounds are flat where they hold and normal
 * beyond), is that of a t distribution: (v + 1) / 2 ln(1 + r^2 / v), v = 8, so that a datum that the model cannot reach does not
 * bend everything else. Objective: sum of misfits + u^2 / 2. */
#ifndef NEOCOL_STUDIES_FIT_TARGET_H
#define NEOCOL_STUDIES_FIT_TARGET_H

#include <stdint.h>

#include "scoring.h"

struct fit_parameter
{
  double low, high, initial; /* any one unit */
  int moves;                 /* nonzero: fit_best moves it (fit_sample moves all) */
};

struct fit_target
{
  size_t parameters, rows;
  const struct fit_parameter *parameter; /* [parameters] */
  const struct measurement *const *row;  /* [rows] */
  const void *context;
  /* predicted[rows] for value[parameters]; pure, called from several threads; NaN where there is no prediction */
  void (*predict)(const void *context, const double *value, double *predicted);
  int threads; /* 0: as many as the machine has */
};

/* Value of a parameter at u, and the reverse (kept within 3 deviations). */
double fit_value(const struct fit_parameter *parameter, double u);
double fit_place(const struct fit_parameter *parameter, double value);

/* Misfits of all rows for value[parameters], summed; SCORING_FAR for rows without a prediction. */
double fit_misfit(const struct fit_target *target, const double *value);

/* The same for every row, as the signed root of twice the misfit. */
double fit_root(double residual);

struct fit_report
{
  double before, after; /* objective at the initial values and at the end */
  size_t steps, runs;   /* steps, and sets of parameters that were predicted */
  double acceptance;    /* of the last moves; fit_sample only */
};

/* Levenberg-Marquardt from the initial values over the parameters that move; writes value[parameters]. */
enum status fit_best(const struct fit_target *target, double *value, struct fit_report *report, struct trail *trail) STATUS_CHECK;

/* Sequential Monte Carlo from the prior to the posterior: temperatures chosen so that half of the particles stay effective,
 * systematic resampling, random walks with the covariance of the particles. Writes value[members][parameters]. The same bits for
 * the same seed and any number of threads. `progress` counts temperatures in thousandths. */
enum status fit_sample(const struct fit_target *target, size_t members, uint64_t seed, struct study_progress progress,
                       double *value, struct fit_report *report, struct trail *trail) STATUS_CHECK;

#endif
