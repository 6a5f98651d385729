/* diffusion_between.c - polynomials of each value. With x from 0 to 1 over the step, a and b the rates at its ends times its
 * length, D the change:
 *
 *   y = before + a x + (3 D - 2 a - b) x^2 + (a + b - 2 D) x^3 + x^2 (1 - x)^2 (c + d x)
 *
 * The slope of the cubic is at least the least of a, 3 D - a - b and b (its coefficients in Bernstein's form); that of the last
 * term at most 0.1925 |c| + 0.1352 |d|. */
#include "diffusion_between.h"

#include <math.h>

#include "vector.h"

static const double steepest_even = 0.1925, steepest_odd = 0.1352;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* slope at one end of a step, so that the cubic stays between its ends unless the other slope says that there is an extremum of
 * more than `noise` */
ALWAYS_INLINE double slope_limited(double slope, double other, double secant, double noise)
{
  double size = fabs(slope), limit = 3 * fabs(secant), limited = slope * secant > 0 ? (size > limit ? 3 * secant : slope) : 0;
  return slope * other >= 0 || (size <= noise && fabs(other) <= noise) ? limited : slope;
}

ALWAYS_INLINE double smaller(double a, double b)
{
  return a < b ? a : b;
}

/* part of the last term that leaves a monotone cubic monotone */
ALWAYS_INLINE double share_of(double a, double b, double change, double even, double odd)
{
  double sign = change < 0 ? -1 : 1, room = smaller(smaller(sign * a, sign * b), sign * (3 * change - a - b));
  double need = steepest_even * fabs(even) + steepest_odd * fabs(odd);
  return need <= room ? 1 : room > 0 ? room / need : 0;
}

/* `follows`: there is a step before this one; at x = -r the cubic misses the value there by e and its slope by f */
ALWAYS_INLINE void coefficients_make(size_t n, const struct diffusion_step *step, const int follows, double *restrict one,
                                     double *restrict two, double *restrict three, double *restrict even, double *restrict odd)
{
  const double *restrict before = step->before, *restrict after = step->after, *restrict rate = step->rate;
  const double *restrict end_rate = step->end_rate, *restrict value = step->previous, *restrict slope = step->previous_rate;
  const double length = step->length, noise = step->noise, r = step->previous_length / length;
  const double hump = r * r * (1 + r) * (1 + r), hump_slope = -2 * r * (1 + r) * (1 + 2 * r);
  for (size_t i = 0; i < n; i++)
  {
    double change = after[i] - before[i], first = length * rate[i], last = length * end_rate[i];
    double a = slope_limited(first, last, change, noise), b = slope_limited(last, first, change, noise), c = 0, d = 0;
    double second = 3 * change - 2 * a - b, third = a + b - 2 * change;
    if (follows)
    {
      double e = value[i] - (before[i] - r * (a - r * (second - r * third)));
      double f = length * slope[i] - (a - r * (2 * second - 3 * r * third));
      d = (f - hump_slope / hump * e) / hump;
      c = e / hump + d * r;
      double share = a == first && b == last ? share_of(a, b, change, c, d) : 0;
      c *= share;
      d *= share;
    }
    one[i] = a;
    two[i] = second;
    three[i] = third;
    even[i] = c;
    odd[i] = d;
  }
}

VECTOR_CLONES
void diffusion_between_make(size_t values, const struct diffusion_step *step, double *coefficient)
{
  double *one = coefficient, *two = one + values, *three = two + values, *even = three + values, *odd = even + values;
  if (step->previous_length > 0)
    coefficients_make(values, step, 1, one, two, three, even, odd);
  else
    coefficients_make(values, step, 0, one, two, three, even, odd);
}

VECTOR_CLONES
static void between_read(size_t n, double x, const double *restrict before, const double *restrict coefficient,
                         double *restrict value)
{
  const double *one = coefficient, *two = one + n, *three = two + n, *even = three + n, *odd = even + n;
  double rest = (1 - x) * (1 - x);
  for (size_t i = 0; i < n; i++)
    value[i] = before[i] + x * (one[i] + x * (two[i] + x * three[i] + rest * (even[i] + x * odd[i])));
}

void diffusion_between_read(size_t values, const struct diffusion_step *step, const double *coefficient, double x, double *value)
{
  between_read(values, x, step->before, coefficient, value);
}
