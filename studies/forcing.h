/* forcing.h - what acts on a point of tissue from outside over time: leaking channels of past sessions, the person, the plan.
 *
 * The environment of the tissue processes, in the order of forcing_names. Made once for a run; the curves of the
 * closure are read from its smooth pieces (closure_pieces.h). */
#ifndef NEOCOL_STUDIES_FORCING_H
#define NEOCOL_STUDIES_FORCING_H

#include "closure.h"
#include "person.h"
#include "spline.h"
#include "vector.h"

enum forcing_input
{
  // these change between sessions
  BARRIER_LEAK,
  COLLAGEN_ANSWER,
  WATER_LOSS_RATIO,
  WOUND_GROWTH_FACTOR,
  FORCING_CHANGES,
  // these do not
  PIGMENT_RESPONSE = FORCING_CHANGES,
  REFRACTORY_POOL,
  BLEEDING_TENDENCY,
  VESSEL_DENSITY,
  FIBROBLAST_DENSITY,
  FIBROBLASTS_PER_COLLAGEN,
  FORCING_INPUTS
};
extern const char *const forcing_names[];

struct response_slab;

struct forcing
{
  const struct scenario *scenario;
  const struct protocol *protocol;
  struct person_inputs person;
  struct closure_water water;
  double fresh;                /* defect of a fresh channel, mm2 */
  struct closure_pieces curve; /* of the closure */
  struct skin_layer layers[SKIN_LAYERS];
};

/* where one trajectory of tissue is: `done` sessions lie behind it, those with hit[j] have reached it */
struct exposure
{
  size_t done;
  const unsigned char *hit;
  const struct response_slab *slab; /* the first one of a column */
};

/* Prepares the forcing of a run; what it is made from must outlive it. It owns nothing. */
void forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing);

/* environment[input * stride] of what does not change between sessions, in a slab. */
void forcing_constants(const struct forcing *forcing, const struct response_slab *slab, size_t stride, double *environment);

/* environment[input * stride + point] of what changes, at time[point] (day) of exposure[point], and how fast it does (1/day);
 * slope may be NULL. At an event, the slope after it. */
void forcing_changes(const struct forcing *forcing, size_t points, const struct exposure *const *exposure, const double *time,
                     size_t stride, double *environment, double *slope);

/* a row of points, one exposure each, laid out for vectors: at most PROTOCOL_SESSIONS of them lie behind */
struct forcing_row
{
  const struct exposure *exposure[VECTOR_LANES];
  double done[VECTOR_LANES], last[VECTOR_LANES], intensity[VECTOR_LANES]; /* last: day of the last session */
  double hit[PROTOCOL_SESSIONS][VECTOR_LANES];
};

/* An exposure takes a place in a row; all have to be taken before the row is used. */
void forcing_row_enter(const struct forcing *forcing, const struct exposure *exposure, size_t point, struct forcing_row *row);

/* As forcing_changes for a row with the stride VECTOR_LANES, to the bit. */
void forcing_row_changes(const struct forcing *forcing, const struct forcing_row *row, const double *time, double *environment,
                         double *slope);

/* environment[input * cells + cell] of one trajectory of a column, exposure->slab[cells]: all of it, or what changes with
 * its slope (NULL: not asked for). */
void forcing_column(const struct forcing *forcing, const struct exposure *exposure, size_t cells, double time,
                    double *environment);
void forcing_column_changes(const struct forcing *forcing, const struct exposure *exposure, size_t cells, double time,
                            double *environment, double *slope);

/* what changes, at times that many trajectories share; arrays are [...][points], owned by the caller */
struct forcing_table
{
  size_t points;
  double *leak;        /* [sessions][points] of a channel of each session */
  double *grown;       /* [SKIN_LAYERS][points] */
  double *environment; /* [FORCING_CHANGES][points] what is the same for all trajectories */
};

/* Fills the table at time[points] after `done` sessions. */
void forcing_table_fill(const struct forcing *forcing, size_t done, const double *time, struct forcing_table *table);

/* environment[input * points + point] of what changes for one trajectory: the same bits as forcing_changes gives. What all
 * trajectories have in common is written only when the table `is_other` than that of the last call. */
void forcing_table_read(const struct forcing *forcing, const struct forcing_table *table, const struct exposure *exposure,
                        int is_other, double *environment);

#endif
