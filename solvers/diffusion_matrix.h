/* diffusion_matrix.h - a matrix of small blocks on a row of cells: full within a cell, to the two neighbours only in some rows.
 *
 * Blocks are [states x states] within a cell; the rows of the `spreads` states that spread also have blocks to the cells before
 * and after. States that do not spread are eliminated cell by cell, all cells at once, what is left is block tridiagonal with
 * blocks of spreads x spreads. There is no pivoting: a matrix for which that would be needed gives values that are not finite or
 * a wrong solution, which the control of steps rejects. Cost and memory grow linearly with the cells. column_lu.h is for many
 * states that exchange with the same state of a neighbour only: with 35 states in 60 cells it takes 6 us and 2.2 us a
 * solution, this one 16 and 4.9; what a diffusivity that depends on other states needs, it cannot hold. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_MATRIX_H
#define NEOCOL_SOLVERS_DIFFUSION_MATRIX_H

#include <stddef.h>

struct diffusion_matrix
{
  size_t states, cells, spreads;
  size_t *order;                        /* [states]: those that do not spread, then those that do */
  unsigned char *own_fill;              /* [states][states]: what can be other than 0, fill-in included */
  unsigned char *side_fill;             /* [spreads][states] */
  double *own;                          /* [states][states][cells], row by row */
  double *before, *after;               /* [spreads][states][cells]: row k of a cell, column of the cell before or after it */
  double *pivot;                        /* [states][cells] inverse */
  double *inverse, *forward, *backward; /* [spreads][spreads][cells] */
  double *memory;
};

/* Makes a matrix for the pattern: own[states * states] and side[spreads * states] tell what may be other than 0, spread[spreads]
 * which states spread. Returns 0 when there is no memory. Free with diffusion_matrix_free, also after a failure. */
int diffusion_matrix_make(struct diffusion_matrix *matrix, size_t states, size_t cells, size_t spreads, const size_t *spread,
                          const unsigned char *own, const unsigned char *side);
void diffusion_matrix_free(struct diffusion_matrix *matrix);

/* Factorizes what own, before and after hold, in place; all of their filled entries must have been set. */
void diffusion_matrix_factor(struct diffusion_matrix *matrix);

/* x[states][cells] becomes the solution for the right-hand side that it held. */
void diffusion_matrix_solve(const struct diffusion_matrix *matrix, double *x);

#endif
