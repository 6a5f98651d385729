/* process_partials.h - partial derivatives of a process by complex steps: the same one-point source, compiled with complex
 * numbers, run once per input with a tiny imaginary seed. Exact to rounding. Included by process.h only. */
#ifndef NEOCOL_MODEL_PROCESS_PARTIALS_H
#define NEOCOL_MODEL_PROCESS_PARTIALS_H

/* far below rounding, so the real part never notices; a power of two, so dividing by it is exact */
#define PROCESS_SEED 0x1p-100

// the imaginary parts of all outputs of one point
#undef STATE
#undef FEEDS
#define STATE(name, unit, initial, low, high, doc, source)                                                                       \
  partials[state_##name * process_in_count + j][point] = __imag__ d->name * (1 / PROCESS_SEED);
#define FEEDS(name, unit)                                                                                                        \
  partials[(process_state_count + feed_##name) * process_in_count + j][point] = __imag__ d->name * (1 / PROCESS_SEED);
PROCESS_INLINE void partials_store(const struct out *d, size_t j, size_t point, double *const *partials)
{
  (void)d, (void)j, (void)point, (void)partials;
  DECLARE
}

// one input after the other at each point: what does not depend on the seeded one is computed once
#undef STATE
#undef FEEDS
#undef READS
#define FEEDS(name, unit)
#define PROCESS_SEED_RUN(name, j)                                                                                                \
  {                                                                                                                              \
    struct in s = at;                                                                                                            \
    __imag__ s.name = PROCESS_SEED;                                                                                              \
    struct out d = { 0 };                                                                                                        \
    rates(s, &d);                                                                                                                \
    partials_store(&d, (j), point, partials);                                                                                    \
  }
#define STATE(name, unit, initial, low, high, doc, source) PROCESS_SEED_RUN(name, state_##name)
#define READS(name, unit, fallback) PROCESS_SEED_RUN(name, process_state_count + read_##name)
PROCESS_INLINE void partials_loop(const size_t points, const double *const *in, const double *parameters, double *const *partials)
{
  (void)partials;
  VECTOR_INDEPENDENT
  for (size_t point = 0; point < points; point++)
  {
    const struct in at = point_load(point, in, parameters);
    (void)at;
    DECLARE
  }
}

#define DEFINE_PROCESS(name, about)                                                                                              \
  void PROCESS_JOIN(PROCESS_DOMAIN, name, _partials)(size_t points, const double *const *in, const double *parameters,           \
                                                     double *const *partials);                                                   \
  VECTOR_CLONES                                                                                                                  \
  void PROCESS_JOIN(PROCESS_DOMAIN, name, _partials)(size_t points, const double *const *in, const double *parameters,           \
                                                     double *const *partials)                                                    \
  {                                                                                                                              \
    if (points == VECTOR_LANES)                                                                                                  \
      partials_loop(VECTOR_LANES, in, parameters, partials);                                                                     \
    else                                                                                                                         \
      partials_loop(points, in, parameters, partials);                                                                           \
  }

#endif
