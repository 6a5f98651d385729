/* trajectories_fork.c - trajectories that begin alike and end at different times are one until a step would reach an end.
 *
 * Steps do not depend on where a trajectory ends until one would end there: it is cut or stretched. Before that step the state,
 * the time and all that the control of steps remembers are handed to a trajectory of its own. Only the first step may depend on
 * the length of the interval; then nothing is shared. So each takes the steps that it would take alone, to the bit. */
#include "stepping.h"
#include "trajectories_walk.h"

void trajectories_fork(struct walk *walk, size_t l, int is_same)
{
  const struct trajectory *trunk = &walk->trajectories[walk->trajectory[l]];
  size_t number = walk->trajectory[l] + ++walk->forked[l], reported = walk->reported[l];
  struct trajectory *t = &walk->trajectories[number];
  walk->together[l]--;
  for (size_t k = 0; k < reported && is_same; k++)
    is_same = k < t->count && !(t->times[k] < trunk->times[k]) && !(t->times[k] > trunk->times[k]);
  is_same = is_same && !(reported < t->count && t->times[reported] <= walk->time[l]);
  struct fork *fork = &walk->fork[walk->forks++];
  *fork = (struct fork){ .trajectory = number };
  if (!is_same || walk->tried[l] == 0)
    return;
  *fork = (struct fork){ number, reported, walk->tried[l], walk->time[l], walk->step[l], walk->rejected[l] };
  t->steps = t->inherited = trunk->steps;
  t->least = trunk->least;
  for (size_t s = 0; s < walk->system->size; s++)
  {
    t->state[s] = walk->state[s * LANES + l];
    for (size_t k = 0; k < reported; k++)
      t->reports[s * t->count + k] = trunk->reports[s * trunk->count + k];
  }
}

void trajectories_start(struct walk *walk, size_t l, double euler, double zeroth, double first, double second)
{
  const struct trajectory *trunk = &walk->trajectories[walk->trajectory[l]];
  size_t others = 0;
  for (size_t k = 1; k <= walk->together[l]; k++)
  {
    double longest = trunk[k].end - trunk[k].start;
    double own = longest > 0 ? stepping_euler(zeroth, first, longest) : 0;
    double step = longest > 0 ? stepping_first(own, first, second / own, longest, RODAS5P_ROOT) : 0;
    if (own < euler || own > euler || step < walk->step[l] || step > walk->step[l])
      others = k;
  }
  for (; others > 0; others--)
    trajectories_fork(walk, l, 0);
}
