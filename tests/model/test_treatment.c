/* test_treatment.c - what is completed and what is refused in skin, device and protocol. */
#include "check.h"

#include <string.h>

#include "device.h"
#include "protocol.h"
#include "skin.h"
#include "unit.h"

static struct skin skin_initial(void)
{
  struct skin skin = { 0 };
  for (size_t k = 0; k < skin_key_count; k++)
    key_initialise(&skin_keys[k], &skin);
  return skin;
}

static struct device device_initial(enum device_kind kind)
{
  struct device device = { 0 };
  for (size_t k = 0; k < device_key_count; k++)
    key_initialise(&device_keys[k], &device);
  device.kind = (int)kind;
  return device;
}

static struct protocol protocol_initial(void)
{
  struct protocol protocol = { 0 };
  for (size_t k = 0; k < protocol_key_count; k++)
    key_initialise(&protocol_keys[k], &protocol);
  return protocol;
}

static void check_words(const struct trail *trail, const char *words)
{
  if (strstr(trail->errors, words) == NULL)
    fail_msg("'%s' is not in: %s", words, trail->errors);
}

static void skin_cheek(void **state)
{
  (void)state;
  struct skin skin = skin_initial();
  struct trail trail = { 0 };
  assert_int_equal(skin_complete(&skin, &trail), STATUS_OK);
  assert_int_equal(trail.warning_count, 0);
  CHECK_NEAR(skin.stratum_corneum_thickness, 0.0168, 1e-15);
  CHECK_NEAR(skin.epidermis_thickness, 0.060, 1e-15);
  CHECK_NEAR(skin.dermis_thickness, 1.005, 1e-15);
  // completing again changes nothing
  struct skin again = skin;
  assert_int_equal(skin_complete(&again, &trail), STATUS_OK);
  assert_memory_equal(&again, &skin, sizeof skin);
}

static void skin_every_site(void **state)
{
  (void)state;
  for (int site = 0; skin_sites[site] != NULL; site++)
    for (int age = 18; age <= 100; age += 41)
    {
      struct skin skin = skin_initial();
      struct trail trail = { 0 };
      skin.site = site;
      skin.age = age * unit_factor("year");
      assert_int_equal(skin_complete(&skin, &trail), STATUS_OK);
      // what the table gives is within the bounds of the keys
      for (size_t k = 0; k < skin_key_count; k++)
        if (skin_keys[k].kind == KEY_QUANTITY)
        {
          double value = key_value(&skin_keys[k], &skin);
          assert_true(value > skin_keys[k].low * (1 - 1e-9) && value < skin_keys[k].high * (1 + 1e-9));
        }
      // a number that was not measured is said to be so
      int assumed = strcmp(skin_sites[site], "forearm") == 0 || strcmp(skin_sites[site], "shoulder") == 0 ||
                    strcmp(skin_sites[site], "buttock") == 0;
      assert_int_equal(trail.warning_count, assumed);
    }
}

static void skin_age(void **state)
{
  (void)state;
  struct skin young = skin_initial(), old = skin_initial(), given = skin_initial();
  struct trail trail = { 0 };
  young.age = 35 * unit_factor("year");
  old.age = given.age = 65 * unit_factor("year");
  given.dermis_thickness = 1.3;
  assert_int_equal(skin_complete(&young, &trail), STATUS_OK);
  assert_int_equal(skin_complete(&old, &trail), STATUS_OK);
  assert_int_equal(skin_complete(&given, &trail), STATUS_OK);
  CHECK_RELATIVE(young.dermis_thickness, 1.005 * 1.06, 1e-12);
  CHECK_RELATIVE(old.dermis_thickness, 1.005 * 0.88, 1e-12);
  CHECK_RELATIVE(old.epidermis_thickness, 0.060 * (1 - 2 * 0.0645), 1e-12);
  CHECK_NEAR(old.stratum_corneum_thickness, young.stratum_corneum_thickness, 0);
  CHECK_NEAR(given.dermis_thickness, 1.3, 0);
}

static void skin_layering(void **state)
{
  (void)state;
  struct skin skin = skin_initial();
  struct trail trail = { 0 };
  struct skin_layer layers[SKIN_LAYERS];
  assert_int_equal(skin_complete(&skin, &trail), STATUS_OK);
  skin_layers(&skin, layers);
  assert_string_equal(layers[0].name, "papillary_dermis");
  assert_string_equal(layers[1].name, "upper_reticular_dermis");
  assert_string_equal(layers[2].name, "lower_reticular_dermis");
  CHECK_NEAR(layers[0].top, 0.0768, 1e-15);
  CHECK_NEAR(layers[0].bottom - layers[0].top, 0.2, 1e-15);
  CHECK_NEAR(layers[1].top, layers[0].bottom, 0);
  CHECK_NEAR(layers[2].top, layers[1].bottom, 0);
  CHECK_NEAR(layers[1].bottom - layers[1].top, layers[2].bottom - layers[2].top, 1e-15);
  CHECK_NEAR(layers[2].bottom, 0.0768 + 1.005, 1e-15);

  // layers that do not fit
  skin = skin_initial();
  skin.dermis_thickness = 0.3;
  skin.papillary_thickness = 0.3;
  assert_int_equal(skin_complete(&skin, &trail), STATUS_DATA);
  check_words(&trail, "skin.papillary_thickness is 300 um");
}

static void skin_pigment(void **state)
{
  (void)state;
  struct skin skin = skin_initial();
  double last = 0;
  for (skin.phototype = 0; skin_phototypes[skin.phototype] != NULL; skin.phototype++)
  {
    double response = skin_pigment_response(&skin);
    assert_true(response >= last);
    last = response;
    if (skin.phototype == 0)
      CHECK_NEAR(response, 0.3, 0);
    if (skin.phototype == 2)
      CHECK_NEAR(response, 1, 0);
  }
  CHECK_NEAR(last, 3, 0);
}

static void device_by_kind(void **state)
{
  (void)state;
  const double expected[][3] = { { 12, 9, 1 }, { 192, 20, 0.5 }, { 35, 10, 1 } };
  for (int kind = 0; device_kinds[kind] != NULL; kind++)
  {
    struct device device = device_initial((enum device_kind)kind);
    struct trail trail = { 0 };
    assert_int_equal(device_complete(&device, &trail), STATUS_OK);
    assert_int_equal(trail.warning_count, 0);
    CHECK_NEAR(device.needles, expected[kind][0], 0);
    CHECK_NEAR(device.swath, expected[kind][1], 1e-12);
    CHECK_NEAR(device.penetration_fraction, expected[kind][2], 0);
  }
  // what was given stays
  struct device device = device_initial(DEVICE_ROLLER);
  device.needles = 540;
  device.penetration_fraction = 0.7;
  assert_int_equal(device_complete(&device, NULL), STATUS_OK);
  CHECK_NEAR(device.needles, 540, 0);
  CHECK_NEAR(device.penetration_fraction, 0.7, 0);
}

static void device_contradictions(void **state)
{
  (void)state;
  struct trail trail = { 0 };
  struct device device = device_initial(DEVICE_PEN);
  device.passes = 0;
  assert_int_equal(device_complete(&device, &trail), STATUS_DATA);
  check_words(&trail, "device.passes is 0: zero density");
  device = device_initial(DEVICE_PEN);
  device.puncture_probability = 0;
  assert_int_equal(device_complete(&device, &trail), STATUS_DATA);
  check_words(&trail, "device.puncture_probability is 0: zero density");
  device = device_initial(DEVICE_ROLLER);
  device.needle_length = 0.5;
  device.gap = 0.3;
  assert_int_equal(device_complete(&device, &trail), STATUS_DATA);
  check_words(&trail, "device.gap is 300 um");
  device = device_initial(DEVICE_PEN);
  device.track = DEVICE_TRACK_RETRACED;
  assert_int_equal(device_complete(&device, &trail), STATUS_OK);
  assert_int_equal(trail.warning_count, 1);
}

static void protocol_regular(void **state)
{
  (void)state;
  struct protocol protocol = protocol_initial();
  assert_int_equal(protocol_complete(&protocol, NULL), STATUS_OK);
  assert_int_equal(protocol.session_times_count, 4);
  for (size_t k = 0; k < 4; k++)
    CHECK_NEAR(protocol.session_times[k], 28.0 * (double)k, 1e-12);
  // completing again changes nothing
  struct protocol again = protocol;
  assert_int_equal(protocol_complete(&again, NULL), STATUS_OK);
  assert_memory_equal(&again, &protocol, sizeof protocol);
  // one session, and as many as there is room for
  for (double sessions = 1; sessions <= PROTOCOL_SESSIONS; sessions += PROTOCOL_SESSIONS - 1)
  {
    protocol = protocol_initial();
    protocol.sessions = sessions;
    assert_int_equal(protocol_complete(&protocol, NULL), STATUS_OK);
    CHECK_NEAR((double)protocol.session_times_count, sessions, 0);
  }
}

static void protocol_list(void **state)
{
  (void)state;
  struct protocol protocol = protocol_initial();
  struct trail trail = { 0 };
  const double times[] = { 0, 10, 45 };
  memcpy(protocol.session_times, times, sizeof times);
  protocol.session_times_count = 3;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_OK);
  CHECK_NEAR(protocol.sessions, 3, 0);
  CHECK_NEAR(protocol.session_times[2], 45, 0);
  // equal neighbours, falling times, late start
  protocol.session_times[2] = 10;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_DATA);
  check_words(&trail, "time 3 is 10 day, but time 2 before it is 10 day");
  trail_clear(&trail);
  protocol.session_times[1] = 50;
  protocol.session_times[2] = 45;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_DATA);
  check_words(&trail, "time 3 is 45 day, but time 2 before it is 50 day");
  trail_clear(&trail);
  protocol.session_times[0] = 5;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_DATA);
  check_words(&trail, "starts at 5 day");
}

static void protocol_covered(void **state)
{
  (void)state;
  struct protocol protocol = protocol_initial();
  struct trail trail = { 0 };
  protocol.spacing = 2;
  protocol.occlusion = 3;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_OK);
  assert_int_equal(trail.warning_count, 1);
  assert_non_null(strstr(trail.warnings, "72 h lasts longer than the 48 h"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(skin_cheek),
    cmocka_unit_test(skin_every_site),
    cmocka_unit_test(skin_age),
    cmocka_unit_test(skin_layering),
    cmocka_unit_test(skin_pigment),
    cmocka_unit_test(device_by_kind),
    cmocka_unit_test(device_contradictions),
    cmocka_unit_test(protocol_regular),
    cmocka_unit_test(protocol_list),
    cmocka_unit_test(protocol_covered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
