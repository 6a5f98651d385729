/* test_closure_share.c - the store of channels: its keys hold everything that a channel depends on, and what it gives has the
 * bits of what would have been computed. */
#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "closure_case.h"
#include "closure_share.h"
#include "scenario_changes.h"

/* coarse: what is compared are bits */
static const char radial[] = "neocol: 1\ntitle: t\nprotocol: {sessions: 1, occlusion: 5 h}\n"
                             "solver: {channel_tolerance: 0.01, channel_cell: 4 um}\n";
static const char plane[] = "neocol: 1\ntitle: t\nskin: {clot: below_plexus}\ndevice: {needle_length: 0.4 mm}\n"
                            "protocol: {sessions: 1, occlusion: 5 h}\n"
                            "solver: {channel_model: coarse, channel_tolerance: 0.01, channel_cell: 5 um}\n";

static struct scenario *scenario_make(const char *text)
{
  struct scenario *scenario;
  trail_clear(&trail);
  if (scenario_parse("case.yaml", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

static int same(const double *one, const double *other, size_t count)
{
  if (one == NULL || other == NULL)
    return one == other;
  return memcmp(one, other, count * sizeof *one) == 0;
}

/* nonzero when two closures have the same bits */
static int closures_equal(const struct closure *a, const struct closure *b)
{
  size_t n = a->count, growth = (SKIN_LAYERS + 1) * a->growth_stride;
  const double one[] = {
    a->hole_radius,      a->wound_radius,         a->recoil_clock, a->barrier_clock,  a->cover_clock,    a->cover_all_clock,
    a->stratified_clock, a->stratified_all_clock, a->lumen_clock,  a->bacteria_clock, a->cover_84_clock, a->dermal_lumen_clock,
    a->all_quantile,     a->model_difference,     a->least,        a->decay_rate
  };
  const double other[] = {
    b->hole_radius,      b->wound_radius,         b->recoil_clock, b->barrier_clock,  b->cover_clock,    b->cover_all_clock,
    b->stratified_clock, b->stratified_all_clock, b->lumen_clock,  b->bacteria_clock, b->cover_84_clock, b->dermal_lumen_clock,
    b->all_quantile,     b->model_difference,     b->least,        b->decay_rate
  };
  if (n != b->count || a->cells != b->cells || a->steps != b->steps || a->growth_stride != b->growth_stride)
    return 0;
  return same(one, other, sizeof one / sizeof *one) && same(a->time, b->time, n) && same(a->open_area, b->open_area, n) &&
         same(a->defect, b->defect, n) && same(a->cover, b->cover, n) && same(a->stratification, b->stratification, n) &&
         same(a->lumen, b->lumen, n) && same(a->dermal_lumen, b->dermal_lumen, n) && same(a->growth, b->growth, growth) &&
         same(a->radius, b->radius, a->cells) && same(a->profile, b->profile, CLOSURE_PROFILES * a->cells);
}

/* --- keys --- */

/* what a value is changed from and to, and what was found */
struct tally
{
  struct scenario *base, *changed;
  struct closure reference;
  size_t different, told_apart;
};

/* solves what a value was changed to: other bits need another key */
static void change_check(void *context, const char *path)
{
  struct tally *tally = context;
  struct puncture puncture;
  struct closure closure;
  int apart = !closure_share_is_same(tally->base, tally->changed);
  trail_clear(&trail);
  // a change that makes no field of channels changes no channel
  if (puncture_compute(&tally->changed->skin, &tally->changed->device, &puncture, &trail) != STATUS_OK ||
      closure_solve(tally->changed, &puncture, &closure, &trail) != STATUS_OK)
  {
    if (!apart)
      fail_msg("%s makes a channel that cannot be solved and is not part of the key", path);
    return;
  }
  int other = !closures_equal(&tally->reference, &closure);
  if (other && !apart)
    fail_msg("%s changes the closure of a channel and is not part of the key", path);
  tally->different += other != 0;
  tally->told_apart += apart != 0;
  closure_free(&closure);
}

/* changes each declared key, parameter and switch of `text` */
static void keys_check(const char *text, size_t least_different)
{
  struct tally tally = { .base = scenario_make(text), .changed = scenario_make(text) };
  struct puncture puncture;
  case_solve(tally.base, &puncture, &tally.reference);
  assert_true(closure_share_is_same(tally.base, tally.changed));
  scenario_changes(tally.base, tally.changed, change_check, &tally);
  print_message("%zu of %zu changes that make another key change the closure\n", tally.different, tally.told_apart);
  // the test can see what matters
  assert_true(tally.different >= least_different);
  closure_free(&tally.reference);
  scenario_free(tally.changed);
  scenario_free(tally.base);
}

static void keys_of_radial_channels_are_complete(void **unused)
{
  (void)unused;
  keys_check(radial, 40);
}

static void keys_of_channels_with_depth_are_complete(void **unused)
{
  (void)unused;
  keys_check(plane, 45);
}

/* --- the store --- */

static const struct closure *take(struct closure_share *share, const struct scenario *scenario)
{
  struct puncture puncture;
  const struct closure *closure = NULL;
  trail_clear(&trail);
  if (puncture_compute(&scenario->skin, &scenario->device, &puncture, &trail) != STATUS_OK ||
      closure_share_take(share, scenario, &puncture, &closure, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return closure;
}

static void the_same_channel_is_solved_once(void **unused)
{
  (void)unused;
  struct closure_share *share;
  struct scenario *scenario = scenario_make(radial);
  struct puncture puncture;
  struct closure alone;
  case_solve(scenario, &puncture, &alone);
  assert_int_equal(closure_share_create(1 << 24, &share, &trail), STATUS_OK);
  const struct closure *first = take(share, scenario);
  scenario->plan.follow_up *= 2;
  const struct closure *second = take(share, scenario);
  assert_ptr_equal(first, second);
  assert_true(closures_equal(first, &alone));
  assert_int_equal(closure_share_solved(share), 1);
  scenario->alone = 1;
  const struct closure *third = take(share, scenario);
  assert_ptr_not_equal(first, third);
  assert_true(closures_equal(third, &alone));
  scenario->alone = 0;
  scenario->device.needle_diameter *= 1.1;
  const struct closure *fourth = take(share, scenario);
  assert_false(closures_equal(fourth, &alone));
  assert_int_equal(closure_share_solved(share), 2);
  const struct closure *taken[] = { first, second, third, fourth };
  for (size_t k = 0; k < 4; k++)
    closure_share_give_back(share, taken[k]);
  closure_share_give_back(share, NULL);
  closure_share_free(share);
  closure_share_free(NULL);
  // without a store
  const struct closure *own = take(NULL, scenario);
  closure_share_give_back(NULL, own);
  closure_free(&alone);
  scenario_free(scenario);
}

/* a radial channel knows of its needle only how wide it is in the epidermis */
static void needles_that_are_equally_wide_make_one_channel(void **unused)
{
  (void)unused;
  static const char *const texts[] = { radial, plane };
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
  {
    struct scenario *one = scenario_make(texts[k]), *other = scenario_make(texts[k]);
    struct puncture puncture;
    struct closure closures[2];
    one->device.needle_length = 1.5;
    other->device.needle_length = 2.5;
    assert_int_equal(closure_share_is_same(one, other), k == 0);
    if (k == 0)
    {
      case_solve(one, &puncture, &closures[0]);
      case_solve(other, &puncture, &closures[1]);
      assert_true(closures_equal(&closures[0], &closures[1]));
      closure_free(&closures[0]);
      closure_free(&closures[1]);
    }
    // the tip tapers
    other->device.needle_length = 0.3;
    assert_false(closure_share_is_same(one, other));
    // and each has less room where there are more of them
    other->device.needle_length = one->device.needle_length;
    other->device.passes += 1;
    assert_false(closure_share_is_same(one, other));
    scenario_free(one);
    scenario_free(other);
  }
}

/* what was used last stays; what is in use stays in any case */
static void a_full_store_forgets_the_oldest(void **unused)
{
  (void)unused;
  struct closure_share *share;
  struct scenario *scenario = scenario_make(radial);
  double diameter = scenario->device.needle_diameter;
  // room for one closure, not for three
  const struct closure *closure = take(NULL, scenario);
  size_t bytes = sizeof(double) * (5 * closure->count + (1 + CLOSURE_PROFILES) * closure->cells);
  closure_share_give_back(NULL, closure);
  assert_int_equal(closure_share_create(bytes * 5 / 2, &share, &trail), STATUS_OK);
  static const double factors[] = { 1, 1.1, 1, 1.2, 1, 1.1 };
  static const size_t solved[] = { 1, 2, 2, 3, 3, 4 };
  for (size_t k = 0; k < sizeof factors / sizeof *factors; k++)
  {
    scenario->device.needle_diameter = factors[k] * diameter;
    const struct closure *held = take(share, scenario);
    assert_int_equal(closure_share_solved(share), solved[k]);
    const struct closure *own = take(NULL, scenario);
    assert_true(closures_equal(held, own));
    closure_share_give_back(NULL, own);
    closure_share_give_back(share, held);
  }
  closure_share_free(share);
  scenario_free(scenario);
}

/* one of several threads that want the same channel */
struct taker
{
  pthread_t thread;
  struct closure_share *share;
  const struct scenario *scenario;
  const struct puncture *puncture;
  const struct closure *closure;
};

static void *taker_run(void *data)
{
  struct taker *taker = data;
  if (closure_share_take(taker->share, taker->scenario, taker->puncture, &taker->closure, NULL) != STATUS_OK)
    taker->closure = NULL;
  return NULL;
}

static void threads_wait_for_each_other(void **unused)
{
  (void)unused;
  struct closure_share *share;
  struct scenario *scenario = scenario_make(radial);
  struct puncture puncture;
  assert_int_equal(puncture_compute(&scenario->skin, &scenario->device, &puncture, &trail), STATUS_OK);
  assert_int_equal(closure_share_create(1 << 24, &share, &trail), STATUS_OK);
  enum
  {
    TAKERS = 8
  };
  struct taker takers[TAKERS];
  for (int k = 0; k < TAKERS; k++)
  {
    takers[k] = (struct taker){ .share = share, .scenario = scenario, .puncture = &puncture };
    assert_int_equal(pthread_create(&takers[k].thread, NULL, taker_run, &takers[k]), 0);
  }
  for (int k = 0; k < TAKERS; k++)
    assert_int_equal(pthread_join(takers[k].thread, NULL), 0);
  assert_int_equal(closure_share_solved(share), 1);
  for (int k = 0; k < TAKERS; k++)
  {
    assert_non_null(takers[k].closure);
    assert_ptr_equal(takers[k].closure, takers[0].closure);
    closure_share_give_back(share, takers[k].closure);
  }
  closure_share_free(share);
  scenario_free(scenario);
}

/* a channel that cannot be solved is told to each run that has it */
static void failures_are_not_kept(void **unused)
{
  (void)unused;
  struct closure_share *share;
  struct scenario *scenario = scenario_make(radial);
  struct puncture puncture;
  const struct closure *closure;
  assert_int_equal(puncture_compute(&scenario->skin, &scenario->device, &puncture, &trail), STATUS_OK);
  assert_int_equal(closure_share_create(1 << 24, &share, &trail), STATUS_OK);
  scenario->solver.channel_cell = 1e-6;
  for (int k = 0; k < 2; k++)
  {
    trail_clear(&trail);
    assert_int_equal(closure_share_take(share, scenario, &puncture, &closure, &trail), STATUS_DATA);
    assert_non_null(strstr(trail.errors, "solver.channel_cell"));
    assert_null(closure);
  }
  closure_share_free(share);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_of_radial_channels_are_complete),
    cmocka_unit_test(keys_of_channels_with_depth_are_complete),
    cmocka_unit_test(needles_that_are_equally_wide_make_one_channel),
    cmocka_unit_test(the_same_channel_is_solved_once),
    cmocka_unit_test(a_full_store_forgets_the_oldest),
    cmocka_unit_test(threads_wait_for_each_other),
    cmocka_unit_test(failures_are_not_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
