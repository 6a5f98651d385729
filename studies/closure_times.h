/* closure_times.h - the times at which the curves of a channel are kept: close together at first, to day 14. */
#ifndef NEOCOL_STUDIES_CLOSURE_TIMES_H
#define NEOCOL_STUDIES_CLOSURE_TIMES_H

#include <stddef.h>

/* Returns how many times (day) there are, the end of occlusion among them, and fills `time` when it is not NULL. */
size_t closure_times_make(double occluded, double *time);

/* Number of the time at which an integration that starts at time[k] must stop: the end of occlusion or the last one. */
size_t closure_times_segment(size_t count, const double *time, size_t k, double occluded);

/* Number of the time at which occlusion ends; 0 when there is none before the last time. */
size_t closure_times_turn(size_t count, const double *time, double occluded);

#endif
