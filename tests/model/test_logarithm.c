/* test_logarithm.c - the own ln x, x^y and root against those of the C library, and their derivatives by complex steps. */
#include "check.h"

#include <complex.h>

#include "exponential.h"

/* the same numbers in every run: a walk over many orders of magnitude */
static double walk(int k)
{
  return ldexp(1 + fmod(0.6180339887498949 * k, 1), k % 2000 - 1000);
}

static void the_logarithm_is_exact_to_rounding(void **unused)
{
  (void)unused;
  double worst = 0;
  for (int k = 0; k < 400000; k++)
  {
    double x = walk(k), expected = log(x);
    worst = fmax(worst, fabs(logarithm_real(x) - expected) / fabs(expected));
  }
  // and close to 1, where it is small
  for (int k = 1; k < 400000; k++)
  {
    double x = 1 + (k % 2 ? 1 : -0.25) * k * 1e-6;
    worst = fmax(worst, fabs(logarithm_real(x) - log(x)) / fabs(log(x)));
  }
  for (double small = 1e-3; small > 1e-15; small *= 0.37)
    worst = fmax(worst, fabs(logarithm_real(1 - small) - log(1 - small)) / fabs(log(1 - small)));
  print_message("ln: largest relative error %.2g\n", worst);
  assert_true(worst < 4e-16);
  assert_true(fabs(logarithm_real(1)) <= 0);
}

static void the_logarithm_is_held_at_its_ends(void **unused)
{
  (void)unused;
  double least = logarithm_real(0x1p-1022);
  CHECK_RELATIVE(least, log(0x1p-1022), 4e-16);
  assert_true(logarithm_real(0) <= least && logarithm_real(0) >= least);
  assert_true(logarithm_real(-5) <= least && logarithm_real(-5) >= least);
  // the pattern of derivatives is found by sending not-a-number through
  assert_true(isnan(logarithm_real((double)NAN)));
  assert_true(isnan(power_real((double)NAN, 0.3)));
  assert_true(isnan(square_root_real((double)NAN)));
}

static void powers_are_those_of_the_library(void **unused)
{
  (void)unused;
  for (int k = 0; k < 20000; k++)
  {
    double x = ldexp(1 + fmod(0.6180339887498949 * k, 1), k % 60 - 30), y = 0.01 * (k % 600 - 300);
    double expected = pow(x, y);
    if (expected > 1e-290 && expected < 1e290)
      CHECK_RELATIVE(power_real(x, y), expected, 3e-16 * (1 + fabs(y * log(x))));
  }
  assert_true(fabs(power_real(0, 0.5)) <= 0 && fabs(power_real(-2, 0.5)) <= 0);
}

/* derivative of a complex twin at x */
#define STEP(function) (cimag(function) / 0x1p-100)

static void twins_carry_derivatives(void **unused)
{
  (void)unused;
  for (int k = 1; k < 2000; k++)
  {
    double x = 0.003 * k;
    double _Complex seeded = x;
    __imag__ seeded = 0x1p-100;
    CHECK_RELATIVE(STEP(logarithm_complex(seeded)), 1 / x, 4e-16);
    CHECK_RELATIVE(STEP(power_complex(seeded, 0.585)), 0.585 * pow(x, -0.415), 2e-15);
    CHECK_RELATIVE(STEP(square_root_complex(seeded)), 0.5 / sqrt(x), 4e-16);
    CHECK_NEAR(creal(logarithm_complex(seeded)), logarithm_real(x), 0);
  }
  // where the derivative would be infinite it is 0, and finite
  double _Complex at_zero = 0;
  __imag__ at_zero = 0x1p-100;
  CHECK_NEAR(STEP(power_complex(at_zero, 0.585)), 0, 0);
  CHECK_NEAR(STEP(square_root_complex(at_zero)), 0, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_logarithm_is_exact_to_rounding),
    cmocka_unit_test(the_logarithm_is_held_at_its_ends),
    cmocka_unit_test(powers_are_those_of_the_library),
    cmocka_unit_test(twins_carry_derivatives),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
