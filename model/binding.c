/* binding.c - pointers of all inputs and outputs, found once. */
#include "binding.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"
#include "wiring.h"

/* a part of a derivative that another process has begun: it is added afterwards */
struct share
{
  double *target;
  const double *source;
};

struct bound
{
  const struct wiring *wiring;
  const double *in[INPUTS];
  const double *sum[OUTPUTS]; /* what processes before it have added, or zeros */
  double *out[OUTPUTS];
  double *partials[LOCAL_PARTIALS];
};

struct binding
{
  const struct assembly *assembly;
  size_t points, shares, bounds;
  const double *state;
  double *rate;
  struct bound *bound; /* [bounds] processes that have any output */
  struct share *share; /* in the order of processes */
  double *constants;   /* [inputs that nobody supplies][points] */
  double *scratch;     /* [shares][points], then twice room that nobody reads, and zeros */
};

void binding_free(struct binding *binding)
{
  if (binding == NULL)
    return;
  free(binding->bound);
  free(binding->share);
  free(binding->constants);
  free(binding->scratch);
  free(binding);
}

/* where the first process that knows an entry writes it; the next ones write to the scratch and add */
static double *place_find(struct binding *binding, size_t number, double *values, unsigned char *begun)
{
  double *target = values + number * binding->points;
  if (!begun[number])
  {
    begun[number] = 1;
    return target;
  }
  double *source = binding->scratch + binding->shares * binding->points;
  binding->share[binding->shares++] = (struct share){ target, source };
  return source;
}

static void partials_bind(struct binding *binding, double *partials, double *drifts, double *nobody, unsigned char *begun)
{
  for (size_t w = 0; w < binding->bounds; w++)
  {
    struct bound *bound = &binding->bound[w];
    for (size_t k = 0; k < bound->wiring->outputs * bound->wiring->inputs; k++)
    {
      bound->partials[k] = nobody;
      if (bound->wiring->entry[k] != SIZE_MAX)
        bound->partials[k] = place_find(binding, bound->wiring->entry[k], partials, begun);
      else if (bound->wiring->drift[k] != SIZE_MAX)
        bound->partials[k] = place_find(binding, bound->wiring->drift[k], drifts, begun + binding->assembly->entries);
    }
  }
}

/* begun: [states], marks rates that a process adds to */
static void states_bind(struct binding *binding, const double *state, const double *environment, double *nobody,
                        const double *zeros, unsigned char *begun)
{
  const struct assembly *a = binding->assembly;
  size_t points = binding->points, constants = 0;
  for (size_t w = 0; w < a->wirings; w++)
  {
    if (a->wiring[w].outputs == 0)
      continue;
    struct bound *bound = &binding->bound[binding->bounds++];
    bound->wiring = &a->wiring[w];
    for (size_t k = 0; k < bound->wiring->inputs; k++)
    {
      const struct source *source = &bound->wiring->source[k];
      if (source->kind == SOURCE_STATE)
        bound->in[k] = state + source->index * points;
      else if (source->kind == SOURCE_ENVIRONMENT)
        bound->in[k] = environment + source->index * points;
      else
      {
        double *constant = binding->constants + points * constants++;
        for (size_t p = 0; p < points; p++)
          constant[p] = source->fallback;
        bound->in[k] = constant;
      }
    }
    for (size_t k = 0; k < bound->wiring->outputs; k++)
    {
      size_t target = bound->wiring->target[k];
      bound->out[k] = target < a->states ? binding->rate + target * points : nobody;
      bound->sum[k] = target < a->states && begun[target] ? bound->out[k] : zeros;
      if (target < a->states)
        begun[target] = 1;
    }
  }
}

enum status binding_create(const struct assembly *assembly, size_t points, const double *state, const double *environment,
                           double *rate, double *partials, double *drifts, struct binding **binding, struct trail *trail)
{
  *binding = NULL;
  struct binding *b = calloc(1, sizeof *b);
  unsigned char *begun = calloc(assembly->states + assembly->entries + assembly->drifts + 1, 1);
  size_t inputs = 0, local = 0;
  for (size_t w = 0; w < assembly->wirings; w++)
  {
    inputs += assembly->wiring[w].inputs;
    local += assembly->wiring[w].inputs * assembly->wiring[w].outputs;
  }
  if (b != NULL)
  {
    b->assembly = assembly;
    b->points = points;
    b->state = state;
    b->rate = rate;
    b->bound = calloc(assembly->wirings + 1, sizeof *b->bound);
    b->share = calloc(local + 1, sizeof *b->share);
    b->constants = vector_room((inputs + 1) * points);
    b->scratch = vector_room((local + 3) * points);
  }
  if (b == NULL || begun == NULL || b->bound == NULL || b->share == NULL || b->constants == NULL || b->scratch == NULL)
  {
    binding_free(b);
    free(begun);
    return status_fail(trail, STATUS_MEMORY, "no memory to bind %zu processes", assembly->wirings);
  }
  double *unread = b->scratch + local * points;
  states_bind(b, state, environment, unread, unread + 2 * points, begun);
  partials_bind(b, partials, drifts, unread + points, begun + assembly->states);
  free(begun);
  *binding = b;
  return STATUS_OK;
}

void binding_read(struct binding *binding, const double *state)
{
  if (state == binding->state)
    return;
  binding->state = state;
  for (struct bound *bound = binding->bound; bound < binding->bound + binding->bounds; bound++)
    for (size_t k = 0; k < bound->wiring->inputs; k++)
      if (bound->wiring->source[k].kind == SOURCE_STATE)
        bound->in[k] = state + bound->wiring->source[k].index * binding->points;
}

void binding_write(struct binding *binding, double *rate)
{
  if (rate == binding->rate)
    return;
  binding->rate = rate;
  for (struct bound *bound = binding->bound; bound < binding->bound + binding->bounds; bound++)
    for (size_t k = 0; k < bound->wiring->outputs; k++)
    {
      double *out = rate + bound->wiring->target[k] * binding->points;
      int adds = bound->sum[k] == bound->out[k];
      if (bound->wiring->target[k] == binding->assembly->states)
        continue;
      bound->out[k] = out;
      bound->sum[k] = adds ? out : bound->sum[k];
    }
}

void binding_rates(const struct binding *binding)
{
  for (size_t w = 0; w < binding->bounds; w++)
  {
    const struct bound *bound = &binding->bound[w];
    bound->wiring->process->rates(binding->points, bound->in, bound->wiring->parameters, bound->sum, bound->out);
  }
}

void binding_diffusivity(const struct binding *binding, size_t k, double *diffusivity)
{
  const struct assembly *a = binding->assembly;
  const struct bound *bound = binding->bound;
  // who owns a state has an output
  while (bound->wiring != &a->wiring[a->spread_owner[k]])
    bound++;
  const struct spread_row *spread = &bound->wiring->process->spreads[a->spread_local[k]];
  spread->diffusivity(binding->points, bound->in, bound->wiring->parameters, diffusivity);
}

void binding_partials(const struct binding *binding)
{
  for (size_t w = 0; w < binding->bounds; w++)
  {
    const struct bound *bound = &binding->bound[w];
    bound->wiring->process->partials(binding->points, bound->in, bound->wiring->parameters, bound->partials);
  }
  for (size_t k = 0; k < binding->shares; k++)
  {
    const struct share *share = &binding->share[k];
    for (size_t p = 0; p < binding->points; p++)
      share->target[p] += share->source[p];
  }
}
