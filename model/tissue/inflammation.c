/* inflammation.c - neutrophils and macrophages are recruited by damage, turn from M1 to M2 and clear away.
 *
 *   dN/dt  = b sN S^2 / (KN^2 + S^2) / (1 + M2 / KA) - (mN + cN (M1 + M2)) N          S = damage + platelets
 *   dM1/dt = b sM Q^2 / (KM^2 + Q^2) - (k12' + m1) M1                                 Q = damage + w N
 *   dM2/dt = k12' M1 - m2 M2                                                        k12' = k12 / (1 + ((damage + N) / K12)^2)
 *   damage += eta mN N (dying neutrophils)
 *
 * b: vessels per volume that cells come from, relative to the mean of the dermis (vessel_density, supplied from around).
 * Recruitment is sigmoidal: a first-order law with these gains makes rest unstable (silent chronic inflammation). The part
 * `recruitment_linearity` shows that; the program refuses parameters that make rest unstable.
 * Limits: no lymphocytes, no mast cells. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(neutrophils, "1", 0, 0, 100, "Neutrophils, over rest", "cooper2015")                                                     \
  STATE(macrophages_m1, "1", 0, 0, 100, "Inflammatory (M1) macrophages, over rest", "cooper2015")                                \
  STATE(macrophages_m2, "1", 0, 0, 100, "Repair (M2) macrophages, over rest", "waugh2006")                                       \
  READS(damage, "1", 0)                                                                                                          \
  READS(platelets, "1", 0)                                                                                                       \
  READS(vessel_density, "1", 1)                                                                                                  \
  FEEDS(damage, "1")                                                                                                             \
  PARAM(neutrophil_recruitment, "day-1", 3.0, 1, 10, fitted, "Greatest recruitment of neutrophils (peak at day 0.8 to 1)",       \
        "forensic")                                                                                                              \
  PARAM(neutrophil_threshold, "1", 0.2, 0.05, 0.5, fitted, "Damage and platelets at half recruitment of neutrophils",            \
        "forensic")                                                                                                              \
  PARAM(recruitment_linearity, "1", 0, 0, 1, assumed,                                                                            \
        "Part of the recruitment of neutrophils that is first order; a large part makes rest unstable", "neocol")                \
  PARAM(neutrophil_inhibition, "1", 1, 0.33, 3, assumed, "M2 macrophages that halve the recruitment of neutrophils", "neocol")   \
  PARAM(neutrophil_death, "day-1", 1.02, 0.7, 2, derived, "Death of neutrophils", "cooper2015")                                  \
  PARAM(neutrophil_clearance, "day-1", 1, 0.33, 3, derived, "Clearance of neutrophils per unit of macrophages", "cooper2015")    \
  PARAM(debris_yield, "1", 0.05, 0, 0.3, assumed, "Damage released per neutrophil that dies", "cooper2015")                      \
  PARAM(macrophage_recruitment, "day-1", 0.9, 0.3, 2.7, fitted, "Greatest recruitment of macrophages (M1 peak at day 2)",        \
        "forensic")                                                                                                              \
  PARAM(macrophage_threshold, "1", 0.4, 0.13, 1.2, fitted, "Signal at half recruitment of macrophages", "forensic")              \
  PARAM(neutrophil_weight, "1", 0.5, 0.17, 1.5, assumed, "Neutrophils as a signal to macrophages, relative to damage", "neocol") \
  PARAM(polarisation, "day-1", 0.8, 0.3, 2, assumed, "Turning from M1 to M2 once damage is gone", "neocol")                      \
  PARAM(polarisation_threshold, "1", 0.25, 0.1, 1, assumed, "Damage and neutrophils that slow the turning to a half", "neocol")  \
  PARAM(m1_loss, "day-1", 0.2, 0.1, 0.5, derived, "Loss of M1 macrophages", "waugh2006")                                         \
  PARAM(m2_loss, "day-1", 0.2, 0.1, 0.5, derived, "Loss of M2 macrophages", "bianchi2015")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real S = s.damage + s.platelets, Q = s.damage + s.neutrophil_weight * s.neutrophils;
  real lingering = (s.damage + s.neutrophils) / s.polarisation_threshold;
  real turning = s.polarisation / (1 + lingering * lingering) * s.macrophages_m1;
  real sigmoid = S * S / (s.neutrophil_threshold * s.neutrophil_threshold + S * S),
       first_order = S / (s.neutrophil_threshold + S);
  real recruited = s.vessel_density * s.neutrophil_recruitment *
                   ((1 - s.recruitment_linearity) * sigmoid + s.recruitment_linearity * first_order);
  real cleared = s.neutrophil_clearance * (s.macrophages_m1 + s.macrophages_m2) * s.neutrophils;
  d->neutrophils = recruited / (1 + s.macrophages_m2 / s.neutrophil_inhibition) - s.neutrophil_death * s.neutrophils - cleared;
  d->macrophages_m1 =
      s.vessel_density * s.macrophage_recruitment * Q * Q / (s.macrophage_threshold * s.macrophage_threshold + Q * Q) - turning -
      s.m1_loss * s.macrophages_m1;
  d->macrophages_m2 = turning - s.m2_loss * s.macrophages_m2;
  d->damage = s.debris_yield * s.neutrophil_death * s.neutrophils;
}

DEFINE_PROCESS(inflammation, "Recruitment, polarisation and clearance of neutrophils and macrophages")
