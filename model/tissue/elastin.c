/* elastin.c - elastic fibres turn over within a lifetime, a little faster where fibroblasts and MMPs are active.
 *
 *   dE/dt = k (F + e f A) - k (1 + m (U - 1)) E
 *
 * F quiescent and refractory, A activated fibroblasts, f their density, U MMP. Measured changes of elastin after
 * needling contradict each other in sign; the model says: nearly none. Limits: one pool, no elastosis. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(elastic_fibres, "1", 1, 0, 10, "Elastin protein, relative to rest", "shapiro1991")                                       \
  READS(fibroblasts_quiescent, "1", 1)                                                                                           \
  READS(fibroblasts_refractory, "1", 0)                                                                                          \
  READS(fibroblasts_activated, "1", 0)                                                                                           \
  READS(mmp, "1", 1)                                                                                                             \
  READS(fibroblast_density, "1", 1)                                                                                              \
  PARAM(turnover, "day-1", 3.7e-5, 1.6e-5, 6.8e-5, human, "Turnover: mean residence 74 years (40 to 174)", "shapiro1991")        \
  PARAM(made_by_activated, "1", 5, 0, 20, assumed, "Elastin made by an activated fibroblast, over rest", "neocol")               \
  PARAM(mmp_weight, "1", 1, 0, 20, assumed, "How strongly MMP speeds the loss of elastin", "neocol")                             \
  PARAM(cut, "1", 0.01, 0, 0.3, assumed, "Elastin lost to needles: 1 - exp(-cut x intensity)", "neocol")                         \
  OBSERVE(elastin, "1", "Elastin, relative to rest", "neocol")                                                                   \
  INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real made =
      s.fibroblasts_quiescent + s.fibroblasts_refractory + s.made_by_activated * s.fibroblast_density * s.fibroblasts_activated;
  d->elastic_fibres = s.turnover * (made - (1 + s.mmp_weight * (s.mmp - 1)) * s.elastic_fibres);
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->elastic_fibres = s.elastic_fibres * exponential(-s.cut * hit.intensity);
}

PROCESS_OBSERVABLE(elastin)
{
  return s.elastic_fibres;
}

DEFINE_PROCESS(elastin, "Turnover of elastic fibres")
