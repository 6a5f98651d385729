/* scenario.c - reads scenarios, makes the scenario of an arm, and says where values come from. */
#include "scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

struct scenario *scenario_create(const char *path, const char *text, size_t size)
{
  struct arena arena = { NULL };
  struct scenario *scenario = arena_take(&arena, sizeof *scenario);
  struct arena *owner = arena_take(&arena, sizeof *owner);
  if (scenario == NULL || owner == NULL)
  {
    arena_free(&arena);
    return NULL;
  }
  *owner = arena;
  scenario->arena = owner;
  scenario->path = arena_copy(owner, path, strlen(path));
  scenario->text = arena_copy(owner, text, size);
  scenario->title = arena_copy(owner, "", 0);
  scenario->parameters = arena_take_array(owner, parameter_count(), sizeof *scenario->parameters);
  scenario->off = arena_take_array(owner, process_count(), sizeof *scenario->off);
  scenario->origins = arena_take_array(owner, setting_count(), sizeof *scenario->origins);
  if (scenario->path == NULL || scenario->text == NULL || scenario->title == NULL || scenario->parameters == NULL ||
      scenario->off == NULL || scenario->origins == NULL)
  {
    scenario_free(scenario);
    return NULL;
  }
  return scenario;
}

void scenario_free(struct scenario *scenario)
{
  if (scenario == NULL)
    return;
  // the scenario itself lies in the arena
  struct arena arena = *scenario->arena;
  arena_free(&arena);
}

int scenario_single_make(struct scenario *scenario, const char *name)
{
  scenario->kind = SCENARIO_SINGLE;
  scenario->arm_count = 1;
  scenario->arm_names = arena_take(scenario->arena, sizeof *scenario->arm_names);
  scenario->arm_change_counts = arena_take(scenario->arena, sizeof *scenario->arm_change_counts);
  scenario->arm_changes = arena_take(scenario->arena, sizeof *scenario->arm_changes);
  char *copy = arena_copy(scenario->arena, name, strlen(name));
  if (scenario->arm_names == NULL || scenario->arm_change_counts == NULL || scenario->arm_changes == NULL || copy == NULL)
    return 0;
  scenario->arm_names[0] = copy;
  return 1;
}

/* Warns of parameters that were given for processes that are off. */
static void idle_warn(const struct scenario *scenario, struct trail *trail)
{
  for (size_t p = 0; p < process_count(); p++)
  {
    const struct process *process = process_at(p);
    size_t first = scenario_key_count() + parameter_first(process);
    for (size_t k = 0; k < process->parameter_count && scenario->off[p]; k++)
      if (scenario->origins[first + k] != SETTING_DEFAULT)
        status_warn(trail, "%s.%s has no effect: the process is off", process->name, process->parameters[k].name);
  }
}

/* Reads everything; errors are noted in the document. */
static void scenario_fill(struct reader *reader, const char *const *sets, size_t set_count)
{
  reader->places = arena_take_array(&reader->arena, setting_count(), sizeof *reader->places);
  reader->raw_origins = arena_take_array(&reader->arena, setting_count(), sizeof *reader->raw_origins);
  if (reader->places == NULL || reader->raw_origins == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  reader_tree_read(reader);
  for (size_t i = 0; i < set_count; i++)
    reader_command_read(reader, sets[i]);
  reader_base_complete(reader);
  reader_comparison_read(reader);
  struct scenario *scenario = reader->scenario;
  if (reader->comparison == NULL && !scenario_single_make(scenario, scenario->title[0] != '\0' ? scenario->title : "run"))
    reader->document->memory_failed = 1;
}

enum status scenario_parse(const char *name, const char *text, size_t size, const char *const *sets, size_t set_count,
                           struct scenario **scenario, struct trail *trail)
{
  *scenario = NULL;
  struct reader *reader = calloc(1, sizeof *reader);
  struct document *document = document_parse(name, text, size);
  if (reader != NULL && document != NULL)
    reader->scenario = scenario_create(name, document->text, document->size);
  enum status status;
  if (reader == NULL || document == NULL || reader->scenario == NULL)
    status = status_fail(trail, STATUS_MEMORY, "%s: the system refused memory while reading", name);
  else
  {
    for (size_t i = 0; i < scenario_key_count(); i++)
      setting_reset(reader->scenario, i);
    parameter_defaults(reader->scenario->parameters);
    reader->document = document;
    reader->trail = trail;
    scenario_fill(reader, sets, set_count);
    status = document_report(document, trail);
  }
  if (status == STATUS_OK)
  {
    *scenario = reader->scenario;
    idle_warn(*scenario, trail);
  }
  else if (reader != NULL)
    scenario_free(reader->scenario);
  if (reader != NULL)
    arena_free(&reader->arena);
  free(reader);
  document_free(document);
  return status;
}

/* Reads a whole file up to a byte more than is allowed. */
static enum status file_read(const char *path, char **text, size_t *size, struct trail *trail)
{
  *text = NULL;
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return status_fail(trail, STATUS_NO_INPUT, "%s: cannot open the scenario: %s", path, strerror(errno));
  enum
  {
    ROOM = DOCUMENT_SIZE + 8
  };
  char *buffer = malloc(ROOM);
  errno = 0;
  *size = buffer == NULL ? 0 : fread(buffer, 1, ROOM, file);
  int failed = ferror(file), number = errno;
  (void)fclose(file);
  if (buffer == NULL)
    return status_fail(trail, STATUS_MEMORY, "%s: the system refused memory while reading", path);
  if (failed)
  {
    free(buffer);
    return status_fail(trail, STATUS_NO_INPUT, "%s: cannot read the scenario: %s", path, strerror(number));
  }
  *text = buffer;
  return STATUS_OK;
}

enum status scenario_read(const char *path, const char *const *sets, size_t set_count, struct scenario **scenario,
                          struct trail *trail)
{
  char *text;
  size_t size = 0;
  *scenario = NULL;
  enum status status = file_read(path, &text, &size, trail);
  if (status != STATUS_OK)
    return status;
  status = scenario_parse(path, text, size, sets, set_count, scenario, trail);
  free(text);
  return status;
}

const char *scenario_origin(const struct scenario *scenario, size_t i, size_t size, char *buffer)
{
  int origin = scenario->origins[i];
  if (origin > 0)
    (void)snprintf(buffer, size, "%s:%d", scenario->path, origin);
  else if (origin == SETTING_COMMAND_LINE)
    (void)snprintf(buffer, size, "--set");
  else if (origin == SETTING_ARM)
    (void)snprintf(buffer, size, "arm");
  else if (origin == SETTING_COMPLETED)
    // what a protocol leaves open follows from its other keys
    (void)snprintf(buffer, size, "%s", strcmp(setting_key(i).section, "protocol") == 0 ? "protocol" : "device or site");
  else
    (void)snprintf(buffer, size, "default");
  return buffer;
}
