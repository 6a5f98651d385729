/* closure_plane.h - one channel in (r, z): the front of cells along the wall, the open lumen in the dermis, clot, growth factor
 * in all layers; the stratum corneum are fields on r.
 *
 * Processes marked SURFACE run on r and see the mean of every plane state over the epidermis; all others run on cells in (r, z)
 * and see every surface state above them. They read where they are from: in_hole, habitat, clot, dermis (parts of a place), and
 * pierced at the surface. Limits: a straight round channel, one in its own skin; clot stands from the start and is not dissolved;
 * no collapse of the wall; what this does not explain stands in docs/numerics.md. */
#ifndef NEOCOL_STUDIES_CLOSURE_PLANE_H
#define NEOCOL_STUDIES_CLOSURE_PLANE_H

#include "closure.h"

/* Fills the curves and profiles of `closure` (zeroed before); its clocks are read from them as for the radial model. `*barrier`
 * tells whether there is a barrier that can recover. STATUS_DATA, STATUS_SOFTWARE, STATUS_MEMORY; what was filled then remains to
 * be freed with closure_free. */
enum status closure_plane_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                                int *barrier, struct trail *trail) STATUS_CHECK;

#endif
