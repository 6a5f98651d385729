/* adler2020.c - hot and cold fibrosis: macrophages and myofibroblasts that feed each other (Adler et al. 2020).
 *
 *   dF/dt = F (l1 P / (k1 + P) (1 - F / K) - m1)        dM/dt = M (l2 C / (k2 + C) - m2) + n influx
 *   dC/dt = b1 F - a1 M C / (k2 + C) - g C              dP/dt = b2 M + b3 F - a2 F P / (k1 + P) - g P
 *
 * F: myofibroblasts, M: macrophages, C: CSF, P: PDGF; n: injuries that act. The quasi-steady variant, which is what the visible
 * code solves, puts dC/dt = dP/dt = 0 and takes the positive roots X = 2 c / (B + sqrt(B^2 + 4 g c)), c = (source) k,
 * B = g k + a (cells) - source. Limits: well mixed; injuries are a constant influx of macrophages for a while. */
#include "published.h"

#define PUBLISHED_SOURCE "adler2020"
#define DECLARE                                                                                                                  \
  BEGINS(myofibroblasts, "cm-3", 1, "Myofibroblasts")                                                                            \
  BEGINS(macrophages, "cm-3", 1, "Macrophages")                                                                                  \
  BEGINS(csf, "cm-3", 0, "CSF1, molecules")                                                                                      \
  BEGINS(pdgf, "cm-3", 0, "PDGF, molecules")                                                                                     \
  READS(injuries, "1", 0)                                                                                                        \
  CHOICE(quasi_steady, 1, "1: growth factors at their steady values, as in the code; 0: all four equations")                     \
  GIVEN(l1, "day-1", 0.9, "Greatest division of myofibroblasts")                                                                 \
  GIVEN(l2, "day-1", 0.8, "Greatest division of macrophages")                                                                    \
  GIVEN(m1, "day-1", 0.3, "Loss of myofibroblasts")                                                                              \
  GIVEN(m2, "day-1", 0.3, "Loss of macrophages")                                                                                 \
  GIVEN(K, "cm-3", 1e6, "Carrying capacity of myofibroblasts")                                                                   \
  GIVEN(k1, "cm-3", 1e9, "PDGF at half effect")                                                                                  \
  GIVEN(k2, "cm-3", 1e9, "CSF at half effect")                                                                                   \
  GIVEN(b1, "min-1", 470, "CSF made by a myofibroblast")                                                                         \
  GIVEN(b2, "min-1", 70, "PDGF made by a macrophage")                                                                            \
  GIVEN(b3, "min-1", 240, "PDGF made by a myofibroblast")                                                                        \
  GIVEN(a1, "min-1", 940, "CSF taken up by a macrophage")                                                                        \
  GIVEN(a2, "min-1", 510, "PDGF taken up by a myofibroblast")                                                                    \
  GIVEN(g, "day-1", 2, "Decay of CSF and PDGF")                                                                                  \
  GIVEN(influx, "cm-3 day-1", 1e6, "Macrophages that an injury brings")                                                          \
  CHOSEN(pulses, "1", 1, "Number of injuries")                                                                                   \
  CHOSEN(start, "day", 0, "Start of the first injury")                                                                           \
  CHOSEN(duration, "day", 2, "Duration of an injury")                                                                            \
  CHOSEN(separation, "day", 20, "From the start of an injury to the start of the next")                                          \
  SHOWS(csf_acting, "cm-3", "CSF that acts")                                                                                     \
  SHOWS(pdgf_acting, "cm-3", "PDGF that acts")
#include "process.h"

static const double minutes_per_day = 1440;

/* the positive root of source - uptake X / (half + X) - decay X */
PROCESS_INLINE real steady(real source, real uptake, double half, double decay)
{
  real B = decay * half + uptake - source, c = source * half;
  return 2 * c / (B + square_root(B * B + 4 * decay * c));
}

PROCESS_INLINE real acting_csf(struct in s)
{
  real made = s.b1 * minutes_per_day * s.myofibroblasts, taken = s.a1 * minutes_per_day * s.macrophages;
  return s.quasi_steady * steady(made, taken, s.k2, s.g) + (1 - s.quasi_steady) * s.csf;
}

PROCESS_INLINE real acting_pdgf(struct in s)
{
  real made = s.b2 * minutes_per_day * s.macrophages + s.b3 * minutes_per_day * s.myofibroblasts;
  real taken = s.a2 * minutes_per_day * s.myofibroblasts;
  return s.quasi_steady * steady(made, taken, s.k1, s.g) + (1 - s.quasi_steady) * s.pdgf;
}

PROCESS_RATES(struct in s, struct out *d)
{
  real F = s.myofibroblasts, M = s.macrophages, C = acting_csf(s), P = acting_pdgf(s);
  real by_csf = C / (s.k2 + C), by_pdgf = P / (s.k1 + P);
  double followed = 1 - s.quasi_steady;
  d->myofibroblasts = F * (s.l1 * by_pdgf * (1 - F / s.K) - s.m1);
  d->macrophages = M * (s.l2 * by_csf - s.m2) + s.injuries * s.influx;
  d->csf = followed * (minutes_per_day * (s.b1 * F - s.a1 * M * by_csf) - s.g * C);
  d->pdgf = followed * (minutes_per_day * (s.b2 * M + s.b3 * F - s.a2 * F * by_pdgf) - s.g * P);
}

PROCESS_OBSERVABLE(csf_acting)
{
  return acting_csf(s);
}

PROCESS_OBSERVABLE(pdgf_acting)
{
  return acting_pdgf(s);
}

DEFINE_PROCESS(adler2020, "Macrophages and myofibroblasts: repeated injury tips tissue into fibrosis")

DEFINE_PUBLISHED(adler2020) = {
  .process = &process_published_adler2020,
  .title = "Principles of cell circuits for tissue repair and fibrosis",
  .citation = "Adler, Mayo, Zhou, Franklin, Meizlish, Medzhitov, Kallenberger and Alon 2020, iScience 23:100841",
  .seen = "Equations and numbers in code of third parties (Schumacher-group/cellcircuits, with growth factors at quasi-steady "
          "values); that two repositories agree was noted. The paper itself was not visible.",
  .caveats =
      "What happens after an injury is decided near a separatrix: give thresholds three digits. Growth factors start at 0 in "
      "the full variant (a choice).",
  .time_unit = "day",
  .variants = { { "quasi_steady", "growth factors at steady values, one injury of 2 days", { { NULL, 0 } }, { "csf", "pdgf" } },
                { "full", "all four equations, one injury of 2 days", { { "quasi_steady", 0 } }, { NULL } },
                { "twice",
                  "growth factors at steady values, two injuries of 1 day",
                  { { "pulses", 2 }, { "duration", 1 } },
                  { "csf", "pdgf" } },
                { "full_twice",
                  "all four equations, two injuries of 1 day",
                  { { "quasi_steady", 0 }, { "pulses", 2 }, { "duration", 1 } },
                  { NULL } } },
  .times = { 0, 2, 5, 10, 20, 40, 80, 160, 320 },
  .absolute_tolerance = 1e-10,
  .schedule = { "injuries", "pulses", "start", "duration", "separation" },
  .settled = 600,
  .outcomes = { { "hot fibrosis", "macrophages", 5000, "macrophages and myofibroblasts stay" },
                { "cold fibrosis", "myofibroblasts", 5000, "myofibroblasts stay without macrophages" },
                { "healing", NULL, 0, "both go away" } },
  .thresholds = { { "quasi_steady", "duration", 0.5, 10 },
                  { "full", "duration", 0.5, 10 },
                  { "twice", "separation", 0, 100 },
                  { "full_twice", "separation", 0, 100 } },
};
