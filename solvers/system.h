/* system.h - what a solver for small systems is told: sizes, rates, partial derivatives and their pattern. No skin here.
 *
 * Several lanes are independent copies of the system that are stepped together. Arrays are [state][lane]: the value of
 * state s in lane l is state[s * lanes + l]. A call may cover only some lanes: `first` is the number of its first lane in
 * the whole system, `lanes` how many it covers (the stride of its arrays). */
#ifndef NEOCOL_SOLVERS_SYSTEM_H
#define NEOCOL_SOLVERS_SYSTEM_H

#include <stddef.h>

#include "status.h"

struct system
{
  size_t size;         /* states */
  size_t lanes;        /* lanes of the whole system */
  const void *context; /* handed to the functions below; they must be pure */
  /* rate[s][l] = d state[s][l] / dt */
  void (*rates)(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate);
  /* values[e][l] = d rate[row[e]] / d state[column[e]] in lane l */
  void (*partials)(const void *context, double time, size_t first, size_t lanes, const double *state, double *values);
  /* slope[s][l] = d rate / d time, all lanes; at an event, after it. NULL: the method takes differences of rates */
  void (*drift)(const void *context, double time, const double *state, double *slope);
  size_t entries; /* of the pattern; each (row, column) at most once, the diagonal need not be complete */
  const size_t *row, *column;
  /* nonzero: one lane that is a column of so many cells; state s of cell c is number s * cells + c. The entries of the pattern
   * are then those within the cells, [local entry][cell], followed by those of neighbours in the order of column_lu_factor */
  size_t column_cells, column_spreads;
  const size_t *column_spread; /* [column_spreads] states that spread */
  int autonomous;              /* nonzero: rates do not depend on time */
};

/* how exact, and where to stop trying */
struct integration
{
  /* the error norm of a lane is the root mean square of error / (absolute + relative |state|) */
  double relative_tolerance, absolute_tolerance;
  double first_step; /* 0: chosen by the method */
  size_t step_limit; /* accepted and rejected steps together */
};

struct integration_statistics
{
  size_t steps, rejected, rates, partials, factorisations;
  double least; /* most negative value met in an accepted state; reported, never clipped */
};

/* Called for each report time in order (dense output: reports never change the steps). */
struct reporter
{
  void *sink;
  void (*report)(void *sink, size_t index, double time, const double *state);
};

/* Integrates from `start` to exactly `end`. state: [size][lanes], replaced by the state at `end`. times: `count` ascending report
 * times within [start, end]. STATUS_SOFTWARE with time and lane when a state is not finite, the step becomes too small or the
 * limit of steps is reached; STATUS_MEMORY. Statistics are added to. */
struct method
{
  const char *name;   /* what a scenario writes in solver.method */
  const char *doc;    /* one line */
  const char *source; /* key of references.bib */
  int is_dense;       /* nonzero: works with a full Jacobian, so for small systems only */
  enum status (*integrate)(const struct system *system, const struct integration *integration, double start, double end,
                           const double *times, size_t count, struct reporter reporter, double *state,
                           struct integration_statistics *statistics, struct trail *trail);
};

/* one way through time of one copy of a system */
struct trajectory
{
  double start, end;
  size_t count;        /* report times, ascending within start .. end */
  const double *times; /* [count] */
  double *state;       /* [size] in: at the start, out: at the end */
  double *reports;     /* [size][count] out */
  /* so many trajectories that follow this one have the same start, system and state at the start, and end earlier or together
   * with it, in ascending order: what they have in common may be computed once. Only trajectories.h makes use of it. */
  size_t forks;
  size_t steps;     /* out: accepted ones */
  size_t inherited; /* out: so many of them, the first ones, were taken once for this one and others */
  double least;     /* out: most negative value met in an accepted state */
};

/* own methods: Rodas5P (production) and Dormand-Prince 5(4) (explicit, independent check); need base only */
extern const struct method rosenbrock_method, dormand_prince_method;

/* GSL's msbdf (analytic dense Jacobian, small systems only), rkf45 and rk8pd; a target of their own that needs GSL */
extern const struct method gsl_methods[];
extern const size_t gsl_method_count;

#endif
