/* diffusion_stencil.h - a matrix with five entries per row on a plane of cells, not symmetric, and its iterative solution.
 *
 * Row of cell x: centre x - left x(before) - right x(after) - up x(above) - down x(below). Only the first width[j] cells of row j
 * of the plane take part. Biconjugate gradients (stabilised) with a modified incomplete factorization: cost per iteration grows
 * linearly with the cells. Sources: van der Vorst 1992; Gustafsson 1978. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_STENCIL_H
#define NEOCOL_SOLVERS_DIFFUSION_STENCIL_H

#include <stddef.h>

struct diffusion_stencil
{
  size_t columns, rows;
  size_t *width;                                                  /* [rows] */
  double *centre, *left, *right, *up, *down;                      /* [rows * columns], 0 towards cells that take no part */
  double *pivot, *forward, *backward;                             /* of the factorization */
  double *rest, *shadow, *search, *image, *helper, *other, *last; /* vectors of the iteration */
  double *memory;
};

/* Makes an empty matrix; returns 0 when there is no memory. Free with diffusion_stencil_free, also after a failure. */
int diffusion_stencil_make(struct diffusion_stencil *stencil, size_t columns, size_t rows);
void diffusion_stencil_free(struct diffusion_stencil *stencil);

/* Factorizes what the entries hold. */
void diffusion_stencil_factor(struct diffusion_stencil *stencil);

/* Solves for factor * source; solution: 0 where nothing takes part. Ends when every residual is at most `accuracy` times the
 * centre of its row, or `share` of the largest at the start when that is less (0: never mind). Returns the number of iterations,
 * or 0 when there was nothing to do; SIZE_MAX when it does not converge. All arrays [rows * columns]. */
size_t diffusion_stencil_solve(struct diffusion_stencil *stencil, const double *source, const double *factor, double accuracy,
                               double share, double *solution);

#endif
