/* closure_radial.h - one channel as a row of annuli: grid, channel processes, and their integration.
 *
 * The equations are open to whoever wants to integrate them in another way: system, kinetics and the state right after the
 * needle. */
#ifndef NEOCOL_STUDIES_CLOSURE_RADIAL_H
#define NEOCOL_STUDIES_CLOSURE_RADIAL_H

#include "closure.h"
#include "diffusion.h"

/* all that the radial channel takes from needle and field, mm */
struct closure_radial_size
{
  double pierced, hole; /* radius of the hole at the top of the living epidermis, and at the level that stands for all */
  double cell;          /* radius of the skin that belongs to one channel */
};
struct closure_radial_size closure_radial_size(const struct scenario *scenario, const struct puncture *puncture);

struct closure_radial
{
  const struct scenario *scenario;
  struct assembly *assembly;
  struct binding *binding; /* of the assembly to the arrays below */
  size_t cells, states;
  double *state;      /* [states][cells] */
  double *faces;      /* [cells + 1], mm */
  double *low, *high; /* [states] bounds */
  struct diffusion_system system;
  struct diffusion_kinetics kinetics;
  double hole, wound;                                        /* mm */
  double occluded_until;                                     /* day until which the channel is covered airtight; 0: in air */
  size_t cover, stratification, open_part, defect, passable; /* of states and observables, their number when there are none */
  double *environment, *value, *memory;
  double *partials, *drift; /* [entries][cells], [drifts][cells] of the assembly at the last call of the partials */
  struct diffusion_spread *spread;
  struct closure *closure; /* that is being filled, at these times */
  size_t reports;
  const double *report_time;
};

/* Makes the channel of a completed scenario, just needled. STATUS_DATA when there are too many or too few cells,
 * STATUS_MEMORY. Free with closure_radial_free, also after a failure. */
enum status closure_radial_make(const struct scenario *scenario, const struct puncture *puncture, struct closure_radial *radial,
                                struct trail *trail) STATUS_CHECK;
void closure_radial_free(struct closure_radial *radial);

/* Says whether the channel is covered airtight from now on; integrations must stop where this changes. */
void closure_radial_cover(struct closure_radial *radial, int airtight);

/* Makes and runs a channel to day 14 and keeps its curves and profiles; the caller frees the closure, also after a failure. */
enum status closure_radial_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                 int *barrier, struct trail *trail) STATUS_CHECK;

#endif
