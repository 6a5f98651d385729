/* course_run.c - all legs of a course at once: what starts next, where it is integrated, and what follows when it has ended.
 *
 * A strand may start when the one that it begins with has ended its leg; then it waits in line for a slot, earlier legs first.
 * Means are added up in the order of a line, so a slot is free again when all before it have been added. The last free slot is
 * kept for a strand that starts in turn: such strands never wait for one that has not started, so slots always come free. */
#include <stdlib.h>
#include <string.h>

#include "course.h"
#include "response.h"

enum
{
  SLOTS = 16, /* more would leave the cache with their reports, less leave lanes idle */
  ROWS = 48   /* trajectories of all of them, unless one strand has more ends */
};

/* steps of one leg */
static const size_t step_limit = 200000;

/* --- rooms */

/* room for `size` values, which are then undefined; NULL without memory */
static double *room_make(struct room *room, size_t size)
{
  if (size > room->size || room->values == NULL)
  {
    free(room->values);
    room->values = malloc((size + 1) * sizeof *room->values);
    room->size = room->values == NULL ? 0 : size;
  }
  return room->values;
}

/* slots for strands that go to at most `rows` ends */
static int slots_make(struct course *c, size_t rows)
{
  struct workspace *w = c->workspace;
  size_t slots = c->lanes == NULL || rows > ROWS ? 1 : ROWS / rows;
  slots = slots > SLOTS ? SLOTS : slots;
  if (slots > w->slots)
  {
    free(w->slot);
    free(w->unused);
    w->slot = malloc(slots * sizeof *w->slot);
    w->unused = malloc(slots * sizeof *w->unused);
    w->slots = w->slot != NULL && w->unused != NULL ? slots : 0;
  }
  if (slots * rows > w->rows)
  {
    free(w->exposure);
    free(w->trajectory);
    w->exposure = malloc(slots * rows * sizeof *w->exposure);
    w->trajectory = malloc(slots * rows * sizeof *w->trajectory);
    w->rows = w->exposure != NULL && w->trajectory != NULL ? slots * rows : 0;
  }
  if (w->slots < slots || w->rows < slots * rows)
    return 0;
  c->slot = w->slot;
  c->unused = w->unused;
  c->exposure = w->exposure;
  c->trajectory = w->trajectory;
  // what has not started has no exposure
  memset(c->exposure, 0, slots * rows * sizeof *c->exposure);
  c->slots = c->free = slots;
  c->rows = rows;
  for (size_t k = 0; k < slots; k++)
    c->unused[k] = k;
  return 1;
}

/* rooms for all legs that are not done, and the forcing at the reports of their ends */
static enum status rooms_make(struct course *c, struct trail *trail)
{
  size_t rows = 1, longest = 1, most = 1, table = 0;
  int good = 1;
  for (size_t i = c->done; i < c->legs; i++)
  {
    struct leg *leg = &c->leg[i];
    size_t reports = 0, per_point = leg->done + SKIN_LAYERS + FORCING_CHANGES;
    rows = leg->ends > rows ? leg->ends : rows;
    for (size_t e = 0; e < leg->ends; e++)
    {
      longest = leg->end[e].count > longest ? leg->end[e].count : longest;
      reports += leg->end[e].count;
    }
    most = reports > most ? reports : most;
    table += per_point * reports;
    leg->table = calloc(leg->ends, sizeof *leg->table);
    good = good && leg->table != NULL;
  }
  c->stride = c->place[0].size * most;
  struct workspace *w = c->workspace;
  good = good && slots_make(c, rows) && (c->reports = room_make(&w->reports, c->slots * c->stride)) != NULL &&
         (c->tables = room_make(&w->tables, table)) != NULL &&
         (c->shown = room_make(&w->shown, c->response->states * longest)) != NULL &&
         (c->environment = room_make(&w->environment, FORCING_INPUTS * longest)) != NULL &&
         (c->value = room_make(&w->value, longest)) != NULL;
  if (!good)
    return status_fail(trail, STATUS_MEMORY, "no memory for the reports of the tissue");
  memset(c->tables, 0, table * sizeof(double));
  c->shown_table = NULL;
  double *next = c->tables;
  for (size_t i = c->done; i < c->legs; i++)
    for (size_t e = 0; e < c->leg[i].ends; e++)
    {
      const struct course_end *end = &c->leg[i].end[e];
      size_t points = end->count, done = c->leg[i].done;
      c->leg[i].table[e] = (struct forcing_table){ points, next, next + done * points, next + (done + SKIN_LAYERS) * points };
      next += (done + SKIN_LAYERS + FORCING_CHANGES) * points;
      forcing_table_fill(&c->forcing, done, end->times, &c->leg[i].table[e]);
    }
  return STATUS_OK;
}

/* --- strands */

static struct line *line_of(const struct course *c, const struct leg *leg, const struct strand *strand)
{
  return &leg->line[strand->place - c->place];
}

/* a new branch begins with the tissue of that from which it parts, before anything happens to it */
static void strand_copy(const struct strand *strand)
{
  const struct place *place = strand->place;
  if (strand->pattern != strand->before)
    memcpy(place->state + strand->pattern * place->size, place->state + strand->before * place->size,
           place->size * sizeof *place->state);
}

static void strand_ready(struct course *c, const struct leg *leg, struct strand *strand)
{
  course_injure(c, leg, strand);
  strand->progress = STRAND_READY;
  line_of(c, leg, strand)->ready++;
}

/* puts a strand into a free slot; returns the number of its first trajectory */
static size_t strand_start(struct course *c, struct leg *leg, struct strand *strand)
{
  const struct place *place = strand->place;
  struct line *line = line_of(c, leg, strand);
  size_t number = strand->slot = c->unused[--c->free], values = (size_t)(strand - leg->strand) * place->size;
  double *reports = c->reports + number * c->stride, *state = place->state + strand->pattern * place->size;
  c->slot[number] = (struct slot){ leg, strand, leg->ends };
  for (size_t e = 0; e < leg->ends; e++)
  {
    const struct course_end *end = &leg->end[e];
    double *own = end->after == NULL ? state : end->after + values;
    if (end->after != NULL)
      memcpy(own, state, place->size * sizeof *own);
    c->exposure[number * c->rows + e] = (struct exposure){
      .done = leg->done, .hit = place->patterns.hit + strand->pattern * place->patterns.sessions, .slab = place->slab
    };
    c->trajectory[number * c->rows + e] = (struct trajectory){ .start = leg->start,
                                                               .end = end->stop,
                                                               .count = end->count,
                                                               .times = end->times,
                                                               .state = own,
                                                               .reports = reports,
                                                               .forks = e == 0 ? leg->ends - 1 : 0 };
    reports += place->size * end->count;
  }
  strand->progress = STRAND_STARTED;
  line->ready--;
  while (line->started < line->end && leg->strand[line->started].progress >= STRAND_STARTED)
    line->started++;
  return number * c->rows;
}

static ptrdiff_t strand_next(void *context)
{
  struct course *c = context;
  for (size_t i = c->done; i < c->legs && c->free > 0; i++)
    for (size_t p = 0; p < c->places; p++)
    {
      struct leg *leg = &c->leg[i];
      size_t k = leg->line[p].started;
      if (leg->line[p].ready == 0)
        continue;
      while (leg->strand[k].progress != STRAND_READY)
        k++;
      if (c->free > 1 || k == leg->line[p].started)
        return (ptrdiff_t)strand_start(c, leg, &leg->strand[k]);
    }
  return TRAJECTORY_NONE;
}

/* adds what has ended to the means, as far as all before it has */
static void line_add(struct course *c, struct leg *leg, struct line *line)
{
  for (; line->added < line->end && leg->strand[line->added].progress == STRAND_ENDED; line->added++)
  {
    const struct strand *strand = &leg->strand[line->added];
    for (size_t e = 0; e < leg->ends && strand->counts; e++)
      course_means_add(c, strand, &c->exposure[strand->slot * c->rows + e], &c->trajectory[strand->slot * c->rows + e],
                       &leg->table[e], !line->is_begun, &leg->end[e]);
    line->is_begun |= strand->counts;
    c->unused[c->free++] = strand->slot;
    leg->left--;
  }
  if (leg->left == 0 && c->finished != NULL)
    c->finished(c->context, (size_t)(leg - c->leg));
}

/* adds where a strand failed */
static enum status strand_fail(const struct course *c, const struct slot *slot, enum status status, struct trail *trail)
{
  const struct place *place = slot->strand->place;
  size_t done = slot->leg->done;
  return status_at(trail, status, "in the dermis from %.3g to %.3g mm, after session %zu (day %g)", place->slab[0].top,
                   place->slab[place->cells - 1].bottom, done, c->scenario->protocol.session_times[done - 1]);
}

static enum status trajectory_ended(void *context, size_t number, struct trail *trail)
{
  struct course *c = context;
  struct slot *slot = &c->slot[number / c->rows];
  struct leg *leg = slot->leg;
  struct strand *strand = slot->strand;
  const struct place *place = strand->place;
  const struct trajectory *trajectory = &c->trajectory[number];
  double *state = place->state + strand->pattern * place->size;
  enum status status = assembly_verify(c->assembly, place->cells, trajectory->state, trajectory->end, trail);
  if (status != STATUS_OK)
    return strand_fail(c, slot, status, trail);
  if (number % c->rows == leg->onward)
  {
    if (trajectory->state != state)
      memcpy(state, trajectory->state, place->size * sizeof *state);
    for (size_t k = 0; k < strand->children; k++)
      strand_copy(strand->child[k]);
    for (size_t k = 0; k < strand->children; k++)
      strand_ready(c, leg + 1, strand->child[k]);
  }
  if (--slot->left > 0)
    return STATUS_OK;
  strand->progress = STRAND_ENDED;
  line_add(c, leg, line_of(c, leg, strand));
  return STATUS_OK;
}

/* --- the whole course */

/* the strands of the first leg can start, others follow them */
static void legs_begin(struct course *c)
{
  struct leg *first = &c->leg[c->done];
  for (size_t i = c->done; i < c->legs; i++)
    c->leg[i].left = c->leg[i].strands;
  for (size_t k = 0; k < first->strands; k++)
    strand_copy(&first->strand[k]);
  for (size_t k = 0; k < first->strands; k++)
    strand_ready(c, first, &first->strand[k]);
}

/* one trajectory after the other */
static enum status singly_integrate(struct course *c, const struct integration *integration, struct trajectory_queue *queue,
                                    struct trail *trail)
{
  ptrdiff_t number;
  while ((number = queue->next(queue->context)) != TRAJECTORY_NONE)
    for (size_t row = (size_t)number, end = row + c->trajectory[row].forks; row <= end; row++)
    {
      enum status status = column_integrate(&c->column, c->method, integration, &c->exposure[row], &c->trajectory[row], trail);
      if (status != STATUS_OK)
        queue->failed = number;
      else
        status = queue->ended(queue->context, row, trail);
      if (status != STATUS_OK)
        return status;
    }
  return STATUS_OK;
}

enum status course_run(struct course *c, struct trail *trail)
{
  const struct solver_settings *solver = &c->scenario->solver;
  struct integration integration = { solver->relative_tolerance, solver->absolute_tolerance, 0, step_limit };
  struct trajectory_queue queue = { c, strand_next, trajectory_ended, TRAJECTORY_NONE };
  enum status status = c->done < c->legs ? rooms_make(c, trail) : STATUS_OK;
  if (status != STATUS_OK || c->done == c->legs)
    return status;
  legs_begin(c);
  if (c->lanes != NULL)
    status = lanes_integrate(c->lanes, &c->forcing, &integration, c->slots * c->rows, c->exposure, c->trajectory, &queue, trail);
  else
    status = singly_integrate(c, &integration, &queue, trail);
  c->done = c->legs;
  return status != STATUS_OK && queue.failed != TRAJECTORY_NONE
             ? strand_fail(c, &c->slot[(size_t)queue.failed / c->rows], status, trail)
             : status;
}
