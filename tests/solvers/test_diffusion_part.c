/* test_diffusion_part.c - the two ways to solve the part of one state: each finds the solution from which a source was made.
 */
#include "row.h"

#include <stdint.h>
#include <string.h>

#include "diffusion_part.h"
#include "random.h"

enum
{
  COLUMNS = 50,
  ROWS = 60,
  CELLS = COLUMNS * ROWS
};

static double radius[COLUMNS + 1], depth[ROWS + 1], volume[CELLS], living[CELLS], right[CELLS], down[CELLS];
static double own[CELLS], diffusivity[CELLS], slope[CELLS], value[CELLS];
static const struct random_stream stream = { 5, 0, 0 };

/* where a state lives */
enum shape
{
  EVERYWHERE,
  LAYER_AND_CHANNEL
};

static void plane_make(enum shape shape)
{
  uint64_t draw = 0;
  for (size_t i = 0; i < COLUMNS; i++)
    radius[i + 1] = radius[i] + 1 + 0.02 * (double)i;
  for (size_t j = 0; j < ROWS; j++)
    depth[j + 1] = depth[j] + 2 + 0.1 * (double)j;
  diffusion_plane_rings(COLUMNS, radius, ROWS, depth, volume, right, down);
  for (size_t x = 0; x < CELLS; x++)
  {
    size_t i = x % COLUMNS, j = x / COLUMNS;
    // a layer above, a channel below it that ends, and a hollow apart
    int lives = shape == EVERYWHERE || j < 5 || (i < 4 && j < 20) || (i > 45 && j > 50);
    living[x] = lives ? volume[x] * (shape == EVERYWHERE ? 1 : 0.5 + random_uniform(stream, draw++)) : 0;
    value[x] = random_uniform(stream, draw++);
  }
}

/* largest difference to what the source was made from, relative to the largest value */
static double solution_error(const struct diffusion_plane_system *system, double shift, size_t *iterations, int *by_layers)
{
  static double wanted[CELLS], source[CELLS], found[CELLS];
  struct diffusion_part part;
  uint64_t draw = 1000000;
  memset(found, 0xff, sizeof found);
  assert_int_equal(diffusion_part_make(&part, system, 0), 1);
  // once for another matrix: nothing of it stays
  diffusion_part_factor(&part, 3 * shift, own, diffusivity, slope, value);
  diffusion_part_factor(&part, shift, own, diffusivity, slope, value);
  for (size_t x = 0; x < CELLS; x++)
    wanted[x] = living[x] > 0 ? random_uniform(stream, draw++) - 0.5 : 0;
  // derivatives of the flows in the direction of what is wanted, by a difference
  const double part_of_one = 1e-6;
  for (size_t x = 0; x < CELLS; x++)
    source[x] = (shift - own[x]) * wanted[x];
  for (size_t x = 0; x < CELLS; x++)
    for (size_t side = 0; side < 2; side++)
    {
      size_t y = side == 0 ? x + 1 : x + COLUMNS;
      if ((side == 0 && y % COLUMNS == 0) || y >= CELLS || living[x] <= 0 || living[y] <= 0)
        continue;
      double flow[2];
      for (int s = 0; s < 2; s++)
      {
        double shifted = s == 0 ? -part_of_one : part_of_one;
        double a = diffusivity[x] + shifted * slope[x] * wanted[x], b = diffusivity[y] + shifted * slope[y] * wanted[y];
        double mean = system->spread[0].mean == DIFFUSION_ARITHMETIC ? (a + b) / 2 : 2 * a * b / (a + b);
        flow[s] = (side == 0 ? right : down)[x] * mean * (value[y] + shifted * wanted[y] - value[x] - shifted * wanted[x]);
      }
      double change = (flow[1] - flow[0]) / (2 * part_of_one);
      source[x] -= change / living[x];
      source[y] += change / living[y];
    }
  *iterations = diffusion_part_solve(&part, source, 1e-11, 0, found);
  *by_layers = part.by_layers;
  diffusion_part_free(&part);
  return distance(CELLS, found, wanted);
}

static struct diffusion_plane_system system_of(struct diffusion_plane_spread *spread, enum diffusion_mean mean)
{
  *spread = (struct diffusion_plane_spread){ 0, mean, living, right, down };
  return (struct diffusion_plane_system){ .states = 1, .columns = COLUMNS, .rows = ROWS, .spreads = 1, .spread = spread };
}

static void layers_are_solved_by_products(void **unused)
{
  (void)unused;
  struct diffusion_plane_spread spread;
  struct diffusion_plane_system system = system_of(&spread, DIFFUSION_HARMONIC);
  size_t iterations;
  int by_layers;
  plane_make(EVERYWHERE);
  for (size_t x = 0; x < CELLS; x++)
  {
    size_t j = x / COLUMNS;
    own[x] = -0.1 * (double)j;
    diffusivity[x] = j < 10 ? 30 : 4;
    slope[x] = 0;
  }
  double error = solution_error(&system, 0.7, &iterations, &by_layers);
  print_message("by products: off by %.1e\n", error);
  assert_true(by_layers && iterations == 0 && error < 1e-9);
  // one cell is different: by iteration
  diffusivity[CELLS / 2] *= 1.5;
  error = solution_error(&system, 0.7, &iterations, &by_layers);
  print_message("by %zu iterations: off by %.1e\n", iterations, error);
  assert_true(!by_layers && iterations > 1 && error < 1e-7);
}

static void a_part_of_the_plane_is_solved_by_iteration(void **unused)
{
  (void)unused;
  struct diffusion_plane_spread spread;
  size_t iterations;
  int by_layers;
  plane_make(LAYER_AND_CHANNEL);
  for (size_t x = 0; x < CELLS; x++)
  {
    own[x] = -value[x];
    diffusivity[x] = 1 + 10 * value[x];
    slope[x] = 10;
  }
  for (size_t mean = 0; mean < 2; mean++)
  {
    // harmonic means of a rough state would lose their diagonal with a steep slope
    for (size_t x = 0; x < CELLS && mean == 1; x++)
      slope[x] = 1;
    struct diffusion_plane_system system = system_of(&spread, mean == 0 ? DIFFUSION_ARITHMETIC : DIFFUSION_HARMONIC);
    double error = solution_error(&system, 20, &iterations, &by_layers);
    print_message("part of the plane, by %zu iterations: off by %.1e\n", iterations, error);
    assert_true(!by_layers && iterations > 1 && iterations < 30 && error < 1e-8);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(layers_are_solved_by_products),
    cmocka_unit_test(a_part_of_the_plane_is_solved_by_iteration),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
