/* closure.c - sets up the radial cell of one channel, runs the channel processes in it and reads the clocks. */
#include "closure.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "closure_plane.h"
#include "diffusion.h"
#include "exponential.h"
#include "unit.h"

enum
{
  CELLS = 4096,   /* at most */
  SCATTERED = 32, /* channels of equal probability that stand for the log-normal scatter */
  COARSER = 8     /* how much longer steps are once the channel is covered */
};

/* depth, in parts of the viable epidermis, at which the radial model takes the radius of the cone */
static const double radius_level = 0.4;

static const char *const environment_names[] = { "time_since_injury", "in_hole", "pierced", "occlusion" };
enum
{
  TIME_SINCE_INJURY,
  IN_HOLE,
  PIERCED,
  OCCLUSION,
  ENVIRONMENTS
};

/* everything that the callbacks of the solver need */
struct channel
{
  const struct scenario *scenario;
  struct assembly *assembly;
  size_t cells, states, entries;
  double *faces, *area, *conductance, *state, *environment, *partials;
  struct diffusion_spread *spread;
  size_t *diagonal; /* entry of d rate / d own state, or the number of entries */
  double occluded;  /* day until which the channel is covered airtight */
  size_t cover, stratification, open_part, defect, passable;
  double passable_before; /* mm2 at the time before */
  struct closure *closure;
  double *value; /* [cells] */
  size_t room;
};

static void channel_free(struct channel *c)
{
  assembly_free(c->assembly);
  free(c->faces);
  free(c->area);
  free(c->conductance);
  free(c->state);
  free(c->environment);
  free(c->partials);
  free(c->spread);
  free(c->diagonal);
  free(c->value);
}

void closure_free(struct closure *closure)
{
  free(closure->time);
  free(closure->open_area);
  free(closure->defect);
  free(closure->cover);
  free(closure->stratification);
  free(closure->lumen);
  free(closure->dermal_lumen);
  free(closure->growth);
  free(closure->wound_growth);
  free(closure->radius);
  free(closure->profile);
  memset(closure, 0, sizeof *closure);
}

/* part of the annulus between two faces that lies within `radius` */
static double part_within(double inner, double outer, double radius)
{
  double part = (radius * radius - inner * inner) / (outer * outer - inner * inner);
  return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* time-dependent environment; the places of the cells do not change */
static void environment_set(const struct channel *c, double time)
{
  for (size_t i = 0; i < c->cells; i++)
  {
    c->environment[TIME_SINCE_INJURY * c->cells + i] = time;
    c->environment[OCCLUSION * c->cells + i] = time < c->occluded;
  }
}

static void channel_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct channel *c = context;
  environment_set(c, time);
  assembly_rates(c->assembly, c->cells, state, c->environment, rate);
  assembly_partials(c->assembly, c->cells, state, c->environment, c->partials);
  for (size_t s = 0; s < c->states; s++)
    if (c->diagonal[s] < c->entries)
      memcpy(diagonal + s * c->cells, c->partials + c->diagonal[s] * c->cells, c->cells * sizeof *diagonal);
    else
      memset(diagonal + s * c->cells, 0, c->cells * sizeof *diagonal);
}

static void channel_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct channel *c = context;
  environment_set(c, time);
  assembly_diffusivity(c->assembly, k, c->cells, state, c->environment, diffusivity);
}

/* area integral of an observable, mm2; 0 when its process is off */
static double observable_area(const struct channel *c, size_t observable, const double *state)
{
  if (observable == assembly_observable_count(c->assembly))
    return 0;
  assembly_observe(c->assembly, observable, c->cells, state, c->environment, c->value);
  double sum = 0;
  for (size_t i = 0; i < c->cells; i++)
    sum += c->area[i] * c->value[i];
  return sum;
}

/* notes when the passable area becomes smaller than the cross-section of a bacterium */
static void bacteria_observe(struct channel *c, double time, double passable)
{
  struct closure *closure = c->closure;
  if (c->passable == assembly_observable_count(c->assembly) || !isnan(closure->bacteria_clock))
    return;
  double radius = parameter_value(c->scenario->parameters, "bacterial_entry.bacterium_diameter") / 2;
  double section = acos(-1) * radius * radius, start = closure->count > 0 ? closure->time[closure->count - 1] : time;
  if (passable <= section)
    closure->bacteria_clock =
        closure->count == 0 ? 0 : start + (time - start) * (c->passable_before - section) / (c->passable_before - passable);
  c->passable_before = passable;
}

/* keeps the curves after each step and the profiles at their times */
static void channel_observe(void *sink, double time, const double *state)
{
  struct channel *c = sink;
  struct closure *closure = c->closure;
  size_t k = closure->count;
  // a second segment starts with the last time of the first
  if (k == c->room || (k > 0 && time <= closure->time[k - 1]))
    return;
  environment_set(c, time);
  closure->time[k] = time;
  closure->open_area[k] = observable_area(c, c->open_part, state);
  closure->defect[k] = observable_area(c, c->defect, state);
  bacteria_observe(c, time, observable_area(c, c->passable, state));
  closure->cover[k] = c->cover < c->states ? state[c->cover * c->cells] : (double)NAN;
  closure->stratification[k] = c->stratification < c->states ? state[c->stratification * c->cells] : (double)NAN;
  if (c->cover < c->states)
    for (size_t p = 0; p < CLOSURE_PROFILES; p++)
      if (time <= closure->profile_time[p] + 1e-9)
        memcpy(closure->profile + p * c->cells, state + c->cover * c->cells, c->cells * sizeof *state);
  closure->count++;
}

/* radial grid around the channel, and which part of each cell is hole, wound and pierced */
static enum status grid_make(struct channel *c, const struct puncture *puncture, struct hit *hits, struct trail *trail)
{
  const struct skin *skin = &c->scenario->skin;
  const struct device *device = &c->scenario->device;
  double top = skin->stratum_corneum_thickness, level = top + radius_level * skin->epidermis_thickness;
  double pierced = skin->recoil_ratio * puncture_needle_radius(device, puncture->depth, top);
  double hole = skin->recoil_ratio * puncture_needle_radius(device, puncture->depth, level);
  double wound = hole > 0 ? hole + skin->crushed_ring : 0;
  double width = c->scenario->solver.channel_cell, widest = fmax(wound, pierced);
  c->closure->hole_radius = hole;
  c->closure->wound_radius = wound;
  size_t faces = diffusion_radial_faces(width, fmin(1.25 * widest + 4 * width, 0.9 * puncture->cell_radius), 1.08,
                                        puncture->cell_radius, CELLS, c->faces);
  if (faces > CELLS || faces < 4)
    return status_fail(trail, STATUS_DATA, "solver.channel_cell of %g um gives %zu cells for a channel; choose between 3 and %d",
                       width / unit_factor("um"), faces - 1, CELLS - 1);
  c->cells = faces - 1;
  diffusion_radial_geometry(c->cells, c->faces, c->area, c->conductance);
  for (size_t i = 0; i < c->cells; i++)
  {
    double inner = c->faces[i], outer = c->faces[i + 1];
    hits[i] = (struct hit){ 1, 0, part_within(inner, outer, wound), part_within(inner, outer, pierced) };
    c->environment[IN_HOLE * c->cells + i] = part_within(inner, outer, hole);
    c->environment[PIERCED * c->cells + i] = hits[i].pierced;
  }
  return STATUS_OK;
}

/* wires the channel processes that are on */
static enum status processes_wire(struct channel *c, struct trail *trail)
{
  const struct process **on = calloc(channel_process_count + 1, sizeof *on);
  size_t *first = calloc(channel_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < channel_process_count; i++)
    {
      on[i] = c->scenario->off[i] ? NULL : channel_processes[i];
      first[i] = parameter_first(channel_processes[i]);
    }
    status = assembly_create(on, channel_process_count, environment_names, ENVIRONMENTS, c->scenario->parameters, first,
                             &c->assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the channel");
  c->states = assembly_state_count(c->assembly);
  c->entries = assembly_entry_count(c->assembly);
  c->cover = assembly_state_find(c->assembly, "cover");
  c->stratification = assembly_state_find(c->assembly, "stratification");
  c->open_part = assembly_observable_find(c->assembly, "open_part");
  c->defect = assembly_observable_find(c->assembly, "defect");
  c->passable = assembly_observable_find(c->assembly, "passable");
  return STATUS_OK;
}

static enum status channel_make(struct channel *c, struct trail *trail)
{
  size_t most = (c->states + 1) * CELLS;
  c->state = calloc(most, sizeof(double));
  c->partials = calloc((c->entries + 1) * CELLS, sizeof(double));
  c->environment = calloc((size_t)ENVIRONMENTS * CELLS, sizeof(double));
  c->faces = calloc(CELLS + 1, sizeof(double));
  c->area = calloc(CELLS, sizeof(double));
  c->conductance = calloc(CELLS, sizeof(double));
  c->value = calloc(CELLS, sizeof(double));
  c->diagonal = calloc(c->states + 1, sizeof(size_t));
  c->spread = calloc(assembly_spread_count(c->assembly) + 1, sizeof *c->spread);
  if (c->state == NULL || c->partials == NULL || c->environment == NULL || c->faces == NULL || c->area == NULL ||
      c->conductance == NULL || c->value == NULL || c->diagonal == NULL || c->spread == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  for (size_t k = 0; k < assembly_spread_count(c->assembly); k++)
    c->spread[k] = (struct diffusion_spread){ assembly_spread_state(c->assembly, k), DIFFUSION_ARITHMETIC };
  for (size_t s = 0; s < c->states; s++)
  {
    c->diagonal[s] = c->entries;
    for (size_t e = 0; e < c->entries; e++)
      if (assembly_entry_rows(c->assembly)[e] == s && assembly_entry_columns(c->assembly)[e] == s)
        c->diagonal[s] = e;
  }
  return STATUS_OK;
}

/* first time at which a curve reaches `level`, rising or falling; NaN when it never does */
static double crossing(const struct closure *closure, const double *curve, double level, int rising)
{
  for (size_t k = 0; k < closure->count; k++)
    if (rising ? curve[k] >= level : curve[k] <= level)
    {
      if (k == 0)
        return closure->time[0];
      double part = (level - curve[k - 1]) / (curve[k] - curve[k - 1]);
      return closure->time[k - 1] + part * (closure->time[k] - closure->time[k - 1]);
    }
  return (double)NAN;
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
    for (size_t k = 0; k < closure->count; k++)
      mean[k] += closure_curve(closure, closure->open_area, closure->time[k] / stretch) / SCATTERED;
  }
  memcpy(closure->open_area, mean, closure->count * sizeof *mean);
  free(mean);
  return STATUS_OK;
}

static enum status clocks_read(const struct scenario *scenario, struct closure *closure, int barrier, struct trail *trail)
{
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

/* runs the channel: short steps while it closes, longer ones after */
static enum status channel_run(struct channel *c, struct trail *trail)
{
  struct diffusion_system system = { .states = c->states,
                                     .cells = c->cells,
                                     .capacity = c->area,
                                     .conductance = c->conductance,
                                     .spreads = assembly_spread_count(c->assembly),
                                     .spread = c->spread,
                                     .context = c,
                                     .reaction = channel_reaction,
                                     .diffusivity = channel_diffusivity };
  struct diffusion_control control = { .step = c->scenario->solver.channel_step, .passes = 2 };
  struct diffusion_observer observer = { c, channel_observe };
  struct diffusion_statistics statistics = { 0 };
  const double ends[] = { 0, 3, 14 };
  // occlusion ends abruptly: a step must end there
  double stops[8];
  size_t count = 0;
  for (size_t k = 0; k + 1 < sizeof ends / sizeof *ends; k++)
  {
    stops[count++] = ends[k];
    if (c->occluded > ends[k] && c->occluded < ends[k + 1])
      stops[count++] = c->occluded;
  }
  stops[count] = ends[2];
  enum status status = STATUS_OK;
  for (size_t k = 0; k < count && status == STATUS_OK; k++)
  {
    control.step = c->scenario->solver.channel_step * (stops[k] >= ends[1] ? COARSER : 1);
    status = diffusion_integrate(&system, &control, stops[k], stops[k + 1], observer, c->state, &statistics, trail);
  }
  c->closure->steps = statistics.steps;
  c->closure->least = statistics.least;
  return status;
}

static enum status curves_make(struct channel *c, struct trail *trail)
{
  struct closure *closure = c->closure;
  double step = c->scenario->solver.channel_step;
  c->room = (size_t)(3 / step + 11 / (step * COARSER)) + 64;
  closure->time = calloc(c->room, sizeof(double));
  closure->open_area = calloc(c->room, sizeof(double));
  closure->defect = calloc(c->room, sizeof(double));
  closure->cover = calloc(c->room, sizeof(double));
  closure->stratification = calloc(c->room, sizeof(double));
  closure->radius = calloc(c->cells, sizeof(double));
  closure->profile = calloc(CLOSURE_PROFILES * c->cells, sizeof(double));
  if (closure->time == NULL || closure->open_area == NULL || closure->defect == NULL || closure->cover == NULL ||
      closure->stratification == NULL || closure->radius == NULL || closure->profile == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the curves of a channel");
  closure->cells = c->cells;
  closure->bacteria_clock = (double)NAN;
  for (size_t i = 0; i < c->cells; i++)
    closure->radius[i] = (c->faces[i] + c->faces[i + 1]) / 2;
  for (size_t p = 0; p < CLOSURE_PROFILES; p++)
    closure->profile_time[p] = CLOSURE_PROFILE_HOURS * unit_factor("h") * (double)p;
  return STATUS_OK;
}

/* the radial model */
static enum status radial_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                struct trail *trail)
{
  struct channel c = { .scenario = scenario, .occluded = scenario->protocol.occlusion, .closure = closure };
  struct hit *hits = calloc(CELLS, sizeof *hits);
  enum status status = hits == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a channel") : STATUS_OK;
  if (status == STATUS_OK)
    status = processes_wire(&c, trail);
  if (status == STATUS_OK)
    status = channel_make(&c, trail);
  if (status == STATUS_OK)
    status = grid_make(&c, puncture, hits, trail);
  if (status == STATUS_OK)
    status = curves_make(&c, trail);
  if (status == STATUS_OK)
  {
    // rest everywhere, then the needle
    double rest[64];
    assembly_initial(c.assembly, rest);
    for (size_t s = 0; s < c.states; s++)
      for (size_t i = 0; i < c.cells; i++)
        c.state[s * c.cells + i] = rest[s];
    environment_set(&c, 0);
    assembly_injure(c.assembly, c.cells, c.environment, hits, c.state);
    status = channel_run(&c, trail);
  }
  if (status == STATUS_OK)
    status = assembly_verify(c.assembly, c.cells, c.state, closure->time[closure->count - 1], trail);
  if (status == STATUS_OK)
    status = clocks_read(scenario, closure, c.defect < assembly_observable_count(c.assembly), trail);
  channel_free(&c);
  free(hits);
  return status;
}

enum status closure_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                          struct trail *trail)
{
  memset(closure, 0, sizeof *closure);
  enum status status = radial_solve(scenario, puncture, closure, trail);
  if (status == STATUS_OK && scenario->solver.channel_model != PLAN_CHANNEL_RADIAL)
  {
    // the model with depth replaces the radial one, which stays as a measure
    double hole = closure->hole_radius, wound = closure->wound_radius, radial = closure->cover_clock;
    double bacteria = closure->bacteria_clock;
    int barrier;
    closure_free(closure);
    status = closure_plane_solve(scenario, puncture, closure, &barrier, trail);
    closure->hole_radius = hole;
    closure->wound_radius = wound;
    closure->bacteria_clock = bacteria;
    if (status == STATUS_OK)
      status = clocks_read(scenario, closure, barrier, trail);
    closure->model_difference = closure->cover_clock / radial - 1;
  }
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
  if (time <= closure->time[0])
    return curve[0];
  if (time >= closure->time[closure->count - 1])
    return curve[closure->count - 1];
  size_t k = interval_find(closure, time);
  double part = (time - closure->time[k]) / (closure->time[k + 1] - closure->time[k]);
  return curve[k] + part * (curve[k + 1] - curve[k]);
}

/* slope of a curve at point k by the parabola through its neighbours, limited so that the cubic stays between its points
 * (Fritsch and Carlson 1980): at the end of occlusion the defect turns within one step */
static double curve_slope(const struct closure *closure, const double *y, size_t k)
{
  const double *t = closure->time;
  if (k == 0)
    return (y[1] - y[0]) / (t[1] - t[0]);
  if (k + 1 == closure->count)
    return (y[k] - y[k - 1]) / (t[k] - t[k - 1]);
  double before = t[k] - t[k - 1], after = t[k + 1] - t[k];
  double left = (y[k] - y[k - 1]) / before, right = (y[k + 1] - y[k]) / after;
  if (!(left * right > 0))
    return 0;
  double slope = (right * before + left * after) / (before + after), limit = 3 * fmin(fabs(left), fabs(right));
  return fabs(slope) > limit ? copysign(limit, slope) : slope;
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
  // cubic Hermite
  double h = closure->time[k + 1] - closure->time[k], x = (time - closure->time[k]) / h;
  double a = closure->defect[k], b = closure->defect[k + 1];
  double da = curve_slope(closure, closure->defect, k) * h, db = curve_slope(closure, closure->defect, k + 1) * h;
  double value = a + x * (da + x * (3 * (b - a) - 2 * da - db + x * (2 * (a - b) + da + db)));
  return value / fresh;
}

void closure_cubics(const struct closure *closure, const double *curve, double unit, double (*cubic)[4])
{
  for (size_t k = 0; k + 1 < closure->count; k++)
  {
    double h = closure->time[k + 1] - closure->time[k], a = curve[k], b = curve[k + 1];
    double da = curve_slope(closure, curve, k) * h, db = curve_slope(closure, curve, k + 1) * h;
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

double closure_water_get(const struct closure_water *water, double defect)
{
  return 1 / (1 / (water->intact + water->open_per_defect * defect) + 1 / water->limit);
}

double closure_water_loss(const struct scenario *scenario, double density, double defect)
{
  struct closure_water water = closure_water_make(scenario, density);
  return closure_water_get(&water, defect);
}
