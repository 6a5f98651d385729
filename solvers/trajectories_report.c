/* trajectories_report.c - states between the ends of a step, a row of report times at once. */
#include "trajectories_walk.h"
#include "vector.h"

enum
{
  BLOCK = VECTOR_LANES /* report times */
};

/* out[state * stride + r] of one lane at the parts x[r] of a step; the first `many` are wanted. `room`: a whole block may be
 * written, because what lies behind is written later */
VECTOR_CLONES
static void block_write(size_t n, const double *x, const double *before, const double *after, const double *shown, size_t stride,
                        size_t many, int room, double *out)
{
  vector_row part = *(const vector_row *)x, rest = 1 - part;
  for (size_t s = 0; s < n; s += LANES, out += stride)
  {
    vector_row value = before[s] * rest + part * (after[s] + rest * (shown[s] + part * (shown[n + s] + part * shown[2 * n + s])));
    if (room)
      *(vector_row *)out = value;
    else
      for (size_t r = 0; r < many; r++)
        out[r] = value[r];
  }
}

void trajectories_report(struct walk *walk, size_t l, int between)
{
  const struct trajectory *t = &walk->trajectories[walk->trajectory[l]];
  const double *after = walk->after + l;
  while (walk->reported[l] < t->count && t->times[walk->reported[l]] <= walk->reached[l])
  {
    double part[BLOCK] = { 0 };
    size_t first = walk->reported[l], many = 0;
    for (; between && many < BLOCK && first + many < t->count && t->times[first + many] <= walk->reached[l]; many++)
    {
      part[many] = (t->times[first + many] - walk->time[l]) / walk->length[l];
      if (!(part[many] < 1))
        break;
    }
    if (many > 0)
      block_write(walk->values, part, walk->state + l, after, walk->shown + l, t->count, many, first + BLOCK <= t->count,
                  t->reports + first);
    else
      for (size_t s = 0; s < walk->system->size; s++)
        t->reports[s * t->count + first] = after[s * LANES];
    walk->reported[l] += many > 0 ? many : 1;
  }
}
