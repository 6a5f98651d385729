/* own_solvers.c - our integrators on tissue problems: the only place that knows how they are called. */
#include <stdlib.h>

#include "lanes.h"
#include "tissue_system.h"

static const size_t step_limit = 10000000;

/* all trajectories of an interval by the production integrator, or each by `method` */
static enum status interval_solve(const struct tissue_system *system, struct lanes *lanes, const struct method *method,
                                  const struct integration *integration, struct exposure *exposures,
                                  struct trajectory *trajectories, struct trail *trail)
{
  if (lanes != NULL)
    return lanes_integrate(lanes, &system->forcing, integration, system->trajectories, exposures, trajectories, NULL, trail);
  enum status status = STATUS_OK;
  for (size_t i = 0; i < system->trajectories && status == STATUS_OK; i++)
    status = column_integrate(&system->column, method, integration, &exposures[i], &trajectories[i], trail);
  return status;
}

/* room: [trajectories] states and reports */
static enum status problem_solve(const struct problem *problem, struct lanes *lanes, const struct method *method,
                                 struct integration integration, double *room, double *solution, struct trail *trail)
{
  struct tissue_system *system = problem->context;
  struct trajectory trajectories[TISSUE_TRAJECTORIES];
  size_t n = problem->size, count = problem->trajectories;
  enum status status = STATUS_OK;
  for (size_t i = 0; i < count; i++)
    problem->begin(problem->context, i, room + i * n);
  for (size_t e = 0; e < problem->events && status == STATUS_OK; e++)
  {
    struct problem_interval interval = problem_interval(problem, e);
    double *reports = room + count * n;
    for (size_t i = 0; i < count; i++)
    {
      problem->act(problem->context, e, i, room + i * n);
      trajectories[i] = (struct trajectory){ .start = interval.start,
                                             .end = interval.end,
                                             .count = interval.outputs,
                                             .times = problem->times + interval.first_output,
                                             .state = room + i * n,
                                             .reports = reports + i * n * interval.outputs };
    }
    status = interval_solve(system, lanes, method, &integration, system->exposure, trajectories, trail);
    for (size_t i = 0; i < count; i++)
      for (size_t k = 0; k < interval.outputs; k++)
        for (size_t s = 0; s < n; s++)
          solution[(i * problem->outputs + interval.first_output + k) * n + s] =
              trajectories[i].reports[s * interval.outputs + k];
  }
  return status;
}

static enum status solve(const struct method *method, const struct problem *problem, double relative, double absolute,
                         double *solution, struct trail *trail)
{
  const struct tissue_system *system = problem->context;
  struct integration integration = { relative, absolute, 0, step_limit };
  struct lanes *lanes = NULL;
  double *room = malloc(problem->trajectories * problem->size * (1 + problem->outputs) * sizeof *room);
  enum status status = room != NULL ? STATUS_OK : status_fail(trail, STATUS_MEMORY, "no memory for the states");
  if (status == STATUS_OK && method == NULL)
    status = lanes_create(system->assembly, &lanes, trail);
  if (status == STATUS_OK)
    status = problem_solve(problem, lanes, method, integration, room, solution, trail);
  lanes_free(lanes);
  free(room);
  return status;
}

/* as response.c: points in lanes, columns one by one */
static enum status production(const struct problem *problem, double relative, double absolute, double *solution,
                              struct trail *trail)
{
  const struct tissue_system *system = problem->context;
  return solve(system->cells > 1 ? &rosenbrock_method : NULL, problem, relative, absolute, solution, trail);
}

static enum status explicit_check(const struct problem *problem, double relative, double absolute, double *solution,
                                  struct trail *trail)
{
  return solve(&dormand_prince_method, problem, relative, absolute, solution, trail);
}

static enum status one_by_one(const struct problem *problem, double relative, double absolute, double *solution,
                              struct trail *trail)
{
  return solve(&rosenbrock_method, problem, relative, absolute, solution, trail);
}

const struct solver own_solvers[] = {
  { "neocol", "the production integrator", production },
  { "neocol alone", "the same method, one trajectory at a time", one_by_one },
  { "neocol dopri5", "the independent check, explicit, one trajectory at a time", explicit_check },
  { NULL, NULL, NULL },
};
