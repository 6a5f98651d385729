/* conformance_together.c - positivity, rest and derivatives of processes wired together. */
#include "conformance_together.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"
#include "unit.h"

/* nonzero when the process owns or feeds state s of the ensemble */
static int concerns(const struct conformance *c, const struct ensemble *e, size_t s)
{
  const struct process *owner;
  const struct state_row *row = assembly_state(e->assembly, s, &owner);
  for (size_t k = 0; k < c->process->feed_count; k++)
    if (strcmp(c->process->feeds[k].name, row->name) == 0)
      return 1;
  return owner == c->process;
}

static int wiring_failed(const struct conformance *c, size_t size, char *why)
{
  snprintf(why, size, "%s cannot be wired with the others", c->process->name);
  return 0;
}

/* on the face state = 0 every term that takes away has the state as a factor and vanishes exactly, so no tolerance is needed */
int conformance_non_negative(const struct conformance *c, size_t size, char *why)
{
  static struct ensemble e;
  static double rate[SAMPLE_STATES * SAMPLE_POINTS], kept[SAMPLE_POINTS];
  int good = 1;
  for (int set = 0; set < SAMPLE_SETS && good; set++)
  {
    if (!ensemble_make(c, set, SAMPLE_WITHIN, &e))
      return wiring_failed(c, size, why);
    for (size_t s = 0; s < e.states && good; s++)
    {
      const struct state_row *row = assembly_state(e.assembly, s, NULL);
      if (row->low < 0 || !concerns(c, &e, s))
        continue;
      double *value = e.state + s * SAMPLE_POINTS;
      memcpy(kept, value, sizeof kept);
      memset(value, 0, sizeof kept);
      assembly_rates(e.assembly, SAMPLE_POINTS, e.state, e.environment, rate);
      memcpy(value, kept, sizeof kept);
      for (size_t n = 0; n < SAMPLE_POINTS && good; n++)
        if (rate[s * SAMPLE_POINTS + n] < 0)
        {
          snprintf(why, size, "%s: the rate of %s is %g where it is zero", c->process->name, row->name,
                   rate[s * SAMPLE_POINTS + n]);
          good = 0;
        }
    }
    ensemble_free(&e);
  }
  return good;
}

/* matrix[row][column] of the partial derivatives of all rates at one point, and scale[row] = sum of |partial x state|; 0 when a
 * pair is twice in the pattern */
static int matrix_compute(const struct ensemble *e, const double *state, const double *environment,
                          double matrix[][SAMPLE_STATES], double *scale)
{
  static double values[SAMPLE_STATES * SAMPLE_STATES];
  static int taken[SAMPLE_STATES][SAMPLE_STATES];
  const size_t *row = assembly_entry_rows(e->assembly), *column = assembly_entry_columns(e->assembly);
  memset(matrix, 0, SAMPLE_STATES * sizeof *matrix);
  memset(taken, 0, sizeof taken);
  memset(scale, 0, SAMPLE_STATES * sizeof *scale);
  for (size_t k = 0; k < assembly_entry_count(e->assembly); k++)
    if (taken[row[k]][column[k]]++)
      return 0;
  assembly_partials(e->assembly, 1, state, environment, values);
  for (size_t k = 0; k < assembly_entry_count(e->assembly); k++)
  {
    matrix[row[k]][column[k]] = values[k];
    scale[row[k]] += fabs(values[k] * state[column[k]]);
  }
  return 1;
}

/* the size of what cancels at rest is bounded by the sum of |partial x state|; each term carries a few roundings */
static int ensemble_rests(const struct conformance *c, struct ensemble *e, const char *company, size_t size, char *why)
{
  static double rate[SAMPLE_STATES], scale[SAMPLE_STATES], matrix[SAMPLE_STATES][SAMPLE_STATES];
  // without an environment every name that is owned by nobody has its fallback
  if (!matrix_compute(e, e->rest, NULL, matrix, scale))
    return wiring_failed(c, size, why);
  assembly_rates(e->assembly, 1, e->rest, NULL, rate);
  for (size_t s = 0; s < e->states; s++)
    if (concerns(c, e, s) && !(fabs(rate[s]) <= 8 * 2.3e-16 * scale[s]))
    {
      snprintf(why, size, "%s: at rest %s changes by %g per day (%s)", c->process->name,
               assembly_state(e->assembly, s, NULL)->name, rate[s], company);
      return 0;
    }
  return 1;
}

int conformance_rest(const struct conformance *c, size_t size, char *why)
{
  static struct ensemble e;
  int good = 1;
  for (int set = 0; set < 8 * SAMPLE_SETS && good; set++)
  {
    // with all others and nothing around, then alone
    if (!ensemble_make(c, set, SAMPLE_WITHIN, &e))
      return wiring_failed(c, size, why);
    struct ensemble quiet = e;
    quiet.assembly = NULL;
    if (assembly_create(c->domain, c->count, NULL, 0, quiet.parameters, quiet.first, &quiet.assembly, NULL) != STATUS_OK)
      return wiring_failed(c, size, why);
    good = ensemble_rests(c, &quiet, "with the others", size, why);
    assembly_free(quiet.assembly);
    ensemble_free(&e);
    ensemble_alone(c, set, &e);
    if (e.assembly == NULL)
      return wiring_failed(c, size, why);
    good = good && ensemble_rests(c, &e, "alone", size, why);
    ensemble_free(&e);
  }
  return good;
}

/* a fourth-order difference from two central ones; `evaluate` gives all outputs for one value of the input that is moved */
struct difference
{
  void (*evaluate)(void *context, double value, double *out);
  void *context;
  size_t outputs;
};

static void difference_compute(const struct difference *d, double value, double step, double *slope)
{
  double out[4][SAMPLE_STATES];
  static const double move[] = { 1, -1, 0.5, -0.5 };
  for (size_t k = 0; k < 4; k++)
    d->evaluate(d->context, value + move[k] * step, out[k]);
  for (size_t k = 0; k < d->outputs; k++)
    slope[k] = (4 * (out[2][k] - out[3][k]) / step - (out[0][k] - out[1][k]) / (2 * step)) / 3;
}

/* The step is small against the narrowest threshold (0.01 of a unit at least), so the fourth-order truncation is below 1e-7 of
 * the derivative; rounding is eps x (what cancels in the rate) / step, with step >= 1e-6 units. */
static double difference_step(double value, const char *unit)
{
  return 1e-4 * (fabs(value) + 1e-2 * unit_factor(unit));
}

static int slopes_agree(double partial, double slope, double scale, double step)
{
  return fabs(partial - slope) <= 1e-6 * fabs(partial) + 2e-15 * scale / step;
}

/* one point of a sample in which one input can be moved */
struct moved
{
  const struct process *process;
  struct sample *sample;
  size_t input, point;
};

static void moved_evaluate(void *context, double value, double *out)
{
  struct moved *m = context;
  const double *in[SAMPLE_INPUTS];
  double *to[SAMPLE_INPUTS];
  for (size_t k = 0; k < m->sample->inputs; k++)
    in[k] = k == m->input ? &value : &m->sample->value[k][m->point];
  for (size_t k = 0; k < m->sample->outputs; k++)
  {
    out[k] = 0;
    to[k] = &out[k];
  }
  m->process->rates(1, in, m->sample->parameters, (const double *const *)to, to);
}

/* partial derivatives of one process against differences of its rates, for all inputs */
static int partials_alone(const struct conformance *c, int set, size_t size, char *why)
{
  static struct sample sample;
  static double room[SAMPLE_INPUTS * SAMPLE_INPUTS][SAMPLE_POINTS], *partials[SAMPLE_INPUTS * SAMPLE_INPUTS];
  const struct process *p = c->process;
  sample_make(c, set, SAMPLE_INSIDE, &sample);
  for (size_t k = 0; k < sample.inputs * sample.outputs; k++)
    partials[k] = room[k];
  p->partials(SAMPLE_POINTS, sample.in, sample.parameters, partials);
  for (size_t point = 0; point < SAMPLE_POINTS; point++)
    for (size_t j = 0; j < sample.inputs; j++)
    {
      struct moved moved = { p, &sample, j, point };
      struct difference difference = { moved_evaluate, &moved, sample.outputs };
      double slope[SAMPLE_STATES], rate[SAMPLE_STATES], value = sample.value[j][point];
      double step = difference_step(value, sample_unit(p, j));
      difference_compute(&difference, value, step, slope);
      moved_evaluate(&moved, value, rate);
      for (size_t k = 0; k < sample.outputs; k++)
      {
        double scale = fabs(rate[k]);
        for (size_t i = 0; i < sample.inputs; i++)
          scale += fabs(room[k * sample.inputs + i][point] * sample.value[i][point]);
        if (!slopes_agree(room[k * sample.inputs + j][point], slope[k], scale, step))
        {
          snprintf(why, size, "%s: d rate %zu / d %s is %.12g, its difference %.12g", p->name, k, sample_name(p, j),
                   room[k * sample.inputs + j][point], slope[k]);
          return 0;
        }
      }
    }
  return 1;
}

/* one point of an ensemble in which one state can be moved */
struct shifted
{
  const struct ensemble *ensemble;
  const double *state, *environment;
  size_t column;
};

static void shifted_evaluate(void *context, double value, double *out)
{
  struct shifted *m = context;
  double state[SAMPLE_STATES];
  memcpy(state, m->state, m->ensemble->states * sizeof *state);
  state[m->column] = value;
  assembly_rates(m->ensemble->assembly, 1, state, m->environment, out);
}

/* the matrix of the whole, entries outside its pattern being zero, against differences by the states that the process owns */
static int partials_together(const struct conformance *c, const struct ensemble *e, size_t point, size_t size, char *why)
{
  static double matrix[SAMPLE_STATES][SAMPLE_STATES], scale[SAMPLE_STATES];
  double state[SAMPLE_STATES], environment[SAMPLE_INPUTS], slope[SAMPLE_STATES], rate[SAMPLE_STATES];
  for (size_t s = 0; s < e->states; s++)
    state[s] = e->state[s * SAMPLE_POINTS + point];
  for (size_t k = 0; k < e->environments; k++)
    environment[k] = e->environment[k * SAMPLE_POINTS + point];
  if (!matrix_compute(e, state, environment, matrix, scale))
  {
    snprintf(why, size, "the pattern of derivatives has a pair twice");
    return 0;
  }
  assembly_rates(e->assembly, 1, state, environment, rate);
  for (size_t j = 0; j < e->states; j++)
  {
    const struct process *owner;
    const struct state_row *row = assembly_state(e->assembly, j, &owner);
    if (owner != c->process)
      continue;
    struct shifted shifted = { e, state, environment, j };
    struct difference difference = { shifted_evaluate, &shifted, e->states };
    double step = difference_step(state[j], row->unit);
    difference_compute(&difference, state[j], step, slope);
    for (size_t k = 0; k < e->states; k++)
      if (!slopes_agree(matrix[k][j], slope[k], scale[k] + fabs(rate[k]), step))
      {
        snprintf(why, size, "d rate of %s / d %s is %.12g together, its difference %.12g",
                 assembly_state(e->assembly, k, NULL)->name, row->name, matrix[k][j], slope[k]);
        return 0;
      }
  }
  return 1;
}

int conformance_partials(const struct conformance *c, size_t size, char *why)
{
  static struct ensemble e;
  int good = 1;
  for (int set = 0; set < SAMPLE_SETS && good; set++)
  {
    good = partials_alone(c, set, size, why);
    if (!good)
      break;
    if (!ensemble_make(c, set, SAMPLE_INSIDE, &e))
      return wiring_failed(c, size, why);
    for (size_t point = 0; point < SAMPLE_POINTS && good; point += 8)
      good = partials_together(c, &e, point, size, why);
    ensemble_free(&e);
  }
  return good;
}
