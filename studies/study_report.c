/* study_report.c - what is told about a study, one run at a time. */
#include "study_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void study_report_free(struct study_report *report)
{
  free(report->title);
  free(report->result);
  free(report->table);
  for (size_t i = 0; report->names != NULL && i < report->rows; i++)
    free(report->names[i]);
  for (size_t v = 0; report->best_names != NULL && v < report->variants; v++)
    free(report->best_names[v]);
  free(report->names);
  free(report->best_names);
  free(report->best);
  free(report->number_names);
  free(report->units);
  free(report->long_names);
  free(report->values);
  free(report->errors);
  free(report->largest_errors);
  free(report->endpoint);
  free(report->fixed_endpoint);
  memset(report, 0, sizeof *report);
}

void study_report_add(struct study_report *report, size_t i, struct result_run *run)
{
  const double *number = run->outcome.number;
  size_t v = i % report->variants;
  if (i < report->rows)
  {
    memcpy(report->values + i * report->numbers, number, report->numbers * sizeof *number);
    report->names[i] = strdup(run->name);
  }
  if (i < report->rows && report->errors != NULL)
    memcpy(report->errors + i * report->numbers, run->error, report->numbers * sizeof *number);
  for (size_t k = 0; report->largest_errors != NULL && k < report->numbers; k++)
    report->largest_errors[k] = fmax(report->largest_errors[k], run->error[k]);
  report->sampling_error = fmax(report->sampling_error, number[OUTCOME_collagen_gain_sampling_error]);
  if (number[OUTCOME_collagen_gain] > report->best[v])
  {
    report->best[v] = number[OUTCOME_collagen_gain];
    free(report->best_names[v]);
    report->best_names[v] = strdup(run->name);
  }
}

size_t study_number_find(const struct study_report *report, const char *name)
{
  size_t k = 0;
  while (k < report->numbers && strcmp(report->number_names[k], name) != 0)
    k++;
  return k;
}
