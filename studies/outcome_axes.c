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

size_t outcome_reports(const struct scenario *scenario, const struct outcome_axes *axes)
{
  double end = outcome_end_day(scenario);
  size_t count = 0;
  while (count < axes->times && axes->time[count] <= end)
    count++;
  return count;
}

/* the fixed day as one of the times: the end itself when both differ by rounding only, NaN when it lies after the end */
double outcome_fixed_day(const struct scenario *scenario)
{
  double read_at = scenario->plan.read_at, end = outcome_end_day(scenario);
  if (fabs(read_at - end) <= 1e-12 * end)
    return end;
  return read_at < end ? read_at : (double)NAN;
}

/* sorts and keeps each mark once */
static void marks_sort(struct outcome_marks *marks)
{
  size_t kept = 0;
  if (marks->count > 0)
    qsort(marks->time, marks->count, sizeof *marks->time, times_compare);
  for (size_t k = 0; k < marks->count; k++)
    if (kept == 0 || marks->time[k] > marks->time[kept - 1])
      marks->time[kept++] = marks->time[k];
  marks->count = kept;
}

enum status outcome_marks_add(struct outcome_marks *marks, const struct scenario *scenario, struct trail *trail)
{
  const struct protocol *protocol = &scenario->protocol;
  size_t more = protocol->session_times_count + 2;
  if (marks->count + more > marks->room)
  {
    // runs have most marks in common
    marks_sort(marks);
    size_t room = 2 * (marks->count + more) + 256;
    double *time = room > marks->room ? realloc(marks->time, room * sizeof *time) : marks->time;
    if (time == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for %zu times", room);
    marks->time = time;
    marks->room = room > marks->room ? room : marks->room;
  }
  double end = outcome_end_day(scenario);
  for (size_t j = 0; j < protocol->session_times_count; j++)
    marks->time[marks->count++] = protocol->session_times[j];
  marks->time[marks->count++] = end;
  marks->time[marks->count++] = fmin(outcome_fixed_day(scenario), end); // of NaN and a number the number
  marks->last = fmax(marks->last, end);
  return STATUS_OK;
}

void outcome_marks_free(struct outcome_marks *marks)
{
  free(marks->time);
  *marks = (struct outcome_marks){ 0 };
}

/* time k of the grid */
static double grid_time(size_t k)
{
  return k <= 24 * FINE_DAYS ? (double)k / 24 : (double)(k - 24 * FINE_DAYS + 4 * FINE_DAYS) / 4;
}

double outcome_grid_step(double time)
{
  return time < FINE_DAYS ? 1.0 / 24 : 0.25;
}

int outcome_grid_has(double time)
{
  double nearest = grid_time((size_t)(time <= FINE_DAYS ? round(24 * time) : round(4 * time) + 20 * FINE_DAYS));
  return time >= nearest && time <= nearest;
}

/* grid and marks, sorted, each once */
static enum status times_make(struct outcome_marks *marks, struct outcome_axes *axes, struct trail *trail)
{
  marks_sort(marks);
  size_t room = (size_t)(24 * FINE_DAYS + 4 * marks->last) + marks->count + 16;
  double *time = calloc(room, sizeof *time);
  if (time == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu times", room);
  for (size_t k = 0, m = 0; grid_time(k) <= marks->last || m < marks->count;)
  {
    int from_grid = grid_time(k) <= marks->last && (m == marks->count || grid_time(k) <= marks->time[m]);
    double next = from_grid ? grid_time(k++) : marks->time[m++];
    if (axes->times == 0 || next > time[axes->times - 1])
      time[axes->times++] = next;
  }
  axes->time = time;
  return STATUS_OK;
}

enum status outcome_axes_make(struct scenario *const *scenarios, size_t count, struct outcome_axes *axes, struct trail *trail)
{
  struct outcome_marks marks = { 0 };
  enum status status = STATUS_OK;
  memset(axes, 0, sizeof *axes);
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    status = outcome_marks_add(&marks, scenarios[i], trail);
  if (status == STATUS_OK)
    status = outcome_axes_from_marks(&marks, axes, trail);
  outcome_marks_free(&marks);
  return status;
}

enum status outcome_axes_times(const struct scenario *scenario, struct outcome_axes *axes, struct trail *trail)
{
  struct outcome_marks marks = { 0 };
  memset(axes, 0, sizeof *axes);
  enum status status = outcome_marks_add(&marks, scenario, trail);
  if (status == STATUS_OK)
    status = times_make(&marks, axes, trail);
  outcome_marks_free(&marks);
  return status;
}

enum status outcome_axes_from_marks(struct outcome_marks *marks, struct outcome_axes *axes, struct trail *trail)
{
  memset(axes, 0, sizeof *axes);
  enum status status = times_make(marks, axes, trail);
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
