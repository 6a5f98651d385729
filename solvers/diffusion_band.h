/* diffusion_band.h - a matrix with five entries per row on a plane of cells, eliminated exactly within a narrow band.
 *
 * Only the cells that take part are numbered, in the order of their distance from one end (Cuthill and McKee 1969): where these
 * are a layer and a channel below it, the band is about as wide as the layer is high. Elimination costs cells * width^2
 * operations and a solution cells * width, so the band is for parts of a plane with few cells across. There is no pivoting. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_BAND_H
#define NEOCOL_SOLVERS_DIFFUSION_BAND_H

#include <stddef.h>

struct diffusion_band
{
  size_t count, width;   /* cells that take part; entries on either side of the diagonal, a whole number of vectors */
  size_t *cell;          /* [count] the cell of each number */
  size_t *place;         /* [count][5] where the entries of a row are: centre, left, right, up, down; SIZE_MAX: nowhere */
  size_t *last;          /* [count] the last row that a pivot changes */
  double *band;          /* [count][2 width + 1] */
  double *pivot;         /* [count] inverse */
  double *lower, *upper; /* [blocks][block][width + block] columns of the factors, each from the start of its block, to its end */
  double *value;         /* of a solution, in whole blocks, `width` before and after */
  double *memory;
};

/* Numbers the cells with part[cell] != 0. Returns 0 when there is no memory or the band would be wider than `widest`; then the
 * band has no cells. Free with diffusion_band_free. */
int diffusion_band_make(struct diffusion_band *band, size_t columns, size_t rows, const unsigned char *part, size_t widest);
void diffusion_band_free(struct diffusion_band *band);

/* Eliminates. Row of cell x: centre x - left x(before) - right x(after) - up x(above) - down x(below); arrays over all cells, 0
 * towards cells that take no part. */
void diffusion_band_factor(struct diffusion_band *band, const double *centre, const double *left, const double *right,
                           const double *up, const double *down);

/* Solution for factor * source in the cells that take part; others keep what they hold. */
void diffusion_band_solve(const struct diffusion_band *band, const double *source, const double *factor, double *solution);

#endif
