/* pigment.c - inflammation activates melanocytes; melanin rises in the epidermis and leaks into the dermis.
 *
 *   da/dt  = ka phi z^2 / (K^2 + z^2) - da a              z = M1 + N
 *   dMe/dt = (1 + m a - Me) / transit_time                Me epidermal melanin, 1 at rest
 *   dMd/dt = l D Me - kd Md                               Md dermal melanin, 0 at rest
 *
 * phi: how strongly this phototype answers; D: damage. A session carries some pigment down. Limits: no sun. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(melanocyte_activation, "1", 0, 0, 100, "Activation of melanocytes, over rest", "neocol")                                 \
  STATE(epidermal_melanin, "1", 1, 0, 100, "Epidermal melanin, relative to rest", "edwards_duntley")                             \
  STATE(dermal_melanin, "1", 0, 0, 100, "Melanin dropped into the dermis", "edwards_duntley")                                    \
  READS(macrophages_m1, "1", 0)                                                                                                  \
  READS(neutrophils, "1", 0)                                                                                                     \
  READS(damage, "1", 0)                                                                                                          \
  READS(pigment_response, "1", 1)                                                                                                \
  PARAM(activation, "day-1", 0.25, 0.083, 0.75, assumed, "Greatest rate of activation", "neocol")                                \
  PARAM(calming, "day-1", 0.12, 0.04, 0.36, assumed, "Decay of activation", "neocol")                                            \
  PARAM(threshold, "1", 0.5, 0.17, 1.5, assumed, "Inflammation at half activation", "neocol")                                    \
  PARAM(gain, "1", 1.5, 0.5, 4.5, assumed, "Melanin per activation", "neocol")                                                   \
  PARAM(transit_time, "day", 28, 20, 45, assumed, "Epidermal transit, which sheds melanin", "neocol")                            \
  PARAM(incontinence, "day-1", 0.01, 0.0033, 0.03, assumed, "Melanin dropped into the dermis per damage", "neocol")              \
  PARAM(carried_down, "1", 0.02, 0.0067, 0.06, assumed, "Melanin carried down by a session per intensity", "neocol")             \
  PARAM(dermal_loss, "day-1", 0.0066666666666666667, 0.0033, 0.0167, derived, "Removal of dermal melanin over months",           \
        "edwards_duntley")                                                                                                       \
  OBSERVE(melanin, "1", "Epidermal and dermal melanin, relative to rest", "neocol")                                              \
  SURFACE INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real z = s.macrophages_m1 + s.neutrophils;
  d->melanocyte_activation =
      s.activation * s.pigment_response * z * z / (s.threshold * s.threshold + z * z) - s.calming * s.melanocyte_activation;
  d->epidermal_melanin = (1 + s.gain * s.melanocyte_activation - s.epidermal_melanin) / s.transit_time;
  d->dermal_melanin = s.incontinence * s.damage * s.epidermal_melanin - s.dermal_loss * s.dermal_melanin;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->dermal_melanin = s.dermal_melanin + s.carried_down * hit.intensity * s.epidermal_melanin;
}

PROCESS_OBSERVABLE(melanin)
{
  return s.epidermal_melanin + s.dermal_melanin;
}

DEFINE_PROCESS(pigment, "Melanocytes and melanin after inflammation")
