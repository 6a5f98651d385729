/* clot.c - a clot in the dermal part of a channel releases growth factor from its platelets, less and less.
 *
 *   dg/dt += k f exp(-t / fading)
 *
 * g: growth factor; f: part of a place that is clot, set by the scenario (skin.clot), which takes minutes and therefore stands
 * from the start; t: time since needling. Cells do not enter the clot. Limits: no lysis of the clot; in the radial model there is
 * no dermis, so there is no clot. Sources: rows. */
#define DECLARE                                                                                                                  \
  FEEDS(growth_factor, "1")                                                                                                      \
  READS(clot, "1", 0)                                                                                                            \
  READS(time_since_injury, "h", 1000)                                                                                            \
  PARAM(release, "h-1", 0.3, 0.1, 3, assumed, "Release by fresh clot", "sherratt1990")                                           \
  PARAM(fading, "h", 12, 1, 72, assumed, "Time constant with which the release fades", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->growth_factor = s.release * s.clot * exponential(-s.time_since_injury / s.fading);
}

DEFINE_PROCESS(clot, "Growth factor from the clot in a channel")
