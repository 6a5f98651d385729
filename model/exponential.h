/* exponential.h - e^x from + - * / only, so that its bits depend on no library; relative error below 3e-16 for |x| < 700.
 *
 * Reduction x = k ln 2 + r with |r| <= ln 2 / 2, Taylor polynomial of degree 13 for e^r, scaling by 2^k. Arguments are held
 * within +-700. The complex twin is exact for the tiny imaginary parts of complex-step derivatives. */
#ifndef NEOCOL_MODEL_EXPONENTIAL_H
#define NEOCOL_MODEL_EXPONENTIAL_H

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

#endif
