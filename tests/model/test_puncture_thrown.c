/* test_puncture_thrown.c - the puncture field against holes that are really thrown.
 *
 * Monte Carlo: every estimate is a mean over runs with its standard error from their scatter; the closed form must lie within
 * four of them, and a wrong formula must not. Seeds are fixed, so a test that passes keeps passing. */
#include "check.h"

#include <string.h>

#include "puncture.h"
#include "puncture_defaults.h"
#include "random.h"

#define PI 3.14159265358979323846

enum
{
  ROOM = 4096,
  PIXELS = 256,
  SEED = 20240601
};

struct estimate
{
  double sum, square;
  int runs;
};

static void estimate_add(struct estimate *estimate, double value)
{
  estimate->sum += value;
  estimate->square += value * value;
  estimate->runs += 1;
}

static double estimate_mean(const struct estimate *estimate)
{
  return estimate->sum / estimate->runs;
}

static double estimate_error(const struct estimate *estimate)
{
  double mean = estimate_mean(estimate);
  return sqrt(fmax(0, estimate->square / estimate->runs - mean * mean) / (estimate->runs - 1));
}

#define CHECK_ESTIMATE(estimate, expected) CHECK_NEAR(estimate_mean(&(estimate)), (expected), 4 * estimate_error(&(estimate)))

static double hole_x[ROOM], hole_y[ROOM], hole_radius[ROOM];
static unsigned char painted[PIXELS][PIXELS];

static size_t holes_throw(const struct device *device, const struct puncture *puncture, double side, uint32_t run)
{
  size_t count = puncture_sample(device, puncture, side, SEED, run, ROOM, hole_x, hole_y);
  assert_true(count <= ROOM);
  return count;
}

/* part of the pixel centres within `margin` of the edge left out that lie in a hole; the square is periodic if margin is 0 */
static double holes_coverage(size_t count, double side, double margin)
{
  double pixel = side / PIXELS;
  memset(painted, 0, sizeof painted);
  for (size_t k = 0; k < count; k++)
  {
    double r = hole_radius[k];
    int reach = (int)(r / pixel) + 2, column = (int)(hole_x[k] / pixel), row = (int)(hole_y[k] / pixel);
    for (int i = column - reach; i <= column + reach; i++)
      for (int j = row - reach; j <= row + reach; j++)
      {
        double dx = (i + 0.5) * pixel - hole_x[k], dy = (j + 0.5) * pixel - hole_y[k];
        int inside = i >= 0 && i < PIXELS && j >= 0 && j < PIXELS;
        if (dx * dx + dy * dy <= r * r && (inside || margin == 0))
          painted[(i + PIXELS) % PIXELS][(j + PIXELS) % PIXELS] = 1;
      }
  }
  size_t hit = 0, all = 0;
  for (int i = 0; i < PIXELS; i++)
    for (int j = 0; j < PIXELS; j++)
    {
      double x = (i + 0.5) * pixel, y = (j + 0.5) * pixel;
      if (x < margin || y < margin || x > side - margin || y > side - margin)
        continue;
      all += 1;
      hit += painted[i][j];
    }
  return (double)hit / (double)all;
}

static struct estimate coverage_estimate(const struct device *device, const struct puncture *puncture, double side, double radius,
                                         int runs)
{
  struct estimate estimate = { 0, 0, 0 };
  for (size_t k = 0; k < ROOM; k++)
    hole_radius[k] = radius;
  for (int run = 0; run < runs; run++)
  {
    size_t count = holes_throw(device, puncture, side, (uint32_t)run);
    estimate_add(&estimate, holes_coverage(count, side, device->kind == DEVICE_ROLLER ? radius : 0));
  }
  return estimate;
}

static void thrown_pen(void **state)
{
  (void)state;
  const double area = PI * 0.05 * 0.05, densities_thrown[] = { 2.5, 20, 60 };
  struct device pen = device_default(DEVICE_PEN);
  for (size_t k = 0; k < 3; k++)
  {
    double density = densities_thrown[k];
    struct puncture puncture = { .density = density, .pass_density = density / 4 };
    struct estimate estimate = coverage_estimate(&pen, &puncture, 4, 0.05, 150);
    CHECK_ESTIMATE(estimate, puncture_covered_poisson(density, area));
    // the wrong formula lam A is told apart where holes overlap: the test can fail
    if (density >= 20)
      assert_true(fabs(estimate_mean(&estimate) - density * area) > 4 * estimate_error(&estimate));
  }
}

static void thrown_roller(void **state)
{
  (void)state;
  // lam1 A = 0.25 per pass, pitch 1: far from Poisson, so that formulas are told apart
  const double radius = sqrt(0.25 / PI), area = 0.25;
  struct device roller = device_default(DEVICE_ROLLER);
  for (int passes = 1; passes <= 4; passes++)
  {
    roller.passes = passes;
    struct puncture puncture = { .density = passes, .pass_density = 1 };
    struct estimate estimate = coverage_estimate(&roller, &puncture, 12, radius, 300);
    CHECK_ESTIMATE(estimate, puncture_covered_grids(1, area, passes));
    double wrong = passes == 1 ? puncture_covered_poisson(passes, area) : passes * area;
    assert_true(fabs(estimate_mean(&estimate) - wrong) > 4 * estimate_error(&estimate));
    if (passes < 4)
      assert_true(fabs(estimate_mean(&estimate) - puncture_covered_poisson(passes, area)) > 4 * estimate_error(&estimate));
  }
  // needles that penetrate by chance: a thinned grid
  roller.passes = 3;
  roller.puncture_probability = 0.6;
  struct puncture thinned = { .density = 1.8, .pass_density = 0.6 };
  struct estimate estimate = coverage_estimate(&roller, &thinned, 12, radius, 300);
  CHECK_ESTIMATE(estimate, puncture_covered_grids(0.6, area, 3));
  // retraced: one grid, pierced when one of three trials succeeds
  roller.track = DEVICE_TRACK_RETRACED;
  struct puncture retraced = { .density = 1 - 0.4 * 0.4 * 0.4, .pass_density = 0.6 };
  estimate = coverage_estimate(&roller, &retraced, 12, radius, 300);
  CHECK_ESTIMATE(estimate, (1 - 0.4 * 0.4 * 0.4) * area);
}

/* grids are turned: the direction from one needle to its nearest ones takes all values from run to run, four-fold */
static void thrown_directions(void **state)
{
  (void)state;
  struct device roller = device_default(DEVICE_ROLLER);
  roller.passes = 1;
  struct puncture puncture = { .density = 1, .pass_density = 1 };
  int quarters[4] = { 0, 0, 0, 0 };
  for (uint32_t run = 0; run < 200; run++)
  {
    size_t count = holes_throw(&roller, &puncture, 8, run);
    assert_true(count > 40 && count < 90);
    // nearest neighbour of the first hole is one pitch away
    size_t nearest = 1;
    for (size_t k = 1; k < count; k++)
      if (hypot(hole_x[k] - hole_x[0], hole_y[k] - hole_y[0]) < hypot(hole_x[nearest] - hole_x[0], hole_y[nearest] - hole_y[0]))
        nearest = k;
    double dx = hole_x[nearest] - hole_x[0], dy = hole_y[nearest] - hole_y[0];
    CHECK_NEAR(hypot(dx, dy), 1, 1e-12);
    double turn = fmod(atan2(dy, dx) + 2 * PI, PI / 2) / (PI / 2);
    quarters[(int)(4 * turn) % 4] += 1;
  }
  // 50 each, standard deviation 6.1
  for (int k = 0; k < 4; k++)
    CHECK_NEAR(quarters[k], 50, 4 * 6.2);
}

/* other holes of a periodic square within 2 r of hole `k`, relative to it */
static size_t neighbours_find(size_t count, double side, double r, size_t k, double dx[64], double dy[64], double *nearest)
{
  size_t found = 0;
  *nearest = side;
  for (size_t other = 0; other < count; other++)
  {
    double x = hole_x[other] - hole_x[k], y = hole_y[other] - hole_y[k];
    x -= side * round(x / side);
    y -= side * round(y / side);
    double distance = hypot(x, y);
    if (other == k)
      continue;
    *nearest = fmin(*nearest, distance);
    if (distance < 2 * r && found < 64)
    {
      dx[found] = x;
      dy[found++] = y;
    }
  }
  return found;
}

/* whether the point (x, y), relative to a hole, lies in one of its neighbours other than `except` */
static int point_hidden(double x, double y, double r, size_t found, const double *dx, const double *dy, size_t except)
{
  for (size_t k = 0; k < found; k++)
    if (k != except && (x - dx[k]) * (x - dx[k]) + (y - dy[k]) * (y - dy[k]) < r * r)
      return 1;
  return 0;
}

/* perimeter, Euler number (total turning of the boundary: exposed arcs minus concave corners), isolation and neighbours */
static void thrown_boundary(void **state)
{
  (void)state;
  const double density = 20, r = 0.05, side = 4;
  struct device pen = device_default(DEVICE_PEN);
  struct puncture puncture = { .density = density };
  struct estimate perimeter = { 0, 0, 0 }, euler = perimeter, isolated = perimeter, neighbour = perimeter;
  for (uint32_t run = 0; run < 200; run++)
  {
    size_t count = holes_throw(&pen, &puncture, side, 1000 + run);
    double arcs = 0, corners = 0, alone = 0, distances = 0;
    for (size_t k = 0; k < count; k++)
    {
      double dx[64], dy[64], nearest;
      size_t found = neighbours_find(count, side, r, k, dx, dy, &nearest);
      alone += found == 0;
      distances += nearest;
      // exposed part of the edge
      for (int step = 0; step < 90; step++)
      {
        double angle = 2 * PI * (step + 0.5) / 90;
        arcs += point_hidden(r * cos(angle), r * sin(angle), r, found, dx, dy, found) ? 0 : 2 * PI / 90;
      }
      // one of the two corners with each neighbour (the other one is found from that neighbour)
      for (size_t n = 0; n < found; n++)
      {
        double distance = hypot(dx[n], dy[n]), angle = atan2(dy[n], dx[n]) + acos(distance / (2 * r));
        if (!point_hidden(r * cos(angle), r * sin(angle), r, found, dx, dy, n))
          corners += acos(1 - distance * distance / (2 * r * r));
      }
    }
    estimate_add(&perimeter, arcs * r / (side * side));
    estimate_add(&euler, (arcs - corners) / (2 * PI) / (side * side));
    estimate_add(&isolated, alone / (double)count);
    estimate_add(&neighbour, distances / (double)count);
  }
  CHECK_ESTIMATE(perimeter, puncture_perimeter(density, r));
  CHECK_ESTIMATE(euler, puncture_euler(density, r));
  CHECK_ESTIMATE(isolated, exp(-4 * density * PI * r * r));
  CHECK_ESTIMATE(neighbour, 1 / (2 * sqrt(density)));
  // without overlap: both are told apart
  assert_true(2 * PI * r * density - estimate_mean(&perimeter) > 4 * estimate_error(&perimeter));
  assert_true(density - estimate_mean(&euler) > 4 * estimate_error(&euler));
}

/* nearest neighbour over K independent grids */
static void thrown_neighbours(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct device roller = device_default(DEVICE_ROLLER);
  roller.passes = 5;
  struct puncture puncture = computed(&skin, &roller);
  struct estimate neighbour = { 0, 0, 0 };
  const double side = 30, margin = 2;
  for (uint32_t run = 0; run < 100; run++)
  {
    size_t count = holes_throw(&roller, &puncture, side, run), inner = 0;
    double sum = 0;
    for (size_t k = 0; k < count; k++)
    {
      double dx[64], dy[64], nearest;
      if (hole_x[k] < margin || hole_y[k] < margin || hole_x[k] > side - margin || hole_y[k] > side - margin)
        continue;
      neighbours_find(count, side, 0, k, dx, dy, &nearest);
      sum += nearest;
      inner += 1;
    }
    estimate_add(&neighbour, sum / (double)inner);
  }
  CHECK_ESTIMATE(neighbour, puncture.nearest_neighbour);
}

/* holes of different depth, cut at depth z: the injured fraction of a pen and of a roller whose slits are closed */
static void thrown_depths(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct random_stream stream = { SEED, 0, 7 };
  for (int kind = DEVICE_PEN; kind <= DEVICE_ROLLER; kind++)
  {
    struct device device = device_default((enum device_kind)kind);
    device.slot_fraction = 0;
    device.depth_scatter = 0.3;
    device.passes = kind == DEVICE_PEN ? 2 : 40;
    struct puncture puncture = computed(&skin, &device);
    double side = kind == DEVICE_PEN ? 5 : 12;
    for (double part = 0.1; part < 1.4; part += 0.4)
    {
      double z = part * puncture.depth;
      struct estimate estimate = { 0, 0, 0 };
      uint64_t drawn = 0;
      for (uint32_t run = 0; run < 80; run++)
      {
        size_t count = holes_throw(&device, &puncture, side, run);
        stream.run = run;
        for (size_t k = 0; k < count; k++)
        {
          double x = random_normal(stream, drawn++);
          while (fabs(x) > puncture.depth / puncture.depth_deviation)
            x = random_normal(stream, drawn++);
          double r = puncture_needle_radius(&device, puncture.depth + x * puncture.depth_deviation, z);
          hole_radius[k] = r > 0 ? r + skin.crushed_ring : 0;
        }
        estimate_add(&estimate, holes_coverage(count, side, kind == DEVICE_PEN ? 0 : 0.2));
      }
      CHECK_ESTIMATE(estimate, puncture_injured(&puncture, &skin, &device, z));
      // the section of the mean needle is not the mean section
      double r = puncture_needle_radius(&device, puncture.depth, z) + skin.crushed_ring;
      if (part > 0.8)
        assert_true(fabs(estimate_mean(&estimate) - puncture_covered_poisson(puncture.density, PI * r * r)) >
                    4 * estimate_error(&estimate));
    }
  }
}

static void sample_repeats(void **state)
{
  (void)state;
  static double x[ROOM], y[ROOM];
  for (int kind = DEVICE_PEN; kind <= DEVICE_STAMP; kind++)
  {
    struct device device = device_default((enum device_kind)kind);
    struct puncture puncture = { .density = 8, .pass_density = 2 };
    size_t count = holes_throw(&device, &puncture, 5, 3);
    // the same again, counted without room, and cut off
    assert_int_equal(puncture_sample(&device, &puncture, 5, SEED, 3, 0, NULL, NULL), count);
    assert_int_equal(puncture_sample(&device, &puncture, 5, SEED, 3, 10, x, y), count);
    assert_memory_equal(x, hole_x, 10 * sizeof *x);
    assert_memory_equal(y, hole_y, 10 * sizeof *y);
    // another run, another seed
    puncture_sample(&device, &puncture, 5, SEED, 4, ROOM, x, y);
    assert_true(x[0] != hole_x[0]);
    puncture_sample(&device, &puncture, 5, SEED + 1, 3, ROOM, x, y);
    assert_true(x[0] != hole_x[0]);
    for (size_t k = 0; k < count; k++)
      assert_true(hole_x[k] >= 0 && hole_x[k] < 5 && hole_y[k] >= 0 && hole_y[k] < 5);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(thrown_pen),      cmocka_unit_test(thrown_roller),     cmocka_unit_test(thrown_directions),
    cmocka_unit_test(thrown_boundary), cmocka_unit_test(thrown_neighbours), cmocka_unit_test(thrown_depths),
    cmocka_unit_test(sample_repeats),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
