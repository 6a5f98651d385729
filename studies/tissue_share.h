/* tissue_share.h - runs whose tissue has the same processes take the same wiring, one after the other.
 *
 * Sources of inputs, the pattern of derivatives and its elimination, pointers and rooms depend on the processes that are on, not
 * on parameters: tissue is wired with the default ones, and each run sets its own. So its results have the bits of a wiring that
 * nobody else has used. */
#ifndef NEOCOL_STUDIES_TISSUE_SHARE_H
#define NEOCOL_STUDIES_TISSUE_SHARE_H

#include "course.h"

struct tissue_share;

/* the tissue of a run as long as it has it */
struct tissue
{
  struct assembly *assembly;  /* bound to `parameters` */
  struct workspace workspace; /* of the assembly */
  double *parameters;         /* [parameter_count()] of the run */
  const struct process **on;  /* what it was wired for: as response_processes */
  struct tissue *next;
};

/* A store that keeps the tissues of the last few runs. STATUS_MEMORY. */
enum status tissue_share_create(struct tissue_share **share, struct trail *trail) STATUS_CHECK;
/* Frees the store; all tissues must have been given back. NULL is fine. */
void tissue_share_free(struct tissue_share *share);

/* Tissue wired for a scenario, with its parameters; nobody else has it until it is given back. Any thread. Without a store
 * (NULL), and when the scenario asks for it (scenario->alone), it is wired for this caller. Fails as response_wire does. */
enum status tissue_share_take(struct tissue_share *share, const struct scenario *scenario, struct tissue **tissue,
                              struct trail *trail) STATUS_CHECK;
/* NULL is fine. */
void tissue_share_give_back(struct tissue_share *share, const struct scenario *scenario, struct tissue *tissue);

/* How many tissues were wired for the store so far. */
size_t tissue_share_wired(struct tissue_share *share);

#endif
