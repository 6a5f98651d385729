/* diffusion_coupling.c - probes, differences, and their products with changes. */
#include "diffusion_coupling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_steps.h"
#include "vector.h"

static const double perturbation = 0x1p-24; /* of a value of order 1 */

static size_t field_first(const struct diffusion_coupling *c, size_t field)
{
  size_t states = c->system->states;
  return field < states ? field * c->cells : states * c->cells + (field - states) * c->system->columns;
}

static size_t field_size(const struct diffusion_coupling *c, size_t field)
{
  return field < c->system->states ? c->cells : c->system->columns;
}

/* the spread of a state, or spreads */
static size_t spread_of(const struct diffusion_coupling *c, size_t state)
{
  size_t k = 0;
  while (k < c->system->spreads && c->system->spread[k].state != state)
    k++;
  return k;
}

static int any_nan(size_t count, const double *value)
{
  int found = 0;
  for (size_t x = 0; x < count; x++)
    found |= isnan(value[x]);
  return found;
}

/* a field that is not a number shows in all that depends on it */
static void effects_find(struct diffusion_coupling *c, double time, const double *value)
{
  const struct diffusion_plane_system *system = c->system;
  for (size_t f = 0; f < c->fields; f++)
  {
    const size_t first = field_first(c, f), size = field_size(c, f);
    int is_edge = f >= system->states;
    memcpy(c->moved, value, c->values * sizeof *value);
    for (size_t x = first; x < first + size; x++)
      c->moved[x] = (double)NAN;
    c->kinetics->rates(system->context, time, c->moved, c->answer, c->changed);
    for (size_t k = 0; k < system->spreads; k++)
      c->asks[f] |= c->spreads[k * c->fields + f] = any_nan(c->cells, c->changed + k * c->cells) != 0;
    // what states do to each other within a cell is known from `partials`, and so is what edges do to each other
    for (size_t s = 0; is_edge && s < system->states; s++)
      c->asks[f] |= c->cell[s * c->fields + f] = any_nan(c->cells, c->answer + s * c->cells) != 0;
    for (size_t e = 0; !is_edge && e < c->edges; e++)
      c->asks[f] |= c->edge[e * c->fields + f] = any_nan(system->columns, c->answer + field_first(c, system->states + e)) != 0;
  }
}

int diffusion_coupling_make(struct diffusion_coupling *c, const struct diffusion_plane_system *system,
                            const struct diffusion_plane_kinetics *kinetics, const struct diffusion_part *part, double time,
                            const double *value)
{
  *c = (struct diffusion_coupling){ .system = system, .kinetics = kinetics, .part = part };
  const size_t cells = system->columns * system->rows, states = system->states, spreads = system->spreads;
  c->cells = cells;
  c->edges = system->extras / system->columns;
  c->fields = states + c->edges;
  c->values = states * cells + system->extras;
  c->asks = calloc(c->fields * (1 + spreads + states + c->edges) + 1, 1);
  c->memory = calloc((spreads * c->fields + states * c->edges + kinetics->entries + 2 * spreads + 2) * cells +
                         (c->edges * states + kinetics->edge_entries) * system->columns + 4 * c->values + states * c->edges + 1,
                     sizeof(double));
  if (c->asks == NULL || c->memory == NULL)
    return 0;
  c->spreads = c->asks + c->fields;
  c->cell = c->spreads + spreads * c->fields;
  c->edge = c->cell + states * c->fields;
  c->slope = c->memory;
  c->rate = c->slope + spreads * c->fields * cells;
  c->partials = c->rate + states * c->edges * cells;
  c->diffusivity = c->partials + kinetics->entries * cells;
  c->changed = c->diffusivity + spreads * cells;
  c->flow = c->changed + spreads * cells;
  c->gathered = c->flow + cells;
  c->mean = c->gathered + cells;
  c->edge_partials = c->mean + c->edges * states * system->columns;
  c->value = c->edge_partials + kinetics->edge_entries * system->columns;
  c->moved = c->value + c->values;
  c->answer = c->moved + c->values;
  c->base = c->answer + c->values;
  c->bound = c->base + c->values;
  effects_find(c, time, value);
  return 1;
}

void diffusion_coupling_free(struct diffusion_coupling *c)
{
  free(c->asks);
  free(c->memory);
  memset(c, 0, sizeof *c);
}

/* slope = (after - before) / distance; returns whether any is not 0 */
VECTOR_CLONES
static int difference(size_t count, const double *restrict before, const double *restrict after, const double *restrict from,
                      const double *restrict to, double *restrict slope)
{
  double all = 0;
  for (size_t x = 0; x < count; x++)
    slope[x] = (after[x] - before[x]) / (to[x] - from[x]);
  for (size_t x = 0; x < count; x++)
    all = slope[x] != 0 ? 1 : all;
  return all != 0;
}

/* the same for cells that see the value of their column */
static int difference_by_column(const struct diffusion_coupling *c, size_t field, const double *before, const double *after,
                                double *slope)
{
  const size_t columns = c->system->columns, first = field_first(c, field);
  int any = 0;
  for (size_t j = 0; j < c->system->rows; j++)
    any |=
        difference(columns, before + j * columns, after + j * columns, c->value + first, c->moved + first, slope + j * columns);
  return any;
}

enum
{
  UNKNOWN = 1, /* may have an effect */
  PRESENT = 2  /* has one now */
};

static void flag_set(unsigned char *flag, int present)
{
  *flag = (unsigned char)(UNKNOWN | (present ? PRESENT : 0));
}

/* target += what changes of the diffusivity of spread k move, or (bound) at most move; over the cells of each row that take part
 */
static inline __attribute__((always_inline)) void flows_add(const struct diffusion_coupling *c, size_t k, const int bound,
                                                            const enum diffusion_mean mean, const double *restrict change,
                                                            double *restrict target)
{
  const struct diffusion_part *part = &c->part[k];
  const size_t columns = c->system->columns, rows = c->system->rows, *width = part->stencil.width;
  const double *restrict d = c->diffusivity + k * c->cells, *restrict inverse = part->inverse;
  const double *restrict value = c->value + c->system->spread[k].state * c->cells;
  double *restrict flow = c->flow;
  for (size_t side = 0; side < 2; side++)
    for (size_t j = 0; j + side < rows; j++)
    {
      const size_t below = side == 0 ? width[j] : width[j + 1], both = width[j] < below ? width[j] : below;
      const size_t first = j * columns, apart = side == 0 ? 1 : columns, count = side == 0 && both > 0 ? both - 1 : both;
      const double *restrict open = (side == 0 ? part->right : part->down) + first;
      for (size_t i = 0; i < count; i++)
      {
        size_t x = first + i, y = x + apart;
        double one = diffusion_face_slope(mean, d[x], d[y]) * change[x],
               other = diffusion_face_slope(mean, d[y], d[x]) * change[y];
        double drive = open[i] * (value[y] - value[x]);
        flow[i] = bound ? (fabs(one) + fabs(other)) * fabs(drive) : (one + other) * drive;
      }
      for (size_t i = 0; i < count; i++)
        target[first + i] += flow[i] * inverse[first + i];
      for (size_t i = 0; i < count; i++)
        target[first + i + apart] += (bound ? flow[i] : -flow[i]) * inverse[first + i + apart];
    }
}

VECTOR_CLONES
static void flows_change(const struct diffusion_coupling *c, size_t k, const double *change, double *target)
{
  if (c->system->spread[k].mean == DIFFUSION_ARITHMETIC)
    flows_add(c, k, 0, DIFFUSION_ARITHMETIC, change, target);
  else
    flows_add(c, k, 0, DIFFUSION_HARMONIC, change, target);
}

/* most that an edge that changes by 1 does to the rate of `state` */
VECTOR_CLONES
static double bound_find(const struct diffusion_coupling *c, size_t state, size_t edge)
{
  const size_t field = c->system->states + edge, k = spread_of(c, state);
  double most = 0, *at_most = c->gathered;
  memset(at_most, 0, c->cells * sizeof *at_most);
  if (k < c->system->spreads && (c->spreads[k * c->fields + field] & PRESENT))
    flows_add(c, k, 1, c->system->spread[k].mean, c->slope + (k * c->fields + field) * c->cells, at_most);
  if (c->cell[state * c->fields + field] & PRESENT)
  {
    const double *rate = c->rate + (state * c->edges + edge) * c->cells;
    for (size_t x = 0; x < c->cells; x++)
      at_most[x] += fabs(rate[x]);
  }
  for (size_t x = 0; x < c->cells; x++)
    most = at_most[x] > most ? at_most[x] : most;
  return most;
}

void diffusion_coupling_linearize(struct diffusion_coupling *c, double time, const double *value)
{
  const struct diffusion_plane_system *system = c->system;
  const size_t cells = c->cells, states = system->states, columns = system->columns;
  memcpy(c->value, value, c->values * sizeof *value);
  memcpy(c->moved, value, c->values * sizeof *value);
  c->kinetics->partials(system->context, time, value, c->partials, c->edge_partials);
  c->kinetics->rates(system->context, time, value, c->base, c->diffusivity);
  for (size_t f = 0; f < c->fields; f++)
  {
    const size_t first = field_first(c, f), size = field_size(c, f);
    if (!c->asks[f])
      continue;
    for (size_t x = first; x < first + size; x++)
      c->moved[x] += perturbation;
    c->kinetics->rates(system->context, time, c->moved, c->answer, c->changed);
    for (size_t k = 0; k < system->spreads; k++)
    {
      unsigned char *flag = &c->spreads[k * c->fields + f];
      const double *before = c->diffusivity + k * cells, *after = c->changed + k * cells;
      double *slope = c->slope + (k * c->fields + f) * cells;
      if (*flag && f < states)
        flag_set(flag, difference(cells, before, after, value + first, c->moved + first, slope));
      else if (*flag)
        flag_set(flag, difference_by_column(c, f, before, after, slope));
    }
    for (size_t s = 0; f >= states && s < states; s++)
      if (c->cell[s * c->fields + f])
        flag_set(&c->cell[s * c->fields + f], difference_by_column(c, f, c->base + s * cells, c->answer + s * cells,
                                                                   c->rate + (s * c->edges + f - states) * cells));
    // all cells were moved by about the same, and so was their mean
    for (size_t e = 0; e < c->edges; e++)
      if (c->edge[e * c->fields + f])
      {
        const size_t place = field_first(c, states + e);
        flag_set(&c->edge[e * c->fields + f], difference(columns, c->base + place, c->answer + place, value + first,
                                                         c->moved + first, c->mean + (e * states + f) * columns));
      }
    memcpy(c->moved + first, value + first, size * sizeof *value);
  }
  // what states do to each other within a cell
  for (size_t e = 0; e < c->kinetics->entries; e++)
  {
    double any = 0;
    const double *partial = c->partials + e * cells;
    for (size_t x = 0; x < cells; x++)
      any = partial[x] != 0 ? 1 : any;
    flag_set(&c->cell[c->kinetics->row[e] * c->fields + c->kinetics->column[e]], any != 0);
  }
  for (size_t s = 0; s < states; s++)
    for (size_t e = 0; e < c->edges; e++)
      c->bound[s * c->edges + e] = diffusion_coupling_reaches(c, s, states + e) ? bound_find(c, s, e) : 0;
}

const double *diffusion_coupling_own(const struct diffusion_coupling *c, size_t state)
{
  for (size_t e = 0; e < c->kinetics->entries; e++)
    if (c->kinetics->row[e] == state && c->kinetics->column[e] == state)
      return c->partials + e * c->cells;
  return NULL;
}

const double *diffusion_coupling_slope(const struct diffusion_coupling *c, size_t k)
{
  return c->slope + (k * c->fields + c->system->spread[k].state) * c->cells;
}

int diffusion_coupling_reaches(const struct diffusion_coupling *c, size_t state, size_t other)
{
  size_t k = spread_of(c, state);
  int by_flow = k < c->system->spreads && (c->spreads[k * c->fields + other] & PRESENT);
  return other != state && (by_flow || (c->cell[state * c->fields + other] & PRESENT));
}

int diffusion_coupling_fixed(const struct diffusion_coupling *c, size_t k)
{
  int depends = 0;
  for (size_t f = 0; f < c->fields; f++)
    depends |= c->spreads[k * c->fields + f];
  return !depends;
}

/* right += factor * change, cell by cell, or with the change of the column */
VECTOR_CLONES
static void product_add(size_t count, const double *restrict factor, const double *restrict change, double *restrict right)
{
  for (size_t x = 0; x < count; x++)
    right[x] += factor[x] * change[x];
}

static void field_add(const struct diffusion_coupling *c, size_t field, const double *factor, const double *change, double *right)
{
  const size_t columns = c->system->columns;
  if (field < c->system->states)
    product_add(c->cells, factor, change + field_first(c, field), right);
  else
    for (size_t j = 0; j < c->system->rows; j++)
      product_add(columns, factor + j * columns, change + field_first(c, field), right + j * columns);
}

void diffusion_coupling_add(struct diffusion_coupling *c, size_t state, const double *change, double *right)
{
  const struct diffusion_plane_system *system = c->system;
  const struct diffusion_plane_kinetics *kinetics = c->kinetics;
  for (size_t e = 0; e < kinetics->entries; e++)
    if (kinetics->row[e] == state && kinetics->column[e] != state && (c->cell[state * c->fields + kinetics->column[e]] & PRESENT))
      field_add(c, kinetics->column[e], c->partials + e * c->cells, change, right);
  for (size_t e = 0; e < c->edges; e++)
    if (c->cell[state * c->fields + system->states + e] & PRESENT)
      field_add(c, system->states + e, c->rate + (state * c->edges + e) * c->cells, change, right);
  // flows change with the diffusivity
  size_t k = spread_of(c, state);
  int any = 0;
  for (size_t f = 0; k < system->spreads && f < c->fields; f++)
    if (f != state && (c->spreads[k * c->fields + f] & PRESENT))
    {
      if (!any)
        memset(c->gathered, 0, c->cells * sizeof *c->gathered);
      field_add(c, f, c->slope + (k * c->fields + f) * c->cells, change, c->gathered);
      any = 1;
    }
  if (any)
    flows_change(c, k, c->gathered, right);
}

void diffusion_coupling_edges(const struct diffusion_coupling *c, const double *change, double *right)
{
  const size_t columns = c->system->columns, states = c->system->states;
  for (size_t s = 0; s < states; s++)
  {
    int seen = 0;
    for (size_t e = 0; e < c->edges; e++)
      seen |= c->edge[e * c->fields + s] & PRESENT;
    if (!seen)
      continue;
    double *mean = c->flow;
    memset(mean, 0, columns * sizeof *mean);
    for (size_t j = 0; j < c->system->rows; j++)
      for (size_t i = 0; c->kinetics->weight[j] != 0 && i < columns; i++)
        mean[i] += c->kinetics->weight[j] * change[s * c->cells + j * columns + i];
    for (size_t e = 0; e < c->edges; e++)
      if (c->edge[e * c->fields + s] & PRESENT)
        product_add(columns, c->mean + (e * states + s) * columns, mean, right + e * columns);
  }
}
