/* scoring.h - measurements next to predictions: which runs they need, what an ensemble predicts, and whether it fits.
 *
 * Every predicted row is a term (a quantity of a scenario at a time), or the ratio of two. Rows share runs: each scenario is run
 * once per set of parameters. */
#ifndef NEOCOL_STUDIES_SCORING_H
#define NEOCOL_STUDIES_SCORING_H

#include "ensemble.h"
#include "measurements.h"
#include "prediction.h"
#include "study.h"

struct scoring_term
{
  size_t scenario, predictor;
  double at; /* day or NaN */
};

struct scoring
{
  const struct measurements *measurements;
  size_t scenarios, terms;
  struct scenario **scenario;  /* [scenarios], owned; coarsened for ensembles */
  char **names;                /* [scenarios], file names, owned */
  enum prediction_part *parts; /* [scenarios], how far each is run; owned */
  struct closure *closures;    /* [scenarios], kept closures; used when `keep_closures` was asked for; owned */
  int keep_closures;
  struct scoring_term *term; /* [terms], owned */
  size_t *first, *second;    /* [measurements->count]: terms of each row; `terms` when there is none; owned */
};

/* Reads the scenarios `folder`/NAME that predicted rows name (only rows for which `wanted` is nonzero; NULL: all of them) and
 * checks quantities, units and times. STATUS_DATA, STATUS_NO_INPUT, STATUS_MEMORY. The measurements must outlive it.
 * Free with scoring_free in any case. */
enum status scoring_make(const struct measurements *measurements, const char *folder,
                         int (*wanted)(const struct measurement *measurement), struct scoring *scoring,
                         struct trail *trail) STATUS_CHECK;
void scoring_free(struct scoring *scoring);

/* Solves the channel of each scenario with its own parameters; later runs of the tissue use these. */
enum status scoring_closures_keep(struct scoring *scoring, struct trail *trail) STATUS_CHECK;

/* value[terms] of scenario `s` for one set of parameters (NULL: as the scenarios say); other terms are left alone. A run that
 * fails gives NaN and its reason in the trail. */
enum status scoring_run(const struct scoring *scoring, size_t s, const struct ensemble *ensemble, const double *values,
                        double *value, struct trail *trail) STATUS_CHECK;

/* value[members][terms] of a whole ensemble; OpenMP, the same bits for any number of threads. */
enum status scoring_matrix(const struct scoring *scoring, const struct ensemble *ensemble, int threads,
                           struct study_progress progress, double *value, struct trail *trail) STATUS_CHECK;

/* Prediction of a row in its own unit from value[terms]. */
double scoring_row(const struct scoring *scoring, size_t row, const double *value);

/* Distance of a prediction from a measurement in standard deviations: signed for values, 0 for bounds that hold. A prediction
 * that is not a number is `SCORING_FAR` away. */
double scoring_residual(const struct measurement *measurement, double predicted);
#define SCORING_FAR 1000.0

/* Standard deviation by which a bound is soft in fits: its spread, or 5 % of it. */
double scoring_softness(const struct measurement *measurement);

/* Nonzero when a prediction agrees with what was measured: bounds, ranges, signs. Values: within two spreads. */
int scoring_holds(const struct measurement *measurement, double predicted);

struct score
{
  double median, low, high; /* 5, 50, 95 % of the predictions, in the unit of the row */
  double share;             /* of predictions that agree with a bound, range, sign or order; of a value: within two spreads */
  size_t missing;           /* predictions that are not a number */
  int inside;
};

/* Value: inside when the measured value lies within the band from 5 to 95 %. Everything else: inside when at least half of the
 * predictions agree. `predicted` is sorted on return. */
struct score scoring_score(const struct measurement *measurement, size_t count, double *predicted);

/* Value at part q (0..1) of `count` ascending numbers, linear between them. */
double scoring_quantile(const double *sorted, size_t count, double q);

#endif
