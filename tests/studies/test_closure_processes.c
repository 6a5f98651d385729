/* test_closure_processes.c - the channel processes on a bare row of cells: closed forms, and bounds in every cell at every step.
 *
 * Length um, time h in the comments; the program's own units are mm and day. */
#include "channel_row.h"

#define UM 1e-3
#define HOUR (1.0 / 24)

static struct channel_row row;
static const struct diffusion_observer nobody = { NULL, NULL };

/* slab of `cells` cells of `width` um */
static void slab_make(size_t cells, double width)
{
  row = (struct channel_row){ .cells = cells };
  for (size_t i = 0; i < cells; i++)
  {
    row.capacity[i] = width * UM;
    row.conductance[i] = 1 / (width * UM);
  }
}

/* mean over a cell of the wave max(0, 1 - exp((x - front) / width)) */
static double wave_mean(double left, double right, double front, double width)
{
  if (left >= front)
    return 0;
  double end = fmin(right, front);
  return (end - left - width * (exp((end - front) / width) - exp((left - front) / width))) / (right - left);
}

/* V3: the sharp wave travels X = v (t - lag atan(t / lag)): 82.9401 um in 20 h, 30.3248 um in 8 h with the default constants.
 * What is wrong is the cell at the front (sign of the cell) and the coefficients of a step: 0.1 % with 1 um and 0.025 h, 0.002 %
 * with half of both. */
static void front_travels_with_its_lag(void **unused)
{
  (void)unused;
  static const double hours[] = { 8, 20 }, travelled[] = { 30.3248, 82.9401 };
  double error[2] = { 0, 0 };
  for (int finer = 0; finer < 2; finer++)
  {
    double width = finer ? 0.5 : 1, step = finer ? 0.0125 : 0.025, start = 120;
    slab_make((size_t)(240 / width), width);
    row_wire(&row, "re_epithelialisation");
    double *cover = row_state(&row, "cover"), before = 0;
    for (size_t i = 0; i < row.cells; i++)
    {
      double left = width * (double)i;
      before += width * (cover[i] = wave_mean(left, left + width, start, 12));
    }
    for (size_t k = 0; k < 2; k++)
    {
      row_run(&row, k == 0 ? 0 : hours[0] * HOUR, hours[k] * HOUR, step * HOUR, nobody);
      double after = 0, largest = 0;
      for (size_t i = 0; i < row.cells; i++)
      {
        double left = width * (double)i;
        after += width * cover[i];
        largest = fmax(largest, fabs(cover[i] - wave_mean(left, left + width, start + travelled[k], 12)));
      }
      CHECK_RELATIVE(after - before, travelled[k], finer ? 0.0005 : 0.002);
      CHECK_NEAR(largest, 0, finer ? 0.003 : 0.012);
      error[finer] = fabs(after - before - travelled[k]);
    }
    assembly_free(row.assembly);
  }
  assert_true(error[1] < 0.5 * error[0]);
}

/* over a hole without a plug the front has bare_motility of its speed: 41.47 instead of 82.94 um */
static void front_is_slow_over_a_bare_hole(void **unused)
{
  (void)unused;
  slab_make(240, 1);
  row_wire(&row, "re_epithelialisation plug"); // without its process the barrier is taken from the environment
  double *cover = row_state(&row, "cover"), before = 0, after = 0;
  for (size_t i = 0; i < row.cells; i++)
  {
    before += cover[i] = wave_mean((double)i, (double)i + 1, 120, 12);
    row.environment[1 * row.cells + i] = 1; // all is hole
  }
  row.occluded = 100; // no plug
  row_run(&row, 0, 20 * HOUR, 0.025 * HOUR, nobody);
  for (size_t i = 0; i < row.cells; i++)
    after += cover[i];
  CHECK_RELATIVE(after - before, 0.5 * 82.9401, 0.003);
  assembly_free(row.assembly);
}

/* V8: the plug over no barrier is 1 - exp(-0.7 t), 0.95715 after 4.5 h, 0 under occlusion; barrier under full cover is
 * 1 - exp(-0.03 t), 0.5132 after 24 h; stratification 1 - exp(-0.05 t), 0.9 after 46.05 h. All exact at any step. */
static void closed_forms_are_met(void **unused)
{
  (void)unused;
  slab_make(2, 1);
  row_wire(&row, "plug");
  row_run(&row, 0, 4.5 * HOUR, 0.5 * HOUR, nobody);
  CHECK_NEAR(row_state(&row, "plug")[0], 0.95715, 5e-6);
  CHECK_NEAR(row_state(&row, "plug")[0], 1 - exp(-0.7 * 4.5), 1e-14);
  assembly_free(row.assembly);

  row_wire(&row, "plug");
  row.occluded = 1;
  row_run(&row, 0, 4.5 * HOUR, 0.5 * HOUR, nobody);
  CHECK_NEAR(row_state(&row, "plug")[0], 0, 0);
  assembly_free(row.assembly);

  row.occluded = 0;
  row_wire(&row, "barrier stratification"); // cover falls back to 1
  double *barrier = row_state(&row, "barrier"), *stratification = row_state(&row, "stratification");
  barrier[0] = stratification[0] = 0;
  row_run(&row, 0, 24 * HOUR, 0.5 * HOUR, nobody);
  CHECK_NEAR(barrier[0], 0.5132, 5e-5);
  CHECK_NEAR(barrier[0], 1 - exp(-0.03 * 24), 1e-14);
  CHECK_NEAR(barrier[1], 1, 0);
  CHECK_NEAR(stratification[0], 1 - exp(-0.05 * 24), 1e-14);
  assembly_free(row.assembly);
}

/* what each step is checked for */
struct watch
{
  double covered;
  size_t steps;
};

static void bounds_check(void *sink, double time, const double *state)
{
  struct watch *watch = sink;
  (void)time;
  for (size_t s = 0; s < assembly_state_count(row.assembly); s++)
  {
    double high = strcmp(assembly_state(row.assembly, s, NULL)->name, "growth_factor") == 0 ? 1e9 : 1;
    for (size_t i = 0; i < row.cells; i++)
      if (!(state[s * row.cells + i] >= 0 && state[s * row.cells + i] <= high))
        fail_msg("%s in cell %zu is %.17g at step %zu", assembly_state(row.assembly, s, NULL)->name, i, state[s * row.cells + i],
                 watch->steps);
  }
  // the covered area never shrinks, to rounding of the sum
  double covered = 0;
  const double *cover = state + assembly_state_find(row.assembly, "cover") * row.cells;
  for (size_t i = 0; i < row.cells; i++)
    covered += row.capacity[i] * cover[i];
  assert_true(covered >= watch->covered * (1 - 1e-14));
  watch->covered = covered;
  watch->steps++;
}

/* all five processes around a hole of 40 um, occluded for 12 h, with fine and with far too coarse steps */
static void all_states_keep_their_bounds(void **unused)
{
  (void)unused;
  static const double steps[] = { 0.05, 0.5, 1 }, gains[] = { 0, 4, 0 };
  static double faces[ROW_CELLS + 1];
  for (size_t k = 0; k < 3; k++)
  {
    row = (struct channel_row){ .occluded = 12 * HOUR };
    row.cells = diffusion_radial_faces(UM, 60 * UM, 1.08, 300 * UM, ROW_CELLS, faces) - 1;
    diffusion_radial_geometry(row.cells, faces, row.capacity, row.conductance);
    row_wire(&row, "re_epithelialisation plug barrier stratification growth_signal");
    assert_int_equal(assembly_state_count(row.assembly), 5);
    row.parameters[parameter_find("re_epithelialisation.growth_factor_gain")] = gains[k];
    for (size_t i = 0; i < row.cells; i++)
    {
      int in_hole = faces[i + 1] <= 40 * UM * (1 + 1e-9), in_wound = faces[i + 1] <= 50 * UM * (1 + 1e-9);
      row.environment[1 * row.cells + i] = row.environment[2 * row.cells + i] = in_hole;
      row_state(&row, "cover")[i] = row_state(&row, "stratification")[i] = !in_wound;
      row_state(&row, "barrier")[i] = !in_hole;
    }
    struct watch watch = { 0, 0 };
    row_run(&row, 0, 7, steps[k] * HOUR, (struct diffusion_observer){ &watch, bounds_check });
    assert_int_equal(watch.steps, (size_t)(168 / steps[k] + 1.5));
    assert_true(row_state(&row, "cover")[0] > 0.99);
    assembly_free(row.assembly);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(front_travels_with_its_lag),
    cmocka_unit_test(front_is_slow_over_a_bare_hole),
    cmocka_unit_test(closed_forms_are_met),
    cmocka_unit_test(all_states_keep_their_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
