/* peeling.c - dead cells of the injured epidermis rise to the surface, show as fine scales and are shed.
 *
 *   dN/dt = -k N        dU/dt = k N - k U        dS/dt = k U - r S        peeling = S / visible_scales
 *
 * N dead cells in depth, U on their way, S scales at the surface, all 0 at rest; after one session of intensity i S = i k^2
 * (exp(-r t) - exp(-k t) (1 + (k - r) t)) / (k - r)^2. Measured after a fractional laser: debris first seen at 24 h and shed
 * within 7 days (laubach2006); needles are taken to do the same. Limits: no dryness from detergents or retinoids. Sources: rows.
 */
#define DECLARE                                                                                                                  \
  STATE(dead_cells, "1", 0, 0, 100, "Dead cells in the injured epidermis, over rest", "neocol")                                  \
  STATE(rising_cells, "1", 0, 0, 100, "Dead cells on their way to the surface, over rest", "neocol")                             \
  STATE(scales, "1", 0, 0, 100, "Scales at the surface, over rest", "neocol")                                                    \
  PARAM(rise, "day-1", 1, 0.6, 3, derived, "Rise of dead cells: first seen after about a day", "laubach2006")                    \
  PARAM(shedding, "day-1", 1, 0.5, 2, derived, "Shedding of scales: gone within 7 days", "laubach2006")                          \
  PARAM(dead_by_injury, "1", 1, 0.3, 3, assumed, "Dead cells per injury intensity", "neocol")                                    \
  PARAM(visible_scales, "1", 0.045, 0.01, 0.2, assumed, "Scales that a person notices", "neocol")                                \
  OBSERVE(peeling, "1", "Scales over what a person notices; above 1 is visible", "neocol")                                       \
  SURFACE INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->dead_cells = -s.rise * s.dead_cells;
  d->rising_cells = s.rise * s.dead_cells - s.rise * s.rising_cells;
  d->scales = s.rise * s.rising_cells - s.shedding * s.scales;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->dead_cells = s.dead_cells + s.dead_by_injury * hit.intensity;
}

PROCESS_OBSERVABLE(peeling)
{
  return s.scales / s.visible_scales;
}

DEFINE_PROCESS(peeling, "Scales that are seen and shed after a session")
