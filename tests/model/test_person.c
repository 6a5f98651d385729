/* test_person.c - factors of the person: 1 unless asked for, to the last bit; what each key multiplies, and its limits. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parameter.h"
#include "person.h"
#include "unit.h"

static struct skin skin;
static struct drugs drugs;
static struct aftercare aftercare;
static double *values, *plain;

static void keys_reset(const struct key *keys, size_t count, void *object)
{
  for (size_t k = 0; k < count; k++)
    key_initialise(&keys[k], object);
}

static int setup(void **unused)
{
  (void)unused;
  keys_reset(skin_keys, skin_key_count, &skin);
  keys_reset(drugs_keys, drugs_key_count, &drugs);
  keys_reset(aftercare_keys, aftercare_key_count, &aftercare);
  values = malloc(parameter_count() * sizeof *values);
  plain = malloc(parameter_count() * sizeof *plain);
  assert_non_null(values);
  assert_non_null(plain);
  parameter_defaults(values);
  parameter_defaults(plain);
  return 0;
}

static int teardown(void **unused)
{
  (void)unused;
  free(values);
  free(plain);
  return 0;
}

static struct person_inputs inputs_get(void)
{
  struct person_inputs inputs;
  person_inputs_fill(&skin, &drugs, &aftercare, plain, &inputs);
  return inputs;
}

static void defaults_change_no_bit(void **unused)
{
  (void)unused;
  assert_int_equal(person_parameters_apply(&skin, &drugs, &aftercare, values), 0);
  assert_memory_equal(values, plain, parameter_count() * sizeof *values);
  struct person_inputs inputs = inputs_get();
  const double found[] = { inputs.collagen_answer, inputs.drug_answer, inputs.bleeding_tendency, inputs.pigment_response };
  for (size_t k = 0; k < 4; k++)
    assert_true(found[k] >= 1 && found[k] <= 1);
  for (double since = 0; since < 20; since += 0.3)
    CHECK_NEAR(person_collagen_answer(&inputs, since), 1.0, 0);
  CHECK_NEAR(person_collagen_answer(&inputs, (double)NAN), 1.0, 0);
}

/* each factor aims at something that exists and is a parameter of the process `person` */
static void every_factor_has_a_target(void **unused)
{
  (void)unused;
  static const char *const inputs[] = { "collagen_answer", "pigment_response", "bleeding_tendency" };
  for (size_t i = 0; i < person_factor_count; i++)
  {
    int known = parameter_find(person_factors[i].target) < parameter_count();
    for (size_t k = 0; k < 3; k++)
      known |= strcmp(inputs[k], person_factors[i].target) == 0;
    assert_true(known);
    char path[96];
    snprintf(path, sizeof path, "person.%s", person_factors[i].name);
    assert_true(parameter_find(path) < parameter_count());
    assert_true(strlen(person_factors[i].when) > 8);
  }
}

static void collagen_answers_to_the_person(void **unused)
{
  (void)unused;
  skin.smoking = SKIN_SMOKER;
  CHECK_NEAR(inputs_get().collagen_answer, 0.56, 1e-15);
  skin.smoking = SKIN_NON_SMOKER;
  // women over men is what was measured; their geometric mean is the default
  skin.sex = SKIN_WOMAN;
  double woman = inputs_get().collagen_answer;
  skin.sex = SKIN_MAN;
  double man = inputs_get().collagen_answer;
  CHECK_RELATIVE(woman / man, 1.6, 1e-14);
  CHECK_RELATIVE(woman * man, 1.0, 1e-14);
  skin.sex = SKIN_ANY_SEX;
  // 80 over 25 years
  skin.age = 80 * unit_factor("year");
  double old = inputs_get().collagen_answer;
  skin.age = 25 * unit_factor("year");
  double young = inputs_get().collagen_answer;
  CHECK_RELATIVE(old / young, 0.85, 1e-12);
  assert_true(old < 1 && young > 1);
  skin.age = 20 * unit_factor("year");
  CHECK_NEAR(inputs_get().collagen_answer, young, 0);
}

static void a_drug_acts_while_it_is_taken(void **unused)
{
  (void)unused;
  drugs.anti_inflammatory = DRUGS_NON_SELECTIVE;
  struct person_inputs inputs = inputs_get();
  CHECK_NEAR(person_collagen_answer(&inputs, 0), 0.55, 1e-15);
  CHECK_NEAR(person_collagen_answer(&inputs, 2), 0.55, 1e-3);
  CHECK_NEAR(person_collagen_answer(&inputs, 5), (1 + 0.55) / 2, 1e-12);
  CHECK_NEAR(person_collagen_answer(&inputs, 15), 1, 1e-4);
  drugs.anti_inflammatory = DRUGS_COX_2_SELECTIVE;
  inputs = inputs_get();
  CHECK_NEAR(person_collagen_answer(&inputs, 0), 1.0, 0);
}

static void a_blood_thinner_wears_off(void **unused)
{
  (void)unused;
  drugs.blood_thinner = DRUGS_ASPIRIN;
  CHECK_NEAR(inputs_get().bleeding_tendency, 1.7, 1e-15);
  drugs.blood_thinner_stopped = 5;
  CHECK_NEAR(inputs_get().bleeding_tendency, 1.35, 1e-15);
  drugs.blood_thinner_stopped = 10;
  CHECK_NEAR(inputs_get().bleeding_tendency, 1.0, 0);
  drugs.blood_thinner_stopped = 100;
  CHECK_NEAR(inputs_get().bleeding_tendency, 1.0, 0);
}

/* the barrier of the very old is a rule from 80 years on, and nothing before */
static void parameters_are_multiplied(void **unused)
{
  (void)unused;
  size_t recovery = parameter_find("barrier.recovery"), iii = parameter_find("collagen.rest_iii");
  skin.age = 79 * unit_factor("year");
  assert_int_equal(person_parameters_apply(&skin, &drugs, &aftercare, values), 0);
  skin.age = 80 * unit_factor("year");
  assert_int_equal(person_parameters_apply(&skin, &drugs, &aftercare, values), 1);
  CHECK_RELATIVE(values[recovery], 0.23 * plain[recovery], 1e-15);
  skin.age = 45 * unit_factor("year");
  skin.indication = SKIN_ATROPHIC_SCAR;
  assert_int_equal(person_parameters_apply(&skin, &drugs, &aftercare, values), 2);
  CHECK_RELATIVE(values[iii], 0.8 * plain[iii], 1e-15);
}

static void sun_acts_on_pigment(void **unused)
{
  (void)unused;
  aftercare.sun = AFTERCARE_EXPOSED;
  CHECK_NEAR(inputs_get().pigment_response, 2.0, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
    TEST(defaults_change_no_bit),        TEST(every_factor_has_a_target), TEST(collagen_answers_to_the_person),
    TEST(a_drug_acts_while_it_is_taken), TEST(a_blood_thinner_wears_off), TEST(parameters_are_multiplied),
    TEST(sun_acts_on_pigment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
