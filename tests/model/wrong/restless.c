/* restless.c - wrong on purpose: production and loss balance for the defaults, but not for other parameters. */
#define DECLARE                                                                                                                  \
  STATE(protein, "1", 1, 0, 10, "A protein, relative to rest", "neocol")                                                         \
  PARAM(made, "day-1", 0.5, 0.1, 1, assumed, "Production", "neocol")                                                             \
  PARAM(loss, "day-1", 0.5, 0.1, 1, assumed, "Loss", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->protein = s.made - s.loss * s.protein;
}

DEFINE_PROCESS(restless, "A rest that is none")
