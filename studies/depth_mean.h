/* depth_mean.h - means over depth of what was computed for slabs of the dermis. */
#ifndef NEOCOL_STUDIES_DEPTH_MEAN_H
#define NEOCOL_STUDIES_DEPTH_MEAN_H

#include "response.h"

/* Means over the slabs between two depths (mm) of an array [slabs][stride], of `count` entries from `at` on, into mean[count]. */
void depth_mean(const struct response *response, const double *values, size_t stride, size_t at, size_t count, double top,
                double bottom, double *mean);

/* The same, weighted with the collagen that lies there at rest (skin_density): of what is relative to the collagen of its place.
 */
void depth_mean_collagen(const struct skin *skin, const struct response *response, const double *values, size_t stride, size_t at,
                         size_t count, double top, double bottom, double *mean);

#endif
