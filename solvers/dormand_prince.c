/* dormand_prince.c - Dormand and Prince's explicit Runge-Kutta pair of orders 5 and 4, with Shampine's interpolation.
 *
 *   k_i = f(t + c_i h, y + h sum a_ij k_j),   result of order 5, error = h sum e_i k_i,   k_7 is k_1 of the next step
 *
 * An independent check of the stiff method. Limits: steps of about 3 / (fastest rate), however smooth the solution.
 * Sources: Dormand and Prince 1980; Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I. */
#include "system.h"
#include "stepping.h"

#include <stdlib.h>
#include <string.h>

enum
{
  STAGES = 7
};

static const double A[STAGES][6] = {
  { 0 },
  { 1.0 / 5 },
  { 3.0 / 40, 9.0 / 40 },
  { 44.0 / 45, -56.0 / 15, 32.0 / 9 },
  { 19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729 },
  { 9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656 },
  { 35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84 },
};

static const double moment[STAGES] = { 0, 0.2, 0.3, 0.8, 8.0 / 9, 1, 1 };

/* difference of the two results, and the fourth-order part between the ends of a step */
static const double difference[STAGES] = {
  71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40
};
static const double dense[STAGES] = { -12715105075.0 / 11282082432,  0,
                                      87487479700.0 / 32700410799,   -10690763975.0 / 1880347072,
                                      701980252875.0 / 199316789632, -1453857185.0 / 822651844,
                                      69997945.0 / 29380423 };

struct dormand_prince
{
  const struct system *system;
  size_t values;    /* size * lanes */
  double step;      /* of the last attempt */
  double *stage;    /* [STAGES][size][lanes] rates */
  double *argument; /* [size][lanes] */
};

static void attempt(void *work, double time, double step, const double *state, const double *rate, double *after, double *error,
                    struct integration_statistics *statistics)
{
  struct dormand_prince *d = work;
  double factor[STAGES];
  d->step = step;
  memcpy(d->stage, rate, d->values * sizeof(double));
  for (size_t i = 1; i < STAGES; i++)
  {
    // the argument of the last stage is the result
    double *argument = i + 1 < STAGES ? d->argument : after;
    for (size_t j = 0; j < i; j++)
      factor[j] = step * A[i][j];
    stepping_combine(d->values, i, factor, d->stage, state, argument);
    d->system->rates(d->system->context, time + moment[i] * step, 0, d->system->lanes, argument, d->stage + i * d->values);
    statistics->rates += 1;
  }
  for (size_t j = 0; j < STAGES; j++)
    factor[j] = step * difference[j];
  memset(error, 0, d->values * sizeof(double));
  stepping_combine(d->values, STAGES, factor, d->stage, error, error);
}

static void between(const void *work, double part, const double *before, const double *after, double *state)
{
  const struct dormand_prince *d = work;
  size_t n = d->values;
  double rest = 1 - part;
  for (size_t s = 0; s < n; s++)
  {
    double change = after[s] - before[s];
    double first = d->step * d->stage[s] - change;
    double last = change - d->step * d->stage[6 * n + s] - first;
    double fourth = 0;
    for (size_t j = 0; j < STAGES; j++)
      fourth += dense[j] * d->stage[j * n + s];
    state[s] = before[s] + part * (change + rest * (first + part * (last + rest * d->step * fourth)));
  }
}

static enum status integrate(const struct system *system, const struct integration *integration, double start, double end,
                             const double *times, size_t count, struct reporter reporter, double *state,
                             struct integration_statistics *statistics, struct trail *trail)
{
  struct dormand_prince d = { .system = system, .values = system->size * system->lanes };
  double *memory = calloc((STAGES + 1) * d.values + 1, sizeof(double));
  if (memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu states in %zu lanes", system->size, system->lanes);
  d.stage = memory;
  d.argument = memory + STAGES * d.values;
  struct stepper stepper = {
    .root = 5, .work = &d, .attempt = attempt, .between = between, .last_rate = d.stage + (STAGES - 1) * d.values
  };
  enum status status =
      stepping_integrate(&stepper, system, integration, start, end, times, count, reporter, state, statistics, trail);
  free(memory);
  return status;
}

const struct method dormand_prince_method = {
  .name = "dopri5",
  .doc = "Dormand-Prince 5(4), an explicit method of order 5; an independent check for systems that are not stiff",
  .source = "dormand1980",
  .integrate = integrate,
};
