/* archive_file.h - what archive.c and archive_read.c share; nobody else includes it. */
#ifndef NEOCOL_IO_ARCHIVE_FILE_H
#define NEOCOL_IO_ARCHIVE_FILE_H

#include <hdf5.h>

#include "archive.h"
#include "target.h"

/* netCDF's mark (and HDF5's NAME attribute) of a dimension that has no values of its own */
#define ARCHIVE_PLAIN_DIMENSION "This is a netCDF dimension but not a netCDF variable."
/* root attribute that is written last: a file without it is not complete or not ours */
#define ARCHIVE_MARK "neocol_archive"

struct archive
{
  hid_t file;
  char *path;           /* owned when reading, the target's when writing */
  struct target target; /* only while writing */
};

/* Adds an error line with HDF5's own reason behind it and returns `status`. */
enum status archive_trouble(struct trail *trail, enum status status, const char *what, const char *name);

/* The variable that holds a text too long for an attribute: "scenario" for the file, "recoil_ratio_endpoint" for a variable. */
void archive_text_variable(const char *variable, const char *name, char *text, size_t size);

#endif
