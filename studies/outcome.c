/* outcome.c - one run from a completed scenario: punctures, closure of a channel, response of the tissue, and the numbers. */
#include "outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "beginnings.h"
#include "depth_mean.h"
#include "person.h"
#include "practice.h"
#include "puncture_share.h"
#include "response.h"
#include "tissue_share.h"
#include "unit.h"
#include "vector.h"
#include "visible.h"

const char outcome_statement[] =
    "Model prediction, for research and teaching, not medical advice. Closure rates are fitted to published measurements; "
    "amounts of collagen and durations of redness rest on assumed constants, and which spacing is best is not determined by "
    "data.";

#define ROW(name, unit, long_name, definition) { #name, unit, long_name, definition },
const struct outcome_row outcome_numbers[] = { OUTCOME_NUMBERS(ROW) };
const struct outcome_row outcome_channel_curves[] = { OUTCOME_CHANNEL_CURVES(ROW) };
const struct outcome_row outcome_closure_curves[] = { OUTCOME_CLOSURE_CURVES(ROW) };
#undef ROW

enum
{
  HOLES = 4096,     /* at most drawn */
  PURPOSE_HOLES = 0 /* run number of the stream that places holes */
};

void outcome_free(struct outcome *outcome)
{
  free(outcome->channel_curve);
  free(outcome->observable);
  free(outcome->layer_collagen);
  free(outcome->depth_collagen);
  free(outcome->state);
  free(outcome->closure_curve);
  free(outcome->profile);
  free(outcome->injured);
  free(outcome->hole_x);
  free(outcome->hole_y);
  memset(outcome, 0, sizeof *outcome);
}

/* room for `count` values that are not a number yet; NULL and `*full` when there is no memory */
static double *values_make(size_t count, int *full)
{
  double *values = malloc((count + 1) * sizeof *values);
  if (values == NULL)
  {
    *full = 1;
    return NULL;
  }
  for (size_t k = 0; k < count; k++)
    values[k] = (double)NAN;
  return values;
}

/* the same for curves [rows][stride] of which the first `count` points will be filled */
static double *curves_make(size_t rows, size_t stride, size_t count, int *full)
{
  double *values = malloc((rows * stride + 1) * sizeof *values);
  *full |= values == NULL;
  for (size_t r = 0; values != NULL && r < rows; r++)
    for (size_t k = count; k < stride; k++)
      values[r * stride + k] = (double)NAN;
  return values;
}

/* puncture field: numbers, layers, injury by depth, holes */
static enum status puncture_keep(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                                 const struct puncture *puncture, struct outcome *outcome, struct trail *trail)
{
  double *number = outcome->number;
  double um = unit_factor("um"), per_cm2 = unit_factor("cm-2");
  number[OUTCOME_needle_length] = scenario->device.needle_length;
  number[OUTCOME_channel_density] = puncture->density / per_cm2;
  number[OUTCOME_covered_fraction] = puncture->covered_fraction;
  number[OUTCOME_recoil_ratio] = scenario->skin.recoil_ratio;
  number[OUTCOME_channel_overlap] = puncture->overlap;
  number[OUTCOME_penetration_depth] = puncture->depth;
  number[OUTCOME_open_radius] = puncture->open_radius / um;
  number[OUTCOME_bleeding_score] = visible_bleeding(scenario, puncture);
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  double dermis = 0;
  number[OUTCOME_injured_fraction] = number[OUTCOME_responding_fraction] = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    double thickness = layers[l].bottom - layers[l].top;
    dermis += thickness;
    number[OUTCOME_injured_fraction] += thickness * puncture->layers[l].injured_fraction;
    number[OUTCOME_responding_fraction] += thickness * puncture->layers[l].responding_fraction;
    outcome->layer_top[l] = layers[l].top;
    outcome->layer_bottom[l] = layers[l].bottom;
    outcome->layer_injured[l] = puncture->layers[l].injured_fraction;
    outcome->layer_responding[l] = puncture->layers[l].responding_fraction;
    outcome->layer_intensity[l] = puncture->layers[l].intensity;
  }
  number[OUTCOME_injured_fraction] /= dermis;
  number[OUTCOME_responding_fraction] /= dermis;
  if (detail < OUTCOME_COMPLETE)
    return STATUS_OK;
  int full = 0;
  outcome->injured = values_make(axes->depths, &full);
  outcome->hole_x = values_make(HOLES, &full);
  outcome->hole_y = values_make(HOLES, &full);
  if (full)
    return status_fail(trail, STATUS_MEMORY, "no memory for the puncture field");
  for (size_t k = 0; k < axes->depths; k++)
    outcome->injured[k] = puncture_injured(puncture, &scenario->skin, &scenario->device, axes->depth[k]);
  outcome->holes = puncture_sample(&scenario->device, puncture, axes->side, (uint64_t)scenario->plan.seed, PURPOSE_HOLES, HOLES,
                                   outcome->hole_x, outcome->hole_y);
  if (outcome->holes > HOLES)
    outcome->holes = HOLES;
  return STATUS_OK;
}

/* curves that only models with depth have */
static void depth_curves_keep(const struct outcome_axes *axes, const struct closure *closure, struct outcome *outcome)
{
  size_t n = axes->closure_times;
  double *lumen = outcome->closure_curve + OUTCOME_CLOSURE_closure_lumen * n;
  double *dermal = outcome->closure_curve + OUTCOME_CLOSURE_closure_lumen_dermis * n;
  double *growth = outcome->closure_curve + OUTCOME_CLOSURE_closure_growth_epidermis * n;
  for (size_t k = 0; closure->lumen != NULL && k < n; k++)
  {
    double t = axes->closure_time[k];
    // 0 / 0 where there is no lumen
    lumen[k] = closure_curve(closure, closure->lumen, t) / closure->lumen[0];
    dermal[k] = closure_curve(closure, closure->dermal_lumen, t) / closure->dermal_lumen[0];
    for (size_t l = 0; l <= SKIN_LAYERS; l++)
      growth[l * n + k] = closure_curve(closure, closure->growth + l * closure->growth_stride, t);
  }
}

/* clocks and curves of the closing channel */
static enum status closure_keep(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                                const struct puncture *puncture, const struct closure *closure, struct outcome *outcome,
                                struct trail *trail)
{
  double *number = outcome->number, h = unit_factor("h");
  number[OUTCOME_wound_radius] = closure->wound_radius / unit_factor("um");
  number[OUTCOME_closure_time_recoil] = closure->recoil_clock / h;
  number[OUTCOME_closure_time_barrier] = closure->barrier_clock / h;
  number[OUTCOME_closure_time_cover] = closure->cover_clock / h;
  number[OUTCOME_closure_time_cover_84] = closure->cover_84_clock / h;
  number[OUTCOME_closure_time_cover_all] = closure->cover_all_clock / h;
  number[OUTCOME_closure_time_stratified] = closure->stratified_clock / h;
  number[OUTCOME_closure_time_stratified_all] = closure->stratified_all_clock / h;
  number[OUTCOME_lumen_time] = closure->lumen_clock / h;
  number[OUTCOME_lumen_time_dermis] = closure->dermal_lumen_clock / h;
  number[OUTCOME_channel_model_difference] = closure->model_difference;
  number[OUTCOME_least_value] = closure->least;
  number[OUTCOME_bacteria_window] = closure->bacteria_clock / h;
  if (detail < OUTCOME_COMPLETE)
    return STATUS_OK;
  size_t n = axes->closure_times;
  int full = 0;
  outcome->closure_curve = values_make(OUTCOME_CLOSURE_CURVE_COUNT * n, &full);
  outcome->profile = values_make(CLOSURE_PROFILES * axes->radii, &full);
  if (full)
    return status_fail(trail, STATUS_MEMORY, "no memory for the curves of a channel");
  const struct closure_water water = closure_water_make(scenario, puncture->density);
  double water_unit = unit_factor("g m-2 h-1");
  for (size_t k = 0; k < n; k++)
  {
    double t = axes->closure_time[k];
    double defect = closure_defect(closure, t);
    outcome->closure_curve[OUTCOME_CLOSURE_closure_open_area * n + k] =
        closure_curve(closure, closure->open_area, t) / closure->open_area[0];
    outcome->closure_curve[OUTCOME_CLOSURE_closure_barrier_defect * n + k] = defect;
    outcome->closure_curve[OUTCOME_CLOSURE_closure_water_loss * n + k] =
        closure_water_get(&water, defect * closure->defect[0]) / water_unit;
    outcome->closure_curve[OUTCOME_CLOSURE_closure_stratification * n + k] = closure_curve(closure, closure->stratification, t);
  }
  depth_curves_keep(axes, closure, outcome);
  // profiles on the common radial axis, linear between cells
  for (size_t p = 0; p < CLOSURE_PROFILES; p++)
    for (size_t k = 0, i = 0; k < axes->radii && axes->radius[k] <= puncture->cell_radius; k++)
    {
      const double *cover = closure->profile + p * closure->cells, *r = closure->radius;
      while (i + 2 < closure->cells && r[i + 1] < axes->radius[k])
        i++;
      double part = (axes->radius[k] - r[i]) / (r[i + 1] - r[i]);
      part = fmin(fmax(part, 0), 1);
      outcome->profile[p * axes->radii + k] = cover[i] + part * (cover[i + 1] - cover[i]);
    }
  return STATUS_OK;
}

/* water loss of `count` defects, each `fresh` at first, in a unit */
VECTOR_CLONES
static void water_read(const struct closure_water *water, double fresh, double unit, size_t count, const double *defect,
                       double *loss)
{
  const struct closure_water w = *water;
  for (size_t k = 0; k < count; k++)
    loss[k] = closure_water_get(&w, defect[k] * fresh) / unit;
}

/* curves of the channels over the whole protocol: the sum over sessions so far */
static void channel_curves_keep(const struct scenario *scenario, const struct puncture *puncture, const struct closure *closure,
                                size_t count, const double *times, size_t stride, struct outcome *outcome)
{
  const struct protocol *protocol = &scenario->protocol;
  const struct closure_water water = closure_water_make(scenario, puncture->density);
  double *open_area = outcome->channel_curve + OUTCOME_CURVE_open_area_fraction * stride;
  double *barrier_defect = outcome->channel_curve + OUTCOME_CURVE_barrier_defect * stride;
  for (size_t k = 0; k < count; k++)
  {
    double open = 0, defect = 0;
    for (size_t j = 0; j < protocol->session_times_count && protocol->session_times[j] <= times[k]; j++)
    {
      double since = times[k] - protocol->session_times[j];
      open += closure_curve(closure, closure->open_area, since);
      defect += closure_defect(closure, since);
    }
    open_area[k] = puncture->density * open;
    barrier_defect[k] = defect;
  }
  water_read(&water, closure->defect[0], unit_factor("g m-2 h-1"), count, barrier_defect,
             outcome->channel_curve + OUTCOME_CURVE_transepidermal_water_loss * stride);
}

/* change of collagen at the last report over depth: that of the slab, linear between the cells of a column */
static void depth_keep(const struct outcome_axes *axes, const struct response *response, size_t total, struct outcome *outcome)
{
  size_t all = response->observables * response->times, at = total * response->times + response->times - 1;
  for (size_t k = 0, i = 0; k < axes->depths; k++)
  {
    double z = axes->depth[k];
    if (z < response->slab[0].top || z > response->slab[response->slabs - 1].bottom)
      continue;
    while (i + 1 < response->slabs && z > response->slab[i].bottom)
      i++;
    const struct response_slab *slab = &response->slab[i];
    double value = response->observable[i * all + at], middle = (slab->top + slab->bottom) / 2;
    size_t other = z < middle ? i - 1 : i + 1;
    if (response->coupled && other < response->slabs)
      value += fabs(z - middle) / (slab->bottom - slab->top) * (response->observable[other * all + at] - value);
    outcome->depth_collagen[k] = value - 1;
  }
}

/* values[count] over a unit */
static void unit_apply(const char *unit, size_t count, double *values)
{
  double factor = unit_factor(unit);
  if (!(factor >= 1 && factor <= 1))
    for (size_t k = 0; k < count; k++)
      values[k] /= factor;
}

/* observables and states of the tissue in their declared units: of the dermis, or of the papillary layer for what is seen at
 * the surface; STATUS_MEMORY */
static enum status response_keep(const struct skin *skin, const struct assembly *assembly, const struct response *response,
                                 size_t stride, struct outcome *outcome, struct trail *trail)
{
  double top = outcome->layer_top[0], papillary = outcome->layer_bottom[0], bottom = outcome->layer_bottom[SKIN_LAYERS - 1];
  size_t times = response->times, all = response->observables * times;
  for (size_t o = 0; o < response->observables; o++)
  {
    const struct process *owner;
    const char *unit = assembly_observable(assembly, o, &owner)->unit;
    double end = owner->surface ? papillary : bottom, *mean = outcome->observable + o * stride;
    if (owner->matrix)
      depth_mean_collagen(skin, response, response->observable, all, o * times, times, top, end, mean);
    else
      depth_mean(response, response->observable, all, o * times, times, top, end, mean);
    unit_apply(unit, times, mean);
  }
  for (size_t s = 0; outcome->state != NULL && s < response->states; s++)
  {
    double *mean = outcome->state + s * stride;
    depth_mean(response, response->state, response->states * times, s * times, times, top, papillary, mean);
    unit_apply(assembly_state(assembly, s, NULL)->unit, times, mean);
  }
  size_t total = assembly_observable_find(assembly, "collagen_total");
  if (outcome->layer_collagen == NULL || total == response->observables)
    return STATUS_OK;
  double *mean = malloc((times + 1) * sizeof *mean);
  if (mean == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the collagen of layers");
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    depth_mean(response, response->observable, all, total * times, times, outcome->layer_top[l], outcome->layer_bottom[l], mean);
    for (size_t k = 0; k < times; k++)
      outcome->layer_collagen[k * SKIN_LAYERS + l] = mean[k];
  }
  free(mean);
  return STATUS_OK;
}

/* number of the report at `time`, which is one of the times */
static size_t time_find(size_t count, const double *times, double time)
{
  size_t k = 0;
  while (k + 1 < count && times[k] < time)
    k++;
  return k;
}

/* numbers that are read from the curves */
static void numbers_read(const struct scenario *scenario, const struct assembly *assembly, const struct reading *reading,
                         size_t stride, const struct response *response, struct outcome *outcome)
{
  const struct protocol *protocol = &scenario->protocol;
  const double *times = reading->times;
  double *number = outcome->number;
  size_t sessions = protocol->session_times_count, count = reading->reports;
  number[OUTCOME_sessions] = (double)sessions;
  number[OUTCOME_spacing] = sessions > 1 ? (protocol->session_times[1] - protocol->session_times[0]) / 7 : (double)NAN;
  number[OUTCOME_end_day] = times[count - 1];
  number[OUTCOME_read_day] = scenario->plan.read_at;
  number[OUTCOME_sessions_by_fixed_day] = 0;
  for (size_t j = 0; j < sessions; j++)
    number[OUTCOME_sessions_by_fixed_day] += protocol->session_times[j] <= scenario->plan.read_at;
  size_t collagen = assembly_observable_find(assembly, "collagen_total"), n = assembly_observable_count(assembly);
  if (collagen < n)
  {
    const double *total = outcome->observable + collagen * stride;
    number[OUTCOME_collagen_gain] = total[count - 1] - 1;
    // a run that ends before the fixed day has no value there
    double day = outcome_fixed_day(scenario);
    if (!isnan(day))
      number[OUTCOME_collagen_gain_fixed_day] = total[time_find(count, times, day)] - 1;
    // slabs draw their patterns independently, a coupled column draws them once
    double error = 0, dermis = 0;
    for (size_t i = 0; i < response->slabs; i++)
    {
      const struct response_slab *slab = &response->slab[i];
      double thickness = slab->bottom - slab->top, density = skin_density(&scenario->skin, slab->top, slab->bottom).collagen;
      double part = thickness * density * response->standard_error[i * n + collagen];
      error = response->coupled ? error + part : sqrt(error * error + part * part);
      dermis += thickness;
    }
    number[OUTCOME_collagen_gain_sampling_error] = error / dermis;
  }
  size_t erythema = assembly_observable_find(assembly, "erythema"), redness = assembly_observable_find(assembly, "redness");
  if (erythema < n)
    number[OUTCOME_peak_erythema] = reading_largest(reading, outcome->observable + erythema * stride);
  // the mean is thinned by tissue that was missed; what a person sees are the red spots, and where nothing is hit nothing reddens
  double responding = scenario->plan.ensemble == PLAN_MEAN_FIELD ? 1 : response->slab[0].responding;
  if (redness < n)
    number[OUTCOME_redness_duration] =
        responding > 0 ? reading_last(reading, outcome->observable + redness * stride, responding) / unit_factor("h") : 0;
  number[OUTCOME_solver_steps] = (double)response->steps;
  number[OUTCOME_least_value] = fmin(number[OUTCOME_least_value], response->least);
}

/* leaves out the reports of the run's own */
static enum status curves_thin(const struct reading *reading, size_t stride, struct outcome *outcome, struct trail *trail)
{
  enum status status = reading_thin(reading, OUTCOME_CHANNEL_CURVE_COUNT, 1, stride, &outcome->channel_curve, trail);
  if (status == STATUS_OK)
    status = reading_thin(reading, outcome->observables, 1, stride, &outcome->observable, trail);
  if (status == STATUS_OK && outcome->state != NULL)
    status = reading_thin(reading, outcome->states, 1, stride, &outcome->state, trail);
  if (status == STATUS_OK && outcome->layer_collagen != NULL)
    status = reading_thin(reading, 1, SKIN_LAYERS, stride, &outcome->layer_collagen, trail);
  return status;
}

/* tissue: solve, keep, read */
static enum status tissue_compute(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                                  const struct puncture *puncture, const struct closure *closure, struct beginning *beginning,
                                  struct tissue *tissue, struct outcome *outcome, struct trail *trail)
{
  const struct assembly *assembly = tissue->assembly;
  struct response response = { 0 };
  struct reading reading;
  double later[VISIBLE_LATER];
  visible_later(scenario, later);
  enum status status = reading_make(&scenario->protocol, outcome_reports(scenario, axes), axes->time,
                                    (size_t)scenario->solver.reading_parts, &reading, trail);
  size_t count = reading.reports, stride = reading.asked == NULL ? axes->times : count;
  // runs that differ in their protocol have one rest
  if (status == STATUS_OK && !beginnings_rest_is_stable(beginning))
  {
    status = response_rest_verify(scenario, assembly, trail);
    beginnings_rest_note(beginning, status == STATUS_OK);
  }
  struct response_request request = { .scenario = scenario,
                                      .assembly = assembly,
                                      .workspace = &tissue->workspace,
                                      .puncture = puncture,
                                      .closure = closure,
                                      .count = count,
                                      .times = reading.times,
                                      .later = scenario->plan.durability == PLAN_DURABILITY_ON ? VISIBLE_LATER : 0,
                                      .later_times = later,
                                      .without_states = detail != OUTCOME_COMPLETE,
                                      .run = reading.asked == NULL ? beginning : NULL }; // others expect what was asked for
  if (status == STATUS_OK)
    status = response_perform(&request, &response, trail);
  int full = 0;
  if (status == STATUS_OK)
  {
    outcome->observables = response.observables;
    outcome->states = response.states;
    outcome->channel_curve = curves_make(OUTCOME_CHANNEL_CURVE_COUNT, stride, count, &full);
    outcome->observable = curves_make(response.observables, stride, count, &full);
    if (detail == OUTCOME_COMPLETE)
    {
      outcome->layer_collagen = values_make(SKIN_LAYERS * stride, &full);
      outcome->depth_collagen = values_make(axes->depths, &full);
      outcome->state = curves_make(response.states, stride, count, &full);
    }
    if (full)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the curves of a run");
  }
  if (status == STATUS_OK)
  {
    channel_curves_keep(scenario, puncture, closure, count, reading.times, stride, outcome);
    status = response_keep(&scenario->skin, assembly, &response, stride, outcome, trail);
  }
  if (status == STATUS_OK)
  {
    size_t total = assembly_observable_find(assembly, "collagen_total");
    if (outcome->depth_collagen != NULL && total < response.observables)
      depth_keep(axes, &response, total, outcome);
    numbers_read(scenario, assembly, &reading, stride, &response, outcome);
    visible_read(scenario, assembly, &reading, stride, outcome);
    if (request.later > 0)
      visible_durability(scenario, assembly, &response, outcome);
  }
  if (status == STATUS_OK && reading.asked != NULL && detail != OUTCOME_NUMBERS_ONLY)
    status = curves_thin(&reading, axes->times, outcome, trail);
  reading_free(&reading);
  response_free(&response);
  return status;
}

/* one run with the parameters of this person */
static enum status run_compute(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                               const struct outcome_share *share, struct outcome *outcome, struct trail *trail)
{
  memset(outcome, 0, sizeof *outcome);
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
    outcome->number[k] = (double)NAN;
  struct puncture puncture;
  const struct closure *closure = NULL;
  struct closure_share *channels = share == NULL ? NULL : share->channels;
  enum status status = puncture_share_take(share == NULL ? NULL : share->punctures, scenario, &puncture, trail);
  if (status == STATUS_OK)
    status = puncture_keep(scenario, axes, detail, &puncture, outcome, trail);
  if (status == STATUS_OK)
    status = closure_share_take(channels, scenario, &puncture, &closure, trail);
  if (status == STATUS_OK)
    status = closure_keep(scenario, axes, detail, &puncture, closure, outcome, trail);
  if (status == STATUS_OK)
    status = visible_serum(scenario, &puncture, closure, outcome, trail);
  struct tissue *tissue = NULL;
  struct tissue_share *tissues = share == NULL ? NULL : share->tissues;
  if (status == STATUS_OK)
    status = tissue_share_take(tissues, scenario, &tissue, trail);
  if (status == STATUS_OK)
    status = tissue_compute(scenario, axes, detail, &puncture, closure, share == NULL ? NULL : share->beginning, tissue, outcome,
                            trail);
  tissue_share_give_back(tissues, scenario, tissue);
  if (status == STATUS_OK)
    outcome_warn(scenario, outcome, trail);
  closure_share_give_back(channels, closure);
  if (status != STATUS_OK)
    outcome_free(outcome);
  if (detail == OUTCOME_NUMBERS_ONLY && status == STATUS_OK)
  {
    free(outcome->channel_curve);
    free(outcome->observable);
    outcome->channel_curve = outcome->observable = NULL;
  }
  return status;
}

enum status outcome_compute(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                            const struct outcome_share *share, struct outcome *outcome, struct trail *trail)
{
  // factors of the person multiply a copy of the parameters, so that the scenario stays as it was written
  struct scenario person = *scenario;
  size_t size = parameter_count() * sizeof *person.parameters;
  person.parameters = malloc(size);
  if (person.parameters == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the parameters of a run");
  memcpy(person.parameters, scenario->parameters, size);
  if (!scenario->off[process_find("person")])
    person_parameters_apply(&scenario->skin, &scenario->drugs, &scenario->aftercare, person.parameters);
  enum status status = run_compute(&person, axes, detail, share, outcome, trail);
  if (status == STATUS_OK)
    practice_check(&scenario->skin, &scenario->device, &scenario->protocol, &scenario->drugs, &scenario->aftercare, trail);
  free(person.parameters);
  return status;
}
