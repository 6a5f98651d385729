/* scenario.h - reads a scenario file (restricted YAML) and --set texts into the structs of the model.
 *
 * All errors are found in one reading; each names file:line:column, shows the line with a caret, what was found, what was
 * expected and the nearest valid name. Every key is declared in model/ (key.h, parameter.h); nothing is typed here again. */
#ifndef NEOCOL_IO_SCENARIO_H
#define NEOCOL_IO_SCENARIO_H

#include "aftercare.h"
#include "device.h"
#include "parameter.h"
#include "plan.h"
#include "protocol.h"
#include "skin.h"

enum scenario_kind
{
  SCENARIO_SINGLE,  /* neither compare nor sweep */
  SCENARIO_COMPARE, /* arms, from compare.grid or compare.arms */
  SCENARIO_SWEEP    /* grid over any keys, from sweep.grid */
};

/* one key=value that an arm changes; path "device.needle_length", text "1.5 mm" (a list of times as "[0 day, 28 day]") */
struct scenario_change
{
  char *path, *text;
  int line, column; /* where it was read; 0 for the command line */
  size_t setting;   /* number of the key (setting.h) */
};

/* one axis of a grid: a key and its texts */
struct scenario_axis
{
  char *path;
  size_t count;
  char **texts;
  int *lines, *columns; /* [count] of each text */
  int line, column;
  size_t setting; /* number of the key (setting.h) */
};

enum
{
  SCENARIO_NAME = 1024 /* room for the name of an arm */
};

struct arena;

struct scenario
{
  struct arena *arena; /* all memory that this scenario owns */
  char *path;          /* file name as given, owned */
  char *text;          /* the whole file, NUL-terminated, owned */
  char *title;         /* owned, never NULL */
  /* what the base run is */
  struct skin skin;
  struct device device;
  struct protocol protocol;
  struct plan plan;
  struct solver_settings solver;
  struct drugs drugs;
  struct aftercare aftercare;
  struct serum_keys serum;
  double *parameters; /* [parameter_count()], coherent units, owned */
  unsigned char *off; /* [process_count()], nonzero: switched off; owned */
  /* where each value comes from: [scenario_key_count() + parameter_count()], owned; see scenario_origin */
  int *origins;
  int alone; /* nonzero: work that runs or hit patterns have in common is done for each alone; the same bits, for checks */
  /* what is compared or swept */
  enum scenario_kind kind;
  size_t axis_count;
  struct scenario_axis *axes;           /* grid axes, the last one runs fastest */
  size_t arm_count;                     /* runs: product of the axes, or the listed arms, or 1 */
  char **arm_names;                     /* [arm_count]; NULL for grids, as are those below; see scenario_arm_name */
  size_t *arm_change_counts;            /* [arm_count] */
  struct scenario_change **arm_changes; /* [arm_count][arm_change_counts[]] */
};

/* Reads file `path`, then the texts "KEY=VALUE" of `sets` (count of them), completes and checks the base run.
 * On failure *scenario is NULL and the trail holds all errors (STATUS_NO_INPUT, STATUS_DATA, STATUS_MEMORY). */
enum status scenario_read(const char *path, const char *const *sets, size_t set_count, struct scenario **scenario,
                          struct trail *trail) STATUS_CHECK;

/* The same for text in memory (`name` stands for the file in messages). */
enum status scenario_parse(const char *name, const char *text, size_t size, const char *const *sets, size_t set_count,
                           struct scenario **scenario, struct trail *trail) STATUS_CHECK;

/* Writes the name of arm `arm` < arm_count, "needle_length 1.5 mm, spacing 4 week" for grids, and returns it. */
const char *scenario_arm_name(const struct scenario *scenario, size_t arm, char name[SCENARIO_NAME]);

/* How many keys an arm changes, and the change `i` of them; its texts belong to the scenario. */
size_t scenario_arm_change_count(const struct scenario *scenario, size_t arm);
struct scenario_change scenario_arm_change(const struct scenario *scenario, size_t arm, size_t i);

/* The base alone, as a scenario of its own; `name` becomes arm_names[0]. */
enum status scenario_copy(const struct scenario *base, const char *name, struct scenario **result,
                          struct trail *trail) STATUS_CHECK;

/* A scenario of its own for arm `arm` < arm_count: the base with the changes of the arm, completed and checked. Its arm lists
 * are empty (kind SCENARIO_SINGLE, arm_count 1, arm_names[0] the name of the arm). */
enum status scenario_arm(const struct scenario *base, size_t arm, struct scenario **result, struct trail *trail) STATUS_CHECK;

void scenario_free(struct scenario *scenario);

/* All declared keys in the order of the file format: sections skin, device, protocol, solver, drugs, aftercare,
 * serum and the top level. */
size_t scenario_key_count(void);
const struct key *scenario_key(size_t i);

/* The struct of `scenario` that key i lives in. */
const void *scenario_object(const struct scenario *scenario, size_t i);

/* Where the value of key i (or parameter i - scenario_key_count()) comes from: "default", "device or site", "file.yaml:7",
 * "--set", "arm". Writes into buffer and returns it. */
const char *scenario_origin(const struct scenario *scenario, size_t i, size_t size, char *buffer);

#endif
