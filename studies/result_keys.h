/* result_keys.h - every declared key and parameter as a table: what it is called, its unit, evidence and source. */
#ifndef NEOCOL_STUDIES_RESULT_KEYS_H
#define NEOCOL_STUDIES_RESULT_KEYS_H

#include "scenario.h"

/* keys first, then parameters; names and origins are owned, all arrays have `count` entries */
struct result_keys
{
  size_t count;
  char **name, **origin;
  const char **unit, **source, **evidence, **doc;
  double *factor; /* of the units */
};

/* The table with the origins of `base`. STATUS_MEMORY; free in any case. */
enum status result_keys_make(struct result_keys *keys, const struct scenario *base, struct trail *trail) STATUS_CHECK;
void result_keys_free(struct result_keys *keys);

/* values[count] of a scenario in the units of the table (choices: their number). */
void result_keys_values(const struct result_keys *keys, const struct scenario *scenario, double *values);

/* Number of a key or parameter as an axis of a grid names it, or the count. */
size_t result_keys_find(const struct result_keys *keys, const char *path);

#endif
