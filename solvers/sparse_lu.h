/* sparse_lu.h - elimination without pivoting for many matrices (lanes) that share one sparse pattern.
 *
 * The pattern is eliminated once, symbolically; after that factor and solve only follow index lists. Values are
 * [entry][lane], right-hand sides [state][lane]. Nothing guards against a small pivot: a lane whose matrix needs pivoting
 * gives values that are not finite or inexact, which the step control of the caller sees. */
#ifndef NEOCOL_SOLVERS_SPARSE_LU_H
#define NEOCOL_SOLVERS_SPARSE_LU_H

#include <stddef.h>
#include <stdint.h>

#include "vector.h"

enum
{
  STRAIGHT_LU_LANES = VECTOR_LANES /* that straight-line code is made for, and trajectories are stepped in */
};

struct sparse_lu;

/* the operations on one pattern as straight-line code, printed by the build (studies/generate/straight_lu.c); the same bits as
 * the lists
 */
struct straight_lu
{
  size_t size, given, entries;  /* entries: with fill-in */
  const uint32_t *row, *column; /* [given] the pattern */
  void (*factor)(const double *shift, const double *partials, double *values);
  void (*solve)(const double *values, const double *rate, const double *weight, const double *drift, double *vector);
};

/* Eliminates the pattern of `entries` pairs (row, column), each at most once; missing diagonal entries are added. NULL when
 * there is no memory. Free with sparse_lu_free. */
struct sparse_lu *sparse_lu_create(size_t size, size_t entries, const size_t *row, const size_t *column);

/* The same with states that are eliminated last, in the order of held[count], so that elimination may stop before them. */
struct sparse_lu *sparse_lu_create_held(size_t size, size_t entries, const size_t *row, const size_t *column, size_t count,
                                        const size_t *held);

/* The same for sparse_lu_step_factor and sparse_lu_step_solve alone: a pattern that has a kernel among kernels[count] needs no
 * symbols. */
struct sparse_lu *sparse_lu_create_step(size_t size, size_t entries, const size_t *row, const size_t *column,
                                        const struct straight_lu *kernels, size_t count);

void sparse_lu_free(struct sparse_lu *lu);

/* Nonzero when a kernel is taken; otherwise the lists are followed. */
int sparse_lu_is_straight(const struct sparse_lu *lu);

/* Entries of the pattern with fill-in: `values` of the functions below is [sparse_lu_entries][lanes]. */
size_t sparse_lu_entries(const struct sparse_lu *lu);

/* Sets values to `shift` times the unit matrix minus the matrix with `partials` ([entries as created][lanes]). */
void sparse_lu_shifted(const struct sparse_lu *lu, size_t lanes, double shift, const double *partials, double *values);

/* Replaces values by their factors; pivots are kept as reciprocals. */
void sparse_lu_factor(const struct sparse_lu *lu, size_t lanes, double *values);

/* Replaces the right-hand sides `vector` by the solutions; values as sparse_lu_factor left them. */
void sparse_lu_solve(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector);

/* The same in the form of a step of STRAIGHT_LU_LANES lanes, by the kernel if there is one: values become the factors of
 * shift[lanes] times the unit matrix minus the matrix with `partials`; `vector` becomes the solution for the right-hand sides
 * rate + vector + weight[lanes] drift. */
void sparse_lu_step_factor(const struct sparse_lu *lu, const double *shift, const double *partials, double *values);
void sparse_lu_step_solve(const struct sparse_lu *lu, const double *values, const double *rate, const double *weight,
                          const double *drift, double *vector);

/* The front alone, all but the held states: factors it, and leaves in the entries of the held states what couples them
 * (sparse_lu_held_entry, not factored). Forward and backward are the two halves of a solution; between them the rows of the held
 * states in `vector` are for the caller to solve. */
void sparse_lu_front_factor(const struct sparse_lu *lu, size_t lanes, double *values);
void sparse_lu_front_forward(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector);
void sparse_lu_front_backward(const struct sparse_lu *lu, size_t lanes, const double *values, double *vector);

/* Entry of `values` that couples held state i to held state j. */
size_t sparse_lu_held_entry(const struct sparse_lu *lu, size_t i, size_t j);

#endif
