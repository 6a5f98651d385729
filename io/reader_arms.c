/* reader_arms.c - compare and sweep: the listed arms, and what grids and lists have in common. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int reader_scratch_create(struct reader *reader, struct scenario *scratch)
{
  *scratch = reader->raw;
  scratch->origins = arena_take_array(&reader->arena, setting_count(), sizeof *scratch->origins);
  scratch->parameters = arena_take_array(&reader->arena, parameter_count(), sizeof *scratch->parameters);
  if (scratch->origins == NULL || scratch->parameters == NULL)
  {
    reader->document->memory_failed = 1;
    return 0;
  }
  reader_scratch_renew(reader, scratch);
  return 1;
}

void reader_scratch_renew(const struct reader *reader, struct scenario *scratch)
{
  int *origins = scratch->origins;
  double *parameters = scratch->parameters;
  *scratch = reader->raw;
  scratch->origins = origins;
  scratch->parameters = parameters;
  memcpy(origins, reader->raw.origins, setting_count() * sizeof *origins);
  memcpy(parameters, reader->raw.parameters, parameter_count() * sizeof *parameters);
}

/* what is needed to read listed arms one after the other */
struct listing
{
  struct reader *reader;
  struct scenario scratch;
  struct place *places; /* [setting_count()], of the changes of one arm */
  size_t *changed;      /* [setting_count()], in how many arms */
  const char **names;   /* [arms read], pointers into the scenario */
  struct place *arms;   /* [arms read], places of the names */
};

/* Reads one change of an arm onto the scratch scenario. Returns 1 when it was good. */
static int change_read(struct listing *listing, const struct node *node, struct scenario_change *change)
{
  struct reader *reader = listing->reader;
  char path[SETTING_PATH];
  size_t number = setting_find(node->key);
  if (number == setting_count())
  {
    reader_unknown_path(reader, reader_key_place(node), node->key);
    return 0;
  }
  (void)setting_path(number, path);
  if (listing->places[number].line > 0)
  {
    reader_fail(reader, reader_key_place(node), "%s is given twice in this arm", path);
    return 0;
  }
  listing->places[number] = reader_value_place(node);
  listing->changed[number]++;
  change->text = reader_setting_text(reader, node, number);
  if (change->text == NULL)
    return 0;
  change->path = arena_copy(reader->scenario->arena, path, strlen(path));
  change->setting = number;
  change->line = node->line;
  change->column = node->column;
  if (change->path == NULL)
    reader->document->memory_failed = 1;
  else if (setting_override(&listing->scratch, number, change->text, SETTING_ARM, &reader->found) == STATUS_OK)
    return 1;
  reader_relay(reader, reader_value_place(node), path);
  return 0;
}

/* Takes the name of an arm. */
static char *name_take(struct listing *listing, const struct node *arm, size_t number)
{
  struct reader *reader = listing->reader;
  const struct node *node = document_member(arm, "name");
  listing->arms[number] = reader_value_place(node == NULL ? arm : node);
  if (node == NULL)
  {
    reader_fail(reader, reader_value_place(arm), "this arm has no name; write 'name: ...'");
    return NULL;
  }
  const char *text = reader_text(reader, node, READER_TEXT, "name", "the name of an arm");
  char *name = text == NULL ? NULL : arena_copy(reader->scenario->arena, text, strlen(text));
  reader->document->memory_failed |= text != NULL && name == NULL;
  return name;
}

/* Reads one arm: its name and its changes, which must fit together. */
static void arm_read(struct listing *listing, const struct node *arm, size_t number)
{
  struct reader *reader = listing->reader;
  struct scenario *scenario = reader->scenario;
  size_t errors = reader->document->error_count;
  if (!reader_expect(reader, arm, NODE_MAPPING, "an arm", "a mapping such as '{name: deep, device.needle_length: 2.5 mm}'"))
    return;
  reader_scratch_renew(reader, &listing->scratch);
  memset(listing->places, 0, setting_count() * sizeof *listing->places);
  scenario->arm_names[number] = name_take(listing, arm, number);
  listing->names[number] = scenario->arm_names[number];
  struct scenario_change *changes = arena_take_array(scenario->arena, arm->count, sizeof *changes);
  if (changes == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  size_t count = 0;
  for (const struct node *member = arm->first; member != NULL; member = member->next)
    if (member->key != NULL && strcmp(member->key, "name") != 0)
      count += (size_t)change_read(listing, member, &changes[count]);
  scenario->arm_changes[number] = changes;
  scenario->arm_change_counts[number] = count;
  // the whole arm; not when the base or the arm already has errors
  if (errors == 0 && reader->document->error_count == 0 && setting_fit(&listing->scratch, &reader->found) != STATUS_OK)
    reader_relay_completion(reader, listing->places, reader_value_place(arm), "in this arm, ");
  trail_clear(&reader->found);
}

/* an arm with its number, for sorting by name */
struct named
{
  const char *name;
  size_t number;
};

static int named_compare(const void *one, const void *other)
{
  const struct named *a = one, *b = other;
  int order = strcmp(a->name, b->name);
  return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Notes arms with the same name. */
static void names_check(struct listing *listing, size_t count)
{
  struct reader *reader = listing->reader;
  struct named *named = arena_take_array(&reader->arena, count, sizeof *named);
  if (named == NULL)
  {
    reader->document->memory_failed = 1;
    return;
  }
  size_t known = 0;
  for (size_t i = 0; i < count; i++)
    if (listing->names[i] != NULL)
      named[known++] = (struct named){ listing->names[i], i };
  qsort(named, known, sizeof *named, named_compare);
  for (size_t i = 1; i < known; i++)
    if (strcmp(named[i].name, named[i - 1].name) == 0)
      reader_fail(reader, listing->arms[named[i].number], "two arms have the name '%.100s' (first on line %d)", named[i].name,
                  listing->arms[named[i - 1].number].line);
}

/* Warns of values of the command line that every arm replaces. */
static void shadows_warn(struct listing *listing, size_t count)
{
  struct reader *reader = listing->reader;
  for (size_t i = 0; i < setting_count(); i++)
    if (reader->raw.origins[i] == SETTING_COMMAND_LINE && listing->changed[i] == count)
      status_warn(reader->trail, "--set %s acts on 'neocol run' only: every arm of compare changes this key",
                  reader->places[i].command);
}

void reader_arms_read(struct reader *reader, const struct node *arms)
{
  struct scenario *scenario = reader->scenario;
  if (!reader_expect(reader, arms, NODE_LIST, "compare.arms", "a list of arms '- name: ...'"))
    return;
  if (arms->count == 0 || arms->count > READER_ARMS)
  {
    reader_fail(reader, reader_value_place(arms), "compare.arms has %zu arms; from 1 to %d are allowed", arms->count,
                READER_ARMS);
    return;
  }
  struct listing listing = { .reader = reader };
  listing.places = arena_take_array(&reader->arena, setting_count(), sizeof *listing.places);
  listing.changed = arena_take_array(&reader->arena, setting_count(), sizeof *listing.changed);
  listing.names = arena_take_array(&reader->arena, arms->count, sizeof *listing.names);
  listing.arms = arena_take_array(&reader->arena, arms->count, sizeof *listing.arms);
  scenario->arm_names = arena_take_array(scenario->arena, arms->count, sizeof *scenario->arm_names);
  scenario->arm_change_counts = arena_take_array(scenario->arena, arms->count, sizeof *scenario->arm_change_counts);
  scenario->arm_changes = arena_take_array(scenario->arena, arms->count, sizeof *scenario->arm_changes);
  if (listing.places == NULL || listing.changed == NULL || listing.names == NULL || listing.arms == NULL ||
      scenario->arm_names == NULL || scenario->arm_change_counts == NULL || scenario->arm_changes == NULL)
    reader->document->memory_failed = 1;
  if (reader->document->memory_failed || !reader_scratch_create(reader, &listing.scratch))
    return;
  size_t number = 0;
  for (const struct node *arm = arms->first; arm != NULL; arm = arm->next)
    arm_read(&listing, arm, number++);
  scenario->arm_count = number;
  names_check(&listing, number);
  shadows_warn(&listing, number);
}

void reader_comparison_read(struct reader *reader)
{
  const struct node *node = reader->comparison;
  if (node == NULL)
    return;
  int is_sweep = strcmp(node->key, "sweep") == 0;
  reader->scenario->kind = is_sweep ? SCENARIO_SWEEP : SCENARIO_COMPARE;
  const char *expected = is_sweep ? "'grid: ...' below it" : "'grid: ...' or 'arms: ...' below it";
  if (!reader_expect(reader, node, NODE_MAPPING, node->key, expected))
    return;
  static const char *const names[] = { "grid", "arms" };
  const struct node *grid = document_member(node, "grid"), *arms = is_sweep ? NULL : document_member(node, "arms");
  for (const struct node *member = node->first; member != NULL; member = member->next)
    if (member->key != NULL && member != grid && member != arms)
    {
      if (is_sweep && strcmp(member->key, "arms") == 0)
        reader_fail(reader, reader_key_place(member), "a sweep has no 'arms'; write them in 'compare'");
      else if (setting_find(member->key) < setting_count())
        reader_fail(reader, reader_key_place(member), "'%s' is not below 'grid'; write '%s: {grid: {%s: [...]}}'", member->key,
                    node->key, member->key);
      else
        reader_unknown(reader, member, is_sweep ? " in 'sweep'" : " in 'compare'", names, is_sweep ? 1 : 2);
    }
  if (grid != NULL && arms != NULL)
    reader_fail(reader, reader_key_place(arms), "'compare' has both 'grid' and 'arms'; give one of them");
  else if (grid != NULL)
    reader_grid_read(reader, grid, is_sweep ? "sweep.grid" : "compare.grid");
  else if (arms != NULL)
    reader_arms_read(reader, arms);
  else
    reader_fail(reader, reader_key_place(node), "'%s' is without %s", node->key, is_sweep ? "'grid'" : "'grid' or 'arms'");
}
