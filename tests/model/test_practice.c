/* test_practice.c - the rules of common practice: silent within their range, one warning that names the claim outside it. */
#include "check.h"

#include <string.h>

#include "practice.h"
#include "unit.h"

static struct skin skin;
static struct device device;
static struct protocol protocol;
static struct drugs drugs;
static struct aftercare aftercare;
static struct trail trail;

static void keys_reset(const struct key *keys, size_t count, void *object)
{
  for (size_t k = 0; k < count; k++)
    key_initialise(&keys[k], object);
}

static void course_set(double sessions, double weeks)
{
  keys_reset(protocol_keys, protocol_key_count, &protocol);
  protocol.sessions = sessions;
  protocol.spacing = 7 * weeks;
  assert_int_equal(protocol_complete(&protocol, &trail), STATUS_OK);
}

static int setup(void **unused)
{
  (void)unused;
  keys_reset(skin_keys, skin_key_count, &skin);
  keys_reset(device_keys, device_key_count, &device);
  keys_reset(drugs_keys, drugs_key_count, &drugs);
  keys_reset(aftercare_keys, aftercare_key_count, &aftercare);
  assert_int_equal(device_complete(&device, &trail), STATUS_OK);
  course_set(4, 4);
  return 0;
}

/* nothing is said (claim NULL), or exactly one thing that names the claim and what was found */
static void expect(const char *claim, const char *found)
{
  trail_clear(&trail);
  size_t broken = practice_check(&skin, &device, &protocol, &drugs, &aftercare, &trail);
  assert_int_equal(trail.warning_count, (int)broken);
  assert_int_equal(broken, claim != NULL);
  if (claim != NULL && (strstr(trail.warnings, claim) == NULL || strstr(trail.warnings, found) == NULL))
    fail_msg("'%s', '%s' are not in: %s", claim, found, trail.warnings);
}

static void defaults_are_common_practice(void **unused)
{
  (void)unused;
  expect(NULL, NULL);
  course_set(1, 4);
  expect(NULL, NULL);
}

static void spacing_belongs_to_the_depth(void **unused)
{
  (void)unused;
  course_set(4, 2);
  expect("claim k12", "this protocol has 2 weeks");
  course_set(4, 6);
  expect(NULL, NULL);
  course_set(4, 8);
  expect("claim k12", "this protocol has 8 weeks");
  device.needle_length = 0.5;
  course_set(4, 2);
  expect(NULL, NULL);
  course_set(4, 1);
  expect("claim k11", "1 week");
  course_set(4, 5);
  expect("claim k11", "5 week");
  device.needle_length = 1;
  expect(NULL, NULL);
  course_set(4, 1);
  expect("k11, k12", "1 week");
}

static void a_course_has_its_number_of_sessions(void **unused)
{
  (void)unused;
  course_set(2, 4);
  expect("k04, k21", "has 2");
  course_set(7, 4);
  expect("k04, k21", "has 7");
  skin.indication = SKIN_STRETCH_MARK;
  expect(NULL, NULL);
  course_set(3, 4);
  expect("k14", "has 3");
  // home devices are used often
  device.needle_length = 0.3;
  expect(NULL, NULL);
  device.needle_length = 1.5;
  // touch-ups after half a year are no part of the course
  skin.indication = SKIN_AGEING;
  static const double times[] = { 0, 28, 56, 84, 400, 700, 1000, 1300 };
  keys_reset(protocol_keys, protocol_key_count, &protocol);
  memcpy(protocol.session_times, times, sizeof times);
  protocol.session_times_count = 8;
  expect(NULL, NULL);
}

static void drugs_and_aftercare(void **unused)
{
  (void)unused;
  drugs.toxin_given = 7;
  expect("k09", "7 days");
  setup(NULL);
  aftercare.make_up_after = 12 * unit_factor("h");
  expect("k18", "12 h");
  setup(NULL);
  drugs.blood_thinner = DRUGS_ASPIRIN;
  expect("k19", "aspirin");
  drugs.blood_thinner_stopped = 7;
  expect(NULL, NULL);
  drugs.anti_inflammatory = DRUGS_NON_SELECTIVE;
  expect("k19", "non_selective");
  setup(NULL);
  drugs.isotretinoin_stopped = 90;
  expect("k20", "90 days");
  setup(NULL);
  drugs.retinoid_stopped = 0.5;
  expect("k20", "12 h");
  setup(NULL);
  skin.finding = 1;
  expect("k20", "active_acne");
  setup(NULL);
  aftercare.sun = AFTERCARE_EXPOSED;
  expect("k26", "exposed");
  setup(NULL);
  aftercare.products_after = 0;
  expect("k26", "0 h");
  setup(NULL);
  aftercare.sweating_after = 0.5;
  expect("k26", "12 h");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
  const struct CMUnitTest tests[] = {
    TEST(defaults_are_common_practice),
    TEST(spacing_belongs_to_the_depth),
    TEST(a_course_has_its_number_of_sessions),
    TEST(drugs_and_aftercare),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
