/* predictors_tissue.c - quantities of the tissue: the papillary dermis, mean over hit patterns, unless the name says dermis (all
 * layers by their collagen). "New collagen" is what was added since the first session: collagen I and III above their content
 * right after it. */
#include <math.h>

#include "assembly.h"
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

/* collagen I that is made per day: all but III */
static double i_synthesis(const struct prediction *p, double at)
{
  double iii = parameter_of(p, "collagen.rest_iii"), mature = parameter_of(p, "collagen.rest_mature");
  double linking = parameter_of(p, "collagen.crosslinking");
  double immature = parameter_of(p, "collagen.mature_loss") * mature / linking;
  double all = synthesis(p, at) * rest_synthesis(p) * (iii + immature + mature);
  double made = all - iii_synthesis(p, at) * parameter_of(p, "collagen.iii_loss") * iii;
  return made / ((linking + parameter_of(p, "collagen.immature_loss")) * immature);
}

/* mean logarithmic growth from day 1 to day 7, as the first and last sample of wound fluid; the type of each propeptide */
static double synthesis_growth_i(const struct prediction *p, double at)
{
  (void)at;
  return log(i_synthesis(p, 7) / i_synthesis(p, 1)) / 6;
}

static double synthesis_growth_iii(const struct prediction *p, double at)
{
  (void)at;
  return log(iii_synthesis(p, 7) / iii_synthesis(p, 1)) / 6;
}

/* the same of what is made over rest, as if the wound had begun with no cell that makes collagen */
static double synthesis_growth_excess(const struct prediction *p, double at)
{
  (void)at;
  double first = i_synthesis(p, 1) - 1, last = i_synthesis(p, 7) - 1;
  return first > 0 && last > 0 ? log(last / first) / 6 : MISSING;
}

/* the same of all collagen made since the injury, as if no propeptide left the fluid; both types */
static double synthesis_growth_gathered(const struct prediction *p, double at)
{
  (void)at;
  double made[2] = { 0, 0 };
  for (size_t k = 0; k + 1 < p->count && p->times[k + 1] <= 7; k++)
  {
    double part = (synthesis(p, p->times[k]) + synthesis(p, p->times[k + 1])) / 2 * (p->times[k + 1] - p->times[k]);
    made[1] += part;
    made[0] += p->times[k + 1] <= 1 ? part : 0;
  }
  return log(made[1] / made[0]) / 6;
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
    double density = skin_density(&p->scenario->skin, layers[l].top, layers[l].bottom).collagen;
    double weight = (layers[l].bottom - layers[l].top) * density;
    sum += weight * curve_at(p, observable_curve(p, "collagen_total", l), at);
    dermis += weight;
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

/* hours until redness after the first session stays below what a person notices, where the tissue answers at all */
static double redness_time(const struct prediction *p, double at)
{
  (void)at;
  const double *redness = observable_curve(p, "redness", 0);
  const struct protocol *protocol = &p->scenario->protocol;
  double stop = protocol->session_times_count > 1 ? protocol->session_times[1] : p->times[p->count - 1] + 1, until = 0;
  double visible = p->puncture.layers[0].responding_fraction;
  if (redness == NULL || !(visible > 0))
    return MISSING;
  for (size_t k = 0; k + 1 < p->count && p->times[k + 1] < stop; k++)
    if (redness[k] >= visible)
    {
      double part = redness[k + 1] >= visible ? 1 : (redness[k] - visible) / (redness[k] - redness[k + 1]);
      until = p->times[k] + part * (p->times[k + 1] - p->times[k]);
    }
  return in_hours(until);
}

/* last day on which synthesis is a tenth over rest */
static double synthesis_until(const struct prediction *p, double at)
{
  (void)at;
  double until = 0;
  for (size_t k = 0; k < p->count; k++)
    if (synthesis(p, p->times[k]) >= 1.1)
      until = p->times[k];
  return until;
}

static double melanin_most(const struct prediction *p, double at)
{
  (void)at;
  const double *curve = observable_curve(p, "melanin", 0);
  double most = curve == NULL ? MISSING : curve[0];
  for (size_t k = 0; curve != NULL && k < p->count; k++)
    most = fmax(most, curve[k]);
  return most;
}

/* gain at the end of the run over the greatest gain */
static double gain_kept(const struct prediction *p, double at)
{
  (void)at;
  double most = 0;
  for (size_t k = 0; k < p->count; k++)
    most = fmax(most, collagen_gain(p, p->times[k]));
  return most > 0 ? collagen_gain(p, p->times[p->count - 1]) / most : MISSING;
}

static double epidermis_gain(const struct prediction *p, double at)
{
  return 100 * (curve_at(p, observable_curve(p, "epidermal_thickness", 0), at) - 1);
}

/* --- the table --- */

// clang-format off
#define NUMBER(name, unit, about) { #name, unit, about, PREDICTION_OUTCOME, 0, NULL, #name }
#define TISSUE(name, unit, about) { #name, unit, about, PREDICTION_PAPILLARY, 0, name, NULL }
#define TISSUE_AT(name, unit, about) { #name, unit, about, PREDICTION_PAPILLARY, 1, name, NULL }
#define DERMIS_AT(name, unit, about) { #name, unit, about, PREDICTION_TISSUE, 1, name, NULL }
// clang-format on

const struct predictor tissue_predictors[] = {
  TISSUE(neutrophil_peak, "day", "Most neutrophils"),
  TISSUE(macrophage_peak, "day", "Most macrophages, M1 and M2"),
  TISSUE(fibroblast_peak, "day", "Most activated fibroblasts"),
  TISSUE(myofibroblast_peak, "day", "Most myofibroblasts"),
  TISSUE_AT(mmp, "1", "Active matrix metalloproteinases over rest"),
  TISSUE(first_collagen, "day", "New collagen reaches 1 % of the collagen of normal skin"),
  TISSUE(resting_synthesis, "%/day", "Collagen made per day at rest, of all collagen"),
  TISSUE_AT(synthesis, "1", "Collagen made per day over that at rest"),
  TISSUE(synthesis_growth_i, "day-1", "Mean logarithmic growth of the synthesis of collagen I from day 1 to day 7"),
  TISSUE(synthesis_growth_iii, "day-1", "The same of collagen III"),
  TISSUE(synthesis_growth_excess, "day-1", "The same of collagen I made over rest"),
  TISSUE(synthesis_growth_gathered, "day-1", "The same of all collagen made since the injury"),
  TISSUE(synthesis_peak, "day", "Greatest synthesis of collagen"),
  TISSUE_AT(i_synthesis, "1", "Collagen I made per day over that at rest"),
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
  DERMIS_AT(collagen_dermis_gain, "%", "Change of collagen I and III, whole dermis"),
  TISSUE(collagen_lag, "day", "Time constant of the gain after the last session"),
  TISSUE_AT(elastin_change, "%", "Change of elastin"),
  TISSUE(redness_time, "h", "Visible redness after the first session"),
  TISSUE(melanin_peak, "day", "Most melanin"),
  TISSUE_AT(melanin, "1", "Melanin over rest"),
  TISSUE(melanin_most, "1", "Greatest melanin over rest"),
  TISSUE(synthesis_until, "day", "Last day on which synthesis of collagen is a tenth over rest"),
  TISSUE(gain_kept, "1", "Gain of collagen at the end of the run over the greatest"),
  TISSUE_AT(epidermis_gain, "%", "Change of the thickness of the viable epidermis"),
  NUMBER(peeling_onset, "h", "Peeling is first seen"),
  NUMBER(peeling_end, "h", "Peeling is over"),
  NUMBER(tightness_duration, "h", "Duration of tightness"),
  NUMBER(bacteria_window, "h", "Time in which a bacterium can pass"),
  NUMBER(serum_enhancement, "1", "Serum that enters, over intact skin"),
  NUMBER(first_visible_change, "day", "First visible change for the better"),
  NUMBER(bruise_duration, "h", "Duration of a visible bruise"),
  NUMBER(collagen_left_1_year, "1", "Collagen gain left after a year"),
};
const size_t tissue_predictor_count = sizeof tissue_predictors / sizeof *tissue_predictors;
