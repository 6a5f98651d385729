/* study.c - run, compare and sweep: everything is checked before anything runs, runs are independent, and each is written and
 * forgotten in its turn, so that memory does not grow with their number. */
#include "study.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accuracy.h"
#include "assembly.h"
#include "clock.h"
#include "memory.h"
#include "ordered.h"
#include "practice.h"
#include "puncture_share.h"
#include "response.h"
#include "result.h"
#include "study_files.h"
#include "study_report.h"
#include "tissue_share.h"
#include "upcoming.h"

enum
{
  COMPLETE_RUNS = 64,      /* up to so many runs everything is kept */
  CURVE_RUNS = 2000,       /* up to so many runs the curves are kept */
  BLOCK_NUMBERS = 32,      /* runs that are handed over together: numbers only */
  BLOCK_CURVES = 4,        /* with curves */
  SHARED_BYTES = 32 << 20, /* of channels that are kept for later runs, and the same of intervals between sessions */
  GIVEN_BACK = 256,        /* so many runs without curves, and what the allocator keeps is given back */
  AHEAD = 64,              /* runs that are made before their turn, to find those that begin alike */
  LARGE = 16,              /* groups of runs that begin alike for each thread, and a thread takes a group as a whole */
  REPORTED = 256           /* runs whose names and numbers are kept for the report */
};

/* curves of a large sweep are rounded to 32 bits (6e-8 of their value), unless a run asks for a tolerance below this */
static const double rounded_from = 1e-6;

/* a study on its way */
struct study
{
  const struct study_request *request;
  struct study_report *report;
  struct scenario *base, *first; /* first: of run 0 */
  size_t runs, variants;         /* variants: structural variants per arm; runs are [arm][variant] */
  enum outcome_detail detail;
  size_t alike; /* so many runs from the first on begin alike */
  size_t longest_name, most_sessions;
  int one_follow_up, one_day; /* nonzero: the same in all runs */
  double least_tolerance;     /* of all runs */
  struct outcome_marks marks;
  struct outcome_axes axes;
  struct closure_share *share;   /* channels that runs have in common */
  struct beginnings *beginnings; /* of protocols */
  struct puncture_share *punctures;
  struct tissue_share *tissues;
  struct upcoming *upcoming;
  struct result *result;
  struct table *table;
  size_t slots;
  struct result_run *ring; /* [slots] */
};

static void study_free(struct study *study)
{
  for (size_t k = 0; study->ring != NULL && k < study->slots; k++)
    result_run_free(&study->ring[k]);
  free(study->ring);
  result_abandon(study->result);
  upcoming_free(study->upcoming);
  beginnings_free(study->beginnings);
  table_abandon(study->table);
  closure_share_free(study->share);
  puncture_share_free(study->punctures);
  tissue_share_free(study->tissues);
  outcome_axes_free(&study->axes);
  outcome_marks_free(&study->marks);
  scenario_free(study->first);
  scenario_free(study->base);
}

/* --- the runs --- */

/* the scenario and the name of run `i`: arms in turn, and within each arm the structural variants */
static enum status run_make(const void *context, size_t i, struct scenario **scenario, char **name, struct trail *trail)
{
  const struct study *study = context;
  enum status status = study->request->verb == STUDY_RUN ? scenario_copy(study->base, "base run", scenario, trail)
                                                         : scenario_arm(study->base, i / study->variants, scenario, trail);
  *name = NULL;
  if (status != STATUS_OK)
    return status;
  const char *arm_name = (*scenario)->arm_names[0];
  struct plan *plan = &(*scenario)->plan;
  if (study->variants == 1 && plan->variant == PLAN_ALL)
    status = status_fail(trail, STATUS_DATA, "'%s': 'variant: all' belongs to the whole scenario; an arm takes one of the others",
                         arm_name);
  else
  {
    if (study->variants > 1)
      plan->variant = (int)(i % study->variants);
    *name = study->variants == 1 ? strdup(arm_name) : study_text_make("%s, %s", arm_name, plan_variants[plan->variant]);
    if (*name == NULL)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the name of a run");
  }
  if (status != STATUS_OK)
  {
    scenario_free(*scenario);
    *scenario = NULL;
  }
  return status;
}

/* reads the scenario, unless it is there, and counts its runs */
static enum status study_read(struct study *study, struct trail *trail)
{
  const struct study_request *request = study->request;
  enum status status = STATUS_OK;
  if (study->base == NULL)
    status = scenario_read(request->scenario, request->sets, request->set_count, &study->base, trail);
  if (status != STATUS_OK)
    return status;
  int arms = request->verb != STUDY_RUN;
  if (arms && study->base->kind == SCENARIO_SINGLE)
    return status_fail(trail, STATUS_DATA,
                       "'%s' has nothing to compare: add a section 'compare:' or 'sweep:' with a 'grid:', or use 'neocol run'",
                       request->scenario);
  study->base->alone = request->alone;
  study->variants = study->base->plan.variant == PLAN_ALL ? PLAN_VARIANTS : 1;
  study->runs = (arms ? study->base->arm_count : 1) * study->variants;
  study->detail = study->runs <= COMPLETE_RUNS ? OUTCOME_COMPLETE
                  : study->runs <= CURVE_RUNS  ? OUTCOME_WITH_CURVES
                                               : OUTCOME_NUMBERS_ONLY;
  return STATUS_OK;
}

/* what has to be known of all runs before the first */
static enum status run_survey(struct study *study, size_t i, const struct scenario *scenario, const char *name,
                              struct trail *trail)
{
  const struct plan *plan = &scenario->plan;
  size_t sessions = scenario->protocol.session_times_count, size = strlen(name);
  study->longest_name = size > study->longest_name ? size : study->longest_name;
  study->most_sessions = sessions > study->most_sessions ? sessions : study->most_sessions;
  study->least_tolerance =
      fmin(study->least_tolerance, fmin(scenario->solver.relative_tolerance, scenario->solver.channel_tolerance));
  if (i > 0)
  {
    const struct plan *first = &study->first->plan;
    study->one_follow_up &= !(plan->follow_up > first->follow_up) && !(plan->follow_up < first->follow_up);
    study->one_day &= !(plan->read_at > first->read_at) && !(plan->read_at < first->read_at);
  }
  // runs without curves have no times in common
  return study->detail == OUTCOME_NUMBERS_ONLY && i > 0 ? STATUS_OK : outcome_marks_add(&study->marks, scenario, trail);
}

/* makes the scenario of each run in turn, to find every error before anything runs */
static enum status runs_survey(struct study *study, struct trail *trail)
{
  enum status status = STATUS_OK;
  study->one_follow_up = study->one_day = 1;
  study->least_tolerance = study->request->accuracy > 0 ? study->request->accuracy : (double)INFINITY;
  for (size_t i = 0; i < study->runs && status == STATUS_OK; i++)
  {
    struct scenario *scenario = NULL;
    char *name;
    status = run_make(study, i, &scenario, &name, trail);
    if (status == STATUS_OK)
      status = run_survey(study, i, scenario, name, trail);
    if (status == STATUS_OK && i == study->alike && (i == 0 || beginnings_is_same(study->first, scenario)))
      study->alike = i + 1;
    free(name);
    if (i == 0)
      study->first = scenario;
    else
      scenario_free(scenario);
  }
  return status;
}

/* one run into its place */
static enum status run_compute(void *context, size_t i, size_t slot, struct trail *trail)
{
  struct study *study = context;
  struct result_run *run = &study->ring[slot];
  struct upcoming_run taken = { 0 };
  double asked = study->request->accuracy;
  enum status status = upcoming_take(study->upcoming, i, &taken, trail);
  struct outcome_share share = { study->share, taken.beginning, study->punctures, study->tissues };
  if (status == STATUS_OK && asked > 0)
    status = accuracy_meet(taken.scenario, taken.axes, study->detail, asked, &share, &run->outcome, run->error, trail);
  else if (status == STATUS_OK)
    status = outcome_compute(taken.scenario, taken.axes, study->detail, &share, &run->outcome, trail);
  if (status == STATUS_OK && study->request->errors && !(asked > 0))
    status = accuracy_compute(taken.scenario, taken.axes, &run->outcome, &share, run->error, trail);
  if (status == STATUS_OK)
    status = result_describe(study->result, taken.scenario, taken.name, run, trail);
  if (status != STATUS_OK)
    status = status_at(trail, status, "in run %zu, '%s'", i + 1, taken.name == NULL ? "?" : taken.name);
  upcoming_give_back(&taken);
  return status;
}

/* --- the report --- */

/* what the two collagen changes mean */
static enum status endpoints_word(const struct study *study, struct study_report *report, struct trail *trail)
{
  const struct plan *first = &study->first->plan;
  report->endpoint = study->one_follow_up ? study_text_make("%g days after the last session", first->follow_up)
                                          : study_text_make("end of follow-up, different between runs");
  report->fixed_endpoint = study->one_day ? study_text_make("day %g after the first session", first->read_at)
                                          : study_text_make("fixed day after the first session, different between runs");
  if (report->endpoint == NULL || report->fixed_endpoint == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the report");
  return STATUS_OK;
}

/* everything but what the runs give */
static enum status report_make(const struct study *study, struct study_report *report, struct trail *trail)
{
  report->numbers = OUTCOME_NUMBER_COUNT;
  report->runs = study->runs;
  report->rows = study->runs < REPORTED ? study->runs : REPORTED;
  report->variants = study->variants;
  report->recovered = parameter_value(study->base->parameters, "barrier.recovered");
  report->mean_channel_quantile = parameter_value(study->base->parameters, "re_epithelialisation.all_closed_quantile");
  report->title = strdup(study->base->title);
  report->names = calloc(report->rows, sizeof *report->names);
  report->number_names = calloc(report->numbers, sizeof *report->number_names);
  report->units = calloc(report->numbers, sizeof *report->units);
  report->long_names = calloc(report->numbers, sizeof *report->long_names);
  report->values = calloc(report->rows * report->numbers, sizeof *report->values);
  report->best = calloc(report->variants, sizeof *report->best);
  report->best_names = calloc(report->variants, sizeof *report->best_names);
  int full = report->title == NULL || report->names == NULL || report->number_names == NULL || report->units == NULL ||
             report->long_names == NULL || report->values == NULL || report->best == NULL || report->best_names == NULL;
  report->accuracy = study->request->accuracy;
  if (study->request->errors || report->accuracy > 0)
  {
    report->errors = calloc(report->rows * report->numbers, sizeof *report->errors);
    report->largest_errors = calloc(report->numbers, sizeof *report->largest_errors);
    full |= report->errors == NULL || report->largest_errors == NULL;
  }
  if (full)
    return status_fail(trail, STATUS_MEMORY, "no memory for the report");
  for (size_t k = 0; k < report->numbers; k++)
  {
    report->number_names[k] = outcome_numbers[k].name;
    report->units[k] = outcome_numbers[k].unit;
    report->long_names[k] = outcome_numbers[k].long_name;
    if (report->largest_errors != NULL)
      report->largest_errors[k] = (double)NAN;
  }
  for (size_t v = 0; v < report->variants; v++)
    report->best[v] = -(double)INFINITY;
  return endpoints_word(study, report, trail);
}

/* --- writing --- */

/* writes what comes before the runs */
static enum status runs_begin(void *context, struct trail *trail)
{
  struct study *study = context;
  return result_begin(study->result, study->table, trail);
}

/* writes a block and forgets it */
static enum status runs_take(void *context, size_t first, size_t count, size_t slot, struct trail *trail)
{
  struct study *study = context;
  enum status status = result_write(study->result, first, count, study->ring, slot, study->slots, trail);
  for (size_t k = 0; k < count; k++)
  {
    struct result_run *run = &study->ring[(slot + k) % study->slots];
    study_report_add(study->report, first + k, run);
    outcome_free(&run->outcome);
  }
  // memory is not to grow with the number of runs
  if (study->detail == OUTCOME_NUMBERS_ONLY && first / GIVEN_BACK != (first + count) / GIVEN_BACK)
    memory_give_back();
  return status;
}

static const char *verb_name(enum study_verb verb)
{
  return verb == STUDY_RUN ? "run" : verb == STUDY_COMPARE ? "compare" : "sweep";
}

/* computes all runs and writes each in its turn into `part` */
static enum status runs_perform(struct study *study, const char *part, struct trail *trail)
{
  const struct study_request *request = study->request;
  int threads = request->threads > 0 ? request->threads : omp_get_max_threads();
  struct result_plan plan = { .verb = verb_name(request->verb),
                              .base = study->base,
                              .first = study->first,
                              .runs = study->runs,
                              .block = study->detail == OUTCOME_NUMBERS_ONLY ? BLOCK_NUMBERS : BLOCK_CURVES,
                              .longest_name = study->longest_name,
                              .most_sessions = study->most_sessions,
                              .axes = &study->axes,
                              .detail = study->detail,
                              .is_single = request->verb == STUDY_SWEEP && study->detail == OUTCOME_WITH_CURVES &&
                                           study->least_tolerance >= rounded_from,
                              .endpoint = study->report->endpoint,
                              .fixed_endpoint = study->report->fixed_endpoint,
                              .has_errors = request->errors || request->accuracy > 0 };
  // in a large grid with protocols innermost no thread waits for another's beginning; a small one needs all threads at once
  int is_large = !request->alone && study->runs >= LARGE * study->alike * (size_t)threads;
  struct ordered work = { .count = study->runs,
                          .block = plan.block,
                          .together = is_large ? study->alike : 1,
                          .slots = ordered_slots(study->runs, plan.block, threads),
                          .threads = threads,
                          .context = study,
                          .compute = run_compute,
                          .begin = runs_begin,
                          .take = runs_take,
                          .progress = request->progress,
                          .stopped = request->stopped };
  // runs whose curves are kept are few
  if (study->detail != OUTCOME_NUMBERS_ONLY)
    memory_part(threads);
  study->slots = work.slots;
  study->ring = calloc(work.slots, sizeof *study->ring);
  if (study->ring == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu runs", work.slots);
  enum status status = closure_share_create(SHARED_BYTES, &study->share, trail);
  if (status == STATUS_OK)
    status = beginnings_create(SHARED_BYTES, &study->beginnings, trail);
  if (status == STATUS_OK)
    status = puncture_share_create(&study->punctures, trail);
  if (status == STATUS_OK)
    status = tissue_share_create(&study->tissues, trail);
  struct upcoming_plan upcoming = { .count = study->runs,
                                    .ahead = request->alone ? 0 : AHEAD,
                                    .slots = work.slots,
                                    .store = study->beginnings,
                                    .axes = study->detail == OUTCOME_NUMBERS_ONLY ? NULL : &study->axes,
                                    .context = study,
                                    .make = run_make };
  if (status == STATUS_OK)
    status = upcoming_create(&upcoming, &study->upcoming, trail);
  if (status == STATUS_OK)
    status = result_open(part, 1, &plan, &study->result, trail);
  if (status == STATUS_OK)
    status = table_create(study->report->table, request->force, &study->table, trail);
  if (status == STATUS_OK)
    status = ordered_perform(&work, trail);
  if (status == STATUS_OK)
  {
    struct trail *warnings = malloc(sizeof *warnings);
    if (warnings == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory to write '%s'", part);
    *warnings = *trail;
    status = result_finish(study->result, warnings, trail);
    study->result = NULL;
    free(warnings);
  }
  return status;
}

/* gives the complete table and the complete result their names: both or none */
static enum status files_name(struct study *study, const char *part, struct trail *trail)
{
  const struct study_request *request = study->request;
  const char *result = study->report->result;
  enum status status = study_file_check(result, request, trail);
  if (status == STATUS_OK && request->stopped != NULL && *request->stopped)
    status = status_fail(trail, STATUS_STOPPED, "stopped before the result got its name");
  if (status == STATUS_OK)
  {
    status = table_finish(study->table, trail);
    study->table = NULL;
  }
  if (status == STATUS_OK && rename(part, result) != 0)
    status = status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot get its name: %s", result, strerror(errno));
  if (status != STATUS_OK)
    unlink(part);
  return status;
}

enum status study_perform(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  memset(report, 0, sizeof *report);
  struct study study = { .request = request, .report = report };
  double start = clock_seconds();
  char *part = NULL;
  enum status status = study_read(&study, trail);
  if (status == STATUS_OK)
    status = study_files_choose(request, report, trail);
  if (status == STATUS_OK)
    status = runs_survey(&study, trail);
  if (status == STATUS_OK)
    status = outcome_axes_from_marks(&study.marks, &study.axes, trail);
  if (status == STATUS_OK)
    status = report_make(&study, report, trail);
  if (status == STATUS_OK && (part = study_text_make("%s.part", report->result)) == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for file names");
  if (status == STATUS_OK)
    status = runs_perform(&study, part, trail);
  if (status == STATUS_OK)
    status = files_name(&study, part, trail);
  report->seconds = clock_seconds() - start;
  report->saved_steps = study.beginnings == NULL ? 0 : beginnings_saved(study.beginnings);
  free(part);
  study_free(&study);
  if (status != STATUS_OK)
    study_report_free(report);
  return status;
}

/* whether the parts of a run can be made */
static enum status run_check(const struct scenario *run, struct trail *trail)
{
  struct puncture puncture;
  struct assembly *assembly = NULL;
  enum status status = puncture_compute(&run->skin, &run->device, &puncture, trail);
  if (status == STATUS_OK)
    status = response_assembly(run, &assembly, trail);
  assembly_free(assembly);
  if (status == STATUS_OK)
    practice_check(&run->skin, &run->device, &run->protocol, &run->drugs, &run->aftercare, trail);
  return status;
}

enum status study_check(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  memset(report, 0, sizeof *report);
  struct study_request checked = *request;
  struct study study = { .request = &checked, .report = report };
  // whatever the file holds is checked: its arms when it has some
  enum status status = scenario_read(request->scenario, request->sets, request->set_count, &study.base, trail);
  if (status == STATUS_OK)
  {
    checked.verb = study.base->kind == SCENARIO_SINGLE ? STUDY_RUN : STUDY_COMPARE;
    status = study_read(&study, trail);
  }
  if (status == STATUS_OK)
    status = runs_survey(&study, trail);
  if (status == STATUS_OK)
    status = report_make(&study, report, trail);
  for (size_t i = 0; status == STATUS_OK && i < study.runs; i++)
  {
    struct scenario *scenario = NULL;
    char *name;
    status = run_make(&study, i, &scenario, &name, trail);
    if (status == STATUS_OK)
      status = run_check(scenario, trail);
    if (status != STATUS_OK)
      status = status_at(trail, status, "in run %zu, '%s'", i + 1, name == NULL ? "?" : name);
    scenario_free(scenario);
    if (i < report->rows)
      report->names[i] = name;
    else
      free(name);
  }
  study_free(&study);
  if (status != STATUS_OK)
    study_report_free(report);
  return status;
}
