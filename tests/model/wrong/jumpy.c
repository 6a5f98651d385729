/* jumpy.c - wrong on purpose: a session that does not hit changes something all the same. */
#define DECLARE                                                                                                                  \
  STATE(mood, "1", 1, 0, 10, "A mood, relative to rest", "neocol")                                                               \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")                                                           \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->mood = s.turnover * (1 - s.mood);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->mood = s.mood * (1 + 0.1 * hit.bleeding);
}

DEFINE_PROCESS(jumpy, "An injury without a hit")
