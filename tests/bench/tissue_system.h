/* tissue_system.h - rates, partial derivatives and sessions of a column of tissue in some lanes, for tissue.c. */
#ifndef NEOCOL_BENCH_TISSUE_SYSTEM_H
#define NEOCOL_BENCH_TISSUE_SYSTEM_H

#include "batch.h"
#include "problem.h"

/* what changes on the way: sessions so far, and the inputs at the time asked for last */
struct tissue_inputs
{
  size_t done;
  double time, leak[PROTOCOL_SESSIONS], water_loss, collagen_answer;
};

struct tissue_system
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  const struct closure *closure;
  const struct response_slab *slab; /* [cells] */
  struct person_inputs person;
  double hit[LANES][PROTOCOL_SESSIONS]; /* part of the slab's intensity; 0: missed */
  size_t cells, lanes;
  /* water loss: of intact skin, what an open defect of 1 adds, the limit */
  double water_rest, water_intact, water_open, water_limit;
  struct tissue_inputs *inputs; /* owned */
  double *fixed;                /* [ENVIRONMENTS][cells] inputs that do not change; owned */
  /* coupling over depth: exchange[spread][cells - 1], diagonal[spread] entry of each */
  size_t entries, *row, *column, *diagonal, *place, half_width;
  double *exchange;
};

/* Fills everything but `hit`. STATUS_MEMORY. tissue_system_free in any case. */
enum status tissue_system_make(struct tissue_system *system, const struct scenario *scenario, const struct assembly *assembly,
                               const struct closure *closure, double density, size_t cells, const struct response_slab *slab,
                               size_t lanes, struct trail *trail) STATUS_CHECK;
void tissue_system_free(struct tissue_system *system);

/* Fills the functions, pattern and band of a problem. */
void tissue_system_problem(struct tissue_system *system, struct problem *problem);

#endif
