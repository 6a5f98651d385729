/* test_replicate_thresholds.c - where outcomes change: those with a reference, and those that were computed here and by an
 * independent program (LSODA with the same events), which agreed to the digits given. */
#include "replicate_check.h"

static void search_make(const char *model, const char *threshold, const char *const *sets, struct replicate_report *report)
{
  struct replicate_request request = { .model = model, .threshold = threshold, .sets = sets };
  while (sets != NULL && sets[request.set_count] != NULL)
    request.set_count++;
  replicate_done(&request, report);
}

static void reynolds2006_doses(void **unused)
{
  (void)unused;
  struct replicate_report report;
  search_make("reynolds2006", "pathogen_initial", NULL, &report);
  assert_int_equal(report.edges, 1);
  edge_check(&report, 0, 1.03566715, 1e-7, "recovery", "aseptic death");
  replicate_report_free(&report);

  search_make("reynolds2006", "kpg", NULL, &report);
  assert_int_equal(report.edges, 2);
  edge_check(&report, 0, 0.310761686, 1e-7, "recovery", "aseptic death");
  // the end with pathogen loses its stability in a Hopf bifurcation at 0.5143033, found from the eigenvalues
  edge_check(&report, 1, 0.5143033, 1e-5, "aseptic death", "septic death");
  replicate_report_free(&report);

  search_make("reynolds2006.sterile", "damage_initial", NULL, &report);
  assert_int_equal(report.edges, 1);
  edge_check(&report, 0, 3.71193288, 1e-7, "recovery", "aseptic death");
  replicate_report_free(&report);
}

static void adler2020_one_injury(void **unused)
{
  (void)unused;
  struct replicate_report report;
  search_make("adler2020", "duration", NULL, &report);
  assert_int_equal(report.edges, 1);
  edge_check(&report, 0, 2.260395, 0.005, "healing", "hot fibrosis");
  CHECK_RELATIVE(report.edge[0].value, 2.2603935, 1e-6);
  replicate_report_free(&report);
  search_make("adler2020.full", "duration", NULL, &report);
  assert_int_equal(report.edges, 1);
  edge_check(&report, 0, 2.1595613, 1e-6, "healing", "hot fibrosis");
  replicate_report_free(&report);
}

static void adler2020_repeated_injuries(void **unused)
{
  (void)unused;
  static const struct
  {
    const char *model, *pulses, *duration;
    double lower, upper; /* 0: no lower edge */
  } cases[] = { { "adler2020", "pulses=2", "duration=1", 1.9458997, 35.547314 },
                { "adler2020.full", "pulses=2", "duration=1", 1.6032531, 37.399247 },
                { "adler2020", "pulses=2", "duration=0.5", 6.2333791, 21.549793 },
                { "adler2020", "pulses=2", "duration=2", 0, 60.853238 },
                { "adler2020.full", "pulses=2", "duration=2", 0, 67.194324 },
                { "adler2020", "pulses=3", "duration=1", 0, 39.803318 },
                { "adler2020.full", "pulses=3", "duration=1", 0, 41.49521 },
                { "adler2020", "pulses=8", "duration=1", 0, 42.075031 } };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
  {
    const char *const sets[] = { cases[i].pulses, cases[i].duration, NULL };
    struct replicate_report report;
    size_t edges = cases[i].lower > 0 ? 2 : 1;
    search_make(cases[i].model, "separation=0..100", sets, &report);
    print_message("%s, %s: ", cases[i].pulses, cases[i].duration);
    assert_int_equal(report.edges, edges);
    if (edges == 2)
      edge_check(&report, 0, cases[i].lower, 1e-6, "healing", "hot fibrosis");
    edge_check(&report, edges - 1, cases[i].upper, 1e-6, "hot fibrosis", "healing");
    replicate_report_free(&report);
  }
  // the value of the specification, within its tolerance
  CHECK_RELATIVE(cases[0].upper, 35.547, 0.005);
}

static void waugh2006_alpha(void **unused)
{
  (void)unused;
  struct replicate_report report;
  search_make("waugh2006", "alpha", NULL, &report);
  assert_int_equal(report.edges, 1);
  edge_check(&report, 0, 0.66054888, 1e-6, "resolved", "chronic");
  replicate_report_free(&report);
  search_make("waugh2006.treated", "treated_alpha", NULL, &report);
  assert_int_equal(report.edges, 1);
  // the limit point at which the chronic state ends, from its equation
  edge_check(&report, 0, 0.543134966, 1e-6, "resolved", "chronic");
  replicate_report_free(&report);
}

static void no_edge_is_an_answer(void **unused)
{
  (void)unused;
  struct replicate_report report;
  search_make("reynolds2006", "pathogen_initial=0.1..0.5", NULL, &report);
  assert_int_equal(report.edges, 0);
  assert_string_equal(report.outcome_low, "recovery");
  replicate_report_free(&report);
}

static void a_looser_method_finds_the_same(void **unused)
{
  (void)unused;
  struct replicate_request request = { .model = "adler2020", .threshold = "duration=1..4", .method = "gsl-rk8pd" };
  struct replicate_report report;
  replicate_done(&request, &report);
  edge_check(&report, 0, 2.2603935, 1e-5, "healing", "hot fibrosis");
  replicate_report_free(&report);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(reynolds2006_doses),          cmocka_unit_test(adler2020_one_injury),
    cmocka_unit_test(adler2020_repeated_injuries), cmocka_unit_test(waugh2006_alpha),
    cmocka_unit_test(no_edge_is_an_answer),        cmocka_unit_test(a_looser_method_finds_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
