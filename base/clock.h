/* clock.h - wall time, for progress and statistics only; results never depend on it. */
#ifndef NEOCOL_BASE_CLOCK_H
#define NEOCOL_BASE_CLOCK_H

/* Seconds of a clock that never goes back. */
double clock_seconds(void);

#endif
