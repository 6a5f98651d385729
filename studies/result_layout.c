/* result_layout.c - what is in a result file: axes, variables with their attributes, and all that is needed to cite it.
 *
 * Every variable over runs is declared here and noted as a column: where its numbers lie within a run. */
#include "result_layout.h"

#include <stdio.h>
#include <string.h>

#include "accuracy.h"
#include "assembly.h"
#include "response.h"
#include "unit.h"

void result_axis(struct result *w, const char *name, const char *unit, const char *long_name, size_t size, const double *values)
{
  if (w->status == STATUS_OK)
    w->status = archive_axis(w->archive, name, unit, long_name, size, values, w->trail);
}

static void labels_write(struct result *w, const char *name, const char *long_name, const char *axis, const char *const *labels)
{
  if (w->status == STATUS_OK)
    w->status = archive_labels(w->archive, name, long_name, axis, labels, w->trail);
}

void result_text(struct result *w, const char *variable, const char *name, const char *text)
{
  if (w->status == STATUS_OK)
    w->status = archive_text(w->archive, variable, name, text, w->trail);
}

void result_number(struct result *w, const char *variable, const char *name, double number)
{
  if (w->status == STATUS_OK)
    w->status = archive_number(w->archive, variable, name, number, w->trail);
}

static const char *const by_run[] = { "run", NULL };
static const char *const by_time[] = { "run", "time", NULL };
static const char *const by_layer[] = { "run", "layer", NULL };
static const char *const by_time_layer[] = { "run", "time", "layer", NULL };
static const char *const by_closure[] = { "run", "time_since_needling", NULL };
static const char *const by_profile[] = { "run", "profile_time", "r", NULL };
static const char *const by_depth[] = { "run", "depth", NULL };
static const char *const by_session[] = { "run", "session", NULL };

/* notes a variable over runs that was declared */
static void column_add(struct result *w, const char *name, const struct column *column)
{
  if (w->status == STATUS_OK && w->columns == COLUMNS)
    w->status = status_fail(w->trail, STATUS_SOFTWARE, "a result has more than %d variables", COLUMNS);
  if (w->status != STATUS_OK)
    return;
  struct column *added = &w->column[w->columns++];
  *added = *column;
  snprintf(added->name, sizeof added->name, "%s", name);
  added->is_plain = w->is_plain;
  added->is_single = w->is_single;
  // of 32 bits twice as many
  added->rows = w->is_single  ? archive_rows_together((column->length + 1) / 2)
                : w->is_plain ? w->plan.block
                              : archive_rows_together(column->length);
  if (w->is_plain && !w->is_single)
    w->longest = column->length > w->longest ? column->length : w->longest;
}

/* declares a variable over runs whose numbers lie at `offset` in a run, or behind the pointer that does */
static void column_declare(struct result *w, const char *name, const char *unit, const char *long_name, const char *const *axes,
                           size_t length, size_t offset, int is_pointer, size_t number)
{
  // label coordinates of the axes it has
  const char *labels = "run_name";
  for (size_t k = 0; axes[k] != NULL; k++)
    labels = strcmp(axes[k], "layer") == 0           ? "run_name layer_name"
             : strcmp(axes[k], "parameter") == 0     ? "parameter_name"
             : strcmp(axes[k], "person_factor") == 0 ? "person_factor_name"
                                                     : labels;
  if (w->status == STATUS_OK)
    w->status = archive_variable(w->archive, name, unit, long_name, axes, labels, NULL, w->trail);
  column_add(w, name,
             &(struct column){ .length = length,
                               .offset = offset,
                               .is_pointer = is_pointer,
                               .number = number,
                               .table_unit = axes == by_run ? unit : NULL });
}

/* offset of a member of the outcome of a run */
#define OUTCOME_OFFSET(member) (offsetof(struct result_run, outcome) + offsetof(struct outcome, member))

/* --- axes --- */

static void axes_write(struct result *w)
{
  const struct result_plan *plan = &w->plan;
  const struct outcome_axes *axes = plan->axes;
  double *room = w->room;
  result_axis(w, "run", "1", "Run", plan->runs, NULL);
  if (w->status == STATUS_OK)
    w->status = archive_labels_declare(w->archive, "run_name", "Name of the run", "run", plan->longest_name, w->trail);
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&plan->first->skin, layers);
  const char *titles[SKIN_LAYERS];
  for (size_t l = 0; l < SKIN_LAYERS; l++)
    titles[l] = layers[l].title;
  result_axis(w, "layer", "1", "Dermal layer", SKIN_LAYERS, NULL);
  labels_write(w, "layer_name", "Dermal layer", "layer", titles);
  if (plan->detail >= OUTCOME_WITH_CURVES)
    result_axis(w, "time", "day", "Time since the first session", axes->times, axes->time);
  if (plan->detail < OUTCOME_COMPLETE)
    return;
  for (size_t k = 0; k < axes->closure_times; k++)
    room[k] = axes->closure_time[k] / unit_factor("h");
  result_axis(w, "time_since_needling", "h", "Time since needling", axes->closure_times, room);
  for (size_t k = 0; k < CLOSURE_PROFILES; k++)
    room[k] = CLOSURE_PROFILE_HOURS * (double)k;
  result_axis(w, "profile_time", "h", "Time since needling", CLOSURE_PROFILES, room);
  for (size_t k = 0; k < axes->radii; k++)
    room[k] = axes->radius[k] / unit_factor("um");
  result_axis(w, "r", "um", "Distance from the axis of the channel", axes->radii, room);
  result_axis(w, "depth", "mm", "Depth below the skin surface", axes->depths, axes->depth);
}

/* --- numbers of the runs --- */

/* the error of a number as a variable next to it */
static void error_declare(struct result *w, size_t k)
{
  const struct outcome_row *row = &outcome_numbers[k];
  char name[96], long_name[256];
  if (!w->plan.has_errors || !accuracy_is_estimated(k))
    return;
  snprintf(name, sizeof name, "%s_numerical_error", row->name);
  snprintf(long_name, sizeof long_name, "%s: numerical error, relative", row->long_name);
  column_declare(w, name, "1", long_name, by_run, 1, offsetof(struct result_run, error), 0, k);
  result_text(w, name, "definition", accuracy_definition);
  result_text(w, row->name, "ancillary_variables", name);
}

static void numbers_declare(struct result *w)
{
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_numbers[k];
    column_declare(w, row->name, row->unit, row->long_name, by_run, 1, OUTCOME_OFFSET(number), 0, k);
    result_text(w, row->name, "definition", row->definition);
    error_declare(w, k);
  }
  result_text(w, "collagen_gain", "endpoint", w->plan.endpoint);
  result_text(w, "collagen_gain_fixed_day", "endpoint", w->plan.fixed_endpoint);
  double all = parameter_value(w->plan.base->parameters, "re_epithelialisation.all_closed_quantile");
  result_number(w, "closure_time_barrier", "quantile", 0.5);
  result_number(w, "closure_time_cover", "quantile", 0.5);
  result_number(w, "closure_time_cover_84", "quantile", 0.8413447460685429);
  result_number(w, "closure_time_cover_all", "quantile", all);
  result_number(w, "closure_time_stratified", "quantile", 0.5);
  result_number(w, "closure_time_stratified_all", "quantile", all);
}

/* which structural variant each run is */
static void variants_declare(struct result *w)
{
  char meanings[256] = "";
  for (size_t v = 0; v < PLAN_VARIANTS; v++)
    snprintf(meanings + strlen(meanings), sizeof meanings - strlen(meanings), "%s%s", v == 0 ? "" : " ", plan_variants[v]);
  if (w->status == STATUS_OK)
    w->status = archive_flags(w->archive, "structural_variant", "Structure of the model", meanings, by_run, NULL, w->trail);
  column_add(w, "structural_variant",
             &(struct column){ .length = 1, .offset = offsetof(struct result_run, variant), .table_unit = "" });
}

static void layers_declare(struct result *w)
{
  const struct
  {
    const char *name, *unit, *long_name;
    size_t offset;
  } layers[] = {
    { "layer_top", "mm", "Upper end of the layer below the surface", OUTCOME_OFFSET(layer_top) },
    { "layer_bottom", "mm", "Lower end of the layer below the surface", OUTCOME_OFFSET(layer_bottom) },
    { "layer_injured_fraction", "1", "Injured fraction of the layer", OUTCOME_OFFSET(layer_injured) },
    { "layer_responding_fraction", "1", "Responding fraction of the layer", OUTCOME_OFFSET(layer_responding) },
    { "layer_intensity", "1", "Injured fraction of what responds", OUTCOME_OFFSET(layer_intensity) },
  };
  for (size_t k = 0; k < sizeof layers / sizeof *layers; k++)
    column_declare(w, layers[k].name, layers[k].unit, layers[k].long_name, by_layer, SKIN_LAYERS, layers[k].offset, 0, 0);
}

static void sessions_declare(struct result *w)
{
  result_axis(w, "session", "1", "Session", w->plan.most_sessions, NULL);
  column_declare(w, "session_time", "day", "Time of a session since the first", by_session, w->plan.most_sessions,
                 offsetof(struct result_run, session_time), 0, 0);
}

/* --- curves --- */

/* a curve of each run: `offset` finds its array in the outcome, `number` its place in it */
static void curve_declare(struct result *w, const char *name, const char *unit, const char *long_name, const char *const *axes,
                          size_t offset, size_t number, size_t length)
{
  column_declare(w, name, unit, long_name, axes, length, offset, 1, number * length);
}

static void channel_curves_declare(struct result *w)
{
  const struct outcome_axes *axes = w->plan.axes;
  for (size_t k = 0; k < OUTCOME_CHANNEL_CURVE_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_channel_curves[k];
    curve_declare(w, row->name, row->unit, row->long_name, by_time, OUTCOME_OFFSET(channel_curve), k, axes->times);
    result_text(w, row->name, "definition", row->definition);
  }
  if (w->plan.detail < OUTCOME_COMPLETE)
    return;
  for (size_t k = 0; k < OUTCOME_CLOSURE_CURVE_COUNT; k++)
  {
    const struct outcome_row *row = &outcome_closure_curves[k];
    curve_declare(w, row->name, row->unit, row->long_name, by_closure, OUTCOME_OFFSET(closure_curve), k, axes->closure_times);
    result_text(w, row->name, "definition", row->definition);
  }
  curve_declare(w, "cover_profile", "1", "Epithelial cover around one channel", by_profile, OUTCOME_OFFSET(profile), 0,
                CLOSURE_PROFILES * axes->radii);
  curve_declare(w, "collagen_gain_by_depth", "1", "Collagen change after follow-up, at a depth", by_depth,
                OUTCOME_OFFSET(depth_collagen), 0, axes->depths);
  curve_declare(w, "injured_fraction_by_depth", "1", "Injured fraction at a depth", by_depth, OUTCOME_OFFSET(injured), 0,
                axes->depths);
}

/* observables of the tissue, and its states in the papillary layer */
static void tissue_declare(struct result *w)
{
  struct assembly *assembly = NULL;
  if (w->status == STATUS_OK)
    w->status = response_assembly(w->plan.first, &assembly, w->trail);
  if (w->status != STATUS_OK)
    return;
  size_t times = w->plan.axes->times;
  for (size_t o = 0; o < assembly_observable_count(assembly); o++)
  {
    const struct process *owner;
    const struct observable_row *row = assembly_observable(assembly, o, &owner);
    curve_declare(w, row->name, row->unit, row->doc, by_time, OUTCOME_OFFSET(observable), o, times);
    result_text(w, row->name, "where",
                owner->surface  ? "papillary dermis"
                : owner->matrix ? "dermis, mean by collagen at rest"
                                : "dermis, mean by thickness");
    result_text(w, row->name, "source", row->source);
  }
  if (w->plan.detail == OUTCOME_COMPLETE)
  {
    for (size_t s = 0; s < assembly_state_count(assembly); s++)
    {
      const struct state_row *row = assembly_state(assembly, s, NULL);
      curve_declare(w, row->name, row->unit, row->doc, by_time, OUTCOME_OFFSET(state), s, times);
      result_text(w, row->name, "where", "papillary dermis");
      result_text(w, row->name, "source", row->source);
    }
    if (assembly_observable_find(assembly, "collagen_total") < assembly_observable_count(assembly))
      curve_declare(w, "layer_collagen_total", "1", "Collagen I and III of the layer, relative to rest", by_time_layer,
                    OUTCOME_OFFSET(layer_collagen), 0, times * SKIN_LAYERS);
  }
  assembly_free(assembly);
}

/* --- what the runs differ in, and where all numbers come from --- */

/* values of the grid axes of a comparison, so that figures need not parse names */
static void grid_declare(struct result *w)
{
  const struct scenario *base = w->plan.base;
  for (size_t a = 0; a < base->axis_count && a < 9; a++)
  {
    const char *path = base->axes[a].path;
    char attribute[16], variable[32];
    snprintf(attribute, sizeof attribute, "axis_%zu", a + 1);
    snprintf(variable, sizeof variable, "axis_%zu_value", a + 1);
    result_text(w, NULL, attribute, path);
    size_t k = result_keys_find(&w->keys, path);
    if (k == w->keys.count)
      continue;
    column_declare(w, variable, w->keys.unit[k], w->keys.doc[k], by_run, 1, offsetof(struct result_run, values), 1, k);
    result_text(w, variable, "key", path);
  }
}

/* every key and parameter: value in each run, unit, evidence, source and where the value comes from */
static void parameters_declare(struct result *w)
{
  const struct result_keys *t = &w->keys;
  result_axis(w, "parameter", "1", "Parameter", t->count, NULL);
  const struct
  {
    const char *variable, *long_name;
    const char *const *labels;
  } columns[] = { { "parameter_name", "Name in a scenario", (const char *const *)t->name },
                  { "parameter_unit", "Unit", t->unit },
                  { "parameter_evidence", "Evidence", t->evidence },
                  { "parameter_source", "Source, a key of references.bib", t->source },
                  { "parameter_origin", "Where the value of the base run comes from", (const char *const *)t->origin },
                  { "parameter_meaning", "Meaning", t->doc } };
  for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
    labels_write(w, columns[c].variable, columns[c].long_name, "parameter", columns[c].labels);
  static const char *const axes[] = { "run", "parameter", NULL };
  column_declare(w, "parameter_value", "1", "Value, in parameter_unit (choices: their number), before the factors of the person",
                 axes, t->count, offsetof(struct result_run, values), 1, 0);
}

/* who was treated, as the multipliers that each run used */
static void persons_declare(struct result *w)
{
  static const char *const axes[] = { "run", "person_factor", NULL };
  if (w->status == STATUS_OK)
    w->status = result_person_labels(w->archive, w->trail);
  column_declare(w, "person_factor_value", "1", "Multiplier that the run used; 1: none", axes, result_person_count(),
                 offsetof(struct result_run, person), 0, 0);
}

static void head_write(struct result *w)
{
  const struct method *method = response_method(w->plan.base);
  result_text(w, NULL, "title", w->plan.base->title);
  result_text(w, NULL, "source", "neocol " NEOCOL_VERSION);
  result_text(w, NULL, "statement", outcome_statement);
  result_text(w, NULL, "comment", "Research and teaching; not medical advice.");
  result_text(w, NULL, "verb", w->plan.verb);
  result_text(w, NULL, "solver", method->doc);
  if (w->plan.is_single)
    result_text(w, NULL, "precision", "curves are rounded to 32-bit numbers (6e-8 of their value); all else has 64 bits");
  result_text(w, NULL, "scenario", w->plan.base->text);
  result_number(w, NULL, "seed", w->plan.base->plan.seed);
}

void result_layout_make(struct result *w)
{
  head_write(w);
  axes_write(w);
  numbers_declare(w);
  variants_declare(w);
  layers_declare(w);
  sessions_declare(w);
  grid_declare(w);
  if (w->plan.detail >= OUTCOME_WITH_CURVES)
  {
    // digits of curves hardly compress, and trying costs more than writing them
    archive_plain_set(w->archive, w->is_plain = 1);
    archive_single_set(w->archive, w->is_single = w->plan.is_single);
    channel_curves_declare(w);
    tissue_declare(w);
    archive_single_set(w->archive, w->is_single = 0);
    archive_plain_set(w->archive, w->is_plain = 0);
  }
  parameters_declare(w);
  persons_declare(w);
}
