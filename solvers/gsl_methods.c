/* gsl_methods.c - GSL's integrators behind the same interface, lane by lane: slow, but somebody else's.
 *
 * Each lane runs freely from start to end, so reports do not change its result; when there are report times, it runs a
 * second time and stops at each of them. Limits: the error norm is GSL's (the largest component), the limit of steps counts
 * for each run of each lane, matrices are dense. GSL's error handler is switched off for the whole program on the first call
 * (it would abort). Source: GSL reference manual, chapter Ordinary Differential Equations. */
#include "system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

/* one integration and the lane that is on its way */
struct run
{
  const struct system *system;
  const struct integration *integration;
  const gsl_odeiv2_step_type *type;
  double start, end;
  size_t lane;
  double *state;            /* [size] of the lane */
  double *now, *near, *far; /* [size] rates for df/dt */
  double *partials;         /* [entries] */
  double *reports;          /* [count][size][lanes] */
  double *memory;           /* all of the above */
  const gsl_odeiv2_driver *driver;
  struct integration_statistics *statistics;
  struct trail *trail;
};

static int all_finite(size_t count, const double *value)
{
  for (size_t i = 0; i < count; i++)
    if (!isfinite(value[i]))
      return 0;
  return 1;
}

/* rates for GSL; values that are not finite make it try a shorter step */
static int lane_rates(double time, const double *state, double *rate, void *context)
{
  struct run *run = context;
  run->system->rates(run->system->context, time, run->lane, 1, state, rate);
  run->statistics->rates += 1;
  return all_finite(run->system->size, rate) ? GSL_SUCCESS : GSL_FAILURE;
}

/* dense partial derivatives, and df/dt by a one-sided difference of second order over a small part of the step */
static int lane_partials(double time, const double *state, double *matrix, double *slope, void *context)
{
  struct run *run = context;
  const struct system *system = run->system;
  size_t n = system->size;
  system->partials(system->context, time, run->lane, 1, state, run->partials);
  run->statistics->partials += 1;
  memset(matrix, 0, n * n * sizeof(double));
  memset(slope, 0, n * sizeof(double));
  for (size_t e = 0; e < system->entries; e++)
    matrix[system->row[e] * n + system->column[e]] = run->partials[e];
  if (!system->autonomous)
  {
    double later = time + 0x1p-12 * run->driver->h;
    double distance = later - time > 0 ? later - time : 0.25 * run->driver->h;
    system->rates(system->context, time, run->lane, 1, state, run->now);
    system->rates(system->context, time + distance, run->lane, 1, state, run->near);
    system->rates(system->context, time + 2 * distance, run->lane, 1, state, run->far);
    run->statistics->rates += 3;
    for (size_t i = 0; i < n; i++)
      slope[i] = (4 * (run->near[i] - run->now[i]) - (run->far[i] - run->now[i])) / (2 * distance);
  }
  return all_finite(system->entries, run->partials) && all_finite(n, slope) ? GSL_SUCCESS : GSL_FAILURE;
}

/* goes on to `goal`; *tried counts accepted and rejected steps */
static enum status advance(struct run *run, gsl_odeiv2_driver *driver, double *time, double goal, size_t *tried)
{
  size_t n = run->system->size;
  struct integration_statistics *statistics = run->statistics;
  while (*time < goal)
  {
    if (*tried >= run->integration->step_limit)
      return status_fail(run->trail, STATUS_SOFTWARE, "the limit of %zu steps was reached at time %.17g in lane %zu",
                         run->integration->step_limit, *time, run->lane);
    size_t failed = driver->e->failed_steps;
    int code = gsl_odeiv2_evolve_apply(driver->e, driver->c, driver->s, driver->sys, time, goal, &driver->h, run->state);
    failed = driver->e->failed_steps - failed;
    statistics->steps += 1;
    statistics->rejected += failed;
    *tried += 1 + failed;
    if (code != GSL_SUCCESS)
      return status_fail(run->trail, STATUS_SOFTWARE, "GSL's step failed (%s) at time %.17g in lane %zu", gsl_strerror(code),
                         *time, run->lane);
    for (size_t s = 0; s < n; s++)
    {
      if (!isfinite(run->state[s]))
        return status_fail(run->trail, STATUS_SOFTWARE, "the value of state %zu in lane %zu is %g at time %.17g", s, run->lane,
                           run->state[s], *time);
      statistics->least = run->state[s] < statistics->least ? run->state[s] : statistics->least;
    }
  }
  return STATUS_OK;
}

/* one lane from start to end with a stop at each of `count` times, where it is put into the reports; result in run->state */
static enum status run_lane(struct run *run, const double *state, const double *times, size_t count)
{
  size_t n = run->system->size, lanes = run->system->lanes, tried = 0;
  const struct integration *integration = run->integration;
  double first = integration->first_step > 0 ? integration->first_step : 1e-6 * (run->end - run->start);
  gsl_odeiv2_system system = { lane_rates, lane_partials, n, run };
  gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, run->type, fmin(first, run->end - run->start),
                                                            integration->absolute_tolerance, integration->relative_tolerance);
  if (driver == NULL)
    return status_fail(run->trail, STATUS_MEMORY, "GSL has no memory for %zu states", n);
  run->driver = driver;
  double time = run->start;
  enum status status = STATUS_OK;
  for (size_t s = 0; s < n; s++)
    run->state[s] = state[s * lanes + run->lane];
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
  {
    status = advance(run, driver, &time, times[i], &tried);
    for (size_t s = 0; s < n; s++)
      run->reports[(i * n + s) * lanes + run->lane] = run->state[s];
  }
  if (status == STATUS_OK)
    status = advance(run, driver, &time, run->end, &tried);
  gsl_odeiv2_driver_free(driver);
  return status;
}

/* all lanes: the reports first, then the free run that gives the state at the end */
static enum status run_lanes(struct run *run, const double *times, size_t count, double *state)
{
  size_t n = run->system->size, lanes = run->system->lanes;
  for (run->lane = 0; run->lane < lanes; run->lane++)
  {
    enum status status = count > 0 ? run_lane(run, state, times, count) : STATUS_OK;
    if (status == STATUS_OK)
      status = run_lane(run, state, NULL, 0);
    if (status != STATUS_OK)
      return status;
    for (size_t s = 0; s < n; s++)
      state[s * lanes + run->lane] = run->state[s];
    // a report at the very end is the end
    for (size_t i = count; i-- > 0 && times[i] == run->end;)
      for (size_t s = 0; s < n; s++)
        run->reports[(i * n + s) * lanes + run->lane] = run->state[s];
  }
  return STATUS_OK;
}

static enum status check_request(const struct run *run, const double *times, size_t count, const double *state)
{
  const struct integration *integration = run->integration;
  size_t lanes = run->system->lanes, values = run->system->size * lanes;
  if (!(run->end >= run->start) || !isfinite(run->start) || !isfinite(run->end) || values == 0)
    return status_fail(run->trail, STATUS_SOFTWARE, "cannot integrate %zu values from time %.17g to %.17g", values, run->start,
                       run->end);
  if (!(integration->relative_tolerance >= 0) || !(integration->absolute_tolerance > 0) || !(integration->first_step >= 0))
    return status_fail(run->trail, STATUS_SOFTWARE, "tolerances %g (relative), %g (absolute) or the first step %g are not valid",
                       integration->relative_tolerance, integration->absolute_tolerance, integration->first_step);
  for (size_t i = 0; i < count; i++)
    if (!(times[i] >= (i == 0 ? run->start : times[i - 1]) && times[i] <= run->end))
      return status_fail(run->trail, STATUS_SOFTWARE, "report time %zu, %.17g, is not ascending within %.17g to %.17g", i,
                         times[i], run->start, run->end);
  for (size_t i = 0; i < values; i++)
    if (!isfinite(state[i]))
      return status_fail(run->trail, STATUS_SOFTWARE, "the value of state %zu in lane %zu is %g at time %.17g", i / lanes,
                         i % lanes, state[i], run->start);
  return STATUS_OK;
}

static enum status integrate(const gsl_odeiv2_step_type *type, const struct system *system, const struct integration *integration,
                             double start, double end, const double *times, size_t count, struct reporter reporter, double *state,
                             struct integration_statistics *statistics, struct trail *trail)
{
  size_t n = system->size, values = n * system->lanes;
  struct run run = { .system = system,
                     .integration = integration,
                     .type = type,
                     .start = start,
                     .end = end,
                     .statistics = statistics,
                     .trail = trail };
  enum status status = check_request(&run, times, count, state);
  if (status != STATUS_OK)
    return status;
  gsl_set_error_handler_off();
  run.memory = calloc(4 * n + system->entries + count * values, sizeof(double));
  if (run.memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states and %zu reports", n, count);
  run.state = run.memory;
  run.now = run.state + n;
  run.near = run.now + n;
  run.far = run.near + n;
  run.partials = run.far + n;
  run.reports = run.partials + system->entries;
  for (size_t i = 0; i < values; i++)
    statistics->least = state[i] < statistics->least ? state[i] : statistics->least;
  // without a way to go every report is the state as given
  for (size_t i = 0; start == end && i < count; i++)
    memcpy(run.reports + i * values, state, values * sizeof(double));
  if (start < end)
    status = run_lanes(&run, times, count, state);
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    reporter.report(reporter.sink, i, times[i], run.reports + i * values);
  free(run.memory);
  return status;
}

/* GSL's types are not constants, so each method needs a function of its own */
#define METHOD(type)                                                                                                             \
  static enum status integrate_##type(const struct system *system, const struct integration *integration, double start,          \
                                      double end, const double *times, size_t count, struct reporter reporter, double *state,    \
                                      struct integration_statistics *statistics, struct trail *trail)                            \
  {                                                                                                                              \
    return integrate(gsl_odeiv2_step_##type, system, integration, start, end, times, count, reporter, state, statistics, trail); \
  }
METHOD(msbdf)
METHOD(rkf45)
METHOD(rk8pd)

const struct method gsl_methods[] = {
  { "gsl-msbdf", "GSL's multistep method for stiff systems, dense matrices", "galassi2009", 1, integrate_msbdf },
  { "gsl-rkf45", "GSL's explicit Runge-Kutta-Fehlberg method of order 5", "galassi2009", 0, integrate_rkf45 },
  { "gsl-rk8pd", "GSL's explicit Runge-Kutta-Prince-Dormand method of order 8", "galassi2009", 0, integrate_rk8pd },
};
const size_t gsl_method_count = sizeof gsl_methods / sizeof gsl_methods[0];
