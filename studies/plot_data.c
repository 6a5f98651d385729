/* plot_data.c - tables and labels.gp for gnuplot from a result. Units and names come from the result, never from a figure. */
#include "plot_data.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plot_table.h"
#include "unit.h"

enum
{
  ARRAY_LARGEST = 4096 /* longer variables are only in tables */
};

/* --- text --- */

/* a gnuplot name: letters, digits, underscores */
static void identifier_write(const char *name, const char *suffix, FILE *stream)
{
  for (; *name != '\0'; name++)
    fputc(isalnum((unsigned char)*name) ? *name : '_', stream);
  fputs(suffix, stream);
}

/* a gnuplot text in single quotes; control characters become blanks */
static void text_write(const char *text, FILE *stream)
{
  fputc('\'', stream);
  for (; *text != '\0'; text++)
  {
    if (*text == '\'')
      fputc('\'', stream);
    fputc((unsigned char)*text < ' ' ? ' ' : *text, stream);
  }
  fputc('\'', stream);
}

/* "g m-2 h-1" as "g m⁻² h⁻¹", "um2" as "µm²", "1" as "" */
static void unit_print(const char *unit, char *text, size_t size)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  size_t length = 0;
  text[0] = '\0';
  if (strcmp(unit, "1") == 0)
    return;
  for (size_t i = 0; unit[i] != '\0'; i++)
  {
    const char *part = NULL;
    int after_letter =
        i > 0 && (isalpha((unsigned char)unit[i - 1]) || unit[i - 1] == '-' || isdigit((unsigned char)unit[i - 1]));
    if (isdigit((unsigned char)unit[i]) && after_letter)
      part = raised[unit[i] - '0'];
    else if (unit[i] == '-' && i > 0 && isalpha((unsigned char)unit[i - 1]))
      part = "⁻";
    else if (unit[i] == 'u' && (i == 0 || unit[i - 1] == ' ') && isalpha((unsigned char)unit[i + 1]))
      part = "µ";
    char plain[2] = { unit[i], '\0' };
    int written = snprintf(text + length, size - length, "%s", part == NULL ? plain : part);
    if (written < 0 || length + (size_t)written >= size)
      return;
    length += (size_t)written;
  }
}

static void name_print(const char *long_name, const char *name, char *text, size_t size)
{
  snprintf(text, size, "%s", long_name[0] == '\0' ? name : long_name);
  text[0] = (char)toupper((unsigned char)text[0]);
}

static void label_print(const char *name, const char *unit, char *text, size_t size)
{
  if (unit[0] == '\0')
    snprintf(text, size, "%s", name);
  else
    snprintf(text, size, "%s (%s)", name, unit);
}

static void definition_write(const char *name, const char *suffix, const char *text, FILE *stream)
{
  identifier_write(name, suffix, stream);
  fputs(" = ", stream);
  text_write(text, stream);
  fputc('\n', stream);
}

/* "array NAME_values[n]" and one line per number, so that no line gets too long */
static void array_write(const char *name, const char *suffix, size_t count, const double *values, FILE *stream)
{
  fputs("array ", stream);
  identifier_write(name, suffix, stream);
  fprintf(stream, "[%zu]\n", count);
  for (size_t i = 0; i < count; i++)
  {
    identifier_write(name, suffix, stream);
    fprintf(stream, "[%zu] = ", i + 1);
    plot_number_write(values[i], stream);
    fputc('\n', stream);
  }
}

static void texts_write(const char *name, const char *suffix, size_t count, const char *const *texts, FILE *stream)
{
  fputs("array ", stream);
  identifier_write(name, suffix, stream);
  fprintf(stream, "[%zu]\n", count);
  for (size_t i = 0; i < count; i++)
  {
    identifier_write(name, suffix, stream);
    fprintf(stream, "[%zu] = ", i + 1);
    text_write(texts[i], stream);
    fputc('\n', stream);
  }
}

/* --- labels of variables --- */

static void variable_labels(const struct plot_writer *w, const char *name, const struct archive_data *shape)
{
  char unit[256], long_name[300], label[600], axes[300], file[1024], *endpoint;
  struct unit known;
  unit_print(shape->unit, unit, sizeof unit);
  name_print(shape->long_name, name, long_name, sizeof long_name);
  label_print(long_name, unit, label, sizeof label);
  definition_write(name, "_unit", unit, w->labels);
  definition_write(name, "_name", long_name, w->labels);
  definition_write(name, "_label", label, w->labels);
  if (unit_parse(shape->unit, &known, NULL) == STATUS_OK)
  {
    identifier_write(name, "_factor = ", w->labels);
    fprintf(w->labels, "%.17g\n", known.factor);
  }
  if (shape->rank > 0)
  {
    plot_axes_print(shape, axes, sizeof axes);
    snprintf(file, sizeof file, "%s/%s.dat", w->folder, axes);
    definition_write(name, "_file", file, w->labels);
  }
  if (archive_read_text(w->archive, name, "endpoint", &endpoint, NULL) == STATUS_OK)
  {
    definition_write(name, "_endpoint", endpoint, w->labels);
    free(endpoint);
  }
}

/* a variable of numbers, or a text coordinate */
static enum status name_write(struct plot_writer *w, size_t which, struct trail *trail)
{
  const char *name = w->names[which];
  struct archive_data *shape = &w->shapes[which], data;
  size_t count;
  char **labels;
  if (archive_shape(w->archive, name, shape, NULL) != STATUS_OK)
  {
    shape->rank = ARCHIVE_RANK + 1;
    enum status status = archive_read_labels(w->archive, name, &count, &labels, trail);
    if (status != STATUS_OK)
      return status;
    texts_write(name, "_texts", count, (const char *const *)labels, w->labels);
    archive_names_free(count, labels);
    return STATUS_OK;
  }
  variable_labels(w, name, shape);
  if (shape->rank > 1 || shape->count > ARRAY_LARGEST)
    return STATUS_OK;
  enum status status = archive_read(w->archive, name, &data, trail);
  if (status != STATUS_OK)
    return status;
  array_write(name, "_values", data.count, data.values, w->labels);
  archive_data_free(&data);
  return STATUS_OK;
}

/* --- labels of the chosen runs --- */

/* "1.5 mm" */
static void place_print(const struct choice_axis *axis, size_t run, char *text, size_t size)
{
  char unit[256];
  unit_print(axis->unit, unit, sizeof unit);
  double value = isnan(axis->place[run]) ? axis->place[run] : axis->values[(size_t)axis->place[run] - 1];
  snprintf(text, size, "%.4g%s%s", value, unit[0] == '\0' ? "" : " ", unit);
}

/* "Needle length", without what explains it, or nothing when the runs are a list */
static void title_print(const struct choice_axis *axis, char *text, size_t size)
{
  text[0] = '\0';
  if (axis->count > 0)
    name_print(axis->long_name, "value", text, size);
  text[strcspn(text, ",;")] = '\0';
}

/* series_K_count, _run[], _block[], _label[], _title, _note */
static void series_write(const struct plot_writer *w, size_t which, char *const *run_names)
{
  const struct choice_series *series = &w->choice.series[which];
  const struct choice_axis *axis = &w->choice.axes[which], *other = &w->choice.axes[1 - which];
  char name[16], texts[CHOICE_LARGEST][320], title[300], note[700] = "";
  const char *labels[CHOICE_LARGEST];
  double runs[CHOICE_LARGEST], blocks[CHOICE_LARGEST];
  snprintf(name, sizeof name, "series_%zu", which + 1);
  for (size_t i = 0; i < series->count; i++)
  {
    runs[i] = (double)(series->runs[i] + 1);
    blocks[i] = (double)choice_block(&w->choice, series->runs[i]);
    if (axis->count > 0)
      place_print(axis, series->runs[i], texts[i], sizeof texts[i]);
    labels[i] = axis->count > 0 ? texts[i] : run_names[series->runs[i]];
  }
  if (series->count > 0 && other->count > 0)
  {
    char place[320];
    title_print(other, title, sizeof title);
    place_print(other, series->runs[0], place, sizeof place);
    snprintf(note, sizeof note, "%s %s", title, place);
  }
  title_print(axis, title, sizeof title);
  fprintf(w->labels, "%s_count = %zu\n", name, series->count);
  definition_write(name, "_title", title, w->labels);
  definition_write(name, "_note", note, w->labels);
  if (series->count == 0)
    return;
  array_write(name, "_run", series->count, runs, w->labels);
  array_write(name, "_block", series->count, blocks, w->labels);
  texts_write(name, "_label", series->count, labels, w->labels);
}

/* shown_count, shown_run[], shown_name[]: all runs that the tables hold, in the order of their index */
static void shown_write(const struct plot_writer *w, char *const *run_names)
{
  const char *names[2 * CHOICE_LARGEST + 1];
  double runs[2 * CHOICE_LARGEST + 1];
  for (size_t i = 0; i < w->choice.shown_count; i++)
  {
    runs[i] = (double)(w->choice.shown[i] + 1);
    names[i] = run_names[w->choice.shown[i]];
  }
  fprintf(w->labels, "shown_count = %zu\n", w->choice.shown_count);
  array_write("shown", "_run", w->choice.shown_count, runs, w->labels);
  texts_write("shown", "_name", w->choice.shown_count, names, w->labels);
}

/* grid_1_count, grid_1_values[], grid_1_label, ... and grid_rank: 0 a list, 1 or 2 a grid that tells all runs apart */
static void grid_write(const struct plot_writer *w)
{
  const struct choice *c = &w->choice;
  for (size_t k = 0; k < 2; k++)
  {
    char name[16], title[300], unit[256], label[600];
    snprintf(name, sizeof name, "grid_%zu", k + 1);
    title_print(&c->axes[k], title, sizeof title);
    unit_print(c->axes[k].unit, unit, sizeof unit);
    label_print(title, unit, label, sizeof label);
    fprintf(w->labels, "%s_count = %zu\n", name, c->axes[k].count);
    definition_write(name, "_name", title, w->labels);
    definition_write(name, "_unit", unit, w->labels);
    definition_write(name, "_label", label, w->labels);
    if (c->axes[k].count > 0 && c->axes[k].count <= ARRAY_LARGEST)
      array_write(name, "_values", c->axes[k].count, c->axes[k].values, w->labels);
    if (c->axes[k].count > 0 && c->runs <= ARRAY_LARGEST)
      array_write(name, "_place", c->runs, c->axes[k].place, w->labels);
  }
  fprintf(w->labels, "grid_rank = %d\n", !c->is_grid || c->runs > ARRAY_LARGEST ? 0 : c->axes[1].count > 0 ? 2 : 1);
}

/* the one run that figures of a single run show: the middle of series 1 */
static void focus_write(const struct plot_writer *w, char *const *run_names)
{
  const struct choice *c = &w->choice;
  char text[1200] = "", title[300], place[320];
  size_t run = c->series[0].count == 0 ? 0 : c->series[0].runs[(c->series[0].count - 1) / 2];
  for (size_t k = 0; k < 2; k++)
    if (c->axes[k].count > 0)
    {
      size_t length = strlen(text);
      title_print(&c->axes[k], title, sizeof title);
      if (length > 0)
        title[0] = (char)tolower((unsigned char)title[0]);
      place_print(&c->axes[k], run, place, sizeof place);
      snprintf(text + length, sizeof text - length, "%s%s %s", length == 0 ? "" : ", ", title, place);
    }
  fprintf(w->labels, "focus_run = %zu\nfocus_block = %zu\n", run + 1, choice_block(&w->choice, run));
  definition_write("focus", "_text",
                   c->axes[0].count + c->axes[1].count > 0 ? text
                   : c->runs > 1                           ? run_names[run]
                                                           : "",
                   w->labels);
}

static enum status study_labels(const struct plot_writer *w, struct trail *trail)
{
  static const char *const texts[] = { "title", "statement" };
  size_t count;
  char **run_names, *text;
  enum status status = archive_read_labels(w->archive, "run_name", &count, &run_names, trail);
  if (status != STATUS_OK)
    return status;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
  {
    int has = archive_read_text(w->archive, NULL, texts[i], &text, NULL) == STATUS_OK;
    fputs("text_", w->labels);
    definition_write(texts[i], "", has ? text : "", w->labels);
    free(text);
  }
  fprintf(w->labels, "run_size = %zu\n", w->choice.runs);
  series_write(w, 0, run_names);
  series_write(w, 1, run_names);
  shown_write(w, run_names);
  grid_write(w);
  focus_write(w, run_names);
  archive_names_free(count, run_names);
  return STATUS_OK;
}

/* --- all --- */

static enum status files_write(struct plot_writer *w, struct trail *trail)
{
  enum status status = study_labels(w, trail);
  for (size_t i = 0; i < w->count && status == STATUS_OK; i++)
  {
    w->shapes[i].rank = ARCHIVE_RANK + 1;
    if (archive_has(w->archive, w->names[i]))
      status = name_write(w, i, trail);
  }
  for (size_t i = 0; i < w->count && status == STATUS_OK; i++)
    status = plot_table_write(w, i, trail);
  return status;
}

enum status plot_data_write(struct archive *archive, size_t count, char *const *names, const char *folder, struct trail *trail)
{
  char path[1024];
  struct plot_writer w = { .archive = archive, .folder = folder, .count = count, .names = names };
  enum status status = choice_make(archive, &w.choice, trail);
  if (status != STATUS_OK)
    return status;
  snprintf(path, sizeof path, "%s/labels.gp", folder);
  w.shapes = calloc(count + 1, sizeof *w.shapes);
  w.labels = fopen(path, "w");
  if (w.shapes == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the variables of the figures");
  else if (w.labels == NULL)
    status = status_fail(trail, STATUS_INPUT_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
  else
    status = files_write(&w, trail);
  if (w.labels != NULL)
  {
    enum status closed = plot_file_close(w.labels, path, status == STATUS_OK ? trail : NULL);
    status = status == STATUS_OK ? closed : status;
  }
  free(w.shapes);
  choice_free(&w.choice);
  return status;
}
