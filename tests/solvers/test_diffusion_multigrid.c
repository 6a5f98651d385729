/* test_diffusion_multigrid.c - the iteration on wide planes finds what a source was made from, as fast on all of them, and agrees
 * with products of matrices. */
#include "row.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "diffusion_multigrid.h"
#include "diffusion_plane.h"
#include "random.h"

enum
{
  COLUMNS = 2048,
  ROWS = 1024,
  CELLS = 1 << 18
};

static double radius[COLUMNS + 1], depth[ROWS + 1], capacity[CELLS], right[CELLS], down[CELLS];
static double own[ROWS], diffusivity[ROWS], face[ROWS], height[ROWS], fall[ROWS];
static double wanted[CELLS], source[CELLS], found[CELLS];
static const struct random_stream stream = { 7, 0, 0 };

struct plane
{
  size_t columns, rows;
  double width, growth, height, deeper, contrast; /* cells 1 wide at the axis; diffusivity 1 above, `contrast` below */
};

/* rings, widths growing up to a thousandfold */
static void plane_make(const struct plane *p)
{
  double width = p->width, deep = p->height;
  for (size_t i = 0; i < p->columns; i++)
  {
    radius[i + 1] = radius[i] + width;
    width = i > p->columns / 3 && width < 1000 * p->width ? width * p->growth : width;
  }
  for (size_t j = 0; j < p->rows; j++)
  {
    depth[j + 1] = depth[j] + deep;
    deep = deep < 1000 * p->height ? deep * p->deeper : deep;
    diffusivity[j] = j < p->rows / 2 ? 1 : p->contrast;
  }
  for (size_t j = 0; j + 1 < p->rows; j++)
    face[j] = 2 * diffusivity[j] * diffusivity[j + 1] / (diffusivity[j] + diffusivity[j + 1]);
  diffusion_plane_rings(p->columns, radius, p->rows, depth, capacity, right, down);
}

/* the source of `wanted`, from the flows between cells */
static void source_make(const struct plane *p)
{
  const size_t columns = p->columns, cells = columns * p->rows;
  for (size_t x = 0; x < cells; x++)
    source[x] = own[x / columns] * wanted[x];
  for (size_t x = 0; x < cells; x++)
    for (size_t side = 0; side < 2; side++)
    {
      size_t y = side == 0 ? x + 1 : x + columns;
      if ((side == 0 && y % columns == 0) || y >= cells)
        continue;
      double open = side == 0 ? right[x] * diffusivity[x / columns] : down[x] * face[x / columns];
      double flow = open * (wanted[y] - wanted[x]);
      source[x] -= flow / capacity[x];
      source[y] += flow / capacity[y];
    }
}

enum kind
{
  ROUGH,
  SMOOTH,
  POINT
};

static void wanted_make(const struct plane *p, enum kind kind)
{
  uint64_t draw = 0;
  for (size_t x = 0; x < p->columns * p->rows; x++)
  {
    double r = (double)(x % p->columns) / (double)p->columns, z = (double)(x / p->columns) / (double)p->rows;
    wanted[x] = kind == ROUGH    ? random_uniform(stream, draw++) - 0.5
                : kind == SMOOTH ? cos(7 * r * r) * cos(5 * z)
                                 : (x == p->columns * (p->rows / 3) + p->columns / 5);
  }
}

static const struct plane planes[] = {
  { 113, 40, 1, 1, 1, 1, 1 },           // the narrowest that is iterated
  { 127, 1, 1, 1, 1, 1, 1 },            // one row
  { 171, 60, 1, 1.08, 2, 1.03, 1 },     // as channels have it
  { 300, 90, 1, 1.08, 3, 1.03, 10 },    // and with a dermis that conducts otherwise
  { 300, 90, 1, 1.08, 3, 1.2, 1e-3 },   //
  { 257, 50, 1, 1.08, 1000, 1.1, 1 },   // cells a thousand times as high as wide
  { 257, 50, 1000, 1.08, 1, 1.1, 1 },   // and the other way round
  { 509, 200, 1, 1.02, 0.03, 1.05, 1 }, // from one to the other within a plane
  { 1023, 128, 1, 1.01, 2, 1.01, 1 },   //
  { 2048, 128, 1, 1.01, 2, 1.01, 1 },   // the widest that a channel may have
};
enum
{
  PLANES = sizeof planes / sizeof *planes
};

static void made(struct diffusion_multigrid *m, const struct plane *p)
{
  plane_make(p);
  assert_int_equal(diffusion_multigrid_make(m, p->columns, p->rows, capacity, right, down), 1);
}

static void errors_fall_as_fast_on_all_planes(void **unused)
{
  (void)unused;
  double worst = 0;
  size_t longest = 0;
  for (size_t k = 0; k < PLANES; k++)
  {
    const struct plane *p = &planes[k];
    const size_t cells = p->columns * p->rows;
    struct diffusion_multigrid m;
    double slowest = 0;
    made(&m, p);
    assert_true(m.levels > 0);
    // from nearly singular to nearly diagonal
    for (double shift = 1e-4; shift < 1e7; shift *= 10)
      for (enum kind kind = ROUGH; kind <= POINT; kind++)
      {
        for (size_t j = 0; j < p->rows; j++)
          own[j] = shift;
        wanted_make(p, kind);
        source_make(p);
        diffusion_multigrid_factor(&m, own, diffusivity, face);
        // rounding in the source is what a nearly singular matrix magnifies
        const double share[] = { 1e-2, shift < 1e-2 ? 1e-4 : 1e-6 };
        double error[2];
        size_t cycles[2];
        for (size_t e = 0; e < 2; e++)
        {
          cycles[e] = diffusion_multigrid_solve(&m, source, capacity, (double)INFINITY, share[e], found);
          if (cycles[e] == SIZE_MAX)
            fail_msg("plane %zu, kind %d, shift %g: does not converge", k, kind, shift);
          error[e] = distance(cells, found, wanted);
          double most = 0;
          for (size_t x = 0; x < cells; x++)
            most = fmax(most, fabs(wanted[x]));
          if (!(error[e] <= share[e] * most))
            fail_msg("plane %zu, kind %d, shift %g: off by %.1e after %zu cycles, wanted %.1e", k, kind, shift, error[e],
                     cycles[e], share[e] * most);
        }
        longest = cycles[1] > longest ? cycles[1] : longest;
        if (cycles[1] > cycles[0] && error[0] > 0 && error[1] > 1e-9)
          slowest = fmax(slowest, pow(error[1] / error[0], 1 / (double)(cycles[1] - cycles[0])));
      }
    print_message("%4zu x %3zu cells, %zu coarse planes: a cycle leaves at most %.3f\n", p->columns, p->rows, m.levels, slowest);
    worst = fmax(worst, slowest);
    diffusion_multigrid_free(&m);
  }
  print_message("at most %zu cycles\n", longest);
  assert_true(worst < 0.2 && longest <= 11);
}

static void products_agree(void **unused)
{
  (void)unused;
  static double exact[CELLS];
  const struct plane *p = &planes[3];
  const size_t cells = p->columns * p->rows;
  struct diffusion_multigrid m;
  struct diffusion_separable s;
  made(&m, p);
  assert_int_equal(diffusion_separable_factors(p->columns, p->rows, capacity, right, down, height, fall), 1);
  assert_int_equal(diffusion_separable_make(&s, p->columns, p->rows, capacity, right, height, fall), 1);
  for (size_t j = 0; j < p->rows; j++)
    own[j] = 0.3 + 0.01 * (double)j;
  for (size_t x = 0; x < cells; x++)
    source[x] = random_uniform(stream, x) - 0.5;
  diffusion_multigrid_factor(&m, own, diffusivity, face);
  diffusion_separable_factor(&s, own, diffusivity, face);
  diffusion_separable_solve(&s, source, capacity, exact);
  size_t cycles = diffusion_multigrid_solve(&m, source, capacity, 0, 1e-13, found);
  double off = distance(cells, found, exact), most = 0;
  for (size_t x = 0; x < cells; x++)
    most = fmax(most, fabs(exact[x]));
  print_message("after %zu cycles %.1e from the products\n", cycles, off / most);
  assert_true(off < 1e-10 * most);
  // the same again has the same bits: nothing is left of what was solved before
  memcpy(exact, found, cells * sizeof *found);
  wanted_make(p, SMOOTH);
  assert_true(diffusion_multigrid_solve(&m, wanted, capacity, 0, 1e-3, found) > 0);
  assert_int_equal(diffusion_multigrid_solve(&m, source, capacity, 0, 1e-13, found), cycles);
  assert_memory_equal(found, exact, cells * sizeof *found);
  diffusion_separable_free(&s);
  diffusion_multigrid_free(&m);
}

static void amounts_and_nothing(void **unused)
{
  (void)unused;
  const struct plane *p = &planes[2];
  const size_t cells = p->columns * p->rows;
  struct diffusion_multigrid m;
  made(&m, p);
  for (size_t j = 0; j < p->rows; j++)
    own[j] = 2;
  double in = 0, out = 0;
  for (size_t x = 0; x < cells; x++)
  {
    source[x] = random_uniform(stream, x);
    in += capacity[x] * source[x];
  }
  diffusion_multigrid_factor(&m, own, diffusivity, face);
  assert_true(diffusion_multigrid_solve(&m, source, capacity, (double)INFINITY, 1e-6, found) > 1);
  for (size_t x = 0; x < cells; x++)
    out += 2 * capacity[x] * found[x];
  print_message("an amount is off by %.1e\n", out / in - 1);
  CHECK_RELATIVE(out, in, 1e-6);
  // nothing stays nothing
  memset(source, 0, sizeof source);
  assert_int_equal(diffusion_multigrid_solve(&m, source, capacity, 0, 1e-6, found), 1);
  for (size_t x = 0; x < cells; x++)
    assert_true(found[x] == 0);
  // what is not a number does not converge, and leaves nothing behind
  source[cells / 2] = (double)NAN;
  assert_true(diffusion_multigrid_solve(&m, source, capacity, 1e-6, 0, found) == SIZE_MAX);
  source[cells / 2] = 0;
  assert_int_equal(diffusion_multigrid_solve(&m, source, capacity, 0, 1e-6, found), 1);
  for (size_t x = 0; x < cells; x++)
    assert_true(found[x] == 0);
  diffusion_multigrid_free(&m);
}

static void other_planes_are_refused(void **unused)
{
  (void)unused;
  const struct plane *p = &planes[2];
  struct diffusion_multigrid m;
  double *const arrays[] = { capacity, right, down };
  for (size_t a = 0; a < 3; a++)
  {
    plane_make(p);
    arrays[a][p->columns * (p->rows / 2) + 7] *= 1 + 1e-9;
    assert_int_equal(diffusion_multigrid_make(&m, p->columns, p->rows, capacity, right, down), 0);
    assert_int_equal(m.columns, 0);
  }
}

/* printed only: time depends on the machine */
static void cost_per_cell_is_told(void **unused)
{
  (void)unused;
  for (size_t columns = 64; columns <= 1024; columns *= 2)
  {
    const struct plane p = { columns, columns < 512 ? columns : CELLS / columns, 1, 1.01, 1, 1.01, 1 };
    const double cells = (double)(p.columns * p.rows);
    struct diffusion_multigrid m;
    struct diffusion_separable s;
    made(&m, &p);
    assert_int_equal(diffusion_separable_factors(p.columns, p.rows, capacity, right, down, height, fall), 1);
    assert_int_equal(diffusion_separable_make(&s, p.columns, p.rows, capacity, right, height, fall), 1);
    for (size_t j = 0; j < p.rows; j++)
      own[j] = 0.01;
    wanted_make(&p, SMOOTH);
    diffusion_multigrid_factor(&m, own, diffusivity, face);
    diffusion_separable_factor(&s, own, diffusivity, face);
    clock_t begin = clock();
    for (size_t k = 0; k < 3; k++)
      diffusion_separable_solve(&s, wanted, capacity, found);
    clock_t middle = clock();
    size_t cycles = 0;
    for (size_t k = 0; k < 3; k++)
      cycles = diffusion_multigrid_solve(&m, wanted, capacity, (double)INFINITY, 1e-2, found);
    clock_t end = clock();
    double each = 1e9 / (3 * cells * CLOCKS_PER_SEC);
    print_message("%4zu columns: products %5.1f ns per cell, %zu cycles to 1 %% %5.1f ns\n", columns,
                  each * (double)(middle - begin), cycles, each * (double)(end - middle));
    assert_true(cycles <= 5);
    diffusion_separable_free(&s);
    diffusion_multigrid_free(&m);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(errors_fall_as_fast_on_all_planes),
    cmocka_unit_test(products_agree),
    cmocka_unit_test(amounts_and_nothing),
    cmocka_unit_test(other_planes_are_refused),
    cmocka_unit_test(cost_per_cell_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
