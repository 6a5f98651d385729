/* course_means.c - observables and states of a branch are added to the means over branches; sums of one end become those of
 * another. */
#include <math.h>
#include <string.h>

#include "course.h"
#include "response.h"
#include "vector.h"

/* adds value[count] to the means of a row, which begin with the first */
VECTOR_CLONES
static void mean_add(size_t count, double weight, const double *restrict value, int is_first, double *restrict mean,
                     double *restrict square)
{
  for (size_t k = 0; is_first && k < count; k++)
    mean[k] = 0 + weight * value[k];
  for (size_t k = 0; !is_first && k < count; k++)
    mean[k] += weight * value[k];
  for (size_t k = 0; square != NULL && k < count; k++)
    square[k] = (is_first ? 0 : square[k]) + weight * value[k] * value[k];
}

void course_means_add(struct course *c, const struct strand *strand, const struct exposure *exposure,
                      const struct trajectory *trajectory, const struct forcing_table *table, int is_first,
                      struct course_end *end)
{
  const struct response *response = c->response;
  const struct place *place = strand->place;
  size_t count = trajectory->count;
  double weight = strand->weight, *environment = c->environment;
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
        memcpy(c->shown + s * count, trajectory->reports + (s * place->cells + i) * count, count * sizeof(double));
      state = c->shown;
    }
    for (size_t o = 0; o < response->observables; o++)
    {
      size_t row = (slab * response->observables + o) * end->stride;
      assembly_observe(c->assembly, o, count, state, environment, c->value);
      mean_add(count, weight, c->value, is_first, end->observable + row, end->square == NULL ? NULL : end->square + row);
    }
    for (size_t s = 0; end->state != NULL && s < response->states; s++)
      mean_add(count, weight, state + s * count, is_first, end->state + (slab * response->states + s) * end->stride, NULL);
  }
  end->steps += trajectory->steps;
  end->inherited += trajectory->inherited;
  end->least = fmin(end->least, trajectory->least);
}

/* rows of one end into those of another */
static void rows_copy(size_t rows, const struct course_end *from, const double *values, const struct course_end *to, double *copy)
{
  for (size_t r = 0; r < rows && copy != NULL && values != NULL; r++)
    memcpy(copy + r * to->stride, values + r * from->stride, from->count * sizeof *values);
}

void course_sums_take(const struct course *c, const struct course_end *from, struct course_end *to)
{
  const struct response *response = c->response;
  rows_copy(response->slabs * response->observables, from, from->observable, to, to->observable);
  rows_copy(response->slabs * response->observables, from, from->square, to, to->square);
  rows_copy(response->slabs * response->states, from, from->state, to, to->state);
  to->steps += from->steps;
  to->least = fmin(to->least, from->least);
}
