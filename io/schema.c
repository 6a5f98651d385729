/* schema.c - the JSON Schema of scenario files: a definition for every setting, used in its section, in grids and in arms.
 *
 * A quantity is a text; its pattern takes the numbers and units that the reader takes. What a schema cannot say (bounds of
 * quantities, what contradicts each other, order of times) is left to the reader. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "json.h"
#include "reader.h"
#include "unit.h"

enum
{
  PATTERN = 1024,
  TEXT = 1024
};

/* {"required": [one, other]} below "not", within an array when `name` is NULL */
static void json_never_both(struct json *json, const char *name, const char *one, const char *other)
{
  json_open(json, name, '{');
  if (name == NULL)
    json_open(json, "not", '{');
  json_open(json, "required", '[');
  json_string(json, NULL, one);
  json_string(json, NULL, other);
  json_close(json, ']');
  if (name == NULL)
    json_close(json, '}');
  json_close(json, '}');
}

static void json_reference(struct json *json, const char *name, const char *kind, const char *path)
{
  char target[SETTING_PATH + 64];
  (void)snprintf(target, sizeof target, "#/definitions/%s%s", kind, path);
  json_pair(json, name, "$ref", target);
}

/* --- patterns of quantities --- */

static int is_part(int part, int whole)
{
  return part == 0 || whole != 0;
}

/* Writes the known units as "mm|cm|m": those of the dimension `wanted`, or with `parts` those that can be factors of it; none of
 * those without dimension. */
static void names_write(struct dimension wanted, int parts, char names[PATTERN])
{
  size_t used = 0;
  names[0] = '\0';
  for (size_t i = 0; unit_name(i) != NULL; i++)
  {
    struct unit unit;
    if (unit_parse(unit_name(i), &unit, NULL) != STATUS_OK || dimension_equal(unit.dimension, (struct dimension){ 0, 0, 0 }))
      continue;
    struct dimension found = unit.dimension;
    int fits = parts
                   ? is_part(found.length, wanted.length) && is_part(found.time, wanted.time) && is_part(found.mass, wanted.mass)
                   : dimension_equal(found, wanted);
    if (fits)
      used += (size_t)snprintf(names + used, PATTERN - used, "%s%s", used > 0 ? "|" : "", unit_name(i));
  }
}

/* Power of a dimension of which only one base quantity is used, with that base; 0 for others. */
static int dimension_power(struct dimension dimension, struct dimension *base)
{
  int used = (dimension.length != 0) + (dimension.time != 0) + (dimension.mass != 0);
  *base = (struct dimension){ dimension.length != 0, dimension.time != 0, dimension.mass != 0 };
  return used == 1 ? dimension.length + dimension.time + dimension.mass : 0;
}

/* Writes the pattern of units of the same kind as `text`. */
static void unit_pattern(const char *text, char pattern[PATTERN])
{
  struct unit unit;
  struct dimension base;
  char names[PATTERN], more[PATTERN];
  if (unit_parse(text, &unit, NULL) != STATUS_OK)
    return;
  int power = dimension_power(unit.dimension, &base);
  if (power == 1)
  {
    names_write(base, 0, names);
    (void)snprintf(pattern, PATTERN, "(%.400s)", names);
  }
  else if (power == -1)
  {
    // day-1, day^-1, 1/day, Hz
    names_write(base, 0, names);
    names_write(unit.dimension, 0, more);
    (void)snprintf(pattern, PATTERN, "((%.200s)\\^?-1|1 ?/ ?(%.200s)%s%.200s)", names, names, more[0] != '\0' ? "|" : "", more);
  }
  else if (power != 0)
  {
    names_write(base, 0, names);
    (void)snprintf(pattern, PATTERN, "(%.400s)\\^?%d", names, power);
  }
  else
  {
    // products and quotients of everything that can be a factor
    names_write(unit.dimension, 1, names);
    (void)snprintf(pattern, PATTERN, "(1|(%.200s)(\\^?[+-]?[1-9])?)([ ./*]+(%.200s)(\\^?[+-]?[1-9])?)*", names, names);
  }
}

/* Writes the pattern of a whole quantity. */
static void quantity_pattern(const struct key *key, char pattern[PATTERN])
{
  const char *sign = key->low < 0 ? "[+-]?" : "[+]?", *number = "([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
  char unit[PATTERN] = "";
  if (strcmp(key->unit, "1") == 0)
    (void)snprintf(pattern, PATTERN, "^%s%s( *%%| +1)?$", sign, number);
  else
  {
    unit_pattern(key->unit, unit);
    (void)snprintf(pattern, PATTERN, "^%s%s *%.800s$", sign, number, unit);
  }
}

/* --- one setting --- */

static int is_plain(const struct key *key)
{
  return strcmp(key->unit, "1") == 0;
}

/* Writes meaning, bounds and source of a setting as its description. */
static void description_write(struct json *json, const struct key *key)
{
  char text[TEXT];
  const char *blank = is_plain(key) ? "" : " ", *unit = is_plain(key) ? "" : key->unit;
  if (key->kind == KEY_QUANTITY)
    (void)snprintf(text, sizeof text, "%s; %.12g%s%s to %.12g%s%s. Source: %s (%s).", key->doc, key->low, blank, unit, key->high,
                   blank, unit, key->source, evidence_meaning(key->evidence));
  else if (key->kind == KEY_COUNT)
    (void)snprintf(text, sizeof text, "%s; %.12g to %.12g.", key->doc, key->low, key->high);
  else
    (void)snprintf(text, sizeof text, "%s.", key->doc);
  json_string(json, "description", text);
}

/* Writes a value of a quantity or count as it is written in a file. */
static void value_write(struct json *json, const struct key *key, const char *name, double value)
{
  char text[64];
  if (is_plain(key))
    json_number(json, name, value);
  else
  {
    (void)snprintf(text, sizeof text, "%.12g %s", value, key->unit);
    json_string(json, name, text);
  }
}

/* Writes default (when there is one) and an example. */
static void default_write(struct json *json, const struct key *key)
{
  int is_open = isnan(key->initial);
  if (!is_open)
    value_write(json, key, "default", key->initial);
  json_open(json, "examples", '[');
  value_write(json, key, NULL, is_open ? key->high : key->initial);
  json_close(json, ']');
}

static void bounds_write(struct json *json, const struct key *key, const char *type)
{
  json_string(json, "type", type);
  json_number(json, "minimum", key->low);
  json_number(json, "maximum", key->high);
}

static void pattern_write(struct json *json, const struct key *key)
{
  char pattern[PATTERN];
  quantity_pattern(key, pattern);
  json_string(json, "type", "string");
  json_string(json, "pattern", pattern);
}

static void quantity_write(struct json *json, const struct key *key)
{
  if (is_plain(key))
  {
    json_open(json, "anyOf", '[');
    json_open(json, NULL, '{');
    bounds_write(json, key, "number");
    json_close(json, '}');
    json_open(json, NULL, '{');
    pattern_write(json, key);
    json_close(json, '}');
    json_close(json, ']');
  }
  else
    pattern_write(json, key);
  default_write(json, key);
}

static void times_write(struct json *json, const struct key *key)
{
  json_string(json, "type", "array");
  json_number(json, "minItems", 1);
  json_number(json, "maxItems", (double)key->room);
  json_open(json, "items", '{');
  pattern_write(json, key);
  json_close(json, '}');
  json_open(json, "examples", '[');
  json_open(json, NULL, '[');
  value_write(json, key, NULL, 0);
  value_write(json, key, NULL, 28);
  json_close(json, ']');
  json_close(json, ']');
}

static void choice_write(struct json *json, const struct key *key)
{
  json_open(json, "enum", '[');
  for (size_t i = 0; key->choices[i] != NULL; i++)
    json_string(json, NULL, key->choices[i]);
  json_close(json, ']');
  json_string(json, "default", key->choices[(size_t)key->initial]);
}

/* Writes the members of the schema of one value. */
static void setting_write(struct json *json, const char *name, const struct key *key, const char *title)
{
  json_open(json, name, '{');
  json_string(json, "title", title);
  description_write(json, key);
  switch (key->kind)
  {
  case KEY_QUANTITY:
    quantity_write(json, key);
    break;
  case KEY_COUNT:
    bounds_write(json, key, "integer");
    default_write(json, key);
    break;
  case KEY_CHOICE:
    choice_write(json, key);
    break;
  case KEY_TIMES:
    times_write(json, key);
    break;
  }
  json_close(json, '}');
}

/* Writes the schema of an axis of a grid: a list of values, or a range of numbers. */
static void axis_write(struct json *json, const struct key *key, const char *path)
{
  char name[SETTING_PATH + 8];
  (void)snprintf(name, sizeof name, "axis.%s", path);
  json_open(json, name, '{');
  description_write(json, key);
  int is_number = key->kind == KEY_QUANTITY || key->kind == KEY_COUNT;
  if (is_number)
  {
    json_open(json, "anyOf", '[');
    json_open(json, NULL, '{');
  }
  json_string(json, "type", "array");
  json_number(json, "minItems", 1);
  json_reference(json, "items", "", path);
  if (is_number)
  {
    json_close(json, '}');
    json_open(json, NULL, '{');
    json_string(json, "type", "object");
    json_flag(json, "additionalProperties", 0);
    json_open(json, "required", '[');
    json_string(json, NULL, "from");
    json_string(json, NULL, "to");
    json_close(json, ']');
    json_open(json, "properties", '{');
    json_reference(json, "from", "", path);
    json_reference(json, "to", "", path);
    for (size_t k = 0; k < range_key_count; k++)
      json_reference(json, range_keys[k].name, "range.", range_keys[k].name);
    json_close(json, '}');
    json_close(json, '}');
    json_close(json, ']');
  }
  json_close(json, '}');
}

/* --- the whole file --- */

/* Starts an object that takes declared keys only. */
static void object_open(struct json *json, const char *name, const char *description)
{
  json_open(json, name, '{');
  json_string(json, "description", description);
  json_string(json, "type", "object");
  json_flag(json, "additionalProperties", 0);
}

static void section_write(struct json *json, const char *section, const char *description)
{
  object_open(json, section, description);
  json_open(json, "properties", '{');
  for (size_t i = 0; i < scenario_key_count(); i++)
  {
    char path[SETTING_PATH];
    if (strcmp(scenario_key(i)->section, section) == 0)
      json_reference(json, scenario_key(i)->name, "", setting_path(i, path));
  }
  json_close(json, '}');
  if (strcmp(section, "protocol") == 0)
  {
    json_open(json, "allOf", '[');
    json_never_both(json, NULL, "session_times", "sessions");
    json_never_both(json, NULL, "session_times", "spacing");
    json_close(json, ']');
  }
  json_close(json, '}');
}

/* Writes references to all settings, parameters with and without their prefix. */
static void paths_write(struct json *json, const char *kind)
{
  for (size_t i = 0; i < setting_count(); i++)
  {
    char path[SETTING_PATH], prefixed[SETTING_PATH + 16];
    json_reference(json, setting_path(i, path), kind, path);
    (void)snprintf(prefixed, sizeof prefixed, "parameters.%s", path);
    if (i >= scenario_key_count())
      json_reference(json, prefixed, kind, path);
  }
}

static void parameters_write(struct json *json)
{
  object_open(json, "parameters", "Parameters of processes, as 'process.parameter: value' or one mapping for each process.");
  json_open(json, "properties", '{');
  for (size_t i = scenario_key_count(); i < setting_count(); i++)
  {
    char path[SETTING_PATH];
    json_reference(json, setting_path(i, path), "", path);
  }
  for (size_t p = 0; p < process_count(); p++)
  {
    const struct process *process = process_at(p);
    size_t first = scenario_key_count() + parameter_first(process);
    object_open(json, process->name, process->about);
    json_open(json, "properties", '{');
    for (size_t k = 0; k < process->parameter_count; k++)
    {
      char path[SETTING_PATH];
      json_reference(json, process->parameters[k].name, "", setting_path(first + k, path));
    }
    json_close(json, '}');
    json_close(json, '}');
  }
  json_close(json, '}');
  json_close(json, '}');
}

static void off_write(struct json *json)
{
  json_open(json, "off", '{');
  json_string(json, "description", "Processes that are switched off; what reads them gets their value at rest.");
  json_string(json, "type", "array");
  json_flag(json, "uniqueItems", 1);
  json_open(json, "items", '{');
  json_open(json, "enum", '[');
  for (size_t p = 0; p < process_count(); p++)
    json_string(json, NULL, process_at(p)->name);
  json_close(json, ']');
  json_close(json, '}');
  json_close(json, '}');
}

static void grid_write(struct json *json)
{
  object_open(json, "grid", "Axes: a list of values or a range for each key; every combination is a run.");
  json_number(json, "minProperties", 1);
  json_open(json, "properties", '{');
  paths_write(json, "axis.");
  json_close(json, '}');
  json_close(json, '}');
}

static void arms_write(struct json *json)
{
  json_open(json, "arms", '{');
  json_string(json, "description", "Arms, each with a name and the keys that differ from the base.");
  json_string(json, "type", "array");
  json_number(json, "minItems", 1);
  json_number(json, "maxItems", READER_ARMS);
  object_open(json, "items", "One arm.");
  json_open(json, "required", '[');
  json_string(json, NULL, "name");
  json_close(json, ']');
  json_open(json, "properties", '{');
  json_open(json, "name", '{');
  json_string(json, "description", "Name of the arm; each arm has its own.");
  json_string(json, "type", "string");
  json_number(json, "minLength", 1);
  json_number(json, "maxLength", READER_TEXT);
  json_close(json, '}');
  paths_write(json, "");
  json_close(json, '}');
  json_close(json, '}');
  json_close(json, '}');
}

static void definitions_write(struct json *json)
{
  json_open(json, "definitions", '{');
  for (size_t i = 0; i < setting_count(); i++)
  {
    char path[SETTING_PATH];
    struct key key = setting_key(i);
    setting_write(json, setting_path(i, path), &key, path);
    axis_write(json, &key, path);
  }
  for (size_t k = 0; k < range_key_count; k++)
  {
    char path[SETTING_PATH];
    (void)snprintf(path, sizeof path, "range.%s", range_keys[k].name);
    setting_write(json, path, &range_keys[k], range_keys[k].name);
  }
  grid_write(json);
  arms_write(json);
  json_close(json, '}');
}

/* Writes compare or sweep. */
static void comparison_write(struct json *json, const char *name, const char *description, int has_arms)
{
  object_open(json, name, description);
  json_number(json, "minProperties", 1);
  json_number(json, "maxProperties", 1);
  json_open(json, "properties", '{');
  json_reference(json, "grid", "", "grid");
  if (has_arms)
    json_reference(json, "arms", "", "arms");
  json_close(json, '}');
  json_close(json, '}');
}

static void properties_write(struct json *json)
{
  json_open(json, "properties", '{');
  json_open(json, "neocol", '{');
  json_string(json, "description", "Version of the file format.");
  json_number(json, "const", READER_VERSION);
  json_close(json, '}');
  json_open(json, "title", '{');
  json_string(json, "description", "What the scenario asks; the title of figures.");
  json_string(json, "type", "string");
  json_number(json, "minLength", 1);
  json_number(json, "maxLength", READER_TITLE);
  json_open(json, "examples", '[');
  json_string(json, NULL, "Needle length on an ageing cheek");
  json_close(json, ']');
  json_close(json, '}');
  section_write(json, "skin", "What is treated.");
  section_write(json, "device", "What punctures the skin.");
  section_write(json, "protocol", "When the skin is treated and what comes after.");
  section_write(json, "solver", "How exactly it is computed.");
  section_write(json, "drugs", "Drugs that are taken around the sessions.");
  section_write(json, "aftercare", "What is done with the skin after each session.");
  section_write(json, "serum", "A molecule that is put on the skin after a session.");
  parameters_write(json);
  off_write(json);
  for (size_t i = 0; i < scenario_key_count(); i++)
    if (scenario_key(i)->section[0] == '\0')
      json_reference(json, scenario_key(i)->name, "", scenario_key(i)->name);
  comparison_write(json, "compare", "What is compared: a grid of keys, or listed arms.", 1);
  comparison_write(json, "sweep", "What is varied: a grid of keys.", 0);
  json_close(json, '}');
}

enum status schema_write(FILE *file, struct trail *trail)
{
  struct json json = { .file = file };
  json_open(&json, NULL, '{');
  json_string(&json, "$schema", "http://json-schema.org/draft-07/schema#");
  json_string(&json, "title", "neocol scenario");
  json_string(&json, "description", "A scenario of the skin needling simulator neocol. Every quantity is a number with a unit.");
  json_string(&json, "type", "object");
  json_flag(&json, "additionalProperties", 0);
  json_open(&json, "required", '[');
  json_string(&json, NULL, "neocol");
  json_close(&json, ']');
  json_never_both(&json, "not", "compare", "sweep");
  properties_write(&json);
  definitions_write(&json);
  json_close(&json, '}');
  if (!json_finish(&json))
    return status_fail(trail, STATUS_INPUT_OUTPUT, "the schema cannot be written");
  return STATUS_OK;
}
