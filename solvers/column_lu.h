/* column_lu.h - elimination for a column of cells that share one local pattern and exchange a few of their states with their
 * neighbours.
 *
 * Within each cell the states that do not spread are eliminated first, all cells at once as lanes of sparse_lu.h; what is left is
 * block tridiagonal over the cells, with blocks as large as the number of states that spread. The cost is linear in the cells. */
#ifndef NEOCOL_SOLVERS_COLUMN_LU_H
#define NEOCOL_SOLVERS_COLUMN_LU_H

#include <stddef.h>

enum
{
  COLUMN_SPREADS = 8 /* states that spread, at most */
};

struct column_lu;

/* Entries (row, column) of the local pattern, each at most once, and the states that spread. NULL when there is no memory or too
 * many spread. Free with column_lu_free. */
struct column_lu *column_lu_create(size_t states, size_t cells, size_t entries, const size_t *row, const size_t *column,
                                   size_t spreads, const size_t *spread);
void column_lu_free(struct column_lu *lu);

/* Factors `shift` times the unit matrix minus the matrix of `partials`: [entries][cells], then for each spread
 * [cells - 1][2], what the upper cell gains from the lower one and the other way round. */
void column_lu_factor(struct column_lu *lu, double shift, const double *partials);

/* Replaces vector[states][cells] by the solution. */
void column_lu_solve(const struct column_lu *lu, double *vector);

#endif
