/* The schema is written whole, knows all units, and says when it cannot be written. (schema_test.py holds it against files.) */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "unit.h"

static struct trail trail;

/* Writes the schema into memory; free it. */
static char *schema_text(void)
{
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  assert_non_null(file);
  assert_int_equal(schema_write(file, &trail), STATUS_OK);
  assert_int_equal(fclose(file), 0);
  return text;
}

static void test_brackets_close(void **state)
{
  (void)state;
  char *text = schema_text();
  int depth = 0, in_text = 0;
  for (const char *c = text; *c != '\0'; c++)
  {
    if (in_text && *c == '\\')
      c++;
    else if (*c == '"')
      in_text = !in_text;
    else if (!in_text)
      depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
    assert_true(depth >= 0);
  }
  assert_int_equal(depth, 0);
  assert_false(in_text);
  assert_memory_equal(text + strlen(text) - 2, "}\n", 2);
  free(text);
}

static void test_every_unit_is_in_a_pattern(void **state)
{
  (void)state;
  char *text = schema_text();
  int found = 0;
  const char *name;
  for (size_t i = 0; (name = unit_name(i)) != NULL; i++)
  {
    if (strcmp(name, "1") == 0 || strcmp(name, "%") == 0)
      continue;
    char between[3][32];
    snprintf(between[0], sizeof between[0], "(%s|", name);
    snprintf(between[1], sizeof between[1], "|%s|", name);
    snprintf(between[2], sizeof between[2], "|%s)", name);
    if (strstr(text, between[0]) == NULL && strstr(text, between[1]) == NULL && strstr(text, between[2]) == NULL)
      fail_msg("the unit %s is in no pattern", name);
    found++;
  }
  assert_true(found >= 16);
  free(text);
}

static void test_a_full_disk_is_an_error(void **state)
{
  (void)state;
  FILE *file = fopen("/dev/full", "w");
  if (file == NULL)
    skip();
  trail_clear(&trail);
  assert_int_equal(schema_write(file, &trail), STATUS_INPUT_OUTPUT);
  assert_int_equal(trail.error_count, 1);
  fclose(file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_brackets_close),
    cmocka_unit_test(test_every_unit_is_in_a_pattern),
    cmocka_unit_test(test_a_full_disk_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
