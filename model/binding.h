/* binding.h - an assembly bound to fixed arrays of a few points: the same rates and partial derivatives as assembly.h without
 * looking up again, on each call, which array is whose. For inner loops. */
#ifndef NEOCOL_MODEL_BINDING_H
#define NEOCOL_MODEL_BINDING_H

#include "assembly.h"

struct binding;

/* Binds an assembly to arrays [state][points], [environment][points], [state][points], [entry][points] and [drift][points];
 * points: at least 1. The arrays and the assembly must outlive the binding. STATUS_MEMORY. Free with binding_free. */
enum status binding_create(const struct assembly *assembly, size_t points, const double *state, const double *environment,
                           double *rate, double *partials, double *drifts, struct binding **binding,
                           struct trail *trail) STATUS_CHECK;
void binding_free(struct binding *binding);

/* Binds to another array of states, of rates. */
void binding_read(struct binding *binding, const double *state);
void binding_write(struct binding *binding, double *rate);

/* rate = all rates of the bound states. */
void binding_rates(const struct binding *binding);

/* diffusivity[points] of spread k of the assembly at the bound states. */
void binding_diffusivity(const struct binding *binding, size_t k, double *diffusivity);

/* partials = d rate / d state, drifts = d rate / d environment, for the entries of the assembly's two patterns. */
void binding_partials(const struct binding *binding);

#endif
