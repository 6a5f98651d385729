/* test_text.c - distances between words and the nearest word. */
#include "check.h"
#include "text.h"

#include <string.h>

static void distances_are_those_of_optimal_string_alignment(void **unused)
{
  (void)unused;
  static const struct
  {
    const char *one, *other;
    size_t distance;
  } rows[] = {
    { "", "", 0 },
    { "", "abc", 3 },
    { "kitten", "sitting", 3 },
    { "needle", "needel", 1 },
    { "spacing", "spcaing", 1 },
    { "abc", "ac", 1 },
    { "abc", "abxc", 1 },
    { "same", "same", 0 },
    // no letter is edited twice, unlike the unrestricted distance (2)
    { "ca", "abc", 3 },
    { "abcdef", "badcfe", 3 },
    { "ab", "ba", 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
  {
    assert_int_equal(text_distance(rows[i].one, rows[i].other), rows[i].distance);
    assert_int_equal(text_distance(rows[i].other, rows[i].one), rows[i].distance);
  }
}

static void words_that_are_too_long_are_far_from_everything(void **unused)
{
  (void)unused;
  char longest[65];
  memset(longest, 'a', sizeof longest);
  longest[63] = '\0';
  assert_int_equal(text_distance(longest, longest), 0);
  assert_int_equal(text_distance(longest, ""), 63);
  longest[63] = 'a';
  longest[64] = '\0';
  assert_int_equal(text_distance(longest, longest), 64);
  const char *const words[] = { longest };
  assert_null(text_nearest(longest, words, 1));
}

static void nearest_word_is_the_one_that_was_meant(void **unused)
{
  (void)unused;
  const char *const words[] = { "needle_length", NULL, "needle_diameter", "spacing", "site" };
  assert_string_equal(text_nearest("needle_lenght", words, 5), "needle_length");
  assert_string_equal(text_nearest("needle_diametre", words, 5), "needle_diameter");
  assert_string_equal(text_nearest("spaceing", words, 5), "spacing");
  // one letter of one: still meant; nothing in common: not
  assert_string_equal(text_nearest("sit", words, 5), "site");
  assert_null(text_nearest("x", words, 5));
  assert_null(text_nearest("occlusion", words, 5));
  assert_null(text_nearest("", words, 5));
  // a word that shares no letter is not near, however short both are
  static const char *const numerals[] = { "I", "II", "III" };
  assert_null(text_nearest("3", numerals, 3));
  assert_null(text_nearest("spacing", words, 0));
  // the first of equals, so that a message never depends on anything else
  const char *const equals[] = { "cat", "bat" };
  assert_string_equal(text_nearest("hat", equals, 2), "cat");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(distances_are_those_of_optimal_string_alignment),
    cmocka_unit_test(words_that_are_too_long_are_far_from_everything),
    cmocka_unit_test(nearest_word_is_the_one_that_was_meant),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
