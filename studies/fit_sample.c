/* fit_sample.c - sequential Monte Carlo (Del Moral, Doucet, Jasra 2006) on the scale where the prior is standard normal.
 *
 * Walk: u' = m + sqrt(1 - b^2) (u - m) + b L z with mean m and covariance L L' of the particles. It leaves the normal
 * distribution q(m, L L') as it is, so it is accepted with min(1, p(u') q(u) / (p(u) q(u'))), p: prior times likelihood at this
 * temperature; where p is nearly normal even long walks are accepted. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "fit_target.h"
#include "random.h"

enum
{
  TEMPERATURES = 60, /* at most */
  MOVES = 2,         /* walks at each temperature */
  LAST_MOVES = 5,    /* at the posterior itself */
  PURPOSE_PRIOR = 20,
  PURPOSE_RESAMPLING = 21,
  PURPOSE_WALK = 22,
  PURPOSE_ACCEPTANCE = 23
};

struct particles
{
  const struct fit_target *target;
  size_t count, size; /* particles, parameters */
  uint64_t seed;
  double *place, *moved; /* [count][size] */
  double *misfit, *weight;
  size_t *parent;
  gsl_matrix *walk;           /* lower root of the covariance */
  double *mean;               /* [size] */
  double temperature, length; /* length: b */
  size_t round;               /* walks so far: a counter of random numbers */
  size_t runs;
  double acceptance;
};

static double misfit_of(const struct particles *p, const double *place)
{
  double *value = malloc((p->size + 1) * sizeof *value);
  if (value == NULL)
    return HUGE_VAL;
  for (size_t k = 0; k < p->size; k++)
    value[k] = fit_value(&p->target->parameter[k], place[k]);
  double misfit = fit_misfit(p->target, value);
  free(value);
  return misfit;
}

static int threads_of(const struct particles *p)
{
  return p->target->threads > 0 ? p->target->threads : omp_get_max_threads();
}

static void prior_draw(struct particles *p)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_of(p))
  for (size_t i = 0; i < p->count; i++)
  {
    struct random_stream stream = { p->seed, (uint32_t)i, PURPOSE_PRIOR };
    for (size_t k = 0; k < p->size; k++)
      p->place[i * p->size + k] = random_normal(stream, k);
    p->misfit[i] = misfit_of(p, p->place + i * p->size);
  }
  p->runs += p->count;
}

/* weights for a step of the temperature; returns the effective part of the particles */
static double weights_compute(struct particles *p, double step)
{
  double least = HUGE_VAL, sum = 0, squares = 0;
  for (size_t i = 0; i < p->count; i++)
    least = fmin(least, p->misfit[i]);
  for (size_t i = 0; i < p->count; i++)
  {
    p->weight[i] = exp(-step * (p->misfit[i] - least));
    sum += p->weight[i];
    squares += p->weight[i] * p->weight[i];
  }
  for (size_t i = 0; i < p->count; i++)
    p->weight[i] /= sum;
  return sum * sum / squares / (double)p->count;
}

/* the longest step that keeps half of the particles effective */
static void temperature_raise(struct particles *p)
{
  double low = 0, high = 1 - p->temperature;
  if (weights_compute(p, high) < 0.5)
    for (int k = 0; k < 50; k++)
    {
      double middle = (low + high) / 2;
      *(weights_compute(p, middle) < 0.5 ? &high : &low) = middle;
    }
  else
    low = high;
  weights_compute(p, low);
  p->temperature = low >= 1 - p->temperature ? 1 : p->temperature + low;
}

/* systematic: one random number, equal spacing */
static void particles_resample(struct particles *p, size_t step)
{
  struct random_stream stream = { p->seed, (uint32_t)step, PURPOSE_RESAMPLING };
  double place = random_uniform(stream, 0), sum = p->weight[0] * (double)p->count;
  for (size_t i = 0, from = 0; i < p->count; i++)
  {
    while (sum < place + (double)i && from + 1 < p->count)
      sum += p->weight[++from] * (double)p->count;
    p->parent[i] = from;
  }
  for (size_t i = 0; i < p->count; i++)
  {
    memcpy(p->moved + i * p->size, p->place + p->parent[i] * p->size, p->size * sizeof *p->moved);
    p->weight[i] = p->misfit[p->parent[i]];
  }
  memcpy(p->place, p->moved, p->count * p->size * sizeof *p->place);
  memcpy(p->misfit, p->weight, p->count * sizeof *p->misfit);
}

/* mean of the particles and lower root of their covariance, a little wider so that no direction is lost */
static void walk_shape(struct particles *p)
{
  double n = (double)p->count;
  for (size_t k = 0; k < p->size; k++)
  {
    p->mean[k] = 0;
    for (size_t i = 0; i < p->count; i++)
      p->mean[k] += p->place[i * p->size + k] / n;
  }
  for (size_t a = 0; a < p->size; a++)
    for (size_t b = 0; b <= a; b++)
    {
      double sum = a == b ? 1e-3 : 0;
      for (size_t i = 0; i < p->count; i++)
        sum += (p->place[i * p->size + a] - p->mean[a]) * (p->place[i * p->size + b] - p->mean[b]) / (n - 1);
      gsl_matrix_set(p->walk, a, b, sum);
      gsl_matrix_set(p->walk, b, a, sum);
    }
  gsl_linalg_cholesky_decomp1(p->walk);
}

/* -ln q, without its constant */
static double walk_distance(const struct particles *p, const double *place, double *space)
{
  double sum = 0;
  for (size_t k = 0; k < p->size; k++)
  {
    space[k] = place[k] - p->mean[k];
    for (size_t j = 0; j < k; j++)
      space[k] -= gsl_matrix_get(p->walk, k, j) * space[j];
    space[k] /= gsl_matrix_get(p->walk, k, k);
    sum += space[k] * space[k] / 2;
  }
  return sum;
}

/* -ln p */
static double objective(const struct particles *p, const double *place, double misfit)
{
  double sum = p->temperature * misfit;
  for (size_t k = 0; k < p->size; k++)
    sum += place[k] * place[k] / 2;
  return sum;
}

/* one step of particle i; nonzero when it was taken */
static int particle_walk(struct particles *p, size_t i, double *space)
{
  struct random_stream walk = { p->seed, (uint32_t)i, PURPOSE_WALK }, chance = { p->seed, (uint32_t)i, PURPOSE_ACCEPTANCE };
  double *from = p->place + i * p->size, *to = p->moved + i * p->size, kept = sqrt(1 - p->length * p->length);
  for (size_t k = 0; k < p->size; k++)
    space[k] = random_normal(walk, p->round * p->size + k);
  for (size_t k = 0; k < p->size; k++)
  {
    double step = 0;
    for (size_t j = 0; j <= k; j++)
      step += gsl_matrix_get(p->walk, k, j) * space[j];
    to[k] = p->mean[k] + kept * (from[k] - p->mean[k]) + p->length * step;
  }
  double misfit = misfit_of(p, to);
  double before = objective(p, from, p->misfit[i]) - walk_distance(p, from, space);
  double after = objective(p, to, misfit) - walk_distance(p, to, space);
  if (!(log(1 - random_uniform(chance, p->round)) < before - after))
    return 0;
  memcpy(from, to, p->size * sizeof *from);
  p->misfit[i] = misfit;
  return 1;
}

/* one Metropolis step of every particle */
static void particles_walk(struct particles *p)
{
  size_t accepted = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_of(p)) reduction(+ : accepted)
  for (size_t i = 0; i < p->count; i++)
  {
    double *space = malloc((p->size + 1) * sizeof *space);
    accepted += space != NULL && particle_walk(p, i, space);
    free(space);
  }
  p->runs += p->count;
  p->round++;
  p->acceptance = (double)accepted / (double)p->count;
  // longer or shorter walks towards one acceptance in three
  p->length = fmin(0.98, p->length * exp(1.5 * (p->acceptance - 0.33)));
}

static void particles_free(struct particles *p)
{
  free(p->place);
  free(p->moved);
  free(p->misfit);
  free(p->weight);
  free(p->parent);
  free(p->mean);
  gsl_matrix_free(p->walk);
}

static enum status particles_make(struct particles *p, struct trail *trail)
{
  p->place = calloc(p->count * p->size + 1, sizeof(double));
  p->moved = calloc(p->count * p->size + 1, sizeof(double));
  p->misfit = calloc(p->count + 1, sizeof(double));
  p->weight = calloc(p->count + 1, sizeof(double));
  p->parent = calloc(p->count + 1, sizeof(size_t));
  p->mean = calloc(p->size + 1, sizeof(double));
  p->walk = gsl_matrix_calloc(p->size, p->size);
  if (p->place == NULL || p->moved == NULL || p->misfit == NULL || p->weight == NULL || p->parent == NULL || p->mean == NULL ||
      p->walk == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu sets of parameters", p->count);
  return STATUS_OK;
}

enum status fit_sample(const struct fit_target *target, size_t members, uint64_t seed, struct study_progress progress,
                       double *value, struct fit_report *report, struct trail *trail)
{
  memset(report, 0, sizeof *report);
  if (members < 2 || target->parameters == 0)
    return status_fail(trail, STATUS_DATA, "an ensemble needs at least 2 members and 1 parameter");
  struct particles p = { .target = target, .count = members, .size = target->parameters, .seed = seed };
  p.length = 0.5;
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  enum status status = particles_make(&p, trail);
  if (status == STATUS_OK)
    prior_draw(&p);
  for (size_t i = 0; i < members && status == STATUS_OK; i++)
    report->before += p.misfit[i] / (double)members;
  size_t step = 0;
  for (; status == STATUS_OK && step < TEMPERATURES && p.temperature < 1; step++)
  {
    temperature_raise(&p);
    particles_resample(&p, step);
    walk_shape(&p);
    for (int k = 0; k < (p.temperature < 1 ? MOVES : LAST_MOVES); k++)
      particles_walk(&p);
    if (progress.report != NULL)
      progress.report(progress.sink, (size_t)(1000 * p.temperature) + (p.temperature < 1), 1001);
  }
  if (status == STATUS_OK && p.temperature < 1)
    status = status_fail(trail, STATUS_SOFTWARE, "the ensemble did not reach the posterior in %d steps", TEMPERATURES);
  for (size_t i = 0; i < members && status == STATUS_OK; i++)
  {
    report->after += p.misfit[i] / (double)members;
    for (size_t k = 0; k < p.size; k++)
      value[i * p.size + k] = fit_value(&target->parameter[k], p.place[i * p.size + k]);
  }
  report->steps = step;
  report->runs = p.runs;
  report->acceptance = p.acceptance;
  particles_free(&p);
  gsl_set_error_handler(handler);
  return status;
}
