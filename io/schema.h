/* schema.h - a JSON Schema (draft-07) of scenario files, made from the declarations. */
#ifndef NEOCOL_IO_SCHEMA_H
#define NEOCOL_IO_SCHEMA_H

#include <stdio.h>

#include "status.h"

/* Writes the schema. STATUS_INPUT_OUTPUT when writing fails. */
enum status schema_write(FILE *file, struct trail *trail) STATUS_CHECK;

#endif
