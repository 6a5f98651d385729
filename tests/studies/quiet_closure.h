/* quiet_closure.h - a channel from which nothing leaks, for the tests of the tissue alone. */
#ifndef NEOCOL_TESTS_QUIET_CLOSURE_H
#define NEOCOL_TESTS_QUIET_CLOSURE_H

#include "check.h"

#include <stdlib.h>

#include "closure.h"

/* Two points without defect; quiet_closure_free afterwards. */
static inline struct closure quiet_closure_make(void)
{
  static double time[2] = { 0, 1 }, defect[2] = { 0, 0 };
  static struct trail failure;
  struct closure closure = { .count = 2, .time = time, .defect = defect };
  trail_clear(&failure);
  if (closure_pieces_make(&closure, 0, &closure.pieces, &failure) != STATUS_OK)
    fail_msg("%s", failure.errors);
  return closure;
}

static inline void quiet_closure_free(struct closure *closure)
{
  free(closure->pieces.piece);
}

#endif
