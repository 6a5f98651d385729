/* barrier.c - the corneal barrier forms again where cover is; until then water passes, less under cover and under a plug.
 *
 *   db/dt = k n (1 - b)          defect = pierced (1 - b) (1 - (1 - y) n) (1 - qmax q)
 *
 * b: barrier, n: cover, q: plug, pierced: part of a cell where the stratum corneum is gone. Recovery after tape stripping in old
 * age is 0.23 times as fast; no age effect is applied here. Limits: one exponential. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(barrier, "1", 1, 0, 1, "Corneal barrier", "ghadially1995")                                                               \
  READS(cover, "1", 1)                                                                                                           \
  READS(plug, "1", 0)                                                                                                            \
  READS(pierced, "1", 0)                                                                                                         \
  PARAM(recovery, "h-1", 0.03, 0.02, 0.04, fitted, "Rate of barrier recovery: 50 % in 24 h, occluded half-life 20 to 26 h",      \
        "ghadially1995")                                                                                                         \
  PARAM(covered_transport, "1", 0.8, 0.5, 1, assumed, "Transport through cover that is not cornified, relative to open",         \
        "neocol")                                                                                                                \
  PARAM(plug_seal, "1", 0.96, 0.9, 0.99, fitted, "Part of the transport that a dry plug stops", "kalluri2011")                   \
  PARAM(recovered, "1", 0.16, 0.14, 0.18, derived, "Defect, relative to fresh, that counts as recovered", "gupta2011")           \
  PARAM(water_loss_doubling, "1", 0.002, 0.0004, 0.01, assumed, "Open area fraction that doubles the conductance for water",     \
        "neocol")                                                                                                                \
  PARAM(water_loss_limit, "g m-2 h-1", 150, 60, 300, assumed, "Water loss through no barrier at all: limited by the air film",   \
        "neocol")                                                                                                                \
  OBSERVE(defect, "1", "Barrier defect per area", "neocol")                                                                      \
  SURFACE INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->barrier = s.recovery * s.cover * (1 - s.barrier);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  // the barrier of a cell that is only partly pierced is that of its pierced part
  after->barrier = hit.pierced > 0 ? 0 : s.barrier;
}

PROCESS_OBSERVABLE(defect)
{
  return s.pierced * (1 - s.barrier) * (1 - (1 - s.covered_transport) * s.cover) * (1 - s.plug_seal * s.plug);
}

DEFINE_PROCESS(barrier, "Recovery of the corneal barrier and what passes until then")
