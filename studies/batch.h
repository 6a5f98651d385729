/* batch.h - some hit patterns of one column of tissue, stepped together as lanes: rates with diffusion over depth, sessions as
 * events, means of the reports. */
#ifndef NEOCOL_STUDIES_BATCH_H
#define NEOCOL_STUDIES_BATCH_H

#include "assembly.h"
#include "person.h"
#include "response.h"

enum
{
  CELLS = 96,  /* at most over depth */
  LANES = 16,  /* patterns that are stepped together; a constant, so that results depend on nothing else */
  STATES = 128 /* of the tissue, at most */
};

/* what surrounds a point of tissue; batch_environment_names in the same order */
enum batch_environment
{
  BARRIER_LEAK,
  PIGMENT_RESPONSE,
  REFRACTORY_POOL,
  COLLAGEN_ANSWER,
  BLEEDING_TENDENCY,
  WATER_LOSS_RATIO,
  VESSEL_DENSITY,
  FIBROBLAST_DENSITY,
  FIBROBLASTS_PER_COLLAGEN,
  ENVIRONMENTS
};
extern const char *const batch_environment_names[];

/* one batch of patterns: columns of `cells` slabs from number `first_slab` on, points are [cell][lane] */
struct batch
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  const struct closure *closure;
  const struct protocol *protocol;
  const struct person_inputs *person;
  double density; /* of channels, mm-2 */
  size_t first_slab, cells, lanes;
  size_t done; /* sessions so far; later ones do not leak yet */
  unsigned char hit[LANES][PROTOCOL_SESSIONS];
  double weight[LANES];
  /* coupling: pattern of derivatives, and what a unit difference moves per day, [spreads][cells - 1] */
  size_t entries, *row, *column;
  double *exchange;
  /* where the means go */
  struct response *response;
  size_t first_time;
  double *square; /* [slabs][observables][times], second moments; NULL when all patterns are taken */
};

/* Makes pattern and coefficients of the coupling; batch_coupling_free in any case. STATUS_MEMORY. */
enum status batch_coupling_make(struct batch *batch, struct trail *trail) STATUS_CHECK;
void batch_coupling_free(struct batch *batch);

/* Runs the batch from rest over all sessions and adds its weighted reports at times[count] to the response. state: room for
 * [states][cells][lanes]. */
enum status batch_run(struct batch *batch, size_t count, const double *times, double *state, struct trail *trail) STATUS_CHECK;

#endif
