/* cvode_solvers.c - SUNDIALS CVODE (BDF, Newton, exact partial derivatives), one trajectory at a time with its own steps.
 *
 *   dense     SUNDIALS' dense elimination
 *   sparse    our elimination of the sparse pattern (sparse_lu.h), without any dense matrix on the way
 *   banded    SUNDIALS' banded elimination in the order of the problem's band
 *   GMRES     Krylov, with our exact elimination as preconditioner; products with the matrix are differences of rates
 *
 * Outputs are interpolated by CVODE and never change its steps; after an event it starts again. Everything that can be made once
 * is made once for a problem. Source: SUNDIALS 6 user guide. */
#include "problem.h"

#include <stdlib.h>
#include <string.h>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_band.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_band.h>
#include <sunmatrix/sunmatrix_dense.h>

#include "sparse_lu.h"

enum kind
{
  DENSE,
  SPARSE,
  BANDED,
  GMRES
};

/* our elimination of the pattern that was asked for last: made once, it is no part of the time of each solution */
static struct
{
  size_t size, entries, *pattern; /* [2 entries] rows, then columns */
  struct sparse_lu *lu;
} kept;

static struct sparse_lu *elimination_get(const struct problem *problem)
{
  size_t bytes = problem->entries * sizeof(size_t);
  if (kept.lu != NULL && kept.size == problem->size && kept.entries == problem->entries &&
      memcmp(kept.pattern, problem->row, bytes) == 0 && memcmp(kept.pattern + kept.entries, problem->column, bytes) == 0)
    return kept.lu;
  sparse_lu_free(kept.lu);
  free(kept.pattern);
  kept.size = problem->size;
  kept.entries = problem->entries;
  kept.pattern = malloc(2 * bytes + 1);
  kept.lu = kept.pattern == NULL ? NULL : sparse_lu_create(problem->size, problem->entries, problem->row, problem->column);
  if (kept.lu == NULL)
    return NULL;
  memcpy(kept.pattern, problem->row, bytes);
  memcpy(kept.pattern + kept.entries, problem->column, bytes);
  return kept.lu;
}

struct run
{
  const struct problem *problem;
  enum kind kind;
  size_t trajectory;
  double *partials; /* [entries] saved, as long as CVODE finds them good enough */
  /* ours: factors of 1 / gamma - J */
  const struct sparse_lu *lu;
  double *factors, gamma;
  /* banded */
  sunindextype *pivot;
  double *permuted;
  double *memory;
  SUNContext context;
  void *cvode;
  N_Vector state;
  SUNMatrix matrix;
  SUNLinearSolver linear;
};

static int rates(double time, N_Vector state, N_Vector rate, void *data)
{
  const struct run *run = data;
  run->problem->rates(run->problem->context, run->trajectory, time, N_VGetArrayPointer(state), N_VGetArrayPointer(rate));
  return 0;
}

static void partials_update(struct run *run, double time, N_Vector state)
{
  run->problem->partials(run->problem->context, run->trajectory, time, N_VGetArrayPointer(state), run->partials);
}

static int dense_partials(double time, N_Vector state, N_Vector rate, SUNMatrix matrix, void *data, N_Vector a, N_Vector b,
                          N_Vector c)
{
  (void)rate, (void)a, (void)b, (void)c;
  struct run *run = data;
  const struct problem *problem = run->problem;
  double *values = SUNDenseMatrix_Data(matrix);
  partials_update(run, time, state);
  for (size_t e = 0; e < problem->entries; e++)
    values[problem->column[e] * problem->size + problem->row[e]] = run->partials[e];
  return 0;
}

/* --- our elimination --- */

static void factors_update(struct run *run, double gamma)
{
  run->gamma = gamma;
  sparse_lu_shifted(run->lu, 1, 1 / gamma, run->partials, run->factors);
  sparse_lu_factor(run->lu, 1, run->factors);
}

/* (1 - gamma J) x = b is (1 / gamma - J) x = b / gamma */
static void factors_solve(const struct run *run, N_Vector solution, N_Vector right)
{
  double *x = N_VGetArrayPointer(solution);
  const double *b = N_VGetArrayPointer(right), scale = 1 / run->gamma;
  for (size_t i = 0; i < run->problem->size; i++)
    x[i] = scale * b[i];
  sparse_lu_solve(run->lu, 1, run->factors, x);
}

/* called by CVODE when the matrix has to change; the elimination itself is the set-up of the linear solver */
static int sparse_update(double time, N_Vector state, N_Vector rate, SUNMatrix matrix, int is_good, int *is_current, double gamma,
                         void *data, N_Vector a, N_Vector b, N_Vector c)
{
  (void)rate, (void)matrix, (void)a, (void)b, (void)c;
  struct run *run = data;
  if (!is_good)
    partials_update(run, time, state);
  *is_current = !is_good;
  run->gamma = gamma;
  return 0;
}

static int sparse_setup(SUNLinearSolver linear, SUNMatrix matrix)
{
  (void)matrix;
  struct run *run = linear->content;
  factors_update(run, run->gamma);
  return 0;
}

static int sparse_solve(SUNLinearSolver linear, SUNMatrix matrix, N_Vector solution, N_Vector right, double tolerance)
{
  (void)matrix, (void)tolerance;
  factors_solve(linear->content, solution, right);
  return 0;
}

static int preconditioner_setup(double time, N_Vector state, N_Vector rate, int is_good, int *is_current, double gamma,
                                void *data)
{
  struct run *run = data;
  if (run->problem->prepare != NULL)
  {
    run->problem->prepare(run->problem->context, time, N_VGetArrayPointer(state), is_good, gamma);
    *is_current = !is_good;
    return 0;
  }
  int status = sparse_update(time, state, rate, NULL, is_good, is_current, gamma, data, NULL, NULL, NULL);
  factors_update(run, gamma);
  return status;
}

static int preconditioner_solve(double time, N_Vector state, N_Vector rate, N_Vector right, N_Vector solution, double gamma,
                                double delta, int side, void *data)
{
  (void)time, (void)state, (void)rate, (void)gamma, (void)delta, (void)side;
  const struct run *run = data;
  if (run->problem->approximate != NULL)
    run->problem->approximate(run->problem->context, N_VGetArrayPointer(right), N_VGetArrayPointer(solution));
  else
    factors_solve(run, solution, right);
  return 0;
}

/* --- banded elimination --- */

static int band_partials(double time, N_Vector state, N_Vector rate, SUNMatrix matrix, void *data, N_Vector a, N_Vector b,
                         N_Vector c)
{
  (void)rate, (void)a, (void)b, (void)c;
  struct run *run = data;
  const struct problem *problem = run->problem;
  const size_t *place = problem->band_place;
  partials_update(run, time, state);
  for (size_t e = 0; e < problem->entries; e++)
  {
    sunindextype i = (sunindextype)place[problem->row[e]], j = (sunindextype)place[problem->column[e]];
    SM_ELEMENT_B(matrix, i, j) = run->partials[e];
  }
  return 0;
}

static int band_setup(SUNLinearSolver linear, SUNMatrix matrix)
{
  const struct run *run = linear->content;
  return (int)SUNDlsMat_bandGBTRF(SM_COLS_B(matrix), SM_COLUMNS_B(matrix), SM_UBAND_B(matrix), SM_LBAND_B(matrix),
                                  SM_SUBAND_B(matrix), run->pivot);
}

static int band_solve(SUNLinearSolver linear, SUNMatrix matrix, N_Vector solution, N_Vector right, double tolerance)
{
  (void)tolerance;
  const struct run *run = linear->content;
  const size_t *place = run->problem->band_place;
  const double *b = N_VGetArrayPointer(right);
  double *x = N_VGetArrayPointer(solution);
  for (size_t i = 0; i < run->problem->size; i++)
    run->permuted[place[i]] = b[i];
  SUNDlsMat_bandGBTRS(SM_COLS_B(matrix), SM_COLUMNS_B(matrix), SM_SUBAND_B(matrix), SM_LBAND_B(matrix), run->pivot,
                      run->permuted);
  for (size_t i = 0; i < run->problem->size; i++)
    x[i] = run->permuted[place[i]];
  return 0;
}

/* --- making and running --- */

static SUNLinearSolver_Type direct_type(SUNLinearSolver linear)
{
  (void)linear;
  return SUNLINEARSOLVER_DIRECT;
}

static SUNMatrix_ID custom_id(SUNMatrix matrix)
{
  (void)matrix;
  return SUNMATRIX_CUSTOM;
}

/* a direct linear solver of our own that finds its run in its content */
static SUNLinearSolver direct_create(struct run *run, int (*setup)(SUNLinearSolver, SUNMatrix),
                                     int (*solve)(SUNLinearSolver, SUNMatrix, N_Vector, N_Vector, double))
{
  SUNLinearSolver linear = SUNLinSolNewEmpty(run->context);
  if (linear == NULL)
    return NULL;
  linear->content = run;
  linear->ops->gettype = direct_type;
  linear->ops->setup = setup;
  linear->ops->solve = solve;
  return linear;
}

/* the linear solver of each kind; nonzero when it could not be made */
static int linear_create(struct run *run)
{
  const struct problem *problem = run->problem;
  sunindextype n = (sunindextype)problem->size, width = (sunindextype)problem->half_width;
  int failed = 0;
  switch (run->kind)
  {
  case DENSE:
    run->matrix = SUNDenseMatrix(n, n, run->context);
    run->linear = SUNLinSol_Dense(run->state, run->matrix, run->context);
    failed = CVodeSetLinearSolver(run->cvode, run->linear, run->matrix) || CVodeSetJacFn(run->cvode, dense_partials);
    break;
  case SPARSE:
    run->matrix = SUNMatNewEmpty(run->context);
    run->linear = direct_create(run, sparse_setup, sparse_solve);
    if (run->matrix == NULL || run->linear == NULL)
      return 1;
    run->matrix->ops->getid = custom_id;
    failed = CVodeSetLinearSolver(run->cvode, run->linear, run->matrix) || CVodeSetLinSysFn(run->cvode, sparse_update);
    break;
  case BANDED:
    run->matrix = SUNBandMatrix(n, width, width, run->context);
    run->linear = direct_create(run, band_setup, band_solve);
    failed = CVodeSetLinearSolver(run->cvode, run->linear, run->matrix) || CVodeSetJacFn(run->cvode, band_partials);
    break;
  case GMRES:
    run->linear = SUNLinSol_SPGMR(run->state, SUN_PREC_LEFT, 0, run->context);
    failed = CVodeSetLinearSolver(run->cvode, run->linear, NULL) ||
             CVodeSetPreconditioner(run->cvode, preconditioner_setup, preconditioner_solve);
    break;
  }
  return failed;
}

static void run_close(struct run *run)
{
  CVodeFree(&run->cvode);
  if (run->linear != NULL)
  {
    // what SUNDIALS would free is not its own
    if (run->linear->content == run)
      run->linear->content = NULL;
    SUNLinSolFree(run->linear);
  }
  if (run->matrix != NULL)
    SUNMatDestroy(run->matrix);
  if (run->state != NULL)
    N_VDestroy(run->state);
  SUNContext_Free(&run->context);
  free(run->memory);
  free(run->pivot);
}

/* everything that is made once; nonzero when something could not be made */
static int run_open(struct run *run, double relative, double absolute)
{
  const struct problem *problem = run->problem;
  size_t n = problem->size;
  int is_ours = run->kind == SPARSE || (run->kind == GMRES && problem->prepare == NULL);
  size_t filled = 0;
  if (is_ours)
  {
    run->lu = elimination_get(problem);
    if (run->lu == NULL)
      return 1;
    filled = sparse_lu_entries(run->lu);
  }
  run->pivot = calloc(n, sizeof *run->pivot);
  run->memory = calloc(problem->entries + filled + n, sizeof(double));
  if (run->pivot == NULL || run->memory == NULL)
    return 1;
  run->partials = run->memory;
  run->factors = run->partials + problem->entries;
  run->permuted = run->factors + filled;
  if (SUNContext_Create(NULL, &run->context) != 0)
    return 1;
  run->state = N_VNew_Serial((sunindextype)n, run->context);
  run->cvode = CVodeCreate(CV_BDF, run->context);
  return run->state == NULL || run->cvode == NULL || CVodeInit(run->cvode, rates, 0, run->state) ||
         CVodeSStolerances(run->cvode, relative, absolute) || CVodeSetUserData(run->cvode, run) ||
         CVodeSetMaxNumSteps(run->cvode, 10000000) || linear_create(run);
}

/* one trajectory */
static enum status trajectory_solve(struct run *run, double *solution, struct trail *trail)
{
  const struct problem *problem = run->problem;
  size_t n = problem->size;
  double *state = N_VGetArrayPointer(run->state);
  problem->begin(problem->context, run->trajectory, state);
  for (size_t e = 0; e < problem->events; e++)
  {
    struct problem_interval interval = problem_interval(problem, e);
    double time = interval.start;
    problem->act(problem->context, e, run->trajectory, state);
    int code = CVodeReInit(run->cvode, time, run->state);
    if (code == CV_SUCCESS)
      code = CVodeSetStopTime(run->cvode, interval.end);
    for (size_t i = interval.first_output; i <= interval.first_output + interval.outputs && code >= 0; i++)
    {
      int is_output = i < interval.first_output + interval.outputs;
      double goal = is_output ? problem->times[i] : interval.end;
      if (goal > time)
        code = CVode(run->cvode, goal, run->state, &time, CV_NORMAL);
      if (is_output)
        memcpy(solution + (run->trajectory * problem->outputs + i) * n, state, n * sizeof *state);
    }
    if (code < 0)
      return status_fail(trail, STATUS_SOFTWARE, "CVODE failed at time %g with %d", time, code);
  }
  return STATUS_OK;
}

static enum status solve(enum kind kind, const struct problem *problem, double relative, double absolute, double *solution,
                         struct trail *trail)
{
  struct run run = { .problem = problem, .kind = kind };
  enum status status = STATUS_OK;
  if (run_open(&run, relative, absolute) != 0)
    status = status_fail(trail, STATUS_MEMORY, "CVODE could not be set up for %zu states", problem->size);
  for (; run.trajectory < problem->trajectories && status == STATUS_OK; run.trajectory++)
    status = trajectory_solve(&run, solution, trail);
  run_close(&run);
  return status;
}

#define SOLVER(name, kind)                                                                                                       \
  static enum status solve_##name(const struct problem *problem, double relative, double absolute, double *solution,             \
                                  struct trail *trail)                                                                           \
  {                                                                                                                              \
    return solve(kind, problem, relative, absolute, solution, trail);                                                            \
  }
SOLVER(dense, DENSE)
SOLVER(sparse, SPARSE)
SOLVER(banded, BANDED)
SOLVER(gmres, GMRES)

const struct solver cvode_solvers[] = {
  { "CVODE dense", "BDF, dense elimination, exact partial derivatives", solve_dense },
  { "CVODE sparse", "BDF, our sparse elimination", solve_sparse },
  { "CVODE banded", "BDF, banded elimination, exact partial derivatives", solve_banded },
  { "CVODE GMRES", "BDF, Krylov, our exact elimination as preconditioner", solve_gmres },
  { NULL, NULL, NULL },
};
