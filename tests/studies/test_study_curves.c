/* test_study_curves.c - how much of a run is kept: curves of many runs are rounded, those of very many are left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "study_case.h"

/* performs a sweep of `runs` runs and tells which variables the result has */
static void sweep_kept(int runs, int *has_curves, int *has_all)
{
  char text[1024];
  struct study_report report;
  struct archive *archive;
  snprintf(text, sizeof text, CHEAP "sweep:\n  grid:\n    skin.recoil_ratio: {from: 0.3, to: 0.6, steps: %d}\n", runs);
  perform_good(text, STUDY_SWEEP, file("sweep.nc"), 0, 1, &report);
  assert_int_equal(report.runs, runs);
  assert_int_equal(archive_open(report.result, &archive, &trail), STATUS_OK);
  assert_true(archive_has(archive, "collagen_gain"));
  *has_curves = archive_has(archive, "collagen_total");
  *has_all = archive_has(archive, "puncture_x");
  archive_close(archive);
  study_report_free(&report);
}

static void many_runs_keep_less(void **unused)
{
  (void)unused;
  int has_curves, has_all;
  sweep_kept(64, &has_curves, &has_all);
  assert_true(has_curves && has_all);
  sweep_kept(65, &has_curves, &has_all);
  assert_true(has_curves && !has_all);
  sweep_kept(2001, &has_curves, &has_all);
  assert_true(!has_curves && !has_all);
  folder_empty();
}

/* whether all curves of a result are those of another, or (`rounded`) those rounded to 32 bits; all numbers are the same */
static void curves_expected(const char *one, const char *other, int rounded)
{
  struct archive *a, *b;
  size_t count, curves = 0, changed = 0;
  char **names;
  assert_int_equal(archive_open(file(one), &a, &trail), STATUS_OK);
  assert_int_equal(archive_open(file(other), &b, &trail), STATUS_OK);
  assert_int_equal(archive_names(a, &count, &names, &trail), STATUS_OK);
  for (size_t v = 0; v < count; v++)
  {
    struct archive_data found, exact;
    assert_int_equal(archive_read(a, names[v], &found, &trail), STATUS_OK);
    assert_int_equal(archive_read(b, names[v], &exact, &trail), STATUS_OK);
    assert_int_equal(found.count, exact.count);
    int is_curve = found.rank == 2 && strcmp(found.axes[1], "time") == 0;
    curves += is_curve;
    for (size_t k = 0; k < found.count; k++)
    {
      double wanted = rounded && is_curve ? (double)(float)exact.values[k] : exact.values[k];
      changed += is_curve && memcmp(&found.values[k], &exact.values[k], sizeof(double)) != 0;
      if (!isnan(wanted) && memcmp(&found.values[k], &wanted, sizeof wanted) != 0)
        fail_msg("%s, value %zu is %.17g, expected %.17g", names[v], k, found.values[k], wanted);
    }
    archive_data_free(&found);
    archive_data_free(&exact);
  }
  assert_true(curves > 10 && rounded == (changed > 100));
  archive_names_free(count, names);
  archive_close(a);
  archive_close(b);
}

/* curves of a sweep of more runs than are kept as a whole are rounded, unless a run asks for more digits; those of a comparison
 * are not */
static void curves_of_a_sweep_are_rounded(void **unused)
{
  (void)unused;
  static const char text[] = CHEAP "sweep:\n  grid:\n    solver.relative_tolerance: [1e-5, %s]\n"
                                   "    skin.recoil_ratio: {from: 0.3, to: 0.6, steps: 35}\n";
  static const char *const tolerances[] = { "1e-6", "9e-7" };
  for (size_t k = 0; k < sizeof tolerances / sizeof *tolerances; k++)
  {
    char made[1024], *precision;
    struct study_report report;
    struct archive *archive;
    snprintf(made, sizeof made, text, tolerances[k]);
    perform_good(made, STUDY_SWEEP, file("sweep.nc"), 2, 1, &report);
    study_report_free(&report);
    perform_good(made, STUDY_COMPARE, file("compare.nc"), 2, 1, &report);
    study_report_free(&report);
    curves_expected("sweep.nc", "compare.nc", k == 0);
    assert_int_equal(archive_open(file("sweep.nc"), &archive, &trail), STATUS_OK);
    assert_int_equal(archive_read_text(archive, NULL, "precision", &precision, &trail), k == 0 ? STATUS_OK : STATUS_DATA);
    assert_true(k > 0 || strstr(precision, "32-bit") != NULL);
    free(precision);
    archive_close(archive);
  }
  folder_empty();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(many_runs_keep_less),
    cmocka_unit_test(curves_of_a_sweep_are_rounded),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
