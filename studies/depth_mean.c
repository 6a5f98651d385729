/* depth_mean.c - the weight of a slab is its part between the depths, or that times its collagen per volume at rest. */
#include "depth_mean.h"

#include <math.h>

#include "vector.h"

/* mean[k] = weight * values[k], on top of what is there already unless it is the first */
VECTOR_CLONES
static void weighted_add(size_t count, double weight, const double *values, int is_first, double *mean)
{
  for (size_t k = 0; is_first && k < count; k++)
    mean[k] = 0 + weight * values[k];
  for (size_t k = 0; !is_first && k < count; k++)
    mean[k] += weight * values[k];
}

void depth_mean(const struct response *response, const double *values, size_t stride, size_t at, size_t count, double top,
                double bottom, double *mean)
{
  int parts = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    double shared = fmin(response->slab[i].bottom, bottom) - fmax(response->slab[i].top, top);
    if (shared > 0)
      weighted_add(count, shared, values + i * stride + at, parts++ == 0, mean);
  }
  for (size_t k = 0; k < count; k++)
    mean[k] = parts == 0 ? 0 : mean[k] / (bottom - top);
}

void depth_mean_collagen(const struct skin *skin, const struct response *response, const double *values, size_t stride, size_t at,
                         size_t count, double top, double bottom, double *mean)
{
  double all = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    double from = fmax(response->slab[i].top, top), to = fmin(response->slab[i].bottom, bottom);
    if (!(to > from))
      continue;
    double weight = (to - from) * skin_density(skin, from, to).collagen;
    weighted_add(count, weight, values + i * stride + at, !(all > 0), mean);
    all += weight;
  }
  for (size_t k = 0; k < count; k++)
    mean[k] = all > 0 ? mean[k] / all : (double)NAN;
}
