/* scorecard.h - all predicted measurements next to the ensemble, as struct; written by scorecard_write.c and
 * validation_archive.c. */
#ifndef NEOCOL_STUDIES_SCORECARD_H
#define NEOCOL_STUDIES_SCORECARD_H

#include <stdio.h>

#include "json.h"
#include "scoring.h"

struct scorecard
{
  struct measurements measurements;
  struct scoring scoring;
  size_t members;       /* that were run */
  size_t members_there; /* in the posterior */
  double *predicted;    /* [measurements.count][members], sorted per row; NaN rows are not predicted; owned */
  double *declared;     /* [measurements.count]: with all parameters as declared; owned */
  double *fitted;       /* [measurements.count]: with the best set; owned */
  struct score *scores; /* [measurements.count]; owned */
};

/* how many rows of a role and group are inside */
struct scorecard_count
{
  size_t inside, outside;
};

struct scorecard_request
{
  const char *posterior; /* file; NULL: data/posterior.csv */
  size_t members;        /* at most so many, evenly spaced; 0: all */
  int threads;
  struct study_progress progress;
};

/* Runs every predicted row of `data`/measurements.csv. The measurements of `card` may be filled already (count > 0): then these
 * are used. STATUS_NO_INPUT, STATUS_DATA, STATUS_MEMORY. Free with scorecard_free in any case. */
enum status scorecard_make(const struct scorecard_request *request, struct scorecard *card, struct trail *trail) STATUS_CHECK;
void scorecard_free(struct scorecard *card);

/* Rows of a role (and of a group; NULL: all) that are predicted. */
struct scorecard_count scorecard_count(const struct scorecard *card, enum measurement_role role, const char *group);

/* The scorecard for people, as the tables of docs/validation.md, and as members of an open JSON object. */
void scorecard_print(const struct scorecard *card, FILE *file);
void scorecard_markdown(const struct scorecard *card, FILE *file);
void scorecard_json(const struct scorecard *card, struct json *json);

/* What was measured, in words: "10 h", "at most 18 h", "4 to 5 h", "more than against". Writes into text and returns it. */
const char *scorecard_measured(const struct measurement *measurement, size_t size, char *text);

#endif
