/* bacterial_entry.c - where a hole is neither covered by epithelium nor filled by a dry plug, a bacterium can pass.
 *
 *   passable = pierced (1 - n) (1 - q)
 *
 * n cover, q plug, pierced: part of a cell where the stratum corneum is gone. Owns nothing. The window ends when the passable
 * area of one channel is smaller than the cross-section of a bacterium. Both n and q approach 1 smoothly, so that the window is
 * rather too long than too short. In vitro, holes of microneedles let pass less than 5 % of a load of microbes, a hypodermic
 * needle 40 % (donnelly2009); whether an entry becomes an infection is not modelled. Limits: bacteria do not swim, grow or get
 * eaten. */
#define DECLARE                                                                                                                  \
  READS(cover, "1", 1)                                                                                                           \
  READS(plug, "1", 0)                                                                                                            \
  READS(pierced, "1", 0)                                                                                                         \
  PARAM(bacterium_diameter, "um", 1, 0.5, 5, assumed, "Diameter of a bacterium, such as a staphylococcus", "neocol")             \
  OBSERVE(passable, "1", "Part of the surface through which a bacterium can pass", "neocol")                                     \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  (void)s, (void)d;
}

PROCESS_OBSERVABLE(passable)
{
  return s.pierced * (1 - s.cover) * (1 - s.plug);
}

DEFINE_PROCESS(bacterial_entry, "Where a bacterium can pass until a hole is covered or plugged")
