/* course.c - branches part and are injured, intervals are integrated in chunks of trajectories, means are added up in the order
 * of the strands whatever the chunks are. */
#include "course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "response.h"
#include "vector.h"

enum
{
  CHUNK = 16,      /* strands whose reports are kept at a time: more would leave the cache, less leave lanes idle; */
  CHUNK_LAST = 24, /* so the last ones may be a few more */
  CHUNK_ROWS = 48  /* of them to all ends, unless there are more ends */
};

/* steps of one interval between sessions */
static const size_t step_limit = 200000;

void course_close(struct course *c)
{
  for (size_t i = 0; c->place != NULL && i < c->places; i++)
  {
    patterns_free(&c->place[i].patterns);
    free(c->place[i].before);
    free(c->place[i].state);
  }
  free(c->place);
  free(c->strand);
  free(c->exposure);
  free(c->trajectory);
  free(c->table);
  free(c->reports.values);
  free(c->tables.values);
  free(c->shown.values);
  free(c->environment.values);
  free(c->value.values);
  lanes_free(c->lanes);
  column_free(&c->column);
  forcing_free(&c->forcing);
}

/* places, patterns and all at rest */
static enum status places_make(struct course *c, struct trail *trail)
{
  struct response *response = c->response;
  size_t cells = response->coupled ? response->slabs : 1;
  double rest[STATES];
  assembly_initial(c->assembly, rest);
  c->places = response->slabs / cells;
  c->place = calloc(c->places, sizeof *c->place);
  c->strand = calloc(c->places * response->patterns, sizeof *c->strand);
  if (c->place == NULL || c->strand == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the places of the tissue");
  for (size_t i = 0; i < c->places; i++)
  {
    struct place *place = &c->place[i];
    *place = (struct place){
      .slab = response->slab + i * cells, .first_slab = i * cells, .cells = cells, .size = response->states * cells
    };
    enum status status = patterns_make(c->scenario, place->slab[0].responding, place->first_slab, &place->patterns, trail);
    if (status != STATUS_OK)
      return status;
    place->before = calloc(response->patterns, sizeof *place->before);
    place->state = calloc(response->patterns * place->size, sizeof *place->state);
    if (place->before == NULL || place->state == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for %zu hit patterns", response->patterns);
    for (size_t p = 0; p < response->patterns; p++)
      for (size_t s = 0; s < place->size; s++)
        place->state[p * place->size + s] = rest[s / cells];
  }
  return STATUS_OK;
}

enum status course_open(const struct scenario *scenario, const struct assembly *assembly, const struct closure *closure,
                        double density, struct response *response, struct course *c, struct trail *trail)
{
  *c = (struct course){ .scenario = scenario, .assembly = assembly, .response = response, .method = response_method(scenario) };
  enum status status = forcing_make(scenario, closure, density, &c->forcing, trail);
  if (status == STATUS_OK && !response->coupled && c->method == &rosenbrock_method)
    status = lanes_create(assembly, &c->forcing, &c->lanes, trail);
  else if (status == STATUS_OK)
    status = column_make(assembly, &c->forcing, response->coupled ? response->slabs : 1, response->slab, &c->column, trail);
  if (status == STATUS_OK)
    status = places_make(c, trail);
  return status;
}

void course_end_set(size_t sessions, const double *session, size_t count, const double *times, size_t j, struct course_end *end)
{
  double until = times[count - 1];
  *end = (struct course_end){ .last = j + 1 == sessions || session[j + 1] > until };
  end->stop = end->last ? until : session[j + 1];
  size_t from = 0;
  while (from < count && times[from] < session[j])
    from++;
  end->times = times + from;
  while (from + end->count < count &&
         (times[from + end->count] < end->stop || (end->last && times[from + end->count] <= end->stop)))
    end->count++;
}

void course_part(struct course *c, size_t j)
{
  for (size_t i = 0; i < c->places; i++)
  {
    struct place *place = &c->place[i];
    memcpy(place->before, place->patterns.branch, place->patterns.count * sizeof *place->before);
    patterns_advance(&place->patterns, j);
  }
  // what was hit takes the most steps and comes first, so that lanes are idle for less time at the end
  c->strands = 0;
  for (int hit = 1; hit >= 0; hit--)
    for (size_t i = 0; i < c->places; i++)
    {
      struct place *place = &c->place[i];
      const struct patterns *patterns = &place->patterns;
      for (size_t p = 0; p < patterns->count; p++)
        if (patterns->hit[p * patterns->sessions + j] == hit && patterns->counts[patterns->branch[p]] &&
            (patterns->branch[p] == p || c->scenario->alone))
          c->strand[c->strands++] = (struct strand){ place, p };
    }
}

void course_injure(struct course *c, size_t j)
{
  double environment[FORCING_INPUTS * CELLS];
  struct hit hits[CELLS];
  // new branches begin as those that they part from, before anything happens to these
  for (size_t k = 0; k < c->strands && !c->scenario->alone; k++)
  {
    const struct place *place = c->strand[k].place;
    size_t p = c->strand[k].pattern;
    if (place->before[p] != p)
      memcpy(place->state + p * place->size, place->state + place->before[p] * place->size, place->size * sizeof *place->state);
  }
  for (size_t k = 0; k < c->strands; k++)
  {
    const struct place *place = c->strand[k].place;
    const unsigned char *hit = place->patterns.hit + c->strand[k].pattern * place->patterns.sessions;
    struct exposure exposure = { .done = j, .hit = hit, .slab = place->slab };
    forcing_column(&c->forcing, &exposure, place->cells, c->scenario->protocol.session_times[j], environment);
    for (size_t i = 0; i < place->cells; i++)
      hits[i] = (struct hit){ hit[j] * place->slab[i].intensity, place->slab[i].bleeding, 0, 0 };
    assembly_injure(c->assembly, place->cells, environment, hits, place->state + c->strand[k].pattern * place->size);
  }
}

/* --- reports */

/* adds value[count] to the means of a row */
VECTOR_CLONES
static void mean_add(size_t count, double weight, const double *restrict value, double *restrict mean, double *restrict square)
{
  for (size_t k = 0; k < count; k++)
    mean[k] += weight * value[k];
  for (size_t k = 0; square != NULL && k < count; k++)
    square[k] += weight * value[k] * value[k];
}

/* adds observables and states of a branch to the means of an end */
static void strand_add(struct course *c, const struct strand *strand, const struct exposure *exposure,
                       const struct trajectory *trajectory, const struct forcing_table *table, struct course_end *end)
{
  const struct response *response = c->response;
  const struct place *place = strand->place;
  size_t count = trajectory->count;
  double weight = place->patterns.branch_weight[strand->pattern], *environment = c->environment.values;
  struct exposure cell = *exposure;
  for (size_t i = 0; i < place->cells && count > 0; i++)
  {
    size_t slab = place->first_slab + i;
    const double *state = trajectory->reports;
    cell.slab = &place->slab[i];
    forcing_constants(&c->forcing, cell.slab, count, environment);
    for (size_t e = FORCING_CHANGES; e < FORCING_INPUTS; e++)
      for (size_t k = 1; k < count; k++)
        environment[e * count + k] = environment[e * count];
    forcing_table_read(&c->forcing, table, &cell, table != c->shown_table, environment);
    c->shown_table = table;
    if (place->cells > 1)
    {
      for (size_t s = 0; s < response->states; s++)
        memcpy(c->shown.values + s * count, trajectory->reports + (s * place->cells + i) * count, count * sizeof(double));
      state = c->shown.values;
    }
    for (size_t o = 0; o < response->observables; o++)
    {
      size_t row = (slab * response->observables + o) * end->stride;
      assembly_observe(c->assembly, o, count, state, environment, c->value.values);
      mean_add(count, weight, c->value.values, end->observable + row, end->square == NULL ? NULL : end->square + row);
    }
    for (size_t s = 0; end->state != NULL && s < response->states; s++)
      mean_add(count, weight, state + s * count, end->state + (slab * response->states + s) * end->stride, NULL);
  }
  end->steps += trajectory->steps;
  end->inherited += trajectory->inherited;
  end->least = fmin(end->least, trajectory->least);
}

/* --- an interval */

/* makes room for `size` values, which are then undefined; returns 0 without memory */
static int room_make(struct room *room, size_t size)
{
  if (size > room->size || room->values == NULL)
  {
    free(room->values);
    room->values = malloc((size + 1) * sizeof *room->values);
    room->size = room->values == NULL ? 0 : size;
  }
  return room->values != NULL;
}

/* rooms of a chunk of `rows` trajectories, and the forcing at the reports of each end */
static enum status rooms_make(struct course *c, size_t done, size_t rows, size_t count, const struct course_end *ends,
                              struct trail *trail)
{
  size_t longest = 1, table = 0, per_point = done + SKIN_LAYERS + FORCING_CHANGES;
  for (size_t e = 0; e < count; e++)
  {
    longest = ends[e].count > longest ? ends[e].count : longest;
    table += per_point * ends[e].count;
  }
  if (rows > c->rows)
  {
    free(c->exposure);
    free(c->trajectory);
    free(c->table);
    c->exposure = calloc(rows, sizeof *c->exposure);
    c->trajectory = calloc(rows, sizeof *c->trajectory);
    c->table = calloc(rows, sizeof *c->table);
    c->rows = c->exposure != NULL && c->trajectory != NULL && c->table != NULL ? rows : 0;
  }
  if (rows > c->rows || !room_make(&c->reports, rows * c->place[0].size * longest) || !room_make(&c->tables, table) ||
      !room_make(&c->shown, c->response->states * longest) || !room_make(&c->environment, FORCING_INPUTS * longest) ||
      !room_make(&c->value, longest))
    return status_fail(trail, STATUS_MEMORY, "no memory for the reports of the tissue");
  memset(c->tables.values, 0, table * sizeof(double));
  c->shown_table = NULL;
  double *next = c->tables.values;
  for (size_t e = 0; e < count; e++)
  {
    size_t points = ends[e].count;
    c->table[e] = (struct forcing_table){ points, next, next + done * points, next + (done + SKIN_LAYERS) * points };
    next += per_point * points;
    forcing_table_fill(&c->forcing, done, ends[e].times, &c->table[e]);
  }
  return STATUS_OK;
}

/* strands [first .. first + chunk) from `start` to all ends; *values: those of the strands before and including them */
static enum status chunk_run(struct course *c, size_t done, double start, size_t first, size_t chunk, size_t count,
                             struct course_end *ends, size_t *values, struct trail *trail)
{
  const struct solver_settings *solver = &c->scenario->solver;
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, step_limit };
  double *reports = c->reports.values;
  enum status status = STATUS_OK;
  for (size_t k = 0; k < chunk; k++)
  {
    const struct strand *strand = &c->strand[first + k];
    struct place *place = strand->place;
    double *state = place->state + strand->pattern * place->size;
    for (size_t e = 0; e < count; e++)
    {
      size_t row = k * count + e;
      double *own = ends[e].after == NULL ? state : ends[e].after + *values;
      if (ends[e].after != NULL)
        memcpy(own, state, place->size * sizeof *own);
      c->exposure[row] = (struct exposure){ .done = done,
                                            .hit = place->patterns.hit + strand->pattern * place->patterns.sessions,
                                            .slab = place->slab };
      c->trajectory[row] = (struct trajectory){ .start = start,
                                                .end = ends[e].stop,
                                                .count = ends[e].count,
                                                .times = ends[e].times,
                                                .state = own,
                                                .reports = reports,
                                                .forks = e == 0 ? count - 1 : 0 };
      reports += place->size * ends[e].count;
    }
    *values += place->size;
  }
  if (c->lanes != NULL)
    status = lanes_integrate(c->lanes, &integration, chunk * count, c->exposure, c->trajectory, trail);
  for (size_t row = 0; c->lanes == NULL && row < chunk * count && status == STATUS_OK; row++)
    status = column_integrate(&c->column, c->method, &integration, &c->exposure[row], &c->trajectory[row], trail);
  for (size_t row = 0; row < chunk * count && status == STATUS_OK; row++)
  {
    const struct strand *strand = &c->strand[first + row / count];
    const struct trajectory *trajectory = &c->trajectory[row];
    status = assembly_verify(c->assembly, strand->place->cells, trajectory->state, trajectory->end, trail);
    if (status == STATUS_OK && strand->place->patterns.branch[strand->pattern] == strand->pattern)
      strand_add(c, strand, &c->exposure[row], trajectory, &c->table[row % count], &ends[row % count]);
    if (status != STATUS_OK)
      status = status_at(trail, status, "in the dermis from %.3g to %.3g mm", strand->place->slab[0].top,
                         strand->place->slab[strand->place->cells - 1].bottom);
  }
  return status;
}

enum status course_integrate(struct course *c, size_t done, double start, size_t count, struct course_end *ends,
                             struct trail *trail)
{
  size_t room = c->lanes == NULL || count > CHUNK_ROWS ? 1 : CHUNK_ROWS / count, chunk, values = 0;
  room = room > CHUNK_LAST ? CHUNK_LAST : room;
  enum status status = rooms_make(c, done, room * count, count, ends, trail);
  for (size_t first = 0; first < c->strands && status == STATUS_OK; first += chunk)
  {
    chunk = c->strands - first;
    if (chunk > room)
      chunk = room < CHUNK ? room : CHUNK;
    status = chunk_run(c, done, start, first, chunk, count, ends, &values, trail);
  }
  if (status != STATUS_OK)
    status = status_at(trail, status, "after session %zu (day %g)", done, c->scenario->protocol.session_times[done - 1]);
  return status;
}

/* --- what others have integrated */

size_t course_strand_values(const struct course *c)
{
  size_t values = 0;
  for (size_t k = 0; k < c->strands; k++)
    values += c->strand[k].place->size;
  return values;
}

double course_weight(const struct course *c, size_t strand)
{
  return c->strand[strand].place->patterns.branch_weight[c->strand[strand].pattern];
}

/* adds rows of one end to those of another */
static void rows_add(size_t rows, const struct course_end *from, const double *values, const struct course_end *to, double *sums)
{
  for (size_t r = 0; r < rows && sums != NULL && values != NULL; r++)
    for (size_t k = 0; k < from->count; k++)
      sums[r * to->stride + k] += values[r * from->stride + k];
}

void course_take(struct course *c, const struct course_end *from, struct course_end *to)
{
  const struct response *response = c->response;
  const double *after = from->after;
  rows_add(response->slabs * response->observables, from, from->observable, to, to->observable);
  rows_add(response->slabs * response->observables, from, from->square, to, to->square);
  rows_add(response->slabs * response->states, from, from->state, to, to->state);
  for (size_t k = 0; k < c->strands; k++)
  {
    struct place *place = c->strand[k].place;
    memcpy(place->state + c->strand[k].pattern * place->size, after, place->size * sizeof *after);
    after += place->size;
  }
  to->steps += from->steps;
  to->least = fmin(to->least, from->least);
}
