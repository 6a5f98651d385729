/* outcome_axes.c - the axes that all runs of a study share: times of the protocol, times since needling, radius and depth. */
#include "outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  FINE_DAYS = 4, /* hourly up to here, then every 6 h */
  CLOSURE_HOURS = 168,
  DEPTHS = 61,
  RADII = 126
};

static int times_compare(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

double outcome_end_day(const struct scenario *scenario)
{
  const struct protocol *protocol = &scenario->protocol;
  return protocol->session_times[protocol->session_times_count - 1] + scenario->plan.follow_up;
}

/* the fixed day as one of the times: the end itself when both differ by rounding only, NaN when it lies after the end */
double outcome_fixed_day(const struct scenario *scenario)
{
  double read_at = scenario->plan.read_at, end = outcome_end_day(scenario);
  if (fabs(read_at - end) <= 1e-12 * end)
    return end;
  return read_at < end ? read_at : (double)NAN;
}

/* grid and marked times, sorted, each once */
static enum status times_make(struct scenario *const *scenarios, size_t count, struct outcome_axes *axes, struct trail *trail)
{
  double last = 0;
  size_t marks = 0;
  for (size_t i = 0; i < count; i++)
  {
    last = fmax(last, outcome_end_day(scenarios[i]));
    marks += scenarios[i]->protocol.session_times_count + 2;
  }
  size_t room = (size_t)(24 * FINE_DAYS + 4 * last) + marks + 16, n = 0;
  double *time = calloc(room, sizeof *time);
  if (time == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu times", room);
  for (size_t k = 0; k <= 24 * FINE_DAYS && (double)k / 24 <= last; k++)
    time[n++] = (double)k / 24;
  for (size_t k = 4 * FINE_DAYS + 1; (double)k / 4 <= last; k++)
    time[n++] = (double)k / 4;
  for (size_t i = 0; i < count; i++)
  {
    const struct scenario *scenario = scenarios[i];
    for (size_t j = 0; j < scenario->protocol.session_times_count; j++)
      time[n++] = scenario->protocol.session_times[j];
    time[n++] = outcome_end_day(scenario);
    time[n++] = fmin(outcome_fixed_day(scenario), outcome_end_day(scenario)); // of NaN and a number the number
  }
  qsort(time, n, sizeof *time, times_compare);
  size_t kept = 0;
  for (size_t k = 0; k < n; k++)
    if (kept == 0 || time[k] > time[kept - 1])
      time[kept++] = time[k];
  axes->times = kept;
  axes->time = time;
  return STATUS_OK;
}

enum status outcome_axes_make(struct scenario *const *scenarios, size_t count, struct outcome_axes *axes, struct trail *trail)
{
  memset(axes, 0, sizeof *axes);
  enum status status = times_make(scenarios, count, axes, trail);
  if (status != STATUS_OK)
    return status;
  axes->closure_times = 2 * CLOSURE_HOURS + 1;
  axes->radii = RADII;
  axes->depths = DEPTHS;
  axes->side = 2;
  axes->closure_time = calloc(axes->closure_times, sizeof(double));
  axes->radius = calloc(axes->radii, sizeof(double));
  axes->depth = calloc(axes->depths, sizeof(double));
  if (axes->closure_time == NULL || axes->radius == NULL || axes->depth == NULL)
  {
    outcome_axes_free(axes);
    return status_fail(trail, STATUS_MEMORY, "no memory for the axes of a result");
  }
  for (size_t k = 0; k < axes->closure_times; k++)
    axes->closure_time[k] = (double)k / 48;
  for (size_t k = 0; k < axes->radii; k++)
    axes->radius[k] = 0.002 * (double)k;
  for (size_t k = 0; k < axes->depths; k++)
    axes->depth[k] = 0.05 * (double)k;
  return STATUS_OK;
}

void outcome_axes_free(struct outcome_axes *axes)
{
  free(axes->time);
  free(axes->closure_time);
  free(axes->radius);
  free(axes->depth);
  memset(axes, 0, sizeof *axes);
}
