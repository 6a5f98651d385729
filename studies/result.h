/* result.h - writes the outcomes of a study into a result file, block by block as they come. */
#ifndef NEOCOL_STUDIES_RESULT_H
#define NEOCOL_STUDIES_RESULT_H

#include "outcome.h"
#include "result_person.h"
#include "table.h"

/* what is known before anything was computed */
struct result_plan
{
  const char *verb;                    /* run, compare, sweep */
  const struct scenario *base, *first; /* first: of run 0 */
  size_t runs, block;                  /* block: runs that come together, a power of two */
  size_t longest_name, most_sessions;  /* of all runs */
  const struct outcome_axes *axes;
  enum outcome_detail detail;
  int is_single; /* curves are kept as 32-bit numbers */
  const char *endpoint, *fixed_endpoint;
  int has_errors; /* the numerical error of every number is known */
};

/* one computed run; what it points to is owned, and the rooms for name and values stay for the next run in its place */
struct result_run
{
  struct outcome outcome;
  char *name;
  double person[RESULT_PERSON_LARGEST];   /* factors */
  double variant;                         /* structural variant */
  double session_time[PROTOCOL_SESSIONS]; /* NaN behind the last session */
  double error[OUTCOME_NUMBER_COUNT];     /* relative; only with has_errors */
  double *values;                         /* [keys and parameters] of its scenario, in their units */
};

struct result;

/* Starts a file that is still empty. STATUS_CANNOT_CREATE when it exists and `force` is 0; STATUS_INPUT_OUTPUT, STATUS_MEMORY. */
enum status result_open(const char *path, int force, const struct result_plan *plan, struct result **result,
                        struct trail *trail) STATUS_CHECK;

/* Writes everything but the runs, and declares what has one number per run as columns of a table, which gets them from now on.
 * Other threads may describe runs meanwhile. STATUS_INPUT_OUTPUT, STATUS_MEMORY. */
enum status result_begin(struct result *result, struct table *table, struct trail *trail) STATUS_CHECK;

/* Fills name, variant, session times and values of a run from its scenario. Several threads may do so. STATUS_MEMORY. */
enum status result_describe(const struct result *result, const struct scenario *scenario, const char *name,
                            struct result_run *run, struct trail *trail) STATUS_CHECK;

/* Writes runs `first` to `first + count`, which are ring[(slot + k) % slots]; takes their holes. One thread. */
enum status result_write(struct result *result, size_t first, size_t count, struct result_run *ring, size_t slot, size_t slots,
                         struct trail *trail) STATUS_CHECK;

/* Completes the file with its warnings and frees in any case. */
enum status result_finish(struct result *result, const struct trail *warnings, struct trail *trail) STATUS_CHECK;

/* Removes the unfinished file and frees. NULL is fine. */
void result_abandon(struct result *result);

void result_run_free(struct result_run *run);

#endif
