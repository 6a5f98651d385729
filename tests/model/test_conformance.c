/* test_conformance.c - all checks of conformance.h over all processes of the registry. */
#include "check.h"
#include "conformance.h"
#include "registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *references;

static int references_read(void **unused)
{
  (void)unused;
  FILE *file = fopen(PROJECT_FOLDER "/references.bib", "rb");
  if (file == NULL)
  {
    print_message("there is no references.bib yet: keys of sources are not looked up\n");
    return 0;
  }
  enum
  {
    MOST = 1 << 20
  };
  references = calloc(MOST, 1);
  size_t size = references == NULL ? 0 : fread(references, 1, MOST - 1, file);
  fclose(file);
  return size == 0;
}

static int references_free(void **unused)
{
  (void)unused;
  free(references);
  return 0;
}

/* one check over both domains; goes on after a failure, so that all are seen */
static void registry_passes(void **state)
{
  const struct conformance_check *check = *state;
  const struct process *const *domains[] = { channel_processes, tissue_processes };
  size_t counts[] = { channel_process_count, tissue_process_count };
  int failures = 0;
  for (size_t d = 0; d < 2; d++)
    for (size_t i = 0; i < counts[d]; i++)
    {
      char why[512] = "";
      struct conformance c = { domains[d][i], domains[d], counts[d], references };
      if (!check->check(&c, sizeof why, why))
      {
        print_error("%s: %s\n", check->name, why);
        failures++;
      }
    }
  assert_int_equal(failures, 0);
}

/* the registry has what the story of the model needs, and no name twice */
static void registry_is_complete(void **unused)
{
  (void)unused;
  assert_true(channel_process_count >= 5 && tissue_process_count >= 10);
  const struct process *all[128];
  size_t count = 0;
  for (size_t i = 0; i < channel_process_count; i++)
    all[count++] = channel_processes[i];
  for (size_t i = 0; i < tissue_process_count; i++)
    all[count++] = tissue_processes[i];
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(all[i]->name, all[k]->name);
}

int main(void)
{
  enum
  {
    MOST = 16
  };
  struct CMUnitTest tests[MOST] = { cmocka_unit_test(registry_is_complete) };
  struct conformance_check checks[MOST];
  assert_true(conformance_check_count < MOST);
  for (size_t k = 0; k < conformance_check_count; k++)
  {
    checks[k] = conformance_checks[k];
    tests[k + 1] = (struct CMUnitTest){ checks[k].name, registry_passes, NULL, NULL, &checks[k] };
  }
  return _cmocka_run_group_tests("conformance", tests, conformance_check_count + 1, references_read, references_free);
}
