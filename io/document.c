/* document.c - libyaml events into a tree; all limits are checked while parsing (libyaml is quadratic in depth). */
#include "document.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

/* the state of one parse */
struct parse
{
  struct document *document;
  yaml_parser_t parser;
  size_t nodes, characters; /* of the text */
  int stop;                 /* a syntax error or a limit: nothing more can be read */
};

/* --- the characters of the file --- */

/* Reads one code point; returns its length in bytes, 0 when it is not UTF-8. */
static size_t code_point(const unsigned char *c, size_t left, unsigned long *value)
{
  size_t length = c[0] < 0x80 ? 1 : (c[0] & 0xe0) == 0xc0 ? 2 : (c[0] & 0xf0) == 0xe0 ? 3 : (c[0] & 0xf8) == 0xf0 ? 4 : 0;
  static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
  static const unsigned long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
  if (length == 0 || length > left)
    return 0;
  *value = c[0] & first_bits[length];
  for (size_t i = 1; i < length; i++)
  {
    if ((c[i] & 0xc0) != 0x80)
      return 0;
    *value = *value << 6 | (c[i] & 0x3fU);
  }
  int surrogate = *value >= 0xd800 && *value <= 0xdfff;
  return *value < least[length] || *value > 0x10ffff || surrogate ? 0 : length;
}

/* printable within one line */
static int is_printable(unsigned long value)
{
  if (value < 0x20 || (value >= 0x7f && value < 0xa0) || value == 0x2028 || value == 0x2029)
    return 0;
  return value != 0xfeff && value != 0xfffe && value != 0xffff;
}

/* Nonzero when the line that starts at `c` is indented with a tab before something that is not a comment. */
static int is_tab_indented(const char *c)
{
  int tab = 0;
  for (; *c == ' ' || *c == '\t'; c++)
    tab |= *c == '\t';
  return tab && *c != '\0' && *c != '\n' && *c != '\r' && *c != '#';
}

/* Finds the first character that does not belong into a scenario. Returns 0 when there is one. */
static int characters_check(struct document *document)
{
  const unsigned char *text = (const unsigned char *)document->text;
  int line = 1, column = 1;
  for (size_t i = 0; i < document->size;)
  {
    unsigned long value = 0;
    size_t length = code_point(text + i, document->size - i, &value);
    if (length == 0)
      document_fail(document, line, column, "byte 0x%02x is not UTF-8 text; is this a scenario file?", (unsigned)text[i]);
    else if (value == 0)
      document_fail(document, line, column, "a NUL byte; is this a scenario file?");
    else if (!is_printable(value) && value != '\n' && value != '\r' && value != '\t')
      document_fail(document, line, column, "the character U+%04lX cannot be used in a scenario", value);
    else if (column == 1 && is_tab_indented(document->text + i))
      document_fail(document, line, 1, "a tab in the indentation; use blanks (two for each level)");
    if (document->error_count > 0)
      return 0;
    i += length;
    column++;
    // a line ends with \n, \r\n or \r
    if (value == '\n' || (value == '\r' && text[i] != '\n'))
    {
      line++;
      column = 1;
    }
  }
  return 1;
}

/* --- events into nodes --- */

static void parse_fail(struct parse *parse, yaml_mark_t mark, const char *message)
{
  document_fail(parse->document, (int)mark.line + 1, (int)mark.column + 1, "%s", message);
}

/* what libyaml says, and what a user wants to hear */
static const char *problem_text(const char *problem)
{
  static const struct
  {
    const char *problem, *text;
  } known[] = {
    { "mapping values are not allowed in this context",
      "a ':' does not fit here; is this line indented too far, or does a text with ': ' need quotes?" },
    { "did not find expected key", "a key was expected; is this line indented differently from its neighbours?" },
    { "did not find expected '-' indicator", "a list item '- ...' was expected; is this line indented differently?" },
    { "could not find expected ':'", "this line has no 'key: value'; is a ':' (with a blank behind it) missing?" },
    { "did not find expected ',' or ']'", "a ',' or ']' is missing: a list [...] is not finished" },
    { "did not find expected ',' or '}'", "a ',' or '}' is missing: a mapping {...} is not finished" },
    { "found unexpected end of stream", "a text in quotes is not finished" },
    { "found character that cannot start any token", "a value cannot start with this character; put the text in quotes" },
    { "block sequence entries are not allowed in this context",
      "a list item '- ...' does not fit here; start it on its own line" },
    { "did not find expected node content", "a value is missing here" },
    { "did not find expected <document start>", "this does not belong to what stands above it; is it indented wrongly?" },
  };
  for (size_t i = 0; problem != NULL && i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].problem, problem) == 0)
      return known[i].text;
  return problem == NULL ? "this is not YAML" : problem;
}

/* Gets the next event. Returns 0 when there is none; otherwise the caller deletes it. */
static int event_next(struct parse *parse, yaml_event_t *event)
{
  yaml_parser_t *parser = &parse->parser;
  if (yaml_parser_parse(parser, event))
    return 1;
  parse->stop = 1;
  // what is not finished is shown where it starts
  const char *context = parser->context == NULL ? "" : parser->context;
  int at_start = strcmp(context, "while scanning a simple key") == 0 || strcmp(context, "while scanning a quoted scalar") == 0 ||
                 (context[0] != '\0' && parser->problem_mark.index >= parse->characters);
  yaml_mark_t mark = at_start ? parser->context_mark : parser->problem_mark;
  if (parser->error == YAML_MEMORY_ERROR)
    parse->document->memory_failed = 1;
  else if (context[0] != '\0' && parser->context_mark.line != mark.line)
    document_fail(parse->document, (int)mark.line + 1, (int)mark.column + 1, "%s (it belongs to what starts on line %d)",
                  problem_text(parser->problem), (int)parser->context_mark.line + 1);
  else
    parse_fail(parse, mark, problem_text(parser->problem));
  return 0;
}

/* A node of the arena, within the limit of nodes. NULL when there is no more. */
static struct node *node_create(struct parse *parse, enum node_kind kind, yaml_mark_t mark)
{
  struct node *node = NULL;
  if (++parse->nodes > DOCUMENT_NODES)
    document_fail(parse->document, (int)mark.line + 1, (int)mark.column + 1, "more than %d values in one file", DOCUMENT_NODES);
  else
  {
    node = arena_take(&parse->document->arena, sizeof *node);
    parse->document->memory_failed |= node == NULL;
  }
  if (node == NULL)
  {
    parse->stop = 1;
    return NULL;
  }
  *node = (struct node){ .kind = kind, .line = (int)mark.line + 1, .column = (int)mark.column + 1 };
  return node;
}

/* Refuses what the restricted subset does not have. */
static void extras_refuse(struct parse *parse, yaml_mark_t mark, const yaml_char_t *anchor, const yaml_char_t *tag)
{
  if (anchor != NULL)
    document_fail(parse->document, (int)mark.line + 1, (int)mark.column + 1,
                  "anchors ('&%.60s') are not understood; write the value where it is needed, or put a text in quotes",
                  (const char *)anchor);
  if (tag != NULL)
    document_fail(parse->document, (int)mark.line + 1, (int)mark.column + 1,
                  "tags ('%.60s') are not understood; write the value without it, or put a text in quotes", (const char *)tag);
}

/* Takes the text of a scalar; it must be one printable line. */
static void text_take(struct parse *parse, const yaml_event_t *event, struct node *node)
{
  const char *value = (const char *)event->data.scalar.value;
  size_t length = event->data.scalar.length;
  yaml_scalar_style_t style = event->data.scalar.style;
  node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
  // blocks end with line breaks
  if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
    while (length > 0 && value[length - 1] == '\n')
      length--;
  for (size_t i = 0, step; i < length; i += step)
  {
    unsigned long code = 0;
    step = code_point((const unsigned char *)value + i, length - i, &code);
    if (step > 0 && is_printable(code))
      continue;
    if (code == '\n')
      parse_fail(parse, event->start_mark, "a text that goes over several lines; write it in one line");
    else
      document_fail(parse->document, node->line, node->column, "a text with the character U+%04lX, which cannot be used here",
                    code);
    node->kind = NODE_BROKEN;
    return;
  }
  node->text = arena_copy(&parse->document->arena, value, length);
  if (node->text == NULL)
    parse->document->memory_failed = parse->stop = 1;
}

static struct node *node_read(struct parse *parse, yaml_event_t *event, int depth);

/* Adds a key to the node that is its value; refuses keys that are no texts, merge keys and keys that were there before. */
static void key_attach(struct parse *parse, const struct node *mapping, const struct node *key, struct node *value)
{
  value->key = key->kind == NODE_TEXT ? key->text : NULL;
  value->key_line = key->line;
  value->key_column = key->column;
  if (key->kind == NODE_BROKEN)
    return;
  if (key->kind != NODE_TEXT)
    document_fail(parse->document, key->line, key->column, "a key must be a text, not a list or mapping");
  else if (strcmp(key->text, "<<") == 0 && !key->quoted)
  {
    document_fail(parse->document, key->line, key->column, "merge keys ('<<') are not understood; write the keys out");
    value->key = NULL;
  }
  if (value->key == NULL)
    return;
  for (const struct node *other = mapping->first; other != NULL && other != value; other = other->next)
    if (other->key != NULL && strcmp(other->key, value->key) == 0)
    {
      document_fail(parse->document, key->line, key->column, "the key '%.100s' is given twice (first on line %d)", value->key,
                    other->key_line);
      value->key = NULL;
      return;
    }
}

/* Reads the members of a list or mapping until its end. */
static void members_read(struct parse *parse, struct node *node, int depth)
{
  int is_mapping = node->kind == NODE_MAPPING;
  yaml_event_type_t end = is_mapping ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
  struct node *key = NULL, **place = &node->first;
  yaml_event_t event;
  while (!parse->stop && event_next(parse, &event))
  {
    if (event.type == end)
    {
      yaml_event_delete(&event);
      return;
    }
    struct node *member = node_read(parse, &event, depth);
    yaml_event_delete(&event);
    if (member == NULL)
      return;
    // the first of two nodes is the key of the second
    if (is_mapping && key == NULL)
    {
      key = member;
      continue;
    }
    *place = member;
    place = &member->next;
    node->count++;
    if (is_mapping && node->count > DOCUMENT_KEYS)
    {
      document_fail(parse->document, key->line, key->column, "more than %d keys in one mapping", DOCUMENT_KEYS);
      parse->stop = 1;
    }
    else if (is_mapping)
      key_attach(parse, node, key, member);
    key = NULL;
  }
}

/* Makes a node from an event and those that follow. NULL when parsing has to stop. */
static struct node *node_read(struct parse *parse, yaml_event_t *event, int depth)
{
  enum node_kind kind = event->type == YAML_SCALAR_EVENT           ? NODE_TEXT
                        : event->type == YAML_SEQUENCE_START_EVENT ? NODE_LIST
                        : event->type == YAML_MAPPING_START_EVENT  ? NODE_MAPPING
                                                                   : NODE_BROKEN;
  struct node *node = node_create(parse, kind, event->start_mark);
  if (node == NULL)
    return NULL;
  switch (kind)
  {
  case NODE_TEXT:
    extras_refuse(parse, event->start_mark, event->data.scalar.anchor, event->data.scalar.tag);
    text_take(parse, event, node);
    break;
  case NODE_BROKEN:
    document_fail(parse->document, node->line, node->column,
                  "aliases ('*%.60s') are not understood; write the value out, or put a text in quotes",
                  event->type == YAML_ALIAS_EVENT ? (const char *)event->data.alias.anchor : "");
    break;
  case NODE_LIST:
    extras_refuse(parse, event->start_mark, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    break;
  case NODE_MAPPING:
    extras_refuse(parse, event->start_mark, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    break;
  }
  if (kind == NODE_LIST || kind == NODE_MAPPING)
  {
    if (depth >= DOCUMENT_DEPTH)
    {
      document_fail(parse->document, node->line, node->column, "lists and mappings are nested more than %d levels deep",
                    DOCUMENT_DEPTH);
      parse->stop = 1;
    }
    else
      members_read(parse, node, depth + 1);
  }
  return parse->stop ? NULL : node;
}

/* Reads the events of the whole stream. */
static void stream_read(struct parse *parse)
{
  struct document *document = parse->document;
  struct node *root = NULL;
  int documents = 0, ended = 0;
  yaml_event_t event;
  while (!ended && !parse->stop && event_next(parse, &event))
  {
    switch (event.type)
    {
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_NO_EVENT:
      break;
    case YAML_STREAM_END_EVENT:
      ended = 1;
      break;
    case YAML_DOCUMENT_START_EVENT:
      if (documents++ > 0)
      {
        parse_fail(parse, event.start_mark, "a second document starts here; a scenario file holds one");
        parse->stop = 1;
      }
      break;
    default:
      root = node_read(parse, &event, 0);
    }
    yaml_event_delete(&event);
  }
  if (parse->stop || document->memory_failed)
    return;
  if (root == NULL || document_is_null(root))
    document_fail(document, 1, 1, "the file is empty; a scenario starts with 'neocol: 1'");
  else
    document->root = root;
}

struct document *document_parse(const char *name, const char *text, size_t size)
{
  struct document *document = calloc(1, sizeof *document);
  if (document == NULL)
    return NULL;
  document->errors_end = &document->errors;
  // a byte order mark is no part of the text
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
  {
    text += 3;
    size -= 3;
  }
  int too_large = size > DOCUMENT_SIZE;
  document->size = too_large ? 0 : size;
  document->name = arena_copy(&document->arena, name, strlen(name));
  document->text = arena_copy(&document->arena, text, document->size);
  if (document->name == NULL || document->text == NULL)
  {
    document_free(document);
    return NULL;
  }
  if (too_large)
    document_fail(document, 1, 1, "the file is larger than 1 MiB; is this a scenario file?");
  struct parse parse = { .document = document };
  if (too_large || !characters_check(document))
    return document;
  if (!yaml_parser_initialize(&parse.parser))
  {
    document_free(document);
    return NULL;
  }
  for (size_t i = 0; i < document->size; i++)
    parse.characters += ((unsigned char)document->text[i] & 0xc0) != 0x80;
  yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parse.parser, (const unsigned char *)document->text, document->size);
  stream_read(&parse);
  yaml_parser_delete(&parse.parser);
  return document;
}

const struct node *document_member(const struct node *mapping, const char *key)
{
  for (const struct node *member = mapping->first; member != NULL; member = member->next)
    if (member->key != NULL && strcmp(member->key, key) == 0)
      return member;
  return NULL;
}

int document_is_null(const struct node *node)
{
  if (node->kind != NODE_TEXT || node->quoted)
    return 0;
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
  for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
    if (strcmp(node->text, nulls[i]) == 0)
      return 1;
  return 0;
}

void document_free(struct document *document)
{
  if (document == NULL)
    return;
  arena_free(&document->arena);
  free(document);
}
