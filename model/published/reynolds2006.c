/* reynolds2006.c - acute inflammation: pathogen, phagocytes, tissue damage, anti-inflammatory mediator (Reynolds et al. 2006).
 *
 *   dP/dt = kpg P (1 - P / pinf) - kpm sm P / (mum + kmp P) - kpn f P                       f = N q, w = (N + kcnd D) q
 *   dN/dt = snr R / (munr + R) - mun N                                  R = (knn N + knp P + knd D) q
 *   dD/dt = kdn f^6 / (xdn^6 + f^6) - mud D                             q = 1 / (1 + (A / cinf)^2)
 *   dA/dt = sc + kcn w / (1 + w) - muc A
 *
 * Three ends: health, aseptic death (inflammation feeds itself without pathogen) and septic death. Time in hours. Limits: well
 * mixed, one kind of phagocyte. */
#include "published.h"

#define PUBLISHED_SOURCE "reynolds2006"
#define DECLARE                                                                                                                  \
  BEGINS(pathogen, "1", 1, "Pathogen (1e6 per cm3)")                                                                             \
  BEGINS(phagocytes, "1", 0, "Activated phagocytes")                                                                             \
  BEGINS(damage, "1", 0, "Tissue damage")                                                                                        \
  BEGINS(mediator, "1", 0.125, "Anti-inflammatory mediator")                                                                     \
  GIVEN(kpm, "h-1", 0.6, "Killing of pathogen by the local response")                                                            \
  GIVEN(kmp, "h-1", 0.01, "Use of the local response by pathogen")                                                               \
  GIVEN(sm, "h-1", 0.005, "Supply of the local response")                                                                        \
  GIVEN(mum, "h-1", 0.002, "Decay of the local response")                                                                        \
  GIVEN(kpg, "h-1", 0.3, "Growth of pathogen")                                                                                   \
  GIVEN(pinf, "1", 20, "Greatest amount of pathogen")                                                                            \
  GIVEN(kpn, "h-1", 1.8, "Killing of pathogen by phagocytes")                                                                    \
  GIVEN(knp, "h-1", 0.1, "Activation of phagocytes by pathogen")                                                                 \
  GIVEN(knn, "h-1", 0.01, "Activation of phagocytes by phagocytes")                                                              \
  GIVEN(snr, "h-1", 0.08, "Supply of resting phagocytes")                                                                        \
  GIVEN(munr, "h-1", 0.12, "Loss of resting phagocytes")                                                                         \
  GIVEN(mun, "h-1", 0.05, "Loss of activated phagocytes")                                                                        \
  GIVEN(knd, "h-1", 0.02, "Activation of phagocytes by damage")                                                                  \
  GIVEN(kdn, "h-1", 0.35, "Greatest damage by phagocytes")                                                                       \
  GIVEN(xdn, "1", 0.06, "Phagocytes at half of the greatest damage")                                                             \
  GIVEN(mud, "h-1", 0.02, "Repair of damage")                                                                                    \
  GIVEN(cinf, "1", 0.28, "Mediator that holds inflammation down to a half")                                                      \
  GIVEN(sc, "h-1", 0.0125, "Supply of mediator")                                                                                 \
  GIVEN(kcn, "h-1", 0.04, "Greatest making of mediator")                                                                         \
  GIVEN(kcnd, "1", 48, "Making of mediator by damage, relative to phagocytes")                                                   \
  GIVEN(muc, "h-1", 0.1, "Decay of mediator")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real P = s.pathogen, N = s.phagocytes, D = s.damage, A = s.mediator / s.cinf;
  real q = 1 / (1 + A * A), f = N * q / s.xdn, w = (N + s.kcnd * D) * q;
  real R = (s.knn * N + s.knp * P + s.knd * D) * q, f6 = f * f * f * f * f * f;
  d->pathogen = s.kpg * P * (1 - P / s.pinf) - s.kpm * s.sm * P / (s.mum + s.kmp * P) - s.kpn * N * q * P;
  d->phagocytes = s.snr * R / (s.munr + R) - s.mun * N;
  d->damage = s.kdn * f6 / (1 + f6) - s.mud * D;
  d->mediator = s.sc + s.kcn * w / (1 + w) - s.muc * s.mediator;
}

DEFINE_PROCESS(reynolds2006, "Pathogen, phagocytes, damage and an anti-inflammatory mediator: health or death")

DEFINE_PUBLISHED(reynolds2006) = {
  .process = &process_published_reynolds2006,
  .title = "A reduced model of the acute inflammatory response",
  .citation = "Reynolds, Rubin, Clermont, Day, Vodovotz and Ermentrout 2006, J. Theor. Biol. 242:220-236",
  .seen = "All equations and numbers, in the SBML file BIOMD0000000714. The paper itself was not visible.",
  .caveats = "Time is in hours. Pathogen falls below any tolerance after a recovery; its decimals mean nothing there.",
  .time_unit = "h",
  .variants = { { "infection", "pathogen 1 at the start, no damage", { { NULL, 0 } }, { NULL } },
                { "sterile",
                  "damage without pathogen, as after trauma",
                  { { "pathogen_initial", 0 }, { "damage_initial", 1 } },
                  { NULL } } },
  .times = { 0, 6, 12, 24, 48, 96, 168, 336, 1000 },
  .absolute_tolerance = 1e-13,
  .settled = 100000,
  .outcomes = { { "septic death", "pathogen", 0.01, "pathogen and damage stay" },
                { "aseptic death", "damage", 1, "damage stays without pathogen" },
                { "recovery", NULL, 0, "everything goes back to rest" } },
  .thresholds = { { "infection", "pathogen_initial", 0.1, 10 },
                  { "infection", "kpg", 0.1, 1 },
                  { "sterile", "damage_initial", 0.1, 100 } },
};
