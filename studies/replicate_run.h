/* replicate_run.h - one trajectory of a published model without space: exact pulse edges, located switches, peaks. */
#ifndef NEOCOL_STUDIES_REPLICATE_RUN_H
#define NEOCOL_STUDIES_REPLICATE_RUN_H

#include "replicate_model.h"

enum
{
  REPLICA_TURNS = 16
};

/* what a run leaves behind; arrays belong to the caller */
struct replica_track
{
  size_t times;
  const double *time;                                /* ascending, within the run */
  double *value;                                     /* [states + observables][times] */
  double *least, *greatest, *least_time, *peak_time; /* [states]; NULL: not wanted */
  size_t turns;                                      /* switches that turned; later ones are only counted */
  struct
  {
    size_t which; /* number of the switch */
    double time;
    int on; /* what it became */
  } turn[REPLICA_TURNS];
};

/* Integrates from 0 to `end`. `track` may be NULL. state[states] and inputs[REPLICA_INPUTS]: those at the end. The steps depend
 * on nothing in `track`. STATUS_SOFTWARE with the time when the solver fails. */
enum status replica_run(const struct replica *replica, double end, struct replica_track *track, double *state, double *inputs,
                        struct trail *trail) STATUS_CHECK;

/* The time at which the outcome is judged, and the row of it; NULL when the model has no outcomes. */
double replica_judgement_time(const struct replica *replica, size_t pulses);
enum status replica_judge(const struct replica *replica, const struct published_outcome **outcome,
                          struct trail *trail) STATUS_CHECK;

#endif
