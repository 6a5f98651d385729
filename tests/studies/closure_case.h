/* closure_case.h - channels for the tests of closure: a scenario made of a few numbers, its solution, and times read from it. */
#ifndef NEOCOL_TESTS_CLOSURE_CASE_H
#define NEOCOL_TESTS_CLOSURE_CASE_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "closure.h"
#include "parameter.h"
#include "unit.h"

/* needle of `diameter` (mm) that widens over `taper` (mm) from a tip of 4 um and reaches `reach` (um) below the surface of a
 * skin with these layers (um); one pass of the default pen, 333.3 holes per cm2; occlusion in h; `more`: further YAML lines */
struct channel_case
{
  const char *name;
  double diameter, taper, reach, stratum_corneum, epidermis, recoil, ring, occlusion;
  const char *more;
};

/* times in h; NaN when not reached */
struct channel_times
{
  double cover, open, half, recovered, granular;
};

static struct trail trail;

static inline struct scenario *case_scenario(const struct channel_case *c)
{
  char text[2048];
  double length = fmax(c->reach, 100);
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: %s\n"
           "skin:\n  stratum_corneum_thickness: %.17g um\n  epidermis_thickness: %.17g um\n  recoil_ratio: %.17g\n"
           "  crushed_ring: %.17g um\n"
           "device:\n  kind: pen\n  needle_length: %.17g um\n  penetration_fraction: %.17g\n  needle_diameter: %.17g mm\n"
           "  taper_length: %.17g mm\n  tip_radius: 4 um\n  passes: 1\n"
           "protocol:\n  sessions: 1\n  occlusion: %.17g h\n%s",
           c->name, c->stratum_corneum, c->epidermis, c->recoil, c->ring, length, c->reach / length, c->diameter, c->taper,
           c->occlusion, c->more == NULL ? "" : c->more);
  struct scenario *scenario;
  trail_clear(&trail);
  if (scenario_parse("case.yaml", text, strlen(text), NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return scenario;
}

/* Sets a parameter past its bounds; `value` in the declared unit. */
static inline void case_parameter(struct scenario *scenario, const char *path, double value)
{
  size_t p = parameter_find(path);
  assert_true(p < parameter_count());
  scenario->parameters[p] = value * unit_factor(parameter_at(p, NULL)->unit);
}

static inline void case_solve(const struct scenario *scenario, struct puncture *puncture, struct closure *closure)
{
  trail_clear(&trail);
  if (puncture_compute(&scenario->skin, &scenario->device, puncture, &trail) != STATUS_OK ||
      closure_solve(scenario, puncture, closure, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  assert_int_equal(trail.error_count, 0);
}

/* first time (h) at which a curve has fallen to `part` of its start */
static inline double case_falls(const struct closure *closure, const double *curve, double part)
{
  double level = part * curve[0];
  for (size_t k = 1; k < closure->count; k++)
    if (curve[k] <= level)
    {
      double share = (level - curve[k - 1]) / (curve[k] - curve[k - 1]);
      return 24 * (closure->time[k - 1] + share * (closure->time[k] - closure->time[k - 1]));
    }
  return (double)NAN;
}

/* all times of one case with cells of `cell` um and a tolerance; without scatter, so that the area is that of one channel
 */
static inline struct channel_times case_times(const struct channel_case *c, double cell, double tolerance)
{
  struct scenario *scenario = case_scenario(c);
  struct puncture puncture;
  struct closure closure;
  scenario->solver.channel_cell = cell * unit_factor("um");
  scenario->solver.channel_tolerance = tolerance;
  case_parameter(scenario, "re_epithelialisation.scatter", 0);
  case_solve(scenario, &puncture, &closure);
  struct channel_times times = { 24 * closure.cover_clock, case_falls(&closure, closure.open_area, 0.2),
                                 case_falls(&closure, closure.defect, 0.5), 24 * closure.barrier_clock,
                                 24 * closure.stratified_clock };
  closure_free(&closure);
  scenario_free(scenario);
  return times;
}

#endif
