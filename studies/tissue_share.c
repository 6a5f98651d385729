/* tissue_share.c - a list of tissues that nobody has at the moment, that of the last run first. */
#include "tissue_share.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "response.h"

enum
{
  KEPT = 8 /* tissues that nobody has: a few structures, or as many threads */
};

struct tissue_share
{
  pthread_mutex_t lock;
  size_t wired;
  struct tissue *first;
};

enum status tissue_share_create(struct tissue_share **share, struct trail *trail)
{
  *share = calloc(1, sizeof **share);
  if (*share == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the tissues of a study");
  pthread_mutex_init(&(*share)->lock, NULL);
  return STATUS_OK;
}

static void tissue_free(struct tissue *tissue)
{
  if (tissue == NULL)
    return;
  workspace_free(&tissue->workspace);
  assembly_free(tissue->assembly);
  free(tissue->parameters);
  free(tissue->on);
  free(tissue);
}

void tissue_share_free(struct tissue_share *share)
{
  if (share == NULL)
    return;
  for (struct tissue *tissue = share->first, *next; tissue != NULL; tissue = next)
  {
    next = tissue->next;
    tissue_free(tissue);
  }
  pthread_mutex_destroy(&share->lock);
  free(share);
}

/* tissue with the default parameters, for the processes `on`, which become its own */
static enum status tissue_make(const struct scenario *scenario, const struct process **on, struct tissue **tissue,
                               struct trail *trail)
{
  struct tissue *made = calloc(1, sizeof *made);
  double *parameters = malloc(parameter_count() * sizeof *parameters);
  enum status status = STATUS_MEMORY;
  if (made == NULL || parameters == NULL)
    status_fail(trail, status, "no memory for the tissue of a run");
  else
  {
    struct scenario plain = *scenario;
    plain.parameters = parameters;
    parameter_defaults(parameters);
    status = response_wire(&plain, &made->assembly, trail);
  }
  if (status != STATUS_OK)
  {
    free(made);
    free(parameters);
    free(on);
    return status;
  }
  made->parameters = parameters;
  made->on = on;
  *tissue = made;
  return STATUS_OK;
}

/* takes a tissue for the processes `on` out of the list; NULL when there is none */
static struct tissue *tissue_find(struct tissue_share *share, const struct process **on)
{
  struct tissue **link = &share->first;
  while (*link != NULL && memcmp((*link)->on, on, tissue_process_count * sizeof *on) != 0)
    link = &(*link)->next;
  struct tissue *found = *link;
  if (found != NULL)
    *link = found->next;
  return found;
}

enum status tissue_share_take(struct tissue_share *share, const struct scenario *scenario, struct tissue **tissue,
                              struct trail *trail)
{
  *tissue = NULL;
  enum status status = response_method_verify(scenario, trail);
  if (status != STATUS_OK)
    return status;
  const struct process **on = malloc(tissue_process_count * sizeof *on);
  if (on == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the tissue of a run");
  response_processes(scenario, on);
  if (share != NULL && !scenario->alone)
  {
    pthread_mutex_lock(&share->lock);
    *tissue = tissue_find(share, on);
    share->wired += *tissue == NULL;
    pthread_mutex_unlock(&share->lock);
  }
  if (*tissue == NULL)
    status = tissue_make(scenario, on, tissue, trail);
  else
    free(on);
  if (status == STATUS_OK)
    memcpy((*tissue)->parameters, scenario->parameters, parameter_count() * sizeof *scenario->parameters);
  return status;
}

void tissue_share_give_back(struct tissue_share *share, const struct scenario *scenario, struct tissue *tissue)
{
  struct tissue *surplus = tissue;
  if (tissue != NULL && share != NULL && !scenario->alone)
  {
    pthread_mutex_lock(&share->lock);
    tissue->next = share->first;
    share->first = tissue;
    struct tissue **link = &share->first;
    for (size_t k = 0; k < KEPT && *link != NULL; k++)
      link = &(*link)->next;
    surplus = *link;
    *link = NULL;
    pthread_mutex_unlock(&share->lock);
  }
  tissue_free(surplus);
}

size_t tissue_share_wired(struct tissue_share *share)
{
  pthread_mutex_lock(&share->lock);
  size_t wired = share->wired;
  pthread_mutex_unlock(&share->lock);
  return wired;
}
