/* diffusion_rosenbrock.c - stages of Rodas4P (rodas4p.h), the control of its steps, and reports by cubics between them.
 *
 * df/dt is a forward difference over a millionth of the step: forcing is smooth only within an integration. The first step may be
 * too long, it is then rejected. Sources: Steinebach 1995; Hairer and Wanner, Solving Ordinary Differential Equations II. */
#include "diffusion_rosenbrock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rodas4p.h"
#include "stepping.h"
#include "vector.h"

static const double look_ahead = 0x1p-20;
static const double safety = 0.9, shrink = 0.2, stretch = 3;
static const double out_of_bounds = 16; /* counts as this error */

/* an integration on its way; arrays are [values] */
struct run
{
  const struct diffusion_equations *equations;
  const struct diffusion_accuracy *accuracy;
  const struct diffusion_reports *reports;
  size_t next; /* report */
  double *state, *rate, *after, *slope, *scratch;
  double *stage; /* [RODAS4P_STAGES][values] */
  double *memory;
  struct diffusion_statistics *statistics;
  struct trail *trail;
};

VECTOR_CLONES
static void add(size_t n, const double *restrict what, double *restrict to)
{
  for (size_t x = 0; x < n; x++)
    to[x] += what[x];
}

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
  // a length that time can resolve
  double later = time + look_ahead * step, distance = later - time;
  if (distance <= 0)
  {
    distance = 0.25 * step;
    later = time + distance;
  }
  const struct diffusion_equations *equations = run->equations;
  equations->rates(equations->work, later, run->state, run->slope);
  slope_make(equations->values, distance, run->rate, run->slope);
}

/* all stages; `after` and the error, which is the last stage */
static enum status attempt(struct run *run, double time, double step)
{
  const struct diffusion_equations *equations = run->equations;
  const size_t n = equations->values;
  static const double one = 1;
  enum status status = equations->factor(equations->work, rodas4p_gamma_inverse / step);
  for (size_t i = 0; i < RODAS4P_STAGES && status == STATUS_OK; i++)
  {
    double *stage = run->stage + i * n, factor[5] = { 0 };
    const double *rate = run->rate;
    if (i > 0)
    {
      if (i < 5)
        stepping_combine(n, i, rodas4p_argument[i], run->stage, run->state, run->after);
      else
        stepping_combine(n, 1, &one, stage - n, run->after, run->after);
      equations->rates(equations->work, time + rodas4p_moment[i] * step, run->after, run->scratch);
      rate = run->scratch;
    }
    for (size_t j = 0; j < i; j++)
      factor[j] = rodas4p_history[i][j] / step;
    if (i < 4)
      right_make(n, i, factor, run->stage, rate, rodas4p_drift[i] * step, run->slope, stage);
    else
      stepping_combine(n, i, factor, run->stage, rate, stage);
    status = equations->solve(equations->work, stage);
  }
  add(n, run->stage + 5 * n, run->after);
  return status;
}

/* what a step did to a field, in lanes that are put together in the end: the largest does not depend on the order */
enum
{
  LANES = 8
};
struct extent
{
  double error[LANES], value[LANES], least[LANES]; /* largest |error| and |value|, least value */
  double outside[LANES];                           /* how far a value went out of its bounds in this step */
  double finite[LANES];                            /* 0 or not a number */
};

/* what was out before and comes back is no fault of the step */
static inline __attribute__((always_inline)) void extent_add(struct extent *extent, size_t lane, double error, double before,
                                                             double after, double low, double high)
{
  double e = fabs(error), old = fabs(before), new = fabs(after);
  double under = low - after, fallen = before - after, over = after - high, risen = after - before;
  under = under < fallen ? under : fallen;
  over = over < risen ? over : risen;
  double value = old > new ? old : new, outside = under > over ? under : over;
  extent->error[lane] = e > extent->error[lane] ? e : extent->error[lane];
  extent->value[lane] = value > extent->value[lane] ? value : extent->value[lane];
  extent->least[lane] = after < extent->least[lane] ? after : extent->least[lane];
  extent->outside[lane] = outside > extent->outside[lane] ? outside : extent->outside[lane];
  // comparisons overlook what is not a number
  extent->finite[lane] += 0 * (e + new);
}

VECTOR_CLONES
static void extent_find(size_t count, const double *error, const double *before, const double *after, double low, double high,
                        struct extent *extent)
{
  size_t x = 0;
  for (; x + LANES <= count; x += LANES)
    for (size_t lane = 0; lane < LANES; lane++)
      extent_add(extent, lane, error[x + lane], before[x + lane], after[x + lane], low, high);
  for (; x < count; x++)
    extent_add(extent, 0, error[x], before[x], after[x], low, high);
}

/* largest error over fields, 1 is just tolerated; not a number when any value is not; and the least value */
static double error_norm(const struct run *run, size_t *field, double *least)
{
  const struct diffusion_equations *equations = run->equations;
  const struct diffusion_accuracy *accuracy = run->accuracy;
  const double *error = run->stage + 5 * equations->values;
  double worst = 0, sum = 0, margin = equations->excess * accuracy->tolerance;
  *least = 0;
  for (size_t f = 0; f < equations->fields; f++)
  {
    size_t first = equations->first[f];
    struct extent extent = { { 0 }, { 0 }, { 0 }, { 0 }, { 0 } };
    double low = accuracy->low != NULL ? accuracy->low[f] - margin : -(double)INFINITY;
    double high = accuracy->high != NULL ? accuracy->high[f] + margin : (double)INFINITY;
    extent_find(equations->first[f + 1] - first, error + first, run->state + first, run->after + first, low, high, &extent);
    double scale = accuracy->floor, most = 0, outside = 0;
    for (size_t lane = 0; lane < LANES; lane++)
    {
      most = fmax(most, extent.error[lane]);
      scale = fmax(scale, extent.value[lane]);
      outside = fmax(outside, extent.outside[lane]);
      *least = fmin(*least, extent.least[lane]);
      sum += extent.finite[lane];
    }
    double norm = most / (accuracy->tolerance * scale);
    if (outside > 0)
      norm = fmax(norm, out_of_bounds);
    if (norm > worst)
    {
      worst = norm;
      *field = f;
    }
  }
  return worst + sum;
}

/* slope at one end of a step, so that the cubic stays between its ends unless the other slope says that there is an extremum */
static inline __attribute__((always_inline)) double slope_limited(double slope, double other, double secant)
{
  double size = fabs(slope), limit = 3 * fabs(secant), limited = slope * secant > 0 ? (size > limit ? 3 * secant : slope) : 0;
  return slope * other >= 0 ? limited : slope;
}

/* cubic of each value: coefficients of x, x^2 and x^3 over the step */
VECTOR_CLONES
static void cubics_make(size_t n, double step, const double *restrict before, const double *restrict after,
                        const double *restrict rate, const double *restrict end_rate, double *restrict one, double *restrict two,
                        double *restrict three)
{
  for (size_t i = 0; i < n; i++)
  {
    double change = after[i] - before[i], first = step * rate[i], last = step * end_rate[i];
    double a = slope_limited(first, last, change), b = slope_limited(last, first, change);
    one[i] = a;
    two[i] = 3 * change - 2 * a - b;
    three[i] = a + b - 2 * change;
  }
}

VECTOR_CLONES
static void cubics_read(size_t n, double x, const double *restrict before, const double *restrict one, const double *restrict two,
                        const double *restrict three, double *restrict value)
{
  for (size_t i = 0; i < n; i++)
    value[i] = before[i] + x * (one[i] + x * (two[i] + x * three[i]));
}

/* values at the report times within the step that just ended: cubics with the rates at both ends, over the stages, which are not
 * needed any more */
static void report(struct run *run, double time, double step, int last, const double *end_rate)
{
  const struct diffusion_reports *reports = run->reports;
  const size_t n = run->equations->values;
  double end = time + step, *one = run->stage, *two = one + n, *three = two + n;
  size_t next = run->next;
  if (next < reports->count && (last || reports->time[next] <= end))
    cubics_make(n, step, run->state, run->after, run->rate, end_rate, one, two, three);
  for (; next < reports->count && (last || reports->time[next] <= end); next++)
  {
    double at = reports->time[next], x = (at - time) / step;
    if (x < 1)
      cubics_read(n, x, run->state, one, two, three, run->scratch);
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

/* what the step is multiplied by: after success an integral and a proportional part, which damp the rhythm with which a front
 * passes from cell to cell; square roots have fixed bits */
static double step_factor(double error, double previous)
{
  double factor = shrink;
  if (error > 1)
    factor = safety / sqrt(sqrt(error));
  else if (error > 0)
    factor = safety * sqrt(sqrt(sqrt(sqrt(previous / (error * error * error)))));
  else if (error == 0)
    factor = stretch;
  return factor < shrink ? shrink : factor > stretch ? stretch : factor;
}

static enum status steps_take(struct run *run, double start, double end)
{
  const struct diffusion_equations *equations = run->equations;
  double previous = 1;
  double time = start, step = fmin(run->accuracy->first_step, end - start);
  enum status status = check_state(run, time);
  equations->rates(equations->work, time, run->state, run->rate);
  while (status == STATUS_OK && time < end)
  {
    equations->linearize(equations->work, time, run->state);
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
      differentiate(run, time, length);
      status = attempt(run, time, length);
      size_t field = 0;
      double least = 0, error = error_norm(run, &field, &least);
      double factor = step_factor(error, previous);
      accepted = status == STATUS_OK && error <= 1;
      if (!accepted)
      {
        run->statistics->rejected += 1;
        step = length * fmin(factor, 0.9);
        rejected = 1;
        continue;
      }
      previous = fmax(error, 1e-3);
      // the slopes are not needed any more: room for the rates at the end
      double *end_rate = run->slope;
      equations->rates(equations->work, last ? end : time + length, run->after, end_rate);
      report(run, time, length, last, end_rate);
      time = last ? end : time + length;
      step = fmax(length * (rejected ? fmin(factor, 1) : factor), last ? 0 : fmin(step, length));
      run->slope = run->rate;
      run->rate = end_rate;
      double *before = run->state;
      run->state = run->after;
      run->after = before;
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
  size_t n = equations->values;
  struct run run = { .equations = equations, .accuracy = accuracy, .reports = reports, .state = state, .statistics = statistics };
  run.trail = trail;
  run.memory = vector_room((RODAS4P_STAGES + 4) * n);
  if (run.memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for steps of %zu values", n);
  run.stage = run.memory;
  run.rate = run.stage + RODAS4P_STAGES * n;
  run.after = run.rate + n;
  run.slope = run.after + n;
  run.scratch = run.slope + n;
  // reports at the start, and all of them when there is nothing to integrate
  for (; run.next < reports->count && (reports->time[run.next] <= start || end == start); run.next++)
    reports->observe(reports->sink, reports->time[run.next], state);
  enum status status = steps_take(&run, start, end);
  if (run.state != state)
    memcpy(state, run.state, n * sizeof *state);
  free(run.memory);
  return status;
}
