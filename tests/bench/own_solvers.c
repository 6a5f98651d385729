/* own_solvers.c - our integrators on the problems of the benchmarks: the only place that knows how they are called.
 *
 * All trajectories of a problem are lanes, as in a batch of a run (studies/batch.c). */
#include "problem.h"

#include <string.h>

static const size_t step_limit = 10000000;

/* where a report goes */
struct place
{
  double *solution; /* of the interval, [outputs][size][lanes] */
  size_t values;    /* size x lanes */
};

static void place_fill(void *sink, size_t index, double time, const double *state)
{
  (void)time;
  struct place *place = sink;
  memcpy(place->solution + index * place->values, state, place->values * sizeof *state);
}

/* one of the integrators behind struct method, with all lanes stepped together */
static enum status method_solve(const struct method *method, const struct problem *problem, double relative, double absolute,
                                double *solution, struct trail *trail)
{
  size_t lanes = problem->system.lanes, values = problem->system.size * lanes;
  struct integration integration = { relative, absolute, 0, step_limit };
  struct integration_statistics statistics = { 0 };
  double state[16 * 128 * 96];
  if (values > sizeof state / sizeof *state)
    return status_fail(trail, STATUS_SOFTWARE, "the benchmarks have no room for %zu values", values);
  problem->begin(problem->context, lanes, state);
  enum status status = STATUS_OK;
  for (size_t e = 0; e < problem->events && status == STATUS_OK; e++)
  {
    struct problem_interval interval = problem_interval(problem, e);
    struct place place = { solution + interval.first_output * values, values };
    problem->act(problem->context, e, 0, lanes, state);
    status =
        method->integrate(&problem->system, &integration, interval.start, interval.end, problem->times + interval.first_output,
                          interval.outputs, (struct reporter){ &place, place_fill }, state, &statistics, trail);
  }
  return status;
}

static enum status production(const struct problem *problem, double relative, double absolute, double *solution,
                              struct trail *trail)
{
  return method_solve(&rosenbrock_method, problem, relative, absolute, solution, trail);
}

static enum status explicit_check(const struct problem *problem, double relative, double absolute, double *solution,
                                  struct trail *trail)
{
  return method_solve(&dormand_prince_method, problem, relative, absolute, solution, trail);
}

const struct solver own_solvers[] = {
  { "neocol", "the production integrator, all trajectories of a group together", production },
  { "neocol dopri5", "the independent check, explicit", explicit_check },
  { NULL, NULL, NULL },
};
