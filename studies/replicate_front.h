/* replicate_front.h - a published wound that closes from its edge, on a disc or a slab, on two grids. */
#ifndef NEOCOL_STUDIES_REPLICATE_FRONT_H
#define NEOCOL_STUDIES_REPLICATE_FRONT_H

#include "replicate_model.h"

/* arrays belong to the caller */
struct replica_front
{
  size_t times, states, cells;
  const double *time; /* [times], ascending */
  double *front;      /* [times] where the level is; 0 once the wound is closed */
  double *centre;     /* [states][times] values of the innermost cell */
  double *place;      /* [cells] centres of cells */
  double *profile;    /* [states][times][cells] */
  double closure;     /* time at which the innermost cell reaches the level; NaN when it does not within the model's time */
  double speed;       /* of the front between 0.7 and 0.4 of the radius; NaN when it does not get there */
};

/* How many cells the grid number `level` has (0 coarse, 1 fine, twice as many); at most 100000. */
size_t replica_front_cells(const struct replica *replica, size_t level);

/* Integrates to closure and at least to the last time. front->cells must be that of `level`. STATUS_SOFTWARE, STATUS_MEMORY. */
enum status replica_front_run(const struct replica *replica, size_t level, struct replica_front *front,
                              struct trail *trail) STATUS_CHECK;

#endif
