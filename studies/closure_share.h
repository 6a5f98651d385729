/* closure_share.h - channels that are the same close once: a store of solved closures for the runs of a study.
 *
 * Which channels are the same is decided by the bits of everything that closure_solve reads (closure_share.c). What is taken from
 * the store has the bits of what would have been computed, so the store, its size and the order of the runs change no result. */
#ifndef NEOCOL_STUDIES_CLOSURE_SHARE_H
#define NEOCOL_STUDIES_CLOSURE_SHARE_H

#include "closure.h"

struct closure_share;

/* A store that keeps at most about `bytes` of closures that nobody uses at the moment. STATUS_MEMORY. */
enum status closure_share_create(size_t bytes, struct closure_share **share, struct trail *trail) STATUS_CHECK;

/* Frees the store; all closures must have been given back. NULL is fine. */
void closure_share_free(struct closure_share *share);

/* The closure of this channel: the one that is there, the one that another thread is solving (which is waited for), or a new one.
 * Without a store (NULL), and when the scenario asks for it (scenario->alone), it is solved for this caller. Fails as
 * closure_solve does; `*closure` must be given back, and not be changed. */
enum status closure_share_take(struct closure_share *share, const struct scenario *scenario, const struct puncture *puncture,
                               const struct closure **closure, struct trail *trail) STATUS_CHECK;
void closure_share_give_back(struct closure_share *share, const struct closure *closure);

/* How many closures were solved for the store so far. */
size_t closure_share_solved(struct closure_share *share);

/* Nonzero when two channels count as the same. */
int closure_share_is_same(const struct scenario *one, const struct scenario *other);

#endif
