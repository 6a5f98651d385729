/* decimal.c - shortest decimals, printed and read back by the C library. */
#include "decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum
{
  LEAST = 6,  /* digits */
  EXACT = 15, /* digits that a double always keeps */
  MOST = 17   /* digits that always are read back */
};

/* digits of a printed number up to the last that is not zero */
static int digits_count(const char *text)
{
  int digits = 0, count = 0;
  for (; *text != '\0' && *text != 'e'; text++)
    if (*text >= '0' && *text <= '9' && (digits > 0 || *text != '0'))
    {
      digits++;
      count = *text == '0' ? count : digits;
    }
  return count;
}

/* prints with so many digits; nonzero when the same number is read back */
static int number_try(double value, int digits, char *text)
{
  snprintf(text, DECIMAL_ROOM, "%.*g", digits, value);
  double found = strtod(text, NULL);
  return !(found < value) && !(found > value);
}

/* Of all decimals of up to EXACT digits at most one is read back as a number (a property of doubles that are not subnormal), so
 * that one is found without trying each length. */
void decimal_print(double value, char text[DECIMAL_ROOM])
{
  text[0] = '\0';
  if (!isfinite(value))
    return;
  if (!isnormal(value))
  {
    for (int digits = LEAST; !number_try(value, digits, text); digits++)
      ;
    return;
  }
  if (!number_try(value, EXACT, text))
  {
    if (!number_try(value, EXACT + 1, text))
      snprintf(text, DECIMAL_ROOM, "%.*g", MOST, value);
    return;
  }
  int digits = digits_count(text);
  // large numbers are printed in another form when they have fewer digits
  snprintf(text, DECIMAL_ROOM, "%.*g", digits < LEAST ? LEAST : digits, value);
}
