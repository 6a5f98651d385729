/* bianchi2015.c - growth of lymph vessels in a healing wound: TGF-beta, macrophages, VEGF (Bianchi, Painter and Sherratt 2015).
 *
 *   dT/dt = (ap p + aM M) (TL + r1 M) - d1 T                                             dp/dt = -ap TL p,  p(0) = p0
 *   dM/dt = sM + al b1 T^2 / (b2 + T^4) + be r2 M (1 - M / k1) - d2 M - rho C M
 *   dV/dt = sV + r3 M - d3 V - ga V L
 *   dL/dt = (c1 + V / (c2 + c3 V)) L / (1 + c4 T) + (sL + b3 V^2 / (b4 + V^4)) f - (M + L + C) L / k2 - sig (e1 + e2 V) L
 *   dC/dt = sig (e1 + e2 V) L          f = 1 - C / Cs while C < Cs, else 0;  sig = 1 once L + C has reached Ls
 *
 * T: TGF-beta, M: macrophages, V: VEGF, L: tips of lymph vessels, C: lymph capillaries. p, the TGF-beta of platelets, is the
 * published p0 exp(-ap TL t) as a state, because rates know no time. sig and f are switches. Limits: no space. */
#include "published.h"

#define PUBLISHED_SOURCE "bianchi2015"
#define DECLARE                                                                                                                  \
  BEGINS(tgf_beta, "pg mm-3", 30, "Active TGF-beta")                                                                             \
  BEGINS(macrophages, "mm-3", 1875, "Macrophages")                                                                               \
  BEGINS(vegf, "pg mm-3", 0.5, "VEGF")                                                                                           \
  BEGINS(vessel_tips, "mm-3", 0, "Lymphatic endothelial cells")                                                                  \
  BEGINS(capillaries, "mm-3", 0, "Lymph capillaries")                                                                            \
  BEGINS(platelets, "1", 2.5e5, "Latent TGF-beta set free by platelets, p")                                                      \
  READS(network, "1", 0)                                                                                                         \
  READS(arrival, "1", 1)                                                                                                         \
  GIVEN(ap, "1", 0.029, "Activation of TGF-beta by platelets")                                                                   \
  GIVEN(aM, "1", 0.45, "Activation of TGF-beta by macrophages")                                                                  \
  GIVEN(TL, "1", 18, "Latent TGF-beta")                                                                                          \
  GIVEN(r1, "1", 3e-5, "Latent TGF-beta made by macrophages")                                                                    \
  GIVEN(d1, "day-1", 500, "Decay of TGF-beta")                                                                                   \
  GIVEN(sM, "mm-3 day-1", 542, "Supply of macrophages")                                                                          \
  PART(al, 0.5, "Part of the monocytes that become inflammatory macrophages")                                                    \
  GIVEN(b1, "1", 8e8, "Attraction of monocytes by TGF-beta")                                                                     \
  GIVEN(b2, "1", 8.1e9, "Saturation of it")                                                                                      \
  PART(be, 0.005, "Part of the macrophages that divide")                                                                         \
  GIVEN(r2, "day-1", 1.22, "Division of macrophages")                                                                            \
  GIVEN(k1, "mm-3", 6e5, "Carrying capacity of macrophages")                                                                     \
  GIVEN(d2, "day-1", 0.2, "Loss of macrophages")                                                                                 \
  GIVEN(rho, "mm3 day-1", 1e-5, "Drainage of macrophages by capillaries")                                                        \
  GIVEN(sV, "pg mm-3 day-1", 1.9, "Supply of VEGF")                                                                              \
  GIVEN(r3, "pg day-1", 0.0019, "VEGF made by a macrophage")                                                                     \
  GIVEN(d3, "day-1", 11, "Decay of VEGF")                                                                                        \
  GIVEN(ga, "mm3 day-1", 0.0014, "Use of VEGF by vessel tips")                                                                   \
  GIVEN(c1, "day-1", 0.42, "Division of vessel tips")                                                                            \
  GIVEN(c2, "1", 42, "Division by VEGF")                                                                                         \
  GIVEN(c3, "1", 4.1, "Saturation of it")                                                                                        \
  GIVEN(c4, "1", 0.24, "Inhibition of division by TGF-beta")                                                                     \
  GIVEN(sL, "mm-3 day-1", 500, "Supply of vessel tips")                                                                          \
  GIVEN(b3, "1", 1e7, "Attraction of vessel tips by VEGF")                                                                       \
  GIVEN(b4, "1", 8.1e9, "Saturation of it")                                                                                      \
  GIVEN(Cs, "mm-3", 1e4, "Capillaries at which no more vessel tips arrive")                                                      \
  GIVEN(k2, "mm-3", 471000, "Crowding of vessel tips")                                                                           \
  GIVEN(Ls, "mm-3", 1e4, "Vessel cells from which a network forms")                                                              \
  GIVEN(e1, "day-1", 0.05, "Change of vessel tips to capillaries")                                                               \
  GIVEN(e2, "1", 0.001, "The same by VEGF")                                                                                      \
  SHOWS(network_margin, "mm-3", "Vessel cells above those from which a network forms")                                           \
  SHOWS(arrival_margin, "mm-3", "Capillaries short of those at which no more vessel tips arrive")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real T = s.tgf_beta, M = s.macrophages, V = s.vegf, L = s.vessel_tips, C = s.capillaries;
  real T2 = T * T, V2 = V * V;
  real arriving = s.arrival * (1 - C / s.Cs) * (s.sL + s.b3 * V2 / (s.b4 + V2 * V2));
  real forming = s.network * (s.e1 + s.e2 * V) * L;
  d->tgf_beta = (s.ap * s.platelets + s.aM * M) * (s.TL + s.r1 * M) - s.d1 * T;
  d->platelets = -s.ap * s.TL * s.platelets;
  d->macrophages = s.sM + s.al * s.b1 * T2 / (s.b2 + T2 * T2) + s.be * s.r2 * M * (1 - M / s.k1) - s.d2 * M - s.rho * C * M;
  d->vegf = s.sV + s.r3 * M - s.d3 * V - s.ga * V * L;
  d->vessel_tips = (s.c1 + V / (s.c2 + s.c3 * V)) * L / (1 + s.c4 * T) + arriving - (M + L + C) * L / s.k2 - forming;
  d->capillaries = forming;
}

PROCESS_OBSERVABLE(network_margin)
{
  return s.vessel_tips + s.capillaries - s.Ls;
}

PROCESS_OBSERVABLE(arrival_margin)
{
  return s.Cs - s.capillaries;
}

DEFINE_PROCESS(bianchi2015, "TGF-beta, macrophages, VEGF and lymph vessels; two switches that its own state triggers")

DEFINE_PUBLISHED(bianchi2015) = {
  .process = &process_published_bianchi2015,
  .title = "A mathematical model for lymphangiogenesis in normal and diabetic wounds",
  .citation = "Bianchi, Painter and Sherratt 2015, J. Theor. Biol. 383:61-86",
  .seen = "All equations and numbers, in the SBML file BIOMD0000000722. The paper itself was not visible.",
  .caveats = "Discontinuous: sig turns when L + C reaches 1e4, and f has a kink where C reaches 1e4; with Ls near 2e4 a run ends "
             "in sliding along the switch. Units of the saturating terms "
             "are given as 1.",
  .time_unit = "day",
  .variants = { { "normal", "the published numbers", { { NULL, 0 } }, { NULL } } },
  .times = { 0, 1, 3, 5, 10, 20, 30, 50, 100 },
  .absolute_tolerance = 1e-11,
  .switches = { { "network", "network_margin" }, { "arrival", "arrival_margin" } },
  .settled = 365,
  .outcomes = { { "network", "capillaries", 100, "lymph capillaries form" }, { "none", NULL, 0, "no lymph capillaries" } },
};
