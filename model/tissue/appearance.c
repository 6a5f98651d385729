/* appearance.c - when a change for the better is seen: a thicker epidermis, or more collagen.
 *
 *   epidermal_change = (E - 1) / visible_thickening
 *
 * E thickness of the viable epidermis (epidermis.c). Owns nothing. The number first_visible_change is the first day at which
 * either this reaches 1 or collagen I and III of the dermis have risen by visible_collagen; both are assumed. Limits: colour,
 * pores and texture are not modelled. */
#define DECLARE                                                                                                                  \
  READS(viable_epidermis, "1", 1)                                                                                                \
  PARAM(visible_thickening, "1", 0.1, 0.02, 0.3, assumed, "Thickening of the epidermis that is seen", "neocol")                  \
  PARAM(visible_collagen, "1", 0.05, 0.01, 0.2, assumed, "Rise of collagen that is seen, as a part of all", "neocol")            \
  OBSERVE(epidermal_change, "1", "Thickening of the epidermis over what is seen", "neocol")                                      \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  (void)s, (void)d;
}

PROCESS_OBSERVABLE(epidermal_change)
{
  return (s.viable_epidermis - 1) / s.visible_thickening;
}

DEFINE_PROCESS(appearance, "What is seen of a thicker epidermis and of more collagen")
