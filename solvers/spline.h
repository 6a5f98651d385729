/* spline.h - a smooth curve over time since an event, read off at once: the spline of degree 5 that fits a given curve best.
 *
 * A piecewise cubic through computed points has small jumps in its higher derivatives, which a method of high order with long
 * steps sees. The fit has none up to the fourth derivative. Its pieces grow with time: they part where time + 1/8 has no more
 * than 3 bits behind the first one, so that the number of a piece follows from the bits of the time. */
#ifndef NEOCOL_SOLVERS_SPLINE_H
#define NEOCOL_SOLVERS_SPLINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "status.h"

enum
{
  SPLINE_DEGREE = 5,
  SPLINE_BITS = 3,
  SPLINE_EXPONENT = -3, /* of the offset 1/8 */
  SPLINE_SHIFT = 52 - SPLINE_BITS,
  SPLINE_FIRST = (1023 + SPLINE_EXPONENT) << SPLINE_BITS
};

/* polynomial of the time since its begin, constant first: a line of the cache */
struct spline_piece
{
  double term[8]; /* the last two are 0 */
};

/* How many pieces reach to `length`, and when piece `number` begins. */
size_t spline_pieces(double length);
double spline_begin(size_t number);

/* Fits piece[pieces] to value(context, time), which is taken in ascending order of the time from 0 on; errors count relative to
 * |value| + floor. STATUS_MEMORY. */
enum status spline_fit(double (*value)(void *context, double time), void *context, double floor, size_t pieces,
                       struct spline_piece *piece, struct trail *trail) STATUS_CHECK;

/* Number of the piece at a time that is not negative, and in *since the time since its begin. */
static inline size_t spline_find(double time, double *since)
{
  double shifted = time + 0.125, begin;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  size_t number = (size_t)(bits >> SPLINE_SHIFT) - SPLINE_FIRST;
  bits = bits >> SPLINE_SHIFT << SPLINE_SHIFT;
  memcpy(&begin, &bits, sizeof begin);
  *since = shifted - begin;
  return number;
}

/* value and slope */
static inline double spline_value(const struct spline_piece *piece, double x)
{
  const double *c = piece->term;
  return c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))));
}

static inline double spline_slope(const struct spline_piece *piece, double x)
{
  const double *c = piece->term;
  return c[1] + x * (2 * c[2] + x * (3 * c[3] + x * (4 * c[4] + x * (5 * c[5]))));
}

#endif
