/* re_epithelialisation.c - keratinocytes cover the hole: a sharp front of given speed and width, after a short lag.
 *
 *   dn/dt = div(v l m n grad n) + (2 v / l) m n (1 - n)
 *   m = a(t) (s0 + (1 - s0) S) (1 + chi g / (Kg + g)),   a = t^2 / (t^2 + lag^2),   S = 1 in tissue, the plug q in the hole
 *
 * n: cover. Both terms carry the same m, so the wave n = max(0, 1 - exp((x - X) / l)) with dX/dt = v m is exact. The growth term
 * is kinetics of covering (spreading, stacking), not cell division. Limits: a channel is 3 to 12 cells wide, so the continuum is
 * effective; no wall collapse. Source of equations and fit: rows. */
#define DECLARE                                                                                                                  \
  STATE(cover, "1", 1, 0, 1, "Epithelial cover of the wound, 0 open to 1 covered", "stumpp2009")                                 \
  MOVES_BY(cover, "um2 h-1", "Motility of keratinocytes at the front", "stumpp2009")                                             \
  READS(time_since_injury, "h", 1000)                                                                                            \
  READS(in_hole, "1", 0)                                                                                                         \
  READS(plug, "1", 1)                                                                                                            \
  READS(growth_factor, "1", 0)                                                                                                   \
  PARAM(front_speed, "um h-1", 4.4, 2.9, 6.6, fitted, "Speed of the epithelial front", "stumpp2009")                             \
  PARAM(front_width, "um", 12, 6, 24, assumed, "Width of the front, about one cell", "neocol")                                   \
  PARAM(lag, "h", 0.75, 0.01, 2.5, fitted, "Activation of keratinocytes; delays the front by 1.57 times as much", "stumpp2009")  \
  PARAM(bare_motility, "1", 0.5, 0.3, 1, assumed, "Motility over a hole without a plug, relative to tissue", "kalluri2011")      \
  PARAM(growth_factor_gain, "1", 0, 0, 4, assumed, "Greatest rise of motility by growth factor (not identifiable: off)",         \
        "neocol")                                                                                                                \
  PARAM(growth_factor_threshold, "1", 0.2, 0.05, 1, assumed, "Growth factor at half of that rise", "neocol")                     \
  PARAM(closed_cover, "1", 0.8, 0.5, 0.99, derived, "Cover at the axis that counts as closed", "sherratt1990")                   \
  PARAM(closed_lumen, "1", 0.9, 0.5, 0.99, assumed, "Part of the dermal lumen that is filled when it counts as filled",          \
        "neocol")                                                                                                                \
  PARAM(scatter, "1", 0.25, 0.1, 0.4, derived, "Log-normal scatter of closure times between channels", "stumpp2009")             \
  PARAM(all_closed_quantile, "1", 0.95, 0.9, 0.98, assumed, "Quantile of channels that counts as all closed", "neocol")          \
  OBSERVE(open_part, "1", "Part of the surface that is not covered", "neocol")                                                   \
  INJURE
#include "process.h"

static inline real mobility(struct in s)
{
  real t2 = s.time_since_injury * s.time_since_injury;
  real active = t2 / (t2 + s.lag * s.lag);
  real scaffold = 1 - s.in_hole * (1 - s.plug);
  real helped = 1 + s.growth_factor_gain * s.growth_factor / (s.growth_factor_threshold + s.growth_factor);
  return active * (s.bare_motility + (1 - s.bare_motility) * scaffold) * helped;
}

PROCESS_RATES(struct in s, struct out *d)
{
  d->cover = 2 * s.front_speed / s.front_width * mobility(s) * s.cover * (1 - s.cover);
}

PROCESS_DIFFUSIVITY(cover)
{
  return s.front_speed * s.front_width * mobility(s) * s.cover;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->cover = s.cover * (1 - hit.wounded);
}

PROCESS_OBSERVABLE(open_part)
{
  return 1 - s.cover;
}

DEFINE_PROCESS(re_epithelialisation, "The epithelial front that covers a hole")
