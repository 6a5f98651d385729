/* upcoming.h - the next runs of a study are made before their turn, so that those that begin alike know of each other. */
#ifndef NEOCOL_STUDIES_UPCOMING_H
#define NEOCOL_STUDIES_UPCOMING_H

#include "beginnings.h"
#include "outcome.h"

/* a run that is ready to be computed */
struct upcoming_run
{
  struct scenario *scenario;
  char *name;
  struct outcome_axes own;         /* its own axes, or empty */
  const struct outcome_axes *axes; /* those that it is read on */
  struct beginning *beginning;     /* its place among runs that begin alike; NULL: it is computed alone */
};

/* what upcoming runs are made from */
struct upcoming_plan
{
  size_t count;                    /* runs */
  size_t ahead;                    /* so many are made before their turn */
  size_t slots;                    /* a run is taken only when all that come so many before it were taken and given back */
  struct beginnings *store;        /* NULL: nothing is shared */
  const struct outcome_axes *axes; /* of all runs; NULL: each has its own */
  const void *context;             /* handed to the function below */
  enum status (*make)(const void *context, size_t i, struct scenario **scenario, char **name, struct trail *trail);
};

struct upcoming;

/* STATUS_MEMORY. Free with upcoming_free, which also frees what was made and not taken. */
enum status upcoming_create(const struct upcoming_plan *plan, struct upcoming **upcoming, struct trail *trail) STATUS_CHECK;
void upcoming_free(struct upcoming *upcoming);

/* Run i, with the warnings of making it. Any thread; each run once. Fails as plan->make does. Give back with upcoming_give_back
 * in any case. */
enum status upcoming_take(struct upcoming *upcoming, size_t i, struct upcoming_run *run, struct trail *trail) STATUS_CHECK;
void upcoming_give_back(struct upcoming_run *run);

#endif
