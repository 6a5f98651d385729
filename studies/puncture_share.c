/* puncture_share.c - the last few fields beside all bits of the skin and the device that they were computed for. */
#include "puncture_share.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum
{
  KEPT = 16
};

struct entry
{
  struct skin skin;
  struct device device;
  struct puncture puncture;
};

struct puncture_share
{
  pthread_mutex_t lock;
  size_t computed;
  size_t entries, next; /* those that are there, and the one that is replaced next */
  struct entry entry[KEPT];
};

enum status puncture_share_create(struct puncture_share **share, struct trail *trail)
{
  *share = calloc(1, sizeof **share);
  if (*share == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the puncture fields of a study");
  pthread_mutex_init(&(*share)->lock, NULL);
  return STATUS_OK;
}

void puncture_share_free(struct puncture_share *share)
{
  if (share == NULL)
    return;
  pthread_mutex_destroy(&share->lock);
  free(share);
}

/* the entry of a skin and a device, or NULL; the lock is held. Bits that mean nothing may differ, which costs a computation. */
static struct entry *entry_find(struct puncture_share *share, const struct skin *skin, const struct device *device)
{
  for (size_t k = 0; k < share->entries; k++)
    if (memcmp(&share->entry[k].skin, skin, sizeof *skin) == 0 && memcmp(&share->entry[k].device, device, sizeof *device) == 0)
      return &share->entry[k];
  return NULL;
}

enum status puncture_share_take(struct puncture_share *share, const struct scenario *scenario, struct puncture *puncture,
                                struct trail *trail)
{
  const struct skin *skin = &scenario->skin;
  const struct device *device = &scenario->device;
  if (share == NULL || scenario->alone)
    return puncture_compute(skin, device, puncture, trail);
  pthread_mutex_lock(&share->lock);
  const struct entry *found = entry_find(share, skin, device);
  if (found != NULL)
    *puncture = found->puncture;
  pthread_mutex_unlock(&share->lock);
  if (found != NULL)
  {
    puncture_warn(skin, device, puncture, trail);
    return STATUS_OK;
  }
  enum status status = puncture_compute(skin, device, puncture, trail);
  pthread_mutex_lock(&share->lock);
  share->computed++;
  // another thread may have come first
  if (status == STATUS_OK && entry_find(share, skin, device) == NULL)
  {
    struct entry *entry = &share->entry[share->next++ % KEPT];
    memcpy(&entry->skin, skin, sizeof *skin);
    memcpy(&entry->device, device, sizeof *device);
    entry->puncture = *puncture;
    share->entries += share->entries < KEPT;
  }
  pthread_mutex_unlock(&share->lock);
  return status;
}

size_t puncture_share_computed(struct puncture_share *share)
{
  pthread_mutex_lock(&share->lock);
  size_t computed = share->computed;
  pthread_mutex_unlock(&share->lock);
  return computed;
}
