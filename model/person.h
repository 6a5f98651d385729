/* person.h - who is treated, as named factors: each multiplies one parameter or one input of the tissue, and is 1 unless a key of
 * skin, drugs or aftercare asks for it.
 *
 * The list below is the only place where these numbers stand. They are the parameters of the process `person`
 * (tissue/person.c), so that `neocol describe` shows them, a scenario may change them and a sweep may vary them;
 * `off: [person]` makes all of them 1. Rows: name, what it multiplies, when, value, low, high, evidence, source.
 *
 * Inputs of the tissue: collagen_answer (collagen made over rest by activated fibroblasts and myofibroblasts),
 * pigment_response, bleeding_tendency. Everything else is process.parameter. What has no data is `assumed` or a rule of
 * practice.h. Indications change the whole dermis, not a layer of it: atrophic acne scars are 1.3 (boxcar) to 1.9 mm (ice-pick)
 * deep in sections (bansal2025), deeper than the dermis of a face, and stretch marks show changed collagen from the papillary
 * dermis and changed elastic fibres in the reticular dermis (zheng1985 and textbooks; no depth found). Not applied, because all
 * collagen is relative to the person's own rest: synthesis of intact skin of smokers, 0.80 (knuutinen2002). */
#ifndef NEOCOL_MODEL_PERSON_H
#define NEOCOL_MODEL_PERSON_H

#include "aftercare.h"
#include "skin.h"

#define PERSON_FACTORS(ROW)                                                                                                      \
  ROW(smoker, "collagen_answer", "skin.smoking: smoker", 0.56, 0.56, 1, human, "Smokers make less collagen in a wound, 10 days", \
      "jorgensen1998")                                                                                                           \
  ROW(woman_over_man, "collagen_answer", "skin.sex: its root for a woman, one over it for a man", 1.6, 1, 1.74, human,           \
      "Women before menopause make more collagen in a wound than men", "jorgensen2002")                                          \
  ROW(old_over_young, "collagen_answer", "skin.age: linear from 25 to 80 year, 1 at 45 year", 0.85, 0.68, 1, derived,            \
      "Collagen made at 80 over 25 years: between 0.68 in culture and no difference in wounds", "varani2006")                    \
  ROW(non_selective_drug, "collagen_answer", "drugs.anti_inflammatory: non_selective, while it is taken", 0.55, 0.55, 1, animal, \
      "Naproxen lowers the collagen of a wound over 5 days in rats", "muscara2000")                                              \
  ROW(cox_2_drug, "collagen_answer", "drugs.anti_inflammatory: cox_2_selective, while it is taken", 1, 0.8, 1, animal,           \
      "Celecoxib leaves the collagen of a wound as it is in rats", "muscara2000")                                                \
  ROW(retinoid, "collagen_answer", "drugs.retinoid_stopped below 30 day", 1, 1, 1.2, human,                                      \
      "Tretinoin before a laser changes nothing", "orringer2004")                                                                \
  ROW(isotretinoin, "collagen_answer", "drugs.isotretinoin_stopped below 182 day", 1, 0.5, 1, assumed,                           \
      "No number was found; recent reviews see little risk of scars", "neocol")                                                  \
  ROW(aspirin, "bleeding_tendency", "drugs.blood_thinner: aspirin, fading over blood_thinner_stopped", 1.7, 1, 2.2, human,       \
      "Bleeding time after aspirin over placebo, 9.5 to 5.5 min; blood lost is taken to follow it", "mielke1969")                \
  ROW(anticoagulant, "bleeding_tendency", "drugs.blood_thinner: anticoagulant, the same", 2, 1, 4, assumed,                      \
      "Bleeding under drugs that act on clotting", "neocol")                                                                     \
  ROW(supplement, "bleeding_tendency", "drugs.blood_thinner: supplement, the same", 1.1, 1, 1.5, assumed,                        \
      "Bleeding under vitamin E or fish oil", "neocol")                                                                          \
  ROW(sun_exposed, "pigment_response", "aftercare.sun: exposed", 2, 1, 4, assumed, "Pigment cells answer more strongly in sun",  \
      "neocol")                                                                                                                  \
  ROW(aged_barrier, "barrier.recovery", "skin.age of 80 year and more", 0.23, 0.1, 1, derived,                                   \
      "Barrier recovery after tape stripping, above 80 over 20 to 30 years: 15 to 50 % in 24 h", "ghadially1995")                \
  ROW(topical_diclofenac, "barrier.recovery", "drugs.anti_inflammatory: topical_diclofenac", 0.43, 0.3, 1, derived,              \
      "Delivery through channels lasts 7 instead of 3 days; two controls", "brogden2013")                                        \
  ROW(atrophic_scar_iii, "collagen.rest_iii", "skin.indication: atrophic_scar", 0.8, 0.5, 1, assumed,                            \
      "Collagen III of an atrophic scar, relative to normal skin", "neocol")                                                     \
  ROW(atrophic_scar_i, "collagen.rest_mature", "skin.indication: atrophic_scar", 0.8, 0.5, 1, assumed,                           \
      "Collagen I of an atrophic scar, relative to normal skin", "neocol")                                                       \
  ROW(stretch_mark_iii, "collagen.rest_iii", "skin.indication: stretch_mark", 0.85, 0.5, 1, assumed,                             \
      "Collagen III of a stretch mark, relative to normal skin", "neocol")                                                       \
  ROW(stretch_mark_i, "collagen.rest_mature", "skin.indication: stretch_mark", 0.85, 0.5, 1, assumed,                            \
      "Collagen I of a stretch mark, relative to normal skin", "neocol")

struct person_factor
{
  const char *name, *target, *when; /* the parameter person.<name>; what it multiplies */
};

extern const struct person_factor person_factors[];
extern const size_t person_factor_count;

/* what the tissue gets from around; multipliers, 1 when nothing is special */
struct person_inputs
{
  double collagen_answer; /* all the time */
  double drug_answer;     /* for drug_days after a session, then 1 */
  double drug_days;
  double bleeding_tendency;
  double pigment_response; /* without the phototype */
};

/* The factor i of person_factors for completed keys, with `values` of all parameters (parameter.h); 1 when it is not asked for.
 */
double person_factor_value(size_t i, const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                           const double *values);

/* The inputs of the tissue for this person. */
void person_inputs_fill(const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                        const double *values, struct person_inputs *inputs);

/* Multiplies values[parameter_count()] by the factors that aim at parameters; returns how many of them are not 1. */
size_t person_parameters_apply(const struct skin *skin, const struct drugs *drugs, const struct aftercare *aftercare,
                               double *values);

/* collagen_answer at `since` day after the last session (NaN: none yet); a drug fades smoothly around drug_days. */
double person_collagen_answer(const struct person_inputs *inputs, double since);

/* Its slope, 1/day. */
double person_collagen_answer_slope(const struct person_inputs *inputs, double since);

#endif
