/* replicate_run.c - legs between events: at the edges of pulses the inputs jump, at switches the equations change; no solver step
 * ever crosses either. A leg is scanned on its dense output, denser near its start, for switches that turn and for peaks; a
 * turn is then located to rounding by integrating again up to guesses (Illinois), a peak by a second, finer look. */
#include "replicate_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  SCAN = 2000,         /* looks at a leg */
  FINE = 400,          /* looks at a peak */
  STEP_LIMIT = 5000000 /* of one leg */
};

/* of each leg: given, because what the method would choose at the edge of a pulse into almost nothing is below rounding of time
 */
static const double first_step = 1e-7;

/* a run on its way */
struct course
{
  const struct replica *replica;
  struct replica_track *track;
  struct system system;
  size_t states, done; /* done: reports so far */
  double inputs[REPLICA_INPUTS];
  int turned[PUBLISHED_SWITCHES]; /* what each switch is now */
  size_t turns;
  double *state, *attempt, *after; /* [states] */
  double *scan;                    /* [SCAN + 1][states] */
  double scan_time[SCAN + 1], fine_time[FINE + 1];
  double *fine; /* [FINE + 1][states] */
  double *edge; /* ascending times at which pulses start or end */
  size_t edges;
  struct trail *trail;
};

static void course_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct course *c = context;
  (void)time, (void)first;
  assembly_rates(c->replica->assembly, lanes, state, c->inputs, rate);
}

static void course_partials(const void *context, double time, size_t first, size_t lanes, const double *state, double *values)
{
  const struct course *c = context;
  (void)time, (void)first;
  assembly_partials(c->replica->assembly, lanes, state, c->inputs, values);
}

/* integrates a copy of `from` into `to`; the inputs are constant on the way */
static enum status leg_integrate(struct course *c, double start, double end, const double *times, size_t count,
                                 struct reporter reporter, const double *from, double *to)
{
  struct integration integration = { .relative_tolerance = c->replica->tolerance,
                                     .absolute_tolerance = c->replica->model->absolute_tolerance,
                                     .first_step = first_step,
                                     .step_limit = STEP_LIMIT };
  struct integration_statistics statistics = { 0 };
  memmove(to, from, c->states * sizeof *to);
  return c->replica->method->integrate(&c->system, &integration, start, end, times, count, reporter, to, &statistics, c->trail);
}

/* --- reports --- */

struct shelf
{
  double *value; /* [count][states] */
  size_t states;
};

static void shelf_keep(void *sink, size_t index, double time, const double *state)
{
  const struct shelf *shelf = sink;
  (void)time;
  memcpy(shelf->value + index * shelf->states, state, shelf->states * sizeof *state);
}

/* states and observables of the next report */
static void track_keep(void *sink, size_t index, double time, const double *state)
{
  struct course *c = sink;
  struct replica_track *track = c->track;
  size_t k = c->done + index;
  (void)time;
  for (size_t s = 0; s < c->states; s++)
    track->value[s * track->times + k] = state[s];
  for (size_t o = 0; o < assembly_observable_count(c->replica->assembly); o++)
    assembly_observe(c->replica->assembly, o, 1, state, c->inputs, &track->value[(c->states + o) * track->times + k]);
}

/* --- switches --- */

static double margin(const struct course *c, size_t which, const double *state)
{
  return replica_value(c->replica, c->replica->model->switches[which].margin, state, c->inputs);
}

static void switch_set(struct course *c, size_t which, int on)
{
  c->turned[which] = on;
  for (size_t k = 0; k < c->replica->process->read_count; k++)
    if (strcmp(c->replica->inputs[k], c->replica->model->switches[which].input) == 0)
      c->inputs[k] = on;
}

static size_t switch_count(const struct course *c)
{
  size_t count = 0;
  while (count < PUBLISHED_SWITCHES && c->replica->model->switches[count].input != NULL)
    count++;
  return count;
}

/* The first moment after `low` at which switch `which` has turned, by false position on integrations from the start of the leg.
 */
static enum status turn_locate(struct course *c, size_t which, double start, double low, double high, double low_margin,
                               double high_margin, double *found)
{
  int side = 0;
  for (int k = 0; k < 200 && high - low > 4e-15 * high; k++)
  {
    double part = low_margin / (low_margin - high_margin);
    // halves when false position gets stuck
    double guess = k > 60 || !(part > 0 && part < 1) ? 0.5 * (low + high) : low + part * (high - low);
    if (!(guess > low && guess < high))
      break;
    enum status status = leg_integrate(c, start, guess, NULL, 0, (struct reporter){ 0 }, c->state, c->attempt);
    if (status != STATUS_OK)
      return status;
    double now = margin(c, which, c->attempt);
    if ((now >= 0) == c->turned[which])
    {
      low = guess;
      low_margin = now;
      high_margin *= side == 1 ? 0.5 : 1;
      side = 1;
    }
    else
    {
      high = guess;
      high_margin = now;
      low_margin *= side == 2 ? 0.5 : 1;
      side = 2;
    }
  }
  *found = high;
  return STATUS_OK;
}

/* looks for the first switch that turns within a leg that was scanned; *end and *which change when there is one */
static enum status turn_find(struct course *c, double *end, size_t *which)
{
  size_t count = switch_count(c);
  int found = 0;
  for (size_t i = 1; i <= SCAN && !found; i++)
    for (size_t k = 0; k < count; k++)
    {
      double now = margin(c, k, c->scan + i * c->states), before = margin(c, k, c->scan + (i - 1) * c->states), at;
      if ((now >= 0) == c->turned[k])
        continue;
      enum status status = turn_locate(c, k, c->scan_time[0], c->scan_time[i - 1], c->scan_time[i], before, now, &at);
      if (status != STATUS_OK)
        return status;
      // of two that turn between two looks the earlier one counts
      if (!found || at < *end)
      {
        *end = at;
        *which = k;
      }
      found = 1;
    }
  return STATUS_OK;
}

/* --- peaks and ranges --- */

/* the top of state s around look i: a finer look, then a parabola through the best three */
static enum status peak_refine(struct course *c, size_t s, size_t i, size_t last, double *value, double *time)
{
  double low = c->scan_time[i == 0 ? 0 : i - 1], high = c->scan_time[i == last ? last : i + 1];
  for (size_t k = 0; k <= FINE; k++)
    c->fine_time[k] = low + (high - low) * (double)k / FINE;
  c->fine_time[FINE] = high;
  struct shelf shelf = { c->fine, c->states };
  enum status status = leg_integrate(c, c->scan_time[0], high, c->fine_time, FINE + 1, (struct reporter){ &shelf, shelf_keep },
                                     c->state, c->attempt);
  if (status != STATUS_OK)
    return status;
  size_t best = 0;
  for (size_t k = 1; k <= FINE; k++)
    if (c->fine[k * c->states + s] > c->fine[best * c->states + s])
      best = k;
  *value = c->fine[best * c->states + s];
  *time = c->fine_time[best];
  if (best == 0 || best == FINE)
    return STATUS_OK;
  double before = c->fine[(best - 1) * c->states + s], after = c->fine[(best + 1) * c->states + s];
  double bend = before - 2 * *value + after;
  if (bend < 0)
    *time += 0.5 * (before - after) / bend * (high - low) / FINE;
  return STATUS_OK;
}

/* extremes of a leg that was scanned up to look `last` and ends in `end_state` */
static enum status peaks_update(struct course *c, size_t last, double end, const double *end_state)
{
  struct replica_track *track = c->track;
  for (size_t s = 0; s < c->states; s++)
  {
    size_t best = 0;
    for (size_t i = 0; i <= last; i++)
    {
      double value = c->scan[i * c->states + s];
      best = value > c->scan[best * c->states + s] ? i : best;
      if (value < track->least[s])
      {
        track->least[s] = value;
        track->least_time[s] = c->scan_time[i];
      }
    }
    double value = c->scan[best * c->states + s], time = c->scan_time[best];
    // only what beats the legs before, by more than rounding, is worth a finer look
    if (value > track->greatest[s] && (best > 0 || c->scan[c->states + s] > 0.99 * value))
    {
      enum status status = peak_refine(c, s, best, last, &value, &time);
      if (status != STATUS_OK)
        return status;
    }
    if (end_state[s] > value)
    {
      value = end_state[s];
      time = end;
    }
    if (value > track->greatest[s] + 1e-13 * fabs(track->greatest[s]))
    {
      track->greatest[s] = value;
      track->peak_time[s] = time;
    }
  }
  return STATUS_OK;
}

/* warns where a published formula is used outside its range */
static void ranges_check(struct course *c, size_t last)
{
  const struct published *model = c->replica->model;
  for (size_t k = 0; k < PUBLISHED_ROWS && model->ranges[k].value != NULL; k++)
    for (size_t i = 0; i <= last; i++)
    {
      double value = replica_value(c->replica, model->ranges[k].value, c->scan + i * c->states, c->inputs);
      if (value < model->ranges[k].low || value > model->ranges[k].high)
      {
        status_warn(c->trail, "%s.%s: %s", model->process->name, c->replica->variant->name, model->ranges[k].meaning);
        break;
      }
    }
}

/* --- legs --- */

static enum status leg_scan(struct course *c, double start, double end)
{
  for (size_t i = 0; i <= SCAN; i++)
  {
    double part = (double)i / SCAN;
    c->scan_time[i] = start + (end - start) * part * part;
  }
  c->scan_time[SCAN] = end;
  struct shelf shelf = { c->scan, c->states };
  return leg_integrate(c, start, end, c->scan_time, SCAN + 1, (struct reporter){ &shelf, shelf_keep }, c->state, c->attempt);
}

static void turn_take(struct course *c, size_t which, double time)
{
  struct replica_track *track = c->track;
  switch_set(c, which, !c->turned[which]);
  c->turns++;
  if (track == NULL)
    return;
  if (track->turns < REPLICA_TURNS)
  {
    track->turn[track->turns].which = which;
    track->turn[track->turns].time = time;
    track->turn[track->turns].on = c->turned[which];
  }
  track->turns++;
}

/* from `start` to `end` or to the first switch that turns before; *reached says which */
static enum status leg_run(struct course *c, double start, double end, double *reached)
{
  struct replica_track *track = c->track;
  int looks = track != NULL && track->greatest != NULL;
  size_t which = PUBLISHED_SWITCHES, last = SCAN;
  enum status status = STATUS_OK;
  *reached = end;
  if (looks || switch_count(c) > 0)
    status = leg_scan(c, start, end);
  if (status == STATUS_OK && switch_count(c) > 0)
    status = turn_find(c, reached, &which);
  if (status != STATUS_OK)
    return status;

  // reports of this leg; the state before the leg is still needed for peaks
  size_t count = 0;
  const double *times = track == NULL ? NULL : track->time + c->done;
  while (track != NULL && c->done + count < track->times && times[count] <= *reached)
    count++;
  status = leg_integrate(c, start, *reached, times, count, (struct reporter){ c, track_keep }, c->state, c->after);
  if (status != STATUS_OK)
    return status;
  c->done += count;
  while (last > 0 && c->scan_time[last] > *reached)
    last--;
  if (looks)
  {
    status = peaks_update(c, last, *reached, c->after);
    ranges_check(c, last);
  }
  memcpy(c->state, c->after, c->states * sizeof *c->state);
  if (which < PUBLISHED_SWITCHES)
    turn_take(c, which, *reached);
  return status;
}

static int ascending(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

/* times at which pulses start or end within the run, and its end */
static enum status edges_list(struct course *c, double end)
{
  size_t pulses;
  enum status status = replica_pulses(c->replica, &pulses, c->trail);
  if (status != STATUS_OK)
    return status;
  c->edge = calloc(2 * pulses + 1, sizeof *c->edge);
  if (c->edge == NULL)
    return status_fail(c->trail, STATUS_MEMORY, "no memory for pulses");
  for (size_t j = 0; j < pulses; j++)
  {
    const double at[] = { replica_pulse_start(c->replica, j), replica_pulse_end(c->replica, j) };
    for (size_t k = 0; k < 2; k++)
      if (at[k] > 0 && at[k] < end)
        c->edge[c->edges++] = at[k];
  }
  c->edge[c->edges++] = end;
  qsort(c->edge, c->edges, sizeof *c->edge, ascending);
  return STATUS_OK;
}

/* how many pulses act at a time that is no edge */
static void pulses_set(struct course *c, double time)
{
  size_t pulses = 0, acting = 0;
  if (c->replica->model->schedule.input == NULL || replica_pulses(c->replica, &pulses, NULL) != STATUS_OK)
    return;
  for (size_t j = 0; j < pulses; j++)
    acting += replica_pulse_start(c->replica, j) <= time && time < replica_pulse_end(c->replica, j);
  for (size_t k = 0; k < c->replica->process->read_count; k++)
    if (strcmp(c->replica->inputs[k], c->replica->model->schedule.input) == 0)
      c->inputs[k] = (double)acting;
}

static enum status course_run(struct course *c)
{
  assembly_initial(c->replica->assembly, c->state);
  for (size_t k = 0; k < switch_count(c); k++)
    switch_set(c, k, margin(c, k, c->state) >= 0);
  for (size_t s = 0; c->track != NULL && c->track->greatest != NULL && s < c->states; s++)
  {
    c->track->least[s] = c->track->greatest[s] = c->state[s];
    c->track->least_time[s] = c->track->peak_time[s] = 0;
  }
  double time = 0;
  enum status status = STATUS_OK;
  for (size_t e = 0; e < c->edges && status == STATUS_OK; e++)
  {
    // edges that differ by rounding are one
    if (c->edge[e] - time <= 1e-12 * c->edge[e])
      continue;
    pulses_set(c, 0.5 * (time + c->edge[e]));
    while (time < c->edge[e] && status == STATUS_OK)
    {
      while (c->track != NULL && c->done < c->track->times && c->track->time[c->done] <= time)
      {
        track_keep(c, 0, time, c->state);
        c->done++;
      }
      status = leg_run(c, time, c->edge[e], &time);
      if (c->turns > 1000)
        return status_fail(c->trail, STATUS_SOFTWARE,
                           "a switch turns to and fro for ever from time %g on: the model slides along it", time);
    }
  }
  while (c->track != NULL && c->done < c->track->times && status == STATUS_OK)
  {
    track_keep(c, 0, time, c->state);
    c->done++;
  }
  return status;
}

enum status replica_run(const struct replica *replica, double end, struct replica_track *track, double *state, double *inputs,
                        struct trail *trail)
{
  struct course *c = calloc(1, sizeof *c);
  if (c == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a run");
  c->replica = replica;
  c->track = track;
  c->trail = trail;
  c->states = assembly_state_count(replica->assembly);
  c->system = (struct system){ .size = c->states,
                               .lanes = 1,
                               .context = c,
                               .rates = course_rates,
                               .partials = course_partials,
                               .entries = assembly_entry_count(replica->assembly),
                               .row = assembly_entry_rows(replica->assembly),
                               .column = assembly_entry_columns(replica->assembly),
                               .autonomous = 1 };
  c->state = calloc(c->states, sizeof(double));
  c->attempt = calloc(c->states, sizeof(double));
  c->after = calloc(c->states, sizeof(double));
  c->scan = calloc((SCAN + 1) * c->states, sizeof(double));
  c->fine = calloc((FINE + 1) * c->states, sizeof(double));
  enum status status = STATUS_OK;
  if (c->state == NULL || c->attempt == NULL || c->after == NULL || c->scan == NULL || c->fine == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for a run");
  if (status == STATUS_OK)
    status = edges_list(c, end);
  if (status == STATUS_OK)
    status = course_run(c);
  if (status == STATUS_OK)
  {
    memcpy(state, c->state, c->states * sizeof *state);
    memcpy(inputs, c->inputs, sizeof c->inputs);
  }
  free(c->state);
  free(c->attempt);
  free(c->after);
  free(c->scan);
  free(c->fine);
  free(c->edge);
  free(c);
  return status;
}

double replica_judgement_time(const struct replica *replica, size_t pulses)
{
  double last = 0;
  for (size_t j = 0; j < pulses; j++)
  {
    double end = replica_pulse_end(replica, j);
    last = fmax(last, isfinite(end) ? end : replica_pulse_start(replica, j));
  }
  return last + replica->model->settled;
}

enum status replica_judge(const struct replica *replica, const struct published_outcome **outcome, struct trail *trail)
{
  double state[64], inputs[REPLICA_INPUTS];
  size_t pulses = 0;
  *outcome = NULL;
  if (replica->model->outcomes[0].name == NULL)
    return STATUS_OK;
  if (assembly_state_count(replica->assembly) > sizeof state / sizeof *state)
    return status_fail(trail, STATUS_SOFTWARE, "%s has too many states", replica->process->name);
  enum status status = replica_pulses(replica, &pulses, trail);
  if (status == STATUS_OK)
    status = replica_run(replica, replica_judgement_time(replica, pulses), NULL, state, inputs, trail);
  for (size_t k = 0; status == STATUS_OK && *outcome == NULL && k < PUBLISHED_ROWS && replica->model->outcomes[k].name; k++)
    if (replica->model->outcomes[k].value == NULL ||
        replica_value(replica, replica->model->outcomes[k].value, state, inputs) >= replica->model->outcomes[k].level)
      *outcome = &replica->model->outcomes[k];
  return status;
}
