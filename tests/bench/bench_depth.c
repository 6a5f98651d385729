/* bench_depth.c - work and precision of tissue over depth: our integrator against CVODE with a banded matrix, and with Krylov
 * and our exact elimination as preconditioner.
 *
 *   bench_depth [TABLE.csv]
 *
 * One column, all sessions hit, three intensities. The cells of a column are points of one call of the rates, so every solver has
 * vectorised rates. Before it, the system is checked against a run with one session. */
#include <math.h>
#include <stdio.h>

#include "measure.h"
#include "tissue.h"

enum
{
  CELLS_OVER_DEPTH = 60,
  SESSIONS = 4,
  MEMBERS = 3,
  REPEATED = 5,
  CONTESTANTS = 8
};

/* the mean over both patterns of one session against that of a run */
static enum status system_check(struct trail *trail)
{
  struct tissue_request request = {
    .sessions = 1, .kind = TISSUE_PATTERNS, .members = 2, .depth_cells = CELLS_OVER_DEPTH, .sample = 0
  };
  struct tissue *tissue;
  enum status status = tissue_create(&request, &tissue, trail);
  if (status == STATUS_OK)
    status = tissue_reference(tissue, solver_find(gsl_solvers, "GSL rk8pd"), 1e-10, 1e-14, trail);
  if (status == STATUS_OK)
  {
    double difference = tissue_verify(tissue);
    printf("mean over patterns of one session against that of a run: %.2g\n", difference);
    if (!(difference < 1e-6))
      status =
          status_fail(trail, STATUS_SOFTWARE, "the column of the benchmark is not that of a run: means differ by %g", difference);
  }
  tissue_free(tissue);
  return status;
}

static enum status column_measure(struct tissue *tissue, const char *file, struct trail *trail)
{
  const struct problem *problem = tissue_problem(tissue);
  struct contestant contestants[CONTESTANTS];
  size_t count = 0;
  enum status status = tissue_reference(tissue, solver_find(gsl_solvers, "GSL rk8pd"), 1e-12, 1e-15, trail);
  count = contestant_add(contestants, count, own_solvers, "neocol", 1e-2, 1e-9);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE banded", 1e-4, 1e-7);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE GMRES", 1e-4, 1e-7);
  if (status == STATUS_OK)
    status = measure_contest(&problem, 1, contestants, count, REPEATED, trail);
  if (status != STATUS_OK)
    return status;
  char title[128];
  snprintf(title, sizeof title, "tissue over depth, %d cells", CELLS_OVER_DEPTH);
  measure_print(stdout, title, problem, contestants, count);
  const struct measure_target targets[] = { { "CVODE banded", 10 }, { "CVODE GMRES", 5 } };
  return measure_rows(file, title, contestants, count, targets, sizeof targets / sizeof *targets, trail);
}

int main(int argc, char **argv)
{
  static struct trail trail;
  struct tissue_request request = {
    .sessions = SESSIONS, .kind = TISSUE_INTENSITIES, .members = MEMBERS, .depth_cells = CELLS_OVER_DEPTH
  };
  struct tissue *tissue = NULL;
  enum status status = system_check(&trail);
  if (status == STATUS_OK)
    status = tissue_create(&request, &tissue, &trail);
  if (status == STATUS_OK)
    status = column_measure(tissue, argc > 1 ? argv[1] : NULL, &trail);
  tissue_free(tissue);
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
