/* reader_grid.c - grids: axes from lists and ranges, and the arms that are their product. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum range_scale
{
  RANGE_LINEAR,
  RANGE_LOG
};
const char *const range_scales[] = { "linear", "log", NULL };

#define KEY_SECTION "range"
#define KEY_STRUCT struct range
const struct key range_keys[] = { RANGE_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t range_key_count = sizeof range_keys / sizeof *range_keys;

enum
{
  WRONG_ARMS = 10 /* arms that do not fit together are shown up to this number */
};

/* one axis while reading */
struct grid_axis
{
  size_t number;        /* the setting */
  struct place *places; /* [count of the axis], of each value */
};

struct grid
{
  struct reader *reader;
  struct scenario scratch;
  struct grid_axis *axes;
};

/* a value with its number, for sorting */
struct value
{
  double value;
  size_t number;
};

static int value_compare(const void *one, const void *other)
{
  const struct value *a = one, *b = other;
  if (a->value != b->value)
    return a->value < b->value ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

/* Notes values of an axis that are the same. */
static void values_check(struct grid *grid, const struct scenario_axis *axis, const struct grid_axis *more, struct value *values)
{
  char path[SETTING_PATH];
  qsort(values, axis->count, sizeof *values, value_compare);
  for (size_t i = 1; i < axis->count; i++)
    if (values[i].value == values[i - 1].value)
      reader_fail(grid->reader, more->places[values[i].number], "%s: '%s' is the same value as '%s' before it",
                  setting_path(more->number, path), axis->texts[values[i].number], axis->texts[values[i - 1].number]);
}

/* Room for the values of an axis. Returns 0 when memory is missing. */
static int axis_reserve(struct grid *grid, struct scenario_axis *axis, struct grid_axis *more, size_t count)
{
  axis->count = count;
  axis->texts = arena_take_array(grid->reader->scenario->arena, count, sizeof *axis->texts);
  axis->lines = arena_take_array(grid->reader->scenario->arena, count, sizeof *axis->lines);
  axis->columns = arena_take_array(grid->reader->scenario->arena, count, sizeof *axis->columns);
  more->places = arena_take_array(&grid->reader->arena, count, sizeof *more->places);
  if (axis->texts != NULL && axis->lines != NULL && axis->columns != NULL && more->places != NULL)
    return 1;
  grid->reader->document->memory_failed = 1;
  return 0;
}

/* Tries every value of an axis on the base. */
static void axis_check(struct grid *grid, const struct scenario_axis *axis, const struct grid_axis *more)
{
  struct reader *reader = grid->reader;
  struct key key = setting_key(more->number);
  const void *object = setting_object(&grid->scratch, more->number);
  struct value *values = arena_take_array(&reader->arena, axis->count, sizeof *values);
  if (values == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  int good = 1;
  for (size_t i = 0; i < axis->count; i++)
  {
    good = good && axis->texts[i] != NULL;
    reader_scratch_renew(reader, &grid->scratch);
    if (axis->texts[i] != NULL &&
        setting_override(&grid->scratch, more->number, axis->texts[i], SETTING_ARM, &reader->found) != STATUS_OK)
    {
      char path[SETTING_PATH];
      reader_relay(reader, more->places[i], setting_path(more->number, path));
      good = 0;
    }
    values[i] = (struct value){ key_value(&key, object), i };
  }
  if (good && key.kind != KEY_TIMES)
    values_check(grid, axis, more, values);
}

static void axis_list_read(struct grid *grid, const struct node *list, struct scenario_axis *axis, struct grid_axis *more)
{
  if (list->count == 0)
  {
    reader_fail(grid->reader, reader_value_place(list), "%s: an axis of a grid needs at least one value", axis->path);
    return;
  }
  if (!axis_reserve(grid, axis, more, list->count))
    return;
  size_t i = 0;
  for (const struct node *item = list->first; item != NULL; item = item->next, i++)
  {
    more->places[i] = reader_value_place(item);
    axis->texts[i] = reader_setting_text(grid->reader, item, more->number);
  }
}

/* One end of a range: its value in the unit of the key, its text, and where its unit starts. Returns 0 after an error. */
static int end_read(struct grid *grid, const struct node *range, const char *name, size_t number, double *value,
                    const char **text)
{
  struct reader *reader = grid->reader;
  char path[SETTING_PATH];
  (void)setting_path(number, path);
  const struct node *node = document_member(range, name);
  if (node == NULL)
  {
    reader_fail(reader, reader_value_place(range), "%s: the range has no '%s'", path, name);
    return 0;
  }
  *text = reader_setting_text(reader, node, number);
  if (*text == NULL)
    return 0;
  if (setting_read(&grid->scratch, number, *text, &reader->found) != STATUS_OK)
  {
    reader_relay(reader, reader_value_place(node), path);
    return 0;
  }
  struct key key = setting_key(number);
  *value = key_value(&key, setting_object(&grid->scratch, number));
  return 1;
}

/* Reads steps and scale. Returns 0 after an error. */
static int range_settings_read(struct grid *grid, const struct node *range, struct range *settings)
{
  static const char *const names[] = { "from", "to", "steps", "scale" };
  size_t errors = grid->reader->document->error_count;
  for (size_t k = 0; k < range_key_count; k++)
    key_initialise(&range_keys[k], settings);
  for (const struct node *member = range->first; member != NULL; member = member->next)
  {
    if (member->key == NULL || strcmp(member->key, names[0]) == 0 || strcmp(member->key, names[1]) == 0)
      continue;
    size_t k = 0;
    while (k < range_key_count && strcmp(range_keys[k].name, member->key) != 0)
      k++;
    if (k == range_key_count)
    {
      reader_unknown(grid->reader, member, " in a range", names, sizeof names / sizeof *names);
      continue;
    }
    char path[SETTING_PATH];
    (void)snprintf(path, sizeof path, "range.%s", range_keys[k].name);
    const char *text = reader_text(grid->reader, member, READER_TEXT, path, "a number or a word");
    if (text != NULL && key_read(&range_keys[k], text, settings, &grid->reader->found) != STATUS_OK)
      reader_relay(grid->reader, reader_value_place(member), path);
  }
  return grid->reader->document->error_count == errors;
}

/* Writes the values of a range as texts in the unit of its first end. */
static void range_write(struct grid *grid, const struct range *range, const double ends[2], const char *first,
                        struct scenario_axis *axis, const struct grid_axis *more)
{
  // the unit of the first end; the text is known to be good
  char *unit_text;
  (void)strtod(first, &unit_text);
  while (*unit_text == ' ')
    unit_text++;
  double scale = unit_factor(setting_key(more->number).unit) / (unit_text[0] == '\0' ? 1 : unit_factor(unit_text));
  for (size_t i = 0; i < axis->count; i++)
  {
    double part = (double)i / (double)(axis->count - 1), value = ends[0] + part * (ends[1] - ends[0]);
    if (range->scale == RANGE_LOG)
      value = ends[0] * pow(ends[1] / ends[0], part);
    if (i == axis->count - 1)
      value = ends[1];
    char text[READER_TEXT + 32];
    int length = snprintf(text, sizeof text, "%.10g%s%s", value * scale, unit_text[0] == '\0' ? "" : " ", unit_text);
    axis->texts[i] = arena_copy(grid->reader->scenario->arena, text, (size_t)length);
    grid->reader->document->memory_failed |= axis->texts[i] == NULL;
  }
}

/* Reads {from: 0.5 mm, to: 2.5 mm, steps: 5, scale: log}. */
static void axis_range_read(struct grid *grid, const struct node *node, struct scenario_axis *axis, struct grid_axis *more)
{
  struct reader *reader = grid->reader;
  struct key key = setting_key(more->number);
  struct place place = reader_value_place(node);
  if (key.kind != KEY_QUANTITY && key.kind != KEY_COUNT)
  {
    reader_fail(reader, place, "%s: a range is for numbers; write a list of values", axis->path);
    return;
  }
  struct range range;
  double ends[2] = { 0, 0 };
  const char *first = NULL, *last = NULL;
  int good = range_settings_read(grid, node, &range);
  good = end_read(grid, node, "from", more->number, &ends[0], &first) && good;
  good = end_read(grid, node, "to", more->number, &ends[1], &last) && good;
  if (!good)
    return;
  if (ends[0] == ends[1])
    reader_fail(reader, place, "%s: the range ends where it starts ('%s')", axis->path, last);
  else if (range.scale == RANGE_LOG && !(ends[0] > 0 && ends[1] > 0))
    reader_fail(reader, place, "%s: a range with 'scale: log' needs ends above 0", axis->path);
  else if (axis_reserve(grid, axis, more, (size_t)range.steps))
  {
    range_write(grid, &range, ends, first, axis, more);
    for (size_t i = 0; i < axis->count; i++)
      more->places[i] = place;
  }
}

/* Reads one axis; its path must be known and new. */
static void axis_read(struct grid *grid, const struct node *node, struct scenario_axis *axis, struct grid_axis *more,
                      size_t others)
{
  struct reader *reader = grid->reader;
  char path[SETTING_PATH];
  size_t number = setting_find(node->key);
  more->number = number;
  if (number == setting_count())
  {
    reader_unknown_path(reader, reader_key_place(node), node->key);
    return;
  }
  (void)setting_path(number, path);
  for (size_t i = 0; i < others; i++)
    if (grid->axes[i].number == number)
    {
      reader_fail(reader, reader_key_place(node), "%s is given twice in this grid", path);
      return;
    }
  axis->path = arena_copy(reader->scenario->arena, path, strlen(path));
  axis->setting = number;
  axis->line = node->key_line;
  axis->column = node->key_column;
  if (axis->path == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  if (reader->raw.origins[number] == SETTING_COMMAND_LINE)
    status_warn(reader->trail, "--set %s acts on 'neocol run' only: '%s' varies this key", reader->places[number].command,
                reader->comparison->key);
  reader_scratch_renew(reader, &grid->scratch);
  char expected[400], example[300];
  (void)snprintf(expected, sizeof expected, "a list of values, each %s", setting_example(number, sizeof example, example));
  if (node->kind == NODE_MAPPING)
    axis_range_read(grid, node, axis, more);
  else if (reader_expect(reader, node, NODE_LIST, path, expected))
    axis_list_read(grid, node, axis, more);
  if (axis->count == 0 || reader->document->memory_failed)
    return;
  for (size_t i = 0; i < axis->count; i++)
  {
    axis->lines[i] = more->places[i].line;
    axis->columns[i] = more->places[i].column;
  }
  axis_check(grid, axis, more);
}

/* Notes axes that cannot be in one grid. */
static void axes_check(struct grid *grid)
{
  struct scenario *scenario = grid->reader->scenario;
  reader_scratch_renew(grid->reader, &grid->scratch);
  for (size_t a = 0; a < scenario->axis_count; a++)
  {
    size_t number = grid->axes[a].number;
    if (number == setting_count())
      continue;
    size_t rival = setting_rival(&grid->scratch, number, SETTING_ARM);
    grid->scratch.origins[number] = SETTING_ARM;
    char path[SETTING_PATH];
    if (rival < setting_count())
      reader_fail(grid->reader, (struct place){ scenario->axes[a].line, scenario->axes[a].column, NULL },
                  "%s contradicts %s in the same grid", scenario->axes[a].path, setting_path(rival, path));
  }
}

/* Nonzero when a completion looks at the setting. */
static int is_completed(size_t number)
{
  if (number >= scenario_key_count())
    return 0;
  const char *section = scenario_key(number)->section;
  return strcmp(section, "skin") == 0 || strcmp(section, "device") == 0 || strcmp(section, "protocol") == 0;
}

/* Tries whether the values of an arm fit together. Returns 0 when they do not. */
static int arm_check(struct grid *grid, size_t arm, struct place *places)
{
  struct reader *reader = grid->reader;
  struct scenario *scenario = reader->scenario;
  struct place last = { 0, 0, NULL };
  // what completions do not look at was checked value by value: one value of such an axis stands for all
  for (size_t a = 0; a < scenario->axis_count; a++)
    if (!is_completed(grid->axes[a].number) && scenario_axis_value(scenario, arm, a) != 0)
      return 1;
  reader_scratch_renew(reader, &grid->scratch);
  for (size_t a = 0; a < scenario->axis_count; a++)
  {
    size_t i = scenario_axis_value(scenario, arm, a), number = grid->axes[a].number;
    places[number] = last = grid->axes[a].places[i];
    if (setting_override(&grid->scratch, number, scenario->axes[a].texts[i], SETTING_ARM, &reader->found) != STATUS_OK)
      break;
  }
  if (reader->found.error_count > 0 || setting_fit(&grid->scratch, &reader->found) != STATUS_OK)
  {
    char name[SCENARIO_NAME], prefix[SCENARIO_NAME + 32];
    (void)snprintf(prefix, sizeof prefix, "in the arm '%.300s', ", scenario_arm_name(scenario, arm, name));
    reader_relay_completion(reader, places, last, prefix);
    return 0;
  }
  if (reader->found.warning_count > 0)
    trail_clear(&reader->found);
  return 1;
}

/* Checks all arms until too many are wrong. */
static void arms_check(struct grid *grid)
{
  struct reader *reader = grid->reader;
  struct place *places = arena_take_array(&reader->arena, setting_count(), sizeof *places);
  if (places == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  size_t wrong = 0;
  for (size_t arm = 0; arm < reader->scenario->arm_count && wrong < WRONG_ARMS; arm++)
    wrong += !arm_check(grid, arm, places);
}

void reader_grid_read(struct reader *reader, const struct node *node, const char *path)
{
  struct scenario *scenario = reader->scenario;
  struct grid grid = { .reader = reader };
  if (!reader_expect(reader, node, NODE_MAPPING, path, "axes below it, such as 'device.needle_length: [1 mm, 2 mm]'"))
    return;
  if (node->count == 0)
  {
    reader_fail(reader, reader_value_place(node), "%s is empty; it needs an axis such as 'device.needle_length: [1 mm, 2 mm]'",
                path);
    return;
  }
  scenario->axes = arena_take_array(scenario->arena, node->count, sizeof *scenario->axes);
  grid.axes = arena_take_array(&reader->arena, node->count, sizeof *grid.axes);
  reader->document->memory_failed |= scenario->axes == NULL || grid.axes == NULL;
  if (reader->document->memory_failed || !reader_scratch_create(reader, &grid.scratch))
    return;
  size_t arms = 1;
  for (const struct node *axis = node->first; axis != NULL && !reader->document->memory_failed; axis = axis->next)
  {
    if (axis->key == NULL)
      continue;
    size_t a = scenario->axis_count++;
    axis_read(&grid, axis, &scenario->axes[a], &grid.axes[a], a);
    size_t count = scenario->axes[a].count;
    if (count > 0 && arms <= READER_ARMS && (arms *= count) > READER_ARMS)
      reader_fail(reader, reader_key_place(axis), "%s has more than %d runs with this axis; take fewer values", path,
                  READER_ARMS);
  }
  axes_check(&grid);
  if (reader->document->error_count > 0 || reader->document->memory_failed)
    return;
  scenario->arm_count = arms;
  arms_check(&grid);
}
