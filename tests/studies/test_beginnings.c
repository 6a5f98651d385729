/* test_beginnings.c - protocols that begin alike: the bits of each are those that it has alone, the steps are fewer, the memory
 * is bounded, and the key of a group holds everything that the tissue depends on. */
#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beginnings.h"
#include "outcome.h"
#include "parameter.h"
#include "unit.h"

static struct trail trail;

/* a coarse channel and short runs: what is compared are bits */
#define HEAD                                                                                                                     \
  "neocol: 1\ntitle: t\ndevice: {needle_length: 1 mm}\nfollow_up: 20 day\nread_at: 20 day\n"                                     \
  "solver: {channel_tolerance: 0.01, channel_cell: 4 um, relative_tolerance: 1e-4, absolute_tolerance: 1e-7}\n"

static struct scenario *scenario_make(const char *head, const char *more)
{
  char text[2048];
  const char *sets[] = { more };
  struct scenario *scenario;
  snprintf(text, sizeof text, "%s", head);
  trail_clear(&trail);
  if (scenario_parse("case.yaml", text, strlen(text), sets, more != NULL, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

/* --- keys --- */

static int same(const double *one, const double *other, size_t count)
{
  return memcmp(one, other, count * sizeof *one) == 0;
}

/* nonzero when the tissue of two runs on the same axes has the same bits */
static int tissues_equal(const struct outcome *a, const struct outcome *b, size_t times)
{
  return a->observables == b->observables && a->states == b->states &&
         same(a->observable, b->observable, a->observables * times) && same(a->state, b->state, a->states * times) &&
         same(&a->number[OUTCOME_solver_steps], &b->number[OUTCOME_solver_steps], 1);
}

/* what was found when a value was changed */
struct tally
{
  struct scenario *base, *changed;
  struct outcome_axes axes;
  struct outcome reference;
  size_t different, told_apart;
};

/* computes what a value was changed to: another tissue needs another group */
static void change_check(struct tally *tally, const char *path)
{
  struct outcome outcome;
  int apart = !beginnings_is_same(tally->base, tally->changed);
  tally->told_apart += apart != 0;
  trail_clear(&trail);
  if (outcome_compute(tally->changed, &tally->axes, OUTCOME_COMPLETE, NULL, &outcome, &trail) != STATUS_OK)
  {
    if (!apart)
      fail_msg("%s makes a run that fails and is not part of the key", path);
    return;
  }
  int other = !tissues_equal(&tally->reference, &outcome, tally->axes.times);
  if (other && !apart)
    fail_msg("%s changes the tissue and is not part of the key", path);
  tally->different += other != 0;
  outcome_free(&outcome);
}

/* a value within the bounds that differs from the present one */
static double value_other(double value, double low, double high)
{
  double up = value + 0.1 * (high - value), down = value - 0.1 * (value - low);
  double other = high - value > value - low ? up : down;
  // outside its bounds is as good a change
  return other < value || other > value ? other : 1.5 * value + 1;
}

/* keys that say when something happens are told from others by the store, and settings of the solver by each interval */
static int is_told_by_the_store(const char *path)
{
  static const char *const paths[] = { "protocol.session_times", ".follow_up", ".read_at" };
  for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
    if (strcmp(path, paths[k]) == 0)
      return 1;
  return strncmp(path, "solver.", 7) == 0;
}

static void keys_change(struct tally *tally)
{
  for (size_t k = 0; k < scenario_key_count(); k++)
  {
    const struct key *key = scenario_key(k);
    const char *kept = (const char *)scenario_object(tally->base, k);
    char *object = (char *)tally->changed + (kept - (const char *)tally->base), path[128];
    snprintf(path, sizeof path, "%s.%s", key->section, key->name);
    if (is_told_by_the_store(path))
      continue;
    assert_true(key->kind != KEY_TIMES);
    double number;
    int choice;
    memcpy(&number, kept + key->offset, sizeof number);
    memcpy(&choice, kept + key->offset, sizeof choice);
    if (key->kind == KEY_CHOICE)
      for (int other = 0; key->choices[other] != NULL; other++)
      {
        memcpy(object + key->offset, &other, sizeof other);
        if (other != choice)
          change_check(tally, path);
      }
    else
    {
      double factor = unit_factor(key->unit), other = value_other(number, key->low * factor, key->high * factor);
      other = key->kind == KEY_COUNT ? number + 1 : other;
      memcpy(object + key->offset, &other, sizeof other);
      change_check(tally, path);
    }
    memcpy(object + key->offset, kept + key->offset, key->kind == KEY_CHOICE ? sizeof choice : sizeof number);
  }
}

static void keys_of_groups_are_complete(void **unused)
{
  (void)unused;
  static const char head[] = "neocol: 1\ntitle: t\nprotocol: {sessions: 2, spacing: 2 day}\nfollow_up: 1 day\nread_at: 2 day\n"
                             "solver: {channel_tolerance: 0.1, channel_cell: 5 um, relative_tolerance: 1e-3}\n";
  struct tally tally = { .base = scenario_make(head, NULL), .changed = scenario_make(head, NULL) };
  assert_int_equal(outcome_axes_make(&tally.base, 1, &tally.axes, &trail), STATUS_OK);
  assert_int_equal(outcome_compute(tally.base, &tally.axes, OUTCOME_COMPLETE, NULL, &tally.reference, &trail), STATUS_OK);
  assert_true(beginnings_is_same(tally.base, tally.changed));
  keys_change(&tally);
  for (size_t p = 0; p < parameter_count(); p++)
  {
    const struct process *process;
    const struct parameter_row *row = parameter_at(p, &process);
    double factor = unit_factor(row->unit);
    tally.changed->parameters[p] = value_other(tally.base->parameters[p], row->low * factor, row->high * factor);
    change_check(&tally, row->name);
    tally.changed->parameters[p] = tally.base->parameters[p];
  }
  for (size_t i = 0; i < process_count(); i++)
  {
    tally.changed->off[i] = 1;
    change_check(&tally, process_at(i)->name);
    tally.changed->off[i] = 0;
  }
  print_message("%zu of %zu changes that make another group change the tissue\n", tally.different, tally.told_apart);
  // the test can see what matters
  assert_true(tally.different >= 100);
  // when something happens does not tell groups apart
  tally.changed->plan.follow_up *= 2;
  tally.changed->plan.read_at *= 2;
  tally.changed->protocol.session_times[1] *= 2;
  assert_true(beginnings_is_same(tally.base, tally.changed));
  outcome_free(&tally.reference);
  outcome_axes_free(&tally.axes);
  scenario_free(tally.base);
  scenario_free(tally.changed);
}

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
  struct outcome_share share = { NULL, run->beginning };
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
    cmocka_unit_test(keys_of_groups_are_complete),
    cmocka_unit_test(each_run_has_the_bits_that_it_has_alone),
    cmocka_unit_test(other_integrators_share_whole_intervals),
    cmocka_unit_test(memory_is_bounded),
    cmocka_unit_test(failures_stay_with_their_run),
    cmocka_unit_test(nothing_is_shared_when_nobody_asks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
