/* radial.h - one closing channel as a problem: the equations that closure_radial.c integrates, for other solvers too. */
#ifndef NEOCOL_BENCH_RADIAL_H
#define NEOCOL_BENCH_RADIAL_H

#include "problem.h"

struct radial;

/* Makes the channel of the default pen with cells of `cell` (um), without reference. Errors of closure_radial_make. Free with
 * radial_free. */
enum status radial_create(double cell, struct radial **radial, struct trail *trail) STATUS_CHECK;
void radial_free(struct radial *radial);

const struct problem *radial_problem(const struct radial *radial);
size_t radial_cells(const struct radial *radial);

/* Solves for the reference with `solver` at this tolerance. */
enum status radial_reference(struct radial *radial, const struct solver *solver, double tolerance,
                             struct trail *trail) STATUS_CHECK;

/* The production solver of runs, on these problems only. */
extern const struct solver radial_solvers[];

#endif
