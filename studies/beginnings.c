/* beginnings.c - groups of runs, their intervals, and who still waits for which end.
 *
 * The key of a group holds every declared key except those listed in `unread`, and every parameter and switch; the settings of
 * the solver are those of an interval, because one run may be computed with several (--errors). An interval is made for those of
 * the group that have joined and have not passed it, and is forgotten when the last of them has taken its end or has left. A key
 * that is declared later is part of the key unless it is listed, so that forgetting costs time, not truth; test_beginnings_keys.c
 * changes every declared value and compares. */
#include "beginnings.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprint.h"
#include "interval.h"

/* when sessions are, when a run ends, what is read when, and what does not reach the tissue */
static const char *const unread[] = { "protocol.sessions", "protocol.spacing", "protocol.session_times",
                                      "follow_up",         "read_at",          "durability" };
static const char unread_section[] = "serum", solver_section[] = "solver";

enum
{
  LISTS = 64 /* of groups: few share one */
};

/* a run of which others may count on */
struct beginning
{
  struct beginnings *store;
  struct group *group;
  struct beginning *next; /* of the group */
  size_t sessions;
  double *session; /* [sessions] day; owned */
  size_t count;
  const double *times; /* [count] */
  size_t patterns;     /* drawn ones; 0 when all are taken */
  size_t round, done;  /* rounds started; intervals that it has asked for in this round */
};

struct group
{
  struct group *next, **link; /* link: what points to it */
  size_t runs;
  struct beginning *first;
  struct interval *intervals;
  int failed;    /* an interval could not be computed together */
  int is_stable; /* the rest, as far as is known */
  uint64_t hash;
  unsigned char key[];
};

struct beginnings
{
  struct fingerprint key, solver;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct group *first[LISTS]; /* groups by their hash */
  size_t limit, bytes, most;
  size_t handed_out, integrated; /* steps */
};

static int is_of_group(const struct key *key, const char *path)
{
  return strcmp(key->section, unread_section) != 0 && strcmp(key->section, solver_section) != 0 &&
         !fingerprint_is_listed(path, sizeof unread / sizeof *unread, unread);
}

static int is_of_solver(const struct key *key, const char *path)
{
  (void)path;
  return strcmp(key->section, solver_section) == 0;
}

static int key_make(struct fingerprint *key)
{
  return fingerprint_make(key, is_of_group, parameter_count(), process_count());
}

/* --- the store --- */

enum status beginnings_create(size_t bytes, struct beginnings **store, struct trail *trail)
{
  struct beginnings *made = *store = calloc(1, sizeof *made);
  if (made == NULL || !key_make(&made->key) || !fingerprint_make(&made->solver, is_of_solver, 0, 0))
  {
    if (made != NULL)
      fingerprint_free(&made->key);
    if (made != NULL)
      fingerprint_free(&made->solver);
    free(made);
    *store = NULL;
    return status_fail(trail, STATUS_MEMORY, "no memory for the beginnings of a study");
  }
  pthread_mutex_init(&made->lock, NULL);
  pthread_cond_init(&made->changed, NULL);
  made->limit = bytes;
  return STATUS_OK;
}

void beginnings_free(struct beginnings *store)
{
  if (store == NULL)
    return;
  for (size_t k = 0; k < LISTS; k++)
    while (store->first[k] != NULL && store->first[k]->first != NULL)
      beginnings_leave(store->first[k]->first);
  pthread_cond_destroy(&store->changed);
  pthread_mutex_destroy(&store->lock);
  fingerprint_free(&store->key);
  fingerprint_free(&store->solver);
  free(store);
}

/* forgets an interval; the lock is held, as in all functions below that are static */
static void interval_drop(struct beginnings *store, struct group *group, struct interval *interval)
{
  struct interval **link = &group->intervals;
  while (*link != interval)
    link = &(*link)->next;
  *link = interval->next;
  store->bytes -= interval->bytes;
  interval_free(interval);
}

/* of eight bytes at a time, the last ones filled up with zeros */
static uint64_t hash_of(size_t bytes, const unsigned char *key)
{
  uint64_t hash = 14695981039346656037u;
  for (size_t k = 0; k < bytes; k += sizeof hash)
  {
    uint64_t word = 0;
    memcpy(&word, key + k, bytes - k < sizeof word ? bytes - k : sizeof word);
    hash = (hash ^ word) * 1099511628211u;
    hash ^= hash >> 32;
  }
  return hash;
}

/* the group of a scenario, made when it is not there; NULL without memory */
static struct group *group_find(struct beginnings *store, struct group *made)
{
  struct group **first = &store->first[made->hash % LISTS], *group = *first;
  while (group != NULL && (group->hash != made->hash || memcmp(group->key, made->key, store->key.bytes) != 0))
    group = group->next;
  if (group != NULL)
    free(made);
  else
  {
    made->next = *first;
    made->link = first;
    if (made->next != NULL)
      made->next->link = &made->next;
    *first = group = made;
  }
  return group;
}

enum status beginnings_join(struct beginnings *store, const struct scenario *scenario, size_t count, const double *times,
                            struct beginning **run, struct trail *trail)
{
  *run = NULL;
  if (store == NULL || scenario->alone || count == 0)
    return STATUS_OK;
  size_t sessions = scenario->protocol.session_times_count;
  struct beginning *made = calloc(1, sizeof *made);
  double *session = malloc((sessions + 1) * sizeof *session);
  struct group *group = calloc(1, sizeof *group + store->key.bytes);
  if (made == NULL || session == NULL || group == NULL)
  {
    free(made);
    free(session);
    free(group);
    return status_fail(trail, STATUS_MEMORY, "no memory for the beginnings of a study");
  }
  int drawn;
  size_t patterns = patterns_count(scenario, &drawn);
  memcpy(session, scenario->protocol.session_times, sessions * sizeof *session);
  *made = (struct beginning){
    .store = store, .sessions = sessions, .session = session, .count = count, .times = times, .patterns = drawn ? patterns : 0
  };
  fingerprint_write(&store->key, scenario, group->key);
  group->hash = hash_of(store->key.bytes, group->key);
  pthread_mutex_lock(&store->lock);
  made->group = group_find(store, group);
  made->next = made->group->first;
  made->group->first = made;
  made->group->runs++;
  pthread_mutex_unlock(&store->lock);
  *run = made;
  return STATUS_OK;
}

/* a run is not expected any more, and what nobody else waits for is forgotten */
static void expected_remove(struct beginnings *store, struct interval *interval, const struct beginning *run)
{
  for (size_t k = 0; k < interval->expecting; k++)
    if (interval->expected[k] == run)
      interval->expected[k--] = interval->expected[--interval->expecting];
  if (interval->is_ready && interval->expecting == 0 && interval->users == 0)
    interval_drop(store, run->group, interval);
}

void beginnings_leave(struct beginning *run)
{
  if (run == NULL)
    return;
  struct beginnings *store = run->store;
  struct group *group = run->group;
  pthread_mutex_lock(&store->lock);
  for (struct interval *interval = group->intervals, *next; interval != NULL; interval = next)
  {
    next = interval->next;
    expected_remove(store, interval, run);
  }
  struct beginning **link = &group->first;
  while (*link != run)
    link = &(*link)->next;
  *link = run->next;
  if (--group->runs == 0)
  {
    *group->link = group->next;
    if (group->next != NULL)
      group->next->link = group->link;
    free(group);
  }
  pthread_mutex_unlock(&store->lock);
  free(run->session);
  free(run);
}

int beginnings_rest_is_stable(struct beginning *run)
{
  if (run == NULL)
    return 0;
  pthread_mutex_lock(&run->store->lock);
  int is_stable = run->group->is_stable;
  pthread_mutex_unlock(&run->store->lock);
  return is_stable;
}

void beginnings_rest_note(struct beginning *run, int is_stable)
{
  if (run == NULL)
    return;
  pthread_mutex_lock(&run->store->lock);
  run->group->is_stable = is_stable;
  pthread_mutex_unlock(&run->store->lock);
}

void beginnings_start(struct beginning *run)
{
  if (run == NULL)
    return;
  pthread_mutex_lock(&run->store->lock);
  run->round++;
  run->done = 0;
  pthread_mutex_unlock(&run->store->lock);
}

/* --- intervals --- */

/* the interval after session j of a run, with the settings of a solver; where nothing forks, one with the same end */
static struct interval *interval_find(const struct beginning *run, const unsigned char *solver, const struct course *c, size_t j,
                                      const struct course_end *own)
{
  struct interval *interval = run->group->intervals;
  while (interval != NULL && (interval->sessions != j + 1 || interval->patterns != run->patterns ||
                              !interval_is_same(j + 1, interval->session, run->session) ||
                              memcmp(interval->solver, solver, run->store->solver.bytes) != 0 ||
                              (c->lanes == NULL && interval_end(interval, own) == NULL)))
    interval = interval->next;
  return interval;
}

/* whether a run will come to the interval after session j that another one has come to */
static int is_expected(const struct beginning *other, const struct beginning *run, size_t j)
{
  return other != run && (other->round < run->round || (other->round == run->round && other->done <= j)) &&
         other->patterns == run->patterns && other->sessions > j && interval_is_same(j + 1, other->session, run->session) &&
         other->session[j] <= other->times[other->count - 1];
}

/* an interval with the ends of all that are expected, where nothing forks only of those that have the same; NULL when there is
 * nobody else, no room or no memory */
static struct interval *interval_plan(struct beginning *run, const unsigned char *solver, const struct course *c, size_t j,
                                      const struct course_end *own)
{
  struct beginnings *store = run->store;
  struct group *group = run->group;
  size_t others = 0;
  for (const struct beginning *other = group->first; other != NULL; other = other->next)
    others += (size_t)is_expected(other, run, j);
  if (others == 0 || group->failed || store->bytes > store->limit)
    return NULL;
  struct interval *made = interval_make(j + 1, run->session, store->solver.bytes, solver, c, others + 1);
  int good = made != NULL && interval_add(made, c, own);
  for (const struct beginning *other = group->first; good && other != NULL; other = other->next)
  {
    struct course_end end;
    if (!is_expected(other, run, j))
      continue;
    course_end_set(other->sessions, other->session, other->count, other->times, j, &end);
    if (c->lanes == NULL && !interval_is_end(&end, own))
      continue;
    good = interval_add(made, c, &end) && store->bytes + made->bytes <= store->limit;
    made->expected[made->expecting++] = other;
  }
  if (good && made->expecting > 0)
  {
    made->patterns = run->patterns;
    interval_sort(made);
    return made;
  }
  interval_free(made);
  return NULL;
}

enum beginnings_part beginnings_ask(struct beginning *run, const struct course *c, size_t j, const struct course_end *own,
                                    struct interval **interval)
{
  *interval = NULL;
  if (run == NULL)
    return BEGINNINGS_ALONE;
  struct beginnings *store = run->store;
  unsigned char *solver = malloc(store->solver.bytes);
  if (solver == NULL)
    return BEGINNINGS_ALONE;
  fingerprint_write(&store->solver, c->scenario, solver);
  enum beginnings_part part = BEGINNINGS_ALONE;
  pthread_mutex_lock(&store->lock);
  struct interval *found = interval_find(run, solver, c, j, own);
  while (found != NULL && !found->is_ready)
  {
    pthread_cond_wait(&store->changed, &store->lock);
    found = interval_find(run, solver, c, j, own);
  }
  const struct course_end *end = found != NULL && interval_fits(found, c) ? interval_end(found, own) : NULL;
  if (end != NULL)
  {
    found->users++;
    store->handed_out += end->steps;
    part = BEGINNINGS_TAKE;
  }
  else if (found == NULL && (found = interval_plan(run, solver, c, j, own)) != NULL)
  {
    found->next = run->group->intervals;
    run->group->intervals = found;
    store->bytes += found->bytes;
    store->most = store->bytes > store->most ? store->bytes : store->most;
    part = BEGINNINGS_COMPUTE;
  }
  run->done = j + 1;
  pthread_mutex_unlock(&store->lock);
  free(solver);
  *interval = part == BEGINNINGS_ALONE ? NULL : found;
  return part;
}

int beginnings_publish(struct beginning *run, struct interval *interval, const struct course_end *own, int succeeded)
{
  struct beginnings *store = run->store;
  pthread_mutex_lock(&store->lock);
  if (succeeded)
  {
    interval->is_ready = 1;
    interval->users = 1;
    for (size_t e = 0; e < interval->ends; e++)
      store->integrated += interval->end[e].steps - interval->end[e].inherited;
    store->handed_out += interval_end(interval, own)->steps;
  }
  else
  {
    run->group->failed = 1;
    interval_drop(store, run->group, interval);
  }
  pthread_cond_broadcast(&store->changed);
  pthread_mutex_unlock(&store->lock);
  return succeeded;
}

void beginnings_give_back(struct beginning *run, struct interval *interval)
{
  pthread_mutex_lock(&run->store->lock);
  interval->users--;
  expected_remove(run->store, interval, run);
  pthread_mutex_unlock(&run->store->lock);
}

size_t beginnings_saved(struct beginnings *store)
{
  pthread_mutex_lock(&store->lock);
  size_t saved = store->handed_out - store->integrated;
  pthread_mutex_unlock(&store->lock);
  return saved;
}

size_t beginnings_most_bytes(struct beginnings *store)
{
  pthread_mutex_lock(&store->lock);
  size_t most = store->most;
  pthread_mutex_unlock(&store->lock);
  return most;
}

int beginnings_is_same(const struct scenario *one, const struct scenario *other)
{
  struct fingerprint key;
  int same = 0;
  unsigned char *bits = key_make(&key) ? malloc(2 * key.bytes) : NULL;
  if (bits != NULL)
  {
    fingerprint_write(&key, one, bits);
    fingerprint_write(&key, other, bits + key.bytes);
    same = memcmp(bits, bits + key.bytes, key.bytes) == 0;
  }
  free(bits);
  fingerprint_free(&key);
  return same;
}
