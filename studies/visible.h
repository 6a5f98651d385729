/* visible.h - the numbers of a run that a person sees, feels or worries about, read from the curves of observables.
 *
 * Observables that a person notices are given over a threshold of their process: 1 is where they are noticed. A number whose
 * process is off is NaN. */
#ifndef NEOCOL_STUDIES_VISIBLE_H
#define NEOCOL_STUDIES_VISIBLE_H

#include "outcome.h"
#include "reading.h"
#include "response.h"

struct assembly;

/* Fills the numbers from outcome->observable[..][stride]. */
void visible_read(const struct scenario *scenario, const struct assembly *assembly, const struct reading *reading, size_t stride,
                  struct outcome *outcome);

/* Bleeding right after a session: injured fraction times weight of bleeding over the depth of the dermis, times what drugs do; um
 * of tissue. */
double visible_bleeding(const struct scenario *scenario, const struct puncture *puncture);

/* What a serum on the skin reaches (serum.h). */
enum status visible_serum(const struct scenario *scenario, const struct puncture *puncture, const struct closure *closure,
                          struct outcome *outcome, struct trail *trail) STATUS_CHECK;

/* Days after the end of a run at which durability is read: later[VISIBLE_LATER]. */
enum
{
  VISIBLE_LATER = 2
};
void visible_later(const struct scenario *scenario, double *later);

/* collagen_left_1_year and collagen_left_2_years, from a response with visible_later as its later reports. */
void visible_durability(const struct scenario *scenario, const struct assembly *assembly, const struct response *response,
                        struct outcome *outcome);

#endif
