/* test_density.c - vessels, fibroblasts and collagen differ over depth: rest stays exact, and what each density does. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "outcome.h"
#include "parameter.h"
#include "quiet_closure.h"
#include "response.h"

static struct trail trail;

static struct scenario *scenario_make(const char *text)
{
  struct scenario *scenario = NULL;
  trail_clear(&trail);
  if (scenario_parse("test", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

/* the densities are 1 over the whole dermis, their ratios are those that were given, and parts add up however they are cut */
static void densities_keep_their_mean(void **unused)
{
  (void)unused;
  struct scenario *scenario = scenario_make("neocol: 1\nskin: {papillary_vessel_ratio: 4, papillary_fibroblast_ratio: 2, "
                                            "papillary_collagen_ratio: 0.8, papillary_thickness: 150 um}\n");
  const struct skin *skin = &scenario->skin;
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(skin, layers);
  double top = layers[0].top, bottom = layers[2].bottom;
  struct skin_density papillary = skin_density(skin, layers[0].top, layers[0].bottom);
  struct skin_density reticular = skin_density(skin, layers[2].top, layers[2].bottom), all = skin_density(skin, top, bottom);
  CHECK_RELATIVE(papillary.vessels, 4 * reticular.vessels, 1e-14);
  CHECK_RELATIVE(papillary.fibroblasts, 2 * reticular.fibroblasts, 1e-14);
  CHECK_RELATIVE(papillary.collagen, 0.8 * reticular.collagen, 1e-14);
  CHECK_NEAR(all.vessels, 1, 1e-14);
  CHECK_NEAR(all.fibroblasts, 1, 1e-14);
  CHECK_NEAR(all.collagen, 1, 1e-14);
  for (size_t cells = 1; cells <= 7; cells++)
  {
    double sum = 0;
    for (size_t c = 0; c < cells; c++)
    {
      double from = top + (bottom - top) * (double)c / (double)cells, to = top + (bottom - top) * (double)(c + 1) / (double)cells;
      sum += skin_density(skin, from, to).vessels / (double)cells;
    }
    CHECK_NEAR(sum, 1, 1e-13);
  }
  scenario_free(scenario);
}

/* healthy skin keeps every bit over a year, in each layer and in each cell of a column, at the ends of what may be given */
static void rest_is_exact_at_every_depth(void **unused)
{
  (void)unused;
  static const char *const skins[] = {
    "{papillary_vessel_ratio: 6, papillary_fibroblast_ratio: 5, papillary_collagen_ratio: 0.6}",
    "{papillary_vessel_ratio: 1, papillary_fibroblast_ratio: 1, papillary_collagen_ratio: 1.1}",
  };
  for (size_t k = 0; k < 4; k++)
  {
    char text[512];
    snprintf(text, sizeof text, "neocol: 1\nskin: %s\nprotocol: {sessions: 1}\nsolver: {depth_cells: %d}\n", skins[k / 2],
             k % 2 == 0 ? 0 : 5);
    struct scenario *scenario = scenario_make(text);
    struct assembly *assembly = NULL;
    // nothing is hit, nothing leaks
    struct puncture puncture;
    double rest[128];
    struct closure closure = quiet_closure_make();
    const double times[] = { 0, 365 };
    struct response response;
    if (puncture_compute(&scenario->skin, &scenario->device, &puncture, &trail) != STATUS_OK ||
        response_assembly(scenario, &assembly, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    memset(puncture.layers, 0, sizeof puncture.layers);
    puncture.density = puncture.pass_density = 0;
    if (response_solve(scenario, assembly, &puncture, &closure, 2, times, &response, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    assembly_initial(assembly, rest);
    for (size_t i = 0; i < response.slabs; i++)
      for (size_t s = 0; s < response.states; s++)
        // the terms of rest cancel to rounding, as they do without densities (test_tissue_rest.c)
        CHECK_NEAR(response.state[(i * response.states + s) * 2 + 1], rest[s], 1e-12);
    response_free(&response);
    quiet_closure_free(&closure);
    assembly_free(assembly);
    scenario_free(scenario);
  }
}

/* rates of a tissue that is far from rest, for three densities */
struct point
{
  double vessels, fibroblasts, fibroblasts_per_collagen;
};

static struct assembly *assembly;

static void rates_get(struct point point, double *rate)
{
  double state[128], environment[3] = { point.vessels, point.fibroblasts, point.fibroblasts_per_collagen };
  assembly_initial(assembly, state);
  for (size_t s = 0; s < assembly_state_count(assembly); s++)
    state[s] += 0.1 + 0.01 * (double)s;
  assembly_rates(assembly, 1, state, environment, rate);
}

static double change_get(const char *state, struct point point)
{
  double one[128], other[128];
  size_t s = assembly_state_find(assembly, state);
  assert_true(s < assembly_state_count(assembly));
  rates_get((struct point){ 1, 1, 1 }, one);
  rates_get(point, other);
  return other[s] - one[s];
}

static void each_density_does_its_own(void **unused)
{
  (void)unused;
  static const char *const names[] = { "vessel_density", "fibroblast_density", "fibroblasts_per_collagen" };
  double *parameters = malloc(parameter_count() * sizeof *parameters);
  size_t *first = calloc(tissue_process_count, sizeof *first);
  assert_true(parameters != NULL && first != NULL);
  parameter_defaults(parameters);
  for (size_t i = 0; i < tissue_process_count; i++)
    first[i] = parameter_first(tissue_processes[i]);
  trail_clear(&trail);
  if (assembly_create(tissue_processes, tissue_process_count, names, 3, parameters, first, &assembly, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  const struct point vessels = { 2, 1, 1 }, more = { 3, 1, 1 }, cells = { 1, 2, 1 }, share = { 1, 1, 2 };
  // vessels bring neutrophils and monocytes, in proportion, and nothing else
  static const char *const brought[] = { "neutrophils", "macrophages_m1" };
  for (size_t k = 0; k < 2; k++)
  {
    assert_true(change_get(brought[k], vessels) > 0.1);
    CHECK_RELATIVE(change_get(brought[k], more), 2 * change_get(brought[k], vessels), 1e-12);
    CHECK_NEAR(change_get(brought[k], cells), 0, 0);
    CHECK_NEAR(change_get(brought[k], share), 0, 0);
  }
  CHECK_NEAR(change_get("type_iii_collagen", vessels), 0, 0);
  // cells per volume release growth factors, MMP and signals to the epidermis, and make elastin
  static const char *const released[] = { "pdgf", "tgf_beta", "mmp", "keratinocyte_activation", "elastic_fibres" };
  for (size_t k = 0; k < 5; k++)
  {
    assert_true(change_get(released[k], cells) > 0);
    CHECK_NEAR(change_get(released[k], vessels), 0, 0);
    CHECK_NEAR(change_get(released[k], share), 0, 0);
  }
  // cells per collagen make it; nothing else sees that
  static const char *const made[] = { "type_iii_collagen", "immature_collagen_i" };
  for (size_t k = 0; k < 2; k++)
  {
    assert_true(change_get(made[k], share) > 0);
    CHECK_NEAR(change_get(made[k], cells), 0, 0);
  }
  assembly_free(assembly);
  free(first);
  free(parameters);
}

/* the mean over the dermis weighs layers by thickness and collagen, and only what is relative to collagen */
static void collagen_weighs_the_mean(void **unused)
{
  (void)unused;
  struct scenario *scenario = scenario_make("neocol: 1\nskin: {papillary_collagen_ratio: 0.6}\ndevice: {needle_length: 0.5 mm}\n"
                                            "protocol: {sessions: 1}\nfollow_up: 30 day\nread_at: 30 day\n");
  struct outcome_axes axes;
  struct outcome outcome;
  trail_clear(&trail);
  if (outcome_axes_make(&scenario, 1, &axes, &trail) != STATUS_OK ||
      outcome_compute(scenario, &axes, OUTCOME_COMPLETE, NULL, &outcome, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  double sum = 0, all = 0, plain = 0, dermis = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    double thickness = outcome.layer_bottom[l] - outcome.layer_top[l];
    double gain = outcome.layer_collagen[(axes.times - 1) * SKIN_LAYERS + l] - 1;
    // 0.6 to 1, on any scale
    double weight = thickness * (l == 0 ? 0.6 : 1);
    sum += weight * gain;
    all += weight;
    plain += thickness * gain;
    dermis += thickness;
  }
  CHECK_RELATIVE(outcome.number[OUTCOME_collagen_gain], sum / all, 1e-10);
  // with a gain that differs between layers, the plain mean is another number
  assert_true(fabs(plain / dermis / (sum / all) - 1) > 0.02);
  outcome_free(&outcome);
  outcome_axes_free(&axes);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(densities_keep_their_mean),
    cmocka_unit_test(rest_is_exact_at_every_depth),
    cmocka_unit_test(each_density_does_its_own),
    cmocka_unit_test(collagen_weighs_the_mean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
