/* spline.c - least squares on B-splines: a band of normal equations, solved by Cholesky's elimination. (GSL 2.7 has the basis,
 * but fits with dense matrices only, and every run fits its own.) Source: de Boor, A Practical Guide to Splines. */
#include "spline.h"

#include <math.h>
#include <stdlib.h>

enum
{
  DEGREE = SPLINE_DEGREE,
  TERMS = DEGREE + 1, /* of a polynomial; basis functions that are not zero in a piece */
  OCTAVE = 1 << SPLINE_BITS,
  SAMPLES = 6 /* in a piece */
};

double spline_begin(size_t number)
{
  uint64_t bits = (uint64_t)(number + SPLINE_FIRST) << SPLINE_SHIFT;
  double shifted;
  memcpy(&shifted, &bits, sizeof shifted);
  return shifted - 0.125;
}

/* knot of the basis, with ends that count DEGREE times more */
static double basis_knot(size_t pieces, ptrdiff_t number)
{
  return spline_begin(number < 0 ? 0 : number > (ptrdiff_t)pieces ? pieces : (size_t)number);
}

size_t spline_pieces(double length)
{
  double since;
  return spline_find(length, &since) + 1;
}

/* the basis in a piece, of the part x of it: coefficients of x^q of function piece + r, and values at the samples */
struct basis
{
  double term[TERMS][TERMS], sample[SAMPLES][TERMS];
};

static double sample_at(int number)
{
  return (number + 0.5) / SAMPLES;
}

static void basis_fill(size_t pieces, size_t piece, struct basis *basis)
{
  double begin = spline_begin(piece), length = spline_begin(piece + 1) - begin, last[TERMS][TERMS] = { { 1 } };
  double knots[2 * TERMS]; // from that of number piece - DEGREE on
  for (int k = 0; k < 2 * TERMS; k++)
    knots[k] = basis_knot(pieces, (ptrdiff_t)piece + k - DEGREE);
  for (int d = 1; d <= DEGREE; d++)
  {
    memset(basis->term, 0, sizeof basis->term);
    for (int r = 0; r <= d; r++)
    {
      double from = knots[DEGREE - d + r], to = knots[DEGREE + r], next = knots[DEGREE - d + r + 1], end = knots[DEGREE + r + 1];
      // (t - from) / (to - from) of the one before, (end - t) / (end - next) of the one behind
      double rise = r > 0 ? 1 / (to - from) : 0, fall = r < d ? 1 / (end - next) : 0;
      for (int q = 0; q < d; q++)
      {
        double up = r > 0 ? rise * last[r - 1][q] : 0, down = r < d ? fall * last[r][q] : 0;
        basis->term[r][q] += up * (begin - from) + down * (end - begin);
        basis->term[r][q + 1] += (up - down) * length;
      }
    }
    memcpy(last, basis->term, sizeof last);
  }
  for (int s = 0; s < SAMPLES; s++)
    for (int r = 0; r < TERMS; r++)
    {
      double value = last[r][DEGREE];
      for (int q = DEGREE; q-- > 0;)
        value = value * sample_at(s) + last[r][q];
      basis->sample[s][r] = value;
    }
}

/* adds the samples of a piece to the normal equations: band[i][j] couples unknowns i and i + j */
static void samples_add(double (*value)(void *context, double time), void *context, double floor, size_t piece,
                        const struct basis *basis, double (*band)[TERMS], double *right)
{
  double begin = spline_begin(piece), length = spline_begin(piece + 1) - begin;
  for (int s = 0; s < SAMPLES; s++)
  {
    const double *of = basis->sample[s];
    double at = value(context, begin + sample_at(s) * length), size = fabs(at) + floor, weight = 1 / (size * size);
    for (int r = 0; r < TERMS; r++)
    {
      for (int c = r; c < TERMS; c++)
        band[piece + (size_t)r][c - r] += weight * of[r] * of[c];
      right[piece + (size_t)r] += weight * of[r] * at;
    }
  }
}

/* Cholesky's elimination of a symmetric band, without roots; the solution replaces `right` */
static void band_solve(size_t n, double (*band)[TERMS], double *right)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 1; j < TERMS && i + j < n; j++)
    {
      double factor = band[i][j] / band[i][0];
      for (size_t l = j; l < TERMS; l++)
        band[i + j][l - j] -= factor * band[i][l];
      right[i + j] -= factor * right[i];
    }
  for (size_t i = n; i-- > 0;)
  {
    for (size_t j = 1; j < TERMS && i + j < n; j++)
      right[i] -= band[i][j] * right[i + j];
    right[i] /= band[i][0];
  }
}

enum status spline_fit(double (*value)(void *context, double time), void *context, double floor, size_t pieces,
                       struct spline_piece *piece, struct trail *trail)
{
  size_t unknowns = pieces + DEGREE;
  double(*band)[TERMS] = calloc(unknowns, sizeof *band), *right = calloc(unknowns, sizeof *right);
  struct basis *bases = malloc(pieces * sizeof *bases), **basis = malloc(pieces * sizeof *basis);
  enum status status = STATUS_OK;
  if (band == NULL || right == NULL || bases == NULL || basis == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for a curve of %zu pieces", pieces);
  for (size_t k = 0; k < pieces && status == STATUS_OK; k++)
  {
    // away from the ends a piece is twice as long as that one octave before, and so is all around it
    int is_like = k >= OCTAVE + DEGREE && k + TERMS <= pieces;
    basis[k] = is_like ? basis[k - OCTAVE] : &bases[k];
    if (!is_like)
      basis_fill(pieces, k, basis[k]);
    samples_add(value, context, floor, k, basis[k], band, right);
  }
  if (status == STATUS_OK)
    band_solve(unknowns, band, right);
  for (size_t k = 0; k < pieces && status == STATUS_OK; k++)
  {
    double scale = 1, length = 1 / (spline_begin(k + 1) - spline_begin(k));
    piece[k] = (struct spline_piece){ { 0 } };
    for (int q = 0; q < TERMS; q++, scale *= length)
      for (int r = 0; r < TERMS; r++)
        piece[k].term[q] += right[k + (size_t)r] * basis[k]->term[r][q] * scale;
  }
  free(band);
  free(right);
  free(bases);
  free(basis);
  return status;
}
