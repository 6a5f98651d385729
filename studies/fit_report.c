/* fit_report.c - how much narrower an ensemble is than its prior, parameter by parameter and in its own directions. */
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"
#include "fit_blocks.h"
#include "fit_target.h"
#include "setting.h"

static const double informed = 0.5; /* a direction counts as informed when its spread is at most half of that of the prior */

static int doubles_compare(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

/* the members on the scale where the prior has deviation 1 */
static double *places_make(const struct ensemble *e)
{
  double *place = calloc(e->members * e->settings + 1, sizeof *place);
  for (size_t s = 0; place != NULL && s < e->settings; s++)
  {
    struct key key = setting_key(e->numbers[s]);
    struct fit_parameter parameter = { key.low, key.high, key.initial, 0 };
    for (size_t m = 0; m < e->members; m++)
      place[m * e->settings + s] = fit_place(&parameter, e->values[m * e->settings + s]);
  }
  return place;
}

static double covariance(const struct ensemble *e, const double *place, size_t a, size_t b)
{
  double mean_a = 0, mean_b = 0, sum = 0, n = (double)e->members;
  for (size_t m = 0; m < e->members; m++)
  {
    mean_a += place[m * e->settings + a] / n;
    mean_b += place[m * e->settings + b] / n;
  }
  for (size_t m = 0; m < e->members; m++)
    sum += (place[m * e->settings + a] - mean_a) * (place[m * e->settings + b] - mean_b) / (n - 1);
  return sum;
}

static enum status parameters_print(const struct ensemble *e, const double *place, int markdown, FILE *file, struct trail *trail)
{
  double *column = calloc(e->members + 1, sizeof *column);
  char name[SETTING_PATH];
  if (column == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu members", e->members);
  if (markdown)
    fputs("| parameter | unit | declared (bounds) | posterior 5 %, 50 %, 95 % | spread / prior |\n|---|---|---|---|---|\n", file);
  else
    fprintf(file, "%-42s %-8s %10s  %-21s  %-30s %s\n", "parameter", "unit", "declared", "bounds", "posterior 5 %, 50 %, 95 %",
            "spread / prior");
  for (size_t s = 0; s < e->settings; s++)
  {
    struct key key = setting_key(e->numbers[s]);
    for (size_t m = 0; m < e->members; m++)
      column[m] = e->values[m * e->settings + s];
    qsort(column, e->members, sizeof *column, doubles_compare);
    double low = scoring_quantile(column, e->members, 0.05), middle = scoring_quantile(column, e->members, 0.5);
    double high = scoring_quantile(column, e->members, 0.95), spread = sqrt(covariance(e, place, s, s));
    if (markdown)
      fprintf(file, "| %s | %s | %.3g (%.3g to %.3g) | %.3g, %.3g, %.3g | %.2f |\n", setting_path(e->numbers[s], name), key.unit,
              key.initial, key.low, key.high, low, middle, high, spread);
    else
      fprintf(file, "%-42s %-8s %10.3g  %8.3g to %8.3g   %8.3g  %8.3g  %8.3g   %.2f\n", setting_path(e->numbers[s], name),
              key.unit, key.initial, key.low, key.high, low, middle, high, spread);
  }
  free(column);
  return STATUS_OK;
}

/* one direction: its spread and the parameters that make most of it */
static void direction_print(const struct ensemble *e, const gsl_matrix *vectors, size_t which, double spread, int markdown,
                            FILE *file)
{
  char name[SETTING_PATH];
  fprintf(file, "%s spread %.2f of the prior:", markdown ? "-" : " ", spread);
  double above = HUGE_VAL;
  for (int shown = 0; shown < 4; shown++)
  {
    size_t most = e->settings;
    for (size_t s = 0; s < e->settings; s++)
    {
      double size = fabs(gsl_matrix_get(vectors, s, which));
      if (size < above && (most == e->settings || size > fabs(gsl_matrix_get(vectors, most, which))))
        most = s;
    }
    if (most == e->settings)
      break;
    above = fabs(gsl_matrix_get(vectors, most, which));
    if (shown > 0 && above < 0.25)
      break;
    fprintf(file, " %+.2f %s", gsl_matrix_get(vectors, most, which), setting_path(e->numbers[most], name));
  }
  fputc('\n', file);
}

static enum status directions_print(const struct ensemble *e, const double *place, int markdown, FILE *file, struct trail *trail)
{
  gsl_matrix *matrix = gsl_matrix_calloc(e->settings, e->settings), *vectors = gsl_matrix_calloc(e->settings, e->settings);
  gsl_vector *values = gsl_vector_calloc(e->settings);
  gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(e->settings);
  enum status status = STATUS_OK;
  if (matrix == NULL || vectors == NULL || values == NULL || work == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the directions of %zu parameters", e->settings);
  else
  {
    for (size_t a = 0; a < e->settings; a++)
      for (size_t b = 0; b < e->settings; b++)
        gsl_matrix_set(matrix, a, b, covariance(e, place, a, b));
    gsl_eigen_symmv(matrix, values, vectors, work);
    gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_ASC);
    size_t count = 0;
    while (count < e->settings && sqrt(fmax(0, gsl_vector_get(values, count))) <= informed)
      count++;
    fprintf(file, "\n%zu of %zu directions are informed by the data (their spread is at most half of that of the prior):\n%s",
            count, e->settings, markdown ? "\n" : "");
    for (size_t k = 0; k < count; k++)
      direction_print(e, vectors, k, sqrt(fmax(0, gsl_vector_get(values, k))), markdown, file);
  }
  gsl_eigen_symmv_free(work);
  gsl_vector_free(values);
  gsl_matrix_free(vectors);
  gsl_matrix_free(matrix);
  return status;
}

enum status fit_spread_print(const char *posterior, int markdown, FILE *file, struct trail *trail)
{
  struct ensemble ensemble;
  enum status status = ensemble_read(posterior, &ensemble, trail);
  if (status != STATUS_OK)
    return status;
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  double *place = places_make(&ensemble);
  if (place == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for %zu members", ensemble.members);
  if (status == STATUS_OK)
    status = parameters_print(&ensemble, place, markdown, file, trail);
  if (status == STATUS_OK && ensemble.members > ensemble.settings)
    status = directions_print(&ensemble, place, markdown, file, trail);
  free(place);
  ensemble_free(&ensemble);
  gsl_set_error_handler(handler);
  return status;
}
