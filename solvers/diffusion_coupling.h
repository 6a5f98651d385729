/* diffusion_coupling.h - derivatives that tie the fields of a plane of cells to each other, besides those within a cell.
 *
 * Fields are the states, then the edges (diffusion_plane.h). What a diffusivity, a cell or an edge takes from another field is
 * found by moving each field a little; which fields matter at all shows once, by values that are not a number. Derivatives that
 * are all 0 cost nothing. For diffusion_plane_solve.c. */
#ifndef NEOCOL_SOLVERS_DIFFUSION_COUPLING_H
#define NEOCOL_SOLVERS_DIFFUSION_COUPLING_H

#include "diffusion_part.h"
#include "diffusion_plane.h"

struct diffusion_coupling
{
  const struct diffusion_plane_system *system;
  const struct diffusion_plane_kinetics *kinetics;
  const struct diffusion_part *part; /* [spreads] */
  size_t cells, fields, edges, values;
  unsigned char *asks;     /* [fields] must be moved to know what it does */
  unsigned char *spreads;  /* [spreads][fields] has an effect on the diffusivity; */
  unsigned char *cell;     /* [states][fields] on the rate in a cell; */
  unsigned char *edge;     /* [edges][fields] on the rate of an edge */
  double *slope;           /* [spreads][fields][cells] of the diffusivity */
  double *rate;            /* [states][edges][cells] of a rate by an edge */
  double *bound;           /* [states][edges] most that an edge that changes by 1 does to a rate */
  double *mean;            /* [edges][states][columns] of the rate of an edge by the mean of a state */
  double *partials;        /* [entries][cells] within a cell */
  double *edge_partials;   /* [edge entries][columns] */
  double *diffusivity;     /* [spreads][cells] at the values of the matrix */
  double *value;           /* [values] of the matrix */
  double *moved, *answer;  /* [values] */
  double *base, *changed;  /* [values], [spreads][cells] */
  double *flow, *gathered; /* [cells] each */
  double *memory;
};

/* Finds which fields matter, at `time` and `value`. Returns 0 when there is no memory; free with diffusion_coupling_free, also
 * then. */
int diffusion_coupling_make(struct diffusion_coupling *coupling, const struct diffusion_plane_system *system,
                            const struct diffusion_plane_kinetics *kinetics, const struct diffusion_part *part, double time,
                            const double *value);
void diffusion_coupling_free(struct diffusion_coupling *coupling);

/* All derivatives at `value`. */
void diffusion_coupling_linearize(struct diffusion_coupling *coupling, double time, const double *value);

/* The derivative of the rate of `state` by itself within a cell, [cells], or NULL; the slope of the diffusivity of spread k by
 * itself, [cells]. */
const double *diffusion_coupling_own(const struct diffusion_coupling *coupling, size_t state);
const double *diffusion_coupling_slope(const struct diffusion_coupling *coupling, size_t k);

/* Does field `other` have an effect on the cells of `state`, besides on itself? */
int diffusion_coupling_reaches(const struct diffusion_coupling *coupling, size_t state, size_t other);

/* Does the diffusivity of spread k depend on no field? */
int diffusion_coupling_fixed(const struct diffusion_coupling *coupling, size_t k);

/* right += what changes[values] of all other fields do to the rate of `state` in all cells. */
void diffusion_coupling_add(struct diffusion_coupling *coupling, size_t state, const double *change, double *right);

/* right[edges][columns] += what changes of the states do to the edges. */
void diffusion_coupling_edges(const struct diffusion_coupling *coupling, const double *change, double *right);

#endif
