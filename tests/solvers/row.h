/* row.h - what the tests of diffusion share: rows of cells, a step through them, the place of a front, accuracy. */
#ifndef NEOCOL_TESTS_SOLVERS_ROW_H
#define NEOCOL_TESTS_SOLVERS_ROW_H

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "diffusion.h"

enum
{
  ROW_CELLS = 8192
};

struct row
{
  size_t cells;
  double faces[ROW_CELLS + 1], centre[ROW_CELLS], capacity[ROW_CELLS], conductance[ROW_CELLS];
};

/* slab of unit area */
static inline void row_slab(struct row *row, size_t cells, double length)
{
  double width = length / (double)cells;
  row->cells = cells;
  for (size_t i = 0; i <= cells; i++)
    row->faces[i] = width * (double)i;
  for (size_t i = 0; i < cells; i++)
  {
    row->centre[i] = width * ((double)i + 0.5);
    row->capacity[i] = width;
    row->conductance[i] = 1 / width;
  }
}

/* disc; with growth 1 all widths are the same */
static inline void row_disc(struct row *row, double width, double uniform, double growth, double outer)
{
  size_t faces = diffusion_radial_faces(width, uniform, growth, outer, ROW_CELLS + 1, row->faces);
  assert_true(faces <= ROW_CELLS + 1);
  row->cells = faces - 1;
  diffusion_radial_geometry(row->cells, row->faces, row->capacity, row->conductance);
  for (size_t i = 0; i < row->cells; i++)
    row->centre[i] = 0.5 * (row->faces[i] + row->faces[i + 1]);
}

static inline struct diffusion_statistics row_step(const struct row *row, struct diffusion_system system, double step,
                                                   size_t passes, double start, double end, struct diffusion_observer observer,
                                                   double *state)
{
  struct diffusion_control control = { step, passes };
  struct diffusion_statistics statistics = { 0 };
  static struct trail trail;
  trail_clear(&trail);
  system.cells = row->cells;
  system.capacity = row->capacity;
  system.conductance = row->conductance;
  enum status status = diffusion_integrate(&system, &control, start, end, observer, state, &statistics, &trail);
  if (status != STATUS_OK)
    print_error("%s", trail.errors);
  assert_int_equal(status, STATUS_OK);
  return statistics;
}

static inline double row_total(const struct row *row, const double *value)
{
  double sum = 0;
  for (size_t i = 0; i < row->cells; i++)
    sum += row->capacity[i] * value[i];
  return sum;
}

/* value at x, linear between centres and flat outside of them */
static inline double row_value(const struct row *row, const double *value, double x)
{
  if (x <= row->centre[0])
    return value[0];
  for (size_t i = 0; i + 1 < row->cells; i++)
    if (x <= row->centre[i + 1])
      return value[i] + (value[i + 1] - value[i]) * (x - row->centre[i]) / (row->centre[i + 1] - row->centre[i]);
  return value[row->cells - 1];
}

/* where the value first crosses the level, from the left; -1 when it does not */
static inline double row_crossing(const struct row *row, const double *value, double level)
{
  for (size_t i = 0; i + 1 < row->cells; i++)
    if ((value[i] - level) * (value[i + 1] - level) <= 0 && value[i] != value[i + 1])
      return row->centre[i] + (row->centre[i + 1] - row->centre[i]) * (level - value[i]) / (value[i + 1] - value[i]);
  return -1;
}

/* no reaction, for problems of diffusion alone; context: struct row */
static inline void row_no_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct row *row = context;
  (void)time;
  (void)state;
  for (size_t i = 0; i < row->cells; i++)
    rate[i] = diagonal[i] = 0;
}

static const struct diffusion_spread row_first_state = { 0, DIFFUSION_ARITHMETIC };

/* largest difference of two arrays; not a number when any is not */
static inline double distance(size_t count, const double *one, const double *other)
{
  double most = 0;
  for (size_t x = 0; x < count && !isnan(most); x++)
    most = fabs(one[x] - other[x]) <= most ? most : fabs(one[x] - other[x]);
  return most;
}

/* what solvers with steps of their own are asked for; hours */
static inline struct diffusion_accuracy accuracy_of(double tolerance)
{
  return (struct diffusion_accuracy){
    .tolerance = tolerance, .floor = 1e-3, .first_step = 0.01, .step_limit = 100000, .low = NULL, .high = NULL
  };
}

#endif
