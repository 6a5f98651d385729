/* test_closure_share.c - the store of channels: its keys hold everything that a channel depends on, and what it gives has the
 * bits of what would have been computed. */
#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "closure_case.h"
#include "closure_share.h"

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

/* what was found when a value was changed */
struct tally
{
  size_t changed, told_apart;
};

/* solves what a value was changed to: other bits need another key */
static void change_check(const struct scenario *base, const struct closure *reference, const struct scenario *changed,
                         const char *path, struct tally *tally)
{
  struct puncture puncture;
  struct closure closure;
  trail_clear(&trail);
  // a change that makes no field of channels changes no channel
  if (puncture_compute(&changed->skin, &changed->device, &puncture, &trail) != STATUS_OK ||
      closure_solve(changed, &puncture, &closure, &trail) != STATUS_OK)
  {
    if (closure_share_is_same(base, changed))
      fail_msg("%s makes a channel that cannot be solved and is not part of the key", path);
    return;
  }
  int other = !closures_equal(reference, &closure), apart = !closure_share_is_same(base, changed);
  if (other && !apart)
    fail_msg("%s changes the closure of a channel and is not part of the key", path);
  tally->changed += other != 0;
  tally->told_apart += apart != 0;
  closure_free(&closure);
}

/* a value within the bounds that differs from the present one */
static double value_other(double value, double low, double high)
{
  double up = value + 0.1 * (high - value), down = value - 0.1 * (value - low);
  return high - value > value - low ? up : down;
}

/* changes each declared key, parameter and switch of `text` */
static void keys_check(const char *text, size_t least_changed)
{
  struct scenario *base = scenario_make(text), *changed = scenario_make(text);
  struct puncture puncture;
  struct closure reference;
  struct tally tally = { 0, 0 };
  case_solve(base, &puncture, &reference);
  assert_true(closure_share_is_same(base, changed));
  for (size_t k = 0; k < scenario_key_count(); k++)
  {
    const struct key *key = scenario_key(k);
    char *object = (char *)changed + ((const char *)scenario_object(base, k) - (const char *)base), path[128];
    const char *kept = (const char *)scenario_object(base, k);
    snprintf(path, sizeof path, "%s.%s", key->section, key->name);
    double number;
    int choice;
    memcpy(&number, kept + key->offset, sizeof number);
    memcpy(&choice, kept + key->offset, sizeof choice);
    if (key->kind == KEY_CHOICE)
      for (int other = 0; key->choices[other] != NULL; other++)
      {
        memcpy(object + key->offset, &other, sizeof other);
        if (other != choice)
          change_check(base, &reference, changed, path, &tally);
      }
    else if (key->kind == KEY_COUNT || key->kind == KEY_QUANTITY)
    {
      double factor = unit_factor(key->unit), other = value_other(number, key->low * factor, key->high * factor);
      if (key->kind == KEY_COUNT)
        other = number + 1;
      memcpy(object + key->offset, &other, sizeof other);
      change_check(base, &reference, changed, path, &tally);
    }
    else
    {
      // one more session
      changed->protocol.session_times[1] = 28;
      changed->protocol.session_times_count = 2;
      change_check(base, &reference, changed, path, &tally);
      changed->protocol = base->protocol;
      continue;
    }
    // back to what it was
    memcpy(object + key->offset, kept + key->offset, key->kind == KEY_CHOICE ? sizeof choice : sizeof number);
  }
  for (size_t p = 0; p < parameter_count(); p++)
  {
    const struct process *process;
    const struct parameter_row *row = parameter_at(p, &process);
    double factor = unit_factor(row->unit);
    changed->parameters[p] = value_other(base->parameters[p], row->low * factor, row->high * factor);
    // outside its bounds is as good a change
    if (!(changed->parameters[p] < base->parameters[p] || changed->parameters[p] > base->parameters[p]))
      changed->parameters[p] = 1.5 * base->parameters[p] + 1;
    change_check(base, &reference, changed, row->name, &tally);
    changed->parameters[p] = base->parameters[p];
  }
  for (size_t i = 0; i < process_count(); i++)
  {
    changed->off[i] = 1;
    change_check(base, &reference, changed, process_at(i)->name, &tally);
    changed->off[i] = 0;
  }
  print_message("%zu of %zu changes that make another key change the closure\n", tally.changed, tally.told_apart);
  // the test can see what matters
  assert_true(tally.changed >= least_changed);
  closure_free(&reference);
  scenario_free(changed);
  scenario_free(base);
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
