/* radial.c - flows between the annuli with their derivatives, around the reaction that closure_radial.c gives.
 *
 *   c_i dX_i/dt = F_i - F_{i-1} + c_i R_i,   F_f = g_f D_f (X_{f+1} - X_f),   D_f = (D_f + D_{f+1}) / 2 of the cells
 *
 * Derivatives of the diffusivity are differences, one for each state on which it depends, as in the production solver. */
#include "radial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "closure_radial.h"

static const double perturbation = 0x1p-24; /* of a state of order 1 */

/* outputs: spacing (h) up to a time (h) */
static const struct
{
  double every, until;
} outputs[] = { { 1, 72 }, { 12, 336 } };

struct radial
{
  struct scenario *scenario;
  struct closure_radial channel;
  double *start; /* [states][cells] right after the needle */
  double *times, event_times[1];
  size_t parts, *row, *column, *place;
  size_t *entry;                         /* [parts] entry that each part of a derivative is added to */
  double *part;                          /* [parts] */
  double *diffusivity, *moved, *shifted; /* [cells], [cells], [states][cells] */
  unsigned char *depends;                /* [spreads][states] */
  double *memory;
  struct problem problem;
};

static void radial_rates(void *context, size_t trajectory, double time, const double *state, double *rate)
{
  (void)trajectory;
  struct radial *radial = context;
  const struct diffusion_system *system = &radial->channel.system;
  radial->channel.kinetics.rates(system->context, time, state, rate);
  for (size_t k = 0; k < system->spreads; k++)
  {
    const double *value = state + system->spread[k].state * system->cells, *d = radial->diffusivity;
    double *target = rate + system->spread[k].state * system->cells, before = 0;
    system->diffusivity(system->context, time, k, state, radial->diffusivity);
    for (size_t i = 0; i < system->cells; i++)
    {
      double flow = 0;
      if (i + 1 < system->cells)
        flow = system->conductance[i] * 0.5 * (d[i] + d[i + 1]) * (value[i + 1] - value[i]);
      target[i] += (flow - before) / system->capacity[i];
      before = flow;
    }
  }
}

/* what a face gives to the cells on both sides: derivatives by the left and the right cell; returns the next entry */
static double *face_add(const struct diffusion_system *system, size_t face, double left, double right, double *values)
{
  double above = 1 / system->capacity[face], below = 1 / system->capacity[face + 1];
  *values++ = left * above;
  *values++ = right * above;
  *values++ = -left * below;
  *values++ = -right * below;
  return values;
}

/* all parts, in the order of parts_list */
static void parts_fill(struct radial *radial, double time, const double *state)
{
  double *values = radial->part;
  const struct diffusion_system *system = &radial->channel.system;
  size_t cells = system->cells;
  radial->channel.kinetics.partials(system->context, time, state, values);
  values += radial->channel.kinetics.entries * cells;
  memcpy(radial->shifted, state, system->states * cells * sizeof *state);
  for (size_t k = 0; k < system->spreads; k++)
  {
    size_t own = system->spread[k].state;
    const double *value = state + own * cells, *d = radial->diffusivity;
    system->diffusivity(system->context, time, k, state, radial->diffusivity);
    for (size_t f = 0; f + 1 < cells; f++)
    {
      double conductance = system->conductance[f] * 0.5 * (d[f] + d[f + 1]);
      values = face_add(system, f, -conductance, conductance, values);
    }
    for (size_t s = 0; s < system->states; s++)
    {
      double *shifted = radial->shifted + s * cells, *moved = radial->moved;
      if (!radial->depends[k * system->states + s])
        continue;
      for (size_t i = 0; i < cells; i++)
        shifted[i] += perturbation;
      system->diffusivity(system->context, time, k, radial->shifted, moved);
      for (size_t i = 0; i < cells; i++)
      {
        moved[i] = (moved[i] - d[i]) / (shifted[i] - state[s * cells + i]);
        shifted[i] = state[s * cells + i];
      }
      for (size_t f = 0; f + 1 < cells; f++)
      {
        double drive = system->conductance[f] * 0.5 * (value[f + 1] - value[f]);
        values = face_add(system, f, drive * moved[f], drive * moved[f + 1], values);
      }
    }
  }
}

static void radial_partials(void *context, size_t trajectory, double time, const double *state, double *values)
{
  (void)trajectory;
  struct radial *radial = context;
  parts_fill(radial, time, state);
  memset(values, 0, radial->problem.entries * sizeof *values);
  for (size_t e = 0; e < radial->parts; e++)
    values[radial->entry[e]] += radial->part[e];
}

static void radial_begin(void *context, size_t trajectory, double *state)
{
  (void)trajectory;
  const struct radial *radial = context;
  memcpy(state, radial->start, radial->problem.size * sizeof *state);
}

/* the needle is in the start already */
static void radial_act(void *context, size_t event, size_t trajectory, double *state)
{
  (void)context, (void)event, (void)trajectory, (void)state;
}

/* which states a diffusivity depends on shows by a value that is not a number */
static void dependence_find(struct radial *radial)
{
  const struct diffusion_system *system = &radial->channel.system;
  size_t cells = system->cells;
  memcpy(radial->shifted, radial->start, system->states * cells * sizeof(double));
  for (size_t s = 0; s < system->states; s++)
  {
    for (size_t i = 0; i < cells; i++)
      radial->shifted[s * cells + i] = (double)NAN;
    for (size_t k = 0; k < system->spreads; k++)
    {
      system->diffusivity(system->context, 0, k, radial->shifted, radial->moved);
      if (isnan(radial->moved[0]))
        radial->depends[k * system->states + s] = 1;
    }
    memcpy(radial->shifted + s * cells, radial->start + s * cells, cells * sizeof(double));
  }
}

/* the entry of a place, a new one unless it is among those from `first` on */
static void part_list(struct radial *radial, size_t first, size_t row, size_t column)
{
  struct problem *problem = &radial->problem;
  size_t e = first;
  while (e < problem->entries && (radial->row[e] != row || radial->column[e] != column))
    e++;
  if (e == problem->entries)
  {
    radial->row[e] = row;
    radial->column[e] = column;
    problem->entries++;
  }
  radial->entry[radial->parts++] = e;
}

static void faces_list(struct radial *radial, size_t own, size_t other)
{
  size_t cells = radial->channel.cells;
  for (size_t f = 0; f + 1 < cells; f++)
    for (size_t side = 0; side < 2; side++)
      for (size_t from = 0; from < 2; from++)
        part_list(radial, 0, own * cells + f + side, other * cells + f + from);
}

/* pattern of the derivatives, and the width of its band cell after cell */
static void parts_list(struct radial *radial)
{
  const struct closure_radial *channel = &radial->channel;
  struct problem *problem = &radial->problem;
  size_t cells = channel->cells, states = channel->states;
  for (size_t e = 0; e < channel->kinetics.entries; e++)
    for (size_t i = 0; i < cells; i++)
      part_list(radial, problem->entries, channel->kinetics.row[e] * cells + i, channel->kinetics.column[e] * cells + i);
  for (size_t k = 0; k < channel->system.spreads; k++)
  {
    faces_list(radial, channel->system.spread[k].state, channel->system.spread[k].state);
    for (size_t s = 0; s < states; s++)
      if (radial->depends[k * states + s])
        faces_list(radial, channel->system.spread[k].state, s);
  }
  for (size_t i = 0; i < states * cells; i++)
    radial->place[i] = i % cells * states + i / cells;
  for (size_t e = 0; e < problem->entries; e++)
  {
    size_t one = radial->place[radial->row[e]], other = radial->place[radial->column[e]];
    size_t distance = one > other ? one - other : other - one;
    problem->half_width = distance > problem->half_width ? distance : problem->half_width;
  }
}

static enum status arrays_make(struct radial *radial, struct trail *trail)
{
  const struct closure_radial *channel = &radial->channel;
  size_t cells = channel->cells, states = channel->states, values = states * cells, spreads = channel->system.spreads;
  size_t most = (channel->kinetics.entries + 4 * spreads * (states + 1)) * cells;
  size_t count = 0;
  for (size_t r = 0; r < sizeof outputs / sizeof *outputs; r++)
    count += (size_t)(outputs[r].until / outputs[r].every);
  radial->memory = calloc(2 * values + 2 * cells + count + most, sizeof(double));
  radial->row = calloc(most, sizeof *radial->row);
  radial->column = calloc(most, sizeof *radial->column);
  radial->entry = calloc(most, sizeof *radial->entry);
  radial->place = calloc(values, sizeof *radial->place);
  radial->depends = calloc(spreads * states + 1, 1);
  if (radial->memory == NULL || radial->row == NULL || radial->column == NULL || radial->entry == NULL || radial->place == NULL ||
      radial->depends == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel of %zu cells", cells);
  radial->start = radial->memory;
  radial->shifted = radial->start + values;
  radial->diffusivity = radial->shifted + values;
  radial->moved = radial->diffusivity + cells;
  radial->times = radial->moved + cells;
  radial->part = radial->times + count;
  memcpy(radial->start, channel->state, values * sizeof(double));
  double hour = 1.0 / 24, from = 0;
  size_t k = 0;
  for (size_t r = 0; r < sizeof outputs / sizeof *outputs; r++)
    for (; from + outputs[r].every <= outputs[r].until; k++)
      radial->times[k] = hour * (from += outputs[r].every);
  radial->problem.outputs = k;
  return STATUS_OK;
}

enum status radial_create(double cell, struct radial **result, struct trail *trail)
{
  struct radial *radial = calloc(1, sizeof *radial);
  *result = NULL;
  if (radial == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a channel");
  char text[512];
  struct puncture puncture;
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: benchmark\ndevice: {kind: pen, needle_length: 1.0 mm, needle_diameter: 0.25 mm, passes: 2}\n"
           "protocol: {sessions: 1}\nsolver: {channel_cell: %g um}\n",
           cell);
  enum status status = scenario_parse("benchmark.yaml", text, strlen(text), NULL, 0, &radial->scenario, trail);
  if (status == STATUS_OK)
    status = puncture_compute(&radial->scenario->skin, &radial->scenario->device, &puncture, trail);
  if (status == STATUS_OK)
    status = closure_radial_make(radial->scenario, &puncture, &radial->channel, trail);
  if (status == STATUS_OK)
    status = arrays_make(radial, trail);
  if (status != STATUS_OK)
  {
    radial_free(radial);
    return status;
  }
  struct problem *problem = &radial->problem;
  problem->size = radial->channel.states * radial->channel.cells;
  problem->trajectories = 1;
  problem->context = radial;
  problem->rates = radial_rates;
  problem->partials = radial_partials;
  problem->begin = radial_begin;
  problem->act = radial_act;
  problem->row = radial->row;
  problem->column = radial->column;
  problem->band_place = radial->place;
  problem->events = 1;
  problem->event_times = radial->event_times;
  problem->times = radial->times;
  problem->end = radial->times[problem->outputs - 1];
  problem->absolute_over_relative = 1;
  problem->unit_absolute = 1e-6;
  dependence_find(radial);
  parts_list(radial);
  *result = radial;
  return STATUS_OK;
}

void radial_free(struct radial *radial)
{
  if (radial == NULL)
    return;
  closure_radial_free(&radial->channel);
  scenario_free(radial->scenario);
  free(radial->memory);
  free(radial->row);
  free(radial->column);
  free(radial->entry);
  free(radial->place);
  free(radial->depends);
  free(radial->problem.reference);
  free(radial);
}

const struct problem *radial_problem(const struct radial *radial)
{
  return &radial->problem;
}

size_t radial_cells(const struct radial *radial)
{
  return radial->channel.cells;
}

enum status radial_reference(struct radial *radial, const struct solver *solver, double tolerance, struct trail *trail)
{
  struct problem *problem = &radial->problem;
  free(problem->reference);
  problem->reference = calloc(problem_solution_size(problem), sizeof(double));
  if (problem->reference == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a reference");
  return solver->solve(problem, tolerance, tolerance, problem->reference, trail);
}

/* where reports of the production solver go */
struct place
{
  double *next;
  size_t values;
};

static void place_fill(void *sink, double time, const double *state)
{
  (void)time;
  struct place *place = sink;
  memcpy(place->next, state, place->values * sizeof *state);
  place->next += place->values;
}

/* as closure_radial.c calls it */
static enum status production(const struct problem *problem, double relative, double absolute, double *solution,
                              struct trail *trail)
{
  (void)absolute;
  struct radial *radial = problem->context;
  struct closure_radial *channel = &radial->channel;
  struct place place = { solution, problem->size };
  struct diffusion_accuracy accuracy = { .tolerance = relative,
                                         .floor = 1e-3,
                                         .first_step = 0.01 / 24,
                                         .step_limit = 10000000,
                                         .low = channel->low,
                                         .high = channel->high };
  struct diffusion_reports reports = { problem->outputs, problem->times, &place, place_fill };
  struct diffusion_statistics statistics = { 0 };
  memcpy(channel->state, radial->start, problem->size * sizeof(double));
  return diffusion_solve(&channel->system, &channel->kinetics, &accuracy, 0, problem->end, &reports, channel->state, &statistics,
                         trail);
}

const struct solver radial_solvers[] = {
  { "neocol", "the production solver of channels", production },
  { NULL, NULL, NULL },
};
