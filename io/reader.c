/* reader.c - places and messages of the scenario reader: what was found, what was expected, what may have been meant. */
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

enum
{
  MESSAGE = 1200,
  NAMES = 400 /* bytes of a list of names within a message */
};

void reader_fail(struct reader *reader, struct place place, const char *format, ...)
{
  char message[MESSAGE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (place.command != NULL)
    document_fail(reader->document, DOCUMENT_NOWHERE, 0, "--set %.200s: %s", place.command, message);
  else
    document_fail(reader->document, place.line, place.column, "%s", message);
}

/* Takes the next error of a trail into `message`; lines that say where it happened are left out. Returns 0 at the end. */
static int error_next(const char **rest, char message[MESSAGE])
{
  while (**rest == ' ')
  {
    const char *end = strchr(*rest, '\n');
    *rest = end == NULL ? *rest + strlen(*rest) : end + 1;
  }
  if (**rest == '\0')
    return 0;
  size_t length = strcspn(*rest, "\n");
  (void)snprintf(message, MESSAGE, "%.*s", (int)length, *rest);
  *rest += length + ((*rest)[length] == '\n');
  return 1;
}

void reader_relay(struct reader *reader, struct place place, const char *path)
{
  char message[MESSAGE];
  const char *rest = reader->found.errors;
  while (error_next(&rest, message))
    if (strncmp(message, path, strlen(path)) == 0)
      reader_fail(reader, place, "%s", message);
    else
      reader_fail(reader, place, "%s: %s", path, message);
  trail_clear(&reader->found);
}

void reader_relay_completion(struct reader *reader, const struct place *places, struct place otherwise, const char *prefix)
{
  char message[MESSAGE], path[SETTING_PATH];
  const char *rest = reader->found.errors;
  while (error_next(&rest, message))
  {
    struct place place = otherwise;
    const char *earliest = message + strlen(message);
    for (size_t i = 0; i < scenario_key_count(); i++)
    {
      if (places[i].line == 0 && places[i].command == NULL)
        continue;
      const char *named = strstr(message, setting_path(i, path));
      if (named != NULL && named < earliest)
      {
        earliest = named;
        place = places[i];
      }
    }
    reader_fail(reader, place, "%s%s", prefix, message);
  }
  trail_clear(&reader->found);
}

struct place reader_value_place(const struct node *node)
{
  return (struct place){ node->line, node->column, NULL };
}

struct place reader_key_place(const struct node *node)
{
  return (struct place){ node->key_line, node->key_column, NULL };
}

void reader_unknown(struct reader *reader, const struct node *node, const char *where, const char *const *names, size_t count)
{
  const char *meant = text_nearest(node->key, names, count);
  char other[SETTING_PATH];
  if (meant != NULL)
  {
    reader_fail(reader, reader_key_place(node), "unknown key '%.100s'%s; did you mean '%s'?", node->key, where, meant);
    return;
  }
  // a key that exists, but elsewhere
  const char *elsewhere = setting_nearest(node->key, other);
  if (elsewhere != NULL)
  {
    size_t number = setting_find(elsewhere);
    struct key key = setting_key(number);
    reader_fail(reader, reader_key_place(node), "unknown key '%.100s'%s; did you mean '%s'%s%s%s?", node->key, where, key.name,
                key.section[0] == '\0'          ? " at the top level"
                : number < scenario_key_count() ? " in '"
                                                : " in 'parameters: ",
                key.section, key.section[0] == '\0' ? "" : "'");
    return;
  }
  char list[NAMES] = "";
  for (size_t i = 0, used = 0; i < count && used < sizeof list; i++)
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", names[i]);
  reader_fail(reader, reader_key_place(node), "unknown key '%.100s'%s; known are %s%s", node->key, where, list,
              strlen(list) == sizeof list - 1 ? "..." : "");
}

void reader_unknown_path(struct reader *reader, struct place place, const char *path)
{
  static const char *const fixed[] = { "neocol", "title", "off", "compare", "sweep" };
  static const char *const sections[] = { "skin", "device", "protocol", "solver", "drugs", "aftercare", "serum", "parameters" };
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
    if (strcmp(path, fixed[i]) == 0)
    {
      reader_fail(reader, place, "'%s' cannot be changed here", path);
      return;
    }
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
    if (strcmp(path, sections[i]) == 0)
    {
      reader_fail(reader, place, "'%s' is a section; name one of its keys as '%s.key: value'", path, path);
      return;
    }
  char meant[SETTING_PATH];
  if (setting_nearest(path, meant) != NULL)
    reader_fail(reader, place, "unknown key '%.100s'; did you mean '%s'?", path, meant);
  else
    reader_fail(reader, place,
                "unknown key '%.100s'; expected a path such as 'device.needle_length' ('neocol describe' lists all)", path);
}

int reader_expect(struct reader *reader, const struct node *node, enum node_kind kind, const char *path, const char *expected)
{
  struct place place = reader_value_place(node);
  if (document_is_null(node))
  {
    // an empty value has no place of its own
    reader_fail(reader, node->key != NULL ? reader_key_place(node) : place, "%s is empty; expected %s", path, expected);
    return 0;
  }
  if (node->kind == kind)
    return 1;
  if (node->kind == NODE_TEXT)
    reader_fail(reader, place, "%s is '%.100s'; expected %s", path, node->text, expected);
  else if (node->kind != NODE_BROKEN)
    reader_fail(reader, place, "%s is a %s; expected %s", path, node->kind == NODE_LIST ? "list" : "mapping of keys", expected);
  return 0;
}

const char *reader_text(struct reader *reader, const struct node *node, size_t longest, const char *path, const char *expected)
{
  if (!reader_expect(reader, node, NODE_TEXT, path, expected))
    return NULL;
  if (strlen(node->text) > longest)
  {
    reader_fail(reader, reader_value_place(node), "%s is a text of %zu bytes; at most %zu are allowed", path, strlen(node->text),
                longest);
    return NULL;
  }
  if (node->text[0] == '\0')
  {
    reader_fail(reader, reader_value_place(node), "%s is empty; expected %s", path, expected);
    return NULL;
  }
  return node->text;
}

/* Checks the items of a list of times one by one; returns the bytes that their text needs, 0 after an error. */
static size_t times_check(struct reader *reader, const struct node *list, size_t number, const char *path)
{
  struct key key = setting_key(number);
  struct scenario scratch = *reader->scenario;
  void *object = setting_object(&scratch, number);
  size_t bytes = sizeof "[]";
  key_initialise(&key, object);
  for (const struct node *item = list->first; item != NULL; item = item->next)
  {
    char expected[64];
    (void)snprintf(expected, sizeof expected, "a time such as '28 %s'", key.unit);
    const char *text = reader_text(reader, item, READER_TEXT, path, expected);
    if (text == NULL)
      return 0;
    // the first item with which the list is no longer in order is the wrong one
    int wrong = key_read(&key, text, object, &reader->found) != STATUS_OK;
    if (!wrong && strcmp(key.section, "protocol") == 0)
    {
      struct protocol so_far = scratch.protocol;
      wrong = protocol_complete(&so_far, &reader->found) != STATUS_OK;
    }
    reader_relay(reader, reader_value_place(item), path);
    if (wrong)
      return 0;
    bytes += strlen(text) + 2;
  }
  if (list->first == NULL)
    reader_fail(reader, reader_value_place(list), "%s is an empty list; expected at least one time", path);
  return list->first == NULL ? 0 : bytes;
}

char *reader_setting_text(struct reader *reader, const struct node *node, size_t number)
{
  char path[SETTING_PATH], expected[256], *copy;
  (void)setting_path(number, path);
  (void)setting_example(number, sizeof expected, expected);
  if (setting_key(number).kind != KEY_TIMES)
  {
    const char *text = reader_text(reader, node, READER_TEXT, path, expected);
    copy = text == NULL ? NULL : arena_copy(reader->scenario->arena, text, strlen(text));
    reader->document->memory_failed |= text != NULL && copy == NULL;
    return copy;
  }
  if (!reader_expect(reader, node, NODE_LIST, path, expected))
    return NULL;
  size_t bytes = times_check(reader, node, number, path);
  if (bytes == 0)
    return NULL;
  copy = arena_take(reader->scenario->arena, bytes);
  if (copy == NULL)
  {
    reader->document->memory_failed = 1;
    return NULL;
  }
  size_t used = (size_t)snprintf(copy, bytes, "[");
  for (const struct node *item = node->first; item != NULL; item = item->next)
    used += (size_t)snprintf(copy + used, bytes - used, "%s%s", item->text, item->next != NULL ? ", " : "]");
  return copy;
}
