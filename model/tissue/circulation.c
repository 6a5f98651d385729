/* circulation.c - vessels widen, leak and grow: redness and swelling.
 *
 *   dv/dt = -kv v        dA/dt = kA W - dA A        dO/dt = kO (v + oN N) - kL O
 *   erythema = v + eN N + eA A          redness = erythema / visible_erythema          swelling = O / visible_oedema
 *
 * v vasodilation, A new vessels, O interstitial fluid, all 0 at rest; W VEGF, N neutrophils. The weights of erythema are
 * assumed: durations of redness are to be compared, not quoted. Limits: no nerves, no heat. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(vasodilation, "1", 0, 0, 100, "Vasodilation by the injury itself, over rest", "neocol")                                  \
  STATE(angiogenesis, "1", 0, 0, 100, "New vessels, over rest", "neocol")                                                        \
  STATE(interstitial_fluid, "1", 0, 0, 100, "Interstitial fluid, over rest", "neocol")                                           \
  READS(vegf, "1", 0)                                                                                                            \
  READS(neutrophils, "1", 0)                                                                                                     \
  PARAM(vasodilation_loss, "day-1", 4, 2, 12, assumed, "Fading of the first redness", "neocol")                                  \
  PARAM(vasodilation_gain, "1", 1, 0.33, 3, assumed, "Vasodilation per injury intensity", "neocol")                              \
  PARAM(vessel_growth, "day-1", 0.12, 0.04, 0.36, assumed, "New vessels per unit of VEGF", "neocol")                             \
  PARAM(vessel_loss, "day-1", 0.06, 0.02, 0.18, assumed, "Pruning of new vessels", "neocol")                                     \
  PARAM(leakage, "day-1", 1.5, 0.5, 4.5, assumed, "Leakage of widened vessels", "neocol")                                        \
  PARAM(leakage_by_neutrophils, "1", 0.6, 0.2, 1.8, assumed, "Leakage per unit of neutrophils, relative to vasodilation",        \
        "neocol")                                                                                                                \
  PARAM(drainage, "day-1", 1.2, 0.4, 3.6, assumed, "Drainage by lymph", "neocol")                                                \
  PARAM(erythema_by_neutrophils, "1", 0.6, 0.2, 1.8, assumed, "Redness per unit of neutrophils, relative to vasodilation",       \
        "neocol")                                                                                                                \
  PARAM(erythema_by_vessels, "1", 0.05, 0, 0.3, assumed, "Redness per unit of new vessels, relative to vasodilation", "neocol")  \
  PARAM(visible_erythema, "1", 0.1, 0.03, 0.3, assumed, "Redness that a person notices", "neocol")                               \
  PARAM(visible_oedema, "1", 0.1, 0.03, 0.3, assumed, "Interstitial fluid, over rest, that a person notices as swelling",        \
        "neocol")                                                                                                                \
  OBSERVE(erythema, "1", "Redness, over rest", "neocol")                                                                         \
  OBSERVE(redness, "1", "Redness over what a person notices; above 1 is visible", "neocol")                                      \
  OBSERVE(oedema, "1", "Swelling, over rest", "neocol")                                                                          \
  OBSERVE(swelling, "1", "Swelling over what a person notices; above 1 is visible", "neocol")                                    \
  SURFACE INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->vasodilation = -s.vasodilation_loss * s.vasodilation;
  d->angiogenesis = s.vessel_growth * s.vegf - s.vessel_loss * s.angiogenesis;
  d->interstitial_fluid =
      s.leakage * (s.vasodilation + s.leakage_by_neutrophils * s.neutrophils) - s.drainage * s.interstitial_fluid;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->vasodilation = s.vasodilation + s.vasodilation_gain * hit.intensity;
}

PROCESS_OBSERVABLE(erythema)
{
  return s.vasodilation + s.erythema_by_neutrophils * s.neutrophils + s.erythema_by_vessels * s.angiogenesis;
}

PROCESS_OBSERVABLE(redness)
{
  return observe_erythema(s) / s.visible_erythema;
}

PROCESS_OBSERVABLE(oedema)
{
  return s.interstitial_fluid;
}

PROCESS_OBSERVABLE(swelling)
{
  return observe_oedema(s) / s.visible_oedema;
}

DEFINE_PROCESS(circulation, "Vasodilation, new vessels and swelling")
