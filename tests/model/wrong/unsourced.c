/* unsourced.c - wrong on purpose: a number whose source is missing. Right in everything else. */
#define DECLARE                                                                                                                  \
  STATE(signal, "1", 0, 0, 100, "A signal, over rest", "neocol")                                                                 \
  PARAM(loss, "day-1", 0.5, 0.1, 1, human, "Loss of the signal", "")                                                             \
  OBSERVE(seen, "1", "The signal, over rest", "neocol")                                                                          \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->signal = -s.loss * s.signal;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->signal = s.signal + hit.intensity;
}

PROCESS_OBSERVABLE(seen)
{
  return s.signal;
}

DEFINE_PROCESS(unsourced, "A number without a source")
