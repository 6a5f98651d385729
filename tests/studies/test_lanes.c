/* test_lanes.c - what the production integrator is made of gives the bits of what it stands for: bound assembly, straight-line
 * elimination, forcing; and sharing between hit patterns leaves no trace. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "binding.h"
#include "forcing.h"
#include "random.h"
#include "response.h"
#include "straight_lu_kernels.h"

enum
{
  POINTS = STRAIGHT_LU_LANES,
  TIMES = 40
};

static struct trail trail;

struct run
{
  struct scenario *scenario;
  struct assembly *assembly;
  struct puncture puncture;
  struct closure closure;
};

static void run_make(struct run *run, const char *more)
{
  char text[1024];
  snprintf(text, sizeof text, "neocol: 1\ntitle: lanes\n%s\n", more);
  trail_clear(&trail);
  if (scenario_parse("lanes.yaml", text, strlen(text), NULL, 0, &run->scenario, &trail) != STATUS_OK ||
      response_assembly(run->scenario, &run->assembly, &trail) != STATUS_OK ||
      puncture_compute(&run->scenario->skin, &run->scenario->device, &run->puncture, &trail) != STATUS_OK ||
      closure_solve(run->scenario, &run->puncture, &run->closure, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

static void run_free(struct run *run)
{
  closure_free(&run->closure);
  assembly_free(run->assembly);
  scenario_free(run->scenario);
}

/* values around 1, different at each place */
static double *values_make(size_t count, uint32_t number)
{
  double *values = calloc(count + 1, sizeof *values);
  assert_non_null(values);
  struct random_stream stream = { 7, number, 900 };
  for (size_t k = 0; k < count; k++)
    values[k] = 0.5 + random_uniform(stream, k);
  return values;
}

static const char *const variants[] = { "variant: default", "variant: additive", "variant: no_refractory", "variant: bistable" };

static void bound_assembly_gives_the_same_bits(void **unused)
{
  (void)unused;
  for (size_t v = 0; v < 4; v++)
  {
    struct run run;
    run_make(&run, variants[v]);
    size_t states = assembly_state_count(run.assembly), entries = assembly_entry_count(run.assembly);
    size_t drifts = assembly_drift_count(run.assembly);
    double *state = values_make(states * POINTS, 1), *environment = values_make(FORCING_INPUTS * POINTS, 2);
    double *rate = values_make(states * POINTS, 3), *partials = values_make(entries * POINTS, 4),
           *by_input = values_make(drifts * POINTS, 5), *expected = values_make((states + entries) * POINTS, 6);
    struct binding *binding;
    assert_int_equal(binding_create(run.assembly, POINTS, state, environment, rate, partials, by_input, &binding, &trail), 0);
    binding_rates(binding);
    assembly_rates(run.assembly, POINTS, state, environment, expected);
    assert_memory_equal(rate, expected, states * POINTS * sizeof *rate);
    binding_partials(binding);
    assembly_partials(run.assembly, POINTS, state, environment, expected);
    assert_memory_equal(partials, expected, entries * POINTS * sizeof *partials);

    // derivatives by the environment: against differences of the rates
    for (size_t e = 0; e < drifts; e++)
    {
      size_t s = assembly_drift_rows(run.assembly)[e], input = assembly_drift_columns(run.assembly)[e];
      double *changed = environment + input * POINTS + 3, kept = *changed, step = 1e-5;
      *changed = kept + step;
      assembly_rates(run.assembly, POINTS, state, environment, expected);
      double above = expected[s * POINTS + 3];
      *changed = kept - step;
      assembly_rates(run.assembly, POINTS, state, environment, expected);
      double below = expected[s * POINTS + 3];
      *changed = kept;
      // second order: 1e-10 of third derivatives, and rounding of rates of some 100
      CHECK_NEAR(by_input[e * POINTS + 3], (above - below) / (2 * step), 1e-7 * (1 + fabs(by_input[e * POINTS + 3])));
    }
    binding_free(binding);
    free(state);
    free(environment);
    free(rate);
    free(partials);
    free(by_input);
    free(expected);
    run_free(&run);
  }
}

static void straight_lines_give_the_bits_of_lists(void **unused)
{
  (void)unused;
  for (size_t v = 0; v < 4; v++)
  {
    struct run run;
    run_make(&run, variants[v]);
    size_t states = assembly_state_count(run.assembly), entries = assembly_entry_count(run.assembly);
    double *partials = values_make(entries * POINTS, 1), *vector = values_make(states * POINTS, 2),
           *other = values_make(states * POINTS, 2), *rate = values_make(states * POINTS, 5),
           *drift = values_make(states * POINTS, 6), shift[POINTS], weight[POINTS];
    for (size_t p = 0; p < POINTS; p++)
    {
      shift[p] = 40 + (double)p;
      weight[p] = 0.1 * (double)p;
    }
    struct sparse_lu *lu =
        sparse_lu_create(states, entries, assembly_entry_rows(run.assembly), assembly_entry_columns(run.assembly));
    assert_non_null(lu);
    double *values = values_make(sparse_lu_entries(lu) * POINTS, 3), *straight = values_make(sparse_lu_entries(lu) * POINTS, 4);
    sparse_lu_step_factor(lu, shift, partials, values);
    sparse_lu_step_solve(lu, values, rate, weight, drift, vector);
    // the build has made one for each variant, which needs no lists
    struct sparse_lu *step =
        sparse_lu_create_step(states, entries, assembly_entry_rows(run.assembly), assembly_entry_columns(run.assembly),
                              straight_lu_kernels, straight_lu_kernel_count);
    assert_non_null(step);
    assert_true(sparse_lu_is_straight(step) && !sparse_lu_is_straight(lu));
    assert_int_equal(sparse_lu_entries(step), sparse_lu_entries(lu));
    sparse_lu_step_factor(step, shift, partials, straight);
    sparse_lu_step_solve(step, straight, rate, weight, drift, other);
    sparse_lu_free(step);
    assert_memory_equal(straight, values, sparse_lu_entries(lu) * POINTS * sizeof *values);
    assert_memory_equal(other, vector, states * POINTS * sizeof *vector);
    free(partials);
    free(vector);
    free(other);
    free(rate);
    free(drift);
    free(values);
    free(straight);
    sparse_lu_free(lu);
    run_free(&run);
  }
}

/* a pattern that no variant has is eliminated by lists */
static void other_patterns_have_no_straight_line(void **unused)
{
  (void)unused;
  struct run run;
  run_make(&run, "off: [pigment]");
  struct sparse_lu *lu = sparse_lu_create_step(assembly_state_count(run.assembly), assembly_entry_count(run.assembly),
                                               assembly_entry_rows(run.assembly), assembly_entry_columns(run.assembly),
                                               straight_lu_kernels, straight_lu_kernel_count);
  assert_non_null(lu);
  assert_false(sparse_lu_is_straight(lu));
  sparse_lu_free(lu);
  run_free(&run);
}

/* one session: the leak starts with 1 and ends with 0, and falls on the way to the accuracy of the pieces; growth factor is that
 * of the closure */
static void curves_check(const struct run *run, const struct forcing *forcing)
{
  static const unsigned char hit[] = { 1 };
  struct response_slab slab = { forcing->layers[0].top, forcing->layers[0].bottom, 1, 1, 1 };
  const struct exposure exposure = { 1, hit, &slab }, *const at = &exposure;
  const struct closure *closure = &run->closure;
  double environment[FORCING_INPUTS], last = 1, most = 0;
  for (size_t k = 0; k < closure->count && closure->wound_growth != NULL; k++)
    most = fmax(most, closure->wound_growth[closure->growth_stride + k]);
  for (int k = 0; k <= 6000; k++)
  {
    double since = 60.0 * k * k / 36e6, time = run->scenario->protocol.session_times[0] + since;
    forcing_changes(forcing, 1, &at, &time, 1, environment, NULL);
    double leak = environment[BARRIER_LEAK];
    if (!(leak >= -1e-13 && leak <= last + 5e-5 && (k > 0 || leak > 1 - 1e-4) && (since < forcing->curve.closed || leak <= 0)))
      fail_msg("%g day after a session %.17g leaks, before %.17g", since, leak, last);
    last = leak;
    if (most > 0 && since <= closure->time[closure->count - 1])
      CHECK_NEAR(environment[WOUND_GROWTH_FACTOR], closure_curve(closure, closure->wound_growth + closure->growth_stride, since),
                 0.01 * most);
  }
}

/* a row of points at different times, with different sessions behind them, gives the bits of each point */
static void row_check(const struct run *run, const struct forcing *forcing)
{
  static const unsigned char hits[3][3] = { { 1, 0, 1 }, { 0, 1, 1 }, { 1, 1, 0 } };
  const struct protocol *protocol = &run->scenario->protocol;
  struct response_slab slab[VECTOR_LANES];
  struct exposure exposure[VECTOR_LANES];
  struct forcing_row row = { 0 };
  double time[VECTOR_LANES], environment[FORCING_INPUTS * VECTOR_LANES], slope[FORCING_CHANGES * VECTOR_LANES];
  for (size_t turn = 0; turn < 400; turn++)
  {
    for (size_t p = 0; p < VECTOR_LANES; p++)
    {
      size_t done = 1 + (turn + p) % protocol->session_times_count;
      slab[p] = (struct response_slab){ forcing->layers[0].top, forcing->layers[1].bottom, 0.3 + 0.1 * (double)p, 1, 1 };
      exposure[p] = (struct exposure){ done, hits[(turn + p) % 3], &slab[p] };
      double part = (double)((turn * 131 + p * 37) % 400) / 400;
      time[p] = protocol->session_times[done - 1] + 60 * part * part * part;
      forcing_row_enter(forcing, &exposure[p], p, &row);
    }
    forcing_row_changes(forcing, &row, time, environment, slope);
    for (size_t p = 0; p < VECTOR_LANES; p++)
    {
      const struct exposure *at = &exposure[p];
      double alone[FORCING_CHANGES], rising[FORCING_CHANGES];
      forcing_changes(forcing, 1, &at, &time[p], 1, alone, rising);
      for (size_t i = 0; i < FORCING_CHANGES; i++)
      {
        CHECK_NEAR(environment[i * VECTOR_LANES + p], alone[i], 0);
        CHECK_NEAR(slope[i * VECTOR_LANES + p], rising[i], 0);
      }
    }
  }
}

static void forcing_is_that_of_the_channel(void **unused)
{
  (void)unused;
  static const char *const cases[] = {
    "protocol: {sessions: 3, spacing: 5 day}",
    "protocol: {sessions: 3, spacing: 20 day, occlusion: 6 h}\ndrugs: {anti_inflammatory: non_selective}",
    "protocol: {sessions: 2, spacing: 9 day}\nsolver: {channel_model: coarse}",
  };
  for (size_t k = 0; k < 3; k++)
  {
    struct run run;
    struct forcing forcing;
    run_make(&run, cases[k]);
    const struct protocol *protocol = &run.scenario->protocol;
    forcing_make(run.scenario, &run.closure, run.puncture.density, &forcing);
    static const unsigned char hit[] = { 1, 0, 1 };
    struct skin_layer layers[SKIN_LAYERS];
    skin_layers(&run.scenario->skin, layers);
    const struct response_slab slab = { layers[0].top, layers[1].bottom, 0.7, 1, 1 };
    size_t done = protocol->session_times_count;
    struct exposure exposure = { done, hit, &slab };
    const struct exposure *at[TIMES];
    double time[TIMES], environment[FORCING_INPUTS * TIMES], slope[FORCING_CHANGES * TIMES];
    for (size_t p = 0; p < TIMES; p++)
    {
      at[p] = &exposure;
      time[p] = protocol->session_times[done - 1] + 0.01 * pow(1.28, (double)p);
    }
    forcing_changes(&forcing, TIMES, at, time, TIMES, environment, slope);
    for (size_t p = 0; p < TIMES; p++)
    {
      double leak = 0, all = 0, since = time[p] - protocol->session_times[done - 1];
      for (size_t j = 0; j < done; j++)
      {
        double defect = closure_defect(&run.closure, time[p] - protocol->session_times[j]);
        all += defect;
        leak += hit[j] ? 0.7 * defect : 0;
      }
      double water =
          closure_water_loss(run.scenario, run.puncture.density, all * run.closure.defect[0]) / run.scenario->skin.water_loss;
      const double near = 5e-5; // so near come smooth pieces
      CHECK_NEAR(environment[BARRIER_LEAK * TIMES + p], leak, near);
      CHECK_RELATIVE(environment[WATER_LOSS_RATIO * TIMES + p], since < protocol->occlusion ? 1 : water, near);
      CHECK_NEAR(environment[COLLAGEN_ANSWER * TIMES + p], person_collagen_answer(&forcing.person, since), 0);
    }
    curves_check(&run, &forcing);
    row_check(&run, &forcing);
    // slopes against differences; time has a resolution of 4e-15, and only where a knot lies within the step do they differ more
    for (size_t p = 0; p < TIMES; p++)
    {
      double near[2][FORCING_CHANGES], step = 1e-7;
      for (int side = 0; side < 2; side++)
      {
        double moved = time[p] + (side ? step : -step);
        forcing_changes(&forcing, 1, at, &moved, 1, near[side], NULL);
      }
      for (size_t i = 0; i < FORCING_CHANGES; i++)
      {
        double expected = (near[1][i] - near[0][i]) / (2 * step), found = slope[i * TIMES + p];
        CHECK_NEAR(found, expected, 1e-5 * (0.1 + fabs(expected)));
      }
    }
    // the table of shared times gives the same bits
    double leak[3 * TIMES], grown[SKIN_LAYERS * TIMES], shared[FORCING_CHANGES * TIMES], row[FORCING_CHANGES * TIMES];
    struct forcing_table table = { TIMES, leak, grown, shared };
    memset(shared, 0, sizeof shared);
    forcing_table_fill(&forcing, done, time, &table);
    forcing_table_read(&forcing, &table, &exposure, 1, row);
    assert_memory_equal(row, environment, sizeof row);
    run_free(&run);
  }
}

/* every number of two responses is the same */
static void responses_compare(const struct response *one, const struct response *other)
{
  assert_int_equal(one->steps, other->steps);
  assert_memory_equal(&one->least, &other->least, sizeof one->least);
  size_t rows = one->slabs * one->observables;
  assert_memory_equal(one->observable, other->observable, rows * one->times * sizeof(double));
  assert_memory_equal(one->state, other->state, one->slabs * one->states * one->times * sizeof(double));
  assert_memory_equal(one->standard_error, other->standard_error, rows * sizeof(double));
}

static void sharing_beginnings_leaves_no_trace(void **unused)
{
  (void)unused;
  static const char *const cases[] = {
    "protocol: {sessions: 4, spacing: 14 day}",
    "protocol: {session_times: [0 day, 3 day, 10 day]}\nvariant: bistable",
    "protocol: {sessions: 3, spacing: 14 day}\nvariant: additive",
    "protocol: {sessions: 3, spacing: 14 day}\nensemble: mean_field",
    "protocol: {sessions: 10, spacing: 7 day}\npattern_samples: 20",
    "protocol: {sessions: 3, spacing: 14 day}\nsolver: {depth_cells: 9}",
    "protocol: {sessions: 2, spacing: 14 day}\nsolver: {method: dopri5}",
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    struct run run;
    run_make(&run, cases[k]);
    double times[TIMES], end = 100;
    for (size_t t = 0; t < TIMES; t++)
      times[t] = end * (double)t / (TIMES - 1);
    struct response shared, alone;
    assert_int_equal(response_solve(run.scenario, run.assembly, &run.puncture, &run.closure, TIMES, times, &shared, &trail),
                     STATUS_OK);
    run.scenario->alone = 1;
    assert_int_equal(response_solve(run.scenario, run.assembly, &run.puncture, &run.closure, TIMES, times, &alone, &trail),
                     STATUS_OK);
    responses_compare(&shared, &alone);
    response_free(&shared);
    response_free(&alone);
    run_free(&run);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bound_assembly_gives_the_same_bits),   cmocka_unit_test(straight_lines_give_the_bits_of_lists),
    cmocka_unit_test(other_patterns_have_no_straight_line), cmocka_unit_test(forcing_is_that_of_the_channel),
    cmocka_unit_test(sharing_beginnings_leaves_no_trace),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
