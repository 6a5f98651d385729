/* predictors_channel.c - quantities of punctures and of the closing channel: times after one session. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "predictors.h"
#include "unit.h"

#define MISSING ((double)NAN)

static double parameter_of(const struct prediction *p, const char *path)
{
  return parameter_value(p->scenario->parameters, path);
}

static double in_hours(double days)
{
  return days / unit_factor("h");
}

/* --- punctures --- */

static double channel_density(const struct prediction *p, double at)
{
  (void)at;
  return p->puncture.density / unit_factor("cm-2");
}

static double penetration_depth(const struct prediction *p, double at)
{
  (void)at;
  return p->puncture.depth;
}

static double hole_over_needle(const struct prediction *p, double at)
{
  (void)at;
  return p->puncture.open_radius / p->puncture.needle_radius;
}

/* --- channels --- */

/* first time at which a curve, relative to its first value, is down to `level`; day */
static double falls_to(const struct prediction *p, const double *curve, double level)
{
  const struct closure *c = &p->closure;
  for (size_t k = 1; k < c->count; k++)
    if (curve[k] <= level * curve[0])
      return c->time[k - 1] + (curve[k - 1] - level * curve[0]) / (curve[k - 1] - curve[k]) * (c->time[k] - c->time[k - 1]);
  return MISSING;
}

static double rises_to(const struct prediction *p, const double *curve, double level)
{
  const struct closure *c = &p->closure;
  for (size_t k = 1; k < c->count; k++)
    if (curve[k] >= level)
      return c->time[k - 1] + (level - curve[k - 1]) / (curve[k] - curve[k - 1]) * (c->time[k] - c->time[k - 1]);
  return MISSING;
}

static double later_by(const struct prediction *p, double deviations)
{
  return exp(deviations * parameter_of(p, "re_epithelialisation.scatter"));
}

static double cover_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.cover_clock);
}

static double cover_time_84(const struct prediction *p, double at)
{
  return cover_time(p, at) * later_by(p, 1);
}

static double cover_time_all(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.cover_all_clock);
}

static double cover_time_99(const struct prediction *p, double at)
{
  return cover_time(p, at) * later_by(p, gsl_cdf_ugaussian_Pinv(0.99));
}

/* part of the channels that are not covered yet: covering times are log-normal */
static double channels_open(const struct prediction *p, double at)
{
  if (!(at > 0) || isnan(p->closure.cover_clock))
    return 100;
  double scatter = parameter_of(p, "re_epithelialisation.scatter");
  return 100 * gsl_cdf_ugaussian_Q(log(at / p->closure.cover_clock) / scatter);
}

static double lumen_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.lumen_clock);
}

static double lumen_time_all(const struct prediction *p, double at)
{
  return lumen_time(p, at) * later_by(p, gsl_cdf_ugaussian_Pinv(p->closure.all_quantile));
}

static double barrier_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.barrier_clock);
}

static double barrier_half_life(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(falls_to(p, p->closure.defect, 0.5));
}

static double barrier_time_over_half_life(const struct prediction *p, double at)
{
  return barrier_time(p, at) / barrier_half_life(p, at);
}

static double barrier_recovery(const struct prediction *p, double at)
{
  return 100 * (1 - closure_defect(&p->closure, at));
}

static double water_loss(const struct prediction *p, double at)
{
  double defect = closure_defect(&p->closure, at) * p->closure.defect[0];
  return closure_water_loss(p->scenario, p->puncture.density, defect) / p->scenario->skin.water_loss;
}

/* water loss within a tenth of rest */
static double water_loss_time(const struct prediction *p, double at)
{
  (void)at;
  for (size_t k = 0; k < p->closure.count; k++)
    if (water_loss(p, p->closure.time[k]) <= 1.1)
      return in_hours(p->closure.time[k]);
  return MISSING;
}

static double granular_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.stratified_clock);
}

static double complete_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(rises_to(p, p->closure.stratification, 0.99));
}

static double recoil_time(const struct prediction *p, double at)
{
  (void)at;
  return in_hours(p->closure.recoil_clock);
}

/* part of the surface that is open right after the first session */
static double open_part(const struct prediction *p, double at)
{
  (void)at;
  return 100 * p->puncture.covered_fraction;
}

/* --- the table --- */

// clang-format off
#define PUNCTURE(name, unit, about) { #name, unit, about, PREDICTION_PUNCTURE, 0, name, NULL }
#define CHANNEL(name, unit, about) { #name, unit, about, PREDICTION_CLOSURE, 0, name, NULL }
#define CHANNEL_AT(name, unit, about) { #name, unit, about, PREDICTION_CLOSURE, 1, name, NULL }
// clang-format on

const struct predictor channel_predictors[] = {
  PUNCTURE(channel_density, "cm-2", "Channels per area of skin"),
  PUNCTURE(penetration_depth, "mm", "Mean depth of the tips below the surface"),
  PUNCTURE(hole_over_needle, "1", "Diameter of the open hole over that of the needle, at the surface"),
  CHANNEL(cover_time, "h", "Median channel covered by epithelium"),
  CHANNEL(cover_time_84, "h", "84 % of channels covered"),
  CHANNEL(cover_time_all, "h", "All channels covered (quantile re_epithelialisation.all_closed_quantile)"),
  CHANNEL(cover_time_99, "h", "99 % of channels covered"),
  CHANNEL_AT(channels_open, "%", "Part of the channels that are not covered"),
  CHANNEL(lumen_time, "h", "Lumen of the median channel filled (re_epithelialisation.closed_lumen); models with depth only"),
  CHANNEL(lumen_time_all, "h", "The same for all channels"),
  CHANNEL(barrier_time, "h", "Barrier defect down to barrier.recovered of fresh"),
  CHANNEL(barrier_half_life, "h", "Barrier defect down to half of fresh"),
  CHANNEL(barrier_time_over_half_life, "1", "Barrier recovered over barrier half recovered"),
  CHANNEL_AT(barrier_recovery, "%", "Part of the barrier defect that is gone"),
  CHANNEL_AT(water_loss, "1", "Transepidermal water loss over that of intact skin"),
  CHANNEL(water_loss_time, "h", "Water loss back within a tenth of rest"),
  CHANNEL(granular_time, "h", "Granular layer of the median channel"),
  CHANNEL(complete_time, "h", "Stratification of the median channel 99 % complete"),
  CHANNEL(recoil_time, "h", "95 % of the elastic recoil"),
  PUNCTURE(open_part, "%", "Part of the surface that is open right after a session"),
};
const size_t channel_predictor_count = sizeof channel_predictors / sizeof *channel_predictors;
