/* test_puncture_share.c - the store of puncture fields gives the bits of what would have been computed, whatever is changed. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "puncture_share.h"
#include "scenario_changes.h"

static const char text[] = "neocol: 1\ntitle: t\nprotocol: {sessions: 1}\n";

static struct trail trail;

static struct scenario *scenario_make(const char *from)
{
  struct scenario *scenario;
  trail_clear(&trail);
  if (scenario_parse("case.yaml", from, strlen(from), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

/* what the store gives and what is computed: fields, failures and warnings */
static void expect_same(struct puncture_share *share, const struct scenario *scenario, const char *path)
{
  static struct trail other;
  struct puncture found, computed;
  trail_clear(&trail);
  trail_clear(&other);
  enum status status = puncture_share_take(share, scenario, &found, &trail);
  assert_int_equal(status, puncture_compute(&scenario->skin, &scenario->device, &computed, &other));
  if (status == STATUS_OK && memcmp(&found, &computed, sizeof found) != 0)
    fail_msg("%s changes the puncture field, and the store gives another one", path);
  assert_string_equal(trail.errors, other.errors);
  assert_string_equal(trail.warnings, other.warnings);
}

struct tally
{
  struct puncture_share *share;
  struct scenario *base, *changed;
  struct puncture reference;
  size_t different;
};

static void change_check(void *context, const char *path)
{
  struct tally *tally = context;
  struct puncture computed;
  // the field of the base is there, and not to be taken for this one
  expect_same(tally->share, tally->base, "nothing");
  expect_same(tally->share, tally->changed, path);
  expect_same(tally->share, tally->changed, path);
  tally->different += puncture_compute(&tally->changed->skin, &tally->changed->device, &computed, NULL) == STATUS_OK &&
                      memcmp(&computed, &tally->reference, sizeof computed) != 0;
}

static void any_change_is_told_apart(void **unused)
{
  (void)unused;
  struct tally tally = { .base = scenario_make(text), .changed = scenario_make(text) };
  assert_int_equal(puncture_share_create(&tally.share, &trail), STATUS_OK);
  assert_int_equal(puncture_compute(&tally.base->skin, &tally.base->device, &tally.reference, &trail), STATUS_OK);
  scenario_changes(tally.base, tally.changed, change_check, &tally);
  print_message("%zu changes give another puncture field\n", tally.different);
  // the test can see what matters
  assert_true(tally.different >= 15);
  puncture_share_free(tally.share);
  puncture_share_free(NULL);
  scenario_free(tally.changed);
  scenario_free(tally.base);
}

static void the_same_field_is_computed_once(void **unused)
{
  (void)unused;
  struct puncture_share *share;
  struct scenario *scenario = scenario_make(text);
  assert_int_equal(puncture_share_create(&share, &trail), STATUS_OK);
  for (int k = 0; k < 5; k++)
  {
    scenario->plan.follow_up += 1;
    expect_same(share, scenario, "follow_up");
  }
  assert_int_equal(puncture_share_computed(share), 1);
  scenario->alone = 1;
  expect_same(share, scenario, "alone");
  expect_same(NULL, scenario, "no store");
  assert_int_equal(puncture_share_computed(share), 1);
  // more of them than are kept, twice
  scenario->alone = 0;
  for (int k = 0; k < 80; k++)
  {
    scenario->device.needle_length = 0.5 + 0.01 * (k % 40);
    expect_same(share, scenario, "needle_length");
  }
  assert_int_equal(puncture_share_computed(share), 81);
  puncture_share_free(share);
  scenario_free(scenario);
}

/* a warning that is in the trail already is a warning still */
static void warnings_are_told_each_time(void **unused)
{
  (void)unused;
  struct puncture_share *share;
  struct puncture puncture;
  struct scenario *scenario = scenario_make(text);
  scenario->device.needle_length = 3;
  assert_int_equal(puncture_share_create(&share, &trail), STATUS_OK);
  trail_clear(&trail);
  for (int k = 0; k < 3; k++)
    assert_int_equal(puncture_share_take(share, scenario, &puncture, &trail), STATUS_OK);
  assert_true(trail.warning_count > 0);
  expect_same(share, scenario, "nothing");
  assert_true(trail.warning_count > 0);
  puncture_share_free(share);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(any_change_is_told_apart),
                                      cmocka_unit_test(the_same_field_is_computed_once),
                                      cmocka_unit_test(warnings_are_told_each_time) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
