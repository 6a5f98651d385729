/* peak.h - what one core of this machine can do at most, by small kernels. */
#ifndef NEOCOL_BENCH_PEAK_H
#define NEOCOL_BENCH_PEAK_H

#include "status.h"

struct peak
{
  double arithmetic; /* additions and multiplications per second, operands in registers */
  double cached;     /* the same for a -= b c on arrays in the first cache */
  double memory;     /* bytes per second of a = b + s c from memory: two read, one written */
};

/* Medians of repeats. STATUS_MEMORY. */
enum status peak_measure(struct peak *peak, struct trail *trail) STATUS_CHECK;

#endif
