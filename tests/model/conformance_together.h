/* conformance_together.h - the checks that need a process among the others; called through conformance.h only. */
#ifndef NEOCOL_TESTS_CONFORMANCE_TOGETHER_H
#define NEOCOL_TESTS_CONFORMANCE_TOGETHER_H

#include "conformance.h"

int conformance_non_negative(const struct conformance *c, size_t size, char *why);
int conformance_rest(const struct conformance *c, size_t size, char *why);
int conformance_partials(const struct conformance *c, size_t size, char *why);

#endif
