/* test_plot.c - figures of invented results: all are drawn, twice the same, and nothing is left behind.
 *
 * With two arguments (grid, fine, single, bare, list, axis or random, and a path) it only writes such a result, to look at its
 * figures.
 */
#include "check.h"
#include "scratch.h"

#include "archive.h"
#include "plot.h"
#include "plot_choice.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
  TIMES = 240,
  HOURS = 169,
  PROFILES = 13,
  CELLS = 60,
  HOLES = 40,
  SESSIONS = 4,
  RUNS_LARGEST = 300
};

static struct trail trail;

/* what a result is made of; the numbers are invented, only their shapes are plausible */
struct invented
{
  size_t runs, lengths, spacings; /* a grid when lengths x spacings is runs */
  int with_axes, bare;            /* bare: one session, clocks and redness never reached, no inflammation, collagen lost */
  struct archive *archive;
  enum status status;
};

static double length_of(const struct invented *v, size_t run)
{
  static const double grid[] = { 0.5, 1.0, 1.5, 2.5 };
  if (v->lengths <= 4)
    return grid[run / v->spacings % 4];
  return 0.25 * (double)(run / v->spacings % v->lengths + 1);
}

static double spacing_of(const struct invented *v, size_t run)
{
  return 2 + 2 * (double)(run % v->spacings);
}

static double session_time(const struct invented *v, size_t run, int session)
{
  return 7 * spacing_of(v, run) * session;
}

/* a pulse that peaks at `peak` days after a session, summed over the sessions */
static double pulses(const struct invented *v, size_t run, double time, double peak)
{
  double sum = 0;
  for (int s = 0; s < SESSIONS; s++)
  {
    double x = (time - session_time(v, run, s)) / peak;
    if (x > 0)
      sum += x * x * exp(2 - 2 * x);
  }
  return sum;
}

/* collagen made and lost again */
static double rise(const struct invented *v, size_t run, double time, double slow)
{
  double sum = 0, size = 0.05 * sqrt(length_of(v, run) / 1.5);
  for (int s = 0; s < SESSIONS; s++)
  {
    double x = time - session_time(v, run, s);
    if (x > 0)
      sum += size * (1 - exp(-x / slow)) * exp(-x / 900) * (1 - exp(-spacing_of(v, run) / 3));
  }
  return sum;
}

enum curve
{
  CURVE_PULSE,
  CURVE_COLLAGEN,
  CURVE_CLOSE,
  CURVE_OPEN
};

static void put(struct invented *v, const char *name, const char *unit, const char *long_name, const char *const *axes,
                const double *values)
{
  if (v->status == STATUS_OK)
    v->status = archive_variable(v->archive, name, unit, long_name, axes, "run_name", values, &trail);
}

/* one number for each run: a + b x length + c x spacing */
static void put_run(struct invented *v, const char *name, const char *unit, const char *long_name, double a, double b, double c)
{
  static double values[RUNS_LARGEST];
  const char *const axes[] = { "run", NULL };
  for (size_t i = 0; i < v->runs; i++)
    values[i] = a + b * length_of(v, i) + c * spacing_of(v, i);
  for (size_t i = 0; i < v->runs && v->bare && strcmp(unit, "h") == 0; i++)
    values[i] = nan("");
  put(v, name, unit, long_name, axes, values);
}

static void put_time(struct invented *v, const char *name, const char *long_name, enum curve curve, double base, double size,
                     double peak, const double *time)
{
  static double values[RUNS_LARGEST * TIMES];
  const char *const axes[] = { "run", "time", NULL };
  for (size_t i = 0; i < v->runs; i++)
    for (size_t j = 0; j < TIMES; j++)
      values[i * TIMES + j] =
          base + (v->bare ? 0 : size) *
                     (curve == CURVE_PULSE ? sqrt(length_of(v, i)) * pulses(v, i, time[j], peak) : rise(v, i, time[j], peak));
  put(v, name, "1", long_name, axes, values);
}

static void put_hours(struct invented *v, const char *name, const char *unit, const char *long_name, enum curve curve,
                      double base, double size, double scale)
{
  static double values[RUNS_LARGEST * HOURS];
  const char *const axes[] = { "run", "time_since_needling", NULL };
  for (size_t i = 0; i < v->runs; i++)
    for (size_t j = 0; j < HOURS; j++)
    {
      double x = (double)j / (scale * pow(length_of(v, i), 0.4)), closed = 1 / (1 + x * x * x * x);
      values[i * HOURS + j] = base + size * (curve == CURVE_CLOSE ? closed : 1 - closed);
    }
  put(v, name, unit, long_name, axes, values);
}

static void put_holes(struct invented *v)
{
  static double x[RUNS_LARGEST * HOLES], y[RUNS_LARGEST * HOLES];
  const char *const axes[] = { "run", "hole", NULL };
  unsigned long long word = 7;
  for (size_t i = 0; i < v->runs * HOLES; i++)
  {
    double both[2];
    for (int k = 0; k < 2; k++)
    {
      word = word * 6364136223846793005ULL + 1442695040888963407ULL;
      both[k] = 2 * (double)(word >> 11) / 9007199254740992.0;
    }
    int none = i / HOLES > 0 || i % HOLES >= 28;
    x[i] = none ? nan("") : both[0];
    y[i] = none ? nan("") : both[1];
  }
  put(v, "puncture_x", "mm", "position of a hole, across", axes, x);
  put(v, "puncture_y", "mm", "position of a hole, along", axes, y);
}

static void put_profiles(struct invented *v)
{
  static double cover[RUNS_LARGEST * PROFILES * CELLS];
  const char *const axes[] = { "run", "profile_time", "r", NULL };
  for (size_t i = 0; i < v->runs; i++)
    for (size_t j = 0; j < PROFILES; j++)
      for (size_t k = 0; k < CELLS; k++)
      {
        double front = 70 * pow(length_of(v, i), 0.3) - 4 * 4.0 * (double)j, r = 4 * (double)k;
        cover[(i * PROFILES + j) * CELLS + k] = 1 / (1 + exp((front - r) / 5));
      }
  put(v, "cover_profile", "1", "epithelial cover", axes, cover);
}

static void put_axes(struct invented *v, double *time)
{
  static char names[RUNS_LARGEST][64];
  static const char *labels[RUNS_LARGEST];
  double hours[HOURS], profile[PROFILES], radius[CELLS], last = session_time(v, v->spacings - 1, SESSIONS - 1) + 90;
  for (int i = 0; i < TIMES; i++)
    time[i] = i < 80 ? 0.25 * i : 20 + (last - 20) * (i - 80) / (TIMES - 81);
  for (int i = 0; i < HOURS; i++)
    hours[i] = i;
  for (int i = 0; i < PROFILES; i++)
    profile[i] = 4 * i;
  for (int i = 0; i < CELLS; i++)
    radius[i] = 4e-3 * i;
  for (size_t i = 0; i < v->runs; i++)
  {
    static const char *const arms[] = { "control", "roller, 0.5 mm", "pen, 1.5 mm" };
    snprintf(names[i], sizeof names[i], "needle_length %g mm, spacing %g week", length_of(v, i), spacing_of(v, i));
    labels[i] = !v->with_axes && v->runs == 3 ? arms[i] : names[i];
  }
#define TRY(call) v->status = v->status == STATUS_OK ? (call) : v->status
  TRY(archive_axis(v->archive, "run", NULL, NULL, v->runs, NULL, &trail));
  TRY(archive_labels(v->archive, "run_name", "what the run is", "run", labels, &trail));
  TRY(archive_axis(v->archive, "time", "day", "time since the first session", TIMES, time, &trail));
  TRY(archive_axis(v->archive, "time_since_needling", "h", "time since needling", HOURS, hours, &trail));
  TRY(archive_axis(v->archive, "profile_time", "h", "time since needling", PROFILES, profile, &trail));
  TRY(archive_axis(v->archive, "r", "mm", "distance from the axis of the channel", CELLS, radius, &trail));
  TRY(archive_axis(v->archive, "hole", NULL, NULL, HOLES, NULL, &trail));
  TRY(archive_axis(v->archive, "session", NULL, NULL, v->bare ? 1 : SESSIONS, NULL, &trail));
  TRY(archive_text(v->archive, NULL, "title", "How needle length and spacing change collagen (invented numbers)", &trail));
  TRY(archive_text(
      v->archive, NULL, "statement",
      "Model calibrated on published group means, mostly read from abstracts: trust orders of magnitude, directions and "
      "ranks; effects of depth and of spacing are predictions that no trial has tested.",
      &trail));
}

static void put_sessions(struct invented *v)
{
  static double values[RUNS_LARGEST * SESSIONS];
  const char *const axes[] = { "run", "session", NULL };
  for (size_t i = 0; i < v->runs; i++)
    for (int s = 0; s < SESSIONS; s++)
      values[i * SESSIONS + s] = session_time(v, i, s);
  put(v, "session_time", "day", "time of a session", axes, values);
}

static void put_numbers(struct invented *v)
{
  put_run(v, "channel_density", "cm-2", "holes per area", 700, 0, 0);
  put_run(v, "covered_fraction", "1", "part of the surface inside holes", 0.09, 0, 0);
  put_run(v, "open_radius", "um", "radius of a hole after recoil", 63, 0, 0);
  put_run(v, "closure_time_recoil", "h", "elastic recoil done", 0.4, 0.01, 0);
  put_run(v, "closure_time_barrier", "h", "barrier to water restored", 8, 4, 0);
  put_run(v, "closure_time_cover", "h", "covered by epithelium", 14, 7, 0);
  put_run(v, "closure_time_stratified", "h", "granular layer restored", 46, 9, 0);
  put_run(v, "redness_duration", "h", "redness visible", 20, 18, 0);
  put_run(v, "swelling_duration", "h", "swelling visible", 30, 12, 0);
  put_run(v, "peeling_onset", "h", "peeling is first seen", 30, -4, 0);
  put_run(v, "peeling_end", "h", "peeling is over", 60, 20, 0);
  put_run(v, "bleeding_score", "um", "bleeding", 0, 4, 0);
  put_run(v, "needle_length", "mm", "needle length", 0, 1, 0);
  put_run(v, "spacing", "week", "spacing", 0, 0, 1);
  put_run(v, "collagen_gain", "1", "collagen gain", v->bare ? -0.1 : 0.02, 0.05, 0.012);
  TRY(archive_text(v->archive, "collagen_gain", "endpoint", "90 days after the last session", &trail));
  put_run(v, "collagen_gain_fixed_day", "1", "collagen gain", v->bare ? -0.2 : 0.04, 0.05, -0.002);
  TRY(archive_text(v->archive, "collagen_gain_fixed_day", "endpoint", "day 180 after the first session", &trail));
  if (v->with_axes)
    put_run(v, "axis_1_value", "mm", "needle length", 0, 1, 0);
  if (v->with_axes && v->spacings > 1)
    put_run(v, "axis_2_value", "week", "spacing", 0, 0, 1);
}
#undef TRY

static void put_curves(struct invented *v, const double *time)
{
  put_hours(v, "closure_open_area", "1", "open area", CURVE_CLOSE, 0, 1, 12);
  put_hours(v, "closure_barrier_defect", "1", "barrier defect", CURVE_CLOSE, 0, 1, 8);
  put_hours(v, "closure_water_loss", "g m-2 h-1", "transepidermal water loss", CURVE_CLOSE, 8, 22, 9);
  put_hours(v, "closure_stratification", "1", "stratification", CURVE_OPEN, 0, 1, 40);
  put_time(v, "neutrophils", "Neutrophils, over rest", CURVE_PULSE, 0, 6, 1, time);
  put_time(v, "macrophages_m1", "Inflammatory (M1) macrophages, over rest", CURVE_PULSE, 0, 3, 2, time);
  put_time(v, "macrophages_m2", "Repair (M2) macrophages, over rest", CURVE_PULSE, 0, 2, 5, time);
  put_time(v, "fibroblasts_activated", "Activated fibroblasts", CURVE_PULSE, 0, 1.4, 8, time);
  put_time(v, "myofibroblasts", "Myofibroblasts", CURVE_PULSE, 0, 0.2, 13, time);
  put_time(v, "pdgf", "Platelet-derived growth factor, over rest", CURVE_PULSE, 0, 14, 0.8, time);
  put_time(v, "tgf_beta", "Active transforming growth factor beta, over rest", CURVE_PULSE, 0, 4, 4, time);
  put_time(v, "vegf", "Vascular endothelial growth factor, over rest", CURVE_PULSE, 0, 2.5, 3, time);
  put_time(v, "collagen_i", "Collagen I, relative to rest", CURVE_COLLAGEN, 1, 1, 45, time);
  put_time(v, "collagen_iii", "Collagen III, relative to rest", CURVE_COLLAGEN, 1, 1.6, 12, time);
  put_time(v, "collagen_total", "Collagen I and III, undamaged, relative to rest", CURVE_COLLAGEN, 1, 1.1, 35, time);
}

static enum status result_write(const char *kind, const char *path)
{
  static const struct
  {
    const char *kind;
    struct invented invented;
  } kinds[] = { { "grid", { .runs = 12, .lengths = 4, .spacings = 3, .with_axes = 1 } },
                { "fine", { .runs = 140, .lengths = 20, .spacings = 7, .with_axes = 1 } },
                { "single", { .runs = 1, .lengths = 1, .spacings = 1 } },
                { "bare", { .runs = 1, .lengths = 1, .spacings = 1, .bare = 1 } },
                { "list", { .runs = 3, .lengths = 3, .spacings = 1 } },
                { "axis", { .runs = 10, .lengths = 10, .spacings = 1, .with_axes = 1 } },
                { "random", { .runs = 300, .lengths = 300, .spacings = 1 } } };
  double time[TIMES];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
  {
    if (strcmp(kinds[i].kind, kind) != 0)
      continue;
    struct invented v = kinds[i].invented;
    v.status = archive_create(path, 1, &v.archive, &trail);
    if (v.status != STATUS_OK)
      return v.status;
    put_axes(&v, time);
    put_sessions(&v);
    put_numbers(&v);
    put_holes(&v);
    put_profiles(&v);
    put_curves(&v, time);
    if (v.status == STATUS_OK)
      return archive_finish(v.archive, &trail);
    archive_abandon(v.archive);
    return v.status;
  }
  return STATUS_USAGE;
}

static size_t entries(const char *path, const char *ending)
{
  size_t count = 0;
  DIR *stream = opendir(path);
  for (struct dirent *e = stream == NULL ? NULL : readdir(stream); e != NULL; e = readdir(stream))
  {
    size_t length = strlen(e->d_name), tail = strlen(ending);
    count += length > tail && strcmp(e->d_name + length - tail, ending) == 0;
  }
  if (stream != NULL)
    closedir(stream);
  return count;
}

static int same_files(const char *one, const char *other)
{
  char command[600];
  snprintf(command, sizeof command, "diff -rq '%s' '%s' >/dev/null", one, other);
  return system(command) == 0;
}

static void text_write(const char *path, const char *text)
{
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  fclose(stream);
}

static int setup(void **state)
{
  if (folder_make(state) != 0 || mkdir(path_in("temporary"), 0777) != 0 || setenv("TMPDIR", path_in("temporary"), 1) != 0)
    return 1;
  return result_write("grid", path_in("grid.nc")) != STATUS_OK;
}

/* skips a test when there is no gnuplot */
static void need_gnuplot(void)
{
  if (system("gnuplot --version >/dev/null 2>&1") != 0)
    skip();
}

static void drawn(enum status status)
{
  if (status != STATUS_OK || trail.warnings[0] != '\0')
    fail_msg("%s%s", trail.errors, trail.warnings);
}

static void figures_are_drawn_and_repeat(void **state)
{
  (void)state;
  need_gnuplot();
  // all but the style, and but depth and validation, which need what the file of this test lacks
  size_t figures = entries(PROJECT_FOLDER "/plots", ".gp") - 3;
  drawn(plot_figures(path_in("grid.nc"), path_in("one/deep"), PROJECT_FOLDER "/plots", &trail));
  drawn(plot_figures(path_in("grid.nc"), path_in("two"), PROJECT_FOLDER "/plots", &trail));
  assert_true(figures >= 6);
  assert_int_equal(entries(path_in("one/deep"), ".png"), figures);
  assert_int_equal(entries(path_in("one/deep"), ".svg"), figures);
  assert_int_equal(entries(path_in("one/deep"), ".tmp"), 0);
  assert_int_equal(entries(path_in("temporary"), ""), 2); // . and ..
  assert_int_equal(access(path_in("two/grid-closure.svg"), R_OK), 0);
  assert_true(same_files(path_in("one/deep"), path_in("two")));
}

static void every_kind_of_study_is_drawn(void **state)
{
  (void)state;
  need_gnuplot();
  const char *const kinds[] = { "single", "bare", "list", "axis", "random" };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
  {
    char name[32];
    snprintf(name, sizeof name, "%s.nc", kinds[i]);
    assert_int_equal(result_write(kinds[i], path_in(name)), STATUS_OK);
    drawn(plot_figures(path_in(name), path_in("kinds"), PROJECT_FOLDER "/plots", &trail));
  }
}

static void a_file_is_a_figure(void **state)
{
  (void)state;
  need_gnuplot();
  assert_int_equal(mkdir(path_in("plots"), 0777), 0);
  text_write(path_in("plots/style.gp"), "set terminal svg size 100,100\nset output figure_output\n");
  text_write(path_in("plots/fine.gp"),
             "# needs: run_name redness_duration\nplot redness_duration_file using \"run\":\"redness_duration\"\n");
  text_write(path_in("plots/other.gp"), "# needs: nothing_of_this_kind\nplot nonsense\n");
  drawn(plot_figures(path_in("grid.nc"), path_in("own"), path_in("plots"), &trail));
  assert_int_equal(access(path_in("own/grid-fine.svg"), R_OK), 0);
  assert_int_not_equal(access(path_in("own/grid-other.svg"), R_OK), 0);
  // a wrong figure is told with its place, and the others are still drawn
  text_write(path_in("plots/bad.gp"), "# needs: run_name\nplot nonsense\n");
  assert_int_equal(unlink(path_in("own/grid-fine.svg")), 0);
  assert_int_equal(plot_figures(path_in("grid.nc"), path_in("own"), path_in("plots"), &trail), STATUS_SOFTWARE);
  assert_non_null(strstr(trail.errors, "bad.gp"));
  assert_non_null(strstr(trail.errors, "line 2"));
  assert_int_equal(access(path_in("own/grid-fine.svg"), R_OK), 0);
  assert_int_equal(entries(path_in("own"), ".tmp"), 0);
  trail_clear(&trail);
}

static void wrong_input_is_told(void **state)
{
  (void)state;
  assert_int_equal(plot_figures(path_in("no.nc"), folder, PROJECT_FOLDER "/plots", &trail), STATUS_NO_INPUT);
  assert_int_equal(plot_figures(path_in("grid.nc"), folder, path_in("nowhere"), &trail), STATUS_NO_INPUT);
  assert_int_equal(plot_figures(path_in("grid.nc"), folder, folder, &trail), STATUS_DATA);
  assert_int_equal(plot_figures(path_in("grid.nc"), path_in("grid.nc"), PROJECT_FOLDER "/plots", &trail), STATUS_CANNOT_CREATE);
  char *path = strdup(getenv("PATH"));
  setenv("PATH", folder, 1);
  trail_clear(&trail);
  assert_int_equal(plot_figures(path_in("grid.nc"), path_in("none"), PROJECT_FOLDER "/plots", &trail), STATUS_UNAVAILABLE);
  assert_non_null(strstr(trail.errors, "apt-get install gnuplot-nox"));
  setenv("PATH", path, 1);
  free(path);
  trail_clear(&trail);
}

static void few_runs_are_chosen(void **state)
{
  (void)state;
  struct archive *a;
  struct choice c;
  assert_int_equal(archive_open(path_in("grid.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(choice_make(a, &c, &trail), STATUS_OK);
  assert_true(c.is_grid);
  assert_int_equal(c.axes[0].count, 4);
  assert_int_equal(c.axes[1].count, 3);
  // every length at the middle spacing, every spacing at the middle length
  const size_t lengths[] = { 1, 4, 7, 10 }, spacings[] = { 3, 4, 5 };
  assert_int_equal(c.series[0].count, 4);
  assert_memory_equal(c.series[0].runs, lengths, sizeof lengths);
  assert_int_equal(c.series[1].count, 3);
  assert_memory_equal(c.series[1].runs, spacings, sizeof spacings);
  assert_int_equal(c.shown_count, 7);
  assert_int_equal(choice_block(&c, 4), 3);
  choice_free(&c);
  archive_close(a);
  // of many values the middle one of those that are shown, so that both series have one run in common
  assert_int_equal(result_write("fine", path_in("fine.nc")), STATUS_OK);
  assert_int_equal(archive_open(path_in("fine.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(choice_make(a, &c, &trail), STATUS_OK);
  assert_int_equal(c.series[0].count, CHOICE_LARGEST);
  assert_int_equal(c.series[1].count, CHOICE_LARGEST);
  assert_int_equal(c.series[0].runs[(CHOICE_LARGEST - 1) / 2], c.series[1].runs[(CHOICE_LARGEST - 1) / 2]);
  choice_free(&c);
  archive_close(a);
  assert_int_equal(result_write("random", path_in("many.nc")), STATUS_OK);
  assert_int_equal(archive_open(path_in("many.nc"), &a, &trail), STATUS_OK);
  assert_int_equal(choice_make(a, &c, &trail), STATUS_OK);
  assert_false(c.is_grid);
  assert_int_equal(c.series[0].count, CHOICE_LARGEST);
  assert_int_equal(c.series[0].runs[0], 0);
  assert_int_equal(c.series[0].runs[CHOICE_LARGEST - 1], 299);
  choice_free(&c);
  archive_close(a);
}

int main(int count, char **arguments)
{
  if (count == 3)
  {
    enum status status = result_write(arguments[1], arguments[2]);
    fputs(trail.errors, stderr);
    return (int)status;
  }
  if (count == 4)
  {
    enum status status = plot_figures(arguments[1], arguments[2], arguments[3], &trail);
    fprintf(stderr, "%s%s", trail.errors, trail.warnings);
    return (int)status;
  }
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(figures_are_drawn_and_repeat), cmocka_unit_test(every_kind_of_study_is_drawn),
    cmocka_unit_test(a_file_is_a_figure),           cmocka_unit_test(wrong_input_is_told),
    cmocka_unit_test(few_runs_are_chosen),
  };
  return cmocka_run_group_tests(tests, setup, folder_remove);
}
