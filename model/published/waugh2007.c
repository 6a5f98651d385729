/* waugh2007.c - engineered skin on a diabetic wound: macrophages, growth factors, fibroblasts, matrix (Waugh and Sherratt 2007).
 *
 *   dM/dt = a K(T) + k1 k2 M c - d1 M         dR/dt = (1 - a) K(T) + k1 k2 R c - d1 R      c = 1 - k3 (M + R) - k5 F - k6 C
 *   dT/dt = k4 M + k7 F - d2 T + g gT         dP/dt = k8 (M + R) + k9 F - d3 P + g gP      a = -0.197 log10 H + 0.4407
 *   dF/dt = m(P) + k10 F c - d4 F + g gF      dC/dt = k11 F f(T) g(C) - d5 F C + g gC      dH/dt = k12 F - d6 H + g gH
 *
 * K, m, f, g(C): fitted cubics. M, R: inflammatory and repair macrophages; T: TGF-beta; P: PDGF; F: fibroblasts; C: collagen;
 * H: hyaluronan. g = 1 on the days on which a graft gives off gT .. gH, in pulses of one day each week from day 28. Limits: m is
 * negative for 5.01 < P < 5.90 and a above 1 for H < 1.45e-3; the long-time collagen is the root 1259 of the fitted g(C). */
#include "published.h"

#define PUBLISHED_SOURCE "waugh2007"
#define DECLARE                                                                                                                  \
  BEGINS(inflammatory_macrophages, "mm-3", 200, "Inflammatory macrophages")                                                      \
  BEGINS(repair_macrophages, "mm-3", 200, "Repair macrophages")                                                                  \
  BEGINS(tgf_beta, "pg mm-3", 6, "TGF-beta")                                                                                     \
  BEGINS(pdgf, "pg mm-3", 2, "PDGF")                                                                                             \
  BEGINS(fibroblasts, "mm-3", 50, "Fibroblasts")                                                                                 \
  BEGINS(collagen, "ug mm-3", 10, "Collagen")                                                                                    \
  BEGINS(hyaluronan, "ug mm-3", 0.01, "Hyaluronan")                                                                              \
  READS(graft, "1", 0)                                                                                                           \
  GIVEN(k1, "1", 0.05, "Part of the macrophages that divide")                                                                    \
  GIVEN(k2, "day-1", 0.693, "Division of macrophages")                                                                           \
  GIVEN(k3, "mm3", 0.002, "Crowding by a macrophage")                                                                            \
  GIVEN(k4, "pg day-1", 0.07, "TGF-beta made by an inflammatory macrophage")                                                     \
  GIVEN(k5, "mm3", 0.0025, "Crowding by a fibroblast")                                                                           \
  GIVEN(k6, "mm3 ug-1", 0.0004, "Crowding by collagen")                                                                          \
  GIVEN(k7, "pg day-1", 0.004, "TGF-beta made by a fibroblast")                                                                  \
  GIVEN(k8, "pg day-1", 0.015, "PDGF made by a macrophage")                                                                      \
  GIVEN(k9, "pg day-1", 0.0015, "PDGF made by a fibroblast")                                                                     \
  GIVEN(k10, "day-1", 0.924, "Division of fibroblasts")                                                                          \
  GIVEN(k11, "ug day-1", 20, "Collagen made by a fibroblast (diabetic: 5)")                                                      \
  GIVEN(k12, "ug day-1", 0.01, "Hyaluronan made by a fibroblast (diabetic: 0.001)")                                              \
  GIVEN(d1, "day-1", 0.2, "Loss of macrophages")                                                                                 \
  GIVEN(d2, "day-1", 9.1, "Decay of TGF-beta")                                                                                   \
  GIVEN(d3, "day-1", 4, "Decay of PDGF")                                                                                         \
  GIVEN(d4, "day-1", 1, "Loss of fibroblasts (diabetic: 2.5)")                                                                   \
  GIVEN(d5, "mm3 day-1", 1.5e-5, "Break-down of collagen by a fibroblast")                                                       \
  GIVEN(d6, "day-1", 0.7, "Decay of hyaluronan")                                                                                 \
  SIGNED(t1, "mm6 pg-3 day-1", -2.47, "Recruitment of monocytes, cubic term in TGF-beta")                                        \
  SIGNED(t2, "mm3 pg-2 day-1", 21.94, "Recruitment of monocytes, square term")                                                   \
  SIGNED(t3, "pg-1 day-1", 6.41, "Recruitment of monocytes, linear term")                                                        \
  SIGNED(t4, "mm-3 day-1", 1.75, "Recruitment of monocytes without TGF-beta")                                                    \
  SIGNED(m1, "mm6 pg-3 day-1", 15.333, "Arrival of fibroblasts, cubic term in PDGF")                                             \
  SIGNED(m2, "mm3 pg-2 day-1", -167.21, "Arrival of fibroblasts, square term")                                                   \
  SIGNED(m3, "pg-1 day-1", 452.38, "Arrival of fibroblasts, linear term")                                                        \
  SIGNED(m4, "mm-3 day-1", 2.6593, "Arrival of fibroblasts without PDGF")                                                        \
  SIGNED(f1, "mm9 pg-3", 0.0092, "Collagen by TGF-beta, cubic term")                                                             \
  SIGNED(f2, "mm6 pg-2", -0.1552, "Collagen by TGF-beta, square term")                                                           \
  SIGNED(f3, "mm3 pg-1", 0.6279, "Collagen by TGF-beta, linear term")                                                            \
  SIGNED(f4, "1", 0.2527, "Collagen without TGF-beta")                                                                           \
  SIGNED(g1, "mm9 ug-3", -4.33e-10, "Collagen by collagen, cubic term")                                                          \
  SIGNED(g2, "mm6 ug-2", 9e-7, "Collagen by collagen, square term")                                                              \
  SIGNED(g3, "mm3 ug-1", -5.5e-4, "Collagen by collagen, linear term")                                                           \
  SIGNED(g4, "1", 0.13, "Collagen without collagen")                                                                             \
  SIGNED(alpha_slope, "1", -0.197, "Part of inflammatory macrophages, by decade of hyaluronan")                                  \
  SIGNED(alpha_level, "1", 0.4407, "Part of inflammatory macrophages at 1 ug mm-3 hyaluronan")                                   \
  CHOSEN(grafts, "1", 0, "Number of grafts")                                                                                     \
  GIVEN(graft_start, "day", 28, "First day of the first graft")                                                                  \
  GIVEN(graft_duration, "day", 1, "How long a graft gives off")                                                                  \
  GIVEN(graft_separation, "day", 7, "From graft to graft")                                                                       \
  GIVEN(graft_tgf_beta, "pg mm-3 day-1", 0.4, "TGF-beta out of a graft")                                                         \
  GIVEN(graft_pdgf, "pg mm-3 day-1", 1, "PDGF out of a graft")                                                                   \
  GIVEN(graft_fibroblasts, "mm-3 day-1", 1550, "Fibroblasts out of a graft (treatment B: 8000)")                                 \
  GIVEN(graft_collagen, "ug mm-3 day-1", 0.45, "Collagen out of a graft (treatment B: 18.75)")                                   \
  GIVEN(graft_hyaluronan, "ug mm-3 day-1", 2.5, "Hyaluronan out of a graft (treatment B: 80)")                                   \
  SHOWS(alpha, "1", "Part of the monocytes that become inflammatory macrophages")                                                \
  SHOWS(monocyte_recruitment, "mm-3 day-1", "Recruitment of monocytes")                                                          \
  SHOWS(fibroblast_arrival, "mm-3 day-1", "Arrival of fibroblasts")
#include "process.h"

PROCESS_INLINE real recruited(struct in s)
{
  real T = s.tgf_beta;
  return ((s.t1 * T + s.t2) * T + s.t3) * T + s.t4;
}

PROCESS_INLINE real arriving(struct in s)
{
  real P = s.pdgf;
  return ((s.m1 * P + s.m2) * P + s.m3) * P + s.m4;
}

PROCESS_INLINE real inflammatory_part(struct in s)
{
  // log10 = ln / ln 10
  return s.alpha_slope * (logarithm(s.hyaluronan) / 2.302585092994045684) + s.alpha_level;
}

PROCESS_RATES(struct in s, struct out *d)
{
  real M = s.inflammatory_macrophages, R = s.repair_macrophages, T = s.tgf_beta, F = s.fibroblasts, C = s.collagen;
  real a = inflammatory_part(s), K = recruited(s), room = 1 - s.k3 * (M + R) - s.k5 * F - s.k6 * C;
  real division = s.k1 * s.k2 * room - s.d1;
  real by_tgf_beta = ((s.f1 * T + s.f2) * T + s.f3) * T + s.f4;
  real by_collagen = ((s.g1 * C + s.g2) * C + s.g3) * C + s.g4;
  d->inflammatory_macrophages = a * K + division * M;
  d->repair_macrophages = (1 - a) * K + division * R;
  d->tgf_beta = s.k4 * M + s.k7 * F - s.d2 * T + s.graft * s.graft_tgf_beta;
  d->pdgf = s.k8 * (M + R) + s.k9 * F - s.d3 * s.pdgf + s.graft * s.graft_pdgf;
  d->fibroblasts = arriving(s) + s.k10 * F * room - s.d4 * F + s.graft * s.graft_fibroblasts;
  d->collagen = s.k11 * F * by_tgf_beta * by_collagen - s.d5 * F * C + s.graft * s.graft_collagen;
  d->hyaluronan = s.k12 * F - s.d6 * s.hyaluronan + s.graft * s.graft_hyaluronan;
}

PROCESS_OBSERVABLE(alpha)
{
  return inflammatory_part(s);
}

PROCESS_OBSERVABLE(monocyte_recruitment)
{
  return recruited(s);
}

PROCESS_OBSERVABLE(fibroblast_arrival)
{
  return arriving(s);
}

DEFINE_PROCESS(waugh2007, "Macrophages, TGF-beta, PDGF, fibroblasts, collagen and hyaluronan; grafts as weekly pulses")

DEFINE_PUBLISHED(waugh2007) = {
  .process = &process_published_waugh2007,
  .title = "Engineered skin substitutes on diabetic wounds",
  .citation = "Waugh and Sherratt 2007, Wound Repair Regen. 15:556-565",
  .seen =
      "All equations and numbers, in the SBML files MODEL1006230106 (normal), 003 (diabetic), 099 and 102 (treated). The paper "
      "itself was not visible.",
  .caveats = "log10, not ln, in alpha. Fitted cubics rule: arrival of fibroblasts is negative for 5.01 < PDGF < 5.90, alpha is "
             "above 1 for hyaluronan < 1.45e-3, and the collagen of late times is a root (1259) of its cubic.",
  .time_unit = "day",
  .variants = { { "normal", "a normal wound", { { NULL, 0 } }, { NULL } },
                { "diabetic",
                  "less matrix, more loss of fibroblasts",
                  { { "k11", 5 }, { "k12", 0.001 }, { "d4", 2.5 } },
                  { NULL } },
                { "treated_a",
                  "diabetic, five grafts on days 28 to 56",
                  { { "k11", 5 }, { "k12", 0.001 }, { "d4", 2.5 }, { "grafts", 5 } },
                  { NULL } },
                { "treated_b",
                  "diabetic, eight larger grafts on days 28 to 77",
                  { { "k11", 5 },
                    { "k12", 0.001 },
                    { "d4", 2.5 },
                    { "grafts", 8 },
                    { "graft_fibroblasts", 8000 },
                    { "graft_collagen", 18.75 },
                    { "graft_hyaluronan", 80 } },
                  { NULL } } },
  .times = { 0, 3, 7, 14, 28, 29, 42, 56, 77, 78, 90, 180 },
  .absolute_tolerance = 1e-12,
  .schedule = { "graft", "grafts", "graft_start", "graft_duration", "graft_separation" },
  .ranges = { { "alpha", 0, 1, "alpha is a part, 0 to 1: hyaluronan left the range of the fitted law" },
              { "monocyte_recruitment", 0, PUBLISHED_MOST, "recruitment K(T) is negative: beyond the fitted range of TGF-beta" },
              { "fibroblast_arrival", 0, PUBLISHED_MOST,
                "arrival of fibroblasts is negative: beyond the fitted range of PDGF" } },
  .settled = 1000,
  .outcomes = { { "chronic", "inflammatory_macrophages", 100, "more than 100 inflammatory macrophages per mm3 stay" },
                { "resolved", NULL, 0, "inflammation has gone" } },
};
