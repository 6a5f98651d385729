/* problem.h - what every solver of the benchmarks is given: some trajectories of one system with events, and times of output.
 *
 * Trajectories are the lanes of the system. A solver may take them together or one by one; either way it fills
 * solution[output][state][lane]. An output at the time of an event shows the state before it. */
#ifndef NEOCOL_BENCH_PROBLEM_H
#define NEOCOL_BENCH_PROBLEM_H

#include "system.h"

struct problem
{
  struct system system; /* its functions take any range of lanes */
  size_t events;
  const double *event_times; /* ascending; the first is the start */
  double end;
  size_t outputs;
  const double *times; /* [outputs], ascending, after the first event, not after the end */
  /* the state of lanes first .. first + lanes before the first event, [size][lanes] */
  void (*begin)(void *context, size_t lanes, double *state);
  /* event number `event` acts on these lanes; what the rates know of events from here on changes too */
  void (*act)(void *context, size_t event, size_t first, size_t lanes, double *state);
  void *context; /* the same object as system.context */
  /* place of each state in an order that makes the matrix of partial derivatives a narrow band; NULL when there is none */
  const size_t *band_place;
  size_t half_width;
  double absolute_over_relative; /* tolerance */
  double *reference;             /* [outputs][size][lanes] */
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

/* Median over trajectories of the largest |error| / (1e-10 + 1e-6 |reference|) over outputs and states; NaN without memory. */
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
