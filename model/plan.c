/* plan.c - the rows of the keys that say what is computed and how exactly. */
#include "plan.h"

const char *const plan_ensembles[] = { "hit_patterns", "mean_field", NULL };
const char *const plan_variants[] = { "default", "additive", "no_refractory", "bistable", "all", NULL };
const char *const plan_channel_models[] = { "radial", "coarse", "axisymmetric", NULL };
const char *const plan_durabilities[] = { "off", "on", NULL };
const char *const plan_methods[] = { "rodas4p", "dopri5", "gsl-msbdf", "gsl-rkf45", "gsl-rk8pd", NULL };

#define KEY_SECTION ""
#define KEY_STRUCT struct plan
const struct key plan_keys[] = { PLAN_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t plan_key_count = sizeof plan_keys / sizeof *plan_keys;
#undef KEY_SECTION
#undef KEY_STRUCT

#define KEY_SECTION "solver"
#define KEY_STRUCT struct solver_settings
const struct key solver_keys[] = { SOLVER_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t solver_key_count = sizeof solver_keys / sizeof *solver_keys;
