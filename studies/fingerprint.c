/* fingerprint.c - offsets of the chosen keys, found once. */
#include "fingerprint.h"

#include <stdlib.h>
#include <string.h>

int fingerprint_is_listed(const char *word, size_t count, const char *const *words)
{
  size_t k = 0;
  while (k < count && strcmp(words[k], word) != 0)
    k++;
  return k < count;
}

void fingerprint_free(struct fingerprint *fingerprint)
{
  free(fingerprint->offset);
  free(fingerprint->size);
  *fingerprint = (struct fingerprint){ 0 };
}

int fingerprint_make(struct fingerprint *fingerprint, int (*is_read)(const struct key *key, const char *path), size_t parameters,
                     size_t processes)
{
  static const struct scenario any;
  size_t keys = scenario_key_count();
  *fingerprint = (struct fingerprint){ .parameters = parameters, .processes = processes };
  fingerprint->offset = calloc(keys, sizeof(size_t));
  fingerprint->size = calloc(keys, sizeof(size_t));
  if (fingerprint->offset == NULL || fingerprint->size == NULL)
    return 0;
  for (size_t k = 0; k < keys; k++)
  {
    const struct key *key = scenario_key(k);
    char path[FINGERPRINT_PATH] = "";
    if (key->section[0] != '\0')
    {
      strncat(path, key->section, FINGERPRINT_PATH / 2 - 1);
      strcat(path, ".");
    }
    strncat(path, key->name, FINGERPRINT_PATH / 2 - 1);
    if (!is_read(key, path))
      continue;
    fingerprint->offset[fingerprint->fields] =
        (size_t)((const char *)scenario_object(&any, k) - (const char *)&any) + key->offset;
    fingerprint->size[fingerprint->fields] = key->kind == KEY_CHOICE ? sizeof(int) : sizeof(double);
    fingerprint->bytes += fingerprint->size[fingerprint->fields++];
  }
  fingerprint->bytes += parameters * sizeof(double) + processes;
  return 1;
}

void fingerprint_write(const struct fingerprint *fingerprint, const struct scenario *scenario, unsigned char *bits)
{
  for (size_t k = 0; k < fingerprint->fields; k++)
  {
    memcpy(bits, (const char *)scenario + fingerprint->offset[k], fingerprint->size[k]);
    bits += fingerprint->size[k];
  }
  memcpy(bits, scenario->parameters, fingerprint->parameters * sizeof(double));
  bits += fingerprint->parameters * sizeof(double);
  for (size_t i = 0; i < fingerprint->processes; i++)
    bits[i] = scenario->off[i] != 0;
}
