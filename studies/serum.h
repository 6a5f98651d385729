/* serum.h - a molecule from a serum on the skin: how much of it enters through the closing channels, and how deep.
 *
 *   dc/dt = d/dz (D(z, t) dc/dz) - k(z) c        D dc/dz at the top = -P(t) (1 - c) during contact, no flux before and after
 *
 * c: concentration over that of the serum; z: depth below the stratum corneum. One dimension stands for the mean over an area:
 *   P = kp + (follicles + density x defect(t)) x Df / stratum corneum        intact skin beside follicles and open channels
 *   D = D of the layer + lumen(z, t) Df                                      tissue beside fluid in channels that are not covered
 * kp intact permeability (potts1992), Df diffusivity in fluid, defect and cover from closure.h. Between channels and tissue at
 * one depth concentrations are taken as equal, which a molecule needs minutes to hours for: depths are upper bounds for short
 * contacts and sparse channels. Limits: serum of constant concentration; no binding, no charge, no flow out of the channel. */
#ifndef NEOCOL_STUDIES_SERUM_H
#define NEOCOL_STUDIES_SERUM_H

#include "closure.h"
#include "puncture.h"
#include "scenario.h"

/* what a molecule meets; all functions are pure; lengths mm, times day */
struct serum_medium
{
  double depth; /* of tissue below the stratum corneum; closed at the end */
  const void *context;
  double (*permeability)(const void *context, double time);
  double (*diffusivity)(const void *context, double time, double z);
  double (*clearance)(const void *context, double z);
};

struct serum_reach
{
  double amount; /* that entered, over the concentration of the serum, mm */
  double depth;  /* below the stratum corneum at which c is a tenth at the end of contact; 0 when it is nowhere */
};

/* Solves one contact from `start` on. STATUS_SOFTWARE, STATUS_MEMORY. */
enum status serum_diffuse(const struct serum_medium *medium, double start, double contact, struct serum_reach *reach,
                          struct trail *trail) STATUS_CHECK;

struct serum
{
  double delivered;   /* amount over that through channels that stay fresh, 0..1 */
  double enhancement; /* amount over that through intact skin */
  double depth;       /* below the skin surface at which c is a tenth at the end of contact, mm; NaN when it is nowhere */
};

/* The serum of a completed scenario; all NaN without one. */
enum status serum_solve(const struct scenario *scenario, const struct puncture *puncture, const struct closure *closure,
                        struct serum *serum, struct trail *trail) STATUS_CHECK;

#endif
