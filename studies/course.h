/* course.h - the tissue of a run on its way from session to session: all branches of hit patterns at all places.
 *
 * The way has legs, one after each session. The legs are planned first: branches part, and each leg is told its ends. Then they
 * are integrated together: a branch goes on into the next leg as soon as it has ended the last one, whatever the others do.
 * A leg may have several ends; each has its own reports and its own sums, with the bits that it would have alone. */
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
  double *observable; /* [slabs][observables][stride] means, undefined at first */
  double *state;      /* [slabs][states][stride] the same; NULL: not asked for */
  double *square;     /* as observable: second moments; NULL: not asked for */
  double *after;      /* [course_strand_values()] state of all strands at `stop`; NULL: nobody asks for it */
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
  size_t *before;         /* [patterns] branch of each pattern before the session */
  struct strand **strand; /* [patterns] that has the tissue of a pattern in the last leg */
  double *state;          /* [patterns][size] at the first pattern of each branch; of all patterns when nothing is shared */
};

/* one branch at one place in one leg; when nothing is shared, one pattern */
struct strand
{
  const struct place *place;
  size_t pattern, before; /* whose tissue it is, and whose it begins with */
  double weight;          /* of the branch */
  int counts;             /* nonzero: it stands for its branch in the means */
  enum
  {
    STRAND_WAITS,
    STRAND_READY,
    STRAND_STARTED,
    STRAND_ENDED
  } progress;
  size_t slot; /* where it is integrated */
  size_t children;
  struct strand *child[2]; /* in the next leg */
};

/* the strands of one place in one leg; means are added up in their order */
struct line
{
  size_t first, end;     /* numbers of strands */
  size_t started, added; /* all before it have started, and are in the means */
  size_t ready;          /* that could start */
  int is_begun;          /* the means are: until then they are undefined */
};

struct leg
{
  size_t done; /* sessions that lie behind it */
  int injures; /* nonzero: it begins with a session */
  double start;
  size_t strands;
  struct strand *strand; /* [strands] by place, what was hit lately first */
  struct line *line;     /* [places] */
  size_t left;           /* strands that are not in the means yet */
  size_t ends;
  struct course_end *end;      /* [ends] the latest comes first, the others ascend */
  size_t onward;               /* the end from which the next leg goes on */
  struct forcing_table *table; /* [ends] at their reports */
};

struct room
{
  double *values; /* [size], owned */
  size_t size;
};

/* where a strand is integrated to all ends */
struct slot
{
  struct leg *leg;
  struct strand *strand;
  size_t left; /* ends that it has not reached yet */
};

/* what a course needs while it runs and the next one may use again, for the same assembly; all owned. It grows with the largest
 * course so far; zeros at first. */
struct workspace
{
  struct lanes *lanes; /* NULL: none so far */
  size_t slots, rows;  /* room for so many slots, and for rows of all of them */
  struct slot *slot;
  size_t *unused;
  struct exposure *exposure;
  struct trajectory *trajectory;
  struct room reports, tables, shown, environment, value;
};
void workspace_free(struct workspace *workspace);

struct course
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  struct response *response;
  struct forcing forcing;
  struct column column;
  struct lanes *lanes; /* of the workspace; NULL: trajectories are integrated one by one */
  const struct method *method;
  size_t places;
  struct place *place;
  size_t legs, done; /* planned ones, and so many of them are done */
  struct leg *leg;   /* [sessions + 1]; strands of those that are done, but for the last one, are gone */
  /* all strands of a leg are in the means; may be NULL */
  void (*finished)(void *context, size_t leg);
  void *context;
  // of what is being integrated, in the workspace
  struct workspace *workspace;
  struct workspace own;                    /* when none was given */
  size_t slots, rows, free;                /* rows of a slot: ends */
  struct slot *slot;                       /* [slots] */
  size_t *unused;                          /* [slots] numbers of those that are free */
  struct exposure *exposure;               /* [slots][rows] */
  struct trajectory *trajectory;           /* [slots][rows] */
  size_t stride;                           /* of the reports of a slot */
  const struct forcing_table *shown_table; /* that `environment` was read from; NULL: none */
  double *reports, *tables;
  double *shown, *environment, *value; /* of one cell: [states], [FORCING_INPUTS], 1 times [longest count] */
};

/* Everything at rest, for the slabs of a response; course_close in any case. What it is made from must outlive it. The workspace
 * is that of the assembly; NULL: one of its own. STATUS_MEMORY. */
enum status course_open(const struct scenario *scenario, const struct assembly *assembly, const struct closure *closure,
                        double density, struct workspace *workspace, struct response *response, struct course *course,
                        struct trail *trail) STATUS_CHECK;
void course_close(struct course *course);

/* Sets stop, last, count and times of the interval after session j, for sessions and reports of a run that ends with the last
 * report: reports from the session up to, but not at, the next one; the others are zero. */
void course_end_set(size_t sessions, const double *session, size_t count, const double *times, size_t j, struct course_end *end);

/* Plans one more leg: that after session j, in which branches part, or with course_continue one without a session from day
 * `start` on. STATUS_MEMORY. */
enum status course_part(struct course *course, size_t j, struct trail *trail) STATUS_CHECK;
enum status course_continue(struct course *course, double start, struct trail *trail) STATUS_CHECK;

/* The last leg goes to ends[count], of which the first is the latest and the others ascend; the next one goes on from that
 * which is `onward`. They must stay until the leg is done. */
void course_send(struct course *course, size_t count, struct course_end *ends, size_t onward);

/* Integrates all legs that are not done. Errors of the integrator, STATUS_MEMORY; STATUS_SOFTWARE when a state is out of bounds.
 */
enum status course_run(struct course *course, struct trail *trail) STATUS_CHECK;

/* The last leg has been integrated to `from` by others: integrates what lies before it, and the course goes on from there. Errors
 * of course_run. */
enum status course_take(struct course *course, const struct course_end *from, struct trail *trail) STATUS_CHECK;

/* The sums of one end become those of another one with the same reports, its steps are added. */
void course_sums_take(const struct course *course, const struct course_end *from, struct course_end *to);

/* The last leg that was planned, and how many values the states of all its strands have. */
const struct leg *course_leg(const struct course *course);
size_t course_strand_values(const struct course *course);

/* --- for the parts of course.c */

/* Injures the tissue of a strand with the session that its leg begins with, if any; what it begins with is there. */
void course_injure(struct course *course, const struct leg *leg, const struct strand *strand);

/* Adds the reports of a trajectory to the means of an end, which begin with the first of a place (course_means.c). */
void course_means_add(struct course *course, const struct strand *strand, const struct exposure *exposure,
                      const struct trajectory *trajectory, const struct forcing_table *table, int is_first,
                      struct course_end *end);

#endif
