/* bruising.c - blood that leaves cut vessels is seen as a bruise until its pigment is broken down and carried away.
 *
 *   dB/dt = -c B        dK/dt = c B - r K        bruise = (B + y K) / visible_bruise
 *
 * B blood outside the vessels, K its yellow breakdown products, both 0 at rest. A session adds its intensity times the weight of
 * bleeding at that depth times bleeding_tendency (1; raised by drugs that act on platelets or clotting, person.h).
 * Limits: the mean over an area, while bruises are spots; no pressure, no colour. Amounts are assumed; the threshold lies such
 * that a pen at 1.5 mm bruises nobody without drugs (measured: at most 2 % of patients). Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(extravasated_blood, "1", 0, 0, 100, "Blood outside the vessels, over rest", "neocol")                                    \
  STATE(blood_breakdown_products, "1", 0, 0, 100, "Yellow products of its breakdown, over rest", "neocol")                       \
  READS(bleeding_tendency, "1", 1)                                                                                               \
  PARAM(clearance, "day-1", 0.4, 0.2, 0.8, assumed, "Breakdown of blood pigment: a bruise turns yellow within days", "neocol")   \
  PARAM(removal, "day-1", 0.3, 0.1, 0.6, assumed, "Removal of its products: a bruise is gone in about two weeks", "neocol")      \
  PARAM(yellow_weight, "1", 0.3, 0, 1, assumed, "How well the yellow products are seen, relative to blood", "neocol")            \
  PARAM(visible_bruise, "1", 0.2, 0.05, 0.5, assumed, "Blood, mean over the dermis, that a person notices as a bruise",          \
        "neocol")                                                                                                                \
  OBSERVE(bruise, "1", "Bruise over what a person notices; above 1 is visible", "neocol")                                        \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->extravasated_blood = -s.clearance * s.extravasated_blood;
  d->blood_breakdown_products = s.clearance * s.extravasated_blood - s.removal * s.blood_breakdown_products;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->extravasated_blood = s.extravasated_blood + s.bleeding_tendency * hit.bleeding * hit.intensity;
}

PROCESS_OBSERVABLE(bruise)
{
  return (s.extravasated_blood + s.yellow_weight * s.blood_breakdown_products) / s.visible_bruise;
}

DEFINE_PROCESS(bruising, "Blood outside the vessels and its removal: bruises")
