/* plane_blocks.h - what the production solver of planes eliminates, as a preconditioner for a Krylov method. */
#ifndef NEOCOL_BENCH_PLANE_BLOCKS_H
#define NEOCOL_BENCH_PLANE_BLOCKS_H

#include "diffusion_coupling.h"
#include "diffusion_part.h"

struct plane_blocks
{
  const struct diffusion_plane_system *system;
  const struct diffusion_plane_kinetics *kinetics;
  struct diffusion_part *part; /* [spreads] */
  struct diffusion_coupling coupling;
  size_t cells;
  double shift;
  double *right, *edge; /* [cells]; [extras] reciprocals of the edges' own derivatives */
};

/* Returns 0 when there is no memory; free with plane_blocks_free, also then. */
int plane_blocks_make(struct plane_blocks *blocks, const struct diffusion_plane_system *system,
                      const struct diffusion_plane_kinetics *kinetics, double time, const double *state);
void plane_blocks_free(struct plane_blocks *blocks);

/* Prepares an approximate inverse of 1 - gamma J; J is taken anew unless it is still good. */
void plane_blocks_prepare(struct plane_blocks *blocks, double time, const double *state, int is_good, double gamma);

/* solution = that of right, both [values]: one block after the other, each with what the ones before it do to it. */
void plane_blocks_approximate(struct plane_blocks *blocks, const double *right, double *solution);

#endif
