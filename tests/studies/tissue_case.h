/* tissue_case.h - the tissue processes as a system for any solver: one point, one lane, a constant barrier leak. */
#ifndef NEOCOL_TESTS_TISSUE_CASE_H
#define NEOCOL_TESTS_TISSUE_CASE_H

#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "parameter.h"
#include "system.h"

enum
{
  TISSUE_STATES = 64,
  TISSUE_PROCESSES = 64
};

struct tissue
{
  struct assembly *assembly;
  size_t states;
  double *parameters;
  double leak;
};

static struct trail trail;

/* the ten processes of the model description: the numbers of the oracle are theirs, whatever else is registered */
static inline int tissue_described(const char *name)
{
  static const char *const names[] = { "circulation",    "collagen",    "damage",       "elastin", "fibroblasts",
                                       "growth_factors", "haemostasis", "inflammation", "pigment", "proteolysis" };
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (strcmp(names[k], name) == 0)
      return 1;
  return 0;
}

/* These processes but the one called `off` (NULL: all), with default parameters; what others would give has its fallback. */
static inline void tissue_make(struct tissue *tissue, const char *off)
{
  static const char *const environment[] = { "barrier_leak" };
  const struct process *on[TISSUE_PROCESSES];
  size_t first[TISSUE_PROCESSES], count = 0;
  *tissue = (struct tissue){ .parameters = malloc(parameter_count() * sizeof(double)) };
  assert_non_null(tissue->parameters);
  parameter_defaults(tissue->parameters);
  for (size_t i = 0; i < tissue_process_count; i++)
  {
    const char *name = tissue_processes[i]->name;
    int is_on = tissue_described(name) && (off == NULL || strcmp(name, off) != 0);
    on[i] = is_on ? tissue_processes[i] : NULL;
    first[i] = parameter_first(tissue_processes[i]);
    count += is_on;
  }
  assert_int_equal(count, off == NULL ? 10 : 9);
  trail_clear(&trail);
  if (assembly_create(on, tissue_process_count, environment, 1, tissue->parameters, first, &tissue->assembly, &trail) !=
      STATUS_OK)
    fail_msg("%s", trail.errors);
  tissue->states = assembly_state_count(tissue->assembly);
  assert_true(tissue->states < TISSUE_STATES);
}

static inline void tissue_free(struct tissue *tissue)
{
  assembly_free(tissue->assembly);
  free(tissue->parameters);
}

static inline size_t tissue_state(const struct tissue *tissue, const char *name)
{
  size_t s = assembly_state_find(tissue->assembly, name);
  if (s == tissue->states)
    fail_msg("there is no state %s", name);
  return s;
}

/* a parameter in coherent units (all of the tissue are in "1" and "day-1") */
static inline double tissue_parameter(const struct tissue *tissue, const char *path)
{
  size_t p = parameter_find(path);
  if (p == parameter_count())
    fail_msg("there is no parameter %s", path);
  return tissue->parameters[p];
}

static inline void tissue_injure(const struct tissue *tissue, double intensity, double *state)
{
  assembly_injure(tissue->assembly, 1, &tissue->leak, &(struct hit){ intensity, 1, 0, 0 }, state);
}

static inline void tissue_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct tissue *tissue = context;
  (void)time, (void)first;
  assert_true(lanes == 1);
  assembly_rates(tissue->assembly, 1, state, &tissue->leak, rate);
}

static inline void tissue_partials(const void *context, double time, size_t first, size_t lanes, const double *state,
                                   double *values)
{
  const struct tissue *tissue = context;
  (void)time, (void)first;
  assert_true(lanes == 1);
  assembly_partials(tissue->assembly, 1, state, &tissue->leak, values);
}

static inline struct system tissue_system(const struct tissue *tissue)
{
  return (struct system){ .size = tissue->states,
                          .lanes = 1,
                          .context = tissue,
                          .rates = tissue_rates,
                          .partials = tissue_partials,
                          .entries = assembly_entry_count(tissue->assembly),
                          .row = assembly_entry_rows(tissue->assembly),
                          .column = assembly_entry_columns(tissue->assembly),
                          .autonomous = 1 };
}

/* copies reports into rows [count][size] */
struct tissue_rows
{
  size_t size;
  double *rows;
};

static inline void tissue_report(void *sink, size_t index, double time, const double *state)
{
  struct tissue_rows *rows = sink;
  (void)time;
  memcpy(rows->rows + index * rows->size, state, rows->size * sizeof *state);
}

/* Goes from `start` to `end`; rows may be NULL when count is 0. Returns the most negative value met. */
static inline double tissue_run(const struct system *system, const struct method *method, double relative, double absolute,
                                double start, double end, size_t count, const double *times, double *rows, double *state)
{
  struct integration integration = { relative, absolute, 0, 1000000 };
  struct integration_statistics statistics = { 0 };
  struct tissue_rows sink = { system->size, rows };
  trail_clear(&trail);
  if (method->integrate(system, &integration, start, end, times, count, (struct reporter){ &sink, tissue_report }, state,
                        &statistics, &trail) != STATUS_OK)
    fail_msg("%s: %s", method->name, trail.errors);
  return statistics.least;
}

static inline const struct method *tissue_gsl(const char *name)
{
  for (size_t k = 0; k < gsl_method_count; k++)
    if (strcmp(gsl_methods[k].name, name) == 0)
      return &gsl_methods[k];
  fail_msg("there is no method %s", name);
  return NULL;
}

#endif
