/* document.h - a restricted YAML document as a tree of nodes with positions, and the errors found in it.
 *
 * Restricted: one document, no tags, anchors, aliases or merge keys, keys are texts and occur once, limited size and depth.
 * (Not called yaml.h: that name would hide the header of libyaml, and yaml_free would replace a function of its own.) */
#ifndef NEOCOL_IO_DOCUMENT_H
#define NEOCOL_IO_DOCUMENT_H

#include "arena.h"
#include "status.h"

enum
{
  DOCUMENT_SIZE = 1 << 20, /* bytes of a file */
  DOCUMENT_DEPTH = 32,     /* levels of lists and mappings */
  DOCUMENT_NODES = 200000,
  DOCUMENT_KEYS = 1000,  /* of one mapping */
  DOCUMENT_ERRORS = 100, /* errors kept; more are counted */
  DOCUMENT_NOWHERE = 0   /* line of an error that has no place in the file */
};

enum node_kind
{
  NODE_TEXT,
  NODE_LIST,
  NODE_MAPPING,
  NODE_BROKEN /* its error is already reported */
};

/* one value; lines and columns (code points) count from 1 */
struct node
{
  enum node_kind kind;
  int line, column;
  const char *text; /* NODE_TEXT, one line of printable UTF-8 */
  int quoted;       /* NODE_TEXT: written in quotes or as a block, so never empty by accident */
  /* as a member of a mapping */
  const char *key;
  int key_line, key_column;
  /* members of a list or mapping */
  size_t count;
  struct node *first, *next;
};

struct document_error;

struct document
{
  struct arena arena;
  const char *name, *text; /* name for messages; text NUL-terminated, without byte order mark */
  size_t size;
  struct node *root; /* NULL when the syntax is wrong */
  /* errors found so far */
  struct document_error *errors, **errors_end;
  size_t error_count;
  int memory_failed;
};

/* Reads `size` bytes of text. NULL when the system refuses memory; otherwise errors are inside (document_report). */
struct document *document_parse(const char *name, const char *text, size_t size);

/* Notes an error at a place (line DOCUMENT_NOWHERE: the message is printed as it is). */
void document_fail(struct document *document, int line, int column, const char *format, ...) STATUS_FORMAT(4, 5);

/* Writes all errors to the trail in the order of the file, each with its line and a caret. STATUS_OK when there are none. */
enum status document_report(const struct document *document, struct trail *trail) STATUS_CHECK;

/* Member of a mapping, or NULL. */
const struct node *document_member(const struct node *mapping, const char *key);

/* Nonzero for a text that YAML takes as nothing (empty, ~, null without quotes). */
int document_is_null(const struct node *node);

/* NULL is fine. */
void document_free(struct document *document);

#endif
