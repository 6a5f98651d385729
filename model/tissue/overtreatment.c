/* overtreatment.c - scar-like collagen and myofibroblasts that stay, each against a threshold.
 *
 *   scar_load = (X / Cm) / scar_threshold        myofibroblast_load = Y / chronic_threshold
 *
 * X scar-like part of the cross-linked collagen I Cm, Y myofibroblasts. Owns nothing. Both thresholds are assumed: no published
 * series of needling says how much is too much. The number overtreatment_index is the larger of the two after follow-up; a
 * follow-up shorter than chronic_after leaves myofibroblasts out.
 * Limits: scars are not seen as such. */
#define DECLARE                                                                                                                  \
  READS(scar_like_collagen, "1", 0)                                                                                              \
  READS(mature_collagen_i, "1", 0.798)                                                                                           \
  READS(myofibroblasts, "1", 0)                                                                                                  \
  PARAM(scar_threshold, "1", 0.2, 0.05, 0.5, assumed, "Scar-like part of the collagen that counts as over-treated", "neocol")    \
  PARAM(chronic_threshold, "1", 0.02, 0.005, 0.1, assumed,                                                                       \
        "Myofibroblasts after follow-up that count as chronic, relative to fibroblasts at rest", "neocol")                       \
  PARAM(chronic_after, "day", 60, 30, 180, assumed, "Time after the last session from which myofibroblasts are chronic",         \
        "neocol")                                                                                                                \
  OBSERVE(scar_load, "1", "Scar-like part of the collagen over its threshold", "neocol")                                         \
  OBSERVE(myofibroblast_load, "1", "Myofibroblasts over the threshold of chronic ones", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  (void)s, (void)d;
}

PROCESS_OBSERVABLE(scar_load)
{
  return s.scar_like_collagen / (s.mature_collagen_i * s.scar_threshold);
}

PROCESS_OBSERVABLE(myofibroblast_load)
{
  return s.myofibroblasts / s.chronic_threshold;
}

DEFINE_PROCESS(overtreatment, "Scar-like collagen and chronic myofibroblasts against thresholds")
