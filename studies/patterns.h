/* patterns.h - hit patterns of the sessions at one place of the skin, their weights, and the tree that they form.
 *
 * A pattern says which sessions reach a piece of tissue. Patterns that agree in the first j sessions are one branch until session
 * j + 1: their tissue is the same until then. */
#ifndef NEOCOL_STUDIES_PATTERNS_H
#define NEOCOL_STUDIES_PATTERNS_H

#include <stddef.h>

#include "scenario.h"

struct patterns
{
  size_t count, sessions;
  int drawn;          /* nonzero: a sample, not all of them */
  int singles;        /* nonzero: one pattern for each session alone, and one for none */
  double phi;         /* probability that a session hits */
  unsigned char *hit; /* [count][sessions] */
  double *weight;     /* [count] */
  /* the branches after the sessions so far; each is known by the first of its patterns */
  size_t *branch;        /* [count] first pattern of the branch that a pattern is on */
  double *branch_weight; /* [count] weight of the branch, at its first pattern */
  unsigned char *counts; /* [count] nonzero at a first pattern whose branch has any weight */
  size_t *next;          /* [count][2] room for patterns_advance */
};

/* How many patterns stand for the protocol of a scenario; nonzero *drawn when they are a sample. */
size_t patterns_count(const struct scenario *scenario, int *drawn);

/* Fills the patterns of a place that responds with probability `phi` to each session; `stream` is the number of its own random
 * numbers. All on one branch. STATUS_MEMORY. Free with patterns_free. */
enum status patterns_make(const struct scenario *scenario, double phi, size_t stream, struct patterns *patterns,
                          struct trail *trail) STATUS_CHECK;
void patterns_free(struct patterns *patterns);

/* Splits the branches by what happens in session `session`. */
void patterns_advance(struct patterns *patterns, size_t session);

#endif
