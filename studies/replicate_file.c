/* replicate_file.c - table, peaks, finds, profiles and parameters of a published model as variables of a result file. */
#include "replicate_file.h"

#include <stdio.h>
#include <string.h>

#include "archive.h"

/* a file that is being filled: the first failure stops everything that follows */
struct writer
{
  struct archive *archive;
  enum status status;
  struct trail *trail;
};

static void axis_write(struct writer *w, const char *name, const char *unit, const char *long_name, size_t size,
                       const double *values)
{
  if (w->status == STATUS_OK)
    w->status = archive_axis(w->archive, name, unit, long_name, size, values, w->trail);
}

static void labels_write(struct writer *w, const char *name, const char *long_name, const char *axis, const char *const *labels)
{
  if (w->status == STATUS_OK)
    w->status = archive_labels(w->archive, name, long_name, axis, labels, w->trail);
}

static void variable_write(struct writer *w, const char *name, const char *unit, const char *long_name, const char *const *axes,
                           const double *values)
{
  if (w->status == STATUS_OK)
    w->status = archive_variable(w->archive, name, unit, long_name, axes, NULL, values, w->trail);
}

static void text_write(struct writer *w, const char *variable, const char *name, const char *text)
{
  if (w->status == STATUS_OK && text != NULL)
    w->status = archive_text(w->archive, variable, name, text, w->trail);
}

static void number_write(struct writer *w, const char *variable, const char *name, double number)
{
  if (w->status == STATUS_OK)
    w->status = archive_number(w->archive, variable, name, number, w->trail);
}

static void head_write(struct writer *w, const struct replicate_report *report)
{
  text_write(w, NULL, "title", report->title);
  text_write(w, NULL, "source", "neocol " NEOCOL_VERSION);
  text_write(w, NULL, "references", report->citation);
  text_write(w, NULL, "model", report->model);
  text_write(w, NULL, "variant", report->variant);
  text_write(w, NULL, "variant_about", report->variant_about);
  text_write(w, NULL, "seen_of_source", report->seen);
  text_write(w, NULL, "caveats", report->caveats);
  text_write(w, NULL, "outcome", report->outcome);
  text_write(w, NULL, "comment", "A published model, replicated; units and time are those of the paper.");
  number_write(w, NULL, "relative_tolerance", report->tolerance);
}

static void columns_write(struct writer *w, const struct replicate_report *report)
{
  static const char *const by_time[] = { "time", NULL }, *const by_place[] = { "time", "place", NULL };
  axis_write(w, "time", report->time_unit, "Time since the wound", report->times, report->time);
  for (size_t c = 0; c < report->columns; c++)
  {
    const struct replicate_column *column = &report->column[c];
    variable_write(w, column->name, column->unit, column->doc, by_time, report->value + c * report->times);
    number_write(w, column->name, "numerical_error", column->error);
    if (column->is_state && report->cells == 0)
    {
      number_write(w, column->name, "peak", column->greatest);
      number_write(w, column->name, "peak_time", column->peak_time);
    }
    else if (column->is_state)
      text_write(w, column->name, "where", "centre of the wound");
  }
  if (report->cells == 0)
    return;
  axis_write(w, "place", "1", "Distance from the centre of the wound", report->cells, report->place);
  for (size_t c = 0, s = 0; c < report->columns; c++)
    if (report->column[c].is_state)
    {
      char name[128];
      snprintf(name, sizeof name, "%s_profile", report->column[c].name);
      variable_write(w, name, report->column[c].unit, report->column[c].doc, by_place,
                     report->profile + s++ * report->times * report->cells);
    }
}

static void finds_write(struct writer *w, const struct replicate_report *report)
{
  static const char *const alone[] = { NULL };
  for (size_t k = 0; k < report->finds; k++)
  {
    const struct replicate_find *find = &report->find[k];
    // a switch that turns to and fro is kept the first time only
    int is_new = 1;
    for (size_t j = 0; j < k; j++)
      is_new &= strcmp(report->find[j].name, find->name) != 0;
    if (is_new)
      variable_write(w, find->name, find->unit, find->doc, alone, &find->value);
  }
}

static void parameters_write(struct writer *w, const struct replicate_report *report)
{
  static const char *const axes[] = { "parameter", NULL };
  axis_write(w, "parameter", "1", "Parameter", report->parameters, NULL);
  labels_write(w, "parameter_name", "Name", "parameter", report->parameter_names);
  labels_write(w, "parameter_unit", "Unit", "parameter", report->parameter_units);
  labels_write(w, "parameter_meaning", "Meaning", "parameter", report->parameter_docs);
  variable_write(w, "parameter_value", "1", "Value, in parameter_unit", axes, report->parameter_values);
}

enum status replicate_file_write(const struct replicate_report *report, const char *path, int force, struct trail *trail)
{
  struct writer w = { .trail = trail };
  w.status = archive_create(path, force, &w.archive, trail);
  if (w.status != STATUS_OK)
    return w.status;
  head_write(&w, report);
  columns_write(&w, report);
  finds_write(&w, report);
  parameters_write(&w, report);
  if (w.status != STATUS_OK)
  {
    archive_abandon(w.archive);
    return w.status;
  }
  return archive_finish(w.archive, trail);
}
