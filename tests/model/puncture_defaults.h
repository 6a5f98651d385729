/* puncture_defaults.h - skin, devices and their puncture field as tests take them: all keys at their defaults. */
#ifndef NEOCOL_TESTS_PUNCTURE_DEFAULTS_H
#define NEOCOL_TESTS_PUNCTURE_DEFAULTS_H

#include "check.h"

#include "puncture.h"

static inline struct skin skin_default(void)
{
  struct skin skin = { 0 };
  for (size_t k = 0; k < skin_key_count; k++)
    key_initialise(&skin_keys[k], &skin);
  assert_int_equal(skin_complete(&skin, NULL), STATUS_OK);
  return skin;
}

static inline struct device device_default(enum device_kind kind)
{
  struct device device = { 0 };
  for (size_t k = 0; k < device_key_count; k++)
    key_initialise(&device_keys[k], &device);
  device.kind = (int)kind;
  assert_int_equal(device_complete(&device, NULL), STATUS_OK);
  return device;
}

static inline struct puncture computed(const struct skin *skin, const struct device *device)
{
  struct puncture puncture;
  struct trail trail = { 0 };
  if (puncture_compute(skin, device, &puncture, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return puncture;
}

#endif
