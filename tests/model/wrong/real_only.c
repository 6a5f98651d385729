/* real_only.c - wrong on purpose: takes the real part on the way, as for a function of the library, and loses the derivative. */
#define DECLARE                                                                                                                  \
  STATE(scent, "1", 1, 0, 10, "A scent, relative to rest", "neocol")                                                             \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  double part = __real__ s.scent;
  d->scent = s.turnover * (1 - part * s.scent);
}

DEFINE_PROCESS(real_only, "A derivative that got lost")
