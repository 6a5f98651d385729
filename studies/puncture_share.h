/* puncture_share.h - sessions that puncture the same skin with the same device share one puncture field.
 *
 * What is taken from the store has the bits of what would have been computed: its key is everything that puncture_compute reads.
 */
#ifndef NEOCOL_STUDIES_PUNCTURE_SHARE_H
#define NEOCOL_STUDIES_PUNCTURE_SHARE_H

#include "puncture.h"
#include "scenario.h"

struct puncture_share;

/* A store of the last fields. STATUS_MEMORY. */
enum status puncture_share_create(struct puncture_share **share, struct trail *trail) STATUS_CHECK;
/* NULL is fine. */
void puncture_share_free(struct puncture_share *share);

/* The field of a scenario. Any thread. Without a store (NULL), and when the scenario asks for it (scenario->alone), it is
 * computed for this caller. Fails and warns as puncture_compute does. */
enum status puncture_share_take(struct puncture_share *share, const struct scenario *scenario, struct puncture *puncture,
                                struct trail *trail) STATUS_CHECK;

/* How many fields were computed for the store so far. */
size_t puncture_share_computed(struct puncture_share *share);

#endif
