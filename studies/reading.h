/* reading.h - numbers that are read from a curve between its reports: peaks, onsets, durations.
 *
 * Between two reports a curve is the polynomial through the six reports around them, of the same session: a session is a jump.
 * What is read are the grid of reports, the sessions and the end of a run, and nothing that only other runs report, so that a
 * number does not depend on them. `solver.reading_parts` adds reports of the run's own between these. */
#ifndef NEOCOL_STUDIES_READING_H
#define NEOCOL_STUDIES_READING_H

#include <stddef.h>

#include "protocol.h"
#include "status.h"

/* where the curves of a run are reported and read */
struct reading
{
  size_t reports;      /* those that were asked for and its own */
  const double *times; /* [reports] day */
  size_t thin;         /* those that were asked for */
  size_t *asked;       /* [thin] number of each among the reports; NULL: they are all */
  size_t count;        /* those that are read */
  size_t *report;      /* [count] number of each among the reports */
  size_t sessions;
  size_t *first; /* [sessions + 1] first one of each session that is read; the count behind them */
  double *own;   /* room behind `times`; NULL: `times` are those that were asked for */
};

/* For `times`[count], which hold all sessions, end with the run, and must stay; each step that is read is divided into `parts`.
 * STATUS_MEMORY; to be freed in any case. */
enum status reading_make(const struct protocol *protocol, size_t count, const double *times, size_t parts,
                         struct reading *reading, struct trail *trail) STATUS_CHECK;
void reading_free(struct reading *reading);

/* Replaces (*curves)[rows][reports][values] by [rows][stride][values] with what was asked for, and NaN behind it. STATUS_MEMORY:
 * they are as before. */
enum status reading_thin(const struct reading *reading, size_t rows, size_t values, size_t stride, double **curves,
                         struct trail *trail) STATUS_CHECK;

/* Longest time (day) after a session until `curve`[reports] stays below `level`; 0 when it never reaches it. */
double reading_last(const struct reading *reading, const double *curve, double level);

/* First time (day) at which `curve`[reports] reaches `level`; NaN when it never does. */
double reading_first(const struct reading *reading, const double *curve, double level);

/* Largest value of `curve`[reports]. */
double reading_largest(const struct reading *reading, const double *curve);

/* Time (day) that `curve`[reports] spends at `level` or above. */
double reading_duration(const struct reading *reading, const double *curve, double level);

#endif
