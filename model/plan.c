/* plan.c - the rows of the keys that say what is computed and how exactly. */
#include "plan.h"

const char *const plan_ensembles[] = { "hit_patterns", "mean_field", NULL };
const char *const plan_variants[] = { "default", "additive", "no_refractory", "bistable", "all", NULL };
const char *const plan_channel_models[] = { "radial", "coarse", "axisymmetric", NULL };
const char *const plan_durabilities[] = { "off", "on", NULL };
const char *const plan_lumens[] = { "off", "on", NULL };
const char *const plan_methods[] = { "rodas5p", "dopri5", "gsl-msbdf", "gsl-rkf45", "gsl-rk8pd", NULL };

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

enum status plan_complete(const struct plan *plan, int named, struct solver_settings *solver, struct trail *trail)
{
  if (plan->lumen != PLAN_LUMEN_ON || solver->channel_model != PLAN_CHANNEL_RADIAL)
    return STATUS_OK;
  if (named)
    return status_fail(trail, STATUS_DATA,
                       "solver.channel_model is radial, which has no lumen, but lumen is on: leave it out, or name coarse or "
                       "axisymmetric");
  solver->channel_model = PLAN_CHANNEL_COARSE;
  return STATUS_OK;
}
