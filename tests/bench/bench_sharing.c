/* bench_sharing.c - what sharing saves in the shipped comparisons: all runs of a scenario computed in one process, without files.
 *
 *   bench_sharing [TABLE.csv]      in the folder of the project
 *
 * Time is that of outcome_compute for all arms on one thread, with stores of channels and beginnings and with the tree of hit
 * patterns against without any of them; median of repeats that take turns. The difference to the time of the whole program is
 * reading, checking and writing, which cannot be shared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beginnings.h"
#include "measure.h"
#include "memory.h"
#include "outcome.h"
#include "table.h"

enum
{
  REPEATED = 7,
  ARMS = 64,
  BYTES = 32 << 20
};

/* all runs of a comparison */
struct comparison
{
  const char *scenario;
  size_t count;
  struct scenario *base, *arm[ARMS];
  struct outcome_axes axes;
  double seconds[2][REPEATED];        /* with sharing and without */
  double steps, sum[2];               /* of the runs as such; a check that two ways give the same */
  size_t saved, channels, most_bytes; /* steps taken over from other runs, channels solved, bytes kept */
};

static void comparison_free(struct comparison *c)
{
  for (size_t i = 0; i < c->count; i++)
    scenario_free(c->arm[i]);
  outcome_axes_free(&c->axes);
  scenario_free(c->base);
}

static enum status comparison_make(struct comparison *c, struct trail *trail)
{
  enum status status = scenario_read(c->scenario, NULL, 0, &c->base, trail);
  if (status == STATUS_OK && c->base->arm_count > ARMS)
    return status_fail(trail, STATUS_SOFTWARE, "'%s' has more than %d arms", c->scenario, ARMS);
  for (; status == STATUS_OK && c->count < c->base->arm_count; c->count++)
    status = scenario_arm(c->base, c->count, &c->arm[c->count], trail);
  return status == STATUS_OK ? outcome_axes_make(c->arm, c->count, &c->axes, trail) : status;
}

/* computes all runs */
static enum status comparison_run(struct comparison *c, int alone, size_t repeat, struct trail *trail)
{
  struct beginning *beginning[ARMS] = { NULL };
  struct outcome_share share = { .channels = NULL };
  struct beginnings *store = NULL;
  double start = measure_seconds();
  enum status status = STATUS_OK;
  if (!alone)
    status = closure_share_create(BYTES, &share.channels, trail);
  if (!alone && status == STATUS_OK)
    status = beginnings_create(BYTES, &store, trail);
  for (size_t i = 0; i < c->count && status == STATUS_OK; i++)
  {
    c->arm[i]->alone = alone;
    status = beginnings_join(store, c->arm[i], outcome_reports(c->arm[i], &c->axes), c->axes.time, &beginning[i], trail);
  }
  c->steps = c->sum[alone] = 0;
  for (size_t i = 0; i < c->count && status == STATUS_OK; i++)
  {
    struct outcome outcome;
    share.beginning = beginning[i];
    status = outcome_compute(c->arm[i], &c->axes, OUTCOME_COMPLETE, &share, &outcome, trail);
    beginnings_leave(beginning[i]);
    beginning[i] = NULL;
    if (status != STATUS_OK)
      break;
    c->steps += outcome.number[OUTCOME_solver_steps];
    size_t reports = outcome_reports(c->arm[i], &c->axes);
    for (size_t o = 0; o < outcome.observables; o++)
      for (size_t k = 0; k < reports; k++)
        c->sum[alone] += outcome.observable[o * c->axes.times + k];
    outcome_free(&outcome);
  }
  for (size_t i = 0; i < c->count; i++)
    beginnings_leave(beginning[i]);
  if (!alone && status == STATUS_OK)
  {
    c->saved = beginnings_saved(store);
    c->most_bytes = beginnings_most_bytes(store);
    c->channels = closure_share_solved(share.channels);
  }
  beginnings_free(store);
  closure_share_free(share.channels);
  c->seconds[alone][repeat] = measure_seconds() - start;
  return status;
}

static enum status comparison_measure(const char *file, struct comparison *c, struct trail *trail)
{
  enum status status = comparison_make(c, trail);
  for (size_t r = 0; r < REPEATED && status == STATUS_OK; r++)
    for (int alone = 0; alone < 2 && status == STATUS_OK; alone++)
      status = comparison_run(c, alone, r, trail);
  if (status == STATUS_OK && memcmp(&c->sum[0], &c->sum[1], sizeof *c->sum) != 0)
    status = status_fail(trail, STATUS_SOFTWARE, "sharing changes results: %.17g instead of %.17g", c->sum[0], c->sum[1]);
  if (status != STATUS_OK)
    return status;
  double shared = precision_median(REPEATED, c->seconds[0]), alone = precision_median(REPEATED, c->seconds[1]);
  printf("%-36s%6zu%10zu%10.0f%10zu%10.3g%10.4g%10.4g%8.2f\n", c->scenario, c->count, c->channels, c->steps, c->saved,
         1e-6 * (double)c->most_bytes, 1e3 * shared, 1e3 * alone, alone / shared);
  char work[128], note[160];
  const char *name = strrchr(c->scenario, '/');
  snprintf(work, sizeof work, "%s, %zu runs without files, with sharing", name == NULL ? c->scenario : name + 1, c->count);
  snprintf(note, sizeof note, "%.3g against %.3g ms; other runs save %zu of %.0f steps; the same bits", 1e3 * shared, 1e3 * alone,
           c->saved, c->steps);
  struct table_row row = { .work = work,
                           .against = "without",
                           .unit = "times",
                           .value = alone / shared,
                           .low = alone / shared,
                           .high = alone / shared,
                           .target = (double)NAN,
                           .note = note };
  return table_append(file, &row) ? STATUS_OK : status_fail(trail, STATUS_CANNOT_CREATE, "the table cannot be written");
}

int main(int argc, char **argv)
{
  static struct trail trail;
  // as the program does
  memory_share();
  static const char *const scenarios[] = { "scenarios/depth-and-spacing.yaml", "scenarios/spacing.yaml",
                                           "scenarios/refractory-time.yaml", "scenarios/maintenance.yaml" };
  enum status status = STATUS_OK;
  printf("runs computed in one process, without files\n%-36s%6s%10s%10s%10s%10s%10s%10s%8s\n", "", "runs", "channels", "steps",
         "saved", "MB kept", "ms", "ms alone", "ratio");
  for (size_t k = 0; k < sizeof scenarios / sizeof *scenarios && status == STATUS_OK; k++)
  {
    struct comparison comparison = { .scenario = scenarios[k] };
    status = comparison_measure(argc > 1 ? argv[1] : NULL, &comparison, &trail);
    comparison_free(&comparison);
    // warnings about the needle are not the matter here
    trail.warnings_length = 0;
  }
  fprintf(stderr, "%s", trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
