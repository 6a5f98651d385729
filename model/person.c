/* person.c - which factors apply to a person, and what they multiply.
 *
 *   age       f(a) = 1 - (1 - v) (a - 25) / 55 between 25 and 80 year, divided by f(45), the age that all defaults belong to
 *   sex       v^(1/2) for a woman, v^(-1/2) for a man: v compares the two, the defaults stand for both
 *   thinner   1 + (v - 1) max(0, 1 - t / 10 day): platelets live about ten days, so a tenth is new each day (assumed)
 *   drug      while it is taken, with a smooth end: 1 - (1 - v) / (1 + (t / T)^8)
 *
 * Age acts weakly: fibroblasts of old people make 0.68 as much in culture, wounds show no difference. The barrier of the very
 * old is a rule, not a curve: the measured factor from 80 year on, nothing before. */
#include "person.h"

#include <math.h>
#include <string.h>

#include "parameter.h"
#include "unit.h"

#define ROW(name, target, when, value, low, high, evidence, doc, source) { #name, target, when },
const struct person_factor person_factors[] = { PERSON_FACTORS(ROW) };
#undef ROW
const size_t person_factor_count = sizeof person_factors / sizeof *person_factors;

enum person_name
{
#define ROW(name, target, when, value, low, high, evidence, doc, source) PERSON_##name,
  PERSON_FACTORS(ROW)
#undef ROW
};

static const double young = 25, old = 80, reference_age = 45;        /* year; varani2006, and the age of the defaults */
static const double platelet_life = 10;                              /* day; assumed */
static const double retinoid_window = 30, isotretinoin_window = 182; /* day; assumed, claim k20 */

/* declared value of factor i */
static double value_find(size_t i, const double *values)
{
  char path[96] = "person.";
  strncat(path, person_factors[i].name, sizeof path - strlen(path) - 1);
  return values[parameter_find(path)];
}

static double age_factor(double age, double value)
{
  double slope = (1 - value) / (old - young), years = fmin(fmax(age, young), old);
  return (1 - slope * (years - young)) / (1 - slope * (reference_age - young));
}

static double thinner_factor(const struct drugs *drugs, double value)
{
  return 1 + (value - 1) * fmax(0, 1 - drugs->blood_thinner_stopped / platelet_life);
}

double person_factor_value(size_t i, const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                           const double *values)
{
  // most are not asked for: their values are not looked up
  int asked = 0;
  switch ((enum person_name)i)
  {
  case PERSON_smoker:
    asked = skin->smoking == SKIN_SMOKER;
    break;
  case PERSON_woman_over_man:
    return skin->sex == SKIN_WOMAN ? sqrt(value_find(i, values)) : skin->sex == SKIN_MAN ? 1 / sqrt(value_find(i, values)) : 1;
  case PERSON_old_over_young:
    return age_factor(skin->age / unit_factor("year"), value_find(i, values));
  case PERSON_non_selective_drug:
    asked = drugs->anti_inflammatory == DRUGS_NON_SELECTIVE;
    break;
  case PERSON_cox_2_drug:
    asked = drugs->anti_inflammatory == DRUGS_COX_2_SELECTIVE;
    break;
  case PERSON_retinoid:
    asked = drugs->retinoid_stopped < retinoid_window;
    break;
  case PERSON_isotretinoin:
    asked = drugs->isotretinoin_stopped < isotretinoin_window;
    break;
  case PERSON_aspirin:
    return drugs->blood_thinner == DRUGS_ASPIRIN ? thinner_factor(drugs, value_find(i, values)) : 1;
  case PERSON_anticoagulant:
    return drugs->blood_thinner == DRUGS_ANTICOAGULANT ? thinner_factor(drugs, value_find(i, values)) : 1;
  case PERSON_supplement:
    return drugs->blood_thinner == DRUGS_SUPPLEMENT ? thinner_factor(drugs, value_find(i, values)) : 1;
  case PERSON_sun_exposed:
    asked = aftercare->sun == AFTERCARE_EXPOSED;
    break;
  case PERSON_aged_barrier:
    asked = skin->age / unit_factor("year") >= old;
    break;
  case PERSON_topical_diclofenac:
    asked = drugs->anti_inflammatory == DRUGS_TOPICAL_DICLOFENAC;
    break;
  case PERSON_atrophic_scar_iii:
  case PERSON_atrophic_scar_i:
    asked = skin->indication == SKIN_ATROPHIC_SCAR;
    break;
  case PERSON_stretch_mark_iii:
  case PERSON_stretch_mark_i:
    asked = skin->indication == SKIN_STRETCH_MARK;
    break;
  }
  return asked ? value_find(i, values) : 1;
}

void person_inputs_fill(const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                        const double *values, struct person_inputs *inputs)
{
  *inputs = (struct person_inputs){ 1, 1, drugs->anti_inflammatory_for, 1, 1 };
  for (size_t i = 0; i < person_factor_count; i++)
  {
    const char *target = person_factors[i].target;
    double value = person_factor_value(i, skin, drugs, aftercare, values);
    if (i == PERSON_non_selective_drug || i == PERSON_cox_2_drug)
      inputs->drug_answer *= value;
    else if (strcmp(target, "collagen_answer") == 0)
      inputs->collagen_answer *= value;
    else if (strcmp(target, "bleeding_tendency") == 0)
      inputs->bleeding_tendency *= value;
    else if (strcmp(target, "pigment_response") == 0)
      inputs->pigment_response *= value;
  }
}

size_t person_parameters_apply(const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                               double *values)
{
  size_t changed = 0;
  for (size_t i = 0; i < person_factor_count; i++)
  {
    double value = person_factor_value(i, skin, drugs, aftercare, values);
    if (fabs(value - 1) <= 0)
      continue;
    // an input of the tissue is no parameter
    size_t number = parameter_find(person_factors[i].target);
    if (number == parameter_count())
      continue;
    values[number] *= value;
    changed++;
  }
  return changed;
}

double person_collagen_answer(const struct person_inputs *inputs, double since)
{
  if (isnan(since))
    return inputs->collagen_answer;
  double x = since / inputs->drug_days, x2 = x * x, x4 = x2 * x2;
  return inputs->collagen_answer * (1 - (1 - inputs->drug_answer) / (1 + x4 * x4));
}

double person_collagen_answer_slope(const struct person_inputs *inputs, double since)
{
  if (isnan(since))
    return 0;
  double x = since / inputs->drug_days, x2 = x * x, x4 = x2 * x2, all = 1 + x4 * x4;
  return inputs->collagen_answer * (1 - inputs->drug_answer) * 8 * x4 * x2 * x / (all * all) / inputs->drug_days;
}
