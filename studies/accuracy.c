/* accuracy.c - a finer twin of a run and the differences of its numbers. */
#include "accuracy.h"

#include <math.h>
#include <string.h>

#include "unit.h"

enum
{
  DEPTH_MOST = 96 /* cells of a twin */
};

/* below these values an error is judged in absolute terms: relative to the floor */
static double floor_of(const char *unit)
{
  static const struct
  {
    const char *unit;
    double floor;
  } floors[] = { { "h", 1 }, { "day", 0.1 }, { "1", 0.01 } };
  for (size_t k = 0; k < sizeof floors / sizeof *floors; k++)
    if (strcmp(floors[k].unit, unit) == 0)
      return floors[k].floor;
  return 1e-12;
}

const char accuracy_definition[] =
    "Difference from the same run with cells of half the size, tolerances ten times tighter and twice as many reports, over the "
    "larger of the number there and 1 % (numbers without unit), 1 h or 0.1 day";

int accuracy_is_estimated(size_t number)
{
  return number != OUTCOME_solver_steps && number != OUTCOME_least_value && number != OUTCOME_collagen_gain_sampling_error;
}

/* relative difference of number k; not-a-number where it is not estimated or missing in both, infinite where missing in one */
static double difference(size_t k, double value, double better)
{
  if (!accuracy_is_estimated(k) || (isnan(value) && isnan(better)))
    return (double)NAN;
  if (isnan(value) || isnan(better))
    return (double)INFINITY;
  // the same infinity too
  return value >= better && value <= better ? 0 : fabs(value - better) / fmax(fabs(better), floor_of(outcome_numbers[k].unit));
}

/* cells over depth of a twin: about twice as many, with a face as near as possible to the end of the papillary dermis. The error
 * of a column comes from the cell in which that lies; exactly twice as many cells would keep its nearest face, and see little of
 * it. */
static double depth_twin(const struct skin *skin, double cells)
{
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(skin, layers);
  double part = (layers[0].bottom - layers[0].top) / (layers[SKIN_LAYERS - 1].bottom - layers[0].top);
  double best = 2 * cells, nearest = 1, most = fmin(2.25 * cells, DEPTH_MOST);
  for (double twin = ceil(fmin(1.75 * cells, 0.75 * DEPTH_MOST)); cells > 0 && twin <= most; twin++)
  {
    double off = fabs(twin * part - round(twin * part)) / twin;
    best = off < nearest ? twin : best;
    nearest = fmin(off, nearest);
  }
  return best;
}

enum status accuracy_compute(struct scenario *scenario, const struct outcome_axes *axes, const struct outcome *outcome,
                             const struct outcome_share *share, double *error, struct trail *trail)
{
  const struct solver_settings kept = scenario->solver;
  struct outcome fine;
  scenario->solver.channel_tolerance /= 10;
  scenario->solver.channel_cell /= 2;
  scenario->solver.relative_tolerance /= 10;
  scenario->solver.absolute_tolerance /= 10;
  scenario->solver.depth_cells = depth_twin(&scenario->skin, scenario->solver.depth_cells);
  scenario->solver.reading_parts *= scenario->solver.reading_parts > 8 ? 1 : 2;
  enum status status = outcome_compute(scenario, axes, OUTCOME_NUMBERS_ONLY, share, &fine, trail);
  scenario->solver = kept;
  if (status != STATUS_OK)
    return status_at(trail, status, "while the numerical error is estimated");
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    double far = difference(k, outcome->number[k], fine.number[k]);
    error[k] = isinf(far) ? (double)NAN : far;
  }
  outcome_free(&fine);
  return STATUS_OK;
}

/* --- an accuracy that is asked for --- */

/* what can be made finer */
enum lever
{
  LEVER_CHANNEL_TOLERANCE,
  LEVER_CHANNEL_CELL,
  LEVER_TISSUE_TOLERANCE,
  LEVER_DEPTH_CELLS,
  LEVER_READING_PARTS,
  LEVERS
};
enum
{
  ROUNDS = 24 /* more than all levers have from coarsest to finest */
};

/* bound of a key of the solver in coherent units */
static double bound_find(const char *name, int upper)
{
  size_t k = 0;
  while (k + 1 < solver_key_count && strcmp(solver_keys[k].name, name) != 0)
    k++;
  return (upper ? solver_keys[k].high : solver_keys[k].low) * unit_factor(solver_keys[k].unit);
}

/* makes one lever finer; returns 0 at its bound, or when the scenario has no such grid */
static int lever_refine(struct solver_settings *solver, size_t lever)
{
  struct solver_settings finer = *solver;
  int good = 0;
  switch (lever)
  {
  case LEVER_CHANNEL_TOLERANCE:
    finer.channel_tolerance /= 10;
    good = finer.channel_tolerance >= bound_find("channel_tolerance", 0);
    break;
  case LEVER_CHANNEL_CELL:
    finer.channel_cell /= 2;
    good = finer.channel_cell >= bound_find("channel_cell", 0);
    break;
  case LEVER_TISSUE_TOLERANCE:
    finer.relative_tolerance /= 10;
    finer.absolute_tolerance /= 10;
    good = finer.relative_tolerance >= bound_find("relative_tolerance", 0) &&
           finer.absolute_tolerance >= bound_find("absolute_tolerance", 0);
    break;
  case LEVER_READING_PARTS:
    finer.reading_parts *= 2;
    good = finer.reading_parts <= bound_find("reading_parts", 1);
    break;
  default:
    finer.depth_cells *= 2;
    good = finer.depth_cells > 0 && finer.depth_cells <= bound_find("depth_cells", 1);
    break;
  }
  if (good)
    *solver = finer;
  return good;
}

/* settings that a first guess gives: error of cells with order 2, 2 % at 4 um; tolerances below what is asked */
static void levers_start(struct solver_settings *solver, double asked)
{
  double cell = 4;
  for (double error = 2e-2; error > asked && cell > 0.25; error /= 4)
    cell /= 2;
  solver->channel_cell = cell * unit_factor("um");
  solver->channel_tolerance = fmin(1e-2, fmax(asked, 1e-6));
  solver->relative_tolerance = fmin(1e-4, fmax(asked / 10, 1e-8));
  solver->absolute_tolerance = solver->relative_tolerance / 1000;
  if (solver->depth_cells > 0)
    solver->depth_cells = 12;
  solver->reading_parts = 1;
}

/* nonzero when a lever is there */
static int lever_exists(const struct solver_settings *solver, size_t lever)
{
  return lever != LEVER_DEPTH_CELLS || solver->depth_cells > 0;
}

/* error[] from a twin with other settings, as if the error were at least halved there */
static enum status twin_measure(struct scenario *scenario, const struct solver_settings *twin, const struct outcome_axes *axes,
                                const struct outcome_share *share, const struct outcome *outcome, double *error,
                                struct trail *trail)
{
  const struct solver_settings kept = scenario->solver;
  struct outcome fine;
  scenario->solver = *twin;
  enum status status = outcome_compute(scenario, axes, OUTCOME_NUMBERS_ONLY, share, &fine, trail);
  scenario->solver = kept;
  if (status != STATUS_OK)
    return status_at(trail, status, "while the numerical error is estimated");
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
    error[k] = 2 * difference(k, outcome->number[k], fine.number[k]);
  outcome_free(&fine);
  return STATUS_OK;
}

size_t accuracy_worst(const double *error)
{
  size_t worst = 0;
  for (size_t k = 1; k < OUTCOME_NUMBER_COUNT; k++)
    if (isnan(error[worst]) || error[k] > error[worst])
      worst = k;
  return worst;
}

/* makes finer what makes more than its part of the error, and what makes the largest part in any case, as long as a still finer
 * twin is allowed; *refined is 0 when nothing is left */
static enum status levers_refine(struct scenario *scenario, const struct outcome_axes *axes, double asked,
                                 const struct outcome_share *share, const struct outcome *outcome, int *refined,
                                 struct trail *trail)
{
  struct solver_settings next = scenario->solver;
  double part[LEVERS] = { 0 }, most = 0;
  *refined = 0;
  for (size_t lever = 0; lever < LEVERS; lever++)
  {
    double error[OUTCOME_NUMBER_COUNT];
    struct solver_settings twin = scenario->solver;
    if (!lever_refine(&twin, lever))
      continue;
    enum status status = twin_measure(scenario, &twin, axes, share, outcome, error, trail);
    if (status != STATUS_OK)
      return status;
    part[lever] = error[accuracy_worst(error)];
    most = fmax(most, part[lever]);
  }
  for (size_t lever = 0; lever < LEVERS; lever++)
  {
    struct solver_settings finer = next, twin;
    if ((part[lever] < asked / LEVERS && part[lever] < most) || !lever_refine(&finer, lever))
      continue;
    twin = finer;
    if (!lever_refine(&twin, lever))
      continue;
    next = finer;
    *refined = 1;
  }
  scenario->solver = next;
  return STATUS_OK;
}

enum status accuracy_meet(struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail, double asked,
                          const struct outcome_share *share, struct outcome *outcome, double *error, struct trail *trail)
{
  levers_start(&scenario->solver, asked);
  for (size_t round = 0; round < ROUNDS; round++)
  {
    struct solver_settings twin = scenario->solver;
    int refined = 1;
    for (size_t lever = 0; lever < LEVERS; lever++)
      refined &= !lever_exists(&twin, lever) || lever_refine(&twin, lever);
    if (refined)
      twin.depth_cells = depth_twin(&scenario->skin, scenario->solver.depth_cells);
    enum status status = outcome_compute(scenario, axes, detail, share, outcome, trail);
    if (status != STATUS_OK)
      return status;
    status = twin_measure(scenario, &twin, axes, share, outcome, error, trail);
    size_t worst = accuracy_worst(error);
    if (status == STATUS_OK && refined && error[worst] <= asked)
      return STATUS_OK;
    if (status == STATUS_OK && refined)
      status = levers_refine(scenario, axes, asked, share, outcome, &refined, trail);
    outcome_free(outcome);
    if (status == STATUS_OK && (!refined || round + 1 == ROUNDS))
      status =
          status_fail(trail, STATUS_SOFTWARE,
                      "an accuracy of %g cannot be met: %s has an error of %.2g with the finest grids and tolerances; ask for "
                      "less",
                      asked, outcome_numbers[worst].name, error[worst]);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_SOFTWARE;
}
