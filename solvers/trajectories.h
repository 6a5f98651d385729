/* trajectories.h - many trajectories of one small system, each with its own steps, stepped together in lanes: Rodas5P.
 *
 * A lane takes up the next trajectory as soon as its last one has ended. Trajectories never see each other: each takes the steps
 * that it would take alone, to the bit, whatever shares its lanes. That is why a common step was not chosen, although it saves
 * a little bookkeeping: results would depend on the company. Trajectories that begin alike and end at different times (`forks`)
 * share the steps that they have in common, with the same bits as alone (trajectories_fork.c). The equations are those of
 * rosenbrock.c, steps are controlled as in stepping.h. Arrays are [state][TRAJECTORY_LANES]. No skin here. */
#ifndef NEOCOL_SOLVERS_TRAJECTORIES_H
#define NEOCOL_SOLVERS_TRAJECTORIES_H

#include "sparse_lu.h"
#include "system.h"

enum
{
  TRAJECTORY_LANES = STRAIGHT_LU_LANES
};

/* the system; its functions read and write the arrays named here, which the caller owns */
struct trajectory_system
{
  size_t size;                /* states */
  const struct sparse_lu *lu; /* of the pattern of derivatives */
  double *state;              /* [size][lanes] in: where rates and partials are evaluated */
  double *rate;               /* [size][lanes] out */
  double *partials;           /* [entries as created][lanes] out: d rate / d state */
  double *drift;              /* [size][lanes] out: d rate / d time */
  double *room;               /* [trajectories_room()] for what is on its way; numbers, but any */
  void *context;              /* handed to the functions below */
  /* a lane takes up a trajectory: whatever is constant along it may be set here */
  void (*enter)(void *context, size_t lane, size_t trajectory);
  void (*rates)(void *context, const double *time);
  /* sets partials and drift; at an event in time, the drift after it */
  void (*derivatives)(void *context, const double *time);
};

/* How many values `room` has for a system of `size` states; it begins with a line of the cache, as vector_room does. */
size_t trajectories_room(size_t size, const struct sparse_lu *lu);

enum
{
  TRAJECTORY_NONE = -1
};

/* which trajectory starts next, where that depends on the ends of others */
struct trajectory_queue
{
  void *context; /* handed to the functions below */
  /* number of the next one; its forks are those behind it. TRAJECTORY_NONE: none before another one ends */
  ptrdiff_t (*next)(void *context);
  /* its state at the end and its reports are there; its place, and those of its forks once they have ended, may be used again */
  enum status (*ended)(void *context, size_t number, struct trail *trail);
  ptrdiff_t failed; /* out: what could not be integrated, or TRAJECTORY_NONE */
};

/* Integrates all trajectories. STATUS_SOFTWARE as struct method says, with the number of the trajectory; STATUS_MEMORY.
 * integration->first_step is not used. */
enum status trajectories_integrate(const struct trajectory_system *system, const struct integration *integration, size_t count,
                                   struct trajectory *trajectories, struct trail *trail) STATUS_CHECK;

/* Integrates what the queue hands out, until it has none and all have ended. They lie in trajectories[count]. Errors as above,
 * and those of queue->ended. */
enum status trajectories_stream(const struct trajectory_system *system, const struct integration *integration, size_t count,
                                struct trajectory *trajectories, struct trajectory_queue *queue,
                                struct trail *trail) STATUS_CHECK;

#endif
