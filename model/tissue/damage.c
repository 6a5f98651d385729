/* damage.c - damage signals (DAMPs) of the injured tissue are cleared by macrophages, neutrophils and by themselves.
 *
 *   dD/dt = -(k0 + kN N + kM (M1 + M2)) D + sigma leak
 *
 * D: damage, 0 at rest, increased by the local injury intensity of each session. leak: barrier defects of all sessions so far,
 * each weighted with its intensity (it fades with the closing channels). Dying neutrophils add to D in inflammation.c.
 * Limits: one pool for all danger signals. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(damage, "1", 0, 0, 100, "Damage signals released by injured tissue, over rest", "cooper2015")                            \
  READS(neutrophils, "1", 0)                                                                                                     \
  READS(macrophages_m1, "1", 0)                                                                                                  \
  READS(macrophages_m2, "1", 0)                                                                                                  \
  READS(barrier_leak, "1", 0)                                                                                                    \
  PARAM(clearance, "day-1", 0.37, 0.2, 1, derived, "Own decay of damage signals", "cooper2015")                                  \
  PARAM(clearance_by_neutrophils, "day-1", 0.3, 0.1, 0.9, derived, "Clearance per unit of neutrophils", "cooper2015")            \
  PARAM(clearance_by_macrophages, "day-1", 1.0, 0.33, 3, derived, "Clearance per unit of macrophages", "cooper2015")             \
  PARAM(barrier_irritation, "day-1", 0.2, 0, 1, assumed, "Damage per day that enters through a fully open barrier", "neocol")    \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real macrophages = s.macrophages_m1 + s.macrophages_m2;
  real cleared = s.clearance + s.clearance_by_neutrophils * s.neutrophils + s.clearance_by_macrophages * macrophages;
  d->damage = s.barrier_irritation * s.barrier_leak - cleared * s.damage;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->damage = s.damage + hit.intensity;
}

DEFINE_PROCESS(damage, "Damage signals of injured tissue and their clearance")
