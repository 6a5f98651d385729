/* assembly.h - the processes of one domain wired together: who reads whom, the rates of all, the pattern of their derivatives.
 *
 * Arrays over points are [state][point], [environment][point], [entry][point]. Everything is in coherent units. An assembly is
 * read-only after it was made; all functions are pure and may run in several threads. */
#ifndef NEOCOL_MODEL_ASSEMBLY_H
#define NEOCOL_MODEL_ASSEMBLY_H

#include "declaration.h"
#include "status.h"

struct assembly;

/* Wires `processes` (count of them, NULL entries skipped). `environment`: names that the caller supplies at each point.
 * `parameters` and `first`: values of all parameters, and where those of process i start. The arrays must outlive the assembly.
 * STATUS_DATA when two processes own a state, or units of reader and owner differ in kind; STATUS_MEMORY. */
enum status assembly_create(const struct process *const *processes, size_t count, const char *const *environment,
                            size_t environment_count, const double *parameters, const size_t *first, struct assembly **assembly,
                            struct trail *trail) STATUS_CHECK;
void assembly_free(struct assembly *assembly);

/* How many states there are, the row and owner of state i, and the number of a name (the count when there is none). */
size_t assembly_state_count(const struct assembly *assembly);
const struct state_row *assembly_state(const struct assembly *assembly, size_t i, const struct process **owner);
size_t assembly_state_find(const struct assembly *assembly, const char *name);

/* The same for observables. */
size_t assembly_observable_count(const struct assembly *assembly);
const struct observable_row *assembly_observable(const struct assembly *assembly, size_t i, const struct process **owner);
size_t assembly_observable_find(const struct assembly *assembly, const char *name);

/* The same for states that spread; the number of the state that spreads. */
size_t assembly_spread_count(const struct assembly *assembly);
size_t assembly_spread_state(const struct assembly *assembly, size_t k);

/* initial[states]: values at rest. */
void assembly_initial(const struct assembly *assembly, double *initial);

/* rate[states][points] = all rates. */
void assembly_rates(const struct assembly *assembly, size_t points, const double *state, const double *environment, double *rate);

/* Pattern of d rate / d state: entries and their rows and columns, each pair once. */
size_t assembly_entry_count(const struct assembly *assembly);
const size_t *assembly_entry_rows(const struct assembly *assembly);
const size_t *assembly_entry_columns(const struct assembly *assembly);

/* Pattern of d rate / d environment: rows are states, columns numbers of the environment. */
size_t assembly_drift_count(const struct assembly *assembly);
const size_t *assembly_drift_rows(const struct assembly *assembly);
const size_t *assembly_drift_columns(const struct assembly *assembly);

/* values[entries][points] = partial derivatives, exact to rounding. */
void assembly_partials(const struct assembly *assembly, size_t points, const double *state, const double *environment,
                       double *values);

/* The same, and drifts[drift entries][points], those by the environment. */
void assembly_derivatives(const struct assembly *assembly, size_t points, const double *state, const double *environment,
                          double *values, double *drifts);

/* state[states][points] after a session that hits point p with hit[p]. */
void assembly_injure(const struct assembly *assembly, size_t points, const double *environment, const struct hit *hit,
                     double *state);

/* value[points] of observable i; diffusivity[points] of spread k. */
void assembly_observe(const struct assembly *assembly, size_t i, size_t points, const double *state, const double *environment,
                      double *value);
void assembly_diffusivity(const struct assembly *assembly, size_t k, size_t points, const double *state,
                          const double *environment, double *diffusivity);

/* STATUS_SOFTWARE when a state is not finite or outside its declared bounds, naming state, process, point and `time` in day. */
enum status assembly_verify(const struct assembly *assembly, size_t points, const double *state, double time,
                            struct trail *trail) STATUS_CHECK;

#endif
