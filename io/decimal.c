/* decimal.c - shortest decimals. A number m 2^-s of middling size times a power of ten fits into 128 bits, so its digits, and
 * whether they are read back as the number, come from whole numbers; all others are printed and read back by the C library. */
#include "decimal.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
  LEAST = 6,   /* digits */
  EXACT = 15,  /* digits that a double always keeps */
  MOST = 17,   /* digits that always are read back */
  BITS = 53,   /* of a mantissa */
  LOWEST = -4, /* powers of ten between which a number is printed without one, and its digits are found here */
  HIGHEST = 14
};

__extension__ typedef unsigned __int128 wide;

static const uint64_t power[] = { 1u,
                                  10u,
                                  100u,
                                  1000u,
                                  10000u,
                                  100000u,
                                  1000000u,
                                  10000000u,
                                  100000000u,
                                  1000000000u,
                                  10000000000u,
                                  100000000000u,
                                  1000000000000u,
                                  10000000000000u,
                                  100000000000000u,
                                  1000000000000000u,
                                  10000000000000000u,
                                  100000000000000000u };

/* --- by the C library --- */

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
static void any_print(double value, char *text)
{
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

/* --- by whole numbers --- */

/* The first `digits` digits of mantissa / 2^shift, rounded, when its power of ten is `ten`; *same: they are read back as it. 0
 * when the power is another one, or becomes one by rounding. */
static uint64_t digits_find(uint64_t mantissa, int shift, int ten, int digits, int *same)
{
  int scale = digits - 1 - ten; /* 0 to MOST - 1 - LOWEST */
  wide by = scale < MOST ? power[scale] : (wide)power[MOST] * power[scale - MOST];
  wide scaled = mantissa * by, half = (wide)1 << (shift - 1), rest = scaled & (2 * half - 1);
  uint64_t found = (uint64_t)(scaled >> shift);
  int up = rest > half || (rest == half && found % 2 == 1);
  wide off = 2 * (up ? 2 * half - rest : rest);
  found += (uint64_t)up;
  // nearer than half the distance of two numbers, or just half when the number is even
  *same = off < by || (off == by && mantissa % 2 == 0);
  return found >= power[digits - 1] && found < power[digits] ? found : 0;
}

/* writes digits whose first has the power `ten` */
static void digits_write(uint64_t found, int digits, int ten, char *text)
{
  char all[MOST + 1];
  for (int k = digits; k-- > 0; found /= 10)
    all[k] = (char)('0' + found % 10);
  while (digits > ten + 1 && digits > 1 && all[digits - 1] == '0')
    digits--;
  int before = ten < 0 ? 0 : ten + 1; /* digits before the point */
  if (before == 0)
    *text++ = '0';
  memcpy(text, all, (size_t)before);
  text += before;
  if (digits > before)
    *text++ = '.';
  for (int k = ten; k < -1; k++)
    *text++ = '0';
  memcpy(text, all + before, (size_t)(digits - before));
  text[digits - before] = '\0';
}

/* 0 when it is none of those whose digits are found here */
static int middling_print(double value, char *text)
{
  static const double tens[] = { 1e-4, 1e-3, 1e-2, 1e-1, 1,    1e1,  1e2,  1e3,  1e4,  1e5,
                                 1e6,  1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  double size = fabs(value);
  if (!(size >= tens[0] && size < tens[HIGHEST + 1 - LOWEST]))
    return 0;
  int ten = LOWEST, two, same;
  while (size >= tens[ten + 1 - LOWEST])
    ten++;
  uint64_t mantissa = (uint64_t)ldexp(frexp(size, &two), BITS);
  // the numbers below a power of two are nearer than those above
  if (mantissa == (uint64_t)1 << (BITS - 1))
    return 0;
  int digits = EXACT, shift = BITS - two;
  uint64_t found = digits_find(mantissa, shift, ten, digits, &same);
  while (found != 0 && !same && digits < MOST)
    found = digits_find(mantissa, shift, ten, ++digits, &same);
  if (found == 0)
    return 0;
  // large numbers of few digits are printed with their power
  if (digits == EXACT && ten >= LEAST && found % power[EXACT - ten] == 0)
    return 0;
  if (value < 0)
    *text++ = '-';
  digits_write(found, digits, ten, text);
  return 1;
}

void decimal_print(double value, char text[DECIMAL_ROOM])
{
  text[0] = '\0';
  if (isfinite(value) && !middling_print(value, text))
    any_print(value, text);
}
