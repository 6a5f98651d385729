/* test_exponential.c - e^x of our own against the library's long double, and its complex twin for complex steps. */
#include "check.h"
#include "exponential.h"
#include "random.h"

#include <complex.h>

static double error_of(double x)
{
  long double exact = expl((long double)x);
  return (double)fabsl(((long double)exponential_real(x) - exact) / exact);
}

/* promised: relative error below 3e-16 for |x| < 700; long double has eleven more bits, so the comparison is sharp */
static void error_is_below_the_promise(void **unused)
{
  (void)unused;
  double worst = 0, at = 0;
  struct random_stream stream = { 3, 0, 0 };
  for (uint64_t n = 0; n < 400000; n++)
  {
    // everywhere, near zero, and where the reduction switches to the next power of two
    double u = 2 * random_uniform(stream, n) - 1, x = 700 * u;
    if (n % 4 == 1)
      x = u;
    else if (n % 4 == 2)
      x = (floor(1000 * u) + 0.5) * 0.69314718055994530942 * (1 + 1e-13 * (double)(n % 7));
    else if (n % 4 == 3)
      x = copysign(exp(40 * (fabs(u) - 1)), u);
    double error = error_of(x);
    if (error > worst)
    {
      worst = error;
      at = x;
    }
  }
  print_message("largest relative error %.3g at %.17g\n", worst, at);
  assert_true(worst < 3e-16);
}

static void special_values(void **unused)
{
  (void)unused;
  assert_true(exponential_real(0) == 1 && exponential_real(-0.0) == 1);
  // arguments are held within +-700
  assert_true(exponential_real(1e308) == exponential_real(700) && isfinite(exponential_real(700)));
  assert_true(exponential_real(-1e308) == exponential_real(-700) && exponential_real(-700) > 0);
  assert_true(error_of(700) < 3e-16 && error_of(-700) < 3e-16);
  // what is not a number stays so: the pattern of derivatives relies on it
  assert_true(isnan(exponential_real((double)NAN)));
}

static void complex_twin_carries_the_derivative(void **unused)
{
  (void)unused;
  // below -630 the seeded part would be subnormal
  for (double x = -630; x < 700; x += 3.7)
  {
    double _Complex z = exponential_complex(x + 0x1p-100 * (double _Complex)I);
    assert_true(creal(z) == exponential_real(x));
    // a power of two, so nothing rounds
    assert_true(cimag(z) * 0x1p100 == exponential_real(x));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(error_is_below_the_promise),
    cmocka_unit_test(special_values),
    cmocka_unit_test(complex_twin_carries_the_derivative),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
