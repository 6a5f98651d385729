/* forcing.c - what acts from outside, read from prepared curves: at points one by one, at a row of points for the lanes, at times
 * that many trajectories share. */
#include "forcing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "response.h"
#include "vector.h"

enum
{
  BLOCK = 64 /* points at a time */
};

const char *const forcing_names[] = { "barrier_leak",       "collagen_answer",         "water_loss_ratio",  "wound_growth_factor",
                                      "pigment_response",   "refractory_pool",         "bleeding_tendency", "vessel_density",
                                      "fibroblast_density", "fibroblasts_per_collagen" };

void forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing)
{
  *forcing = (struct forcing){ .scenario = scenario,
                               .protocol = &scenario->protocol,
                               .water = closure_water_make(scenario, density),
                               .fresh = closure->defect[0],
                               .curve = closure->pieces };
  skin_layers(&scenario->skin, forcing->layers);
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &forcing->person);
  if (scenario->off[process_find("person")])
    forcing->person = (struct person_inputs){ 1, 1, 1, 1, 1 };
}

/* number of the piece at a time since a session, and in *x the time since its begin */
static inline size_t piece_find(const struct forcing *forcing, double since, double *x)
{
  size_t part = (size_t)(since >= forcing->curve.start[1]) + (size_t)(since >= forcing->curve.start[2]);
  size_t k = forcing->curve.first[part] + spline_find(since - forcing->curve.start[part], x);
  return k < forcing->curve.pieces - 1 ? k : forcing->curve.pieces - 1;
}

/* something over time: its value and its slope */
struct course
{
  double value, slope;
};

/* defect of one session's channels relative to fresh, `since` day after it */
static inline struct course leak_get(const struct forcing *forcing, double since)
{
  double x;
  if (since < 0)
    return (struct course){ 0, 0 };
  const struct spline_piece *piece = &forcing->curve.piece[piece_find(forcing, since, &x)];
  return (struct course){ spline_value(piece, x), spline_slope(piece, x) };
}

/* adds the growth factor of one session's channels to grown[layer * stride], its slope to slope[layer] unless that is NULL */
static void growth_add(const struct forcing *forcing, double since, size_t stride, double *grown, double *slope)
{
  double x;
  if (since < 0)
    return;
  const struct spline_piece *piece = &forcing->curve.piece[piece_find(forcing, since, &x)];
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    piece += forcing->curve.pieces;
    grown[l * stride] += spline_value(piece, x);
    if (slope != NULL)
      slope[l] += spline_slope(piece, x);
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
  size_t j = 0;
  for (size_t c = 1; c <= forcing->curve.curves; c++)
    if (forcing->curve.piece[c * forcing->curve.pieces - 1].term[0] > 0)
      return 0;
  double earliest = time[0];
  for (size_t p = 1; p < points; p++)
    earliest = time[p] < earliest ? time[p] : earliest;
  while (j < forcing->protocol->session_times_count && earliest - forcing->protocol->session_times[j] >= forcing->curve.closed)
    j++;
  return j;
}

/* leaks of all sessions from `first` on at a point with their slopes, of all and of those that have hit */
static inline void point_leaks(const struct forcing *forcing, size_t first, const struct exposure *exposure, double time,
                               double *all, double *change, double *hit, double *hit_change)
{
  *all = *change = *hit = *hit_change = 0;
  for (size_t j = first; j < exposure->done; j++)
  {
    struct course leak = leak_get(forcing, time - forcing->protocol->session_times[j]);
    double weight = exposure->hit[j];
    *all += leak.value;
    *change += leak.slope;
    *hit += weight * leak.value;
    *hit_change += weight * leak.slope;
  }
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
  double *leak = environment + BARRIER_LEAK * stride, *leak_slope = slope + BARRIER_LEAK * slopes;
  double *growth = environment + WOUND_GROWTH_FACTOR * stride, *growth_slope = slope + WOUND_GROWTH_FACTOR * slopes;
  double *change = slope + WATER_LOSS_RATIO * slopes;
  for (size_t p = 0; p < points; p++)
    point_leaks(forcing, first, exposure[p], time[p], all + p, change + p, leak + p, leak_slope + p);
  for (size_t p = 0; p < points; p++)
  {
    const struct exposure *at = exposure[p];
    double grown[SKIN_LAYERS] = { 0 }, growing[SKIN_LAYERS] = { 0 };
    since[p] = at->done > 0 ? time[p] - begin[at->done - 1] : (double)NAN;
    leak[p] *= at->slab->intensity;
    leak_slope[p] *= at->slab->intensity;
    for (size_t j = first; j < at->done && forcing->curve.curves > 1; j++)
      growth_add(forcing, time[p] - begin[j], 1, grown, growing);
    // it spreads further than tissue responds, so it reaches what was missed as well
    growth[p] = forcing->curve.curves > 1 ? layers_mean(forcing, at->slab, 1, grown) : 0;
    growth_slope[p] = forcing->curve.curves > 1 ? layers_mean(forcing, at->slab, 1, growing) : 0;
  }
  rest_fill(forcing, points, all, since, stride, slopes, environment, slope);
}

void forcing_row_enter(const struct forcing *forcing, const struct exposure *exposure, size_t point, struct forcing_row *row)
{
  row->exposure[point] = exposure;
  row->done[point] = (double)exposure->done;
  row->last[point] = exposure->done > 0 ? forcing->protocol->session_times[exposure->done - 1] : (double)NAN;
  row->intensity[point] = exposure->slab->intensity;
  for (size_t j = 0; j < exposure->done; j++)
    row->hit[j][point] = exposure->hit[j];
}

/* rows of whole numbers */
#define ROW_CHOOSE(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))
/* one coefficient of the piece of each point */
#define ROW_TERM(q)                                                                                                              \
  ((vector_row){ at[0]->term[q], at[1]->term[q], at[2]->term[q], at[3]->term[q], at[4]->term[q], at[5]->term[q], at[6]->term[q], \
                 at[7]->term[q] })
_Static_assert(VECTOR_LANES == 8, "a row is written out");

/* leaks of all sessions from `first` on, as point_leaks gives them to the bit */
VECTOR_CLONES
static void row_leaks(const struct forcing *forcing, const struct forcing_row *row, size_t first, const double *time, double *all,
                      double *change, double *hit, double *hit_change)
{
  const vector_row zero = { 0 }, times = *(const vector_row *)time, done = *(const vector_row *)row->done;
  const vector_row start_1 = zero + forcing->curve.start[1], start_2 = zero + forcing->curve.start[2];
  const vector_mask none = (vector_mask){ 0 } + (int64_t)(forcing->curve.curves * forcing->curve.pieces),
                    low = (vector_mask){ 0 };
  const vector_mask first_0 = low + (int64_t)forcing->curve.first[0], first_1 = low + (int64_t)forcing->curve.first[1],
                    first_2 = low + (int64_t)forcing->curve.first[2], last = low + (int64_t)(forcing->curve.pieces - 1);
  vector_row sum = zero, slopes = zero, hits = zero, hit_slopes = zero;
  double most = 0;
  for (size_t p = 0; p < VECTOR_LANES; p++)
    most = row->done[p] > most ? row->done[p] : most;
  for (size_t j = first; j < (size_t)most; j++)
  {
    // as piece_find and spline_find
    vector_row since = times - forcing->protocol->session_times[j];
    vector_row origin = VECTOR_CHOOSE(since >= start_1, start_1, zero);
    origin = VECTOR_CHOOSE(since >= start_2, start_2, origin);
    vector_mask number = ROW_CHOOSE(since >= start_1, first_1, first_0);
    number = ROW_CHOOSE(since >= start_2, first_2, number);
    vector_row shifted = since - origin + 0.125;
    vector_mask bits = (vector_mask)shifted;
    number += (bits >> SPLINE_SHIFT) - SPLINE_FIRST;
    number = ROW_CHOOSE(number < last, number, last);
    number = ROW_CHOOSE(since >= zero, number, none);
    number = ROW_CHOOSE(done > zero + (double)j, number, none);
    vector_row x = shifted - (vector_row)(bits >> SPLINE_SHIFT << SPLINE_SHIFT);
    int64_t numbers[VECTOR_LANES];
    const struct spline_piece *at[VECTOR_LANES];
    memcpy(numbers, &number, sizeof numbers);
    for (size_t p = 0; p < VECTOR_LANES; p++)
      at[p] = &forcing->curve.piece[numbers[p]];
    vector_row c1 = ROW_TERM(1), c2 = ROW_TERM(2), c3 = ROW_TERM(3), c4 = ROW_TERM(4), c5 = ROW_TERM(5);
    vector_row value = ROW_TERM(0) + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))));
    vector_row slope = c1 + x * (2 * c2 + x * (3 * c3 + x * (4 * c4 + x * (5 * c5))));
    vector_row weight = *(const vector_row *)row->hit[j];
    sum += value;
    slopes += slope;
    hits += weight * value;
    hit_slopes += weight * slope;
  }
  *(vector_row *)all = sum;
  *(vector_row *)change = slopes;
  *(vector_row *)hit = hits * *(const vector_row *)row->intensity;
  *(vector_row *)hit_change = hit_slopes * *(const vector_row *)row->intensity;
}

void forcing_row_changes(const struct forcing *forcing, const struct forcing_row *row, const double *time, double *environment,
                         double *slope)
{
  const size_t stride = VECTOR_LANES;
  double all[VECTOR_LANES], since[VECTOR_LANES];
  if (forcing->curve.curves > 1)
  {
    forcing_changes(forcing, VECTOR_LANES, row->exposure, time, stride, environment, slope);
    return;
  }
  row_leaks(forcing, row, first_open(forcing, VECTOR_LANES, time), time, all, slope + WATER_LOSS_RATIO * stride,
            environment + BARRIER_LEAK * stride, slope + BARRIER_LEAK * stride);
  for (size_t p = 0; p < VECTOR_LANES; p++)
  {
    since[p] = time[p] - row->last[p];
    environment[WOUND_GROWTH_FACTOR * stride + p] = slope[WOUND_GROWTH_FACTOR * stride + p] = 0;
  }
  rest_fill(forcing, VECTOR_LANES, all, since, stride, stride, environment, slope);
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
        if (forcing->curve.curves > 1)
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
  for (size_t p = 0; forcing->curve.curves > 1 && p < points; p++)
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
    if (c == 0 || forcing->curve.curves > 1)
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
