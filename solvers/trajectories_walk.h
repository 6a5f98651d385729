/* trajectories_walk.h - what the parts of trajectories.c share: lanes on their way through the trajectories. */
#ifndef NEOCOL_SOLVERS_TRAJECTORIES_WALK_H
#define NEOCOL_SOLVERS_TRAJECTORIES_WALK_H

#include "rodas5p.h"
#include "trajectories.h"

enum
{
  LANES = TRAJECTORY_LANES,
  // modes of a lane
  IDLE = 0,
  FRESH = 1, /* its first step is not chosen yet */
  BUSY = 2
};

/* a trajectory that goes on alone from here */
struct fork
{
  size_t trajectory, reported, tried;
  double time, step;
  int rejected;
};

struct walk
{
  const struct trajectory_system *system;
  const struct integration *integration;
  size_t values; /* size * LANES */
  size_t count, next;
  struct trajectory *trajectories;
  size_t forks;      /* that wait for a lane */
  struct fork *fork; /* [count] */
  // of each lane
  int mode[LANES];
  size_t trajectory[LANES], reported[LANES], tried[LANES];
  size_t together[LANES]; /* trajectories that follow and have not forked yet: the next ones, earliest end first */
  size_t forked[LANES];   /* those that have */
  int rejected[LANES];    /* the last attempt */
  double time[LANES], step[LANES], length[LANES], reached[LANES], error[LANES];
  // [size][LANES]
  double *state, *rate, *after, *stage; /* stage: RODAS5P_STAGES of them */
  double *matrix;                       /* [entries with fill-in][LANES] */
  double *shown;                        /* [RODAS5P_CURVES][size][LANES] of the polynomial */
  double *memory;
  struct trail *trail;
};

/* The next trajectory that goes together with that of lane `l` parts from it and waits for a lane of its own: from here, or from
 * its start when its steps (is_same = 0) or its reports so far would have been others. */
void trajectories_fork(struct walk *walk, size_t l, int is_same);

/* After the first step of lane `l` is chosen, from the norms and the length of the Euler step: trajectories that would start with
 * another one part at once. */
void trajectories_start(struct walk *walk, size_t l, double euler, double zeroth, double first, double second);

#endif
