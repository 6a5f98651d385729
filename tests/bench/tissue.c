/* tissue.c - makes tissue problems from a scenario, and checks them against a run. */
#include "tissue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "response.h"
#include "tissue_system.h"
#include "unit.h"

enum
{
  PURPOSE_PARAMETERS = 101, /* streams of random numbers */
  PURPOSE_INTENSITIES = 102
};

/* spread of sampled parameters and intensities, of their logarithm */
static const double spread = 0.2;

static const double follow_up = 90;

struct tissue
{
  struct tissue_request request;
  struct tissue_system system;
  struct scenario *scenario;
  struct assembly *assembly;
  struct puncture puncture;
  struct closure closure;
  struct response response; /* of a run, with default parameters */
  struct problem problem;
  double *times;
};

/* tissue parameters of sample `sample`, within their bounds */
static void parameters_sample(struct scenario *scenario, size_t sample)
{
  struct random_stream stream = { 1, (uint32_t)sample, PURPOSE_PARAMETERS };
  for (size_t i = 0; i < parameter_count(); i++)
  {
    const struct process *process;
    const struct parameter_row *row = parameter_at(i, &process);
    int is_tissue = 0;
    for (size_t k = 0; k < tissue_process_count; k++)
      is_tissue |= tissue_processes[k] == process;
    double factor = unit_factor(row->unit), value = scenario->parameters[i] * exp(spread * random_normal(stream, i));
    if (is_tissue && sample > 0)
      scenario->parameters[i] = fmin(fmax(value, row->low * factor), row->high * factor);
  }
}

/* first slab of a trajectory in a run */
static size_t first_slab(const struct tissue *tissue, size_t trajectory)
{
  return tissue->request.depth_cells > 0 ? 0 : trajectory / tissue->request.members;
}

/* hits of each trajectory, and its slabs with their intensity */
static void hits_fill(struct tissue *tissue)
{
  const struct tissue_request *request = &tissue->request;
  struct tissue_system *system = &tissue->system;
  struct random_stream stream = { 1, (uint32_t)request->sample, PURPOSE_INTENSITIES };
  for (size_t i = 0; i < system->trajectories; i++)
  {
    size_t member = i % request->members;
    double factor = request->kind == TISSUE_PATTERNS ? 1 : exp(spread * random_normal(stream, i));
    for (size_t j = 0; j < request->sessions; j++)
      system->hit[i][j] = request->kind == TISSUE_PATTERNS ? (unsigned char)(member >> (request->sessions - 1 - j) & 1) : 1;
    for (size_t c = 0; c < system->cells; c++)
    {
      struct response_slab *slab = &system->slab[i * system->cells + c];
      *slab = tissue->response.slab[first_slab(tissue, i) + c];
      slab->intensity = fmin(factor * slab->intensity, 1);
    }
  }
}

/* a run of the same scenario with its parameters, for its slabs and means */
static enum status run_solve(struct tissue *tissue, struct trail *trail)
{
  enum status status = puncture_compute(&tissue->scenario->skin, &tissue->scenario->device, &tissue->puncture, trail);
  if (status == STATUS_OK)
    status = closure_solve(tissue->scenario, &tissue->puncture, &tissue->closure, trail);
  if (status == STATUS_OK)
    status = response_assembly(tissue->scenario, &tissue->assembly, trail);
  if (status == STATUS_OK)
    status = response_solve(tissue->scenario, tissue->assembly, &tissue->puncture, &tissue->closure, tissue->problem.outputs,
                            tissue->times, &tissue->response, trail);
  return status;
}

static enum status scenario_make(struct tissue *tissue, struct trail *trail)
{
  const struct tissue_request *request = &tissue->request;
  char text[1024];
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: benchmark\ndevice: {kind: pen, needle_length: 1.0 mm, needle_diameter: 0.25 mm, passes: 2}\n"
           "protocol: {sessions: %zu, spacing: 4 week}\nfollow_up: %g day\n"
           "solver: {relative_tolerance: 1e-8, absolute_tolerance: 1e-12, depth_cells: %zu}\n%s",
           request->sessions, follow_up, request->depth_cells, request->more == NULL ? "" : request->more);
  enum status status = scenario_parse("benchmark.yaml", text, strlen(text), NULL, 0, &tissue->scenario, trail);
  if (status == STATUS_OK)
    parameters_sample(tissue->scenario, request->sample);
  return status;
}

enum status tissue_create(const struct tissue_request *request, struct tissue **result, struct trail *trail)
{
  struct tissue *tissue = calloc(1, sizeof *tissue);
  *result = NULL;
  if (tissue == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a problem");
  tissue->request = *request;
  enum status status = scenario_make(tissue, trail);
  if (status == STATUS_OK)
  {
    const struct protocol *protocol = &tissue->scenario->protocol;
    double end = protocol->session_times[protocol->session_times_count - 1] + follow_up;
    tissue->problem.outputs = (size_t)end;
    tissue->times = calloc(tissue->problem.outputs + 1, sizeof *tissue->times);
    tissue->problem.event_times = protocol->session_times;
    tissue->problem.events = protocol->session_times_count;
    tissue->problem.end = end;
    if (tissue->times == NULL)
      status = status_fail(trail, STATUS_MEMORY, "no memory for the outputs");
  }
  for (size_t k = 0; status == STATUS_OK && k < tissue->problem.outputs; k++)
    tissue->times[k] = (double)(k + 1);
  if (status == STATUS_OK)
    status = run_solve(tissue, trail);
  if (status == STATUS_OK)
  {
    size_t cells = request->depth_cells > 0 ? request->depth_cells : 1;
    size_t places = request->depth_cells > 0 ? 1 : SKIN_LAYERS;
    status = tissue_system_make(&tissue->system, tissue->scenario, tissue->assembly, &tissue->closure, tissue->puncture.density,
                                cells, places * request->members, tissue->response.slab, trail);
  }
  if (status == STATUS_OK)
    hits_fill(tissue);
  if (status != STATUS_OK)
  {
    tissue_free(tissue);
    return status;
  }
  tissue->problem.times = tissue->times;
  tissue_system_problem(&tissue->system, &tissue->problem);
  *result = tissue;
  return STATUS_OK;
}

void tissue_free(struct tissue *tissue)
{
  if (tissue == NULL)
    return;
  tissue_system_free(&tissue->system);
  response_free(&tissue->response);
  closure_free(&tissue->closure);
  assembly_free(tissue->assembly);
  scenario_free(tissue->scenario);
  free(tissue->problem.reference);
  free(tissue->times);
  free(tissue);
}

const struct problem *tissue_problem(const struct tissue *tissue)
{
  return &tissue->problem;
}

enum status tissue_reference(struct tissue *tissue, const struct solver *solver, double relative, double absolute,
                             struct trail *trail)
{
  struct problem *problem = &tissue->problem;
  free(problem->reference);
  problem->reference = calloc(problem_solution_size(problem) + 1, sizeof(double));
  if (problem->reference == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a reference");
  return solver->solve(problem, relative, absolute, problem->reference, trail);
}

/* nonzero when a session falls on this time, where a run shows the state after it */
static int is_session(const struct problem *problem, double time)
{
  for (size_t e = 0; e < problem->events; e++)
    if (problem->event_times[e] == time)
      return 1;
  return 0;
}

/* mean of value i of a place over its patterns at an output */
static double patterns_mean(const struct tissue *tissue, size_t place, size_t output, size_t i)
{
  const struct problem *problem = &tissue->problem;
  size_t members = tissue->request.members;
  double phi = tissue->response.slab[first_slab(tissue, place * members)].responding, mean = 0;
  for (size_t t = place * members; t < (place + 1) * members; t++)
  {
    double weight = 1;
    for (size_t j = 0; j < problem->events; j++)
      weight *= tissue->system.hit[t][j] ? phi : 1 - phi;
    mean += weight * problem->reference[(t * problem->outputs + output) * problem->size + i];
  }
  return mean;
}

double tissue_verify(const struct tissue *tissue)
{
  const struct problem *problem = &tissue->problem;
  const struct response *response = &tissue->response;
  size_t cells = tissue->system.cells, members = tissue->request.members;
  double worst = 0;
  for (size_t place = 0; place < problem->trajectories / members; place++)
    for (size_t k = 0; k < problem->outputs; k++)
      for (size_t i = 0; i < problem->size && !is_session(problem, problem->times[k]); i++)
      {
        size_t slab = first_slab(tissue, place * members) + i % cells;
        double mean = patterns_mean(tissue, place, k, i);
        double expected = response->state[(slab * response->states + i / cells) * response->times + k];
        worst = fmax(worst, fabs(mean - expected) / (1e-4 + fabs(expected)));
      }
  return worst;
}
