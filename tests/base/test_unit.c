/* test_unit.c - units and quantities: what is understood, exactly, and every trap that a lenient reader falls into. */
#include "check.h"
#include "unit.h"

#include <string.h>

/* a unit text, its factor to millimetre-day-gram and its exponents */
static const struct
{
  const char *text;
  double factor;
  int length, time, mass;
} understood[] = {
  { "1", 1, 0, 0, 0 },
  { "%", 0.01, 0, 0, 0 },
  { "nm", 1e-6, 1, 0, 0 },
  { "um", 1e-3, 1, 0, 0 },
  { "cm", 10, 1, 0, 0 },
  { "m", 1000, 1, 0, 0 },
  { "s", 1.0 / 86400, 0, 1, 0 },
  { "min", 1.0 / 1440, 0, 1, 0 },
  { "h", 1.0 / 24, 0, 1, 0 },
  { "week", 7, 0, 1, 0 },
  { "year", 365.242198781, 0, 1, 0 },
  { "Hz", 86400, 0, -1, 0 },
  { "ug", 1e-6, 0, 0, 1 },
  { "mg", 1e-3, 0, 0, 1 },
  { "kg", 1000, 0, 0, 1 },
  { "day-1", 1, 0, -1, 0 },
  { "1/day", 1, 0, -1, 0 },
  { "1 / day", 1, 0, -1, 0 },
  { "h-1", 24, 0, -1, 0 },
  { "um2 h-1", 24e-6, 2, -1, 0 },
  { "um^2/h", 24e-6, 2, -1, 0 },
  { "g m-2 h-1", 24e-6, -2, -1, 1 },
  { "g/m2/h", 24e-6, -2, -1, 1 },
  { "g.m-2.h-1", 24e-6, -2, -1, 1 },
  { "g*m^-2*h^-1", 24e-6, -2, -1, 1 },
  { "cm^-2", 0.01, -2, 0, 0 },
  { "cm-2", 0.01, -2, 0, 0 },
  { "1/cm2", 0.01, -2, 0, 0 },
  { "cm/s", 864000, 1, -1, 0 },
  // a slash turns the next factor only
  { "g/m2 h", 1e-6 / 24, -2, 1, 1 },
  { "mm/mm", 1, 0, 0, 0 },
};

/* not units at all, and units with something left over */
static const char *const refused[] = { "",     " ",     "/day",  "mm/",   "mm//s", "mm^",    "mm^x", "mm-",   "mm^+-1",  "mm0",
                                       "mm10", "mm-10", "2",     "2 mm",  "days",  "Mm",     "MM",   "HZ",    "mm²",     "m m !",
                                       "mm,",  "(mm)",  "mm1.5", "mm*",   "*mm",   "mm.",    ".mm",  "mm**s", "mm */ s", "1 mm",
                                       "mm 1", "11",    "1-1",   "12 mm", "mm\t",  "mm\xc2", "inf",  "nan" };

static void units_are_understood_exactly(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < sizeof understood / sizeof *understood; i++)
  {
    struct unit unit;
    print_message("%s\n", understood[i].text);
    assert_int_equal(unit_parse(understood[i].text, &unit, NULL), STATUS_OK);
    // one rounding per factor and power: at most six here
    CHECK_RELATIVE(unit.factor, understood[i].factor, 6 * 1.2e-16);
    CHECK_RELATIVE(unit_factor(understood[i].text), understood[i].factor, 6 * 1.2e-16);
    struct dimension expected = { understood[i].length, understood[i].time, understood[i].mass };
    assert_true(dimension_equal(unit.dimension, expected));
    expected.mass++;
    assert_false(dimension_equal(unit.dimension, expected));
  }
}

static void other_texts_are_no_units(void **unused)
{
  (void)unused;
  static struct trail trail;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
  {
    struct unit unit;
    trail_clear(&trail);
    print_message("'%s'\n", refused[i]);
    assert_int_equal(unit_parse(refused[i], &unit, &trail), STATUS_DATA);
    assert_int_equal(trail.error_count, 1);
    assert_true(isnan(unit_factor(refused[i])));
  }
}

static void habits_get_the_word_that_was_meant(void **unused)
{
  (void)unused;
  static const char *const habits[][2] = { { "days", "'day'" },     { "d", "'day'" },        { "hours", "'h'" },
                                           { "weeks", "'week'" },   { "yr", "'year'" },      { "hz", "'Hz'" },
                                           { "\xc2\xb5m", "'um'" }, { "percent", "'%'" },    { "sec", "'s'" },
                                           { "microns", "'um'" },   { "\xce\xbcm", "'um'" }, { "minutes", "'min'" },
                                           { "wek", "'week'" } };
  static struct trail trail;
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
  {
    struct unit unit;
    trail_clear(&trail);
    assert_int_equal(unit_parse(habits[i][0], &unit, &trail), STATUS_DATA);
    print_message("%s", trail.errors);
    assert_non_null(strstr(trail.errors, "did you mean"));
    assert_non_null(strstr(trail.errors, habits[i][1]));
  }
  // far from every unit: the list instead of a guess
  struct unit unit;
  trail_clear(&trail);
  assert_int_equal(unit_parse("furlongs", &unit, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "known are"));
}

static void quantities_are_converted(void **unused)
{
  (void)unused;
  static const struct
  {
    const char *text, *expected;
    double value;
  } rows[] = {
    { "1.5 mm", "mm", 1.5 },
    { "1.5mm", "mm", 1.5 },
    { "500 um", "mm", 0.5 },
    { "0.05 cm", "um", 0.5 },
    { "6 week", "day", 42 },
    { "36 h", "week", 1.5 },
    { "-2 mm", "mm", -2 },
    { "+2e-1 mm", "mm", 0.2 },
    { "2.E2 um", "mm", 0.2 },
    { ".5 mm", "mm", 0.5 },
    { "3", "1", 3 },
    { "0.3 1", "1", 0.3 },
    { "30 %", "1", 0.3 },
    { "30%", "1", 0.3 },
    { "0.25 1/day", "day-1", 0.25 },
    { "24 h-1", "day-1", 576 },
    { "24 /h", "1", (double)NAN },
    { "250 cm^-2", "mm-2", 2.5 },
    { "10 g/m2/h", "g m-2 h-1", 2.4e-4 },
    { "100 Hz", "day-1", 8.64e6 },
    { "2 cm/s", "mm day-1", 1728000 },
    { "1e3mm", "mm", 1000 },
    { "5  mm", "mm", 5 },
    { "0 mm", "mm", 0 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
  {
    double value = -77;
    enum status status = unit_quantity_parse(rows[i].text, rows[i].expected, &value, NULL);
    print_message("%s\n", rows[i].text);
    if (isnan(rows[i].value))
      assert_int_equal(status, STATUS_DATA);
    else
    {
      assert_int_equal(status, STATUS_OK);
      CHECK_NEAR(value, rows[i].value, 6 * 1.2e-16 * fabs(rows[i].value));
    }
  }
}

static void traps_are_refused_and_nothing_is_written(void **unused)
{
  (void)unused;
  static const char *const lengths[] = {
    "1,5 mm", "1.5mm3", "nan",     "nan mm",  "inf mm", "-inf mm", "infinity mm", "0x10 mm",  "0x1p3 mm", "1e999 mm", "5 mm/",
    "5",      "5 day",  "5 mm2",   "mm",      "",       " 5 mm",   "5 mm x",      "1.5.1 mm", "1.5 1 mm", "1 12 mm",  "1 500 mm",
    "1'5 mm", "1_5 mm", "5e mm",   "5e+ mm",  "--5 mm", "5 mm 3",  "5 *mm",       "5 .mm",    "5/mm",     "5 %",      "1.5-2 mm",
    "5\tmm",  "5 mm\n", "five mm", "1e308 m", "5 inch", "5 1",     ". mm",        "+ mm",     "e5 mm",    "1.5 mm;",  "½ mm"
  };
  static const char *const plain[] = { "nan",   "inf", "1,5", "0x10", "1e999", "5 mm", "5x",
                                       "1.5.1", "",    "1e",  "5 %/", "1 1 1", "5-1",  "5 11" };
  static struct trail trail;
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths + sizeof plain / sizeof *plain; i++)
  {
    int is_plain = i >= sizeof lengths / sizeof *lengths;
    const char *text = is_plain ? plain[i - sizeof lengths / sizeof *lengths] : lengths[i];
    double value = -77;
    trail_clear(&trail);
    print_message("'%s' as %s\n", text, is_plain ? "number" : "length");
    assert_int_equal(unit_quantity_parse(text, is_plain ? "1" : "mm", &value, &trail), STATUS_DATA);
    assert_true(trail.error_count == 1 && value == -77);
  }
  // the habit that costs most gets its own words
  trail_clear(&trail);
  double value;
  assert_int_equal(unit_quantity_parse("1,5 mm", "mm", &value, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "comma"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(units_are_understood_exactly),
    cmocka_unit_test(other_texts_are_no_units),
    cmocka_unit_test(habits_get_the_word_that_was_meant),
    cmocka_unit_test(quantities_are_converted),
    cmocka_unit_test(traps_are_refused_and_nothing_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
