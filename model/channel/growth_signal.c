/* growth_signal.c - open wound releases a growth factor that spreads through all layers and decays.
 *
 *   dg/dt = div(D grad g) + k phi (1 - n) - d g            D = growth_factor_diffusivity, in the dermis times dermal_ratio
 *
 * g: growth factor, scaled; n: cover; phi: part of a place where keratinocytes can live (epidermis 1, lumen of the channel, not
 * intact dermis). A clot adds to it (clot.c). One radial dimension overestimates g, because it cannot leak into the dermis; by
 * default nothing reads it (re_epithelialisation.growth_factor_gain = 0). Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(growth_factor, "1", 0, 0, 100, "Growth factor around the hole, over rest", "sherratt1990")                               \
  MOVES_BY(growth_factor, "um2 h-1", "Diffusivity of the growth factor", "sherratt1990")                                         \
  PARAM(growth_factor_diffusivity, "um2 h-1", 3.6e4, 1e4, 4.5e5, assumed, "Diffusivity of the growth factor", "sherratt1990")    \
  PARAM(dermal_ratio, "1", 1, 0.1, 10, assumed, "Diffusivity in the dermis, relative to the epidermis", "neocol")                \
  READS(dermis, "1", 0)                                                                                                          \
  READS(habitat, "1", 1)                                                                                                         \
  READS(cover, "1", 1)                                                                                                           \
  PARAM(release, "h-1", 0.3, 0.1, 3, assumed, "Release by open wound", "sherratt1990")                                           \
  PARAM(decay, "h-1", 0.3, 0.1, 3, assumed, "Decay", "sherratt1990")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->growth_factor = s.release * s.habitat * (1 - s.cover) - s.decay * s.growth_factor;
}

PROCESS_DIFFUSIVITY(growth_factor)
{
  return s.growth_factor_diffusivity * (1 + (s.dermal_ratio - 1) * s.dermis);
}

DEFINE_PROCESS(growth_signal, "Growth factor that an open wound releases")
