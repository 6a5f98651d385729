/* visible.c - durations, onsets and peaks of what a person notices. */
#include "visible.h"

#include <math.h>

#include "assembly.h"
#include "depth_mean.h"
#include "person.h"
#include "serum.h"
#include "unit.h"

/* curve of an observable, or NULL when its process is off */
static const double *curve_find(const struct assembly *assembly, const char *name, size_t stride, const struct outcome *outcome)
{
  size_t o = assembly_observable_find(assembly, name);
  return o == assembly_observable_count(assembly) ? NULL : outcome->observable + o * stride;
}

/* the first day at which a thicker epidermis or more collagen is seen */
static double change_first(const struct scenario *scenario, const struct assembly *assembly, const struct reading *reading,
                           size_t stride, const struct outcome *outcome)
{
  const double *epidermis = curve_find(assembly, "epidermal_change", stride, outcome);
  const double *collagen = curve_find(assembly, "collagen_total", stride, outcome);
  double first = (double)NAN;
  if (epidermis != NULL)
    first = reading_first(reading, epidermis, 1);
  // fmin takes the other when one is not a number
  if (collagen != NULL && epidermis != NULL)
    first =
        fmin(first, reading_first(reading, collagen, 1 + parameter_value(scenario->parameters, "appearance.visible_collagen")));
  return first;
}

void visible_read(const struct scenario *scenario, const struct assembly *assembly, const struct reading *reading, size_t stride,
                  struct outcome *outcome)
{
  double *number = outcome->number, h = unit_factor("h");
  const struct
  {
    const char *observable;
    enum outcome_number number;
  } durations[] = { { "swelling", OUTCOME_swelling_duration },
                    { "bruise", OUTCOME_bruise_duration },
                    { "tightness", OUTCOME_tightness_duration },
                    { "peeling", OUTCOME_peeling_end } };
  for (size_t d = 0; d < sizeof durations / sizeof *durations; d++)
  {
    const double *curve = curve_find(assembly, durations[d].observable, stride, outcome);
    if (curve != NULL)
      number[durations[d].number] = reading_last(reading, curve, 1) / h;
  }
  const double *peeling = curve_find(assembly, "peeling", stride, outcome);
  if (peeling != NULL)
    number[OUTCOME_peeling_onset] = reading_first(reading, peeling, 1) / h;
  const double *melanin = curve_find(assembly, "melanin", stride, outcome);
  if (melanin != NULL)
  {
    number[OUTCOME_peak_melanin] = reading_largest(reading, melanin);
    number[OUTCOME_pih_excess] = number[OUTCOME_peak_melanin] - 1;
  }
  const double *pigment = curve_find(assembly, "pigment_change", stride, outcome);
  if (pigment != NULL)
    number[OUTCOME_pih_duration] = reading_duration(reading, pigment, 1);
  const double *scar = curve_find(assembly, "scar_load", stride, outcome);
  const double *chronic = curve_find(assembly, "myofibroblast_load", stride, outcome);
  if (scar != NULL && chronic != NULL)
  {
    size_t last = reading->reports - 1;
    int is_late = scenario->plan.follow_up >= parameter_value(scenario->parameters, "overtreatment.chronic_after");
    number[OUTCOME_overtreatment_index] = fmax(scar[last], is_late ? chronic[last] : 0);
  }
  const double *epidermis = curve_find(assembly, "epidermal_thickness", stride, outcome);
  if (epidermis != NULL)
    number[OUTCOME_peak_epidermal_thickness] = reading_largest(reading, epidermis);
  number[OUTCOME_first_visible_change] = change_first(scenario, assembly, reading, stride, outcome);
}

double visible_bleeding(const struct scenario *scenario, const struct puncture *puncture)
{
  struct skin_layer layers[SKIN_LAYERS];
  struct person_inputs person;
  skin_layers(&scenario->skin, layers);
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &person);
  double sum = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
    sum += (layers[l].bottom - layers[l].top) * puncture->layers[l].injured_fraction * puncture->layers[l].bleeding;
  int off = scenario->off[process_find("person")];
  return sum * (off ? 1 : person.bleeding_tendency) / unit_factor("um");
}

enum status visible_serum(const struct scenario *scenario, const struct puncture *puncture, const struct closure *closure,
                          struct outcome *outcome, struct trail *trail)
{
  struct serum serum;
  enum status status = serum_solve(scenario, puncture, closure, &serum, trail);
  if (status != STATUS_OK)
    return status;
  outcome->number[OUTCOME_serum_delivered] = serum.delivered;
  outcome->number[OUTCOME_serum_enhancement] = serum.enhancement;
  outcome->number[OUTCOME_serum_depth] = serum.depth;
  return STATUS_OK;
}

void visible_later(const struct scenario *scenario, double *later)
{
  for (size_t k = 0; k < VISIBLE_LATER; k++)
    later[k] = outcome_end_day(scenario) + (double)(k + 1) * unit_factor("year");
}

void visible_durability(const struct scenario *scenario, const struct assembly *assembly, const struct response *response,
                        struct outcome *outcome)
{
  size_t total = assembly_observable_find(assembly, "collagen_total"), count = response->times;
  if (total == response->observables)
    return;
  double top = outcome->layer_top[0], bottom = outcome->layer_bottom[SKIN_LAYERS - 1], left[VISIBLE_LATER];
  double end;
  depth_mean_collagen(&scenario->skin, response, response->observable, response->observables * count, total * count + count - 1,
                      1, top, bottom, &end);
  depth_mean_collagen(&scenario->skin, response, response->later_observable, response->observables * VISIBLE_LATER,
                      total * VISIBLE_LATER, VISIBLE_LATER, top, bottom, left);
  outcome->number[OUTCOME_collagen_left_1_year] = (left[0] - 1) / (end - 1);
  outcome->number[OUTCOME_collagen_left_2_years] = (left[1] - 1) / (end - 1);
}
