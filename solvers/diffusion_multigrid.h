/* diffusion_multigrid.h - solution on a plane of cells where diffusion in columns and rows are factors of a product, at a cost
 * per cell that does not grow with the plane.
 *
 * The matrix is that of diffusion_separable.h. Up to 112 columns its exact solution by products of matrices is as fast; beyond,
 * it is an iteration (a multigrid V-cycle that coarsens the columns alone):
 *
 *   - Of each two columns one is kept. Columns of one kind have no common faces, so each is a tridiagonal system down its rows,
 *     eliminated exactly and for all columns at once, whatever the shapes of the cells: kept columns, left out ones, coarse
 *     plane, left out ones, and kept ones again.
 *   - The coarse plane has the conductances of two faces in series and the capacities of the kept columns with the shares of
 *     those left out, so it is a product again, made once from columns + rows numbers. For changes that are even down the rows
 *     that is the exact elimination; else it corrects by too little, never by too much. At 64 columns or less products end it.
 *
 * Each cycle leaves at most 0.08 (two planes) to 0.14 (six, 2048 columns) of the error. Sources: Brandt 1977, Multi-level
 * adaptive solutions to boundary-value problems; Ries, Trottenberg and Winter 1983, A note on MGR methods. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_MULTIGRID_H
#define NEOCOL_SOLVERS_DIFFUSION_MULTIGRID_H

#include "diffusion_separable.h"

struct diffusion_multigrid_level;

struct diffusion_multigrid
{
  size_t columns, rows, levels;
  struct diffusion_multigrid_level *level; /* [levels] finest first; none where products solve all */
  struct diffusion_separable bottom;
  double *height, *fall;    /* [rows] as in diffusion_separable_factors */
  double *turnover, *above; /* [rows] height * diffusivity, conductance to the row above */
  double *line;             /* [columns] of one row, with the four before behind it */
  double *source, *change;  /* [rows][columns of the bottom] */
  double *planes;
};

/* Finds the factors of capacity, right and down (all [rows * columns], as struct diffusion_plane_spread has them). Returns 0 when
 * there is no memory or they are no such products; then columns is 0. Free with diffusion_multigrid_free. */
int diffusion_multigrid_make(struct diffusion_multigrid *plane, size_t columns, size_t rows, const double *capacity,
                             const double *right, const double *down);
void diffusion_multigrid_free(struct diffusion_multigrid *plane);

/* As diffusion_separable_factor. */
void diffusion_multigrid_factor(struct diffusion_multigrid *plane, const double *own, const double *diffusivity,
                                const double *face);

/* Solution for capacity * source, all [rows * columns]. An iteration ends when the error is at most `accuracy` and, for a share
 * above 0, at most that share of the largest solution, or when rounding allows no more. Returns the number of cycles, 0 for
 * products, SIZE_MAX when they do not converge. */
size_t diffusion_multigrid_solve(struct diffusion_multigrid *plane, const double *source, const double *capacity, double accuracy,
                                 double share, double *solution);

#endif
