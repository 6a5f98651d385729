/* process_values.h - the rows of a process and its loops over blocks of points, made from its list. Included by process.h only.
 */
#ifndef NEOCOL_MODEL_PROCESS_VALUES_H
#define NEOCOL_MODEL_PROCESS_VALUES_H

// --- values at rest
#undef STATE
#define STATE(name, unit, initial_value, low, high, doc, source) initial[state_##name] = initial_value;
static void process_initial(const double *parameters, double *initial)
{
  const struct in s = parameters_load(parameters);
  (void)s, (void)initial;
  DECLARE
}

// --- rates
#undef STATE
#undef FEEDS
#define STATE(name, unit, initial, low, high, doc, source) out[state_##name][point] = sum[state_##name][point] + d.name;
#define FEEDS(name, unit) out[process_state_count + feed_##name][point] = sum[process_state_count + feed_##name][point] + d.name;
PROCESS_INLINE void rates_loop(const size_t points, const double *const *in, const double *parameters, const double *const *sum,
                               double *const *out)
{
  (void)sum, (void)out;
  VECTOR_INDEPENDENT
  for (size_t point = 0; point < points; point++)
  {
    struct in s = point_load(point, in, parameters);
    struct out d = { 0 };
    rates(s, &d);
    DECLARE
  }
}
VECTOR_CLONES
static void process_rates(size_t points, const double *const *in, const double *parameters, const double *const *sum,
                          double *const *out)
{
  if (points == VECTOR_LANES)
    rates_loop(VECTOR_LANES, in, parameters, sum, out);
  else
    rates_loop(points, in, parameters, sum, out);
}
#undef FEEDS
#define FEEDS(name, unit)

// --- injury: states that a session does not touch stay as they are
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source) .name = s.name,
PROCESS_INLINE struct states states_before(struct in s)
{
  (void)s;
  return (struct states){ DECLARE.nothing = 0 };
}
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source) after[state_##name][point] = changed.name;
PROCESS_INLINE void states_store(struct states changed, size_t point, double *const *after)
{
  (void)changed, (void)point, (void)after;
  DECLARE
}
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source)
#undef INJURE
#define INJURE                                                                                                                   \
  PROCESS_INJURY(struct in s, struct hit hit, struct states *after);                                                             \
  static void process_injure(size_t points, const double *const *in, const double *parameters, const struct hit *hit,            \
                             double *const *after)                                                                               \
  {                                                                                                                              \
    for (size_t point = 0; point < points; point++)                                                                              \
    {                                                                                                                            \
      struct in s = point_load(point, in, parameters);                                                                           \
      struct states changed = states_before(s);                                                                                  \
      injure(s, hit[point], &changed);                                                                                           \
      states_store(changed, point, after);                                                                                       \
    }                                                                                                                            \
  }
DECLARE
#undef INJURE
#define INJURE

// --- spreads and observables
#define PROCESS_VALUE_LOOP(function, expression)                                                                                 \
  VECTOR_CLONES                                                                                                                  \
  static void function(size_t points, const double *const *in, const double *parameters, double *value)                          \
  {                                                                                                                              \
    VECTOR_INDEPENDENT                                                                                                           \
    for (size_t point = 0; point < points; point++)                                                                              \
    {                                                                                                                            \
      struct in s = point_load(point, in, parameters);                                                                           \
      value[point] = expression;                                                                                                 \
    }                                                                                                                            \
  }
#undef MOVES
#undef MOVES_BY
#undef OBSERVE
#define MOVES(name, unit, value, low, high, evidence, doc, source) PROCESS_VALUE_LOOP(process_spread_##name, s.name##_diffusivity)
#define MOVES_BY(name, unit, doc, source)                                                                                        \
  PROCESS_DIFFUSIVITY(name);                                                                                                     \
  PROCESS_VALUE_LOOP(process_spread_##name, diffusivity_##name(s))
#define OBSERVE(name, unit, doc, source)                                                                                         \
  PROCESS_OBSERVABLE(name);                                                                                                      \
  PROCESS_VALUE_LOOP(process_observe_##name, observe_##name(s))
DECLARE

// --- rows; one empty row ends each list, so that lists of length zero are legal
#undef MOVES
#undef MOVES_BY
#undef OBSERVE
#define OBSERVE(name, unit, doc, source)
#define MOVES(name, unit, value, low, high, evidence, doc, source) { #name, unit, doc, source, process_spread_##name },
#define MOVES_BY(name, unit, doc, source) { #name, unit, doc, source, process_spread_##name },
static const struct spread_row process_spread_rows[] = { DECLARE{ NULL, NULL, NULL, NULL, NULL } };
#undef MOVES
#undef MOVES_BY
#define MOVES_BY(name, unit, doc, source)
#undef PARAM
#define MOVES(name, unit, value, low, high, evidence, doc, source)                                                               \
  { #name "_diffusivity", unit, value, low, high, evidence_##evidence, doc, source },
#define PARAM(name, unit, value, low, high, evidence, doc, source)                                                               \
  { #name, unit, value, low, high, evidence_##evidence, doc, source },
static const struct parameter_row process_parameter_rows[] = { DECLARE{ NULL, NULL, 0, 0, 0, evidence_assumed, NULL, NULL } };
#undef MOVES
#undef PARAM
#define MOVES(name, unit, value, low, high, evidence, doc, source)
#define PARAM(name, unit, value, low, high, evidence, doc, source)
#undef OBSERVE
#define OBSERVE(name, unit, doc, source) { #name, unit, doc, source, process_observe_##name },
static const struct observable_row process_observable_rows[] = { DECLARE{ NULL, NULL, NULL, NULL, NULL } };
#undef OBSERVE
#define OBSERVE(name, unit, doc, source)
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source) { #name, unit, #initial, low, high, doc, source },
static const struct state_row process_state_rows[] = { DECLARE{ NULL, NULL, NULL, 0, 0, NULL, NULL } };
#undef STATE
#define STATE(name, unit, initial, low, high, doc, source)
#undef READS
#define READS(name, unit, fallback) { #name, unit, fallback },
static const struct read_row process_read_rows[] = { DECLARE{ NULL, NULL, 0 } };
#undef READS
#define READS(name, unit, fallback)
#undef FEEDS
#define FEEDS(name, unit) { #name, unit },
static const struct feed_row process_feed_rows[] = { DECLARE{ NULL, NULL } };

// --- the process itself
#undef FEEDS
#define FEEDS(name, unit)
#undef SURFACE
#define SURFACE .surface = 1,
#undef MATRIX
#define MATRIX .matrix = 1,
#undef VARIANT
#define VARIANT(name) .variant = #name,
#undef INJURE
#define INJURE .injure = process_injure,
#define PROCESS_ROWS_COUNT(rows) (sizeof(rows) / sizeof *(rows)-1)
#define DEFINE_PROCESS(process_name, process_about)                                                                              \
  void PROCESS_JOIN(PROCESS_DOMAIN, process_name, _partials)(size_t points, const double *const *in, const double *parameters,   \
                                                             double *const *partials);                                           \
  extern const struct process PROCESS_JOIN(PROCESS_DOMAIN, process_name, );                                                      \
  const struct process PROCESS_JOIN(PROCESS_DOMAIN,                                                                              \
                                    process_name, ) = { .name = #process_name,                                                   \
                                                        .about = process_about,                                                  \
                                                        .state_count = process_state_count,                                      \
                                                        .read_count = process_read_count,                                        \
                                                        .feed_count = process_feed_count,                                        \
                                                        .parameter_count = PROCESS_ROWS_COUNT(process_parameter_rows),           \
                                                        .spread_count = PROCESS_ROWS_COUNT(process_spread_rows),                 \
                                                        .observable_count = PROCESS_ROWS_COUNT(process_observable_rows),         \
                                                        .states = process_state_rows,                                            \
                                                        .reads = process_read_rows,                                              \
                                                        .feeds = process_feed_rows,                                              \
                                                        .parameters = process_parameter_rows,                                    \
                                                        .spreads = process_spread_rows,                                          \
                                                        .observables = process_observable_rows,                                  \
                                                        .initial = process_initial,                                              \
                                                        .rates = process_rates,                                                  \
                                                        .partials = PROCESS_JOIN(PROCESS_DOMAIN, process_name, _partials),       \
                                                        DECLARE };

#endif
