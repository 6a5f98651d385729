/* exponential.h - e^x, ln x, x^y from + - * / only, so that their bits depend on no library; and the root of a complex number.
 *
 * e^x: reduction x = k ln 2 + r with |r| <= ln 2 / 2, Taylor polynomial of degree 13 for e^r, scaling by 2^k. Arguments are held
 * within +-700; relative error below 3e-16. ln x: x = 2^k m with m in [0.7, 1.42), f = m - 1, s = f / (2 + f),
 * ln m = f - (f^2/2 - s (f^2/2 + R)) with the series R = 2 (s^2/3 + s^4/5 + ...); arguments are held above the smallest normal
 * number; relative error below 4e-16. x^y = e^(y ln x), 0 for x <= 0; relative error below 3e-16 (1 + |y ln x|). The complex
 * twins are exact for the tiny imaginary parts of complex-step derivatives; where a derivative would be infinite (x = 0) they
 * give 0. Sources: Squire and Trapp 1998; the splitting of ln m is that of Sun's fdlibm. */
#ifndef NEOCOL_MODEL_EXPONENTIAL_H
#define NEOCOL_MODEL_EXPONENTIAL_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline __attribute__((always_inline, unused)) double exponential_real(double x)
{
  x = x < -700 ? -700 : x > 700 ? 700 : x;
  // adding 1.5 x 2^52 rounds to a whole number k and leaves k in the low bits
  const double rounder = 0x1.8p52;
  double shifted = x * 1.4426950408889634074 + rounder;
  double k = shifted - rounder;
  double r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

static inline __attribute__((always_inline, unused)) double _Complex exponential_complex(double _Complex x)
{
  double e = exponential_real(__real__ x);
  double _Complex result;
  __real__ result = e;
  __imag__ result = e * __imag__ x;
  return result;
}

static inline __attribute__((always_inline, unused)) double logarithm_real(double x)
{
  x = x < 0x1p-1022 ? 0x1p-1022 : x;
  // 2^k with m between sqrt(1/2) and sqrt(2): the offset moves the border of the exponent from 1 to sqrt(1/2)
  const uint64_t offset = 0x3fe6a09e00000000u;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits += 0x3ff0000000000000u - offset;
  double k = (double)((int)(bits >> 52) - 1023);
  bits = (bits & 0x000fffffffffffffu) + offset;
  double m;
  memcpy(&m, &bits, sizeof m);
  // not a number stays not a number, through x - x
  double f = m - 1, s = f / (2 + f), z = s * s, half = 0.5 * f * f;
  double p = 2.0 / 23;
  p = p * z + 2.0 / 21;
  p = p * z + 2.0 / 19;
  p = p * z + 2.0 / 17;
  p = p * z + 2.0 / 15;
  p = p * z + 2.0 / 13;
  p = p * z + 2.0 / 11;
  p = p * z + 2.0 / 9;
  p = p * z + 2.0 / 7;
  p = p * z + 2.0 / 5;
  p = p * z + 2.0 / 3;
  return (x - x) + k * 0x1.62e42fee00000p-1 - ((half - (s * (half + p * z) + k * 0x1.a39ef35793c76p-33)) - f);
}

static inline __attribute__((always_inline, unused)) double _Complex logarithm_complex(double _Complex x)
{
  double _Complex result;
  __real__ result = logarithm_real(__real__ x);
  __imag__ result = __real__ x > 0x1p-1022 ? __imag__ x / __real__ x : 0;
  return result;
}

static inline __attribute__((always_inline, unused)) double power_real(double x, double y)
{
  double result = exponential_real(y * logarithm_real(x));
  return x <= 0 ? 0 : result;
}

static inline __attribute__((always_inline, unused)) double _Complex power_complex(double _Complex x, double y)
{
  double _Complex result;
  __real__ result = power_real(__real__ x, y);
  __imag__ result = __real__ x > 0 ? y * __real__ result / __real__ x * __imag__ x : 0;
  return result;
}

static inline __attribute__((always_inline, unused)) double square_root_real(double x)
{
  return sqrt(x);
}

static inline __attribute__((always_inline, unused)) double _Complex square_root_complex(double _Complex x)
{
  double _Complex result;
  __real__ result = sqrt(__real__ x);
  __imag__ result = __real__ x > 0 ? 0.5 * __imag__ x / __real__ result : 0;
  return result;
}

// within a process: of the type `real` (exponential itself is named by process.h)
#ifdef PROCESS_partials
#define logarithm(x) logarithm_complex(x)
#define power(x, y) power_complex(x, y)
#define square_root(x) square_root_complex(x)
#elif defined PROCESS_values
#define logarithm(x) logarithm_real(x)
#define power(x, y) power_real(x, y)
#define square_root(x) square_root_real(x)
#endif

#endif
