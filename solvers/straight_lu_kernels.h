/* straight_lu_kernels.h - the straight-line eliminations that the build has made, one for each pattern of the tissue. */
#ifndef NEOCOL_SOLVERS_STRAIGHT_LU_KERNELS_H
#define NEOCOL_SOLVERS_STRAIGHT_LU_KERNELS_H

#include "sparse_lu.h"

extern const struct straight_lu straight_lu_kernels[];
extern const size_t straight_lu_kernel_count;

#endif
