/* diffusion_band.c - numbering by levels, elimination row by row, solution column by column.
 *
 * Sources: Cuthill and McKee 1969; George and Liu, Computer Solution of Large Sparse Positive Definite Systems. */
#include "diffusion_band.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

enum
{
  LANES = VECTOR_LANES, /* the width is a multiple of this; rows of a block */
  NEIGHBOURS = 4
};

/* neighbours of a cell that take part: left, right, up, down; SIZE_MAX: none */
static void neighbours_find(size_t columns, size_t rows, const unsigned char *part, size_t x, size_t *other)
{
  size_t i = x % columns, j = x / columns;
  other[0] = i > 0 && part[x - 1] ? x - 1 : SIZE_MAX;
  other[1] = i + 1 < columns && part[x + 1] ? x + 1 : SIZE_MAX;
  other[2] = j > 0 && part[x - columns] ? x - columns : SIZE_MAX;
  other[3] = j + 1 < rows && part[x + columns] ? x + columns : SIZE_MAX;
}

/* adds all cells that hang together with `start` to the list, by distance from it; number[cell] is its place in the list */
static size_t levels_walk(size_t columns, size_t rows, const unsigned char *part, size_t start, size_t count, size_t *list,
                          size_t *number)
{
  size_t next = count;
  list[count] = start;
  number[start] = count++;
  for (; next < count; next++)
  {
    size_t other[NEIGHBOURS];
    neighbours_find(columns, rows, part, list[next], other);
    for (size_t n = 0; n < NEIGHBOURS; n++)
      if (other[n] != SIZE_MAX && number[other[n]] == SIZE_MAX)
      {
        list[count] = other[n];
        number[other[n]] = count++;
      }
  }
  return count;
}

/* numbers all cells; each connected part from one of its ends, found by walking to the far end twice */
static size_t cells_number(size_t columns, size_t rows, const unsigned char *part, size_t *list, size_t *number)
{
  size_t count = 0;
  for (size_t x = 0; x < columns * rows; x++)
    number[x] = SIZE_MAX;
  for (size_t x = 0; x < columns * rows; x++)
  {
    if (!part[x] || number[x] != SIZE_MAX)
      continue;
    size_t first = count, start = x;
    for (int turn = 0; turn < 3; turn++)
    {
      for (size_t k = first; k < count; k++)
        number[list[k]] = SIZE_MAX;
      count = levels_walk(columns, rows, part, start, first, list, number);
      start = list[count - 1];
    }
  }
  return count;
}

/* width of the band, the rows that each pivot changes and the places of entries */
static void places_find(struct diffusion_band *band, size_t columns, size_t rows, const unsigned char *part, const size_t *number)
{
  size_t width = 0;
  for (size_t r = 0; r < band->count; r++)
  {
    size_t other[NEIGHBOURS];
    neighbours_find(columns, rows, part, band->cell[r], other);
    band->last[r] = r;
    for (size_t n = 0; n < NEIGHBOURS; n++)
    {
      size_t c = other[n] == SIZE_MAX ? r : number[other[n]];
      band->last[r] = c > band->last[r] ? c : band->last[r];
    }
    // what an earlier pivot reaches is filled
    if (r > 0 && band->last[r - 1] > band->last[r])
      band->last[r] = band->last[r - 1];
    width = band->last[r] - r > width ? band->last[r] - r : width;
  }
  band->width = (width + LANES - 1) / LANES * LANES;
  for (size_t r = 0; r < band->count; r++)
  {
    size_t other[NEIGHBOURS], *place = band->place + (NEIGHBOURS + 1) * r, diagonal = r * (2 * band->width + 1) + band->width;
    neighbours_find(columns, rows, part, band->cell[r], other);
    place[0] = diagonal;
    for (size_t n = 0; n < NEIGHBOURS; n++)
      place[n + 1] = other[n] == SIZE_MAX ? SIZE_MAX : diagonal + number[other[n]] - r;
  }
}

int diffusion_band_make(struct diffusion_band *band, size_t columns, size_t rows, const unsigned char *part, size_t widest)
{
  *band = (struct diffusion_band){ 0 };
  size_t cells = columns * rows, *number = calloc(cells + 1, sizeof *number);
  band->cell = calloc(cells + 1, sizeof *band->cell);
  band->last = calloc(cells + 1, sizeof *band->last);
  band->place = calloc((NEIGHBOURS + 1) * cells + 1, sizeof *band->place);
  int made = number != NULL && band->cell != NULL && band->last != NULL && band->place != NULL;
  if (made)
  {
    band->count = cells_number(columns, rows, part, band->cell, number);
    places_find(band, columns, rows, part, number);
    made = band->width <= widest;
  }
  free(number);
  // whole blocks of values, with room for a width before and after
  size_t count = band->count, width = band->width, stride = width + LANES, blocks = (count + LANES - 1) / LANES;
  size_t values = blocks * LANES + 2 * width;
  band->memory = made ? vector_room(blocks * LANES * 2 * stride + values + count * (2 * width + 2)) : NULL;
  if (band->memory == NULL)
  {
    diffusion_band_free(band);
    return 0;
  }
  band->lower = band->memory;
  band->upper = band->lower + blocks * LANES * stride;
  band->value = band->upper + blocks * LANES * stride;
  band->pivot = band->value + values;
  band->band = band->pivot + count;
  return 1;
}

void diffusion_band_free(struct diffusion_band *band)
{
  free(band->cell);
  free(band->last);
  free(band->place);
  free(band->memory);
  memset(band, 0, sizeof *band);
}

/* one pivot after the other: its multipliers, and what they take from the rows below; entries beyond the last row are 0 */
VECTOR_CLONES
static void eliminate(struct diffusion_band *band)
{
  const size_t count = band->count, width = band->width, row_size = 2 * width + 1, stride = width + LANES;
  for (size_t x = 0; x < count; x++)
  {
    double *row = band->band + x * row_size + width;
    // columns of the factors start with the block of the pivot, or end with it
    double *lower = band->lower + x * stride + x % LANES;
    const size_t reach = band->last[x] - x, span = (reach + LANES - 1) / LANES * LANES;
    double pivot = 1 / row[0];
    band->pivot[x] = pivot;
    for (size_t y = 1; y <= reach; y++)
    {
      double *target = row + y * row_size - y, factor = target[0] * pivot;
      lower[y] = factor;
      if (factor == 0)
        continue;
      const double *restrict from = row + 1;
      double *restrict to = target + 1;
      for (size_t c = 0; c < span; c++)
        to[c] -= factor * from[c];
    }
    for (size_t y = 1; y <= reach; y++)
      band->upper[(x + y) * stride + width + (x + y) % LANES - y] = row[y] * pivot;
  }
}

void diffusion_band_factor(struct diffusion_band *band, const double *centre, const double *left, const double *right,
                           const double *up, const double *down)
{
  const double *const side[NEIGHBOURS] = { left, right, up, down };
  memset(band->band, 0, band->count * (2 * band->width + 1) * sizeof(double));
  for (size_t r = 0; r < band->count; r++)
  {
    const size_t *place = band->place + (NEIGHBOURS + 1) * r, x = band->cell[r];
    band->band[place[0]] = centre[x];
    for (size_t n = 0; n < NEIGHBOURS; n++)
      if (place[n + 1] != SIZE_MAX)
        band->band[place[n + 1]] = -side[n][x];
  }
  eliminate(band);
}

/* what each value does to those after it, then, from the end, to those before it: block by block, so that only the values of one
 * block wait for each other */
VECTOR_CLONES
static void substitute(const struct diffusion_band *band)
{
  const size_t blocks = (band->count + LANES - 1) / LANES, width = band->width, stride = width + LANES;
  double *value = band->value + width;
  for (size_t b = 0; b < blocks; b++)
  {
    const double *column = band->lower + b * LANES * stride;
    vector_row now = *(vector_row *)(value + b * LANES);
    for (size_t k = 0; k < LANES; k++)
      now -= now[k] * *(const vector_row *)(column + k * stride);
    *(vector_row *)(value + b * LANES) = now;
    for (size_t c = LANES; c < stride; c += LANES)
    {
      vector_row after = *(vector_row *)(value + b * LANES + c);
      for (size_t k = 0; k < LANES; k++)
        after -= now[k] * *(const vector_row *)(column + k * stride + c);
      *(vector_row *)(value + b * LANES + c) = after;
    }
  }
  for (size_t x = 0; x < band->count; x++)
    value[x] *= band->pivot[x];
  for (size_t b = blocks; b-- > 0;)
  {
    const double *column = band->upper + b * LANES * stride;
    double *first = value + b * LANES - width;
    vector_row now = *(vector_row *)(first + width);
    for (size_t k = LANES; k-- > 0;)
      now -= now[k] * *(const vector_row *)(column + k * stride + width);
    *(vector_row *)(first + width) = now;
    for (size_t c = 0; c < width; c += LANES)
    {
      vector_row before = *(vector_row *)(first + c);
      for (size_t k = 0; k < LANES; k++)
        before -= now[k] * *(const vector_row *)(column + k * stride + c);
      *(vector_row *)(first + c) = before;
    }
  }
}

void diffusion_band_solve(const struct diffusion_band *band, const double *source, const double *factor, double *solution)
{
  double *value = band->value + band->width;
  size_t blocks = (band->count + LANES - 1) / LANES;
  for (size_t r = 0; r < band->count; r++)
    value[r] = source[band->cell[r]] * factor[band->cell[r]];
  memset(value + band->count, 0, (blocks * LANES - band->count + band->width) * sizeof(double));
  substitute(band);
  for (size_t r = 0; r < band->count; r++)
    solution[band->cell[r]] = value[r];
}
