/* sample.c - draws from declared bounds; an input that another process owns is drawn from the bounds of its owner. */
#include "sample.h"

#include <math.h>
#include <string.h>

#include "random.h"
#include "unit.h"

double sample_uniform(const char *one, const char *other, int set, size_t n)
{
  // FNV-1a, so that names and not their order decide
  uint64_t hash = UINT64_C(14695981039346656037);
  for (; *one != '\0'; one++)
    hash = (hash ^ (unsigned char)*one) * UINT64_C(1099511628211);
  for (; *other != '\0'; other++)
    hash = (hash ^ (unsigned char)*other ^ 0x100) * UINT64_C(1099511628211);
  return random_uniform((struct random_stream){ hash, (uint32_t)set, 0 }, n);
}

/* a value between low and high for point n; the first two points are the corners */
static double value_draw(const char *process, const char *name, double low, double high, int set, enum sample_kind kind, size_t n)
{
  double u = sample_uniform(process, name, set, 2 * n), v = sample_uniform(process, name, set, 2 * n + 1);
  if (kind == SAMPLE_INSIDE)
    return low + fmin(high - low, 2) * (0.01 + 0.98 * u);
  if (n == 0 || (n > 1 && u < 0.125))
    return low;
  if (n == 1 || u < 0.25)
    return high;
  return u < 0.5 ? low + (high - low) * v : low + (high - low) * pow(10, -4 * v);
}

const char *sample_name(const struct process *process, size_t k)
{
  return k < process->state_count ? process->states[k].name : process->reads[k - process->state_count].name;
}

const char *sample_unit(const struct process *process, size_t k)
{
  return k < process->state_count ? process->states[k].unit : process->reads[k - process->state_count].unit;
}

/* bounds of a name in coherent units: those of its owner, or 0 to what stands for it when nobody owns it */
static void bounds_find(const struct conformance *c, const struct read_row *read, const char *name, double *low, double *high)
{
  for (size_t i = 0; i < c->count; i++)
    for (size_t k = 0; k < c->domain[i]->state_count; k++)
    {
      const struct state_row *row = &c->domain[i]->states[k];
      if (strcmp(row->name, name) == 0)
      {
        *low = row->low * unit_factor(row->unit);
        *high = row->high * unit_factor(row->unit);
        return;
      }
    }
  *low = 0;
  *high = fmax(1, read == NULL ? 1 : read->fallback) * unit_factor(read == NULL ? "1" : read->unit);
}

static void parameters_draw(const struct process *process, int set, double *values)
{
  for (size_t k = 0; k < process->parameter_count; k++)
  {
    const struct parameter_row *row = &process->parameters[k];
    double u = sample_uniform(process->name, row->name, set, 0);
    double value = set == 0 ? row->value : set == 1 ? row->low : set == 2 ? row->high : row->low + (row->high - row->low) * u;
    values[k] = value * unit_factor(row->unit);
  }
}

void sample_make(const struct conformance *c, int set, enum sample_kind kind, struct sample *sample)
{
  const struct process *process = c->process;
  parameters_draw(process, set, sample->parameters);
  sample->inputs = process->state_count + process->read_count;
  sample->outputs = process->state_count + process->feed_count;
  for (size_t k = 0; k < sample->inputs; k++)
  {
    double low, high;
    const struct read_row *read = k < process->state_count ? NULL : &process->reads[k - process->state_count];
    bounds_find(c, read, sample_name(process, k), &low, &high);
    for (size_t n = 0; n < SAMPLE_POINTS; n++)
      sample->value[k][n] = value_draw(process->name, sample_name(process, k), low, high, set, kind, n);
    sample->in[k] = sample->value[k];
  }
}

/* nonzero when a process of the domain owns `name`, or the environment has it already */
static int name_known(const struct conformance *c, const struct ensemble *e, const char *name)
{
  for (size_t i = 0; i < c->count; i++)
    for (size_t k = 0; k < c->domain[i]->state_count; k++)
      if (strcmp(c->domain[i]->states[k].name, name) == 0)
        return 1;
  for (size_t k = 0; k < e->environments; k++)
    if (strcmp(e->names[k], name) == 0)
      return 1;
  return 0;
}

/* everything that is read and owned by nobody comes from around */
static void environment_draw(const struct conformance *c, int set, enum sample_kind kind, struct ensemble *e)
{
  for (size_t i = 0; i < c->count; i++)
    for (size_t k = 0; k < c->domain[i]->read_count; k++)
    {
      const struct read_row *read = &c->domain[i]->reads[k];
      if (name_known(c, e, read->name))
        continue;
      double low, high;
      bounds_find(c, read, read->name, &low, &high);
      for (size_t n = 0; n < SAMPLE_POINTS; n++)
        e->environment[e->environments * SAMPLE_POINTS + n] = value_draw("around", read->name, low, high, set, kind, n);
      e->names[e->environments++] = read->name;
    }
}

static int wire(const struct process *const *processes, size_t count, int set, struct ensemble *e)
{
  size_t parameters = 0;
  if (count > SAMPLE_PROCESSES)
    return 0;
  for (size_t i = 0; i < count; i++)
  {
    if (parameters + processes[i]->parameter_count > SAMPLE_PARAMETERS)
      return 0;
    e->first[i] = parameters;
    parameters_draw(processes[i], set, e->parameters + parameters);
    parameters += processes[i]->parameter_count;
  }
  if (assembly_create(processes, count, e->names, e->environments, e->parameters, e->first, &e->assembly, NULL) != STATUS_OK)
    return 0;
  e->states = assembly_state_count(e->assembly);
  if (e->states > SAMPLE_STATES)
  {
    ensemble_free(e);
    return 0;
  }
  assembly_initial(e->assembly, e->rest);
  return 1;
}

int ensemble_make(const struct conformance *c, int set, enum sample_kind kind, struct ensemble *e)
{
  memset(e, 0, sizeof *e);
  environment_draw(c, set, kind, e);
  if (!wire(c->domain, c->count, set, e))
    return 0;
  for (size_t s = 0; s < e->states; s++)
  {
    const struct state_row *row = assembly_state(e->assembly, s, NULL);
    double factor = unit_factor(row->unit);
    for (size_t n = 0; n < SAMPLE_POINTS; n++)
      e->state[s * SAMPLE_POINTS + n] = value_draw("all", row->name, row->low * factor, row->high * factor, set, kind, n);
  }
  return 1;
}

void ensemble_alone(const struct conformance *c, int set, struct ensemble *e)
{
  memset(e, 0, sizeof *e);
  if (!wire(&c->process, 1, set, e))
    e->assembly = NULL;
}

void ensemble_free(struct ensemble *e)
{
  assembly_free(e->assembly);
  e->assembly = NULL;
}
