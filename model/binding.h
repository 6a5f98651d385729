/* binding.h - an assembly bound to fixed arrays of a few points: the same rates and partial derivatives as assembly.h without
 * looking up again, on each call, which array is whose. For inner loops. */
#ifndef NEOCOL_MODEL_BINDING_H
#define NEOCOL_MODEL_BINDING_H

#include "assembly.h"

struct binding;

/* Binds an assembly to arrays [state][points], [environment][points], [state][points], [entry][points] and [drift][points];
 * points: 1 to 64. The arrays and the assembly must outlive the binding. STATUS_MEMORY. Free with binding_free. */
enum status binding_create(const struct assembly *assembly, size_t points, const double *state, const double *environment,
                           double *rate, double *partials, double *drifts, struct binding **binding,
                           struct trail *trail) STATUS_CHECK;
void binding_free(struct binding *binding);

/* rate = all rates of the bound states. */
void binding_rates(const struct binding *binding);

/* partials = d rate / d state, drifts = d rate / d environment, for the entries of the assembly's two patterns. */
void binding_partials(const struct binding *binding);

#endif
