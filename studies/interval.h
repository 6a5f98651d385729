/* interval.h - what the tissue does between two sessions, to the ends of several runs, as it is kept in the store of beginnings.
 */
#ifndef NEOCOL_STUDIES_INTERVAL_H
#define NEOCOL_STUDIES_INTERVAL_H

#include "course.h"

struct beginning;

struct interval
{
  struct interval *next; /* of its group (beginnings.c) */
  int is_ready;
  unsigned char *solver; /* bits of its settings */
  size_t patterns;       /* drawn ones; 0 when all are taken */
  size_t sessions;       /* that lie behind it */
  double *session;       /* [sessions] day */
  size_t strands;
  double *weight; /* [strands] */
  size_t ends;
  struct course_end *end; /* [ends] in the order of course_send */
  size_t expecting, users;
  const struct beginning **expected; /* [expecting] runs that will come for their ends */
  size_t bytes;                      /* of all ends */
};

/* An interval without ends, for the strands of a course; at most `runs` ends may be added. NULL without memory. */
struct interval *interval_make(size_t sessions, const double *session, size_t solver_bytes, const unsigned char *solver,
                               const struct course *course, size_t runs);
void interval_free(struct interval *interval);

/* Adds an end (its stop, last, count and times) unless it is there, with zeros for its sums: those that the course needs. Returns
 * 0 without memory. */
int interval_add(struct interval *interval, const struct course *course, const struct course_end *wanted);

/* Puts the ends into the order of course_send. */
void interval_sort(struct interval *interval);

/* Nonzero when two ends are the same, to the bit of their days and reports. */
int interval_is_end(const struct course_end *one, const struct course_end *other);

/* The end that is this one; NULL when there is none. */
const struct course_end *interval_end(const struct interval *interval, const struct course_end *wanted);

/* Nonzero when the strands of the last leg are those of the interval (as many, with the same weights), and its ends have the
 * means of states if the course needs them. */
int interval_fits(const struct interval *interval, const struct course *course);

/* Nonzero when numbers are the same to the bit. */
int interval_is_same(size_t count, const double *one, const double *other);

#endif
