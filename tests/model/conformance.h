/* conformance.h - what every process must keep, whoever wrote it: one check each, over its rows and functions only.
 *
 * A new process file is checked without another line: test_conformance.c walks over the registry. For each check there is a
 * deliberately wrong process in wrong/ that it catches. That a process reads and writes only what it declares is left to the
 * compiler (wrong/undeclared.c). */
#ifndef NEOCOL_TESTS_CONFORMANCE_H
#define NEOCOL_TESTS_CONFORMANCE_H

#include <stddef.h>

#include "declaration.h"

/* a process and those that it runs with (itself among them) */
struct conformance
{
  const struct process *process;
  const struct process *const *domain;
  size_t count;
  const char *references; /* text of references.bib, or NULL while there is none */
};

/* Returns nonzero when the process passes; otherwise writes what is wrong into why[size]. */
struct conformance_check
{
  const char *name;
  int (*check)(const struct conformance *c, size_t size, char *why);
};

/* sourced      rows have units, words and sources; defaults within bounds
 * finite       rates, diffusivities and values at rest are finite within bounds
 * non_negative no state is pulled below zero by all processes together
 * dimensions   in other base units the same numbers come out
 * rest         at rest nothing changes, with all others and alone
 * partials     derivatives and their pattern agree with differences
 * injury       a session keeps states non-negative, one of intensity zero changes nothing
 * observables  are finite, and 1 or 0 at rest when their words say so */
extern const struct conformance_check conformance_checks[];
extern const size_t conformance_check_count;

#endif
