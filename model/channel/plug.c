/* plug.c - fluid in the open hole dries to a plug, unless it is covered airtight; over a formed barrier it sheds.
 *
 *   dq/dt = k (1 - w Occ) (1 - b) (1 - q) - ks b^2 q
 *
 * q: plug, b: barrier, Occ: 1 under occlusion. Limits: no crust thickness. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(plug, "1", 0, 0, 1, "Dry plug in the hole", "gupta2011")                                                                 \
  READS(barrier, "1", 1)                                                                                                         \
  READS(occlusion, "1", 0)                                                                                                       \
  PARAM(drying, "h-1", 0.7, 0.5, 1.2, fitted, "Drying in air: water loss recovers in 2 to 5 h", "gupta2011")                     \
  PARAM(occlusion_effect, "1", 1, 0.95, 1, fitted, "How far occlusion stops the drying", "gupta2011")                            \
  PARAM(shedding, "h-1", 0.02, 0.01, 0.05, assumed, "Shedding of the plug over a formed barrier", "neocol")                      \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real dried = s.drying * (1 - s.occlusion_effect * s.occlusion) * (1 - s.barrier) * (1 - s.plug);
  d->plug = dried - s.shedding * s.barrier * s.barrier * s.plug;
}

DEFINE_PROCESS(plug, "The plug that dries in an open hole")
