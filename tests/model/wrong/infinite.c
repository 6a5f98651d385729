/* infinite.c - wrong on purpose: divides by a state that may be zero. */
#define DECLARE                                                                                                                  \
  STATE(density, "1", 1, 0, 10, "A density, relative to rest", "neocol")                                                         \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->density = s.turnover * (1 / s.density - s.density);
}

DEFINE_PROCESS(infinite, "A rate that is infinite at zero")
