/* column.h - one column of tissue for the integrators: cells over depth that exchange what spreads, or a single cell. */
#ifndef NEOCOL_STUDIES_COLUMN_H
#define NEOCOL_STUDIES_COLUMN_H

#include "assembly.h"
#include "column_lu.h"
#include "forcing.h"
#include "response.h"
#include "system.h"

enum
{
  CELLS = 96,  /* at most over depth */
  STATES = 128 /* of the tissue, at most */
};

/* `cells` slabs; states are [state][cell]. The pattern of derivatives is that of the column. */
struct column
{
  const struct assembly *assembly;
  const struct forcing *forcing;
  const struct response_slab *slab; /* [cells] */
  size_t cells;
  size_t entries, *row, *column;
  size_t spreads, spread[COLUMN_SPREADS]; /* states that spread */
  double *exchange;                       /* [spreads][cells - 1] what a unit difference moves per day */
};

/* Makes pattern and coefficients of the coupling; column_free in any case. STATUS_MEMORY. */
enum status column_make(const struct assembly *assembly, const struct forcing *forcing, size_t cells,
                        const struct response_slab *slab, struct column *column, struct trail *trail) STATUS_CHECK;
void column_free(struct column *column);

/* Integrates one trajectory of a column with `method`; its reports are [state][cell][time]. Errors of the method. */
enum status column_integrate(const struct column *column, const struct method *method, const struct integration *integration,
                             const struct exposure *exposure, struct trajectory *trajectory, struct trail *trail) STATUS_CHECK;

#endif
