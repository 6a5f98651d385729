/* collagen.c - collagen III and immature collagen I are made by fibroblasts, cross-linked, and degraded by MMPs.
 *
 *   dC3/dt = s3 - d3 U C3                  s3 = k3 (F + a3a A + a3y Y) Phi
 *   dCi/dt = s1 - (kx + di U) Ci           s1 = k1 (F + a1a A) Phi + s1y,   s1y = k1 a1y Y Phi
 *   dCm/dt = kx Ci - dm U Cm               Phi = 2 / (1 + exp((C3 + Ci + Cm + Cd - C0) / wC))
 *   dCd/dt = -kd U Cd                      dX/dt = kx Ci s1y / s1 - dm U X
 *
 * C3 type III, Ci immature and Cm cross-linked type I, Cd damaged, X the scar-like part of Cm, all relative to the collagen of
 * normal skin at that depth; F quiescent and refractory, A activated fibroblasts, Y myofibroblasts, U MMP. A and Y count
 * collagen_answer (a factor of the person) times fibroblasts_per_collagen (at rest, relative to the mean of the dermis; both are
 * supplied from around, 1 by default): an activated cell makes the same everywhere, a resting one keeps up the collagen around
 * it. k1, k3, C0 and Ci at rest follow from rest being an equilibrium. How much collagen is made (a...) is not determined by
 * data: compare, do not quote. Limits: no fibre orientation, no type VII. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(type_iii_collagen, "1", s.rest_iii, 0, 10, "Collagen III", "clore1979")                                                  \
  STATE(immature_collagen_i, "1", s.mature_loss *s.rest_mature / s.crosslinking, 0, 10, "Collagen I, not cross-linked yet",      \
        "neocol")                                                                                                                \
  STATE(mature_collagen_i, "1", s.rest_mature, 0, 10, "Collagen I, cross-linked", "clore1979")                                   \
  STATE(damaged_collagen, "1", 0, 0, 10, "Collagen cut by needles, not removed yet", "neocol")                                   \
  STATE(scar_like_collagen, "1", 0, 0, 10, "Part of the cross-linked collagen I that myofibroblasts made", "neocol")             \
  READS(fibroblasts_quiescent, "1", 1)                                                                                           \
  READS(fibroblasts_refractory, "1", 0)                                                                                          \
  READS(fibroblasts_activated, "1", 0)                                                                                           \
  READS(myofibroblasts, "1", 0)                                                                                                  \
  READS(mmp, "1", 1)                                                                                                             \
  READS(collagen_answer, "1", 1)                                                                                                 \
  READS(fibroblasts_per_collagen, "1", 1)                                                                                        \
  PARAM(rest_iii, "1", 0.2, 0.15, 0.25, derived, "Collagen III of normal skin", "clore1979")                                     \
  PARAM(rest_mature, "1", 0.798, 0.75, 0.85, derived, "Cross-linked collagen I of normal skin", "clore1979")                     \
  PARAM(crosslinking, "day-1", 0.05, 0.02, 0.1, assumed, "Cross-linking of immature collagen I", "neocol")                       \
  PARAM(iii_loss, "day-1", 0.0019, 0.00038, 0.0095, assumed, "Loss of collagen III at normal MMP", "neocol")                     \
  PARAM(immature_loss, "day-1", 0.02, 0.004, 0.1, assumed, "Loss of immature collagen I at normal MMP", "neocol")                \
  PARAM(mature_loss, "day-1", 1.27e-4, 0.6e-4, 4e-4, derived, "Loss of cross-linked collagen I: half-life about 15 years",       \
        "verzijl2000")                                                                                                           \
  PARAM(damaged_loss, "day-1", 0.05, 0.02, 0.2, assumed, "Removal of damaged collagen at normal MMP", "neocol")                  \
  PARAM(iii_by_activated, "1", 10, 3.3, 30, assumed, "Collagen III made by an activated fibroblast, over rest", "neocol")        \
  PARAM(iii_by_myofibroblasts, "1", 30, 10, 90, assumed, "Collagen III made by a myofibroblast, over rest", "neocol")            \
  PARAM(i_by_activated, "1", 25, 8.3, 75, assumed, "Collagen I made by an activated fibroblast, over rest", "neocol")            \
  PARAM(i_by_myofibroblasts, "1", 80, 27, 240, assumed, "Collagen I made by a myofibroblast, over rest", "neocol")               \
  PARAM(feedback_width, "1", 0.3, 0.1, 1, assumed, "Excess of collagen that clearly slows synthesis", "neocol")                  \
  PARAM(cut, "1", 0.05, 0, 0.3, assumed, "Collagen damaged: 1 - exp(-cut x intensity)", "neocol")                                \
  OBSERVE(collagen_iii, "1", "Collagen III, relative to rest", "neocol")                                                         \
  OBSERVE(collagen_i, "1", "Collagen I, relative to rest", "neocol")                                                             \
  OBSERVE(collagen_total, "1", "Collagen I and III, relative to rest", "neocol")                                                 \
  OBSERVE(scar_like_fraction, "1", "Scar-like part of the cross-linked collagen I", "neocol")                                    \
  OBSERVE(collagen_synthesis, "day-1", "Synthesis of collagen I and III per day, relative to all collagen at rest", "neocol")    \
  MATRIX INJURE
#include "process.h"

/* collagen I, not cross-linked, and all collagen at rest */
static inline double immature_rest(struct in s)
{
  return s.mature_loss * s.rest_mature / s.crosslinking;
}

static inline double total_rest(struct in s)
{
  return s.rest_iii + immature_rest(s) + s.rest_mature;
}

/* synthesis of collagen III and of collagen I, and the part of the latter that comes from myofibroblasts */
struct synthesis
{
  real iii, i, share_of_myofibroblasts;
};

static inline struct synthesis synthesis(struct in s)
{
  real total = s.type_iii_collagen + s.immature_collagen_i + s.mature_collagen_i + s.damaged_collagen;
  real feedback = 2 / (1 + exponential((total - total_rest(s)) / s.feedback_width));
  real resting = s.fibroblasts_quiescent + s.fibroblasts_refractory;
  // what is made over rest depends on the person and on the cells per matrix; a factor of 1 changes no bit
  real answer = s.collagen_answer * s.fibroblasts_per_collagen;
  real activated = answer * s.fibroblasts_activated, myofibroblasts = answer * s.myofibroblasts;
  real by_myofibroblasts = s.i_by_myofibroblasts * myofibroblasts;
  real by_all = resting + s.i_by_activated * activated + by_myofibroblasts;
  double k3 = s.iii_loss * s.rest_iii, k1 = (s.crosslinking + s.immature_loss) * immature_rest(s);
  // without any cell there is no share: the last term only keeps 0 / 0 away
  return (struct synthesis){
    .iii = k3 * (resting + s.iii_by_activated * activated + s.iii_by_myofibroblasts * myofibroblasts) * feedback,
    .i = k1 * by_all * feedback,
    .share_of_myofibroblasts = by_myofibroblasts / (by_all + 1e-30),
  };
}

PROCESS_RATES(struct in s, struct out *d)
{
  struct synthesis made = synthesis(s);
  real linked = s.crosslinking * s.immature_collagen_i;
  d->type_iii_collagen = made.iii - s.iii_loss * s.mmp * s.type_iii_collagen;
  d->immature_collagen_i = made.i - linked - s.immature_loss * s.mmp * s.immature_collagen_i;
  d->mature_collagen_i = linked - s.mature_loss * s.mmp * s.mature_collagen_i;
  d->damaged_collagen = -s.damaged_loss * s.mmp * s.damaged_collagen;
  d->scar_like_collagen = linked * made.share_of_myofibroblasts - s.mature_loss * s.mmp * s.scar_like_collagen;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  real spared = exponential(-s.cut * hit.intensity);
  real whole = s.type_iii_collagen + s.immature_collagen_i + s.mature_collagen_i;
  after->damaged_collagen = s.damaged_collagen + (1 - spared) * whole;
  after->type_iii_collagen = s.type_iii_collagen * spared;
  after->immature_collagen_i = s.immature_collagen_i * spared;
  after->mature_collagen_i = s.mature_collagen_i * spared;
  after->scar_like_collagen = s.scar_like_collagen * spared;
}

PROCESS_OBSERVABLE(collagen_iii)
{
  return s.type_iii_collagen / s.rest_iii;
}

PROCESS_OBSERVABLE(collagen_i)
{
  return (s.immature_collagen_i + s.mature_collagen_i) / (immature_rest(s) + s.rest_mature);
}

PROCESS_OBSERVABLE(collagen_total)
{
  return (s.type_iii_collagen + s.immature_collagen_i + s.mature_collagen_i) / total_rest(s);
}

PROCESS_OBSERVABLE(scar_like_fraction)
{
  return s.scar_like_collagen / s.mature_collagen_i;
}

PROCESS_OBSERVABLE(collagen_synthesis)
{
  struct synthesis made = synthesis(s);
  return (made.iii + made.i) / total_rest(s);
}

DEFINE_PROCESS(collagen, "Synthesis, cross-linking, damage and loss of collagen I and III")
