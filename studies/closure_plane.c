/* closure_plane.c - wires the channel processes to plane and surface, runs them and keeps the curves. */
#include "closure_plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "closure_grid.h"
#include "closure_times.h"
#include "diffusion_plane.h"
#include "unit.h"

enum
{
  STEP_LIMIT = 200000, /* far more than any tolerance needs */
  NAMES = 32           /* environment and states of one assembly, at most */
};

static const double least_value = 1e-3; /* errors are judged against at least this */
static const double coarser = 10;       /* tolerance than the radial model, as its grid is */
static const double first_step = 0.01;  /* h */

/* what a place is; then come the states of the other half */
enum place
{
  TIME_SINCE_INJURY,
  IN_HOLE,
  OCCLUSION,
  HABITAT, /* PIERCED at the surface */
  DERMIS,
  CLOT,
  FIRST_OTHER
};
static const char *const place_names[FIRST_OTHER] = { "time_since_injury", "in_hole", "occlusion", "habitat", "dermis", "clot" };

/* one half of the model: the plane or its upper edge */
struct half
{
  struct assembly *assembly;
  size_t points, states, entries;
  const char *names[NAMES]; /* of the environment */
  size_t name_count;
  unsigned char reads[NAMES];  /* which of them its processes read */
  double *environment, *value; /* [names][points], [points] */
};

struct channel
{
  const struct scenario *scenario;
  struct closure *closure;
  struct closure_grid grid;
  struct half plane, surface;
  struct diffusion_plane_spread *spread; /* in the order in which they are solved */
  size_t spread_number[NAMES];           /* of each in the assembly */
  double *state;                         /* [plane states][cells], [surface states][columns] */
  double *weight;                        /* [rows] in what the surface sees: the epidermis below it */
  double occluded;
  double low[NAMES + 1], high[NAMES + 1]; /* bounds of plane states, then of all surface states */
  double layer[SKIN_LAYERS + 2];          /* borders of epidermis and dermal layers below the top of the epidermis */
  size_t cover, stratification, growth, open_part, defect, room;
};

static void half_free(struct half *half)
{
  assembly_free(half->assembly);
  free(half->environment);
  free(half->value);
}

static const double *surface_state(const struct channel *c, const double *state)
{
  return state + c->plane.states * c->grid.cells;
}

/* mean over the epidermis below each column */
static void epidermis_mean(const struct closure_grid *grid, const double *value, double *mean)
{
  double thickness = grid->depth[grid->epidermis_rows];
  for (size_t i = 0; i < grid->columns; i++)
  {
    // from the deviation of the top: even values give exactly themselves
    double sum = 0;
    for (size_t j = 1; j < grid->epidermis_rows; j++)
      sum += (grid->depth[j + 1] - grid->depth[j]) * (value[j * grid->columns + i] - value[i]);
    mean[i] = value[i] + sum / thickness;
  }
}

/* time-dependent environment: time, and what each half sees of the other; only what the cells read is spread over them */
static void environment_set(const struct channel *c, double time, const double *state)
{
  const struct half *halves[] = { &c->plane, &c->surface };
  for (size_t h = 0; h < 2; h++)
  {
    double *since = halves[h]->environment + TIME_SINCE_INJURY * halves[h]->points;
    for (size_t x = halves[h]->points; since[0] != time && x-- > 0;)
      since[x] = time;
  }
  size_t cells = c->grid.cells, columns = c->grid.columns;
  for (size_t s = 0; s < c->surface.states; s++)
    for (size_t j = 0; c->plane.reads[FIRST_OTHER + s] && j < c->grid.rows; j++)
      memcpy(c->plane.environment + (FIRST_OTHER + s) * cells + j * columns, surface_state(c, state) + s * columns,
             columns * sizeof(double));
  for (size_t s = 0; s < c->plane.states; s++)
    if (c->surface.reads[FIRST_OTHER + s])
      epidermis_mean(&c->grid, state + s * cells, c->surface.environment + (FIRST_OTHER + s) * columns);
}

static void channel_rates(const void *context, double time, const double *state, double *rate, double *diffusivity)
{
  const struct channel *c = context;
  size_t first = c->plane.states * c->grid.cells;
  environment_set(c, time, state);
  assembly_rates(c->plane.assembly, c->plane.points, state, c->plane.environment, rate);
  assembly_rates(c->surface.assembly, c->surface.points, state + first, c->surface.environment, rate + first);
  for (size_t k = 0; k < assembly_spread_count(c->plane.assembly); k++)
    assembly_diffusivity(c->plane.assembly, c->spread_number[k], c->grid.cells, state, c->plane.environment,
                         diffusivity + k * c->grid.cells);
}

static void channel_partials(const void *context, double time, const double *state, double *partials, double *edge_partials)
{
  const struct channel *c = context;
  const struct half *surface = &c->surface;
  environment_set(c, time, state);
  assembly_partials(c->plane.assembly, c->plane.points, state, c->plane.environment, partials);
  assembly_partials(surface->assembly, surface->points, surface_state(c, state), surface->environment, edge_partials);
}

/* volume of the lumen (of its dermal part) that is not filled, mm3 */
static void lumen_keep(struct channel *c, size_t k)
{
  const struct closure_grid *grid = &c->grid;
  size_t first_dermal = grid->epidermis_rows * grid->columns;
  for (size_t x = 0; x < first_dermal; x++)
    c->closure->lumen[k] += grid->lumen[x] * grid->volume[x] * c->plane.value[x];
  for (size_t x = first_dermal; x < grid->cells; x++)
    c->closure->dermal_lumen[k] += grid->cover_volume[x] * c->plane.value[x];
  c->closure->lumen[k] += c->closure->dermal_lumen[k];
}

/* mean growth factor in epidermis and dermal layers; below the grid there is none */
static void growth_keep(const struct channel *c, size_t k, const double *value)
{
  const struct closure_grid *grid = &c->grid;
  double border = grid->radius[grid->columns], area = 3.14159265358979323846 * border * border;
  for (size_t l = 0; l <= SKIN_LAYERS; l++)
  {
    double sum = 0, top = c->layer[l], bottom = c->layer[l + 1];
    for (size_t j = 0; j < grid->rows && grid->depth[j] < bottom; j++)
    {
      double height = grid->depth[j + 1] - grid->depth[j];
      double within = fmin(bottom, grid->depth[j + 1]) - fmax(top, grid->depth[j]);
      for (size_t i = 0; within > 0 && i < grid->columns; i++)
        sum += within / height * grid->volume[j * grid->columns + i] * value[j * grid->columns + i];
    }
    c->closure->growth[l * c->room + k] = sum / (area * (bottom - top));
  }
}

/* covered airtight or not, from now on */
static void occlusion_set(const struct channel *c, int airtight)
{
  const struct half *halves[] = { &c->plane, &c->surface };
  for (size_t h = 0; h < 2; h++)
    for (size_t x = 0; x < halves[h]->points; x++)
      halves[h]->environment[OCCLUSION * halves[h]->points + x] = airtight != 0;
}

/* keeps a point of each curve, and the profiles at their times */
static void channel_observe(void *sink, double time, const double *state)
{
  struct channel *c = sink;
  struct closure *closure = c->closure;
  const struct closure_grid *grid = &c->grid;
  size_t k = closure->count, columns = grid->columns;
  environment_set(c, time, state);
  closure->time[k] = time;
  if (c->open_part < assembly_observable_count(c->plane.assembly))
  {
    assembly_observe(c->plane.assembly, c->open_part, grid->cells, state, c->plane.environment, c->plane.value);
    epidermis_mean(grid, c->plane.value, c->surface.value);
    for (size_t i = 0; i < columns; i++)
      closure->open_area[k] += grid->area[i] * c->surface.value[i];
    lumen_keep(c, k);
  }
  if (c->defect < assembly_observable_count(c->surface.assembly))
  {
    assembly_observe(c->surface.assembly, c->defect, columns, surface_state(c, state), c->surface.environment, c->surface.value);
    for (size_t i = 0; i < columns; i++)
      closure->defect[k] += grid->area[i] * c->surface.value[i];
  }
  closure->cover[k] = closure->stratification[k] = (double)NAN;
  if (c->stratification < c->surface.states)
    closure->stratification[k] = surface_state(c, state)[c->stratification * columns];
  if (c->growth < c->plane.states)
    growth_keep(c, k, state + c->growth * grid->cells);
  if (c->cover < c->plane.states)
  {
    const double *cover = c->surface.value;
    epidermis_mean(grid, state + c->cover * grid->cells, c->surface.value);
    closure->cover[k] = cover[0];
    for (size_t p = 0; p < CLOSURE_PROFILES; p++)
      if (time <= closure->profile_time[p] + 1e-9)
        memcpy(closure->profile + p * columns, cover, columns * sizeof *cover);
  }
  closure->count++;
}

/* names that a half is supplied with: its places and the states of the processes of the other half */
static void names_list(const struct channel *c, struct half *half, int surface)
{
  for (size_t e = 0; e < FIRST_OTHER; e++)
    half->names[e] = surface && e == HABITAT ? "pierced" : place_names[e];
  half->name_count = FIRST_OTHER;
  for (size_t i = 0; i < channel_process_count; i++)
    for (size_t k = 0; k < channel_processes[i]->state_count; k++)
      if (!c->scenario->off[i] && (channel_processes[i]->surface != 0) != surface && half->name_count < NAMES)
        half->names[half->name_count++] = channel_processes[i]->states[k].name;
}

/* wires the processes of one half that are on */
static enum status half_wire(const struct channel *c, struct half *half, int surface, struct trail *trail)
{
  const struct process **on = calloc(channel_process_count + 1, sizeof *on);
  size_t *first = calloc(channel_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  names_list(c, half, surface);
  half->points = surface ? c->grid.columns : c->grid.cells;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < channel_process_count; i++)
    {
      int here = (channel_processes[i]->surface != 0) == surface;
      // no clot, no process of it
      int idle = c->scenario->skin.clot == SKIN_CLOT_NONE && strcmp(channel_processes[i]->name, "clot") == 0;
      on[i] = c->scenario->off[i] || !here || idle ? NULL : channel_processes[i];
      first[i] = parameter_first(channel_processes[i]);
      for (size_t r = 0; on[i] != NULL && r < on[i]->read_count; r++)
        for (size_t e = 0; e < half->name_count; e++)
          half->reads[e] |= strcmp(half->names[e], on[i]->reads[r].name) == 0;
    }
    status = assembly_create(on, channel_process_count, half->names, half->name_count, c->scenario->parameters, first,
                             &half->assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the channel");
  half->states = assembly_state_count(half->assembly);
  half->entries = assembly_entry_count(half->assembly);
  half->environment = calloc(half->name_count * half->points, sizeof(double));
  half->value = calloc(half->points, sizeof(double));
  if (half->environment == NULL || half->value == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  return STATUS_OK;
}

/* what does not change: where the points are */
static void places_set(struct channel *c)
{
  const struct closure_grid *grid = &c->grid;
  size_t first_dermal = grid->epidermis_rows * grid->columns;
  for (size_t x = 0; x < grid->cells; x++)
  {
    // below the epidermis cells live in the hole only
    c->plane.environment[IN_HOLE * grid->cells + x] = x < first_dermal ? grid->lumen[x] : 1;
    c->plane.environment[HABITAT * grid->cells + x] = grid->habitat[x];
    c->plane.environment[DERMIS * grid->cells + x] = x < first_dermal ? 0 : 1;
    c->plane.environment[CLOT * grid->cells + x] = grid->clot[x];
  }
  for (size_t i = 0; i < grid->columns; i++)
  {
    c->surface.environment[IN_HOLE * grid->columns + i] = grid->pierced[i];
    c->surface.environment[HABITAT * grid->columns + i] = grid->pierced[i];
  }
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&c->scenario->skin, layers);
  for (size_t l = 0; l < SKIN_LAYERS; l++)
    c->layer[l + 1] = layers[l].top - c->scenario->skin.stratum_corneum_thickness;
  c->layer[SKIN_LAYERS + 1] = layers[SKIN_LAYERS - 1].bottom - c->scenario->skin.stratum_corneum_thickness;
}

static void bounds_set(struct channel *c)
{
  size_t states = c->plane.states;
  c->low[states] = (double)INFINITY;
  c->high[states] = -(double)INFINITY;
  for (size_t s = 0; s < states + c->surface.states; s++)
  {
    const struct state_row *row =
        assembly_state(s < states ? c->plane.assembly : c->surface.assembly, s < states ? s : s - states, NULL);
    double low = row->low * unit_factor(row->unit), high = row->high * unit_factor(row->unit);
    size_t field = s < states ? s : states;
    c->low[field] = s < states ? low : fmin(low, c->low[field]);
    c->high[field] = s < states ? high : fmax(high, c->high[field]);
  }
}

static enum status curves_make(struct channel *c, struct trail *trail)
{
  struct closure *closure = c->closure;
  closure->cells = c->grid.columns;
  double **const curves[] = { &closure->time,           &closure->open_area, &closure->defect,      &closure->cover,
                              &closure->stratification, &closure->lumen,     &closure->dermal_lumen };
  int full = 0;
  for (size_t k = 0; k < sizeof curves / sizeof *curves; k++)
    full |= (*curves[k] = calloc(c->room, sizeof(double))) == NULL;
  closure->growth = calloc((SKIN_LAYERS + 1) * c->room, sizeof(double));
  closure->wound_growth = calloc((SKIN_LAYERS + 1) * c->room, sizeof(double));
  closure->radius = calloc(closure->cells, sizeof(double));
  closure->profile = calloc(CLOSURE_PROFILES * closure->cells, sizeof(double));
  if (full || closure->growth == NULL || closure->wound_growth == NULL || closure->radius == NULL || closure->profile == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the curves of a channel");
  closure->growth_stride = c->room;
  for (size_t i = 0; i < closure->cells; i++)
    closure->radius[i] = (c->grid.radius[i] + c->grid.radius[i + 1]) / 2;
  for (size_t p = 0; p < CLOSURE_PROFILES; p++)
    closure->profile_time[p] = 4 * unit_factor("h") * (double)p;
  return STATUS_OK;
}

/* grid, processes, memory; then rest everywhere and the needle */
static enum status channel_make(struct channel *c, const struct puncture *puncture, struct trail *trail)
{
  int coarse = c->scenario->solver.channel_model == PLAN_CHANNEL_COARSE;
  double cell = c->scenario->solver.channel_cell, height = (coarse ? 5 : 3) * cell, rest[NAMES];
  // a front does not run at its own speed through rows higher than it is long
  double front = parameter_value(c->scenario->parameters, "re_epithelialisation.front_width");
  enum status status = closure_grid_make(&c->scenario->skin, &c->scenario->device, puncture, (coarse ? 2 : 1.5) * cell, height,
                                         fmax(height, fmin(3 * height, front)), &c->grid, trail);
  if (status == STATUS_OK)
    status = half_wire(c, &c->plane, 0, trail);
  if (status == STATUS_OK)
    status = half_wire(c, &c->surface, 1, trail);
  if (status == STATUS_OK)
    status = curves_make(c, trail);
  if (status != STATUS_OK)
    return status;
  size_t cells = c->grid.cells, columns = c->grid.columns, spreads = assembly_spread_count(c->plane.assembly);
  c->state = calloc(c->plane.states * cells + c->surface.states * columns + 1, sizeof *c->state);
  c->spread = calloc(spreads + 1, sizeof *c->spread);
  c->weight = calloc(c->grid.rows, sizeof *c->weight);
  if (c->state == NULL || c->spread == NULL || c->weight == NULL || c->plane.states > NAMES || c->surface.states > NAMES)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  c->cover = assembly_state_find(c->plane.assembly, "cover");
  c->growth = assembly_state_find(c->plane.assembly, "growth_factor");
  c->stratification = assembly_state_find(c->surface.assembly, "stratification");
  c->open_part = assembly_observable_find(c->plane.assembly, "open_part");
  c->defect = assembly_observable_find(c->surface.assembly, "defect");
  // the front lives in its habitat and is degenerate, everything else spreads through all layers
  const struct closure_grid *grid = &c->grid;
  for (size_t k = 0, next = 1; k < spreads; k++)
  {
    // the front first: what it leaves open feeds the others
    size_t s = assembly_spread_state(c->plane.assembly, k), place = s == c->cover || c->cover == c->plane.states ? 0 : next++;
    c->spread_number[place] = k;
    c->spread[place] =
        s == c->cover
            ? (struct diffusion_plane_spread){ s, DIFFUSION_ARITHMETIC, grid->cover_volume, grid->cover_right, grid->cover_down }
            : (struct diffusion_plane_spread){ s, DIFFUSION_HARMONIC, grid->volume, grid->right, grid->down };
  }
  for (size_t j = 0; j < grid->epidermis_rows; j++)
    c->weight[j] = (grid->depth[j + 1] - grid->depth[j]) / grid->depth[grid->epidermis_rows];
  bounds_set(c);
  places_set(c);
  double *surface = c->state + c->plane.states * cells;
  assembly_initial(c->plane.assembly, rest);
  for (size_t x = 0; x < c->plane.states * cells; x++)
    c->state[x] = rest[x / cells];
  assembly_initial(c->surface.assembly, rest);
  for (size_t x = 0; x < c->surface.states * columns; x++)
    surface[x] = rest[x / columns];
  occlusion_set(c, c->occluded > 0);
  environment_set(c, 0, c->state);
  assembly_injure(c->plane.assembly, cells, c->plane.environment, grid->hits, c->state);
  assembly_injure(c->surface.assembly, columns, c->surface.environment, grid->surface_hits, surface);
  return STATUS_OK;
}

/* integrates to the last time; a step must end where occlusion does */
static enum status channel_run(struct channel *c, const double *time, struct trail *trail)
{
  struct diffusion_plane_system system = { .states = c->plane.states,
                                           .columns = c->grid.columns,
                                           .rows = c->grid.rows,
                                           .extras = c->surface.states * c->grid.columns,
                                           .spreads = assembly_spread_count(c->plane.assembly),
                                           .spread = c->spread,
                                           .context = c };
  struct diffusion_plane_kinetics kinetics = { .rates = channel_rates,
                                               .partials = channel_partials,
                                               .entries = c->plane.entries,
                                               .row = assembly_entry_rows(c->plane.assembly),
                                               .column = assembly_entry_columns(c->plane.assembly),
                                               .edge_entries = c->surface.entries,
                                               .edge_row = assembly_entry_rows(c->surface.assembly),
                                               .edge_column = assembly_entry_columns(c->surface.assembly),
                                               .weight = c->weight };
  struct diffusion_accuracy accuracy = {
    coarser * c->scenario->solver.channel_tolerance, least_value, first_step * unit_factor("h"), STEP_LIMIT, c->low, c->high
  };
  struct diffusion_statistics statistics = { 0 };
  enum status status = STATUS_OK;
  for (size_t k = 0; k + 1 < c->room && status == STATUS_OK;)
  {
    size_t last = closure_times_segment(c->room, time, k, c->occluded), skipped = k > 0;
    struct diffusion_reports at = { last + 1 - k - skipped, time + k + skipped, c, channel_observe };
    occlusion_set(c, time[k] < c->occluded);
    status = diffusion_plane_solve(&system, &kinetics, &accuracy, time[k], time[last], &at, c->state, &statistics, trail);
    k = last;
  }
  c->closure->steps = statistics.steps;
  c->closure->least = statistics.least;
  return status;
}

/* one channel; the growth factor is that of open wound and clot */
static enum status plane_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                               int *barrier, struct trail *trail)
{
  struct channel c = { .scenario = scenario, .closure = closure, .occluded = scenario->protocol.occlusion };
  c.room = closure_times_make(c.occluded, NULL);
  double *time = calloc(c.room, sizeof *time);
  enum status status = time == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for the times of a channel") : STATUS_OK;
  if (status == STATUS_OK)
    status = channel_make(&c, puncture, trail);
  if (status == STATUS_OK)
  {
    (void)closure_times_make(c.occluded, time);
    status = channel_run(&c, time, trail);
  }
  free(time);
  double end = closure->count > 0 ? closure->time[closure->count - 1] : 0;
  if (status == STATUS_OK)
    status = assembly_verify(c.plane.assembly, c.grid.cells, c.state, end, trail);
  if (status == STATUS_OK)
    status = assembly_verify(c.surface.assembly, c.grid.columns, surface_state(&c, c.state), end, trail);
  *barrier = status == STATUS_OK && c.defect < assembly_observable_count(c.surface.assembly);
  half_free(&c.plane);
  half_free(&c.surface);
  closure_grid_free(&c.grid);
  free(c.spread);
  free(c.weight);
  free(c.state);
  return status;
}

/* growth factor of open wound alone: the clot stays where it is, but releases nothing */
static enum status wound_growth_make(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                     struct trail *trail)
{
  size_t layers = SKIN_LAYERS + 1, stride = closure->growth_stride, size = parameter_count() * sizeof(double);
  if (scenario->skin.clot == SKIN_CLOT_NONE || scenario->off[process_find("clot")])
  {
    memcpy(closure->wound_growth, closure->growth, layers * stride * sizeof(double));
    return STATUS_OK;
  }
  struct scenario silent = *scenario;
  struct closure other = { 0 };
  int barrier;
  silent.parameters = malloc(size);
  if (silent.parameters == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  memcpy(silent.parameters, scenario->parameters, size);
  silent.parameters[parameter_find("clot.release")] = 0;
  enum status status = plane_solve(&silent, puncture, &other, &barrier, trail);
  for (size_t l = 0; l < layers && status == STATUS_OK; l++)
    for (size_t k = 0; k < closure->count; k++)
      closure->wound_growth[l * stride + k] = closure_curve(&other, other.growth + l * other.growth_stride, closure->time[k]);
  closure_free(&other);
  free(silent.parameters);
  return status;
}

enum status closure_plane_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                int *barrier, struct trail *trail)
{
  enum status status = plane_solve(scenario, puncture, closure, barrier, trail);
  return status == STATUS_OK ? wound_growth_make(scenario, puncture, closure, trail) : status;
}
