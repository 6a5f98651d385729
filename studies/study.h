/* study.h - the verbs: one run, a comparison of arms, a sweep over a grid; from a scenario file to a result file and a report.
 *
 * This header needs base only, so that the command line never sees model, solvers or files. */
#ifndef NEOCOL_STUDIES_STUDY_H
#define NEOCOL_STUDIES_STUDY_H

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "status.h"

enum study_verb
{
  STUDY_RUN,     /* the base run of a scenario, arms are ignored */
  STUDY_COMPARE, /* all arms; the base run is not part of it */
  STUDY_SWEEP    /* the same for many runs, with fewer curves kept */
};

/* Called after each finished run, from one thread at a time. */
struct study_progress
{
  void *sink;
  void (*report)(void *sink, size_t done, size_t total);
};

struct study_request
{
  enum study_verb verb;
  const char *scenario;    /* file */
  const char *result;      /* file to write; NULL: <scenario stem>.nc in the working folder */
  const char *const *sets; /* "KEY=VALUE" */
  size_t set_count;
  int threads;     /* 0: as many as the machine has */
  int force;       /* overwrite a result */
  int alone;       /* share no work between runs or hit patterns: the same bits, for checks */
  int errors;      /* compute each run again, finer, and tell how far its numbers are off */
  double accuracy; /* choose grids and tolerances of each run for this relative error of every number; 0: as the scenario says */
  struct study_progress progress;
  const volatile sig_atomic_t *stopped; /* set while it computes: stops, STATUS_STOPPED, nothing is written; NULL: never */
};

/* what is told about a study; free with study_report_free */
struct study_report
{
  char *title, *result, *table; /* scenario title, result file, CSV file */
  size_t runs, numbers;
  size_t rows;     /* runs whose names and values are here, the first ones; all are in the result */
  size_t variants; /* structural variants per arm; runs are [arm][variant] */
  char **names;    /* [rows] */
  const char **number_names, **units, **long_names; /* [numbers] */
  double *values;                                   /* [rows][numbers] in `units` */
  double *errors;                  /* [rows][numbers] numerical error, relative (accuracy.h); NULL unless asked for */
  double *largest_errors;          /* [numbers] of all runs; NULL unless asked for */
  double accuracy;                 /* asked for; 0: none */
  double *best;                    /* [variants] largest collagen_gain of all runs, and of which run it is */
  char **best_names;               /* [variants] */
  double sampling_error;           /* largest collagen_gain_sampling_error of all runs */
  char *endpoint, *fixed_endpoint; /* what the two collagen changes mean, in words */
  double recovered;                /* part of the fresh defect at which the barrier clock stops */
  double mean_channel_quantile;    /* quantile of "all closed" */
  size_t saved_steps;              /* of the tissue that were taken over from other runs */
  double seconds;
};

/* Runs a study: reads, checks everything before anything runs, computes (OpenMP over runs, same bits for any thread count),
 * writes `result` and a tidy CSV next to it. Nothing is written when anything fails. */
enum status study_perform(const struct study_request *request, struct study_report *report, struct trail *trail) STATUS_CHECK;
void study_report_free(struct study_report *report);

/* Reads and checks a scenario with all its arms without computing; fills report->names (what would run). */
enum status study_check(const struct study_request *request, struct study_report *report, struct trail *trail) STATUS_CHECK;

/* Number of `name` in report->number_names, or report->numbers. */
size_t study_number_find(const struct study_report *report, const char *name);

/* The report as one JSON object, with all runs; those that the report does not hold are read from the result. */
enum status study_report_json(FILE *file, const struct study_report *report, struct trail *trail) STATUS_CHECK;

/* The report for people: title, table of arms, what the clocks and endpoints mean, what the numbers are worth. */
void study_report_card(FILE *file, const struct study_report *report);

#endif
