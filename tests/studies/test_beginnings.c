/* test_beginnings.c - protocols that begin alike: the bits of each are those that it has alone, the steps are fewer, the memory
 * is bounded, and the key of a group holds everything that the tissue depends on. */
#include "beginnings_case.h"

#include <pthread.h>
#include <stdlib.h>

/* a coarse channel and short runs: what is compared are bits */
#define HEAD                                                                                                                     \
  "neocol: 1\ntitle: t\ndevice: {needle_length: 1 mm}\nfollow_up: 20 day\nread_at: 20 day\n"                                     \
  "solver: {channel_tolerance: 0.01, channel_cell: 4 um, relative_tolerance: 1e-4, absolute_tolerance: 1e-7}\n"

/* --- families of runs --- */

enum
{
  MOST = 8
};

struct run
{
  struct scenario *scenario;
  struct outcome_axes own;
  const struct outcome_axes *axes;
  struct beginning *beginning;
  struct outcome outcome;
};

struct family
{
  size_t count;
  struct run run[MOST];
  struct outcome_axes all;
};

/* runs of one scenario with different settings; with axes of their own or in common */
static void family_make(struct family *family, const char *head, const char *const *sets, int in_common)
{
  struct scenario *scenarios[MOST];
  memset(family, 0, sizeof *family);
  for (; family->count < MOST && sets[family->count] != NULL; family->count++)
    scenarios[family->count] = family->run[family->count].scenario = scenario_make(head, sets[family->count]);
  assert_int_equal(outcome_axes_make(scenarios, family->count, &family->all, &trail), STATUS_OK);
  for (size_t i = 0; i < family->count; i++)
  {
    struct run *run = &family->run[i];
    run->axes = in_common ? &family->all : &run->own;
    assert_int_equal(outcome_axes_make(&run->scenario, 1, &run->own, &trail), STATUS_OK);
  }
}

static void family_join(struct family *family, struct beginnings *store)
{
  for (size_t i = 0; i < family->count; i++)
  {
    struct run *run = &family->run[i];
    assert_int_equal(beginnings_join(store, run->scenario, outcome_reports(run->scenario, run->axes), run->axes->time,
                                     &run->beginning, &trail),
                     STATUS_OK);
  }
}

/* computes a run and leaves the store */
static void *run_compute(void *data)
{
  struct run *run = data;
  struct outcome_share share = { .beginning = run->beginning };
  enum status status = outcome_compute(run->scenario, run->axes, OUTCOME_COMPLETE, &share, &run->outcome, NULL);
  beginnings_leave(run->beginning);
  return status == STATUS_OK ? run : NULL;
}

static void family_free(struct family *family)
{
  for (size_t i = 0; i < family->count; i++)
  {
    outcome_free(&family->run[i].outcome);
    outcome_axes_free(&family->run[i].own);
    scenario_free(family->run[i].scenario);
  }
  outcome_axes_free(&family->all);
}

/* every run has the bits that it has alone */
static void family_check(const struct family *family)
{
  for (size_t i = 0; i < family->count; i++)
  {
    const struct run *run = &family->run[i];
    struct outcome alone;
    trail_clear(&trail);
    run->scenario->alone = 1;
    if (outcome_compute(run->scenario, run->axes, OUTCOME_COMPLETE, NULL, &alone, &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
    run->scenario->alone = 0;
    assert_true(tissues_equal(&run->outcome, &alone, run->axes->times));
    assert_memory_equal(run->outcome.number, alone.number, sizeof alone.number);
    assert_memory_equal(run->outcome.depth_collagen, alone.depth_collagen, run->axes->depths * sizeof(double));
    outcome_free(&alone);
  }
}

static double family_steps(const struct family *family)
{
  double steps = 0;
  for (size_t i = 0; i < family->count; i++)
    steps += family->run[i].outcome.number[OUTCOME_solver_steps];
  return steps;
}

/* computes a family with one store, from the last run or from the first, or each in a thread; returns the part of steps saved */
enum order
{
  FORWARDS,
  BACKWARDS,
  AT_ONCE,
  ORDERS
};

static double family_compute(struct family *family, enum order order, size_t bytes, size_t *most)
{
  struct beginnings *store;
  pthread_t thread[MOST];
  assert_int_equal(beginnings_create(bytes, &store, &trail), STATUS_OK);
  family_join(family, store);
  for (size_t i = 0; i < family->count && order == AT_ONCE; i++)
    assert_int_equal(pthread_create(&thread[i], NULL, run_compute, &family->run[i]), 0);
  for (size_t i = 0; i < family->count; i++)
  {
    void *good = NULL;
    if (order == AT_ONCE)
      assert_int_equal(pthread_join(thread[i], &good), 0);
    else
      good = run_compute(&family->run[order == FORWARDS ? i : family->count - 1 - i]);
    assert_non_null(good);
  }
  double saved = (double)beginnings_saved(store) / family_steps(family);
  *most = beginnings_most_bytes(store);
  beginnings_free(store);
  return saved;
}

/* families that begin alike, and which part of the steps they save at least */
static const struct
{
  const char *name, *head;
  const char *sets[MOST + 1];
  double saved;
} families[] = {
  { "spacings",
    HEAD "protocol: {sessions: 3}\n",
    { "protocol.spacing=2 week", "protocol.spacing=6 week", "protocol.spacing=4 week" },
    0.05 },
  { "numbers of sessions",
    HEAD "protocol: {spacing: 2 week}\n",
    { "protocol.sessions=1", "protocol.sessions=2", "protocol.sessions=3", "protocol.sessions=4" },
    0.3 },
  { "touch-ups",
    HEAD,
    { "protocol.session_times=[0 day, 14 day, 28 day]", "protocol.session_times=[0 day, 14 day, 28 day, 100 day]",
      "protocol.session_times=[0 day, 14 day, 28 day, 90 day, 130 day]" },
    0.2 },
  { "follow-ups",
    HEAD "protocol: {sessions: 3, spacing: 1 week}\n",
    { "follow_up=5 day", "follow_up=60 day", "follow_up=60 day", "follow_up=20 day", "read_at=10 day" },
    0.6 },
  { "durability",
    HEAD "protocol: {sessions: 2, spacing: 1 week}\n",
    { "durability=on", "durability=off", "follow_up=60 day" },
    0.4 },
  { "single responses",
    HEAD "variant: additive\nprotocol: {spacing: 2 week}\n",
    { "protocol.sessions=1", "protocol.sessions=2", "protocol.sessions=4" },
    0.2 },
  { "bistable", HEAD "variant: bistable\nprotocol: {spacing: 2 week}\n", { "protocol.sessions=2", "protocol.sessions=3" }, 0.2 },
  { "mean field",
    HEAD "ensemble: mean_field\nprotocol: {spacing: 2 week}\n",
    { "protocol.sessions=2", "protocol.sessions=3", "protocol.sessions=12" },
    0.2 },
  { "drawn patterns",
    HEAD "pattern_samples: 16\nprotocol: {spacing: 3 day}\n",
    { "protocol.sessions=9", "protocol.sessions=10", "protocol.sessions=11", "protocol.sessions=8" },
    0.15 },
  { "short needles",
    HEAD "protocol: {spacing: 2 week}\n",
    { "device.needle_length=0.2 mm", "protocol.sessions=1", "protocol.sessions=2" },
    0.05 },
  { "needles too short for the dermis",
    "neocol: 1\ntitle: t\ndevice: {needle_length: 0.1 mm}\nprotocol: {spacing: 2 week}\n",
    { "protocol.sessions=1", "protocol.sessions=2" },
    0.05 },
};

static void each_run_has_the_bits_that_it_has_alone(void **unused)
{
  (void)unused;
  for (size_t f = 0; f < sizeof families / sizeof *families; f++)
    for (int order = 0; order < ORDERS; order++)
      for (int in_common = 0; in_common < 2; in_common++)
      {
        struct family family;
        size_t most;
        family_make(&family, families[f].head, families[f].sets, in_common);
        double saved = family_compute(&family, order, (size_t)1 << 26, &most);
        family_check(&family);
        if (order == FORWARDS)
          print_message("%s, axes %s: %.1f %% of %g steps saved, %.2g MB kept\n", families[f].name,
                        in_common ? "in common" : "of their own", 100 * saved, family_steps(&family), 1e-6 * (double)most);
        // who comes first only decides who computes
        assert_true(saved >= families[f].saved);
        family_free(&family);
      }
}

/* integrators that take one trajectory at a time share whole intervals */
static void other_integrators_share_whole_intervals(void **unused)
{
  (void)unused;
  static const char *const heads[] = {
    "neocol: 1\ntitle: t\nfollow_up: 5 day\nread_at: 5 day\nprotocol: {spacing: 3 day}\n"
    "solver: {channel_tolerance: 0.01, channel_cell: 4 um, depth_cells: 7}\n",
    "neocol: 1\ntitle: t\nfollow_up: 5 day\nread_at: 5 day\nprotocol: {spacing: 3 day}\n"
    "solver: {channel_tolerance: 0.01, channel_cell: 4 um, method: dopri5, relative_tolerance: 1e-4}\n",
  };
  static const char *const sets[] = { "protocol.sessions=2", "protocol.sessions=3", "protocol.sessions=2", "protocol.sessions=3",
                                      NULL };
  for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
  {
    struct family family;
    size_t most;
    family_make(&family, heads[h], sets, 1);
    double saved = family_compute(&family, FORWARDS, (size_t)1 << 26, &most);
    family_check(&family);
    print_message("%.1f %% saved, %zu bytes kept\n", 100 * saved, most);
    // the second run of a pair costs nothing, and pairs have the first interval in common
    assert_true(saved > 0.5);
    family_free(&family);
  }
}

/* --- limits --- */

static void memory_is_bounded(void **unused)
{
  (void)unused;
  double saved_before = 1;
  static const size_t limits[] = { 1 << 26, 600000, 300000, 0 };
  for (size_t k = 0; k < sizeof limits / sizeof *limits; k++)
  {
    struct family family;
    size_t most;
    family_make(&family, families[1].head, families[1].sets, 1);
    double saved = family_compute(&family, BACKWARDS, limits[k], &most);
    family_check(&family);
    print_message("limit %zu: %zu bytes kept, %.1f %% saved\n", limits[k], most, 100 * saved);
    assert_true(most <= limits[k] && saved <= saved_before);
    assert_true(k == 0 ? most > limits[1] && saved > 0.3 : limits[k] > 0 || !(saved > 0));
    saved_before = saved;
    family_free(&family);
  }
}

/* a run that fails, or leaves before others come, takes nothing from them */
static void failures_stay_with_their_run(void **unused)
{
  (void)unused;
  struct beginnings *store;
  struct family family;
  family_make(&family, families[1].head, families[1].sets, 0);
  assert_int_equal(beginnings_create((size_t)1 << 26, &store, &trail), STATUS_OK);
  // reports of run 2 cannot be integrated: found when run 0 computes for all
  double *times = family.run[2].own.time, kept = times[30];
  times[30] = times[20];
  family_join(&family, store);
  assert_non_null(run_compute(&family.run[0]));
  assert_null(run_compute(&family.run[2]));
  assert_non_null(run_compute(&family.run[1]));
  beginnings_leave(family.run[3].beginning);
  assert_int_equal(beginnings_saved(store), 0);
  times[30] = kept;
  for (size_t i = 0; i < family.count; i++)
    outcome_free(&family.run[i].outcome);
  // whoever leaves is not waited for, and nothing is kept for it
  family_join(&family, store);
  assert_non_null(run_compute(&family.run[0]));
  beginnings_leave(family.run[2].beginning);
  assert_non_null(run_compute(&family.run[3]));
  assert_non_null(run_compute(&family.run[1]));
  assert_true(beginnings_saved(store) > 0);
  family.run[2].beginning = NULL;
  assert_non_null(run_compute(&family.run[2]));
  family_check(&family);
  // the store gives up runs that never came
  for (size_t i = 0; i < family.count; i++)
    outcome_free(&family.run[i].outcome);
  family_join(&family, store);
  assert_non_null(run_compute(&family.run[1]));
  beginnings_free(store);
  family_free(&family);
}

/* what one run does not need another one may */
static void runs_without_states_do_not_take_them_from_others(void **unused)
{
  (void)unused;
  struct beginnings *store;
  struct family family;
  family_make(&family, families[1].head, families[1].sets, 1);
  assert_int_equal(beginnings_create((size_t)1 << 26, &store, &trail), STATUS_OK);
  family_join(&family, store);
  struct run *first = &family.run[3];
  struct outcome_share share = { .beginning = first->beginning };
  assert_int_equal(outcome_compute(first->scenario, first->axes, OUTCOME_NUMBERS_ONLY, &share, &first->outcome, &trail),
                   STATUS_OK);
  beginnings_leave(first->beginning);
  outcome_free(&first->outcome);
  first->beginning = NULL;
  for (size_t i = 0; i < family.count; i++)
    assert_non_null(run_compute(&family.run[i]));
  family_check(&family);
  beginnings_free(store);
  family_free(&family);
}

/* what is known of the rest belongs to the group */
static void a_rest_is_known_to_its_group(void **unused)
{
  (void)unused;
  static const char *const sets[] = { "protocol.spacing=1 day", "protocol.spacing=2 day",
                                      "parameters.inflammation.recruitment_linearity=0.1", NULL };
  struct family family;
  struct beginnings *store;
  family_make(&family, HEAD, sets, 1);
  assert_int_equal(beginnings_create((size_t)1 << 20, &store, &trail), STATUS_OK);
  family_join(&family, store);
  for (size_t i = 0; i < family.count; i++)
    assert_false(beginnings_rest_is_stable(family.run[i].beginning));
  beginnings_rest_note(family.run[0].beginning, 1);
  assert_true(beginnings_rest_is_stable(family.run[1].beginning));
  assert_false(beginnings_rest_is_stable(family.run[2].beginning));
  beginnings_rest_note(family.run[1].beginning, 0);
  assert_false(beginnings_rest_is_stable(family.run[0].beginning));
  // a run on its own
  beginnings_rest_note(NULL, 1);
  assert_false(beginnings_rest_is_stable(NULL));
  beginnings_free(store);
  family_free(&family);
}

static void nothing_is_shared_when_nobody_asks(void **unused)
{
  (void)unused;
  struct beginnings *store;
  struct beginning *run;
  struct outcome_axes axes;
  struct scenario *scenario = scenario_make(HEAD, NULL);
  assert_int_equal(outcome_axes_make(&scenario, 1, &axes, &trail), STATUS_OK);
  assert_int_equal(beginnings_create(1, &store, &trail), STATUS_OK);
  scenario->alone = 1;
  assert_int_equal(beginnings_join(store, scenario, axes.times, axes.time, &run, &trail), STATUS_OK);
  assert_null(run);
  scenario->alone = 0;
  assert_int_equal(beginnings_join(NULL, scenario, axes.times, axes.time, &run, &trail), STATUS_OK);
  assert_null(run);
  beginnings_leave(NULL);
  beginnings_start(NULL);
  beginnings_free(NULL);
  beginnings_free(store);
  outcome_axes_free(&axes);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_run_has_the_bits_that_it_has_alone),
    cmocka_unit_test(other_integrators_share_whole_intervals),
    cmocka_unit_test(memory_is_bounded),
    cmocka_unit_test(failures_stay_with_their_run),
    cmocka_unit_test(runs_without_states_do_not_take_them_from_others),
    cmocka_unit_test(a_rest_is_known_to_its_group),
    cmocka_unit_test(nothing_is_shared_when_nobody_asks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
