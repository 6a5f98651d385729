/* test_observables.c - what a person notices: closed forms of the processes, the serum, and the order of runs. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "assembly.h"
#include "outcome.h"
#include "serum.h"
#include "tissue_case.h"
#include "unit.h"
#include "visible.h"

/* --- numbers of runs --- */

static void run_get(const char *more, double number[OUTCOME_NUMBER_COUNT])
{
  char text[1024];
  struct scenario *scenario;
  struct outcome_axes axes;
  struct outcome outcome;
  trail_clear(&trail);
  snprintf(text, sizeof text, "neocol: 1\nfollow_up: 60 day\n%s", more);
  if (scenario_parse("test", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK ||
      outcome_axes_make(&scenario, 1, &axes, &trail) != STATUS_OK ||
      outcome_compute(scenario, &axes, OUTCOME_COMPLETE, NULL, &outcome, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  memcpy(number, outcome.number, sizeof outcome.number);
  outcome_free(&outcome);
  outcome_axes_free(&axes);
  scenario_free(scenario);
}

#define ONE "protocol: {sessions: 1}\n"

static void asking_for_a_factor_of_one_changes_no_bit(void **unused)
{
  (void)unused;
  double plain[OUTCOME_NUMBER_COUNT], same[OUTCOME_NUMBER_COUNT], off[OUTCOME_NUMBER_COUNT];
  run_get(ONE, plain);
  run_get(ONE "drugs: {anti_inflammatory: cox_2_selective, isotretinoin_stopped: 30 day}\n", same);
  run_get(ONE "off: [person]\nskin: {smoking: smoker, sex: woman}\ndrugs: {blood_thinner: aspirin}\n", off);
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    if (isnan(plain[k]))
      continue;
    CHECK_NEAR(same[k], plain[k], 0);
    CHECK_NEAR(off[k], plain[k], 0);
  }
}

static void drugs_and_smoking_lower_collagen(void **unused)
{
  (void)unused;
  double plain[OUTCOME_NUMBER_COUNT], drug[OUTCOME_NUMBER_COUNT], longer[OUTCOME_NUMBER_COUNT], smoker[OUTCOME_NUMBER_COUNT];
  run_get(ONE, plain);
  run_get(ONE "drugs: {anti_inflammatory: non_selective}\n", drug);
  run_get(ONE "drugs: {anti_inflammatory: non_selective, anti_inflammatory_for: 14 day}\n", longer);
  run_get(ONE "skin: {smoking: smoker}\n", smoker);
  assert_true(drug[OUTCOME_collagen_gain] < plain[OUTCOME_collagen_gain]);
  assert_true(longer[OUTCOME_collagen_gain] < drug[OUTCOME_collagen_gain]);
  assert_true(smoker[OUTCOME_collagen_gain] < 0.7 * plain[OUTCOME_collagen_gain]);
}

static void deeper_needles_bleed_more_and_thinners_bruise(void **unused)
{
  (void)unused;
  static const char *const lengths[] = { "0.5", "1", "1.5", "2.5" };
  double before = 0, number[OUTCOME_NUMBER_COUNT], aspirin[OUTCOME_NUMBER_COUNT];
  for (size_t k = 0; k < 4; k++)
  {
    char more[128];
    snprintf(more, sizeof more, ONE "device: {needle_length: %s mm}\n", lengths[k]);
    run_get(more, number);
    assert_true(number[OUTCOME_bleeding_score] > before);
    before = number[OUTCOME_bleeding_score];
  }
  run_get(ONE, number);
  run_get(ONE "drugs: {blood_thinner: aspirin}\n", aspirin);
  CHECK_RELATIVE(aspirin[OUTCOME_bleeding_score], 1.7 * number[OUTCOME_bleeding_score], 1e-12);
  assert_true(aspirin[OUTCOME_bruise_duration] > number[OUTCOME_bruise_duration]);
  // drugs change nothing but blood
  CHECK_NEAR(aspirin[OUTCOME_collagen_gain], number[OUTCOME_collagen_gain], 1e-6);
}

static void swelling_lasts_longer_where_more_is_hurt(void **unused)
{
  (void)unused;
  double before[OUTCOME_NUMBER_COUNT], number[OUTCOME_NUMBER_COUNT];
  run_get(ONE "device: {needle_length: 0.5 mm}\n", before);
  run_get(ONE "device: {needle_length: 1.5 mm}\n", number);
  assert_true(before[OUTCOME_swelling_duration] > 0);
  assert_true(number[OUTCOME_swelling_duration] > before[OUTCOME_swelling_duration]);
  // it ends within the month, and is noticed for a shorter time by who needs more of it
  assert_true(number[OUTCOME_swelling_duration] < 30 * 24);
  run_get(ONE "device: {needle_length: 1.5 mm}\nparameters: {circulation.visible_oedema: 0.3}\n", before);
  assert_true(before[OUTCOME_swelling_duration] < number[OUTCOME_swelling_duration]);
  run_get(ONE "off: [circulation]\n", number);
  assert_true(isnan(number[OUTCOME_swelling_duration]));
}

static void pigment_follows_phototype_and_sun(void **unused)
{
  (void)unused;
  static const char *const types[] = { "I", "II", "III", "IV", "V" };
  double before = 0, number[OUTCOME_NUMBER_COUNT], sun[OUTCOME_NUMBER_COUNT];
  for (size_t k = 0; k < 5; k++)
  {
    char more[128];
    snprintf(more, sizeof more, ONE "skin: {phototype: %s}\n", types[k]);
    run_get(more, number);
    assert_true(number[OUTCOME_pih_excess] > before);
    CHECK_NEAR(number[OUTCOME_pih_excess], number[OUTCOME_peak_melanin] - 1, 1e-15);
    before = number[OUTCOME_pih_excess];
  }
  run_get(ONE "skin: {phototype: V}\naftercare: {sun: exposed}\n", sun);
  assert_true(sun[OUTCOME_pih_excess] > before);
  assert_true(sun[OUTCOME_pih_duration] > 0);
}

static void what_is_off_has_no_number(void **unused)
{
  (void)unused;
  double number[OUTCOME_NUMBER_COUNT];
  run_get(ONE "off: [bruising, peeling, hydration, hyperpigmentation, overtreatment, appearance, bacterial_entry, epidermis]\n",
          number);
  static const enum outcome_number missing[] = {
    OUTCOME_bruise_duration, OUTCOME_peeling_onset,       OUTCOME_peeling_end,         OUTCOME_tightness_duration,
    OUTCOME_pih_duration,    OUTCOME_overtreatment_index, OUTCOME_bacteria_window,     OUTCOME_first_visible_change,
    OUTCOME_serum_delivered, OUTCOME_serum_depth,         OUTCOME_collagen_left_1_year
  };
  for (size_t k = 0; k < sizeof missing / sizeof *missing; k++)
    assert_true(isnan(number[missing[k]]));
}

static void occlusion_keeps_the_window_open_and_the_skin_moist(void **unused)
{
  (void)unused;
  double air[OUTCOME_NUMBER_COUNT], covered[OUTCOME_NUMBER_COUNT];
  run_get("protocol: {sessions: 1}\n", air);
  run_get("protocol: {sessions: 1, occlusion: 24 h}\n", covered);
  assert_true(covered[OUTCOME_bacteria_window] > 1.5 * air[OUTCOME_bacteria_window]);
  assert_true(covered[OUTCOME_tightness_duration] > 24 || covered[OUTCOME_tightness_duration] <= 0);
}

static void more_and_closer_sessions_treat_too_much(void **unused)
{
  (void)unused;
  double few[OUTCOME_NUMBER_COUNT], many[OUTCOME_NUMBER_COUNT];
  run_get("protocol: {sessions: 2, spacing: 6 week}\n", few);
  run_get("protocol: {sessions: 6, spacing: 1 week}\n", many);
  assert_true(many[OUTCOME_overtreatment_index] > 2 * few[OUTCOME_overtreatment_index]);
}

/* whoever asks for the lumen gets a channel that has one: the coarse one, or the one that is named */
static void lumen_is_computed_when_asked_for(void **unused)
{
  (void)unused;
  static const char quick[] = "channel_tolerance: 0.01, channel_cell: 2 um";
  double without[OUTCOME_NUMBER_COUNT], with[OUTCOME_NUMBER_COUNT], named[OUTCOME_NUMBER_COUNT], fine[OUTCOME_NUMBER_COUNT];
  char text[512];
  snprintf(text, sizeof text, ONE "solver: {%s}\n", quick);
  run_get(text, without);
  assert_true(isnan(without[OUTCOME_lumen_time]) && isnan(without[OUTCOME_channel_model_difference]));
  snprintf(text, sizeof text, ONE "lumen: on\nsolver: {%s}\n", quick);
  run_get(text, with);
  snprintf(text, sizeof text, ONE "solver: {channel_model: coarse, %s}\n", quick);
  run_get(text, named);
  assert_true(with[OUTCOME_lumen_time_dermis] > with[OUTCOME_lumen_time] && with[OUTCOME_lumen_time] > 10);
  assert_true(isfinite(with[OUTCOME_channel_model_difference]));
  assert_memory_equal(with, named, sizeof with);
  // a finer one stays what it is
  snprintf(text, sizeof text, ONE "lumen: on\nsolver: {channel_model: axisymmetric, %s}\n", quick);
  run_get(text, fine);
  assert_true(fabs(fine[OUTCOME_lumen_time] - with[OUTCOME_lumen_time]) > 1e-3);
}

static void gain_fades_over_years(void **unused)
{
  (void)unused;
  double number[OUTCOME_NUMBER_COUNT];
  run_get(ONE "durability: on\n", number);
  double one = number[OUTCOME_collagen_left_1_year], two = number[OUTCOME_collagen_left_2_years];
  assert_true(0 < two && two < one && one < 1);
}

/* --- closed forms --- */

/* one point of tissue after an injury of intensity 0.3, followed for two days; leak as given */
static void point_run(struct tissue *tissue, double days, double *state)
{
  struct system system = tissue_system(tissue);
  tissue_run(&system, &rosenbrock_method, 1e-9, 1e-12, 0, days, 0, NULL, NULL, state);
}

/* tissue of one process and nothing around */
static void alone_make(struct tissue *tissue, const char *name)
{
  *tissue = (struct tissue){ .parameters = malloc(parameter_count() * sizeof(double)) };
  static const char *const environment[] = { "water_loss_ratio" };
  const struct process *process = process_at(process_find(name));
  size_t first = parameter_first(process);
  parameter_defaults(tissue->parameters);
  if (assembly_create(&process, 1, environment, 1, tissue->parameters, &first, &tissue->assembly, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  tissue->states = assembly_state_count(tissue->assembly);
  tissue->leak = 1;
}

static void bruises_clear_exponentially(void **unused)
{
  (void)unused;
  struct tissue tissue;
  double state[TISSUE_STATES], i = 0.3;
  alone_make(&tissue, "bruising");
  double c = tissue_parameter(&tissue, "bruising.clearance"), r = tissue_parameter(&tissue, "bruising.removal");
  assembly_initial(tissue.assembly, state);
  tissue_injure(&tissue, i, state);
  for (int day = 1; day <= 14; day++)
  {
    point_run(&tissue, 1, state);
    CHECK_NEAR(state[tissue_state(&tissue, "extravasated_blood")], i * exp(-c * day), 1e-8);
    CHECK_NEAR(state[tissue_state(&tissue, "blood_breakdown_products")], i * c / (r - c) * (exp(-c * day) - exp(-r * day)), 1e-8);
  }
  tissue_free(&tissue);
}

static void scales_follow_their_closed_form(void **unused)
{
  (void)unused;
  struct tissue tissue;
  double state[TISSUE_STATES], i = 0.3;
  alone_make(&tissue, "peeling");
  double k = 1.7, r = 0.6;
  tissue.parameters[parameter_find("peeling.rise")] = k;
  tissue.parameters[parameter_find("peeling.shedding")] = r;
  assembly_initial(tissue.assembly, state);
  tissue_injure(&tissue, i, state);
  for (int day = 1; day <= 7; day++)
  {
    point_run(&tissue, 1, state);
    double expected = i * k * k * (exp(-r * day) - exp(-k * day) * (1 + (k - r) * day)) / ((k - r) * (k - r));
    CHECK_NEAR(state[tissue_state(&tissue, "scales")], expected, 1e-8);
  }
  tissue_free(&tissue);
}

static void tightness_follows_water_loss(void **unused)
{
  (void)unused;
  struct tissue tissue;
  alone_make(&tissue, "hydration");
  double tau = tissue_parameter(&tissue, "hydration.recovery_time"), drying = tissue_parameter(&tissue, "hydration.drying");
  double before = 2;
  for (double loss = 1; loss < 8; loss *= 2)
  {
    double state[TISSUE_STATES], time = 0.4;
    tissue.leak = loss;
    assembly_initial(tissue.assembly, state);
    point_run(&tissue, time, state);
    // one exponential towards 1 / (1 + drying tau (L - 1))
    double rate = 1 / tau + drying * (loss - 1), end = 1 / tau / rate;
    CHECK_NEAR(state[0], end + (1 - end) * exp(-rate * time), 1e-8);
    assert_true(state[0] < before);
    before = state[0];
  }
  tissue_free(&tissue);
}

/* --- serum --- */

struct plain
{
  double permeability, diffusivity, clearance;
};

static double plain_permeability(const void *context, double time)
{
  (void)time;
  return ((const struct plain *)context)->permeability;
}

static double plain_diffusivity(const void *context, double time, double z)
{
  (void)time, (void)z;
  return ((const struct plain *)context)->diffusivity;
}

static double plain_clearance(const void *context, double z)
{
  (void)z;
  return ((const struct plain *)context)->clearance;
}

static struct serum_reach plain_solve(const struct plain *plain, double depth, double contact)
{
  struct serum_medium medium = { depth, plain, plain_permeability, plain_diffusivity, plain_clearance };
  struct serum_reach reach;
  trail_clear(&trail);
  if (serum_diffuse(&medium, 0.5, contact, &reach, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return reach;
}

/* constant source: c = erfc(z / (2 sqrt(D t))), amount 2 sqrt(D t / pi); a tenth at z = 2 x 1.163087 sqrt(D t) */
static void a_constant_source_gives_the_error_function(void **unused)
{
  (void)unused;
  double hour = unit_factor("h"), D = 8 * unit_factor("um2 s-1");
  const struct plain plain = { 1e6, D, 0 };
  for (double hours = 1; hours <= 4; hours *= 2)
  {
    double length = sqrt(D * hours * hour);
    struct serum_reach reach = plain_solve(&plain, 5, hours * hour);
    // 240 steps from a jump, cells of 2 um that grow by 3 %
    CHECK_RELATIVE(reach.amount, 2 * length / sqrt(acos(-1)), 0.01);
    CHECK_RELATIVE(reach.depth, 2 * 1.1630871536766743 * length, 0.01);
  }
}

/* a barrier in front, h = P / D: amount = (exp(x^2) erfc(x) - 1 + 2 x / sqrt(pi)) / h with x = h sqrt(D t) */
static void a_barrier_lets_its_part_pass(void **unused)
{
  (void)unused;
  double D = 8 * unit_factor("um2 s-1"), contact = 2 * unit_factor("h"), h = 10;
  const struct plain plain = { h * D, D, 0 };
  double x = h * sqrt(D * contact), expected = (exp(x * x) * erfc(x) - 1 + 2 * x / sqrt(acos(-1))) / h;
  CHECK_RELATIVE(plain_solve(&plain, 5, contact).amount, expected, 0.005);
}

/* with clearance the profile becomes exp(-z sqrt(k / D)) */
static void clearance_limits_the_depth(void **unused)
{
  (void)unused;
  double D = 8 * unit_factor("um2 s-1"), k = 2 * unit_factor("h-1");
  const struct plain plain = { 1e6, D, k };
  CHECK_RELATIVE(plain_solve(&plain, 3, 12 * unit_factor("h")).depth, log(10) * sqrt(D / k), 0.01);
}

static void later_and_larger_serum_enters_less(void **unused)
{
  (void)unused;
  static const char *const at[] = { "0", "2", "6", "24" };
  double before = 2, now[OUTCOME_NUMBER_COUNT], large[OUTCOME_NUMBER_COUNT];
  for (size_t k = 0; k < 4; k++)
  {
    char more[128];
    snprintf(more, sizeof more, ONE "serum: {molecular_weight: 10, applied_at: %s h}\n", at[k]);
    run_get(more, now);
    assert_true(now[OUTCOME_serum_delivered] > 0 && now[OUTCOME_serum_delivered] < fmin(before, 1));
    assert_true(now[OUTCOME_serum_enhancement] > 1);
    before = now[OUTCOME_serum_delivered];
  }
  run_get(ONE "serum: {molecular_weight: 10}\n", now);
  run_get(ONE "serum: {molecular_weight: 1000}\n", large);
  assert_true(large[OUTCOME_serum_depth] < now[OUTCOME_serum_depth]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(asking_for_a_factor_of_one_changes_no_bit),
    cmocka_unit_test(drugs_and_smoking_lower_collagen),
    cmocka_unit_test(deeper_needles_bleed_more_and_thinners_bruise),
    cmocka_unit_test(swelling_lasts_longer_where_more_is_hurt),
    cmocka_unit_test(pigment_follows_phototype_and_sun),
    cmocka_unit_test(what_is_off_has_no_number),
    cmocka_unit_test(occlusion_keeps_the_window_open_and_the_skin_moist),
    cmocka_unit_test(more_and_closer_sessions_treat_too_much),
    cmocka_unit_test(gain_fades_over_years),
    cmocka_unit_test(lumen_is_computed_when_asked_for),
    cmocka_unit_test(bruises_clear_exponentially),
    cmocka_unit_test(scales_follow_their_closed_form),
    cmocka_unit_test(tightness_follows_water_loss),
    cmocka_unit_test(a_constant_source_gives_the_error_function),
    cmocka_unit_test(a_barrier_lets_its_part_pass),
    cmocka_unit_test(clearance_limits_the_depth),
    cmocka_unit_test(later_and_larger_serum_enters_less),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
