/* text.c - optimal string alignment distance (Levenshtein with swaps of neighbours) and the search for the nearest word. */
#include "text.h"

#include <string.h>

enum
{
  LONGEST = 63
};

static size_t smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

size_t text_distance(const char *one, const char *other)
{
  size_t n = strlen(one), m = strlen(other);
  if (n > LONGEST || m > LONGEST)
    return LONGEST + 1;
  size_t rows[3][LONGEST + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= m; j++)
    last[j] = before[j] = j;
  for (size_t i = 1; i <= n; i++)
  {
    row[0] = i;
    for (size_t j = 1; j <= m; j++)
    {
      size_t replace = last[j - 1] + (one[i - 1] != other[j - 1]);
      row[j] = smaller(smaller(last[j] + 1, row[j - 1] + 1), replace);
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        row[j] = smaller(row[j], before[j - 2] + 1);
    }
    size_t *free_row = before;
    before = last;
    last = row;
    row = free_row;
  }
  return last[m];
}

const char *text_nearest(const char *word, const char *const *words, size_t count)
{
  const char *best = NULL;
  // a word is meant when about a third of its letters differ, and never when all of them do ('3' is not near 'I')
  size_t size = strlen(word), limit = smaller(smaller(1 + size / 3, 6), size > 0 ? size - 1 : 0), least = limit + 1;
  for (size_t i = 0; i < count; i++)
  {
    if (words[i] == NULL)
      continue;
    size_t distance = text_distance(word, words[i]);
    if (distance < least)
    {
      least = distance;
      best = words[i];
    }
  }
  return best;
}
