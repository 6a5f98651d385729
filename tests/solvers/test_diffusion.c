/* test_diffusion.c - diffusion against closed forms, and what must hold for any numbers: rest, bounds, conservation, errors. */
#include "row.h"

#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>

static const double pi = 3.14159265358979323846;

/* constant diffusivity, source k (1 - inside) in r < edge, decay d */
struct plain
{
  struct row row;
  double diffusivity, source, decay, edge;
};

static void plain_reaction(const void *context, double time, const double *state, double *rate, double *diagonal)
{
  const struct plain *plain = context;
  (void)time;
  for (size_t i = 0; i < plain->row.cells; i++)
  {
    // fraction of the annulus within the edge
    double left = plain->row.faces[i], right = plain->row.faces[i + 1], edge = fmax(left, fmin(right, plain->edge));
    double inside = (edge * edge - left * left) / (right * right - left * left);
    rate[i] = plain->source * inside - plain->decay * state[i];
    diagonal[i] = -plain->decay;
  }
}

static void plain_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct plain *plain = context;
  (void)time;
  (void)k;
  (void)state;
  for (size_t i = 0; i < plain->row.cells; i++)
    diffusivity[i] = plain->diffusivity;
}

static void porous_diffusivity(const void *context, double time, size_t k, const double *state, double *diffusivity)
{
  const struct row *row = context;
  (void)time;
  (void)k;
  for (size_t i = 0; i < row->cells; i++)
    diffusivity[i] = state[i];
}

static const struct diffusion_observer nobody = { 0 };
static struct plain plain;
static double state[ROW_CELLS];

static struct diffusion_system plain_system(void)
{
  return (struct diffusion_system){ .states = 1,
                                    .spreads = 1,
                                    .spread = &row_first_state,
                                    .context = &plain,
                                    .reaction = plain_reaction,
                                    .diffusivity = plain_diffusivity };
}

/* n = 0 in r < radius, 1 outside, exact averages */
static void start_hole(double radius)
{
  for (size_t i = 0; i < plain.row.cells; i++)
  {
    double left = plain.row.faces[i], right = plain.row.faces[i + 1], edge = fmax(left, fmin(right, radius));
    state[i] = 1 - (edge * edge - left * left) / (right * right - left * left);
  }
}

/* the value at the axis from the two innermost cells: even in r, so a + b r^2 */
static double axis_value(void)
{
  double a = plain.row.centre[0] * plain.row.centre[0], b = plain.row.centre[1] * plain.row.centre[1];
  return state[0] - (state[1] - state[0]) * a / (b - a);
}

/* C.1.2: hole in a disc without flux, by its Bessel series */
static double hole_series(double r, double time)
{
  const double hole = 50, outer = 326, diffusivity = 100;
  double sum = 1 - pow(hole / outer, 2);
  for (unsigned k = 1; k < 400; k++)
  {
    double l = gsl_sf_bessel_zero_J1(k), decay = exp(-diffusivity * pow(l / outer, 2) * time);
    if (decay < 1e-18)
      break;
    sum -= 2 * hole / outer * gsl_sf_bessel_J1(l * hole / outer) / (l * pow(gsl_sf_bessel_J0(l), 2)) *
           gsl_sf_bessel_J0(l * r / outer) * decay;
  }
  return sum;
}

/* largest root mean square error over t = 1, 12, 24, 48 h */
static double hole_error(double width, double step)
{
  static const double time[] = { 1, 12, 24, 48 };
  plain = (struct plain){ .diffusivity = 100 };
  row_disc(&plain.row, width, 326, 1, 326);
  start_hole(50);
  double worst = 0;
  for (size_t t = 0; t < 4; t++)
  {
    row_step(&plain.row, plain_system(), step, 1, t == 0 ? 0 : time[t - 1], time[t], nobody, state);
    double sum = 0;
    for (size_t i = 0; i < plain.row.cells; i++)
      sum += plain.row.capacity[i] * pow(state[i] - hole_series(plain.row.centre[i], time[t]), 2);
    worst = fmax(worst, sqrt(sum / (pi * 326 * 326)));
  }
  return worst;
}

static void hole_in_a_disc_follows_its_series(void **unused)
{
  (void)unused;
  // the series itself against the numbers of the specification (r = 0 and 100 um, t = 12 and 48 h)
  CHECK_NEAR(hole_series(0, 12), 0.59402532, 5e-9);
  CHECK_NEAR(hole_series(100, 48), 0.92504401, 5e-9);
  // C.1.1: until the wave reaches the edge of the cell this is the hole in an infinite plane
  CHECK_NEAR(hole_series(0, 12), exp(-50.0 * 50 / (4 * 100 * 12)), 5e-8);
  double error[3] = { hole_error(4, 0.04), hole_error(2, 0.01), hole_error(1, 0.0025) };
  print_message("hole in a disc: error %.2e %.2e %.2e (4, 2, 1 um)\n", error[0], error[1], error[2]);
  // second order in the width; the jump at the start costs nothing at t >= 1 h
  assert_true(error[2] < 1e-4);
  CHECK_NEAR(log2(error[1] / error[2]), 2, 0.3);
}

static void hole_in_the_plane_heals_at_the_known_time(void **unused)
{
  (void)unused;
  // C.1.1: n(0) = 0.8 at r0^2 / (4 D ln 1.25); r0 = 50 um, D = 100 um^2/h: 28.0090 h; the plane is a disc of 1000 um
  double time = 50.0 * 50 / (4 * 100 * log(1.25));
  CHECK_NEAR(time / 25, 1.1204, 5e-5);
  plain = (struct plain){ .diffusivity = 100 };
  row_disc(&plain.row, 1, 100, 1.03, 1000);
  start_hole(50);
  row_step(&plain.row, plain_system(), 0.005, 1, 0, time, nobody, state);
  print_message("hole in the plane: n(0) - 0.8 = %.2e\n", axis_value() - 0.8);
  CHECK_NEAR(axis_value(), 0.8, 2e-5);
}

/* C.1.3: the edge is one more cell with a huge capacity, its face at the edge itself */
static double disc_error(size_t cells, double step)
{
  static const double radius[] = { 0.25, 0.5, 0.75 };
  static const double expected[2][4] = { { 0.01290078, 0.03752406, 0.16445763, 0.50023374 },
                                         { 0.49851314, 0.54201308, 0.66202567, 0.82882227 } };
  plain = (struct plain){ .diffusivity = 1 };
  row_disc(&plain.row, 1.0 / (double)cells, 1, 1, 1);
  size_t edge = plain.row.cells;
  plain.row.cells += 1;
  plain.row.centre[edge] = 1;
  plain.row.faces[edge + 1] = 1.1;
  plain.row.capacity[edge] = 1e30;
  plain.row.conductance[edge - 1] = 2 * pi / (1 - plain.row.centre[edge - 1]);
  memset(state, 0, sizeof state);
  state[edge] = 1;
  double worst = 0;
  for (size_t t = 0; t < 2; t++)
  {
    row_step(&plain.row, plain_system(), step, 1, t == 0 ? 0 : 0.05, t == 0 ? 0.05 : 0.2, nobody, state);
    worst = fmax(worst, fabs(axis_value() - expected[t][0]));
    for (size_t r = 0; r < 3; r++)
      worst = fmax(worst, fabs(row_value(&plain.row, state, radius[r]) - expected[t][r + 1]));
  }
  return worst;
}

static void disc_with_a_held_edge_follows_its_series(void **unused)
{
  (void)unused;
  double error[3] = { disc_error(20, 1e-3), disc_error(40, 2.5e-4), disc_error(80, 6.25e-5) };
  print_message("disc with a held edge: largest error %.2e %.2e %.2e (20, 40, 80 cells)\n", error[0], error[1], error[2]);
  assert_true(error[2] < 2e-4);
  CHECK_NEAR(log2(error[1] / error[2]), 2, 0.2);
}

/* C.1.5: growth factor around a channel, in the steady state; largest error relative to the value */
static double growth_factor_error(double width, double step)
{
  static const double radius[] = { 50, 200, 500 }, expected[] = { 0.02159206, 0.00843659, 0.00240388 };
  plain = (struct plain){ .diffusivity = 3.6e4, .source = 0.3, .decay = 0.3, .edge = 50 };
  // 4000 um are eleven decay lengths; the slowest decay leaves exp(-30) after 100 h
  row_disc(&plain.row, width, 60, 1.02, 4000);
  memset(state, 0, sizeof state);
  row_step(&plain.row, plain_system(), step, 1, 0, 100, nobody, state);
  double worst = fabs(axis_value() / 0.02666811 - 1);
  for (size_t r = 0; r < 3; r++)
    worst = fmax(worst, fabs(row_value(&plain.row, state, radius[r]) / expected[r] - 1));
  return worst;
}

static void growth_factor_keeps_its_profile_at_any_step(void **unused)
{
  (void)unused;
  double error[3] = { growth_factor_error(2, 0.1), growth_factor_error(1, 0.1), growth_factor_error(1, 1) };
  print_message("growth factor: largest relative error %.2e (2 um, 0.1 h), %.2e (1, 0.1), %.2e (1, 1)\n", error[0], error[1],
                error[2]);
  // grids with the same factor of growth share the error far out
  assert_true(error[0] < 2e-3);
  // a steady state does not depend on the step: production and loss are balanced in one equation
  CHECK_NEAR(error[1], error[2], 1e-6);
}

/* C.2.4: Barenblatt's solution of D = u in the plane, C = 1, tau = t / 2 */
static double barenblatt(double r, double time)
{
  double root = sqrt(0.5 * time);
  return fmax(0, (1 - r * r / (16 * root)) / root);
}

static double barenblatt_error(double width, double step, double *front)
{
  static struct row row;
  struct diffusion_system system = { .states = 1,
                                     .spreads = 1,
                                     .spread = &row_first_state,
                                     .context = &row,
                                     .reaction = row_no_reaction,
                                     .diffusivity = porous_diffusivity };
  row_disc(&row, width, 20, 1, 20);
  // exact averages over annuli: u is linear in r^2
  for (size_t i = 0; i < row.cells; i++)
  {
    double left = pow(row.faces[i], 2), right = pow(row.faces[i + 1], 2), stop = fmax(left, fmin(right, 16));
    state[i] = (stop - left) * (1 - 0.5 * (left + stop) / 16) / (right - left);
  }
  double mass = row_total(&row, state);
  CHECK_RELATIVE(mass, 8 * pi, 1e-12);
  row_step(&row, system, step, 2, 2, 8, nobody, state);
  CHECK_RELATIVE(row_total(&row, state), mass, 1e-14);
  double sum = 0;
  for (size_t i = 0; i < row.cells; i++)
    sum += row.capacity[i] * fabs(state[i] - barenblatt(row.centre[i], 8));
  *front = row_crossing(&row, state, 1e-3) / 5.6568542494923806 - 1;
  return sum / mass;
}

static void barenblatt_spot_spreads_as_it_should(void **unused)
{
  (void)unused;
  double front[3];
  double error[3] = { barenblatt_error(0.4, 0.02, &front[0]), barenblatt_error(0.2, 0.01, &front[1]),
                      barenblatt_error(0.1, 0.005, &front[2]) };
  print_message("Barenblatt: error in the mean %.2e %.2e %.2e, edge off by %.2e %.2e %.2e (0.4, 0.2, 0.1)\n", error[0], error[1],
                error[2], front[0], front[1], front[2]);
  // the kink at the edge leaves an order between 1 and 2 in the mean; the edge lies within a cell
  assert_true(error[2] < 7e-4);
  assert_true(log2(error[1] / error[2]) > 1.5);
  assert_true(fabs(front[2]) < 0.1 / 5.66);
}

/* --- a nonlinear system of three states for what must always hold: n spreads sharply, g fast, q relaxes */
static void three_reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  size_t cells = ((const struct row *)context)->cells;
  (void)time;
  for (size_t i = 0; i < cells; i++)
  {
    double n = value[i], g = value[cells + i], q = value[2 * cells + i];
    rate[i] = 0.73 * n * (1 - n);
    diagonal[i] = 0.73 * (1 - 2 * n);
    rate[cells + i] = 0.3 * (1 - n) - 0.3 * g;
    diagonal[cells + i] = -0.3;
    rate[2 * cells + i] = 40 * n * (1 - q);
    diagonal[2 * cells + i] = -40 * n;
  }
}

static void three_diffusivity(const void *context, double time, size_t k, const double *value, double *diffusivity)
{
  size_t cells = ((const struct row *)context)->cells;
  (void)time;
  // the second spreads across a jump
  for (size_t i = 0; i < cells; i++)
    diffusivity[i] = k == 0 ? 52.8 * value[i] : i < cells / 2 ? 3.6e4 : 10;
}

static struct diffusion_system three_system(const struct row *row)
{
  static const struct diffusion_spread spread[] = { { 0, DIFFUSION_ARITHMETIC }, { 1, DIFFUSION_HARMONIC } };
  return (struct diffusion_system){
    .states = 3, .spreads = 2, .spread = spread, .context = row, .reaction = three_reaction, .diffusivity = three_diffusivity
  };
}

/* u' = a (1 - u) in each cell with its own a, nothing spreads; context: struct row, a[i] = 10^i / 1000 */
static void relaxing_reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  const struct row *row = context;
  (void)time;
  for (size_t i = 0; i < row->cells; i++)
  {
    double a = 1e-3 * pow(10, (double)i);
    rate[i] = a * (1 - value[i]);
    diagonal[i] = -a;
  }
}

static void relaxing_states_are_exact_at_any_step(void **unused)
{
  (void)unused;
  static struct row row;
  row_slab(&row, 7, 1);
  struct diffusion_system system = { .states = 1, .context = &row, .reaction = relaxing_reaction };
  for (size_t passes = 1; passes <= 2; passes++)
  {
    memset(state, 0, sizeof state);
    row_step(&row, system, 0.5, passes, 0, 1, nobody, state);
    // steps from 5e-4 to 500 relaxation times
    for (size_t i = 0; i < row.cells; i++)
      CHECK_RELATIVE(state[i], -expm1(-1e-3 * pow(10, (double)i)), 1e-14);
  }
}

/* 1 in the left half, 1e4 in the right; context: struct row */
static void layered_diffusivity(const void *context, double time, size_t k, const double *value, double *diffusivity)
{
  const struct row *row = context;
  (void)time;
  (void)k;
  (void)value;
  for (size_t i = 0; i < row->cells; i++)
    diffusivity[i] = row->centre[i] < 0.5 ? 1 : 1e4;
}

static void layers_conduct_in_series(void **unused)
{
  (void)unused;
  // two layers between 1 and 0: almost all of the drop is in the slow one; harmonic means make it exact on any even grid
  static struct row row;
  static const struct diffusion_spread spread = { 0, DIFFUSION_HARMONIC };
  struct diffusion_system system = {
    .states = 1, .spreads = 1, .spread = &spread, .context = &row, .reaction = row_no_reaction, .diffusivity = layered_diffusivity
  };
  row_slab(&row, 10, 1);
  row.capacity[0] = row.capacity[9] = 1e30;
  memset(state, 0, sizeof state);
  state[0] = 1;
  row_step(&row, system, 0.1, 1, 0, 20, nobody, state);
  // resistances between centres: 4 1/2 cells of 1 and 4 1/2 cells of 1e-4
  for (size_t i = 0; i < 10; i++)
  {
    double cells = (double)i, passed = i < 5 ? cells : 4.5 + 1e-4 * (cells - 4.5);
    CHECK_NEAR(state[i], 1 - passed / (4.5 + 1e-4 * 4.5), 1e-12);
  }
}

static void rest_is_exact(void **unused)
{
  (void)unused;
  static struct row row;
  row_disc(&row, 1.7, 60, 1.08, 311);
  for (size_t i = 0; i < row.cells; i++)
  {
    state[i] = state[2 * row.cells + i] = 1;
    state[row.cells + i] = 0;
  }
  row_step(&row, three_system(&row), 0.37, 3, 0, 100, nobody, state);
  for (size_t i = 0; i < row.cells; i++)
  {
    // to the last bit
    assert_true(state[i] == 1);
    assert_true(state[row.cells + i] == 0);
    assert_true(state[2 * row.cells + i] == 1);
  }
  // any uniform value of something that only diffuses, with widths that do not divide evenly
  plain = (struct plain){ .diffusivity = 12.3456 };
  row_disc(&plain.row, 0.7, 10, 1.31, 97);
  for (size_t i = 0; i < plain.row.cells; i++)
    state[i] = 0.1;
  row_step(&plain.row, plain_system(), 3.3, 2, 0, 50, nobody, state);
  for (size_t i = 0; i < plain.row.cells; i++)
    assert_true(state[i] == 0.1);
}

static void bounds_hold_at_long_steps(void **unused)
{
  (void)unused;
  static const double steps[] = { 0.05, 0.3, 1 };
  static struct row row;
  row_disc(&row, 2, 60, 1.08, 178);
  size_t cells = row.cells;
  for (size_t k = 0; k < 3; k++)
  {
    memset(state, 0, sizeof state);
    for (size_t i = 0; i < cells; i++)
      state[i] = row.centre[i] > 50;
    struct diffusion_statistics statistics = row_step(&row, three_system(&row), steps[k], 2, 0, 30, nobody, state);
    // growth factors of 1.04 to 2 per step, relaxation by up to exp(-40), diffusion of the second state 10^4 cells^2 per step
    assert_true(statistics.least > -1e-15);
    for (size_t i = 0; i < cells; i++)
    {
      assert_true(state[i] <= 1 + 1e-12 && state[i] > 0.9);
      assert_true(state[cells + i] <= 1);
      assert_true(state[2 * cells + i] <= 1 + 1e-15);
    }
  }
}

static void amount_is_conserved_without_reaction(void **unused)
{
  (void)unused;
  static const double diffusivity[] = { 1e-3, 1, 1e4, 1e6 };
  for (size_t k = 0; k < 4; k++)
  {
    plain = (struct plain){ .diffusivity = diffusivity[k] };
    row_disc(&plain.row, 1, 30, 1.1, 200);
    start_hole(40);
    double before = row_total(&plain.row, state);
    row_step(&plain.row, plain_system(), 0.5, 1, 0, 200, nobody, state);
    double drift = row_total(&plain.row, state) / before - 1;
    print_message("conservation: drift %.1e after 400 steps of %g diffusion times of a cell\n", drift, 0.5 * diffusivity[k]);
    // what flows is rounded, so a step of very many diffusion times of a cell shows that many times the rounding
    CHECK_NEAR(drift, 0, fmax(1e-14, 2e-16 * 0.5 * diffusivity[k]));
    // and the fastest are uniform at the end
    if (k >= 2)
      CHECK_RELATIVE(state[0], before / (pi * 200 * 200), 1e-9);
  }
}

static void radial_grid_ends_exactly(void **unused)
{
  (void)unused;
  static const double growths[] = { 1, 1.08 };
  for (size_t g = 0; g < 2; g++)
  {
    static double faces[400], area[400], conductance[400];
    size_t count = diffusion_radial_faces(2, 30, growths[g], 178.4, 0, NULL);
    assert_int_equal(diffusion_radial_faces(2, 30, growths[g], 178.4, 400, faces), count);
    assert_true(faces[0] == 0 && faces[count - 1] == 178.4);
    // even cells are as wide as asked
    CHECK_NEAR(faces[1], 2, 0);
    CHECK_NEAR(faces[15], 30, 1e-13);
    for (size_t i = 1; i + 1 < count; i++)
    {
      double ratio = (faces[i + 1] - faces[i]) / (faces[i] - faces[i - 1]);
      CHECK_NEAR(ratio, faces[i] < 29 * faces[1] / 2 ? 1 : growths[g], faces[i] > 31 ? 1e-12 : 0.0801);
    }
    diffusion_radial_geometry(count - 1, faces, area, conductance);
    double sum = 0;
    for (size_t i = 0; i + 1 < count; i++)
      sum += area[i];
    CHECK_RELATIVE(sum, pi * 178.4 * 178.4, 1e-14);
    CHECK_RELATIVE(conductance[0], 2 * pi * faces[1] / (0.5 * faces[2]), 1e-15);
  }
  // a width that divides evenly is kept
  assert_int_equal(diffusion_radial_faces(0.1, 20, 1, 20, 0, NULL), 201);
}

static void count_call(void *sink, double time, const double *value)
{
  double *last = sink;
  (void)value;
  last[0] += 1;
  last[1] = time;
}

static void burst_reaction(const void *context, double time, const double *value, double *rate, double *diagonal)
{
  const struct row *row = context;
  for (size_t i = 0; i < row->cells; i++)
  {
    rate[i] = time > 1 && i == 3 ? (double)NAN : value[i];
    diagonal[i] = 0;
  }
}

static void failures_say_where(void **unused)
{
  (void)unused;
  static struct row row;
  static struct trail trail;
  row_slab(&row, 10, 1);
  struct diffusion_system system = { .states = 1,
                                     .cells = 10,
                                     .capacity = row.capacity,
                                     .conductance = row.conductance,
                                     .context = &row,
                                     .reaction = burst_reaction,
                                     .diffusivity = porous_diffusivity };
  struct diffusion_statistics statistics = { 0 };
  double calls[2] = { 0 };
  for (size_t i = 0; i < 10; i++)
    state[i] = 1;
  enum status status = diffusion_integrate(&system, &(struct diffusion_control){ 0.3, 2 }, 0, 5,
                                           (struct diffusion_observer){ calls, count_call }, state, &statistics, &trail);
  assert_int_equal(status, STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "state 0 in cell 3 is nan at time 1.2"));
  // the start and three good steps were seen
  assert_int_equal((int)calls[0], 4);

  // the last step is shortened to end exactly
  calls[0] = 0;
  trail_clear(&trail);
  state[3] = 1;
  status = diffusion_integrate(&system, &(struct diffusion_control){ 0.3, 2 }, 0, 1,
                               (struct diffusion_observer){ calls, count_call }, state, &statistics, &trail);
  assert_int_equal(status, STATUS_OK);
  assert_true(calls[0] == 5 && calls[1] == 1);

  // requests that make no sense
  status = diffusion_integrate(&system, &(struct diffusion_control){ 0, 2 }, 0, 1, nobody, state, &statistics, &trail);
  assert_int_equal(status, STATUS_SOFTWARE);
  row.capacity[4] = 0;
  trail_clear(&trail);
  status = diffusion_integrate(&system, &(struct diffusion_control){ 0.1, 2 }, 0, 1, nobody, state, &statistics, &trail);
  assert_int_equal(status, STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "capacity of cell 4 is 0"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(hole_in_a_disc_follows_its_series),
    cmocka_unit_test(hole_in_the_plane_heals_at_the_known_time),
    cmocka_unit_test(disc_with_a_held_edge_follows_its_series),
    cmocka_unit_test(growth_factor_keeps_its_profile_at_any_step),
    cmocka_unit_test(barenblatt_spot_spreads_as_it_should),
    cmocka_unit_test(relaxing_states_are_exact_at_any_step),
    cmocka_unit_test(layers_conduct_in_series),
    cmocka_unit_test(rest_is_exact),
    cmocka_unit_test(bounds_hold_at_long_steps),
    cmocka_unit_test(amount_is_conserved_without_reaction),
    cmocka_unit_test(radial_grid_ends_exactly),
    cmocka_unit_test(failures_say_where),
  };
  gsl_set_error_handler_off();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
