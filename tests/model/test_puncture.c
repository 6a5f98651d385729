/* test_puncture.c - the puncture field against published numbers and brute-force integrals, its warnings and errors. */
#include "check.h"

#include <string.h>

#include "puncture.h"
#include "puncture_defaults.h"
#include "unit.h"

#define PI 3.14159265358979323846

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
    cmocka_unit_test(densities),  cmocka_unit_test(slots),  cmocka_unit_test(coverage),
    cmocka_unit_test(responding), cmocka_unit_test(needle), cmocka_unit_test(quadrature),
    cmocka_unit_test(warnings),   cmocka_unit_test(errors), cmocka_unit_test(depth_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
