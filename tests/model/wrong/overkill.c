/* overkill.c - wrong on purpose: a session takes away a fixed amount, good for small intensities only. */
#define DECLARE                                                                                                                  \
  STATE(fibres, "1", 1, 0, 10, "Fibres, relative to rest", "neocol")                                                             \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")                                                           \
  PARAM(cut, "1", 0.3, 0.1, 0.5, assumed, "Part cut per intensity", "neocol")                                                    \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->fibres = s.turnover * (1 - s.fibres);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->fibres = s.fibres * (1 - s.cut * hit.intensity);
}

DEFINE_PROCESS(overkill, "An injury that goes below zero")
