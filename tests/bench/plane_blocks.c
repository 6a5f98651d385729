/* plane_blocks.c - edges by their own derivatives, then the states that spread in their order, then edges again. */
#include "plane_blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int plane_blocks_make(struct plane_blocks *b, const struct diffusion_plane_system *system,
                      const struct diffusion_plane_kinetics *kinetics, double time, const double *state)
{
  *b = (struct plane_blocks){ .system = system, .kinetics = kinetics, .cells = system->columns * system->rows };
  b->part = calloc(system->spreads + 1, sizeof *b->part);
  b->right = calloc(b->cells + 2 * system->extras, sizeof(double));
  int made = b->part != NULL && b->right != NULL;
  for (size_t k = 0; made && k < system->spreads; k++)
    made = diffusion_part_make(&b->part[k], system, k);
  made = made && diffusion_coupling_make(&b->coupling, system, kinetics, b->part, time, state);
  if (made)
    b->edge = b->right + b->cells + system->extras;
  return made;
}

void plane_blocks_free(struct plane_blocks *b)
{
  for (size_t k = 0; b->part != NULL && k < b->system->spreads; k++)
    diffusion_part_free(&b->part[k]);
  diffusion_coupling_free(&b->coupling);
  free(b->part);
  free(b->right);
}

void plane_blocks_prepare(struct plane_blocks *b, double time, const double *state, int is_good, double gamma)
{
  const struct diffusion_plane_system *system = b->system;
  const size_t columns = system->columns;
  if (!is_good)
    diffusion_coupling_linearize(&b->coupling, time, state);
  b->shift = 1 / gamma;
  for (size_t k = 0; k < system->spreads; k++)
  {
    size_t s = system->spread[k].state;
    diffusion_part_factor(&b->part[k], b->shift, diffusion_coupling_own(&b->coupling, s), b->coupling.diffusivity + k * b->cells,
                          diffusion_coupling_slope(&b->coupling, k), b->coupling.value + s * b->cells);
  }
  for (size_t i = 0; i < system->extras; i++)
    b->edge[i] = 1 / b->shift;
  for (size_t e = 0; e < b->kinetics->edge_entries; e++)
    for (size_t i = 0; b->kinetics->edge_row[e] == b->kinetics->edge_column[e] && i < columns; i++)
      b->edge[b->kinetics->edge_row[e] * columns + i] = 1 / (b->shift - b->coupling.edge_partials[e * columns + i]);
}

static void edges_solve(struct plane_blocks *b, const double *right, double *solution)
{
  const size_t first = b->system->states * b->cells;
  for (size_t i = 0; i < b->system->extras; i++)
    b->right[i] = right[first + i] * b->shift;
  diffusion_coupling_edges(&b->coupling, solution, b->right);
  for (size_t i = 0; i < b->system->extras; i++)
    solution[first + i] = b->right[i] * b->edge[i];
}

/* (1 - gamma J) z = r is (1 / gamma - J) z = r / gamma */
void plane_blocks_approximate(struct plane_blocks *b, const double *right, double *solution)
{
  memset(solution, 0, b->system->states * b->cells * sizeof *solution);
  edges_solve(b, right, solution);
  for (size_t k = 0; k < b->system->spreads; k++)
  {
    size_t state = b->system->spread[k].state;
    for (size_t x = 0; x < b->cells; x++)
      b->right[x] = right[state * b->cells + x] * b->shift;
    diffusion_coupling_add(&b->coupling, state, solution, b->right);
    // of shares from 1e-2 to 1e-10 this one was best for the peer
    (void)diffusion_part_solve(&b->part[k], b->right, (double)INFINITY, 1e-2, solution + state * b->cells);
  }
  edges_solve(b, right, solution);
}
