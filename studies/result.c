/* result.c - lays the outcomes of all runs side by side and hands them to the archive, with all that is needed to cite them. */
#include "result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "assembly.h"
#include "response.h"
#include "result_parameters.h"
#include "result_person.h"
#include "unit.h"

/* a file that is being filled: the first failure stops everything that follows */
struct writer
{
  struct archive *archive;
  const struct result *result;
  double *room; /* large enough for any variable */
  enum status status;
  struct trail *trail;
};

static void axis_write(struct writer *w, const char *name, const char *unit, const char *long_name, size_t size,
                       const double *values)
{
  if (w->status == STATUS_OK)
    w->status = archive_axis(w->archive, name, unit, long_name, size, values, w->trail);
}

static void labels_write(struct writer *w, const char *name, const char *long_name, const char *axis, const char *const *labels)
{
  if (w->status == STATUS_OK)
    w->status = archive_labels(w->archive, name, long_name, axis, labels, w->trail);
}

static void text_write(struct writer *w, const char *variable, const char *name, const char *text)
{
  if (w->status == STATUS_OK)
    w->status = archive_text(w->archive, variable, name, text, w->trail);
}

static void number_write(struct writer *w, const char *variable, const char *name, double number)
{
  if (w->status == STATUS_OK)
    w->status = archive_number(w->archive, variable, name, number, w->trail);
}

static void variable_write(struct writer *w, const char *name, const char *unit, const char *long_name, const char *const *axes,
                           const double *values)
{
  // label coordinates of the axes it has
  int has_layer = 0;
  for (size_t k = 0; axes[k] != NULL; k++)
    has_layer |= strcmp(axes[k], "layer") == 0;
  if (w->status == STATUS_OK)
    w->status = archive_variable(w->archive, name, unit, long_name, axes, has_layer ? "run_name layer_name" : "run_name", values,
                                 w->trail);
}

static const char *const by_run[] = { "run", NULL };
static const char *const by_time[] = { "run", "time", NULL };
static const char *const by_layer[] = { "run", "layer", NULL };
static const char *const by_time_layer[] = { "run", "time", "layer", NULL };
static const char *const by_closure[] = { "run", "time_since_needling", NULL };
static const char *const by_profile[] = { "run", "profile_time", "r", NULL };
static const char *const by_depth[] = { "run", "depth", NULL };
static const char *const by_session[] = { "run", "session", NULL };
static const char *const by_hole[] = { "run", "hole", NULL };

/* --- axes --- */

static void axes_write(struct writer *w)
{
  const struct result *result = w->result;
  const struct outcome_axes *axes = result->axes;
  axis_write(w, "run", "1", "Run", result->runs, NULL);
  labels_write(w, "run_name", "Name of the run", "run", result->names);
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&result->scenarios[0]->skin, layers);
  const char *titles[SKIN_LAYERS];
  for (size_t l = 0; l < SKIN_LAYERS; l++)
    titles[l] = layers[l].title;
  axis_write(w, "layer", "1", "Dermal layer", SKIN_LAYERS, NULL);
  labels_write(w, "layer_name", "Dermal layer", "layer", titles);
  if (result->detail >= OUTCOME_WITH_CURVES)
    axis_write(w, "time", "day", "Time since the first session", axes->times, axes->time);
  if (result->detail < OUTCOME_COMPLETE)
    return;
  for (size_t k = 0; k < axes->closure_times; k++)
    w->room[k] = axes->closure_time[k] / unit_factor("h");
  axis_write(w, "time_since_needling", "h", "Time since needling", axes->closure_times, w->room);
  for (size_t k = 0; k < CLOSURE_PROFILES; k++)
    w->room[k] = CLOSURE_PROFILE_HOURS * (double)k;
  axis_write(w, "profile_time", "h", "Time since needling", CLOSURE_PROFILES, w->room);
  for (size_t k = 0; k < axes->radii; k++)
    w->room[k] = axes->radius[k] / unit_factor("um");
  axis_write(w, "r", "um", "Distance from the axis of the channel", axes->radii, w->room);
  axis_write(w, "depth", "mm", "Depth below the skin surface", axes->depths, axes->depth);
}

/* --- numbers of the runs --- */

static void numbers_write(struct writer *w)
{
  const struct result *result = w->result;
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_numbers[k];
    for (size_t i = 0; i < result->runs; i++)
      w->room[i] = result->outcomes[i].number[k];
    variable_write(w, row->name, row->unit, row->long_name, by_run, w->room);
    text_write(w, row->name, "definition", row->definition);
    // the largest error of the runs, where it was estimated
    double largest = (double)NAN;
    for (size_t i = 0; result->errors != NULL && i < result->runs; i++)
      largest = fmax(largest, result->errors[i * OUTCOME_NUMBER_COUNT + k]);
    if (!isnan(largest))
      number_write(w, row->name, "numerical_error", largest);
  }
  text_write(w, "collagen_gain", "endpoint", result->endpoint);
  text_write(w, "collagen_gain_fixed_day", "endpoint", result->fixed_endpoint);
  const struct scenario *base = result->base;
  double all = parameter_value(base->parameters, "re_epithelialisation.all_closed_quantile");
  number_write(w, "closure_time_barrier", "quantile", 0.5);
  number_write(w, "closure_time_cover", "quantile", 0.5);
  number_write(w, "closure_time_cover_84", "quantile", 0.8413447460685429);
  number_write(w, "closure_time_cover_all", "quantile", all);
  number_write(w, "closure_time_stratified", "quantile", 0.5);
  number_write(w, "closure_time_stratified_all", "quantile", all);
}

/* which structural variant each run is */
static void variants_write(struct writer *w)
{
  const struct result *result = w->result;
  unsigned char *values = malloc(result->runs);
  char meanings[256] = "";
  for (size_t v = 0; v < PLAN_VARIANTS; v++)
    snprintf(meanings + strlen(meanings), sizeof meanings - strlen(meanings), "%s%s", v == 0 ? "" : " ", plan_variants[v]);
  if (values == NULL && w->status == STATUS_OK)
    w->status = status_fail(w->trail, STATUS_MEMORY, "no memory for the variants of runs");
  for (size_t i = 0; values != NULL && i < result->runs; i++)
    values[i] = (unsigned char)result->scenarios[i]->plan.variant;
  if (w->status == STATUS_OK)
    w->status = archive_flags(w->archive, "structural_variant", "Structure of the model", meanings, by_run, values, w->trail);
  free(values);
}

/* one variable by layer from an array of each outcome */
static void layer_write(struct writer *w, const char *name, const char *unit, const char *long_name, size_t offset)
{
  const struct result *result = w->result;
  for (size_t i = 0; i < result->runs; i++)
    memcpy(w->room + i * SKIN_LAYERS, (const char *)&result->outcomes[i] + offset, SKIN_LAYERS * sizeof(double));
  variable_write(w, name, unit, long_name, by_layer, w->room);
}

static void layers_write(struct writer *w)
{
  layer_write(w, "layer_top", "mm", "Upper end of the layer below the surface", offsetof(struct outcome, layer_top));
  layer_write(w, "layer_bottom", "mm", "Lower end of the layer below the surface", offsetof(struct outcome, layer_bottom));
  layer_write(w, "layer_injured_fraction", "1", "Injured fraction of the layer", offsetof(struct outcome, layer_injured));
  layer_write(w, "layer_responding_fraction", "1", "Responding fraction of the layer",
              offsetof(struct outcome, layer_responding));
  layer_write(w, "layer_intensity", "1", "Injured fraction of what responds", offsetof(struct outcome, layer_intensity));
}

static void sessions_write(struct writer *w)
{
  const struct result *result = w->result;
  size_t most = 0;
  for (size_t i = 0; i < result->runs; i++)
    if (result->scenarios[i]->protocol.session_times_count > most)
      most = result->scenarios[i]->protocol.session_times_count;
  axis_write(w, "session", "1", "Session", most, NULL);
  for (size_t i = 0; i < result->runs; i++)
    for (size_t j = 0; j < most; j++)
      w->room[i * most + j] =
          j < result->scenarios[i]->protocol.session_times_count ? result->scenarios[i]->protocol.session_times[j] : (double)NAN;
  variable_write(w, "session_time", "day", "Time of a session since the first", by_session, w->room);
}

/* --- curves --- */

/* gathers a curve of each run (`offset` finds its array, `number` its place in it) and writes it */
static void curve_write(struct writer *w, const char *name, const char *unit, const char *long_name, const char *const *axes,
                        size_t offset, size_t number, size_t length)
{
  const struct result *result = w->result;
  for (size_t i = 0; i < result->runs; i++)
  {
    double *const *array = (double *const *)(const void *)((const char *)&result->outcomes[i] + offset);
    memcpy(w->room + i * length, *array + number * length, length * sizeof(double));
  }
  variable_write(w, name, unit, long_name, axes, w->room);
}

static void channel_curves_write(struct writer *w)
{
  const struct outcome_axes *axes = w->result->axes;
  for (size_t k = 0; k < OUTCOME_CHANNEL_CURVE_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_channel_curves[k];
    curve_write(w, row->name, row->unit, row->long_name, by_time, offsetof(struct outcome, channel_curve), k, axes->times);
    text_write(w, row->name, "definition", row->definition);
  }
  if (w->result->detail < OUTCOME_COMPLETE)
    return;
  for (size_t k = 0; k < OUTCOME_CLOSURE_CURVE_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_closure_curves[k];
    curve_write(w, row->name, row->unit, row->long_name, by_closure, offsetof(struct outcome, closure_curve), k,
                axes->closure_times);
    text_write(w, row->name, "definition", row->definition);
  }
  curve_write(w, "cover_profile", "1", "Epithelial cover around one channel", by_profile, offsetof(struct outcome, profile), 0,
              CLOSURE_PROFILES * axes->radii);
  curve_write(w, "collagen_gain_by_depth", "1", "Collagen change after follow-up, at a depth", by_depth,
              offsetof(struct outcome, depth_collagen), 0, axes->depths);
  curve_write(w, "injured_fraction_by_depth", "1", "Injured fraction at a depth", by_depth, offsetof(struct outcome, injured), 0,
              axes->depths);
}

/* observables of the tissue, and its states in the papillary layer */
static void tissue_write(struct writer *w)
{
  const struct result *result = w->result;
  struct assembly *assembly = NULL;
  if (w->status == STATUS_OK)
    w->status = response_assembly(result->scenarios[0], &assembly, w->trail);
  if (w->status != STATUS_OK)
    return;
  size_t times = result->axes->times;
  for (size_t o = 0; o < assembly_observable_count(assembly); o++)
  {
    const struct process *owner;
    const struct observable_row *row = assembly_observable(assembly, o, &owner);
    curve_write(w, row->name, row->unit, row->doc, by_time, offsetof(struct outcome, observable), o, times);
    text_write(w, row->name, "where",
               owner->surface  ? "papillary dermis"
               : owner->matrix ? "dermis, mean by collagen at rest"
                               : "dermis, mean by thickness");
    text_write(w, row->name, "source", row->source);
  }
  if (result->detail == OUTCOME_COMPLETE)
  {
    for (size_t s = 0; s < assembly_state_count(assembly); s++)
    {
      const struct state_row *row = assembly_state(assembly, s, NULL);
      curve_write(w, row->name, row->unit, row->doc, by_time, offsetof(struct outcome, state), s, times);
      text_write(w, row->name, "where", "papillary dermis");
      text_write(w, row->name, "source", row->source);
    }
    if (assembly_observable_find(assembly, "collagen_total") < assembly_observable_count(assembly))
      curve_write(w, "layer_collagen_total", "1", "Collagen I and III of the layer, relative to rest", by_time_layer,
                  offsetof(struct outcome, layer_collagen), 0, times * SKIN_LAYERS);
  }
  assembly_free(assembly);
}

/* holes of one session on a square, padded with not-a-number */
static void holes_write(struct writer *w)
{
  const struct result *result = w->result;
  size_t most = 1;
  for (size_t i = 0; i < result->runs; i++)
    if (result->outcomes[i].holes > most)
      most = result->outcomes[i].holes;
  double *room = malloc(result->runs * most * sizeof *room);
  if (room == NULL)
  {
    w->status = status_fail(w->trail, STATUS_MEMORY, "no memory for the holes");
    return;
  }
  axis_write(w, "hole", "1", "Hole", most, NULL);
  for (int direction = 0; direction < 2; direction++)
  {
    for (size_t i = 0; i < result->runs; i++)
      for (size_t k = 0; k < most; k++)
      {
        const double *at = direction ? result->outcomes[i].hole_y : result->outcomes[i].hole_x;
        room[i * most + k] = k < result->outcomes[i].holes ? at[k] : (double)NAN;
      }
    variable_write(w, direction ? "puncture_y" : "puncture_x", "mm",
                   direction ? "Hole of a session, position across" : "Hole of a session, position along", by_hole, room);
    number_write(w, direction ? "puncture_y" : "puncture_x", "side", result->axes->side);
  }
  free(room);
}

/* --- what the runs differ in, and where all numbers come from --- */

/* values of the grid axes of a comparison, so that figures need not parse names */
static void grid_write(struct writer *w)
{
  const struct result *result = w->result;
  if (result->base->axis_count == 0)
    return;
  for (size_t a = 0; a < result->base->axis_count && a < 9; a++)
  {
    const char *path = result->base->axes[a].path;
    char attribute[16], variable[32];
    snprintf(attribute, sizeof attribute, "axis_%zu", a + 1);
    snprintf(variable, sizeof variable, "axis_%zu_value", a + 1);
    text_write(w, NULL, attribute, path);
    const char *unit = "1", *doc = path;
    for (size_t i = 0; i < result->runs; i++)
      w->room[i] = (double)NAN;
    for (size_t k = 0; k < scenario_key_count(); k++)
    {
      const struct key *key = scenario_key(k);
      char name[128];
      snprintf(name, sizeof name, "%s%s%s", key->section, *key->section ? "." : "", key->name);
      if (strcmp(name, path) != 0)
        continue;
      unit = key->unit;
      doc = key->doc;
      for (size_t i = 0; i < result->runs; i++)
        w->room[i] = key_value(key, scenario_object(result->scenarios[i], k));
    }
    const char *parameter = strncmp(path, "parameters.", 11) == 0 ? path + 11 : path;
    size_t p = parameter_find(parameter);
    if (p < parameter_count())
    {
      unit = parameter_at(p, NULL)->unit;
      doc = parameter_at(p, NULL)->doc;
      for (size_t i = 0; i < result->runs; i++)
        w->room[i] = result->scenarios[i]->parameters[p] / unit_factor(unit);
    }
    variable_write(w, variable, unit, doc, by_run, w->room);
    text_write(w, variable, "key", path);
  }
}

static void head_write(struct writer *w, const struct trail *warnings)
{
  const struct result *result = w->result;
  const struct method *method = response_method(result->base);
  text_write(w, NULL, "title", result->base->title);
  text_write(w, NULL, "source", "neocol " NEOCOL_VERSION);
  text_write(w, NULL, "statement", outcome_statement);
  text_write(w, NULL, "comment", "Research and teaching; not medical advice.");
  text_write(w, NULL, "verb", result->verb);
  text_write(w, NULL, "solver", method->doc);
  text_write(w, NULL, "warnings", *warnings->warnings != '\0' ? warnings->warnings : "none");
  text_write(w, NULL, "scenario", result->base->text);
  number_write(w, NULL, "seed", result->base->plan.seed);
}

enum status result_write(const char *path, int force, const struct result *result, const struct trail *warnings,
                         struct trail *trail)
{
  struct writer w = { .result = result, .trail = trail, .status = STATUS_OK };
  const struct outcome_axes *axes = result->axes;
  size_t longest = axes->times * SKIN_LAYERS, profile = CLOSURE_PROFILES * axes->radii;
  longest = longest > profile ? longest : profile;
  if (result->detail == OUTCOME_NUMBERS_ONLY)
    longest = PROTOCOL_SESSIONS;
  w.room = malloc((result->runs * longest + axes->times + axes->closure_times) * sizeof *w.room);
  if (w.room == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory to write %zu runs", result->runs);
  w.status = archive_create(path, force, &w.archive, trail);
  if (w.status != STATUS_OK)
  {
    free(w.room);
    return w.status;
  }
  head_write(&w, warnings);
  axes_write(&w);
  numbers_write(&w);
  variants_write(&w);
  layers_write(&w);
  sessions_write(&w);
  grid_write(&w);
  if (result->detail >= OUTCOME_WITH_CURVES)
  {
    channel_curves_write(&w);
    tissue_write(&w);
  }
  if (result->detail == OUTCOME_COMPLETE)
    holes_write(&w);
  if (w.status == STATUS_OK)
    w.status = result_parameters_write(w.archive, result, trail);
  if (w.status == STATUS_OK)
    w.status = result_person_write(w.archive, result, trail);
  free(w.room);
  if (w.status != STATUS_OK)
  {
    archive_abandon(w.archive);
    return status_at(trail, w.status, "while writing '%s'", path);
  }
  return archive_finish(w.archive, trail);
}
