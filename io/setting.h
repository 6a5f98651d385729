/* setting.h - one named value of a scenario, be it a declared key or a parameter: found by its path, set from a text.
 *
 * Settings are numbered like scenario.origins: the declared keys (scenario_key), then the parameters of all processes. */
#ifndef NEOCOL_IO_SETTING_H
#define NEOCOL_IO_SETTING_H

#include "arena.h"
#include "scenario.h"

/* values of scenario.origins; a line of the file is positive */
enum setting_origin
{
  SETTING_DEFAULT = 0,
  SETTING_COMMAND_LINE = -1,
  SETTING_ARM = -2,
  SETTING_COMPLETED = -3 /* left unset, filled by skin_complete and its like */
};

enum
{
  SETTING_PATH = 128 /* room for a path */
};

size_t setting_count(void);

/* The setting called "device.needle_length", "follow_up", "fibroblasts.refractory_time" or
 * "parameters.fibroblasts.refractory_time"; setting_count() when there is none. */
size_t setting_find(const char *path);

/* The row of a setting; a parameter looks like a key whose section is its process. */
struct key setting_key(size_t number);

/* The struct (or array) that setting_key().offset counts from. */
void *setting_object(struct scenario *scenario, size_t number);

/* Writes the path without "parameters." and returns it. */
const char *setting_path(size_t number, char path[SETTING_PATH]);

/* The path that may have been meant, written into `meant`; NULL when none is near. */
const char *setting_nearest(const char *path, char meant[SETTING_PATH]);

/* Writes what a good value looks like ("a quantity such as '1.5 mm'") and returns it. */
const char *setting_example(size_t number, size_t size, char *buffer);

/* Puts the declared value back; the origin becomes SETTING_DEFAULT. */
void setting_reset(struct scenario *scenario, size_t number);

/* Sets the value from a text; a list of times may be "[0 day, 28 day]" or without brackets. */
enum status setting_read(struct scenario *scenario, size_t number, const char *text, struct trail *trail) STATUS_CHECK;

/* The same for a value that overrides what the file says, and notes its origin. A list of session times puts number and
 * spacing of sessions back, and the reverse; STATUS_DATA when both come from the same origin. */
enum status setting_override(struct scenario *scenario, size_t number, const char *text, enum setting_origin origin,
                             struct trail *trail) STATUS_CHECK;

/* Number of the setting that contradicts this one and has the given kind of origin (line: any positive), or setting_count(). */
size_t setting_rival(const struct scenario *scenario, size_t number, int origin);

/* Calls skin_complete, device_complete, protocol_complete and plan_complete: do the values fit together? */
enum status setting_fit(struct scenario *scenario, struct trail *trail) STATUS_CHECK;

/* The same, and notes in the origins what they filled. */
enum status setting_complete(struct scenario *scenario, struct trail *trail) STATUS_CHECK;

/* Puts back what setting_complete filled. */
void setting_uncomplete(struct scenario *scenario);

#endif
