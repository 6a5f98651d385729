/* greedy.c - wrong on purpose: cells eat at a constant rate, also when there is nothing left. */
#define DECLARE                                                                                                                  \
  STATE(matrix, "1", 1, 0, 10, "Matrix, relative to rest", "neocol")                                                             \
  STATE(cells, "1", 0, 0, 10, "Cells, over rest", "neocol")                                                                      \
  PARAM(eating, "day-1", 0.5, 0.1, 1, assumed, "Matrix eaten per unit of cells", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  d->matrix = -s.eating * s.cells;
  d->cells = -s.eating * s.cells;
}

DEFINE_PROCESS(greedy, "Loss that does not stop at zero")
