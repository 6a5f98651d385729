/* problem.h - what every solver of the benchmarks is given: some trajectories of one system with events, and times of output.
 *
 * A solver may take the trajectories together or one by one; either way it fills solution[trajectory][output][state]. An output
 * at the time of an event shows the state before it. The functions below take one trajectory; what can vectorise is what lies
 * within it (cells over depth). */
#ifndef NEOCOL_BENCH_PROBLEM_H
#define NEOCOL_BENCH_PROBLEM_H

#include "system.h"

struct problem
{
  size_t size, trajectories;
  void *context;
  /* rate[size], and values[entries] = d rate[row] / d state[column] */
  void (*rates)(void *context, size_t trajectory, double time, const double *state, double *rate);
  void (*partials)(void *context, size_t trajectory, double time, const double *state, double *values);
  size_t entries;
  const size_t *row, *column;
  /* an approximate inverse of 1 - gamma J for Krylov methods, where there is no pattern (entries 0): `prepare` is told whether
   * what it knows of J is still good; else NULL */
  void (*prepare)(void *context, double time, const double *state, int is_good, double gamma);
  void (*approximate)(void *context, const double *right, double *solution);
  /* the state before the first event */
  void (*begin)(void *context, size_t trajectory, double *state);
  /* an event acts; the rates know of it from here on */
  void (*act)(void *context, size_t event, size_t trajectory, double *state);
  size_t events;
  const double *event_times; /* ascending; the first is the start */
  double end;
  size_t outputs;
  const double *times; /* [outputs], ascending, after the first event, not after the end */
  /* place of each state in an order that makes the matrix of partial derivatives a narrow band */
  const size_t *band_place;
  size_t half_width;
  double absolute_over_relative;       /* tolerance */
  double unit_absolute, unit_relative; /* errors are measured in unit_absolute + unit_relative |y| */
  double *reference;                   /* [trajectories][outputs][size] */
};

/* one interval between events and the outputs in it */
struct problem_interval
{
  double start, end;
  size_t first_output, outputs;
};

/* Interval `event` of a problem: after the event up to the next one, or the end. */
struct problem_interval problem_interval(const struct problem *problem, size_t event);

/* How many values a solution has. */
size_t problem_solution_size(const struct problem *problem);

/* Median over trajectories of the largest error over outputs and states, in the units of its problem; NaN without
 * memory. */
double problem_error(const struct problem *const *problems, size_t count, const double *const *solutions);

struct solver
{
  const char *name, *doc;
  enum status (*solve)(const struct problem *problem, double relative, double absolute, double *solution, struct trail *trail);
};

/* Each gives its solvers; a table without rows ends with a name of NULL. */
extern const struct solver own_solvers[];   /* the production integrator first */
extern const struct solver gsl_solvers[];   /* msbdf, rkf45, rk8pd */
extern const struct solver cvode_solvers[]; /* dense, sparse, banded, Krylov; empty when SUNDIALS is not there */

/* The solver called `name` of a table, or NULL. */
const struct solver *solver_find(const struct solver *table, const char *name);

#endif
