/* test_conformance_wrong.c - each check can fail: for each there is a wrong process that it catches and that the others let pass.
 */
#include "check.h"
#include "conformance.h"

#include <string.h>

#define WRONG(ROW)                                                                                                               \
  ROW(unsourced, "sourced", "source is missing")                                                                                 \
  ROW(infinite, "finite", "rate 0 is inf")                                                                                       \
  ROW(greedy, "non_negative", "the rate of matrix is -")                                                                         \
  ROW(timeless, "dimensions", "rate of cover does not have its unit")                                                            \
  ROW(restless, "rest", "at rest protein changes")                                                                               \
  ROW(fallback, "rest", "(alone)")                                                                                               \
  ROW(real_only, "partials", "d rate 0 / d scent")                                                                               \
  ROW(overkill, "injury", "makes fibres -")                                                                                      \
  ROW(jumpy, "injury", "intensity 0 makes mood")                                                                                 \
  ROW(mislabelled, "observables", "wetness is 0.")                                                                               \
  ROW(unseen, "observables", "darkness is inf")

#define ROW(name, check, words) extern const struct process process_wrong_##name;
WRONG(ROW)
#undef ROW
extern const struct process process_wrong_balanced;

static const struct
{
  const struct process *process;
  const char *check, *words;
} wrong[] = {
#define ROW(name, check, words) { &process_wrong_##name, check, words },
  WRONG(ROW)
#undef ROW
};

enum
{
  WRONG_COUNT = sizeof wrong / sizeof *wrong
};

static const char references[] = "@misc{neocol, title = {house}}";

/* a wrong process runs with a good one, so that it is also seen in company */
static int passes(const struct conformance_check *check, const struct process *process, char *why)
{
  const struct process *domain[] = { process, &process_wrong_balanced };
  size_t count = process == &process_wrong_balanced ? 1 : 2;
  struct conformance c = { process, domain, count, references };
  why[0] = '\0';
  return check->check(&c, 512, why);
}

static const struct conformance_check *check_find(const char *name)
{
  for (size_t k = 0; k < conformance_check_count; k++)
    if (strcmp(conformance_checks[k].name, name) == 0)
      return &conformance_checks[k];
  fail_msg("there is no check %s", name);
  return NULL;
}

static void each_check_has_a_process_that_it_catches(void **unused)
{
  (void)unused;
  for (size_t k = 0; k < conformance_check_count; k++)
  {
    int caught = 0;
    for (size_t i = 0; i < WRONG_COUNT; i++)
      caught += strcmp(wrong[i].check, conformance_checks[k].name) == 0;
    print_message("%s: %d\n", conformance_checks[k].name, caught);
    assert_true(caught > 0);
  }
}

static void wrong_processes_are_caught_for_the_right_reason(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < WRONG_COUNT; i++)
  {
    char why[512];
    int passed = passes(check_find(wrong[i].check), wrong[i].process, why);
    print_message("%s: %s\n", wrong[i].check, why);
    assert_false(passed);
    assert_non_null(strstr(why, wrong[i].words));
  }
}

/* so that a check catches one fault and not everything */
static void they_pass_all_other_checks(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < WRONG_COUNT; i++)
    for (size_t k = 0; k < conformance_check_count; k++)
    {
      char why[512];
      if (strcmp(conformance_checks[k].name, wrong[i].check) == 0 || passes(&conformance_checks[k], wrong[i].process, why))
        continue;
      fail_msg("%s fails %s too: %s", wrong[i].process->name, conformance_checks[k].name, why);
    }
}

static void a_good_process_passes_all(void **unused)
{
  (void)unused;
  for (size_t k = 0; k < conformance_check_count; k++)
  {
    char why[512];
    if (!passes(&conformance_checks[k], &process_wrong_balanced, why))
      fail_msg("%s: %s", conformance_checks[k].name, why);
  }
}

/* every column of a row is looked at: the good process with one column spoilt */
static void each_column_of_a_row_matters(void **unused)
{
  (void)unused;
  const struct process *good = &process_wrong_balanced;
  const struct parameter_row spoilt[] = {
    { "loss", "furlong", 0.5, 0.1, 1, evidence_human, "Loss of it", "neocol" },
    { "loss", "day-1", 0.5, 0.1, 1, evidence_human, "", "neocol" },
    { "loss", "day-1", 0.5, 0.1, 1, evidence_human, "Loss of it", "" },
    { "loss", "day-1", 0.5, 0.1, 1, evidence_human, "Loss of it", "nobody2020" },
    { "loss", "day-1", 0.5, 0.1, 1, evidence_count, "Loss of it", "neocol" },
    { "loss", "day-1", 2, 0.1, 1, evidence_human, "Loss of it", "neocol" },
    { "loss", "day-1", 0.05, 0.1, 1, evidence_human, "Loss of it", "neocol" },
    { "loss", "day-1", 0.5, 1, 0.1, evidence_human, "Loss of it", "neocol" },
    { "loss", "day-1", (double)NAN, 0.1, 1, evidence_human, "Loss of it", "neocol" },
    { "Loss", "day-1", 0.5, 0.1, 1, evidence_human, "Loss of it", "neocol" },
    { "loss", NULL, 0.5, 0.1, 1, evidence_human, "Loss of it", "neocol" },
  };
  char why[512];
  for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++)
  {
    struct parameter_row rows[8];
    memcpy(rows, good->parameters, good->parameter_count * sizeof *rows);
    rows[1] = spoilt[i];
    struct process process = *good;
    process.parameters = rows;
    int passed = passes(check_find("sourced"), &process, why);
    print_message("%s\n", why);
    assert_false(passed);
  }
  // the same for the bounds of a state, the unit of a read and the words of an observable
  struct state_row state = good->states[0];
  struct process process = *good;
  process.states = &state;
  state.high = 0.5;
  assert_false(passes(check_find("sourced"), &process, why));
  process = *good;
  struct read_row read = { "noise", "days", 0 };
  process.reads = &read;
  assert_false(passes(check_find("sourced"), &process, why));
  process = *good;
  struct observable_row observable = good->observables[0];
  process.observables = &observable;
  observable.doc = "";
  assert_false(passes(check_find("sourced"), &process, why));
  // a diffusivity that is a speed
  process = *good;
  struct spread_row spread = good->spreads[0];
  process.spreads = &spread;
  spread.unit = "um h-1";
  assert_false(passes(check_find("dimensions"), &process, why));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_check_has_a_process_that_it_catches),
    cmocka_unit_test(wrong_processes_are_caught_for_the_right_reason),
    cmocka_unit_test(they_pass_all_other_checks),
    cmocka_unit_test(a_good_process_passes_all),
    cmocka_unit_test(each_column_of_a_row_matters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
