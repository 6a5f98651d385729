/* test_replicate.c - published models against reference values that were computed from the published equations by another
 * integrator (LSODA, relative tolerance 1e-10), and against GSL's methods. Tolerances: the digits that are given. */
#include "replicate_check.h"

/* --- waugh2006 --- */

static void waugh2006_rests_where_it_should(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("waugh2006", "10,20,2000", NULL, &report);
  static const double normal[] = { 10,        110.679393, 110.679393, 0.859075, 20,      43.853743,
                                   43.853743, 0.341030,   2000,       6.36505,  6.36505, 0.0489619 };
  rows_check(&report, 3, 3, normal, 2e-6);
  assert_string_equal(report.outcome, "resolved");
  replicate_report_free(&report);

  table_make("waugh2006.diabetic", "10,2000", NULL, &report);
  static const double chronic[] = { 10, 476.361304, 140.035841, 3.617046, 2000, 905.77304, 226.44326, 6.96748 };
  rows_check(&report, 2, 3, chronic, 1e-6);
  assert_string_equal(report.outcome, "chronic");
  replicate_report_free(&report);

  // from below the saddle the diabetic wound resolves too
  static const char *const little[] = { "inflammatory_macrophages_initial=100", "repair_macrophages_initial=25",
                                        "tgf_beta_initial=0.8", NULL };
  table_make("waugh2006.diabetic", "2000", little, &report);
  static const double low[] = { 2000, 12.2391, 3.05977, 0.09415 };
  rows_check(&report, 1, 3, low, 5e-5);
  replicate_report_free(&report);

  // the saddle: a start within rounding of it stays for weeks
  static const char *const saddle[] = { "inflammatory_macrophages_initial=140.4114", "repair_macrophages_initial=35.1028",
                                        "tgf_beta_initial=1.08009", NULL };
  table_make("waugh2006.diabetic", "20", saddle, &report);
  CHECK_RELATIVE(replicate_value(&report, "inflammatory_macrophages", 0), 140.4114, 1e-4);
  replicate_report_free(&report);
}

static void waugh2006_is_resolved_by_treatment(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("waugh2006.treated", "22,30,40,60,200", NULL, &report);
  static const double treated[] = { 22,         903.929029,   227.254407, 6.95231574, 30,         254.348331,  507.878138,
                                    1.99015563, 40,           55.6487969, 150.444308, 0.43520372, 60,          4.62845511,
                                    16.1261093, 0.0359219461, 200,        2.24813127, 8.99252506, 0.0172933174 };
  rows_check(&report, 5, 3, treated, 1e-7);
  assert_string_equal(report.outcome, "resolved");
  replicate_report_free(&report);
}

/* --- waugh2007 --- */

static void waugh2007_normal(void **unused)
{
  (void)unused;
  static const double known[] = { 3,  170.53112, 185.87955, 1.434812, 1.453382, 241.33033, 476.86620,  2.854811,
                                  7,  101.83330, 136.34445, 0.893594, 1.004065, 222.56063, 1014.03018, 3.269860,
                                  14, 38.11104,  58.60006,  0.369749, 0.436951, 163.06617, 1251.12733, 2.503153,
                                  28, 8.74360,   12.95106,  0.099771, 0.110375, 72.51354,  1250.88355, 1.119544,
                                  90, 5.73822,   6.26532,   0.064023, 0.061976, 45.23340,  1249.52237, 0.646193 };
  struct replicate_report report;
  table_make("waugh2007", "3,7,14,28,90", NULL, &report);
  rows_check(&report, 5, 7, known, 1e-5);
  peak_check(&report, "fibroblasts", 241.354, 2.87, 6e-4, 6e-3);
  peak_check(&report, "collagen", 1252.18, 17.12, 6e-3, 6e-3);
  assert_int_equal(replicate_trail.warning_count, 0);
  replicate_report_free(&report);
}

static void waugh2007_diabetic_and_treated(void **unused)
{
  (void)unused;
  static const double diabetic[] = {
    28,  50.9045816, 33.3356491, 0.426051041,  0.349433312,  69.9238805, 492.525527, 0.108500334,
    90,  10.9927532, 3.38855016, 0.091511229,  0.059863373,  15.8112159, 553.407349, 0.0226009741,
    180, 10.9430388, 3.33647763, 0.0910095752, 0.0593777082, 15.5423346, 604.797635, 0.0222091177,
  };
  static const double treated_a[] = {
    28,  50.9045816, 33.3356491, 0.426051041,  0.349433312,  69.9238805, 492.525527, 0.108500334,
    29,  45.8740234, 33.3537466, 0.640257194,  0.738622797,  552.089825, 521.983844, 2.1774762,
    90,  10.6993354, 3.21262761, 0.0887566334, 0.0576744609, 14.7132346, 757.772865, 0.0209961596,
    180, 10.7572935, 3.17491752, 0.0891323999, 0.0576930182, 14.5218592, 831.146004, 0.0207528983,
  };
  static const double treated_b[] = {
    29,  40.9955621, 43.3640905, 1.03534689,   1.10886897,   1520.00083, 635.199301, 58.5691424,
    78,  4.21409774, 18.9460061, 0.731880928,  0.862079468,  1494.91182, 1251.45277, 58.9469432,
    90,  5.98601552, 6.80944758, 0.0512200968, 0.0529755884, 12.6372164, 1244.10294, 0.0321800112,
    180, 10.435092,  2.90541942, 0.0859535899, 0.0548757016, 12.9304653, 1234.38776, 0.018471478,
  };
  struct replicate_report report;
  table_make("waugh2007.diabetic", "28,90,180", NULL, &report);
  rows_check(&report, 3, 7, diabetic, 1e-7);
  replicate_report_free(&report);
  table_make("waugh2007.treated_a", "28,29,90,180", NULL, &report);
  rows_check(&report, 4, 7, treated_a, 1e-7);
  replicate_report_free(&report);
  table_make("waugh2007.treated_b", "29,78,90,180", NULL, &report);
  rows_check(&report, 4, 7, treated_b, 1e-7);
  replicate_report_free(&report);
}

/* --- reynolds2006, cooper2015 --- */

static void reynolds2006_has_three_ends(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("reynolds2006", "24,168", NULL, &report);
  static const double day[] = { 9.308e-10, 0.193383, 3.327169, 0.471952 };
  // pathogen is far below the others and hangs on the tolerance of the reference too
  CHECK_RELATIVE(report.value[0], day[0], 1e-3);
  for (size_t c = 1; c < 4; c++)
    CHECK_NEAR(report.value[c * 2], day[c], 6e-7);
  peak_check(&report, "phagocytes", 0.196370, 33.91, 6e-7, 6e-3);
  peak_check(&report, "damage", 3.411328, 32.34, 6e-7, 6e-3);
  peak_check(&report, "mediator", 0.513035, 64.97, 6e-7, 6e-3);
  assert_string_equal(report.outcome, "recovery");
  replicate_report_free(&report);

  static const char *const more[] = { "pathogen_initial=1.5", NULL };
  table_make("reynolds2006", "2000", more, &report);
  static const double aseptic[] = { 0, 0.635014, 17.39896, 0.522864 };
  for (size_t c = 0; c < 4; c++)
    CHECK_NEAR(report.value[c], aseptic[c], 1e-6 * (1 + aseptic[c]));
  assert_string_equal(report.outcome, "aseptic death");
  replicate_report_free(&report);

  static const char *const faster[] = { "kpg=0.5 h-1", NULL }, *const fastest[] = { "kpg=0.6", NULL };
  table_make("reynolds2006", "2000", faster, &report);
  assert_string_equal(report.outcome, "aseptic death");
  replicate_report_free(&report);
  table_make("reynolds2006", "2000", fastest, &report);
  static const double septic[] = { 2000, 4.93635, 0.980966, 17.4925, 0.522876 };
  rows_check(&report, 1, 4, septic, 2e-6);
  assert_string_equal(report.outcome, "septic death");
  replicate_report_free(&report);
}

static void cooper2015_as_coded_and_corrected(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("cooper2015", "1,7", NULL, &report);
  static const double coded[2][3] = { { 0.872562, 0.132456, 0.145078 }, { 0.00357491, 0.177719, 0.000791524 } };
  for (size_t k = 0; k < 2; k++)
    for (size_t c = 0; c < 3; c++)
      CHECK_RELATIVE(report.value[(c + 1) * 2 + k], coded[k][c], 4e-6);
  peak_check(&report, "neutrophils", 0.148338, 0.759, 6e-7, 6e-4);
  peak_check(&report, "macrophages", 0.272609, 4.137, 6e-7, 6e-4);
  replicate_report_free(&report);

  table_make("cooper2015.corrected", "7", NULL, &report);
  static const double corrected[] = { 0.00447863, 0.195583, 0.000959899 };
  for (size_t c = 0; c < 3; c++)
    CHECK_RELATIVE(report.value[c + 1], corrected[c], 4e-6);
  peak_check(&report, "neutrophils", 0.152527, 0.855, 6e-7, 6e-4);
  peak_check(&report, "macrophages", 0.280061, 4.350, 6e-7, 6e-4);
  replicate_report_free(&report);
}

/* --- adler2020, bianchi2015 --- */

static void adler2020_after_one_injury(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("adler2020", "2,10,200", NULL, &report);
  static const double known[] = { 2, 3.0413, 1.503963e6, 10, 255.547, 136560.99 };
  for (size_t k = 0; k < 2; k++)
    for (size_t c = 0; c < 2; c++)
      CHECK_RELATIVE(report.value[c * 3 + k], known[k * 3 + c + 1], 2e-6);
  assert_true(report.value[2] < 1e-3 && report.value[5] < 1e-3);
  assert_string_equal(report.outcome, "healing");
  // the growth factors of the full system mean nothing here
  assert_int_equal(replicate_column_find(&report, "csf"), report.columns);
  replicate_report_free(&report);

  // hot fibrosis is a fixed point of both systems
  static const char *const longer[] = { "duration=5", NULL };
  for (int full = 0; full < 2; full++)
  {
    table_make(full ? "adler2020.full" : "adler2020", "800", longer, &report);
    CHECK_RELATIVE(replicate_value(&report, "myofibroblasts", 0), 481389.3, 2e-7);
    CHECK_RELATIVE(replicate_value(&report, "macrophages", 0), 639488.3, 2e-7);
    assert_string_equal(report.outcome, "hot fibrosis");
    replicate_report_free(&report);
  }

  // without macrophages: from above the unstable point on the axis to cold fibrosis
  static const char *const cold[] = { "pulses=0", "macrophages_initial=0", "myofibroblasts_initial=10400", NULL };
  table_make("adler2020", "2000", cold, &report);
  CHECK_RELATIVE(replicate_value(&report, "myofibroblasts", 0), 278801.5, 2e-7);
  assert_string_equal(report.outcome, "cold fibrosis");
  replicate_report_free(&report);
}

/* a start on a fixed point drifts away from it with its unstable rate only */
static void adler2020_saddle_is_left_with_its_rate(void **unused)
{
  (void)unused;
  static const char *const on[] = { "pulses=0", "myofibroblasts_initial=5328.8", "macrophages_initial=4741.1", NULL };
  struct replicate_report report;
  table_make("adler2020", "20,30,40", on, &report);
  double before = report.value[1] - report.value[0], after = report.value[2] - report.value[1];
  print_message("drift from the saddle: %g, %g; rate %.5f (0.10183)\n", before, after, log(after / before) / 10);
  assert_true(fabs(before) < 5);
  CHECK_NEAR(log(after / before) / 10, 0.10183, 1e-3);
  replicate_report_free(&report);
}

static void bianchi2015_turns_its_switch(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("bianchi2015", "10,50", NULL, &report);
  static const double known[] = { 10, 96.909, 5836.94, 0.72978, 4897.70, 0, 50, 33.893, 2084.86, 0.33842, 4510.25, 10726.2 };
  for (size_t c = 0; c < 5; c++)
  {
    CHECK_NEAR(report.value[c * 2], known[c + 1], 1.5e-5 * known[c + 1]);
    CHECK_RELATIVE(report.value[c * 2 + 1], known[6 + c + 1], 2e-5);
  }
  peak_check(&report, "tgf_beta", 290.839, 0.01444, 6e-4, 6e-6);
  peak_check(&report, "macrophages", 6276.40, 5.42, 6e-3, 6e-3);
  peak_check(&report, "vegf", 0.99494, 3.39, 6e-6, 6e-3);
  // at the switch L + C is exactly 1e4
  CHECK_NEAR(found_value(&report, "network_on"), 21.36, 6e-3);
  CHECK_NEAR(found_value(&report, "arrival_off"), 46.993753, 1e-5);
  char at[64];
  snprintf(at, sizeof at, "%.17g", found_value(&report, "network_on"));
  replicate_report_free(&report);
  table_make("bianchi2015", at, NULL, &report);
  CHECK_RELATIVE(replicate_value(&report, "vessel_tips", 0), 1e4, 1e-10);
  replicate_report_free(&report);
}

/* --- sohutskay2021, koppenol2017 --- */

static void sohutskay2021_heals_and_rests(void **unused)
{
  (void)unused;
  static const double known[] = { 168, 438.14178, 8.4535386e-5, .10394019, 336,  1441.4606, 7.1462323e-5, .37700737,
                                  720, 3495.4152, 4.867528e-5,  1.2802178, 4320, 1649.5217, 1.3300015e-6, 1.5554401 };
  struct replicate_report report;
  table_make("sohutskay2021", "168,336,720,180 day", NULL, &report);
  rows_check(&report, 4, 3, known, 5e-8);
  replicate_report_free(&report);

  // at rest without stretch, to rounding
  table_make("sohutskay2021.rest", "0,4320", NULL, &report);
  static const double rest[] = { 0, 1000, 0, 1, 4320, 1000, 0, 1 };
  rows_check(&report, 2, 3, rest, 1e-14);
  replicate_report_free(&report);

  // with it, rest is left with 0.051 cells per mm3 and hour
  static const char *const sets[] = { "mechanics=1", NULL };
  table_make("sohutskay2021.rest", "0.01", sets, &report);
  CHECK_NEAR((replicate_value(&report, "fibroblasts", 0) - 1000) / 0.01, 0.051, 5e-4);
  CHECK_NEAR(replicate_value(&report, "response", 0), 0.00669, 5e-6);
  CHECK_NEAR(replicate_value(&report, "collagen_saturation", 0), 1.06186, 5e-6);
  replicate_report_free(&report);
}

static void koppenol2017_identities(void **unused)
{
  (void)unused;
  struct replicate_report report;
  table_make("koppenol2017", "0,365", NULL, &report);
  CHECK_NEAR(replicate_value(&report, "exponent", 0), -0.4150692925, 6e-11);
  CHECK_RELATIVE(replicate_value(&report, "collagen_making", 0), 7.59375e-8, 1e-14);
  CHECK_NEAR(replicate_value(&report, "signal_growth", 0), -0.1625, 1e-14);
  CHECK_NEAR(replicate_value(&report, "residual", 0), 0, 1e-15);
  static const double rest[] = { 0, 1e4, 0, 0, 0.1125, 365, 1e4, 0, 0, 0.1125 };
  rows_check(&report, 2, 4, rest, 1e-13);
  replicate_report_free(&report);

  // so little signal that it changes nothing else decays with that rate
  static const char *const trace[] = { "signal_initial=1e-20", NULL };
  table_make("koppenol2017", "0,1", trace, &report);
  CHECK_NEAR(log(replicate_value(&report, "signal", 1) / replicate_value(&report, "signal", 0)), -0.1625, 1e-7);
  replicate_report_free(&report);
}

/* --- all models by other methods --- */

static void other_methods_agree(void **unused)
{
  (void)unused;
  static const struct
  {
    const char *model, *method;
    double tolerance;
  } cases[] = { { "waugh2006.treated", "gsl-rk8pd", 1e-8 },  { "waugh2007.treated_b", "gsl-rk8pd", 1e-7 },
                { "waugh2007.diabetic", "dopri5", 1e-7 },    { "reynolds2006", "gsl-rk8pd", 1e-8 },
                { "cooper2015", "gsl-rkf45", 1e-7 },         { "cooper2015.corrected", "gsl-msbdf", 1e-5 },
                { "adler2020.full", "gsl-rk8pd", 1e-7 },     { "adler2020", "dopri5", 1e-6 },
                { "bianchi2015", "gsl-msbdf", 1e-6 },        { "sohutskay2021.stretched", "gsl-rk8pd", 1e-8 },
                { "koppenol2017.signal", "gsl-rk8pd", 1e-7 } };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
  {
    struct replicate_request request = { .model = cases[i].model };
    struct replicate_report own, other;
    replicate_done(&request, &own);
    request.method = cases[i].method;
    replicate_done(&request, &other);
    for (size_t c = 0; c < own.columns; c++)
    {
      double largest = own.column[c].is_state ? fabs(own.column[c].greatest) : 0, worst = 0;
      for (size_t k = 0; k < own.times; k++)
      {
        double value = own.value[c * own.times + k];
        largest = fmax(largest, fabs(value));
        worst = fmax(worst, fabs(other.value[c * own.times + k] - value));
      }
      if (worst > cases[i].tolerance * largest)
        fail_msg("%s by %s: %s differs by %g of %g", cases[i].model, cases[i].method, own.column[c].name, worst, largest);
    }
    replicate_report_free(&own);
    replicate_report_free(&other);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(waugh2006_rests_where_it_should),
    cmocka_unit_test(waugh2006_is_resolved_by_treatment),
    cmocka_unit_test(waugh2007_normal),
    cmocka_unit_test(waugh2007_diabetic_and_treated),
    cmocka_unit_test(reynolds2006_has_three_ends),
    cmocka_unit_test(cooper2015_as_coded_and_corrected),
    cmocka_unit_test(adler2020_after_one_injury),
    cmocka_unit_test(adler2020_saddle_is_left_with_its_rate),
    cmocka_unit_test(bianchi2015_turns_its_switch),
    cmocka_unit_test(sohutskay2021_heals_and_rests),
    cmocka_unit_test(koppenol2017_identities),
    cmocka_unit_test(other_methods_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
