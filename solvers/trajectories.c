/* trajectories.c - lanes with their own steps. */
#include "trajectories.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stepping.h"
#include "trajectories_walk.h"
#include "vector.h"

static enum status trajectory_check(const struct walk *walk, size_t number)
{
  const struct trajectory *t = &walk->trajectories[number];
  if (!(t->end >= t->start) || !isfinite(t->start) || !isfinite(t->end))
    return status_fail(walk->trail, STATUS_SOFTWARE, "cannot integrate trajectory %zu from time %.17g to %.17g", number, t->start,
                       t->end);
  for (size_t k = 0; k < t->count; k++)
    if (!(t->times[k] >= (k == 0 ? t->start : t->times[k - 1]) && t->times[k] <= t->end))
      return status_fail(walk->trail, STATUS_SOFTWARE,
                         "report time %zu, %.17g, of trajectory %zu is not ascending within %.17g to %.17g", k, t->times[k],
                         number, t->start, t->end);
  for (size_t s = 0; s < walk->system->size; s++)
    if (!isfinite(t->state[s]))
      return status_fail(walk->trail, STATUS_SOFTWARE, "the value of state %zu in trajectory %zu is %g at time %.17g", s, number,
                         t->state[s], t->start);
  for (size_t k = 1; k <= t->forks; k++)
  {
    const struct trajectory *fork = t + k;
    if (number + k >= walk->count || fork->start < t->start || fork->start > t->start || !(fork->end <= t->end) ||
        !(k == 1 || fork->end >= fork[-1].end) || memcmp(fork->state, t->state, walk->system->size * sizeof *t->state) != 0)
      return status_fail(walk->trail, STATUS_SOFTWARE, "trajectory %zu does not begin like trajectory %zu, or ends out of order",
                         number + k, number);
  }
  return STATUS_OK;
}

static enum status failed(const struct walk *walk, size_t number, enum status status)
{
  walk->queue->failed = (ptrdiff_t)number;
  return status;
}

/* trajectory `number` in lane `l`: from its start, or from where it forked; done at once when it ends where it starts */
static enum status lane_take(struct walk *walk, size_t l, size_t number, const struct fork *fork)
{
  struct trajectory *t = &walk->trajectories[number];
  enum status status = fork == NULL ? trajectory_check(walk, number) : STATUS_OK;
  if (status != STATUS_OK)
    return failed(walk, number, status);
  if (fork == NULL)
  {
    t->steps = t->inherited = 0;
    t->least = 0;
    for (size_t s = 0; s < walk->system->size; s++)
      t->least = t->state[s] < t->least ? t->state[s] : t->least;
  }
  walk->trajectory[l] = number;
  walk->time[l] = walk->reached[l] = fork != NULL ? fork->time : t->start;
  walk->step[l] = walk->length[l] = fork != NULL ? fork->step : t->end - t->start;
  walk->reported[l] = fork != NULL ? fork->reported : 0;
  walk->tried[l] = fork != NULL ? fork->tried : 0;
  walk->rejected[l] = fork != NULL && fork->rejected;
  walk->together[l] = walk->forked[l] = 0;
  for (size_t s = 0; s < walk->system->size; s++)
    walk->state[s * LANES + l] = walk->after[s * LANES + l] = t->state[s];
  trajectories_report(walk, l, 0);
  if (!(t->start < t->end))
    return walk->queue->ended(walk->queue->context, number, walk->trail);
  walk->system->enter(walk->system->context, l, number);
  walk->mode[l] = fork != NULL ? BUSY : FRESH;
  return STATUS_OK;
}

/* one that has forked in lane `l`; what shares nothing starts as if nobody had gone before */
static enum status fork_take(struct walk *walk, size_t l)
{
  const struct fork *fork = &walk->fork[--walk->forks];
  return lane_take(walk, l, fork->trajectory, fork->tried == 0 ? NULL : fork);
}

/* a new trajectory in lane `l`, with its forks */
static enum status trunk_take(struct walk *walk, size_t l, size_t number)
{
  size_t forks = walk->trajectories[number].forks;
  enum status status = lane_take(walk, l, number, NULL);
  if (walk->mode[l] != IDLE)
    walk->together[l] = forks;
  // where the longest has nothing to do, the others have neither
  else
    for (size_t k = 1; k <= forks && status == STATUS_OK; k++)
      status = lane_take(walk, l, number + k, NULL);
  return status;
}

/* fills free lanes: with those that have forked, then with the next trajectories. Nonzero when any was filled. */
static enum status lanes_fill(struct walk *walk, int *filled)
{
  for (size_t l = 0; l < LANES; l++)
    while (walk->mode[l] == IDLE)
    {
      ptrdiff_t number = walk->forks > 0 ? 0 : walk->queue->next(walk->queue->context);
      if (number == TRAJECTORY_NONE)
        return STATUS_OK;
      enum status status = walk->forks > 0 ? fork_take(walk, l) : trunk_take(walk, l, (size_t)number);
      if (status != STATUS_OK)
        return status;
      *filled |= walk->mode[l] != IDLE;
    }
  return STATUS_OK;
}

/* first steps as in stepping.c: an explicit Euler step is harmless, the method's own error a hundredth of what is allowed */
static enum status first_steps(struct walk *walk)
{
  const struct integration *integration = walk->integration;
  double zeroth[LANES], first[LANES], second[LANES], later[LANES], euler[LANES] = { 0 };
  double absolute = integration->absolute_tolerance, relative = integration->relative_tolerance;
  double *change = walk->system->rate, *rate = walk->stage; /* there is no stage yet */
  memcpy(walk->system->state, walk->state, walk->values * sizeof(double));
  walk->system->rates(walk->system->context, walk->time);
  memcpy(rate, walk->system->rate, walk->values * sizeof(double));
  trajectories_norms(walk->values, absolute, relative, walk->state, walk->state, walk->state, zeroth);
  trajectories_norms(walk->values, absolute, relative, rate, walk->state, walk->state, first);
  for (size_t l = 0; l < LANES; l++)
  {
    later[l] = walk->time[l];
    if (walk->mode[l] != FRESH)
      continue;
    euler[l] = stepping_euler(zeroth[l], first[l], walk->length[l]);
    later[l] = walk->time[l] + euler[l];
    if (isfinite(first[l]))
      continue;
    return failed(walk, walk->trajectory[l],
                  status_fail(walk->trail, STATUS_SOFTWARE, "the rates of trajectory %zu are not finite at time %.17g",
                              walk->trajectory[l], walk->time[l]));
  }
  // the second derivative from one Euler step; the others stay where they are
  for (size_t s = 0; s < walk->values; s += LANES)
    for (size_t l = 0; l < LANES; l++)
      walk->system->state[s + l] = walk->state[s + l] + euler[l] * rate[s + l];
  walk->system->rates(walk->system->context, later);
  for (size_t i = 0; i < walk->values; i++)
    change[i] -= rate[i];
  trajectories_norms(walk->values, absolute, relative, change, walk->state, walk->state, second);
  for (size_t l = 0; l < LANES; l++)
  {
    if (walk->mode[l] != FRESH)
      continue;
    walk->step[l] = stepping_first(euler[l], first[l], second[l] / euler[l], walk->length[l], RODAS5P_ROOT);
    walk->mode[l] = BUSY;
    trajectories_start(walk, l, euler[l], zeroth[l], first[l], second[l]);
  }
  memcpy(walk->system->state, walk->state, walk->values * sizeof(double));
  return STATUS_OK;
}

/* lengths of the next steps; the last one is stretched or cut to end exactly */
static enum status lengths_choose(struct walk *walk)
{
  for (size_t l = 0; l < LANES; l++)
  {
    if (walk->mode[l] == IDLE)
      continue;
    const struct trajectory *t = &walk->trajectories[walk->trajectory[l]];
    // whoever would end with this step takes it alone
    while (walk->together[l] > 0 && walk->time[l] + 1.01 * walk->step[l] >= t[walk->forked[l] + 1].end)
      trajectories_fork(walk, l, 1);
    int last = walk->time[l] + 1.01 * walk->step[l] >= t->end;
    walk->reached[l] = last ? t->end : walk->time[l] + walk->step[l];
    walk->length[l] = walk->reached[l] - walk->time[l];
    double shortest = fmax(1e-15 * fabs(walk->time[l]), 1e-24 * (t->end - t->start));
    if (walk->length[l] <= shortest && !(last && !walk->rejected[l]))
      return failed(walk, walk->trajectory[l],
                    status_fail(walk->trail, STATUS_SOFTWARE, "the step became too small (%g) at time %.17g in trajectory %zu",
                                walk->length[l], walk->time[l], walk->trajectory[l]));
    if (walk->tried[l]++ >= walk->integration->step_limit)
      return failed(walk, walk->trajectory[l],
                    status_fail(walk->trail, STATUS_SOFTWARE,
                                "the limit of %zu steps was reached at time %.17g in trajectory %zu",
                                walk->integration->step_limit, walk->time[l], walk->trajectory[l]));
  }
  return STATUS_OK;
}

/* one step of all lanes from system->state, which is walk->state: leaves the end in walk->after, the error in the last stage */
static void attempt(struct walk *walk)
{
  const struct trajectory_system *system = walk->system;
  size_t n = walk->values;
  double shift[LANES], moment[LANES], weight[LANES];
  for (size_t l = 0; l < LANES; l++)
    shift[l] = 1 / (rodas5p_gamma * walk->length[l]);
  system->rates(system->context, walk->time);
  system->derivatives(system->context, walk->time);
  sparse_lu_step_factor(system->lu, shift, system->partials, walk->matrix);
  // the first stage has none before it
  memset(walk->stage, 0, n * sizeof *walk->stage);
  for (size_t i = 0; i < RODAS5P_STAGES; i++)
  {
    if (i > 0)
    {
      trajectories_stage(n, i, walk->length, walk->state, walk->stage, system->state);
      for (size_t l = 0; l < LANES; l++)
        moment[l] = rodas5p_moment[i] < 1 ? walk->time[l] + rodas5p_moment[i] * walk->length[l] : walk->reached[l];
      system->rates(system->context, moment);
    }
    for (size_t l = 0; l < LANES; l++)
      weight[l] = i < RODAS5P_DRIFTS ? rodas5p_drift[i] * walk->length[l] : 0;
    sparse_lu_step_solve(system->lu, walk->matrix, system->rate, weight, system->drift, walk->stage + i * n);
  }
}

/* accepts or rejects in each lane, and leaves the new state in system->state too; what has ended is handed over */
static enum status judge(struct walk *walk)
{
  const struct integration *integration = walk->integration;
  double accepted[LANES] = { 0 }, finite[LANES], least[LANES], next[LANES];
  int reports = 0;
  trajectories_end(walk->values, integration->absolute_tolerance, integration->relative_tolerance,
                   walk->stage + (RODAS5P_STAGES - 1) * walk->values, walk->state, walk->system->state, walk->after, finite,
                   least, walk->error);
  stepping_next_lanes(walk->length, walk->error, walk->rejected, next);
  for (size_t l = 0; l < LANES; l++)
  {
    if (walk->mode[l] == IDLE)
      continue;
    int accept = walk->error[l] <= 1 && finite[l] == 0;
    walk->step[l] = accept ? next[l] : fmin(next[l], 0.9 * walk->length[l]);
    walk->rejected[l] = !accept;
    accepted[l] = accept;
    const struct trajectory *t = &walk->trajectories[walk->trajectory[l]];
    reports |= accept && walk->reported[l] < t->count && t->times[walk->reported[l]] <= walk->reached[l];
  }
  if (reports)
    trajectories_curve(walk->values, walk->stage, walk->shown);
  for (size_t l = 0; reports && l < LANES; l++)
    if (accepted[l] > 0)
      trajectories_report(walk, l, 1);
  trajectories_take(walk->values, accepted, walk->after, walk->state, walk->system->state);
  for (size_t l = 0; l < LANES; l++)
  {
    if (!(accepted[l] > 0))
      continue;
    walk->time[l] = walk->reached[l];
    struct trajectory *t = &walk->trajectories[walk->trajectory[l]];
    t->steps++;
    t->least = least[l] < t->least ? least[l] : t->least;
    if (walk->time[l] < t->end)
      continue;
    for (size_t s = 0; s < walk->system->size; s++)
      t->state[s] = walk->state[s * LANES + l];
    walk->mode[l] = IDLE;
    enum status status = walk->queue->ended(walk->queue->context, walk->trajectory[l], walk->trail);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static int is_busy(const struct walk *walk)
{
  int busy = 0;
  for (size_t l = 0; l < LANES; l++)
    busy |= walk->mode[l] != IDLE;
  return busy;
}

/* lanes without a trajectory repeat the first one, so that nothing in them is undefined */
static void spare_lanes(struct walk *walk)
{
  for (size_t l = 1; l < LANES; l++)
    if (walk->mode[l] == IDLE && !(walk->length[l] > 0))
    {
      walk->system->enter(walk->system->context, l, walk->trajectory[0]);
      walk->time[l] = walk->time[0];
      walk->length[l] = walk->step[l] = walk->step[0];
      for (size_t s = 0; s < walk->values; s += LANES)
        walk->state[s + l] = walk->state[s];
    }
}

static enum status walk_run(struct walk *walk)
{
  const struct integration *integration = walk->integration;
  if (!(integration->relative_tolerance >= 0) || !(integration->absolute_tolerance > 0))
    return status_fail(walk->trail, STATUS_SOFTWARE, "tolerances %g (relative), %g (absolute) are not valid",
                       integration->relative_tolerance, integration->absolute_tolerance);
  for (;;)
  {
    int filled = 0;
    enum status status = lanes_fill(walk, &filled);
    if (status == STATUS_OK && !is_busy(walk))
      return STATUS_OK;
    if (status == STATUS_OK && filled)
    {
      spare_lanes(walk);
      status = first_steps(walk);
    }
    if (status == STATUS_OK)
      status = lengths_choose(walk);
    if (status != STATUS_OK)
      return status;
    attempt(walk);
    status = judge(walk);
    if (status != STATUS_OK)
      return status;
  }
}

size_t trajectories_room(size_t size, const struct sparse_lu *lu)
{
  return (RODAS5P_STAGES + RODAS5P_CURVES + 2) * size * LANES + sparse_lu_entries(lu) * LANES;
}

enum status trajectories_stream(const struct trajectory_system *system, const struct integration *integration, size_t count,
                                struct trajectory *trajectories, struct trajectory_queue *queue, struct trail *trail)
{
  size_t values = system->size * LANES;
  struct walk walk = { .system = system,
                       .integration = integration,
                       .queue = queue,
                       .values = values,
                       .count = count,
                       .trajectories = trajectories,
                       .trail = trail };
  queue->failed = TRAJECTORY_NONE;
  if (system->size == 0)
    return status_fail(trail, STATUS_SOFTWARE, "a system without states cannot be integrated");
  walk.fork = malloc((count + 1) * sizeof *walk.fork);
  if (walk.fork == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu trajectories", count);
  walk.state = system->room;
  walk.after = walk.state + values;
  walk.shown = walk.after + values;
  walk.stage = walk.shown + RODAS5P_CURVES * values;
  walk.matrix = walk.stage + RODAS5P_STAGES * values;
  enum status status = walk_run(&walk);
  free(walk.fork);
  return status;
}

/* --- all trajectories, one after the other */

struct turns
{
  size_t count, next;
  const struct trajectory *trajectories;
};

static ptrdiff_t turns_next(void *context)
{
  struct turns *turns = context;
  size_t number = turns->next;
  if (number >= turns->count)
    return TRAJECTORY_NONE;
  turns->next += 1 + turns->trajectories[number].forks;
  return (ptrdiff_t)number;
}

static enum status turns_ended(void *context, size_t number, struct trail *trail)
{
  (void)context, (void)number, (void)trail;
  return STATUS_OK;
}

enum status trajectories_integrate(const struct trajectory_system *system, const struct integration *integration, size_t count,
                                   struct trajectory *trajectories, struct trail *trail)
{
  struct turns turns = { count, 0, trajectories };
  struct trajectory_queue queue = { &turns, turns_next, turns_ended, TRAJECTORY_NONE };
  return trajectories_stream(system, integration, count, trajectories, &queue, trail);
}
