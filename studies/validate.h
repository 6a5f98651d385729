/* validate.h - `neocol validate`: predictions next to measurements, and answers to what clinics say. Needs base only. */
#ifndef NEOCOL_STUDIES_VALIDATE_H
#define NEOCOL_STUDIES_VALIDATE_H

#include <stdio.h>

#include "study.h"

enum validate_form
{
  VALIDATE_TEXT,
  VALIDATE_MARKDOWN, /* the generated part of docs/validation.md: scorecard, claims, what the fit learnt */
  VALIDATE_JSON
};

struct validate_request
{
  const char *posterior; /* file; NULL: data/posterior.csv */
  const char *result;    /* file of the scorecard for figures; NULL: none */
  size_t members;        /* of the posterior that are run, evenly spaced; 0: 128 */
  int claims;            /* nonzero: claims instead of the scorecard */
  enum validate_form form;
  int threads, force;
  struct study_progress progress;
};

/* STATUS_CANNOT_CREATE before anything runs when the result exists and `force` is 0; STATUS_NO_INPUT, STATUS_DATA,
 * STATUS_MEMORY, STATUS_INPUT_OUTPUT. */
enum status validate_perform(const struct validate_request *request, FILE *file, struct trail *trail) STATUS_CHECK;

#endif
