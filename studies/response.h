/* response.h - how the tissue answers a protocol: an ensemble of hit patterns for each dermal layer, sessions as exact events.
 *
 * A piece of tissue responds to session j with probability phi (puncture.h), independently between sessions. The mean over all
 * 2^S patterns of hit and missed sessions is exact up to 8 sessions; beyond, patterns are drawn at random. The alternative, one
 * trajectory with diluted injuries (mean field), loses most of the response at low densities. */
#ifndef NEOCOL_STUDIES_RESPONSE_H
#define NEOCOL_STUDIES_RESPONSE_H

#include "closure.h"
#include "system.h"

struct assembly;

/* which observables and states are averaged, and where */
struct response
{
  size_t times;       /* reports */
  size_t observables; /* of the tissue assembly */
  size_t states;
  double *observable;     /* [SKIN_LAYERS][observables][times] mean over patterns, coherent units; owned */
  double *state;          /* [SKIN_LAYERS][states][times]; owned */
  double *standard_error; /* [SKIN_LAYERS][observables], largest over time, of drawn patterns; 0 when all are taken; owned */
  size_t patterns;        /* per layer */
  struct integration_statistics statistics;
};

/* The tissue processes of a scenario that are on. Free with assembly_free. The scenario must outlive it. */
enum status response_assembly(const struct scenario *scenario, struct assembly **assembly, struct trail *trail) STATUS_CHECK;

/* Integrates all patterns of all layers from the first session to `times[count - 1]` (day, ascending from 0; a report at the time
 * of a session shows the state after it). STATUS_SOFTWARE, STATUS_MEMORY. Free with response_free. */
enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail) STATUS_CHECK;
void response_free(struct response *response);

/* The integrator that a scenario names. */
const struct method *response_method(const struct scenario *scenario);

#endif
