/* measure.c - the loop over repeats, contestants and tolerances. */
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "table.h"

enum
{
  REPEATS = 32
};

size_t contestant_add(struct contestant *contestants, size_t count, const struct solver *table, const char *name, double loosest,
                      double tightest)
{
  const struct solver *solver = solver_find(table, name);
  if (solver == NULL)
    return count;
  struct contestant *contestant = &contestants[count];
  contestant->solver = solver;
  contestant->count = 0;
  for (double tolerance = loosest; tolerance > 0.9 * tightest && contestant->count < PRECISION_POINTS; tolerance *= 0.1)
    contestant->tolerances[contestant->count++] = tolerance;
  return count + 1;
}

double measure_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* one turn of one contestant at one tolerance: seconds for all problems, NaN when it failed */
static double turn(const struct problem *const *problems, size_t count, const struct solver *solver, double tolerance,
                   double *const *solutions, struct trail *trail)
{
  double start = measure_seconds();
  for (size_t i = 0; i < count; i++)
    if (solver->solve(problems[i], tolerance, tolerance * problems[i]->absolute_over_relative, solutions[i], trail) != STATUS_OK)
    {
      status_warn(trail, "%s failed at tolerance %g: %s", solver->name, tolerance, trail->errors);
      return (double)NAN;
    }
  return measure_seconds() - start;
}

static enum status contest(const struct problem *const *problems, size_t count, struct contestant *contestants,
                           size_t contestant_count, size_t repeats, double *const *solutions, double *seconds,
                           struct trail *trail)
{
  double trajectories = 0;
  for (size_t i = 0; i < count; i++)
    trajectories += (double)problems[i]->trajectories;
  for (size_t r = 0; r < repeats; r++)
    for (size_t c = 0; c < contestant_count; c++)
    {
      struct contestant *contestant = &contestants[c];
      contestant->curve.solver = contestant->solver->name;
      contestant->curve.count = contestant->count;
      for (size_t k = 0; k < contestant->count; k++)
      {
        struct precision_point *point = &contestant->curve.points[k];
        double *time = &seconds[(c * PRECISION_POINTS + k) * REPEATS];
        if (r > 0 && isnan(time[0]))
          continue;
        time[r] = turn(problems, count, contestant->solver, contestant->tolerances[k], solutions, trail) / trajectories;
        if (r == 0)
          *point = (struct precision_point){ contestant->tolerances[k], time[0],
                                             problem_error(problems, count, (const double *const *)solutions) };
        if (r + 1 == repeats)
          point->seconds = precision_median(repeats, time);
      }
    }
  return STATUS_OK;
}

enum status measure_contest(const struct problem *const *problems, size_t count, struct contestant *contestants,
                            size_t contestant_count, size_t repeats, struct trail *trail)
{
  double **solutions = calloc(count + 1, sizeof *solutions);
  double *seconds = calloc(contestant_count * PRECISION_POINTS * REPEATS + 1, sizeof *seconds);
  enum status status = solutions != NULL && seconds != NULL && repeats <= REPEATS ? STATUS_OK : STATUS_MEMORY;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    if ((solutions[i] = calloc(problem_solution_size(problems[i]) + 1, sizeof(double))) == NULL)
      status = STATUS_MEMORY;
  if (status == STATUS_OK)
    status = contest(problems, count, contestants, contestant_count, repeats, solutions, seconds, trail);
  else
    status = status_fail(trail, status, "no memory for %zu solutions", count);
  for (size_t i = 0; i < count && solutions != NULL; i++)
    free(solutions[i]);
  free(solutions);
  free(seconds);
  return status;
}

void measure_print(FILE *file, const char *title, const struct problem *problem, const struct contestant *contestants,
                   size_t contestant_count)
{
  fprintf(file, "\n%s\nmicroseconds of processor time per trajectory / error in units of %g + %g |y|\n\n%-16s", title,
          problem->unit_absolute, problem->unit_relative, "tolerance");
  // all tolerances that anybody has, loosest first
  double tolerances[PRECISION_POINTS * 4];
  size_t count = 0;
  for (size_t c = 0; c < contestant_count; c++)
    for (size_t k = 0; k < contestants[c].count; k++)
    {
      size_t at = 0;
      while (at < count && tolerances[at] > 1.01 * contestants[c].tolerances[k])
        at++;
      if (at < count && tolerances[at] > 0.99 * contestants[c].tolerances[k])
        continue;
      for (size_t i = count++; i > at; i--)
        tolerances[i] = tolerances[i - 1];
      tolerances[at] = contestants[c].tolerances[k];
    }
  for (size_t k = 0; k < count; k++)
    fprintf(file, "%19.1e", tolerances[k]);
  for (size_t c = 0; c < contestant_count; c++)
  {
    fprintf(file, "\n%-16s", contestants[c].solver->name);
    for (size_t k = 0; k < count; k++)
    {
      const struct precision_point *point = NULL;
      for (size_t i = 0; i < contestants[c].count; i++)
        if (fabs(contestants[c].tolerances[i] / tolerances[k] - 1) < 0.01)
          point = &contestants[c].curve.points[i];
      if (point == NULL)
        fprintf(file, "%19s", "");
      else
        fprintf(file, "%9.4g / %-7.3g", 1e6 * point->seconds, point->error);
    }
  }
  fprintf(file, "\n");
}

enum status measure_rows(const char *file, const char *work, const struct contestant *contestants, size_t contestant_count,
                         const struct measure_target *targets, size_t target_count, struct trail *trail)
{
  for (size_t k = 0; k < target_count; k++)
  {
    struct precision_ratio ratio = { 0, (double)NAN, (double)NAN, (double)NAN };
    const char *note = "SUNDIALS could not be fetched or built";
    for (size_t c = 1; c < contestant_count; c++)
      if (strcmp(contestants[c].solver->name, targets[k].peer) == 0)
      {
        ratio = precision_compare(&contestants[0].curve, &contestants[c].curve, 1e-7, 1e-4);
        note = ratio.levels > 0 ? NULL : "no error of the peer lies within our curve";
      }
    if (!table_append_ratio(file, work, targets[k].peer, ratio, targets[k].at_least, note))
      return status_fail(trail, STATUS_CANNOT_CREATE, "the table cannot be written");
  }
  return STATUS_OK;
}
