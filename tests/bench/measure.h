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

/* Adds the solver called `name` with tolerances loosest, a tenth of it, .. tightest, unless the table does not have it. Returns
 * the number of contestants. */
size_t contestant_add(struct contestant *contestants, size_t count, const struct solver *table, const char *name, double loosest,
                      double tightest);

/* Seconds of processor time that this process has used. */
double measure_seconds(void);

/* Solves all problems with each contestant and tolerance, `repeats` times, and fills the curves with the median time per
 * trajectory (processor time, one thread). A contestant that fails at a tolerance has NaN there. STATUS_MEMORY. */
enum status measure_contest(const struct problem *const *problems, size_t count, struct contestant *contestants,
                            size_t contestant_count, size_t repeats, struct trail *trail) STATUS_CHECK;

/* Prints the curves. */
void measure_print(FILE *file, const char *title, const struct problem *problem, const struct contestant *contestants,
                   size_t contestant_count);

/* a ratio that is wanted of a peer; NaN: none */
struct measure_target
{
  const char *peer;
  double at_least;
};

/* Appends a row to the table for each peer, compared with the first contestant at tolerances 1e-7 to 1e-4 of the peer; peers that
 * are not there are "not available". STATUS_CANNOT_CREATE. */
enum status measure_rows(const char *file, const char *work, const struct contestant *contestants, size_t contestant_count,
                         const struct measure_target *targets, size_t target_count, struct trail *trail) STATUS_CHECK;

#endif
