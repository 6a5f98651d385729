/* closure_radial.c - sets up the radial cell of one channel, runs the channel processes in it and keeps the curves. */
#include "closure_radial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "binding.h"
#include "closure_times.h"
#include "parameter.h"
#include "unit.h"
#include "vector.h"

enum
{
  CELLS = 4096,       /* at most */
  STEP_LIMIT = 200000 /* far more than any tolerance needs */
};

/* depth, in parts of the viable epidermis, at which the radial model takes the radius of the cone */
static const double radius_level = 0.4;
static const double radial_growth = 1.08; /* of cells beyond the wound */
static const double least_value = 1e-3;   /* errors are judged against at least this */
static const double first_step = 0.01;    /* h */

static const char *const environment_names[] = { "time_since_injury", "in_hole", "pierced", "occlusion" };
enum
{
  TIME_SINCE_INJURY,
  IN_HOLE,
  PIERCED,
  OCCLUSION,
  ENVIRONMENTS
};

void closure_radial_free(struct closure_radial *c)
{
  binding_free(c->binding);
  assembly_free(c->assembly);
  free(c->memory);
  free(c->spread);
  memset(c, 0, sizeof *c);
}

/* part of the annulus between two faces that lies within `radius` */
static double part_within(double inner, double outer, double radius)
{
  double part = (radius * radius - inner * inner) / (outer * outer - inner * inner);
  return part < 0 ? 0 : part > 1 ? 1 : part;
}

static void time_set(const struct closure_radial *c, double time)
{
  double *times = c->environment + TIME_SINCE_INJURY * c->cells;
  if (times[0] == time)
    return;
  for (size_t i = 0; i < c->cells; i++)
    times[i] = time;
}

void closure_radial_cover(struct closure_radial *c, int airtight)
{
  for (size_t i = 0; i < c->cells; i++)
    c->environment[OCCLUSION * c->cells + i] = airtight != 0;
}

static void channel_rates(const void *context, double time, const double *state, double *rate)
{
  const struct closure_radial *c = context;
  time_set(c, time);
  binding_read(c->binding, state);
  binding_write(c->binding, rate);
  binding_rates(c->binding);
}

static void channel_partials(const void *context, double time, const double *state, double *values)
{
  const struct closure_radial *c = context;
  time_set(c, time);
  binding_read(c->binding, state);
  binding_partials(c->binding);
  memcpy(values, c->partials, c->kinetics.entries * c->cells * sizeof *values);
}

static void channel_drift(const void *context, double *slope)
{
  const struct closure_radial *c = context;
  const size_t *row = assembly_drift_rows(c->assembly), *column = assembly_drift_columns(c->assembly);
  const double *drift = c->drift;
  memset(slope, 0, c->states * c->cells * sizeof *slope);
  for (size_t e = 0; e < assembly_drift_count(c->assembly); e++)
    for (size_t i = 0; column[e] == TIME_SINCE_INJURY && i < c->cells; i++)
      slope[row[e] * c->cells + i] += drift[e * c->cells + i];
}

static void channel_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct closure_radial *c = context;
  time_set(c, time);
  binding_read(c->binding, state);
  binding_diffusivity(c->binding, k, diffusivity);
}

/* sum of area * value: some sums side by side, which do not wait for each other, added in a fixed order */
VECTOR_CLONES
static double area_sum(size_t cells, const double *area, const double *value)
{
  double part[VECTOR_LANES] = { 0 }, sum = 0;
  size_t i = 0;
  for (; i + VECTOR_LANES <= cells; i += VECTOR_LANES)
    for (size_t l = 0; l < VECTOR_LANES; l++)
      part[l] += area[i + l] * value[i + l];
  for (; i < cells; i++)
    sum += area[i] * value[i];
  for (size_t l = 0; l < VECTOR_LANES; l++)
    sum += part[l];
  return sum;
}

/* area integral of an observable, mm2; 0 when its process is off */
static double observable_area(const struct closure_radial *c, size_t observable, const double *state)
{
  if (observable == assembly_observable_count(c->assembly))
    return 0;
  assembly_observe(c->assembly, observable, c->cells, state, c->environment, c->value);
  return area_sum(c->cells, c->system.capacity, c->value);
}

/* keeps a point of each curve, and the profiles at their times */
static void channel_observe(void *sink, double time, const double *state)
{
  struct closure_radial *c = sink;
  struct closure *closure = c->closure;
  size_t k = closure->count++;
  time_set(c, time);
  closure->time[k] = time;
  closure->open_area[k] = observable_area(c, c->open_part, state);
  closure->defect[k] = observable_area(c, c->defect, state);
  closure->passable[k] =
      c->passable < assembly_observable_count(c->assembly) ? observable_area(c, c->passable, state) : (double)NAN;
  closure->cover[k] = c->cover < c->states ? state[c->cover * c->cells] : (double)NAN;
  closure->stratification[k] = c->stratification < c->states ? state[c->stratification * c->cells] : (double)NAN;
  // a profile is that of the last report until its time
  double next = k + 1 < c->reports ? c->report_time[k + 1] : (double)INFINITY;
  for (size_t p = 0; c->cover < c->states && p < CLOSURE_PROFILES; p++)
    if (time <= closure->profile_time[p] + 1e-9 && next > closure->profile_time[p] + 1e-9)
      memcpy(closure->profile + p * c->cells, state + c->cover * c->cells, c->cells * sizeof *state);
}

/* nonzero when all that a process does is to move the growth factor, and no cell listens to it */
static int is_unheard(const struct scenario *scenario, const struct process *process)
{
  if (parameter_value(scenario->parameters, "re_epithelialisation.growth_factor_gain") != 0 || process->observable_count > 0)
    return 0;
  int growth = 1;
  for (size_t k = 0; k < process->state_count; k++)
    growth &= strcmp(process->states[k].name, "growth_factor") == 0;
  for (size_t k = 0; k < process->feed_count; k++)
    growth &= strcmp(process->feeds[k].name, "growth_factor") == 0;
  return growth;
}

/* wires the channel processes that are on */
static enum status processes_wire(struct closure_radial *c, struct trail *trail)
{
  const struct process **on = calloc(channel_process_count + 1, sizeof *on);
  size_t *first = calloc(channel_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < channel_process_count; i++)
    {
      const struct process *process = channel_processes[i];
      on[i] = c->scenario->off[i] || is_unheard(c->scenario, process) ? NULL : process;
      first[i] = parameter_first(process);
    }
    status = assembly_create(on, channel_process_count, environment_names, ENVIRONMENTS, c->scenario->parameters, first,
                             &c->assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the channel");
  c->states = assembly_state_count(c->assembly);
  c->cover = assembly_state_find(c->assembly, "cover");
  c->stratification = assembly_state_find(c->assembly, "stratification");
  c->open_part = assembly_observable_find(c->assembly, "open_part");
  c->defect = assembly_observable_find(c->assembly, "defect");
  c->passable = assembly_observable_find(c->assembly, "passable");
  return STATUS_OK;
}

/* cells and arrays; the wound ends on a face, so that the error of the grid falls evenly with the width of its cells */
static enum status grid_make(struct closure_radial *c, double widest, double border, struct trail *trail)
{
  double cell = c->scenario->solver.channel_cell, width = c->wound > 0 ? c->wound / ceil(c->wound / cell) : cell;
  double uniform = fmin(1.25 * widest + 4 * width, 0.9 * border);
  size_t faces = diffusion_radial_faces(width, uniform, radial_growth, border, 0, NULL);
  if (faces > CELLS || faces < 4)
    return status_fail(trail, STATUS_DATA, "solver.channel_cell of %g um gives %zu cells for a channel; choose between 3 and %d",
                       cell / unit_factor("um"), faces - 1, CELLS - 1);
  c->cells = faces - 1;
  size_t entries = assembly_entry_count(c->assembly), drifts = assembly_drift_count(c->assembly);
  c->memory = calloc((2 * c->states + entries + drifts + ENVIRONMENTS + 4) * c->cells + 1 + 2 * c->states, sizeof(double));
  c->spread = calloc(assembly_spread_count(c->assembly) + 1, sizeof *c->spread);
  if (c->memory == NULL || c->spread == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  double *area = c->memory, *conductance = area + c->cells;
  c->value = conductance + c->cells;
  c->environment = c->value + c->cells;
  c->state = c->environment + ENVIRONMENTS * c->cells;
  c->faces = c->state + c->states * c->cells;
  c->low = c->faces + c->cells + 1;
  c->high = c->low + c->states;
  c->drift = c->high + c->states;
  c->partials = c->drift + drifts * c->cells;
  double *rate = c->partials + entries * c->cells;
  (void)diffusion_radial_faces(width, uniform, radial_growth, border, faces, c->faces);
  diffusion_radial_geometry(c->cells, c->faces, area, conductance);
  for (size_t s = 0; s < c->states; s++)
  {
    const struct state_row *row = assembly_state(c->assembly, s, NULL);
    c->low[s] = row->low * unit_factor(row->unit);
    c->high[s] = row->high * unit_factor(row->unit);
  }
  for (size_t k = 0; k < assembly_spread_count(c->assembly); k++)
    c->spread[k] = (struct diffusion_spread){ assembly_spread_state(c->assembly, k), DIFFUSION_ARITHMETIC };
  c->system = (struct diffusion_system){ .states = c->states,
                                         .cells = c->cells,
                                         .capacity = area,
                                         .conductance = conductance,
                                         .spreads = assembly_spread_count(c->assembly),
                                         .spread = c->spread,
                                         .context = c,
                                         .diffusivity = channel_diffusivity };
  c->kinetics = (struct diffusion_kinetics){ .rates = channel_rates,
                                             .partials = channel_partials,
                                             .drift = channel_drift,
                                             .entries = entries,
                                             .row = assembly_entry_rows(c->assembly),
                                             .column = assembly_entry_columns(c->assembly) };
  // states and rates are those of each call
  return binding_create(c->assembly, c->cells, c->state, c->environment, rate, c->partials, c->drift, &c->binding, trail);
}

/* rest everywhere, then the needle */
static enum status channel_needle(struct closure_radial *c, double pierced, struct trail *trail)
{
  struct hit *hits = calloc(c->cells, sizeof *hits);
  double *rest = calloc(c->states + 1, sizeof *rest);
  if (hits != NULL && rest != NULL)
  {
    for (size_t i = 0; i < c->cells; i++)
    {
      double inner = c->faces[i], outer = c->faces[i + 1];
      hits[i] = (struct hit){ 1, 0, part_within(inner, outer, c->wound), part_within(inner, outer, pierced) };
      c->environment[IN_HOLE * c->cells + i] = part_within(inner, outer, c->hole);
      c->environment[PIERCED * c->cells + i] = hits[i].pierced;
    }
    assembly_initial(c->assembly, rest);
    for (size_t s = 0; s < c->states; s++)
      for (size_t i = 0; i < c->cells; i++)
        c->state[s * c->cells + i] = rest[s];
    closure_radial_cover(c, c->occluded_until > 0);
    time_set(c, 0);
    assembly_injure(c->assembly, c->cells, c->environment, hits, c->state);
  }
  int full = hits == NULL || rest == NULL;
  free(hits);
  free(rest);
  return full ? status_fail(trail, STATUS_MEMORY, "no memory for a channel") : STATUS_OK;
}

struct closure_radial_size closure_radial_size(const struct scenario *scenario, const struct puncture *puncture)
{
  const struct skin *skin = &scenario->skin;
  double top = skin->stratum_corneum_thickness, level = top + radius_level * skin->epidermis_thickness;
  return (struct closure_radial_size){ skin->recoil_ratio * puncture_needle_radius(&scenario->device, puncture->depth, top),
                                       skin->recoil_ratio * puncture_needle_radius(&scenario->device, puncture->depth, level),
                                       puncture->cell_radius };
}

enum status closure_radial_make(const struct scenario *scenario, const struct puncture *puncture, struct closure_radial *c,
                                struct trail *trail)
{
  struct closure_radial_size size = closure_radial_size(scenario, puncture);
  *c = (struct closure_radial){ .scenario = scenario, .occluded_until = scenario->protocol.occlusion };
  c->hole = size.hole;
  c->wound = c->hole > 0 ? c->hole + scenario->skin.crushed_ring : 0;
  enum status status = processes_wire(c, trail);
  if (status == STATUS_OK)
    status = grid_make(c, fmax(c->wound, size.pierced), size.cell, trail);
  if (status == STATUS_OK)
    status = channel_needle(c, size.pierced, trail);
  return status;
}

static enum status curves_make(const struct closure_radial *c, size_t room, struct closure *closure, struct trail *trail)
{
  double **const curves[] = { &closure->time,  &closure->open_area,      &closure->defect,
                              &closure->cover, &closure->stratification, &closure->passable };
  int full = 0;
  for (size_t k = 0; k < sizeof curves / sizeof *curves; k++)
    full |= (*curves[k] = calloc(room, sizeof(double))) == NULL;
  closure->radius = calloc(c->cells, sizeof(double));
  closure->profile = calloc(CLOSURE_PROFILES * c->cells, sizeof(double));
  if (full || closure->radius == NULL || closure->profile == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the curves of a channel");
  closure->cells = c->cells;
  closure->hole_radius = c->hole;
  closure->wound_radius = c->wound;
  for (size_t i = 0; i < c->cells; i++)
    closure->radius[i] = (c->faces[i] + c->faces[i + 1]) / 2;
  for (size_t p = 0; p < CLOSURE_PROFILES; p++)
    closure->profile_time[p] = CLOSURE_PROFILE_HOURS * unit_factor("h") * (double)p;
  return STATUS_OK;
}

/* integrates to the last time; a step must end where occlusion does */
static enum status channel_run(struct closure_radial *c, size_t count, const double *time, struct trail *trail)
{
  struct diffusion_accuracy accuracy = {
    c->scenario->solver.channel_tolerance, least_value, first_step * unit_factor("h"), STEP_LIMIT, c->low, c->high
  };
  struct diffusion_statistics statistics = { 0 };
  enum status status = STATUS_OK;
  for (size_t k = 0; k + 1 < count && status == STATUS_OK;)
  {
    size_t last = closure_times_segment(count, time, k, c->occluded_until);
    closure_radial_cover(c, time[k] < c->occluded_until);
    // a later segment does not report again where the one before ended
    size_t skipped = k > 0;
    struct diffusion_reports at = { last + 1 - k - skipped, time + k + skipped, c, channel_observe };
    status = diffusion_solve(&c->system, &c->kinetics, &accuracy, time[k], time[last], &at, c->state, &statistics, trail);
    k = last;
  }
  c->closure->steps = statistics.steps;
  c->closure->least = statistics.least;
  return status;
}

enum status closure_radial_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                 int *barrier, struct trail *trail)
{
  struct closure_radial c;
  enum status status = closure_radial_make(scenario, puncture, &c, trail);
  size_t count = closure_times_make(c.occluded_until, NULL);
  double *time = calloc(count, sizeof *time);
  if (status == STATUS_OK && time == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the times of a channel");
  if (status == STATUS_OK)
    status = curves_make(&c, count, closure, trail);
  if (status == STATUS_OK)
  {
    (void)closure_times_make(c.occluded_until, time);
    c.closure = closure;
    c.reports = count;
    c.report_time = time;
    status = channel_run(&c, count, time, trail);
  }
  if (status == STATUS_OK)
    status = assembly_verify(c.assembly, c.cells, c.state, time[count - 1], trail);
  *barrier = status == STATUS_OK && c.defect < assembly_observable_count(c.assembly);
  free(time);
  closure_radial_free(&c);
  return status;
}
