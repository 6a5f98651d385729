/* test_precision.c - the arithmetic of the benchmarks against closed forms. */
#include "check.h"

#include "precision.h"

static void test_median(void **state)
{
  (void)state;
  double odd[] = { 3, -1, 2 }, even[] = { 4, 1, 3, 2 }, bad[] = { 1, (double)NAN, 2 };
  CHECK_NEAR(precision_median(3, odd), 2.0, 0);
  CHECK_NEAR(precision_median(4, even), 2.5, 0);
  assert_true(isnan(precision_median(3, bad)));
}

/* a power law is a straight line on logarithmic axes: interpolation is exact, in whatever order the points come */
static void test_power_law(void **state)
{
  (void)state;
  struct precision_curve curve = { "law", 4, { { 1e-5, 0, 10 }, { 1e-3, 0, 1000 }, { 1e-6, 0, 0.5 }, { 1e-4, 0, 80 } } };
  for (size_t i = 0; i < curve.count; i++)
    curve.points[i].seconds = 3 * pow(curve.points[i].error, -0.25);
  CHECK_RELATIVE(precision_seconds(&curve, 40), 3 * pow(40, -0.25), 1e-14);
  CHECK_RELATIVE(precision_seconds(&curve, 0.5), 3 * pow(0.5, -0.25), 0);
  // never beyond what was measured
  assert_true(isnan(precision_seconds(&curve, 0.4)));
  assert_true(isnan(precision_seconds(&curve, 1001)));
}

/* twice as slow at the same error is a ratio of 2, even when the tolerances for it differ; failed and outlying points do not
 * count
 */
static void test_ratio(void **state)
{
  (void)state;
  struct precision_curve ours = { "ours", 2, { { 1e-4, 1, 100 }, { 1e-8, 10, 1 } } };
  struct precision_curve peer = { "peer",
                                  5,
                                  { { 1e-4, 2 * 0.5, 200 },
                                    { 1e-5, 2 * 1, 100 },
                                    { 1e-6, 2 * sqrt(10), 10 },
                                    { 1e-7, (double)NAN, (double)NAN },
                                    { 1e-8, 5 * 10, 1 } } };
  struct precision_ratio ratio = precision_compare(&ours, &peer, 1e-7, 1e-4);
  assert_int_equal(ratio.levels, 2);
  CHECK_RELATIVE(ratio.smallest, 2.0, 1e-14);
  CHECK_RELATIVE(ratio.largest, 2.0, 1e-14);
  ratio = precision_compare(&ours, &peer, 1e-8, 1e-4);
  assert_int_equal(ratio.levels, 3);
  CHECK_RELATIVE(ratio.largest, 5.0, 1e-14);
  CHECK_RELATIVE(ratio.median, 2.0, 1e-14);
  assert_int_equal(precision_compare(&ours, &peer, 1e-12, 1e-11).levels, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_median),
    cmocka_unit_test(test_power_law),
    cmocka_unit_test(test_ratio),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
