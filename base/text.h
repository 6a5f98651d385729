/* text.h - small questions about words: how far apart, which known word is nearest. */
#ifndef NEOCOL_BASE_TEXT_H
#define NEOCOL_BASE_TEXT_H

#include <stddef.h>
#include <string.h>

/* Edits (insert, delete, replace, swap of neighbours) between two words of at most 63 bytes; longer ones count as far apart. */
size_t text_distance(const char *one, const char *other);

/* The word of `words` (count of them, NULLs skipped) that is nearest to `word`, or NULL when none is near enough to be meant. */
const char *text_nearest(const char *word, const char *const *words, size_t count);

/* Whether two words are the same. Most differ in their first letter, which is looked at without a call. */
static inline int text_is_same(const char *one, const char *other)
{
  return one[0] == other[0] && strcmp(one, other) == 0;
}

#endif
