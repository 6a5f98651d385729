/* ordered.h - many independent pieces of work on several threads, whose results are handed over in order, in blocks, by whoever
 * completes a block; the others go on meanwhile. */
#ifndef NEOCOL_STUDIES_ORDERED_H
#define NEOCOL_STUDIES_ORDERED_H

#include <signal.h>
#include <stddef.h>

#include "status.h"
#include "study.h"

struct ordered
{
  size_t count; /* pieces of work */
  size_t block; /* handed over together; the last block may be shorter */
  size_t slots; /* pieces at most that are computed and not handed over: at least 1 block; ordered_slots says how many are good */
  size_t together; /* adjacent pieces that one thread takes at once, because they gain from each other: at least 1 */
  int threads;
  void *context;
  /* Computes piece `i` and keeps its result in place `slot`; called from several threads. */
  enum status (*compute)(void *context, size_t i, size_t slot, struct trail *trail);
  /* Called once, before anything is taken over, while other threads compute already; NULL: there is nothing to do. */
  enum status (*begin)(void *context, struct trail *trail);
  /* Takes over pieces `first` to `first + count`, the first of them in place `slot` and the others behind it, around the end of
   * the slots. Called in order, from one thread at a time. */
  enum status (*take)(void *context, size_t first, size_t count, size_t slot, struct trail *trail);
  struct study_progress progress;
  const volatile sig_atomic_t *stopped; /* no new piece is started once it is not 0; NULL: never */
};

/* Places that `threads` threads need so that nobody waits while a block is handed over; never more than `count`. */
size_t ordered_slots(size_t count, size_t block, int threads);

/* Does all the work. Warnings come into the trail in the order of the pieces. Of several failures that of the beginning is told,
 * or else the one with the lowest number, whatever the number of threads; blocks before it may have been taken over.
 * STATUS_STOPPED when it was stopped. */
enum status ordered_perform(const struct ordered *work, struct trail *trail) STATUS_CHECK;

#endif
