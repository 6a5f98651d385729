/* collagen_mean.h - means over depth of what is relative to the collagen of its place. */
#ifndef NEOCOL_STUDIES_COLLAGEN_MEAN_H
#define NEOCOL_STUDIES_COLLAGEN_MEAN_H

#include "response.h"

/* Mean over the slabs between two depths (mm) of an array [slabs][stride], taken at `at`, weighted with the collagen that lies
 * there at rest (skin_density). */
double collagen_mean(const struct skin *skin, const struct response *response, const double *values, size_t stride, size_t at,
                     double top, double bottom);

#endif
