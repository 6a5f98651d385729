/* fingerprint.h - the bits of chosen values of a scenario in a row, so that scenarios can be compared by them.
 *
 * Keys are chosen by what is left out: a key that is declared later belongs to every fingerprint that does not name it, so that
 * forgetting costs time, not truth. */
#ifndef NEOCOL_STUDIES_FINGERPRINT_H
#define NEOCOL_STUDIES_FINGERPRINT_H

#include "scenario.h"

enum
{
  FINGERPRINT_PATH = 128
};

struct fingerprint
{
  size_t fields, parameters, processes; /* the first parameters, the switches of the first processes */
  size_t *offset, *size;                /* [fields] where the keys lie within a scenario; owned */
  size_t bytes;                         /* of a fingerprint */
};

/* Chooses the keys for which is_read is true (path "section.name" or "name"; none may be a list of times), the first `parameters`
 * parameters and the switches of the first `processes` processes. Returns 0 without memory. fingerprint_free in any case. */
int fingerprint_make(struct fingerprint *fingerprint, int (*is_read)(const struct key *key, const char *path), size_t parameters,
                     size_t processes);
void fingerprint_free(struct fingerprint *fingerprint);

/* Writes the values of a scenario to bits[bytes]. */
void fingerprint_write(const struct fingerprint *fingerprint, const struct scenario *scenario, unsigned char *bits);

/* Whether a word is one of words[count]. */
int fingerprint_is_listed(const char *word, size_t count, const char *const *words);

#endif
