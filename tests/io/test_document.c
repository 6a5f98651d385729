/* Trees of restricted YAML: nodes with positions, limits, and errors with caret lines. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

static struct trail trail;

static struct document *parse(const char *text)
{
  struct document *document = document_parse("file.yaml", text, strlen(text));
  assert_non_null(document);
  return document;
}

/* Parses a text of `size` bytes that is wrong and compares the whole report. */
static void check_report_of(const char *text, size_t size, const char *expected)
{
  trail_clear(&trail);
  struct document *document = document_parse("file.yaml", text, size);
  assert_non_null(document);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  assert_string_equal(trail.errors, expected);
  document_free(document);
}

static void check_report(const char *text, const char *expected)
{
  check_report_of(text, strlen(text), expected);
}

static void test_nodes_know_where_they_are(void **state)
{
  (void)state;
  struct document *document = parse("a: 1.5 mm\nb:\n  - 'x'\n  - {c: \"\", d: }\n");
  assert_int_equal(document_report(document, &trail), STATUS_OK);
  const struct node *root = document->root, *a = document_member(root, "a"), *b = document_member(root, "b");
  assert_int_equal(root->kind, NODE_MAPPING);
  assert_int_equal(root->count, 2);
  assert_string_equal(a->text, "1.5 mm");
  assert_int_equal(a->line, 1);
  assert_int_equal(a->column, 4);
  assert_int_equal(b->kind, NODE_LIST);
  assert_int_equal(b->key_line, 2);
  assert_int_equal(b->key_column, 1);
  assert_int_equal(b->count, 2);
  assert_true(b->first->quoted);
  const struct node *c = document_member(b->first->next, "c"), *d = document_member(b->first->next, "d");
  assert_int_equal(c->line, 4);
  assert_int_equal(c->column, 9);
  assert_false(document_is_null(c));
  assert_true(document_is_null(d));
  assert_null(document_member(root, "missing"));
  document_free(document);
}

static void test_columns_are_characters(void **state)
{
  (void)state;
  check_report("\xef\xbb\xbf\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\": *x\n",
               "file.yaml:1:8: error: aliases ('*x') are not understood; write the value out, or put a text in quotes\n"
               "     1 | \"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\": *x\n"
               "       |        ^\n");
}

static void test_carets_stand_below_tabs_and_in_long_lines(void **state)
{
  (void)state;
  check_report("a:\t*x\n",
               "file.yaml:1:4: error: aliases ('*x') are not understood; write the value out, or put a text in quotes\n"
               "     1 | a:\t*x\n"
               "       |   \t^\n");
  // of a long line the part around the column is shown
  char text[700];
  snprintf(text, sizeof text, "a: ['%0300d', *x, '%0300d']\n", 1, 2);
  trail_clear(&trail);
  struct document *document = parse(text);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  const char *excerpt = strchr(trail.errors, '\n') + 1, *caret = strchr(strchr(excerpt, '\n') + 1, '^');
  assert_non_null(caret);
  size_t column = (size_t)(caret - strchr(excerpt, '\n') - 1);
  assert_memory_equal(excerpt + column, "*x", 2);
  assert_non_null(strstr(excerpt, "| ...0"));
  document_free(document);
}

static void test_line_breaks(void **state)
{
  (void)state;
  check_report("a: 1\r\nb: *x\r\n",
               "file.yaml:2:4: error: aliases ('*x') are not understood; write the value out, or put a text in "
               "quotes\n     2 | b: *x\n       |    ^\n");
  check_report("a: 1\rb: *x", "file.yaml:2:4: error: aliases ('*x') are not understood; write the value out, or put a text in "
                              "quotes\n     2 | b: *x\n       |    ^\n");
}

static void test_errors_are_sorted_and_limited(void **state)
{
  (void)state;
  struct document *document = parse("a: 1\nb: 2\n");
  document_fail(document, DOCUMENT_NOWHERE, 0, "no place");
  for (int i = 0; i < 2 * DOCUMENT_ERRORS; i++)
    document_fail(document, 2, 200 - i, "number %d", i);
  document_fail(document, 1, 1, "too late");
  trail_clear(&trail);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  assert_int_equal(document->error_count, 2 * DOCUMENT_ERRORS + 2);
  const char *first = strstr(trail.errors, "number 98\n"), *second = strstr(trail.errors, "number 97\n");
  assert_non_null(first);
  assert_true(first < second);
  assert_true(second < strstr(trail.errors, "error: no place\n"));
  assert_non_null(strstr(trail.errors, "file.yaml: and 102 more errors\n"));
  document_free(document);
}

static void test_what_is_no_text_is_refused(void **state)
{
  (void)state;
  static const struct
  {
    const char *text;
    size_t size;
    const char *expected;
  } rows[] = {
    { "a: \0", 4, "file.yaml:1:4: error: a NUL byte; is this a scenario file?\n     1 | a: \n       |    ^\n" },
    { "\xff\xfe"
      "n\0e\0",
      6, "file.yaml:1:1: error: byte 0xff is not UTF-8 text; is this a scenario file?\n" },
    { "a\n\x7f"
      "ELF",
      6, "file.yaml:2:1: error: the character U+007F cannot be used in a scenario\n" },
    { "\xc0\x80", 2, "file.yaml:1:1: error: byte 0xc0 is not UTF-8 text" },
    { "\xed\xa0\x80", 3, "file.yaml:1:1: error: byte 0xed is not UTF-8 text" },
    { "\xf4\x90\x80\x80", 4, "file.yaml:1:1: error: byte 0xf4 is not UTF-8 text" },
    { "\xe2\x82", 2, "file.yaml:1:1: error: byte 0xe2 is not UTF-8 text" },
    { "a: \xe2\x80\xa8", 6, "file.yaml:1:4: error: the character U+2028 cannot be used in a scenario" },
    { "", 0, "file.yaml:1:1: error: the file is empty; a scenario starts with 'neocol: 1'\n" },
    { "\xef\xbb\xbf", 3, "file.yaml:1:1: error: the file is empty; a scenario starts with 'neocol: 1'\n" },
    { " \n \n", 4, "file.yaml:1:1: error: the file is empty; a scenario starts with 'neocol: 1'\n" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
  {
    trail_clear(&trail);
    struct document *document = document_parse("file.yaml", rows[i].text, rows[i].size);
    assert_int_equal(document_report(document, &trail), STATUS_DATA);
    if (strncmp(trail.errors, rows[i].expected, strlen(rows[i].expected)) != 0)
      fail_msg("%s\nis not\n%s", trail.errors, rows[i].expected);
    assert_null(document->root);
    document_free(document);
  }
}

static void test_limits(void **state)
{
  (void)state;
  size_t size = DOCUMENT_SIZE + 2;
  char *text = malloc(size);
  assert_non_null(text);
  // a file that is too large is not even looked at
  memset(text, 'a', size);
  check_report_of(text, size, "file.yaml:1:1: error: the file is larger than 1 MiB; is this a scenario file?\n");
  // deep nesting is refused while parsing, which would be quadratic
  memset(text, '[', DOCUMENT_SIZE);
  trail_clear(&trail);
  struct document *document = document_parse("file.yaml", text, DOCUMENT_SIZE);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "file.yaml:1:33: error: lists and mappings are nested more than 32 levels deep\n"));
  document_free(document);
  // many values
  for (size_t i = 0; i + 2 <= DOCUMENT_SIZE; i += 2)
    memcpy(text + i, i == 0 ? "[a" : ",a", 2);
  trail_clear(&trail);
  document = document_parse("file.yaml", text, DOCUMENT_SIZE);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "more than 200000 values in one file\n"));
  document_free(document);
  // many keys
  size_t used = 0;
  for (int i = 0; i < DOCUMENT_KEYS + 10; i++)
    used += (size_t)sprintf(text + used, "k%d: 1\n", i);
  trail_clear(&trail);
  document = document_parse("file.yaml", text, used);
  assert_int_equal(document_report(document, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "file.yaml:1001:1: error: more than 1000 keys in one mapping\n"));
  document_free(document);
  free(text);
}

static void test_nothing_to_free(void **state)
{
  (void)state;
  document_free(NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_nodes_know_where_they_are),
    cmocka_unit_test(test_columns_are_characters),
    cmocka_unit_test(test_carets_stand_below_tabs_and_in_long_lines),
    cmocka_unit_test(test_line_breaks),
    cmocka_unit_test(test_errors_are_sorted_and_limited),
    cmocka_unit_test(test_what_is_no_text_is_refused),
    cmocka_unit_test(test_limits),
    cmocka_unit_test(test_nothing_to_free),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
