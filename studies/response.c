/* response.c - which hit patterns there are and what they weigh, which slabs of the dermis they act on, and their means. */
#include "response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "lanes.h"
#include "patterns.h"
#include "stability.h"

enum
{
  CHUNK = 48 /* trajectories whose reports are kept at a time */
};

/* steps of one interval between sessions */
static const size_t step_limit = 200000;

const struct method *response_method(const struct scenario *scenario)
{
  const char *name = plan_methods[scenario->solver.method];
  const struct method *own[] = { &rosenbrock_method, &dormand_prince_method };
  for (size_t k = 0; k < sizeof own / sizeof *own; k++)
    if (strcmp(own[k]->name, name) == 0)
      return own[k];
  for (size_t k = 0; k < gsl_method_count; k++)
    if (strcmp(gsl_methods[k].name, name) == 0)
      return &gsl_methods[k];
  return NULL;
}

enum status response_assembly(const struct scenario *scenario, struct assembly **assembly, struct trail *trail)
{
  *assembly = NULL;
  const struct method *method = response_method(scenario);
  if (scenario->solver.depth_cells > 0 && method->is_dense)
    return status_fail(trail, STATUS_DATA,
                       "solver.method is '%s', which has a dense Jacobian: too slow for %g cells over depth; expected 'rodas5p', "
                       "or an explicit method",
                       method->name, scenario->solver.depth_cells);
  const struct process **on = calloc(tissue_process_count + 1, sizeof *on);
  size_t *first = calloc(tissue_process_count + 1, sizeof *first);
  enum status status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    for (size_t i = 0; i < tissue_process_count; i++)
    {
      const char *variant = tissue_processes[i]->variant;
      int is_other = variant != NULL && strcmp(variant, plan_variants[scenario->plan.variant]) != 0;
      on[i] = is_other || scenario->off[channel_process_count + i] ? NULL : tissue_processes[i];
      first[i] = parameter_first(tissue_processes[i]);
    }
    status =
        assembly_create(on, tissue_process_count, forcing_names, FORCING_INPUTS, scenario->parameters, first, assembly, trail);
  }
  free(on);
  free(first);
  if (status != STATUS_OK)
    return status_at(trail, status, "while wiring the processes of the tissue");
  // rest must be stable, or the tissue is ill before anything happened; where it is densest, loops are strongest
  double rest[STATES];
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  struct skin_density density = skin_density(&scenario->skin, layers[0].top, layers[0].bottom);
  const double environment[FORCING_INPUTS] = { [PIGMENT_RESPONSE] = skin_pigment_response(&scenario->skin),
                                               [REFRACTORY_POOL] = scenario->plan.variant != PLAN_NO_REFRACTORY,
                                               [COLLAGEN_ANSWER] = 1,
                                               [BLEEDING_TENDENCY] = 1,
                                               [WATER_LOSS_RATIO] = 1,
                                               [VESSEL_DENSITY] = density.vessels,
                                               [FIBROBLAST_DENSITY] = density.fibroblasts,
                                               [FIBROBLASTS_PER_COLLAGEN] = density.fibroblasts / density.collagen };
  assembly_initial(*assembly, rest);
  status = stability_verify(*assembly, rest, environment, trail);
  if (status != STATUS_OK)
  {
    assembly_free(*assembly);
    *assembly = NULL;
  }
  return status;
}

/* largest standard error over time of the means of drawn patterns */
static void errors_estimate(struct response *response, const double *square)
{
  for (size_t i = 0; i < response->slabs * response->observables; i++)
    for (size_t k = 0; k < response->times; k++)
    {
      double mean = response->observable[i * response->times + k];
      double variance = square[i * response->times + k] - mean * mean;
      double error = variance > 0 ? sqrt(variance / (double)response->patterns) : 0;
      response->standard_error[i] = error > response->standard_error[i] ? error : response->standard_error[i];
    }
}

void response_free(struct response *response)
{
  free(response->slab);
  free(response->observable);
  free(response->state);
  free(response->standard_error);
  memset(response, 0, sizeof *response);
}

/* layers as they are, or cells of equal thickness that share the hits of the best-reached depth */
static void slabs_fill(const struct scenario *scenario, const struct puncture *puncture, struct response *response)
{
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&scenario->skin, layers);
  double top = layers[0].top, dermis = layers[SKIN_LAYERS - 1].bottom - top, most = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    struct response_slab *slab = &response->slab[i];
    if (!response->coupled)
    {
      const struct puncture_layer *field = &puncture->layers[i];
      *slab = (struct response_slab){ layers[i].top, layers[i].bottom, field->intensity, field->responding_fraction,
                                      field->bleeding };
      continue;
    }
    slab->top = top + dermis * (double)i / (double)response->slabs;
    slab->bottom = top + dermis * (double)(i + 1) / (double)response->slabs;
    double middle = (slab->top + slab->bottom) / 2;
    struct puncture_layer field = puncture_at(puncture, &scenario->skin, &scenario->device, slab->top, slab->bottom, middle);
    slab->intensity = field.injured_fraction;
    slab->responding = field.responding_fraction;
    slab->bleeding = field.bleeding;
    most = fmax(most, field.responding_fraction);
  }
  for (size_t i = 0; response->coupled && i < response->slabs; i++)
  {
    response->slab[i].responding = most;
    response->slab[i].intensity = most > 0 ? fmin(response->slab[i].intensity / most, 1) : 0;
  }
  if (scenario->plan.ensemble == PLAN_MEAN_FIELD)
    for (size_t i = 0; i < response->slabs; i++)
      response->slab[i].intensity *= response->slab[i].responding;
}

/* room for everything that a response holds */
static enum status response_make(const struct scenario *scenario, const struct assembly *assembly, size_t count,
                                 struct response *response, struct trail *trail)
{
  memset(response, 0, sizeof *response);
  response->coupled = scenario->solver.depth_cells > 0;
  response->slabs = response->coupled ? (size_t)scenario->solver.depth_cells : SKIN_LAYERS;
  response->times = count;
  response->observables = assembly_observable_count(assembly);
  response->states = assembly_state_count(assembly);
  response->patterns = patterns_count(scenario, &response->drawn);
  response->slab = calloc(response->slabs, sizeof *response->slab);
  response->observable = calloc(response->slabs * response->observables * count + 1, sizeof(double));
  response->state = calloc(response->slabs * response->states * count + 1, sizeof(double));
  response->standard_error = calloc(response->slabs * response->observables + 1, sizeof(double));
  if (response->slab == NULL || response->observable == NULL || response->state == NULL || response->standard_error == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  if (response->states > STATES)
    return status_fail(trail, STATUS_SOFTWARE, "the tissue has %zu states, at most %d are possible", response->states, STATES);
  return STATUS_OK;
}

/* a part of the dermis whose trajectories are its own: one slab, or the whole column */
struct place
{
  const struct response_slab *slab; /* [cells] */
  size_t first_slab, cells, size;   /* size: states times cells */
  struct patterns patterns;
  size_t *before; /* [patterns] branch of each pattern before the session */
  double *state;  /* [patterns][size] at the first pattern of each branch; of all patterns when nothing is shared */
};

/* one trajectory of a chunk */
struct strand
{
  struct place *place;
  size_t pattern;
};

/* a response on its way */
struct course
{
  const struct scenario *scenario;
  const struct assembly *assembly;
  struct response *response;
  struct forcing forcing;
  struct column column;
  struct lanes *lanes; /* NULL: trajectories are integrated one by one */
  const struct method *method;
  size_t places, strands;
  struct place *place;
  struct strand *strand;     /* [all patterns of all places] */
  struct exposure *exposure; /* [CHUNK] */
  struct trajectory *trajectory;
  double *reports;                     /* [CHUNK][size][longest interval] */
  struct forcing_table table;          /* at the reports of an interval */
  double *shown, *environment, *value; /* of one cell: [states], [FORCING_INPUTS], 1 times [longest interval] */
  double *square;                      /* [slabs][observables][times] second moments; NULL when all patterns are taken */
};

static void course_free(struct course *c)
{
  for (size_t i = 0; c->place != NULL && i < c->places; i++)
  {
    patterns_free(&c->place[i].patterns);
    free(c->place[i].before);
    free(c->place[i].state);
  }
  free(c->place);
  free(c->strand);
  free(c->exposure);
  free(c->trajectory);
  free(c->reports);
  free(c->table.leak);
  free(c->table.grown);
  free(c->table.environment);
  free(c->shown);
  free(c->environment);
  free(c->value);
  free(c->square);
  lanes_free(c->lanes);
  column_free(&c->column);
  forcing_free(&c->forcing);
}

/* reports from `start` up to, but not at, `stop`; at `stop` too when it is the last */
static size_t reports_until(size_t count, const double *times, size_t from, double stop, int last)
{
  while (from < count && (times[from] < stop || (last && times[from] <= stop)))
    from++;
  return from;
}

/* day at which the interval after session j stops; nonzero *last: nothing follows */
static double interval_stop(const struct protocol *protocol, size_t j, double end, int *last)
{
  *last = j + 1 == protocol->session_times_count || protocol->session_times[j + 1] > end;
  return *last ? end : protocol->session_times[j + 1];
}

/* places, patterns and all at rest */
static enum status places_make(struct course *c, struct trail *trail)
{
  struct response *response = c->response;
  size_t cells = response->coupled ? response->slabs : 1;
  double rest[STATES];
  assembly_initial(c->assembly, rest);
  c->places = response->slabs / cells;
  c->place = calloc(c->places, sizeof *c->place);
  c->strand = calloc(c->places * response->patterns, sizeof *c->strand);
  if (c->place == NULL || c->strand == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the places of the tissue");
  for (size_t i = 0; i < c->places; i++)
  {
    struct place *place = &c->place[i];
    *place = (struct place){
      .slab = response->slab + i * cells, .first_slab = i * cells, .cells = cells, .size = response->states * cells
    };
    enum status status = patterns_make(c->scenario, place->slab[0].responding, place->first_slab, &place->patterns, trail);
    if (status != STATUS_OK)
      return status;
    place->before = calloc(response->patterns, sizeof *place->before);
    place->state = calloc(response->patterns * place->size, sizeof *place->state);
    if (place->before == NULL || place->state == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for %zu hit patterns", response->patterns);
    for (size_t p = 0; p < response->patterns; p++)
      for (size_t s = 0; s < place->size; s++)
        place->state[p * place->size + s] = rest[s / cells];
  }
  return STATUS_OK;
}

/* rooms of a chunk, for the longest interval */
static enum status rooms_make(struct course *c, size_t count, const double *times, struct trail *trail)
{
  const struct protocol *protocol = &c->scenario->protocol;
  size_t longest = 1, size = c->response->states * c->place[0].cells;
  for (size_t j = 0, from = 0; j < protocol->session_times_count && from < count; j++)
  {
    int last;
    double stop = interval_stop(protocol, j, times[count - 1], &last);
    size_t to = reports_until(count, times, from, stop, last);
    longest = to - from > longest ? to - from : longest;
    from = to;
  }
  size_t chunk = c->lanes != NULL ? CHUNK : 1;
  c->exposure = calloc(chunk, sizeof *c->exposure);
  c->trajectory = calloc(chunk, sizeof *c->trajectory);
  c->reports = malloc(chunk * size * longest * sizeof(double));
  c->table.leak = malloc(protocol->session_times_count * longest * sizeof(double));
  c->table.grown = malloc(SKIN_LAYERS * longest * sizeof(double));
  c->table.environment = calloc(FORCING_CHANGES * longest, sizeof(double));
  c->shown = malloc(c->response->states * longest * sizeof(double));
  c->environment = malloc(FORCING_INPUTS * longest * sizeof(double));
  c->value = malloc(longest * sizeof(double));
  if (c->exposure == NULL || c->trajectory == NULL || c->reports == NULL || c->table.leak == NULL || c->table.grown == NULL ||
      c->table.environment == NULL || c->shown == NULL || c->environment == NULL || c->value == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the reports of the tissue");
  return STATUS_OK;
}

/* session j: branches part, hit ones are injured; then the list of all trajectories up to the next session */
static void session_apply(struct course *c, size_t j)
{
  double environment[FORCING_INPUTS * CELLS];
  struct hit hits[CELLS];
  c->strands = 0;
  for (size_t i = 0; i < c->places; i++)
  {
    struct place *place = &c->place[i];
    struct patterns *patterns = &place->patterns;
    memcpy(place->before, patterns->branch, patterns->count * sizeof *place->before);
    patterns_advance(patterns, j);
    // backwards, because a branch is kept at its first pattern, and new ones come after those that they part from
    for (size_t p = patterns->count; p-- > 0;)
    {
      if (!patterns->counts[patterns->branch[p]] || (patterns->branch[p] != p && !c->scenario->alone))
        continue;
      double *state = place->state + p * place->size;
      if (!c->scenario->alone && place->before[p] != p)
        memcpy(state, place->state + place->before[p] * place->size, place->size * sizeof *state);
      const unsigned char *hit = patterns->hit + p * patterns->sessions;
      struct exposure exposure = { .done = j, .hit = hit, .slab = place->slab };
      forcing_column(&c->forcing, &exposure, place->cells, c->scenario->protocol.session_times[j], environment);
      for (size_t k = 0; k < place->cells; k++)
        hits[k] = (struct hit){ hit[j] * place->slab[k].intensity, place->slab[k].bleeding, 0, 0 };
      assembly_injure(c->assembly, place->cells, environment, hits, state);
    }
    for (size_t p = 0; p < patterns->count; p++)
      if (patterns->counts[patterns->branch[p]] && (patterns->branch[p] == p || c->scenario->alone))
        c->strand[c->strands++] = (struct strand){ place, p };
  }
}

/* adds value[count] to the means of row `row` from report `from` on */
static void mean_add(size_t count, double weight, const double *value, double *mean, double *square)
{
  for (size_t k = 0; k < count; k++)
    mean[k] += weight * value[k];
  for (size_t k = 0; square != NULL && k < count; k++)
    square[k] += weight * value[k] * value[k];
}

/* adds observables and states of a branch */
static void strand_add(struct course *c, const struct strand *strand, const struct exposure *exposure,
                       const struct trajectory *trajectory, size_t from)
{
  struct response *response = c->response;
  const struct place *place = strand->place;
  size_t count = trajectory->count;
  double weight = place->patterns.branch_weight[strand->pattern];
  struct exposure cell = *exposure;
  for (size_t i = 0; i < place->cells && count > 0; i++)
  {
    size_t slab = place->first_slab + i;
    const double *state = trajectory->reports;
    cell.slab = &place->slab[i];
    forcing_constants(&c->forcing, cell.slab, count, c->environment);
    for (size_t e = FORCING_CHANGES; e < FORCING_INPUTS; e++)
      for (size_t k = 1; k < count; k++)
        c->environment[e * count + k] = c->environment[e * count];
    forcing_table_read(&c->forcing, &c->table, &cell, c->environment);
    if (place->cells > 1)
    {
      for (size_t s = 0; s < response->states; s++)
        memcpy(c->shown + s * count, trajectory->reports + (s * place->cells + i) * count, count * sizeof(double));
      state = c->shown;
    }
    for (size_t o = 0; o < response->observables; o++)
    {
      size_t row = (slab * response->observables + o) * response->times + from;
      assembly_observe(c->assembly, o, count, state, c->environment, c->value);
      mean_add(count, weight, c->value, response->observable + row, c->square == NULL ? NULL : c->square + row);
    }
    for (size_t s = 0; s < response->states; s++)
      mean_add(count, weight, state + s * count, response->state + (slab * response->states + s) * response->times + from, NULL);
  }
  response->steps += trajectory->steps;
  response->least = fmin(response->least, trajectory->least);
}

/* all trajectories from session j to `stop`, with reports times[from .. to) */
static enum status interval_run(struct course *c, size_t j, double stop, const double *times, size_t from, size_t to,
                                struct trail *trail)
{
  const struct solver_settings *solver = &c->scenario->solver;
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, step_limit };
  enum status status = STATUS_OK;
  size_t chunk = c->lanes != NULL ? CHUNK : 1;
  c->table.points = to - from;
  forcing_table_fill(&c->forcing, j + 1, times + from, &c->table);
  for (size_t first = 0; first < c->strands && status == STATUS_OK; first += chunk)
  {
    size_t count = c->strands - first < chunk ? c->strands - first : chunk;
    for (size_t k = 0; k < count; k++)
    {
      const struct strand *strand = &c->strand[first + k];
      struct place *place = strand->place;
      c->exposure[k] = (struct exposure){ .done = j + 1,
                                          .hit = place->patterns.hit + strand->pattern * place->patterns.sessions,
                                          .slab = place->slab };
      c->trajectory[k] = (struct trajectory){ .start = c->scenario->protocol.session_times[j],
                                              .end = stop,
                                              .count = to - from,
                                              .times = times + from,
                                              .state = place->state + strand->pattern * place->size,
                                              .reports = c->reports + k * place->size * (to - from) };
    }
    status = c->lanes != NULL ? lanes_integrate(c->lanes, &integration, count, c->exposure, c->trajectory, trail)
                              : column_integrate(&c->column, c->method, &integration, c->exposure, c->trajectory, trail);
    for (size_t k = 0; k < count && status == STATUS_OK; k++)
    {
      const struct strand *strand = &c->strand[first + k];
      status = assembly_verify(c->assembly, strand->place->cells, c->trajectory[k].state, stop, trail);
      if (status == STATUS_OK && strand->place->patterns.branch[strand->pattern] == strand->pattern)
        strand_add(c, strand, &c->exposure[k], &c->trajectory[k], from);
      if (status != STATUS_OK)
        status = status_at(trail, status, "in the dermis from %.3g to %.3g mm", strand->place->slab[0].top,
                           strand->place->slab[strand->place->cells - 1].bottom);
    }
  }
  if (status != STATUS_OK)
    status = status_at(trail, status, "after session %zu (day %g)", j + 1, c->scenario->protocol.session_times[j]);
  return status;
}

enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail)
{
  struct course c = { .scenario = scenario, .assembly = assembly, .response = response, .method = response_method(scenario) };
  enum status status = response_make(scenario, assembly, count, response, trail);
  if (status == STATUS_OK)
    slabs_fill(scenario, puncture, response);
  if (status == STATUS_OK)
    status = forcing_make(scenario, closure, puncture->density, &c.forcing, trail);
  if (status == STATUS_OK && !response->coupled && c.method == &rosenbrock_method)
    status = lanes_create(assembly, &c.forcing, &c.lanes, trail);
  else if (status == STATUS_OK)
    status = column_make(assembly, &c.forcing, response->coupled ? response->slabs : 1, response->slab, &c.column, trail);
  if (status == STATUS_OK)
    status = places_make(&c, trail);
  if (status == STATUS_OK)
    status = rooms_make(&c, count, times, trail);
  if (status == STATUS_OK && response->drawn)
  {
    c.square = calloc(response->slabs * response->observables * count, sizeof(double));
    if (c.square == NULL)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  }
  const struct protocol *protocol = &scenario->protocol;
  double end = times[count - 1];
  for (size_t j = 0, from = 0; j < protocol->session_times_count && status == STATUS_OK && protocol->session_times[j] <= end; j++)
  {
    int last;
    double stop = interval_stop(protocol, j, end, &last);
    size_t to = reports_until(count, times, from, stop, last);
    session_apply(&c, j);
    status = interval_run(&c, j, stop, times, from, to, trail);
    from = to;
  }
  if (status == STATUS_OK && response->drawn)
    errors_estimate(response, c.square);
  course_free(&c);
  if (status != STATUS_OK)
    response_free(response);
  return status;
}

double response_mean(const struct response *response, const double *values, size_t stride, size_t at, double top, double bottom)
{
  double sum = 0;
  for (size_t i = 0; i < response->slabs; i++)
  {
    const struct response_slab *slab = &response->slab[i];
    double shared = fmin(slab->bottom, bottom) - fmax(slab->top, top);
    if (shared > 0)
      sum += shared * values[i * stride + at];
  }
  return sum / (bottom - top);
}
