/* bench_peak.c - what one core can do at most, what the parts of an integration step take, and how near they come.
 *
 *   bench_peak [TABLE.csv]
 *
 * Peaks: multiply and add in registers (not fused: the program is compiled without contraction); the operation of an elimination,
 * a -= b c, on arrays within the first cache; memory, a = b + s c on arrays far larger than any cache. Parts: each is timed alone
 * on the arrays of one vector of lanes; what is left of a step is sums of stages, forcing, control and reports. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "binding.h"
#include "forcing.h"
#include "measure.h"
#include "peak.h"
#include "response.h"
#include "straight_lu_kernels.h"
#include "table.h"
#include "trajectories.h"
#include "vector.h"

enum
{
  REPEATED = 7,
  LANES = TRAJECTORY_LANES,
  CALLS = 20000,
  DAYS = 174,
  STAGES = 8 /* of a step */
};

/* a run with everything that its step works on */
struct bed
{
  struct scenario *scenario;
  struct assembly *assembly;
  struct puncture puncture;
  struct closure closure;
  struct binding *binding;
  struct sparse_lu *lu;
  double *state, *rate, *partials, *drifts, *environment, *values, *vector, *memory;
};

static void bed_free(struct bed *bed)
{
  binding_free(bed->binding);
  sparse_lu_free(bed->lu);
  closure_free(&bed->closure);
  assembly_free(bed->assembly);
  scenario_free(bed->scenario);
  free(bed->memory);
}

static enum status bed_make(struct bed *bed, struct trail *trail)
{
  static const char text[] = "neocol: 1\ntitle: benchmark\nprotocol: {sessions: 4}\n";
  enum status status = scenario_parse("benchmark.yaml", text, sizeof text - 1, NULL, 0, &bed->scenario, trail);
  if (status == STATUS_OK)
    status = puncture_compute(&bed->scenario->skin, &bed->scenario->device, &bed->puncture, trail);
  if (status == STATUS_OK)
    status = closure_solve(bed->scenario, &bed->puncture, &bed->closure, trail);
  if (status == STATUS_OK)
    status = response_assembly(bed->scenario, &bed->assembly, trail);
  if (status != STATUS_OK)
    return status;
  size_t states = assembly_state_count(bed->assembly), entries = assembly_entry_count(bed->assembly);
  size_t drifts = assembly_drift_count(bed->assembly);
  bed->lu = sparse_lu_create_step(states, entries, assembly_entry_rows(bed->assembly), assembly_entry_columns(bed->assembly),
                                  straight_lu_kernels, straight_lu_kernel_count);
  if (bed->lu == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the elimination");
  bed->memory = vector_room((3 * states + entries + drifts + FORCING_INPUTS + sparse_lu_entries(bed->lu)) * LANES);
  if (bed->memory == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a vector of lanes");
  bed->state = bed->memory;
  bed->rate = bed->state + states * LANES;
  bed->vector = bed->rate + states * LANES;
  bed->partials = bed->vector + states * LANES;
  bed->drifts = bed->partials + entries * LANES;
  bed->environment = bed->drifts + drifts * LANES;
  bed->values = bed->environment + FORCING_INPUTS * LANES;
  double rest[128];
  assembly_initial(bed->assembly, rest);
  for (size_t i = 0; i < states * LANES; i++)
    bed->state[i] = 1.01 * rest[i / LANES] + 0.01;
  for (size_t i = 0; i < FORCING_INPUTS * LANES; i++)
    bed->environment[i] = 1;
  return binding_create(bed->assembly, LANES, bed->state, bed->environment, bed->rate, bed->partials, bed->drifts, &bed->binding,
                        trail);
}

enum part
{
  RATES,
  PARTIALS,
  FACTOR,
  SOLVE,
  PARTS
};
static const char *const part_names[PARTS] = { "rates", "partial derivatives", "elimination", "solution" };
/* how often in a step; the rates of the first stage are those at the end of the step before */
static const size_t part_calls[PARTS] = { STAGES, 1, 1, STAGES };
static const double shift[LANES] = { 10, 10, 10, 10, 10, 10, 10, 10 };

static void part_do(struct bed *bed, enum part part)
{
  switch (part)
  {
  case RATES:
    binding_rates(bed->binding);
    break;
  case PARTIALS:
    binding_partials(bed->binding);
    break;
  case FACTOR:
    sparse_lu_step_factor(bed->lu, shift, bed->partials, bed->values);
    break;
  case SOLVE:
    memcpy(bed->vector, bed->state, assembly_state_count(bed->assembly) * LANES * sizeof(double));
    sparse_lu_step_solve(bed->lu, bed->values, bed->rate, shift, bed->state, bed->vector);
    break;
  case PARTS:
    break;
  }
}

/* seconds of a call of each part, for one vector of lanes */
static void parts_measure(struct bed *bed, double *seconds)
{
  double times[PARTS][REPEATED];
  for (size_t r = 0; r < REPEATED; r++)
    for (size_t part = 0; part < PARTS; part++)
    {
      double start = measure_seconds();
      for (size_t k = 0; k < CALLS; k++)
        part_do(bed, (enum part)part);
      times[part][r] = (measure_seconds() - start) / CALLS;
    }
  for (size_t part = 0; part < PARTS; part++)
    seconds[part] = precision_median(REPEATED, times[part]);
}

/* seconds per step of one lane in a whole run, all steps counted, with reports every `every` days; reports change no step */
static enum status step_measure(struct bed *bed, double every, double *seconds, struct trail *trail)
{
  double times[REPEATED], days[DAYS + 1];
  size_t count = 0;
  for (double day = 0; day <= DAYS; day += every)
    days[count++] = day;
  for (size_t r = 0; r < REPEATED; r++)
  {
    struct response response;
    double start = measure_seconds();
    enum status status =
        response_solve(bed->scenario, bed->assembly, &bed->puncture, &bed->closure, count, days, &response, trail);
    if (status != STATUS_OK)
      return status;
    times[r] = (measure_seconds() - start) / (double)response.steps;
    response_free(&response);
  }
  *seconds = precision_median(REPEATED, times);
  return STATUS_OK;
}

static int peak_row(const char *file, const char *work, const char *against, const char *unit, double value, const char *note)
{
  struct table_row row = { .work = work,
                           .against = against,
                           .unit = unit,
                           .value = value,
                           .low = value,
                           .high = value,
                           .target = (double)NAN,
                           .note = note };
  return table_append(file, &row);
}

static enum status peaks_report(struct bed *bed, const char *file, struct trail *trail)
{
  double parts[PARTS], step, daily, known = 0;
  struct peak peak;
  enum status status = peak_measure(&peak, trail);
  if (status == STATUS_OK)
    status = step_measure(bed, DAYS, &step, trail);
  if (status == STATUS_OK)
    status = step_measure(bed, 1, &daily, trail);
  if (status != STATUS_OK)
    return status;
  parts_measure(bed, parts);
  size_t states = assembly_state_count(bed->assembly), entries = sparse_lu_entries(bed->lu);
  printf("\none step of one lane: %.0f ns\n%24s%10s%12s%10s\n", 1e9 * step, "", "calls", "ns a call", "part");
  for (size_t part = 0; part < PARTS; part++)
  {
    double each = parts[part] / LANES, all = (double)part_calls[part] * each;
    known += all;
    printf("%24s%10zu%12.1f%9.0f%%\n", part_names[part], part_calls[part], 1e9 * each, 100 * all / step);
  }
  printf("%24s%10s%12s%9.0f%%\n", "everything else", "", "", 100 * (1 - known / step));
  printf("daily reports, their observables and means add %.0f ns to each step\n", 1e9 * (daily - step));
  // each entry beside the diagonal is one multiplication and one subtraction, each pivot one multiplication; and the right-hand
  // side
  double operations = 2 * (double)(entries - states) + (double)(4 * states), speed = operations * LANES / parts[SOLVE];
  double kilobytes = (double)((9 + STAGES) * states + entries + assembly_entry_count(bed->assembly)) * LANES * 8 / 1024;
  char note[200];
  int written = peak_row(file, "peak of one core, multiply and add in registers", "", "1e9/s", 1e-9 * peak.arithmetic, NULL) &&
                peak_row(file, "peak of one core, a -= b c in the first cache", "", "1e9/s", 1e-9 * peak.cached, NULL) &&
                peak_row(file, "peak of one core, memory", "", "1e9 B/s", 1e-9 * peak.memory, NULL);
  snprintf(note, sizeof note, "%.2g of the peak in registers, %.2g of that in the first cache", speed / peak.arithmetic,
           speed / peak.cached);
  written = written && peak_row(file, "solution with the factors, 8 lanes", "peak", "1e9/s", 1e-9 * speed, note);
  snprintf(note, sizeof note, "rates %.0f %%, derivatives %.0f %%, elimination and solutions %.0f %%; %.0f kB are touched",
           100 * STAGES * parts[RATES] / LANES / step, 100 * parts[PARTIALS] / LANES / step,
           100 * (parts[FACTOR] + STAGES * parts[SOLVE]) / LANES / step, kilobytes);
  written = written && peak_row(file, "one step of one trajectory of tissue", "", "ns", 1e9 * step, note) &&
            peak_row(file, "the same with daily reports and observables", "", "ns", 1e9 * daily, NULL);
  return written ? STATUS_OK : status_fail(trail, STATUS_CANNOT_CREATE, "the table cannot be written");
}

int main(int argc, char **argv)
{
  static struct trail trail;
  struct bed bed = { 0 };
  enum status status = bed_make(&bed, &trail);
  if (status == STATUS_OK)
    status = peaks_report(&bed, argc > 1 ? argv[1] : NULL, &trail);
  bed_free(&bed);
  fprintf(stderr, "%s%s", trail.warnings, trail.errors);
  return status == STATUS_OK ? 0 : 1;
}
