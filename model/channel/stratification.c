/* stratification.c - the new cover differentiates: granular layer, then complete.
 *
 *   dh/dt = k n (1 - h)
 *
 * h: stratification, n: cover. Limits: one rate for all layers. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(stratification, "1", 1, 0, 1, "Stratification of the epidermis", "kakenhi17k16317")                                      \
  READS(cover, "1", 1)                                                                                                           \
  PARAM(rate, "h-1", 0.05, 0.04, 0.08, fitted, "Rate of stratification: granular layer between 48 and 72 h", "kakenhi17k16317")  \
  PARAM(granular, "1", 0.9, 0.8, 0.99, assumed, "Stratification at which the granular layer counts as there", "neocol")          \
  OBSERVE(unstratified_part, "1", "Part of the surface that is not stratified", "neocol")                                        \
  SURFACE INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->stratification = s.rate * s.cover * (1 - s.stratification);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->stratification = s.stratification * (1 - hit.wounded);
}

PROCESS_OBSERVABLE(unstratified_part)
{
  return 1 - s.stratification;
}

DEFINE_PROCESS(stratification, "Stratification of the new epidermis")
