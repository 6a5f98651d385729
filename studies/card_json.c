/* card_json.c - a report as JSON for programs. */
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "json.h"
#include "outcome.h"
#include "study.h"

enum
{
  BLOCK = 512 /* runs that are read from the result at once */
};

/* the lines of a text as an array */
static void lines_json(struct json *json, const char *name, const char *text)
{
  json_open(json, name, '[');
  while (*text != '\0')
  {
    char line[2048];
    size_t size = strcspn(text, "\n");
    snprintf(line, sizeof line, "%.*s", (int)size, text);
    json_string(json, NULL, line);
    text += size + (text[size] == '\n');
  }
  json_close(json, ']');
}

/* one run */
static void run_json(struct json *json, const struct study_report *report, const char *name, const double *values, size_t stride)
{
  json_open(json, NULL, '{');
  json_string(json, "name", name);
  for (size_t k = 0; k < report->numbers; k++)
    json_number(json, report->number_names[k], values[k * stride]);
  json_close(json, '}');
}

/* runs that the report does not hold, from the result, block by block */
static enum status rest_json(struct json *json, const struct study_report *report, struct trail *trail)
{
  struct archive *archive;
  double *values = malloc(report->numbers * BLOCK * sizeof *values);
  enum status status = values == NULL ? status_fail(trail, STATUS_MEMORY, "no memory to print %zu runs", report->runs)
                                      : archive_open(report->result, &archive, trail);
  if (status != STATUS_OK)
  {
    free(values);
    return status;
  }
  for (size_t first = report->rows; first < report->runs && status == STATUS_OK; first += BLOCK)
  {
    size_t count = report->runs - first < BLOCK ? report->runs - first : BLOCK;
    char **names;
    status = archive_read_label_rows(archive, "run_name", first, count, &names, trail);
    for (size_t k = 0; k < report->numbers && status == STATUS_OK; k++)
      status = archive_read_rows(archive, report->number_names[k], first, count, values + k * BLOCK, trail);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
      run_json(json, report, names[i], values + i, BLOCK);
    archive_names_free(count, names);
  }
  archive_close(archive);
  free(values);
  return status;
}

enum status study_report_json(FILE *file, const struct study_report *report, struct trail *trail)
{
  enum status status = STATUS_OK;
  struct json json = { .file = file };
  json_open(&json, NULL, '{');
  json_string(&json, "title", report->title);
  json_string(&json, "statement", outcome_statement);
  const struct
  {
    const char *name, *text;
  } texts[] = { { "result", report->result },
                { "table", report->table },
                { "collagen_gain_endpoint", report->endpoint },
                { "collagen_gain_fixed_day_endpoint", report->fixed_endpoint } };
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    if (texts[k].text != NULL)
      json_string(&json, texts[k].name, texts[k].text);
  lines_json(&json, "warnings", trail->warnings);
  json_open(&json, "units", '{');
  for (size_t k = 0; k < report->numbers; k++)
    json_string(&json, report->number_names[k], report->units[k]);
  json_close(&json, '}');
  json_open(&json, "runs", '[');
  for (size_t i = 0; i < report->rows; i++)
    run_json(&json, report, report->names[i], report->values + i * report->numbers, 1);
  if (report->rows < report->runs)
    status = rest_json(&json, report, trail);
  json_close(&json, ']');
  if (report->largest_errors != NULL)
  {
    json_open(&json, "numerical_error", '{');
    for (size_t k = 0; k < report->numbers; k++)
      json_number(&json, report->number_names[k], report->largest_errors[k]);
    json_close(&json, '}');
  }
  json_close(&json, '}');
  (void)json_finish(&json);
  return status;
}
