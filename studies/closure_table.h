/* closure_table.h - the table of measured against predicted times of closure: one channel, declared constants, no ensemble.
 *
 * Each number is computed for the declared set-up and for every set-up that its source leaves open (the arms of its scenario).
 * The verdict follows from these numbers and from what the constants were made of, by one rule (closure_table_judge). The radial
 * model, and the axisymmetric one with coarse cells where the lumen is asked for. */
#ifndef NEOCOL_STUDIES_CLOSURE_TABLE_H
#define NEOCOL_STUDIES_CLOSURE_TABLE_H

#include <stdio.h>

#include "json.h"
#include "measurements.h"

/* one number of the table */
struct closure_row
{
  const char *row;   /* what was measured, as in the table; rows with the same text stand together */
  int used;          /* nonzero: the declared constants of the channel were fitted to it */
  const char *datum; /* id in data/measurements.csv; "": a number for information */
  const char *what;  /* which number this is */
  const char *own;   /* how the datum is read here when not as in its own row; NULL: as there */
  int kind;          /* enum measurement_kind when `own` is given, and its numbers in the unit of the quantity */
  double low, high;  /* of a bound `low` */
  const char *quantity, *scenario, *against; /* prediction.h; files of data/scenarios; against NULL: no ratio */
  double at;                                 /* h; NaN: the quantity has no time */
  const char *sets[2];                       /* "key=value" on top of the scenario, or NULL */
  const char *parameter;                     /* a factor that was derived from, or introduced for, this datum; NULL: none */
};
extern const struct closure_row closure_rows[];
extern const size_t closure_row_count;

enum closure_verdict
{
  CLOSURE_INFORMATION, /* nothing is judged */
  CLOSURE_MISSING,     /* could not be computed */
  CLOSURE_REPRODUCED,  /* used, and met in at least 80 % of the set-ups */
  CLOSURE_PARTLY,      /* used, and met in some */
  CLOSURE_MISSED,      /* used, and met in at most 20 % */
  CLOSURE_PASS,        /* not used: the same three */
  CLOSURE_UNDECIDED,
  CLOSURE_FAIL,
  CLOSURE_NO_PREDICTION /* not used, but met only by a factor that was taken from this very datum */
};
extern const char *const closure_verdicts[]; /* "not a prediction", ... */

struct closure_number
{
  double declared;  /* for the set-up as the scenario has it */
  double low, high; /* least and greatest over set-ups */
  size_t setups;    /* 1: the set-up is known */
  double share;     /* of set-ups that agree with the datum; NaN: nothing is compared */
  double without;   /* declared set-up with `parameter` at 1; NaN without one */
  int without_agrees;
  enum closure_verdict verdict;
};

struct closure_table
{
  struct measurements measurements;
  struct measurement *data;       /* [closure_row_count]: the datum of each row as it is compared; owned */
  struct closure_number *numbers; /* [closure_row_count]; owned */
};

/* The rule. Missing when the declared number is none; information when `share` is NaN; else by the share of set-ups that agree
 * (at least 80 %, at most 20 %, between), except that a datum which is met with its own factor and not without it is no
 * prediction. */
enum closure_verdict closure_table_judge(const struct closure_row *row, const struct closure_number *number);

/* Computes everything. STATUS_NO_INPUT, STATUS_DATA (also when a `parameter` is not declared with the source of its datum),
 * STATUS_SOFTWARE, STATUS_MEMORY. Free with closure_table_free in any case. */
enum status closure_table_make(int threads, struct closure_table *table, struct trail *trail) STATUS_CHECK;
void closure_table_free(struct closure_table *table);

/* For people, as a section of docs/validation.md, and as the array "closure_table" of an open JSON object. */
void closure_table_print(const struct closure_table *table, FILE *file);
void closure_table_markdown(const struct closure_table *table, FILE *file);
void closure_table_json(const struct closure_table *table, struct json *json);

#endif
