/* published.h - a model from the literature: a process (process.h) with all that is needed to replicate what was published.
 *
 * One file in published/ is one model. It includes this header, declares its process in the numbers and units of the paper (they
 * are never converted: a model in pg mm-3 and days is integrated in pg mm-3 and days) and ends with
 *
 *   DEFINE_PROCESS(name, "what it is")      DEFINE_PUBLISHED(name) = { .title = ..., .variants = { ... }, ... };
 *
 * GIVEN, SIGNED, PART, CHOSEN and CHOICE are parameters, BEGINS is a state with a parameter <name>_initial; PUBLISHED_SOURCE is
 * the key of the source. What acts from outside (scheduled pulses, switches) is a READS of the process. Lists end with an empty
 * row. These models are in a list of their own: no scenario and no parameter of the program sees them. */
#ifndef NEOCOL_MODEL_PUBLISHED_H
#define NEOCOL_MODEL_PUBLISHED_H

#include "declaration.h"

/* parameters as published: no range is known, only the sign; `evidence` is that of a number out of a paper */
#define PUBLISHED_MOST 1e300
#define GIVEN(name, unit, value, doc) PARAM(name, unit, value, 0, PUBLISHED_MOST, derived, doc, PUBLISHED_SOURCE)
#define SIGNED(name, unit, value, doc) PARAM(name, unit, value, -PUBLISHED_MOST, PUBLISHED_MOST, derived, doc, PUBLISHED_SOURCE)
/* a choice of this program that the paper does not have or that was not visible */
#define CHOSEN(name, unit, value, doc) PARAM(name, unit, value, 0, PUBLISHED_MOST, assumed, doc, "neocol")
/* a part of a whole as published, and a choice of this program between 0 and 1 */
#define PART(name, value, doc) PARAM(name, "1", value, 0, 1, derived, doc, PUBLISHED_SOURCE)
#define CHOICE(name, value, doc) PARAM(name, "1", value, 0, 1, assumed, doc, "neocol")
#define BEGINS(name, unit, value, doc)                                                                                           \
  STATE(name, unit, s.name##_initial, -PUBLISHED_MOST, PUBLISHED_MOST, doc, PUBLISHED_SOURCE)                                    \
  PARAM(name##_initial, unit, value, 0, PUBLISHED_MOST, derived, doc ", at the start", PUBLISHED_SOURCE)
#define SHOWS(name, unit, doc) OBSERVE(name, unit, doc, PUBLISHED_SOURCE)

enum
{
  PUBLISHED_VARIANTS = 6,
  PUBLISHED_SETTINGS = 12,
  PUBLISHED_TIMES = 16,
  PUBLISHED_SWITCHES = 3,
  PUBLISHED_ROWS = 6
};

struct published_setting
{
  const char *parameter;
  double value;
};

struct published_variant
{
  const char *name, *about;
  struct published_setting settings[PUBLISHED_SETTINGS];
  const char *hidden[PUBLISHED_ROWS]; /* states that mean nothing in this variant */
};

/* Pulses: the input is the number of pulses that act, pulse j from start + j separation for a duration. All are names of
 * parameters; without a duration a pulse lasts, without a separation there is one. */
struct published_schedule
{
  const char *input, *number, *start, *duration, *separation;
};

/* the input is 1 while the observable `margin` is at least 0, else 0; the times at which it turns are located */
struct published_switch
{
  const char *input, *margin;
};

/* the first row whose state or observable reaches the level at the end names the outcome; a last row without `value` is the rest
 */
struct published_outcome
{
  const char *name, *value;
  double level;
  const char *about;
};

/* a question worth asking of a variant: where between low and high does the outcome change? */
struct published_threshold
{
  const char *variant, *parameter;
  double low, high;
};

/* where the published formulae make sense; outside a run warns */
struct published_range
{
  const char *value; /* state or observable */
  double low, high;
  const char *meaning;
};

/* a model of a wound that closes from its edge: the states that spread are 0 within it and held at 1 at its edge */
struct published_space
{
  const char *radius, *disc; /* parameters: size of the wound; 1 for a disc, 0 for a slab */
  const char *front;         /* the state whose level is the front */
  double level;
  size_t cells; /* of the coarse grid per unit of length; the fine one has twice as many */
  double step;  /* of the coarse grid; a quarter on the fine one */
};

struct published
{
  const struct process *process;
  const char *title, *citation;
  const char *seen;                                      /* what was visible of the source, in words */
  const char *caveats;                                   /* what to beware of; may be NULL */
  const char *time_unit;                                 /* "h", "day" or "1" */
  struct published_variant variants[PUBLISHED_VARIANTS]; /* the first is what the name of the model alone means */
  double times[PUBLISHED_TIMES];                         /* of the table, ascending from 0 */
  double absolute_tolerance;
  struct published_schedule schedule;
  struct published_switch switches[PUBLISHED_SWITCHES];
  struct published_range ranges[PUBLISHED_ROWS];
  double settled; /* time after the last pulse at which the outcome is judged */
  struct published_outcome outcomes[PUBLISHED_ROWS];
  struct published_threshold thresholds[PUBLISHED_ROWS];
  struct published_space space;
};

extern const struct published *const published_processes[];
extern const size_t published_process_count;

/* the table belongs to the values; the second compilation, for derivatives, drops it */
#ifdef PROCESS_partials
#define DEFINE_PUBLISHED(model)                                                                                                  \
  extern const struct process process_published_##model;                                                                         \
  static const __attribute__((unused)) struct published published_##model
#else
#define DEFINE_PUBLISHED(model)                                                                                                  \
  extern const struct published published_##model;                                                                               \
  const struct published published_##model
#endif

#endif
