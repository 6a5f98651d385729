/* test_trajectories.c - trajectories in lanes: exact solutions, order, reports, and that company never changes a bit. */
#include "check.h"
#include "sparse_lu.h"
#include "stepping.h"
#include "trajectories.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* u = cos t + exp(-k t) / 2, v = exp(sin t); the forcing is in the rates, each trajectory has its own k */
enum
{
  LANES = TRAJECTORY_LANES,
  MOST = 37,
  REPORTS = 23
};

struct curves
{
  struct trajectory_system system;
  double state[2 * LANES], rate[2 * LANES], partials[2 * LANES], drift[2 * LANES];
  double k[LANES];    /* of each lane */
  const double *k_of; /* of each trajectory */
  double breaks_at;   /* rates are not finite from here on */
  size_t attempts;    /* steps of all lanes together */
  struct sparse_lu *lu;
};

static struct trail trail;

static void curves_enter(void *context, size_t lane, size_t trajectory)
{
  struct curves *c = context;
  c->k[lane] = c->k_of[trajectory];
}

static void curves_rates(void *context, const double *time)
{
  struct curves *c = context;
  for (size_t l = 0; l < LANES; l++)
  {
    c->rate[l] = -c->k[l] * (c->state[l] - cos(time[l])) - sin(time[l]);
    c->rate[LANES + l] = time[l] >= c->breaks_at ? (double)NAN : cos(time[l]) * c->state[LANES + l];
  }
}

static void curves_derivatives(void *context, const double *time)
{
  struct curves *c = context;
  c->attempts++;
  for (size_t l = 0; l < LANES; l++)
  {
    c->partials[l] = -c->k[l];
    c->partials[LANES + l] = cos(time[l]);
    c->drift[l] = -c->k[l] * sin(time[l]) - cos(time[l]);
    c->drift[LANES + l] = -sin(time[l]) * c->state[LANES + l];
  }
}

static void curves_make(struct curves *c, const double *k_of)
{
  static const size_t diagonal[] = { 0, 1 };
  memset(c, 0, sizeof *c);
  c->lu = sparse_lu_create(2, 2, diagonal, diagonal);
  assert_non_null(c->lu);
  c->k_of = k_of;
  c->breaks_at = (double)INFINITY;
  c->system = (struct trajectory_system){ .size = 2,
                                          .lu = c->lu,
                                          .state = c->state,
                                          .rate = c->rate,
                                          .partials = c->partials,
                                          .drift = c->drift,
                                          .room = vector_room(trajectories_room(2, c->lu)),
                                          .context = c,
                                          .enter = curves_enter,
                                          .rates = curves_rates,
                                          .derivatives = curves_derivatives };
  assert_non_null(c->system.room);
}

static void curves_clear(struct curves *c)
{
  sparse_lu_free(c->lu);
  free(c->system.room);
}

/* different lengths, stiffness and numbers of reports; some have nothing to do */
struct set
{
  double k[MOST], state[MOST][2], times[MOST][REPORTS], reports[MOST][2 * REPORTS];
  struct trajectory trajectory[MOST];
};

static void set_make(struct set *set)
{
  for (size_t i = 0; i < MOST; i++)
  {
    double start = 0.1 * (double)(i % 5), end = i % 11 == 3 ? start : start + 0.5 * (double)(1 + i % 7);
    size_t count = i % 4 == 0 ? 0 : REPORTS;
    set->k[i] = 0.5 + (double)(i * i % 50) * (i % 3 == 0 ? 100 : 1);
    set->state[i][0] = cos(start) + 0.5 * exp(-set->k[i] * start);
    set->state[i][1] = exp(sin(start));
    for (size_t r = 0; r < REPORTS; r++)
      set->times[i][r] = start + (end - start) * (double)r / (REPORTS - 1);
    set->trajectory[i] = (struct trajectory){
      .start = start, .end = end, .count = count, .times = set->times[i], .state = set->state[i], .reports = set->reports[i]
    };
  }
}

static enum status run(struct set *set, double tolerance, size_t first, size_t count, double breaks_at)
{
  struct curves *c = malloc(sizeof *c);
  assert_non_null(c);
  struct integration integration = { tolerance, tolerance, 0, 100000 };
  curves_make(c, set->k + first);
  c->breaks_at = breaks_at;
  trail_clear(&trail);
  enum status status = trajectories_integrate(&c->system, &integration, count, set->trajectory + first, &trail);
  curves_clear(c);
  free(c);
  return status;
}

static double error_at(const struct set *set, size_t i, double time, double u, double v)
{
  return fmax(fabs(u - cos(time) - 0.5 * exp(-set->k[i] * time)), fabs(v - exp(sin(time))));
}

/* largest error at the ends, and in reports */
static void errors_get(const struct set *set, double *end, double *reported)
{
  *end = *reported = 0;
  for (size_t i = 0; i < MOST; i++)
  {
    const struct trajectory *t = &set->trajectory[i];
    *end = fmax(*end, error_at(set, i, t->end, set->state[i][0], set->state[i][1]));
    for (size_t r = 0; r < t->count; r++)
      *reported = fmax(*reported, error_at(set, i, t->times[r], t->reports[r], t->reports[t->count + r]));
  }
}

static void solutions_are_exact_and_errors_follow_the_tolerance(void **unused)
{
  (void)unused;
  double ends[3], reports[3];
  for (int k = 0; k < 3; k++)
  {
    struct set set;
    set_make(&set);
    double tolerance = pow(10, -5 - 2 * k);
    assert_int_equal(run(&set, tolerance, 0, MOST, (double)INFINITY), STATUS_OK);
    errors_get(&set, &ends[k], &reports[k]);
    print_message("tolerance %g: %.2g at the ends, %.2g in reports\n", tolerance, ends[k], reports[k]);
    // the local error is below the tolerance; v grows errors by at most exp(2)
    assert_true(ends[k] < 20 * tolerance && reports[k] < 50 * tolerance);
  }
  // a hundredth of the tolerance gives less than a twentieth of the error
  for (int k = 1; k < 3; k++)
    assert_true(ends[k] < ends[k - 1] / 20 && reports[k] < reports[k - 1] / 20);
}

static void company_never_changes_a_bit(void **unused)
{
  (void)unused;
  static struct set together, alone, split;
  set_make(&together);
  set_make(&alone);
  set_make(&split);
  assert_int_equal(run(&together, 1e-6, 0, MOST, (double)INFINITY), STATUS_OK);
  for (size_t i = 0; i < MOST; i++)
    assert_int_equal(run(&alone, 1e-6, i, 1, (double)INFINITY), STATUS_OK);
  assert_int_equal(run(&split, 1e-6, 20, MOST - 20, (double)INFINITY), STATUS_OK);
  assert_int_equal(run(&split, 1e-6, 0, 20, (double)INFINITY), STATUS_OK);
  assert_memory_equal(together.state, alone.state, sizeof together.state);
  assert_memory_equal(together.state, split.state, sizeof together.state);
  for (size_t i = 0; i < MOST; i++)
  {
    size_t size = 2 * together.trajectory[i].count * sizeof(double);
    if (size > 0)
    {
      assert_memory_equal(together.reports[i], alone.reports[i], size);
      assert_memory_equal(together.reports[i], split.reports[i], size);
    }
    assert_int_equal(together.trajectory[i].steps, alone.trajectory[i].steps);
    CHECK_NEAR(together.trajectory[i].least, alone.trajectory[i].least, 0);
  }
}

/* trajectories that begin alike: the first one ends last, the others follow in the order of their ends */
enum
{
  FAMILY = 7
};

struct family
{
  double k[FAMILY], state[FAMILY][2], times[FAMILY][REPORTS], reports[FAMILY][2 * REPORTS];
  struct trajectory trajectory[FAMILY];
};

/* report times are those of the first one up to each end, but for one that has its own */
static void family_make(struct family *family, double k, int at_rest)
{
  static const double ends[FAMILY] = { 6, 0, 1e-4, 1.5, 1.5, 4, 6 };
  memset(family, 0, sizeof *family);
  for (size_t i = 0; i < FAMILY; i++)
  {
    size_t count = 0;
    for (size_t r = 0; r < REPORTS; r++)
    {
      double time = ends[0] * (double)r / (REPORTS - 1) * (i == 4 ? 0.77 : 1);
      if (time <= ends[i])
        family->times[i][count++] = time;
    }
    family->k[i] = k;
    // at rest nothing but the length of the interval tells how long the first step may be
    family->state[i][0] = at_rest ? 1 : 1.5;
    family->state[i][1] = at_rest ? 0 : 1;
    family->trajectory[i] = (struct trajectory){
      .end = ends[i], .count = count, .times = family->times[i], .state = family->state[i], .reports = family->reports[i]
    };
  }
}

/* integrates families; with `together` nonzero as forks. Returns how many steps were tried in the lanes. */
static size_t families_run(struct family *family, size_t families, int together)
{
  struct curves *c = malloc(sizeof *c);
  struct trajectory *all = calloc(families * FAMILY, sizeof *all);
  double *k = calloc(families * FAMILY, sizeof *k);
  assert_true(c != NULL && all != NULL && k != NULL);
  for (size_t i = 0; i < families * FAMILY; i++)
  {
    all[i] = family[i / FAMILY].trajectory[i % FAMILY];
    all[i].forks = together && i % FAMILY == 0 ? FAMILY - 1 : 0;
    k[i] = family[i / FAMILY].k[i % FAMILY];
  }
  struct integration integration = { 1e-6, 1e-6, 0, 100000 };
  curves_make(c, k);
  trail_clear(&trail);
  if (trajectories_integrate(&c->system, &integration, families * FAMILY, all, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  for (size_t i = 0; i < families * FAMILY; i++)
    family[i / FAMILY].trajectory[i % FAMILY] = all[i];
  size_t attempts = c->attempts;
  curves_clear(c);
  free(c);
  free(all);
  free(k);
  return attempts;
}

enum
{
  FAMILIES = 2 * TRAJECTORY_LANES /* so that a lane that is spared does other work */
};

static void forks_take_the_steps_that_they_take_alone(void **unused)
{
  (void)unused;
  static struct family together[FAMILIES], alone[FAMILIES];
  for (size_t f = 0; f < FAMILIES; f++)
  {
    family_make(&together[f], 0.5 + (double)(f * f * f), f % 5 == 4);
    family_make(&alone[f], 0.5 + (double)(f * f * f), f % 5 == 4);
  }
  size_t shared = families_run(together, FAMILIES, 1), tried = families_run(alone, FAMILIES, 0), steps = 0, inherited = 0;
  for (size_t f = 0; f < FAMILIES; f++)
  {
    assert_memory_equal(together[f].state, alone[f].state, sizeof together[f].state);
    assert_memory_equal(together[f].reports, alone[f].reports, sizeof together[f].reports);
    for (size_t i = 0; i < FAMILY; i++)
    {
      const struct trajectory *one = &together[f].trajectory[i], *other = &alone[f].trajectory[i];
      assert_int_equal(one->steps, other->steps);
      CHECK_NEAR(one->least, other->least, 0);
      assert_int_equal(other->inherited, 0);
      // nothing when it ends at once, where reports are others, or where the first step would be another one
      int shares = i != 0 && i != 1 && i != 4 && (f % 5 != 4 || i == 6);
      assert_true(shares ? i == 2 || one->inherited > 0 : one->inherited == 0);
      steps += one->steps;
      inherited += one->inherited;
    }
  }
  print_message("%zu steps, %zu of them shared; in lanes %zu instead of %zu\n", steps, inherited, shared, tried);
  // what counts as shared is not computed
  assert_true(inherited > steps / 3);
  assert_true((double)shared < 1.1 * (double)tried * (double)(steps - inherited) / (double)steps);
}

static void only_what_begins_alike_may_fork(void **unused)
{
  (void)unused;
  struct family family;
  struct curves *c = malloc(sizeof *c);
  assert_non_null(c);
  struct integration integration = { 1e-6, 1e-6, 0, 100000 };
  for (int wrong = 0; wrong < 4; wrong++)
  {
    family_make(&family, 30, 0);
    family.trajectory[0].forks = FAMILY - 1 + (wrong == 0);
    family.state[2][1] += wrong == 1 ? 1e-9 : 0;
    family.trajectory[5].end = wrong == 2 ? 7 : 4;
    family.trajectory[3].start = wrong == 3 ? 0.1 : 0;
    curves_make(c, family.k);
    trail_clear(&trail);
    assert_int_equal(trajectories_integrate(&c->system, &integration, FAMILY, family.trajectory, &trail), STATUS_SOFTWARE);
    assert_non_null(strstr(trail.errors, "begin like"));
    curves_clear(c);
  }
  free(c);
}

/* a tree of intervals: from the end of each, two others go on, in fewer places than there are trajectories */
enum
{
  NODES = 63,
  PLACES = 11
};

struct tree
{
  double k[PLACES], state[NODES][2], reports[NODES][2 * REPORTS], times[NODES][REPORTS];
  size_t node[PLACES], steps[NODES], ready[NODES], many, most_at_once, started, ended;
  int is_used[PLACES], fails;
  struct trajectory trajectory[PLACES];
};

static struct trajectory tree_trajectory(struct tree *tree, size_t i)
{
  double start = floor(log2((double)i + 1));
  for (size_t r = 0; r < REPORTS; r++)
    tree->times[i][r] = start + (double)r / (REPORTS - 1);
  return (struct trajectory){ .start = start,
                              .end = start + 1,
                              .count = REPORTS,
                              .times = tree->times[i],
                              .state = tree->state[i],
                              .reports = tree->reports[i] };
}

static double tree_stiffness(size_t i)
{
  return 0.5 + (double)(i * i % 50) * (i % 3 == 0 ? 100 : 1);
}

/* what a branch begins with */
static void tree_part(struct tree *tree, size_t i)
{
  for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < NODES; child++)
  {
    tree->state[child][0] = tree->state[i][0] + (child % 2 == 1 ? 0.5 : 0);
    tree->state[child][1] = tree->state[i][1];
    tree->ready[tree->many++] = child;
  }
}

static ptrdiff_t tree_next(void *context)
{
  struct tree *tree = context;
  size_t place = 0;
  while (place < PLACES && tree->is_used[place])
    place++;
  if (place == PLACES || tree->started == tree->many)
    return TRAJECTORY_NONE;
  size_t i = tree->node[place] = tree->ready[tree->started++];
  tree->is_used[place] = 1;
  tree->k[place] = tree_stiffness(i);
  tree->trajectory[place] = tree_trajectory(tree, i);
  tree->most_at_once = tree->started - tree->ended > tree->most_at_once ? tree->started - tree->ended : tree->most_at_once;
  return (ptrdiff_t)place;
}

static enum status tree_ended(void *context, size_t number, struct trail *trail_of)
{
  struct tree *tree = context;
  size_t i = tree->node[number];
  tree->is_used[number] = 0;
  tree->steps[i] = tree->trajectory[number].steps;
  tree->ended++;
  tree_part(tree, i);
  // its place is used again
  tree->trajectory[number] = (struct trajectory){ 0 };
  return tree->fails && i == 20 ? status_fail(trail_of, STATUS_DATA, "node %zu is refused", i) : STATUS_OK;
}

static void what_follows_starts_when_it_can(void **unused)
{
  (void)unused;
  static struct tree tree, alone;
  struct integration integration = { 1e-6, 1e-6, 0, 100000 };
  for (int wrong = 0; wrong < 3; wrong++)
  {
    struct curves *c = malloc(sizeof *c);
    assert_non_null(c);
    tree = (struct tree){ .state = { { 1.5, 1 } }, .many = 1, .fails = wrong == 1 };
    curves_make(c, tree.k);
    c->breaks_at = wrong == 2 ? 2.5 : (double)INFINITY;
    struct trajectory_queue queue = { &tree, tree_next, tree_ended, 0 };
    trail_clear(&trail);
    enum status status = trajectories_stream(&c->system, &integration, PLACES, tree.trajectory, &queue, &trail);
    curves_clear(c);
    free(c);
    // an error of the queue is handed on; one of the integration tells where
    assert_int_equal(status, wrong == 0 ? STATUS_OK : wrong == 1 ? STATUS_DATA : STATUS_SOFTWARE);
    assert_true(wrong == 2 ? queue.failed >= 0 && tree.trajectory[queue.failed].start == 2 : queue.failed == TRAJECTORY_NONE);
    if (wrong != 0)
      continue;
    assert_int_equal(tree.ended, NODES);
    assert_true(tree.most_at_once >= LANES && tree.most_at_once <= PLACES);
    alone = (struct tree){ .state = { { 1.5, 1 } } };
    for (size_t i = 0; i < NODES; i++)
    {
      double k = tree_stiffness(i);
      struct trajectory one = tree_trajectory(&alone, i);
      struct curves single;
      curves_make(&single, &k);
      assert_int_equal(trajectories_integrate(&single.system, &integration, 1, &one, &trail), STATUS_OK);
      curves_clear(&single);
      tree_part(&alone, i);
      assert_int_equal(one.steps, tree.steps[i]);
    }
    assert_memory_equal(tree.state, alone.state, sizeof tree.state);
    assert_memory_equal(tree.reports, alone.reports, sizeof tree.reports);
  }
}

static void lanes_step_like_one(void **unused)
{
  (void)unused;
  static const double odd[] = { 0, 1e-300, 1e-5, 0x1.4f8b588e368f0p-17, 1, 1e5, 1e300, (double)INFINITY, (double)NAN, -1 };
  for (int i = 0; i < 20000; i += VECTOR_LANES)
  {
    double step[VECTOR_LANES], error[VECTOR_LANES], next[VECTOR_LANES];
    int rejected[VECTOR_LANES];
    for (int l = 0; l < VECTOR_LANES; l++)
    {
      int k = i + l;
      step[l] = 0.3 + k;
      error[l] = k < (int)(sizeof odd / sizeof *odd) ? odd[k] : pow(10, 24.0 * k / 20000 - 12);
      rejected[l] = k % 3 == 0;
    }
    stepping_next_lanes(step, error, rejected, next);
    for (int l = 0; l < VECTOR_LANES; l++)
    {
      double alone = stepping_next(step[l], error[l], 5, !rejected[l]);
      if (memcmp(&alone, &next[l], sizeof alone) != 0)
        fail_msg("after an error of %g the next step is %.17g alone and %.17g in lanes", error[l], alone, next[l]);
    }
  }
}

static void nothing_to_do_is_done(void **unused)
{
  (void)unused;
  struct set set, before;
  set_make(&set);
  set_make(&before);
  assert_int_equal(run(&set, 1e-6, 3, 1, (double)INFINITY), STATUS_OK);
  assert_memory_equal(set.state[3], before.state[3], sizeof set.state[3]);
  assert_int_equal(set.trajectory[3].steps, 0);
  // all reports are at the start
  for (size_t r = 0; r < REPORTS; r++)
    CHECK_NEAR(set.reports[3][r], before.state[3][0], 0);
  assert_int_equal(run(&set, 1e-6, 0, 0, (double)INFINITY), STATUS_OK);
}

static void failures_name_the_trajectory(void **unused)
{
  (void)unused;
  static struct set set;
  set_make(&set);
  assert_int_equal(run(&set, 1e-6, 0, MOST, 2), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "too small"));
  assert_non_null(strstr(trail.errors, "trajectory"));
  set_make(&set);
  set.state[5][1] = (double)NAN;
  assert_int_equal(run(&set, 1e-6, 0, MOST, (double)INFINITY), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "trajectory 5"));
  set_make(&set);
  set.times[6][4] = set.times[6][2];
  assert_int_equal(run(&set, 1e-6, 0, MOST, (double)INFINITY), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "report time 4"));
  set_make(&set);
  set.trajectory[7].end = (double)INFINITY;
  assert_int_equal(run(&set, 1e-6, 0, MOST, (double)INFINITY), STATUS_SOFTWARE);
  set_make(&set);
  assert_int_equal(run(&set, -1, 0, MOST, (double)INFINITY), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "tolerances"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(solutions_are_exact_and_errors_follow_the_tolerance),
    cmocka_unit_test(company_never_changes_a_bit),
    cmocka_unit_test(forks_take_the_steps_that_they_take_alone),
    cmocka_unit_test(only_what_begins_alike_may_fork),
    cmocka_unit_test(what_follows_starts_when_it_can),
    cmocka_unit_test(lanes_step_like_one),
    cmocka_unit_test(nothing_to_do_is_done),
    cmocka_unit_test(failures_name_the_trajectory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
