/* patterns.c - exact weights up to eight sessions, samples beyond, single responses for the additive variant. */
#include "patterns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum
{
  EXACT_SESSIONS = 8,  /* up to here all patterns are taken */
  PURPOSE_PATTERNS = 1 /* stream of random numbers */
};

void patterns_free(struct patterns *patterns)
{
  free(patterns->hit);
  free(patterns->weight);
  free(patterns->branch);
  free(patterns->branch_weight);
  free(patterns->counts);
  free(patterns->next);
  memset(patterns, 0, sizeof *patterns);
}

size_t patterns_count(const struct scenario *scenario, int *drawn)
{
  size_t sessions = scenario->protocol.session_times_count;
  *drawn = 0;
  if (scenario->plan.variant == PLAN_ADDITIVE)
    return sessions + 1;
  if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
    return 1;
  *drawn = sessions > EXACT_SESSIONS;
  return *drawn ? (size_t)scenario->plan.pattern_samples : (size_t)1 << sessions;
}

/* sessions that know nothing of each other: one pattern for each session alone, and rest for what is left of the weight; the
 * mean is rest plus the sum of the single responses */
static void singles_fill(struct patterns *patterns, double phi)
{
  patterns->singles = 1;
  patterns->phi = phi;
  for (size_t p = 0; p < patterns->count; p++)
  {
    patterns->weight[p] = p < patterns->sessions ? phi : 1 - phi * (double)patterns->sessions;
    if (p < patterns->sessions)
      patterns->hit[p * patterns->sessions + p] = 1;
  }
}

static void all_fill(const struct scenario *scenario, double phi, size_t stream_number, struct patterns *patterns)
{
  patterns->phi = phi;
  struct random_stream stream = { (uint64_t)scenario->plan.seed, (uint32_t)stream_number, PURPOSE_PATTERNS };
  for (size_t p = 0; p < patterns->count; p++)
  {
    patterns->weight[p] = patterns->drawn ? 1.0 / (double)patterns->count : 1;
    for (size_t j = 0; j < patterns->sessions; j++)
    {
      int hit = patterns->drawn ? random_uniform(stream, p * PROTOCOL_SESSIONS + j) < phi
                                : (int)(p >> (patterns->sessions - 1 - j) & 1);
      patterns->hit[p * patterns->sessions + j] = (unsigned char)hit;
      if (!patterns->drawn)
        patterns->weight[p] *= hit ? phi : 1 - phi;
    }
  }
}

enum status patterns_make(const struct scenario *scenario, double phi, size_t stream, struct patterns *patterns,
                          struct trail *trail)
{
  memset(patterns, 0, sizeof *patterns);
  size_t count = patterns->count = patterns_count(scenario, &patterns->drawn);
  patterns->sessions = scenario->protocol.session_times_count;
  patterns->hit = calloc(count * patterns->sessions + 1, 1);
  patterns->weight = calloc(count, sizeof(double));
  patterns->branch = calloc(count, sizeof(size_t));
  patterns->branch_weight = calloc(count, sizeof(double));
  patterns->counts = calloc(count, 1);
  patterns->next = calloc(2 * count, sizeof(size_t));
  if (patterns->hit == NULL || patterns->weight == NULL || patterns->branch == NULL || patterns->branch_weight == NULL ||
      patterns->counts == NULL || patterns->next == NULL)
  {
    patterns_free(patterns);
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu hit patterns", count);
  }
  if (scenario->plan.variant == PLAN_ADDITIVE)
    singles_fill(patterns, scenario->plan.ensemble == PLAN_MEAN_FIELD ? 1 : phi);
  else if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
  {
    memset(patterns->hit, 1, patterns->sessions);
    patterns->weight[0] = patterns->phi = 1;
  }
  else
    all_fill(scenario, phi, stream, patterns);
  return STATUS_OK;
}

/* weight of a branch after `session`, by its first pattern: from the sessions so far alone, so that protocols with other sessions
 * to come give it the same bits */
static double branch_weight(const struct patterns *patterns, size_t first, size_t session)
{
  const unsigned char *hit = patterns->hit + first * patterns->sessions;
  double weight = 1;
  if (patterns->singles)
    return memchr(hit, 1, session + 1) != NULL ? patterns->phi : 1 - patterns->phi * (double)(session + 1);
  for (size_t j = 0; j <= session; j++)
    weight *= hit[j] ? patterns->phi : 1 - patterns->phi;
  return weight;
}

void patterns_advance(struct patterns *patterns, size_t session)
{
  size_t count = patterns->count;
  // first pattern of each half of a branch
  for (size_t k = 0; k < 2 * count; k++)
    patterns->next[k] = count;
  memset(patterns->counts, 0, count);
  for (size_t p = 0; p < count; p++)
  {
    size_t *first = &patterns->next[2 * patterns->branch[p] + patterns->hit[p * patterns->sessions + session]];
    if (*first == count)
    {
      *first = p;
      patterns->branch_weight[p] = patterns->drawn ? 0 : branch_weight(patterns, p, session);
    }
    patterns->branch[p] = *first;
    // of drawn patterns all have the same weight, whatever is to come
    patterns->branch_weight[*first] += patterns->drawn ? patterns->weight[p] : 0;
    if (patterns->weight[p] > 0 || patterns->weight[p] < 0)
      patterns->counts[*first] = 1;
  }
}
