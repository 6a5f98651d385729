/* upcoming.c - a ring of places for runs that are made; whoever takes a run makes one more, and waits only when its own is just
 * being made. */
#include "upcoming.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* a place of the ring */
struct slot
{
  int is_made;
  enum status status; /* not OK: the run is made again when it is taken, to find the error there */
  struct upcoming_run run;
  struct trail *trail; /* warnings; NULL: none */
};

struct upcoming
{
  struct upcoming_plan plan;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  size_t next, places;
  struct slot *slot; /* [places] */
};

void upcoming_give_back(struct upcoming_run *run)
{
  beginnings_leave(run->beginning);
  outcome_axes_free(&run->own);
  free(run->name);
  scenario_free(run->scenario);
  *run = (struct upcoming_run){ 0 };
}

enum status upcoming_create(const struct upcoming_plan *plan, struct upcoming **upcoming, struct trail *trail)
{
  struct upcoming *made = *upcoming = calloc(1, sizeof *made);
  struct slot *slot = calloc(plan->slots + plan->ahead + 1, sizeof *slot);
  if (made == NULL || slot == NULL)
  {
    free(made);
    free(slot);
    *upcoming = NULL;
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu runs", plan->slots + plan->ahead);
  }
  made->plan = *plan;
  made->slot = slot;
  made->places = plan->slots + plan->ahead + 1;
  pthread_mutex_init(&made->lock, NULL);
  pthread_cond_init(&made->changed, NULL);
  return STATUS_OK;
}

void upcoming_free(struct upcoming *upcoming)
{
  if (upcoming == NULL)
    return;
  for (size_t k = 0; k < upcoming->places; k++)
  {
    upcoming_give_back(&upcoming->slot[k].run);
    free(upcoming->slot[k].trail);
  }
  free(upcoming->slot);
  pthread_cond_destroy(&upcoming->changed);
  pthread_mutex_destroy(&upcoming->lock);
  free(upcoming);
}

/* scenario, name, axes and place among those that begin alike */
static enum status run_make(const struct upcoming_plan *plan, size_t i, struct upcoming_run *run, struct trail *trail)
{
  enum status status = plan->make(plan->context, i, &run->scenario, &run->name, trail);
  run->axes = plan->axes;
  if (status == STATUS_OK && plan->axes == NULL)
  {
    status = outcome_axes_times(run->scenario, &run->own, trail);
    run->axes = &run->own;
  }
  if (status == STATUS_OK)
    status = beginnings_join(plan->store, run->scenario, outcome_reports(run->scenario, run->axes), run->axes->time,
                             &run->beginning, trail);
  return status;
}

/* makes run i into its place; the lock is not held */
static void slot_fill(const struct upcoming *upcoming, size_t i, struct slot *slot)
{
  slot->trail = malloc(sizeof *slot->trail);
  slot->status = STATUS_MEMORY;
  if (slot->trail == NULL)
    return;
  trail_clear(slot->trail);
  slot->status = run_make(&upcoming->plan, i, &slot->run, slot->trail);
  if (slot->status != STATUS_OK)
    upcoming_give_back(&slot->run);
  if (slot->status != STATUS_OK || slot->trail->warning_count == 0)
  {
    free(slot->trail);
    slot->trail = NULL;
  }
}

enum status upcoming_take(struct upcoming *upcoming, size_t i, struct upcoming_run *run, struct trail *trail)
{
  const struct upcoming_plan *plan = &upcoming->plan;
  struct slot *own = &upcoming->slot[i % upcoming->places];
  pthread_mutex_lock(&upcoming->lock);
  while (upcoming->next < plan->count && upcoming->next <= i + plan->ahead)
  {
    size_t number = upcoming->next++;
    struct slot *slot = &upcoming->slot[number % upcoming->places];
    pthread_mutex_unlock(&upcoming->lock);
    slot_fill(upcoming, number, slot);
    pthread_mutex_lock(&upcoming->lock);
    slot->is_made = 1;
    pthread_cond_broadcast(&upcoming->changed);
  }
  while (!own->is_made)
    pthread_cond_wait(&upcoming->changed, &upcoming->lock);
  enum status status = own->status;
  *run = own->run;
  // axes of its own move with the run
  run->axes = plan->axes == NULL ? &run->own : plan->axes;
  struct trail *warnings = own->trail;
  *own = (struct slot){ 0 };
  pthread_mutex_unlock(&upcoming->lock);
  if (warnings != NULL)
    trail_append(trail, warnings);
  free(warnings);
  return status == STATUS_OK ? STATUS_OK : run_make(plan, i, run, trail);
}
