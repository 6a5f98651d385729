/* test_beginnings_keys.c - the key of a group of runs holds everything that the tissue depends on: every declared value is
 * changed. */
#include "beginnings_case.h"

#include "scenario_changes.h"

/* what was found when a value was changed */
struct tally
{
  struct scenario *base, *changed;
  struct outcome_axes axes;
  struct outcome reference;
  size_t different, told_apart;
};

/* keys that say when something happens are told from others by the store, and settings of the solver by each interval */
static int is_told_by_the_store(const char *path)
{
  static const char *const paths[] = { "protocol.session_times", ".follow_up", ".read_at" };
  for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
    if (strcmp(path, paths[k]) == 0)
      return 1;
  return strncmp(path, "solver.", 7) == 0;
}

/* computes what a value was changed to: another tissue needs another group */
static void change_check(void *context, const char *path)
{
  struct tally *tally = context;
  struct outcome outcome;
  if (is_told_by_the_store(path))
    return;
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

static void keys_of_groups_are_complete(void **unused)
{
  (void)unused;
  static const char head[] = "neocol: 1\ntitle: t\nprotocol: {sessions: 2, spacing: 2 day}\nfollow_up: 1 day\nread_at: 2 day\n"
                             "solver: {channel_tolerance: 0.1, channel_cell: 5 um, relative_tolerance: 1e-3}\n";
  struct tally tally = { .base = scenario_make(head, NULL), .changed = scenario_make(head, NULL) };
  assert_int_equal(outcome_axes_make(&tally.base, 1, &tally.axes, &trail), STATUS_OK);
  assert_int_equal(outcome_compute(tally.base, &tally.axes, OUTCOME_COMPLETE, NULL, &tally.reference, &trail), STATUS_OK);
  assert_true(beginnings_is_same(tally.base, tally.changed));
  scenario_changes(tally.base, tally.changed, change_check, &tally);
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

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_of_groups_are_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
