/* bench_tissue.c - work and precision of tissue trajectories: our production integrator against GSL and SUNDIALS CVODE.
 *
 *   bench_tissue [TABLE.csv]
 *
 * Two ensembles, because they are two questions. "intensities": all sessions hit, as when parameters are sampled. "patterns":
 * every pattern of hit and missed sessions, as in a run, where a solver with steps of its own is fast on what was missed. */
#include <math.h>
#include <stdio.h>

#include "measure.h"
#include "tissue.h"

enum
{
  GROUPS = 3, /* samples of parameters */
  MEMBERS = 16,
  SESSIONS = 4,
  REPEATED = 5,
  CONTESTANTS = 16
};

struct ensemble
{
  const char *name;
  enum tissue_kind kind;
  struct tissue *tissues[GROUPS];
  const struct problem *problems[GROUPS];
};

/* the groups with a reference each; the first has default parameters */
static enum status ensemble_make(struct ensemble *ensemble, struct trail *trail)
{
  const struct solver *judge = solver_find(gsl_solvers, "GSL rk8pd"), *other = solver_find(own_solvers, "neocol");
  size_t made = 0;
  for (size_t sample = 0; made < GROUPS && sample < 4 * GROUPS; sample++)
  {
    struct tissue_request request = { .sessions = SESSIONS, .kind = ensemble->kind, .members = MEMBERS, .sample = sample };
    enum status status = tissue_create(&request, &ensemble->tissues[made], trail);
    if (status == STATUS_DATA && sample > 0)
    {
      // this sample has no stable rest: take the next one
      trail_clear(trail);
      continue;
    }
    if (status == STATUS_OK)
      status = tissue_reference(ensemble->tissues[made], judge, 1e-13, 1e-16, trail);
    if (status != STATUS_OK)
      return status;
    ensemble->problems[made] = tissue_problem(ensemble->tissues[made]);
    made++;
  }
  if (made < GROUPS)
    return status_fail(trail, STATUS_DATA, "too few samples have a stable rest");
  // the reference against another method, and the system against that of a run
  struct contestant check = { other, 1, { 1e-10 }, { NULL, 0, { { 0, 0, 0 } } } };
  enum status status = measure_contest(ensemble->problems, GROUPS, &check, 1, 1, trail);
  printf("\nensemble of %s: %d trajectories, %zu states, %d sessions, %zu daily outputs\n", ensemble->name,
         (int)(GROUPS * ensemble->problems[0]->trajectories), ensemble->problems[0]->size, SESSIONS,
         ensemble->problems[0]->outputs);
  printf("reference %s at 1e-13; %s at 1e-10 is %.3g units away\n", judge->name, other->name, check.curve.points[0].error);
  if (ensemble->kind == TISSUE_PATTERNS)
  {
    double difference = tissue_verify(ensemble->tissues[0]);
    printf("mean over patterns against that of a run: %.2g\n", difference);
    if (!(difference < 1e-6))
      return status_fail(trail, STATUS_SOFTWARE, "the system of the benchmark is not that of a run: means differ by %g",
                         difference);
  }
  return status;
}

static void ensemble_free(struct ensemble *ensemble)
{
  for (size_t i = 0; i < GROUPS; i++)
    tissue_free(ensemble->tissues[i]);
}

static enum status ensemble_run(struct ensemble *ensemble, const char *file, struct trail *trail)
{
  struct contestant contestants[CONTESTANTS];
  size_t count = 0;
  enum status status = ensemble_make(ensemble, trail);
  if (status != STATUS_OK)
    return status;
  count = contestant_add(contestants, count, own_solvers, "neocol", 1e-2, 1e-9);
  count = contestant_add(contestants, count, own_solvers, "neocol alone", 1e-4, 1e-7);
  count = contestant_add(contestants, count, own_solvers, "neocol dopri5", 1e-4, 1e-7);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE dense", 1e-4, 1e-7);
  count = contestant_add(contestants, count, cvode_solvers, "CVODE sparse", 1e-4, 1e-7);
  count = contestant_add(contestants, count, gsl_solvers, "GSL rkf45", 1e-4, 1e-7);
  count = contestant_add(contestants, count, gsl_solvers, "GSL rk8pd", 1e-4, 1e-7);
  count = contestant_add(contestants, count, gsl_solvers, "GSL msbdf", 1e-4, 1e-7);
  status = measure_contest(ensemble->problems, GROUPS, contestants, count, REPEATED, trail);
  if (status != STATUS_OK)
    return status;
  char title[128];
  snprintf(title, sizeof title, "tissue trajectories, %s", ensemble->name);
  measure_print(stdout, title, ensemble->problems[0], contestants, count);
  const struct measure_target targets[] = {
    { "CVODE dense", 12 }, { "CVODE sparse", 6 }, { "GSL rkf45", 4 }, { "GSL rk8pd", (double)NAN }, { "GSL msbdf", 40 }
  };
  return measure_rows(file, title, contestants, count, targets, sizeof targets / sizeof *targets, trail);
}

int main(int argc, char **argv)
{
  static struct trail trail;
  struct ensemble ensembles[] = { { .name = "all sessions hit", .kind = TISSUE_INTENSITIES },
                                  { .name = "hit patterns", .kind = TISSUE_PATTERNS } };
  enum status status = STATUS_OK;
  for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
  {
    status = ensemble_run(&ensembles[i], argc > 1 ? argv[1] : NULL, &trail);
    ensemble_free(&ensembles[i]);
    fflush(stdout);
  }
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
