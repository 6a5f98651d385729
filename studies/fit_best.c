/* fit_best.c - priors as scales, misfits, and the most probable parameters by nonlinear least squares (GSL). */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "fit_target.h"

enum
{
  ITERATIONS = 25 /* of each of the two passes */
};

static const double tails = 8;         /* degrees of freedom of the t distribution */
static const double difference = 0.03; /* step of u in derivatives: well above the error of the runs */

double fit_value(const struct fit_parameter *parameter, double u)
{
  double part = gsl_cdf_ugaussian_P(u);
  double value = parameter->low > 0 ? parameter->low * pow(parameter->high / parameter->low, part)
                                    : parameter->low + (parameter->high - parameter->low) * part;
  return fmin(fmax(value, parameter->low), parameter->high);
}

double fit_place(const struct fit_parameter *parameter, double value)
{
  double part = parameter->low > 0 ? log(value / parameter->low) / log(parameter->high / parameter->low)
                                   : (value - parameter->low) / (parameter->high - parameter->low);
  return gsl_cdf_ugaussian_Pinv(fmin(fmax(part, gsl_cdf_ugaussian_P(-3)), gsl_cdf_ugaussian_P(3)));
}

double fit_root(double residual)
{
  return copysign(sqrt((tails + 1) * log1p(residual * residual / tails)), residual);
}

double fit_misfit(const struct fit_target *target, const double *value)
{
  double *predicted = calloc(target->rows + 1, sizeof *predicted), sum = 0;
  if (predicted == NULL)
    return HUGE_VAL;
  target->predict(target->context, value, predicted);
  for (size_t i = 0; i < target->rows; i++)
    sum += pow(fit_root(scoring_residual(target->row[i], predicted[i])), 2) / 2;
  free(predicted);
  return sum;
}

/* what GSL calls back with */
struct search
{
  const struct fit_target *target;
  size_t moving, *which; /* parameters that move */
  double *value;         /* [parameters], the others stay */
  size_t runs;
  int plain; /* nonzero: normal misfits, which lead from afar; zero: those of the t distribution */
};

/* residual[rows + moving] at place[moving] */
static int residuals_compute(const struct search *search, const double *place, double *residual)
{
  const struct fit_target *target = search->target;
  double *value = malloc((target->parameters + 1) * sizeof *value);
  if (value == NULL)
    return 0;
  memcpy(value, search->value, target->parameters * sizeof *value);
  for (size_t k = 0; k < search->moving; k++)
  {
    value[search->which[k]] = fit_value(&target->parameter[search->which[k]], place[k]);
    residual[target->rows + k] = place[k];
  }
  target->predict(target->context, value, residual);
  for (size_t i = 0; i < target->rows; i++)
  {
    double distance = scoring_residual(target->row[i], residual[i]);
    residual[i] = search->plain ? distance : fit_root(distance);
  }
  free(value);
  return 1;
}

static int search_residuals(const gsl_vector *x, void *context, gsl_vector *f)
{
  struct search *search = context;
  search->runs++;
  return residuals_compute(search, x->data, f->data) ? GSL_SUCCESS : GSL_ENOMEM;
}

/* central differences, one parameter per thread */
static int search_derivatives(const gsl_vector *x, void *context, gsl_matrix *jacobian)
{
  struct search *search = context;
  size_t moving = search->moving, count = search->target->rows + moving;
  int threads = search->target->threads > 0 ? search->target->threads : omp_get_max_threads(), full = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) reduction(| : full)
  for (size_t k = 0; k < moving; k++)
  {
    double *space = malloc((2 * count + moving) * sizeof *space);
    if (space == NULL)
    {
      full = 1;
      continue;
    }
    double *above = space, *below = space + count, *place = space + 2 * count;
    memcpy(place, x->data, moving * sizeof *place);
    place[k] += difference;
    full |= !residuals_compute(search, place, above);
    place[k] -= 2 * difference;
    full |= !residuals_compute(search, place, below);
    for (size_t i = 0; i < count; i++)
      gsl_matrix_set(jacobian, i, k, (above[i] - below[i]) / (2 * difference));
    free(space);
  }
  search->runs += 2 * moving;
  return full ? GSL_ENOMEM : GSL_SUCCESS;
}

/* one pass from `place`, which is moved to the end */
static enum status search_run(struct search *search, gsl_vector *place, struct fit_report *report, struct trail *trail)
{
  size_t count = search->target->rows + search->moving;
  gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
  gsl_multifit_nlinear_fdf function = {
    .f = search_residuals, .df = search_derivatives, .n = count, .p = search->moving, .params = search
  };
  parameters.trs = gsl_multifit_nlinear_trs_lm;
  parameters.scale = gsl_multifit_nlinear_scale_levenberg;
  gsl_multifit_nlinear_workspace *work =
      gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, count, search->moving);
  if (work == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a fit of %zu parameters to %zu measurements", search->moving, count);
  int failed = gsl_multifit_nlinear_init(place, &function, work), reason = 0;
  // no progress counts as an end: steps below the error of the runs lead nowhere
  if (!failed)
    failed = gsl_multifit_nlinear_driver(ITERATIONS, 1e-4, 1e-6, 1e-6, NULL, NULL, &reason, work);
  if (failed == GSL_ENOPROG || failed == GSL_EMAXITER)
    failed = 0;
  report->steps += gsl_multifit_nlinear_niter(work);
  report->runs = search->runs;
  gsl_vector_memcpy(place, gsl_multifit_nlinear_position(work));
  for (size_t k = 0; k < search->moving; k++)
    search->value[search->which[k]] = fit_value(&search->target->parameter[search->which[k]], gsl_vector_get(place, k));
  gsl_multifit_nlinear_free(work);
  return failed ? status_fail(trail, STATUS_SOFTWARE, "the least-squares fit failed: %s", gsl_strerror(failed)) : STATUS_OK;
}

/* sum of misfits and prior */
static double search_objective(const struct search *search, const gsl_vector *place)
{
  double sum = fit_misfit(search->target, search->value);
  for (size_t k = 0; k < search->moving; k++)
    sum += pow(gsl_vector_get(place, k), 2) / 2;
  return sum;
}

enum status fit_best(const struct fit_target *target, double *value, struct fit_report *report, struct trail *trail)
{
  struct search search = { .target = target, .value = value };
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  memset(report, 0, sizeof *report);
  search.which = calloc(target->parameters + 1, sizeof *search.which);
  enum status status = search.which == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a fit") : STATUS_OK;
  for (size_t k = 0; k < target->parameters && status == STATUS_OK; k++)
  {
    value[k] = target->parameter[k].initial;
    if (target->parameter[k].moves)
      search.which[search.moving++] = k;
  }
  gsl_vector *start = status == STATUS_OK && search.moving > 0 ? gsl_vector_alloc(search.moving) : NULL;
  if (status == STATUS_OK && search.moving > 0 && start == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for a fit");
  if (start != NULL)
  {
    for (size_t k = 0; k < search.moving; k++)
      gsl_vector_set(start, k, fit_place(&target->parameter[search.which[k]], value[search.which[k]]));
    report->before = search_objective(&search, start);
    for (search.plain = 1; search.plain >= 0 && status == STATUS_OK; search.plain--)
      status = search_run(&search, start, report, trail);
    report->after = search_objective(&search, start);
  }
  gsl_vector_free(start);
  free(search.which);
  gsl_set_error_handler(handler);
  return status;
}
