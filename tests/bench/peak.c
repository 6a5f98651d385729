/* peak.c - kernels whose loops the compiler makes into vectors of the machine (vector.h). */
#include "peak.h"

#include <stdlib.h>

#include "measure.h"
#include "vector.h"

enum
{
  REPEATED = 7,
  CHAINS = 64, /* independent chains: 8 vectors of 8 or 16 of 4 hide the latency of an operation */
  ROUNDS = 2000000,
  CACHED = 520, /* elements of each of three arrays: 12 kB; no power of two, so that they do not fall on each other */
  CACHED_ROUNDS = 200000,
  ELEMENTS = 8388608 /* 64 MiB an array, far more than caches hold */
};

VECTOR_CLONES static void chains_advance(size_t rounds, double *restrict chain, double factor, double addend)
{
  double value[CHAINS];
  for (size_t i = 0; i < CHAINS; i++)
    value[i] = chain[i];
  for (size_t r = 0; r < rounds; r++)
    for (size_t i = 0; i < CHAINS; i++)
      value[i] = value[i] * factor + addend;
  for (size_t i = 0; i < CHAINS; i++)
    chain[i] = value[i];
}

VECTOR_CLONES static void update(size_t count, double *restrict a, const double *restrict b, const double *restrict c)
{
  for (size_t i = 0; i < count; i++)
    a[i] -= b[i] * c[i];
}

VECTOR_CLONES static void stream(size_t count, double *restrict a, const double *restrict b, const double *restrict c,
                                 double scale)
{
  for (size_t i = 0; i < count; i++)
    a[i] = b[i] + scale * c[i];
}

enum status peak_measure(struct peak *peak, struct trail *trail)
{
  double *room = aligned_alloc(64, 3 * (size_t)ELEMENTS * sizeof *room), chain[CHAINS], times[3][REPEATED];
  if (room == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the arrays of a stream");
  double *a = room, *b = a + ELEMENTS, *c = b + ELEMENTS;
  for (size_t i = 0; i < 3 * (size_t)ELEMENTS; i++)
    room[i] = 1;
  for (size_t i = 0; i < CHAINS; i++)
    chain[i] = (double)i;
  for (size_t r = 0; r < REPEATED; r++)
  {
    double start = measure_seconds();
    chains_advance(ROUNDS, chain, 0.999, 0.001);
    times[0][r] = measure_seconds() - start;
    start = measure_seconds();
    for (size_t k = 0; k < CACHED_ROUNDS; k++)
      update(CACHED, a, a + CACHED, a + 2 * (size_t)CACHED);
    times[1][r] = measure_seconds() - start;
    start = measure_seconds();
    stream(ELEMENTS, a, b, c, 0.5);
    times[2][r] = measure_seconds() - start;
    // nobody reads the results otherwise
    if (chain[0] + a[0] > 1e300)
      status_warn(trail, "the kernels of the peak grew to %g", chain[0]);
    for (size_t i = 0; i < 3 * (size_t)CACHED; i++)
      a[i] = 1e-9;
  }
  peak->arithmetic = 2.0 * CHAINS * ROUNDS / precision_median(REPEATED, times[0]);
  peak->cached = 2.0 * CACHED * CACHED_ROUNDS / precision_median(REPEATED, times[1]);
  peak->memory = 3.0 * sizeof(double) * ELEMENTS / precision_median(REPEATED, times[2]);
  free(room);
  return STATUS_OK;
}
