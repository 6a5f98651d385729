/* vector.c - memory for inner loops. */
#include "vector.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

double *vector_room(size_t count)
{
  const size_t line = VECTOR_LANES * sizeof(double);
  if (count > SIZE_MAX / sizeof(double) - VECTOR_LANES)
    return NULL;
  // whole lines, at least one
  size_t bytes = (count / VECTOR_LANES + 1) * line;
  double *room = aligned_alloc(line, bytes);
  if (room != NULL)
    memset(room, 0, bytes);
  return room;
}
