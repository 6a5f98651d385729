/* precision.c - medians and interpolation on logarithmic axes. */
#include "precision.h"

#include <math.h>
#include <stdlib.h>

static int compare_doubles(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

double precision_median(size_t count, double *values)
{
  for (size_t i = 0; i < count; i++)
    if (isnan(values[i]))
      return (double)NAN;
  qsort(values, count, sizeof *values, compare_doubles);
  return 0.5 * (values[(count - 1) / 2] + values[count / 2]);
}

static int compare_errors(const void *one, const void *other)
{
  const struct precision_point *a = one, *b = other;
  return compare_doubles(&a->error, &b->error);
}

/* the points that can be drawn on logarithmic axes, by error; returns how many */
static size_t points_sort(const struct precision_curve *curve, struct precision_point *sorted)
{
  size_t count = 0;
  for (size_t i = 0; i < curve->count; i++)
    if (curve->points[i].seconds > 0 && curve->points[i].error > 0 && isfinite(curve->points[i].error))
      sorted[count++] = curve->points[i];
  qsort(sorted, count, sizeof *sorted, compare_errors);
  return count;
}

double precision_seconds(const struct precision_curve *curve, double error)
{
  struct precision_point sorted[PRECISION_POINTS];
  size_t count = points_sort(curve, sorted);
  for (size_t i = 0; i < count; i++)
    if (sorted[i].error == error)
      return sorted[i].seconds;
  for (size_t i = 0; i + 1 < count; i++)
    if (sorted[i].error < error && error < sorted[i + 1].error)
    {
      double part = log(error / sorted[i].error) / log(sorted[i + 1].error / sorted[i].error);
      return sorted[i].seconds * pow(sorted[i + 1].seconds / sorted[i].seconds, part);
    }
  return (double)NAN;
}

struct precision_ratio precision_compare(const struct precision_curve *ours, const struct precision_curve *peer, double tightest,
                                         double loosest)
{
  double ratios[PRECISION_POINTS];
  size_t count = 0;
  for (size_t i = 0; i < peer->count; i++)
  {
    const struct precision_point *point = &peer->points[i];
    // tolerances are powers of ten with rounding
    if (point->tolerance < 0.99 * tightest || point->tolerance > 1.01 * loosest)
      continue;
    double ratio = point->seconds / precision_seconds(ours, point->error);
    if (!isnan(ratio))
      ratios[count++] = ratio;
  }
  if (count == 0)
    return (struct precision_ratio){ 0, (double)NAN, (double)NAN, (double)NAN };
  double median = precision_median(count, ratios);
  return (struct precision_ratio){ count, ratios[0], median, ratios[count - 1] };
}
