/* plane.h - a closing channel in (r, z) as a problem: what closure_plane.c hands to its solver, for other solvers too.
 *
 * The bench is linked so that calls of diffusion_plane_solve arrive here first (--wrap): the equations are those of a run, not a
 * copy of them. */
#ifndef NEOCOL_BENCH_PLANE_H
#define NEOCOL_BENCH_PLANE_H

#include "problem.h"

/* Computes the channel of the default pen with solver.channel_model `model`; `visit` gets its problem, without reference, before
 * the run goes on. Errors of both. */
enum status plane_visit(const char *model, enum status (*visit)(struct problem *problem, const char *size, struct trail *trail),
                        struct trail *trail) STATUS_CHECK;

/* The production solver of runs, on these problems only. */
extern const struct solver plane_solvers[];

#endif
