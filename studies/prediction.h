/* prediction.h - the numbers of a run that can be compared with measurements: one row and one function each.
 *
 * A prediction is a real run of a scenario: puncture field, closing channel, tissue. Only the parts that are asked for are run.
 */
#ifndef NEOCOL_STUDIES_PREDICTION_H
#define NEOCOL_STUDIES_PREDICTION_H

#include "closure.h"
#include "response.h"

/* parts of a run; each needs those before it */
enum prediction_part
{
  PREDICTION_PUNCTURE,
  PREDICTION_CLOSURE,
  PREDICTION_PAPILLARY, /* tissue, but deeper layers are left unhurt and at rest */
  PREDICTION_TISSUE,    /* all layers */
  PREDICTION_OUTCOME    /* also all numbers of a study (outcome.h) */
};

struct prediction
{
  struct scenario *scenario; /* a view of the given one with its own parameters, to which the factors of the person are applied */
  struct puncture puncture;
  struct closure closure;
  struct assembly *assembly;
  struct response response;
  size_t count;   /* reports of the tissue */
  double *times;  /* [count], day */
  double *number; /* [OUTCOME_NUMBER_COUNT], PREDICTION_OUTCOME only */
};

/* a quantity; `at` is a time in day after the first session, and not a number when none was given */
struct predictor
{
  const char *name, *unit, *about;
  enum prediction_part part;
  int needs_time;
  double (*value)(const struct prediction *prediction, double at); /* in `unit`; NaN when the run does not show it */
  const char *number;                                              /* instead: a number of a study */
};

/* How many quantities there are, and quantity i. */
size_t predictor_count(void);
const struct predictor *predictor_at(size_t i);

/* Number of a quantity, or predictor_count(). */
size_t predictor_find(const char *name);

/* Value of quantity i of a run, in its unit; NaN when the run does not show it. */
double predictor_value(size_t i, const struct prediction *prediction, double at);

/* How exactly an ensemble is run: coarser in time and space than a study, within 2 % of it. */
void prediction_coarsen(struct scenario *scenario);

/* Runs a completed scenario up to `part`. `closure` (may be NULL) is a closed channel to be used instead of solving one; it stays
 * the caller's. Warnings are dropped. STATUS_DATA, STATUS_SOFTWARE, STATUS_MEMORY. Free with prediction_free. */
enum status prediction_make(const struct scenario *scenario, enum prediction_part part, const struct closure *closure,
                            struct prediction *prediction, struct trail *trail) STATUS_CHECK;
void prediction_free(struct prediction *prediction);

#endif
