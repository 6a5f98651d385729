/* beginnings_case.h - scenarios, and whether two runs have the same tissue, for the tests of beginnings. */
#ifndef NEOCOL_TESTS_BEGINNINGS_CASE_H
#define NEOCOL_TESTS_BEGINNINGS_CASE_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "beginnings.h"
#include "outcome.h"

static struct trail trail;

/* A scenario of its own from YAML lines and one more setting (NULL: none). */
static inline struct scenario *scenario_make(const char *head, const char *more)
{
  char text[2048];
  const char *sets[] = { more };
  struct scenario *scenario;
  snprintf(text, sizeof text, "%s", head);
  trail_clear(&trail);
  if (scenario_parse("case.yaml", text, strlen(text), sets, more != NULL, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

static inline int case_same(const double *one, const double *other, size_t count)
{
  return memcmp(one, other, count * sizeof *one) == 0;
}

/* Nonzero when the tissue of two runs on the same axes has the same bits. */
static inline int tissues_equal(const struct outcome *a, const struct outcome *b, size_t times)
{
  return a->observables == b->observables && a->states == b->states &&
         case_same(a->observable, b->observable, a->observables * times) && case_same(a->state, b->state, a->states * times) &&
         case_same(&a->number[OUTCOME_solver_steps], &b->number[OUTCOME_solver_steps], 1);
}

#endif
