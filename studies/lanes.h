/* lanes.h - trajectories of single points of tissue, many at once: the system of trajectories.h made from an assembly and a
 * forcing. Lanes may be used for one run after the other, as long as the assembly stays. */
#ifndef NEOCOL_STUDIES_LANES_H
#define NEOCOL_STUDIES_LANES_H

#include "assembly.h"
#include "trajectories.h"
#include "forcing.h"

struct lanes;

/* Prepares lanes; the assembly must outlive them. STATUS_MEMORY. Free with lanes_free. */
enum status lanes_create(const struct assembly *assembly, struct lanes **lanes, struct trail *trail) STATUS_CHECK;
void lanes_free(struct lanes *lanes);

/* Integrates what a queue hands out of trajectories[count], or all of them when it is NULL; exposures[i] (of one cell) says what
 * of the forcing acts on trajectory i. Errors of trajectories_stream. */
enum status lanes_integrate(struct lanes *lanes, const struct forcing *forcing, const struct integration *integration,
                            size_t count, struct exposure *exposures, struct trajectory *trajectories,
                            struct trajectory_queue *queue, struct trail *trail) STATUS_CHECK;

#endif
