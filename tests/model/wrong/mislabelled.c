/* mislabelled.c - wrong on purpose: an observable that is said to be relative to rest, and is not. */
#define DECLARE                                                                                                                  \
  STATE(water, "1", 1, 0, 10, "Water, relative to rest", "neocol")                                                               \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")                                                           \
  PARAM(weight, "1", 0.7, 0.5, 0.9, assumed, "Weight", "neocol")                                                                 \
  OBSERVE(wetness, "1", "Wetness, relative to rest", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->water = s.turnover * (1 - s.water);
}

PROCESS_OBSERVABLE(wetness)
{
  return s.weight * s.water;
}

DEFINE_PROCESS(mislabelled, "Words that are not true at rest")
