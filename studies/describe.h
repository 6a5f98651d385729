/* describe.h - what the program knows, told from the declarations: keys, parameters, states, observables, processes. */
#ifndef NEOCOL_STUDIES_DESCRIBE_H
#define NEOCOL_STUDIES_DESCRIBE_H

#include <stdio.h>

#include "status.h"

/* Everything in tables for a terminal. */
void describe_all(FILE *file);

/* One key, parameter, state, observable, process, result variable or method. STATUS_DATA with the nearest name when unknown. */
enum status describe_name(FILE *file, const char *name, struct trail *trail) STATUS_CHECK;

/* docs/model.md. */
void describe_markdown(FILE *file);

/* Everything as one JSON object. */
void describe_json(FILE *file);

/* A JSON Schema of scenario files. */
enum status describe_schema(FILE *file, struct trail *trail) STATUS_CHECK;

#endif
