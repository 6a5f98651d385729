/* tissue_system.h - rates, partial derivatives and sessions of tissue, one trajectory at a time, for tissue.c; and what
 * own_solvers.c needs to hand the same trajectories to the production integrator. */
#ifndef NEOCOL_BENCH_TISSUE_SYSTEM_H
#define NEOCOL_BENCH_TISSUE_SYSTEM_H

#include "binding.h"
#include "column.h"
#include "problem.h"

enum
{
  TISSUE_TRAJECTORIES = 64 /* of one problem, at most */
};

struct tissue_system
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  struct forcing forcing;
  struct column column; /* pattern and exchange over depth; of one cell without */
  size_t cells, trajectories;
  /* of each trajectory: which sessions hit, and what they hit */
  unsigned char hit[TISSUE_TRAJECTORIES][PROTOCOL_SESSIONS];
  struct response_slab *slab; /* [trajectories][cells]; owned */
  struct exposure exposure[TISSUE_TRAJECTORIES];
  /* an assembly bound to the arrays of one trajectory */
  struct binding *binding;
  double *state, *rate, *partials, *drifts, *environment, *memory;
  size_t *diagonal; /* [spreads] entry of each spread's own derivative */
  /* what the environment is for */
  size_t current;
  double time;
  size_t *place; /* [states][cells] order of the band */
};

/* Fills everything but hits and slabs, for which it makes room. STATUS_MEMORY. tissue_system_free in any case. */
enum status tissue_system_make(struct tissue_system *system, const struct scenario *scenario, const struct assembly *assembly,
                               const struct closure *closure, double density, size_t cells, size_t trajectories,
                               const struct response_slab *slab, struct trail *trail) STATUS_CHECK;
void tissue_system_free(struct tissue_system *system);

/* Fills the functions, pattern and band of a problem. */
void tissue_system_problem(struct tissue_system *system, struct problem *problem);

#endif
