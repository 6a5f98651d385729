/* balanced.c - nothing is wrong with it: the company of the wrong ones, and the proof that the checks let a good one pass. */
#define DECLARE                                                                                                                  \
  STATE(balanced, "1", 1, 0, 10, "A protein, relative to rest", "neocol")                                                        \
  MOVES(balanced, "um2 h-1", 100, 10, 1000, assumed, "Diffusivity of the protein", "neocol")                                     \
  READS(noise, "1", 0)                                                                                                           \
  PARAM(turnover, "day-1", 0.5, 0.1, 1, assumed, "Turnover", "neocol")                                                           \
  PARAM(cut, "1", 0.1, 0, 1, assumed, "Part lost: 1 - exp(-cut x intensity)", "neocol")                                          \
  OBSERVE(balance, "1", "The protein, relative to rest", "neocol")                                                               \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->balanced = s.turnover * (1 + s.noise - s.balanced);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->balanced = s.balanced * exponential(-s.cut * hit.intensity);
}

PROCESS_OBSERVABLE(balance)
{
  return s.balanced;
}

DEFINE_PROCESS(balanced, "A process without a fault")
