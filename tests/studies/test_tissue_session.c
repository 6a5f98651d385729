/* test_tissue_session.c - one session on tissue at rest against the oracle, for all states; integrators against each other. */
#include "tissue_case.h"
#include "tissue_reference.h"

static struct tissue tissue;

static int setup(void **unused)
{
  (void)unused;
  tissue_make(&tissue, NULL);
  return 0;
}

static int teardown(void **unused)
{
  (void)unused;
  tissue_free(&tissue);
  return 0;
}

/* rows[count][states] after one session on tissue at rest; returns the most negative value */
static double session_run(double intensity, const struct method *method, double relative, double absolute, size_t count,
                          const double *times, double *rows)
{
  double state[TISSUE_STATES];
  struct system system = tissue_system(&tissue);
  assembly_initial(tissue.assembly, state);
  tissue_injure(&tissue, intensity, state);
  return tissue_run(&system, method, relative, absolute, 0, times[count - 1], count, times, rows, state);
}

static void tables_of_the_oracle_are_met(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < REFERENCE_INTENSITIES; i++)
  {
    double rows[REFERENCE_TIMES * TISSUE_STATES], worst = 0;
    session_run(reference_intensities[i], &rosenbrock_method, 1e-10, 1e-14, REFERENCE_TIMES, reference_times, rows);
    for (size_t k = 0; k < REFERENCE_STATES; k++)
    {
      size_t s = tissue_state(&tissue, reference_states[k]);
      for (size_t t = 0; t < REFERENCE_TIMES; t++)
      {
        double found = rows[t * tissue.states + s], fine = reference_fine[i][k][t];
        // half a printed digit and the error of the oracle's own run at rtol 1e-8
        check_near(found, reference_printed[i][k][t], 0.6e-6, reference_states[k], __FILE__, __LINE__);
        // what has decayed below 1e-11 has no digits left
        check_near(found, fine, 1e-6 * fabs(fine) + 1e-11, reference_states[k], __FILE__, __LINE__);
        worst = fmax(worst, fabs(found - fine) / (fabs(fine) + 1e-5));
      }
    }
    print_message("i = %g: largest relative difference to the oracle %.2g\n", reference_intensities[i], worst);
  }
}

/* defaults share values (two losses of 0.5, three of 0.2), so a swapped name shows only when every parameter has its own */
static void every_parameter_is_where_the_oracle_has_it(void **unused)
{
  (void)unused;
  struct tissue changed;
  tissue_make(&changed, NULL);
  for (size_t k = 0; k < sizeof changed_parameters / sizeof *changed_parameters; k++)
  {
    size_t p = parameter_find(changed_parameters[k].parameter);
    if (p == parameter_count())
      fail_msg("there is no parameter %s", changed_parameters[k].parameter);
    assert_true(changed.parameters[p] != changed_parameters[k].value);
    changed.parameters[p] = changed_parameters[k].value;
  }
  double state[TISSUE_STATES], rows[CHANGED_TIMES * TISSUE_STATES], time = 0;
  struct system system = tissue_system(&changed);
  const struct hit hit = { 0.4, 0.7, 0, 0 };
  assembly_initial(changed.assembly, state);
  assembly_injure(changed.assembly, 1, &changed.leak, &hit, state);
  for (size_t t = 0; t < CHANGED_TIMES; t++)
  {
    if (t == 2)
    {
      tissue_run(&system, &rosenbrock_method, 1e-10, 1e-14, time, 20, 0, NULL, NULL, state);
      assembly_injure(changed.assembly, 1, &changed.leak, &hit, state);
      time = 20;
    }
    tissue_run(&system, &rosenbrock_method, 1e-10, 1e-14, time, changed_times[t], 0, NULL, NULL, state);
    time = changed_times[t];
    memcpy(rows + t * changed.states, state, changed.states * sizeof *state);
  }
  for (size_t k = 0; k < REFERENCE_STATES; k++)
    for (size_t t = 0; t < CHANGED_TIMES; t++)
      check_near(rows[t * changed.states + tissue_state(&changed, reference_states[k])], changed_states[k][t],
                 1e-6 * fabs(changed_states[k][t]) + 1e-11, reference_states[k], __FILE__, __LINE__);
  tissue_free(&changed);
}

static double collagen(const double *row)
{
  return row[tissue_state(&tissue, "type_iii_collagen")] + row[tissue_state(&tissue, "immature_collagen_i")] +
         row[tissue_state(&tissue, "mature_collagen_i")];
}

static void functional_collagen_is_met(void **unused)
{
  (void)unused;
  double times[REFERENCE_TIMES + 1] = { 0 }, rows[(REFERENCE_TIMES + 1) * TISSUE_STATES], rest[TISSUE_STATES];
  memcpy(times + 1, reference_times, sizeof reference_times);
  assembly_initial(tissue.assembly, rest);
  size_t total = assembly_observable_find(tissue.assembly, "collagen_total");
  for (size_t i = 0; i < REFERENCE_INTENSITIES; i++)
  {
    session_run(reference_intensities[i], &rosenbrock_method, 1e-9, 1e-12, REFERENCE_TIMES + 1, times, rows);
    for (size_t t = 0; t <= REFERENCE_TIMES; t++)
    {
      const double *row = rows + t * tissue.states;
      CHECK_NEAR(collagen(row), reference_collagen[i][t], 0.6e-6);
      double value;
      assembly_observe(tissue.assembly, total, 1, row, &tissue.leak, &value);
      CHECK_NEAR(value * collagen(rest), collagen(row), 1e-15);
    }
  }
}

/* the order of events: neutrophils, M1, M2, fibroblasts, myofibroblasts, melanin; with size and day */
static void peaks_are_met(void **unused)
{
  (void)unused;
  enum
  {
    GRID = 601
  };
  static double times[GRID], rows[GRID * TISSUE_STATES];
  for (size_t t = 0; t < GRID; t++)
    times[t] = 0.1 * (double)t;
  for (size_t i = 0; i < REFERENCE_INTENSITIES; i++)
  {
    session_run(reference_intensities[i], &rosenbrock_method, 1e-9, 1e-12, GRID, times, rows);
    for (size_t k = 0; k < REFERENCE_PEAKS; k++)
    {
      size_t s = tissue_state(&tissue, reference_peaks[i][k].state), at = 0;
      for (size_t t = 0; t < GRID; t++)
        if (rows[t * tissue.states + s] > rows[at * tissue.states + s])
          at = t;
      // five digits are printed; near a flat top two days of the grid may differ in the last one
      check_near(rows[at * tissue.states + s], reference_peaks[i][k].value, 0.6e-5, reference_peaks[i][k].state, __FILE__,
                 __LINE__);
      check_near(times[at], reference_peaks[i][k].day, 0.1001, reference_peaks[i][k].state, __FILE__, __LINE__);
    }
  }
}

static void independent_integrators_agree(void **unused)
{
  (void)unused;
  const struct method *methods[] = { tissue_gsl("gsl-rk8pd"), &rosenbrock_method, &dormand_prince_method, tissue_gsl("gsl-msbdf"),
                                     tissue_gsl("gsl-rkf45") };
  static const double sessions[] = { 0, 14, 42, 90 };
  static double state[5][TISSUE_STATES];
  struct system system = tissue_system(&tissue);
  for (size_t m = 0; m < 5; m++)
  {
    assembly_initial(tissue.assembly, state[m]);
    double least = 0;
    for (size_t j = 0; j < 3; j++)
    {
      tissue_injure(&tissue, 0.3, state[m]);
      least = fmin(least, tissue_run(&system, methods[m], 1e-9, 1e-12, sessions[j], sessions[j + 1], 0, NULL, NULL, state[m]));
    }
    double worst = 0;
    for (size_t s = 0; s < tissue.states; s++)
    {
      worst = fmax(worst, fabs(state[m][s] - state[0][s]));
      CHECK_NEAR(state[m][s], state[0][s], 1e-6 * fabs(state[0][s]) + 1e-9);
    }
    print_message("%s: differs by %.2g, most negative value %.2g\n", methods[m]->name, worst, least);
    // nothing is clipped: what is below zero is within the error that was asked for
    assert_true(least > -1e-9);
  }
}

/* the system knows no clock */
static void shift_of_time_changes_nothing(void **unused)
{
  (void)unused;
  double state[2][TISSUE_STATES];
  struct system system = tissue_system(&tissue);
  for (size_t k = 0; k < 2; k++)
  {
    double shift = 64.0 * (double)k;
    assembly_initial(tissue.assembly, state[k]);
    tissue_injure(&tissue, 0.3, state[k]);
    tissue_run(&system, &rosenbrock_method, 1e-8, 1e-11, shift, shift + 28, 0, NULL, NULL, state[k]);
  }
  // only the rounding of time itself: 1e-14 day of steps
  for (size_t s = 0; s < tissue.states; s++)
    CHECK_NEAR(state[1][s], state[0][s], 1e-11);
}

static void default_tolerances_keep_states_positive(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < 4; i++)
  {
    static const double intensities[] = { 0.03, 0.3, 1, 10 }, day[] = { 180 };
    double rows[TISSUE_STATES], least = session_run(intensities[i], &rosenbrock_method, 1e-6, 1e-9, 1, day, rows);
    print_message("i = %g: most negative value %.2g\n", intensities[i], least);
    // the margin of assembly_verify is 1e-5; a hundred times the absolute tolerance is what steps may leave
    assert_true(least > -1e-7);
    assert_int_equal(assembly_verify(tissue.assembly, 1, rows, 180, &trail), STATUS_OK);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tables_of_the_oracle_are_met),
    cmocka_unit_test(every_parameter_is_where_the_oracle_has_it),
    cmocka_unit_test(functional_collagen_is_met),
    cmocka_unit_test(peaks_are_met),
    cmocka_unit_test(independent_integrators_agree),
    cmocka_unit_test(shift_of_time_changes_nothing),
    cmocka_unit_test(default_tolerances_keep_states_positive),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
