/* block_inverse.h - inverse of a small dense matrix, for the files of the eliminations only. */
#ifndef NEOCOL_SOLVERS_BLOCK_INVERSE_H
#define NEOCOL_SOLVERS_BLOCK_INVERSE_H

#include <stddef.h>

/* a[n][n] becomes its inverse, by Gauss and Jordan without pivoting; with a constant n all loops vanish */
static inline __attribute__((always_inline)) void block_inverse(const size_t n, double *a)
{
  for (size_t p = 0; p < n; p++)
  {
    double inverse = 1 / a[p * n + p];
    a[p * n + p] = 1;
    for (size_t c = 0; c < n; c++)
      a[p * n + c] *= inverse;
    for (size_t r = 0; r < n; r++)
    {
      double factor = a[r * n + p];
      if (r == p)
        continue;
      a[r * n + p] = 0;
      for (size_t c = 0; c < n; c++)
        a[r * n + c] -= factor * a[p * n + c];
    }
  }
}

#endif
