/* precision.h - work-precision curves: how long a solver takes for the error that it reaches, and the ratio of two of them. */
#ifndef NEOCOL_BENCH_PRECISION_H
#define NEOCOL_BENCH_PRECISION_H

#include <stddef.h>

enum
{
  PRECISION_POINTS = 16
};

struct precision_point
{
  double tolerance, seconds, error; /* NaN in seconds: the solver failed */
};

struct precision_curve
{
  const char *solver;
  size_t count;
  struct precision_point points[PRECISION_POINTS]; /* in any order */
};

/* how many times as long the peer takes at the errors that it reaches */
struct precision_ratio
{
  size_t levels; /* of the peer's points that lie within our curve; 0: the rest is NaN */
  double smallest, median, largest;
};

/* Median of count > 0 values, which are sorted; NaN when one of them is. */
double precision_median(size_t count, double *values);

/* Seconds that a curve takes for `error`: linear between its neighbours in error, both on logarithmic axes; NaN outside. */
double precision_seconds(const struct precision_curve *curve, double error);

/* Compares at the points of the peer with tolerances of tightest .. loosest. */
struct precision_ratio precision_compare(const struct precision_curve *ours, const struct precision_curve *peer, double tightest,
                                         double loosest);

#endif
