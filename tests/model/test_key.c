/* test_key.c - reading declared keys: what is taken, what is refused, and with which words. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "device.h"
#include "protocol.h"
#include "skin.h"
#include "unit.h"

static const struct key *find(const struct key *keys, size_t count, const char *name)
{
  for (size_t k = 0; k < count; k++)
    if (strcmp(keys[k].name, name) == 0)
      return &keys[k];
  fail_msg("no key '%s'", name);
  return NULL;
}

static const struct key *device_key(const char *name)
{
  return find(device_keys, device_key_count, name);
}

static struct device device_initial(void)
{
  struct device device;
  memset(&device, 0x5a, sizeof device);
  for (size_t k = 0; k < device_key_count; k++)
    key_initialise(&device_keys[k], &device);
  return device;
}

/* reads text that must be refused with `words` in the message, and leaves the struct as it was */
static void refused(const char *name, const char *text, const char *words)
{
  struct device device = device_initial(), before = device;
  struct trail trail = { 0 };
  assert_int_equal(key_read(device_key(name), text, &device, &trail), STATUS_DATA);
  assert_memory_equal(&device, &before, sizeof device);
  assert_int_equal(trail.error_count, 1);
  if (strstr(trail.errors, words) == NULL || strstr(trail.errors, name) == NULL)
    fail_msg("'%s' and '%s' are not in: %s", words, name, trail.errors);
}

static void initial_values(void **state)
{
  (void)state;
  struct device device = device_initial();
  CHECK_NEAR(device.needle_length, 1.5, 0);
  CHECK_NEAR(device.tip_radius, 0.004, 1e-18);
  CHECK_RELATIVE(device.frequency, 100 * 86400.0, 1e-12);
  CHECK_RELATIVE(device.glide_speed, 40 * 86400.0, 1e-12);
  assert_true(isnan(device.needles) && isnan(device.swath) && isnan(device.penetration_fraction));
  assert_int_equal(device.kind, DEVICE_PEN);
  CHECK_NEAR(device.passes, 2, 0);
}

/* every row of every list: initial value inside its bounds, read back in its own unit, unset stays unset */
static void rows_consistent(const struct key *keys, size_t count, void *object)
{
  for (size_t k = 0; k < count; k++)
  {
    const struct key *key = &keys[k];
    struct unit unit;
    assert_int_equal(unit_parse(key->unit, &unit, NULL), STATUS_OK);
    key_initialise(key, object);
    double value = key_value(key, object);
    if (key->kind == KEY_TIMES)
      CHECK_NEAR(value, 0, 0);
    else if (isnan(key->initial))
      assert_true(isnan(value));
    else
      CHECK_RELATIVE(value, key->initial, 1e-14);
    if (key->kind == KEY_QUANTITY || key->kind == KEY_COUNT)
      assert_true(key->low < key->high && (isnan(key->initial) || (key->initial >= key->low && key->initial <= key->high)));
    assert_true(strlen(key->doc) > 8 && strlen(key->source) > 3);
    assert_true(strlen(evidence_meaning(key->evidence)) > 0);
    // both bounds can be written and are taken
    for (int end = 0; end < 2 && key->kind == KEY_QUANTITY; end++)
    {
      char text[64];
      double bound = end == 0 ? key->low : key->high;
      snprintf(text, sizeof text, "%.17g%s%s", bound, strcmp(key->unit, "1") == 0 ? "" : " ",
               strcmp(key->unit, "1") == 0 ? "" : key->unit);
      struct trail trail = { 0 };
      if (key_read(key, text, object, &trail) != STATUS_OK)
        fail_msg("%s", trail.errors);
      CHECK_NEAR(key_value(key, object), bound, 1e-14 * (1 + fabs(bound)));
    }
  }
}

static void rows(void **state)
{
  (void)state;
  struct skin skin;
  struct device device;
  struct protocol protocol;
  rows_consistent(skin_keys, skin_key_count, &skin);
  rows_consistent(device_keys, device_key_count, &device);
  rows_consistent(protocol_keys, protocol_key_count, &protocol);
}

static void good_text(void **state)
{
  (void)state;
  struct device device = device_initial();
  struct trail trail = { 0 };
  assert_int_equal(key_read(device_key("needle_length"), "500 um", &device, &trail), STATUS_OK);
  CHECK_RELATIVE(device.needle_length, 0.5, 1e-14);
  CHECK_RELATIVE(key_value(device_key("needle_length"), &device), 0.5, 1e-14);
  assert_int_equal(key_read(device_key("needle_length"), "3500 um", &device, &trail), STATUS_OK);
  assert_int_equal(key_read(device_key("needle_length"), "1.5mm", &device, &trail), STATUS_OK);
  assert_int_equal(key_read(device_key("glide_speed"), "20 mm/s", &device, &trail), STATUS_OK);
  CHECK_RELATIVE(key_value(device_key("glide_speed"), &device), 2.0, 1e-14);
  assert_int_equal(key_read(device_key("puncture_probability"), "75 %", &device, &trail), STATUS_OK);
  CHECK_RELATIVE(device.puncture_probability, 0.75, 1e-14);
  assert_int_equal(key_read(device_key("needles"), "36", &device, &trail), STATUS_OK);
  CHECK_NEAR(device.needles, 36, 0);
  assert_int_equal(key_read(device_key("kind"), "stamp", &device, &trail), STATUS_OK);
  assert_int_equal(device.kind, DEVICE_STAMP);
  assert_int_equal(trail.error_count, 0);
}

static void bad_text(void **state)
{
  (void)state;
  refused("needle_length", "1,5 mm", "decimal comma");
  refused("needle_length", "1.5mm3", "wrong kind of unit");
  refused("needle_length", "1.5", "no unit");
  refused("needle_length", "1.5 mn", "did you mean");
  refused("needle_length", "nan mm", "is not a number");
  refused("needle_length", "inf mm", "is not a number");
  refused("needle_length", "1e999 mm", "too large");
  refused("needle_length", "0x1p0 mm", "needle_length");
  refused("needle_length", "", "is not a number");
  refused("needle_length", "1.5 mm x", "unknown unit");
  refused("needle_length", "2.5 cm", "too large; allowed are 0.1 mm to 3.5 mm");
  refused("needle_length", "2.5 cm", "(25 mm)");
  refused("needle_length", "0.09 mm", "too small; allowed are 0.1 mm to 3.5 mm");
  refused("needle_length", "-1.5 mm", "too small");
  refused("glide_speed", "fast", "is not a number and a unit");
  refused("glide_speed", "2 cm", "wrong kind of unit");
  refused("needles", "12.5", "whole number from 1 to 1080");
  refused("needles", "1200 %", "whole number");
  refused("needles", "0", "too small");
  refused("needles", "12 mm", "wrong kind of unit");
  refused("passes", "41", "allowed are 0 to 40");
  refused("kind", "pan", "did you mean 'pen'?");
  refused("kind", "rolller", "did you mean 'roller'?");
  refused("kind", "hammer", "choices are pen, roller, stamp");
  refused("kind", "", "choices are pen, roller, stamp");
}

static void times(void **state)
{
  (void)state;
  struct protocol protocol;
  struct trail trail = { 0 };
  const struct key *key = find(protocol_keys, protocol_key_count, "session_times");
  key_initialise(key, &protocol);
  const char *texts[] = { "0 day", "4 week", "1344 h" };
  for (size_t k = 0; k < 3; k++)
    assert_int_equal(key_read(key, texts[k], &protocol, &trail), STATUS_OK);
  CHECK_NEAR(key_value(key, &protocol), 3, 0);
  CHECK_RELATIVE(protocol.session_times[1], 28.0, 1e-14);
  CHECK_RELATIVE(protocol.session_times[2], 56.0, 1e-14);
  // a time that is refused is not counted
  assert_int_equal(key_read(key, "-1 day", &protocol, &trail), STATUS_DATA);
  assert_int_equal(key_read(key, "28", &protocol, &trail), STATUS_DATA);
  CHECK_NEAR(key_value(key, &protocol), 3, 0);
  // the list is full at some point
  for (size_t k = 3; k < PROTOCOL_SESSIONS; k++)
    assert_int_equal(key_read(key, "100 day", &protocol, &trail), STATUS_OK);
  trail_clear(&trail);
  assert_int_equal(key_read(key, "101 day", &protocol, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "at most 64 times"));
}

static void evidences(void **state)
{
  (void)state;
  assert_string_equal(evidence_name(evidence_human), "human");
  assert_string_equal(evidence_name(evidence_in_vitro), "in_vitro");
  assert_string_equal(evidence_meaning(evidence_assumed), "a modelling choice without data");
  assert_string_equal(evidence_name(evidence_count), "unknown");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(initial_values), cmocka_unit_test(rows),  cmocka_unit_test(good_text),
    cmocka_unit_test(bad_text),       cmocka_unit_test(times), cmocka_unit_test(evidences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
