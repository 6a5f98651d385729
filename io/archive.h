/* archive.h - result files: plain HDF5 that is also netCDF-4 with CF conventions. One thread writes.
 *
 * A file grows as `path`.tmp and gets its name by archive_finish: no unfinished file ever has the final name. Identical content
 * that was written in the same order gives identical bytes. The root attributes Conventions and neocol_archive are written here.
 */
#ifndef NEOCOL_IO_ARCHIVE_H
#define NEOCOL_IO_ARCHIVE_H

#include <stddef.h>

#include "status.h"

enum
{
  ARCHIVE_RANK = 4
};

struct archive; /* a file that is being written, or one that is read */

/* Starts a file. STATUS_CANNOT_CREATE when it exists and `force` is 0, or the folder is missing or cannot be written. */
enum status archive_create(const char *path, int force, struct archive **archive, struct trail *trail) STATUS_CHECK;

/* A dimension; with values it is a coordinate variable with `unit` and `long_name`, with NULL a plain dimension. */
enum status archive_axis(struct archive *archive, const char *name, const char *unit, const char *long_name, size_t size,
                         const double *values, struct trail *trail) STATUS_CHECK;

/* Whether variables that are made from now on are left as they are (nonzero) or compressed when they are large (0, the start). */
void archive_plain_set(struct archive *archive, int plain);

/* Whether variables of numbers that are made from now on hold 32-bit (nonzero) or 64-bit numbers (0, the start). */
void archive_single_set(struct archive *archive, int single);

/* Variables over an axis whose rows come later, in blocks: archive_variable, archive_flags and archive_labels_declare make them
 * when `values` is NULL, and archive_rows (archive_single_rows those of 32 bits, as they are) and archive_label_rows fill rows
 * `first` to `first + count` of their first axis; all have to be filled. The rows of a variable that may be compressed fill
 * chunks when a block has archive_rows_together of them, a power of two, except for the last block; `numbers`: numbers, or
 * characters, of one row. */
size_t archive_rows_together(size_t numbers);
enum status archive_rows(struct archive *archive, const char *name, size_t first, size_t count, const double *values,
                         struct trail *trail) STATUS_CHECK;
enum status archive_single_rows(struct archive *archive, const char *name, size_t first, size_t count, const float *values,
                                struct trail *trail) STATUS_CHECK;
enum status archive_label_rows(struct archive *archive, const char *name, size_t first, size_t count, const char *const *labels,
                               struct trail *trail) STATUS_CHECK;

/* Labels of which the longest has `longest` bytes, for archive_label_rows. */
enum status archive_labels_declare(struct archive *archive, const char *name, const char *long_name, const char *axis,
                                   size_t longest, struct trail *trail) STATUS_CHECK;

/* A coordinate of text along `axis` (a 2-D char array with a string-length dimension), UTF-8. */
enum status archive_labels(struct archive *archive, const char *name, const char *long_name, const char *axis,
                           const char *const *labels, struct trail *trail) STATUS_CHECK;

/* A variable of numbers over `axes` (names, NULL-terminated, at most ARCHIVE_RANK; none: a scalar). NaN is the fill value.
 * Large ones are chunked and compressed (deflate + shuffle), unless they are left as they are. `coordinates` (may be NULL) goes
 * into the CF attribute. */
enum status archive_variable(struct archive *archive, const char *name, const char *unit, const char *long_name,
                             const char *const *axes, const char *coordinates, const double *values,
                             struct trail *trail) STATUS_CHECK;

/* A flag variable of unsigned bytes with flag_values 0, 1, ... and flag_meanings (words, separated by blanks). */
enum status archive_flags(struct archive *archive, const char *name, const char *long_name, const char *meanings,
                          const char *const *axes, const unsigned char *values, struct trail *trail) STATUS_CHECK;

/* A text or number attribute of a variable, or of the file when `variable` is NULL. Long texts (a scenario) are fine. */
enum status archive_text(struct archive *archive, const char *variable, const char *name, const char *text,
                         struct trail *trail) STATUS_CHECK;
enum status archive_number(struct archive *archive, const char *variable, const char *name, double number,
                           struct trail *trail) STATUS_CHECK;

/* Flushes, closes, syncs and renames; frees the archive in any case. A full disk is an error here and leaves no result. */
enum status archive_finish(struct archive *archive, struct trail *trail) STATUS_CHECK;

/* Gives up: removes the unfinished file and frees. NULL is fine. */
void archive_abandon(struct archive *archive);

/* --- reading --- */

/* a variable that was read; free with archive_data_free */
struct archive_data
{
  size_t rank, size[ARCHIVE_RANK], count; /* count: product of sizes, 1 for a scalar */
  char axes[ARCHIVE_RANK][64];
  char unit[64];
  char long_name[256];
  double *values; /* [count], row-major */
};

/* Opens a result. STATUS_NO_INPUT when it is missing, STATUS_DATA when it is not a complete result of this program. */
enum status archive_open(const char *path, struct archive **archive, struct trail *trail) STATUS_CHECK;

/* Reads a variable; STATUS_DATA with the nearest name when there is none. */
enum status archive_read(struct archive *archive, const char *name, struct archive_data *data, struct trail *trail) STATUS_CHECK;
void archive_data_free(struct archive_data *data);

/* The same without the values (NULL). */
enum status archive_shape(struct archive *archive, const char *name, struct archive_data *data, struct trail *trail) STATUS_CHECK;

/* Nonzero when there is a variable (numbers or text) of that name. */
int archive_has(struct archive *archive, const char *name);

/* Reads rows `first` to `first + count` of the first axis into values[count][...]; STATUS_DATA when there are not so many. */
enum status archive_read_rows(struct archive *archive, const char *name, size_t first, size_t count, double *values,
                              struct trail *trail) STATUS_CHECK;

/* Names of all variables of numbers (no labels) in the order of their creation; free with archive_names_free. */
enum status archive_names(struct archive *archive, size_t *count, char ***names, struct trail *trail) STATUS_CHECK;
void archive_names_free(size_t count, char **names);

/* Labels of a text coordinate; free with archive_names_free. */
enum status archive_read_labels(struct archive *archive, const char *name, size_t *count, char ***labels,
                                struct trail *trail) STATUS_CHECK;

/* The same for rows `first` to `first + count` of it. */
enum status archive_read_label_rows(struct archive *archive, const char *name, size_t first, size_t count, char ***labels,
                                    struct trail *trail) STATUS_CHECK;

/* A text attribute (allocated; free it) or number attribute; STATUS_DATA when it is missing. */
enum status archive_read_text(struct archive *archive, const char *variable, const char *name, char **text,
                              struct trail *trail) STATUS_CHECK;
enum status archive_read_number(struct archive *archive, const char *variable, const char *name, double *number,
                                struct trail *trail) STATUS_CHECK;

/* Closes a file that was read. NULL is fine. */
void archive_close(struct archive *archive);

#endif
