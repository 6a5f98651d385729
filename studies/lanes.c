/* lanes.c - arrays that an assembly is bound to, the forcing of each lane, and d rate / d time by way of the forcing. */
#include "lanes.h"

#include <stdlib.h>
#include <string.h>

#include "binding.h"
#include "straight_lu_kernels.h"
#include "vector.h"

enum
{
  LANES = TRAJECTORY_LANES
};

struct lanes
{
  const struct assembly *assembly;
  const struct forcing *forcing;
  struct binding *binding;
  struct sparse_lu *lu;
  double *state, *rate, *drift;     /* [states][LANES] */
  double *partials;                 /* [entries][LANES] */
  double *by_input;                 /* [drift entries][LANES] d rate / d input */
  double *environment, *slope;      /* [FORCING_INPUTS][LANES], [FORCING_CHANGES][LANES] of each lane */
  double *room;                     /* of the integrator */
  double *memory;                   /* all of the above */
  double time[LANES];               /* of environment and slope */
  const struct exposure *exposures; /* of all trajectories */
  struct forcing_row row;           /* what each lane is exposed to */
};

void lanes_free(struct lanes *lanes)
{
  if (lanes == NULL)
    return;
  binding_free(lanes->binding);
  sparse_lu_free(lanes->lu);
  free(lanes->memory);
  free(lanes);
}

enum status lanes_create(const struct assembly *assembly, struct lanes **lanes, struct trail *trail)
{
  *lanes = NULL;
  struct lanes *made = calloc(1, sizeof *made);
  size_t values = assembly_state_count(assembly) * LANES, entries = assembly_entry_count(assembly);
  enum status status = STATUS_MEMORY;
  if (made != NULL)
  {
    made->assembly = assembly;
    made->lu = sparse_lu_create_step(assembly_state_count(assembly), entries, assembly_entry_rows(assembly),
                                     assembly_entry_columns(assembly), straight_lu_kernels, straight_lu_kernel_count);
    if (made->lu != NULL)
      made->memory =
          vector_room(3 * values + (entries + assembly_drift_count(assembly) + FORCING_INPUTS + FORCING_CHANGES) * LANES +
                      trajectories_room(assembly_state_count(assembly), made->lu));
  }
  if (made == NULL || made->lu == NULL || made->memory == NULL)
    status_fail(trail, status, "no memory for the lanes of the tissue");
  else
  {
    made->state = made->memory;
    made->rate = made->state + values;
    made->drift = made->rate + values;
    made->partials = made->drift + values;
    made->by_input = made->partials + entries * LANES;
    made->environment = made->by_input + assembly_drift_count(assembly) * LANES;
    made->slope = made->environment + FORCING_INPUTS * LANES;
    made->room = made->slope + FORCING_CHANGES * LANES;
    status = binding_create(assembly, LANES, made->state, made->environment, made->rate, made->partials, made->by_input,
                            &made->binding, trail);
  }
  if (status != STATUS_OK)
  {
    lanes_free(made);
    return status;
  }
  *lanes = made;
  return STATUS_OK;
}

static void lane_enter(void *context, size_t lane, size_t trajectory)
{
  struct lanes *lanes = context;
  const struct exposure *exposure = &lanes->exposures[trajectory];
  forcing_row_enter(lanes->forcing, exposure, lane, &lanes->row);
  lanes->time[lane] = (double)NAN;
  forcing_constants(lanes->forcing, exposure->slab, LANES, lanes->environment + lane);
}

/* the forcing at these times, unless it is there already: stages share times, and a step begins where the last one ended */
static void environment_set(struct lanes *lanes, const double *time)
{
  if (memcmp(lanes->time, time, sizeof lanes->time) == 0)
    return;
  forcing_row_changes(lanes->forcing, &lanes->row, time, lanes->environment, lanes->slope);
  memcpy(lanes->time, time, sizeof lanes->time);
}

static void lanes_rates(void *context, const double *time)
{
  struct lanes *lanes = context;
  environment_set(lanes, time);
  binding_rates(lanes->binding);
}

static void lanes_derivatives(void *context, const double *time)
{
  struct lanes *lanes = context;
  const struct assembly *assembly = lanes->assembly;
  environment_set(lanes, time);
  binding_partials(lanes->binding);
  const size_t *rows = assembly_drift_rows(assembly), *columns = assembly_drift_columns(assembly);
  // rows that nothing is added to stay 0
  for (size_t e = 0; e < assembly_drift_count(assembly); e++)
    for (size_t l = 0; l < LANES; l++)
      lanes->drift[rows[e] * LANES + l] = 0;
  for (size_t e = 0; e < assembly_drift_count(assembly); e++)
  {
    if (columns[e] >= FORCING_CHANGES)
      continue;
    double *drift = lanes->drift + rows[e] * LANES;
    const double *input = lanes->slope + columns[e] * LANES;
    for (size_t l = 0; l < LANES; l++)
      drift[l] += lanes->by_input[e * LANES + l] * input[l];
  }
}

enum status lanes_integrate(struct lanes *lanes, const struct forcing *forcing, const struct integration *integration,
                            size_t count, struct exposure *exposures, struct trajectory *trajectories,
                            struct trajectory_queue *queue, struct trail *trail)
{
  lanes->forcing = forcing;
  lanes->exposures = exposures;
  // lanes that nothing has entered yet do not read beyond what is there
  for (size_t l = 0; l < LANES; l++)
    lanes->row.exposure[l] = exposures;
  struct trajectory_system system = { .size = assembly_state_count(lanes->assembly),
                                      .lu = lanes->lu,
                                      .state = lanes->state,
                                      .rate = lanes->rate,
                                      .partials = lanes->partials,
                                      .drift = lanes->drift,
                                      .room = lanes->room,
                                      .context = lanes,
                                      .enter = lane_enter,
                                      .rates = lanes_rates,
                                      .derivatives = lanes_derivatives };
  return queue == NULL ? trajectories_integrate(&system, integration, count, trajectories, trail)
                       : trajectories_stream(&system, integration, count, trajectories, queue, trail);
}
