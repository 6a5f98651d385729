/* bench_closure.c - work and precision of a closing channel: our solver against CVODE with a banded matrix and with Krylov.
 *
 *   bench_closure [TABLE.csv]
 *
 * The same cells, reaction and flows; errors are those of the integration in time. */
#include <math.h>
#include <stdio.h>

#include "measure.h"
#include "radial.h"

enum
{
  REPEATED = 5,
  CONTESTANTS = 8
};

static enum status channel_measure(struct radial *radial, const char *file, struct trail *trail)
{
  const struct problem *problem = radial_problem(radial);
  struct contestant contestants[CONTESTANTS];
  struct contestant check = { solver_find(radial_solvers, "neocol"), 1, { 1e-9 }, { NULL, 0, { { 0, 0, 0 } } } };
  size_t count = 0;
  // stiff: an explicit reference would take minutes
  const struct solver *judge = solver_find(cvode_solvers, "CVODE banded");
  double tolerance = 1e-12;
  if (judge == NULL)
  {
    judge = check.solver;
    tolerance = 1e-10;
  }
  enum status status = radial_reference(radial, judge, tolerance, trail);
  if (status == STATUS_OK)
    status = measure_contest(&problem, 1, &check, 1, 1, trail);
  if (status != STATUS_OK)
    return status;
  printf("\nradial channel of %zu cells, %zu values\nreference %s at %g; neocol at 1e-9 is %.3g units away\n",
         radial_cells(radial), problem->size, judge->name, tolerance, check.curve.points[0].error);
  count = contestant_add(contestants, count, radial_solvers, "neocol", 1e-1, 1e-8);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE banded", 1e-3, 1e-7);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE GMRES", 1e-3, 1e-7);
  status = measure_contest(&problem, 1, contestants, count, REPEATED, trail);
  if (status != STATUS_OK)
    return status;
  char title[128];
  snprintf(title, sizeof title, "closure, radial, %zu cells", radial_cells(radial));
  measure_print(stdout, title, problem, contestants, count);
  const struct measure_target targets[] = { { "CVODE banded", 8 }, { "CVODE GMRES", (double)NAN } };
  return measure_rows(file, title, contestants, count, targets, sizeof targets / sizeof *targets, trail);
}

int main(int argc, char **argv)
{
  static struct trail trail;
  struct radial *radial = NULL;
  enum status status = radial_create(1, &radial, &trail);
  if (status == STATUS_OK)
    status = channel_measure(radial, argc > 1 ? argv[1] : NULL, &trail);
  radial_free(radial);
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
