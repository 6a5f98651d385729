/* diffusion_part.h - one state that spreads on a plane of cells: what it does to itself, and how that is solved.
 *
 * The part of shift - J that belongs to one state has five entries per row, derivatives of its diffusivity by itself included. A
 * state that lives everywhere, with a diffusivity and an own derivative that depend on the row alone, is solved as a product of
 * columns and rows (diffusion_multigrid.h), any other by another iteration (diffusion_stencil.h). For diffusion_plane_solve.c. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_PART_H
#define NEOCOL_SOLVERS_DIFFUSION_PART_H

#include "diffusion_plane.h"
#include "diffusion_multigrid.h"
#include "diffusion_stencil.h"

struct diffusion_part
{
  const struct diffusion_plane_spread *spread;
  size_t columns, rows, cells;
  double *right, *down; /* [cells] open conductances, 0 where a cell has no capacity */
  double *inverse;      /* [cells] of the capacity, 0 where there is none */
  struct diffusion_stencil stencil;
  struct diffusion_multigrid layers; /* no columns: no product */
  double *row;                       /* [4][rows] shift - own, diffusivity, mean diffusivity to the next row, own as it was */
  double shift;                      /* of the elimination by layers; 0: none */
  int by_layers;                     /* now */
  double *memory;
};

/* Returns 0 when there is no memory; free with diffusion_part_free, also then. */
int diffusion_part_make(struct diffusion_part *part, const struct diffusion_plane_system *system, size_t k);
void diffusion_part_free(struct diffusion_part *part);

/* Eliminates shift - J at `value`: own = d rate / d the same value or NULL, slope = d diffusivity / d the same value, all
 * [cells]. */
void diffusion_part_factor(struct diffusion_part *part, double shift, const double *own, const double *diffusivity,
                           const double *slope, const double *value);

/* Solution for `source`, which is per volume; 0 where the state does not live. An iteration ends when each residual (by layers:
 * each error) is at most `accuracy`, and no more than `share` of the largest source (solution), in units of the solution. Returns
 * the number of iterations, 0 when there is none, SIZE_MAX when it does not converge. */
size_t diffusion_part_solve(struct diffusion_part *part, const double *source, double accuracy, double share, double *solution);

#endif
