/* fallback.c - wrong on purpose: rests with others, but not on its own, because its fallback is not what its owner has at rest.
 */
#define DECLARE                                                                                                                  \
  STATE(echo, "1", 1, 0, 10, "An echo of a protein, relative to rest", "neocol")                                                 \
  READS(balanced, "1", 0)                                                                                                        \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->echo = s.turnover * (s.balanced - s.echo);
}

DEFINE_PROCESS(fallback, "A fallback that is not rest")
