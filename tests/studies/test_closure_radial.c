/* test_closure_radial.c - the radial channel as it is integrated: against the implicit midpoint rule on the same cells, the error
 * of the default tolerance, curves that only rise or only fall, growth factor that nobody listens to. */
#include "closure_case.h"

#include <stdlib.h>
#include <time.h>

#include "assembly.h"
#include "closure_radial.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct channel_case pen = { "pen 1.5 mm", .25, 1, 1500, 16.8, 60, .5, 10, 0, NULL };

static void radial_make(const struct scenario *scenario, struct closure_radial *radial)
{
  struct puncture puncture;
  trail_clear(&trail);
  if (puncture_compute(&scenario->skin, &scenario->device, &puncture, &trail) != STATUS_OK ||
      closure_radial_make(scenario, &puncture, radial, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

/* what the midpoint rule asks for */
static void radial_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct closure_radial *radial = context;
  const struct diffusion_kinetics *kinetics = &radial->kinetics;
  double *values = calloc(kinetics->entries * radial->cells + 1, sizeof *values);
  assert_non_null(values);
  kinetics->rates(context, time, state, rate);
  kinetics->partials(context, time, state, values);
  memset(diagonal, 0, radial->states * radial->cells * sizeof *diagonal);
  for (size_t e = 0; e < kinetics->entries; e++)
    if (kinetics->row[e] == kinetics->column[e])
      memcpy(diagonal + kinetics->row[e] * radial->cells, values + e * radial->cells, radial->cells * sizeof *values);
  free(values);
}

/* the same equations by another method: 20 h with fixed steps of 9, 4.5 and 2.25 s */
static void midpoint_rule_agrees(void **unused)
{
  (void)unused;
  struct scenario *scenario = case_scenario(&pen);
  const double end = 20 * unit_factor("h");
  case_parameter(scenario, "re_epithelialisation.growth_factor_gain", 0.5);
  scenario->solver.channel_cell = 2 * unit_factor("um");
  struct closure_radial radial;
  double before = 0;
  for (size_t k = 0; k < 3; k++)
  {
    radial_make(scenario, &radial);
    const size_t values = radial.states * radial.cells;
    assert_int_equal(radial.states, 5);
    double *start = calloc(values, sizeof *start);
    assert_non_null(start);
    memcpy(start, radial.state, values * sizeof *start);
    struct diffusion_accuracy accuracy = { 1e-9, 1e-3, 1e-4, 100000, NULL, NULL };
    struct diffusion_statistics statistics = { 0 };
    assert_int_equal(diffusion_solve(&radial.system, &radial.kinetics, &accuracy, 0, end, &(struct diffusion_reports){ 0 },
                                     radial.state, &statistics, &trail),
                     STATUS_OK);
    struct diffusion_system system = radial.system;
    struct diffusion_control control = { 0.0025 * unit_factor("h") / (double)(1 << k), 2 };
    system.reaction = radial_reaction;
    assert_int_equal(diffusion_integrate(&system, &control, 0, end, (struct diffusion_observer){ 0 }, start, &statistics, &trail),
                     STATUS_OK);
    double most = 0;
    for (size_t x = 0; x < values; x++)
      most = fmax(most, fabs(start[x] - radial.state[x]));
    print_message("implicit midpoint with steps of %g s: off by %.2e\n", 86400 * control.step, most);
    assert_true(k == 0 || most < 0.6 * before);
    before = most;
    free(start);
    closure_radial_free(&radial);
  }
  assert_true(before < 5e-6);
  scenario_free(scenario);
}

static double processor_seconds(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

/* one channel to hour 14 by both methods on the same cells: time and largest error of the cover against a tolerance of 1e-10.
 * Times are printed only: they depend on the machine and on what else it does */
static void work_and_error_are_told(void **unused)
{
  (void)unused;
  static const double steps[] = { 0.1, 0.05, 0.0125, 0.003125 }, tolerances[] = { 1e-2, 1e-3, 1e-4, 1e-5, 1e-6 };
  enum
  {
    STEPS = COUNT(steps),
    ALL = STEPS + COUNT(tolerances),
    REPEATS = 5
  };
  struct scenario *scenario = case_scenario(&pen);
  struct closure_radial exact, radial;
  struct diffusion_statistics statistics = { 0 };
  struct diffusion_accuracy accuracy = { 1e-10, 1e-3, 1e-4, 1000000, NULL, NULL };
  // shortly before it is covered at the axis: the worst time
  const double end = 14 * unit_factor("h");
  radial_make(scenario, &exact);
  assert_int_equal(diffusion_solve(&exact.system, &exact.kinetics, &accuracy, 0, end, &(struct diffusion_reports){ 0 },
                                   exact.state, &statistics, &trail),
                   STATUS_OK);
  double error[ALL];
  for (size_t k = 0; k < ALL; k++)
  {
    double least = (double)INFINITY;
    for (int repeat = 0; repeat < REPEATS; repeat++)
    {
      radial_make(scenario, &radial);
      statistics = (struct diffusion_statistics){ 0 };
      struct diffusion_system system = radial.system;
      struct diffusion_control control = { steps[k % STEPS] * unit_factor("h"), 2 };
      accuracy.tolerance = tolerances[(k - STEPS) % COUNT(tolerances)];
      system.reaction = radial_reaction;
      double before = processor_seconds();
      enum status status = k < STEPS ? diffusion_integrate(&system, &control, 0, end, (struct diffusion_observer){ 0 },
                                                           radial.state, &statistics, &trail)
                                     : diffusion_solve(&system, &radial.kinetics, &accuracy, 0, end,
                                                       &(struct diffusion_reports){ 0 }, radial.state, &statistics, &trail);
      least = fmin(least, processor_seconds() - before);
      assert_int_equal(status, STATUS_OK);
      error[k] = 0;
      for (size_t i = 0; i < radial.cells; i++)
        error[k] =
            fmax(error[k], fabs(radial.state[radial.cover * radial.cells + i] - exact.state[exact.cover * radial.cells + i]));
      closure_radial_free(&radial);
    }
    print_message("%s %-8g %5zu steps, %6.2f ms, error of cover %.1e\n",
                  k < STEPS ? "implicit midpoint, step (h)" : "own steps, tolerance       ",
                  k < STEPS ? steps[k] : tolerances[k - STEPS], statistics.steps, 1e3 * least, error[k]);
    assert_true(k < STEPS || error[k] < tolerances[k - STEPS]);
  }
  closure_radial_free(&exact);
  scenario_free(scenario);
}

/* what the time of the default tolerance costs: below 0.03 % in each clock, far less in most */
static void time_is_fine_enough(void **unused)
{
  (void)unused;
  static const double reach[] = { 150, 500, 1500, 1500, 1500 }, occlusion[] = { 0, 0, 0, 24, 100 };
  for (size_t k = 0; k < COUNT(reach); k++)
  {
    struct channel_case c = pen;
    c.reach = reach[k];
    c.occlusion = occlusion[k];
    struct channel_times found = case_times(&c, 1, 1e-3), exact = case_times(&c, 1, 1e-8);
    print_message("reach %g um, occlusion %g h: cover %+.4f, open area %+.4f, half defect %+.4f, barrier %+.4f, granular layer "
                  "%+.4f %%\n",
                  c.reach, c.occlusion, 100 * (found.cover / exact.cover - 1), 100 * (found.open / exact.open - 1),
                  100 * (found.half / exact.half - 1), 100 * (found.recovered / exact.recovered - 1),
                  100 * (found.granular / exact.granular - 1));
    CHECK_RELATIVE(found.cover, exact.cover, 3e-4);
    CHECK_RELATIVE(found.open, exact.open, 3e-4);
    CHECK_RELATIVE(found.half, exact.half, 3e-4);
    CHECK_RELATIVE(found.recovered, exact.recovered, 3e-4);
    CHECK_RELATIVE(found.granular, exact.granular, 3e-4);
  }
}

/* largest move of a curve against its direction */
static double setback(const struct closure *closure, const double *curve, int rises)
{
  double most = 0;
  for (size_t k = 1; k < closure->count; k++)
    most = fmax(most, rises ? curve[k - 1] - curve[k] : curve[k] - curve[k - 1]);
  return most;
}

static void check_order(const struct scenario *scenario, const char *name, double slack)
{
  struct puncture puncture;
  struct closure closure;
  case_solve(scenario, &puncture, &closure);
  double moves[] = { setback(&closure, closure.cover, 1), setback(&closure, closure.stratification, 1),
                     setback(&closure, closure.open_area, 0) / closure.open_area[0],
                     setback(&closure, closure.defect, 0) / closure.defect[0] };
  for (size_t k = 0; k < COUNT(moves); k++)
    if (!(moves[k] <= slack))
      fail_msg("%s: cover %.1e, stratification %.1e, open area %.1e, defect %.1e against their direction, tolerance %g", name,
               moves[0], moves[1], moves[2], moves[3], scenario->solver.channel_tolerance);
  for (size_t x = 0; x < CLOSURE_PROFILES * closure.cells; x++)
    assert_true(closure.profile[x] >= -1e-6 * scenario->solver.channel_tolerance &&
                closure.profile[x] <= 1 + 1e-6 * scenario->solver.channel_tolerance);
  assert_true(closure.least >= -1e-6 * scenario->solver.channel_tolerance);
  closure_free(&closure);
}

/* parameters at the ends of what may be declared; sheds slowly, because a plug that falls off an unfinished barrier opens it */
static const struct
{
  const char *name;
  double speed, width, lag, bare, drying, recovery, gain, occlusion;
} extremes[] = {
  { "as declared", 4.4, 12, 0.75, 0.5, 0.7, 0.03, 0, 0 },   { "fast and wide", 6.6, 24, 0.01, 1, 1.2, 0.04, 0, 0 },
  { "slow and narrow", 2.9, 6, 2.5, 0.3, 0.5, 0.02, 0, 0 }, { "fast and narrow", 6.6, 6, 0.01, 0.3, 1.2, 0.02, 4, 0 },
  { "occluded", 4.4, 12, 0.75, 0.3, 1.2, 0.04, 0, 31 },     { "occluded, helped", 6.6, 6, 0.01, 0.3, 0.5, 0.03, 4, 100 },
};

static void cover_only_rises_and_defects_only_fall(void **unused)
{
  (void)unused;
  static const double tolerances[] = { 1e-4, 1e-3, 1e-2 }, needles[] = { 0.06, 0.25, 0.5 };
  for (size_t e = 0; e < COUNT(extremes); e++)
    for (size_t n = 0; n < COUNT(needles); n++)
      for (size_t t = 0; t < COUNT(tolerances); t++)
      {
        struct channel_case c = pen;
        c.diameter = needles[n];
        c.occlusion = extremes[e].occlusion;
        struct scenario *scenario = case_scenario(&c);
        case_parameter(scenario, "re_epithelialisation.front_speed", extremes[e].speed);
        case_parameter(scenario, "re_epithelialisation.front_width", extremes[e].width);
        case_parameter(scenario, "re_epithelialisation.lag", extremes[e].lag);
        case_parameter(scenario, "re_epithelialisation.bare_motility", extremes[e].bare);
        case_parameter(scenario, "re_epithelialisation.growth_factor_gain", extremes[e].gain);
        case_parameter(scenario, "plug.drying", extremes[e].drying);
        case_parameter(scenario, "plug.shedding", 0.01);
        case_parameter(scenario, "barrier.recovery", extremes[e].recovery);
        scenario->solver.channel_tolerance = tolerances[t];
        // rounding, and the square of the tolerance in the defect, which is a product of states
        check_order(scenario, extremes[e].name, 1e-12 + tolerances[t] * tolerances[t]);
        scenario_free(scenario);
      }
}

static void shipped_scenarios_keep_their_order(void **unused)
{
  (void)unused;
  static const char *const names[] = { "single-session", "occlusion",         "home-roller-against-clinic-pen",
                                       "serum",          "depth-and-spacing", "density",
                                       "maintenance",    "who-is-treated" };
  for (size_t k = 0; k < COUNT(names); k++)
  {
    char path[512];
    snprintf(path, sizeof path, PROJECT_FOLDER "/scenarios/%s.yaml", names[k]);
    struct scenario *base, *arm;
    trail_clear(&trail);
    if (scenario_read(path, NULL, 0, &base, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    check_order(base, names[k], 1e-14);
    for (size_t a = 0; a < base->arm_count; a++)
    {
      if (scenario_arm(base, a, &arm, &trail) != STATUS_OK)
        fail_msg("%s", trail.errors);
      check_order(arm, names[k], 1e-14);
      scenario_free(arm);
    }
    scenario_free(base);
  }
}

/* what the solver is given, against the assembly that it stands for; the slope in time against a difference */
static void equations_are_the_processes(void **unused)
{
  (void)unused;
  struct scenario *scenario = case_scenario(&pen);
  case_parameter(scenario, "re_epithelialisation.growth_factor_gain", 0.5);
  struct closure_radial radial;
  radial_make(scenario, &radial);
  const size_t values = radial.states * radial.cells, entries = radial.kinetics.entries * radial.cells;
  const double time = 1.5 * unit_factor("h"), later = time * (1 + 1e-6);
  double *memory = calloc(5 * values + 2 * entries + 2 * radial.cells, sizeof(double));
  assert_non_null(memory);
  double *state = memory, *found[2] = { memory + values, memory + 2 * values }, *expected = memory + 3 * values,
         *slope = memory + 4 * values;
  double *partials[2] = { memory + 5 * values, memory + 5 * values + entries }, *one = partials[1] + entries,
         *other = one + radial.cells;
  for (size_t x = 0; x < values; x++)
    state[x] = 0.01 * (double)(x * 37 % 101);
  // in turn from two arrays and into two, at two times
  for (size_t k = 0; k < 4; k++)
  {
    const double *from = k < 2 ? state : radial.state;
    radial.kinetics.rates(&radial, time, from, found[k % 2]);
    assembly_rates(radial.assembly, radial.cells, from, radial.environment, expected);
    assert_memory_equal(found[k % 2], expected, values * sizeof(double));
    for (size_t s = 0; s < radial.system.spreads; s++)
    {
      radial.system.diffusivity(&radial, later, s, from, one);
      assembly_diffusivity(radial.assembly, s, radial.cells, from, radial.environment, other);
      assert_memory_equal(one, other, radial.cells * sizeof(double));
    }
  }
  radial.kinetics.partials(&radial, time, state, partials[0]);
  radial.kinetics.drift(&radial, slope);
  assembly_partials(radial.assembly, radial.cells, state, radial.environment, partials[1]);
  for (size_t x = 0; x < entries; x++)
    assert_true(partials[0][x] == partials[1][x]); // a 0 may have another sign
  radial.kinetics.rates(&radial, time, state, found[0]);
  radial.kinetics.rates(&radial, later, state, found[1]);
  double largest = 0;
  for (size_t x = 0; x < values; x++)
  {
    CHECK_NEAR(slope[x], (found[1][x] - found[0][x]) / (later - time), 1e-4);
    largest = fmax(largest, fabs(slope[x]));
  }
  assert_true(largest > 1);
  free(memory);
  closure_radial_free(&radial);
  scenario_free(scenario);
}

/* the growth factor is left out when no cell listens to it, which changes no bit of what the rest does */
static void silent_growth_factor_is_left_out(void **unused)
{
  (void)unused;
  struct scenario *scenario = case_scenario(&pen);
  struct closure_radial with, without;
  radial_make(scenario, &without);
  case_parameter(scenario, "re_epithelialisation.growth_factor_gain", 1e-300);
  radial_make(scenario, &with);
  assert_int_equal(without.states, 4);
  assert_int_equal(with.states, 5);
  double *rates[2] = { calloc(4 * without.cells, sizeof(double)), calloc(5 * with.cells, sizeof(double)) };
  assert_true(rates[0] != NULL && rates[1] != NULL);
  for (size_t i = 0; i < with.cells; i++)
  {
    without.state[without.cover * without.cells + i] = with.state[with.cover * with.cells + i] = 0.01 * (double)(i % 100);
    with.state[assembly_state_find(with.assembly, "growth_factor") * with.cells + i] = 0.3;
  }
  without.kinetics.rates(&without, 0.3, without.state, rates[0]);
  with.kinetics.rates(&with, 0.3, with.state, rates[1]);
  assert_memory_equal(rates[0] + without.cover * without.cells, rates[1] + with.cover * with.cells, with.cells * sizeof(double));
  free(rates[0]);
  free(rates[1]);
  closure_radial_free(&with);
  closure_radial_free(&without);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(midpoint_rule_agrees),
    cmocka_unit_test(work_and_error_are_told),
    cmocka_unit_test(time_is_fine_enough),
    cmocka_unit_test(cover_only_rises_and_defects_only_fall),
    cmocka_unit_test(shipped_scenarios_keep_their_order),
    cmocka_unit_test(equations_are_the_processes),
    cmocka_unit_test(silent_growth_factor_is_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
