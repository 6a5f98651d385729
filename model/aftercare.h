/* aftercare.h - drugs that are taken around a session, what is done with the skin afterwards, and what is put on it, as declared
 * keys of a scenario (sections drugs, aftercare, serum).
 *
 * What of this changes a number does so through the factors of person.h; the rest is held against common practice
 * (practice.h). Neither is medical advice. */
#ifndef NEOCOL_MODEL_AFTERCARE_H
#define NEOCOL_MODEL_AFTERCARE_H

#include "key.h"

enum drugs_platelets
{
  DRUGS_NO_THINNER,
  DRUGS_ASPIRIN,
  DRUGS_ANTICOAGULANT,
  DRUGS_SUPPLEMENT
};

enum drugs_inflammation
{
  DRUGS_NO_ANTI_INFLAMMATORY,
  DRUGS_NON_SELECTIVE,
  DRUGS_COX_2_SELECTIVE,
  DRUGS_TOPICAL_DICLOFENAC
};

enum aftercare_sun
{
  AFTERCARE_PROTECTED,
  AFTERCARE_EXPOSED
};

extern const char *const drugs_thinners[], *const drugs_anti_inflammatories[], *const aftercare_suns[];

/* 3650 day stands for "never" */
#define DRUGS_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                               \
  CHOICE(blood_thinner, DRUGS_NO_THINNER, drugs_thinners,                                                                        \
         "Drug that acts on platelets or clotting; supplement: vitamin E or fish oil")                                           \
  QUANTITY(blood_thinner_stopped, "day", 0, 0, 3650, assumed, "How long before each session the blood thinner was stopped",      \
           "neocol")                                                                                                             \
  CHOICE(anti_inflammatory, DRUGS_NO_ANTI_INFLAMMATORY, drugs_anti_inflammatories,                                               \
         "Anti-inflammatory drug taken from each session on")                                                                    \
  QUANTITY(anti_inflammatory_for, "day", 5, 0.5, 90, animal, "How long it is taken after each session; measured over 5 day",     \
           "muscara2000")                                                                                                        \
  QUANTITY(isotretinoin_stopped, "day", 3650, 0, 3650, assumed, "How long before the first session isotretinoin was stopped",    \
           "neocol")                                                                                                             \
  QUANTITY(retinoid_stopped, "day", 3650, 0, 3650, assumed, "How long before each session a retinoid cream was stopped",         \
           "neocol")                                                                                                             \
  QUANTITY(toxin_given, "day", 3650, 0, 3650, assumed, "How long before the first session botulinum toxin was given", "neocol")

#define AFTERCARE_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                           \
  CHOICE(sun, AFTERCARE_PROTECTED, aftercare_suns, "Sun in the week after a session")                                            \
  QUANTITY(make_up_after, "h", 24, 0, 720, assumed, "When make-up is used again after a session", "neocol")                      \
  QUANTITY(products_after, "h", 24, 0, 720, assumed, "When products other than recommended ones are used again", "neocol")       \
  QUANTITY(sweating_after, "day", 3, 0, 30, assumed, "When sport, swimming, sauna and hot tubs are taken up again", "neocol")

/* a molecule in a serum; diffusivities are those of a molecule of reference_weight and scale with (weight / it)^-size_exponent */
#define SERUM_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                               \
  QUANTITY(molecular_weight, "1", 0, 0, 5000, assumed, "Mass of the molecule in kDa; 0: no serum", "neocol")                     \
  QUANTITY(applied_at, "h", 0, 0, 168, assumed, "When the serum is put on, after a session", "neocol")                           \
  QUANTITY(contact, "h", 1, 0.02, 72, assumed, "How long the serum stays wet on the skin", "neocol")                             \
  QUANTITY(lipophilicity, "1", 0, -6, 6, assumed, "Decadic logarithm of the partition between octanol and water", "neocol")      \
  QUANTITY(follicle_fraction, "1", 1e-5, 1e-8, 1e-3, assumed, "Open area that follicles of intact skin are worth", "neocol")     \
  QUANTITY(clearance, "h-1", 0, 0, 20, assumed, "Removal from the dermis by blood and lymph; 0 gives an upper bound", "neocol")  \
  QUANTITY(reference_weight, "1", 374, 70, 2000, derived, "Mass in kDa that the diffusivities belong to: geometric mean",        \
           "wei2018")                                                                                                            \
  QUANTITY(epidermis_diffusivity, "um2 s-1", 4, 1, 8, in_vitro, "Diffusivity in the viable epidermis", "wei2018")                \
  QUANTITY(junction_diffusivity, "um2 s-1", 1.5, 0.7, 3, in_vitro, "Diffusivity in the dermo-epidermal junction", "wei2018")     \
  QUANTITY(dermis_diffusivity, "um2 s-1", 8, 1, 20, in_vitro, "Diffusivity in the dermis", "wei2018")                            \
  QUANTITY(junction_thickness, "um", 10, 1, 30, assumed, "Thickness over which the junction hinders", "neocol")                  \
  QUANTITY(size_exponent, "1", 0.33333333333333333, 0.2, 1, assumed,                                                             \
           "How diffusivity falls with mass; 1/3 for compact molecules", "young1980")                                            \
  QUANTITY(fluid_diffusivity, "um2 s-1", 46.5, 20, 70, derived,                                                                  \
           "Diffusivity of a molecule of reference_weight in the fluid of an open channel at 32 degrees", "young1980")

struct drugs
{
  DRUGS_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

struct aftercare
{
  AFTERCARE_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

struct serum_keys
{
  SERUM_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key drugs_keys[], aftercare_keys[], serum_keys[];
extern const size_t drugs_key_count, aftercare_key_count, serum_key_count;

#endif
