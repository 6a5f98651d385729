/* diffusion_rosenbrock.c - stages of a Rosenbrock method, the control of its steps, and reports between them.
 *
 * Differences in time are taken forward over a millionth of the step: forcing is smooth only within an integration. The first
 * step may be too long, it is then rejected. Source: Hairer and Wanner, Solving Ordinary Differential Equations II. */
#include "diffusion_rosenbrock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_between.h"
#include "diffusion_extent.h"
#include "stepping.h"
#include "vector.h"

static const double look_ahead = 0x1p-20;
static const double safety = 0.75, shrink = 0.2, stretch = 2;
static const double out_of_bounds = 16; /* counts as this error */

/* an integration on its way; arrays are [values] */
struct run
{
  const struct diffusion_equations *equations;
  const struct diffusion_accuracy *accuracy;
  const struct diffusion_reports *reports;
  size_t next; /* report */
  double *state, *rate, *after, *slope, *scratch;
  double *stage;                    /* [stages][values] */
  double *previous, *previous_rate; /* at the start of the step before, which was */
  double previous_length;           /* long; 0: there is none */
  double *between;                  /* [DIFFUSION_BETWEEN][values] */
  double *memory;
  struct diffusion_statistics *statistics;
  struct trail *trail;
};

/* right-hand side of a stage: rate + sum over earlier ones of factor * stage + weight * slope, summed in this order */
static inline __attribute__((always_inline)) void right_sum(size_t n, const size_t count, const double *factor,
                                                            const double *restrict stages, const double *restrict rate,
                                                            double weight, const double *restrict slope, double *restrict out)
{
  for (size_t x = 0; x < n; x++)
  {
    double sum = rate[x];
    for (size_t j = 0; j < count; j++)
      sum += factor[j] * stages[j * n + x];
    out[x] = sum + weight * slope[x];
  }
}

/* the same for stages with a part of df/dt; loops of constant length are unrolled */
VECTOR_CLONES
static void right_make(size_t n, size_t count, const double *factor, const double *stages, const double *rate, double weight,
                       const double *slope, double *out)
{
  if (count == 0)
    right_sum(n, 0, factor, stages, rate, weight, slope, out);
  else if (count == 1)
    right_sum(n, 1, factor, stages, rate, weight, slope, out);
  else if (count == 2)
    right_sum(n, 2, factor, stages, rate, weight, slope, out);
  else if (count == 3)
    right_sum(n, 3, factor, stages, rate, weight, slope, out);
  else
    right_sum(n, count, factor, stages, rate, weight, slope, out);
}

/* slope = (slope - rate) / distance */
VECTOR_CLONES
static void slope_make(size_t n, double distance, const double *restrict rate, double *restrict slope)
{
  for (size_t x = 0; x < n; x++)
    slope[x] = (slope[x] - rate[x]) / distance;
}

/* slope = df/dt at fixed values */
static void differentiate(struct run *run, double time, double step)
{
  const struct diffusion_equations *equations = run->equations;
  // a length that time can resolve
  double later = time + look_ahead * step;
  if (later <= time)
    later = time + 0.25 * step;
  if (equations->drift != NULL)
    equations->drift(equations->work, time, later, run->state, run->slope);
  else
  {
    equations->rates(equations->work, later, run->state, run->slope);
    slope_make(equations->values, later - time, run->rate, run->slope);
  }
}

/* all stages */
static enum status attempt(struct run *run, double time, double step)
{
  const struct diffusion_equations *equations = run->equations;
  const struct rosenbrock_method *method = equations->method;
  const size_t n = equations->values;
  enum status status = equations->factor(equations->work, method->gamma_inverse / step);
  for (size_t i = 0; i < method->stages && status == STATUS_OK; i++)
  {
    double *stage = run->stage + i * n, factor[ROSENBROCK_STAGES] = { 0 };
    if (i > 0 && !method->repeats[i])
    {
      stepping_combine(n, i, method->argument[i], run->stage, run->state, run->after);
      equations->rates(equations->work, time + method->moment[i] * step, run->after, run->scratch);
    }
    const double *rate = i > 0 ? run->scratch : run->rate;
    for (size_t j = 0; j < i; j++)
      factor[j] = method->history[i][j] / step;
    if (method->drift[i] != 0)
      right_make(n, i, factor, run->stage, rate, method->drift[i] * step, run->slope, stage);
    else
      stepping_combine(n, i, factor, run->stage, rate, stage);
    status = equations->solve(equations->work, stage);
  }
  return status;
}

/* Makes the values after the step. Returns the largest error over fields, 1 is just tolerated; not a number when any value is
 * not; and the least value. */
static double step_end(struct run *run, double *least)
{
  const struct diffusion_equations *equations = run->equations;
  const struct diffusion_accuracy *accuracy = run->accuracy;
  double worst = 0, margin = equations->excess * accuracy->tolerance;
  int finite = 1;
  *least = 0;
  for (size_t f = 0; f < equations->fields; f++)
  {
    size_t first = equations->first[f], count = equations->first[f + 1] - first;
    double low = accuracy->low != NULL ? accuracy->low[f] - margin : -(double)INFINITY;
    double high = accuracy->high != NULL ? accuracy->high[f] + margin : (double)INFINITY;
    struct diffusion_extent extent;
    diffusion_extent_make(equations->method, count, run->stage + first, equations->values, run->state + first, low, high,
                          run->after + first, &extent);
    double norm = extent.error / (accuracy->tolerance * fmax(accuracy->floor, extent.value));
    if (extent.outside)
      norm = fmax(norm, out_of_bounds);
    worst = fmax(worst, norm);
    finite &= extent.finite;
    *least = fmin(*least, extent.least);
  }
  return finite ? worst : (double)NAN;
}

/* values at the report times within the step that just ended */
static void report(struct run *run, double time, double step, int last, const double *end_rate)
{
  const struct diffusion_reports *reports = run->reports;
  const size_t n = run->equations->values;
  const struct diffusion_step ends = { step,          run->previous_length, run->state,
                                       run->rate,     run->after,           end_rate,
                                       run->previous, run->previous_rate,   run->equations->excess * run->accuracy->tolerance };
  size_t next = run->next;
  if (next < reports->count && (last || reports->time[next] <= time + step))
    diffusion_between_make(n, &ends, run->between);
  for (; next < reports->count && (last || reports->time[next] <= time + step); next++)
  {
    double at = reports->time[next], x = (at - time) / step;
    if (x < 1)
      diffusion_between_read(n, &ends, run->between, x, run->scratch);
    reports->observe(reports->sink, at, x < 1 ? run->scratch : run->after);
  }
  run->next = next;
}

/* the value that is not finite, or nothing; and the most negative value so far */
static enum status check_state(struct run *run, double time)
{
  const struct diffusion_equations *equations = run->equations;
  double least = run->statistics->least;
  for (size_t f = 0; f < equations->fields; f++)
    for (size_t x = equations->first[f]; x < equations->first[f + 1]; x++)
    {
      if (!isfinite(run->state[x]))
        return status_fail(run->trail, STATUS_SOFTWARE, "the value of state %zu in cell %zu is %g at time %.17g", f,
                           x - equations->first[f], run->state[x], time);
      least = run->state[x] < least ? run->state[x] : least;
    }
  run->statistics->least = least;
  return STATUS_OK;
}

/* What the step of `length` is multiplied by. `memory` is the error that the steps before promise, for a step of
 * `*memory_length`. A front makes the error rise and fall while it passes from cell to cell: what counts is the present one or
 * its geometric mean with the promise, whichever is larger, so that the step does not follow the rhythm. Square roots have fixed
 * bits. */
static double step_factor(double error, double length, double *memory, double *memory_length)
{
  if (!(error >= 0 && error < (double)INFINITY))
    return shrink;
  double ratio = length / *memory_length, promise = *memory * (ratio * ratio) * (ratio * ratio);
  *memory = fmax(error, sqrt(error * promise));
  *memory_length = length;
  double factor = safety / sqrt(sqrt(*memory));
  return factor < shrink ? shrink : factor > stretch ? stretch : factor;
}

static enum status steps_take(struct run *run, double start, double end)
{
  const struct diffusion_equations *equations = run->equations;
  double time = start, step = fmin(run->accuracy->first_step, end - start), memory = 0, memory_length = step;
  enum status status = check_state(run, time);
  equations->rates(equations->work, time, run->state, run->rate);
  while (status == STATUS_OK && time < end)
  {
    equations->linearize(equations->work, time, run->state);
    differentiate(run, time, fmin(step, end - time));
    int accepted = 0, rejected = 0;
    while (status == STATUS_OK && !accepted)
    {
      // the end is reached in steps of equal length, not with a small rest
      double rest = end - time, length = step >= rest ? rest : step >= 0.5 * rest ? 0.5 * rest : step;
      int last = length >= rest;
      if (run->statistics->steps + run->statistics->rejected >= run->accuracy->step_limit)
        return status_fail(run->trail, STATUS_SOFTWARE, "%zu steps did not reach time %.17g, only %.17g",
                           run->accuracy->step_limit, end, time);
      if (!(time + length > time))
        return status_fail(run->trail, STATUS_SOFTWARE, "the step at time %.17g is too small (%g)", time, length);
      status = attempt(run, time, length);
      double least = 0, error = step_end(run, &least);
      double factor = step_factor(error, length, &memory, &memory_length);
      accepted = status == STATUS_OK && error <= 1;
      if (!accepted)
      {
        run->statistics->rejected += 1;
        step = length * fmin(factor, 0.9);
        rejected = 1;
        continue;
      }
      // the slopes are not needed any more: room for the rates at the end
      double *end_rate = run->slope;
      equations->rates(equations->work, last ? end : time + length, run->after, end_rate);
      report(run, time, length, last, end_rate);
      time = last ? end : time + length;
      step = fmax(length * (rejected ? fmin(factor, 1) : factor), last ? 0 : fmin(step, length));
      // the arrays change places: the start of this step becomes that of the step before
      double *free_state = run->previous, *free_rate = run->previous_rate;
      run->previous = run->state;
      run->previous_rate = run->rate;
      run->previous_length = equations->looks_back ? length : 0;
      run->state = run->after;
      run->rate = end_rate;
      run->after = free_state;
      run->slope = free_rate;
      run->statistics->steps += 1;
      run->statistics->least = fmin(run->statistics->least, least);
    }
  }
  return status;
}

enum status diffusion_rosenbrock_run(const struct diffusion_equations *equations, const struct diffusion_accuracy *accuracy,
                                     double start, double end, const struct diffusion_reports *reports, double *state,
                                     struct diffusion_statistics *statistics, struct trail *trail)
{
  if (!(end >= start) || !isfinite(start) || !isfinite(end) || !(accuracy->tolerance > 0) || !(accuracy->first_step > 0) ||
      !(accuracy->floor > 0))
    return status_fail(trail, STATUS_SOFTWARE,
                       "cannot step from time %.17g to %.17g with tolerance %g above %g and a first step of %g", start, end,
                       accuracy->tolerance, accuracy->floor, accuracy->first_step);
  size_t n = equations->values, stages = equations->method->stages;
  struct run run = { .equations = equations, .accuracy = accuracy, .reports = reports, .state = state, .statistics = statistics };
  run.trail = trail;
  run.memory = vector_room((stages + 6 + DIFFUSION_BETWEEN) * n);
  if (run.memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for steps of %zu values", n);
  run.stage = run.memory;
  run.rate = run.stage + stages * n;
  run.after = run.rate + n;
  run.slope = run.after + n;
  run.scratch = run.slope + n;
  run.previous = run.scratch + n;
  run.previous_rate = run.previous + n;
  run.between = run.previous_rate + n;
  // reports at the start, and all of them when there is nothing to integrate
  for (; run.next < reports->count && (reports->time[run.next] <= start || end == start); run.next++)
    reports->observe(reports->sink, reports->time[run.next], state);
  enum status status = steps_take(&run, start, end);
  if (run.state != state)
    memcpy(state, run.state, n * sizeof *state);
  free(run.memory);
  return status;
}
