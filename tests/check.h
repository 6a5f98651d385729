/* check.h - cmocka with an assertion for doubles (cmocka's own rounds to float). */
#ifndef NEOCOL_TESTS_CHECK_H
#define NEOCOL_TESTS_CHECK_H

// cmocka wants these four before itself
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

static inline void check_near(double found, double expected, double tolerance, const char *what, const char *file, int line)
{
  if (!(fabs(found - expected) <= tolerance))
  {
    print_error("%s is %.17g, expected %.17g within %.3g (off by %.3g)\n", what, found, expected, tolerance, found - expected);
    _fail(file, line);
  }
}

/* absolute and relative comparison of doubles; not-a-number always fails */
#define CHECK_NEAR(found, expected, tolerance) check_near((found), (expected), (tolerance), #found, __FILE__, __LINE__)
#define CHECK_RELATIVE(found, expected, tolerance)                                                                               \
  check_near((found), (expected), (tolerance)*fabs(expected), #found, __FILE__, __LINE__)

#endif
