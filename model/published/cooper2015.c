/* cooper2015.c - inflammatory phase of a wound: pathogen, debris, macrophages, neutrophils (Cooper et al. 2015).
 *
 *   dP/dt = kpg P (1 - P / pinf) - kpb sb P / (mub + kbp P) - kpn P N - kpm P f        f = M / (1 + (N / ninf)^2)
 *   dQ/dt = -kptn Q N (1 + e ken N) - kptm Q f + mun N - mupt Q
 *   dM/dt = smr R1 / (mumr + R1) - mum M                       R1 = kmpt Q + kmp P + kmm M + kmn N
 *   dN/dt = snr R2 / (munr + R2) - mun N - knm N f             R2 = knpt Q + knp P
 *
 * Without oestrogen and cortisol (all that is given here). e = 1 as the curated SBML file has it, which looks like a slip of the
 * pen for oestrogen (the pathogen has 1 + ken E); e = 0 is the corrected model without oestrogen. Limits: well mixed. */
#include "published.h"

#define PUBLISHED_SOURCE "cooper2015"
#define DECLARE                                                                                                                  \
  BEGINS(pathogen, "1", 0.1, "Pathogen")                                                                                         \
  BEGINS(debris, "1", 2, "Debris")                                                                                               \
  BEGINS(macrophages, "1", 0, "Macrophages")                                                                                     \
  BEGINS(neutrophils, "1", 0.1, "Neutrophils")                                                                                   \
  CHOICE(typo, 1, "1: debris is cleared as coded in the SBML file; 0: as it was probably meant")                                 \
  GIVEN(kpg, "day-1", 14.4, "Growth of pathogen")                                                                                \
  GIVEN(pinf, "1", 20, "Greatest amount of pathogen")                                                                            \
  GIVEN(kpb, "day-1", 14.4, "Killing of pathogen by the local response")                                                         \
  GIVEN(sb, "day-1", 0.12, "Supply of the local response")                                                                       \
  GIVEN(mub, "day-1", 0.048, "Decay of the local response")                                                                      \
  GIVEN(kbp, "day-1", 0.2, "Use of the local response by pathogen")                                                              \
  GIVEN(kpn, "day-1", 35.03, "Killing of pathogen by neutrophils")                                                               \
  GIVEN(kpm, "day-1", 34.8, "Killing of pathogen by macrophages")                                                                \
  GIVEN(ninf, "1", 0.11, "Neutrophils that hold macrophages down to a half")                                                     \
  GIVEN(kptn, "day-1", 2.03, "Clearance of debris by neutrophils")                                                               \
  GIVEN(kptm, "day-1", 3.16, "Clearance of debris by macrophages")                                                               \
  GIVEN(mupt, "day-1", 0.37, "Loss of debris")                                                                                   \
  GIVEN(ken, "1", 5.37, "Enhancement of clearance by neutrophils")                                                               \
  GIVEN(knp, "day-1", 17.58, "Recruitment of neutrophils by pathogen")                                                           \
  GIVEN(knpt, "day-1", 2.97, "Recruitment of neutrophils by debris")                                                             \
  GIVEN(snr, "day-1", 0.38, "Supply of neutrophils")                                                                             \
  GIVEN(munr, "day-1", 3.3, "Loss of resting neutrophils")                                                                       \
  GIVEN(mun, "day-1", 1.02, "Death of neutrophils")                                                                              \
  GIVEN(knm, "day-1", 6.42, "Clearance of neutrophils by macrophages")                                                           \
  GIVEN(kmpt, "day-1", 41.5, "Recruitment of macrophages by debris")                                                             \
  GIVEN(kmp, "day-1", 18.52, "Recruitment of macrophages by pathogen")                                                           \
  GIVEN(kmm, "day-1", 0.06, "Recruitment of macrophages by macrophages")                                                         \
  GIVEN(kmn, "day-1", 10.58, "Recruitment of macrophages by neutrophils")                                                        \
  GIVEN(smr, "day-1", 0.17, "Supply of macrophages")                                                                             \
  GIVEN(mumr, "day-1", 0.54, "Loss of resting macrophages")                                                                      \
  GIVEN(mum, "day-1", 0.5, "Loss of macrophages")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real P = s.pathogen, Q = s.debris, M = s.macrophages, N = s.neutrophils;
  real crowd = N / s.ninf, f = M / (1 + crowd * crowd);
  real R1 = s.kmpt * Q + s.kmp * P + s.kmm * M + s.kmn * N, R2 = s.knpt * Q + s.knp * P;
  real local = s.kpb * s.sb * P / (s.mub + s.kbp * P);
  d->pathogen = s.kpg * P * (1 - P / s.pinf) - local - s.kpn * P * N - s.kpm * P * f;
  d->debris = -s.kptn * Q * N * (1 + s.typo * s.ken * N) - s.kptm * Q * f + s.mun * N - s.mupt * Q;
  d->macrophages = s.smr * R1 / (s.mumr + R1) - s.mum * M;
  d->neutrophils = s.snr * R2 / (s.munr + R2) - s.mun * N - s.knm * N * f;
}

DEFINE_PROCESS(cooper2015, "Pathogen, debris, macrophages and neutrophils in the inflammatory phase of a wound")

DEFINE_PUBLISHED(cooper2015) = {
  .process = &process_published_cooper2015,
  .title = "Inflammatory phase of wound healing",
  .citation = "Cooper, Segal, Diegelmann and Reynolds 2015, J. Theor. Biol. 367:86-99",
  .seen = "All equations and numbers without oestrogen and cortisol, in the SBML file BIOMD0000000855. The paper itself was not "
          "visible.",
  .caveats = "Pathogen falls below any usable tolerance within a day. The SBML file most likely has a slip of the pen in the "
             "clearance of debris: both versions are here.",
  .time_unit = "day",
  .variants = { { "as_coded", "debris cleared by kptn Q N (1 + ken N), as in the SBML file", { { "typo", 1 } }, { NULL } },
                { "corrected", "debris cleared by kptn Q N", { { "typo", 0 } }, { NULL } } },
  .times = { 0, 0.5, 1, 2, 4, 7, 14, 28 },
  .absolute_tolerance = 1e-13,
  .settled = 1000,
  .outcomes = { { "infected", "pathogen", 0.01, "pathogen stays" }, { "cleared", NULL, 0, "pathogen has gone" } },
  .thresholds = { { "as_coded", "kpg", 1, 100 } },
};
