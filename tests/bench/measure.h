/* measure.h - work and error of solvers on the same problems, in one process, with repeats that take turns. */
#ifndef NEOCOL_BENCH_MEASURE_H
#define NEOCOL_BENCH_MEASURE_H

#include <stdio.h>

#include "precision.h"
#include "problem.h"

struct contestant
{
  const struct solver *solver;
  size_t count;
  double tolerances[PRECISION_POINTS]; /* relative */
  struct precision_curve curve;        /* filled */
};

/* Seconds of processor time that this process has used. */
double measure_seconds(void);

/* Solves all problems with each contestant and tolerance, `repeats` times, and fills the curves with the median time per
 * trajectory (processor time, one thread). A contestant that fails at a tolerance has NaN there. STATUS_MEMORY. */
enum status measure_contest(const struct problem *const *problems, size_t count, struct contestant *contestants,
                            size_t contestant_count, size_t repeats, struct trail *trail) STATUS_CHECK;

/* Prints the curves. */
void measure_print(FILE *file, const char *title, const struct contestant *contestants, size_t contestant_count);

#endif
