/* predictors.c - the table of quantities and how each is read from a run.
 *
 * Channels: times of one session. Tissue: the papillary dermis, mean over hit patterns, unless the name says dermis (all layers
 * by thickness). "New collagen" is what was added since the first session: collagen I and III above their content right after it.
 */
#include <math.h>
#include <string.h>

#include "assembly.h"
#include "prediction.h"
#include "unit.h"

#define MISSING ((double)NAN)

static double parameter_of(const struct prediction *p, const char *path)
{
  return p->scenario->parameters[parameter_find(path)];
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

/* --- tissue --- */

/* curve of a state or observable of a layer; NULL when its process is off */
static const double *state_curve(const struct prediction *p, const char *name)
{
  size_t s = assembly_state_find(p->assembly, name);
  return s < p->response.states ? p->response.state + s * p->count : NULL;
}

static const double *observable_curve(const struct prediction *p, const char *name, size_t layer)
{
  size_t o = assembly_observable_find(p->assembly, name);
  return o < p->response.observables ? p->response.observable + (layer * p->response.observables + o) * p->count : NULL;
}

/* value of a curve at a time, linear between reports */
static double curve_at(const struct prediction *p, const double *curve, double at)
{
  if (curve == NULL || isnan(at) || at > p->times[p->count - 1])
    return MISSING;
  size_t k = 0;
  while (k + 1 < p->count && p->times[k + 1] < at)
    k++;
  if (k + 1 == p->count)
    return curve[k];
  double part = (at - p->times[k]) / (p->times[k + 1] - p->times[k]);
  return curve[k] + part * (curve[k + 1] - curve[k]);
}

/* time of the greatest value, by the parabola through its neighbours when they are equally far */
static double peak_time(const struct prediction *p, const double *one, const double *other)
{
  if (one == NULL)
    return MISSING;
  size_t top = 0;
  for (size_t k = 0; k < p->count; k++)
    if (one[k] + (other == NULL ? 0 : other[k]) > one[top] + (other == NULL ? 0 : other[top]))
      top = k;
  if (top == 0 || top + 1 == p->count)
    return p->times[top];
  double y[3];
  for (size_t k = 0; k < 3; k++)
    y[k] = one[top - 1 + k] + (other == NULL ? 0 : other[top - 1 + k]);
  double before = p->times[top] - p->times[top - 1], after = p->times[top + 1] - p->times[top];
  double bend = y[0] - 2 * y[1] + y[2];
  if (fabs(before - after) > 1e-9 || !(bend < 0))
    return p->times[top];
  return p->times[top] + 0.5 * before * (y[0] - y[2]) / bend;
}

static double neutrophil_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, state_curve(p, "neutrophils"), NULL);
}

static double macrophage_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, state_curve(p, "macrophages_m1"), state_curve(p, "macrophages_m2"));
}

static double fibroblast_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, state_curve(p, "fibroblasts_activated"), NULL);
}

static double myofibroblast_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, state_curve(p, "myofibroblasts"), NULL);
}

static double melanin_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, observable_curve(p, "melanin", 0), NULL);
}

static double melanin(const struct prediction *p, double at)
{
  return curve_at(p, observable_curve(p, "melanin", 0), at);
}

static double mmp(const struct prediction *p, double at)
{
  return curve_at(p, state_curve(p, "mmp"), at);
}

static double elastin_change(const struct prediction *p, double at)
{
  return 100 * (curve_at(p, observable_curve(p, "elastin", 0), at) - 1);
}

/* synthesis of collagen at rest per day, relative to all collagen: what is lost at normal MMP */
static double rest_synthesis(const struct prediction *p)
{
  double iii = parameter_of(p, "collagen.rest_iii"), mature = parameter_of(p, "collagen.rest_mature");
  double linking = parameter_of(p, "collagen.crosslinking");
  double immature = parameter_of(p, "collagen.mature_loss") * mature / linking;
  double made = parameter_of(p, "collagen.iii_loss") * iii + (linking + parameter_of(p, "collagen.immature_loss")) * immature;
  return made / (iii + immature + mature);
}

static double resting_synthesis(const struct prediction *p, double at)
{
  (void)at;
  return 100 * rest_synthesis(p);
}

static double synthesis(const struct prediction *p, double at)
{
  return curve_at(p, observable_curve(p, "collagen_synthesis", 0), at) / rest_synthesis(p);
}

/* mean logarithmic growth from day 1 to day 7, as the two samples of wound fluid */
static double synthesis_growth(const struct prediction *p, double at)
{
  (void)at;
  return log(synthesis(p, 7) / synthesis(p, 1)) / 6;
}

static double synthesis_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, observable_curve(p, "collagen_synthesis", 0), NULL);
}

/* collagen III that is made per day, from its balance: change and loss */
static double iii_synthesis(const struct prediction *p, double at)
{
  const double *iii = state_curve(p, "type_iii_collagen");
  double slope = curve_at(p, iii, at + 0.5) - curve_at(p, iii, at - 0.5);
  double loss = parameter_of(p, "collagen.iii_loss");
  return (slope + loss * mmp(p, at) * curve_at(p, iii, at)) / (loss * parameter_of(p, "collagen.rest_iii"));
}

/* content above that right after the first session, of collagen III (part 0) and of collagen I (part 1), relative to rest */
static double new_part(const struct prediction *p, double at, int part)
{
  static const char *const names[] = { "type_iii_collagen", "immature_collagen_i", "mature_collagen_i" };
  double sum = 0;
  for (size_t k = part == 0 ? 0 : 1; k < (part == 0 ? 1u : 3u); k++)
  {
    const double *curve = state_curve(p, names[k]);
    sum += curve == NULL ? MISSING : curve_at(p, curve, at) - curve[0];
  }
  return sum;
}

static double new_collagen(const struct prediction *p, double at)
{
  return 100 * (new_part(p, at, 0) + new_part(p, at, 1));
}

static double new_iii_share(const struct prediction *p, double at)
{
  return new_part(p, at, 0) / (new_part(p, at, 0) + new_part(p, at, 1));
}

/* III to I in what is new, relative to normal skin */
static double new_iii_to_i(const struct prediction *p, double at)
{
  return new_part(p, at, 0) / new_part(p, at, 1) * parameter_of(p, "collagen.rest_mature") / parameter_of(p, "collagen.rest_iii");
}

/* day on which new collagen has become 1 % of the collagen of normal skin: what a stain can be expected to show */
static double first_collagen(const struct prediction *p, double at)
{
  (void)at;
  double before = 0;
  for (size_t k = 1; k < p->count; k++)
  {
    double now = new_collagen(p, p->times[k]);
    if (now >= 1)
      return p->times[k - 1] + (1 - before) / (now - before) * (p->times[k] - p->times[k - 1]);
    before = now;
  }
  return MISSING;
}

static double collagen(const struct prediction *p, double at)
{
  return curve_at(p, observable_curve(p, "collagen_total", 0), at);
}

static double collagen_gain(const struct prediction *p, double at)
{
  return 100 * (collagen(p, at) - 1);
}

static double collagen_i(const struct prediction *p, double at)
{
  return curve_at(p, observable_curve(p, "collagen_i", 0), at);
}

static double collagen_iii(const struct prediction *p, double at)
{
  return curve_at(p, observable_curve(p, "collagen_iii", 0), at);
}

static double collagen_iii_gain(const struct prediction *p, double at)
{
  return 100 * (collagen_iii(p, at) - 1);
}

static double collagen_dermis_gain(const struct prediction *p, double at)
{
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&p->scenario->skin, layers);
  double sum = 0, dermis = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    double thickness = layers[l].bottom - layers[l].top;
    sum += thickness * curve_at(p, observable_curve(p, "collagen_total", l), at);
    dermis += thickness;
  }
  return 100 * (sum / dermis - 1);
}

static double collagen_peak(const struct prediction *p, double at)
{
  (void)at;
  return peak_time(p, observable_curve(p, "collagen_total", 0), NULL);
}

/* time constant of the approach to the end after the last session, from 0, 30 and 60 days after it; infinite (a very long time)
 * when the gain still speeds up */
static double collagen_lag(const struct prediction *p, double at)
{
  (void)at;
  double last = p->scenario->protocol.session_times[p->scenario->protocol.session_times_count - 1];
  double first = collagen(p, last + 30) - collagen(p, last), second = collagen(p, last + 60) - collagen(p, last + 30);
  if (isnan(first) || isnan(second))
    return MISSING;
  if (!(first > 0))
    return 0;
  return second <= 0 ? 0 : second >= 0.98 * first ? 1500 : 30 / log(first / second);
}

/* hours until redness after the first session stays below what a person notices */
static double redness_time(const struct prediction *p, double at)
{
  (void)at;
  const double *redness = observable_curve(p, "redness", 0);
  const struct protocol *protocol = &p->scenario->protocol;
  double stop = protocol->session_times_count > 1 ? protocol->session_times[1] : p->times[p->count - 1] + 1, until = 0;
  if (redness == NULL)
    return MISSING;
  for (size_t k = 0; k + 1 < p->count && p->times[k + 1] < stop; k++)
    if (redness[k] >= 1)
      until = redness[k + 1] >= 1
                  ? p->times[k + 1]
                  : p->times[k] + (redness[k] - 1) / (redness[k] - redness[k + 1]) * (p->times[k + 1] - p->times[k]);
  return in_hours(until);
}

/* --- the table --- */

#define PUNCTURE(name, unit, about)                                                                                              \
  {                                                                                                                              \
#name, unit, about, PREDICTION_PUNCTURE, 0, name                                                                             \
  }
#define CHANNEL(name, unit, about)                                                                                               \
  {                                                                                                                              \
#name, unit, about, PREDICTION_CLOSURE, 0, name                                                                              \
  }
#define CHANNEL_AT(name, unit, about)                                                                                            \
  {                                                                                                                              \
#name, unit, about, PREDICTION_CLOSURE, 1, name                                                                              \
  }
#define TISSUE(name, unit, about)                                                                                                \
  {                                                                                                                              \
#name, unit, about, PREDICTION_TISSUE, 0, name                                                                               \
  }
#define TISSUE_AT(name, unit, about)                                                                                             \
  {                                                                                                                              \
#name, unit, about, PREDICTION_TISSUE, 1, name                                                                               \
  }

const struct predictor predictors[] = {
  PUNCTURE(channel_density, "cm-2", "Channels per area of skin"),
  PUNCTURE(penetration_depth, "mm", "Mean depth of the tips below the surface"),
  PUNCTURE(hole_over_needle, "1", "Diameter of the open hole over that of the needle, at the surface"),
  CHANNEL(cover_time, "h", "Median channel covered by epithelium"),
  CHANNEL(cover_time_84, "h", "84 % of channels covered"),
  CHANNEL(cover_time_all, "h", "All channels covered (quantile re_epithelialisation.all_closed_quantile)"),
  CHANNEL(barrier_time, "h", "Barrier defect down to barrier.recovered of fresh"),
  CHANNEL(barrier_half_life, "h", "Barrier defect down to half of fresh"),
  CHANNEL_AT(barrier_recovery, "%", "Part of the barrier defect that is gone"),
  CHANNEL_AT(water_loss, "1", "Transepidermal water loss over that of intact skin"),
  CHANNEL(water_loss_time, "h", "Water loss back within a tenth of rest"),
  CHANNEL(granular_time, "h", "Granular layer of the median channel"),
  CHANNEL(complete_time, "h", "Stratification of the median channel 99 % complete"),
  TISSUE(neutrophil_peak, "day", "Most neutrophils"),
  TISSUE(macrophage_peak, "day", "Most macrophages, M1 and M2"),
  TISSUE(fibroblast_peak, "day", "Most activated fibroblasts"),
  TISSUE(myofibroblast_peak, "day", "Most myofibroblasts"),
  TISSUE_AT(mmp, "1", "Active matrix metalloproteinases over rest"),
  TISSUE(first_collagen, "day", "New collagen reaches 1 % of the collagen of normal skin"),
  TISSUE(resting_synthesis, "%/day", "Collagen made per day at rest, of all collagen"),
  TISSUE_AT(synthesis, "1", "Collagen made per day over that at rest"),
  TISSUE(synthesis_growth, "day-1", "Mean logarithmic growth of synthesis from day 1 to day 7"),
  TISSUE(synthesis_peak, "day", "Greatest synthesis of collagen"),
  TISSUE_AT(iii_synthesis, "1", "Collagen III made per day over that at rest"),
  TISSUE_AT(new_collagen, "%", "Collagen added since the first session, of that of normal skin"),
  TISSUE_AT(new_iii_share, "1", "Type III in the collagen added since the first session"),
  TISSUE_AT(new_iii_to_i, "1", "III to I in the collagen added since the first session, over normal skin"),
  TISSUE(collagen_peak, "day", "Most collagen"),
  TISSUE_AT(collagen, "1", "Collagen I and III over rest"),
  TISSUE_AT(collagen_gain, "%", "Change of collagen I and III"),
  TISSUE_AT(collagen_i, "1", "Collagen I over rest"),
  TISSUE_AT(collagen_iii, "1", "Collagen III over rest"),
  TISSUE_AT(collagen_iii_gain, "%", "Change of collagen III"),
  TISSUE_AT(collagen_dermis_gain, "%", "Change of collagen I and III, whole dermis"),
  TISSUE(collagen_lag, "day", "Time constant of the gain after the last session"),
  TISSUE_AT(elastin_change, "%", "Change of elastin"),
  TISSUE(redness_time, "h", "Visible redness after the first session"),
  TISSUE(melanin_peak, "day", "Most melanin"),
  TISSUE_AT(melanin, "1", "Melanin over rest"),
};
const size_t predictor_count = sizeof predictors / sizeof *predictors;

size_t predictor_find(const char *name)
{
  size_t i = 0;
  while (i < predictor_count && strcmp(predictors[i].name, name) != 0)
    i++;
  return i;
}
