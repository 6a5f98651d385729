/* trajectories_report.c - states between the ends of a step, a row of report times at once. */
#include "trajectories_walk.h"
#include "vector.h"

enum
{
  BLOCK = VECTOR_LANES /* report times */
};

/* half a row */
typedef double half_row __attribute__((vector_size(BLOCK / 2 * sizeof(double)), aligned(sizeof(double)), may_alias));

/* out[state * stride ..] = the polynomial at parts x of a step of one lane: as many values as `type` has */
#define VALUES_WRITE(type, x, out)                                                                                               \
  {                                                                                                                              \
    type part = *(const type *)(x), rest = 1 - part;                                                                             \
    for (size_t s = 0; s < n; s += LANES)                                                                                        \
      *(type *)((out) + s / LANES * stride) =                                                                                    \
          before[s] * rest + part * (after[s] + rest * (shown[s] + part * (shown[n + s] + part * shown[2 * n + s])));            \
  }

/* `many` reports in a row from out[state * stride] on; room: so many values may be written, because those that are too many are
 * written later */
VECTOR_CLONES
static void block_write(size_t n, const double *x, const double *restrict before, const double *restrict after,
                        const double *restrict shown, size_t stride, size_t many, size_t room, double *restrict out)
{
  if (room >= BLOCK && many > BLOCK / 2)
    VALUES_WRITE(vector_row, x, out)
  else if (room >= BLOCK / 2 && many <= BLOCK / 2)
    VALUES_WRITE(half_row, x, out)
  else
    for (size_t r = 0; r < many; r++)
      VALUES_WRITE(double, x + r, out + r)
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
      block_write(walk->values, part, walk->state + l, after, walk->shown + l, t->count, many, t->count - first,
                  t->reports + first);
    else
      for (size_t s = 0; s < walk->system->size; s++)
        t->reports[s * t->count + first] = after[s * LANES];
    walk->reported[l] += many > 0 ? many : 1;
  }
}
