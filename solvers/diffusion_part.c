/* diffusion_part.c - entries face by face, and the choice of an elimination. */
#include "diffusion_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_steps.h"
#include "vector.h"

static void faces_open(struct diffusion_part *p)
{
  const double *c = p->spread->capacity;
  for (size_t x = 0; x < p->cells; x++)
  {
    size_t next = x + 1, below = x + p->columns;
    p->right[x] = next % p->columns != 0 && c[x] > 0 && c[next] > 0 ? p->spread->right[x] : 0;
    p->down[x] = below < p->cells && c[x] > 0 && c[below] > 0 ? p->spread->down[x] : 0;
  }
}

int diffusion_part_make(struct diffusion_part *p, const struct diffusion_plane_system *system, size_t k)
{
  const size_t columns = system->columns, rows = system->rows, cells = columns * rows;
  *p = (struct diffusion_part){ .spread = &system->spread[k], .columns = columns, .rows = rows, .cells = cells };
  const double *c = p->spread->capacity;
  p->memory = vector_room(3 * cells + 4 * rows);
  int made = diffusion_stencil_make(&p->stencil, columns, rows) && p->memory != NULL;
  if (made)
  {
    p->right = p->memory;
    p->down = p->right + cells;
    p->inverse = p->down + cells;
    p->row = p->inverse + cells;
    faces_open(p);
    for (size_t x = 0; x < cells; x++)
    {
      p->inverse[x] = c[x] > 0 ? 1 / c[x] : 0;
      // a row takes part up to its last cell with a capacity
      if (c[x] > 0)
        p->stencil.width[x / columns] = x % columns + 1;
    }
    (void)diffusion_multigrid_make(&p->layers, columns, rows, c, p->spread->right, p->spread->down);
  }
  return made;
}

void diffusion_part_free(struct diffusion_part *p)
{
  diffusion_stencil_free(&p->stencil);
  diffusion_multigrid_free(&p->layers);
  free(p->memory);
  memset(p, 0, sizeof *p);
}

/* what the faces between cells x and x + apart do: `to_next` for the value of the latter, `to_before` for that of the former */
static inline __attribute__((always_inline)) void faces_enter(const enum diffusion_mean mean, size_t count, size_t apart,
                                                              const double *restrict conductance, const double *restrict d,
                                                              const double *restrict slope, const double *restrict value,
                                                              double *restrict to_next, double *restrict to_before)
{
  for (size_t x = 0; x + apart < count; x++)
  {
    size_t y = x + apart;
    double face = diffusion_face(mean, d[x], d[y]), drive = value[y] - value[x];
    to_before[y] = conductance[x] * (face - diffusion_face_slope(mean, d[x], d[y]) * slope[x] * drive);
    to_next[x] = conductance[x] * (face + diffusion_face_slope(mean, d[y], d[x]) * slope[y] * drive);
  }
}

VECTOR_CLONES
static void entries_make(struct diffusion_part *p, double shift, const double *own, const double *d, const double *slope,
                         const double *value)
{
  struct diffusion_stencil *s = &p->stencil;
  const size_t cells = p->cells, columns = p->columns;
  if (p->spread->mean == DIFFUSION_ARITHMETIC)
  {
    faces_enter(DIFFUSION_ARITHMETIC, cells, 1, p->right, d, slope, value, s->right, s->left);
    faces_enter(DIFFUSION_ARITHMETIC, cells, columns, p->down, d, slope, value, s->down, s->up);
  }
  else
  {
    faces_enter(DIFFUSION_HARMONIC, cells, 1, p->right, d, slope, value, s->right, s->left);
    faces_enter(DIFFUSION_HARMONIC, cells, columns, p->down, d, slope, value, s->down, s->up);
  }
  // what leaves a cell enters its neighbour
  const double *restrict c = p->spread->capacity, *restrict left = s->left, *restrict right = s->right;
  const double *restrict up = s->up, *restrict down = s->down;
  double *restrict centre = s->centre;
  for (size_t x = 0; x < cells; x++)
  {
    double out = left[x + 1] + right[(ptrdiff_t)x - 1] + up[x + columns] + down[(ptrdiff_t)x - (ptrdiff_t)columns];
    double change = own != NULL ? own[x] : 0;
    centre[x] = c[x] > 0 ? c[x] * (shift - change) + out : 1;
  }
}

/* rows of what depends on the row alone; 0 when it does not */
static int rows_find(struct diffusion_part *p, double shift, const double *own, const double *d, const double *slope)
{
  const size_t columns = p->columns, rows = p->rows;
  double *base = p->row, *diffusivity = base + rows, *face = diffusivity + rows, *kept = face + rows;
  int alike = p->layers.columns > 0, same = p->shift == shift;
  for (size_t j = 0; alike && j < rows; j++)
  {
    const double *r = d + j * columns, *o = own != NULL ? own + j * columns : NULL, *s = slope + j * columns;
    int differs = 0;
    for (size_t i = 0; i < columns; i++)
      differs |= (r[i] != r[0]) | (s[i] != 0) | (o != NULL && o[i] != o[0]);
    double change = o != NULL ? o[0] : 0;
    alike = !differs;
    same = same && diffusivity[j] == r[0] && kept[j] == change;
    kept[j] = change;
    base[j] = shift - change;
    diffusivity[j] = r[0];
  }
  for (size_t j = 0; alike && j + 1 < rows; j++)
    face[j] = diffusion_face(p->spread->mean, diffusivity[j], diffusivity[j + 1]);
  if (alike && !same)
    diffusion_multigrid_factor(&p->layers, base, diffusivity, face);
  p->shift = alike ? shift : 0;
  return alike;
}

void diffusion_part_factor(struct diffusion_part *p, double shift, const double *own, const double *diffusivity,
                           const double *slope, const double *value)
{
  p->by_layers = rows_find(p, shift, own, diffusivity, slope);
  if (p->by_layers)
    return;
  entries_make(p, shift, own, diffusivity, slope, value);
  diffusion_stencil_factor(&p->stencil);
}

size_t diffusion_part_solve(struct diffusion_part *p, const double *source, double accuracy, double share, double *solution)
{
  const double *c = p->spread->capacity;
  if (p->by_layers)
    return diffusion_multigrid_solve(&p->layers, source, c, accuracy, share, solution);
  return diffusion_stencil_solve(&p->stencil, source, c, accuracy, share, solution);
}
