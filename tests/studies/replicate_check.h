/* replicate_check.h - what the tests of published models share: one call for a table, one for a search. */
#ifndef NEOCOL_TESTS_REPLICATE_CHECK_H
#define NEOCOL_TESTS_REPLICATE_CHECK_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "replicate.h"

enum
{
  SETS = 8
};

static struct trail replicate_trail;

/* runs a request that must succeed; free the report */
static inline void replicate_done(const struct replicate_request *request, struct replicate_report *report)
{
  trail_clear(&replicate_trail);
  if (replicate_perform(request, report, &replicate_trail) != STATUS_OK)
    fail_msg("%s: %s", request->model, replicate_trail.errors);
}

/* a table with settings, a list that ends with NULL */
static inline void table_make(const char *model, const char *times, const char *const *sets, struct replicate_report *report)
{
  struct replicate_request request = { .model = model, .times = times, .sets = sets };
  while (sets != NULL && sets[request.set_count] != NULL)
    request.set_count++;
  replicate_done(&request, report);
}

/* rows of time and values of the first columns */
static inline void rows_check(const struct replicate_report *report, size_t rows, size_t columns, const double *known,
                              double tolerance)
{
  assert_int_equal(report->times, rows);
  for (size_t k = 0; k < rows; k++)
    for (size_t c = 0; c < columns; c++)
    {
      double expected = known[k * (columns + 1) + c + 1], found = report->value[c * rows + k];
      if (!(fabs(found - expected) <= tolerance * fabs(expected)))
        fail_msg("%s.%s: %s at %g is %.10g, expected %.10g", report->model, report->variant, report->column[c].name,
                 report->time[k], found, expected);
    }
}

/* a found number, or not-a-number */
static inline double found_value(const struct replicate_report *report, const char *name)
{
  for (size_t k = 0; k < report->finds; k++)
    if (strcmp(report->find[k].name, name) == 0)
      return report->find[k].value;
  return (double)NAN;
}

/* the peak of a state */
static inline void peak_check(const struct replicate_report *report, const char *name, double value, double time,
                              double value_tolerance, double time_tolerance)
{
  size_t c = replicate_column_find(report, name);
  assert_true(c < report->columns);
  CHECK_NEAR(report->column[c].greatest, value, value_tolerance);
  CHECK_NEAR(report->column[c].peak_time, time, time_tolerance);
}

/* edge number k of a search between two outcomes */
static inline void edge_check(const struct replicate_report *report, size_t k, double value, double tolerance, const char *below,
                              const char *above)
{
  assert_true(k < report->edges);
  print_message("%s.%s: %s = %.9g (%s | %s)\n", report->model, report->variant, report->searched, report->edge[k].value,
                report->edge[k].below, report->edge[k].above);
  CHECK_RELATIVE(report->edge[k].value, value, tolerance);
  assert_string_equal(report->edge[k].below, below);
  assert_string_equal(report->edge[k].above, above);
}

#endif
