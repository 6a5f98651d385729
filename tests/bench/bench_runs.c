/* bench_runs.c - the tissue of whole runs: what the tree of hit patterns saves, and how time grows with sessions, states, depth.
 *
 *   bench_runs [TABLE.csv]
 *
 * Each time is that of response_solve (all places and patterns of a run with daily reports), median of repeats that take turns.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "memory.h"
#include "assembly.h"
#include "response.h"
#include "table.h"

enum
{
  REPEATED = 7,
  CASES = 8,
  DAYS_AFTER = 90
};

/* one scenario, ready to be solved again and again */
struct course
{
  const char *more;
  double size; /* what grows */
  int alone;
  struct scenario *scenario;
  struct assembly *assembly;
  struct puncture puncture;
  struct closure closure;
  size_t count, states, patterns;
  double *times, seconds[REPEATED], median;
};

static void course_free(struct course *course)
{
  closure_free(&course->closure);
  assembly_free(course->assembly);
  scenario_free(course->scenario);
  free(course->times);
}

static enum status course_make(struct course *course, struct trail *trail)
{
  char text[1024];
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: benchmark\ndevice: {kind: pen, needle_length: 1.0 mm, needle_diameter: 0.25 mm, passes: 2}\n%s\n",
           course->more);
  enum status status = scenario_parse("benchmark.yaml", text, strlen(text), NULL, 0, &course->scenario, trail);
  if (status != STATUS_OK)
    return status;
  course->scenario->alone = course->alone;
  const struct protocol *protocol = &course->scenario->protocol;
  course->count = (size_t)protocol->session_times[protocol->session_times_count - 1] + DAYS_AFTER + 1;
  course->times = calloc(course->count, sizeof *course->times);
  if (course->times == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the reports");
  for (size_t k = 0; k < course->count; k++)
    course->times[k] = (double)k;
  status = puncture_compute(&course->scenario->skin, &course->scenario->device, &course->puncture, trail);
  if (status == STATUS_OK)
    status = closure_solve(course->scenario, &course->puncture, &course->closure, trail);
  if (status == STATUS_OK)
    status = response_assembly(course->scenario, &course->assembly, trail);
  return status;
}

/* solves once; *sum is a check that two ways give the same */
static enum status course_solve(struct course *course, size_t repeat, double *sum, struct trail *trail)
{
  struct response response;
  double start = measure_seconds();
  enum status status = response_solve(course->scenario, course->assembly, &course->puncture, &course->closure, course->count,
                                      course->times, &response, trail);
  course->seconds[repeat] = measure_seconds() - start;
  if (status != STATUS_OK)
    return status;
  course->states = response.states * (response.coupled ? response.slabs : 1);
  course->patterns = response.patterns;
  *sum = 0;
  for (size_t i = 0; i < response.slabs * response.states * response.times; i++)
    *sum += response.state[i];
  response_free(&response);
  return STATUS_OK;
}

/* all cases in turns; sums may be NULL */
static enum status courses_run(struct course *courses, size_t count, double *sums, struct trail *trail)
{
  enum status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    status = course_make(&courses[i], trail);
  for (size_t r = 0; r < REPEATED && status == STATUS_OK; r++)
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
    {
      double sum = 0;
      status = course_solve(&courses[i], r, &sum, trail);
      if (sums != NULL)
        sums[i] = sum;
    }
  for (size_t i = 0; i < count; i++)
  {
    courses[i].median = status == STATUS_OK ? precision_median(REPEATED, courses[i].seconds) : (double)NAN;
    course_free(&courses[i]);
  }
  return status;
}

static enum status tree_measure(const char *file, struct trail *trail)
{
  const char *more = "protocol: {sessions: 4, spacing: 4 week}";
  struct course courses[] = { { .more = more }, { .more = more, .alone = 1 } };
  double sums[2];
  enum status status = courses_run(courses, 2, sums, trail);
  if (status != STATUS_OK)
    return status;
  if (sums[0] != sums[1])
    return status_fail(trail, STATUS_SOFTWARE, "the tree of patterns changes results: %.17g instead of %.17g", sums[0], sums[1]);
  char note[128];
  snprintf(note, sizeof note, "%.3g against %.3g ms; all states of all days add up to the same bits", 1e3 * courses[0].median,
           1e3 * courses[1].median);
  double ratio = courses[1].median / courses[0].median;
  struct table_row row = { .work = "hit patterns, 4 sessions, as a tree",
                           .against = "each pattern alone",
                           .unit = "times",
                           .value = ratio,
                           .low = ratio,
                           .high = ratio,
                           .target = 1.8,
                           .note = note };
  return table_append(file, &row) ? STATUS_OK : status_fail(trail, STATUS_CANNOT_CREATE, "the table cannot be written");
}

/* a family of cases that differ in one size: prints all, and appends the exponent between the first and the last one */
static enum status growth_measure(const char *file, const char *what, struct course *courses, size_t count, struct trail *trail)
{
  enum status status = courses_run(courses, count, NULL, trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "while time over %s was measured", what);
  printf("\ntime over %s\n%12s%12s%12s%14s\n", what, what, "states", "patterns", "ms");
  for (size_t i = 0; i < count; i++)
    printf("%12g%12zu%12zu%14.4g\n", courses[i].size, courses[i].states, courses[i].patterns, 1e3 * courses[i].median);
  const struct course *first = &courses[0], *last = &courses[count - 1];
  char note[128];
  snprintf(note, sizeof note, "%g: %.3g ms, %g: %.3g ms", first->size, 1e3 * first->median, last->size, 1e3 * last->median);
  double exponent = log(last->median / first->median) / log(last->size / first->size);
  struct table_row row = { .work = "tissue of a run, growth of time",
                           .against = what,
                           .unit = "exponent",
                           .value = exponent,
                           .low = exponent,
                           .high = exponent,
                           .target = (double)NAN,
                           .note = note };
  return table_append(file, &row) ? STATUS_OK : status_fail(trail, STATUS_CANNOT_CREATE, "the table cannot be written");
}

int main(int argc, char **argv)
{
  static struct trail trail;
  // as the program does
  memory_share();
  const char *file = argc > 1 ? argv[1] : NULL;
  struct course sessions[] = { { .more = "protocol: {sessions: 1}", .size = 1 },
                               { .more = "protocol: {sessions: 2}", .size = 2 },
                               { .more = "protocol: {sessions: 4}", .size = 4 },
                               { .more = "protocol: {sessions: 6}", .size = 6 },
                               { .more = "protocol: {sessions: 8}", .size = 8 } };
  // processes that feed nothing into the others come off first
  struct course states[] = {
    { .more = "protocol: {sessions: 4}\noff: [appearance, bruising, peeling, hyperpigmentation, overtreatment, hydration, "
              "elastin, pigment, epidermis]",
      .size = 1 },
    { .more = "protocol: {sessions: 4}\noff: [appearance, bruising, peeling, hyperpigmentation, overtreatment]", .size = 1 },
    { .more = "protocol: {sessions: 4}", .size = 1 }
  };
  struct course depth[] = { { .more = "protocol: {sessions: 1}\nsolver: {depth_cells: 6}", .size = 6 },
                            { .more = "protocol: {sessions: 1}\nsolver: {depth_cells: 12}", .size = 12 },
                            { .more = "protocol: {sessions: 1}\nsolver: {depth_cells: 24}", .size = 24 },
                            { .more = "protocol: {sessions: 1}\nsolver: {depth_cells: 48}", .size = 48 },
                            { .more = "protocol: {sessions: 1}\nsolver: {depth_cells: 96}", .size = 96 } };
  enum status status = tree_measure(file, &trail);
  if (status == STATUS_OK)
    status = growth_measure(file, "sessions", sessions, sizeof sessions / sizeof *sessions, &trail);
  // their number is known only after the processes are wired
  for (size_t i = 0; i < sizeof states / sizeof *states && status == STATUS_OK; i++)
  {
    status = course_make(&states[i], &trail);
    states[i].size = status == STATUS_OK ? (double)assembly_state_count(states[i].assembly) : 0;
    course_free(&states[i]);
    states[i] = (struct course){ .more = states[i].more, .size = states[i].size };
  }
  if (status == STATUS_OK)
    status = growth_measure(file, "states", states, sizeof states / sizeof *states, &trail);
  if (status == STATUS_OK)
    status = growth_measure(file, "cells over depth", depth, sizeof depth / sizeof *depth, &trail);
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
