/* reader.h - what the parts of the scenario reader share: the document, the scenario that it fills, and places for messages.
 *
 * scenario.c calls in this order: reader_tree_read, reader_command_read for each --set, reader_base_complete,
 * reader_comparison_read. Errors are noted in the document; only a lack of memory stops early. */
#ifndef NEOCOL_IO_READER_H
#define NEOCOL_IO_READER_H

#include "document.h"
#include "scenario.h"
#include "setting.h"

enum
{
  READER_VERSION = 1,    /* of the file format */
  READER_ARMS = 1000000, /* runs of one file */
  READER_TEXT = 200,     /* bytes of one value */
  READER_TITLE = 1000
};

/* a range of a grid: {from, to, steps, scale}; from and to are values of the key of the axis */
extern const char *const range_scales[];
#define RANGE_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                               \
  COUNT(steps, 5, 2, 10000, "Number of values, both ends included")                                                              \
  CHOICE(scale, 0, range_scales, "Equal differences (linear) or equal ratios (log)")

struct range
{
  RANGE_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key range_keys[];
extern const size_t range_key_count;

/* where something was written */
struct place
{
  int line, column;
  const char *command; /* "KEY=VALUE" of --set, or NULL */
};

struct reader
{
  struct document *document;
  struct scenario *scenario;
  struct arena arena;            /* what is needed while reading only */
  struct place *places;          /* [setting_count()], where each value of the base was written */
  struct scenario raw;           /* the base before its completion; borrows the arrays of `scenario` and raw_origins */
  int *raw_origins;              /* [setting_count()] */
  const struct node *comparison; /* compare or sweep, or NULL */
  struct trail found;            /* messages of the model, before they get a place */
  struct trail *trail;           /* for warnings */
};

/* --- making scenarios (scenario.c) --- */

/* A scenario without any value yet. NULL when the system refuses memory. */
struct scenario *scenario_create(const char *path, const char *text, size_t size);

/* Makes the lists of a scenario that is one run. Returns 0 when memory is missing. */
int scenario_single_make(struct scenario *scenario, const char *name);

/* --- messages (reader.c) --- */

/* Notes an error at a place. */
void reader_fail(struct reader *reader, struct place place, const char *format, ...) STATUS_FORMAT(3, 4);

/* Notes the errors of reader->found at a place, each starting with `path`, and forgets them. */
void reader_relay(struct reader *reader, struct place place, const char *path);

/* Notes the errors of reader->found, each at the place (of places[setting_count()]) of the setting that it names, else at
 * `otherwise`; forgets them. */
void reader_relay_completion(struct reader *reader, const struct place *places, struct place otherwise, const char *prefix);

/* Places of a node and of its key. */
struct place reader_value_place(const struct node *node);
struct place reader_key_place(const struct node *node);

/* Notes that a key is unknown and what may have been meant; `where` is " in 'device'" or "". */
void reader_unknown(struct reader *reader, const struct node *node, const char *where, const char *const *names, size_t count);

/* Notes that a path of a grid, an arm or --set is unknown, or cannot be changed there. */
void reader_unknown_path(struct reader *reader, struct place place, const char *path);

/* Nonzero when the node is of the kind; otherwise notes what it is and what was expected. */
int reader_expect(struct reader *reader, const struct node *node, enum node_kind kind, const char *path, const char *expected);

/* A text of at most `longest` bytes, or NULL after noting what is wrong. */
const char *reader_text(struct reader *reader, const struct node *node, size_t longest, const char *path, const char *expected);

/* Text of a value or list of times ("[0 day, 28 day]") of a setting, or NULL after noting what is wrong. The items of a list
 * are checked, so that each error has its place. The text belongs to the scenario. */
char *reader_setting_text(struct reader *reader, const struct node *node, size_t number);

/* --- the base (reader_tree.c) --- */

/* Reads all keys but compare and sweep. */
void reader_tree_read(struct reader *reader);

/* Reads one "KEY=VALUE". */
void reader_command_read(struct reader *reader, const char *command);

/* Keeps the base as it is in `raw`, completes it and notes what does not fit together. */
void reader_base_complete(struct reader *reader);

/* --- compare and sweep (reader_arms.c, reader_grid.c) --- */

/* Reads compare or sweep into the lists of the scenario and checks every arm. */
void reader_comparison_read(struct reader *reader);

/* Reads a grid into axes and checks its arms when there was no error. */
void reader_grid_read(struct reader *reader, const struct node *grid, const char *path);

/* Number of the value that axis `a` has in arm `arm`; the last axis runs fastest (arm.c). */
size_t scenario_axis_value(const struct scenario *scenario, size_t arm, size_t a);

/* Reads a list of arms. */
void reader_arms_read(struct reader *reader, const struct node *arms);

/* A copy of the raw base with arrays of its own (of reader->arena), to try changes on; reader_scratch_renew starts again.
 * Returns 0 when memory is missing. */
int reader_scratch_create(struct reader *reader, struct scenario *scratch);
void reader_scratch_renew(const struct reader *reader, struct scenario *scratch);

#endif
