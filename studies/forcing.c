/* forcing.c - leak of channels as prepared cubics: the points of the closure curve, and behind them the exponential by which it
 * falls, on a grid that is exact to 2e-7 of its value, until 1e-12 of a fresh channel is left. */
#include "forcing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exponential.h"
#include "registry.h"
#include "response.h"
#include "vector.h"

enum
{
  BLOCK = 64,                                /* points at a time */
  BUCKET_BITS = 8,                           /* of the mantissa */
  FIRST_BUCKET = (1023 - 10) << BUCKET_BITS, /* 2^-10 day */
  BUCKETS = 17 << BUCKET_BITS                /* up to 2^7 day */
};

/* the tail of the leak: step in units of its time constant, and what is taken as nothing */
static const double tail_step = 0.09, nothing = 1e-12;

const char *const forcing_names[] = { "barrier_leak",       "collagen_answer",         "water_loss_ratio",  "wound_growth_factor",
                                      "pigment_response",   "refractory_pool",         "bleeding_tendency", "vessel_density",
                                      "fibroblast_density", "fibroblasts_per_collagen" };

void forcing_free(struct forcing *forcing)
{
  free(forcing->piece);
  free(forcing->bucket);
  free(forcing->growth);
  memset(forcing, 0, sizeof *forcing);
}

/* cubic between two points of an exponential by value and slope at both */
static void tail_cubic(double rate, double step, double value, double *cubic)
{
  double next = value * exponential_real(-rate * step), slope = -rate * value * step, next_slope = -rate * next * step;
  cubic[0] = value;
  cubic[1] = slope / step;
  cubic[2] = (3 * (next - value) - 2 * slope - next_slope) / (step * step);
  cubic[3] = (2 * (value - next) + slope + next_slope) / (step * step * step);
}

/* Number of the bucket of a time: its exponent and the first bits of its mantissa, so that each is a small part of its time. */
static inline size_t bucket_of(double since)
{
  uint64_t bits;
  memcpy(&bits, &since, sizeof bits);
  bits >>= 52 - BUCKET_BITS;
  return bits < FIRST_BUCKET ? 0 : bits < FIRST_BUCKET + BUCKETS ? (size_t)(bits - FIRST_BUCKET) : BUCKETS;
}

static void buckets_fill(struct forcing *forcing)
{
  size_t k = 0;
  for (size_t b = 0; b <= BUCKETS; b++)
  {
    while (k + 1 < forcing->pieces && bucket_of(forcing->piece[k + 1].begin) < b)
      k++;
    forcing->bucket[b] = (unsigned)k;
  }
}

/* the pieces of the defect: `tail` of them behind the closure curve, and the constant last one */
static void pieces_fill(struct forcing *forcing, const struct closure *closure, size_t tail, double (*cubic)[4])
{
  size_t end = closure->count - 1;
  double last = forcing->fresh > 0 ? closure->defect[end] / forcing->fresh : 0, rate = closure->decay_rate;
  closure_cubics(closure, closure->defect, forcing->fresh > 0 ? forcing->fresh : 1, cubic);
  for (size_t k = 0; k <= end + tail; k++)
  {
    struct forcing_piece *piece = &forcing->piece[k];
    if (k >= end && k < end + tail)
      tail_cubic(rate, tail_step / rate, last * exponential_real(-tail_step * (double)(k - end)), cubic[k]);
    // without a tail the last value stays
    if (k == end && tail == 0)
      cubic[k][0] = last > nothing ? last : 0;
    memcpy(piece->cubic, cubic[k], sizeof piece->cubic);
    piece->twice = 2 * cubic[k][2];
    piece->thrice = 3 * cubic[k][3];
    piece->begin = k <= end ? closure->time[k] : closure->time[end] + tail_step / rate * (double)(k - end);
    piece->end = (double)INFINITY;
    if (k > 0)
      piece[-1].end = piece->begin;
  }
}

enum status forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing,
                         struct trail *trail)
{
  *forcing = (struct forcing){ .scenario = scenario,
                               .protocol = &scenario->protocol,
                               .water = closure_water_make(scenario, density),
                               .fresh = closure->defect[0] };
  size_t end = closure->count - 1, tail = 0;
  double last = forcing->fresh > 0 ? closure->defect[end] / forcing->fresh : 0, rate = closure->decay_rate;
  if (last > nothing && rate > 0)
    tail = (size_t)ceil(log(last / nothing) / tail_step);
  forcing->pieces = end + tail + 1;
  forcing->piece = (struct forcing_piece *)vector_room(forcing->pieces * sizeof *forcing->piece / sizeof(double));
  double(*cubic)[4] = calloc(forcing->pieces, sizeof *cubic);
  int deep = closure->wound_growth != NULL;
  forcing->growth_end = end;
  if (deep)
    forcing->growth = malloc(SKIN_LAYERS * closure->count * sizeof *forcing->growth);
  forcing->bucket = calloc(BUCKETS + 1, sizeof *forcing->bucket);
  if (forcing->piece == NULL || cubic == NULL || forcing->bucket == NULL || (deep && forcing->growth == NULL))
  {
    free(cubic);
    forcing_free(forcing);
    return status_fail(trail, STATUS_MEMORY, "no memory for the forcing of the tissue");
  }
  pieces_fill(forcing, closure, tail, cubic);
  free(cubic);
  buckets_fill(forcing);
  skin_layers(&scenario->skin, forcing->layers);
  forcing->growth_decay = parameter_value(scenario->parameters, "growth_signal.decay");
  for (size_t l = 0; l < SKIN_LAYERS && deep; l++)
  {
    // the first curve is that of the epidermis
    const double *curve = closure->wound_growth + (l + 1) * closure->growth_stride;
    closure_cubics(closure, curve, 1, forcing->growth + l * end);
    forcing->growth_last[l] = curve[end];
  }
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &forcing->person);
  if (scenario->off[process_find("person")])
    forcing->person = (struct person_inputs){ 1, 1, 1, 1, 1 };
  return STATUS_OK;
}

/* last piece that begins not later than `since` */
static inline size_t piece_find(const struct forcing *forcing, double since)
{
  size_t k = forcing->bucket[bucket_of(since)];
  // most buckets hold one beginning or none: this costs no branch that is hard to predict
  k += since >= forcing->piece[k].end;
  while (since >= forcing->piece[k].end)
    k++;
  return k;
}

/* something over time: its value and its slope */
struct course
{
  double value, slope;
};

static inline struct course cubic_get(const double *c, double x)
{
  return (struct course){ c[0] + x * (c[1] + x * (c[2] + x * c[3])), c[1] + x * (2 * c[2] + x * (3 * c[3])) };
}

/* defect of one session's channels relative to fresh, `since` day after it */
static inline struct course leak_get(const struct forcing *forcing, double since)
{
  if (since < 0)
    return (struct course){ 0, 0 };
  const struct forcing_piece *piece = &forcing->piece[piece_find(forcing, since)];
  const double *c = piece->cubic, x = since - piece->begin;
  return (struct course){ c[0] + x * (c[1] + x * (c[2] + x * c[3])), c[1] + x * (piece->twice + x * piece->thrice) };
}

/* adds the growth factor of one session's channels to grown[layer * stride], its slope to slope[layer] unless that is NULL */
static void growth_add(const struct forcing *forcing, double since, size_t stride, double *grown, double *slope)
{
  if (since < 0)
    return;
  size_t end = forcing->growth_end, k = piece_find(forcing, since);
  double x = since - forcing->piece[k < end ? k : end].begin;
  double late = k < end ? 0 : exponential_real(-forcing->growth_decay * x);
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    struct course tail = { forcing->growth_last[l] * late, -forcing->growth_decay * forcing->growth_last[l] * late };
    struct course course = k < end ? cubic_get(forcing->growth[l * end + k], x) : tail;
    grown[l * stride] += course.value;
    if (slope != NULL)
      slope[l] += course.slope;
  }
}

/* mean over a slab of what is known for each layer: value[layer * stride] */
static double layers_mean(const struct forcing *forcing, const struct response_slab *slab, size_t stride, const double *value)
{
  double sum = 0;
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    double shared = fmin(slab->bottom, forcing->layers[l].bottom) - fmax(slab->top, forcing->layers[l].top);
    sum += shared > 0 ? shared / (slab->bottom - slab->top) * value[l * stride] : 0;
  }
  return sum;
}

/* water loss over that of skin without channels; nothing evaporates under cover. `slope` is that of `all`, and replaced. */
VECTOR_CLONES
static void water_fill(const struct closure_water *water, double fresh, double occlusion, size_t points, const double *since,
                       const double *all, double *ratio, double *slope)
{
  const struct closure_water w = *water;
  for (size_t p = 0; p < points; p++)
  {
    int evaporates = w.open_per_defect > 0 && all[p] > 0 && !(since[p] < occlusion);
    double value = closure_water_get(&w, all[p] * fresh) / w.rest;
    double change = closure_water_slope(&w, all[p] * fresh) * fresh / w.rest;
    ratio[p] = evaporates ? value : 1;
    slope[p] = evaporates ? change * slope[p] : 0;
  }
}

/* what does not depend on hits, at points that see `all` leaks with their slopes and are `since` the last session; slope as in
 * water_fill, rows `slopes` apart, that of water with the slope of `all` in it */
static void rest_fill(const struct forcing *forcing, size_t points, const double *all, const double *since, size_t stride,
                      size_t slopes, double *environment, double *slope)
{
  double *answer = environment + COLLAGEN_ANSWER * stride, *answer_slope = slope + COLLAGEN_ANSWER * slopes;
  // without drugs the answer is the same at all times
  int varies = forcing->person.drug_answer < 1 || forcing->person.drug_answer > 1;
  for (size_t p = 0; p < points; p++)
  {
    answer[p] = varies ? person_collagen_answer(&forcing->person, since[p]) : forcing->person.collagen_answer;
    answer_slope[p] = varies ? person_collagen_answer_slope(&forcing->person, since[p]) : 0;
  }
  water_fill(&forcing->water, forcing->fresh, forcing->protocol->occlusion, points, since, all,
             environment + WATER_LOSS_RATIO * stride, slope + WATER_LOSS_RATIO * slopes);
}

/* first session of which anything is left at one of these times */
static size_t first_open(const struct forcing *forcing, size_t points, const double *time)
{
  const struct forcing_piece *last = &forcing->piece[forcing->pieces - 1];
  size_t j = 0;
  if (forcing->growth != NULL || last->cubic[0] > 0)
    return 0;
  double earliest = time[0];
  for (size_t p = 1; p < points; p++)
    earliest = time[p] < earliest ? time[p] : earliest;
  while (j < forcing->protocol->session_times_count && earliest - forcing->protocol->session_times[j] >= last->begin)
    j++;
  return j;
}

/* up to BLOCK points */
VECTOR_CLONES
static void block_fill(const struct forcing *forcing, size_t points, const struct exposure *const *exposure, const double *time,
                       size_t stride, double *environment, double *slope)
{
  double all[BLOCK], since[BLOCK], unread[FORCING_CHANGES * BLOCK];
  const double *begin = forcing->protocol->session_times;
  size_t slopes = slope != NULL ? stride : BLOCK, first = first_open(forcing, points, time);
  if (slope == NULL)
    slope = unread;
  for (size_t p = 0; p < points; p++)
  {
    const struct exposure *at = exposure[p];
    struct course hit = { 0, 0 };
    double grown[SKIN_LAYERS] = { 0 }, growing[SKIN_LAYERS] = { 0 }, sum = 0, change = 0;
    since[p] = at->done > 0 ? time[p] - begin[at->done - 1] : (double)NAN;
    for (size_t j = first; j < at->done; j++)
    {
      struct course leak = leak_get(forcing, time[p] - begin[j]);
      double weight = at->hit[j];
      sum += leak.value;
      change += leak.slope;
      hit.value += weight * leak.value;
      hit.slope += weight * leak.slope;
      if (forcing->growth != NULL)
        growth_add(forcing, time[p] - begin[j], 1, grown, growing);
    }
    all[p] = sum;
    slope[WATER_LOSS_RATIO * slopes + p] = change;
    environment[BARRIER_LEAK * stride + p] = at->slab->intensity * hit.value;
    slope[BARRIER_LEAK * slopes + p] = at->slab->intensity * hit.slope;
    // it spreads further than tissue responds, so it reaches what was missed as well
    environment[WOUND_GROWTH_FACTOR * stride + p] = forcing->growth != NULL ? layers_mean(forcing, at->slab, 1, grown) : 0;
    slope[WOUND_GROWTH_FACTOR * slopes + p] = forcing->growth != NULL ? layers_mean(forcing, at->slab, 1, growing) : 0;
  }
  rest_fill(forcing, points, all, since, stride, slopes, environment, slope);
}

void forcing_table_fill(const struct forcing *forcing, size_t done, const double *time, struct forcing_table *table)
{
  size_t points = table->points;
  memset(table->grown, 0, SKIN_LAYERS * points * sizeof *table->grown);
  for (size_t first = 0; first < points; first += BLOCK)
  {
    double all[BLOCK] = { 0 }, since[BLOCK], unread[FORCING_CHANGES * BLOCK] = { 0 };
    size_t block = points - first < BLOCK ? points - first : BLOCK;
    for (size_t p = 0; p < block; p++)
      since[p] = (double)NAN;
    for (size_t j = 0; j < done; j++)
      for (size_t p = 0; p < block; p++)
      {
        since[p] = time[first + p] - forcing->protocol->session_times[j];
        all[p] += table->leak[j * points + first + p] = leak_get(forcing, since[p]).value;
        if (forcing->growth != NULL)
          growth_add(forcing, since[p], points, table->grown + first + p, NULL);
      }
    rest_fill(forcing, block, all, since, points, BLOCK, table->environment + first, unread);
  }
}

void forcing_table_read(const struct forcing *forcing, const struct forcing_table *table, const struct exposure *exposure,
                        int is_other, double *environment)
{
  size_t points = table->points, hits = 0;
  double *leak = environment + BARRIER_LEAK * points, *growth = environment + WOUND_GROWTH_FACTOR * points;
  if (is_other)
    memcpy(environment, table->environment, FORCING_CHANGES * points * sizeof *environment);
  for (size_t j = 0; j < exposure->done; j++)
  {
    for (size_t p = 0; exposure->hit[j] && p < points; p++)
      leak[p] = (hits == 0 ? 0 : leak[p]) + table->leak[j * points + p];
    hits += exposure->hit[j] != 0;
  }
  for (size_t p = 0; p < points; p++)
    leak[p] = hits == 0 ? 0 : leak[p] * exposure->slab->intensity;
  for (size_t p = 0; forcing->growth != NULL && p < points; p++)
    growth[p] = layers_mean(forcing, exposure->slab, points, table->grown + p);
}

void forcing_changes(const struct forcing *forcing, size_t points, const struct exposure *const *exposure, const double *time,
                     size_t stride, double *environment, double *slope)
{
  for (size_t first = 0; first < points; first += BLOCK)
    block_fill(forcing, points - first < BLOCK ? points - first : BLOCK, exposure + first, time + first, stride,
               environment + first, slope == NULL ? NULL : slope + first);
}

void forcing_constants(const struct forcing *forcing, const struct response_slab *slab, size_t stride, double *environment)
{
  const struct scenario *scenario = forcing->scenario;
  struct skin_density density = skin_density(&scenario->skin, slab->top, slab->bottom);
  environment[VESSEL_DENSITY * stride] = density.vessels;
  environment[FIBROBLAST_DENSITY * stride] = density.fibroblasts;
  environment[FIBROBLASTS_PER_COLLAGEN * stride] = density.fibroblasts / density.collagen;
  environment[PIGMENT_RESPONSE * stride] = forcing->person.pigment_response * skin_pigment_response(&scenario->skin);
  environment[REFRACTORY_POOL * stride] = scenario->plan.variant != PLAN_NO_REFRACTORY;
  environment[BLEEDING_TENDENCY * stride] = forcing->person.bleeding_tendency;
}

void forcing_column_changes(const struct forcing *forcing, const struct exposure *exposure, size_t cells, double time,
                            double *environment, double *slope)
{
  double changes[FORCING_CHANGES], slopes[FORCING_CHANGES];
  for (size_t c = 0; c < cells; c++)
  {
    // the leak of one channel in tissue that is all reached, and the depths of the cell
    struct response_slab slab = exposure->slab[c];
    struct exposure of_cell = *exposure;
    const struct exposure *const at = &of_cell;
    slab.intensity = 1;
    of_cell.slab = &slab;
    // but for two inputs all cells are alike, but for one without depth of the channel
    if (c == 0 || forcing->growth != NULL)
      forcing_changes(forcing, 1, &at, &time, 1, changes, slopes);
    for (size_t i = 0; i < FORCING_CHANGES; i++)
    {
      double part = i == BARRIER_LEAK ? exposure->slab[c].intensity : 1;
      environment[i * cells + c] = part * changes[i];
      if (slope != NULL)
        slope[i * cells + c] = part * slopes[i];
    }
  }
}

void forcing_column(const struct forcing *forcing, const struct exposure *exposure, size_t cells, double time,
                    double *environment)
{
  for (size_t c = 0; c < cells; c++)
    forcing_constants(forcing, &exposure->slab[c], cells, environment + c);
  forcing_column_changes(forcing, exposure, cells, time, environment, NULL);
}
