/* problem.c - intervals of a problem, and how far a solution is from the reference. */
#include "problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "precision.h"

struct problem_interval problem_interval(const struct problem *problem, size_t event)
{
  struct problem_interval interval = { problem->event_times[event], problem->end, 0, 0 };
  if (event + 1 < problem->events)
    interval.end = problem->event_times[event + 1];
  while (interval.first_output < problem->outputs && problem->times[interval.first_output] <= interval.start)
    interval.first_output++;
  size_t next = interval.first_output;
  while (next < problem->outputs && problem->times[next] <= interval.end)
    next++;
  interval.outputs = next - interval.first_output;
  return interval;
}

size_t problem_solution_size(const struct problem *problem)
{
  return problem->trajectories * problem->outputs * problem->size;
}

double problem_error(const struct problem *const *problems, size_t count, const double *const *solutions)
{
  size_t trajectories = 0, at = 0;
  for (size_t i = 0; i < count; i++)
    trajectories += problems[i]->trajectories;
  double *worst = calloc(trajectories + 1, sizeof *worst);
  if (worst == NULL)
    return (double)NAN;
  for (size_t i = 0; i < count; i++)
  {
    size_t each = problems[i]->outputs * problems[i]->size;
    for (size_t k = 0; k < problem_solution_size(problems[i]); k++)
    {
      double expected = problems[i]->reference[k],
             scale = problems[i]->unit_absolute + problems[i]->unit_relative * fabs(expected);
      double error = fabs(solutions[i][k] - expected) / scale;
      double *most = &worst[at + k / each];
      *most = error > *most || isnan(error) ? error : *most;
    }
    at += problems[i]->trajectories;
  }
  double median = precision_median(trajectories, worst);
  free(worst);
  return median;
}

const struct solver *solver_find(const struct solver *table, const char *name)
{
  for (const struct solver *solver = table; solver->name != NULL; solver++)
    if (strcmp(solver->name, name) == 0)
      return solver;
  return NULL;
}
