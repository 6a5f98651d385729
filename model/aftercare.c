/* aftercare.c - the rows of the keys for drugs, aftercare and serum.
 *
 * fluid_diffusivity: D = 8.34e-8 T / (viscosity M^(1/3)) cm2/s (young1980) with T = 305 K, 0.76 mPa s and 374 kDa. */
#include "aftercare.h"

const char *const drugs_thinners[] = { "none", "aspirin", "anticoagulant", "supplement", NULL };
const char *const drugs_anti_inflammatories[] = { "none", "non_selective", "cox_2_selective", "topical_diclofenac", NULL };
const char *const aftercare_suns[] = { "protected", "exposed", NULL };

#define KEY_SECTION "drugs"
#define KEY_STRUCT struct drugs
const struct key drugs_keys[] = { DRUGS_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t drugs_key_count = sizeof drugs_keys / sizeof *drugs_keys;
#undef KEY_SECTION
#undef KEY_STRUCT

#define KEY_SECTION "aftercare"
#define KEY_STRUCT struct aftercare
const struct key aftercare_keys[] = { AFTERCARE_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t aftercare_key_count = sizeof aftercare_keys / sizeof *aftercare_keys;
#undef KEY_SECTION
#undef KEY_STRUCT

#define KEY_SECTION "serum"
#define KEY_STRUCT struct serum_keys
const struct key serum_keys[] = { SERUM_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t serum_key_count = sizeof serum_keys / sizeof *serum_keys;
