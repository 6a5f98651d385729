/* assembly.c - wiring by name once; evaluation in blocks of points with all pointers on the stack. */
#include "wiring.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "unit.h"

void assembly_free(struct assembly *assembly)
{
  if (assembly == NULL)
    return;
  free(assembly->wiring);
  free(assembly->state_owner);
  free(assembly->state_local);
  free(assembly->state_low);
  free(assembly->state_high);
  free(assembly->observable_owner);
  free(assembly->observable_local);
  free(assembly->spread_owner);
  free(assembly->spread_local);
  free(assembly->spread_state);
  free(assembly->row);
  free(assembly->column);
  free(assembly->drift_row);
  free(assembly->drift_column);
  free(assembly);
}

/* counts what the processes own and makes room for it */
static enum status room_make(struct assembly *a, const struct process *const *processes, size_t count, const double *parameters,
                             const size_t *first, struct trail *trail)
{
  for (size_t i = 0; i < count; i++)
    if (processes[i] != NULL)
    {
      a->wirings++;
      a->states += processes[i]->state_count;
      a->observables += processes[i]->observable_count;
      a->spreads += processes[i]->spread_count;
    }
  // only what is used of it is filled
  a->wiring = malloc((a->wirings + 1) * sizeof *a->wiring);
  size_t **lists[] = { &a->state_owner,  &a->state_local,  &a->observable_owner, &a->observable_local,
                       &a->spread_owner, &a->spread_local, &a->spread_state };
  size_t sizes[] = { a->states, a->states, a->observables, a->observables, a->spreads, a->spreads, a->spreads };
  a->state_low = calloc(a->states + 1, sizeof *a->state_low);
  a->state_high = calloc(a->states + 1, sizeof *a->state_high);
  int full = a->wiring == NULL || a->state_low == NULL || a->state_high == NULL;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    full |= (*lists[k] = calloc(sizes[k] + 1, sizeof(size_t))) == NULL;
  if (full)
    return status_fail(trail, STATUS_MEMORY, "no memory for the processes");
  for (size_t i = 0, w = 0; i < count; i++)
    if (processes[i] != NULL)
    {
      struct wiring *wiring = &a->wiring[w++];
      wiring->process = processes[i];
      wiring->parameters = parameters + first[i];
      wiring->inputs = processes[i]->state_count + processes[i]->read_count;
      wiring->outputs = processes[i]->state_count + processes[i]->feed_count;
      if (wiring->inputs > INPUTS || wiring->outputs > OUTPUTS || wiring->inputs * wiring->outputs > LOCAL_PARTIALS)
        return status_fail(trail, STATUS_SOFTWARE, "process '%s' has too many states, reads or feeds", processes[i]->name);
    }
  return STATUS_OK;
}

/* lists all states, observables and spreads with their owners */
static enum status owners_list(struct assembly *a, struct trail *trail)
{
  size_t states = 0, observables = 0, spreads = 0;
  enum status status = STATUS_OK;
  for (size_t w = 0; w < a->wirings; w++)
  {
    const struct process *process = a->wiring[w].process;
    for (size_t k = 0; k < process->state_count; k++, states++)
    {
      for (size_t s = 0; s < states; s++)
        if (text_is_same(assembly_state(a, s, NULL)->name, process->states[k].name))
          status = status_fail(trail, STATUS_DATA, "state '%s' is owned by two processes, '%s' and '%s'", process->states[k].name,
                               a->wiring[a->state_owner[s]].process->name, process->name);
      double factor = unit_factor(process->states[k].unit);
      a->state_owner[states] = w;
      a->state_local[states] = k;
      a->state_low[states] = process->states[k].low * factor;
      a->state_high[states] = process->states[k].high * factor;
    }
    for (size_t k = 0; k < process->observable_count; k++, observables++)
    {
      a->observable_owner[observables] = w;
      a->observable_local[observables] = k;
    }
    for (size_t k = 0; k < process->spread_count; k++, spreads++)
    {
      a->spread_owner[spreads] = w;
      a->spread_local[spreads] = k;
      a->spread_state[spreads] = assembly_state_find(a, process->spreads[k].state);
    }
  }
  return status;
}

/* an error when a reader or feeder means another kind of quantity than the owner */
static enum status units_compare(const struct process *process, const char *name, const char *unit, const struct state_row *owner,
                                 struct trail *trail)
{
  struct unit one, other;
  if (text_is_same(unit, owner->unit) && !isnan(unit_factor(unit)))
    return STATUS_OK;
  if (unit_parse(unit, &one, trail) != STATUS_OK || unit_parse(owner->unit, &other, trail) != STATUS_OK)
    return status_at(trail, STATUS_DATA, "in process '%s'", process->name);
  if (dimension_equal(one.dimension, other.dimension))
    return STATUS_OK;
  return status_fail(trail, STATUS_DATA, "process '%s' takes '%s' in '%s', its owner declares '%s'", process->name, name, unit,
                     owner->unit);
}

/* finds the source of each input and the target of each output */
static enum status wires_find(struct assembly *a, const char *const *environment, struct trail *trail)
{
  enum status status = STATUS_OK, checked;
  for (size_t w = 0; w < a->wirings; w++)
  {
    struct wiring *wiring = &a->wiring[w];
    const struct process *process = wiring->process;
    for (size_t k = 0; k < process->state_count; k++)
    {
      size_t s = assembly_state_find(a, process->states[k].name);
      wiring->source[k] = (struct source){ SOURCE_STATE, s, 0 };
      wiring->target[k] = s;
    }
    for (size_t k = 0; k < process->read_count; k++)
    {
      const struct read_row *read = &process->reads[k];
      struct source *source = &wiring->source[process->state_count + k];
      *source = (struct source){ SOURCE_FALLBACK, 0, read->fallback * unit_factor(read->unit) };
      for (size_t e = 0; e < a->environments; e++)
        if (text_is_same(environment[e], read->name))
          *source = (struct source){ SOURCE_ENVIRONMENT, e, 0 };
      size_t s = assembly_state_find(a, read->name);
      if (s < a->states)
      {
        *source = (struct source){ SOURCE_STATE, s, 0 };
        checked = units_compare(process, read->name, read->unit, assembly_state(a, s, NULL), trail);
        status = checked == STATUS_OK ? status : checked;
      }
    }
    for (size_t k = 0; k < process->feed_count; k++)
    {
      const struct feed_row *feed = &process->feeds[k];
      size_t s = assembly_state_find(a, feed->name);
      wiring->target[process->state_count + k] = s;
      if (s < a->states)
      {
        checked = units_compare(process, feed->name, feed->unit, assembly_state(a, s, NULL), trail);
        status = checked == STATUS_OK ? status : checked;
      }
    }
  }
  return status;
}

/* pointers to a block of inputs; constants go into `room` with the first block of a wiring, which is the longest */
static void inputs_point(const struct assembly *a, const struct wiring *wiring, size_t points, size_t start, size_t block,
                         const double *state, const double *environment, double room[][BLOCK], const double **in)
{
  (void)a;
  for (size_t k = 0; k < wiring->inputs; k++)
  {
    const struct source *source = &wiring->source[k];
    if (source->kind == SOURCE_STATE)
      in[k] = state + source->index * points + start;
    else if (source->kind == SOURCE_ENVIRONMENT)
      in[k] = environment + source->index * points + start;
    else
    {
      for (size_t p = 0; start == 0 && p < block; p++)
        room[k][p] = source->fallback;
      in[k] = room[k];
    }
  }
}

/* calls `process` for each wiring and block with its inputs pointed to */
#define BLOCKS_BEGIN(a, points, state, environment)                                                                              \
  double constants[INPUTS][BLOCK];                                                                                               \
  for (size_t w = 0; w < (a)->wirings; w++)                                                                                      \
    for (size_t start = 0; start < (points); start += BLOCK)                                                                     \
    {                                                                                                                            \
      const struct wiring *wiring = &(a)->wiring[w];                                                                             \
      size_t block = (points)-start < BLOCK ? (points)-start : BLOCK;                                                            \
      const double *in[INPUTS];                                                                                                  \
      inputs_point((a), wiring, (points), start, block, (state), (environment), constants, in);
#define BLOCKS_END }

void assembly_rates(const struct assembly *a, size_t points, const double *state, const double *environment, double *rate)
{
  memset(rate, 0, a->states * points * sizeof *rate);
  double nowhere[BLOCK] = { 0 }; // what nobody owns is added up here, and not looked at
  BLOCKS_BEGIN(a, points, state, environment)
  {
    double *out[OUTPUTS];
    for (size_t k = 0; k < wiring->outputs; k++)
      out[k] = wiring->target[k] < a->states ? rate + wiring->target[k] * points + start : nowhere;
    wiring->process->rates(block, in, wiring->parameters, (const double *const *)out, out);
  }
  BLOCKS_END
}

/* adds a row of a block to a row of all points */
static void row_add(size_t block, const double *local, double *row)
{
  for (size_t p = 0; p < block; p++)
    row[p] += local[p];
}

void assembly_partials(const struct assembly *a, size_t points, const double *state, const double *environment, double *values)
{
  assembly_derivatives(a, points, state, environment, values, NULL);
}

void assembly_derivatives(const struct assembly *a, size_t points, const double *state, const double *environment, double *values,
                          double *drifts)
{
  memset(values, 0, a->entries * points * sizeof *values);
  if (drifts != NULL)
    memset(drifts, 0, a->drifts * points * sizeof *drifts);
  BLOCKS_BEGIN(a, points, state, environment)
  {
    double local[LOCAL_PARTIALS][BLOCK], *partials[LOCAL_PARTIALS];
    size_t count = wiring->inputs * wiring->outputs;
    for (size_t k = 0; k < count; k++)
      partials[k] = local[k];
    wiring->process->partials(block, in, wiring->parameters, partials);
    for (size_t k = 0; k < count; k++)
      if (wiring->entry[k] < a->entries)
        row_add(block, local[k], values + wiring->entry[k] * points + start);
      else if (drifts != NULL && wiring->drift[k] < a->drifts)
        row_add(block, local[k], drifts + wiring->drift[k] * points + start);
  }
  BLOCKS_END
}

void assembly_injure(const struct assembly *a, size_t points, const double *environment, const struct hit *hit, double *state)
{
  double after[OUTPUTS][BLOCK];
  BLOCKS_BEGIN(a, points, state, environment)
  {
    // sessions act on own states only, so the order of processes does not matter
    const struct process *process = wiring->process;
    if (process->injure == NULL)
      continue;
    double *out[OUTPUTS];
    for (size_t k = 0; k < process->state_count; k++)
      out[k] = after[k];
    process->injure(block, in, wiring->parameters, hit + start, out);
    for (size_t k = 0; k < process->state_count; k++)
      memcpy(state + wiring->target[k] * points + start, after[k], block * sizeof(double));
  }
  BLOCKS_END
}

/* evaluates one row of one process over all points */
static void row_evaluate(const struct assembly *a, size_t owner,
                         void (*evaluate)(size_t, const double *const *, const double *, double *), size_t points,
                         const double *state, const double *environment, double *value)
{
  const struct wiring *wiring = &a->wiring[owner];
  double constants[INPUTS][BLOCK];
  for (size_t start = 0; start < points; start += BLOCK)
  {
    size_t block = points - start < BLOCK ? points - start : BLOCK;
    const double *in[INPUTS];
    inputs_point(a, wiring, points, start, block, state, environment, constants, in);
    evaluate(block, in, wiring->parameters, value + start);
  }
}

void assembly_observe(const struct assembly *a, size_t i, size_t points, const double *state, const double *environment,
                      double *value)
{
  row_evaluate(a, a->observable_owner[i], assembly_observable(a, i, NULL)->observe, points, state, environment, value);
}

void assembly_diffusivity(const struct assembly *a, size_t k, size_t points, const double *state, const double *environment,
                          double *diffusivity)
{
  const struct process *process = a->wiring[a->spread_owner[k]].process;
  row_evaluate(a, a->spread_owner[k], process->spreads[a->spread_local[k]].diffusivity, points, state, environment, diffusivity);
}

void assembly_initial(const struct assembly *a, double *initial)
{
  for (size_t w = 0; w < a->wirings; w++)
  {
    double values[OUTPUTS];
    const struct wiring *wiring = &a->wiring[w];
    wiring->process->initial(wiring->parameters, values);
    for (size_t k = 0; k < wiring->process->state_count; k++)
      initial[wiring->target[k]] = values[k];
  }
}

/* adds (row, column) to a pattern of *count entries unless it is there, and returns its number */
static size_t entry_add(size_t *rows, size_t *columns, size_t *count, size_t row, size_t column)
{
  for (size_t e = 0; e < *count; e++)
    if (rows[e] == row && columns[e] == column)
      return e;
  rows[*count] = row;
  columns[*count] = column;
  return (*count)++;
}

/* finds the pattern: a value that is not a number in one input shows in every output that depends on it */
static enum status pattern_find(struct assembly *a, struct trail *trail)
{
  size_t most = 0;
  for (size_t w = 0; w < a->wirings; w++)
    most += a->wiring[w].inputs * a->wiring[w].outputs;
  a->row = calloc(most + 1, sizeof *a->row);
  a->column = calloc(most + 1, sizeof *a->column);
  a->drift_row = calloc(most + 1, sizeof *a->drift_row);
  a->drift_column = calloc(most + 1, sizeof *a->drift_column);
  if (a->row == NULL || a->column == NULL || a->drift_row == NULL || a->drift_column == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the pattern of derivatives");
  for (size_t w = 0; w < a->wirings; w++)
  {
    struct wiring *wiring = &a->wiring[w];
    for (size_t j = 0; j < wiring->inputs; j++)
    {
      double point[INPUTS], rates[OUTPUTS] = { 0 }, *out[OUTPUTS];
      const double *in[INPUTS];
      for (size_t k = 0; k < wiring->inputs; k++)
      {
        point[k] = k == j ? (double)NAN : 0.25 + 0.125 * (double)k;
        in[k] = &point[k];
      }
      for (size_t k = 0; k < wiring->outputs; k++)
        out[k] = &rates[k];
      wiring->process->rates(1, in, wiring->parameters, (const double *const *)out, out);
      for (size_t k = 0; k < wiring->outputs; k++)
      {
        const struct source *source = &wiring->source[j];
        size_t *entry = &wiring->entry[k * wiring->inputs + j], *drift = &wiring->drift[k * wiring->inputs + j];
        *entry = *drift = SIZE_MAX;
        if (!isnan(rates[k]) || wiring->target[k] == a->states)
          continue;
        if (source->kind == SOURCE_STATE)
          *entry = entry_add(a->row, a->column, &a->entries, wiring->target[k], source->index);
        if (source->kind == SOURCE_ENVIRONMENT)
          *drift = entry_add(a->drift_row, a->drift_column, &a->drifts, wiring->target[k], source->index);
      }
    }
  }
  return STATUS_OK;
}

enum status assembly_create(const struct process *const *processes, size_t count, const char *const *environment,
                            size_t environment_count, const double *parameters, const size_t *first, struct assembly **assembly,
                            struct trail *trail)
{
  *assembly = NULL;
  struct assembly *a = calloc(1, sizeof *a);
  if (a == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the processes");
  a->environments = environment_count;
  enum status status = room_make(a, processes, count, parameters, first, trail);
  if (status == STATUS_OK)
    status = owners_list(a, trail);
  if (status == STATUS_OK)
    status = wires_find(a, environment, trail);
  if (status == STATUS_OK)
    status = pattern_find(a, trail);
  if (status != STATUS_OK)
  {
    assembly_free(a);
    return status;
  }
  *assembly = a;
  return STATUS_OK;
}

size_t assembly_state_count(const struct assembly *a)
{
  return a->states;
}

const struct state_row *assembly_state(const struct assembly *a, size_t i, const struct process **owner)
{
  const struct process *process = a->wiring[a->state_owner[i]].process;
  if (owner != NULL)
    *owner = process;
  return &process->states[a->state_local[i]];
}

size_t assembly_state_find(const struct assembly *a, const char *name)
{
  for (size_t w = 0, s = 0; w < a->wirings; w++)
    for (size_t k = 0; k < a->wiring[w].process->state_count; k++, s++)
      if (text_is_same(a->wiring[w].process->states[k].name, name))
        return s;
  return a->states;
}

size_t assembly_observable_count(const struct assembly *a)
{
  return a->observables;
}

const struct observable_row *assembly_observable(const struct assembly *a, size_t i, const struct process **owner)
{
  const struct process *process = a->wiring[a->observable_owner[i]].process;
  if (owner != NULL)
    *owner = process;
  return &process->observables[a->observable_local[i]];
}

size_t assembly_observable_find(const struct assembly *a, const char *name)
{
  size_t i = 0;
  while (i < a->observables && !text_is_same(assembly_observable(a, i, NULL)->name, name))
    i++;
  return i;
}

size_t assembly_spread_count(const struct assembly *a)
{
  return a->spreads;
}

size_t assembly_spread_state(const struct assembly *a, size_t k)
{
  return a->spread_state[k];
}

size_t assembly_entry_count(const struct assembly *a)
{
  return a->entries;
}

const size_t *assembly_entry_rows(const struct assembly *a)
{
  return a->row;
}

const size_t *assembly_entry_columns(const struct assembly *a)
{
  return a->column;
}

size_t assembly_drift_count(const struct assembly *a)
{
  return a->drifts;
}

const size_t *assembly_drift_rows(const struct assembly *a)
{
  return a->drift_row;
}

const size_t *assembly_drift_columns(const struct assembly *a)
{
  return a->drift_column;
}

enum status assembly_verify(const struct assembly *a, size_t points, const double *state, double time, struct trail *trail)
{
  for (size_t s = 0; s < a->states; s++)
  {
    const struct process *owner;
    const struct state_row *row = assembly_state(a, s, &owner);
    double low = a->state_low[s], high = a->state_high[s];
    // rounding and the tolerance of the solver may leave a state this much outside
    double margin = 1e-6 * (1 + fabs(high));
    if (margin > 1e-5)
      margin = 1e-5;
    for (size_t p = 0; p < points; p++)
    {
      double value = state[s * points + p];
      if (!isfinite(value))
        return status_fail(trail, STATUS_SOFTWARE, "%s.%s is not finite at day %.6g", owner->name, row->name, time);
      if (value < low - margin || value > high + margin)
        return status_fail(trail, STATUS_SOFTWARE, "%s.%s is %.6g %s at day %.6g, outside its bounds %g to %g", owner->name,
                           row->name, value / unit_factor(row->unit), row->unit, time, row->low, row->high);
    }
  }
  return STATUS_OK;
}
