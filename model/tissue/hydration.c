/* hydration.c - the stratum corneum dries while water is lost through open channels, which is felt as tightness.
 *
 *   dw/dt = (1 - w) / recovery_time - drying (L - 1) w        tightness = (1 - w) / felt_dryness
 *
 * w water of the stratum corneum, 1 at rest; L transepidermal water loss, relative to rest (1 while the skin is covered
 * airtight, because nothing evaporates). For constant L the approach to rest is one exponential. Limits: no humidity of the air,
 * no swelling. All assumed. */
#define DECLARE                                                                                                                  \
  STATE(stratum_corneum_water, "1", 1, 0, 10, "Water of the stratum corneum, relative to rest", "neocol")                        \
  READS(water_loss_ratio, "1", 1)                                                                                                \
  PARAM(recovery_time, "h", 12, 4, 48, assumed, "Time in which dry skin takes up water again", "neocol")                         \
  PARAM(drying, "h-1", 0.02, 0.005, 0.1, assumed, "Drying per excess of water loss over rest", "neocol")                         \
  PARAM(felt_dryness, "1", 0.2, 0.05, 0.5, assumed, "Missing water that is felt as tightness", "neocol")                         \
  OBSERVE(tightness, "1", "Missing water over what is felt as tightness; above 1 is felt", "neocol")                             \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->stratum_corneum_water =
      (1 - s.stratum_corneum_water) / s.recovery_time - s.drying * (s.water_loss_ratio - 1) * s.stratum_corneum_water;
}

PROCESS_OBSERVABLE(tightness)
{
  return (1 - s.stratum_corneum_water) / s.felt_dryness;
}

DEFINE_PROCESS(hydration, "Water of the stratum corneum and tightness")
