/* accuracy.c - a finer twin of a run and the differences of its numbers. */
#include "accuracy.h"

#include <math.h>
#include <string.h>

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
    "Difference from the same run with cells of half the size and tolerances ten times tighter, over the larger of the number "
    "there and 1 % (numbers without unit), 1 h or 0.1 day";

int accuracy_is_estimated(size_t number)
{
  return number != OUTCOME_solver_steps && number != OUTCOME_least_value && number != OUTCOME_collagen_gain_sampling_error;
}

enum status accuracy_compute(struct scenario *scenario, const struct outcome_axes *axes, const struct outcome *outcome,
                             struct closure_share *share, double *error, struct trail *trail)
{
  const struct solver_settings kept = scenario->solver;
  struct outcome fine;
  scenario->solver.channel_tolerance /= 10;
  scenario->solver.channel_cell /= 2;
  scenario->solver.relative_tolerance /= 10;
  scenario->solver.absolute_tolerance /= 10;
  scenario->solver.depth_cells *= scenario->solver.depth_cells > 48 ? 1 : 2;
  enum status status = outcome_compute(scenario, axes, OUTCOME_NUMBERS_ONLY, share, &fine, trail);
  scenario->solver = kept;
  if (status != STATUS_OK)
    return status_at(trail, status, "while the numerical error is estimated");
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
  {
    double value = outcome->number[k], better = fine.number[k];
    error[k] = !accuracy_is_estimated(k) || isnan(value) || isnan(better)
                   ? (double)NAN
                   : fabs(value - better) / fmax(fabs(better), floor_of(outcome_numbers[k].unit));
  }
  outcome_free(&fine);
  return STATUS_OK;
}
