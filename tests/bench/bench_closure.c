/* bench_closure.c - work and precision of a closing channel: our solvers against CVODE with a banded matrix and with Krylov.
 *
 *   bench_closure [TABLE.csv]
 *
 * The same cells, reaction and flows; errors are those of the integration in time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "plane.h"
#include "radial.h"

enum
{
  REPEATED = 5,
  CONTESTANTS = 8
};

static const char *table_file;

/* a peer and the ratio that is wanted; NaN: none */
struct peer
{
  const struct solver *solver; /* NULL: not there */
  struct measure_target target;
};

/* our solver against the peers */
static enum status channel_measure(const struct problem *problem, const char *work, const struct solver *own, double tightest,
                                   const struct peer *peers, size_t peer_count, struct trail *trail)
{
  struct contestant contestants[CONTESTANTS];
  struct measure_target targets[CONTESTANTS];
  size_t count = contestant_add(contestants, 0, own, own->name, 1e-1, tightest);
  for (size_t k = 0; k < peer_count; k++)
  {
    if (peers[k].solver != NULL)
      count = contestant_add(contestants, count, peers[k].solver, peers[k].target.peer, 1e-4, 1e-7);
    targets[k] = peers[k].target;
  }
  enum status status = measure_contest(&problem, 1, contestants, count, REPEATED, trail);
  if (status != STATUS_OK)
    return status;
  measure_print(stdout, work, problem, contestants, count);
  return measure_rows(table_file, work, contestants, count, targets, peer_count, trail);
}

/* how far our solver is from the reference at a tight tolerance */
static enum status reference_check(const struct problem *problem, const struct solver *own, double tolerance, const char *judge,
                                   struct trail *trail)
{
  struct contestant check = { own, 1, { tolerance }, { NULL, 0, { { 0, 0, 0 } } } };
  enum status status = measure_contest(&problem, 1, &check, 1, 1, trail);
  printf("%zu values; reference: %s; neocol at %g is %.3g units away\n", problem->size, judge, tolerance,
         check.curve.points[0].error);
  return status;
}

static enum status radial_measure(struct trail *trail)
{
  const struct solver *own = solver_find(radial_solvers, "neocol"), *judge = solver_find(cvode_solvers, "CVODE banded");
  const struct peer peers[] = { { judge, { "CVODE banded", 8 } },
                                { solver_find(cvode_solvers, "CVODE GMRES"), { "CVODE GMRES", 8 } } };
  struct radial *radial = NULL;
  // stiff: an explicit reference would take minutes
  if (judge == NULL)
    judge = own;
  enum status status = radial_create(1, &radial, trail);
  if (status == STATUS_OK)
    status = radial_reference(radial, judge, judge == own ? 1e-10 : 1e-12, trail);
  if (status == STATUS_OK)
    status = reference_check(radial_problem(radial), own, 1e-9, judge->name, trail);
  if (status == STATUS_OK)
  {
    char work[128];
    snprintf(work, sizeof work, "closure, radial, %zu cells", radial_cells(radial));
    status = channel_measure(radial_problem(radial), work, own, 1e-7, peers, 2, trail);
  }
  radial_free(radial);
  return status;
}

static enum status plane_measure(struct problem *problem, const char *size, struct trail *trail)
{
  const struct solver *own = solver_find(plane_solvers, "neocol"), *judge = solver_find(cvode_solvers, "CVODE GMRES");
  const char *with_ours = "CVODE GMRES, our blocks";
  const struct peer peers[] = { { judge, { "CVODE GMRES", 8 } },
                                { judge == NULL ? NULL : solver_find(plane_solvers, with_ours), { with_ours, (double)NAN } } };
  double tolerance = 1e-10;
  if (judge == NULL)
  {
    judge = own;
    tolerance = 1e-9;
  }
  problem->reference = calloc(problem_solution_size(problem), sizeof(double));
  if (problem->reference == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a reference");
  enum status status = judge->solve(problem, tolerance, tolerance, problem->reference, trail);
  if (status == STATUS_OK)
    status = reference_check(problem, own, 1e-8, judge->name, trail);
  char work[128];
  snprintf(work, sizeof work, "closure, (r, z), %s", size);
  return status == STATUS_OK ? channel_measure(problem, work, own, 1e-6, peers, 2, trail) : status;
}

int main(int argc, char **argv)
{
  static struct trail trail;
  table_file = argc > 1 ? argv[1] : NULL;
  enum status status = radial_measure(&trail);
  fflush(stdout);
  if (status == STATUS_OK)
    status = plane_visit("coarse", plane_measure, &trail);
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
