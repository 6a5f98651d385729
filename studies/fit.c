/* fit.c - which parameters are fitted to which measurements, and the two files that come out. */
#include "fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data_folder.h"
#include "fit_blocks.h"
#include "fit_target.h"
#include "setting.h"
#include "target.h"

enum
{
  PATH_SIZE = 1024,
  MEMBERS = 512
};

/* a block while it is fitted */
struct block
{
  enum fit_block which;
  const struct measurements *measurements;
  struct scoring scoring;
  size_t parameters, rows;
  const char *path[FIT_PARAMETERS];
  struct fit_parameter parameter[FIT_PARAMETERS];
  struct ensemble shape; /* the settings, no members */
  size_t *row;           /* [rows] of the measurements, owned */
  const struct measurement **measurement;
  double best[FIT_PARAMETERS];
  double *sample; /* [members][parameters], owned */
  struct fit_report best_report, sample_report;
};

static void block_free(struct block *block)
{
  scoring_free(&block->scoring);
  ensemble_free(&block->shape);
  free(block->row);
  free(block->measurement);
  free(block->sample);
}

static int wants_closure(const struct measurement *m)
{
  size_t predictor = predictor_find(m->quantity);
  return m->role == MEASUREMENT_CALIBRATION && predictor < predictor_count() &&
         predictor_at(predictor)->part <= PREDICTION_CLOSURE;
}

static int wants_tissue(const struct measurement *m)
{
  size_t predictor = predictor_find(m->quantity);
  return m->role == MEASUREMENT_CALIBRATION && predictor < predictor_count() &&
         predictor_at(predictor)->part > PREDICTION_CLOSURE;
}

static int wants_none(const struct measurement *m)
{
  (void)m;
  return 0;
}

/* all rows of a block for one set of parameters */
static void block_predict(const void *context, const double *value, double *predicted)
{
  const struct block *block = context;
  double *term = calloc(block->scoring.terms + 1, sizeof *term);
  for (size_t i = 0; i < block->rows && term == NULL; i++)
    predicted[i] = (double)NAN;
  if (term == NULL)
    return;
  // a run that fails leaves NaN, which is far from every measurement
  for (size_t s = 0; s < block->scoring.scenarios; s++)
    if (scoring_run(&block->scoring, s, &block->shape, value, term, NULL) != STATUS_OK)
      continue;
  for (size_t i = 0; i < block->rows; i++)
    predicted[i] = scoring_row(&block->scoring, block->row[i], term);
  free(term);
}

static enum status block_make(struct block *block, enum fit_block which, const struct measurements *measurements,
                              const char *folder, struct trail *trail)
{
  static int (*const wanted[])(const struct measurement *) = { wants_closure, wants_tissue, wants_none };
  block->which = which;
  block->measurements = measurements;
  for (size_t k = 0; k < fit_choice_count; k++)
    if (fit_choices[k].block == which)
      block->path[block->parameters++] = fit_choices[k].path;
  enum status status = ensemble_make(block->path, block->parameters, 0, &block->shape, trail);
  for (size_t k = 0, i = 0; k < fit_choice_count && status == STATUS_OK; k++)
    if (fit_choices[k].block == which)
    {
      struct key key = setting_key(block->shape.numbers[i]);
      block->parameter[i++] = (struct fit_parameter){ key.low, key.high, key.initial, fit_choices[k].moves };
    }
  if (status == STATUS_OK)
    status = scoring_make(measurements, folder, wanted[which], &block->scoring, trail);
  // the tissue feels a channel only as a leak that fades: it is closed once, with the declared parameters
  if (status == STATUS_OK && which == FIT_TISSUE)
    status = scoring_closures_keep(&block->scoring, trail);
  block->row = calloc(measurements->count + 1, sizeof *block->row);
  block->measurement = calloc(measurements->count + 1, sizeof *block->measurement);
  if (status == STATUS_OK && (block->row == NULL || block->measurement == NULL))
    status = status_fail(trail, STATUS_MEMORY, "no memory for %zu measurements", measurements->count);
  for (size_t i = 0; i < measurements->count && status == STATUS_OK; i++)
    if (wanted[which](&measurements->rows[i]))
    {
      block->row[block->rows] = i;
      block->measurement[block->rows++] = &measurements->rows[i];
    }
  return status;
}

/* progress of one block as a part of the whole */
struct part
{
  struct study_progress progress;
  size_t from, size, total;
};

static void part_report(void *sink, size_t done, size_t total)
{
  const struct part *part = sink;
  if (part->progress.report != NULL)
    part->progress.report(part->progress.sink, part->from + done * part->size / total, part->total);
}

static enum status block_fit(struct block *block, const struct fit_request *request, struct part *part, struct trail *trail)
{
  size_t members = request->members == 0 ? MEMBERS : request->members;
  struct fit_target target = { .parameters = block->parameters,
                               .rows = block->rows,
                               .parameter = block->parameter,
                               .row = block->measurement,
                               .context = block,
                               .predict = block_predict,
                               .threads = request->threads };
  uint64_t seed = (request->seed == 0 ? 1 : request->seed) * 16 + (uint64_t)block->which;
  block->sample = calloc(members * block->parameters + 1, sizeof *block->sample);
  if (block->sample == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu sets of parameters", members);
  enum status status = fit_best(&target, block->best, &block->best_report, trail);
  if (status == STATUS_OK)
    status = fit_sample(&target, members, seed, (struct study_progress){ part, part_report }, block->sample,
                        &block->sample_report, trail);
  return status == STATUS_OK ? STATUS_OK
                             : status_at(trail, status, "while fitting the block '%s'", fit_block_names[block->which]);
}

/* --- files --- */

static enum status paths_choose(const struct fit_request *request, char posterior[PATH_SIZE], char best[PATH_SIZE],
                                struct trail *trail)
{
  const char *name = request->posterior == NULL ? "posterior.csv" : request->posterior, *slash = strrchr(name, '/');
  int one = snprintf(posterior, PATH_SIZE, "%s", name);
  int other = snprintf(best, PATH_SIZE, "%.*sfitted.yaml", slash == NULL ? 0 : (int)(slash - name + 1), name);
  if (one < 0 || one >= PATH_SIZE || other < 0 || other >= PATH_SIZE)
    return status_fail(trail, STATUS_CANNOT_CREATE, "the name '%s' is too long", name);
  struct stat found;
  const char *const files[] = { posterior, best };
  for (size_t k = 0; k < 2 && !request->force; k++)
    if (stat(files[k], &found) == 0)
      return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists; use --force to replace it, or -o FILE for another name",
                         files[k]);
  return STATUS_OK;
}

/* blocks side by side: member i of one with member i of the others, since they do not depend on each other */
static enum status posterior_write(const struct block *blocks, const struct fit_request *request, const char *path,
                                   struct trail *trail)
{
  size_t members = request->members == 0 ? MEMBERS : request->members, settings = 0;
  const char *names[FIT_BLOCKS * FIT_PARAMETERS];
  for (size_t b = 0; b < FIT_BLOCKS; b++)
    for (size_t k = 0; k < blocks[b].parameters; k++)
      names[settings++] = blocks[b].path[k];
  struct ensemble ensemble;
  enum status status = ensemble_make(names, settings, members, &ensemble, trail);
  if (status != STATUS_OK)
    return status;
  for (size_t i = 0; i < members; i++)
    for (size_t b = 0, at = 0; b < FIT_BLOCKS; b++)
      for (size_t k = 0; k < blocks[b].parameters; k++)
        ensemble.values[i * settings + at++] = blocks[b].sample[i * blocks[b].parameters + k];
  char comment[512];
  snprintf(comment, sizeof comment,
           "# Posterior of the fitted parameters, in declared units (neocol describe NAME). Made by:\n"
           "#   neocol fit -o data/posterior.csv --force\n"
           "# %zu equally likely members, seed %llu; what they rest on is in docs/validation.md.\n",
           members, (unsigned long long)(request->seed == 0 ? 1 : request->seed));
  status = ensemble_write(&ensemble, path, request->force, comment, trail);
  ensemble_free(&ensemble);
  return status;
}

/* a scenario that can be run as it is, or whose section `parameters` can be taken into another */
static enum status best_write(const struct block *blocks, const char *path, int force, struct trail *trail)
{
  static const char head[] =
      "# The best set of parameters of neocol fit: a scenario that runs as it is, and whose keys can be copied into another "
      "one.\n"
      "# Made by: neocol fit -o data/posterior.csv --force. It is one point of a wide posterior (posterior.csv): use that for\n"
      "# intervals. Parameters that are not here keep their declared values.\n"
      "neocol: 1\ntitle: Best set of parameters\n";
  struct target target = { .descriptor = -1 };
  char line[SETTING_PATH + 128], name[SETTING_PATH];
  enum status status = target_open(&target, path, force, trail);
  if (status == STATUS_OK)
    status = target_write(&target, head, strlen(head), trail);
  // keys of the skin first, then parameters: two sections
  for (int is_parameter = 0; is_parameter < 2 && status == STATUS_OK; is_parameter++)
  {
    const char *section = is_parameter ? "parameters:\n" : "skin:\n";
    status = target_write(&target, section, strlen(section), trail);
    for (size_t b = 0; b < FIT_BLOCKS; b++)
      for (size_t k = 0; k < blocks[b].parameters && status == STATUS_OK; k++)
      {
        size_t number = blocks[b].shape.numbers[k];
        if (!blocks[b].parameter[k].moves || (number >= scenario_key_count()) != is_parameter)
          continue;
        const char *shown = setting_path(number, name), *unit = setting_key(number).unit;
        int size = snprintf(line, sizeof line, "  %s: %.6g%s%s\n", is_parameter ? shown : strchr(shown, '.') + 1,
                            blocks[b].best[k], strcmp(unit, "1") == 0 ? "" : " ", strcmp(unit, "1") == 0 ? "" : unit);
        status = target_write(&target, line, (size_t)size, trail);
      }
  }
  if (status == STATUS_OK)
    status = target_commit(&target, trail);
  target_close(&target);
  return status;
}

static void block_print(FILE *file, const struct block *block)
{
  if (block->rows == 0)
    return;
  const struct fit_report *best = &block->best_report, *sample = &block->sample_report;
  double term_values[FIT_PARAMETERS];
  double *declared = calloc(block->rows + 1, sizeof *declared), *found = calloc(block->rows + 1, sizeof *found);
  fprintf(file, "\nBlock '%s': %zu measurements, %zu parameters\n", fit_block_names[block->which], block->rows,
          block->parameters);
  fprintf(file, "  best set: objective %.2f -> %.2f in %zu steps, %zu runs\n", best->before, best->after, best->steps,
          best->runs);
  fprintf(file, "  ensemble: mean misfit %.2f (prior) -> %.2f in %zu temperatures, %zu runs, acceptance %.2f\n", sample->before,
          sample->after, sample->steps, sample->runs, sample->acceptance);
  for (size_t k = 0; k < block->parameters; k++)
    term_values[k] = block->parameter[k].initial;
  if (declared != NULL && found != NULL)
  {
    block_predict(block, term_values, declared);
    block_predict(block, block->best, found);
    fprintf(file, "  %-6s %-20s %-10s %12s %12s\n", "row", "quantity", "unit", "declared", "best set");
    for (size_t i = 0; i < block->rows; i++)
      fprintf(file, "  %-6s %-20s %-10s %12.4g %12.4g\n", block->measurement[i]->id, block->measurement[i]->quantity,
              block->measurement[i]->unit, declared[i], found[i]);
  }
  free(declared);
  free(found);
}

enum status fit_perform(const struct fit_request *request, FILE *file, struct trail *trail)
{
  char data[PATH_SIZE], folder[PATH_SIZE], posterior[PATH_SIZE], best[PATH_SIZE];
  struct measurements measurements = { 0 };
  struct block *blocks = calloc(FIT_BLOCKS, sizeof *blocks);
  enum status status = blocks == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a fit") : STATUS_OK;
  if (status == STATUS_OK)
    status = paths_choose(request, posterior, best, trail);
  if (status == STATUS_OK)
    status = data_path("measurements.csv", sizeof data, data, trail);
  if (status == STATUS_OK)
    status = data_path("scenarios", sizeof folder, folder, trail);
  if (status == STATUS_OK)
    status = measurements_read(data, &measurements, trail);
  for (size_t b = 0; b < FIT_BLOCKS && status == STATUS_OK; b++)
    status = block_make(&blocks[b], (enum fit_block)b, &measurements, folder, trail);
  struct part part = { request->progress, 0, 1000, 1000 * FIT_BLOCKS };
  for (size_t b = 0; b < FIT_BLOCKS && status == STATUS_OK; b++, part.from += part.size)
    status = block_fit(&blocks[b], request, &part, trail);
  if (status == STATUS_OK)
    status = posterior_write(blocks, request, posterior, trail);
  if (status == STATUS_OK)
    status = best_write(blocks, best, request->force, trail);
  for (size_t b = 0; b < FIT_BLOCKS && status == STATUS_OK; b++)
    block_print(file, &blocks[b]);
  if (status == STATUS_OK)
    fprintf(file, "\nPosterior -> %s\nBest set  -> %s\n\n", posterior, best);
  if (status == STATUS_OK)
    status = fit_spread_print(posterior, 0, file, trail);
  for (size_t b = 0; blocks != NULL && b < FIT_BLOCKS; b++)
    block_free(&blocks[b]);
  free(blocks);
  measurements_free(&measurements);
  return status;
}
