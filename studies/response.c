/* response.c - which slabs of the dermis there are, and the way of their tissue from session to session. */
#include "response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "beginnings.h"
#include "column.h"
#include "interval.h"
#include "stability.h"

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

enum status response_method_verify(const struct scenario *scenario, struct trail *trail)
{
  const struct method *method = response_method(scenario);
  if (scenario->solver.depth_cells > 0 && method->is_dense)
    return status_fail(trail, STATUS_DATA,
                       "solver.method is '%s', which has a dense Jacobian: too slow for %g cells over depth; expected 'rodas5p', "
                       "or an explicit method",
                       method->name, scenario->solver.depth_cells);
  return STATUS_OK;
}

void response_processes(const struct scenario *scenario, const struct process **on)
{
  for (size_t i = 0; i < tissue_process_count; i++)
  {
    const char *variant = tissue_processes[i]->variant;
    int is_other = variant != NULL && strcmp(variant, plan_variants[scenario->plan.variant]) != 0;
    on[i] = is_other || scenario->off[channel_process_count + i] ? NULL : tissue_processes[i];
  }
}

enum status response_wire(const struct scenario *scenario, struct assembly **assembly, struct trail *trail)
{
  *assembly = NULL;
  enum status status = response_method_verify(scenario, trail);
  if (status != STATUS_OK)
    return status;
  const struct process **on = calloc(tissue_process_count + 1, sizeof *on);
  size_t *first = calloc(tissue_process_count + 1, sizeof *first);
  status = STATUS_MEMORY;
  if (on != NULL && first != NULL)
  {
    response_processes(scenario, on);
    for (size_t i = 0; i < tissue_process_count; i++)
      first[i] = parameter_first(tissue_processes[i]);
    status =
        assembly_create(on, tissue_process_count, forcing_names, FORCING_INPUTS, scenario->parameters, first, assembly, trail);
  }
  free(on);
  free(first);
  return status == STATUS_OK ? STATUS_OK : status_at(trail, status, "while wiring the processes of the tissue");
}

enum status response_rest_verify(const struct scenario *scenario, const struct assembly *assembly, struct trail *trail)
{
  // where it is densest, loops are strongest
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
  assembly_initial(assembly, rest);
  return stability_verify(assembly, rest, environment, trail);
}

enum status response_assembly(const struct scenario *scenario, struct assembly **assembly, struct trail *trail)
{
  enum status status = response_wire(scenario, assembly, trail);
  if (status == STATUS_OK)
    status = response_rest_verify(scenario, *assembly, trail);
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
  free(response->later_observable);
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

/* room for everything that a response holds, and for the second moments of drawn patterns */
static enum status response_make(const struct response_request *request, struct response *response, double **square,
                                 struct trail *trail)
{
  const struct scenario *scenario = request->scenario;
  const struct assembly *assembly = request->assembly;
  size_t count = request->count;
  memset(response, 0, sizeof *response);
  response->coupled = scenario->solver.depth_cells > 0;
  response->slabs = response->coupled ? (size_t)scenario->solver.depth_cells : SKIN_LAYERS;
  response->times = count;
  response->observables = assembly_observable_count(assembly);
  response->states = assembly_state_count(assembly);
  response->patterns = patterns_count(scenario, &response->drawn);
  response->slab = calloc(response->slabs, sizeof *response->slab);
  // legs fill them from end to end
  size_t observables = response->slabs * response->observables, states = response->slabs * response->states;
  response->observable = malloc((observables * count + 1) * sizeof(double));
  if (!request->without_states)
    response->state = malloc((states * count + 1) * sizeof(double));
  response->standard_error = calloc(observables + 1, sizeof(double));
  response->later_observable = malloc((observables * request->later + 1) * sizeof(double));
  *square = response->drawn ? malloc((observables * count + 1) * sizeof(double)) : NULL;
  if ((response->drawn && *square == NULL) || response->slab == NULL || response->observable == NULL ||
      (response->state == NULL && !request->without_states) || response->standard_error == NULL ||
      response->later_observable == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the response of the tissue");
  if (response->states > STATES)
    return status_fail(trail, STATUS_SOFTWARE, "the tissue has %zu states, at most %d are possible", response->states, STATES);
  return STATUS_OK;
}

/* a run on its way */
struct way
{
  const struct response_request *request;
  struct beginning *run; /* NULL: alone */
  struct course course;
  struct course_end own[PROTOCOL_SESSIONS + 1]; /* of each leg */
  struct interval *interval[PROTOCOL_SESSIONS]; /* that is integrated for others too; else NULL */
};

/* a leg is done: others may have it */
static void leg_finished(void *context, size_t j)
{
  struct way *way = context;
  struct interval *interval = j < PROTOCOL_SESSIONS ? way->interval[j] : NULL;
  if (interval == NULL)
    return;
  beginnings_publish(way->run, interval, &way->own[j], 1);
  course_sums_take(&way->course, interval_end(interval, &way->own[j]), &way->own[j]);
  beginnings_give_back(way->run, interval);
  way->interval[j] = NULL;
}

/* the leg after session j: taken over from another run, together with others, or alone */
static enum status leg_plan(struct way *way, size_t j, struct trail *trail)
{
  struct course *c = &way->course;
  struct course_end *own = &way->own[j];
  struct interval *interval;
  enum status status = course_part(c, j, trail);
  if (status != STATUS_OK)
    return status;
  switch (beginnings_ask(way->run, c, j, own, &interval))
  {
  case BEGINNINGS_ALONE:
    course_send(c, 1, own, 0);
    return STATUS_OK;
  case BEGINNINGS_COMPUTE:
    way->interval[j] = interval;
    course_send(c, interval->ends, interval->end, (size_t)(interval_end(interval, own) - interval->end));
    return STATUS_OK;
  case BEGINNINGS_TAKE:
    break;
  }
  status = course_take(c, interval_end(interval, own), trail);
  course_sums_take(c, interval_end(interval, own), own);
  beginnings_give_back(way->run, interval);
  return status;
}

/* the leg after the last report: the tissue goes on without sessions */
static enum status later_plan(struct way *way, struct trail *trail)
{
  const struct response_request *request = way->request;
  struct course *c = &way->course;
  struct course_end *own = &way->own[c->legs];
  if (request->later == 0)
    return STATUS_OK;
  *own = (struct course_end){ .stop = request->later_times[request->later - 1],
                              .last = 1,
                              .count = request->later,
                              .times = request->later_times,
                              .stride = request->later,
                              .observable = c->response->later_observable };
  enum status status = course_continue(c, request->times[request->count - 1], trail);
  if (status == STATUS_OK)
    course_send(c, 1, own, 0);
  return status;
}

/* all legs of a run; what was begun for others is given up when it fails */
static enum status way_go(struct way *way, struct response *response, double *square, struct trail *trail)
{
  const struct response_request *request = way->request;
  const struct protocol *protocol = &request->scenario->protocol;
  size_t sessions = protocol->session_times_count, legs = 0;
  double end = request->times[request->count - 1];
  struct course *c = &way->course;
  enum status status = course_open(request->scenario, request->assembly, request->closure, request->puncture->density,
                                   request->workspace, response, c, trail);
  c->finished = leg_finished;
  c->context = way;
  beginnings_start(way->run);
  for (; legs < sessions && status == STATUS_OK && protocol->session_times[legs] <= end; legs++)
  {
    struct course_end *own = &way->own[legs];
    course_end_set(sessions, protocol->session_times, request->count, request->times, legs, own);
    size_t from = (size_t)(own->times - request->times);
    own->stride = request->count;
    own->observable = response->observable + from;
    own->state = response->state == NULL ? NULL : response->state + from;
    own->square = square == NULL ? NULL : square + from;
    status = leg_plan(way, legs, trail);
  }
  if (status == STATUS_OK)
    status = later_plan(way, trail);
  if (status == STATUS_OK)
    status = course_run(c, trail);
  for (size_t j = 0; j < legs; j++)
  {
    response->steps += way->own[j].steps;
    response->least = fmin(response->least, way->own[j].least);
    if (way->interval[j] != NULL)
      beginnings_publish(way->run, way->interval[j], &way->own[j], 0);
  }
  course_close(c);
  return status;
}

/* one attempt at a response, with others or alone */
static enum status response_try(const struct response_request *request, struct beginning *run, struct response *response,
                                struct trail *trail)
{
  struct way way = { .request = request, .run = run };
  double *square = NULL;
  enum status status = response_make(request, response, &square, trail);
  if (status == STATUS_OK)
  {
    slabs_fill(request->scenario, request->puncture, response);
    status = way_go(&way, response, square, trail);
  }
  if (status == STATUS_OK && response->drawn)
    errors_estimate(response, square);
  free(square);
  if (status != STATUS_OK)
    response_free(response);
  return status;
}

enum status response_perform(const struct response_request *request, struct response *response, struct trail *trail)
{
  struct beginning *run = request->run;
  // what fails is done again alone, and tells why
  enum status status = run != NULL ? response_try(request, run, response, NULL) : STATUS_SOFTWARE;
  return status == STATUS_OK ? status : response_try(request, NULL, response, trail);
}

enum status response_solve(const struct scenario *scenario, const struct assembly *assembly, const struct puncture *puncture,
                           const struct closure *closure, size_t count, const double *times, struct response *response,
                           struct trail *trail)
{
  struct response_request request = {
    .scenario = scenario, .assembly = assembly, .puncture = puncture, .closure = closure, .count = count, .times = times
  };
  return response_perform(&request, response, trail);
}
