/* measurements.h - published measurements (data/measurements.csv) and what clinics say (data/claims.csv), read strictly. */
#ifndef NEOCOL_IO_MEASUREMENTS_H
#define NEOCOL_IO_MEASUREMENTS_H

#include "csv.h"

/* what a measurement is for */
enum measurement_role
{
  MEASUREMENT_CALIBRATION, /* used by `neocol fit`, never counted as a test */
  MEASUREMENT_VALIDATION,  /* held out */
  MEASUREMENT_CONTEXT      /* neither: not predicted, not independent, or not read in its source */
};
extern const char *const measurement_roles[];

/* what it says about a prediction x */
enum measurement_kind
{
  MEASUREMENT_VALUE,    /* x is near `value`, give or take `spread` */
  MEASUREMENT_AT_MOST,  /* x <= value */
  MEASUREMENT_AT_LEAST, /* x >= value */
  MEASUREMENT_BETWEEN,  /* low <= x <= high */
  MEASUREMENT_SIGN,     /* x - 1 has the sign of `value`: more (1) or less (-1) than at rest, or than `against` */
  MEASUREMENT_ORDER     /* the same for two runs or two times: x = first / against */
};
extern const char *const measurement_kinds[];

/* how the number was read */
enum measurement_seen
{
  MEASUREMENT_VERBATIM, /* in the source */
  MEASUREMENT_MEMORY    /* recalled: context only */
};
extern const char *const measurement_seens[];

/* one row; texts point into the table, "" when there is none */
struct measurement
{
  int line;
  const char *id, *group;
  enum measurement_role role;
  enum measurement_kind kind; /* meaningless when it is not predicted */
  enum measurement_seen seen;
  const char *quantity, *scenario; /* what the program predicts ("" : it does not), and from which file of data/scenarios */
  const char *against;             /* file that the prediction is divided by; "" with against_at: the same file */
  double at, against_at;           /* day; NaN: the quantity has no time, or no other time */
  double value, low, high, spread; /* in `unit`; NaN where there is none; spread: standard error and model error, one sd */
  const char *unit, *what, *reported, *source, *note;
};

struct measurements
{
  struct csv csv;
  size_t count;
  struct measurement *rows; /* [count], owned */
};

/* Reads and checks: known words, units, bounds in order, ids once, predicted rows complete, nothing from memory outside context.
 * All errors are told at once. STATUS_NO_INPUT, STATUS_DATA, STATUS_MEMORY. Free with measurements_free. */
enum status measurements_read(const char *path, struct measurements *measurements, struct trail *trail) STATUS_CHECK;
enum status measurements_parse(const char *name, const char *text, size_t size, struct measurements *measurements,
                               struct trail *trail) STATUS_CHECK;
void measurements_free(struct measurements *measurements);

/* Nonzero when the row is compared with a prediction by way of two runs or two times. */
int measurement_is_ratio(const struct measurement *measurement);

/* a claim of a clinic: about which quantity, and the range that it names; NaN: no bound */
struct claim
{
  int line;
  const char *id, *topic, *claim, *quantity, *unit, *source;
  double low, high;
};

struct claims
{
  struct csv csv;
  size_t count;
  struct claim *rows; /* [count], owned */
};

/* STATUS_NO_INPUT, STATUS_DATA, STATUS_MEMORY. Free with claims_free. */
enum status claims_read(const char *path, struct claims *claims, struct trail *trail) STATUS_CHECK;
void claims_free(struct claims *claims);

#endif
