/* course.h - the tissue of a run on its way from session to session: all branches of hit patterns at all places.
 *
 * An interval between sessions may be integrated to several ends at once; each end has its own reports and its own sums, with the
 * bits that it would have alone. */
#ifndef NEOCOL_STUDIES_COURSE_H
#define NEOCOL_STUDIES_COURSE_H

#include "assembly.h"
#include "column.h"
#include "lanes.h"
#include "patterns.h"

/* what an interval gives up to one end; sums over branches lie in rows that are `stride` apart */
struct course_end
{
  double stop; /* day */
  int last;    /* nonzero: no session follows, and a report at `stop` belongs to the interval */
  size_t count;
  const double *times; /* [count] reports, ascending */
  size_t stride;
  double *observable; /* [slabs][observables][stride] means are added */
  double *state;      /* [slabs][states][stride] the same; NULL: not asked for */
  double *square;     /* as observable: second moments; NULL: not asked for */
  double *after;      /* [course_strand_values()] state of all strands at `stop`; NULL: the course itself goes on from there */
  size_t steps;       /* of all trajectories, as if integrated to this end alone */
  size_t inherited;   /* so many of them were taken together with those to another end */
  double least;
};

/* a part of the dermis whose trajectories are its own: one slab, or the whole column */
struct place
{
  const struct response_slab *slab; /* [cells] */
  size_t first_slab, cells, size;   /* size: states times cells */
  struct patterns patterns;
  size_t *before; /* [patterns] branch of each pattern before the session */
  double *state;  /* [patterns][size] at the first pattern of each branch; of all patterns when nothing is shared */
};

/* one branch at one place; when nothing is shared, one pattern */
struct strand
{
  struct place *place;
  size_t pattern;
};

struct room
{
  double *values; /* [size], owned */
  size_t size;
};

struct course
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  struct response *response;
  struct forcing forcing;
  struct column column;
  struct lanes *lanes; /* NULL: trajectories are integrated one by one */
  const struct method *method;
  size_t places, strands;
  struct place *place;
  struct strand *strand; /* [all patterns of all places] */
  // of a chunk of strands, each to all ends
  size_t rows;
  struct exposure *exposure;
  struct trajectory *trajectory;
  struct forcing_table *table; /* at the reports of each end */
  struct room reports;         /* [rows][size][longest count] */
  struct room tables;
  const struct forcing_table *shown_table; /* that `environment` was read from; NULL: none */
  struct room shown, environment, value;   /* of one cell: [states], [FORCING_INPUTS], 1 times [longest count] */
};

/* Everything at rest, for the slabs of a response; course_close in any case. What it is made from must outlive it. STATUS_MEMORY.
 */
enum status course_open(const struct scenario *scenario, const struct assembly *assembly, const struct closure *closure,
                        double density, struct response *response, struct course *course, struct trail *trail) STATUS_CHECK;
void course_close(struct course *course);

/* Sets stop, last, count and times of the interval after session j, for sessions and reports of a run that ends with the last
 * report: reports from the session up to, but not at, the next one; the others are zero. */
void course_end_set(size_t sessions, const double *session, size_t count, const double *times, size_t j, struct course_end *end);

/* Session j: branches part. Then what it does to the tissue of each. */
void course_part(struct course *course, size_t j);
void course_injure(struct course *course, size_t j);

/* Integrates all strands from day `start` after `done` sessions to ends[count], of which the first is the latest and the others
 * ascend. Errors of the integrator, STATUS_MEMORY; STATUS_SOFTWARE when a state is out of bounds. */
enum status course_integrate(struct course *course, size_t done, double start, size_t count, struct course_end *ends,
                             struct trail *trail) STATUS_CHECK;

/* How many values the states of all strands have. */
size_t course_strand_values(const struct course *course);

/* The weight of a strand. */
double course_weight(const struct course *course, size_t strand);

/* The course goes on from `from`, an end that was integrated before for the same strands; its sums are added to those of `to`,
 * which has the same reports. */
void course_take(struct course *course, const struct course_end *from, struct course_end *to);

#endif
