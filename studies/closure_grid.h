/* closure_grid.h - the cells of one channel in (r, z): where the hole, its lumen, clot and wound are within them.
 *
 * z = 0 is the top of the viable epidermis; r runs to the border of the skin that one channel has, z to 0.2 mm below the tip.
 * Cells that the wall of the cone cuts are held by apertures: the habitat of keratinocytes as part of a cell and of each face.
 * Habitat is the viable epidermis and the part of the lumen below it that is not clot. */
#ifndef NEOCOL_STUDIES_CLOSURE_GRID_H
#define NEOCOL_STUDIES_CLOSURE_GRID_H

#include "declaration.h"
#include "puncture.h"

/* cell (column i, row j) has number j * columns + i; all arrays owned, mm */
struct closure_grid
{
  size_t columns, rows, cells;
  size_t epidermis_rows;            /* the uppermost rows are epidermis */
  double *radius, *depth;           /* [columns + 1], [rows + 1]: faces */
  double *area;                     /* [columns] of the annuli */
  double *volume, *right, *down;    /* [cells] whole cells and their faces, for what spreads everywhere */
  double *habitat;                  /* [cells] part where keratinocytes can live */
  double *lumen;                    /* [cells] part within the channel */
  double *clot;                     /* [cells] part that is clot */
  double *cover_volume;             /* [cells] habitat x volume */
  double *cover_right, *cover_down; /* [cells] faces between habitats */
  double *pierced;                  /* [columns] part where the stratum corneum is gone */
  struct hit *hits;                 /* [cells] what the needle does to the plane */
  struct hit *surface_hits;         /* [columns] and to the surface */
  double *memory;                   /* of the doubles */
};

/* Makes a grid whose cells at the channel are `width` x `height` in the epidermis and grow to `highest` at its tip. STATUS_DATA
 * when there would be too many or too few cells; STATUS_MEMORY. Free with closure_grid_free, also after a failure. */
enum status closure_grid_make(const struct skin *skin, const struct device *device, const struct puncture *puncture, double width,
                              double height, double highest, struct closure_grid *grid, struct trail *trail) STATUS_CHECK;
void closure_grid_free(struct closure_grid *grid);

#endif
