/* forcing.c - leak of channels as smooth pieces: fitted to the closure curve, and behind it to the exponential by which it falls,
 * until 1e-12 of a fresh channel is left. */
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
  BLOCK = 64 /* points at a time */
};

/* part of a fresh channel that is taken as nothing */
static const double nothing = 1e-12;

const char *const forcing_names[] = { "barrier_leak",       "collagen_answer",         "water_loss_ratio",  "wound_growth_factor",
                                      "pigment_response",   "refractory_pool",         "bleeding_tendency", "vessel_density",
                                      "fibroblast_density", "fibroblasts_per_collagen" };

void forcing_free(struct forcing *forcing)
{
  free(forcing->piece);
  memset(forcing, 0, sizeof *forcing);
}

/* --- curves */

/* a part of a curve of the closure over time since its start: cubics between its points, straight behind the last one */
struct sampled
{
  const double *time;
  const double (*cubic)[4];
  double start;
  size_t k, to; /* piece of the last time, and last point */
};

static double sampled_value(void *context, double since)
{
  struct sampled *sampled = context;
  double at = sampled->start + since, last = sampled->time[sampled->to], within = at < last ? at : last;
  while (sampled->k + 1 < sampled->to && sampled->time[sampled->k + 1] < within)
    sampled->k++;
  const double *c = sampled->cubic[sampled->k];
  double x = within - sampled->time[sampled->k];
  return c[0] + x * (c[1] + x * (c[2] + x * c[3])) + (at - within) * (c[1] + x * (2 * c[2] + x * (3 * c[3])));
}

/* an exponential from `last` on: by value, slope and second derivative at both ends of a piece */
static void tail_fill(double last, double rate, size_t pieces, struct spline_piece *piece)
{
  double next = last;
  for (size_t k = 0; k < pieces; k++)
  {
    double h = spline_begin(k + 1) - spline_begin(k), fall = rate * h, value = next;
    next = last * exponential_real(-rate * spline_begin(k + 1));
    // what the value, the slope and the second derivative at the end, times powers of h, lack
    double a = next - value * (1 - fall + fall * fall / 2), b = -fall * next + value * (fall - fall * fall);
    double c = fall * fall * (next - value) / 2, cube = h * h * h;
    piece[k] = (struct spline_piece){ { value, -rate * value, rate * rate * value / 2, (10 * a - 4 * b + c) / cube,
                                        (-15 * a + 7 * b - 2 * c) / (cube * h), (6 * a - 3 * b + c) / (cube * h * h) } };
  }
}

/* fits one curve, part by part; point[p] is where part p starts, the last one is the exponential */
static enum status curve_fit(const struct forcing *forcing, const struct closure *closure, const double *curve, double unit,
                             double rate, double floor, const size_t *point, double (*cubic)[4], struct spline_piece *piece,
                             struct trail *trail)
{
  size_t end = closure->count - 1, last = forcing->pieces - 1;
  double left = curve[end] / unit > nothing ? curve[end] / unit : 0;
  enum status status = STATUS_OK;
  for (size_t p = 0; p + 1 < FORCING_PARTS && status == STATUS_OK; p++)
  {
    size_t from = point[p], to = point[p + 1];
    struct sampled sampled = { closure->time, (const double(*)[4])cubic, forcing->start[p], from, to };
    if (from == to)
      continue;
    closure_cubics(closure, curve, unit, from, to, cubic);
    status =
        spline_fit(sampled_value, &sampled, floor, forcing->first[p + 1] - forcing->first[p], piece + forcing->first[p], trail);
  }
  size_t first = forcing->first[FORCING_PARTS - 1];
  tail_fill(left, rate, last - first, piece + first);
  piece[last] = (struct spline_piece){ { rate > 0 ? 0 : left } };
  return status;
}

/* time until less than `nothing` is left of a curve that ends with `last` */
static double tail_length(double last, double rate)
{
  return last > nothing && rate > 0 ? log(last / nothing) / rate : 0;
}

/* where the parts start, and how many pieces each has; point[p] is the point of the closure at start[p] */
static void parts_make(struct forcing *forcing, const struct closure *closure, double tail, size_t *point)
{
  size_t end = closure->count - 1, turn = 0;
  const double *time = closure->time;
  // the end of occlusion is one of the points
  while (turn < end && time[turn] < forcing->protocol->occlusion)
    turn++;
  turn = turn < end ? turn : 0;
  // without a turn the first part is empty and the second one starts at once
  point[0] = 0;
  point[1] = turn;
  point[2] = end;
  size_t before = turn > 0 ? spline_pieces(time[turn]) : 0, within = spline_pieces(time[end] - time[turn]);
  forcing->start[0] = 0;
  forcing->start[1] = time[turn];
  forcing->start[2] = time[end];
  forcing->first[0] = 0;
  forcing->first[1] = before;
  forcing->first[2] = before + within;
  size_t behind = tail > 0 ? spline_pieces(tail) : 0;
  forcing->pieces = forcing->first[2] + behind + 1;
  forcing->closed = time[end] + spline_begin(behind);
}

static double curve_most(const struct closure *closure, const double *curve)
{
  double most = 0;
  for (size_t k = 0; k < closure->count; k++)
    most = fmax(most, curve[k]);
  return most;
}

/* pieces of all curves */
static enum status curves_make(struct forcing *forcing, const struct closure *closure, struct trail *trail)
{
  size_t end = closure->count - 1, stride = closure->growth_stride, point[FORCING_PARTS];
  double unit = forcing->fresh > 0 ? forcing->fresh : 1, tail = tail_length(closure->defect[end] / unit, closure->decay_rate);
  double decay = parameter_value(forcing->scenario->parameters, "growth_signal.decay");
  // the first curve of growth factor is that of the epidermis
  const double *growth = closure->wound_growth;
  forcing->curves = growth != NULL ? 1 + SKIN_LAYERS : 1;
  for (size_t l = 1; l < forcing->curves; l++)
    tail = fmax(tail, tail_length(growth[l * stride + end], decay));
  parts_make(forcing, closure, tail, point);
  forcing->piece =
      (struct spline_piece *)vector_room((forcing->curves * forcing->pieces + 1) * sizeof *forcing->piece / sizeof(double));
  double(*cubic)[4] = calloc(closure->count, sizeof *cubic);
  enum status status = STATUS_OK;
  if (forcing->piece == NULL || cubic == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the forcing of the tissue");
  if (status == STATUS_OK)
    status =
        curve_fit(forcing, closure, closure->defect, unit, closure->decay_rate, nothing, point, cubic, forcing->piece, trail);
  for (size_t l = 1; l < forcing->curves && status == STATUS_OK; l++)
  {
    // it starts from nothing, where errors do not count relative to it
    const double *curve = growth + l * stride;
    status = curve_fit(forcing, closure, curve, 1, decay, fmax(1e-3 * curve_most(closure, curve), nothing), point, cubic,
                       forcing->piece + l * forcing->pieces, trail);
  }
  free(cubic);
  return status;
}

enum status forcing_make(const struct scenario *scenario, const struct closure *closure, double density, struct forcing *forcing,
                         struct trail *trail)
{
  *forcing = (struct forcing){ .scenario = scenario,
                               .protocol = &scenario->protocol,
                               .water = closure_water_make(scenario, density),
                               .fresh = closure->defect[0] };
  enum status status = curves_make(forcing, closure, trail);
  if (status != STATUS_OK)
  {
    forcing_free(forcing);
    return status;
  }
  skin_layers(&scenario->skin, forcing->layers);
  person_inputs_fill(&scenario->skin, &scenario->drugs, &scenario->aftercare, scenario->parameters, &forcing->person);
  if (scenario->off[process_find("person")])
    forcing->person = (struct person_inputs){ 1, 1, 1, 1, 1 };
  return STATUS_OK;
}

/* number of the piece at a time since a session, and in *x the time since its begin */
static inline size_t piece_find(const struct forcing *forcing, double since, double *x)
{
  size_t part = (size_t)(since >= forcing->start[1]) + (size_t)(since >= forcing->start[2]);
  size_t k = forcing->first[part] + spline_find(since - forcing->start[part], x);
  return k < forcing->pieces - 1 ? k : forcing->pieces - 1;
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
  const struct spline_piece *piece = &forcing->piece[piece_find(forcing, since, &x)];
  return (struct course){ spline_value(piece, x), spline_slope(piece, x) };
}

/* adds the growth factor of one session's channels to grown[layer * stride], its slope to slope[layer] unless that is NULL */
static void growth_add(const struct forcing *forcing, double since, size_t stride, double *grown, double *slope)
{
  double x;
  if (since < 0)
    return;
  const struct spline_piece *piece = &forcing->piece[piece_find(forcing, since, &x)];
  for (size_t l = 0; l < SKIN_LAYERS; l++)
  {
    piece += forcing->pieces;
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
  for (size_t c = 1; c <= forcing->curves; c++)
    if (forcing->piece[c * forcing->pieces - 1].term[0] > 0)
      return 0;
  double earliest = time[0];
  for (size_t p = 1; p < points; p++)
    earliest = time[p] < earliest ? time[p] : earliest;
  while (j < forcing->protocol->session_times_count && earliest - forcing->protocol->session_times[j] >= forcing->closed)
    j++;
  return j;
}

/* leaks of all sessions from `first` on at a row of points with their slopes, of all and of those that have hit; the same bits as
 * one by one */
static inline __attribute__((always_inline)) void row_leaks(const struct forcing *forcing, size_t first,
                                                            const struct exposure *const *exposure, const double *time,
                                                            double *all, double *change, double *hit, double *hit_change)
{
  vector_row sum = { 0 }, slopes = sum, hit_sum = sum, hit_slopes = sum;
  size_t most = 0;
  for (size_t p = 0; p < VECTOR_LANES; p++)
    most = exposure[p]->done > most ? exposure[p]->done : most;
  for (size_t j = first; j < most; j++)
  {
    const struct spline_piece *at[VECTOR_LANES];
    double part[VECTOR_LANES], weight[VECTOR_LANES], begin = forcing->protocol->session_times[j];
    for (size_t p = 0; p < VECTOR_LANES; p++)
    {
      double since = time[p] - begin;
      size_t k = piece_find(forcing, since, &part[p]);
      int is_open = (int)(j < exposure[p]->done) & (int)(since >= 0);
      at[p] = &forcing->piece[is_open ? k : forcing->curves * forcing->pieces];
      weight[p] = exposure[p]->hit[j < exposure[p]->done ? j : 0];
    }
#define TERM(q)                                                                                                                  \
  ((vector_row){ at[0]->term[q], at[1]->term[q], at[2]->term[q], at[3]->term[q], at[4]->term[q], at[5]->term[q], at[6]->term[q], \
                 at[7]->term[q] })
    vector_row c1 = TERM(1), c2 = TERM(2), c3 = TERM(3), c4 = TERM(4), c5 = TERM(5);
    vector_row x = *(const vector_row *)part, w = *(const vector_row *)weight;
    vector_row value = TERM(0) + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))));
    vector_row slope = c1 + x * (2 * c2 + x * (3 * c3 + x * (4 * c4 + x * (5 * c5))));
    sum += value;
    slopes += slope;
    hit_sum += w * value;
    hit_slopes += w * slope;
  }
  *(vector_row *)all = sum;
  *(vector_row *)change = slopes;
  *(vector_row *)hit = hit_sum;
  *(vector_row *)hit_change = hit_slopes;
}

/* the same at one point */
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
  size_t slopes = slope != NULL ? stride : BLOCK, first = first_open(forcing, points, time), p = 0;
  if (slope == NULL)
    slope = unread;
  double *leak = environment + BARRIER_LEAK * stride, *leak_slope = slope + BARRIER_LEAK * slopes;
  double *growth = environment + WOUND_GROWTH_FACTOR * stride, *growth_slope = slope + WOUND_GROWTH_FACTOR * slopes;
  double *change = slope + WATER_LOSS_RATIO * slopes;
  for (; p + VECTOR_LANES <= points; p += VECTOR_LANES)
    row_leaks(forcing, first, exposure + p, time + p, all + p, change + p, leak + p, leak_slope + p);
  for (; p < points; p++)
    point_leaks(forcing, first, exposure[p], time[p], all + p, change + p, leak + p, leak_slope + p);
  for (p = 0; p < points; p++)
  {
    const struct exposure *at = exposure[p];
    double grown[SKIN_LAYERS] = { 0 }, growing[SKIN_LAYERS] = { 0 };
    since[p] = at->done > 0 ? time[p] - begin[at->done - 1] : (double)NAN;
    leak[p] *= at->slab->intensity;
    leak_slope[p] *= at->slab->intensity;
    for (size_t j = first; j < at->done && forcing->curves > 1; j++)
      growth_add(forcing, time[p] - begin[j], 1, grown, growing);
    // it spreads further than tissue responds, so it reaches what was missed as well
    growth[p] = forcing->curves > 1 ? layers_mean(forcing, at->slab, 1, grown) : 0;
    growth_slope[p] = forcing->curves > 1 ? layers_mean(forcing, at->slab, 1, growing) : 0;
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
        if (forcing->curves > 1)
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
  for (size_t p = 0; forcing->curves > 1 && p < points; p++)
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
    if (c == 0 || forcing->curves > 1)
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
