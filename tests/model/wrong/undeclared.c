/* undeclared.c - compiles as it is; with one of the BREAK_ names defined it must not, which CTest checks.
 *
 * A process can only read and write what it has declared, and every number needs all its columns. */
#ifdef BREAK_SOURCE
#define LOSS PARAM(loss, "day-1", 0.5, 0.1, 1, assumed, "Loss of the signal")
#elif defined BREAK_EVIDENCE
#define LOSS PARAM(loss, "day-1", 0.5, 0.1, 1, hearsay, "Loss of the signal", "neocol")
#else
#define LOSS PARAM(loss, "day-1", 0.5, 0.1, 1, assumed, "Loss of the signal", "neocol")
#endif
#define DECLARE                                                                                                                  \
  STATE(signal, "1", 0, 0, 100, "A signal, over rest", "neocol")                                                                 \
  READS(neighbour, "1", 0)                                                                                                       \
  FEEDS(sink, "1")                                                                                                               \
  LOSS INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->signal = s.loss * (s.neighbour - s.signal);
  d->sink = s.loss * s.signal;
#ifdef BREAK_READ
  d->signal += s.stranger;
#endif
#ifdef BREAK_READ_FED
  d->signal += s.sink;
#endif
#ifdef BREAK_WRITE
  d->stranger = s.signal;
#endif
#ifdef BREAK_WRITE_READ
  d->neighbour = s.signal;
#endif
#ifdef BREAK_COMPARISON
  if (s.signal > 1)
    d->signal = 0;
#endif
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->signal = s.signal + hit.intensity;
#ifdef BREAK_INJURY
  after->sink = 1;
#endif
}

#ifndef BREAK_END
DEFINE_PROCESS(undeclared, "Compiles unless it is broken")
#else
DEFINE_PROCESS(undeclared)
#endif
