/* gsl_solvers.c - GSL's integrators, one trajectory at a time with its own steps, stopping at each output.
 *
 * A driver of its own, because solvers/gsl_methods.c runs everything twice when there are reports. GSL has no dense output: the
 * stops cost steps (most for msbdf), which is what a user of GSL pays for daily values. msbdf gets exact partial derivatives. */
#include "problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

/* a step after an event, day; GSL grows it by up to 5 per step */
static const double first_step = 1e-4;

static const unsigned long step_limit = 10000000;

struct course
{
  const struct problem *problem;
  size_t number;
  double *partials; /* [entries] */
};

static int course_rates(double time, const double *state, double *rate, void *context)
{
  const struct course *course = context;
  course->problem->rates(course->problem->context, course->number, time, state, rate);
  return GSL_SUCCESS;
}

/* none of the three methods uses df/dt */
static int course_partials(double time, const double *state, double *matrix, double *slope, void *context)
{
  const struct course *course = context;
  const struct problem *problem = course->problem;
  problem->partials(problem->context, course->number, time, state, course->partials);
  memset(matrix, 0, problem->size * problem->size * sizeof *matrix);
  memset(slope, 0, problem->size * sizeof *slope);
  for (size_t e = 0; e < problem->entries; e++)
    matrix[problem->row[e] * problem->size + problem->column[e]] = course->partials[e];
  return GSL_SUCCESS;
}

/* one trajectory; state: [size] */
static enum status course_solve(const struct course *course, gsl_odeiv2_driver *driver, double *state, double *solution,
                                struct trail *trail)
{
  const struct problem *problem = course->problem;
  size_t n = problem->size;
  problem->begin(problem->context, course->number, state);
  for (size_t e = 0; e < problem->events; e++)
  {
    struct problem_interval interval = problem_interval(problem, e);
    double time = interval.start;
    problem->act(problem->context, e, course->number, state);
    gsl_odeiv2_driver_reset_hstart(driver, first_step);
    for (size_t i = interval.first_output; i <= interval.first_output + interval.outputs; i++)
    {
      int is_output = i < interval.first_output + interval.outputs;
      double goal = is_output ? problem->times[i] : interval.end;
      int code = goal > time ? gsl_odeiv2_driver_apply(driver, &time, goal, state) : GSL_SUCCESS;
      if (code != GSL_SUCCESS)
        return status_fail(trail, STATUS_SOFTWARE, "GSL failed at time %g: %s", time, gsl_strerror(code));
      if (is_output)
        memcpy(solution + (course->number * problem->outputs + i) * n, state, n * sizeof *state);
    }
  }
  return STATUS_OK;
}

static enum status solve(const gsl_odeiv2_step_type *type, const struct problem *problem, double relative, double absolute,
                         double *solution, struct trail *trail)
{
  gsl_set_error_handler_off();
  size_t n = problem->size;
  struct course course = { problem, 0, calloc(problem->entries + 1, sizeof(double)) };
  double *state = calloc(n + 1, sizeof *state);
  gsl_odeiv2_system system = { course_rates, course_partials, n, &course };
  gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, type, first_step, absolute, relative);
  enum status status = STATUS_OK;
  if (course.partials == NULL || state == NULL || driver == NULL)
    status = status_fail(trail, STATUS_MEMORY, "GSL has no memory for %zu states", n);
  if (status == STATUS_OK)
    gsl_odeiv2_driver_set_nmax(driver, step_limit);
  for (; course.number < problem->trajectories && status == STATUS_OK; course.number++)
    status = course_solve(&course, driver, state, solution, trail);
  if (driver != NULL)
    gsl_odeiv2_driver_free(driver);
  free(state);
  free(course.partials);
  return status;
}

/* GSL's types are not constants, so each needs a function of its own */
#define SOLVER(type)                                                                                                             \
  static enum status solve_##type(const struct problem *problem, double relative, double absolute, double *solution,             \
                                  struct trail *trail)                                                                           \
  {                                                                                                                              \
    return solve(gsl_odeiv2_step_##type, problem, relative, absolute, solution, trail);                                          \
  }
SOLVER(msbdf)
SOLVER(rkf45)
SOLVER(rk8pd)

const struct solver gsl_solvers[] = {
  { "GSL msbdf", "multistep, stiff, dense matrices, exact partial derivatives", solve_msbdf },
  { "GSL rkf45", "explicit, order 5", solve_rkf45 },
  { "GSL rk8pd", "explicit, order 8", solve_rk8pd },
  { NULL, NULL, NULL },
};
