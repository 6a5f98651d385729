/* test_tissue_invariants.c - what holds along every trajectory: ledgers, linear filters, closed forms, order of states. */
#include "tissue_case.h"

/* the tissue with extra states that are integrated along: what enters and leaves, written down here a second time */
enum
{
  LEDGER_COLLAGEN,
  LEDGER_FIBROBLASTS,
  LEDGER_PROTEOLYSIS,
  LEDGERS
};

struct books
{
  struct tissue tissue;
  /* numbers of states */
  size_t c3, ci, cm, cd, xs, fq, fa, y, fr, u, inhibitor, n, m1, m2, t, g;
};

static struct books books;

static int setup(void **unused)
{
  (void)unused;
  struct tissue *tissue = &books.tissue;
  tissue_make(tissue, NULL);
  const struct
  {
    size_t *number;
    const char *name;
  } names[] = { { &books.c3, "type_iii_collagen" },
                { &books.ci, "immature_collagen_i" },
                { &books.cm, "mature_collagen_i" },
                { &books.cd, "damaged_collagen" },
                { &books.xs, "scar_like_collagen" },
                { &books.fq, "fibroblasts_quiescent" },
                { &books.fa, "fibroblasts_activated" },
                { &books.y, "myofibroblasts" },
                { &books.fr, "fibroblasts_refractory" },
                { &books.u, "mmp" },
                { &books.inhibitor, "timp" },
                { &books.n, "neutrophils" },
                { &books.m1, "macrophages_m1" },
                { &books.m2, "macrophages_m2" },
                { &books.t, "tgf_beta" },
                { &books.g, "pdgf" } };
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    *names[k].number = tissue_state(tissue, names[k].name);
  return 0;
}

static int teardown(void **unused)
{
  (void)unused;
  tissue_free(&books.tissue);
  return 0;
}

static double parameter(const char *path)
{
  return tissue_parameter(&books.tissue, path);
}

/* s3 + s1 - d3 U C3 - di U Ci - dm U Cm - kcd U Cd */
static double collagen_rate(const double *x)
{
  const struct books *b = &books;
  double c3s = parameter("collagen.rest_iii"), cms = parameter("collagen.rest_mature"), kx = parameter("collagen.crosslinking");
  double dm = parameter("collagen.mature_loss"), di = parameter("collagen.immature_loss"), d3 = parameter("collagen.iii_loss");
  double cis = dm * cms / kx, k1 = (kx + di) * cis, k3 = d3 * c3s;
  double excess = x[b->c3] + x[b->ci] + x[b->cm] + x[b->cd] - (c3s + cis + cms);
  double phi = 2 / (1 + exp(excess / parameter("collagen.feedback_width"))), resting = x[b->fq] + x[b->fr];
  double s3 =
      k3 * phi *
      (resting + parameter("collagen.iii_by_activated") * x[b->fa] + parameter("collagen.iii_by_myofibroblasts") * x[b->y]);
  double s1 = k1 * phi *
              (resting + parameter("collagen.i_by_activated") * x[b->fa] + parameter("collagen.i_by_myofibroblasts") * x[b->y]);
  return s3 + s1 - x[b->u] * (d3 * x[b->c3] + di * x[b->ci] + dm * x[b->cm] + parameter("collagen.damaged_loss") * x[b->cd]);
}

/* lg (Fq + Fa) - (1 - pr) delY Y */
static double fibroblast_rate(const double *x)
{
  const struct books *b = &books;
  double capacity =
      1 + parameter("fibroblasts.capacity_gain") * x[b->g] / (parameter("fibroblasts.capacity_threshold") + x[b->g]);
  double all = x[b->fq] + x[b->fa] + x[b->y] + x[b->fr];
  return parameter("fibroblasts.growth") * (1 - all / capacity) * (x[b->fq] + x[b->fa]) -
         (1 - parameter("fibroblasts.myofibroblast_return")) * parameter("fibroblasts.myofibroblast_loss") * x[b->y];
}

/* Z = U - I is a linear filter: dZ = -mu Z + mu (...), when both are lost at the same rate */
static double proteolysis_rate(const double *x, double z)
{
  const struct books *b = &books;
  double mu = parameter("proteolysis.mmp_loss");
  double driven = parameter("proteolysis.mmp_by_neutrophils") * x[b->n] + parameter("proteolysis.mmp_by_m1") * x[b->m1] +
                  parameter("proteolysis.mmp_by_fibroblasts") * x[b->fa] - parameter("proteolysis.timp_by_m2") * x[b->m2] -
                  parameter("proteolysis.timp_by_tgf") * x[b->t];
  return -mu * z + mu * driven;
}

static void books_rates(const void *context, double time, size_t first, size_t lanes, const double *state, double *rate)
{
  const struct tissue *tissue = &books.tissue;
  (void)context, (void)time, (void)first, (void)lanes;
  assembly_rates(tissue->assembly, 1, state, &tissue->leak, rate);
  double *extra = rate + tissue->states;
  extra[LEDGER_COLLAGEN] = collagen_rate(state);
  extra[LEDGER_FIBROBLASTS] = fibroblast_rate(state);
  extra[LEDGER_PROTEOLYSIS] = proteolysis_rate(state, state[tissue->states + LEDGER_PROTEOLYSIS]);
}

static double collagen_sum(const double *x)
{
  return x[books.c3] + x[books.ci] + x[books.cm] + x[books.cd];
}

static double fibroblast_sum(const double *x)
{
  return x[books.fq] + x[books.fa] + x[books.y] + x[books.fr];
}

/* Runge-Kutta methods keep linear relations between states to rounding, whatever the step: 1e-10 leaves room for its sum */
static void ledgers_balance(void **unused)
{
  (void)unused;
  const struct method *methods[] = { &dormand_prince_method, tissue_gsl("gsl-rk8pd") };
  struct tissue *tissue = &books.tissue;
  struct system system = {
    .size = tissue->states + LEDGERS, .lanes = 1, .context = &books, .rates = books_rates, .autonomous = 1
  };
  CHECK_NEAR(parameter("proteolysis.mmp_loss"), parameter("proteolysis.timp_loss"), 0);
  for (size_t m = 0; m < 2; m++)
  {
    double state[TISSUE_STATES + LEDGERS] = { 0 }, *ledger = state + tissue->states, moved[LEDGERS] = { 0 };
    assembly_initial(tissue->assembly, state);
    for (int session = 0; session < 3; session++)
    {
      double before = collagen_sum(state);
      tissue_injure(tissue, 0.4, state);
      // a session moves collagen between pools and kills cells
      CHECK_NEAR(collagen_sum(state), before, 1e-15);
      ledger[LEDGER_COLLAGEN] = collagen_sum(state);
      ledger[LEDGER_FIBROBLASTS] = fibroblast_sum(state);
      double start[LEDGERS] = { ledger[0], ledger[1], ledger[2] };
      tissue_run(&system, methods[m], 1e-7, 1e-10, 28 * session, 28 * (session + 1), 0, NULL, NULL, state);
      CHECK_NEAR(collagen_sum(state), ledger[LEDGER_COLLAGEN], 1e-10);
      CHECK_NEAR(fibroblast_sum(state), ledger[LEDGER_FIBROBLASTS], 1e-10);
      CHECK_NEAR(state[books.u] - state[books.inhibitor], ledger[LEDGER_PROTEOLYSIS], 1e-10);
      for (size_t k = 0; k < LEDGERS; k++)
        moved[k] = fmax(moved[k], fabs(ledger[k] - start[k]));
    }
    // and they were not still all the time
    for (size_t k = 0; k < LEDGERS; k++)
      assert_true(moved[k] > 0.01);
  }
}

static void a_session_does_what_is_written(void **unused)
{
  (void)unused;
  const struct tissue *tissue = &books.tissue;
  double before[TISSUE_STATES], after[TISSUE_STATES], i = 0.37;
  for (size_t s = 0; s < tissue->states; s++)
    before[s] = after[s] = 0.1 + 0.05 * (double)s;
  tissue_injure(tissue, i, after);
  double cut = exp(-parameter("collagen.cut") * i), spared = exp(-parameter("fibroblasts.kill") * i);
  static const char *const raised[] = { "damage", "platelets", "fibrin", "vasodilation" };
  for (size_t k = 0; k < 4; k++)
  {
    size_t s = tissue_state(tissue, raised[k]);
    CHECK_NEAR(after[s], before[s] + i, 1e-15);
  }
  CHECK_NEAR(after[books.c3], before[books.c3] * cut, 1e-15);
  CHECK_NEAR(after[books.ci], before[books.ci] * cut, 1e-15);
  CHECK_NEAR(after[books.cm], before[books.cm] * cut, 1e-15);
  CHECK_NEAR(after[books.xs], before[books.xs] * cut, 1e-15);
  CHECK_NEAR(after[books.cd], before[books.cd] + (1 - cut) * (before[books.c3] + before[books.ci] + before[books.cm]), 1e-15);
  const size_t cells[] = { books.fq, books.fa, books.y, books.fr };
  for (size_t k = 0; k < 4; k++)
    CHECK_NEAR(after[cells[k]], before[cells[k]] * spared, 1e-15);
  size_t elastin = tissue_state(tissue, "elastic_fibres"), dermal = tissue_state(tissue, "dermal_melanin");
  CHECK_NEAR(after[elastin], before[elastin] * exp(-parameter("elastin.cut") * i), 1e-15);
  CHECK_NEAR(after[dermal], before[dermal] + 0.02 * i * before[tissue_state(tissue, "epidermal_melanin")], 1e-15);
  // all others stay, and an intensity of zero is the identity
  static const char *const untouched[] = {
    "neutrophils",        "macrophages_m1",        "macrophages_m2",   "pdgf", "tgf_beta", "vegf", "mmp", "timp", "angiogenesis",
    "interstitial_fluid", "melanocyte_activation", "epidermal_melanin"
  };
  for (size_t k = 0; k < sizeof untouched / sizeof *untouched; k++)
    assert_true(after[tissue_state(tissue, untouched[k])] == before[tissue_state(tissue, untouched[k])]);
  memcpy(after, before, sizeof after);
  tissue_injure(tissue, 0, after);
  assert_memory_equal(after, before, tissue->states * sizeof *after);
}

static const double times[] = { 0.05, 0.2, 0.5, 1, 2, 3, 5, 8, 14, 28 };
enum
{
  TIMES = sizeof times / sizeof *times
};

static void vasodilation_and_platelets_decay_exponentially(void **unused)
{
  (void)unused;
  const struct tissue *tissue = &books.tissue;
  struct system system = tissue_system(tissue);
  double state[TISSUE_STATES], rows[TIMES * TISSUE_STATES], i = 0.6;
  assembly_initial(tissue->assembly, state);
  tissue_injure(tissue, i, state);
  tissue_run(&system, &dormand_prince_method, 1e-10, 1e-13, 0, 28, TIMES, times, rows, state);
  for (size_t k = 0; k < TIMES; k++)
  {
    const double *row = rows + k * tissue->states;
    // ten times the tolerance
    CHECK_NEAR(row[tissue_state(tissue, "vasodilation")], i * exp(-4 * times[k]), 1e-9);
    CHECK_NEAR(row[tissue_state(tissue, "platelets")], i * exp(-6 * times[k]), 1e-9);
  }
}

/* without neutrophils O = kO v0 i (exp(-kv t) - exp(-kLy t)) / (kLy - kv), fibrin decays on its own, collagen cannot grow */
static void without_inflammation_fluid_has_a_closed_form(void **unused)
{
  (void)unused;
  struct tissue calm;
  tissue_make(&calm, "inflammation");
  struct system system = tissue_system(&calm);
  double state[TISSUE_STATES], rows[TIMES * TISSUE_STATES], i = 0.6;
  assert_int_equal(calm.states, books.tissue.states - 3);
  assembly_initial(calm.assembly, state);
  tissue_injure(&calm, i, state);
  tissue_run(&system, &rosenbrock_method, 1e-10, 1e-13, 0, 28, TIMES, times, rows, state);
  for (size_t k = 0; k < TIMES; k++)
  {
    const double *row = rows + k * calm.states;
    double fluid = 1.5 * i * (exp(-4 * times[k]) - exp(-1.2 * times[k])) / (1.2 - 4);
    CHECK_NEAR(row[tissue_state(&calm, "interstitial_fluid")], fluid, 1e-8);
    CHECK_NEAR(row[tissue_state(&calm, "damage")], i * exp(-0.37 * times[k]), 1e-8);
    CHECK_NEAR(row[tissue_state(&calm, "fibrin")], i * exp(-0.15 * times[k]), 1e-8);
  }
  tissue_free(&calm);
}

static void scar_like_collagen_is_part_of_the_mature(void **unused)
{
  (void)unused;
  const struct tissue *tissue = &books.tissue;
  struct system system = tissue_system(tissue);
  double state[TISSUE_STATES], rows[TIMES * TISSUE_STATES], most = 0;
  for (double i = 0.1; i < 4; i *= 3)
  {
    assembly_initial(tissue->assembly, state);
    for (int session = 0; session < 12; session++)
    {
      tissue_injure(tissue, i, state);
      tissue_run(&system, &rosenbrock_method, 1e-7, 1e-10, 0, 28, TIMES, times, rows, state);
      for (size_t k = 0; k < TIMES; k++)
      {
        const double *row = rows + k * tissue->states;
        assert_true(row[books.xs] >= -1e-9 && row[books.xs] <= row[books.cm]);
        most = fmax(most, row[books.xs] / row[books.cm]);
      }
    }
  }
  // not because there is none of it
  print_message("largest scar-like part %.3g\n", most);
  assert_true(most > 0.1);
}

/* far outside the range of needles everything stays finite, bounded and comes back */
static void very_large_injury_stays_sane(void **unused)
{
  (void)unused;
  const struct tissue *tissue = &books.tissue;
  struct system system = tissue_system(tissue);
  double state[TISSUE_STATES];
  assembly_initial(tissue->assembly, state);
  tissue_injure(tissue, 10, state);
  for (int step = 0; step < 40; step++)
  {
    tissue_run(&system, &rosenbrock_method, 1e-7, 1e-10, 10 * step, 10 * (step + 1), 0, NULL, NULL, state);
    trail_clear(&trail);
    if (assembly_verify(tissue->assembly, 1, state, 10 * (step + 1), &trail) != STATUS_OK)
      fail_msg("%s", trail.errors);
  }
  CHECK_NEAR(state[books.n], 0, 1e-9);
  CHECK_NEAR(state[books.fq], 1, 1e-3);
  CHECK_NEAR(state[books.u], 1, 1e-3);
  assert_true(collagen_sum(state) > 0.5 && collagen_sum(state) < 1.5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ledgers_balance),
    cmocka_unit_test(a_session_does_what_is_written),
    cmocka_unit_test(vasodilation_and_platelets_decay_exponentially),
    cmocka_unit_test(without_inflammation_fluid_has_a_closed_form),
    cmocka_unit_test(scar_like_collagen_is_part_of_the_mature),
    cmocka_unit_test(very_large_injury_stays_sane),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
