/* diffusion_plane.h - reaction and (nonlinear) diffusion on a plane of cells in columns and rows; no splitting, as diffusion.h.
 *
 *   c dX/dt = sum over the four faces g D (X of the neighbour - X) + c R,   D = mean of the diffusivities of the two cells
 *
 * Cell (column i, row j) has number j * columns + i. Each state that spreads has its own capacities and conductances, so that it
 * may live in a part of the plane only: where its capacity is 0 it keeps its value. Besides the states there may be `extras`,
 * values that belong to no cell (fields on an edge of the plane) and follow their rates. All values are one array,
 * [states][cells] and then [extras]. Steps, passes, order and bounds are those of diffusion.h; rest is exact, amounts are
 * conserved to rounding, bounds hold to the tolerance of the linear solver (1e-10 of the largest value) within the wounded part
 * and much better where a state is 0. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_PLANE_H
#define NEOCOL_SOLVERS_DIFFUSION_PLANE_H

#include "diffusion.h"

struct diffusion_plane_spread
{
  size_t state;
  enum diffusion_mean mean;
  const double *capacity; /* [cells], >= 0 */
  const double *right;    /* [cells] conductance of the face to the next column; that of the last column counts for nothing */
  const double *down;     /* [cells] the same to the next row */
};

struct diffusion_plane_system
{
  size_t states, columns, rows, extras, spreads;
  const struct diffusion_plane_spread *spread; /* [spreads] */
  const void *context;                         /* handed to the functions below; they must be pure */
  /* rate of all values, and diagonal = d rate / d the same value */
  void (*reaction)(const void *context, double time, const double *values, double *rate, double *diagonal);
  /* diffusivity[cell] of spread k */
  void (*diffusivity)(const void *context, double time, size_t k, const double *values, double *diffusivity);
};

/* what diffusion_plane_solve needs besides; functions get the context of the system and must be pure. Its extras are edges:
 * fields of one value per column. A cell sees the edges of its column, an edge the edges of its column and the means of the
 * states over the cells of its column, nothing else. */
struct diffusion_plane_kinetics
{
  /* rate of all values without diffusion, and diffusivity[spreads][cells] */
  void (*rates)(const void *context, double time, const double *values, double *rate, double *diffusivity);
  /* partials[e][cells] = d rate[row[e]] / d state[column[e]] within a cell; edge_partials[e][columns] the same between edges;
   * each pair at most once */
  void (*partials)(const void *context, double time, const double *values, double *partials, double *edge_partials);
  size_t entries;
  const size_t *row, *column;
  size_t edge_entries;
  const size_t *edge_row, *edge_column;
  const double *weight; /* [rows] in the means that edges see, 1 in all; or NULL when there are no edges */
};

/* Integrates from `start` to exactly `end` with Rodas4P and its own steps; `reaction` and `diffusivity` of the system are not
 * used. States that spread are solved in the order of system->spread: those on which others depend first. STATUS_SOFTWARE also
 * when the extras are no whole number of edges. Bounds of `accuracy`
 * are [states + 1], the last ones for the extras. STATUS_SOFTWARE with time and place when a value is not finite, a step becomes
 * too small or the limit of steps is reached; STATUS_MEMORY. */
enum status diffusion_plane_solve(const struct diffusion_plane_system *system, const struct diffusion_plane_kinetics *kinetics,
                                  const struct diffusion_accuracy *accuracy, double start, double end,
                                  const struct diffusion_reports *reports, double *values,
                                  struct diffusion_statistics *statistics, struct trail *trail) STATUS_CHECK;

/* STATUS_SOFTWARE when a plane of cells makes no sense. */
enum status diffusion_plane_request_check(const struct diffusion_plane_system *system, struct trail *trail) STATUS_CHECK;

/* Integrates with steps of one length from `start` to exactly `end`; values are replaced. STATUS_SOFTWARE when a value is not
 * finite or the linear solver does not converge; STATUS_MEMORY. */
enum status diffusion_plane_integrate(const struct diffusion_plane_system *system, const struct diffusion_control *control,
                                      double start, double end, struct diffusion_observer observer, double *values,
                                      struct diffusion_statistics *statistics, struct trail *trail) STATUS_CHECK;

/* Exact volumes of the rings of a grid in (r, z) and the conductances of their faces, from columns + 1 radii and rows + 1
 * depths; all arrays [rows * columns]. */
void diffusion_plane_rings(size_t columns, const double *radius, size_t rows, const double *depth, double *volume, double *right,
                           double *down);

#endif
