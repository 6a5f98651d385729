/* study.c - run, compare and sweep: everything is checked before anything runs, runs are independent, results are written last.
 */
#include "study.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assembly.h"
#include "accuracy.h"
#include "clock.h"
#include "practice.h"
#include "response.h"
#include "result.h"
#include "table.h"

enum
{
  COMPLETE_RUNS = 64,     /* up to so many runs everything is kept */
  CURVE_RUNS = 2000,      /* up to so many runs the curves are kept */
  SHARED_BYTES = 32 << 20 /* of channels that are kept for later runs */
};

/* a study on its way */
struct study
{
  const struct study_request *request;
  struct scenario *base;
  size_t runs;
  struct scenario **scenarios; /* [runs] */
  char **names;                /* [runs] */
  size_t variants;             /* structural variants per arm: runs are [arm][variant] */
  struct outcome *outcomes;    /* [runs] */
  double *errors;              /* [runs][OUTCOME_NUMBER_COUNT]; NULL unless asked for */
  struct outcome_axes axes;
  struct closure_share *share; /* channels that runs have in common */
  enum outcome_detail detail;
};

static void study_free(struct study *study)
{
  for (size_t i = 0; i < study->runs; i++)
  {
    if (study->scenarios != NULL && study->scenarios[i] != study->base)
      scenario_free(study->scenarios[i]);
    if (study->outcomes != NULL)
      outcome_free(&study->outcomes[i]);
    if (study->names != NULL)
      free(study->names[i]);
  }
  free(study->scenarios);
  free(study->names);
  free(study->outcomes);
  free(study->errors);
  outcome_axes_free(&study->axes);
  closure_share_free(study->share);
  scenario_free(study->base);
}

void study_report_free(struct study_report *report)
{
  free(report->title);
  free(report->result);
  free(report->table);
  for (size_t i = 0; report->names != NULL && i < report->runs; i++)
    free(report->names[i]);
  free(report->names);
  free(report->number_names);
  free(report->units);
  free(report->long_names);
  free(report->values);
  free(report->errors);
  free(report->endpoint);
  free(report->fixed_endpoint);
  memset(report, 0, sizeof *report);
}

/* text made by printf; NULL when there is no memory */
STATUS_FORMAT(1, 2) static char *text_make(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = size < 0 ? NULL : malloc((size_t)size + 1);
  if (text == NULL)
    return NULL;
  va_start(arguments, format);
  vsnprintf(text, (size_t)size + 1, format, arguments);
  va_end(arguments);
  return text;
}

/* the scenario and the name of run `i`: arms in turn, and within each arm the structural variants */
static enum status run_make(struct study *study, size_t i, struct trail *trail)
{
  const struct study_request *request = study->request;
  size_t arm = i / study->variants;
  const char *name = "base run";
  enum status status = STATUS_OK;
  if (request->verb != STUDY_RUN)
  {
    status = scenario_arm(study->base, arm, &study->scenarios[i], trail);
    name = study->base->arm_names[arm];
  }
  else if (study->variants > 1)
    status = scenario_parse(request->scenario, study->base->text, strlen(study->base->text), request->sets, request->set_count,
                            &study->scenarios[i], trail);
  else
    study->scenarios[i] = study->base;
  if (status != STATUS_OK)
    return status;
  struct plan *plan = &study->scenarios[i]->plan;
  study->scenarios[i]->alone = request->alone;
  if (study->variants == 1 && plan->variant == PLAN_ALL)
    return status_fail(trail, STATUS_DATA, "'%s': 'variant: all' belongs to the whole scenario; an arm takes one of the others",
                       name);
  if (study->variants > 1)
    plan->variant = (int)(i % study->variants);
  study->names[i] = study->variants == 1 ? text_make("%s", name) : text_make("%s, %s", name, plan_variants[plan->variant]);
  return study->names[i] == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for the name of a run") : STATUS_OK;
}

/* reads the scenario, unless it is there, and makes one scenario of each run */
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
  study->variants = study->base->plan.variant == PLAN_ALL ? PLAN_VARIANTS : 1;
  size_t runs = (arms ? study->base->arm_count : 1) * study->variants;
  study->scenarios = calloc(runs, sizeof *study->scenarios);
  study->names = calloc(runs, sizeof *study->names);
  study->outcomes = calloc(runs, sizeof *study->outcomes);
  if (request->errors)
    study->errors = calloc(runs, OUTCOME_NUMBER_COUNT * sizeof *study->errors);
  if (study->scenarios == NULL || study->names == NULL || study->outcomes == NULL || (request->errors && study->errors == NULL))
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu runs", runs);
  study->runs = runs;
  for (size_t i = 0; i < runs; i++)
  {
    status = run_make(study, i, trail);
    if (status != STATUS_OK)
      return status;
  }
  study->detail = runs <= COMPLETE_RUNS ? OUTCOME_COMPLETE : runs <= CURVE_RUNS ? OUTCOME_WITH_CURVES : OUTCOME_NUMBERS_ONLY;
  return STATUS_OK;
}

/* file name without folder and ending */
static char *stem_make(const char *path, int keep_folder)
{
  const char *slash = strrchr(path, '/');
  const char *start = slash == NULL || keep_folder ? path : slash + 1;
  const char *dot = strrchr(start, '.');
  if (dot == NULL || dot == start || (slash != NULL && dot < slash))
    dot = start + strlen(start);
  return text_make("%.*s", (int)(dot - start), start);
}

/* an early error when a file cannot become what is asked for */
static enum status file_check(const char *file, const struct study_request *request, struct trail *trail)
{
  struct stat found, scenario;
  size_t size = strlen(file);
  if (size == 0 || file[size - 1] == '/')
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is a folder; expected the name of a file, such as '%sresult.nc'", file,
                       file);
  if (stat(file, &found) != 0)
    return STATUS_OK;
  if (S_ISDIR(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is a folder; expected the name of a file, such as '%s/result.nc'", file,
                       file);
  if (stat(request->scenario, &scenario) == 0 && scenario.st_dev == found.st_dev && scenario.st_ino == found.st_ino)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is the scenario; expected another name for what is written", file);
  if (!S_ISREG(found.st_mode))
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists and is not a regular file", file);
  if (!request->force)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists; use --force to replace it, or -o FILE for another name", file);
  return STATUS_OK;
}

/* an early error when the folder of `file` is missing or cannot be written: before hours of computing */
static enum status folder_check(const char *file, struct trail *trail)
{
  struct stat found;
  const char *slash = strrchr(file, '/');
  char *folder = slash == NULL ? strdup(".") : text_make("%.*s", (int)(slash - file + 1), file);
  if (folder == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for file names");
  enum status status = STATUS_OK;
  if (stat(folder, &found) != 0)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "the folder '%s' for the result: %s", folder, strerror(errno));
  else if (!S_ISDIR(found.st_mode))
    status = status_fail(trail, STATUS_CANNOT_CREATE, "'%s' is not a folder", folder);
  else if (access(folder, W_OK) != 0)
    status = status_fail(trail, STATUS_CANNOT_CREATE, "the folder '%s' cannot be written: %s", folder, strerror(errno));
  free(folder);
  return status;
}

/* names of the files, and an early error when they cannot be written */
static enum status files_choose(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  char *stem = request->result == NULL ? stem_make(request->scenario, 0) : stem_make(request->result, 1);
  report->result = request->result != NULL ? strdup(request->result) : stem == NULL ? NULL : text_make("%s.nc", stem);
  report->table = stem == NULL ? NULL : text_make("%s.csv", stem);
  free(stem);
  if (report->result == NULL || report->table == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for file names");
  if (strcmp(report->result, report->table) == 0)
    return status_fail(trail, STATUS_USAGE, "the result '%s' should end in .nc; the .csv is written next to it", report->result);
  enum status status = file_check(report->result, request, trail);
  if (status == STATUS_OK)
    status = file_check(report->table, request, trail);
  return status == STATUS_OK ? folder_check(report->result, trail) : status;
}

/* all runs, in any order; the first failure (by number of the run) is the one that is told */
static enum status runs_compute(struct study *study, struct trail *trail)
{
  const struct study_request *request = study->request;
  struct trail *trails = calloc(study->runs, sizeof *trails);
  enum status *statuses = calloc(study->runs, sizeof *statuses);
  if (trails == NULL || statuses == NULL)
  {
    free(trails);
    free(statuses);
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu runs", study->runs);
  }
  int threads = request->threads > 0 ? request->threads : omp_get_max_threads();
  size_t done = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t i = 0; i < study->runs; i++)
  {
    statuses[i] =
        outcome_compute(study->scenarios[i], &study->axes, study->detail, study->share, &study->outcomes[i], &trails[i]);
    if (statuses[i] == STATUS_OK && study->errors != NULL)
      statuses[i] = accuracy_compute(study->scenarios[i], &study->axes, &study->outcomes[i], study->share,
                                     study->errors + i * OUTCOME_NUMBER_COUNT, &trails[i]);
#pragma omp critical(study_progress)
    {
      done++;
      if (request->progress.report != NULL)
        request->progress.report(request->progress.sink, done, study->runs);
    }
  }
  enum status status = STATUS_OK;
  for (size_t i = 0; i < study->runs; i++)
  {
    if (statuses[i] != STATUS_OK && status == STATUS_OK)
      status = status_at(&trails[i], statuses[i], "in run %zu, '%s'", i + 1, study->names[i]);
    if (statuses[i] == STATUS_OK || status == statuses[i])
      trail_append(trail, &trails[i]);
    if (status != STATUS_OK)
      break;
  }
  free(trails);
  free(statuses);
  return status;
}

/* what the two collagen changes mean */
static enum status endpoints_word(const struct study *study, struct study_report *report, struct trail *trail)
{
  int one_follow_up = 1, one_day = 1;
  const struct plan *first = &study->scenarios[0]->plan;
  for (size_t i = 1; i < study->runs; i++)
  {
    one_follow_up &=
        !(study->scenarios[i]->plan.follow_up > first->follow_up) && !(study->scenarios[i]->plan.follow_up < first->follow_up);
    one_day &= !(study->scenarios[i]->plan.read_at > first->read_at) && !(study->scenarios[i]->plan.read_at < first->read_at);
  }
  report->endpoint = one_follow_up ? text_make("%g days after the last session", first->follow_up)
                                   : text_make("end of follow-up, different between runs");
  report->fixed_endpoint = one_day ? text_make("day %g after the first session", first->read_at)
                                   : text_make("fixed day after the first session, different between runs");
  if (report->endpoint == NULL || report->fixed_endpoint == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the report");
  return STATUS_OK;
}

static enum status report_fill(const struct study *study, struct study_report *report, struct trail *trail)
{
  report->numbers = OUTCOME_NUMBER_COUNT;
  report->title = strdup(study->base->title);
  report->names = calloc(study->runs, sizeof *report->names);
  report->number_names = calloc(report->numbers, sizeof *report->number_names);
  report->units = calloc(report->numbers, sizeof *report->units);
  report->long_names = calloc(report->numbers, sizeof *report->long_names);
  report->values = calloc(study->runs * report->numbers, sizeof *report->values);
  int full = report->title == NULL || report->names == NULL || report->number_names == NULL || report->units == NULL ||
             report->long_names == NULL || report->values == NULL;
  for (size_t k = 0; !full && k < report->numbers; k++)
  {
    report->number_names[k] = outcome_numbers[k].name;
    report->units[k] = outcome_numbers[k].unit;
    report->long_names[k] = outcome_numbers[k].long_name;
  }
  if (!full && study->errors != NULL)
  {
    report->errors = calloc(study->runs * report->numbers, sizeof *report->errors);
    full = report->errors == NULL;
    if (!full)
      memcpy(report->errors, study->errors, study->runs * report->numbers * sizeof *report->errors);
  }
  report->runs = full ? 0 : study->runs;
  for (size_t i = 0; !full && i < study->runs; i++)
  {
    full |= (report->names[i] = strdup(study->names[i])) == NULL;
    for (size_t k = 0; k < report->numbers; k++)
      report->values[i * report->numbers + k] = study->outcomes[i].number[k];
  }
  report->variants = study->variants;
  report->recovered = parameter_value(study->base->parameters, "barrier.recovered");
  report->mean_channel_quantile = parameter_value(study->base->parameters, "re_epithelialisation.all_closed_quantile");
  if (full)
    return status_fail(trail, STATUS_MEMORY, "no memory for the report");
  return STATUS_OK;
}

static const char *verb_name(enum study_verb verb)
{
  return verb == STUDY_RUN ? "run" : verb == STUDY_COMPARE ? "compare" : "sweep";
}

/* writes the result under a name for the time being, then the table from it, then gives the result its name: both or none */
static enum status files_write(const struct study *study, const struct study_report *report, struct trail *trail)
{
  struct result result = { .verb = verb_name(study->request->verb),
                           .base = study->base,
                           .runs = study->runs,
                           .scenarios = study->scenarios,
                           .names = (const char *const *)study->names,
                           .variants = study->variants,
                           .outcomes = study->outcomes,
                           .axes = &study->axes,
                           .detail = study->detail,
                           .endpoint = report->endpoint,
                           .fixed_endpoint = report->fixed_endpoint,
                           .errors = study->errors };
  struct trail *warnings = malloc(sizeof *warnings);
  char *part = text_make("%s.part", report->result);
  enum status status = STATUS_OK;
  if (warnings == NULL || part == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory to write '%s'", report->result);
  if (status == STATUS_OK)
  {
    *warnings = *trail;
    status = result_write(part, 1, &result, warnings, trail);
  }
  if (status == STATUS_OK)
  {
    status = file_check(report->result, study->request, trail);
    if (status == STATUS_OK)
      status = table_write(part, report->table, study->request->force, trail);
    if (status == STATUS_OK && rename(part, report->result) != 0)
      status = status_fail(trail, STATUS_INPUT_OUTPUT, "'%s' cannot get its name: %s", report->result, strerror(errno));
    if (status != STATUS_OK)
      unlink(part);
  }
  free(part);
  free(warnings);
  return status;
}

enum status study_perform(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  memset(report, 0, sizeof *report);
  struct study study = { .request = request };
  double start = clock_seconds();
  enum status status = study_read(&study, trail);
  if (status == STATUS_OK)
    status = files_choose(request, report, trail);
  if (status == STATUS_OK)
    status = outcome_axes_make(study.scenarios, study.runs, &study.axes, trail);
  if (status == STATUS_OK)
    status = closure_share_create(SHARED_BYTES, &study.share, trail);
  if (status == STATUS_OK)
    status = runs_compute(&study, trail);
  if (status == STATUS_OK)
    status = endpoints_word(&study, report, trail);
  if (status == STATUS_OK)
    status = report_fill(&study, report, trail);
  if (status == STATUS_OK)
    status = files_write(&study, report, trail);
  report->seconds = clock_seconds() - start;
  study_free(&study);
  if (status != STATUS_OK)
    study_report_free(report);
  return status;
}

enum status study_check(const struct study_request *request, struct study_report *report, struct trail *trail)
{
  memset(report, 0, sizeof *report);
  struct study_request checked = *request;
  struct study study = { .request = &checked };
  // whatever the file holds is checked: its arms when it has some
  enum status status = scenario_read(request->scenario, request->sets, request->set_count, &study.base, trail);
  if (status == STATUS_OK)
  {
    checked.verb = study.base->kind == SCENARIO_SINGLE ? STUDY_RUN : STUDY_COMPARE;
    status = study_read(&study, trail);
  }
  for (size_t i = 0; status == STATUS_OK && i < study.runs; i++)
  {
    struct puncture puncture;
    struct assembly *assembly = NULL;
    status = puncture_compute(&study.scenarios[i]->skin, &study.scenarios[i]->device, &puncture, trail);
    if (status == STATUS_OK)
      status = response_assembly(study.scenarios[i], &assembly, trail);
    assembly_free(assembly);
    const struct scenario *run = study.scenarios[i];
    if (status == STATUS_OK)
      practice_check(&run->skin, &run->device, &run->protocol, &run->drugs, &run->aftercare, trail);
    if (status != STATUS_OK)
      status = status_at(trail, status, "in run %zu, '%s'", i + 1, study.names[i]);
  }
  if (status == STATUS_OK)
    status = report_fill(&study, report, trail);
  study_free(&study);
  if (status != STATUS_OK)
    study_report_free(report);
  return status;
}

size_t study_number_find(const struct study_report *report, const char *name)
{
  size_t k = 0;
  while (k < report->numbers && strcmp(report->number_names[k], name) != 0)
    k++;
  return k;
}
