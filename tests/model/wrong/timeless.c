/* timeless.c - wrong on purpose: one term of a rate has lost its rate constant. */
#define DECLARE                                                                                                                  \
  STATE(cover, "1", 1, 0, 10, "Cover, relative to rest", "neocol")                                                               \
  PARAM(growth, "h-1", 0.03, 0.01, 0.1, assumed, "Growth of cover", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->cover = s.growth * (1 - s.cover) + s.cover * (1 - s.cover);
}

DEFINE_PROCESS(timeless, "A rate that is not per time")
