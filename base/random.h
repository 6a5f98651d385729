/* random.h - counter-based random numbers: the n-th number of a stream is a pure function of (seed, run, purpose, n).
 *
 * Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox4x32-10). */
#ifndef NEOCOL_BASE_RANDOM_H
#define NEOCOL_BASE_RANDOM_H

#include <stdint.h>

/* one independent stream; a plain value, copy it freely */
struct random_stream
{
  uint64_t seed;
  uint32_t run, purpose;
};

/* Four 32-bit words for a 128-bit counter and a 64-bit key. */
void random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]);

/* The n-th number of the stream, uniform in [0, 1) with 53 bits. */
double random_uniform(struct random_stream stream, uint64_t n);

/* The n-th number of the stream, standard normal (Box-Muller). */
double random_normal(struct random_stream stream, uint64_t n);

#endif
