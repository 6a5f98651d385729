/* waugh2006.c - macrophages and TGF-beta in a diabetic wound (Waugh and Sherratt 2006).
 *
 *   dM/dt = a K(T) + k1 k2 M (1 - k3 (M + R)) - d1 M            M: inflammatory, R: repair macrophages
 *   dR/dt = (1 - a) K(T) + k1 k2 R (1 - k3 (M + R)) - d1 R      T: TGF-beta
 *   dT/dt = k4 M - d2 T                                         K(T) = t1 T^3 + t2 T^2 + t3 T + t4
 *
 * a is 0.8 in a diabetic wound and becomes 0.2 at day 22 with treatment. Limits: K is a cubic fitted over a few pg/mm3 and
 * negative beyond 9.174, where the model need not stay positive. */
#include "published.h"

#define PUBLISHED_SOURCE "waugh2006"
#define DECLARE                                                                                                                  \
  BEGINS(inflammatory_macrophages, "mm-3", 200, "Inflammatory macrophages")                                                      \
  BEGINS(repair_macrophages, "mm-3", 200, "Repair macrophages")                                                                  \
  BEGINS(tgf_beta, "pg mm-3", 6, "TGF-beta")                                                                                     \
  READS(treatment, "1", 0)                                                                                                       \
  PART(alpha, 0.5, "Part of the monocytes that become inflammatory macrophages")                                                 \
  PART(treated_alpha, 0.2, "The same once treatment has started")                                                                \
  CHOICE(treatments, 0, "1 with treatment, 0 without")                                                                           \
  GIVEN(treatment_start, "day", 22, "Start of the treatment")                                                                    \
  SIGNED(t1, "mm6 pg-3 day-1", -2.47, "Cubic term of the recruitment of monocytes")                                              \
  SIGNED(t2, "mm3 pg-2 day-1", 21.94, "Square term of the recruitment of monocytes")                                             \
  SIGNED(t3, "pg-1 day-1", 6.41, "Linear term of the recruitment of monocytes")                                                  \
  SIGNED(t4, "mm-3 day-1", 1.75, "Recruitment of monocytes without TGF-beta")                                                    \
  GIVEN(k1, "1", 0.05, "Part of the macrophages that divide")                                                                    \
  GIVEN(k2, "day-1", 0.693, "Division of macrophages")                                                                           \
  GIVEN(k3, "mm3", 0.002, "Crowding by a macrophage")                                                                            \
  GIVEN(k4, "pg day-1", 0.07, "TGF-beta made by an inflammatory macrophage")                                                     \
  GIVEN(d1, "day-1", 0.2, "Loss of macrophages")                                                                                 \
  GIVEN(d2, "day-1", 9.1, "Decay of TGF-beta")                                                                                   \
  SHOWS(recruitment, "mm-3 day-1", "Recruitment of monocytes")
#include "process.h"

PROCESS_INLINE real recruited(struct in s)
{
  real T = s.tgf_beta;
  return ((s.t1 * T + s.t2) * T + s.t3) * T + s.t4;
}

PROCESS_RATES(struct in s, struct out *d)
{
  real M = s.inflammatory_macrophages, R = s.repair_macrophages, K = recruited(s);
  real a = s.alpha + s.treatment * (s.treated_alpha - s.alpha);
  real division = s.k1 * s.k2 * (1 - s.k3 * (M + R)) - s.d1;
  d->inflammatory_macrophages = a * K + division * M;
  d->repair_macrophages = (1 - a) * K + division * R;
  d->tgf_beta = s.k4 * M - s.d2 * s.tgf_beta;
}

PROCESS_OBSERVABLE(recruitment)
{
  return recruited(s);
}

DEFINE_PROCESS(waugh2006, "Macrophages and TGF-beta in normal, diabetic and treated wounds")

DEFINE_PUBLISHED(waugh2006) = {
  .process = &process_published_waugh2006,
  .title = "Macrophage dynamics in diabetic wound healing",
  .citation = "Waugh and Sherratt 2006, Bull. Math. Biol. 68:197-207",
  .seen = "All equations and numbers, in the SBML files BIOMD0000000679, 680 and 681; alpha = 0.5 of a normal wound is recalled. "
          "The paper itself was not visible.",
  .caveats = "The recruitment K(T) is negative for T > 9.174 pg/mm3, beyond what it was fitted to; the model need not stay "
             "positive there.",
  .time_unit = "day",
  .variants = { { "normal", "alpha 0.5 (recalled): inflammation resolves", { { NULL, 0 } }, { NULL } },
                { "diabetic", "alpha 0.8: inflammation becomes chronic", { { "alpha", 0.8 } }, { NULL } },
                { "treated",
                  "alpha 0.8, from day 22 on 0.2: treatment resolves it",
                  { { "alpha", 0.8 }, { "treatments", 1 } },
                  { NULL } } },
  .times = { 0, 5, 10, 20, 22, 30, 40, 60, 100, 200 },
  .absolute_tolerance = 1e-12,
  .schedule = { "treatment", "treatments", "treatment_start", NULL, NULL },
  .ranges = { { "recruitment", 0, PUBLISHED_MOST, "recruitment K(T) is negative: beyond the fitted range of TGF-beta" } },
  .settled = 100000,
  .outcomes = { { "chronic", "inflammatory_macrophages", 100, "more than 100 inflammatory macrophages per mm3 stay" },
                { "resolved", NULL, 0, "inflammation has gone" } },
  .thresholds = { { "normal", "alpha", 0.3, 0.9 }, { "treated", "treated_alpha", 0.05, 0.8 } },
};
