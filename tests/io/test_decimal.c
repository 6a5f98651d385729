/* test_decimal.c - printed numbers against the definition: the C library's text with the fewest digits that are read back. */
#include "check.h"

#include "decimal.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* tries every length; a decimal of fewer digits is the same text as that of 6, but for its form */
static void expect(double value)
{
  char found[DECIMAL_ROOM], wanted[DECIMAL_ROOM];
  int digits = 6;
  do
    snprintf(wanted, sizeof wanted, "%.*g", digits, value);
  while (strtod(wanted, NULL) != value && ++digits <= 17);
  decimal_print(value, found);
  if (strcmp(found, wanted) != 0)
    fail_msg("%a is printed as '%s', expected '%s'", value, found, wanted);
}

static void expect_around(double value)
{
  double near[] = { value, nextafter(value, 0), nextafter(value, 2 * value), nextafter(nextafter(value, 0), 0) };
  for (size_t k = 0; k < sizeof near / sizeof *near; k++)
  {
    expect(near[k]);
    expect(-near[k]);
  }
}

static uint64_t number(uint64_t i)
{
  // any bits that look random
  i = (i + 1) * 0x9e3779b97f4a7c15u;
  i = (i ^ i >> 30) * 0xbf58476d1ce4e5b9u;
  i = (i ^ i >> 27) * 0x94d049bb133111ebu;
  return i ^ i >> 31;
}

static void all_digits(void **unused)
{
  (void)unused;
  for (uint64_t i = 0; i < 300000; i++)
    expect(ldexp((double)(number(i) >> 11), (int)(number(~i) % 140) - 120));
}

static void few_digits(void **unused)
{
  (void)unused;
  // decimals of 1 to 17 digits at all places, and what lies next to them
  for (uint64_t i = 0; i < 60000; i++)
  {
    char text[64];
    int digits = 1 + (int)(i % 17), place = (int)(number(i) % 28) - 10;
    snprintf(text, sizeof text, "%.*ge%d", digits, 1 + (double)(number(~i) >> 11) * 0x1p-50, place);
    expect_around(strtod(text, NULL));
  }
}

static void numbers_with_ties(void **unused)
{
  (void)unused;
  // whole numbers and their halves, quarters, ...: their last digits lie in the middle of two shorter ones
  for (uint64_t i = 0; i < 60000; i++)
    expect_around(ldexp((double)(number(i) >> (12 + i % 50)), -(int)(i % 40)) + 1);
}

static void ends_of_ranges(void **unused)
{
  (void)unused;
  for (int k = -30; k <= 30; k++)
    expect_around(pow(10, k));
  for (int k = -100; k <= 100; k++)
    expect_around(ldexp(1, k));
  static const double others[] = { 0,       5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 123456,
                                   1234567, 100000, 1e6 };
  for (size_t k = 0; k < sizeof others / sizeof *others; k++)
    expect(others[k]);
  static const double none[] = { (double)NAN, (double)INFINITY, -(double)INFINITY };
  for (size_t k = 0; k < sizeof none / sizeof *none; k++)
  {
    char text[DECIMAL_ROOM] = "x";
    decimal_print(none[k], text);
    assert_string_equal(text, "");
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(all_digits), cmocka_unit_test(few_digits),
                                      cmocka_unit_test(numbers_with_ties), cmocka_unit_test(ends_of_ranges) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
