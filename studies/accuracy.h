/* accuracy.h - the numerical error of a run: the same run with finer cells, tighter tolerances and more reports. */
#ifndef NEOCOL_STUDIES_ACCURACY_H
#define NEOCOL_STUDIES_ACCURACY_H

#include "outcome.h"

/* error[OUTCOME_NUMBER_COUNT]: how far each number of `outcome` is from that of the finer run, relative to the larger of the
 * number and 1 % (unit 1), 1 h, 0.1 day; NaN for missing numbers and for those that count effort. The scenario is as before
 * afterwards. */
enum status accuracy_compute(struct scenario *scenario, const struct outcome_axes *axes, const struct outcome *outcome,
                             const struct outcome_share *share, double *error, struct trail *trail) STATUS_CHECK;

/* Computes the run with grids and tolerances (cells of the channel and of the dermis, tolerances of both, reports) for which the
 * estimated error of every number is at most `asked`, and leaves them in the scenario; those that it gave are replaced. Starts
 * coarse. The error is twice the difference from a twin that is finer in everything, as if that halved it. Where it is too large,
 * twins that are finer in one thing tell what makes it, and that is made finer. STATUS_SOFTWARE when it cannot be met within the
 * bounds of the keys. */
enum status accuracy_meet(struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail, double asked,
                          const struct outcome_share *share, struct outcome *outcome, double *error,
                          struct trail *trail) STATUS_CHECK;

/* Nonzero for numbers whose error is estimated: those that do not count effort. */
int accuracy_is_estimated(size_t number);

/* Number with the largest error. */
size_t accuracy_worst(const double *error);

/* What the error of a number means, in words. */
extern const char accuracy_definition[];

#endif
