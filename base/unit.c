/* unit.c - a strict reader of units and quantities over length, time and mass. */
#include "unit.h"

#include "text.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (1.0 / 24)

/* name, factor to millimetre-day-gram, exponents of length, time, mass */
static const struct known
{
  const char *name;
  struct unit unit;
} known[] = {
  { "1", { 1, { 0, 0, 0 } } },
  { "%", { 0.01, { 0, 0, 0 } } },
  { "nm", { 1e-6, { 1, 0, 0 } } },
  { "um", { 1e-3, { 1, 0, 0 } } },
  { "mm", { 1, { 1, 0, 0 } } },
  { "cm", { 10, { 1, 0, 0 } } },
  { "m", { 1000, { 1, 0, 0 } } },
  { "s", { HOUR / 3600, { 0, 1, 0 } } },
  { "min", { HOUR / 60, { 0, 1, 0 } } },
  { "h", { HOUR, { 0, 1, 0 } } },
  { "day", { 1, { 0, 1, 0 } } },
  { "week", { 7, { 0, 1, 0 } } },
  { "year", { 365.242198781, { 0, 1, 0 } } },
  { "Hz", { 3600 / HOUR, { 0, -1, 0 } } },
  { "pg", { 1e-12, { 0, 0, 1 } } },
  { "ng", { 1e-9, { 0, 0, 1 } } },
  { "ug", { 1e-6, { 0, 0, 1 } } },
  { "mg", { 1e-3, { 0, 0, 1 } } },
  { "g", { 1, { 0, 0, 1 } } },
  { "kg", { 1000, { 0, 0, 1 } } },
};

enum
{
  KNOWN = sizeof known / sizeof *known
};

const char *unit_name(size_t i)
{
  return i < KNOWN ? known[i].name : NULL;
}

static const struct known *known_find(const char *name)
{
  for (size_t i = 0; i < KNOWN; i++)
    if (known[i].name[0] == name[0] && strcmp(known[i].name, name) == 0)
      return &known[i];
  return NULL;
}

/* says which unit was not understood and which one may have been meant */
static enum status name_refuse(const char *name, struct trail *trail)
{
  const char *names[KNOWN];
  for (size_t i = 0; i < KNOWN; i++)
    names[i] = known[i].name;
  static const struct
  {
    const char *written, *meant;
  } habits[] = { { "days", "day" },   { "d", "day" },      { "hours", "h" },      { "hour", "h" },       { "hr", "h" },
                 { "weeks", "week" }, { "w", "week" },     { "years", "year" },   { "yr", "year" },      { "minutes", "min" },
                 { "micron", "um" },  { "microns", "um" }, { "\xc2\xb5m", "um" }, { "\xce\xbcm", "um" }, { "sec", "s" },
                 { "percent", "%" },  { "hz", "Hz" },      { "inch", "mm" },      { "month", "week" },   { "months", "week" } };
  const char *meant = NULL;
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (strcmp(habits[i].written, name) == 0)
      meant = habits[i].meant;
  if (meant == NULL)
    meant = text_nearest(name, names, KNOWN);
  if (meant != NULL)
    return status_fail(trail, STATUS_DATA, "unknown unit '%s'; did you mean '%s'?", name, meant);
  char all[8 * KNOWN] = "";
  for (size_t i = 0, used = 0; i < KNOWN; i++)
    used += (size_t)snprintf(all + used, sizeof all - used, " %s", names[i]);
  return status_fail(trail, STATUS_DATA, "unknown unit '%s'; known are%s", name, all);
}

/* reads the exponent after a name (1 when there is none) and moves *c behind it */
static enum status power_read(const char *text, const char **c, int *power, struct trail *trail)
{
  *power = 1;
  int caret = **c == '^';
  *c += caret;
  int sign = **c == '-' || **c == '+';
  if (!isdigit((unsigned char)(*c)[sign]))
  {
    if (!caret && !sign)
      return STATUS_OK;
    return status_fail(trail, STATUS_DATA, "'%s' is not a unit: an exponent is missing%s", text, caret ? " after '^'" : "");
  }
  char *end;
  long value = strtol(*c, &end, 10);
  if (value == 0 || value > 9 || value < -9)
    return status_fail(trail, STATUS_DATA, "'%s' is not a unit: exponents are whole numbers from -9 to 9 without 0", text);
  *power = (int)value;
  *c = end;
  return STATUS_OK;
}

/* multiplies `unit` by a known one to a power */
static void unit_multiply(struct unit *unit, const struct unit *by, int power)
{
  for (int k = 0; k < abs(power); k++)
    unit->factor = power > 0 ? unit->factor * by->factor : unit->factor / by->factor;
  unit->dimension.length += power * by->dimension.length;
  unit->dimension.time += power * by->dimension.time;
  unit->dimension.mass += power * by->dimension.mass;
}

enum status unit_parse(const char *text, struct unit *unit, struct trail *trail)
{
  *unit = (struct unit){ 1, { 0, 0, 0 } };
  int factors = 0, one = 0;
  char separator = '\0';
  for (const char *c = text; *c != '\0';)
  {
    // separators stand between factors, one at a time; a slash turns the sign of the next factor only
    if (*c == ' ')
    {
      c++;
      continue;
    }
    if (*c == '*' || *c == '.' || *c == '/')
    {
      if (separator != '\0' || factors == 0)
        return status_fail(trail, STATUS_DATA, "'%s' is not a unit: '%c' is in the wrong place", text, *c);
      separator = *c++;
      continue;
    }
    // a name is letters, a percent sign, or the number one
    char name[64];
    size_t length = 0;
    if (*c == '1' || *c == '%')
      name[length++] = *c++;
    else
      while (length + 1 < sizeof name && (isalpha((unsigned char)*c) || (unsigned char)*c >= 0x80))
        name[length++] = *c++;
    name[length] = '\0';
    if (length == 0)
      return status_fail(trail, STATUS_DATA, "'%s' is not a unit", text);
    // the number one comes first, alone or before a slash; otherwise "1 12 mm" and "1.5.1 mm" would hide a second number
    int first = name[0] == '1';
    if ((one && separator != '/') || (first && (factors > 0 || (*c != '\0' && *c != ' ' && *c != '/'))))
      return status_fail(trail, STATUS_DATA, "'%s' is not a unit: '1' is in the wrong place", text);
    const struct known *found = known_find(name);
    if (found == NULL)
      return name_refuse(name, trail);
    int power;
    enum status status = power_read(text, &c, &power, trail);
    if (status != STATUS_OK)
      return status;
    one = first;
    unit_multiply(unit, &found->unit, separator == '/' ? -power : power);
    separator = '\0';
    factors++;
  }
  if (separator != '\0' || factors == 0)
    return status_fail(trail, STATUS_DATA, "'%s' is not a unit", text);
  return STATUS_OK;
}

int dimension_equal(struct dimension one, struct dimension other)
{
  return one.length == other.length && one.time == other.time && one.mass == other.mass;
}

double unit_factor(const char *declared)
{
  // units that this thread has read, each at a place that follows from where its text lies
  static _Thread_local struct
  {
    char text[16];
    double factor;
  } read[64];
  uintptr_t at = (uintptr_t)declared;
  size_t place = (at ^ at >> 6) % (sizeof read / sizeof *read);
  if (*declared != '\0' && strcmp(read[place].text, declared) == 0)
    return read[place].factor;
  struct unit unit;
  if (unit_parse(declared, &unit, NULL) != STATUS_OK)
    return (double)NAN;
  if (strlen(declared) < sizeof read->text)
  {
    strcpy(read[place].text, declared);
    read[place].factor = unit.factor;
  }
  return unit.factor;
}

/* reads a decimal number: digits, at most one point, an exponent; nothing else, so no hex, nan, inf or thousands separators */
static const char *number_end(const char *text)
{
  const char *c = text;
  int digits = 0;
  if (*c == '+' || *c == '-')
    c++;
  for (; isdigit((unsigned char)*c); c++)
    digits++;
  if (*c == '.')
    for (c++; isdigit((unsigned char)*c); c++)
      digits++;
  if (digits == 0)
    return NULL;
  if (*c == 'e' || *c == 'E')
  {
    const char *e = c + 1;
    if (*e == '+' || *e == '-')
      e++;
    if (!isdigit((unsigned char)*e))
      return NULL;
    while (isdigit((unsigned char)*e))
      e++;
    c = e;
  }
  return c;
}

enum status unit_quantity_parse(const char *text, const char *expected, double *value, struct trail *trail)
{
  struct unit wanted;
  enum status status = unit_parse(expected, &wanted, trail);
  if (status != STATUS_OK)
    return status;
  int plain = strcmp(expected, "1") == 0;
  const char *example = plain ? "a number" : "a number and a unit";
  const char *end = number_end(text);
  if (end == NULL)
    return status_fail(trail, STATUS_DATA, "'%s' is not %s; expected for example '1.5%s%s'", text, example, plain ? "" : " ",
                       plain ? "" : expected);
  if (*end == ',')
    return status_fail(trail, STATUS_DATA, "'%s': a decimal comma is not understood; write '.' as in '1.5%s%s'", text,
                       plain ? "" : " ", plain ? "" : expected);
  if (*end != '\0' && *end != ' ' && *end != '%' && plain)
    return status_fail(trail, STATUS_DATA, "'%s' is not a number; '%s' should not follow it", text, end);
  double number = strtod(text, NULL);
  if (!isfinite(number))
    return status_fail(trail, STATUS_DATA, "'%s' is too large to be a number here", text);
  while (*end == ' ')
    end++;
  if (*end == '\0')
  {
    if (!plain)
      return status_fail(trail, STATUS_DATA, "'%s' has no unit; expected for example '%s %s'", text, text, expected);
    *value = number;
    return STATUS_OK;
  }
  struct unit unit;
  status = unit_parse(end, &unit, trail);
  if (status != STATUS_OK)
    return status;
  if (!dimension_equal(unit.dimension, wanted.dimension))
    return status_fail(trail, STATUS_DATA, "'%s' has the wrong kind of unit; expected a quantity such as '%.*s %s'", text,
                       (int)(number_end(text) - text), text, expected);
  if (!isfinite(number * unit.factor))
    return status_fail(trail, STATUS_DATA, "'%s' is too large to be a quantity here", text);
  *value = number * unit.factor;
  return STATUS_OK;
}
