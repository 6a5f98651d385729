/* test_closure_oracle.c - times of closure against independent solvers and against what was measured on skin.
 *
 * Tolerances: halving cell and step moves our times by up to 0.3 % (test_closure.c), both together far from the limit by 0.4 %,
 * the oracle's own error is about 0.1 %, and it marks the hole by cells where we take parts of cells (narrow occluded holes feel
 * it: a cell is 7 % of 14 um). So 0.8 % for cover and area, 1 % for the half-life of the defect. The radial model stands for the
 * axisymmetric one within 2.1 % (closure_rz.md, section 4), to which our grid adds 0.4 %. */
#include "closure_oracle.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void near(const char *name, const char *what, double found, double expected, double tolerance)
{
  if (!(fabs(found / expected - 1) <= tolerance))
    fail_msg("%s, %s: %.4f h, expected %.4f h within %.2g %%", name, what, found, expected, 100 * tolerance);
}

static void radial_oracle_is_met(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < COUNT(radial_cases); i++)
  {
    const struct channel_case *c = &radial_cases[i].channel;
    const struct channel_times *expected = &radial_cases[i].radial, found = case_times(c, 1, 1e-3);
    near(c->name, "cover", found.cover, expected->cover, 0.008);
    near(c->name, "open area 20 %", found.open, expected->open, 0.008);
    near(c->name, "defect 50 %", found.half, expected->half, 0.01);
    near(c->name, "defect 16 %", found.recovered, expected->recovered, 0.004);
    near(c->name, "granular layer", found.granular, expected->granular, 0.002);
  }
}

/* with fine cells what is left is the oracle's own error: it marks the hole by cells of 0.25 um, which the front crosses in 0.1 h
 * under occlusion */
static void radial_oracle_is_met_closely_when_fine(void **unused)
{
  (void)unused;
  static const size_t chosen[] = { 1, 2 };
  for (size_t k = 0; k < COUNT(chosen); k++)
  {
    const struct channel_case *c = &radial_cases[chosen[k]].channel;
    const struct channel_times *expected = &radial_cases[chosen[k]].radial, found = case_times(c, 0.25, 1e-5);
    near(c->name, "cover", found.cover, expected->cover, 0.0025);
    near(c->name, "open area 20 %", found.open, expected->open, 0.0035);
    near(c->name, "defect 50 %", found.half, expected->half, 0.0015);
    near(c->name, "granular layer", found.granular, expected->granular, 0.0005);
  }
}

static void axisymmetric_oracle_is_met(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < COUNT(axisymmetric_cases); i++)
  {
    const struct channel_case *c = &axisymmetric_cases[i].channel;
    near(c->name, "cover", case_times(c, 1, 1e-3).cover, axisymmetric_cases[i].cover, 0.025);
  }
}

/* front_width -> 0: the front runs at its speed, T v / r -> 1 */
static void thin_front_runs_at_its_speed(void **unused)
{
  (void)unused;
  const struct channel_case hole = { "eikonal", .1, .2, 1500, 15, 60, 1, 0, 0, SOLID };
  double before = 0;
  for (size_t i = 0; i < COUNT(eikonal_cases); i++)
  {
    struct scenario *scenario = case_scenario(&hole);
    struct puncture puncture;
    struct closure closure;
    double width = eikonal_cases[i].width;
    scenario->solver.channel_cell = fmin(0.5, width / 12) * unit_factor("um");
    case_parameter(scenario, "re_epithelialisation.front_width", width);
    case_parameter(scenario, "re_epithelialisation.lag", 1e-6);
    case_solve(scenario, &puncture, &closure);
    CHECK_NEAR(closure.wound_radius, 0.05, 1e-12);
    double ratio = 24 * closure.cover_clock * 4.4 / 50;
    // both grids: 12 cells per width
    CHECK_RELATIVE(ratio, eikonal_cases[i].ratio, 0.006);
    assert_true(ratio > before && ratio < 1);
    before = ratio;
    closure_free(&closure);
    scenario_free(scenario);
  }
}

/* Stumpp 2009: half of the lesions of (inferred) radius 45 and 100 um are covered at 10 and 22 h; Manstein, Laubach: those of
 * 50 um within a day, 11.2 h in the coarse axisymmetric model of closure_rz.md */
static void laser_lesions_close_as_measured(void **unused)
{
  (void)unused;
  static const double measured[] = { 10, 11.2, 22 };
  for (size_t i = 0; i < COUNT(solid_cases); i++)
  {
    const struct channel_case *c = &solid_cases[i].channel;
    double cover = case_times(c, 1, 1e-3).cover;
    near(c->name, "cover, oracle", cover, solid_cases[i].cover, 0.008);
    near(c->name, "cover, measured", cover, measured[i], 0.025);
  }
}

/* rows of closure_rz.md, section 2: what was measured as a range, and the value of its axisymmetric model (the needles of which
 * are not all recorded: 2.5 % for the reduction and our grid) */
static void barrier_recovers_as_measured(void **unused)
{
  (void)unused;
  // Kalluri 2011, Gupta 2011: in air after 2 to 5 h, equal for both needles; the model says 2.8 to 2.9
  struct channel_case cone = { "cone 35", .1817, .2, 167, 15, 30, .5, 10, 0, NULL };
  struct channel_case narrow = { "cone 17", .2218, .2, 73, 15, 30, .5, 10, 0, NULL };
  double wide = case_times(&cone, 1, 1e-3).recovered, small = case_times(&narrow, 1, 1e-3).recovered;
  assert_true(small > 2 && wide < 5);
  CHECK_NEAR(small, 2.85, 0.06);
  CHECK_NEAR(wide / small, 1, 0.05);
  // occluded: half-life 20 to 26 h, closed after 58 to 63 h
  cone.occlusion = 168;
  struct channel_times times = case_times(&cone, 1, 1e-3);
  near("occluded cone 35", "defect 50 %", times.half, 23.2, 0.025);
  near("occluded cone 35", "defect 16 %", times.recovered, 61.2, 0.025);
  assert_true(times.half > 20 && times.half < 26);
  assert_true(times.recovered > 58 && times.recovered < 63);
}

static void granular_layer_comes_as_measured(void **unused)
{
  (void)unused;
  // loricrin: absent at 48 h, present at 72 h; the model says 54.7 h
  struct channel_case cone = { "cone 35", .1817, .2, 167, 15, 30, .5, 10, 0, NULL };
  double granular = case_times(&cone, 1, 1e-3).granular;
  assert_true(granular > 48 && granular < 72);
  near("cone 35", "granular layer", granular, 54.7, 0.01);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(radial_oracle_is_met),
    cmocka_unit_test(radial_oracle_is_met_closely_when_fine),
    cmocka_unit_test(axisymmetric_oracle_is_met),
    cmocka_unit_test(thin_front_runs_at_its_speed),
    cmocka_unit_test(laser_lesions_close_as_measured),
    cmocka_unit_test(barrier_recovers_as_measured),
    cmocka_unit_test(granular_layer_comes_as_measured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
