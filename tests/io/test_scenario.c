/* Scenario files: every trap of bad/ is refused at the right place, good/ is read, --set and arms do what they say. */
#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario.h"
#include "unit.h"

static struct trail trail;

/* Reads a text with --set texts (ended by NULL). */
static enum status parse(const char *text, const char *const *sets, struct scenario **scenario)
{
  size_t count = 0;
  while (sets != NULL && sets[count] != NULL)
    count++;
  trail_clear(&trail);
  return scenario_parse("file.yaml", text, strlen(text), sets, count, scenario, &trail);
}

static struct scenario *parse_good(const char *text, const char *const *sets)
{
  struct scenario *scenario;
  if (parse(text, sets, &scenario) != STATUS_OK)
    fail_msg("%s", trail.errors);
  assert_non_null(scenario);
  return scenario;
}

static void parse_bad(const char *text, const char *const *sets, const char *expected)
{
  struct scenario *scenario;
  assert_int_equal(parse(text, sets, &scenario), STATUS_DATA);
  assert_null(scenario);
  if (strstr(trail.errors, expected) == NULL)
    fail_msg("'%s' is not in\n%s", expected, trail.errors);
}

/* name of an arm; good until two later calls */
static const char *name_of(const struct scenario *scenario, size_t arm)
{
  static char names[2][SCENARIO_NAME];
  static int next;
  return scenario_arm_name(scenario, arm, names[next++ % 2]);
}

static struct scenario *arm_good(const struct scenario *base, size_t arm)
{
  struct scenario *result;
  trail_clear(&trail);
  if (scenario_arm(base, arm, &result, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  return result;
}

static const char *origin(const struct scenario *scenario, const char *section, const char *name)
{
  static char buffer[64];
  for (size_t i = 0; i < scenario_key_count(); i++)
    if (strcmp(scenario_key(i)->section, section) == 0 && strcmp(scenario_key(i)->name, name) == 0)
      return scenario_origin(scenario, i, sizeof buffer, buffer);
  return NULL;
}

/* --- the corpus --- */

/* Calls `check` with each .yaml file of a folder; returns how many. */
static int folder_walk(const char *folder, void (*check)(const char *path))
{
  DIR *directory = opendir(folder);
  assert_non_null(directory);
  int count = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
  {
    const char *end = strrchr(entry->d_name, '.');
    if (end == NULL || strcmp(end, ".yaml") != 0)
      continue;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    check(path);
    count++;
  }
  closedir(directory);
  return count;
}

/* The first line of a bad file is "# expect: LINE:COLUMN fragment", perhaps with " # schema: ..." behind it. */
static void bad_check(const char *path)
{
  char first[512], place[1100], fragment[512];
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  assert_non_null(fgets(first, sizeof first, file));
  fclose(file);
  first[strcspn(first, "\r\n")] = '\0';
  const char *expect = strstr(first, "# expect: ");
  int line = 0, column = 0, read = 0;
  if (expect == NULL || sscanf(expect, "# expect: %d:%d %n", &line, &column, &read) != 2)
    fail_msg("%s does not say what is expected", path);
  snprintf(fragment, sizeof fragment, "%s", expect + read);
  char *mark = strstr(fragment, " # schema:");
  if (mark != NULL)
    *mark = '\0';

  struct scenario *scenario;
  trail_clear(&trail);
  assert_int_equal(scenario_read(path, NULL, 0, &scenario, &trail), STATUS_DATA);
  assert_null(scenario);
  snprintf(place, sizeof place, "%s:%d:%d: error: ", path, line, column);
  for (const char *found = strstr(trail.errors, place); found != NULL; found = strstr(found + 1, place))
  {
    const char *hit = strstr(found, fragment);
    if (hit != NULL && hit < strchr(found, '\n'))
      return;
  }
  fail_msg("%s: expected '%s%s', found\n%s", path, place, fragment, trail.errors);
}

static void good_check(const char *path)
{
  struct scenario *scenario;
  trail_clear(&trail);
  if (scenario_read(path, NULL, 0, &scenario, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  for (size_t i = 0; i < scenario->arm_count; i++)
  {
    struct scenario *arm = arm_good(scenario, i);
    assert_int_equal(arm->kind, SCENARIO_SINGLE);
    assert_int_equal(arm->arm_count, 1);
    assert_string_equal(name_of(arm, 0), name_of(scenario, i));
    assert_string_equal(arm->text, scenario->text);
    scenario_free(arm);
  }
  scenario_free(scenario);
}

static void test_bad_files_are_refused_at_the_right_place(void **state)
{
  (void)state;
  assert_true(folder_walk(TEST_FOLDER "/bad", bad_check) > 120);
}

static void test_good_files_are_read(void **state)
{
  (void)state;
  assert_true(folder_walk(TEST_FOLDER "/good", good_check) >= 7);
  folder_walk(PROJECT_FOLDER "/scenarios", good_check);
}

/* Reads damaged copies of a file: cut anywhere, and with each byte replaced. They may be good or bad, but nothing else. */
static void damaged_check(const char *path)
{
  static char text[8192], copy[8192];
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  size_t size = fread(text, 1, sizeof text, file);
  fclose(file);
  static const char junk[] = { '\0', '\t', '[', '}', ':', '&', '"', '-', '9', '\n', '\xff' };
  for (size_t i = 0; i < size; i += 3)
  {
    struct scenario *scenario;
    memcpy(copy, text, size);
    copy[i] = junk[i % sizeof junk];
    trail_clear(&trail);
    enum status cut = scenario_parse("cut", text, i, NULL, 0, &scenario, &trail);
    scenario_free(scenario);
    assert_true(cut == STATUS_OK ? trail.error_count == 0 : cut == STATUS_DATA && trail.error_count > 0);
    trail_clear(&trail);
    enum status replaced = scenario_parse("replaced", copy, size, NULL, 0, &scenario, &trail);
    scenario_free(scenario);
    assert_true(replaced == STATUS_OK ? trail.error_count == 0 : replaced == STATUS_DATA && trail.error_count > 0);
  }
}

static void test_damaged_files_do_no_harm(void **state)
{
  (void)state;
  folder_walk(TEST_FOLDER "/good", damaged_check);
}

static void test_files_that_cannot_be_read(void **state)
{
  (void)state;
  struct scenario *scenario;
  trail_clear(&trail);
  assert_int_equal(scenario_read("/nowhere/x.yaml", NULL, 0, &scenario, &trail), STATUS_NO_INPUT);
  assert_null(scenario);
  assert_string_equal(trail.errors, "/nowhere/x.yaml: cannot open the scenario: No such file or directory\n");
  trail_clear(&trail);
  assert_int_equal(scenario_read(TEST_FOLDER, NULL, 0, &scenario, &trail), STATUS_NO_INPUT);
  assert_non_null(strstr(trail.errors, "cannot read the scenario: Is a directory"));
  trail_clear(&trail);
  assert_int_equal(scenario_read("/dev/zero", NULL, 0, &scenario, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, "/dev/zero:1:1: error: the file is larger than 1 MiB"));
}

static void test_huge_and_binary_files(void **state)
{
  (void)state;
  char path[] = "/tmp/neocol-scenario-XXXXXX";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  FILE *file = fdopen(descriptor, "wb");
  fputs("neocol: 1\ntitle: ", file);
  for (int i = 0; i < 2000000; i++)
    fputc('a', file);
  fclose(file);
  struct scenario *scenario;
  trail_clear(&trail);
  assert_int_equal(scenario_read(path, NULL, 0, &scenario, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, ":1:1: error: the file is larger than 1 MiB"));
  file = fopen(path, "wb");
  fwrite("\x89HDF\r\n\x1a\n\0\0\0\0", 1, 12, file);
  fclose(file);
  trail_clear(&trail);
  assert_int_equal(scenario_read(path, NULL, 0, &scenario, &trail), STATUS_DATA);
  assert_non_null(strstr(trail.errors, ":1:1: error: byte 0x89 is not UTF-8 text; is this a scenario file?\n"));
  unlink(path);
}

/* --- values --- */

static void test_values_arrive_in_coherent_units(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good("neocol: 1\ntitle: 'A: b'\ndevice: {needle_length: 500 um, kind: stamp, passes: 3}\n"
                                         "protocol: {session_times: [0 h, 4 week]}\nskin: {recoil_ratio: 60 %}\n"
                                         "parameters: {damage: {clearance: 0.025 h-1}}\noff: [pigment]\nseed: 7\n",
                                         NULL);
  CHECK_NEAR(scenario->device.needle_length, 0.5, 1e-15);
  assert_int_equal(scenario->device.kind, DEVICE_STAMP);
  CHECK_NEAR(scenario->device.passes, 3, 0);
  CHECK_NEAR(scenario->skin.recoil_ratio, 0.6, 1e-15);
  assert_int_equal(scenario->protocol.session_times_count, 2);
  CHECK_NEAR(scenario->protocol.session_times[1], 28, 1e-13);
  CHECK_NEAR(scenario->protocol.sessions, 2, 0);
  CHECK_NEAR(scenario->parameters[parameter_find("damage.clearance")], 0.6, 1e-14);
  assert_true(scenario->off[process_find("pigment")]);
  assert_false(scenario->off[process_find("damage")]);
  CHECK_NEAR(scenario->plan.seed, 7, 0);
  assert_string_equal(scenario->title, "A: b");
  assert_string_equal(name_of(scenario, 0), "A: b");
  assert_string_equal(scenario->path, "file.yaml");
  // where they come from
  assert_string_equal(origin(scenario, "device", "kind"), "file.yaml:3");
  assert_string_equal(origin(scenario, "device", "tip_radius"), "default");
  assert_string_equal(origin(scenario, "device", "needles"), "device or site");
  assert_string_equal(origin(scenario, "skin", "dermis_thickness"), "device or site");
  assert_string_equal(origin(scenario, "protocol", "sessions"), "protocol");
  assert_string_equal(origin(scenario, "", "seed"), "file.yaml:8");
  char buffer[32];
  assert_string_equal(scenario_origin(scenario, scenario_key_count() + parameter_find("damage.clearance"), sizeof buffer, buffer),
                      "file.yaml:6");
  scenario_free(scenario);
}

static void test_defaults_are_those_of_the_rows(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good("neocol: 1\n", NULL);
  for (size_t i = 0; i < scenario_key_count(); i++)
  {
    const struct key *key = scenario_key(i);
    if (!isnan(key->initial))
      CHECK_RELATIVE(key_value(key, scenario_object(scenario, i)), key->initial, 1e-14);
    else
      assert_false(isnan(key_value(key, scenario_object(scenario, i))));
  }
  for (size_t i = 0; i < parameter_count(); i++)
  {
    const struct parameter_row *row = parameter_at(i, NULL);
    CHECK_RELATIVE(scenario->parameters[i], row->value * unit_factor(row->unit), 1e-14);
  }
  assert_int_equal(scenario->kind, SCENARIO_SINGLE);
  assert_int_equal(scenario->arm_count, 1);
  assert_int_equal(scenario_arm_change_count(scenario, 0), 0);
  assert_string_equal(scenario->title, "");
  scenario_free(scenario);
}

static void test_all_errors_are_found_at_once(void **state)
{
  (void)state;
  parse_bad("neocol: 3\ntitel: x\ndevice:\n  kind: rollr\n  needle_length: 1,5 mm\n  kind: pen\nskin: {age: 45}\noff: [x]\n",
            (const char *const[]){ "device.passes=many", NULL }, "file.yaml:1:9: error: the format version is '3'");
  assert_int_equal(trail.error_count, 8);
  // in the order of the file, the command line last
  const char *places[] = { "yaml:1:9", "yaml:2:1", "yaml:4:9", "yaml:5:18", "yaml:6:3", "yaml:7:13", "yaml:8:7", "error: --set" };
  const char *last = trail.errors;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
  {
    const char *found = strstr(last, places[i]);
    if (found == NULL)
      fail_msg("%s is not behind the others in\n%s", places[i], trail.errors);
    last = found;
  }
}

/* --- the command line --- */

static void test_set_overrides_the_file(void **state)
{
  (void)state;
  const char *const sets[] = { "device.needle_length = 2 mm",
                               "parameters.damage.clearance=0.5 day-1",
                               "damage.barrier_irritation=0.1/day",
                               "title=From = here",
                               "off=pigment, elastin",
                               "follow_up=4 week",
                               "device.needle_length=1 mm",
                               NULL };
  const char *const sets_good[] = { sets[0], sets[1], sets[3], sets[4], sets[5], sets[6], NULL };
  static const char text[] = "neocol: 1\ndevice: {needle_length: 1.5 mm}\ntitle: x\noff: [collagen]\n";
  parse_bad(text, sets, "error: --set damage.barrier_irritation=0.1/day: ");
  struct scenario *scenario = parse_good(text, sets_good);
  CHECK_NEAR(scenario->device.needle_length, 1, 1e-15);
  CHECK_NEAR(scenario->parameters[parameter_find("damage.clearance")], 0.5, 1e-15);
  CHECK_NEAR(scenario->plan.follow_up, 28, 1e-13);
  assert_string_equal(scenario->title, "From = here");
  assert_true(scenario->off[process_find("pigment")]);
  assert_true(scenario->off[process_find("elastin")]);
  assert_false(scenario->off[process_find("collagen")]);
  assert_string_equal(origin(scenario, "device", "needle_length"), "--set");
  scenario_free(scenario);
}

static void test_set_errors_name_their_text(void **state)
{
  (void)state;
  static const struct
  {
    const char *set, *expected;
  } rows[] = {
    { "device.needle_lenght=1 mm",
      "error: --set device.needle_lenght=1 mm: unknown key 'device.needle_lenght'; did you mean 'device.needle_length'?\n" },
    { "needle_length=1 mm",
      "error: --set needle_length=1 mm: unknown key 'needle_length'; did you mean 'device.needle_length'?\n" },
    { "seed", "error: --set seed: expected KEY=VALUE such as device.needle_length='1.5 mm'\n" },
    { "=1", "error: --set =1: unknown key ''" },
    { "seed=", "error: --set seed=: seed is empty; expected a whole number from 0 to 4294967295\n" },
    { "device=pen", "error: --set device=pen: 'device' is a section; name one of its keys as 'device.key: value'\n" },
    { "neocol=1", "error: --set neocol=1: 'neocol' cannot be changed here\n" },
    { "compare.grid=x", "error: --set compare.grid=x: unknown key 'compare.grid'" },
    { "device.needle_length=1,5 mm",
      "error: --set device.needle_length=1,5 mm: device.needle_length: '1,5 mm': a decimal comma" },
    { "device.kind=pne", "device.kind is 'pne'; did you mean 'pen'?" },
    { "off=pigmnt", "error: --set off=pigmnt: off: there is no process 'pigmnt'; did you mean 'pigment'?\n" },
    { "damage.clearance=90 day-1", "error: --set damage.clearance=90 day-1: damage.clearance is '90 day-1'" },
    { "device.passes=0", "error: --set device.passes=0: device.passes is 0: zero density" },
    { "protocol.session_times=[0 day, 28 day", "is not a list; expected for example '[0 day, 28 day]'" },
    { "protocol.session_times=[]", "error: --set protocol.session_times=[]: " },
    { "protocol.session_times=0 day, 9 day, 3 day", "protocol.session_times must ascend" },
    { "protocol.session_times=0 day, 5", "'5' has no unit" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    parse_bad("neocol: 1\n", (const char *const[]){ rows[i].set, NULL }, rows[i].expected);
  // very long ones
  static char text[6000] = "title=";
  memset(text + 6, 'x', sizeof text - 7);
  parse_bad("neocol: 1\n", (const char *const[]){ text, NULL }, "at most 1000 are allowed");
  memcpy(text, "seed=1", 6);
  parse_bad("neocol: 1\n", (const char *const[]){ text, NULL }, "at most 2000 are allowed");
  memset(text, 'x', 6);
  parse_bad("neocol: 1\n", (const char *const[]){ text, NULL }, "expected KEY=VALUE");
}

static void test_set_changes_the_form_of_sessions(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good("neocol: 1\nprotocol: {session_times: [0 day, 28 day]}\n",
                                         (const char *const[]){ "protocol.sessions=3", "protocol.spacing=2 week", NULL });
  assert_int_equal(scenario->protocol.session_times_count, 3);
  CHECK_NEAR(scenario->protocol.session_times[2], 28, 1e-13);
  scenario_free(scenario);
  scenario =
      parse_good("neocol: 1\nprotocol: {sessions: 6}\n", (const char *const[]){ "protocol.session_times=0 day, 5 day", NULL });
  assert_int_equal(scenario->protocol.session_times_count, 2);
  assert_string_equal(origin(scenario, "protocol", "sessions"), "protocol");
  scenario_free(scenario);
  parse_bad("neocol: 1\n", (const char *const[]){ "protocol.session_times=0 day, 5 day", "protocol.spacing=3 week", NULL },
            "error: --set protocol.spacing=3 week: protocol.spacing contradicts protocol.session_times");
}

/* --- arms --- */

static void test_grids_run_their_last_axis_fastest(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good(
      "neocol: 1\ncompare:\n  grid:\n    device.needle_length: [0.5 mm, 1.5 mm]\n    protocol.spacing: [2 week, 4 week]\n"
      "    damage.clearance: [0.3 day-1]\n",
      NULL);
  assert_int_equal(scenario->kind, SCENARIO_COMPARE);
  assert_int_equal(scenario->axis_count, 3);
  assert_string_equal(scenario->axes[0].path, "device.needle_length");
  assert_int_equal(scenario->axes[1].line, 5);
  assert_int_equal(scenario->axes[1].column, 5);
  assert_int_equal(scenario->arm_count, 4);
  assert_string_equal(name_of(scenario, 0), "needle_length 0.5 mm, spacing 2 week, clearance 0.3 day-1");
  assert_string_equal(name_of(scenario, 1), "needle_length 0.5 mm, spacing 4 week, clearance 0.3 day-1");
  assert_string_equal(name_of(scenario, 2), "needle_length 1.5 mm, spacing 2 week, clearance 0.3 day-1");
  assert_int_equal(scenario_arm_change_count(scenario, 2), 3);
  assert_string_equal(scenario_arm_change(scenario, 2, 0).path, "device.needle_length");
  assert_string_equal(scenario_arm_change(scenario, 2, 0).text, "1.5 mm");
  assert_int_equal(scenario_arm_change(scenario, 2, 0).line, 4);
  assert_int_equal(scenario_arm_change(scenario, 2, 0).column, 36);
  struct scenario *arm = arm_good(scenario, 2);
  CHECK_NEAR(arm->device.needle_length, 1.5, 1e-15);
  CHECK_NEAR(arm->protocol.session_times[1], 14, 1e-13);
  CHECK_NEAR(arm->parameters[parameter_find("damage.clearance")], 0.3, 1e-15);
  assert_string_equal(origin(arm, "device", "needle_length"), "arm");
  scenario_free(arm);
  scenario_free(scenario);
}

static void test_axes_with_the_same_short_name_have_paths(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good(
      "neocol: 1\ncompare: {grid: {pigment.activation: [0.5 day-1], fibroblasts.activation: [1 day-1], seed: [1, 2]}}\n", NULL);
  assert_string_equal(name_of(scenario, 1), "pigment.activation 0.5 day-1, fibroblasts.activation 1 day-1, seed 2");
  scenario_free(scenario);
}

static void test_ranges(void **state)
{
  (void)state;
  struct scenario *scenario =
      parse_good("neocol: 1\nsweep:\n  grid:\n    device.needle_length: {from: 500 um, to: 2.5 mm, steps: 5}\n"
                 "    damage.clearance: {from: 0.2 day-1, to: 0.8 day-1, steps: 3, scale: log}\n"
                 "    skin.recoil_ratio: {from: 40 %, to: 0.8, steps: 3}\n    device.passes: {from: 5, to: 1}\n"
                 "    solver.relative_tolerance: {from: 1e-8, to: 1e-4, scale: log}\n",
                 NULL);
  assert_int_equal(scenario->kind, SCENARIO_SWEEP);
  static const char *const expected[5][5] = { { "500 um", "1000 um", "1500 um", "2000 um", "2500 um" },
                                              { "0.2 day-1", "0.4 day-1", "0.8 day-1" },
                                              { "40 %", "60 %", "80 %" },
                                              { "5", "4", "3", "2", "1" },
                                              { "1e-08", "1e-07", "1e-06", "1e-05", "0.0001" } };
  for (size_t a = 0; a < scenario->axis_count; a++)
    for (size_t i = 0; i < scenario->axes[a].count; i++)
      assert_string_equal(scenario->axes[a].texts[i], expected[a][i]);
  assert_int_equal(scenario->arm_count, 5 * 3 * 3 * 5 * 5);
  scenario_free(scenario);
}

static void test_listed_arms(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good(
      "neocol: 1\nprotocol: {session_times: [0 day, 28 day]}\ndevice: {frequency: 90 Hz}\ncompare:\n  arms:\n  - name: base\n"
      "  - {name: roller, device.kind: roller, protocol.sessions: 3}\n"
      "  - {protocol.session_times: [0 day, 1 week, 3 week, 6 week], name: list}\n",
      NULL);
  assert_int_equal(scenario->arm_count, 3);
  assert_int_equal(scenario->axis_count, 0);
  assert_string_equal(name_of(scenario, 2), "list");
  struct scenario *base = arm_good(scenario, 0), *roller = arm_good(scenario, 1), *list = arm_good(scenario, 2);
  assert_int_equal(base->protocol.session_times_count, 2);
  CHECK_NEAR(base->device.needles, 12, 0);
  // what the kind of device decides is decided again
  CHECK_NEAR(roller->device.needles, 192, 0);
  CHECK_NEAR(roller->device.frequency, base->device.frequency, 0);
  assert_string_equal(origin(roller, "device", "frequency"), "file.yaml:3");
  assert_string_equal(origin(roller, "device", "needles"), "device or site");
  // sessions replace the list of the base
  assert_int_equal(roller->protocol.session_times_count, 3);
  assert_string_equal(origin(roller, "protocol", "session_times"), "protocol");
  assert_int_equal(list->protocol.session_times_count, 4);
  CHECK_NEAR(list->protocol.session_times[3], 42, 1e-13);
  assert_string_equal(scenario_arm_change(scenario, 2, 0).text, "[0 day, 1 week, 3 week, 6 week]");
  // an arm lives without its base
  scenario_free(scenario);
  assert_string_equal(name_of(list, 0), "list");
  struct scenario *again = arm_good(list, 0);
  assert_int_equal(again->protocol.session_times_count, 4);
  scenario_free(again);
  scenario_free(base);
  scenario_free(roller);
  scenario_free(list);
}

static void test_a_value_that_every_arm_replaces_is_warned_of(void **state)
{
  (void)state;
  const char *const sets[] = { "device.needle_length=2 mm", NULL };
  scenario_free(parse_good("neocol: 1\nsweep: {grid: {device.needle_length: [1 mm, 2 mm]}}\n", sets));
  assert_string_equal(trail.warnings, "--set device.needle_length=2 mm acts on 'neocol run' only: 'sweep' varies this key\n");
  scenario_free(parse_good("neocol: 1\ncompare: {arms: [{name: a, device.needle_length: 1 mm}]}\n", sets));
  assert_string_equal(trail.warnings,
                      "--set device.needle_length=2 mm acts on 'neocol run' only: every arm of compare changes this key\n");
  scenario_free(parse_good("neocol: 1\ncompare: {arms: [{name: a, device.needle_length: 1 mm}, {name: b}]}\n", sets));
  assert_string_equal(trail.warnings, "");
  scenario_free(parse_good("neocol: 1\noff: [damage]\nparameters: {damage.clearance: 0.5 day-1}\n", NULL));
  assert_string_equal(trail.warnings, "damage.clearance has no effect: the process is off\n");
}

static void test_an_arm_that_was_changed_by_hand_is_checked(void **state)
{
  (void)state;
  struct scenario *scenario = parse_good("neocol: 1\ncompare: {grid: {device.passes: [1, 2]}}\n", NULL), *arm;
  scenario->device.puncture_probability = 0;
  trail_clear(&trail);
  assert_int_equal(scenario_arm(scenario, 1, &arm, &trail), STATUS_DATA);
  assert_null(arm);
  assert_non_null(strstr(trail.errors, "  in the arm 'passes 2' of file.yaml\n"));
  scenario_free(scenario);
}

static void test_a_million_arms(void **state)
{
  (void)state;
  struct scenario *scenario =
      parse_good("neocol: 1\nsweep:\n  grid:\n    device.needle_length: {from: 0.5 mm, to: 2.5 mm, steps: 100}\n"
                 "    protocol.spacing: {from: 2 week, to: 12 week, steps: 100}\n"
                 "    damage.clearance: {from: 0.2 day-1, to: 0.8 day-1, steps: 100}\n",
                 NULL);
  assert_int_equal(scenario->arm_count, 1000000);
  assert_string_equal(name_of(scenario, 999999), "needle_length 2.5 mm, spacing 12 week, clearance 0.8 day-1");
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bad_files_are_refused_at_the_right_place),
    cmocka_unit_test(test_good_files_are_read),
    cmocka_unit_test(test_damaged_files_do_no_harm),
    cmocka_unit_test(test_files_that_cannot_be_read),
    cmocka_unit_test(test_huge_and_binary_files),
    cmocka_unit_test(test_values_arrive_in_coherent_units),
    cmocka_unit_test(test_defaults_are_those_of_the_rows),
    cmocka_unit_test(test_all_errors_are_found_at_once),
    cmocka_unit_test(test_set_overrides_the_file),
    cmocka_unit_test(test_set_errors_name_their_text),
    cmocka_unit_test(test_set_changes_the_form_of_sessions),
    cmocka_unit_test(test_grids_run_their_last_axis_fastest),
    cmocka_unit_test(test_axes_with_the_same_short_name_have_paths),
    cmocka_unit_test(test_ranges),
    cmocka_unit_test(test_listed_arms),
    cmocka_unit_test(test_a_value_that_every_arm_replaces_is_warned_of),
    cmocka_unit_test(test_an_arm_that_was_changed_by_hand_is_checked),
    cmocka_unit_test(test_a_million_arms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
