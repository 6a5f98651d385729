/* beginnings.h - protocols of a study that begin alike are computed once up to where they differ: a store of what intervals
 * between sessions give.
 *
 * Runs that have everything in common but their protocol, the day on which they end and the days on which they are read form a
 * group (beginnings.c says how this is known). An interval of a group is that after session j, where the first j sessions are on
 * the same days. Whoever of the group comes to it first integrates it to the ends of all that are expected: trajectories are one
 * until a step would reach an end (trajectories.h). The others take their end from the store, with the bits that they would have
 * alone; so neither the store, its size, the order of the runs nor the number of threads changes a result. */
#ifndef NEOCOL_STUDIES_BEGINNINGS_H
#define NEOCOL_STUDIES_BEGINNINGS_H

#include "scenario.h"

/* the store of a study, and one run in it */
struct beginnings;
struct beginning;

struct course;
struct course_end;
struct interval;

/* what a run does with its next interval */
enum beginnings_part
{
  BEGINNINGS_ALONE,  /* integrate it to its own end */
  BEGINNINGS_TAKE,   /* it is there */
  BEGINNINGS_COMPUTE /* integrate it to several ends for all */
};

/* A store that keeps at most about `bytes` of intervals. STATUS_MEMORY. */
enum status beginnings_create(size_t bytes, struct beginnings **store, struct trail *trail) STATUS_CHECK;
void beginnings_free(struct beginnings *store);

/* A run that will be computed: the others of its group may count on it from now on. `scenario` is as it was written (factors of
 * the person not applied); times[count] are its reports, from 0 to its end, and must stay until it leaves. *run is NULL when
 * nothing is to be shared (scenario->alone, or no store). STATUS_MEMORY. */
enum status beginnings_join(struct beginnings *store, const struct scenario *scenario, size_t count, const double *times,
                            struct beginning **run, struct trail *trail) STATUS_CHECK;

/* The run is done or has failed. NULL is fine. */
void beginnings_leave(struct beginning *run);

/* The run starts with its first session, once more when it is computed with other settings of the solver. NULL is fine. */
void beginnings_start(struct beginning *run);

/* Whether the rest of the group of a run is known to be stable, and that it is from now on (0: it is not known). NULL: it never
 * is. */
int beginnings_rest_is_stable(struct beginning *run);
void beginnings_rest_note(struct beginning *run, int is_stable);

/* What to do about the interval after session j up to `own`; waits while another thread is computing it. The strands of the
 * course are those after session j. With TAKE and COMPUTE *interval is set. */
enum beginnings_part beginnings_ask(struct beginning *run, const struct course *course, size_t j, const struct course_end *own,
                                    struct interval **interval);

/* COMPUTE: whether the ends of the interval could be integrated; returns 0 when they could not. The interval is gone then, and
 * this run and the others integrate alone, to find their own errors. */
int beginnings_publish(struct beginning *run, struct interval *interval, const struct course_end *own, int succeeded);

/* TAKE, or COMPUTE when it is published: the end of this run (interval_end) is not needed any more. */
void beginnings_give_back(struct beginning *run, struct interval *interval);

/* Steps that did not have to be computed so far, and the most bytes that were kept at a time. */
size_t beginnings_saved(struct beginnings *store);
size_t beginnings_most_bytes(struct beginnings *store);

/* Nonzero when two scenarios belong to one group. */
int beginnings_is_same(const struct scenario *one, const struct scenario *other);

#endif
