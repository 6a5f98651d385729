/* sample.h - random parameters, points and assemblies for the conformance checks; counter-based, so always the same. */
#ifndef NEOCOL_TESTS_SAMPLE_H
#define NEOCOL_TESTS_SAMPLE_H

#include "assembly.h"
#include "conformance.h"

enum
{
  SAMPLE_SETS = 24,    /* of parameters: defaults, all low, all high, then random */
  SAMPLE_POINTS = 64,  /* the first two are the corners: all low, all high */
  SAMPLE_INPUTS = 64,  /* of one process */
  SAMPLE_STATES = 128, /* of one domain */
  SAMPLE_PARAMETERS = 512,
  SAMPLE_PROCESSES = 64
};

enum sample_kind
{
  SAMPLE_WITHIN, /* within the declared bounds, often on them, over four decades */
  SAMPLE_INSIDE  /* not on the bounds, of the order of one: where differences make sense */
};

/* points for one process alone */
struct sample
{
  double parameters[SAMPLE_PARAMETERS];
  double value[SAMPLE_INPUTS][SAMPLE_POINTS];
  const double *in[SAMPLE_INPUTS];
  size_t inputs, outputs;
};
void sample_make(const struct conformance *c, int set, enum sample_kind kind, struct sample *sample);

/* the row of input k (states, then reads): its name and unit */
const char *sample_name(const struct process *process, size_t k);
const char *sample_unit(const struct process *process, size_t k);

/* points for a whole domain, or for the process alone (then everything that it reads has its fallback) */
struct ensemble
{
  struct assembly *assembly;
  size_t states, environments;
  const char *names[SAMPLE_INPUTS]; /* of the environment */
  double parameters[SAMPLE_PARAMETERS];
  size_t first[SAMPLE_PROCESSES];
  double rest[SAMPLE_STATES];
  double state[SAMPLE_STATES * SAMPLE_POINTS], environment[SAMPLE_INPUTS * SAMPLE_POINTS];
};

/* Makes the assembly and its points; 0 when the processes cannot be wired. Free with ensemble_free. */
int ensemble_make(const struct conformance *c, int set, enum sample_kind kind, struct ensemble *ensemble);
void ensemble_alone(const struct conformance *c, int set, struct ensemble *ensemble);
void ensemble_free(struct ensemble *ensemble);

/* uniform in [0, 1), a function of the words and numbers only */
double sample_uniform(const char *one, const char *other, int set, size_t n);

#endif
