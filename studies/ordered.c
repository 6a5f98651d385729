/* ordered.c - a ring of places: pieces are started in order, so the lowest failure is always found, and a piece waits only while
 * its place still holds a result that is not handed over, or for those that its thread took together with it. */
#include "ordered.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* what a place holds besides the result */
struct slot
{
  int is_done;
  char *warnings; /* NULL: none */
};

struct course
{
  const struct ordered *work;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct slot *slot;
  size_t next, done, ready, taken; /* pieces: started, computed, computed without a gap, handed over */
  int is_begun, is_taking;
  size_t failed; /* lowest piece that failed, or the count */
  enum status status, begin_status, take_status;
  struct trail *failure, *take_trail, *scratch;
};

size_t ordered_slots(size_t count, size_t block, int threads)
{
  // one block is handed over, one is filled, and each thread may be one ahead
  size_t slots = 2 * block + (size_t)threads;
  return slots < count ? slots : count;
}

/* warnings of a piece into a trail */
static void warnings_append(struct trail *trail, const char *warnings, struct trail *scratch)
{
  if (warnings == NULL)
    return;
  trail_clear(scratch);
  memcpy(scratch->warnings, warnings, strlen(warnings) + 1);
  trail_append(trail, scratch);
}

/* notes what a piece came to; the lock is held */
static void piece_note(struct course *c, size_t i, enum status status, const struct trail *trail)
{
  struct slot *slot = &c->slot[i % c->work->slots];
  // without memory warnings are lost, nothing else
  slot->warnings = trail->warnings_length > 0 ? strdup(trail->warnings) : NULL;
  slot->is_done = 1;
  c->done++;
  if (status != STATUS_OK && i < c->failed)
  {
    c->failed = i;
    c->status = status;
    *c->failure = *trail;
  }
  while (c->ready < c->next && c->ready < c->taken + c->work->slots && c->slot[c->ready % c->work->slots].is_done)
    c->ready++;
}

/* nothing that comes from now on is of use to anybody */
static int course_is_over(const struct course *c)
{
  return c->begin_status != STATUS_OK || c->take_status != STATUS_OK || (c->work->stopped != NULL && *c->work->stopped);
}

static int course_stops(const struct course *c)
{
  return c->failed < c->work->count || course_is_over(c);
}

/* hands over blocks that are complete, unless another thread does; the lock is held before and after */
static void blocks_take(struct course *c, struct trail *trail)
{
  const struct ordered *work = c->work;
  while (!c->is_taking && !course_stops(c) && c->taken < work->count)
  {
    size_t left = work->count - c->taken, count = left < work->block ? left : work->block;
    if (c->ready < c->taken + count)
      return;
    c->is_taking = 1;
    pthread_mutex_unlock(&c->lock);
    enum status status = work->take(work->context, c->taken, count, c->taken % work->slots, c->take_trail);
    pthread_mutex_lock(&c->lock);
    c->take_status = status;
    for (size_t k = 0; k < count; k++)
    {
      struct slot *slot = &c->slot[(c->taken + k) % work->slots];
      warnings_append(trail, slot->warnings, c->scratch);
      free(slot->warnings);
      *slot = (struct slot){ 0 };
    }
    c->taken += count;
    c->is_taking = 0;
    while (c->ready < c->next && c->ready < c->taken + work->slots && c->slot[c->ready % work->slots].is_done)
      c->ready++;
    pthread_cond_broadcast(&c->changed);
  }
}

/* what comes before anything is handed over; the lock is held before and after */
static void course_begin(struct course *c, struct trail *trail)
{
  const struct ordered *work = c->work;
  if (c->is_begun || work->begin == NULL)
    return;
  c->is_begun = c->is_taking = 1;
  pthread_mutex_unlock(&c->lock);
  enum status status = work->begin(work->context, c->take_trail);
  pthread_mutex_lock(&c->lock);
  c->begin_status = status;
  c->is_taking = 0;
  if (course_stops(c))
    pthread_cond_broadcast(&c->changed);
  // what the others have completed meanwhile
  blocks_take(c, trail);
}

/* one piece that was started, when its place is free; the lock is held before and after */
static void piece_compute(struct course *c, size_t i, struct trail *own, struct trail *trail)
{
  const struct ordered *work = c->work;
  while (i >= c->taken + work->slots && !course_stops(c))
    pthread_cond_wait(&c->changed, &c->lock);
  // a piece that has its place is computed even after a failure: its own would be the lower one
  if (i >= c->taken + work->slots || i > c->failed || course_is_over(c))
    return;
  pthread_mutex_unlock(&c->lock);
  trail_clear(own);
  enum status status = work->compute(work->context, i, i % work->slots, own);
  pthread_mutex_lock(&c->lock);
  piece_note(c, i, status, own);
  if (course_stops(c))
    pthread_cond_broadcast(&c->changed);
  if (work->progress.report != NULL)
    work->progress.report(work->progress.sink, c->done, work->count);
  blocks_take(c, trail);
}

/* what one thread does until nothing is left */
static void pieces_compute(struct course *c, struct trail *own, struct trail *trail)
{
  const struct ordered *work = c->work;
  pthread_mutex_lock(&c->lock);
  course_begin(c, trail);
  while (c->next < work->count && !course_stops(c))
  {
    size_t first = c->next, left = work->count - first, count = left < work->together ? left : work->together;
    c->next += count;
    for (size_t i = first; i < first + count; i++)
      piece_compute(c, i, own, trail);
  }
  pthread_mutex_unlock(&c->lock);
}

/* the trail of a course that did not complete */
static enum status course_fail(struct course *c, struct trail *trail)
{
  const struct ordered *work = c->work;
  if (c->begin_status != STATUS_OK)
  {
    trail_append(trail, c->take_trail);
    return c->begin_status;
  }
  if (c->failed < work->count)
  {
    for (size_t i = c->taken; i < c->failed; i++)
      warnings_append(trail, c->slot[i % work->slots].warnings, c->scratch);
    trail_append(trail, c->failure);
    return c->status;
  }
  if (c->take_status != STATUS_OK)
  {
    trail_append(trail, c->take_trail);
    return c->take_status;
  }
  return c->taken == work->count
             ? STATUS_OK
             : status_fail(trail, STATUS_STOPPED, "stopped after %zu of %zu runs; nothing was written", c->done, work->count);
}

enum status ordered_perform(const struct ordered *work, struct trail *trail)
{
  struct course c = { .work = work, .failed = work->count };
  size_t trails = (size_t)work->threads + 3;
  struct trail *rooms = calloc(trails, sizeof *rooms);
  c.slot = calloc(work->slots, sizeof *c.slot);
  enum status status = STATUS_OK;
  if (rooms == NULL || c.slot == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for %zu runs", work->slots);
  else
  {
    pthread_mutex_init(&c.lock, NULL);
    pthread_cond_init(&c.changed, NULL);
    c.failure = rooms;
    c.take_trail = rooms + 1;
    c.scratch = rooms + 2;
#pragma omp parallel num_threads(work->threads)
    pieces_compute(&c, rooms + 3 + omp_get_thread_num(), trail);
    status = course_fail(&c, trail);
    pthread_cond_destroy(&c.changed);
    pthread_mutex_destroy(&c.lock);
  }
  for (size_t k = 0; c.slot != NULL && k < work->slots; k++)
    free(c.slot[k].warnings);
  free(c.slot);
  free(rooms);
  return status;
}
