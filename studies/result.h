/* result.h - writes the outcomes of a study into a result file. */
#ifndef NEOCOL_STUDIES_RESULT_H
#define NEOCOL_STUDIES_RESULT_H

#include "outcome.h"

/* all that a result holds */
struct result
{
  const char *verb; /* run, compare, sweep */
  const struct scenario *base;
  size_t runs;
  struct scenario *const *scenarios; /* [runs] */
  const char *const *names;          /* [runs] */
  size_t variants;                   /* structural variants per arm: runs are [arm][variant] */
  const struct outcome *outcomes;    /* [runs] */
  const struct outcome_axes *axes;
  enum outcome_detail detail;
  const char *endpoint, *fixed_endpoint;
  const double *errors; /* [runs][OUTCOME_NUMBER_COUNT] numerical error, relative; NULL when it was not asked for */
};

/* Writes `path`. STATUS_CANNOT_CREATE when it exists and `force` is 0; STATUS_INPUT_OUTPUT. */
enum status result_write(const char *path, int force, const struct result *result, const struct trail *warnings,
                         struct trail *trail) STATUS_CHECK;

#endif
