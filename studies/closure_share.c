/* closure_share.c - the store: a list of closures with the values that they were solved for, most recently used first.
 *
 * The key of a channel holds every declared key of skin and solver except those listed in `unread`, the time of occlusion, and
 * every parameter and switch of the channel processes, as they are after the factors of the person. Of device and puncture field
 * the radial channel takes three sizes only, so needles of different length that are equally wide in the epidermis make the same
 * channel; with depth, the key holds every key of the device. A key that is declared later is part of it unless it is listed, so
 * that forgetting costs time, not truth; test_closure_share.c changes every declared value and compares. */
#include "closure_share.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "closure_radial.h"
#include "fingerprint.h"

/* keys that do not reach the channel themselves: what follows from them (thicknesses, factors) is part of the key */
static const char *const unread[] = {
  "skin.site",
  "skin.age",
  "skin.phototype",
  "skin.indication",
  "skin.sex",
  "skin.smoking",
  "skin.finding",
  "skin.papillary_vessel_ratio",
  "skin.papillary_fibroblast_ratio",
  "skin.papillary_collagen_ratio",
  "skin.paracrine_reach",
  "skin.plexus_depth",
  "skin.plexus_width",
  "skin.water_loss",
  "solver.method",
  "solver.relative_tolerance",
  "solver.absolute_tolerance",
  "solver.depth_cells",
  "solver.reading_parts",
};

/* sections that are read, and the one key of another section */
static const char *const sections[] = { "skin", "solver" }, device_section[] = "device", other_read[] = "protocol.occlusion";

static int is_read(const struct key *key, const char *path)
{
  return strcmp(path, other_read) == 0 || (fingerprint_is_listed(key->section, sizeof sections / sizeof *sections, sections) &&
                                           !fingerprint_is_listed(path, sizeof unread / sizeof *unread, unread));
}

static int is_of_device(const struct key *key, const char *path)
{
  (void)path;
  return strcmp(key->section, device_section) == 0;
}

/* what a key holds: common values, then the device, or three sizes instead of it */
struct layout
{
  struct fingerprint common, device;
  size_t bytes;
};

static void layout_free(struct layout *layout)
{
  fingerprint_free(&layout->common);
  fingerprint_free(&layout->device);
}

/* parameters and switches of the channel come first; returns 0 without memory, layout_free in any case */
static int layout_make(struct layout *layout)
{
  size_t parameters = 0, sizes = sizeof(struct closure_radial_size);
  *layout = (struct layout){ .bytes = 0 };
  for (size_t i = 0; i < channel_process_count; i++)
    parameters += channel_processes[i]->parameter_count;
  int good = fingerprint_make(&layout->common, is_read, parameters, channel_process_count) &&
             fingerprint_make(&layout->device, is_of_device, 0, 0);
  layout->bytes = layout->common.bytes + (layout->device.bytes > sizes ? layout->device.bytes : sizes);
  return good;
}

static void key_write(const struct layout *layout, const struct scenario *scenario, const struct puncture *puncture,
                      unsigned char *key)
{
  struct closure_radial_size size = closure_radial_size(scenario, puncture);
  unsigned char *device = key + layout->common.bytes;
  memset(key, 0, layout->bytes);
  fingerprint_write(&layout->common, scenario, key);
  if (scenario->solver.channel_model == PLAN_CHANNEL_RADIAL)
    memcpy(device, &size, sizeof size);
  else
    fingerprint_write(&layout->device, scenario, device);
}

enum entry_state
{
  ENTRY_SOLVING,
  ENTRY_READY,
  ENTRY_PRIVATE /* not in the list: failed, or belongs to one caller */
};

/* one closure; the first member, so that a caller's pointer to it leads back */
struct entry
{
  struct closure closure;
  struct entry *next;
  enum entry_state state;
  size_t users, bytes;
  unsigned char key[];
};

struct closure_share
{
  struct layout layout;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct entry *first;
  size_t limit, idle; /* bytes: allowed, and in entries without users */
  size_t solved;
};

enum status closure_share_create(size_t bytes, struct closure_share **share, struct trail *trail)
{
  struct closure_share *made = calloc(1, sizeof *made);
  *share = NULL;
  if (made == NULL || !layout_make(&made->layout))
  {
    if (made != NULL)
      layout_free(&made->layout);
    free(made);
    return status_fail(trail, STATUS_MEMORY, "no memory for the channels of a study");
  }
  pthread_mutex_init(&made->lock, NULL);
  pthread_cond_init(&made->changed, NULL);
  made->limit = bytes;
  *share = made;
  return STATUS_OK;
}

static void entry_free(struct entry *entry)
{
  closure_free(&entry->closure);
  free(entry);
}

void closure_share_free(struct closure_share *share)
{
  if (share == NULL)
    return;
  while (share->first != NULL)
  {
    struct entry *entry = share->first;
    share->first = entry->next;
    entry_free(entry);
  }
  pthread_cond_destroy(&share->changed);
  pthread_mutex_destroy(&share->lock);
  layout_free(&share->layout);
  free(share);
}

static size_t closure_bytes(const struct closure *closure)
{
  size_t curves = closure->lumen == NULL ? 5 : 7;
  return sizeof(struct entry) +
         sizeof(double) * (curves * closure->count + (1 + CLOSURE_PROFILES) * closure->cells +
                           (closure->growth == NULL ? 0 : (SKIN_LAYERS + 1) * closure->growth_stride)) +
         closure->pieces.curves * closure->pieces.pieces * sizeof *closure->pieces.piece;
}

static void entry_unlink(struct closure_share *share, const struct entry *entry)
{
  struct entry **link = &share->first;
  while (*link != entry)
    link = &(*link)->next;
  *link = entry->next;
}

/* the entry of a key, now the first of the list, or NULL */
static struct entry *entry_find(struct closure_share *share, const unsigned char *key)
{
  struct entry *entry = share->first;
  while (entry != NULL && memcmp(entry->key, key, share->layout.bytes) != 0)
    entry = entry->next;
  if (entry != NULL && entry != share->first)
  {
    entry_unlink(share, entry);
    entry->next = share->first;
    share->first = entry;
  }
  return entry;
}

/* drops what was not used for longest until the limit is kept */
static void entries_evict(struct closure_share *share)
{
  while (share->idle > share->limit)
  {
    struct entry *last = NULL;
    for (struct entry *entry = share->first; entry != NULL; entry = entry->next)
      if (entry->users == 0)
        last = entry;
    share->idle -= last->bytes;
    entry_unlink(share, last);
    entry_free(last);
  }
}

static struct entry *entry_make(size_t key_bytes)
{
  struct entry *entry = calloc(1, sizeof *entry + key_bytes);
  if (entry != NULL)
  {
    entry->users = 1;
    entry->state = ENTRY_PRIVATE;
  }
  return entry;
}

/* solves a new entry of the list while others may wait for it; the lock is held before and after */
static enum status entry_solve(struct closure_share *share, struct entry *entry, const struct scenario *scenario,
                               const struct puncture *puncture, struct trail *trail)
{
  int warnings = trail == NULL ? 0 : trail->warnings_told;
  entry->state = ENTRY_SOLVING;
  entry->next = share->first;
  share->first = entry;
  share->solved++;
  pthread_mutex_unlock(&share->lock);
  enum status status = closure_solve(scenario, puncture, &entry->closure, trail);
  pthread_mutex_lock(&share->lock);
  entry->bytes = closure_bytes(&entry->closure);
  entry->state = ENTRY_READY;
  if (status != STATUS_OK || (trail != NULL && trail->warnings_told != warnings))
  {
    // every run has to find its errors and warnings itself
    entry->state = ENTRY_PRIVATE;
    entry_unlink(share, entry);
  }
  pthread_cond_broadcast(&share->changed);
  return status;
}

enum status closure_share_take(struct closure_share *share, const struct scenario *scenario, const struct puncture *puncture,
                               const struct closure **closure, struct trail *trail)
{
  int alone = share == NULL || scenario->alone;
  struct entry *made = entry_make(alone ? 0 : share->layout.bytes);
  *closure = NULL;
  if (made == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  enum status status = STATUS_OK;
  if (alone)
    status = closure_solve(scenario, puncture, &made->closure, trail);
  else
  {
    key_write(&share->layout, scenario, puncture, made->key);
    pthread_mutex_lock(&share->lock);
    struct entry *found = entry_find(share, made->key);
    while (found != NULL && found->state == ENTRY_SOLVING)
    {
      pthread_cond_wait(&share->changed, &share->lock);
      found = entry_find(share, made->key);
    }
    if (found == NULL)
      status = entry_solve(share, made, scenario, puncture, trail);
    else
    {
      share->idle -= found->users++ == 0 ? found->bytes : 0;
      entry_free(made);
      made = found;
    }
    pthread_mutex_unlock(&share->lock);
  }
  if (status != STATUS_OK)
    entry_free(made);
  else
    *closure = &made->closure;
  return status;
}

void closure_share_give_back(struct closure_share *share, const struct closure *closure)
{
  if (closure == NULL)
    return;
  struct entry *entry = (struct entry *)(uintptr_t)closure;
  if (entry->state == ENTRY_PRIVATE)
  {
    entry_free(entry);
    return;
  }
  pthread_mutex_lock(&share->lock);
  if (--entry->users == 0)
    share->idle += entry->bytes;
  entries_evict(share);
  pthread_mutex_unlock(&share->lock);
}

size_t closure_share_solved(struct closure_share *share)
{
  pthread_mutex_lock(&share->lock);
  size_t solved = share->solved;
  pthread_mutex_unlock(&share->lock);
  return solved;
}

int closure_share_is_same(const struct scenario *one, const struct scenario *other)
{
  struct layout layout;
  struct puncture punctures[2];
  int good = layout_make(&layout), same = 0;
  unsigned char *keys = good ? malloc(2 * layout.bytes) : NULL;
  good = keys != NULL && puncture_compute(&one->skin, &one->device, &punctures[0], NULL) == STATUS_OK &&
         puncture_compute(&other->skin, &other->device, &punctures[1], NULL) == STATUS_OK;
  if (good)
  {
    key_write(&layout, one, &punctures[0], keys);
    key_write(&layout, other, &punctures[1], keys + layout.bytes);
    same = memcmp(keys, keys + layout.bytes, layout.bytes) == 0;
  }
  free(keys);
  layout_free(&layout);
  return same;
}
