/* closure_grid.c - faces of the grid and apertures of its cells by sections through the cone. */
#include "closure_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion_plane.h"
#include "unit.h"

enum
{
  COLUMNS = 2048,  /* at most */
  ROWS = 4096,     /* at most */
  CELLS = 1000000, /* at most */
  SECTIONS = 8     /* through each row */
};

static const double least_habitat = 1e-3; /* smaller parts of a cell are left to the wall */
static const double radial_growth = 1.08; /* of cells beyond the wound */
static const double depth_growth = 1.03;  /* of cells below the epidermis, up to the next */
static const double depth_growth_below = 1.2;
static const double room_below_um = 200;

/* the hole that a needle leaves */
struct cone
{
  const struct skin *skin;
  const struct device *device;
  double reach, top, epidermis;
};

/* radius at depth z below the top of the viable epidermis */
static double cone_radius(const struct cone *cone, double z)
{
  return cone->skin->recoil_ratio * puncture_needle_radius(cone->device, cone->reach, cone->top + z);
}

/* part of the lumen that is clot at depth z */
static double cone_clot(const struct cone *cone, double z)
{
  if (cone->skin->clot == SKIN_CLOT_NONE || !(z > cone->epidermis))
    return 0;
  return 1 / (1 + exp(-(z - cone->skin->clot_depth) / cone->skin->clot_width));
}

static double part_within(double inner, double outer, double radius)
{
  double part = (radius * radius - inner * inner) / (outer * outer - inner * inner);
  return part < 0 ? 0 : part > 1 ? 1 : part;
}

/* faces in depth: even in the epidermis, slowly growing along the channel, fast below; returns how many (may exceed the room) */
static size_t depth_faces(const struct cone *cone, double height, double highest, double *depth, size_t *epidermis_rows)
{
  double epidermis = cone->epidermis, tip = fmax(cone->reach - cone->top, epidermis);
  double end = tip + room_below_um * unit_factor("um");
  size_t rows = (size_t)fmax(2, floor(epidermis / height + 0.5)), count = rows + 1;
  *epidermis_rows = rows;
  double step = epidermis / (double)rows, face = epidermis;
  for (size_t j = 0; j <= rows && j <= ROWS; j++)
    depth[j] = j == rows ? epidermis : step * (double)j;
  while (face < end && count <= ROWS)
  {
    step = face < tip ? fmin(step * depth_growth, highest) : step * depth_growth_below;
    face += step;
    depth[count++] = face;
  }
  return count;
}

void closure_grid_free(struct closure_grid *grid)
{
  free(grid->memory);
  free(grid->hits);
  free(grid->surface_hits);
  memset(grid, 0, sizeof *grid);
}

/* room for everything; faces are copied */
static enum status room_make(struct closure_grid *grid, const double *radius, const double *depth, struct trail *trail)
{
  size_t columns = grid->columns, rows = grid->rows, cells = grid->cells;
  double **const on_cells[] = { &grid->volume, &grid->right,        &grid->down,        &grid->habitat,   &grid->lumen,
                                &grid->clot,   &grid->cover_volume, &grid->cover_right, &grid->cover_down };
  size_t count = sizeof on_cells / sizeof *on_cells;
  grid->memory = calloc(count * cells + 3 * columns + rows + 2, sizeof(double));
  grid->hits = calloc(cells, sizeof *grid->hits);
  grid->surface_hits = calloc(columns, sizeof *grid->surface_hits);
  if (grid->memory == NULL || grid->hits == NULL || grid->surface_hits == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu cells of a channel", cells);
  for (size_t a = 0; a < count; a++)
    *on_cells[a] = grid->memory + a * cells;
  grid->radius = grid->memory + count * cells;
  grid->depth = grid->radius + columns + 1;
  grid->area = grid->depth + rows + 1;
  grid->pierced = grid->area + columns;
  memcpy(grid->radius, radius, (columns + 1) * sizeof *radius);
  memcpy(grid->depth, depth, (rows + 1) * sizeof *depth);
  return STATUS_OK;
}

/* parts of one row: means over sections through it; cover_right holds the open part of the faces between columns */
static void row_cut(struct closure_grid *grid, const struct cone *cone, size_t j)
{
  double ring = cone->skin->crushed_ring, high = grid->depth[j], height = grid->depth[j + 1] - high;
  int epidermal = j < grid->epidermis_rows;
  double clot = cone_clot(cone, high + 0.5 * height);
  for (size_t i = 0; i < grid->columns; i++)
  {
    double inner = grid->radius[i], outer = grid->radius[i + 1], lumen = 0, wounded = 0, open = 0;
    for (size_t s = 0; s < SECTIONS; s++)
    {
      double hole = cone_radius(cone, high + height * ((double)s + 0.5) / SECTIONS);
      lumen += part_within(inner, outer, hole) / SECTIONS;
      wounded += part_within(inner, outer, hole > 0 ? hole + ring : 0) / SECTIONS;
      open += (hole > outer ? 1.0 : 0.0) / SECTIONS;
    }
    size_t x = j * grid->columns + i;
    grid->lumen[x] = lumen;
    grid->habitat[x] = epidermal ? 1 : lumen * (1 - clot);
    grid->clot[x] = epidermal ? 0 : lumen * clot;
    grid->cover_right[x] = epidermal ? 1 : open * (1 - clot);
    if (grid->habitat[x] < least_habitat)
      grid->habitat[x] = 0;
    // cells are gone from hole and ring, and there are none in the lumen
    int alive = grid->habitat[x] > 0;
    grid->hits[x] = (struct hit){ .intensity = 1, .wounded = !alive ? 0 : epidermal ? wounded : 1 };
  }
}

/* faces between habitats, once the parts of all rows are known */
static void habitat_join(struct closure_grid *grid, const struct cone *cone)
{
  size_t columns = grid->columns;
  for (size_t j = 0; j < grid->rows; j++)
  {
    double below = grid->depth[j + 1], hole = cone_radius(cone, below);
    // just below the epidermis there may be clot already
    double free_part = 1 - cone_clot(cone, below * (1 + 1e-9));
    int epidermal = j + 1 < grid->epidermis_rows;
    for (size_t i = 0; i < columns; i++)
    {
      size_t x = j * columns + i;
      int lives = grid->habitat[x] > 0, next = i + 1 < columns && grid->habitat[x + 1] > 0;
      int under = j + 1 < grid->rows && grid->habitat[x + columns] > 0;
      double open = epidermal ? 1 : part_within(grid->radius[i], grid->radius[i + 1], hole) * free_part;
      grid->cover_volume[x] = grid->habitat[x] * grid->volume[x];
      grid->cover_right[x] = lives && next ? grid->cover_right[x] * grid->right[x] : 0;
      grid->cover_down[x] = lives && under ? open * grid->down[x] : 0;
    }
  }
}

enum status closure_grid_make(const struct skin *skin, const struct device *device, const struct puncture *puncture, double width,
                              double height, double highest, struct closure_grid *grid, struct trail *trail)
{
  double radius[COLUMNS + 1], depth[ROWS + 1];
  struct cone cone = { skin, device, puncture->depth, skin->stratum_corneum_thickness, skin->epidermis_thickness };
  double hole = cone_radius(&cone, 0), wound = hole > 0 ? hole + skin->crushed_ring : 0;
  memset(grid, 0, sizeof *grid);
  size_t radii = diffusion_radial_faces(width, fmin(1.25 * wound + 4 * width, 0.9 * puncture->cell_radius), radial_growth,
                                        puncture->cell_radius, COLUMNS + 1, radius);
  size_t depths = depth_faces(&cone, height, highest, depth, &grid->epidermis_rows);
  grid->columns = radii - 1;
  grid->rows = depths - 1;
  grid->cells = grid->columns * grid->rows;
  if (radii < 4 || radii > COLUMNS + 1 || depths > ROWS || grid->cells > CELLS)
    return status_fail(trail, STATUS_DATA,
                       "solver.channel_cell gives cells of %g x %g um, which makes %zu x %zu of them for a channel; choose "
                       "between 3 and %d across, %d deep and %d in all",
                       width / unit_factor("um"), height / unit_factor("um"), grid->columns, grid->rows, COLUMNS, ROWS - 1,
                       CELLS);
  enum status status = room_make(grid, radius, depth, trail);
  if (status != STATUS_OK)
    return status;
  diffusion_plane_rings(grid->columns, radius, grid->rows, depth, grid->volume, grid->right, grid->down);
  for (size_t j = 0; j < grid->rows; j++)
    row_cut(grid, &cone, j);
  habitat_join(grid, &cone);
  for (size_t i = 0; i < grid->columns; i++)
  {
    double inner = radius[i], outer = radius[i + 1];
    grid->area[i] = grid->volume[i] / (depth[1] - depth[0]);
    grid->pierced[i] = part_within(inner, outer, hole);
    grid->surface_hits[i] = (struct hit){ 1, 0, part_within(inner, outer, wound), grid->pierced[i] };
  }
  return STATUS_OK;
}
