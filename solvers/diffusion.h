/* diffusion.h - reaction and (nonlinear) diffusion on a row of cells: one implicit midpoint step by increments, no splitting.
 *
 *   c_i dX_i/dt = sum over faces g_f D_f (X_j - X_i) + c_i R_i,   D_f = mean of the diffusivities of the two cells
 *
 * c: capacity (volume) of a cell, g: conductance (area / distance) of a face, so slabs, cylinders and spheres are the same.
 * A step solves for the increments of all states with rates and coefficients at the middle of the step (passes): a state at
 * rest, uniform or not, stays as it is, a uniform one to the last bit. A state that spreads is implicit in its diffusion and
 * its own diagonal, one that does not is exponential in its own diagonal. Diffusion is monotone: where a step is too long for
 * the cells next to a face (step * (outflow / capacity + |diagonal|) > 2) the face is taken less explicitly, so that
 * diffusion keeps bounds at any step; the price is order 1 instead of 2 in time there. Arrays are [state][cell]. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_H
#define NEOCOL_SOLVERS_DIFFUSION_H

#include <stddef.h>

#include "status.h"

enum diffusion_mean
{
  DIFFUSION_ARITHMETIC, /* smooth or degenerate (front) coefficients */
  DIFFUSION_HARMONIC    /* jumps between layers */
};

struct diffusion_spread
{
  size_t state; /* the state that spreads */
  enum diffusion_mean mean;
};

struct diffusion_system
{
  size_t states, cells;
  const double *capacity;    /* [cells], > 0 */
  const double *conductance; /* [cells - 1], face f between cells f and f + 1; 0 closes it; both ends are closed */
  size_t spreads;
  const struct diffusion_spread *spread; /* [spreads] */
  const void *context;                   /* handed to the functions below; they must be pure */
  /* rate[state][cell], and diagonal[state][cell] = d rate / d the same value */
  void (*reaction)(const void *context, double time, const double *state, double *rate, double *diagonal);
  /* diffusivity[cell] of spread k */
  void (*diffusivity)(const void *context, double time, size_t k, const double *state, double *diffusivity);
};

struct diffusion_control
{
  double step;   /* length of a step; the last one is shortened to end exactly */
  size_t passes; /* 2 for order 2 in time; 1 gives order 1, except for linear diffusion alone */
};

struct diffusion_statistics
{
  size_t steps, rejected;
  double least;      /* most negative value met */
  size_t iterations; /* of the linear solver, 0 where there is none */
};

/* Called at `start` and after each step. */
struct diffusion_observer
{
  void *sink;
  void (*observe)(void *sink, double time, const double *state);
};

/* what diffusion_solve needs besides; functions get the context of the system and must be pure */
struct diffusion_kinetics
{
  /* rate[state][cell] without diffusion */
  void (*rates)(const void *context, double time, const double *state, double *rate);
  /* values[e][cell] = d rate[row[e]] / d state[column[e]]; each pair at most once */
  void (*partials)(const void *context, double time, const double *state, double *values);
  size_t entries;
  const size_t *row, *column;
  /* slope[state][cell] = d rate / d time at the time and state of the last partials; NULL: differences take its place */
  void (*drift)(const void *context, double *slope);
};

/* how exact: see diffusion_rosenbrock.h; zero where nothing is said about it */
struct diffusion_accuracy
{
  double tolerance;         /* of a step, relative to the largest value of a state */
  double floor;             /* at least this counts as the largest value */
  double first_step;        /* shortened when it is too long */
  size_t step_limit;        /* accepted and rejected steps together */
  const double *low, *high; /* [states] bounds that no step may leave by more than a small part of the tolerance; or NULL */
};

/* called for each of `count` ascending times within the integration, in order */
struct diffusion_reports
{
  size_t count;
  const double *time;
  void *sink;
  void (*observe)(void *sink, double time, const double *state);
};

/* Integrates from `start` to exactly `end` with the method of veldhuizen4.h and its own steps; `reaction` of the system is not
 * used. state: [states][cells], replaced. STATUS_SOFTWARE with time, state and cell when a value is not finite, a step becomes
 * too small or the limit of steps is reached; STATUS_MEMORY. */
enum status diffusion_solve(const struct diffusion_system *system, const struct diffusion_kinetics *kinetics,
                            const struct diffusion_accuracy *accuracy, double start, double end,
                            const struct diffusion_reports *reports, double *state, struct diffusion_statistics *statistics,
                            struct trail *trail) STATUS_CHECK;

/* Integrates from `start` to exactly `end` with the implicit midpoint rule and steps of one length. state: [states][cells],
 * replaced. STATUS_SOFTWARE with time, state and cell when a value is not finite; STATUS_MEMORY. */
enum status diffusion_integrate(const struct diffusion_system *system, const struct diffusion_control *control, double start,
                                double end, struct diffusion_observer observer, double *state,
                                struct diffusion_statistics *statistics, struct trail *trail) STATUS_CHECK;

/* Faces of a radial grid 0 .. outer: multiples of `width` up to the first one at `uniform` or beyond, then growing by `growth`
 * per cell and pressed together to end exactly at `outer`; where nothing grows the even cells are. Writes at most `room` faces
 * and returns how many there are (cells + 1). */
size_t diffusion_radial_faces(double width, double uniform, double growth, double outer, size_t room, double *faces);

/* Exact annulus areas and face conductances (per unit height) of a radial grid; area[cells], conductance[cells - 1]. */
void diffusion_radial_geometry(size_t cells, const double *faces, double *area, double *conductance);

#endif
