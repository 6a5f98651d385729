/* setting.c - the declared keys of all sections and the parameters of all processes as one numbered list. */
#include "setting.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

/* the sections in the order of the file format */
struct section
{
  const struct key *keys;
  const size_t *count;
  size_t offset; /* of the struct within struct scenario */
};

static const struct section sections[] = {
  { skin_keys, &skin_key_count, offsetof(struct scenario, skin) },
  { device_keys, &device_key_count, offsetof(struct scenario, device) },
  { protocol_keys, &protocol_key_count, offsetof(struct scenario, protocol) },
  { solver_keys, &solver_key_count, offsetof(struct scenario, solver) },
  { drugs_keys, &drugs_key_count, offsetof(struct scenario, drugs) },
  { aftercare_keys, &aftercare_key_count, offsetof(struct scenario, aftercare) },
  { serum_keys, &serum_key_count, offsetof(struct scenario, serum) },
  { plan_keys, &plan_key_count, offsetof(struct scenario, plan) },
};

enum
{
  SECTIONS = sizeof sections / sizeof *sections
};

/* Finds key i; returns the offset of its struct. */
static size_t key_locate(size_t i, const struct key **key)
{
  for (size_t s = 0; s < SECTIONS; s++)
  {
    if (i < *sections[s].count)
    {
      *key = &sections[s].keys[i];
      return sections[s].offset;
    }
    i -= *sections[s].count;
  }
  *key = NULL;
  return 0;
}

size_t scenario_key_count(void)
{
  return skin_key_count + device_key_count + protocol_key_count + solver_key_count + drugs_key_count + aftercare_key_count +
         serum_key_count + plan_key_count;
}

const struct key *scenario_key(size_t i)
{
  const struct key *key;
  (void)key_locate(i, &key);
  return key;
}

const void *scenario_object(const struct scenario *scenario, size_t i)
{
  const struct key *key;
  size_t offset = key_locate(i, &key);
  return (const char *)scenario + offset;
}

size_t setting_count(void)
{
  return scenario_key_count() + parameter_count();
}

size_t setting_find(const char *path)
{
  static const char prefix[] = "parameters.";
  size_t keys = scenario_key_count();
  int is_parameter = strncmp(path, prefix, sizeof prefix - 1) == 0;
  if (is_parameter)
    path += sizeof prefix - 1;
  const char *dot = strchr(path, '.');
  const char *name = dot == NULL ? path : dot + 1;
  size_t length = dot == NULL ? 0 : (size_t)(dot - path);
  for (size_t s = 0, i = 0; s < SECTIONS && !is_parameter; s++)
    for (size_t k = 0; k < *sections[s].count; k++, i++)
    {
      const struct key *key = &sections[s].keys[k];
      if (text_is_same(key->name, name) && strlen(key->section) == length && strncmp(key->section, path, length) == 0)
        return i;
    }
  return keys + parameter_find(path);
}

struct key setting_key(size_t number)
{
  size_t keys = scenario_key_count();
  if (number < keys)
    return *scenario_key(number);
  const struct process *process = NULL;
  const struct parameter_row *row = parameter_at(number - keys, &process);
  return (struct key){ .section = process->name,
                       .name = row->name,
                       .kind = KEY_QUANTITY,
                       .unit = row->unit,
                       .initial = row->value,
                       .low = row->low,
                       .high = row->high,
                       .evidence = row->evidence,
                       .doc = row->doc,
                       .source = row->source,
                       .offset = (number - keys) * sizeof(double) };
}

void *setting_object(struct scenario *scenario, size_t number)
{
  if (number >= scenario_key_count())
    return scenario->parameters;
  const struct key *key;
  size_t offset = key_locate(number, &key);
  return (char *)scenario + offset;
}

const char *setting_path(size_t number, char path[SETTING_PATH])
{
  struct key key = setting_key(number);
  (void)snprintf(path, SETTING_PATH, "%s%s%s", key.section, key.section[0] != '\0' ? "." : "", key.name);
  return path;
}

const char *setting_nearest(const char *path, char meant[SETTING_PATH])
{
  // the same name in some section, or the path that differs least
  const char *dot = strrchr(path, '.'), *name = dot == NULL ? path : dot + 1;
  size_t count = setting_count(), best = count, least = 2 + strlen(path) / 4;
  if (least > 7)
    least = 7;
  for (size_t i = 0; i < count; i++)
  {
    if (text_is_same(setting_key(i).name, name))
      return setting_path(i, meant);
    size_t distance = text_distance(path, setting_path(i, meant));
    if (distance < least)
    {
      least = distance;
      best = i;
    }
  }
  if (best < count)
    return setting_path(best, meant);
  // a slip in a name whose section is missing or wrong
  least = 1 + strlen(name) / 4;
  for (size_t i = 0; i < count; i++)
  {
    size_t distance = text_distance(name, setting_key(i).name);
    if (distance < least)
    {
      least = distance;
      best = i;
    }
  }
  return best < count ? setting_path(best, meant) : NULL;
}

const char *setting_example(size_t number, size_t size, char *buffer)
{
  struct key key = setting_key(number);
  double initial = isnan(key.initial) ? key.low : key.initial;
  int is_plain = strcmp(key.unit, "1") == 0;
  size_t used = 0;
  switch (key.kind)
  {
  case KEY_QUANTITY:
    (void)snprintf(buffer, size, is_plain ? "a number such as '%g%s'" : "a quantity such as '%g %s'", initial,
                   is_plain ? "" : key.unit);
    break;
  case KEY_COUNT:
    (void)snprintf(buffer, size, "a whole number from %.12g to %.12g", key.low, key.high);
    break;
  case KEY_TIMES:
    (void)snprintf(buffer, size, "a list of times such as '[0 %s, 28 %s]'", key.unit, key.unit);
    break;
  case KEY_CHOICE:
    for (size_t i = 0; key.choices[i] != NULL && used < size; i++)
      used += (size_t)snprintf(buffer + used, size - used, "%s%s", i == 0 ? "one of " : ", ", key.choices[i]);
    break;
  }
  return buffer;
}

void setting_reset(struct scenario *scenario, size_t number)
{
  struct key key = setting_key(number);
  key_initialise(&key, setting_object(scenario, number));
  scenario->origins[number] = SETTING_DEFAULT;
}

/* Reads the items of "[0 day, 28 day]"; brackets may be missing. */
static enum status times_read(const struct key *key, const char *text, void *object, struct trail *trail)
{
  const char *end = text + strlen(text);
  while (end > text && end[-1] == ' ')
    end--;
  while (*text == ' ')
    text++;
  int is_open = *text == '[', is_closed = end > text && end[-1] == ']';
  if (is_open != is_closed)
    return status_fail(trail, STATUS_DATA, "'%.100s' is not a list; expected for example '[0 %s, 28 %s]'", text, key->unit,
                       key->unit);
  text += is_open;
  end -= is_closed;
  for (;;)
  {
    // one item up to a comma, without the blanks around it
    const char *comma = memchr(text, ',', (size_t)(end - text)), *stop = comma == NULL ? end : comma;
    char item[128];
    while (text < stop && *text == ' ')
      text++;
    size_t length = (size_t)(stop - text);
    while (length > 0 && text[length - 1] == ' ')
      length--;
    if (length >= sizeof item)
      return status_fail(trail, STATUS_DATA, "'%.60s...' is too long for a time", text);
    (void)snprintf(item, sizeof item, "%.*s", (int)length, text);
    enum status status = key_read(key, item, object, trail);
    if (status != STATUS_OK || comma == NULL)
      return status;
    text = comma + 1;
  }
}

enum status setting_read(struct scenario *scenario, size_t number, const char *text, struct trail *trail)
{
  struct key key = setting_key(number);
  void *object = setting_object(scenario, number);
  // a word instead of a count is told what a count is
  if (key.kind == KEY_COUNT && strspn(text, "0123456789+-.,eE% ") != strlen(text))
  {
    char path[SETTING_PATH], expected[128];
    return status_fail(trail, STATUS_DATA, "%s is '%s'; expected %s", setting_path(number, path), text,
                       setting_example(number, sizeof expected, expected));
  }
  if (key.kind != KEY_TIMES)
    return key_read(&key, text, object, trail);
  key_initialise(&key, object);
  return times_read(&key, text, object, trail);
}

/* Sessions are given as a list, or as number and spacing: lists the settings of the other form. */
static size_t rivals_list(size_t number, size_t rivals[2])
{
  if (strcmp(setting_key(number).section, "protocol") != 0)
    return 0;
  size_t list = setting_find("protocol.session_times");
  size_t sessions = setting_find("protocol.sessions"), spacing = setting_find("protocol.spacing");
  if (number == list)
  {
    rivals[0] = sessions;
    rivals[1] = spacing;
    return 2;
  }
  rivals[0] = list;
  return number == sessions || number == spacing;
}

size_t setting_rival(const struct scenario *scenario, size_t number, int origin)
{
  size_t rivals[2], count = rivals_list(number, rivals);
  for (size_t i = 0; i < count; i++)
  {
    int found = scenario->origins[rivals[i]];
    if (origin > 0 ? found > 0 : found == origin)
      return rivals[i];
  }
  return setting_count();
}

enum status setting_override(struct scenario *scenario, size_t number, const char *text, enum setting_origin origin,
                             struct trail *trail)
{
  size_t rivals[2], count = rivals_list(number, rivals), rival = setting_rival(scenario, number, (int)origin);
  char path[SETTING_PATH], other[SETTING_PATH];
  if (rival < setting_count())
    return status_fail(trail, STATUS_DATA,
                       "%s contradicts %s; give either protocol.session_times, or protocol.sessions and spacing",
                       setting_path(number, path), setting_path(rival, other));
  for (size_t i = 0; i < count; i++)
    setting_reset(scenario, rivals[i]);
  enum status status = setting_read(scenario, number, text, trail);
  scenario->origins[number] = (int)origin;
  return status;
}

/* Nonzero for a value that nobody gave and a completion is to fill. */
static int is_open(const struct scenario *scenario, const struct key *key, const void *object)
{
  if (key->kind == KEY_TIMES)
    return key_value(key, object) == 0;
  // the number of sessions follows from a list
  if (text_is_same(key->section, "protocol") && text_is_same(key->name, "sessions"))
    return scenario->protocol.session_times_count > 0;
  // the model of the channel follows from what is asked of it
  if (text_is_same(key->section, "solver") && text_is_same(key->name, "channel_model"))
    return scenario->plan.lumen == PLAN_LUMEN_ON;
  // in any unit
  return isnan(key_value_scaled(key, object, 1));
}

enum status setting_fit(struct scenario *scenario, struct trail *trail)
{
  int origin = scenario->origins[setting_find("solver.channel_model")];
  int named = origin != SETTING_DEFAULT && origin != SETTING_COMPLETED;
  const enum status checks[] = { skin_complete(&scenario->skin, trail), device_complete(&scenario->device, trail),
                                 protocol_complete(&scenario->protocol, trail),
                                 plan_complete(&scenario->plan, named, &scenario->solver, trail) };
  for (size_t k = 0; k < sizeof checks / sizeof *checks; k++)
    if (checks[k] != STATUS_OK)
      return checks[k];
  return STATUS_OK;
}

enum status setting_complete(struct scenario *scenario, struct trail *trail)
{
  int *origin = scenario->origins;
  for (size_t s = 0; s < SECTIONS; s++)
    for (size_t k = 0; k < *sections[s].count; k++, origin++)
      if (*origin == SETTING_DEFAULT && is_open(scenario, &sections[s].keys[k], (char *)scenario + sections[s].offset))
        *origin = SETTING_COMPLETED;
  return setting_fit(scenario, trail);
}

void setting_uncomplete(struct scenario *scenario)
{
  for (size_t i = 0; i < scenario_key_count(); i++)
    if (scenario->origins[i] == SETTING_COMPLETED)
      setting_reset(scenario, i);
}
