/* replicate.h - published models (model/published.h) integrated by the program's own solvers, and the thresholds of their
 * outcomes.
 *
 * Numbers are in the units of the paper. This header needs base only. */
#ifndef NEOCOL_STUDIES_REPLICATE_H
#define NEOCOL_STUDIES_REPLICATE_H

#include <stddef.h>
#include <stdio.h>

#include "status.h"

struct replicate_request
{
  const char *model;       /* "name" or "name.variant" */
  const char *const *sets; /* "PARAMETER=VALUE", the value with or without a unit */
  size_t set_count;
  const char *times;     /* "0,7,14" or "0:90:10", with or without units; NULL: those of the model */
  const char *threshold; /* "PARAMETER=LOW..HIGH", or "PARAMETER" where the model has a bracket; NULL: no search */
  const char *result;    /* file to write; NULL: none */
  const char *method;    /* of a solver; NULL: the one of production. For checks */
  double tolerance;      /* relative; 0: 1e-9 */
  int force;             /* overwrite a result */
};

/* a column of the table: a state or an observable */
struct replicate_column
{
  const char *name, *unit, *doc;
  int is_state;
  double error;                                  /* largest difference to a looser run, relative to the largest value */
  double least, greatest, least_time, peak_time; /* of a state, until the last time; NaN for observables */
};

/* something that was found on the way: a switch that turned, the closure of a wound, a front speed */
struct replicate_find
{
  char name[64];
  const char *unit, *doc;
  double value, error; /* the error is NaN when it was not estimated */
};

/* a value of the parameter at which the outcome changes */
struct replicate_edge
{
  double value, width; /* middle and width of the last bracket */
  const char *below, *above;
};

enum
{
  REPLICATE_FINDS = 16,
  REPLICATE_EDGES = 16
};

/* all names point into the program; free with replicate_report_free */
struct replicate_report
{
  const char *model, *variant, *variant_about, *title, *citation, *seen, *caveats, *time_unit;
  size_t times, columns, parameters;
  double *time;  /* [times] */
  double *value; /* [columns][times] */
  struct replicate_column *column;
  const char **parameter_names, **parameter_units, **parameter_docs;
  double *parameter_values;
  double tolerance;
  const char *outcome, *outcome_about; /* NULL when the model has none */
  size_t cells;                        /* of a model with space, else 0 */
  double *place, *profile;             /* [cells] and [states][times][cells] of the fine grid */
  size_t finds;
  struct replicate_find find[REPLICATE_FINDS];
  /* of a search: */
  const char *searched, *searched_unit; /* NULL: no search */
  double low, high;
  size_t edges, integrations;
  struct replicate_edge edge[REPLICATE_EDGES];
  const char *outcome_low; /* outcome at `low`; at `high` too when there is no edge */
};

/* Does what is asked: a table of states at times, or a search. STATUS_DATA for unknown names, wrong values and units;
 * STATUS_SOFTWARE when a solver fails. Writes `result` when there is one. */
enum status replicate_perform(const struct replicate_request *request, struct replicate_report *report,
                              struct trail *trail) STATUS_CHECK;
void replicate_report_free(struct replicate_report *report);

/* The report for people, and as one JSON object. */
void replicate_report_card(FILE *file, const struct replicate_report *report);
void replicate_report_json(FILE *file, const struct replicate_report *report, const struct trail *trail);

/* All models with variants, parameters, sources and what was visible of them. */
void replicate_list(FILE *file);
void replicate_list_json(FILE *file);

/* Number of a column, or report->columns; its value at time number k. */
size_t replicate_column_find(const struct replicate_report *report, const char *name);
double replicate_value(const struct replicate_report *report, const char *name, size_t k);

#endif
