/* vector.h - inner loops that are compiled for several instruction sets; the one of the machine is picked when the program
 * starts.
 *
 * All variants do the same operations in the same order (the project is compiled without contraction of a * b + c), so a result
 * has the same bits whichever is picked. */
#ifndef NEOCOL_BASE_VECTOR_H
#define NEOCOL_BASE_VECTOR_H

#include <stddef.h>
#include <stdint.h>

// clang 14 makes global symbols for clones of static functions: there the plain instruction set is used; whoever asks for a
// better one (-march=native) gets that one, which GCC 12 cannot clone for older ones
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__) && defined(__OPTIMIZE__) &&            \
    !defined(__AVX__)
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VECTOR_CLONES
#endif

enum
{
  /* points that inner loops take at once: one or two vectors of most machines; 4 and 16 were slower */
  VECTOR_LANES = 8
};

/* one value of all lanes, and what a comparison of two gives: all bits set or none; it lies wherever a double may */
typedef double vector_row __attribute__((vector_size(VECTOR_LANES * sizeof(double)), aligned(sizeof(double)), may_alias));
typedef int64_t vector_mask __attribute__((vector_size(VECTOR_LANES * sizeof(int64_t)), aligned(sizeof(int64_t)), may_alias));

/* lanes of a where the mask is set, of b elsewhere; the value without its sign */
#define VECTOR_CHOOSE(mask, a, b) ((vector_row)(((mask) & (vector_mask)(a)) | (~(mask) & (vector_mask)(b))))
#define VECTOR_ABSOLUTE(a) ((vector_row)((vector_mask)(a)&INT64_MAX))

/* `count` doubles, all 0, that start with a line of the cache, so that no vector of a row of VECTOR_LANES lies in two. NULL when
 * there is no memory. Free with free. */
double *vector_room(size_t count);

/* a loop whose turns never depend on each other */
#ifdef __clang__
#define VECTOR_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define VECTOR_INDEPENDENT _Pragma("GCC ivdep")
#endif

#endif
