/* replicate_model.h - a published model with all its numbers set: a variant, what was changed in it, and its wiring. */
#ifndef NEOCOL_STUDIES_REPLICATE_MODEL_H
#define NEOCOL_STUDIES_REPLICATE_MODEL_H

#include "assembly.h"
#include "published.h"
#include "replicate.h"
#include "system.h"

enum
{
  REPLICA_INPUTS = 8
};

struct replica
{
  const struct published *model;
  const struct published_variant *variant;
  const struct process *process;
  double *parameters; /* [process->parameter_count], in the units of the paper; owned */
  struct assembly *assembly;
  const char *inputs[REPLICA_INPUTS]; /* what acts from outside, in declared order */
  const struct method *method;
  double tolerance;
};

/* Finds model and variant, sets all numbers, wires. STATUS_DATA for unknown names and wrong values. Free with replica_free. */
enum status replica_create(const struct replicate_request *request, struct replica *replica, struct trail *trail) STATUS_CHECK;
void replica_free(struct replica *replica);

/* Number of a parameter of the model, or how many there are; the value of one that exists. */
size_t replica_parameter_find(const struct replica *replica, const char *name);
double replica_parameter(const struct replica *replica, const char *name);

/* Reads a number with or without a unit, in the unit `unit` of the paper. */
enum status replica_number_parse(const char *text, const char *unit, double *value, struct trail *trail) STATUS_CHECK;

/* A state or observable by name at a point. */
double replica_value(const struct replica *replica, const char *name, const double *state, const double *inputs);

/* The number of pulses; STATUS_DATA when it is no whole number from 0 to 10000. When the last one ends (or starts, if it lasts).
 */
enum status replica_pulses(const struct replica *replica, size_t *count, struct trail *trail) STATUS_CHECK;
double replica_pulse_start(const struct replica *replica, size_t pulse);
double replica_pulse_end(const struct replica *replica, size_t pulse); /* infinite when it lasts */

/* Nonzero when a state means nothing in the variant. */
int replica_hides(const struct replica *replica, const char *state);

#endif
