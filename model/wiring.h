/* wiring.h - what an assembly knows inside: which array each input of each process comes from. Shared by assembly.c and binding.c
 * only. */
#ifndef NEOCOL_MODEL_WIRING_H
#define NEOCOL_MODEL_WIRING_H

#include "assembly.h"

enum
{
  BLOCK = 64,          /* points per call of a process */
  INPUTS = 48,         /* of one process */
  OUTPUTS = 24,        /* of one process */
  LOCAL_PARTIALS = 256 /* outputs x inputs of one process */
};

/* where an input of a process comes from */
enum source_kind
{
  SOURCE_STATE,
  SOURCE_ENVIRONMENT,
  SOURCE_FALLBACK
};

struct source
{
  enum source_kind kind;
  size_t index;
  double fallback;
};

struct wiring
{
  const struct process *process;
  const double *parameters;
  size_t inputs, outputs;
  struct source source[INPUTS];
  size_t target[OUTPUTS];       /* state that an output adds to; the number of states: nowhere */
  size_t entry[LOCAL_PARTIALS]; /* entry of d output / d input; SIZE_MAX: none */
  size_t drift[LOCAL_PARTIALS]; /* the same for inputs from the environment */
};

struct assembly
{
  size_t wirings, states, observables, spreads, environments, entries, drifts;
  struct wiring *wiring;
  size_t *state_owner, *state_local; /* wiring and number within its process */
  double *state_low, *state_high;    /* its bounds */
  size_t *observable_owner, *observable_local;
  size_t *spread_owner, *spread_local, *spread_state;
  size_t *row, *column, *drift_row, *drift_column;
};

#endif
