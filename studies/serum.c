/* serum.c - the skin as a molecule meets it, in three states (as it closes, open, intact), and the diffusion into it. */
#include "serum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion.h"
#include "unit.h"

enum
{
  CELLS = 512, /* at most */
  STEPS = 160  /* of each of two parts */
};

static const double first_cell = 0.002, growth = 1.03; /* mm; cells below grow by this */
static const double level = 0.1;                       /* concentration that counts as reached */

/* --- diffusion into a medium --- */

struct column
{
  const struct serum_medium *medium;
  size_t cells;
  double middle[CELLS], width[CELLS], conductance[CELLS];
};

/* state 0: concentration; state 1: what was cleared so far, per volume */
static void column_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct column *c = context;
  memset(rate, 0, 2 * c->cells * sizeof *rate);
  memset(diagonal, 0, 2 * c->cells * sizeof *diagonal);
  for (size_t i = 0; i < c->cells; i++)
  {
    double cleared = c->medium->clearance(c->medium->context, c->middle[i]);
    rate[i] = -cleared * state[i];
    diagonal[i] = -cleared;
    rate[c->cells + i] = cleared * state[i];
  }
  // through the stratum corneum and the upper half of the first cell
  double permeability = c->medium->permeability(c->medium->context, time);
  double half = c->middle[0] / c->medium->diffusivity(c->medium->context, time, c->middle[0]);
  double entry = permeability / (1 + permeability * half) / c->width[0];
  rate[0] += entry * (1 - state[0]);
  diagonal[0] -= entry;
}

static void column_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct column *c = context;
  (void)k, (void)state;
  for (size_t i = 0; i < c->cells; i++)
    diffusivity[i] = c->medium->diffusivity(c->medium->context, time, c->middle[i]);
}

static void column_make(struct column *c, const struct serum_medium *medium)
{
  double top = 0, width = first_cell;
  c->medium = medium;
  for (c->cells = 0; c->cells < CELLS && top < medium->depth; c->cells++, width *= growth)
  {
    double bottom = fmin(top + width, medium->depth);
    c->width[c->cells] = bottom - top;
    c->middle[c->cells] = (top + bottom) / 2;
    top = bottom;
  }
  for (size_t i = 0; i + 1 < c->cells; i++)
    c->conductance[i] = 1 / (c->middle[i + 1] - c->middle[i]);
}

enum status serum_diffuse(const struct serum_medium *medium, double start, double contact, struct serum_reach *reach,
                          struct trail *trail)
{
  struct column *c = calloc(1, sizeof *c);
  double *state = calloc((size_t)2 * CELLS, sizeof *state);
  enum status status = c == NULL || state == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a serum") : STATUS_OK;
  if (status == STATUS_OK)
  {
    column_make(c, medium);
    const struct diffusion_spread spread = { 0, DIFFUSION_HARMONIC };
    const struct diffusion_system system = { .states = 2,
                                             .cells = c->cells,
                                             .capacity = c->width,
                                             .conductance = c->conductance,
                                             .spreads = 1,
                                             .spread = &spread,
                                             .context = c,
                                             .reaction = column_reaction,
                                             .diffusivity = column_diffusivity };
    // the jump at the start takes short steps
    const double stops[] = { start, start + contact / 100, start + contact };
    struct diffusion_statistics statistics = { 0 };
    const struct diffusion_observer nobody = { NULL, NULL };
    for (size_t k = 0; k < 2 && status == STATUS_OK; k++)
    {
      const struct diffusion_control control = { .step = (stops[k + 1] - stops[k]) / STEPS, .passes = 2 };
      status = diffusion_integrate(&system, &control, stops[k], stops[k + 1], nobody, state, &statistics, trail);
    }
  }
  if (status == STATUS_OK)
  {
    // the level lies between the last cell above it and the next
    size_t last = c->cells;
    for (size_t i = 0; i < c->cells; i++)
      last = state[i] >= level ? i : last;
    *reach = (struct serum_reach){ 0, 0 };
    for (size_t i = 0; i < c->cells; i++)
      reach->amount += c->width[i] * (state[i] + state[c->cells + i]);
    if (last + 1 < c->cells)
      reach->depth =
          c->middle[last] + (state[last] - level) / (state[last] - state[last + 1]) * (c->middle[last + 1] - c->middle[last]);
    else if (last + 1 == c->cells)
      reach->depth = medium->depth;
  }
  free(c);
  free(state);
  return status == STATUS_OK ? STATUS_OK : status_at(trail, status, "while a serum spreads into the skin");
}

/* --- the skin of a scenario --- */

enum channels
{
  CHANNELS_CLOSING,
  CHANNELS_FRESH,
  CHANNELS_NONE
};

struct skin_medium
{
  const struct scenario *scenario;
  const struct puncture *puncture;
  const struct closure *closure;
  enum channels channels;
  double intact, fluid, size; /* permeability of intact skin, diffusivity in fluid, factor of size */
};

/* potts1992 for molecules up to 750 g/mol; larger ones are taken as that large, so intact skin lets rather too many pass */
static double intact_permeability(const struct serum_keys *serum)
{
  double mass = fmin(1000 * serum->molecular_weight, 750);
  return pow(10, -6.3 + 0.71 * serum->lipophilicity - 0.0061 * mass) * unit_factor("cm/s");
}

static double skin_permeability(const void *context, double time)
{
  const struct skin_medium *m = context;
  double defect = m->channels == CHANNELS_NONE ? 0 : m->closure->defect[0];
  if (m->channels == CHANNELS_CLOSING)
    defect *= closure_defect(m->closure, time);
  double open = m->scenario->serum.follicle_fraction + m->puncture->density * defect;
  return m->intact + open * m->fluid / m->scenario->skin.stratum_corneum_thickness;
}

static double skin_diffusivity(const void *context, double time, double z)
{
  const struct skin_medium *m = context;
  const struct skin *skin = &m->scenario->skin;
  const struct serum_keys *serum = &m->scenario->serum;
  double junction = skin->epidermis_thickness, half = serum->junction_thickness / 2;
  double tissue = z < junction - half   ? serum->epidermis_diffusivity
                  : z < junction + half ? serum->junction_diffusivity
                                        : serum->dermis_diffusivity;
  if (m->channels == CHANNELS_NONE)
    return tissue * m->size;
  double below = z + skin->stratum_corneum_thickness;
  double radius = below < m->puncture->depth
                      ? skin->recoil_ratio * puncture_needle_radius(&m->scenario->device, m->puncture->depth, below)
                      : 0;
  double lumen = m->puncture->density * acos(-1) * radius * radius;
  if (m->channels == CHANNELS_CLOSING && m->closure->open_area[0] > 0)
    lumen *= closure_curve(m->closure, m->closure->open_area, time) / m->closure->open_area[0];
  return tissue * m->size + fmin(lumen, 1) * m->fluid;
}

static double skin_clearance(const void *context, double z)
{
  const struct skin_medium *m = context;
  return z > m->scenario->skin.epidermis_thickness ? m->scenario->serum.clearance : 0;
}

enum status serum_solve(const struct scenario *scenario, const struct puncture *puncture, const struct closure *closure,
                        struct serum *serum, struct trail *trail)
{
  const struct serum_keys *keys = &scenario->serum;
  *serum = (struct serum){ (double)NAN, (double)NAN, (double)NAN };
  if (!(keys->molecular_weight > 0))
    return STATUS_OK;
  double size = pow(keys->molecular_weight / keys->reference_weight, -keys->size_exponent);
  struct skin_medium skin = { .scenario = scenario,
                              .puncture = puncture,
                              .closure = closure,
                              .intact = intact_permeability(keys),
                              .fluid = keys->fluid_diffusivity * size,
                              .size = size };
  struct serum_medium medium = { .depth = scenario->skin.epidermis_thickness + scenario->skin.dermis_thickness,
                                 .context = &skin,
                                 .permeability = skin_permeability,
                                 .diffusivity = skin_diffusivity,
                                 .clearance = skin_clearance };
  struct serum_reach reach[CHANNELS_NONE + 1];
  for (int k = CHANNELS_CLOSING; k <= CHANNELS_NONE; k++)
  {
    skin.channels = (enum channels)k;
    enum status status = serum_diffuse(&medium, keys->applied_at, keys->contact, &reach[k], trail);
    if (status != STATUS_OK)
      return status;
  }
  serum->delivered = reach[CHANNELS_CLOSING].amount / reach[CHANNELS_FRESH].amount;
  serum->enhancement = reach[CHANNELS_CLOSING].amount / reach[CHANNELS_NONE].amount;
  if (reach[CHANNELS_CLOSING].depth > 0)
    serum->depth = reach[CHANNELS_CLOSING].depth + scenario->skin.stratum_corneum_thickness;
  return STATUS_OK;
}
