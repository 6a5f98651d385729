/* key.c - one strict reader for all declared keys: a value is taken with its unit and within its bounds, or not at all. */
#include "key.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "unit.h"

enum
{
  PATH_SIZE = 128,
  WORDS_SIZE = 512
};

/* bounds are met to rounding, so that "3500 um" is not above 3.5 mm */
static const double rounding = 1e-12;

static double *key_number(const struct key *key, void *object)
{
  return (double *)(void *)((char *)object + key->offset);
}

static int *key_choice(const struct key *key, void *object)
{
  return (int *)(void *)((char *)object + key->offset);
}

static size_t *key_count(const struct key *key, void *object)
{
  return (size_t *)(void *)((char *)object + key->count_offset);
}

/* for messages: writes the path and returns it */
static const char *key_path(const struct key *key, char path[PATH_SIZE])
{
  snprintf(path, PATH_SIZE, "%s%s%s", key->section, key->section[0] != '\0' ? "." : "", key->name);
  return path;
}

void key_initialise(const struct key *key, void *object)
{
  switch (key->kind)
  {
  case KEY_QUANTITY:
  case KEY_COUNT:
    *key_number(key, object) = key->initial * unit_factor(key->unit);
    break;
  case KEY_CHOICE:
    *key_choice(key, object) = (int)key->initial;
    break;
  case KEY_TIMES:
    for (size_t i = 0; i < key->room; i++)
      key_number(key, object)[i] = 0;
    *key_count(key, object) = 0;
    break;
  }
}

/* reads a number and holds it against the bounds of the key; the value is in coherent units */
static enum status number_read(const struct key *key, const char *text, double *value, struct trail *trail)
{
  char path[PATH_SIZE];
  const char *space = strcmp(key->unit, "1") == 0 ? "" : " ", *unit = space[0] == '\0' ? "" : key->unit;
  double number = 0;
  enum status status = unit_quantity_parse(text, key->unit, &number, trail);
  if (status != STATUS_OK)
    return status_at(trail, status, "in %s: %s; %g to %g%s%s", key_path(key, path), key->doc, key->low, key->high, space, unit);
  // compare in the unit of the key, the one in which bounds are written
  double found = number / unit_factor(key->unit), slack = rounding * (fabs(key->low) + fabs(key->high));
  if (!(found >= key->low - slack && found <= key->high + slack))
    return status_fail(trail, STATUS_DATA, "%s is '%s' (%.6g%s%s), which is too %s; allowed are %g%s%s to %g%s%s",
                       key_path(key, path), text, found, space, unit, found < key->low ? "small" : "large", key->low, space, unit,
                       key->high, space, unit);
  *value = number;
  return STATUS_OK;
}

static enum status count_read(const struct key *key, const char *text, double *value, struct trail *trail)
{
  char path[PATH_SIZE];
  double number = 0;
  enum status status = number_read(key, text, &number, trail);
  if (status != STATUS_OK)
    return status;
  if (number != floor(number) || strchr(text, '%') != NULL)
    return status_fail(trail, STATUS_DATA, "%s is '%s', but a count is a whole number from %g to %g", key_path(key, path), text,
                       key->low, key->high);
  *value = number;
  return STATUS_OK;
}

static enum status choice_read(const struct key *key, const char *text, int *choice, struct trail *trail)
{
  char path[PATH_SIZE], words[WORDS_SIZE] = "";
  size_t count = 0, used = 0;
  for (; key->choices[count] != NULL; count++)
  {
    if (strcmp(key->choices[count], text) == 0)
    {
      *choice = (int)count;
      return STATUS_OK;
    }
    // collect the words for the message; what does not fit is left out
    int written = snprintf(words + used, sizeof words - used, "%s%s", count > 0 ? ", " : "", key->choices[count]);
    if (written > 0 && (size_t)written < sizeof words - used)
      used += (size_t)written;
    words[used] = '\0';
  }
  const char *meant = text_nearest(text, key->choices, count);
  if (meant != NULL)
    return status_fail(trail, STATUS_DATA, "%s is '%s'; did you mean '%s'? Choices are %s", key_path(key, path), text, meant,
                       words);
  return status_fail(trail, STATUS_DATA, "%s is '%s'; choices are %s", key_path(key, path), text, words);
}

enum status key_read(const struct key *key, const char *text, void *object, struct trail *trail)
{
  char path[PATH_SIZE];
  switch (key->kind)
  {
  case KEY_QUANTITY:
    return number_read(key, text, key_number(key, object), trail);
  case KEY_COUNT:
    return count_read(key, text, key_number(key, object), trail);
  case KEY_CHOICE:
    return choice_read(key, text, key_choice(key, object), trail);
  case KEY_TIMES:
    break;
  }
  // a list of times grows by one
  size_t *count = key_count(key, object);
  if (*count >= key->room)
    return status_fail(trail, STATUS_DATA, "%s has no room for '%s'; at most %zu times are allowed", key_path(key, path), text,
                       key->room);
  enum status status = number_read(key, text, key_number(key, object) + *count, trail);
  if (status == STATUS_OK)
    *count += 1;
  return status;
}

double key_value(const struct key *key, const void *object)
{
  return key_value_scaled(key, object, key->kind == KEY_CHOICE || key->kind == KEY_TIMES ? 1 : unit_factor(key->unit));
}

double key_value_scaled(const struct key *key, const void *object, double factor)
{
  const char *start = object;
  switch (key->kind)
  {
  case KEY_QUANTITY:
  case KEY_COUNT:
  {
    double number;
    memcpy(&number, start + key->offset, sizeof number);
    return number / factor;
  }
  case KEY_CHOICE:
  {
    int choice;
    memcpy(&choice, start + key->offset, sizeof choice);
    return choice;
  }
  case KEY_TIMES:
  {
    size_t count;
    memcpy(&count, start + key->count_offset, sizeof count);
    return (double)count;
  }
  }
  return unset;
}
