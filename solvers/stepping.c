/* stepping.c - the loop over steps that the own methods share. */
#include "stepping.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

/* an integration on its way */
struct walk
{
  const struct stepper *stepper;
  const struct system *system;
  const struct integration *integration;
  size_t values; /* size * lanes */
  double start, end;
  const double *times;
  size_t count, next; /* of reports */
  size_t lane;        /* the worst of the last attempt */
  struct reporter reporter;
  double *state;                        /* [size][lanes], the caller's */
  double *rate, *after, *error, *shown; /* [size][lanes] */
  double *sum;                          /* [lanes] */
  double *memory;                       /* all of the above */
  struct integration_statistics *statistics;
  struct trail *trail;
};

#define COMBINE static inline __attribute__((always_inline)) void

/* with a constant count the inner loop is unrolled and the outer one vectorised */
COMBINE combine(size_t n, const size_t count, const double *factor, const double *stage, const double *base, double *out)
{
  for (size_t i = 0; i < n; i++)
  {
    double sum = base[i];
    for (size_t j = 0; j < count; j++)
      sum += factor[j] * stage[j * n + i];
    out[i] = sum;
  }
}

VECTOR_CLONES
void stepping_combine(size_t n, size_t count, const double *factor, const double *stage, const double *base, double *out)
{
  switch (count)
  {
  case 1:
    combine(n, 1, factor, stage, base, out);
    break;
  case 2:
    combine(n, 2, factor, stage, base, out);
    break;
  case 3:
    combine(n, 3, factor, stage, base, out);
    break;
  case 4:
    combine(n, 4, factor, stage, base, out);
    break;
  case 5:
    combine(n, 5, factor, stage, base, out);
    break;
  case 6:
    combine(n, 6, factor, stage, base, out);
    break;
  case 7:
    combine(n, 7, factor, stage, base, out);
    break;
  default:
    combine(n, count, factor, stage, base, out);
  }
}

enum
{
  ROOT_ITERATIONS = 12
};

double stepping_root(double x, int root)
{
  if (root == 4)
    return sqrt(sqrt(x));
  // x = m 2^(5 q) with m in [1/2, 16): Newton from 2 needs at most seven iterations
  int exponent = 0;
  double m = frexp(x, &exponent);
  int q = exponent >= 0 ? exponent / 5 : -((4 - exponent) / 5);
  m = ldexp(m, exponent - 5 * q);
  double y = 2;
  for (int i = 0; i < ROOT_ITERATIONS; i++)
    y = (4 * y + m / (y * y * y * y)) / 5;
  return ldexp(y, q);
}

enum
{
  SUMS = 8 /* side by side over the states of a single lane, so that they vectorise; added in a fixed order */
};

/* sum of the squares of value / (absolute + relative max(|before|, |after|)) of a single lane */
VECTOR_CLONES
static double squares(size_t size, double absolute, double relative, const double *value, const double *before,
                      const double *after)
{
  double part[SUMS] = { 0 }, sum = 0;
  size_t whole = size - size % SUMS;
  for (size_t s = 0; s < whole; s += SUMS)
    for (size_t k = 0; k < SUMS; k++)
    {
      double a = fabs(before[s + k]), b = fabs(after[s + k]);
      double e = value[s + k] / (absolute + relative * (a > b ? a : b));
      part[k] += e * e;
    }
  for (size_t s = whole; s < size; s++)
  {
    double a = fabs(before[s]), b = fabs(after[s]);
    double e = value[s] / (absolute + relative * (a > b ? a : b));
    part[s - whole] += e * e;
  }
  for (size_t k = 0; k < SUMS; k++)
    sum += part[k];
  return sum;
}

/* the largest norm over lanes, and its lane; not a number as soon as one lane is */
VECTOR_CLONES
static double norm(const struct walk *walk, const double *value, const double *before, const double *after, size_t *worst)
{
  size_t size = walk->system->size, lanes = walk->system->lanes;
  double relative = walk->integration->relative_tolerance, absolute = walk->integration->absolute_tolerance;
  double *restrict sum = walk->sum;
  if (lanes == 1)
  {
    *worst = 0;
    return sqrt(squares(size, absolute, relative, value, before, after) / (double)size);
  }
  memset(sum, 0, lanes * sizeof *sum);
  for (size_t s = 0; s < size; s++)
    for (size_t l = 0; l < lanes; l++)
    {
      size_t i = s * lanes + l;
      double a = fabs(before[i]), b = fabs(after[i]);
      double e = value[i] / (absolute + relative * (a > b ? a : b));
      sum[l] += e * e;
    }
  *worst = 0;
  for (size_t l = 1; l < lanes; l++)
    if (!(sum[l] <= sum[*worst]) && !isnan(sum[*worst]))
      *worst = l;
  return sqrt(sum[*worst] / (double)size);
}

/* nonzero when all values are finite */
VECTOR_CLONES
static int all_finite(size_t values, const double *value)
{
  double part[SUMS] = { 0 }, sum = 0;
  size_t whole = values - values % SUMS;
  for (size_t i = 0; i < whole; i += SUMS)
    for (size_t k = 0; k < SUMS; k++)
      part[k] += value[i + k] * 0;
  for (size_t k = 0; k < SUMS; k++)
    sum += part[k];
  for (size_t i = whole; i < values; i++)
    sum += value[i] * 0;
  return sum == 0;
}

/* the first value that is not finite, or `values` */
static size_t first_bad(size_t values, const double *value)
{
  // all are in nearly all cases
  if (all_finite(values, value))
    return values;
  size_t i = 0;
  while (i < values && isfinite(value[i]))
    i += 1;
  return i;
}

static enum status check_finite(const struct walk *walk, const char *what, double time, const double *value)
{
  size_t bad = first_bad(walk->values, value);
  if (bad == walk->values)
    return STATUS_OK;
  return status_fail(walk->trail, STATUS_SOFTWARE, "the %s of state %zu in lane %zu is %g at time %.17g", what,
                     bad / walk->system->lanes, bad % walk->system->lanes, value[bad], time);
}

static enum status check_request(const struct walk *walk)
{
  const struct integration *integration = walk->integration;
  if (!(walk->end >= walk->start) || !isfinite(walk->start) || !isfinite(walk->end))
    return status_fail(walk->trail, STATUS_SOFTWARE, "cannot integrate from time %.17g to %.17g", walk->start, walk->end);
  if (!(integration->relative_tolerance >= 0) || !(integration->absolute_tolerance > 0) || !(integration->first_step >= 0))
    return status_fail(walk->trail, STATUS_SOFTWARE, "tolerances %g (relative), %g (absolute) or the first step %g are not valid",
                       integration->relative_tolerance, integration->absolute_tolerance, integration->first_step);
  for (size_t i = 0; i < walk->count; i++)
    if (!(walk->times[i] >= (i == 0 ? walk->start : walk->times[i - 1]) && walk->times[i] <= walk->end))
      return status_fail(walk->trail, STATUS_SOFTWARE, "report time %zu, %.17g, is not ascending within %.17g to %.17g", i,
                         walk->times[i], walk->start, walk->end);
  return check_finite(walk, "value", walk->start, walk->state);
}

/* hands out the reports up to and including the end of a step */
static void report(struct walk *walk, double time, double step, double reached, const double *before, const double *after)
{
  for (; walk->next < walk->count && walk->times[walk->next] <= reached; walk->next++)
  {
    double wanted = walk->times[walk->next];
    const double *shown = after;
    if (wanted < reached)
    {
      walk->stepper->between(walk->stepper->work, (wanted - time) / step, before, after, walk->shown);
      shown = walk->shown;
    }
    walk->reporter.report(walk->reporter.sink, walk->next, wanted, shown);
  }
}

double stepping_euler(double zeroth, double first, double longest)
{
  return fmin(zeroth > 1e-5 && first > 1e-5 / longest ? 0.01 * (zeroth / first) : 1e-6 * longest, longest);
}

double stepping_first(double euler, double first, double second, double longest, int root)
{
  double larger = fmax(first, second);
  if (!isfinite(larger))
    return 1e-3 * euler;
  double next = larger * longest <= 1e-15 ? fmax(1e-6 * longest, 1e-3 * euler) : stepping_root(0.01 / larger, root);
  return fmin(fmin(100 * euler, next), longest);
}

static double first_step(struct walk *walk)
{
  double longest = walk->end - walk->start;
  if (walk->integration->first_step > 0)
    return fmin(walk->integration->first_step, longest);
  double zeroth = norm(walk, walk->state, walk->state, walk->state, &walk->lane);
  double first = norm(walk, walk->rate, walk->state, walk->state, &walk->lane);
  double step = stepping_euler(zeroth, first, longest), *euler = walk->after, *change = walk->error;
  stepping_combine(walk->values, 1, &step, walk->rate, walk->state, euler);
  walk->system->rates(walk->system->context, walk->start + step, 0, walk->system->lanes, euler, change);
  walk->statistics->rates += 1;
  for (size_t i = 0; i < walk->values; i++)
    change[i] -= walk->rate[i];
  double second = norm(walk, change, walk->state, walk->state, &walk->lane) / step;
  return stepping_first(step, first, second, longest, walk->stepper->root);
}

double stepping_next(double step, double error, int root, int may_grow)
{
  double factor = 0.2;
  // where both limits are safely passed the root is not needed
  if (error < 1e-5)
    factor = 6;
  else if (error < 1e5)
    factor = fmin(6, fmax(0.2, 0.9 / stepping_root(error, root)));
  return step * (may_grow ? factor : fmin(factor, 1));
}

/* stepping_root of 5 for numbers between 1e-5 and 1e5, with the same bits */
VECTOR_CLONES
static void fifth_roots(const double *x, double *root)
{
  double m[VECTOR_LANES], y[VECTOR_LANES], scale[VECTOR_LANES];
  for (size_t l = 0; l < VECTOR_LANES; l++)
  {
    uint64_t bits;
    memcpy(&bits, &x[l], sizeof bits);
    // x is below 2^(e - 1000); q + 200 = e / 5, exact for such small numbers; then the powers of two 2^q and 2^(-5 q)
    uint64_t e = (bits >> 52) - 1022 + 1000, shifted = (e * 52429) >> 18, up = (1023 - 200 + shifted) << 52,
             down = (1023 + 1000 - 5 * shifted) << 52;
    double factor;
    memcpy(&factor, &down, sizeof factor);
    memcpy(&scale[l], &up, sizeof up);
    m[l] = x[l] * factor;
    y[l] = 2;
  }
  for (int i = 0; i < ROOT_ITERATIONS; i++)
    for (size_t l = 0; l < VECTOR_LANES; l++)
      y[l] = (4 * y[l] + m[l] / (y[l] * y[l] * y[l] * y[l])) / 5;
  for (size_t l = 0; l < VECTOR_LANES; l++)
    root[l] = y[l] * scale[l];
}

void stepping_next_lanes(const double *step, const double *error, const int *rejected, double *next)
{
  double inner[VECTOR_LANES], roots[VECTOR_LANES];
  for (size_t l = 0; l < VECTOR_LANES; l++)
    inner[l] = error[l] >= 1e-5 && error[l] < 1e5 ? error[l] : 1;
  fifth_roots(inner, roots);
  for (size_t l = 0; l < VECTOR_LANES; l++)
  {
    double factor = 0.2;
    if (error[l] < 1e-5)
      factor = 6;
    else if (error[l] < 1e5)
      factor = fmin(6, fmax(0.2, 0.9 / roots[l]));
    next[l] = step[l] * (rejected[l] ? fmin(factor, 1) : factor);
  }
}

/* the smaller of `least` and all values */
VECTOR_CLONES
static double least_of(size_t values, const double *value, double least)
{
  double part[SUMS];
  size_t whole = values - values % SUMS;
  for (size_t k = 0; k < SUMS; k++)
    part[k] = least;
  for (size_t i = 0; i < whole; i += SUMS)
    for (size_t k = 0; k < SUMS; k++)
      part[k] = value[i + k] < part[k] ? value[i + k] : part[k];
  for (size_t k = 0; k < SUMS; k++)
    least = part[k] < least ? part[k] : least;
  for (size_t i = whole; i < values; i++)
    least = value[i] < least ? value[i] : least;
  return least;
}

/* statistics of an accepted state */
static void count_state(struct walk *walk)
{
  walk->statistics->least = least_of(walk->values, walk->state, walk->statistics->least);
}

/* makes the state after an accepted step the state, with its rates */
static enum status advance(struct walk *walk, double time)
{
  memcpy(walk->state, walk->after, walk->values * sizeof(double));
  count_state(walk);
  if (time == walk->end)
    return STATUS_OK;
  if (walk->stepper->last_rate != NULL)
    memcpy(walk->rate, walk->stepper->last_rate, walk->values * sizeof(double));
  else
  {
    walk->system->rates(walk->system->context, time, 0, walk->system->lanes, walk->state, walk->rate);
    walk->statistics->rates += 1;
  }
  return check_finite(walk, "rate", time, walk->rate);
}

/* one accepted step, after as many attempts as it needs; *tried counts them all */
static enum status take_step(struct walk *walk, double *time, double *step, size_t *tried)
{
  const struct stepper *stepper = walk->stepper;
  if (stepper->prepare != NULL)
    stepper->prepare(stepper->work, *time, walk->state, walk->statistics);
  for (int rejected = 0;; rejected = 1)
  {
    // the last step is stretched or cut to end exactly
    int last = *time + 1.01 * *step >= walk->end;
    double reached = last ? walk->end : *time + *step;
    double length = reached - *time;
    double shortest = fmax(1e-15 * fabs(*time), 1e-24 * (walk->end - walk->start));
    if (length <= shortest && !(last && !rejected))
      return status_fail(walk->trail, STATUS_SOFTWARE, "the step became too small (%g) at time %.17g in lane %zu", length, *time,
                         walk->lane);
    if (*tried >= walk->integration->step_limit)
      return status_fail(walk->trail, STATUS_SOFTWARE, "the limit of %zu steps was reached at time %.17g in lane %zu",
                         walk->integration->step_limit, *time, walk->lane);
    *tried += 1;

    stepper->attempt(stepper->work, *time, length, walk->state, walk->rate, walk->after, walk->error, walk->statistics);
    double error = norm(walk, walk->error, walk->state, walk->after, &walk->lane);
    *step = stepping_next(length, error, stepper->root, !rejected);
    if (error <= 1 && first_bad(walk->values, walk->after) == walk->values)
    {
      walk->statistics->steps += 1;
      report(walk, *time, length, reached, walk->state, walk->after);
      *time = reached;
      return STATUS_OK;
    }
    walk->statistics->rejected += 1;
    *step = fmin(*step, 0.9 * length);
  }
}

static enum status walk_run(struct walk *walk)
{
  enum status status = check_request(walk);
  if (status != STATUS_OK)
    return status;
  // reports at the very start see the state as given
  count_state(walk);
  report(walk, walk->start, 0, walk->start, walk->state, walk->state);
  if (walk->start == walk->end)
    return STATUS_OK;
  walk->system->rates(walk->system->context, walk->start, 0, walk->system->lanes, walk->state, walk->rate);
  walk->statistics->rates += 1;
  status = check_finite(walk, "rate", walk->start, walk->rate);

  double time = walk->start, step = status == STATUS_OK ? first_step(walk) : 0;
  size_t tried = 0;
  while (status == STATUS_OK && time < walk->end)
  {
    status = take_step(walk, &time, &step, &tried);
    if (status == STATUS_OK)
      status = advance(walk, time);
  }
  return status;
}

enum status stepping_integrate(const struct stepper *stepper, const struct system *system, const struct integration *integration,
                               double start, double end, const double *times, size_t count, struct reporter reporter,
                               double *state, struct integration_statistics *statistics, struct trail *trail)
{
  size_t values = system->size * system->lanes;
  struct walk walk = { .stepper = stepper,
                       .system = system,
                       .integration = integration,
                       .values = values,
                       .start = start,
                       .end = end,
                       .times = times,
                       .count = count,
                       .reporter = reporter,
                       .state = state,
                       .statistics = statistics,
                       .trail = trail };
  if (values == 0)
    return status_fail(trail, STATUS_SOFTWARE, "a system without states or lanes cannot be integrated");
  walk.memory = calloc(4 * values + system->lanes, sizeof(double));
  if (walk.memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu lanes", system->size, system->lanes);
  walk.rate = walk.memory;
  walk.after = walk.rate + values;
  walk.error = walk.after + values;
  walk.shown = walk.error + values;
  walk.sum = walk.shown + values;
  enum status status = walk_run(&walk);
  free(walk.memory);
  return status;
}
