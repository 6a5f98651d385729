/* unseen.c - wrong on purpose: an observable that is infinite at rest. */
#define DECLARE                                                                                                                  \
  STATE(glow, "1", 0, 0, 10, "A glow, over rest", "neocol")                                                                      \
  PARAM(loss, "day-1", 0.5, 0.1, 1, assumed, "Loss", "neocol")                                                                   \
  OBSERVE(darkness, "1", "Darkness", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->glow = -s.loss * s.glow;
}

PROCESS_OBSERVABLE(darkness)
{
  return 1 / s.glow;
}

DEFINE_PROCESS(unseen, "An observable that is infinite")
