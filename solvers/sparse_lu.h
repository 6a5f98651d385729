/* sparse_lu.h - elimination without pivoting for many matrices (lanes) that share one sparse pattern.
 *
 * The pattern is eliminated once, symbolically; after that factor and solve only follow index lists. Values are
 * [entry][lane], right-hand sides [state][lane]. Nothing guards against a small pivot: a lane whose matrix needs pivoting
 * gives values that are not finite or inexact, which the step control of the caller sees. */
#ifndef NEOCOL_SOLVERS_SPARSE_LU_H
#define NEOCOL_SOLVERS_SPARSE_LU_H

#include <stddef.h>

struct sparse_lu;

/* Eliminates the pattern of `entries` pairs (row, column), each at most once; missing diagonal entries are added. NULL when
 * there is no memory. Free with sparse_lu_free. */
struct sparse_lu *sparse_lu_create(size_t size, size_t entries, const size_t *row, const size_t *column);

void sparse_lu_free(struct sparse_lu *lu);

/* Entries of the pattern with fill-in: `values` of the functions below is [sparse_lu_entries][lanes]. */
size_t sparse_lu_entries(const struct sparse_lu *lu);

/* Sets values to `shift` times the unit matrix minus the matrix with `partials` ([entries as created][lanes]). */
void sparse_lu_shifted(const struct sparse_lu *lu, size_t lanes, double shift, const double *partials, double *values);

/* The same with a shift of its own for each lane: shift[lanes]. */
void sparse_lu_shifted_lanes(const struct sparse_lu *lu, size_t lanes, const double *shift, const double *partials,
                             double *values);

/* Replaces values by their factors; pivots are kept as reciprocals. */
void sparse_lu_factor(const struct sparse_lu *lu, size_t lanes, double *values);

/* Replaces the right-hand sides `vector` by the solutions; values as sparse_lu_factor left them. */
void sparse_lu_solve(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector);

#endif
