/* describe.c - walks the declarations once for each form: terminal, one name, markdown, JSON. */
#include "describe.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "outcome.h"
#include "practice.h"
#include "schema.h"
#include "system.h"
#include "text.h"
#include "unit.h"

/* one thing that has a name */
struct entry
{
  const char *kind; /* key, parameter, state, observable, process, number, curve, method */
  char name[128];
  const char *unit, *doc, *source, *evidence; /* NULL when it has none */
  char value[96], range[96];                  /* empty when it has none */
  const struct process *process;
};

/* calls `visit` for everything */
struct visitor
{
  void *sink;
  void (*visit)(void *sink, const struct entry *entry);
};

static void key_entry(const struct key *key, struct entry *entry)
{
  *entry = (struct entry){ .kind = "key", .unit = key->unit, .doc = key->doc, .source = key->source };
  snprintf(entry->name, sizeof entry->name, "%s%s%s", key->section, *key->section ? "." : "", key->name);
  if (key->kind == KEY_CHOICE)
  {
    entry->unit = "choice";
    size_t used = 0;
    for (size_t c = 0; key->choices[c] != NULL; c++)
      if ((double)c >= key->initial && (double)c <= key->initial)
        snprintf(entry->value, sizeof entry->value, "%s", key->choices[c]);
    for (size_t c = 0; key->choices[c] != NULL && used + 2 < sizeof entry->range; c++)
      used += (size_t)snprintf(entry->range + used, sizeof entry->range - used, "%s%s", c == 0 ? "" : " ", key->choices[c]);
    return;
  }
  if (key->kind == KEY_QUANTITY)
    entry->evidence = evidence_name(key->evidence);
  if (key->kind == KEY_TIMES)
    snprintf(entry->value, sizeof entry->value, "none");
  else if (key->initial >= key->low && key->initial <= key->high)
    snprintf(entry->value, sizeof entry->value, "%g", key->initial);
  else
    snprintf(entry->value, sizeof entry->value, "by site or device");
  snprintf(entry->range, sizeof entry->range, "%g to %g", key->low, key->high);
}

static void keys_visit(struct visitor v)
{
  for (size_t k = 0; k < scenario_key_count(); k++)
  {
    struct entry entry;
    key_entry(scenario_key(k), &entry);
    v.visit(v.sink, &entry);
  }
}

static void process_visit(struct visitor v, const struct process *process)
{
  struct entry entry = { .kind = "process", .doc = process->about, .process = process };
  snprintf(entry.name, sizeof entry.name, "%s", process->name);
  v.visit(v.sink, &entry);
  for (size_t k = 0; k < process->state_count; k++)
  {
    const struct state_row *row = &process->states[k];
    entry = (struct entry){ .kind = "state", .unit = row->unit, .doc = row->doc, .source = row->source, .process = process };
    snprintf(entry.name, sizeof entry.name, "%s", row->name);
    snprintf(entry.value, sizeof entry.value, "%s", row->initial_text);
    snprintf(entry.range, sizeof entry.range, "%g to %g", row->low, row->high);
    v.visit(v.sink, &entry);
  }
  for (size_t k = 0; k < process->parameter_count; k++)
  {
    const struct parameter_row *row = &process->parameters[k];
    entry = (struct entry){ .kind = "parameter",
                            .unit = row->unit,
                            .doc = row->doc,
                            .source = row->source,
                            .evidence = evidence_name(row->evidence),
                            .process = process };
    snprintf(entry.name, sizeof entry.name, "%s.%s", process->name, row->name);
    snprintf(entry.value, sizeof entry.value, "%g", row->value);
    snprintf(entry.range, sizeof entry.range, "%g to %g", row->low, row->high);
    v.visit(v.sink, &entry);
  }
  for (size_t k = 0; k < process->observable_count; k++)
  {
    const struct observable_row *row = &process->observables[k];
    entry = (struct entry){ .kind = "observable", .unit = row->unit, .doc = row->doc, .source = row->source, .process = process };
    snprintf(entry.name, sizeof entry.name, "%s", row->name);
    v.visit(v.sink, &entry);
  }
}

static void rows_visit(struct visitor v, const char *kind, const struct outcome_row *rows, size_t count)
{
  for (size_t k = 0; k < count; k++)
  {
    struct entry entry = { .kind = kind, .unit = rows[k].unit, .doc = rows[k].long_name, .source = NULL };
    snprintf(entry.name, sizeof entry.name, "%s", rows[k].name);
    v.visit(v.sink, &entry);
  }
}

static void rules_visit(struct visitor v)
{
  for (size_t k = 0; k < practice_rule_count; k++)
  {
    struct entry entry = { .kind = "rule", .doc = practice_rules[k].text };
    snprintf(entry.name, sizeof entry.name, "claim %s", practice_rules[k].claims);
    v.visit(v.sink, &entry);
  }
}

static void method_visit(struct visitor v, const struct method *method)
{
  struct entry entry = { .kind = "method", .doc = method->doc, .source = method->source };
  snprintf(entry.name, sizeof entry.name, "%s", method->name);
  v.visit(v.sink, &entry);
}

static void everything_visit(struct visitor v)
{
  keys_visit(v);
  for (size_t p = 0; p < process_count(); p++)
    process_visit(v, process_at(p));
  rows_visit(v, "number", outcome_numbers, OUTCOME_NUMBER_COUNT);
  rows_visit(v, "curve", outcome_channel_curves, OUTCOME_CHANNEL_CURVE_COUNT);
  rows_visit(v, "curve", outcome_closure_curves, OUTCOME_CLOSURE_CURVE_COUNT);
  rules_visit(v);
  method_visit(v, &rosenbrock_method);
  method_visit(v, &dormand_prince_method);
  for (size_t k = 0; k < gsl_method_count; k++)
    method_visit(v, &gsl_methods[k]);
}

/* --- terminal --- */

static const char *or_blank(const char *text)
{
  return text == NULL ? "" : text;
}

struct printer
{
  FILE *file;
  const char *kind; /* of the table that is open */
};

static const char *kind_heading(const char *kind)
{
  static const struct
  {
    const char *kind, *heading;
  } headings[] = { { "key", "Keys of a scenario" },
                   { "number", "Numbers of a run in a result" },
                   { "curve", "Curves of a run in a result (besides observables and states)" },
                   { "rule", "Common practice, a warning where a scenario leaves it (claims.csv)" },
                   { "method", "Integrators of the tissue (solver.method)" } };
  for (size_t k = 0; k < sizeof headings / sizeof *headings; k++)
    if (strcmp(headings[k].kind, kind) == 0)
      return headings[k].heading;
  return NULL;
}

static void entry_print(void *sink, const struct entry *entry)
{
  struct printer *printer = sink;
  if (strcmp(entry->kind, "process") == 0)
    fprintf(printer->file, "\nProcess %s: %s\n", entry->name, entry->doc);
  else
  {
    const char *heading = kind_heading(entry->kind);
    if (heading != NULL && (printer->kind == NULL || strcmp(printer->kind, entry->kind) != 0))
      fprintf(printer->file, "\n%s\n", heading);
    fprintf(printer->file, "  %-10s %-44s %-14s %-12s %-10s %s%s%s%s\n", heading == NULL ? entry->kind : "", entry->name,
            entry->value, or_blank(entry->unit), or_blank(entry->evidence), entry->doc, entry->source == NULL ? "" : " [",
            or_blank(entry->source), entry->source == NULL ? "" : "]");
  }
  printer->kind = entry->kind;
}

void describe_all(FILE *file)
{
  struct printer printer = { file, NULL };
  fprintf(file, "name, default, unit, evidence, meaning [source]; evidence:");
  for (int e = 0; e < evidence_count; e++)
    fprintf(file, "%s %s (%s)", e == 0 ? "" : ",", evidence_name((enum evidence)e), evidence_meaning((enum evidence)e));
  fprintf(file, "\n");
  everything_visit((struct visitor){ &printer, entry_print });
}

/* --- one name --- */

struct search
{
  FILE *file;
  const char *name;
  size_t found;
  char **names; /* all names, for the nearest one; owned copies */
  size_t count, room;
};

/* full name, or what follows its last dot */
static int name_matches(const char *full, const char *name)
{
  if (strcmp(full, name) == 0)
    return 1;
  if (strncmp(name, "parameters.", 11) == 0 && strcmp(full, name + 11) == 0)
    return 1;
  const char *dot = strrchr(full, '.');
  return dot != NULL && strcmp(dot + 1, name) == 0;
}

/* what a process reads, feeds and declares */
static void process_print(FILE *file, const struct process *process)
{
  if (process->read_count > 0)
    fprintf(file, "  reads:");
  for (size_t k = 0; k < process->read_count; k++)
    fprintf(file, "%s %s (%g when nobody provides it)", k == 0 ? "" : ",", process->reads[k].name, process->reads[k].fallback);
  fprintf(file, "%s", process->read_count > 0 ? "\n" : "");
  for (size_t k = 0; k < process->feed_count; k++)
    fprintf(file, "  adds to the rate of: %s\n", process->feeds[k].name);
  for (size_t k = 0; k < process->state_count; k++)
    fprintf(file, "  state       %-34s %s\n", process->states[k].name, process->states[k].doc);
  for (size_t k = 0; k < process->observable_count; k++)
    fprintf(file, "  observable  %-34s %s\n", process->observables[k].name, process->observables[k].doc);
  for (size_t k = 0; k < process->parameter_count; k++)
  {
    const struct parameter_row *row = &process->parameters[k];
    fprintf(file, "  parameter   %-34s %g %s, %s: %s [%s]\n", row->name, row->value, row->unit, evidence_name(row->evidence),
            row->doc, row->source);
  }
}

/* nonzero when a key belongs to the section that was asked for */
static int section_matches(const struct entry *entry, const char *name)
{
  size_t size = strlen(name);
  return strcmp(entry->kind, "key") == 0 && strncmp(entry->name, name, size) == 0 && entry->name[size] == '.';
}

static void entry_search(void *sink, const struct entry *entry)
{
  struct search *search = sink;
  if (search->count < search->room)
    search->names[search->count++] = strdup(entry->name);
  if (section_matches(entry, search->name))
  {
    fprintf(search->file, "%-36s %-18s %-10s %s\n", entry->name, entry->value, or_blank(entry->unit), entry->doc);
    search->found++;
    return;
  }
  if (!name_matches(entry->name, search->name))
    return;
  FILE *file = search->file;
  fprintf(file, "%s%s (%s)\n  %s\n", search->found++ > 0 ? "\n" : "", entry->name, entry->kind, entry->doc);
  if (entry->unit != NULL && strcmp(entry->unit, "choice") != 0)
    fprintf(file, "  unit: %s\n", entry->unit);
  if (*entry->value != '\0')
    fprintf(file, "  %s: %s\n", strcmp(entry->kind, "state") == 0 ? "at rest" : "default", entry->value);
  if (*entry->range != '\0')
    fprintf(file, "  %s: %s\n", entry->unit != NULL && strcmp(entry->unit, "choice") == 0 ? "choices" : "bounds", entry->range);
  if (entry->evidence != NULL)
    for (int e = 0; e < evidence_count; e++)
      if (strcmp(evidence_name((enum evidence)e), entry->evidence) == 0)
        fprintf(file, "  evidence: %s, %s\n", entry->evidence, evidence_meaning((enum evidence)e));
  if (entry->source != NULL)
    fprintf(file, "  source: %s (see references.bib)\n", entry->source);
  if (strcmp(entry->kind, "process") == 0)
    process_print(file, entry->process);
  else if (entry->process != NULL)
    fprintf(file, "  process: %s, %s\n", entry->process->name, entry->process->about);
}

enum status describe_name(FILE *file, const char *name, struct trail *trail)
{
  enum
  {
    NAMES = 1024
  };
  struct search search = { .file = file, .name = name, .room = NAMES };
  search.names = calloc(NAMES, sizeof *search.names);
  if (search.names == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for names");
  everything_visit((struct visitor){ &search, entry_search });
  enum status status = STATUS_OK;
  if (search.found == 0)
  {
    const char *nearest = text_nearest(name, (const char *const *)search.names, search.count);
    status = status_fail(trail, STATUS_DATA, "nothing is called '%s'%s%s%s", name, nearest == NULL ? "" : "; did you mean '",
                         or_blank(nearest), nearest == NULL ? "; 'neocol describe' lists all names" : "'?");
  }
  for (size_t k = 0; k < search.count; k++)
    free(search.names[k]);
  free(search.names);
  return status;
}

/* --- markdown --- */

static void entry_markdown(void *sink, const struct entry *entry)
{
  struct printer *printer = sink;
  FILE *file = printer->file;
  const char *kind = printer->kind;
  printer->kind = entry->kind;
  if (strcmp(entry->kind, "process") == 0)
  {
    fprintf(file, "\n### %s\n\n%s.\n", entry->name, entry->doc);
    const struct process *process = entry->process;
    for (size_t k = 0; k < process->read_count; k++)
      fprintf(file, "%s `%s`%s", k == 0 ? "\nReads" : ",", process->reads[k].name, k + 1 == process->read_count ? ".\n" : "");
    for (size_t k = 0; k < process->feed_count; k++)
      fprintf(file, "%s `%s`%s", k == 0 ? "\nAdds to the rate of" : ",", process->feeds[k].name,
              k + 1 == process->feed_count ? ".\n" : "");
    return;
  }
  if (kind == NULL || strcmp(kind, entry->kind) != 0)
  {
    const char *heading = kind_heading(entry->kind);
    if (heading != NULL)
      fprintf(file, "\n## %s\n", heading);
    fprintf(file, "\n| %s | %s | unit | range | evidence | meaning | source |\n|---|---|---|---|---|---|---|\n", entry->kind,
            strcmp(entry->kind, "state") == 0 ? "at rest" : "default");
  }
  fprintf(file, "| `%s` | %s%s%s | %s | %s | %s | %s | %s |\n", entry->name, *entry->value ? "`" : "", entry->value,
          *entry->value ? "`" : "", or_blank(entry->unit), entry->range, or_blank(entry->evidence), entry->doc,
          or_blank(entry->source));
}

void describe_markdown(FILE *file)
{
  struct printer printer = { file, NULL };
  fprintf(file,
          "# The model\n\n"
          "This page is made from the declarations in the source (`neocol describe --markdown`); edit those, not this.\n\n"
          "%s\n\n"
          "Every number has an evidence: ",
          outcome_statement);
  for (int e = 0; e < evidence_count; e++)
    fprintf(file, "%s*%s* (%s)", e == 0 ? "" : ", ", evidence_name((enum evidence)e), evidence_meaning((enum evidence)e));
  fprintf(file,
          ". Sources are keys of [references.bib](../references.bib). The equations stand at the head of each process file.\n");
  struct visitor v = { &printer, entry_markdown };
  keys_visit(v);
  const struct
  {
    const char *title;
    const struct process *const *processes;
    size_t count;
  } domains[] = { { "Processes of one closing channel (`model/channel/`)", channel_processes, channel_process_count },
                  { "Processes of the tissue (`model/tissue/`)", tissue_processes, tissue_process_count } };
  for (size_t d = 0; d < 2; d++)
  {
    fprintf(file, "\n## %s\n", domains[d].title);
    for (size_t p = 0; p < domains[d].count; p++)
      process_visit(v, domains[d].processes[p]);
  }
  rows_visit(v, "number", outcome_numbers, OUTCOME_NUMBER_COUNT);
  rows_visit(v, "curve", outcome_channel_curves, OUTCOME_CHANNEL_CURVE_COUNT);
  rows_visit(v, "curve", outcome_closure_curves, OUTCOME_CLOSURE_CURVE_COUNT);
  rules_visit(v);
  method_visit(v, &rosenbrock_method);
  method_visit(v, &dormand_prince_method);
  for (size_t k = 0; k < gsl_method_count; k++)
    method_visit(v, &gsl_methods[k]);
}

/* --- JSON --- */

static void entry_json(void *sink, const struct entry *entry)
{
  struct json *json = sink;
  const struct
  {
    const char *name, *text;
  } members[] = {
    { "name", entry->name },   { "kind", entry->kind },     { "default", entry->value },
    { "unit", entry->unit },   { "range", entry->range },   { "evidence", entry->evidence },
    { "meaning", entry->doc }, { "source", entry->source }, { "process", entry->process == NULL ? NULL : entry->process->name }
  };
  json_open(json, NULL, '{');
  for (size_t k = 0; k < sizeof members / sizeof *members; k++)
    if (members[k].text != NULL && *members[k].text != '\0')
      json_string(json, members[k].name, members[k].text);
  json_close(json, '}');
}

void describe_json(FILE *file)
{
  struct json json = { .file = file };
  json_open(&json, NULL, '[');
  everything_visit((struct visitor){ &json, entry_json });
  json_close(&json, ']');
  (void)json_finish(&json);
}

enum status describe_schema(FILE *file, struct trail *trail)
{
  return schema_write(file, trail);
}
