/* accuracy.h - the numerical error of a run: the same run with half the cells and steps and tighter tolerances. */
#ifndef NEOCOL_STUDIES_ACCURACY_H
#define NEOCOL_STUDIES_ACCURACY_H

#include "outcome.h"

/* error[OUTCOME_NUMBER_COUNT]: how far each number of `outcome` is from that of the finer run, relative to the larger of the
 * number and 1 % (unit 1), 1 h, 0.1 day; NaN for missing numbers and for those that count effort. The scenario is as before
 * afterwards. */
enum status accuracy_compute(struct scenario *scenario, const struct outcome_axes *axes, const struct outcome *outcome,
                             struct closure_share *share, double *error, struct trail *trail) STATUS_CHECK;

/* Nonzero for numbers whose error is estimated: those that do not count effort. */
int accuracy_is_estimated(size_t number);

/* What the error of a number means, in words. */
extern const char accuracy_definition[];

#endif
