/* reader_tree.c - the walk over the keys of a file, and the same keys from the command line. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* keys of the top level that are not settings */
static const char *const sections[] = { "skin", "device", "protocol", "solver", "drugs", "aftercare", "serum" };
static const char *const top_names[] = { "neocol", "title",  "skin",       "device", "protocol", "drugs", "aftercare",
                                         "serum",  "solver", "parameters", "off",    "compare",  "sweep" };

enum
{
  SECTIONS = sizeof sections / sizeof *sections,
  TOP_NAMES = sizeof top_names / sizeof *top_names,
  NAMES = 256 /* names that are compared with an unknown key */
};

/* Reads a node into a setting of the base. */
static void setting_take(struct reader *reader, const struct node *node, size_t number)
{
  char path[SETTING_PATH];
  (void)setting_path(number, path);
  struct place before = reader->places[number];
  if (before.line > 0)
  {
    reader_fail(reader, reader_key_place(node), "%s is given twice (first on line %d)", path, before.line);
    return;
  }
  reader->places[number] = reader_value_place(node);
  reader->scenario->origins[number] = node->line;
  const char *text = reader_setting_text(reader, node, number);
  if (text != NULL && setting_read(reader->scenario, number, text, &reader->found) != STATUS_OK)
    reader_relay(reader, reader_value_place(node), path);
}

/* Names of the keys of a section. */
static size_t section_names(const char *section, const char *names[NAMES])
{
  size_t count = 0;
  for (size_t i = 0; i < scenario_key_count() && count < NAMES; i++)
    if (strcmp(scenario_key(i)->section, section) == 0)
      names[count++] = scenario_key(i)->name;
  return count;
}

static void section_read(struct reader *reader, const struct node *node)
{
  const char *names[NAMES];
  size_t count = section_names(node->key, names);
  char where[64], expected[128];
  (void)snprintf(where, sizeof where, " in '%s'", node->key);
  (void)snprintf(expected, sizeof expected, "keys below it, such as '%s: ...' (or leave it out)", names[0]);
  if (!reader_expect(reader, node, NODE_MAPPING, node->key, expected))
    return;
  for (const struct node *member = node->first; member != NULL; member = member->next)
  {
    if (member->key == NULL)
      continue;
    char path[SETTING_PATH];
    (void)snprintf(path, sizeof path, "%s.%s", node->key, member->key);
    size_t number = setting_find(path);
    if (number < scenario_key_count())
      setting_take(reader, member, number);
    else
      reader_unknown(reader, member, where, names, count);
  }
  // sessions are given in one form
  size_t times = setting_find("protocol.session_times"), rival = setting_rival(reader->scenario, times, 1);
  if (strcmp(node->key, "protocol") == 0 && reader->scenario->origins[times] > 0 && rival < setting_count())
    reader_fail(reader, reader->places[times],
                "protocol.session_times contradicts protocol.%s (line %d); give either the list, or sessions and spacing",
                setting_key(rival).name, reader->scenario->origins[rival]);
}

/* Reads "fibroblasts: {refractory_time: 14 day}". */
static void process_read(struct reader *reader, const struct node *node, const struct process *process)
{
  char where[96], expected[128];
  (void)snprintf(where, sizeof where, " in the parameters of '%s'", process->name);
  (void)snprintf(expected, sizeof expected, "parameters below it%s%s%s", process->parameter_count > 0 ? ", such as '" : "",
                 process->parameter_count > 0 ? process->parameters[0].name : "", process->parameter_count > 0 ? ": ...'" : "");
  if (!reader_expect(reader, node, NODE_MAPPING, node->key, expected))
    return;
  size_t first = scenario_key_count() + parameter_first(process);
  for (const struct node *member = node->first; member != NULL; member = member->next)
  {
    if (member->key == NULL)
      continue;
    const char *names[NAMES];
    size_t k = 0, count = process->parameter_count < NAMES ? process->parameter_count : NAMES;
    while (k < process->parameter_count && strcmp(process->parameters[k].name, member->key) != 0)
      k++;
    for (size_t i = 0; i < count; i++)
      names[i] = process->parameters[i].name;
    if (k < process->parameter_count)
      setting_take(reader, member, first + k);
    else
      reader_unknown(reader, member, where, names, count);
  }
}

static void parameters_read(struct reader *reader, const struct node *node)
{
  if (!reader_expect(reader, node, NODE_MAPPING, node->key,
                     "parameters below it, as 'process.parameter: value' (or leave it out)"))
    return;
  for (const struct node *member = node->first; member != NULL; member = member->next)
  {
    if (member->key == NULL)
      continue;
    char meant[SETTING_PATH];
    size_t process = process_find(member->key), parameter = parameter_find(member->key);
    if (parameter < parameter_count())
      setting_take(reader, member, scenario_key_count() + parameter);
    else if (process < process_count())
      process_read(reader, member, process_at(process));
    else if (setting_nearest(member->key, meant) != NULL)
      reader_fail(reader, reader_key_place(member), "unknown parameter '%.100s'; did you mean '%s'%s?", member->key, meant,
                  setting_find(meant) < scenario_key_count() ? ", outside of 'parameters'" : "");
    else
      reader_fail(reader, reader_key_place(member),
                  "unknown parameter '%.100s'; expected 'process.parameter: value' ('neocol describe' lists all)", member->key);
  }
}

/* Switches off one process. */
static void off_add(struct reader *reader, struct place place, const char *name)
{
  size_t number = process_find(name), count = process_count();
  if (number == count)
  {
    const char *names[NAMES], *meant;
    count = count < NAMES ? count : NAMES;
    for (size_t i = 0; i < count; i++)
      names[i] = process_at(i)->name;
    meant = text_nearest(name, names, count);
    reader_fail(reader, place, "off: there is no process '%.100s'%s%s%s", name, meant != NULL ? "; did you mean '" : "",
                meant != NULL ? meant : " ('neocol describe' lists all)", meant != NULL ? "'?" : "");
  }
  else if (reader->scenario->off[number])
    reader_fail(reader, place, "off: the process '%s' is given twice", name);
  else
    reader->scenario->off[number] = 1;
}

static void off_read(struct reader *reader, const struct node *node)
{
  if (!reader_expect(reader, node, NODE_LIST, "off", "a list of processes such as '[pigment]', or '[]' for none"))
    return;
  for (const struct node *item = node->first; item != NULL; item = item->next)
  {
    const char *name = reader_text(reader, item, READER_TEXT, "off", "the name of a process");
    if (name != NULL)
      off_add(reader, reader_value_place(item), name);
  }
}

static void title_set(struct reader *reader, const char *title)
{
  reader->scenario->title = arena_copy(reader->scenario->arena, title, strlen(title));
  reader->document->memory_failed |= reader->scenario->title == NULL;
}

static void version_check(struct reader *reader)
{
  const struct node *root = reader->document->root, *version = document_member(root, "neocol");
  if (version == NULL)
  {
    reader_fail(reader, reader_value_place(root), "the format version is missing; write 'neocol: %d' as the first key",
                READER_VERSION);
    return;
  }
  char expected[64];
  (void)snprintf(expected, sizeof expected, "the format version, 'neocol: %d'", READER_VERSION);
  const char *text = reader_text(reader, version, READER_TEXT, "neocol", expected);
  char known[16];
  (void)snprintf(known, sizeof known, "%d", READER_VERSION);
  if (text != NULL && strcmp(text, known) != 0)
    reader_fail(reader, reader_value_place(version), "the format version is '%.100s'; this program reads version %s", text,
                known);
}

/* Notes an unknown key of the top level; "device.needle_length" is written in a section. */
static void top_refuse(struct reader *reader, const struct node *node)
{
  size_t number = setting_find(node->key);
  if (number < setting_count())
  {
    struct key key = setting_key(number);
    int is_key = number < scenario_key_count();
    reader_fail(reader, reader_key_place(node), "'%s' does not belong to the top level; write '%s: {%s%s%s: ...}'", node->key,
                is_key ? key.section : "parameters", is_key ? "" : key.section, is_key ? "" : ".", key.name);
    return;
  }
  const char *names[TOP_NAMES + NAMES];
  for (size_t i = 0; i < TOP_NAMES; i++)
    names[i] = top_names[i];
  size_t count = TOP_NAMES + section_names("", names + TOP_NAMES);
  reader_unknown(reader, node, "", names, count);
}

/* Reads one key of the top level. */
static void top_read(struct reader *reader, const struct node *node)
{
  const char *key = node->key;
  for (size_t i = 0; i < SECTIONS; i++)
    if (strcmp(key, sections[i]) == 0)
    {
      section_read(reader, node);
      return;
    }
  size_t number = setting_find(key);
  if (number < scenario_key_count() && setting_key(number).section[0] == '\0')
    setting_take(reader, node, number);
  else if (strcmp(key, "title") == 0)
  {
    const char *title = reader_text(reader, node, READER_TITLE, "title", "a text");
    if (title != NULL)
      title_set(reader, title);
  }
  else if (strcmp(key, "parameters") == 0)
    parameters_read(reader, node);
  else if (strcmp(key, "off") == 0)
    off_read(reader, node);
  else if (strcmp(key, "compare") == 0 || strcmp(key, "sweep") == 0)
  {
    if (reader->comparison != NULL)
      reader_fail(reader, reader_key_place(node), "'compare' and 'sweep' cannot be in one file ('%s' is on line %d)",
                  reader->comparison->key, reader->comparison->key_line);
    else
      reader->comparison = node;
  }
  else if (strcmp(key, "neocol") != 0)
    top_refuse(reader, node);
}

void reader_tree_read(struct reader *reader)
{
  const struct node *root = reader->document->root;
  if (root == NULL)
    return;
  if (root->kind != NODE_MAPPING)
  {
    if (root->kind != NODE_BROKEN)
      reader_fail(reader, reader_value_place(root), "a scenario is a mapping of keys ('neocol: 1' and so on), not a %s",
                  root->kind == NODE_LIST ? "list" : "text");
    return;
  }
  version_check(reader);
  for (const struct node *node = root->first; node != NULL; node = node->next)
    if (node->key != NULL)
      top_read(reader, node);
}

/* Reads the comma list of --set off=... in place of that of the file. */
static void command_off(struct reader *reader, struct place place, const char *value)
{
  for (size_t i = 0; i < process_count(); i++)
    reader->scenario->off[i] = 0;
  while (*value != '\0')
  {
    size_t length = strcspn(value, ",");
    char *name = arena_copy(&reader->arena, value, length);
    if (name == NULL)
    {
      reader->document->memory_failed = 1;
      return;
    }
    while (*name == ' ' || *name == '[')
      name++;
    for (size_t end = strlen(name); end > 0 && (name[end - 1] == ' ' || name[end - 1] == ']'); end--)
      name[end - 1] = '\0';
    if (name[0] != '\0')
      off_add(reader, place, name);
    value += length + (value[length] == ',');
  }
}

/* Sets one key of the base from the command line. */
static void command_apply(struct reader *reader, struct place place, const char *path, const char *value)
{
  size_t number = setting_find(path);
  if (strcmp(path, "off") == 0)
    command_off(reader, place, value);
  else if (strcmp(path, "title") == 0)
    title_set(reader, value);
  else if (number == setting_count())
    reader_unknown_path(reader, place, path);
  else if (value[0] == '\0')
  {
    char expected[256];
    reader_fail(reader, place, "%s is empty; expected %s", path, setting_example(number, sizeof expected, expected));
  }
  else
  {
    char canonical[SETTING_PATH];
    reader->places[number] = place;
    if (setting_override(reader->scenario, number, value, SETTING_COMMAND_LINE, &reader->found) != STATUS_OK)
      reader_relay(reader, place, setting_path(number, canonical));
  }
}

void reader_command_read(struct reader *reader, const char *command)
{
  struct place place = { 0, 0, command };
  const char *equals = strchr(command, '=');
  if (equals == NULL)
  {
    reader_fail(reader, place, "expected KEY=VALUE such as device.needle_length='1.5 mm'");
    return;
  }
  char *path = arena_copy(&reader->arena, command, (size_t)(equals - command));
  char *value = arena_copy(&reader->arena, equals + 1, strlen(equals + 1));
  if (path == NULL || value == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  // blanks around both
  while (*path == ' ')
    path++;
  while (*value == ' ')
    value++;
  for (size_t end = strlen(path); end > 0 && path[end - 1] == ' '; end--)
    path[end - 1] = '\0';
  for (size_t end = strlen(value); end > 0 && value[end - 1] == ' '; end--)
    value[end - 1] = '\0';
  size_t longest = strcmp(path, "title") == 0 || strcmp(path, "off") == 0 ? READER_TITLE : READER_TEXT * 10;
  if (strlen(value) > longest)
    reader_fail(reader, place, "a value of %zu bytes; at most %zu are allowed", strlen(value), longest);
  else
    command_apply(reader, place, path, value);
}

void reader_base_complete(struct reader *reader)
{
  reader->raw = *reader->scenario;
  reader->raw.origins = reader->raw_origins;
  memcpy(reader->raw_origins, reader->scenario->origins, setting_count() * sizeof *reader->raw_origins);
  // values that are wrong by themselves would only bring more errors
  if (reader->document->error_count > 0 || reader->document->memory_failed)
    return;
  struct place start = reader_value_place(reader->document->root);
  if (setting_complete(reader->scenario, &reader->found) != STATUS_OK)
    reader_relay_completion(reader, reader->places, start, "");
  if (reader->comparison == NULL)
    trail_append(reader->trail, &reader->found);
  trail_clear(&reader->found);
}
