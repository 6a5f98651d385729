/* closure_times.c - spacing of the times of a channel. */
#include "closure_times.h"

#include "unit.h"

/* spacing (h) up to a time (h) */
static const struct
{
  double every, until;
} parts[] = { { 0.1, 24 }, { 0.25, 72 }, { 1, 336 } };

size_t closure_times_make(double occluded, double *time)
{
  size_t count = 0;
  double hour = unit_factor("h"), from = 0;
  for (size_t r = 0; r < sizeof parts / sizeof *parts; r++)
  {
    size_t steps = (size_t)((parts[r].until - from) / parts[r].every + 0.5);
    for (size_t k = r == 0 ? 0 : 1; k <= steps; k++, count++)
    {
      double next = (from + (double)k * parts[r].every) * hour;
      int stops = count > 0 && occluded < next && occluded > next - parts[r].every * hour * (1 - 1e-9);
      if (stops && time != NULL)
        time[count] = occluded;
      count += stops != 0;
      if (time != NULL)
        time[count] = next;
    }
    from = parts[r].until;
  }
  return count;
}

size_t closure_times_segment(size_t count, const double *time, size_t k, double occluded)
{
  size_t last = k + 1;
  while (last + 1 < count && !(time[k] < occluded && time[last] == occluded))
    last++;
  return last;
}

size_t closure_times_turn(size_t count, const double *time, double occluded)
{
  size_t turn = 0;
  while (turn < count && time[turn] < occluded)
    turn++;
  return turn + 1 < count ? turn : 0;
}
