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
  BARRIER_LEAK,
  PIGMENT_RESPONSE,
  REFRACTORY_POOL,
  COLLAGEN_ANSWER,
  BLEEDING_TENDENCY,
  WATER_LOSS_RATIO,
  VESSEL_DENSITY,
  FIBROBLAST_DENSITY,
  FIBROBLASTS_PER_COLLAGEN,
  WOUND_GROWTH_FACTOR,
  FORCING_INPUTS
};
extern const char *const forcing_names[];

/* the inputs that change between sessions */
enum
{
  FORCING_CHANGES = 4
};
extern const enum forcing_input forcing_changes[FORCING_CHANGES];

struct response_slab;

struct forcing
{
  const struct scenario *scenario;
  const struct protocol *protocol;
  struct person_inputs person;
  struct closure_water water;
  double fresh;            /* defect of a fresh channel, mm2 */
  size_t knots;            /* of the defect over time since a session, relative to fresh */
  double *knot;            /* [knots], day; owned */
  double (*cubic)[4];      /* [knots - 1] polynomials of the time since the knot; owned */
  double last, decay_rate; /* value at the last knot, and how it falls after it, 1/day */
  /* growth factor of open wound in each dermal layer, over the same knots; NULL when the channel has no depth */
  double (*growth)[4]; /* [SKIN_LAYERS][knots - 1]; owned */
  double growth_last[SKIN_LAYERS], growth_decay;
  struct skin_layer layers[SKIN_LAYERS];
};

/* where one trajectory of tissue is: `done` sessions lie behind it, those with hit[j] have reached it */
struct exposure
{
  size_t done;
  const unsigned char *hit;
  size_t cells;
  const struct response_slab *slab; /* [cells] */
  size_t hint[PROTOCOL_SESSIONS];   /* last interval of the curve that was needed; any value is right, a near one is fast */
};

/* Prepares the forcing of a run; what it is made from must outlive it. STATUS_MEMORY. Free with forcing_free. */
enum status forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing,
                         struct trail *trail) STATUS_CHECK;
void forcing_free(struct forcing *forcing);

/* environment[i * stride + cell] for all inputs at `time` (day). */
void forcing_fill(const struct forcing *forcing, struct exposure *exposure, double time, size_t stride, double *environment);

/* The same, only for the inputs that change between sessions. */
void forcing_update(const struct forcing *forcing, struct exposure *exposure, double time, size_t stride, double *environment);

#endif
