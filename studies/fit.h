/* fit.h - `neocol fit`: parameters and their posterior from the measurements whose role is calibration.
 *
 * This header needs base only. Two blocks that do not touch each other: what closes a channel, and what the tissue answers (with
 * channels closing as declared). A third group of parameters is drawn from its prior, because no calibration datum sees it and
 * its uncertainty must not be forgotten. */
#ifndef NEOCOL_STUDIES_FIT_H
#define NEOCOL_STUDIES_FIT_H

#include <stdint.h>
#include <stdio.h>

#include "study.h"

struct fit_request
{
  const char *posterior; /* file to write; NULL: posterior.csv. The best set is written next to it as fitted.yaml */
  size_t members;        /* 0: 512 */
  uint64_t seed;         /* 0: 1 */
  int threads, force;
  struct study_progress progress;
};

/* Fits, writes both files, tells on `file` what was learnt. STATUS_CANNOT_CREATE before anything runs when a file exists and
 * `force` is 0; STATUS_NO_INPUT, STATUS_DATA, STATUS_SOFTWARE. */
enum status fit_perform(const struct fit_request *request, FILE *file, struct trail *trail) STATUS_CHECK;

/* What an ensemble says against its prior, as a table: for each parameter its prior, 5, 50 and 95 % and how much narrower it is;
 * then the directions that data inform. `markdown` is nonzero for a page. */
enum status fit_spread_print(const char *posterior, int markdown, FILE *file, struct trail *trail) STATUS_CHECK;

#endif
