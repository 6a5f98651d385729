/* declaration.h - the rows in which everything that has a name, a unit and a source is declared. */
#ifndef NEOCOL_MODEL_DECLARATION_H
#define NEOCOL_MODEL_DECLARATION_H

#include <stddef.h>

/* where a number comes from, best first */
#define EVIDENCE_LIST(ROW)                                                                                                       \
  ROW(human, "measured in people")                                                                                               \
  ROW(animal, "measured in animals")                                                                                             \
  ROW(in_vitro, "measured in cultures or skin models")                                                                           \
  ROW(derived, "computed from measured or published numbers")                                                                    \
  ROW(fitted, "fitted to data that are then not used for validation")                                                            \
  ROW(assumed, "a modelling choice without data")

enum evidence
{
#define ROW(identifier, meaning) evidence_##identifier,
  EVIDENCE_LIST(ROW)
#undef ROW
  evidence_count
};

/* Name ("human") and meaning of an evidence. */
const char *evidence_name(enum evidence evidence);
const char *evidence_meaning(enum evidence evidence);

/* Numbers in rows are in the row's own unit; the border converts (unit.h). `source` is a key of references.bib. */
struct parameter_row
{
  const char *name, *unit;
  double value, low, high;
  enum evidence evidence;
  const char *doc, *source;
};

struct state_row
{
  const char *name, *unit;
  const char *initial_text; /* the expression as written */
  double low, high;         /* outside these the run stops */
  const char *doc, *source;
};

struct read_row
{
  const char *name, *unit;
  double fallback; /* when no process that is on owns the name and nothing around supplies it */
};

struct feed_row
{
  const char *name, *unit; /* of the state (not of its rate) */
};

/* what a needle does to a point: all inputs of an injury */
struct hit
{
  double intensity; /* injured fraction of the responding tissue, 0..1 */
  double bleeding;  /* weight of bleeding at this depth, 0..1 */
  double wounded;   /* part of a channel cell within the hole or its crushed ring, 0..1 */
  double pierced;   /* part of a channel cell where the stratum corneum is gone, 0..1 */
};

/* Blocks of points: in[k][point] for states, then reads, in declared order; parameters in declared order, coherent units. */
struct spread_row
{
  const char *state, *unit, *doc, *source;
  void (*diffusivity)(size_t points, const double *const *in, const double *parameters, double *value);
};

struct observable_row
{
  const char *name, *unit, *doc, *source;
  void (*observe)(size_t points, const double *const *in, const double *parameters, double *value);
};

/* one process: what its file declares, and the loops that process.h makes from its one-point functions */
struct process
{
  const char *name, *about;
  const char *variant; /* the structural variant that the process belongs to; NULL: always on */
  int surface;         /* nonzero: its observables are seen at the surface, so those of the papillary layer stand for the skin */
  int matrix;          /* nonzero: its observables are relative to the collagen of their place, so means weigh with that */
  size_t state_count, read_count, feed_count, parameter_count, spread_count, observable_count;
  const struct state_row *states;
  const struct read_row *reads;
  const struct feed_row *feeds;
  const struct parameter_row *parameters;
  const struct spread_row *spreads;
  const struct observable_row *observables;
  /* initial[k] of each state at rest; coherent units */
  void (*initial)(const double *parameters, double *initial);
  /* out[k][point] = sum[k][point] + rate, for states, then feeds; out may be sum */
  void (*rates)(size_t points, const double *const *in, const double *parameters, const double *const *sum, double *const *out);
  /* partials[k * (states + reads) + j][point] = d out k / d in j */
  void (*partials)(size_t points, const double *const *in, const double *parameters, double *const *partials);
  /* after[k][point] from in and the hit of each point; NULL when a session does nothing to it */
  void (*injure)(size_t points, const double *const *in, const double *parameters, const struct hit *hit, double *const *after);
};

#endif
