/* conformance.c - the checks that need one process only: rows, finiteness, dimensions, injury, observables. */
#include "conformance.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conformance_together.h"
#include "sample.h"
#include "unit.h"

/* --- sourced */

/* nonzero when references.bib has an entry with this key */
static int reference_exists(const char *references, const char *key)
{
  char entry[128];
  snprintf(entry, sizeof entry, "{%s,", key);
  return strstr(references, entry) != NULL;
}

/* unit, words and source of one row; NULL when it is fine */
static const char *row_fault(const struct conformance *c, const char *name, const char *unit, const char *doc, const char *source)
{
  struct unit parsed;
  if (name == NULL || !islower((unsigned char)name[0]) || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
    return "the name is not in snake_case";
  if (unit == NULL || unit_parse(unit, &parsed, NULL) != STATUS_OK)
    return "the unit is not understood";
  if (doc == NULL || strlen(doc) < 4)
    return "the words are missing";
  if (source == NULL || strlen(source) < 3 || strspn(source, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(source))
    return "the source is missing";
  if (c->references != NULL && !reference_exists(c->references, source))
    return "the source is not in references.bib";
  return NULL;
}

static const char *parameter_fault(const struct parameter_row *row)
{
  if ((unsigned)row->evidence >= evidence_count)
    return "the evidence is unknown";
  if (!(row->low <= row->high) || !isfinite(row->low) || !isfinite(row->high))
    return "the bounds are not in order";
  if (!(row->low <= row->value && row->value <= row->high))
    return "the default is outside its bounds";
  return NULL;
}

/* values at rest within the bounds of the states, for any parameters */
static const char *initial_fault(const struct conformance *c, const char **name)
{
  static struct sample sample;
  double initial[SAMPLE_INPUTS];
  for (int set = 0; set < SAMPLE_SETS; set++)
  {
    sample_make(c, set, SAMPLE_WITHIN, &sample);
    c->process->initial(sample.parameters, initial);
    for (size_t k = 0; k < c->process->state_count; k++)
    {
      const struct state_row *row = &c->process->states[k];
      double factor = unit_factor(row->unit);
      *name = row->name;
      if (!(row->low < row->high))
        return "the bounds are not in order";
      if (!(initial[k] >= row->low * factor && initial[k] <= row->high * factor))
        return "the value at rest is outside its bounds";
    }
  }
  return NULL;
}

/* takes over the first fault of a row */
#define ROWS_CHECK(count, rows, unit_of, doc_of, source_of)                                                                      \
  for (size_t k = 0; k < (count) && fault == NULL; k++)                                                                          \
  {                                                                                                                              \
    name = (rows)[k].name;                                                                                                       \
    fault = row_fault(c, name, (rows)[k].unit_of, doc_of, source_of);                                                            \
  }

static int check_sourced(const struct conformance *c, size_t size, char *why)
{
  const struct process *p = c->process;
  const char *fault = NULL, *name = p->name;
  if (p->about == NULL || strlen(p->about) < 4)
    fault = "nothing is said about the process";
  ROWS_CHECK(p->state_count, p->states, unit, p->states[k].doc, p->states[k].source)
  ROWS_CHECK(p->parameter_count, p->parameters, unit, p->parameters[k].doc, p->parameters[k].source)
  ROWS_CHECK(p->observable_count, p->observables, unit, p->observables[k].doc, p->observables[k].source)
  // reads and feeds have words and source at their owner; spreads have the name of their state
  ROWS_CHECK(p->read_count, p->reads, unit, "none needed", p->states == NULL ? NULL : "neocol")
  ROWS_CHECK(p->feed_count, p->feeds, unit, "none needed", "neocol")
  for (size_t k = 0; k < p->spread_count && fault == NULL; k++)
  {
    name = p->spreads[k].state;
    fault = row_fault(c, name, p->spreads[k].unit, p->spreads[k].doc, p->spreads[k].source);
  }
  for (size_t k = 0; k < p->parameter_count && fault == NULL; k++)
  {
    name = p->parameters[k].name;
    fault = parameter_fault(&p->parameters[k]);
  }
  if (fault == NULL)
    fault = initial_fault(c, &name);
  if (fault != NULL)
    snprintf(why, size, "%s.%s: %s", p->name, name == NULL ? "?" : name, fault);
  return fault == NULL;
}

/* --- finite */

/* rates[outputs][SAMPLE_POINTS] of a sample */
static void rates_compute(const struct process *process, const struct sample *sample, double rates[][SAMPLE_POINTS])
{
  double *out[SAMPLE_INPUTS];
  memset(rates, 0, sample->outputs * sizeof *rates);
  for (size_t k = 0; k < sample->outputs; k++)
    out[k] = rates[k];
  process->rates(SAMPLE_POINTS, sample->in, sample->parameters, (const double *const *)out, out);
}

static int check_finite(const struct conformance *c, size_t size, char *why)
{
  static struct sample sample;
  static double rates[SAMPLE_INPUTS][SAMPLE_POINTS];
  const struct process *p = c->process;
  for (int set = 0; set < SAMPLE_SETS; set++)
  {
    sample_make(c, set, SAMPLE_WITHIN, &sample);
    rates_compute(p, &sample, rates);
    for (size_t k = 0; k < sample.outputs; k++)
      for (size_t n = 0; n < SAMPLE_POINTS; n++)
        if (!isfinite(rates[k][n]))
        {
          snprintf(why, size, "%s: rate %zu is %g at point %zu of parameter set %d", p->name, k, rates[k][n], n, set);
          return 0;
        }
    for (size_t k = 0; k < p->spread_count; k++)
    {
      double value[SAMPLE_POINTS];
      p->spreads[k].diffusivity(SAMPLE_POINTS, sample.in, sample.parameters, value);
      for (size_t n = 0; n < SAMPLE_POINTS; n++)
        if (!isfinite(value[n]) || value[n] < 0)
        {
          snprintf(why, size, "%s: the diffusivity of %s is %g", p->name, p->spreads[k].state, value[n]);
          return 0;
        }
    }
  }
  return 1;
}

/* --- dimensions: powers of two, so that a process with right dimensions gives the same bits */

static int scaled_units(const char *text)
{
  struct unit unit = { 1, { 0, 0, 0 } };
  if (unit_parse(text, &unit, NULL) != STATUS_OK)
    return 0;
  return 17 * unit.dimension.length - 11 * unit.dimension.time + 5 * unit.dimension.mass;
}

/* the same values in other base units */
static void sample_rescale(const struct process *p, const struct sample *from, struct sample *to)
{
  *to = *from;
  for (size_t k = 0; k < p->parameter_count; k++)
    to->parameters[k] = ldexp(from->parameters[k], scaled_units(p->parameters[k].unit));
  for (size_t k = 0; k < from->inputs; k++)
  {
    for (size_t n = 0; n < SAMPLE_POINTS; n++)
      to->value[k][n] = ldexp(from->value[k][n], scaled_units(sample_unit(p, k)));
    to->in[k] = to->value[k];
  }
}

/* nonzero when two arrays are the same but for 2^power */
static int same_scaled(size_t count, const double *one, const double *other, int power, const char *what, const char *name,
                       size_t size, char *why)
{
  for (size_t n = 0; n < count; n++)
    if (isfinite(one[n]) && ldexp(one[n], power) != other[n])
    {
      snprintf(why, size, "%s of %s does not have its unit: %.17g becomes %.17g instead of %.17g", what, name, one[n], other[n],
               ldexp(one[n], power));
      return 0;
    }
  return 1;
}

static int check_dimensions(const struct conformance *c, size_t size, char *why)
{
  static struct sample here, there;
  static double one[SAMPLE_INPUTS][SAMPLE_POINTS], other[SAMPLE_INPUTS][SAMPLE_POINTS];
  double rest[2][SAMPLE_INPUTS];
  const struct process *p = c->process;
  const int per_day = 11;
  int same = 1;
  for (int set = 0; set < SAMPLE_SETS && same; set++)
  {
    sample_make(c, set, SAMPLE_WITHIN, &here);
    sample_rescale(p, &here, &there);
    rates_compute(p, &here, one);
    rates_compute(p, &there, other);
    for (size_t k = 0; k < here.outputs && same; k++)
    {
      const char *name = k < p->state_count ? p->states[k].name : p->feeds[k - p->state_count].name;
      const char *unit = k < p->state_count ? p->states[k].unit : p->feeds[k - p->state_count].unit;
      same = same_scaled(SAMPLE_POINTS, one[k], other[k], scaled_units(unit) + per_day, "the rate", name, size, why);
    }
    p->initial(here.parameters, rest[0]);
    p->initial(there.parameters, rest[1]);
    for (size_t k = 0; k < p->state_count && same; k++)
      same = same_scaled(1, &rest[0][k], &rest[1][k], scaled_units(p->states[k].unit), "rest", p->states[k].name, size, why);
    for (size_t k = 0; k < p->spread_count && same; k++)
    {
      p->spreads[k].diffusivity(SAMPLE_POINTS, here.in, here.parameters, one[0]);
      p->spreads[k].diffusivity(SAMPLE_POINTS, there.in, there.parameters, other[0]);
      same = same_scaled(SAMPLE_POINTS, one[0], other[0], scaled_units(p->spreads[k].unit), "the diffusivity",
                         p->spreads[k].state, size, why);
      // a diffusivity is length2 / time whatever is declared
      if (same && scaled_units(p->spreads[k].unit) != scaled_units("mm2 day-1"))
      {
        snprintf(why, size, "the diffusivity of %s is declared in '%s'", p->spreads[k].state, p->spreads[k].unit);
        same = 0;
      }
    }
    for (size_t k = 0; k < p->observable_count && same; k++)
    {
      p->observables[k].observe(SAMPLE_POINTS, here.in, here.parameters, one[0]);
      p->observables[k].observe(SAMPLE_POINTS, there.in, there.parameters, other[0]);
      same = same_scaled(SAMPLE_POINTS, one[0], other[0], scaled_units(p->observables[k].unit), "the value",
                         p->observables[k].name, size, why);
    }
  }
  return same;
}

/* --- injury */

static void hits_draw(const struct process *p, int set, int spared, struct hit *hits)
{
  for (size_t n = 0; n < SAMPLE_POINTS; n++)
  {
    double u[4];
    for (size_t k = 0; k < 4; k++)
      u[k] = sample_uniform(p->name, "hit", set, 4 * n + k);
    // intensities up to ten, where a law that is only good for small ones shows
    hits[n] = (struct hit){ spared ? 0 : pow(10, 4 * u[0] - 3), u[1], spared ? 0 : u[2], spared ? 0 : n % 4 ? u[3] : 0 };
  }
}

static int check_injury(const struct conformance *c, size_t size, char *why)
{
  static struct sample sample;
  const struct process *p = c->process;
  double after[SAMPLE_INPUTS][SAMPLE_POINTS], *out[SAMPLE_INPUTS];
  struct hit hits[SAMPLE_POINTS];
  for (size_t k = 0; k < p->state_count; k++)
    out[k] = after[k];
  for (int set = 0; set < 2 * SAMPLE_SETS && p->injure != NULL; set++)
  {
    int spared = set % 2;
    sample_make(c, set / 2, SAMPLE_WITHIN, &sample);
    hits_draw(p, set, spared, hits);
    p->injure(SAMPLE_POINTS, sample.in, sample.parameters, hits, out);
    for (size_t k = 0; k < p->state_count; k++)
      for (size_t n = 0; n < SAMPLE_POINTS; n++)
      {
        double before = sample.value[k][n], now = after[k][n];
        if (!isfinite(now) || (p->states[k].low >= 0 && now < 0) || (spared && now != before))
        {
          snprintf(why, size, "%s: a session of intensity %g makes %s %.17g from %.17g", p->name, hits[n].intensity,
                   p->states[k].name, now, before);
          return 0;
        }
      }
  }
  return 1;
}

/* --- observables */

/* what the words of a row promise at rest: 1, 0, or not-a-number for nothing */
static double promised_at_rest(const char *doc)
{
  if (strstr(doc, "relative to rest") != NULL)
    return 1;
  return strstr(doc, "over rest") != NULL ? 0 : (double)NAN;
}

static int rest_agrees(const struct process *p, const char *name, const char *doc, double value, size_t size, char *why)
{
  double promised = promised_at_rest(doc);
  // a ratio of two sums of the same terms: a few roundings
  if (!isfinite(value) || fabs(value - promised) > 4 * 2.3e-16)
  {
    snprintf(why, size, "%s.%s is %.17g at rest, but '%s'", p->name, name, value, doc);
    return 0;
  }
  return 1;
}

static int check_observables(const struct conformance *c, size_t size, char *why)
{
  static struct sample sample;
  const struct process *p = c->process;
  double value[SAMPLE_POINTS], rest[SAMPLE_INPUTS];
  for (int set = 0; set < SAMPLE_SETS; set++)
  {
    // a ratio to something that is gone needs no value, so not on the bounds
    sample_make(c, set, SAMPLE_INSIDE, &sample);
    p->initial(sample.parameters, rest);
    for (size_t k = 0; k < sample.inputs; k++)
    {
      const struct read_row *read = k < p->state_count ? NULL : &p->reads[k - p->state_count];
      sample.value[k][0] = read == NULL ? rest[k] : read->fallback * unit_factor(read->unit);
    }
    for (size_t k = 0; k < p->state_count; k++)
      if (!rest_agrees(p, p->states[k].name, p->states[k].doc, rest[k], size, why))
        return 0;
    for (size_t k = 0; k < p->observable_count; k++)
    {
      const struct observable_row *row = &p->observables[k];
      row->observe(SAMPLE_POINTS, sample.in, sample.parameters, value);
      if (!rest_agrees(p, row->name, row->doc, value[0], size, why))
        return 0;
      for (size_t n = 0; n < SAMPLE_POINTS; n++)
        if (!isfinite(value[n]))
        {
          snprintf(why, size, "%s.%s is %g", p->name, row->name, value[n]);
          return 0;
        }
    }
  }
  return 1;
}

const struct conformance_check conformance_checks[] = {
  { "sourced", check_sourced },       { "finite", check_finite },           { "non_negative", conformance_non_negative },
  { "dimensions", check_dimensions }, { "rest", conformance_rest },         { "partials", conformance_partials },
  { "injury", check_injury },         { "observables", check_observables },
};
const size_t conformance_check_count = sizeof conformance_checks / sizeof *conformance_checks;
