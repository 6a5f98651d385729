/* options.h - what a verb of the command line is, and how its words are read. */
#ifndef NEOCOL_CLI_OPTIONS_H
#define NEOCOL_CLI_OPTIONS_H

#include "status.h"
#include "study.h"

/* everything that was asked for */
struct arguments
{
  struct study_request request;
  const char *output, *name, *times, *threshold;
  const char *sets[256];
  int json, markdown, no_figures, claims;
};

struct verb
{
  const char *name, *about, *usage, *details, *examples;
  const char *options; /* letters of the options that it takes */
  int needs, takes;    /* least and most operands */
  enum status (*perform)(struct arguments *arguments, struct trail *trail);
};

/* The help of a verb on stdout. */
void help_verb(const struct verb *verb);

/* Reads options and operands of a verb: words[0] is its name. *helped is set when only help was asked for. STATUS_USAGE. */
enum status options_read(const struct verb *verb, int count, char **words, struct arguments *arguments, int *helped,
                         struct trail *trail) STATUS_CHECK;

#endif
