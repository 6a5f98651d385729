/* test_response.c - the ensemble of hit patterns: the table of the model description, its weights, and its limits. */
#include "response_case.h"

static const double tight[3] = { 0.162, 0.507, 0.757 };
#define TWICE "protocol: {sessions: 2, spacing: 1 day}\n"
#define TIGHT "solver: {relative_tolerance: 1e-8, absolute_tolerance: 1e-11}\n"

/* models.md B.3.1: functional collagen 60 days after the last of four sessions of intensity 0.15 */
static void table_of_hit_patterns_is_met(void **unused)
{
  (void)unused;
  static const double spacing[4] = { 7, 14, 28, 42 };
  static const double expected[2][3][4] = {
    { { 1.03543, 1.03507, 1.03454, 1.03382 }, { 1.09092, 1.09124, 1.09406, 1.09533 }, { 1.11950, 1.12045, 1.12743, 1.13213 } },
    { { 1.00722, 1.00578, 1.00558, 1.00541 }, { 1.06896, 1.07326, 1.08235, 1.08563 }, { 1.10991, 1.11286, 1.12507, 1.13196 } },
  };
  static const char *const ensembles[2] = { "hit_patterns", "mean_field" };
  for (size_t e = 0; e < 2; e++)
    for (size_t k = 0; k < 4; k++)
    {
      struct course course;
      char more[512];
      snprintf(more, sizeof more, TIGHT "ensemble: %s\nprotocol: {sessions: 4, spacing: %g day}", ensembles[e], spacing[k]);
      course_make(&course, more, tight, 0.15);
      double end = 3 * spacing[k] + 60;
      course_solve(&course, 1, &end);
      assert_int_equal(course.response.patterns, e == 0 ? 16 : 1);
      for (size_t layer = 0; layer < 3; layer++)
        // half of the last printed digit; the oracle's own run (rtol 1e-8) and this one are far below
        CHECK_NEAR(course_collagen(&course, layer, 0), expected[e][layer][k], 0.52e-5);
      course_free(&course);
    }
}

/* with nothing in a hit every pattern stays at rest, so the means are rest times the sum of the weights */
static void weights_sum_to_one(void **unused)
{
  (void)unused;
  for (int sessions = 1; sessions <= 8; sessions++)
  {
    struct course course;
    char more[256];
    double rest[TISSUE_STATES];
    snprintf(more, sizeof more, "protocol: {sessions: %d, spacing: 1 day}", sessions);
    course_make(&course, more, tight, 0);
    static const double end = 9;
    course_solve(&course, 1, &end);
    assert_int_equal(course.response.patterns, 1 << sessions);
    assembly_initial(course.assembly, rest);
    for (size_t layer = 0; layer < 3; layer++)
      for (size_t s = 0; s < course.response.states; s++)
        // 256 weights of at most 8 factors
        CHECK_NEAR(course.response.state[layer * course.response.states + s], rest[s], 1e-14);
    course_free(&course);
  }
}

/* a direct integration of sessions of one intensity, written here, of the processes that the model description has */
static void direct_run(struct tissue *tissue, const struct course *course, double intensity, double end, double *state)
{
  struct system system = tissue_system(tissue);
  const struct protocol *protocol = &course->scenario->protocol;
  const struct solver_settings *solver = &course->scenario->solver;
  assembly_initial(tissue->assembly, state);
  for (size_t j = 0; j < protocol->session_times_count; j++)
  {
    double stop = j + 1 < protocol->session_times_count ? protocol->session_times[j + 1] : end;
    tissue_injure(tissue, intensity, state);
    tissue_run(&system, &rosenbrock_method, solver->relative_tolerance, solver->absolute_tolerance, protocol->session_times[j],
               stop, 0, NULL, NULL, state);
  }
}

static void certain_hits_are_the_direct_run(void **unused)
{
  (void)unused;
  static const double sure[3] = { 1, 1, 1 }, end = 90;
  for (int mean_field = 0; mean_field < 2; mean_field++)
  {
    struct course course;
    struct tissue tissue;
    double state[TISSUE_STATES];
    course_make(&course,
                mean_field ? TIGHT "ensemble: mean_field\nprotocol: {sessions: 3, spacing: 21 day}"
                           : TIGHT "protocol: {sessions: 3, spacing: 21 day}",
                sure, 0.3);
    course_solve(&course, 1, &end);
    tissue_make(&tissue, NULL);
    direct_run(&tissue, &course, 0.3, end, state);
    for (size_t s = 0; s < tissue.states; s++)
      for (size_t layer = 0; layer < 3; layer++)
        // other lanes and other processes have a say in the length of steps, so not to the bit: twenty times the tolerance
        CHECK_NEAR(course_state(&course, layer, assembly_state(tissue.assembly, s, NULL)->name, 0), state[s], 2e-7);
    tissue_free(&tissue);
    course_free(&course);
  }
}

/* a report at the time of a session shows the state after it, also when it is the last thing that happens */
static void report_at_a_session_shows_the_state_after_it(void **unused)
{
  (void)unused;
  static const double sure[3] = { 1, 0.5, 0 }, times[] = { 27.999, 28, 28.001, 56 };
  struct course course;
  course_make(&course, "protocol: {sessions: 3, spacing: 28 day}", sure, 0.3);
  course_solve(&course, 4, times);
  // what is left of the first session is gone after 28 days
  CHECK_NEAR(course_state(&course, 0, "vasodilation", 0), 0, 1e-6);
  CHECK_NEAR(course_state(&course, 0, "vasodilation", 1), 0.3, 1e-6);
  CHECK_NEAR(course_state(&course, 1, "vasodilation", 1), 0.15, 1e-6);
  CHECK_NEAR(course_state(&course, 0, "vasodilation", 2), 0.3 * exp(-0.004), 1e-6);
  CHECK_NEAR(course_state(&course, 0, "vasodilation", 3), 0.3, 1e-6);
  CHECK_NEAR(course_state(&course, 2, "vasodilation", 3), 0, 1e-6);
  course_free(&course);
}

static void no_hits_are_rest(void **unused)
{
  (void)unused;
  static const double never[3] = { 0, 0, 0 }, times[] = { 0, 1, 30, 90 };
  for (int mean_field = 0; mean_field < 2; mean_field++)
  {
    struct course course;
    double rest[TISSUE_STATES];
    course_make(&course, mean_field ? "ensemble: mean_field" : "protocol: {sessions: 4, spacing: 14 day}", never, 0.5);
    course_solve(&course, 4, times);
    assembly_initial(course.assembly, rest);
    for (size_t i = 0; i < 3 * course.response.states; i++)
      for (size_t t = 0; t < 4; t++)
        CHECK_NEAR(course.response.state[i * 4 + t], rest[i % course.response.states], 1e-12);
    CHECK_NEAR(course_observable(&course, 0, "collagen_total", 3), 1, 1e-12);
    CHECK_NEAR(course_observable(&course, 0, "redness", 3), 0, 1e-12);
    course_free(&course);
  }
}

/* one session: the mean is linear in phi between rest and the response, at any time */
static void one_session_is_linear_in_the_probability(void **unused)
{
  (void)unused;
  static const double phi[3] = { 0, 0.3, 1 }, times[] = { 0, 3, 30 };
  struct course course;
  course_make(&course, TIGHT "protocol: {sessions: 1}", phi, 0.4);
  course_solve(&course, 3, times);
  size_t values = course.response.states * 3;
  for (size_t i = 0; i < values; i++)
  {
    const double *state = course.response.state;
    CHECK_NEAR(state[values + i], 0.7 * state[i] + 0.3 * state[2 * values + i], 1e-14);
  }
  // a report at the time of a session shows the state after it
  CHECK_NEAR(course_state(&course, 1, "damage", 0), 0.3 * 0.4, 1e-16);
  CHECK_NEAR(course_state(&course, 2, "damage", 0), 0.4, 1e-16);
  course_free(&course);
}

/* a leak that does not fade is a constant source of damage for those that were hit: the direct run of test_tissue_rest.c */
static void leaks_drive_the_tissue_that_was_hit(void **unused)
{
  (void)unused;
  static const double phi[3] = { 0, 0.5, 1 }, end = 60;
  struct course course;
  course_make(&course, TIGHT "protocol: {sessions: 1}", phi, 0.2);
  course.defect[0] = course.defect[1] = 0.01;
  course_solve(&course, 1, &end);
  struct tissue tissue;
  tissue_make(&tissue, NULL);
  tissue.leak = 0.2;
  struct system system = tissue_system(&tissue);
  double state[TISSUE_STATES];
  assembly_initial(tissue.assembly, state);
  CHECK_NEAR(course_state(&course, 0, "damage", 0), 0, 1e-15);
  tissue_injure(&tissue, 0.2, state);
  tissue_run(&system, &rosenbrock_method, 1e-8, 1e-11, 0, end, 0, NULL, NULL, state);
  double damage = state[tissue_state(&tissue, "damage")];
  // not only there, but chronic
  assert_true(damage > 0.04);
  CHECK_NEAR(course_state(&course, 2, "damage", 0), damage, 1e-6);
  CHECK_NEAR(course_state(&course, 1, "damage", 0), 0.5 * damage, 1e-6);
  // without irritation the same channels do nothing
  course.scenario->parameters[parameter_find("damage.barrier_irritation")] = 0;
  course_solve(&course, 1, &end);
  CHECK_NEAR(course_state(&course, 2, "damage", 0), 0, 1e-6);
  tissue_free(&tissue);
  course_free(&course);
}

/* growth factor of open wound that does not fade is a constant source of PDGF in each layer, hit or missed, and adds up over
 * sessions; a column gets the mean of the layers that a cell lies in */
static void open_wound_sends_growth_factor(void **unused)
{
  (void)unused;
  static const double phi[3] = { 0, 0.5, 1 }, end = 3;
  for (int coupled = 0; coupled < 2; coupled++)
  {
    struct course course;
    course_make(&course,
                coupled ? TWICE "solver: {relative_tolerance: 1e-9, absolute_tolerance: 1e-12, depth_cells: 4}" : TWICE TIGHT,
                phi, 0);
    // epidermis, then the layers; two times each
    double growth[(SKIN_LAYERS + 1) * 2] = { 9, 9, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4 };
    course.closure.wound_growth = growth;
    course.closure.growth_stride = 2;
    // the release has not ended when the test does
    course.closure_time[1] = 10;
    double loss = parameter_value(course.scenario->parameters, "growth_factors.pdgf_loss");
    double per_unit = parameter_value(course.scenario->parameters, "growth_factors.pdgf_by_wound") / loss;
    per_unit *= (1 - exp(-loss * end)) + (1 - exp(-loss * (end - 1)));
    course_solve(&course, 1, &end);
    struct skin_layer layers[SKIN_LAYERS];
    skin_layers(&course.scenario->skin, layers);
    double mean = 0, expected = 0, dermis = layers[2].bottom - layers[0].top;
    for (size_t l = 0; l < SKIN_LAYERS; l++)
    {
      double part = (layers[l].bottom - layers[l].top) / dermis;
      if (!coupled)
        CHECK_RELATIVE(course_state(&course, l, "pdgf", 0), per_unit * growth[2 * (l + 1)], 1e-6);
      expected += part * per_unit * growth[2 * (l + 1)];
    }
    for (size_t c = 0; coupled && c < 4; c++)
      mean += course_state(&course, c, "pdgf", 0) / 4;
    if (coupled)
      CHECK_RELATIVE(mean, expected, 1e-6);
    course_free(&course);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(table_of_hit_patterns_is_met),
    cmocka_unit_test(weights_sum_to_one),
    cmocka_unit_test(certain_hits_are_the_direct_run),
    cmocka_unit_test(no_hits_are_rest),
    cmocka_unit_test(report_at_a_session_shows_the_state_after_it),
    cmocka_unit_test(one_session_is_linear_in_the_probability),
    cmocka_unit_test(leaks_drive_the_tissue_that_was_hit),
    cmocka_unit_test(open_wound_sends_growth_factor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
