/* process.h - the only header that a process includes: makes from its list and its one-point functions everything else.
 *
 * A process file defines DECLARE, includes this header, writes its functions for ONE point and ends with DEFINE_PROCESS:
 *
 *   STATE(name, unit, initial, low, high, doc, source)            I own it; `initial` may use parameters as s.parameter
 *   READS(name, unit, fallback)                                   I use it; the constant when nobody provides it
 *   FEEDS(name, unit)                                             I add to the rate of this state
 *   MOVES(name, unit, value, low, high, evidence, doc, source)    diffusivity of my state, a parameter <name>_diffusivity
 *   MOVES_BY(name, unit, doc, source)                             the same, computed by PROCESS_DIFFUSIVITY(name)
 *   PARAM(name, unit, value, low, high, evidence, doc, source)    a number that a scenario may change
 *   OBSERVE(name, unit, doc, source)                              a result, computed by PROCESS_OBSERVABLE(name)
 *   VARIANT(name)                                                 on only in this structural variant (plan.h)
 *   SURFACE                                                       my observables are seen at the surface (papillary layer)
 *   MATRIX                                                        means of my observables over depth weigh with collagen at rest
 *   INJURE                                                        PROCESS_INJURY says what a session does to my states
 *
 *   PROCESS_RATES(struct in s, struct out *d)                     d->state = rate; d->fed = what I add
 *   PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
 *   PROCESS_OBSERVABLE(name) { return ...s.x...; }                PROCESS_DIFFUSIVITY(name) { return ...; }
 *
 * `real` is double, or complex when the same file is compiled for its derivatives: no comparisons and no libm on it; use
 * exponential(). Everything is in coherent units (unit.h). What is not declared is not in the structs and does not compile. */
#ifndef NEOCOL_MODEL_PROCESS_H
#define NEOCOL_MODEL_PROCESS_H

#ifndef DECLARE
#error "define DECLARE before including process.h"
#endif

#include <stddef.h>

#include "declaration.h"
#include "exponential.h"
#include "vector.h"

#ifdef PROCESS_partials
typedef double _Complex real;
#define exponential(x) exponential_complex(x)
#else
typedef double real;
#define exponential(x) exponential_real(x)
#endif

#define PROCESS_UNUSED __attribute__((unused))
#define PROCESS_INLINE static inline __attribute__((always_inline)) PROCESS_UNUSED

// --- pass 1: the structs of one point
#define STATE(name, unit, initial, low, high, doc, source) real name;
#define READS(name, unit, fallback) real name;
#define FEEDS(name, unit)
#define MOVES(name, unit, value, low, high, evidence, doc, source) double name##_diffusivity;
#define MOVES_BY(name, unit, doc, source)
#define PARAM(name, unit, value, low, high, evidence, doc, source) double name;
#define OBSERVE(name, unit, doc, source)
#define INJURE
#define SURFACE
#define MATRIX
#define VARIANT(name)
struct in
{
  DECLARE
};
#undef READS
#undef MOVES
#undef PARAM
#define READS(name, unit, fallback)
#define MOVES(name, unit, value, low, high, evidence, doc, source)
#define PARAM(name, unit, value, low, high, evidence, doc, source)
struct states
{
  DECLARE
  char nothing;
};
#undef FEEDS
#define FEEDS(name, unit) real name;
struct out
{
  DECLARE
  char nothing;
};
#undef STATE
#undef FEEDS

// --- pass 2: numbers of states, reads, feeds and parameters, each in declared order
#define STATE(name, unit, initial, low, high, doc, source) state_##name,
#define FEEDS(name, unit)
enum process_state_index
{
  DECLARE process_state_count
};
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source)
#undef READS
#define READS(name, unit, fallback) read_##name,
enum process_read_index
{
  DECLARE process_read_count
};
#undef READS
#define READS(name, unit, fallback)
#undef FEEDS
#define FEEDS(name, unit) feed_##name,
enum process_feed_index
{
  DECLARE process_feed_count
};
#undef FEEDS
#define FEEDS(name, unit)
#undef MOVES
#undef PARAM
#define MOVES(name, unit, value, low, high, evidence, doc, source) parameter_##name##_diffusivity,
#define PARAM(name, unit, value, low, high, evidence, doc, source) parameter_##name,
enum process_parameter_index
{
  DECLARE process_parameter_count
};
enum
{
  process_in_count = process_state_count + process_read_count,
  process_out_count = process_state_count + process_feed_count
};

// --- pass 3: from arrays to the struct of one point
#undef STATE
#undef READS
#undef MOVES
#undef PARAM
#define STATE(name, unit, initial, low, high, doc, source) .name = in[state_##name][point],
#define READS(name, unit, fallback) .name = in[process_state_count + read_##name][point],
#define MOVES(name, unit, value, low, high, evidence, doc, source)                                                               \
  .name##_diffusivity = parameters[parameter_##name##_diffusivity],
#define PARAM(name, unit, value, low, high, evidence, doc, source) .name = parameters[parameter_##name],
PROCESS_INLINE struct in point_load(size_t point, const double *const *in, const double *parameters)
{
  (void)point, (void)in, (void)parameters;
  return (struct in){ DECLARE };
}
#undef STATE
#undef READS
#define STATE(name, unit, initial, low, high, doc, source)
#define READS(name, unit, fallback)
PROCESS_INLINE struct in parameters_load(const double *parameters)
{
  (void)parameters;
  return (struct in){ DECLARE };
}
#undef MOVES
#undef PARAM
#define MOVES(name, unit, value, low, high, evidence, doc, source)
#define PARAM(name, unit, value, low, high, evidence, doc, source)

#define PROCESS_RATES PROCESS_INLINE void rates
#ifdef PROCESS_partials
#define PROCESS_OWN static PROCESS_UNUSED
#else
#define PROCESS_OWN static
#endif
#define PROCESS_INJURY PROCESS_OWN void injure
#define PROCESS_OBSERVABLE(name) PROCESS_INLINE real observe_##name(struct in s)
#define PROCESS_DIFFUSIVITY(name) PROCESS_INLINE real diffusivity_##name(struct in s)

#define PROCESS_JOIN_(domain, name, suffix) process_##domain##_##name##suffix
#define PROCESS_JOIN(domain, name, suffix) PROCESS_JOIN_(domain, name, suffix)

// what the author writes below; declared here so that the loops can be made before
PROCESS_RATES(struct in s, struct out *d);

#ifdef PROCESS_partials
#include "process_partials.h"
#else
#include "process_values.h"
#endif

#endif
