/* stability.h - whether small disturbances of rest die out. */
#ifndef NEOCOL_STUDIES_STABILITY_H
#define NEOCOL_STUDIES_STABILITY_H

#include "assembly.h"

/* Greatest real part of the eigenvalues of the rates at `state` (one point) with `environment`, 1/day; NaN without memory. */
double stability_rate(const struct assembly *assembly, const double *state, const double *environment);

/* STATUS_DATA when a disturbance of this state grows, with its rate; STATUS_MEMORY. */
enum status stability_verify(const struct assembly *assembly, const double *state, const double *environment,
                             struct trail *trail) STATUS_CHECK;

#endif
