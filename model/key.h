/* key.h - declared keys of a scenario (skin, device, protocol, ...): one row each, from which come the struct, the reader, the
 * checks, --set, the schema and the documents.
 *
 * A list is an X-macro over these row kinds; `unset` as initial value means "taken from the site or the kind of device":
 *   QUANTITY(name, unit, initial, low, high, evidence, doc, source)   a number with a unit -> double name (coherent units)
 *   COUNT(name, initial, low, high, doc)                              a whole number -> double name
 *   CHOICE(name, initial, choices, doc)                               one of the words of `choices` -> int name (its number)
 *   TIMES(name, room, doc)                                            a list of times -> double name[room]; size_t name_count */
#ifndef NEOCOL_MODEL_KEY_H
#define NEOCOL_MODEL_KEY_H

#include <math.h>
#include <stddef.h>

#include "declaration.h"
#include "status.h"

#define unset ((double)NAN)

enum key_kind
{
  KEY_QUANTITY,
  KEY_COUNT,
  KEY_CHOICE,
  KEY_TIMES
};

struct key
{
  const char *section, *name; /* scenario path: section.name, or name alone when section is "" */
  enum key_kind kind;
  const char *unit;           /* KEY_QUANTITY, KEY_TIMES ("day") */
  double initial, low, high;  /* in `unit`; KEY_CHOICE: number of the initial choice */
  const char *const *choices; /* KEY_CHOICE: words, ended by NULL */
  size_t room;                /* KEY_TIMES */
  enum evidence evidence;     /* KEY_QUANTITY */
  const char *doc, *source;
  size_t offset, count_offset; /* within the struct of its section */
};

/* the fields of a struct, made from a list */
#define KEY_FIELD_QUANTITY(name, unit, initial, low, high, evidence, doc, source) double name;
#define KEY_FIELD_COUNT(name, initial, low, high, doc) double name;
#define KEY_FIELD_CHOICE(name, initial, choices, doc) int name;
#define KEY_FIELD_TIMES(name, room, doc)                                                                                         \
  double name[room];                                                                                                             \
  size_t name##_count;

/* the rows of a list; define KEY_SECTION (text) and KEY_STRUCT (type) around the use */
#define KEY_ROW_QUANTITY(name_, unit_, initial_, low_, high_, level_, doc_, source_)                                             \
  { KEY_SECTION,                                                                                                                 \
    #name_,                                                                                                                      \
    KEY_QUANTITY,                                                                                                                \
    unit_,                                                                                                                       \
    initial_,                                                                                                                    \
    low_,                                                                                                                        \
    high_,                                                                                                                       \
    NULL,                                                                                                                        \
    0,                                                                                                                           \
    evidence_##level_,                                                                                                           \
    doc_,                                                                                                                        \
    source_,                                                                                                                     \
    offsetof(KEY_STRUCT, name_),                                                                                                 \
    0 },
#define KEY_ROW_COUNT(name_, initial_, low_, high_, doc_)                                                                        \
  { KEY_SECTION,                                                                                                                 \
    #name_,                                                                                                                      \
    KEY_COUNT,                                                                                                                   \
    "1",                                                                                                                         \
    initial_,                                                                                                                    \
    low_,                                                                                                                        \
    high_,                                                                                                                       \
    NULL,                                                                                                                        \
    0,                                                                                                                           \
    evidence_assumed,                                                                                                            \
    doc_,                                                                                                                        \
    "neocol",                                                                                                                    \
    offsetof(KEY_STRUCT, name_),                                                                                                 \
    0 },
#define KEY_ROW_CHOICE(name_, initial_, choices_, doc_)                                                                          \
  { KEY_SECTION,                                                                                                                 \
    #name_,                                                                                                                      \
    KEY_CHOICE,                                                                                                                  \
    "1",                                                                                                                         \
    initial_,                                                                                                                    \
    0,                                                                                                                           \
    0,                                                                                                                           \
    choices_,                                                                                                                    \
    0,                                                                                                                           \
    evidence_assumed,                                                                                                            \
    doc_,                                                                                                                        \
    "neocol",                                                                                                                    \
    offsetof(KEY_STRUCT, name_),                                                                                                 \
    0 },
#define KEY_ROW_TIMES(name_, room_, doc_)                                                                                        \
  { KEY_SECTION,                                                                                                                 \
    #name_,                                                                                                                      \
    KEY_TIMES,                                                                                                                   \
    "day",                                                                                                                       \
    unset,                                                                                                                       \
    0,                                                                                                                           \
    3650,                                                                                                                        \
    NULL,                                                                                                                        \
    room_,                                                                                                                       \
    evidence_assumed,                                                                                                            \
    doc_,                                                                                                                        \
    "neocol",                                                                                                                    \
    offsetof(KEY_STRUCT, name_),                                                                                                 \
    offsetof(KEY_STRUCT, name_##_count) },

/* Sets the field of `object` (the struct that the key belongs to) to its initial value, converted to coherent units. */
void key_initialise(const struct key *key, void *object);

/* Reads `text` ("1.5 mm", "12", "pen") into the field. STATUS_DATA with found, expected, bounds and the nearest choice.
 * KEY_TIMES adds one time at the end of the list. */
enum status key_read(const struct key *key, const char *text, void *object, struct trail *trail) STATUS_CHECK;

/* Number of the field in its own unit (KEY_CHOICE: its number; KEY_TIMES: how many). */
double key_value(const struct key *key, const void *object);

/* The same when the factor of the unit is known: unit_factor(key->unit). */
double key_value_scaled(const struct key *key, const void *object, double factor);

#endif
