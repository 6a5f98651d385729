/* replicate_text.c - published models and their reports for people and as JSON. */
#include <math.h>
#include <string.h>

#include "json.h"
#include "published.h"
#include "replicate.h"

/* wraps a text at 118 columns, further lines indented */
static void paragraph_print(FILE *file, const char *head, const char *text)
{
  size_t used = strlen(head), width = 118;
  fprintf(file, "%s", head);
  for (const char *word = text; *word != '\0';)
  {
    size_t size = strcspn(word, " ");
    if (used + size > width)
    {
      fprintf(file, "\n%*s", (int)strlen(head), "");
      used = strlen(head);
    }
    fprintf(file, "%.*s%s", (int)size, word, word[size] == ' ' ? " " : "");
    used += size + 1;
    word += size + (word[size] == ' ');
  }
  fprintf(file, "\n");
}

void replicate_list(FILE *file)
{
  fprintf(file,
          "Published models; numbers and units are those of the papers. 'neocol replicate MODEL[.VARIANT]' integrates one.\n");
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct published *model = published_processes[i];
    fprintf(file, "\n%s: %s (time in %s)\n", model->process->name, model->process->about,
            strcmp(model->time_unit, "1") == 0 ? "units of the paper" : model->time_unit);
    paragraph_print(file, "  source      ", model->citation);
    paragraph_print(file, "  seen        ", model->seen);
    for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL; v++)
      fprintf(file, "  %s%-16s%s\n", v == 0 ? "variants    " : "            ", model->variants[v].name, model->variants[v].about);
    for (size_t t = 0; t < PUBLISHED_ROWS && model->thresholds[t].variant != NULL; t++)
      fprintf(file, "  %s%s.%s --threshold %s=%g..%g\n", t == 0 ? "thresholds  " : "            ", model->process->name,
              model->thresholds[t].variant, model->thresholds[t].parameter, model->thresholds[t].low, model->thresholds[t].high);
    if (model->caveats != NULL)
      paragraph_print(file, "  beware      ", model->caveats);
  }
  fprintf(file, "\n'neocol replicate --json' lists all parameters.\n");
}

static void model_json(struct json *json, const struct published *model)
{
  json_open(json, NULL, '{');
  json_string(json, "name", model->process->name);
  json_string(json, "about", model->process->about);
  json_string(json, "title", model->title);
  json_string(json, "source", model->citation);
  json_string(json, "seen", model->seen);
  json_string(json, "caveats", model->caveats == NULL ? "" : model->caveats);
  json_string(json, "time_unit", model->time_unit);
  json_open(json, "variants", '[');
  for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL; v++)
  {
    json_open(json, NULL, '{');
    json_string(json, "name", model->variants[v].name);
    json_string(json, "about", model->variants[v].about);
    json_open(json, "settings", '{');
    for (size_t k = 0; k < PUBLISHED_SETTINGS && model->variants[v].settings[k].parameter != NULL; k++)
      json_number(json, model->variants[v].settings[k].parameter, model->variants[v].settings[k].value);
    json_close(json, '}');
    json_close(json, '}');
  }
  json_close(json, ']');
  json_open(json, "outcomes", '[');
  for (size_t k = 0; k < PUBLISHED_ROWS && model->outcomes[k].name != NULL; k++)
    json_pair(json, NULL, model->outcomes[k].name, model->outcomes[k].about);
  json_close(json, ']');
  json_open(json, "parameters", '[');
  for (size_t k = 0; k < model->process->parameter_count; k++)
  {
    const struct parameter_row *row = &model->process->parameters[k];
    json_open(json, NULL, '{');
    json_string(json, "name", row->name);
    json_string(json, "unit", row->unit);
    json_number(json, "value", row->value);
    json_string(json, "evidence", evidence_name(row->evidence));
    json_string(json, "source", row->source);
    json_string(json, "meaning", row->doc);
    json_close(json, '}');
  }
  json_close(json, ']');
  json_close(json, '}');
}

void replicate_list_json(FILE *file)
{
  struct json json = { .file = file };
  json_open(&json, NULL, '{');
  json_open(&json, "models", '[');
  for (size_t i = 0; i < published_process_count; i++)
    model_json(&json, published_processes[i]);
  json_close(&json, ']');
  json_close(&json, '}');
  (void)json_finish(&json);
}

/* --- a report --- */

static const char *unit_shown(const char *unit)
{
  return strcmp(unit, "1") == 0 ? "" : unit;
}

static void head_print(FILE *file, const struct replicate_report *report)
{
  fprintf(file, "%s.%s: %s\n", report->model, report->variant, report->variant_about);
  fprintf(file, "%s. %s\n", report->title, report->citation);
  paragraph_print(file, "Seen:   ", report->seen);
  if (report->caveats != NULL)
    paragraph_print(file, "Beware: ", report->caveats);
  fprintf(file, "\n");
}

/* as many columns side by side as fit */
static void table_print(FILE *file, const struct replicate_report *report)
{
  enum
  {
    SIDE = 5
  };
  for (size_t first = 0; first < report->columns; first += SIDE)
  {
    size_t last = first + SIDE < report->columns ? first + SIDE : report->columns;
    fprintf(file, "%10s", "time");
    for (size_t c = first; c < last; c++)
      fprintf(file, " %24s", report->column[c].name);
    fprintf(file, "\n%10s", unit_shown(report->time_unit));
    for (size_t c = first; c < last; c++)
      fprintf(file, " %24s", unit_shown(report->column[c].unit));
    fprintf(file, "\n");
    for (size_t k = 0; k < report->times; k++)
    {
      fprintf(file, "%10.6g", report->time[k]);
      for (size_t c = first; c < last; c++)
        fprintf(file, " %24.9g", report->value[c * report->times + k]);
      fprintf(file, "\n");
    }
    fprintf(file, "%10s", "error");
    for (size_t c = first; c < last; c++)
      fprintf(file, " %24.1g", report->column[c].error);
    fprintf(file, "\n\n");
  }
}

static void finds_print(FILE *file, const struct replicate_report *report)
{
  for (size_t c = 0; c < report->columns; c++)
    if (report->column[c].is_state && !isnan(report->column[c].greatest))
      fprintf(file, "%-28s greatest %.7g %s at %.6g %s\n", report->column[c].name, report->column[c].greatest,
              unit_shown(report->column[c].unit), report->column[c].peak_time, unit_shown(report->time_unit));
  for (size_t k = 0; k < report->finds; k++)
  {
    const struct replicate_find *find = &report->find[k];
    fprintf(file, "%-28s %.8g %s", find->name, find->value, unit_shown(find->unit));
    if (!isnan(find->error))
      fprintf(file, " (error about %.1g)", find->error);
    fprintf(file, ": %s\n", find->doc);
  }
  if (report->outcome != NULL)
    fprintf(file, "%-28s %s: %s\n", "outcome in the end", report->outcome, report->outcome_about);
  if (report->cells > 0)
    fprintf(file, "\nExtrapolated from two grids; error: the difference to the finer one, relative to the largest value.\n");
  else
    fprintf(file, "\nTolerance %g; error: the difference to a run 100 times looser, relative to the largest value.\n",
            report->tolerance);
}

static void search_print(FILE *file, const struct replicate_report *report)
{
  fprintf(file, "%s from %g to %g %s:\n", report->searched, report->low, report->high, unit_shown(report->searched_unit));
  for (size_t k = 0; k < report->edges; k++)
    fprintf(file, "  %.8g %s (+-%.1g): %s below, %s above\n", report->edge[k].value, unit_shown(report->searched_unit),
            0.5 * report->edge[k].width, report->edge[k].below, report->edge[k].above);
  if (report->edges == 0)
    fprintf(file, "  no threshold found: %s at both ends and between\n", report->outcome_low);
  fprintf(file, "Bisection with %zu integrations. Changes that lie closer together than 1/32 of the range may be missed.\n",
          report->integrations);
}

void replicate_report_card(FILE *file, const struct replicate_report *report)
{
  head_print(file, report);
  if (report->searched != NULL)
    search_print(file, report);
  else
  {
    table_print(file, report);
    finds_print(file, report);
  }
}

static void columns_json(struct json *json, const struct replicate_report *report)
{
  json_open(json, "time", '[');
  for (size_t k = 0; k < report->times; k++)
    json_number(json, NULL, report->time[k]);
  json_close(json, ']');
  json_open(json, "columns", '[');
  for (size_t c = 0; c < report->columns; c++)
  {
    const struct replicate_column *column = &report->column[c];
    json_open(json, NULL, '{');
    json_string(json, "name", column->name);
    json_string(json, "unit", column->unit);
    json_string(json, "meaning", column->doc);
    json_number(json, "error", column->error);
    json_number(json, "peak", column->greatest);
    json_number(json, "peak_time", column->peak_time);
    json_open(json, "values", '[');
    for (size_t k = 0; k < report->times; k++)
      json_number(json, NULL, report->value[c * report->times + k]);
    json_close(json, ']');
    json_close(json, '}');
  }
  json_close(json, ']');
  json_open(json, "found", '[');
  for (size_t k = 0; k < report->finds; k++)
  {
    json_open(json, NULL, '{');
    json_string(json, "name", report->find[k].name);
    json_string(json, "unit", report->find[k].unit);
    json_number(json, "value", report->find[k].value);
    json_number(json, "error", report->find[k].error);
    json_close(json, '}');
  }
  json_close(json, ']');
  if (report->outcome != NULL)
    json_string(json, "outcome", report->outcome);
}

static void search_json(struct json *json, const struct replicate_report *report)
{
  json_string(json, "parameter", report->searched);
  json_string(json, "unit", report->searched_unit);
  json_number(json, "low", report->low);
  json_number(json, "high", report->high);
  json_string(json, "outcome_at_low", report->outcome_low);
  json_open(json, "thresholds", '[');
  for (size_t k = 0; k < report->edges; k++)
  {
    json_open(json, NULL, '{');
    json_number(json, "value", report->edge[k].value);
    json_number(json, "width", report->edge[k].width);
    json_string(json, "below", report->edge[k].below);
    json_string(json, "above", report->edge[k].above);
    json_close(json, '}');
  }
  json_close(json, ']');
  json_number(json, "integrations", (double)report->integrations);
}

void replicate_report_json(FILE *file, const struct replicate_report *report, const struct trail *trail)
{
  struct json json = { .file = file };
  json_open(&json, NULL, '{');
  json_string(&json, "model", report->model);
  json_string(&json, "variant", report->variant);
  json_string(&json, "source", report->citation);
  json_string(&json, "seen", report->seen);
  json_string(&json, "time_unit", report->time_unit);
  json_number(&json, "relative_tolerance", report->tolerance);
  if (report->searched != NULL)
    search_json(&json, report);
  else
    columns_json(&json, report);
  json_open(&json, "parameters", '{');
  for (size_t k = 0; k < report->parameters; k++)
    if (report->searched == NULL || strcmp(report->searched, report->parameter_names[k]) != 0)
      json_number(&json, report->parameter_names[k], report->parameter_values[k]);
  json_close(&json, '}');
  json_string(&json, "warnings", trail->warnings);
  json_close(&json, '}');
  (void)json_finish(&json);
}
