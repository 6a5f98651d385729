/* test_tissue_share.c - runs that take their wiring one after the other, whatever it was used for before, have the bits of runs
 * that wire their own; a tissue serves one run at a time and few are kept. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"
#include "tissue_share.h"

static struct trail trail;

/* runs with many structures, lengths, methods and parameters; those of a line have the same processes */
static const char *const cases[] = {
  "protocol: {sessions: 2, spacing: 1 week}",
  "protocol: {sessions: 1}\nparameters:\n  growth_factors: {tgf_loss: 20 day-1}",
  "protocol: {sessions: 3, spacing: 2 day}\nparameters:\n  fibroblasts: {refractory_time: 2 day}",
  "protocol: {sessions: 1}\nsolver: {method: dopri5}",
  "protocol: {sessions: 2, spacing: 1 week}\nsolver: {depth_cells: 6}",
  "protocol: {sessions: 2, spacing: 1 week}\nvariant: no_refractory",
  "protocol: {sessions: 9, spacing: 1 day}\npattern_samples: 20",
  "protocol: {sessions: 2, spacing: 1 week}\nvariant: bistable",
  "protocol: {sessions: 2, spacing: 1 week}\nvariant: bistable\nsolver: {depth_cells: 6}",
  "protocol: {sessions: 2, spacing: 1 week}\noff: [inflammation]",
  "protocol: {sessions: 1}\noff: [appearance, bruising, peeling, hyperpigmentation, hydration]\nensemble: mean_field",
};

enum
{
  CASES = sizeof cases / sizeof *cases,
  STRUCTURES = 4
};

static struct scenario *scenario_make(const char *more)
{
  char text[512];
  struct scenario *scenario;
  snprintf(text, sizeof text, "neocol: 1\ntitle: t\nfollow_up: 3 day\nread_at: 3 day\n%s\n", more);
  trail_clear(&trail);
  if (scenario_parse("case.yaml", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

static void outcome_make(const struct scenario *scenario, const struct outcome_axes *axes, struct tissue_share *store,
                         struct outcome *outcome)
{
  struct outcome_share share = { .tissues = store };
  trail_clear(&trail);
  if (outcome_compute(scenario, axes, OUTCOME_COMPLETE, &share, outcome, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

static void expect_same(const struct outcome *one, const struct outcome *other, const struct outcome_axes *axes)
{
  assert_int_equal(one->observables, other->observables);
  assert_int_equal(one->states, other->states);
  assert_memory_equal(one->number, other->number, sizeof one->number);
  assert_memory_equal(one->observable, other->observable, one->observables * axes->times * sizeof(double));
  assert_memory_equal(one->state, other->state, one->states * axes->times * sizeof(double));
}

/* each case after each other one, so that nothing of it may be left */
static void what_it_was_used_for_leaves_nothing(void **unused)
{
  (void)unused;
  struct tissue_share *store;
  struct scenario *scenario[CASES];
  struct outcome_axes axes;
  struct outcome alone[CASES], outcome;
  trail_clear(&trail);
  assert_int_equal(tissue_share_create(&store, &trail), STATUS_OK);
  for (size_t i = 0; i < CASES; i++)
    scenario[i] = scenario_make(cases[i]);
  assert_int_equal(outcome_axes_make(scenario, CASES, &axes, &trail), STATUS_OK);
  for (size_t i = 0; i < CASES; i++)
    outcome_make(scenario[i], &axes, NULL, &alone[i]);
  // parameters that are those of another run would show
  assert_memory_not_equal(&alone[1].number[OUTCOME_collagen_gain], &alone[0].number[OUTCOME_collagen_gain], sizeof(double));
  for (size_t step = 1; step < CASES; step++)
    for (size_t k = 0, i = 0; k < CASES; k++, i = (i + step) % CASES)
    {
      outcome_make(scenario[i], &axes, store, &outcome);
      expect_same(&outcome, &alone[i], &axes);
      outcome_free(&outcome);
    }
  assert_int_equal(tissue_share_wired(store), STRUCTURES);
  for (size_t i = 0; i < CASES; i++)
  {
    outcome_free(&alone[i]);
    scenario_free(scenario[i]);
  }
  outcome_axes_free(&axes);
  tissue_share_free(store);
  tissue_share_free(NULL);
}

/* a run that fails on its way gives its tissue back */
static void a_run_that_fails_leaves_nothing(void **unused)
{
  (void)unused;
  struct tissue_share *store;
  struct scenario *scenario = scenario_make(cases[0]);
  struct outcome_axes axes;
  struct outcome alone, outcome;
  assert_int_equal(tissue_share_create(&store, &trail), STATUS_OK);
  assert_int_equal(outcome_axes_make(&scenario, 1, &axes, &trail), STATUS_OK);
  outcome_make(scenario, &axes, NULL, &alone);
  struct outcome_share share = { .tissues = store };
  double tolerance = scenario->solver.absolute_tolerance;
  scenario->solver.absolute_tolerance = 0;
  assert_int_equal(outcome_compute(scenario, &axes, OUTCOME_COMPLETE, &share, &outcome, &trail), STATUS_SOFTWARE);
  scenario->solver.absolute_tolerance = tolerance;
  outcome_make(scenario, &axes, store, &outcome);
  expect_same(&outcome, &alone, &axes);
  assert_int_equal(tissue_share_wired(store), 1);
  outcome_free(&outcome);
  // one that cannot be wired is told, and a good one with the same processes is not mistaken for it
  scenario->solver.depth_cells = 6;
  int method = scenario->solver.method;
  while (strcmp(plan_methods[scenario->solver.method], "gsl-msbdf") != 0)
    scenario->solver.method++;
  trail_clear(&trail);
  assert_int_equal(outcome_compute(scenario, &axes, OUTCOME_COMPLETE, &share, &outcome, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "gsl-msbdf"));
  scenario->solver.depth_cells = 0;
  scenario->solver.method = method;
  outcome_free(&alone);
  outcome_axes_free(&axes);
  scenario_free(scenario);
  tissue_share_free(store);
}

/* what is taken belongs to one run; without a store, or with `alone`, it is never kept; of many, few are kept */
static void a_tissue_serves_one_run_at_a_time(void **unused)
{
  (void)unused;
  enum
  {
    MANY = 20
  };
  struct tissue_share *store;
  struct tissue *tissue[MANY], *again;
  struct scenario *scenario = scenario_make(cases[0]);
  assert_int_equal(tissue_share_create(&store, &trail), STATUS_OK);
  for (size_t k = 0; k < MANY; k++)
  {
    scenario->parameters[0] += 1;
    assert_int_equal(tissue_share_take(store, scenario, &tissue[k], &trail), STATUS_OK);
    for (size_t j = 0; j < k; j++)
    {
      assert_ptr_not_equal(tissue[j], tissue[k]);
      CHECK_NEAR(tissue[j]->parameters[0], scenario->parameters[0] - (double)(k - j), 1e-12);
    }
  }
  assert_int_equal(tissue_share_wired(store), MANY);
  for (size_t k = 0; k < MANY; k++)
    tissue_share_give_back(store, scenario, tissue[k]);
  tissue_share_give_back(store, scenario, NULL);
  // as many as were kept are there, the next one is wired anew
  size_t kept = 0;
  for (; tissue_share_wired(store) == MANY; kept++)
    assert_int_equal(tissue_share_take(store, scenario, &tissue[kept], &trail), STATUS_OK);
  assert_in_range(kept, 3, MANY / 2);
  for (size_t k = 0; k < kept; k++)
    tissue_share_give_back(store, scenario, tissue[k]);
  scenario->alone = 1;
  assert_int_equal(tissue_share_take(store, scenario, &again, &trail), STATUS_OK);
  tissue_share_give_back(store, scenario, again);
  assert_int_equal(tissue_share_take(NULL, scenario, &again, &trail), STATUS_OK);
  tissue_share_give_back(NULL, scenario, again);
  assert_int_equal(tissue_share_wired(store), MANY + 1);
  tissue_share_free(store);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(what_it_was_used_for_leaves_nothing),
                                      cmocka_unit_test(a_run_that_fails_leaves_nothing),
                                      cmocka_unit_test(a_tissue_serves_one_run_at_a_time) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
