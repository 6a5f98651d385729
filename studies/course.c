/* course.c - the plan of a course: branches part and are injured, legs get their ends. */
#include "course.h"

#include <stdlib.h>
#include <string.h>

#include "response.h"

enum
{
  STRANDS = 4096, /* are planned at a time, but for those of one leg */
  LONG_AGO = 3    /* sessions */
};

static void leg_empty(struct leg *leg)
{
  free(leg->strand);
  free(leg->line);
  free(leg->table);
  leg->strand = NULL;
  leg->line = NULL;
  leg->table = NULL;
}

void workspace_free(struct workspace *w)
{
  lanes_free(w->lanes);
  free(w->slot);
  free(w->unused);
  free(w->exposure);
  free(w->trajectory);
  free(w->reports.values);
  free(w->tables.values);
  free(w->shown.values);
  free(w->environment.values);
  free(w->value.values);
  *w = (struct workspace){ 0 };
}

void course_close(struct course *c)
{
  for (size_t i = 0; c->place != NULL && i < c->places; i++)
  {
    patterns_free(&c->place[i].patterns);
    free(c->place[i].before);
    free(c->place[i].strand);
    free(c->place[i].state);
  }
  for (size_t i = 0; i < c->legs; i++)
    leg_empty(&c->leg[i]);
  free(c->place);
  free(c->leg);
  workspace_free(&c->own);
  column_free(&c->column);
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
  c->leg = calloc(c->scenario->protocol.session_times_count + 1, sizeof *c->leg);
  if (c->place == NULL || c->leg == NULL)
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
    place->strand = calloc(response->patterns, sizeof *place->strand);
    place->state = calloc(response->patterns * place->size, sizeof *place->state);
    if (place->before == NULL || place->strand == NULL || place->state == NULL)
      return status_fail(trail, STATUS_MEMORY, "no memory for %zu hit patterns", response->patterns);
    for (size_t p = 0; p < response->patterns; p++)
      for (size_t s = 0; s < place->size; s++)
        place->state[p * place->size + s] = rest[s / cells];
  }
  return STATUS_OK;
}

enum status course_open(const struct scenario *scenario, const struct assembly *assembly, const struct closure *closure,
                        double density, struct workspace *workspace, struct response *response, struct course *c,
                        struct trail *trail)
{
  *c = (struct course){ .scenario = scenario, .assembly = assembly, .response = response, .method = response_method(scenario) };
  struct workspace *w = c->workspace = workspace != NULL ? workspace : &c->own;
  int in_lanes = !response->coupled && c->method == &rosenbrock_method;
  enum status status = STATUS_OK;
  forcing_make(scenario, closure, density, &c->forcing);
  if (in_lanes && w->lanes == NULL)
    status = lanes_create(assembly, &w->lanes, trail);
  else if (!in_lanes)
    status = column_make(assembly, &c->forcing, response->coupled ? response->slabs : 1, response->slab, &c->column, trail);
  c->lanes = in_lanes ? w->lanes : NULL;
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

/* --- legs */

/* how many sessions ago a pattern was hit, as seen from session j; never, or long ago: LONG_AGO */
static size_t hit_ago(const struct patterns *patterns, size_t pattern, size_t j)
{
  const unsigned char *hit = patterns->hit + pattern * patterns->sessions;
  size_t ago = 0;
  while (ago < LONG_AGO && ago <= j && !hit[j - ago])
    ago++;
  return ago <= j ? ago : LONG_AGO;
}

/* a strand for each branch of a place, or for each pattern when nothing is shared: what was hit most lately takes the most steps
 * and comes first, so that lanes are idle for less time at the end */
static void strands_list(const struct course *c, const struct place *place, size_t j, struct leg *leg)
{
  const struct patterns *patterns = &place->patterns;
  for (size_t ago = 0; ago <= LONG_AGO; ago++)
    for (size_t p = 0; p < patterns->count; p++)
    {
      size_t branch = patterns->branch[p];
      if (patterns->counts[branch] && (branch == p || c->scenario->alone) && hit_ago(patterns, p, j) == ago)
        leg->strand[leg->strands++] = (struct strand){ .place = place,
                                                       .pattern = p,
                                                       .before = c->scenario->alone ? p : place->before[p],
                                                       .weight = patterns->branch_weight[p],
                                                       .counts = branch == p };
    }
}

/* makes the strands of the last leg children of those that they begin with */
static void strands_tie(struct course *c)
{
  struct leg *leg = &c->leg[c->legs - 1];
  for (size_t k = 0; k < leg->strands && c->done + 1 < c->legs; k++)
  {
    struct strand *strand = &leg->strand[k], *parent = strand->place->strand[strand->before];
    parent->child[parent->children++] = strand;
  }
  for (size_t k = 0; k < leg->strands; k++)
    leg->strand[k].place->strand[leg->strand[k].pattern] = &leg->strand[k];
}

/* room for one more leg */
static enum status leg_add(struct course *c, struct leg **leg, struct trail *trail)
{
  size_t strands = 0;
  for (size_t i = c->done; i < c->legs; i++)
    strands += c->leg[i].strands;
  enum status status = strands > STRANDS ? course_run(c, trail) : STATUS_OK;
  if (status != STATUS_OK)
    return status;
  // of what is done, the last one may be continued
  for (size_t i = 0; i < c->done && i + 1 < c->legs; i++)
    leg_empty(&c->leg[i]);
  *leg = &c->leg[c->legs++];
  **leg = (struct leg){ 0 };
  (*leg)->strand = calloc(c->places * c->response->patterns, sizeof *(*leg)->strand);
  (*leg)->line = calloc(c->places, sizeof *(*leg)->line);
  if ((*leg)->strand == NULL || (*leg)->line == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the branches of hit patterns");
  return STATUS_OK;
}

enum status course_part(struct course *c, size_t j, struct trail *trail)
{
  struct leg *leg;
  enum status status = leg_add(c, &leg, trail);
  if (status != STATUS_OK)
    return status;
  leg->done = j + 1;
  leg->injures = 1;
  leg->start = c->scenario->protocol.session_times[j];
  for (size_t i = 0; i < c->places; i++)
  {
    struct place *place = &c->place[i];
    memcpy(place->before, place->patterns.branch, place->patterns.count * sizeof *place->before);
    patterns_advance(&place->patterns, j);
    leg->line[i].first = leg->line[i].started = leg->line[i].added = leg->strands;
    strands_list(c, place, j, leg);
    leg->line[i].end = leg->strands;
  }
  strands_tie(c);
  return STATUS_OK;
}

enum status course_continue(struct course *c, double start, struct trail *trail)
{
  struct leg *leg;
  enum status status = leg_add(c, &leg, trail);
  if (status != STATUS_OK)
    return status;
  const struct leg *last = &c->leg[c->legs - 2];
  leg->done = last->done;
  leg->start = start;
  for (size_t i = 0; i < c->places; i++)
  {
    const struct line *line = &last->line[i];
    leg->line[i] = (struct line){ .first = line->first, .end = line->end, .started = line->first, .added = line->first };
  }
  for (size_t k = 0; k < last->strands; k++)
  {
    const struct strand *strand = &last->strand[k];
    leg->strand[leg->strands++] = (struct strand){ .place = strand->place,
                                                   .pattern = strand->pattern,
                                                   .before = strand->pattern,
                                                   .weight = strand->weight,
                                                   .counts = strand->counts };
  }
  strands_tie(c);
  return STATUS_OK;
}

void course_send(struct course *c, size_t count, struct course_end *ends, size_t onward)
{
  struct leg *leg = &c->leg[c->legs - 1];
  leg->ends = count;
  leg->end = ends;
  leg->onward = onward;
}

void course_injure(struct course *c, const struct leg *leg, const struct strand *strand)
{
  double environment[FORCING_INPUTS * CELLS];
  struct hit hits[CELLS];
  const struct place *place = strand->place;
  size_t j = leg->done - 1;
  const unsigned char *hit = place->patterns.hit + strand->pattern * place->patterns.sessions;
  struct exposure exposure = { .done = j, .hit = hit, .slab = place->slab };
  if (!leg->injures)
    return;
  forcing_column(&c->forcing, &exposure, place->cells, leg->start, environment);
  for (size_t i = 0; i < place->cells; i++)
    hits[i] = (struct hit){ hit[j] * place->slab[i].intensity, place->slab[i].bleeding, 0, 0 };
  assembly_injure(c->assembly, place->cells, environment, hits, place->state + strand->pattern * place->size);
}

/* --- what others have integrated */

const struct leg *course_leg(const struct course *c)
{
  return &c->leg[c->legs - 1];
}

size_t course_strand_values(const struct course *c)
{
  return course_leg(c)->strands * c->place[0].size;
}

enum status course_take(struct course *c, const struct course_end *from, struct trail *trail)
{
  // what lies before it, if anything is left to do, goes no further
  c->legs--;
  enum status status = course_run(c, trail);
  c->legs++;
  const struct leg *leg = course_leg(c);
  for (size_t k = 0; k < leg->strands; k++)
  {
    const struct place *place = leg->strand[k].place;
    memcpy(place->state + leg->strand[k].pattern * place->size, from->after + k * place->size, place->size * sizeof(double));
  }
  c->done = c->legs;
  return status;
}
