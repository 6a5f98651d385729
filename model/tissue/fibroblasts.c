/* fibroblasts.c - fibroblasts are activated by TGF-beta, become myofibroblasts, and are refractory for a while afterwards.
 *
 *   dQ/dt = g Q - a Q + R / refractory_time          a = amax T / (KT + T)
 *   dA/dt = a Q + g A - m A - z A                    m = ymax T^2 / (KY^2 + T^2)
 *   dY/dt = m A - dY Y                               g = r (1 - (Q + A + Y + R) / K),  K = 1 + kG G / (KG + G)
 *   dR/dt = z A + p dY Y - R / refractory_time
 *
 * Q quiescent (1 at rest), A activated, Y myofibroblasts, R refractory; T TGF-beta, G PDGF. A session kills a part.
 * Structural variant without the pool: spent cells go back to Q (refractory_pool = 0, supplied from around).
 * The refractory time is not measured and decides which session spacing looks best: read results with that in mind.
 * Limits: no migration between layers. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(fibroblasts_quiescent, "1", 1, 0, 100, "Quiescent fibroblasts, relative to all fibroblasts at rest", "neocol")           \
  STATE(fibroblasts_activated, "1", 0, 0, 100, "Activated fibroblasts", "neocol")                                                \
  STATE(myofibroblasts, "1", 0, 0, 100, "Myofibroblasts", "neocol")                                                              \
  STATE(fibroblasts_refractory, "1", 0, 0, 100, "Fibroblasts that do not answer again yet", "neocol")                            \
  READS(tgf_beta, "1", 0)                                                                                                        \
  READS(refractory_pool, "1", 1)                                                                                                 \
  READS(pdgf, "1", 0)                                                                                                            \
  PARAM(growth, "day-1", 0.3, 0.1, 0.9, derived, "Logistic growth rate", "sohutskay2021")                                        \
  PARAM(capacity_gain, "1", 1.5, 0.5, 4.5, assumed, "Greatest rise of the carrying capacity by PDGF", "neocol")                  \
  PARAM(capacity_threshold, "1", 0.5, 0.17, 1.5, assumed, "PDGF at half of that rise", "neocol")                                 \
  PARAM(activation, "day-1", 0.5, 0.2, 1, assumed, "Greatest rate of activation", "neocol")                                      \
  PARAM(activation_threshold, "1", 0.3, 0.1, 0.9, assumed, "TGF-beta at half activation", "neocol")                              \
  PARAM(differentiation, "day-1", 0.25, 0.1, 0.5, assumed, "Greatest rate of turning into myofibroblasts", "neocol")             \
  PARAM(differentiation_threshold, "1", 0.35, 0.12, 1.05, assumed, "TGF-beta at half differentiation", "neocol")                 \
  PARAM(deactivation, "day-1", 0.1, 0.05, 0.3, assumed, "Activated fibroblasts that calm down", "neocol")                        \
  PARAM(myofibroblast_loss, "day-1", 0.08, 0.03, 0.3, assumed, "Loss of myofibroblasts", "koppenol2017")                         \
  PARAM(myofibroblast_return, "1", 0.3, 0, 1, assumed, "Part of lost myofibroblasts that become refractory fibroblasts",         \
        "neocol")                                                                                                                \
  PARAM(refractory_time, "day", 14, 0.2, 42, assumed, "Mean time until a fibroblast answers again", "neocol")                    \
  PARAM(kill, "1", 0.15, 0, 0.3, assumed, "Fibroblasts killed: 1 - exp(-kill x intensity)", "neocol")                            \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real all = s.fibroblasts_quiescent + s.fibroblasts_activated + s.myofibroblasts + s.fibroblasts_refractory;
  real capacity = 1 + s.capacity_gain * s.pdgf / (s.capacity_threshold + s.pdgf);
  real g = s.growth * (1 - all / capacity), T2 = s.tgf_beta * s.tgf_beta;
  real activated = s.activation * s.tgf_beta / (s.activation_threshold + s.tgf_beta) * s.fibroblasts_quiescent;
  real turned =
      s.differentiation * T2 / (s.differentiation_threshold * s.differentiation_threshold + T2) * s.fibroblasts_activated;
  real calmed = s.deactivation * s.fibroblasts_activated, lost = s.myofibroblast_loss * s.myofibroblasts;
  real recovered = s.fibroblasts_refractory / s.refractory_time;
  // without the refractory pool spent cells answer again at once
  real spent = calmed + s.myofibroblast_return * lost, again = (1 - s.refractory_pool) * spent;
  d->fibroblasts_quiescent = g * s.fibroblasts_quiescent - activated + recovered + again;
  d->fibroblasts_activated = activated + g * s.fibroblasts_activated - turned - calmed;
  d->myofibroblasts = turned - lost;
  d->fibroblasts_refractory = s.refractory_pool * spent - recovered;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  real spared = exponential(-s.kill * hit.intensity);
  after->fibroblasts_quiescent = s.fibroblasts_quiescent * spared;
  after->fibroblasts_activated = s.fibroblasts_activated * spared;
  after->myofibroblasts = s.myofibroblasts * spared;
  after->fibroblasts_refractory = s.fibroblasts_refractory * spared;
}

DEFINE_PROCESS(fibroblasts, "Fibroblasts: quiescent, activated, myofibroblasts, refractory")
