/* parameter.c - the flat list of parameters, walked over the registry. */
#include "parameter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "unit.h"

size_t process_count(void)
{
  return channel_process_count + tissue_process_count;
}

const struct process *process_at(size_t i)
{
  return i < channel_process_count ? channel_processes[i] : tissue_processes[i - channel_process_count];
}

size_t process_find(const char *name)
{
  size_t i = 0;
  while (i < process_count() && !text_is_same(process_at(i)->name, name))
    i++;
  return i;
}

size_t parameter_count(void)
{
  size_t count = 0;
  for (size_t i = 0; i < process_count(); i++)
    count += process_at(i)->parameter_count;
  return count;
}

const struct parameter_row *parameter_at(size_t i, const struct process **process)
{
  for (size_t p = 0; p < process_count(); p++)
  {
    const struct process *candidate = process_at(p);
    if (i < candidate->parameter_count)
    {
      if (process != NULL)
        *process = candidate;
      return &candidate->parameters[i];
    }
    i -= candidate->parameter_count;
  }
  return NULL;
}

size_t parameter_find(const char *path)
{
  const char *dot = strchr(path, '.');
  size_t number = 0;
  for (size_t p = 0; p < process_count(); p++)
  {
    const struct process *process = process_at(p);
    if (dot != NULL && process->name[0] == path[0] && strlen(process->name) == (size_t)(dot - path) &&
        strncmp(process->name, path, (size_t)(dot - path)) == 0)
      for (size_t k = 0; k < process->parameter_count; k++)
        if (text_is_same(process->parameters[k].name, dot + 1))
          return number + k;
    number += process->parameter_count;
  }
  return number;
}

size_t parameter_first(const struct process *process)
{
  size_t number = 0;
  for (size_t p = 0; p < process_count() && process_at(p) != process; p++)
    number += process_at(p)->parameter_count;
  return number;
}

double parameter_value(const double *values, const char *path)
{
  size_t i = parameter_find(path);
  return i < parameter_count() ? values[i] : (double)NAN;
}

void parameter_defaults(double *values)
{
  for (size_t p = 0, number = 0; p < process_count(); p++)
    for (size_t k = 0; k < process_at(p)->parameter_count; k++, number++)
    {
      const struct parameter_row *row = &process_at(p)->parameters[k];
      values[number] = row->value * unit_factor(row->unit);
    }
}
