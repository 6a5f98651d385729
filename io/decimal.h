/* decimal.h - numbers as text. */
#ifndef NEOCOL_IO_DECIMAL_H
#define NEOCOL_IO_DECIMAL_H

enum
{
  DECIMAL_ROOM = 32 /* bytes of a printed number */
};

/* Prints a number as %.*g does, with the fewest digits, at least 6, that are read back as the same number; nothing when it is not
 * finite. */
void decimal_print(double value, char text[DECIMAL_ROOM]);

#endif
