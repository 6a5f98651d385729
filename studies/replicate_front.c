/* replicate_front.c - the edge is one more cell of huge capacity that is held at rest; the wound starts empty. Reports are linear
 * between steps, so they change no step. */
#include "replicate_front.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion.h"

static const double circle = 2 * 3.14159265358979323846;

/* a grid and its run */
struct closing
{
  const struct replica *replica;
  struct replica_front *front;
  size_t states, cells, nodes; /* nodes: cells and the edge */
  size_t level_state, done;
  double radius, level;
  double *face, *capacity, *conductance, *state, *before, *partials;
  size_t *diagonal; /* entry of d rate / d own state, or the number of entries */
  struct diffusion_spread *spread;
  double last_time, last_front; /* of the step before */
  double passed[2];             /* when the front was at 0.7 and 0.4 of the radius */
};

static void closing_free(struct closing *c)
{
  free(c->face);
  free(c->capacity);
  free(c->conductance);
  free(c->state);
  free(c->before);
  free(c->partials);
  free(c->diagonal);
  free(c->spread);
}

static void closing_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct closing *c = context;
  const struct assembly *assembly = c->replica->assembly;
  size_t entries = assembly_entry_count(assembly);
  (void)time;
  assembly_rates(assembly, c->nodes, state, NULL, rate);
  assembly_partials(assembly, c->nodes, state, NULL, c->partials);
  for (size_t s = 0; s < c->states; s++)
  {
    for (size_t i = 0; i < c->nodes; i++)
      diagonal[s * c->nodes + i] = c->diagonal[s] < entries ? c->partials[c->diagonal[s] * c->nodes + i] : 0;
    // the edge is held
    rate[s * c->nodes + c->cells] = diagonal[s * c->nodes + c->cells] = 0;
  }
}

static void closing_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct closing *c = context;
  (void)time;
  assembly_diffusivity(c->replica->assembly, k, c->nodes, state, NULL, diffusivity);
}

/* where the state that is the front crosses the level, from the centre outwards; 0 when the centre is above */
static double front_find(const struct closing *c, const double *state)
{
  const double *value = state + c->level_state * c->nodes;
  if (value[0] >= c->level)
    return 0;
  if (value[c->cells - 1] <= 0)
    return c->radius;
  for (size_t i = 0; i < c->cells; i++)
    if (value[i + 1] >= c->level)
    {
      double here = 0.5 * (c->face[i] + c->face[i + 1]);
      double next = i + 1 < c->cells ? 0.5 * (c->face[i + 1] + c->face[i + 2]) : c->radius;
      return here + (next - here) * (c->level - value[i]) / (value[i + 1] - value[i]);
    }
  return c->radius;
}

/* time at which something that went from `before` to `after` in a step was at `level` */
static double crossed(double last, double time, double before, double after, double level)
{
  return last + (time - last) * (level - before) / (after - before);
}

static void closing_observe(void *sink, double time, const double *state)
{
  struct closing *c = sink;
  struct replica_front *front = c->front;
  double now = front_find(c, state);
  size_t first = c->level_state * c->nodes;
  static const double marks[] = { 0.7, 0.4 };
  for (size_t m = 0; m < 2; m++)
    if (c->last_front > marks[m] * c->radius && now <= marks[m] * c->radius && now > 0)
      c->passed[m] = crossed(c->last_time, time, c->last_front, now, marks[m] * c->radius);
  if (isnan(front->closure) && state[first] >= c->level)
    front->closure = crossed(c->last_time, time, c->before[first], state[first], c->level);
  // reports between the step before and this one
  for (; c->done < front->times && front->time[c->done] <= time; c->done++)
  {
    size_t k = c->done;
    double part = time > c->last_time ? (front->time[k] - c->last_time) / (time - c->last_time) : 1;
    front->front[k] = c->last_front + part * (now - c->last_front);
    for (size_t s = 0; s < c->states; s++)
    {
      for (size_t i = 0; i < c->cells; i++)
      {
        double before = c->before[s * c->nodes + i], after = state[s * c->nodes + i];
        front->profile[(s * front->times + k) * c->cells + i] = before + part * (after - before);
      }
      front->centre[s * front->times + k] = front->profile[(s * front->times + k) * c->cells];
    }
  }
  c->last_time = time;
  c->last_front = now;
  memcpy(c->before, state, c->states * c->nodes * sizeof *state);
}

size_t replica_front_cells(const struct replica *replica, size_t level)
{
  double cells = replica_parameter(replica, replica->model->space.radius) * (double)replica->model->space.cells;
  cells = cells < 10 ? 10 : cells > 50000 ? 50000 : cells;
  return (size_t)(cells + 0.5) << level;
}

/* faces, capacities and conductances; the edge is half a cell away from the last centre */
static void grid_make(struct closing *c)
{
  double width = c->radius / (double)c->cells;
  for (size_t i = 0; i <= c->cells; i++)
    c->face[i] = width * (double)i;
  int is_disc = replica_parameter(c->replica, c->replica->model->space.disc) > 0.5;
  if (is_disc)
    diffusion_radial_geometry(c->cells, c->face, c->capacity, c->conductance);
  else
    for (size_t i = 0; i < c->cells; i++)
    {
      c->capacity[i] = width;
      c->conductance[i] = 1 / width;
    }
  c->capacity[c->cells] = 1e30;
  c->conductance[c->cells - 1] = (is_disc ? circle * c->radius : 1) * 2 / width;
  // within the wound there is nothing, the edge is at rest
  double rest[64];
  assembly_initial(c->replica->assembly, rest);
  for (size_t s = 0; s < c->states; s++)
    c->state[s * c->nodes + c->cells] = rest[s];
  for (size_t i = 0; i < c->cells; i++)
    c->front->place[i] = 0.5 * (c->face[i] + c->face[i + 1]);
}

static enum status closing_make(struct closing *c, struct trail *trail)
{
  const struct assembly *assembly = c->replica->assembly;
  size_t entries = assembly_entry_count(assembly);
  c->face = calloc(c->cells + 1, sizeof(double));
  c->capacity = calloc(c->nodes, sizeof(double));
  c->conductance = calloc(c->nodes, sizeof(double));
  c->state = calloc(c->states * c->nodes, sizeof(double));
  c->before = calloc(c->states * c->nodes, sizeof(double));
  c->partials = calloc((entries + 1) * c->nodes, sizeof(double));
  c->diagonal = calloc(c->states, sizeof(size_t));
  c->spread = calloc(assembly_spread_count(assembly) + 1, sizeof *c->spread);
  if (c->face == NULL || c->capacity == NULL || c->conductance == NULL || c->state == NULL || c->before == NULL ||
      c->partials == NULL || c->diagonal == NULL || c->spread == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a wound of %zu cells", c->cells);
  for (size_t k = 0; k < assembly_spread_count(assembly); k++)
    c->spread[k] = (struct diffusion_spread){ assembly_spread_state(assembly, k), DIFFUSION_ARITHMETIC };
  for (size_t s = 0; s < c->states; s++)
  {
    c->diagonal[s] = entries;
    for (size_t e = 0; e < entries; e++)
      if (assembly_entry_rows(assembly)[e] == s && assembly_entry_columns(assembly)[e] == s)
        c->diagonal[s] = e;
  }
  grid_make(c);
  return STATUS_OK;
}

enum status replica_front_run(const struct replica *replica, size_t level, struct replica_front *front, struct trail *trail)
{
  const struct published_space *space = &replica->model->space;
  struct closing c = { .replica = replica,
                       .front = front,
                       .states = assembly_state_count(replica->assembly),
                       .cells = front->cells,
                       .nodes = front->cells + 1,
                       .level_state = assembly_state_find(replica->assembly, space->front),
                       .radius = replica_parameter(replica, space->radius),
                       .level = space->level,
                       .passed = { (double)NAN, (double)NAN } };
  if (!(c.radius > 0 && c.radius * (double)space->cells <= 50000))
    return status_fail(trail, STATUS_DATA, "%s is %g; expected more than 0 and at most %g", space->radius, c.radius,
                       50000 / (double)space->cells);
  c.last_front = c.radius;
  front->closure = (double)NAN;
  enum status status = closing_make(&c, trail);
  struct diffusion_system system = { .states = c.states,
                                     .cells = c.nodes,
                                     .capacity = c.capacity,
                                     .conductance = c.conductance,
                                     .spreads = assembly_spread_count(replica->assembly),
                                     .spread = c.spread,
                                     .context = &c,
                                     .reaction = closing_reaction,
                                     .diffusivity = closing_diffusivity };
  struct diffusion_control control = { space->step / (level == 0 ? 1 : 4), 2 };
  struct diffusion_statistics statistics = { 0 };
  // chunks of whole steps until the wound is closed and everything is reported
  size_t chunk = 0;
  const double length = 100 * control.step;
  if (status == STATUS_OK)
    memcpy(c.before, c.state, c.states * c.nodes * sizeof *c.state);
  while (status == STATUS_OK && (c.done < front->times || isnan(front->closure)) &&
         (c.done < front->times || (double)chunk * length < replica->model->settled))
  {
    status = diffusion_integrate(&system, &control, (double)chunk * length, (double)(chunk + 1) * length,
                                 (struct diffusion_observer){ &c, closing_observe }, c.state, &statistics, trail);
    chunk++;
  }
  front->speed = 0.3 * c.radius / (c.passed[1] - c.passed[0]);
  closing_free(&c);
  return status;
}
