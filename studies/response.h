/* response.h - how the tissue answers a protocol: an ensemble of hit patterns for each dermal layer, sessions as exact events.
 *
 * A piece of tissue responds to session j with probability phi (puncture.h), independently between sessions. The mean over all
 * 2^S patterns of hit and missed sessions is exact up to 8 sessions; beyond, patterns are drawn at random. The alternative, one
 * trajectory with diluted injuries (mean field), loses most of the response at low densities.
 *
 * Over depth (solver.depth_cells > 0) the dermis is one column of cells. What spreads (MOVES) diffuses between them without flux
 * at both ends. A session hits a whole column, with the probability of its best-reached depth; the injured volume at each depth
 * is kept, so that deeper cells of a hit column carry less. Without diffusion and with equal probabilities, layers are its coarse
 * limit. */
#ifndef NEOCOL_STUDIES_RESPONSE_H
#define NEOCOL_STUDIES_RESPONSE_H

#include "closure.h"
#include "system.h"

struct assembly;
struct beginning;
struct process;
struct workspace;

/* a part of the dermis that has one state: a layer on its own, or a cell over depth that exchanges with its neighbours */
struct response_slab
{
  double top, bottom; /* mm below the surface */
  double intensity;   /* of a session that hits */
  double responding;  /* probability that a session hits; the same for all coupled slabs */
  double bleeding;
};

/* which observables and states are averaged, and where */
struct response
{
  size_t slabs;               /* SKIN_LAYERS, or solver.depth_cells */
  int coupled;                /* nonzero: slabs exchange what spreads */
  struct response_slab *slab; /* [slabs]; owned */
  size_t times;               /* reports */
  size_t observables;         /* of the tissue assembly */
  size_t states;
  double *observable;       /* [slabs][observables][times] mean over patterns, coherent units; owned */
  double *state;            /* [slabs][states][times]; owned; NULL when nobody asked for it */
  double *later_observable; /* [slabs][observables][later] the same after the last report; owned */
  double *standard_error;   /* [slabs][observables], largest over time, of drawn patterns; 0 when all are taken; owned */
  size_t patterns;          /* per slab */
  int drawn;                /* nonzero: they are a sample */
  size_t steps;             /* of all trajectories */
  double least;             /* most negative value met in an accepted state; reported, never clipped */
};

/* Whether the integrator that a scenario names can take its tissue. STATUS_DATA. */
enum status response_method_verify(const struct scenario *scenario, struct trail *trail) STATUS_CHECK;

/* on[i]: tissue process i of the registry, or NULL when it is off. */
void response_processes(const struct scenario *scenario, const struct process **on);

/* The tissue processes of a scenario that are on, wired. Free with assembly_free. Its parameters must outlive it. Fails
 * as response_method_verify does; STATUS_MEMORY. */
enum status response_wire(const struct scenario *scenario, struct assembly **assembly, struct trail *trail) STATUS_CHECK;

/* Whether they are stable at rest: otherwise the tissue is ill before anything happened. STATUS_DATA. */
enum status response_rest_verify(const struct scenario *scenario, const struct assembly *assembly,
                                 struct trail *trail) STATUS_CHECK;

/* Both. */
enum status response_assembly(const struct scenario *scenario, struct assembly **assembly, struct trail *trail) STATUS_CHECK;

/* what is asked of a response */
struct response_request
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  struct workspace *workspace; /* of the assembly (course.h); NULL: made for this response */
  const struct puncture *puncture;
  const struct closure *closure;
  size_t count;              /* reports */
  const double *times;       /* [count] day, ascending from 0; a report at the time of a session shows the state after it */
  size_t later;              /* more of them after the last one, when the tissue goes on without sessions */
  const double *later_times; /* [later] */
  int without_states;        /* nonzero: means of states are not asked for */
  struct beginning *run;     /* shares what it has in common with other runs (beginnings.h); NULL: alone */
};

/* Integrates all patterns of all layers from the first session to the last report, and on to the last of the later ones.
 * STATUS_SOFTWARE, STATUS_MEMORY. Free with response_free. */
enum status response_perform(const struct response_request *request, struct response *response, struct trail *trail) STATUS_CHECK;

/* The same for one run, without later reports: integrates all patterns of all layers from the first session to `times[count - 1]`
 * (day, ascending from 0; a report at the time of a session shows the state after it). STATUS_SOFTWARE, STATUS_MEMORY. Free with
 * response_free. */
enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail) STATUS_CHECK;
void response_free(struct response *response);

/* The integrator that a scenario names. */
const struct method *response_method(const struct scenario *scenario);

#endif
