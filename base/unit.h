/* unit.h - units and quantities: the one place where numbers are converted.
 *
 * Inside the program everything is in one coherent system: millimetre, day, gram. Unit text is that of UDUNITS-2
 * ("g m-2 h-1", "um2 h-1", "day-1", "1", "%"); "/", "^" and "*" are understood too ("g/m2/h", "cm^-2"). */
#ifndef NEOCOL_BASE_UNIT_H
#define NEOCOL_BASE_UNIT_H

#include "status.h"

#include <stddef.h>

/* exponents of the base quantities */
struct dimension
{
  int length, time, mass;
};

/* value in coherent units = value in this unit x factor */
struct unit
{
  double factor;
  struct dimension dimension;
};

/* Reads a unit such as "um/h". STATUS_DATA with the nearest known unit name when it is not understood. */
enum status unit_parse(const char *text, struct unit *unit, struct trail *trail) STATUS_CHECK;

/* Reads "number unit" strictly and converts to coherent units; `expected` gives the kind of quantity ("mm" takes "500 um").
 * A plain number is taken only when `expected` is "1". STATUS_DATA for missing or wrong units, nan, inf, 1,5, hex, trailing text.
 */
enum status unit_quantity_parse(const char *text, const char *expected, double *value, struct trail *trail) STATUS_CHECK;

/* Name of a known unit, from 0 on; NULL after the last. */
const char *unit_name(size_t i);

/* Factor from `declared` (a unit written in the program, known to be right) to coherent units. */
double unit_factor(const char *declared);

/* Nonzero when both dimensions are equal. */
int dimension_equal(struct dimension one, struct dimension other);

#endif
