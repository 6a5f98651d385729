/* archive_file.h - what the files of the archive share; nobody else includes it. */
#ifndef NEOCOL_IO_ARCHIVE_FILE_H
#define NEOCOL_IO_ARCHIVE_FILE_H

#include <hdf5.h>

#include "archive.h"
#include "target.h"

/* netCDF's mark (and HDF5's NAME attribute) of a dimension that has no values of its own */
#define ARCHIVE_PLAIN_DIMENSION "This is a netCDF dimension but not a netCDF variable."
/* root attribute that is written last: a file without it is not complete or not ours */
#define ARCHIVE_MARK "neocol_archive"

/* a variable whose rows come later, and stays open until then */
struct archive_later
{
  char name[64];
  hid_t dataset;
  size_t chunk; /* rows of a chunk; 0: the variable is in one piece, with all its room in the file */
};

struct archive
{
  hid_t file;
  hid_t transfer;   /* how rows that come later are written */
  int plain;        /* nonzero: new variables are not compressed */
  int single;       /* nonzero: new variables of numbers are of 32 bits */
  size_t reserved;  /* bytes of the disk that are taken, while writing */
  size_t unhurried; /* bytes of rows that were written since the system was told to begin */
  size_t later_count, axis_count;
  struct archive_later *later;
  struct archive_axis *axis; /* archive_axes.c */
  char *path;                /* owned when reading, the target's when writing */
  struct target target;      /* only while writing */
};

/* How files are opened: without locks, and with little memory however large they are. */
hid_t archive_access(void);

/* HDF5 prints no errors; the last one is kept for archive_trouble. */
void archive_quiet(void);

/* Adds an error line with HDF5's own reason behind it and returns `status`. */
enum status archive_trouble(struct trail *trail, enum status status, const char *what, const char *name);

/* Keeps the dataset of a variable open, which has `chunk` rows in a chunk or is in one piece (0). Nonzero: no memory; it is
 * closed then. */
int archive_later_add(struct archive *archive, const char *name, hid_t dataset, size_t chunk);

/* The variable whose rows come later, or NULL. */
const struct archive_later *archive_later_find(const struct archive *archive, const char *name);

/* An axis that was made: its dataset stays open until archive_axes_close. Nonzero: failed. */
int archive_axis_add(struct archive *archive, const char *name, hid_t dataset, size_t size);

/* Sizes of the axes of a variable (names, NULL-terminated). STATUS_SOFTWARE when one is missing. */
enum status archive_axes_find(const struct archive *archive, const char *const *axes, size_t *rank, hsize_t *sizes,
                              struct trail *trail) STATUS_CHECK;

/* Notes that a variable lies along axes, and writes that into the variable. Nonzero: failed. */
int archive_axes_attach(struct archive *archive, hid_t dataset, const char *const *axes);

/* Bytes that archive_axes_complete writes. Then writes into each axis which variables lie along it. Nonzero: failed. */
size_t archive_axes_room(const struct archive *archive);
int archive_axes_complete(struct archive *archive);

/* Closes all axes. Nonzero: failed. */
int archive_axes_close(struct archive *archive);

/* Takes room on the disk for `bytes` of content that HDF5 will write. STATUS_INPUT_OUTPUT. */
enum status archive_reserve(struct archive *archive, size_t bytes, struct trail *trail) STATUS_CHECK;

/* Attributes of an object: a number, and a fixed-length, NUL-terminated UTF-8 text, the kind that every reader shows as plain
 * text. Nonzero: failed. */
int archive_attribute_double(hid_t object, const char *name, double value);
int archive_attribute_text(hid_t object, const char *name, const char *text);

/* Properties of new files and datasets: creation order on, times off; negative on failure. */
hid_t archive_properties(hid_t kind);

/* Labels as characters [rows][longest], padded with zeros and allocated; NULL without memory. */
char *archive_characters(size_t rows, size_t longest, const char *const *labels);

enum variable_kind
{
  VARIABLE_NONE, /* no dataset, or a dimension without values */
  VARIABLE_NUMBERS,
  VARIABLE_TEXT
};

/* Opens a variable and tells its kind; negative when there is none. */
hid_t archive_variable_open(const struct archive *archive, const char *name, enum variable_kind *kind);

/* The variable that holds a text too long for an attribute: "scenario" for the file, "recoil_ratio_endpoint" for a variable. */
void archive_text_variable(const char *variable, const char *name, char *text, size_t size);

#endif
