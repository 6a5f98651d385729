/* interval.c - rooms for the ends of an interval. */
#include "interval.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "response.h"

void interval_free(struct interval *interval)
{
  for (size_t e = 0; interval != NULL && interval->end != NULL && e < interval->ends; e++)
  {
    // the times of an end that was added are a copy
    free((double *)(uintptr_t)interval->end[e].times);
    free(interval->end[e].observable);
    free(interval->end[e].state);
    free(interval->end[e].square);
    free(interval->end[e].after);
  }
  if (interval == NULL)
    return;
  free(interval->end);
  free(interval->expected);
  free(interval->weight);
  free(interval->session);
  free(interval->solver);
  free(interval);
}

struct interval *interval_make(size_t sessions, const double *session, size_t solver_bytes, const unsigned char *solver,
                               const struct course *course, size_t runs)
{
  struct interval *made = calloc(1, sizeof *made);
  if (made == NULL)
    return NULL;
  const struct leg *leg = course_leg(course);
  *made = (struct interval){ .sessions = sessions, .strands = leg->strands };
  made->session = malloc((sessions + 1) * sizeof *made->session);
  made->solver = malloc(solver_bytes + 1);
  made->weight = malloc((leg->strands + 1) * sizeof *made->weight);
  made->end = calloc(runs, sizeof *made->end);
  made->expected = calloc(runs, sizeof *made->expected);
  if (made->session == NULL || made->solver == NULL || made->weight == NULL || made->end == NULL || made->expected == NULL)
  {
    interval_free(made);
    return NULL;
  }
  memcpy(made->session, session, sessions * sizeof *session);
  memcpy(made->solver, solver, solver_bytes);
  for (size_t k = 0; k < leg->strands; k++)
    made->weight[k] = leg->strand[k].weight;
  return made;
}

int interval_is_same(size_t count, const double *one, const double *other)
{
  return count == 0 || memcmp(one, other, count * sizeof *one) == 0;
}

int interval_is_end(const struct course_end *one, const struct course_end *other)
{
  return interval_is_same(1, &one->stop, &other->stop) && one->last == other->last && one->count == other->count &&
         interval_is_same(one->count, one->times, other->times);
}

const struct course_end *interval_end(const struct interval *interval, const struct course_end *wanted)
{
  size_t e = 0;
  while (e < interval->ends && !interval_is_end(&interval->end[e], wanted))
    e++;
  return e < interval->ends ? &interval->end[e] : NULL;
}

int interval_add(struct interval *interval, const struct course *course, const struct course_end *wanted)
{
  const struct response *response = course->response;
  size_t count = wanted->count, observables = response->slabs * response->observables * count;
  size_t states = response->state != NULL ? response->slabs * response->states * count : 0, values = course_strand_values(course);
  if (interval_end(interval, wanted) != NULL)
    return 1;
  double *times = malloc((count + 1) * sizeof *times);
  struct course_end *end = &interval->end[interval->ends++];
  *end = (struct course_end){ .stop = wanted->stop, .last = wanted->last, .count = count, .times = times, .stride = count };
  end->observable = malloc((observables + 1) * sizeof(double));
  end->state = response->state != NULL ? malloc((states + 1) * sizeof(double)) : NULL;
  end->square = response->drawn ? malloc((observables + 1) * sizeof(double)) : NULL;
  end->after = malloc((values + 1) * sizeof(double));
  if (times == NULL || end->observable == NULL || (response->state != NULL && end->state == NULL) ||
      (response->drawn && end->square == NULL) || end->after == NULL)
    return 0;
  memcpy(times, wanted->times, count * sizeof *times);
  interval->bytes += sizeof(double) * (count + observables * (response->drawn ? 2 : 1) + states + values);
  return 1;
}

/* by their days */
static int ends_compare(const void *one, const void *other)
{
  double a = ((const struct course_end *)one)->stop, b = ((const struct course_end *)other)->stop;
  return (a > b) - (a < b);
}

void interval_sort(struct interval *interval)
{
  size_t last = interval->ends - 1;
  qsort(interval->end, interval->ends, sizeof *interval->end, ends_compare);
  // the latest one comes first
  struct course_end latest = interval->end[last];
  memmove(interval->end + 1, interval->end, last * sizeof *interval->end);
  interval->end[0] = latest;
}

int interval_fits(const struct interval *interval, const struct course *course)
{
  int lacks_states = course->response->state != NULL && interval->end[0].state == NULL;
  const struct leg *leg = course_leg(course);
  int same = interval->strands == leg->strands && !lacks_states;
  for (size_t k = 0; k < leg->strands && same; k++)
    same = interval_is_same(1, &interval->weight[k], &leg->strand[k].weight);
  return same;
}
