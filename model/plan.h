/* plan.h - what is computed and how exactly, as declared keys of a scenario. */
#ifndef NEOCOL_MODEL_PLAN_H
#define NEOCOL_MODEL_PLAN_H

#include "key.h"

enum plan_ensemble
{
  PLAN_HIT_PATTERNS,
  PLAN_MEAN_FIELD
};
enum plan_variant
{
  PLAN_DEFAULT,       /* as declared */
  PLAN_ADDITIVE,      /* sessions know nothing of each other: their single responses add up */
  PLAN_NO_REFRACTORY, /* fibroblasts answer again at once */
  PLAN_BISTABLE,      /* with the circuit of macrophages and myofibroblasts */
  PLAN_VARIANTS,
  PLAN_ALL = PLAN_VARIANTS /* each of them in turn */
};
enum plan_durability
{
  PLAN_DURABILITY_OFF,
  PLAN_DURABILITY_ON
};
enum plan_lumen
{
  PLAN_LUMEN_OFF,
  PLAN_LUMEN_ON
};
enum plan_channel_model
{
  PLAN_CHANNEL_RADIAL,
  PLAN_CHANNEL_COARSE,
  PLAN_CHANNEL_AXISYMMETRIC
};
extern const char *const plan_ensembles[], *const plan_methods[], *const plan_variants[], *const plan_channel_models[];
extern const char *const plan_durabilities[], *const plan_lumens[];

/* top-level keys of a scenario */
#define PLAN_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                                \
  QUANTITY(follow_up, "day", 90, 0.5, 1100, assumed, "How long the skin is followed after the last session", "neocol")           \
  QUANTITY(read_at, "day", 90, 0.5, 2200, assumed, "Fixed day, counted from the first session, at which results are read too",   \
           "neocol")                                                                                                             \
  CHOICE(ensemble, PLAN_HIT_PATTERNS, plan_ensembles,                                                                            \
         "Every pattern of hit and missed sessions (default), or one diluted mean field")                                        \
  CHOICE(variant, PLAN_DEFAULT, plan_variants,                                                                                   \
         "Structure of the model: default, additive (no memory), no_refractory, bistable, or all of them")                       \
  CHOICE(durability, PLAN_DURABILITY_OFF, plan_durabilities,                                                                     \
         "Whether the tissue is followed for two years after follow-up, to see what is left")                                    \
  CHOICE(                                                                                                                        \
      lumen, PLAN_LUMEN_OFF, plan_lumens,                                                                                        \
      "Whether the open lumen of the channel in the dermis is asked for: takes the coarse channel with depth if none is named")  \
  COUNT(pattern_samples, 256, 16, 4096, "Patterns drawn at random when there are more than 8 sessions")                          \
  COUNT(seed, 1, 0, 4294967295.0, "Seed of all random numbers")

struct plan
{
  PLAN_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

/* keys of the section solver */
#define SOLVER_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                              \
  CHOICE(method, 0, plan_methods, "Integrator of the tissue response")                                                           \
  QUANTITY(relative_tolerance, "1", 1e-6, 1e-12, 1e-2, assumed, "Relative tolerance of a step of the tissue", "neocol")          \
  QUANTITY(absolute_tolerance, "1", 1e-9, 1e-14, 1e-3, assumed, "Absolute tolerance of a step of the tissue", "neocol")          \
  COUNT(depth_cells, 0, 0, 96, "Cells of the dermis over depth, coupled by diffusion; 0: three layers on their own")             \
  CHOICE(channel_model, PLAN_CHANNEL_RADIAL, plan_channel_models,                                                                \
         "Closing channel: radial (default), or with depth: coarse (default with lumen: on), axisymmetric as reference")         \
  QUANTITY(channel_tolerance, "1", 1e-3, 1e-9, 1e-1, assumed,                                                                    \
           "Tolerance of a step of the closing channel, relative to the largest value of a state; ten times that with depth",    \
           "neocol")                                                                                                             \
  QUANTITY(channel_cell, "um", 1, 0.1, 5, assumed, "Width of the cells at the channel; with depth 2 x 5 or 1.5 x 3 times it",    \
           "neocol")                                                                                                             \
  COUNT(reading_parts, 1, 1, 16, "Parts of the time between reports to read peaks and durations from: 2 reads twice as many")

struct solver_settings
{
  SOLVER_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key plan_keys[], solver_keys[];
extern const size_t plan_key_count, solver_key_count;

/* Takes the coarse channel where the lumen is asked for and no model with depth is named. `named` is nonzero when the model of
 * the channel was chosen by somebody: STATUS_DATA when that is the radial one, which has no lumen. */
enum status plan_complete(const struct plan *plan, int named, struct solver_settings *solver, struct trail *trail) STATUS_CHECK;

#endif
