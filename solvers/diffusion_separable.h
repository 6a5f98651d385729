/* diffusion_separable.h - exact solution on a plane of cells where diffusion in columns and rows are factors of a product.
 *
 *   A = M_r x S + K_r x T + M_r x K_z        (x: product of a matrix over columns and one over rows)
 *
 * M_r, K_r: capacity and conductances along a row; S, T: diagonal over the rows of the plane; K_z: conductances from row to row.
 * So it is when diffusivity and decay depend on the row alone, in cells that are not cut. Columns are decoupled by the
 * eigenvectors of K_r, M_r, which are found once; then each mode is a row of cells. A solution costs 4 columns operations per
 * cell, in products of matrices, which for up to a hundred columns are less than a few iterations of any kind. Source: Lynch,
 * Rice and Thomas 1964, Direct solution of partial difference equations by tensor product methods. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_SEPARABLE_H
#define NEOCOL_SOLVERS_DIFFUSION_SEPARABLE_H

#include <stddef.h>

struct diffusion_separable
{
  size_t columns, rows, stride; /* stride: columns rounded up to whole vectors */
  double *height, *fall;        /* [rows] of the capacities and of the conductances down, those of column 0 being 1 */
  double *value;                /* [stride] eigenvalues */
  double *vector, *transposed;  /* [columns][stride] */
  double *pivot, *carry;        /* [rows][stride] of the elimination */
  double *mode, *image;         /* [rows][stride] */
  double *memory;
};

/* Are capacity, right and down (all [rows * columns], as struct diffusion_plane_spread has them) such products? Finds height and
 * fall, [rows]; the factors of the columns are the first rows of capacity and right. */
int diffusion_separable_factors(size_t columns, size_t rows, const double *capacity, const double *right, const double *down,
                                double *height, double *fall);

/* Finds the eigenvectors of capacity and right, [columns]. Returns 0 when there is no memory or they are not found; then columns
 * is 0. Free with diffusion_separable_free. */
int diffusion_separable_make(struct diffusion_separable *plane, size_t columns, size_t rows, const double *capacity,
                             const double *right, const double *height, const double *fall);
void diffusion_separable_free(struct diffusion_separable *plane);

/* Eliminates for S = own * height, T = diffusivity * height, K_z = fall * face; own and diffusivity [rows], face [rows]: mean
 * diffusivity from a row to the next. */
void diffusion_separable_factor(struct diffusion_separable *plane, const double *own, const double *diffusivity,
                                const double *face);

/* Solution for factor * source, all [rows * columns]; without a factor for source. */
void diffusion_separable_solve(const struct diffusion_separable *plane, const double *source, const double *factor,
                               double *solution);

#endif
