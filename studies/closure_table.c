/* closure_table.c - runs the set-ups of all rows, compares, judges. */
#include "closure_table.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "data_folder.h"
#include "parameter.h"
#include "scoring.h"
#include "unit.h"

enum
{
  PATH_SIZE = 1024
};

const char *const closure_verdicts[] = { "",     "MISSING",   "reproduced", "in part",         "missed",
                                         "pass", "undecided", "FAIL",       "not a prediction" };

static const double most = 0.8, least = 0.2; /* parts of the set-ups that make a verdict */

enum closure_verdict closure_table_judge(const struct closure_row *row, const struct closure_number *number)
{
  if (isnan(number->declared))
    return CLOSURE_MISSING;
  if (isnan(number->share))
    return CLOSURE_INFORMATION;
  int place = number->share >= most ? 0 : number->share <= least ? 2 : 1;
  if (row->used)
    return (enum closure_verdict)(CLOSURE_REPRODUCED + place);
  if (row->parameter != NULL && place == 0 && !number->without_agrees)
    return CLOSURE_NO_PREDICTION;
  return (enum closure_verdict)(CLOSURE_PASS + place);
}

/* --- runs: a file with its --set texts, as declared and in all its arms --- */

struct run
{
  const char *file, *sets[2];
  const char *neutral; /* a parameter that is 1 here; NULL: none */
  size_t setups;
  struct scenario *base, **arm;       /* owned; arm[setups] */
  struct prediction declared, *setup; /* owned; setup[setups] */
};

struct runs
{
  size_t count, most_setups;
  struct run *run;
};

static void runs_free(struct runs *runs)
{
  for (size_t i = 0; i < runs->count; i++)
  {
    struct run *run = &runs->run[i];
    prediction_free(&run->declared);
    for (size_t k = 0; k < run->setups; k++)
    {
      prediction_free(&run->setup[k]);
      scenario_free(run->arm[k]);
    }
    free(run->setup);
    free(run->arm);
    scenario_free(run->base);
  }
  free(runs->run);
}

static int is_same(const char *one, const char *other)
{
  return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* the arms of a scenario that has some */
static enum status setups_read(struct run *run, struct trail *trail)
{
  size_t count = run->base->kind == SCENARIO_SINGLE ? 0 : run->base->arm_count;
  run->arm = calloc(count + 1, sizeof(struct scenario *));
  run->setup = calloc(count + 1, sizeof *run->setup);
  if (run->arm == NULL || run->setup == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu set-ups", count);
  enum status status = STATUS_OK;
  for (size_t k = 0; k < count && status == STATUS_OK; k++)
  {
    status = scenario_arm(run->base, k, &run->arm[k], trail);
    run->setups += status == STATUS_OK;
  }
  return status;
}

static enum status run_read(struct run *run, struct trail *trail)
{
  char path[PATH_SIZE], name[PATH_SIZE], neutral[PATH_SIZE];
  const char *sets[3];
  size_t count = 0;
  for (size_t k = 0; k < 2; k++)
    if (run->sets[k] != NULL)
      sets[count++] = run->sets[k];
  if (run->neutral != NULL)
  {
    snprintf(neutral, sizeof neutral, "parameters.%s=1", run->neutral);
    sets[count++] = neutral;
  }
  snprintf(name, sizeof name, "scenarios/%s", run->file);
  enum status status = data_path(name, sizeof path, path, trail);
  // warnings of a scenario are part of the experiment
  struct trail *quiet = calloc(1, sizeof *quiet);
  if (quiet == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the table of closure");
  if (status == STATUS_OK)
    status = scenario_read(path, sets, count, &run->base, quiet);
  if (status == STATUS_OK)
    status = setups_read(run, quiet);
  if (status != STATUS_OK)
    trail_append(trail, quiet);
  free(quiet);
  return status;
}

/* number of the run of these texts, read when it is new */
static enum status run_add(struct runs *runs, const char *file, const char *const sets[2], const char *neutral, size_t *number,
                           struct trail *trail)
{
  for (*number = 0; *number < runs->count; ++*number)
  {
    const struct run *run = &runs->run[*number];
    if (strcmp(run->file, file) == 0 && is_same(run->sets[0], sets[0]) && is_same(run->sets[1], sets[1]) &&
        is_same(run->neutral, neutral))
      return STATUS_OK;
  }
  struct run *run = &runs->run[runs->count++];
  *run = (struct run){ .file = file, .sets = { sets[0], sets[1] }, .neutral = neutral };
  enum status status = run_read(run, trail);
  runs->most_setups = run->setups > runs->most_setups ? run->setups : runs->most_setups;
  return status;
}

/* the radial model with cells of 2 um */
static enum status channel_run(struct scenario *scenario, struct prediction *prediction, struct trail *trail)
{
  if (scenario->solver.channel_model == PLAN_CHANNEL_RADIAL)
    scenario->solver.channel_cell = 2 * unit_factor("um");
  return prediction_make(scenario, PREDICTION_CLOSURE, NULL, prediction, trail);
}

/* all runs in any order; the first failure, by number, is the one that is told */
static enum status runs_compute(struct runs *runs, int threads, struct trail *trail)
{
  size_t width = runs->most_setups + 1, items = runs->count * width, failed = items;
  enum status status = STATUS_OK;
  threads = threads > 0 ? threads : omp_get_max_threads();
  struct trail *told = calloc(1, sizeof *told);
  if (told == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the table of closure");
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t i = 0; i < items; i++)
  {
    struct run *run = &runs->run[i / width];
    size_t k = i % width;
    if (k > run->setups)
      continue;
    struct trail own = { .errors_length = 0 };
    enum status found =
        k == 0 ? channel_run(run->base, &run->declared, &own) : channel_run(run->arm[k - 1], &run->setup[k - 1], &own);
#pragma omp critical(closure_table_failure)
    if (found != STATUS_OK && i < failed)
    {
      failed = i;
      status = found;
      *told = own;
    }
  }
  if (status != STATUS_OK)
    trail_append(trail, told);
  free(told);
  return status;
}

/* --- rows --- */

/* the datum of a row, as it is compared; quantities that are shown only have the unit of their predictor */
static enum status datum_fill(const struct measurements *measurements, const struct closure_row *row, struct measurement *datum,
                              struct trail *trail)
{
  size_t predictor = predictor_find(row->quantity), found = 0;
  if (predictor == predictor_count())
    return status_fail(trail, STATUS_SOFTWARE, "'%s': nothing predicts '%s'", row->row, row->quantity);
  while (found < measurements->count && strcmp(measurements->rows[found].id, row->datum) != 0)
    found++;
  if (found == measurements->count && *row->datum != '\0')
    return status_fail(trail, STATUS_DATA, "'%s': data/measurements.csv has no row '%s'", row->row, row->datum);
  *datum = (struct measurement){ .against = "", .reported = "", .source = "", .spread = (double)NAN };
  if (found < measurements->count)
    *datum = measurements->rows[found];
  int ratio = row->against != NULL;
  datum->quantity = row->quantity;
  datum->scenario = row->scenario;
  datum->against = ratio ? row->against : "";
  if (*row->datum == '\0' || row->own != NULL)
    datum->unit = ratio ? "1" : predictor_at(predictor)->unit;
  if (row->own != NULL)
  {
    datum->kind = (enum measurement_kind)row->kind;
    datum->value = datum->low = row->low;
    datum->high = row->high;
  }
  // what is called "taken from this datum" has to be declared so
  size_t number = row->parameter == NULL ? 0 : parameter_find(row->parameter);
  if (row->parameter != NULL && (number == parameter_count() || strcmp(parameter_at(number, NULL)->source, datum->source) != 0))
    return status_fail(trail, STATUS_DATA, "'%s': '%s' is not declared with the source '%s'", row->row, row->parameter,
                       datum->source);
  return STATUS_OK;
}

static double quantity_of(const struct closure_row *row, const struct prediction *one, const struct prediction *other)
{
  size_t predictor = predictor_find(row->quantity);
  double at = row->at * unit_factor("h"), value = predictor_value(predictor, one, at);
  return other == NULL ? value : value / predictor_value(predictor, other, at);
}

/* value of set-up k of one or two runs */
static double setup_value(const struct closure_row *row, const struct run *run, const struct run *against, size_t k)
{
  const struct prediction *one = run->setups > 0 ? &run->setup[k] : &run->declared;
  const struct prediction *other = against == NULL ? NULL : against->setups > 0 ? &against->setup[k] : &against->declared;
  return quantity_of(row, one, other);
}

static enum status number_fill(const struct closure_row *row, const struct measurement *datum, const struct run *run,
                               const struct run *against, struct closure_number *number, struct trail *trail)
{
  size_t one = run->setups, other = against == NULL ? 0 : against->setups, agree = 0;
  if (one > 0 && other > 0 && one != other)
    return status_fail(trail, STATUS_DATA, "'%s': %zu set-ups over %zu set-ups", row->row, one, other);
  size_t most_setups = one > other ? one : other;
  number->setups = most_setups > 0 ? most_setups : 1;
  number->declared = quantity_of(row, &run->declared, against == NULL ? NULL : &against->declared);
  number->low = (double)INFINITY;
  number->high = -(double)INFINITY;
  for (size_t k = 0; k < number->setups; k++)
  {
    double value = setup_value(row, run, against, k);
    number->low = fmin(number->low, value);
    number->high = fmax(number->high, value);
    agree += scoring_holds(datum, value) != 0;
  }
  number->share = *row->datum == '\0' ? (double)NAN : (double)agree / (double)number->setups;
  return STATUS_OK;
}

void closure_table_free(struct closure_table *table)
{
  measurements_free(&table->measurements);
  free(table->data);
  free(table->numbers);
  memset(table, 0, sizeof *table);
}

/* numbers of the runs of a row: the set-ups, those that they are divided by, and both without the factor */
struct row_runs
{
  size_t run, against, without, without_against;
};

static enum status rows_read(struct runs *runs, struct row_runs *needed, struct trail *trail)
{
  static const char *const nothing[2] = { NULL, NULL };
  enum status status = STATUS_OK;
  for (size_t i = 0; i < closure_row_count && status == STATUS_OK; i++)
  {
    const struct closure_row *row = &closure_rows[i];
    status = run_add(runs, row->scenario, row->sets, NULL, &needed[i].run, trail);
    if (status == STATUS_OK && row->against != NULL)
      status = run_add(runs, row->against, nothing, NULL, &needed[i].against, trail);
    if (status == STATUS_OK && row->parameter != NULL)
      status = run_add(runs, row->scenario, row->sets, row->parameter, &needed[i].without, trail);
    if (status == STATUS_OK && row->parameter != NULL && row->against != NULL)
      status = run_add(runs, row->against, nothing, row->parameter, &needed[i].without_against, trail);
  }
  return status;
}

static enum status rows_judge(const struct runs *runs, const struct row_runs *needed, struct closure_table *table,
                              struct trail *trail)
{
  enum status status = STATUS_OK;
  for (size_t i = 0; i < closure_row_count && status == STATUS_OK; i++)
  {
    const struct closure_row *row = &closure_rows[i];
    struct closure_number *number = &table->numbers[i];
    const struct run *run = &runs->run[needed[i].run];
    const struct run *against = row->against == NULL ? NULL : &runs->run[needed[i].against];
    status = number_fill(row, &table->data[i], run, against, number, trail);
    number->without = (double)NAN;
    if (row->parameter != NULL)
    {
      number->without = quantity_of(row, &runs->run[needed[i].without].declared,
                                    against == NULL ? NULL : &runs->run[needed[i].without_against].declared);
      number->without_agrees = scoring_holds(&table->data[i], number->without);
    }
    number->verdict = closure_table_judge(row, number);
  }
  return status;
}

enum status closure_table_make(int threads, struct closure_table *table, struct trail *trail)
{
  char path[PATH_SIZE];
  memset(table, 0, sizeof *table);
  struct runs runs = { .run = calloc(4 * closure_row_count, sizeof *runs.run) };
  struct row_runs *needed = calloc(closure_row_count, sizeof *needed);
  table->data = calloc(closure_row_count, sizeof *table->data);
  table->numbers = calloc(closure_row_count, sizeof *table->numbers);
  enum status status = STATUS_OK;
  if (runs.run == NULL || needed == NULL || table->data == NULL || table->numbers == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the table of closure");
  if (status == STATUS_OK)
    status = data_path("measurements.csv", sizeof path, path, trail);
  if (status == STATUS_OK)
    status = measurements_read(path, &table->measurements, trail);
  for (size_t i = 0; i < closure_row_count && status == STATUS_OK; i++)
    status = datum_fill(&table->measurements, &closure_rows[i], &table->data[i], trail);
  if (status == STATUS_OK)
    status = rows_read(&runs, needed, trail);
  if (status == STATUS_OK)
    status = runs_compute(&runs, threads, trail);
  if (status == STATUS_OK)
    status = rows_judge(&runs, needed, table, trail);
  runs_free(&runs);
  free(needed);
  return status;
}
