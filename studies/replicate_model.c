/* replicate_model.c - from names and texts to a wired model. */
#include "replicate_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "unit.h"

static enum status model_find(const char *word, size_t size, const struct published **model, struct trail *trail)
{
  enum
  {
    MOST = 64
  };
  const char *names[MOST];
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)size, word);
  size_t count = published_process_count < MOST ? published_process_count : MOST;
  for (size_t i = 0; i < count; i++)
  {
    names[i] = published_processes[i]->process->name;
    if (strcmp(names[i], name) == 0)
    {
      *model = published_processes[i];
      return STATUS_OK;
    }
  }
  const char *nearest = text_nearest(name, names, count);
  return status_fail(trail, STATUS_DATA, "there is no published model '%s'%s%s%s; 'neocol replicate' lists them", name,
                     nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
}

/* "name" or "name.variant" */
static enum status variant_find(struct replica *r, const char *word, struct trail *trail)
{
  size_t size = strcspn(word, ".");
  enum status status = model_find(word, size, &r->model, trail);
  if (status != STATUS_OK)
    return status;
  r->process = r->model->process;
  r->variant = &r->model->variants[0];
  if (word[size] == '\0')
    return STATUS_OK;
  const char *names[PUBLISHED_VARIANTS];
  char list[512] = "";
  for (size_t v = 0; v < PUBLISHED_VARIANTS && r->model->variants[v].name != NULL; v++)
  {
    names[v] = r->model->variants[v].name;
    r->variant = &r->model->variants[v];
    if (strcmp(names[v], word + size + 1) == 0)
      return STATUS_OK;
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", v == 0 ? "" : ", ", names[v]);
  }
  return status_fail(trail, STATUS_DATA, "%s has no variant '%s'; it has %s", r->process->name, word + size + 1, list);
}

size_t replica_parameter_find(const struct replica *r, const char *name)
{
  size_t k = 0;
  while (k < r->process->parameter_count && strcmp(r->process->parameters[k].name, name) != 0)
    k++;
  return k;
}

double replica_parameter(const struct replica *r, const char *name)
{
  size_t k = replica_parameter_find(r, name);
  return k < r->process->parameter_count ? r->parameters[k] : (double)NAN;
}

enum status replica_number_parse(const char *text, const char *unit, double *value, struct trail *trail)
{
  // a plain decimal number is in the unit of the paper
  char *end;
  *value = strtod(text, &end);
  if (end != text && *end == '\0' && text[strspn(text, "0123456789.+-eE")] == '\0' && isfinite(*value))
    return STATUS_OK;
  struct unit known;
  if (unit_parse(unit, &known, NULL) != STATUS_OK)
    return status_fail(trail, STATUS_DATA, "'%s' is not a number (in %s, without the unit)", text, unit);
  enum status status = unit_quantity_parse(text, unit, value, trail);
  *value /= known.factor;
  return status;
}

static enum status set_apply(struct replica *r, const char *set, struct trail *trail)
{
  char name[128];
  size_t size = strcspn(set, "=");
  if (set[size] == '\0' || size == 0 || size >= sizeof name)
    return status_fail(trail, STATUS_DATA, "--set %s: expected PARAMETER=VALUE", set);
  snprintf(name, sizeof name, "%.*s", (int)size, set);
  size_t k = replica_parameter_find(r, name);
  if (k == r->process->parameter_count)
  {
    const char **names = calloc(k + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < k; i++)
      names[i] = r->process->parameters[i].name;
    const char *nearest = names == NULL ? NULL : text_nearest(name, names, k);
    free(names);
    return status_fail(trail, STATUS_DATA, "%s has no parameter '%s'%s%s%s; 'neocol replicate --json' lists them",
                       r->process->name, name, nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                       nearest == NULL ? "" : "'?");
  }
  const struct parameter_row *row = &r->process->parameters[k];
  enum status status = replica_number_parse(set + size + 1, row->unit, &r->parameters[k], trail);
  if (status == STATUS_OK && !(r->parameters[k] >= row->low && r->parameters[k] <= row->high))
    status =
        row->high < PUBLISHED_MOST
            ? status_fail(trail, STATUS_DATA, "%s is %g; expected %g to %g", name, r->parameters[k], row->low, row->high)
            : status_fail(trail, STATUS_DATA, "%s is %g %s; at least %g is needed", name, r->parameters[k], row->unit, row->low);
  return status == STATUS_OK ? status : status_at(trail, status, "in --set %s", set);
}

static enum status method_find(struct replica *r, const char *name, struct trail *trail)
{
  r->method = &rosenbrock_method;
  if (name == NULL || strcmp(name, rosenbrock_method.name) == 0)
    return STATUS_OK;
  if (strcmp(name, dormand_prince_method.name) == 0)
  {
    r->method = &dormand_prince_method;
    return STATUS_OK;
  }
  for (size_t k = 0; k < gsl_method_count; k++)
    if (strcmp(name, gsl_methods[k].name) == 0)
    {
      r->method = &gsl_methods[k];
      return STATUS_OK;
    }
  return status_fail(trail, STATUS_DATA, "there is no method '%s'", name);
}

enum status replica_create(const struct replicate_request *request, struct replica *r, struct trail *trail)
{
  memset(r, 0, sizeof *r);
  enum status status = variant_find(r, request->model, trail);
  if (status == STATUS_OK)
    status = method_find(r, request->method, trail);
  if (status != STATUS_OK)
    return status;
  r->tolerance = request->tolerance > 0 ? request->tolerance : 1e-9;
  if (r->process->read_count > REPLICA_INPUTS)
    return status_fail(trail, STATUS_SOFTWARE, "%s has too many inputs", r->process->name);
  for (size_t k = 0; k < r->process->read_count; k++)
    r->inputs[k] = r->process->reads[k].name;
  // numbers of the paper, of the variant, of the user
  r->parameters = calloc(r->process->parameter_count + 1, sizeof *r->parameters);
  if (r->parameters == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for parameters");
  for (size_t k = 0; k < r->process->parameter_count; k++)
    r->parameters[k] = r->process->parameters[k].value;
  for (size_t k = 0; k < PUBLISHED_SETTINGS && r->variant->settings[k].parameter != NULL; k++)
    r->parameters[replica_parameter_find(r, r->variant->settings[k].parameter)] = r->variant->settings[k].value;
  for (size_t k = 0; k < request->set_count && status == STATUS_OK; k++)
    status = set_apply(r, request->sets[k], trail);
  size_t first = 0;
  if (status == STATUS_OK)
    status = assembly_create(&r->process, 1, r->inputs, r->process->read_count, r->parameters, &first, &r->assembly, trail);
  if (status != STATUS_OK)
    replica_free(r);
  return status;
}

void replica_free(struct replica *r)
{
  assembly_free(r->assembly);
  free(r->parameters);
  r->assembly = NULL;
  r->parameters = NULL;
}

double replica_value(const struct replica *r, const char *name, const double *state, const double *inputs)
{
  size_t s = assembly_state_find(r->assembly, name);
  if (s < assembly_state_count(r->assembly))
    return state[s];
  double value = (double)NAN;
  size_t o = assembly_observable_find(r->assembly, name);
  if (o < assembly_observable_count(r->assembly))
    assembly_observe(r->assembly, o, 1, state, inputs, &value);
  return value;
}

enum status replica_pulses(const struct replica *r, size_t *count, struct trail *trail)
{
  *count = 0;
  const struct published_schedule *schedule = &r->model->schedule;
  if (schedule->number == NULL)
    return STATUS_OK;
  double number = replica_parameter(r, schedule->number);
  if (!(number >= 0 && number <= 10000) || floor(number) < number)
    return status_fail(trail, STATUS_DATA, "%s is %g; expected a whole number from 0 to 10000", schedule->number, number);
  *count = (size_t)number;
  return STATUS_OK;
}

double replica_pulse_start(const struct replica *r, size_t pulse)
{
  const struct published_schedule *schedule = &r->model->schedule;
  double separation = schedule->separation == NULL ? 0 : replica_parameter(r, schedule->separation);
  return replica_parameter(r, schedule->start) + (double)pulse * separation;
}

double replica_pulse_end(const struct replica *r, size_t pulse)
{
  const struct published_schedule *schedule = &r->model->schedule;
  if (schedule->duration == NULL)
    return (double)INFINITY;
  return replica_pulse_start(r, pulse) + replica_parameter(r, schedule->duration);
}

int replica_hides(const struct replica *r, const char *state)
{
  for (size_t k = 0; k < PUBLISHED_ROWS && r->variant->hidden[k] != NULL; k++)
    if (strcmp(r->variant->hidden[k], state) == 0)
      return 1;
  return 0;
}
