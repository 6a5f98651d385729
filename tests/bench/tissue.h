/* tissue.h - tissue trajectories as problems: the system that a run integrates (studies/response.c), made for other solvers too.
 *
 * Rates and partial derivatives are those of an assembly bound to the arrays of one trajectory, inputs in time are those of
 * forcing.h, sessions are events, and over depth what spreads moves between cells. Nothing is wired or looked up on a call, and
 * inputs at a time that was just asked for are kept. tissue_verify proves that it is the system of a run. */
#ifndef NEOCOL_BENCH_TISSUE_H
#define NEOCOL_BENCH_TISSUE_H

#include "problem.h"

struct tissue;

/* what the trajectories of one place differ in */
enum tissue_kind
{
  TISSUE_PATTERNS,   /* every pattern of hit and missed sessions */
  TISSUE_INTENSITIES /* all sessions hit, intensities differ by factors exp(0.2 x normal) */
};

struct tissue_request
{
  size_t sessions;
  enum tissue_kind kind;
  size_t members;     /* trajectories per place; for patterns at most 2^sessions */
  size_t depth_cells; /* 0: three layers, each a place of its own; else one place, a column */
  size_t sample;      /* 0: default parameters; else all tissue parameters x exp(0.2 x normal), within their bounds */
  const char *more;   /* further lines of the scenario, or NULL */
};

/* Makes a problem without reference. STATUS_DATA when a sample has no stable rest; STATUS_MEMORY. Free with tissue_free. */
enum status tissue_create(const struct tissue_request *request, struct tissue **tissue, struct trail *trail) STATUS_CHECK;
void tissue_free(struct tissue *tissue);

const struct problem *tissue_problem(const struct tissue *tissue);

/* Solves for the reference with `solver` at these tolerances. */
enum status tissue_reference(struct tissue *tissue, const struct solver *solver, double relative, double absolute,
                             struct trail *trail) STATUS_CHECK;

/* Largest difference, over states and outputs, between the mean over all patterns of the reference and that of a run, relative
 * to 1e-4 + |mean|. Only for all patterns of default parameters. */
double tissue_verify(const struct tissue *tissue);

#endif
