/* outcome_warn.c - warnings that need more than one part of a run: sessions before channels are closed, days after its end. */
#include <math.h>

#include "outcome.h"
#include "parameter.h"
#include "unit.h"

/* time after which all channels of a session are closed, h: infinite when it was not reached; processes that are off do not
 * count */
static double closed_after(const struct scenario *scenario, const struct outcome *outcome)
{
  const struct
  {
    const char *process;
    enum outcome_number number;
  } clocks[] = { { "barrier", OUTCOME_closure_time_barrier }, { "re_epithelialisation", OUTCOME_closure_time_cover_all } };
  double latest = 0;
  for (size_t k = 0; k < sizeof clocks / sizeof *clocks; k++)
  {
    size_t process = process_find(clocks[k].process);
    double reached = outcome->number[clocks[k].number];
    if (process < process_count() && !scenario->off[process])
      latest = fmax(latest, isnan(reached) ? (double)INFINITY : reached);
  }
  return latest;
}

void outcome_warn(const struct scenario *scenario, const struct outcome *outcome, struct trail *trail)
{
  double closed = closed_after(scenario, outcome), h = unit_factor("h");
  const struct protocol *protocol = &scenario->protocol;
  for (size_t j = 1; j < protocol->session_times_count; j++)
  {
    double gap = (protocol->session_times[j] - protocol->session_times[j - 1]) / h;
    if (gap >= closed)
      continue;
    if (isfinite(closed))
      status_warn(trail, "a session follows after %.3g h, before all channels of the one before are closed (%.3g h)", gap,
                  closed);
    else
      status_warn(trail, "a session follows after %.3g h, but channels do not close within 14 days", gap);
    break;
  }
  if (isnan(outcome_fixed_day(scenario)))
    status_warn(trail, "day %g (read_at) lies after the end of the run at day %g: collagen_gain_fixed_day is missing",
                scenario->plan.read_at, outcome->number[OUTCOME_end_day]);
}
