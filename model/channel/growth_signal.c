/* growth_signal.c - open wound releases a growth factor that spreads and decays.
 *
 *   dg/dt = div(D grad g) + k (1 - n) - d g
 *
 * g: growth factor, scaled; n: cover. One radial dimension overestimates g, because it cannot leak into the dermis; by default
 * nothing reads it (re_epithelialisation.growth_factor_gain = 0). Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(growth_factor, "1", 0, 0, 100, "Growth factor around the hole, over rest", "sherratt1990")                               \
  MOVES(growth_factor, "um2 h-1", 3.6e4, 1e4, 4.5e5, assumed, "Diffusivity of the growth factor", "sherratt1990")                \
  READS(cover, "1", 1)                                                                                                           \
  PARAM(release, "h-1", 0.3, 0.1, 3, assumed, "Release by open wound", "sherratt1990")                                           \
  PARAM(decay, "h-1", 0.3, 0.1, 3, assumed, "Decay", "sherratt1990")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->growth_factor = s.release * (1 - s.cover) - s.decay * s.growth_factor;
}

DEFINE_PROCESS(growth_signal, "Growth factor that an open wound releases")
