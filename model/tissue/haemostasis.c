/* haemostasis.c - platelets that a bleeding channel leaves behind release their granules, fibrin is dissolved.
 *
 *   dP/dt = -kP P          dH/dt = -(k0 + kM (M1 + M2)) H
 *
 * P: platelets, H: fibrin, both 0 at rest; a session adds its intensity times the weight of bleeding at that depth.
 * Limits: clotting itself (minutes) is an event. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(platelets, "1", 0, 0, 100, "Degranulating platelets, over rest", "neocol")                                               \
  STATE(fibrin, "1", 0, 0, 100, "Fibrin of the clot, over rest", "neocol")                                                       \
  READS(macrophages_m1, "1", 0)                                                                                                  \
  READS(macrophages_m2, "1", 0)                                                                                                  \
  PARAM(platelet_release, "day-1", 6, 2, 24, assumed, "Rate at which platelets empty", "neocol")                                 \
  PARAM(fibrinolysis, "day-1", 0.15, 0.05, 0.5, assumed, "Own decay of fibrin", "neocol")                                        \
  PARAM(fibrinolysis_by_macrophages, "day-1", 0.15, 0.05, 0.5, assumed, "Decay of fibrin per unit of macrophages", "neocol")     \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->platelets = -s.platelet_release * s.platelets;
  d->fibrin = -(s.fibrinolysis + s.fibrinolysis_by_macrophages * (s.macrophages_m1 + s.macrophages_m2)) * s.fibrin;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->platelets = s.platelets + hit.bleeding * hit.intensity;
  after->fibrin = s.fibrin + hit.bleeding * hit.intensity;
}

DEFINE_PROCESS(haemostasis, "Platelets and fibrin that bleeding channels leave behind")
