/* status.h - what a function that can fail returns, and the trail that says what happened, where and with which values.
 *
 * A function that can fail returns enum status and takes a trail last. The cause is written first (status_fail), each
 * caller may add where it happened (status_at). Libraries never print: the command line prints the trail. */
#ifndef NEOCOL_BASE_STATUS_H
#define NEOCOL_BASE_STATUS_H

#include <stddef.h>

/* one list of statuses: identifier, exit code of sysexits, meaning */
#define STATUS_LIST(ROW)                                                                                                         \
  ROW(STATUS_OK, 0, "success")                                                                                                   \
  ROW(STATUS_USAGE, 64, "the command line is wrong")                                                                             \
  ROW(STATUS_DATA, 65, "the scenario or the data are wrong")                                                                     \
  ROW(STATUS_NO_INPUT, 66, "an input file cannot be read")                                                                       \
  ROW(STATUS_UNAVAILABLE, 69, "a program that is needed at run time is missing")                                                 \
  ROW(STATUS_SOFTWARE, 70, "a computation failed")                                                                               \
  ROW(STATUS_MEMORY, 71, "the system refused memory or threads")                                                                 \
  ROW(STATUS_CANNOT_CREATE, 73, "a result cannot be created")                                                                    \
  ROW(STATUS_INPUT_OUTPUT, 74, "reading or writing failed on the way")                                                           \
  ROW(STATUS_STOPPED, 75, "stopped, can be started again")

enum status
{
#define ROW(identifier, code, meaning) identifier = code,
  STATUS_LIST(ROW)
#undef ROW
};

enum
{
  TRAIL_SIZE = 16384
};

/* Text of errors and warnings, one per line; init with {0}. Full trails drop what does not fit and count it. */
struct trail
{
  char errors[TRAIL_SIZE];
  size_t errors_length;
  int error_count;
  char warnings[TRAIL_SIZE];
  size_t warnings_length;
  int warning_count;
  int warnings_told; /* those that are there already included */
};

#define STATUS_CHECK __attribute__((warn_unused_result))
#define STATUS_FORMAT(text, first) __attribute__((format(printf, text, first)))

/* Adds an error line to the trail (which may be NULL) and returns `status`. */
enum status status_fail(struct trail *trail, enum status status, const char *format, ...) STATUS_FORMAT(3, 4);

/* Adds where an earlier error happened, as an indented line, and returns `status`. */
enum status status_at(struct trail *trail, enum status status, const char *format, ...) STATUS_FORMAT(3, 4);

/* Adds a warning line to the trail (which may be NULL). A line that is already there is not added again. */
void status_warn(struct trail *trail, const char *format, ...) STATUS_FORMAT(2, 3);

/* Forgets errors and warnings. */
void trail_clear(struct trail *trail);

/* Appends errors and warnings of `from` to `trail`. */
void trail_append(struct trail *trail, const struct trail *from);

/* What a status means, as a sentence part. */
const char *status_meaning(enum status status);

#endif
