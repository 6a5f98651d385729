/* koppenol2017.c - fibroblasts, myofibroblasts, signal and collagen of a contracting scar, without space (Koppenol 2017).
 *
 *   dN/dt = rF (1 + rmax c / (aI + c)) (1 - kap F) N^(1+q) - kF c N - dN N                F = N + M
 *   dM/dt = rF ((1 + rmax) c / (aI + c)) (1 - kap F) M^(1+q) + kF c N - dM M
 *   dc/dt = kc c / (aII + c) (N + eI M) - dc g c                                          g = (N + eII M) r / (1 + aIII c)
 *   dr/dt = kr (1 + kmax c / (aIV + c)) (N + eI M) - dr g r
 *
 * q and kr are not free: rest (N0, 0, 0, r0) fixes q = (ln dN - ln(rF (1 - kap N0))) / ln N0 and kr = dr r0^2. RECALLED, not
 * seen: a test of rest and stability only, no replication of the paper. Limits: no movement, no mechanics. */
#include "published.h"

#define PUBLISHED_SOURCE "koppenol2017"
/* from memory: no source was open */
#define RECALLED(name, unit, value, doc) PARAM(name, unit, value, 0, PUBLISHED_MOST, assumed, doc ", recalled", PUBLISHED_SOURCE)
#define DECLARE                                                                                                                  \
  BEGINS(fibroblasts, "cm-3", 1e4, "Fibroblasts")                                                                                \
  BEGINS(myofibroblasts, "cm-3", 0, "Myofibroblasts")                                                                            \
  BEGINS(signal, "g cm-3", 0, "Signalling molecule")                                                                             \
  BEGINS(collagen, "g cm-3", 0.1125, "Collagen")                                                                                 \
  RECALLED(N0, "cm-3", 1e4, "Fibroblasts at rest")                                                                               \
  RECALLED(r0, "g cm-3", 0.1125, "Collagen at rest")                                                                             \
  RECALLED(rF, "day-1", 0.924, "Division of cells")                                                                              \
  RECALLED(rmax, "1", 2, "Greatest enhancement of division by signal")                                                           \
  RECALLED(kap, "cm3", 1e-6, "Crowding by a cell")                                                                               \
  RECALLED(kF, "cm3 g-1 day-1", 1.08e7, "Change of fibroblasts to myofibroblasts")                                               \
  RECALLED(dN, "day-1", 0.02, "Death of fibroblasts")                                                                            \
  RECALLED(dM, "day-1", 0.06, "Death of myofibroblasts")                                                                         \
  RECALLED(kc, "g day-1", 4e-13, "Signal made by a cell")                                                                        \
  RECALLED(eI, "1", 2, "Making by a myofibroblast, relative to a fibroblast")                                                    \
  RECALLED(eII, "1", 0.5, "Break-down by a myofibroblast, relative to a fibroblast")                                             \
  RECALLED(dc, "cm6 g-1 day-1", 5e-4, "Break-down of signal")                                                                    \
  RECALLED(dr, "cm6 g-1 day-1", 6e-6, "Break-down of collagen")                                                                  \
  RECALLED(kmax, "1", 10, "Greatest enhancement of the making of collagen by signal")                                            \
  RECALLED(aI, "g cm-3", 1e-8, "Signal at half effect on division")                                                              \
  RECALLED(aII, "g cm-3", 1e-8, "Signal at half of its own making")                                                              \
  RECALLED(aIII, "cm3 g-1", 2e8, "Inhibition of break-down by signal")                                                           \
  RECALLED(aIV, "g cm-3", 1e-9, "Signal at half effect on collagen")                                                             \
  SHOWS(exponent, "1", "q: cell division goes with the power 1 + q")                                                             \
  SHOWS(collagen_making, "g day-1", "k_rho: collagen made by a fibroblast at rest")                                              \
  SHOWS(signal_growth, "day-1", "Growth rate of a little signal at rest")                                                        \
  SHOWS(residual, "1", "Greatest rate of change of fibroblasts and collagen, per day and relative to rest")
#include "process.h"

PROCESS_INLINE double resting_exponent(struct in s)
{
  return (logarithm_real(s.dN) - logarithm_real(s.rF * (1 - s.kap * s.N0))) / logarithm_real(s.N0);
}

PROCESS_RATES(struct in s, struct out *d)
{
  real N = s.fibroblasts, M = s.myofibroblasts, c = s.signal, r = s.collagen;
  double q = resting_exponent(s);
  real room = s.rF * (1 - s.kap * (N + M)), by_signal = c / (s.aI + c);
  real g = (N + s.eII * M) * r / (1 + s.aIII * c), making = N + s.eI * M;
  d->fibroblasts = room * (1 + s.rmax * by_signal) * power(N, 1 + q) - s.kF * c * N - s.dN * N;
  d->myofibroblasts = room * (1 + s.rmax) * by_signal * power(M, 1 + q) + s.kF * c * N - s.dM * M;
  d->signal = s.kc * c / (s.aII + c) * making - s.dc * g * c;
  d->collagen = s.dr * s.r0 * s.r0 * (1 + s.kmax * c / (s.aIV + c)) * making - s.dr * g * r;
}

PROCESS_OBSERVABLE(exponent)
{
  return resting_exponent(s);
}

PROCESS_OBSERVABLE(collagen_making)
{
  return s.dr * s.r0 * s.r0;
}

PROCESS_OBSERVABLE(signal_growth)
{
  return s.kc * s.N0 / s.aII - s.dc * s.N0 * s.r0;
}

PROCESS_OBSERVABLE(residual)
{
  struct out d = { 0 };
  rates(s, &d);
  real cells = d.fibroblasts / s.N0, collagen = d.collagen / s.r0;
  return square_root(cells * cells + collagen * collagen);
}

DEFINE_PROCESS(koppenol2017, "Fibroblasts, myofibroblasts, signal and collagen of a contracting scar, at one point (recalled)")

DEFINE_PUBLISHED(koppenol2017) = {
  .process = &process_published_koppenol2017,
  .title = "Contraction and collagen of hypertrophic scar, identities at rest only",
  .citation = "Koppenol, Vermolen, Niessen, van Zuijlen and Vuik 2017, Biomech. Model. Mechanobiol. 16:15-32",
  .seen = "RECALLED: no source was open. Two identities (q and k_rho) agree with tabulated values as remembered; the abstract of "
          "arXiv:2010.12897 confirms that there is a condition of stability.",
  .caveats = "A test of rest and stability, not a replication, until someone opens the paper.",
  .time_unit = "day",
  .variants = { { "rest", "at rest", { { NULL, 0 } }, { NULL } },
                { "signal", "a little signal at rest decays", { { "signal_initial", 1e-14 } }, { NULL } } },
  .times = { 0, 1, 7, 30, 365 },
  .absolute_tolerance = 1e-26,
};
