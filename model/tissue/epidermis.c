/* epidermis.c - keratinocytes are activated by injury, a leaking barrier and fibroblasts, and the epidermis thickens for a while.
 *
 *   da/dt = kD D + kL leak + kF f A - kc a        dE/dt = (1 + g a - E) / transit_time
 *
 * a activation, 0 at rest; E thickness of the viable epidermis, 1 at rest; D damage signals, A activated fibroblasts, f their
 * density, leak the barrier defect. Weights are assumed. Measured: epidermis +50 % 8 weeks after five sessions of 1.5 mm
 * (lotfi2013), stratum spinosum +40 % after a year (aust2008); the model is not fitted to them. Limits: no layers, no lasting
 * change. Sources: rows.
 */
#define DECLARE                                                                                                                  \
  STATE(keratinocyte_activation, "1", 0, 0, 100, "Activation of keratinocytes, over rest", "neocol")                             \
  STATE(viable_epidermis, "1", 1, 0, 100, "Viable epidermis, relative to rest", "neocol")                                        \
  READS(damage, "1", 0)                                                                                                          \
  READS(barrier_leak, "1", 0)                                                                                                    \
  READS(fibroblasts_activated, "1", 0)                                                                                           \
  READS(fibroblast_density, "1", 1)                                                                                              \
  PARAM(activation_by_damage, "day-1", 1, 0.33, 3, assumed, "Activation per unit of damage signals", "neocol")                   \
  PARAM(activation_by_leak, "day-1", 1, 0, 3, assumed, "Activation per barrier defect", "neocol")                                \
  PARAM(activation_by_fibroblasts, "day-1", 0.5, 0, 2, assumed, "Activation per unit of activated fibroblasts", "neocol")        \
  PARAM(calming, "day-1", 0.2, 0.07, 0.6, assumed, "Decay of the activation", "neocol")                                          \
  PARAM(gain, "1", 0.5, 0.1, 1.5, assumed, "Thickening per activation", "neocol")                                                \
  PARAM(transit_time, "day", 28, 20, 45, derived, "Epidermal transit", "felix_garza2017")                                        \
  OBSERVE(epidermal_thickness, "1", "Thickness of the viable epidermis, relative to rest", "neocol")                             \
  SURFACE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real raised = s.activation_by_damage * s.damage + s.activation_by_leak * s.barrier_leak +
                s.activation_by_fibroblasts * s.fibroblast_density * s.fibroblasts_activated;
  d->keratinocyte_activation = raised - s.calming * s.keratinocyte_activation;
  d->viable_epidermis = (1 + s.gain * s.keratinocyte_activation - s.viable_epidermis) / s.transit_time;
}

PROCESS_OBSERVABLE(epidermal_thickness)
{
  return s.viable_epidermis;
}

DEFINE_PROCESS(epidermis, "Activation of keratinocytes and thickness of the epidermis")
