/* test_reading.c - numbers between the reports of a curve: known curves, their order, sessions, and what only others report. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"
#include "reading.h"

static struct trail trail;

/* times at which a run that ends on day `end` is reported, with marks of other runs */
static size_t times_make(const struct protocol *protocol, double end, const double *marks, size_t mark_count, double *times)
{
  size_t count = 0;
  for (size_t k = 0; k <= 4000; k++)
  {
    double grid = k <= 96 ? (double)k / 24 : (double)(k - 96 + 16) / 4;
    if (grid <= end)
      times[count++] = grid;
  }
  for (size_t j = 0; j < protocol->session_times_count; j++)
    times[count++] = protocol->session_times[j];
  for (size_t m = 0; m < mark_count; m++)
    times[count++] = marks[m];
  times[count++] = end;
  // sorted, each once
  for (size_t i = 1; i < count; i++)
    for (size_t k = i; k > 0 && times[k] < times[k - 1]; k--)
    {
      double swap = times[k];
      times[k] = times[k - 1];
      times[k - 1] = swap;
    }
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || times[i] > times[kept - 1])
      times[kept++] = times[i];
  return kept;
}

static const struct protocol two = { .session_times_count = 2, .session_times = { 0, 27.3 } };

/* a curve that rises and falls after each session: its largest value is 1, after `peak` days */
static double bump(double time, double peak)
{
  double since = time >= two.session_times[1] ? time - two.session_times[1] : time, x = since / peak;
  return time >= two.session_times[1] ? x * exp(1 - x) : 0.5 * x * exp(1 - x);
}

/* the same numbers from bumps with reports at `times` */
static void bump_read(size_t count, const double *times, size_t parts, double *numbers)
{
  struct reading reading;
  const double peak = 0.6;
  assert_int_equal(reading_make(&two, count, times, parts, &reading, &trail), STATUS_OK);
  double *curve = malloc(reading.reports * sizeof *curve);
  assert_non_null(curve);
  for (size_t k = 0; k < reading.reports; k++)
    curve[k] = bump(reading.times[k], peak);
  numbers[0] = reading_largest(&reading, curve);
  numbers[1] = reading_last(&reading, curve, 0.6);
  numbers[2] = reading_first(&reading, curve, 0.6);
  numbers[3] = reading_duration(&reading, curve, 0.6);
  // what was asked for is there
  assert_int_equal(reading_thin(&reading, 1, 1, count + 2, &curve, &trail), STATUS_OK);
  for (size_t k = 0; k < count; k++)
    CHECK_NEAR(curve[k], bump(times[k], peak), 0);
  assert_true(isnan(curve[count]) && isnan(curve[count + 1]));
  free(curve);
  reading_free(&reading);
}

static void smooth_curves_are_read_between_reports(void **unused)
{
  (void)unused;
  double *times = malloc(8192 * sizeof *times), found[3][4];
  size_t count = times_make(&two, 60, NULL, 0, times);
  // where x exp(1 - x) is 0.6
  double up = 0.1, down = 3;
  for (int turn = 0; turn < 200; turn++)
  {
    up = 0.6 * exp(up - 1);
    down = 1 + log(down) - log(0.6);
  }
  const double expected[] = { 1, 0.6 * down, 27.3 + 0.6 * up, 0.6 * (down - up) };
  double largest[3] = { 0 };
  for (size_t p = 0; p < 3; p++)
  {
    bump_read(count, times, (size_t)1 << p, found[p]);
    for (size_t k = 0; k < 4; k++)
      largest[p] = fmax(largest[p], fabs(found[p][k] - expected[k]));
  }
  print_message("error with 6, 3, 1.5 h between reports: %.1e, %.1e, %.1e\n", largest[0], largest[1], largest[2]);
  // straight lines: 1e-2
  assert_true(largest[0] < 4e-4 && largest[1] < 1e-5 && largest[2] < 3e-7);
  free(times);
}

/* what rises within minutes and has a kink later: both stay outside of what is read between them */
static void kinks_stay_local(void **unused)
{
  (void)unused;
  static const struct protocol protocol = { .session_times_count = 2, .session_times = { 0, 10 } };
  double *times = malloc(8192 * sizeof *times), *curve = malloc(8192 * sizeof *curve);
  struct reading reading;
  size_t count = times_make(&protocol, 20, NULL, 0, times);
  assert_int_equal(reading_make(&protocol, count, times, 1, &reading, &trail), STATUS_OK);
  for (size_t k = 0; k < count; k++)
  {
    double since = times[k] - 10;
    curve[k] = since < 0 ? 0 : (1 - exp(-300 * since)) * exp(-since) + 4 * fmax(since - 1.125, 0);
  }
  CHECK_NEAR(reading_first(&reading, curve, 1.5), 11.4408, 1e-4);
  for (size_t k = 0; k < count; k++)
    curve[k] -= times[k] > 11.125 ? 4 * (times[k] - 11.125) : 0;
  for (double level = 0.9; level > 0.3; level -= 0.05)
    if (level < exp(-0.25) || level > exp(-0.001))
      CHECK_NEAR(reading_last(&reading, curve, level), -log(level), 2e-4);
  reading_free(&reading);
  free(curve);
  free(times);
}

/* marks of other runs, also very close to reports of one's own, change no bit */
static void what_others_report_is_not_read(void **unused)
{
  (void)unused;
  static const double marks[] = { 0.01, 1.0 / 24 + 1e-9, 0.5173, 27.2999999, 27.31, 27.8, 28.123, 30.2499999, 59.99 };
  double *times = malloc(8192 * sizeof *times), *more = malloc(8192 * sizeof *more), alone[4], together[4];
  size_t count = times_make(&two, 60, NULL, 0, times), all = times_make(&two, 60, marks, sizeof marks / sizeof *marks, more);
  assert_true(all == count + sizeof marks / sizeof *marks);
  for (size_t parts = 1; parts <= 3; parts++)
  {
    bump_read(count, times, parts, alone);
    bump_read(all, more, parts, together);
    assert_memory_equal(alone, together, sizeof alone);
  }
  free(times);
  free(more);
}

/* a curve of straight lines with a jump at the second session, by hand */
static void sessions_are_jumps(void **unused)
{
  (void)unused;
  static const struct protocol protocol = { .session_times_count = 2, .session_times = { 0, 10 } };
  double *times = malloc(8192 * sizeof *times), *curve = malloc(8192 * sizeof *curve);
  struct reading reading;
  size_t count = times_make(&protocol, 20, NULL, 0, times);
  assert_int_equal(reading_make(&protocol, count, times, 1, &reading, &trail), STATUS_OK);
  // 2 falls by 0.1 a day; from day 10 on 3 that falls by 0.4 a day
  for (size_t k = 0; k < count; k++)
    curve[k] = times[k] < 10 ? 2 - 0.1 * times[k] : 3 - 0.4 * (times[k] - 10);
  CHECK_NEAR(reading_largest(&reading, curve), 3, 1e-12);
  CHECK_NEAR(reading_last(&reading, curve, 1), 10, 1e-9);
  CHECK_NEAR(reading_last(&reading, curve, 1.01), 9.9, 1e-9); // between the last report and the session
  CHECK_NEAR(reading_last(&reading, curve, 2.5), 1.25, 1e-9);
  CHECK_NEAR(reading_first(&reading, curve, 2.5), 10, 0);
  CHECK_NEAR(reading_first(&reading, curve, 1.5), 0, 0);
  assert_true(isnan(reading_first(&reading, curve, 3.1)));
  CHECK_NEAR(reading_last(&reading, curve, 3.1), 0, 0);
  CHECK_NEAR(reading_duration(&reading, curve, 1.01), 9.9 + 1.99 / 0.4, 1e-9);
  CHECK_NEAR(reading_duration(&reading, curve, 2.5), 1.25, 1e-9);
  // it rises until the session
  for (size_t k = 0; k < count; k++)
    curve[k] = times[k] < 10 ? times[k] : 0;
  CHECK_NEAR(reading_largest(&reading, curve), 10, 1e-4);
  // nothing happens
  for (size_t k = 0; k < count; k++)
    curve[k] = 1;
  CHECK_NEAR(reading_largest(&reading, curve), 1, 0);
  CHECK_NEAR(reading_duration(&reading, curve, 1), 20, 1e-9);
  CHECK_NEAR(reading_last(&reading, curve, 1), 10, 0);
  reading_free(&reading);
  free(curve);
  free(times);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(smooth_curves_are_read_between_reports),
    cmocka_unit_test(kinks_stay_local),
    cmocka_unit_test(what_others_report_is_not_read),
    cmocka_unit_test(sessions_are_jumps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
