/* collagen_mean.c - the weight of a slab is its part between the depths times its collagen per volume at rest. */
#include "collagen_mean.h"

#include <math.h>

double collagen_mean(const struct skin *skin, const struct response *response, const double *values, size_t stride, size_t at,
                     double top, double bottom)
{
  double sum = 0, all = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    double from = fmax(response->slab[i].top, top), to = fmin(response->slab[i].bottom, bottom);
    if (!(to > from))
      continue;
    double weight = (to - from) * skin_density(skin, from, to).collagen;
    sum += weight * values[i * stride + at];
    all += weight;
  }
  return sum / all;
}
