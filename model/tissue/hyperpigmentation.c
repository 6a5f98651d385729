/* hyperpigmentation.c - melanin above rest is seen as a dark patch once it exceeds a threshold.
 *
 *   pigment_change = (Me + Md - 1) / visible_excess
 *
 * Me epidermal, Md dermal melanin (pigment.c). Owns nothing. How often it happens is measured (0 to 1 % of patients of phototype
 * I to IV, 5 of 30 of IV and V: dogra2014), how dark it is is not. The threshold lies such that the mean person of phototype III
 * does not show it and that of V does: assumed. Limits: no scatter between people. */
#define DECLARE                                                                                                                  \
  READS(epidermal_melanin, "1", 1)                                                                                               \
  READS(dermal_melanin, "1", 0)                                                                                                  \
  PARAM(visible_excess, "1", 0.5, 0.1, 1, assumed, "Melanin, above that of the skin around, that a person notices", "neocol")    \
  OBSERVE(pigment_change, "1", "Excess melanin over what a person notices; above 1 is visible", "neocol")                        \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  (void)s, (void)d;
}

PROCESS_OBSERVABLE(pigment_change)
{
  return (s.epidermal_melanin + s.dermal_melanin - 1) / s.visible_excess;
}

DEFINE_PROCESS(hyperpigmentation, "Excess melanin against what a person notices")
