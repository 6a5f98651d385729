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
  struct trajectory_queue *queue;
  size_t count;
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
  double *state, *after, *stage; /* stage: RODAS5P_STAGES of them */
  double *matrix;                /* [entries with fill-in][LANES] */
  double *shown;                 /* [RODAS5P_CURVES][size][LANES] of the polynomial */
  struct trail *trail;
};

/* The next trajectory that goes together with that of lane `l` parts from it and waits for a lane of its own: from here, or from
 * its start when its steps (is_same = 0) or its reports so far would have been others. */
void trajectories_fork(struct walk *walk, size_t l, int is_same);

/* After the first step of lane `l` is chosen, from the norms and the length of the Euler step: trajectories that would start with
 * another one part at once. */
void trajectories_start(struct walk *walk, size_t l, double euler, double zeroth, double first, double second);

/* Hands out the reports of lane `l` up to `reached`; the polynomial of the last step is in walk->shown, its end in walk->after.
 * between = 0: there was no step, and all is as at its end. */
void trajectories_report(struct walk *walk, size_t l, int between);

/* --- inner loops (trajectories_loops.c) over n = size * LANES values; the next arrays of so many follow each other in `stage` */

/* From the stages before stage i: its argument, and in its own place the part of the right-hand side
 * that is the sum of c_ij k_j / h. */
void trajectories_stage(size_t n, size_t i, const double *step, const double *state, double *stage, double *argument);

/* after = argument + last; of each lane: 0 when all of it is finite, the smallest value if below 0, and the norm of `last`. */
void trajectories_end(size_t n, double absolute, double relative, const double *last, const double *before,
                      const double *argument, double *after, double *finite, double *least, double *norm);

/* norm[lane]: root mean square over the states of value / (absolute + relative max(|before|, |after|)). */
void trajectories_norms(size_t n, double absolute, double relative, const double *value, const double *before,
                        const double *after, double *norm);

/* The inner coefficients of the polynomial over the last step: shown[RODAS5P_CURVES][n]. */
void trajectories_curve(size_t n, const double *stage, double *shown);

/* to, and also, are `from` in lanes with mask 1, and what `to` was in lanes with mask 0. */
void trajectories_take(size_t n, const double *mask, const double *from, double *to, double *also);

#endif
