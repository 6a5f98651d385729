/* closure.c - solves one channel with the model that is asked for and reads the clocks from its curves. */
#include "closure.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "closure_plane.h"
#include "closure_radial.h"
#include "closure_times.h"
#include "exponential.h"

enum
{
  SCATTERED = 32 /* channels of equal probability that stand for the log-normal scatter */
};

void closure_free(struct closure *closure)
{
  free(closure->time);
  free(closure->open_area);
  free(closure->defect);
  free(closure->cover);
  free(closure->stratification);
  free(closure->passable);
  free(closure->lumen);
  free(closure->dermal_lumen);
  free(closure->growth);
  free(closure->wound_growth);
  free(closure->radius);
  free(closure->profile);
  free(closure->pieces.piece);
  memset(closure, 0, sizeof *closure);
}

/* slope of a curve at point k by the parabola through its neighbours, limited so that the cubic stays between its points
 * (Fritsch and Carlson 1980). Only points from .. to are seen. */
static double curve_slope(const struct closure *closure, const double *y, size_t from, size_t to, size_t k)
{
  const double *t = closure->time;
  // at an end the parabola through the next two points
  size_t middle = k == from ? k + 1 : k == to ? k - 1 : k;
  if (to - from < 2)
    return (y[to] - y[from]) / (t[to] - t[from]);
  double before = t[middle] - t[middle - 1], after = t[middle + 1] - t[middle];
  double left = (y[middle] - y[middle - 1]) / before, right = (y[middle + 1] - y[middle]) / after;
  double turn = (right - left) / (before + after);
  if (k < middle || k > middle)
  {
    double next = k < middle ? left : right, slope = k < middle ? left - turn * before : right + turn * after;
    return !(slope * next > 0) ? 0 : fabs(slope) > 3 * fabs(next) ? 3 * next : slope;
  }
  if (!(left * right > 0))
    return 0;
  double slope = (right * before + left * after) / (before + after), limit = 3 * fmin(fabs(left), fabs(right));
  return fabs(slope) > limit ? copysign(limit, slope) : slope;
}

/* monotone cubic between points k and k + 1, at the part x of the interval; it does not see beyond the end of occlusion */
static double curve_between(const struct closure *closure, const double *y, size_t k, double x)
{
  double h = closure->time[k + 1] - closure->time[k], a = y[k], b = y[k + 1];
  size_t from = k < closure->turn ? 0 : closure->turn, to = k < closure->turn ? closure->turn : closure->count - 1;
  double da = curve_slope(closure, y, from, to, k) * h, db = curve_slope(closure, y, from, to, k + 1) * h;
  return a + x * (da + x * (3 * (b - a) - 2 * da - db + x * (2 * (a - b) + da + db)));
}

/* first time at which a curve reaches `level`, rising or falling; NaN when it never does */
static double crossing(const struct closure *closure, const double *curve, double level, int rising)
{
  size_t k = 0;
  while (k < closure->count && !(rising ? curve[k] >= level : curve[k] <= level))
    k++;
  if (k == closure->count)
    return (double)NAN;
  if (k == 0)
    return closure->time[0];
  // the cubic is monotone: halve until times cannot be told apart
  double low = 0, high = 1;
  for (int i = 0; i < 40; i++)
  {
    double middle = 0.5 * (low + high), value = curve_between(closure, curve, k - 1, middle);
    if (rising ? value >= level : value <= level)
      high = middle;
    else
      low = middle;
  }
  return closure->time[k - 1] + high * (closure->time[k] - closure->time[k - 1]);
}

/* time after which the passable area is smaller than the cross-section of a bacterium */
static double bacteria_clock(const struct scenario *scenario, const struct closure *closure)
{
  double radius = parameter_value(scenario->parameters, "bacterial_entry.bacterium_diameter") / 2;
  return crossing(closure, closure->passable, acos(-1) * radius * radius, 0);
}

/* value of a curve at `time`, linear within the interval after point k, constant before and after all */
static double curve_within(const struct closure *closure, const double *curve, size_t k, double time)
{
  if (time <= closure->time[0])
    return curve[0];
  if (time >= closure->time[closure->count - 1])
    return curve[closure->count - 1];
  double part = (time - closure->time[k]) / (closure->time[k + 1] - closure->time[k]);
  return curve[k] + part * (curve[k + 1] - curve[k]);
}

/* replaces the open area of the median channel by the mean over scattered channels */
static enum status areas_scatter(struct closure *closure, double scatter, struct trail *trail)
{
  double *mean = calloc(closure->count + 1, sizeof *mean);
  if (mean == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for scattered channels");
  for (size_t j = 0; j < SCATTERED; j++)
  {
    double stretch = exp(scatter * gsl_cdf_ugaussian_Pinv(((double)j + 0.5) / SCATTERED));
    for (size_t k = 0, at = 0; k < closure->count; k++)
    {
      // both times only grow
      double time = closure->time[k] / stretch;
      while (at + 2 < closure->count && closure->time[at + 1] <= time)
        at++;
      mean[k] += curve_within(closure, closure->open_area, at, time) / SCATTERED;
    }
  }
  memcpy(closure->open_area, mean, closure->count * sizeof *mean);
  free(mean);
  return STATUS_OK;
}

static enum status clocks_read(const struct scenario *scenario, struct closure *closure, int barrier, struct trail *trail)
{
  closure->turn = closure_times_turn(closure->count, closure->time, scenario->protocol.occlusion);
  double scatter = parameter_value(scenario->parameters, "re_epithelialisation.scatter");
  closure->all_quantile = parameter_value(scenario->parameters, "re_epithelialisation.all_closed_quantile");
  double late = exp(scatter * gsl_cdf_ugaussian_Pinv(closure->all_quantile));
  closure->recoil_clock = log(20) * scenario->skin.recoil_time;
  // without its process there is no barrier that could recover
  closure->barrier_clock = (double)NAN;
  if (barrier)
    closure->barrier_clock =
        crossing(closure, closure->defect, closure->defect[0] * parameter_value(scenario->parameters, "barrier.recovered"), 0);
  closure->cover_clock =
      crossing(closure, closure->cover, parameter_value(scenario->parameters, "re_epithelialisation.closed_cover"), 1);
  closure->cover_84_clock = closure->cover_clock * exp(scatter);
  closure->cover_all_clock = closure->cover_clock * late;
  closure->stratified_clock =
      crossing(closure, closure->stratification, parameter_value(scenario->parameters, "stratification.granular"), 1);
  closure->stratified_all_clock = closure->stratified_clock * late;
  double open = 1 - parameter_value(scenario->parameters, "re_epithelialisation.closed_lumen");
  closure->lumen_clock = closure->dermal_lumen_clock = closure->model_difference = (double)NAN;
  if (closure->lumen != NULL && closure->lumen[0] > 0)
    closure->lumen_clock = crossing(closure, closure->lumen, closure->lumen[0] * open, 0);
  if (closure->lumen != NULL && closure->dermal_lumen[0] > 0)
    closure->dermal_lumen_clock = crossing(closure, closure->dermal_lumen, closure->dermal_lumen[0] * open, 0);
  closure->decay_rate = parameter_value(scenario->parameters, "barrier.recovery");
  return areas_scatter(closure, scatter, trail);
}

enum status closure_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                          struct trail *trail)
{
  memset(closure, 0, sizeof *closure);
  int barrier;
  enum status status = closure_radial_solve(scenario, puncture, closure, &barrier, trail);
  if (status == STATUS_OK)
    status = clocks_read(scenario, closure, barrier, trail);
  if (status == STATUS_OK)
    closure->bacteria_clock = bacteria_clock(scenario, closure);
  if (status == STATUS_OK && scenario->solver.channel_model != PLAN_CHANNEL_RADIAL)
  {
    // the model with depth replaces the radial one, which stays as a measure
    double hole = closure->hole_radius, wound = closure->wound_radius, radial = closure->cover_clock;
    double bacteria = closure->bacteria_clock;
    closure_free(closure);
    status = closure_plane_solve(scenario, puncture, closure, &barrier, trail);
    closure->hole_radius = hole;
    closure->wound_radius = wound;
    closure->bacteria_clock = bacteria;
    if (status == STATUS_OK)
      status = clocks_read(scenario, closure, barrier, trail);
    closure->model_difference = closure->cover_clock / radial - 1;
  }
  if (status == STATUS_OK)
    status = closure_pieces_make(closure, parameter_value(scenario->parameters, "growth_signal.decay"), &closure->pieces, trail);
  if (status != STATUS_OK)
  {
    closure_free(closure);
    return status_at(trail, status, "while a channel closes");
  }
  return STATUS_OK;
}

/* number of the interval of closure->time that holds `time` */
static size_t interval_find(const struct closure *closure, double time)
{
  size_t low = 0, high = closure->count - 1;
  while (high - low > 1)
  {
    size_t middle = (low + high) / 2;
    if (closure->time[middle] <= time)
      low = middle;
    else
      high = middle;
  }
  return low;
}

double closure_curve(const struct closure *closure, const double *curve, double time)
{
  return curve_within(closure, curve, interval_find(closure, time), time);
}

double closure_defect(const struct closure *closure, double time)
{
  const double fresh = closure->defect[0];
  if (time < 0 || !(fresh > 0))
    return 0;
  double last = closure->time[closure->count - 1];
  if (time >= last)
    return closure->defect[closure->count - 1] / fresh * exponential_real(-closure->decay_rate * (time - last));
  size_t k = interval_find(closure, time);
  double x = (time - closure->time[k]) / (closure->time[k + 1] - closure->time[k]);
  return curve_between(closure, closure->defect, k, x) / fresh;
}

void closure_cubics(const struct closure *closure, const double *curve, double unit, size_t from, size_t to, double (*cubic)[4])
{
  for (size_t k = from; k < to; k++)
  {
    double h = closure->time[k + 1] - closure->time[k], a = curve[k], b = curve[k + 1];
    double da = curve_slope(closure, curve, from, to, k) * h, db = curve_slope(closure, curve, from, to, k + 1) * h;
    cubic[k][0] = a / unit;
    cubic[k][1] = da / h / unit;
    cubic[k][2] = (3 * (b - a) - 2 * da - db) / (h * h) / unit;
    cubic[k][3] = (2 * (a - b) + da + db) / (h * h * h) / unit;
  }
}

struct closure_water closure_water_make(const struct scenario *scenario, double density)
{
  double rest = scenario->skin.water_loss, limit = parameter_value(scenario->parameters, "barrier.water_loss_limit");
  double intact = 1 / (1 / rest - 1 / limit);
  return (struct closure_water){ rest, limit, intact,
                                 intact / parameter_value(scenario->parameters, "barrier.water_loss_doubling") * density };
}

double closure_water_loss(const struct scenario *scenario, double density, double defect)
{
  struct closure_water water = closure_water_make(scenario, density);
  return closure_water_get(&water, defect);
}
