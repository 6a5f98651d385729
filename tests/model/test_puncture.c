/* test_puncture.c - the puncture field against published numbers, brute-force integrals and holes that are really thrown.
 *
 * Monte Carlo: every estimate is a mean over runs with its standard error from their scatter; the closed form must lie within
 * four of them, and a wrong formula must not. Seeds are fixed, so a test that passes keeps passing. */
#include "check.h"

#include <string.h>

#include "puncture.h"
#include "random.h"
#include "unit.h"

#define PI 3.14159265358979323846

enum
{
  ROOM = 4096,
  PIXELS = 256,
  SEED = 20240601
};

static struct skin skin_default(void)
{
  struct skin skin = { 0 };
  for (size_t k = 0; k < skin_key_count; k++)
    key_initialise(&skin_keys[k], &skin);
  assert_int_equal(skin_complete(&skin, NULL), STATUS_OK);
  return skin;
}

static struct device device_default(enum device_kind kind)
{
  struct device device = { 0 };
  for (size_t k = 0; k < device_key_count; k++)
    key_initialise(&device_keys[k], &device);
  device.kind = (int)kind;
  assert_int_equal(device_complete(&device, NULL), STATUS_OK);
  return device;
}

static struct puncture computed(const struct skin *skin, const struct device *device)
{
  struct puncture puncture;
  struct trail trail = { 0 };
  if (puncture_compute(skin, device, &puncture, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return puncture;
}

/* --- published numbers (models.md B.1, C.6); 1 cm-2 = 0.01 mm-2 */

static void densities(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct device roller = device_default(DEVICE_ROLLER);
  roller.passes = 15;
  struct puncture puncture = computed(&skin, &roller);
  CHECK_NEAR(100 * puncture.pass_density, 15.28, 0.005);
  CHECK_NEAR(100 * puncture.density, 229.18, 0.005);
  CHECK_RELATIVE(puncture.cell_radius, 1 / sqrt(PI * puncture.density), 1e-14);
  roller.puncture_probability = 0.5;
  CHECK_NEAR(100 * computed(&skin, &roller).density, 229.18 / 2, 0.005);
  // a retraced roller only pierces the places that it has
  roller.track = DEVICE_TRACK_RETRACED;
  roller.passes = 2;
  CHECK_NEAR(100 * computed(&skin, &roller).density, 15.2789 * 0.75, 0.0005);

  struct device pen = device_default(DEVICE_PEN);
  pen.passes = 1;
  pen.glide_speed /= 2; // 2 cm/s
  puncture = computed(&skin, &pen);
  CHECK_NEAR(100 * puncture.pass_density, 666.67, 0.005);
  CHECK_NEAR(puncture.track_step, 0.2, 1e-12);

  struct device stamp = device_default(DEVICE_STAMP);
  // 35 needles on 1 cm2, stamped twice
  CHECK_RELATIVE(100 * computed(&skin, &stamp).density, 70.0, 1e-12);
}

static void slots(void **state)
{
  (void)state;
  const double expected[][2] = { { 0.2, 0.053 }, { 0.5, 0.206 }, { 1.0, 0.571 }, { 1.5, 1.028 }, { 2.0, 1.553 } };
  for (size_t k = 0; k < 5; k++)
  {
    double length = expected[k][0], angle = acos(10 / (10 + length));
    CHECK_NEAR(puncture_slot(length, 10), expected[k][1], 0.0006);
    CHECK_RELATIVE(puncture_slot(length, 10), 20 * (tan(angle) - angle), 1e-11);
  }
  // short needles: 4 sqrt(2) / 3 L^1.5 / R^0.5, and no jump where the series ends
  CHECK_RELATIVE(puncture_slot(1e-6, 10), 4 * sqrt(2) / 3 * 1e-9 / sqrt(10), 1e-6);
  double change = 10 * (sqrt(1 + 0.05 * 0.05) - 1);
  CHECK_RELATIVE(puncture_slot(change * (1 + 1e-9), 10), puncture_slot(change * (1 - 1e-9), 10), 4e-9);
  CHECK_NEAR(puncture_slot(0, 10), 0, 0);
  CHECK_NEAR(puncture_slot(-1, 10), 0, 0);
}

static void coverage(void **state)
{
  (void)state;
  const double area = PI * 0.05 * 0.05;
  CHECK_NEAR(puncture_covered_poisson(2.5, area), 0.019443, 5e-7);
  CHECK_NEAR(puncture_covered_grids(2.5 / 15, area, 15), 0.019456, 5e-7);
  CHECK_NEAR(puncture_covered_grids(2.5, area, 1), 0.019635, 5e-7);
  CHECK_NEAR(puncture_covered_poisson(20, area), 0.145364, 5e-7);
  CHECK_NEAR(puncture_covered_grids(20.0 / 15, area, 15), 0.146072, 5e-7);
  CHECK_NEAR(puncture_covered_grids(20, area, 1), 0.157080, 5e-7);
  CHECK_NEAR(puncture_covered_grids(20, area, 0), 0, 0);
  // mm-1 = 10 cm/cm2, mm-2 = 100 per cm2
  CHECK_NEAR(10 * puncture_perimeter(20, 0.05), 53.698, 5e-4);
  CHECK_NEAR(100 * puncture_euler(20, 0.05), 1440.78, 5e-3);
  CHECK_NEAR(10 * puncture_perimeter(2.5, 0.05), 7.7013, 5e-5);
  CHECK_NEAR(100 * puncture_euler(2.5, 0.05), 240.33, 5e-3);
  // phi_Poisson <= phi_K-grid <= lam A, phi_retrace <= phi_K-grid; K -> infinity is Poisson
  for (double density = 0.1; density < 100; density *= 1.7)
    for (double passes = 1; passes < 50; passes += 3)
      if (density / passes * area < 1)
      {
        double grids = puncture_covered_grids(density / passes, area, passes), slack = 1 + 1e-13;
        assert_true(puncture_covered_poisson(density, area) <= grids * slack);
        assert_true(grids <= density * area * slack);
        assert_true(puncture_covered_grids(density / passes, area, 1) <= grids * slack);
      }
  CHECK_RELATIVE(puncture_covered_grids(20e-7, area, 1e7), puncture_covered_poisson(20, area), 1e-7);
}

/* cylinders of 40 um through the whole skin: B.1.4 gives phi and i in closed form */
static void responding(void **state)
{
  (void)state;
  const double expected[][3] = { { 250, 0.162, 0.12 }, { 1000, 0.507, 0.15 }, { 2000, 0.757, 0.19 } };
  struct skin skin = skin_default();
  struct device stamp = device_default(DEVICE_STAMP);
  stamp.tip_radius = 0.04;
  stamp.needle_diameter = 0.08;
  stamp.needle_length = 3.5;
  stamp.depth_scatter = 0.02;
  stamp.passes = 1;
  for (size_t k = 0; k < 3; k++)
  {
    stamp.needles = expected[k][0];
    struct puncture puncture = computed(&skin, &stamp);
    double density = expected[k][0] / 100;
    for (size_t layer = 0; layer < SKIN_LAYERS; layer++)
    {
      const struct puncture_layer *l = &puncture.layers[layer];
      CHECK_NEAR(l->responding_fraction, expected[k][1], 5e-4);
      CHECK_NEAR(l->intensity, expected[k][2], 5e-3);
      CHECK_RELATIVE(l->injured_fraction, -expm1(-density * PI * 0.05 * 0.05), 1e-10);
      CHECK_RELATIVE(l->responding_fraction, -expm1(-density * PI * 0.15 * 0.15), 1e-10);
    }
    CHECK_RELATIVE(puncture.covered_fraction, -expm1(-density * PI * 0.02 * 0.02), 1e-10);
    CHECK_RELATIVE(puncture.perimeter, puncture_perimeter(density, 0.02), 1e-10);
    CHECK_RELATIVE(puncture.isolated_fraction, exp(-4 * density * PI * 0.03 * 0.03), 1e-10);
    CHECK_RELATIVE(puncture.nearest_neighbour, 1 / (2 * sqrt(density)), 1e-12);
    CHECK_RELATIVE(puncture.multiplicity * puncture.covered_fraction, density * PI * 0.02 * 0.02, 1e-10);
  }
}

static void needle(void **state)
{
  (void)state;
  struct device device = device_default(DEVICE_PEN);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 1.5), 0, 0);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 2), 0, 0);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 1.5 - 1e-12), 0.004, 1e-9);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 1), 0.004 + 0.121 / 2, 1e-12);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 0.5), 0.125, 1e-12);
  CHECK_NEAR(puncture_needle_radius(&device, 1.5, 0), 0.125, 1e-12);
  // deeper: symmetric about the mean, all at the surface, none below twice the mean
  struct puncture puncture = { .depth = 1.5, .depth_deviation = 0.6 };
  CHECK_NEAR(puncture_deeper(&puncture, 0), 1, 0);
  CHECK_NEAR(puncture_deeper(&puncture, 1e-12), 1, 1e-11);
  CHECK_NEAR(puncture_deeper(&puncture, 1.5), 0.5, 1e-15);
  CHECK_NEAR(puncture_deeper(&puncture, 1.1) + puncture_deeper(&puncture, 1.9), 1, 1e-15);
  CHECK_NEAR(puncture_deeper(&puncture, 3), 0, 0);
  // one deviation below the mean, cut off at 2.5 deviations: (Phi(-1) - Phi(-2.5)) / (1 - 2 Phi(-2.5))
  CHECK_NEAR(puncture_deeper(&puncture, 2.1), (0.1586552539 - 0.0062096653) / (1 - 2 * 0.0062096653), 1e-9);
  // the law of depth has the mean that was asked for
  double mean = 0;
  for (int k = 0; k < 3000; k++)
    mean += 0.001 * puncture_deeper(&puncture, 0.001 * (k + 0.5));
  CHECK_NEAR(mean, 1.5, 1e-7);
}

/* --- quadrature against brute force */

/* mean section area by the midpoint rule over depths, written without the code under test */
static double area_reference(const struct device *device, const struct puncture *puncture, double scale, double margin, double z)
{
  const int steps = 4000;
  double mean = puncture->depth, deviation = puncture->depth_deviation, sum = 0, total = 0;
  double from = fmax(0, mean - 8 * deviation), step = (fmin(2 * mean, mean + 8 * deviation) - from) / steps;
  for (int k = 0; k < steps; k++)
  {
    double reach = from + (k + 0.5) * step, x = (reach - mean) / deviation, weight = exp(-x * x / 2);
    total += weight;
    if (reach <= z)
      continue;
    double shaft = device->needle_diameter / 2, wide = fmin(1, (reach - z) / device->taper_length);
    double r = scale * (device->tip_radius + (shaft - device->tip_radius) * wide) + margin, slit = 0;
    if (device->kind == DEVICE_ROLLER)
    {
      double inner = device->drum_radius + z, angle = acos(inner / (inner + reach - z));
      slit = device->slot_fraction * 2 * inner * (tan(angle) - angle);
    }
    sum += weight * (PI * r * r + 2 * r * slit);
  }
  return sum / total;
}

static double layer_reference(const struct device *device, const struct puncture *puncture, double margin,
                              const struct skin_layer *layer)
{
  const int steps = 400;
  double sum = 0;
  for (int k = 0; k < steps; k++)
  {
    double z = layer->top + (layer->bottom - layer->top) * (k + 0.5) / steps;
    double area = area_reference(device, puncture, 1, margin, z);
    sum += device->kind == DEVICE_ROLLER ? 1 - pow(1 - puncture->pass_density * area, device->passes)
                                         : 1 - exp(-puncture->density * area);
  }
  return sum / steps;
}

static void quadrature(void **state)
{
  (void)state;
  // kind, length, taper, scatter, slot: blunt and sharp laws of depth, tips inside and beyond the dermis
  const double cases[][5] = {
    { DEVICE_PEN, 1.5, 1.0, 0.15, 0 },    { DEVICE_PEN, 0.5, 0.2, 0.02, 0 },   { DEVICE_PEN, 0.6, 2.0, 0.4, 0 },
    { DEVICE_ROLLER, 1.5, 1.0, 0.15, 1 }, { DEVICE_ROLLER, 1.0, 0.2, 0.4, 1 }, { DEVICE_STAMP, 0.25, 0.3, 0.3, 0 },
  };
  struct skin skin = skin_default();
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(&skin, layers);
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
  {
    struct device device = device_default((enum device_kind)cases[k][0]);
    device.needle_length = cases[k][1];
    device.taper_length = cases[k][2];
    device.depth_scatter = cases[k][3];
    device.slot_fraction = cases[k][4];
    device.passes = 2;
    struct puncture puncture = computed(&skin, &device);
    // the reference itself steps over the end of needles: good to about 1e-5
    CHECK_RELATIVE(puncture.open_area, area_reference(&device, &puncture, skin.recoil_ratio, 0, 0), 1e-6);
    for (size_t layer = 0; layer < SKIN_LAYERS; layer++)
    {
      const struct puncture_layer *l = &puncture.layers[layer];
      CHECK_NEAR(l->injured_fraction, layer_reference(&device, &puncture, skin.crushed_ring, &layers[layer]), 3e-6);
      double reach = skin.crushed_ring + skin.paracrine_reach;
      CHECK_NEAR(l->responding_fraction, layer_reference(&device, &puncture, reach, &layers[layer]), 1e-5);
      assert_true(l->intensity >= 0 && l->intensity <= 1);
      CHECK_NEAR(l->intensity * l->responding_fraction, l->injured_fraction, 1e-12);
    }
  }
}

/* --- holes that are thrown */

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

/* --- warnings and errors */

static void warned(const struct skin *skin, const struct device *device, const char *words)
{
  struct puncture puncture;
  struct trail trail = { 0 };
  assert_int_equal(puncture_compute(skin, device, &puncture, &trail), STATUS_OK);
  if (words == NULL ? trail.warning_count != 0 : strstr(trail.warnings, words) == NULL)
    fail_msg("expected '%s' in: %s", words == NULL ? "nothing" : words, trail.warnings);
}

static void warnings(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct device device = device_default(DEVICE_PEN);
  device.glide_speed /= 2; // 2 cm/s
  device.passes = 1;
  device.needle_length = 0.5;
  warned(&skin, &device, NULL);
  device.needle_length = 1.5;
  warned(&skin, &device, "deeper (1.50 mm) than epidermis and dermis are thick (1.08 mm)");
  device.passes = 4;
  warned(&skin, &device, "overlap by 0.44");
  device.passes = 1;
  device.glide_speed /= 2;
  warned(&skin, &device, "merge into slits");
  // a roller of the same length does not reach below the dermis
  device = device_default(DEVICE_ROLLER);
  warned(&skin, &device, NULL);
}

static void errors(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct puncture puncture;
  struct trail trail = { 0 };
  struct device device = device_default(DEVICE_PEN);
  device.passes = 24;
  assert_int_equal(puncture_compute(&skin, &device, &puncture, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "channels run into each other"));
  device.passes = 0;
  assert_int_equal(puncture_compute(&skin, &device, &puncture, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "zero density"));
  // just below and just above the percolation of holes and rings
  device = device_default(DEVICE_STAMP);
  device.passes = 1;
  struct puncture one = computed(&skin, &device);
  device.head_area *= one.overlap / 1.1279;
  assert_int_equal(puncture_compute(&skin, &device, &puncture, &trail), STATUS_OK);
  device.head_area *= 1.1279 / 1.1281;
  assert_int_equal(puncture_compute(&skin, &device, &puncture, &trail), STATUS_DATA);
}

/* longer needles hurt no layer less and deeper ones more; what is not reached is not hit */
static void depth_order(void **state)
{
  (void)state;
  struct skin skin = skin_default();
  struct device device = device_default(DEVICE_ROLLER);
  struct puncture last = { 0 };
  for (double length = 0.1; length < 3; length += 0.2)
  {
    device.needle_length = length;
    struct puncture puncture = computed(&skin, &device);
    for (size_t k = 0; k < SKIN_LAYERS; k++)
    {
      assert_true(puncture.layers[k].injured_fraction >= last.layers[k].injured_fraction);
      assert_true(puncture.layers[k].responding_fraction >= last.layers[k].responding_fraction);
      assert_true(puncture.layers[k].responding_fraction >= puncture.layers[k].injured_fraction);
      if (k > 0)
        assert_true(puncture.layers[k].injured_fraction <= puncture.layers[k - 1].injured_fraction);
    }
    assert_true(puncture.layers[0].bleeding < puncture.layers[1].bleeding);
    last = puncture;
  }
  device.needle_length = 0.1;
  struct puncture shallow = computed(&skin, &device);
  CHECK_NEAR(shallow.layers[2].injured_fraction, 0, 0);
  CHECK_NEAR(shallow.layers[2].intensity, 0, 0);
  CHECK_NEAR(puncture_injured(&shallow, &skin, &device, 0.2), 0, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(densities),
    cmocka_unit_test(slots),
    cmocka_unit_test(coverage),
    cmocka_unit_test(responding),
    cmocka_unit_test(needle),
    cmocka_unit_test(quadrature),
    cmocka_unit_test(thrown_pen),
    cmocka_unit_test(thrown_roller),
    cmocka_unit_test(thrown_directions),
    cmocka_unit_test(thrown_boundary),
    cmocka_unit_test(thrown_neighbours),
    cmocka_unit_test(thrown_depths),
    cmocka_unit_test(sample_repeats),
    cmocka_unit_test(warnings),
    cmocka_unit_test(errors),
    cmocka_unit_test(depth_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
