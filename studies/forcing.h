/* forcing.h - what acts on a point of tissue from outside over time: leaking channels of past sessions, the person, the plan.
 *
 * The environment of the tissue processes, in the order of forcing_names. Made once for a run; the cubics between the points of
 * the closure curves are prepared so that a value costs a few multiplications. */
#ifndef NEOCOL_STUDIES_FORCING_H
#define NEOCOL_STUDIES_FORCING_H

#include "closure.h"
#include "person.h"

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

/* one cubic of the time since `begin`, constant first, and what its slope needs: a line of the cache */
struct forcing_piece
{
  double begin, end; /* day since the session */
  double cubic[4], twice, thrice;
};

struct forcing
{
  const struct scenario *scenario;
  const struct protocol *protocol;
  struct person_inputs person;
  struct closure_water water;
  double fresh; /* defect of a fresh channel, mm2 */
  /* the defect over time since a session, relative to fresh, from 0 until nothing is left of it; the last piece is constant */
  size_t pieces;
  struct forcing_piece *piece; /* [pieces]; owned */
  /* growth factor of open wound in each dermal layer, over the pieces up to growth_end; NULL when the channel has no depth */
  double (*growth)[4]; /* [SKIN_LAYERS][growth_end]; owned */
  size_t growth_end;
  double growth_last[SKIN_LAYERS], growth_decay; /* at its end, and how it falls after it, 1/day */
  struct skin_layer layers[SKIN_LAYERS];
  unsigned *bucket; /* last piece that begins not later than each of a row of times, see forcing.c; owned */
};

/* where one trajectory of tissue is: `done` sessions lie behind it, those with hit[j] have reached it */
struct exposure
{
  size_t done;
  const unsigned char *hit;
  const struct response_slab *slab; /* the first one of a column */
};

/* Prepares the forcing of a run; what it is made from must outlive it. STATUS_MEMORY. Free with forcing_free. */
enum status forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing,
                         struct trail *trail) STATUS_CHECK;
void forcing_free(struct forcing *forcing);

/* environment[input * stride] of what does not change between sessions, in a slab. */
void forcing_constants(const struct forcing *forcing, const struct response_slab *slab, size_t stride, double *environment);

/* environment[input * stride + point] of what changes, at time[point] (day) of exposure[point], and how fast it does (1/day);
 * slope may be NULL. At an event, the slope after it. */
void forcing_changes(const struct forcing *forcing, size_t points, const struct exposure *const *exposure, const double *time,
                     size_t stride, double *environment, double *slope);

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
