/* sparse_lu_lists.h - the eliminated pattern as index lists. For sparse_lu.c and what prints it only. */
#ifndef NEOCOL_SOLVERS_SPARSE_LU_LISTS_H
#define NEOCOL_SOLVERS_SPARSE_LU_LISTS_H

#include <stddef.h>
#include <stdint.h>

struct straight_lu;

/* an entry of a factor with the other index that its list does not tell */
struct element
{
  uint32_t entry, index;
};

struct update
{
  uint32_t target, lower, upper;
};

struct sparse_lu
{
  size_t size, given, entries;
  size_t filled;  /* entries that elimination or the diagonal add to the given ones */
  uint32_t *fill; /* [filled] */
  size_t lowers, uppers, updates;
  uint32_t *place;                              /* [given] where an entry of the given pattern is kept */
  uint32_t *diagonal;                           /* [size] entry of each diagonal */
  uint32_t *order;                              /* [size] pivots in order of elimination */
  uint32_t *lower_end, *upper_end, *update_end; /* [size] ends of the lists of each pivot, in order of elimination */
  struct element *lower, *upper;
  struct update *update;
  uint32_t *row, *column;             /* [given] the pattern as created */
  size_t held;                        /* states that come last: the pivots before them are the front */
  uint32_t *held_entry;               /* [held][held] what is left of their block after the front */
  const struct straight_lu *straight; /* the same operations as straight-line code; NULL: the lists are followed */
};

#endif
