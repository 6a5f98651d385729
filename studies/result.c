/* result.c - a result file from start to end: blocks of runs are gathered column by column and handed to the archive. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result_layout.h"
#include "vector.h"

/* holes of one session on a square, padded with not-a-number */
static void holes_write(struct result *w)
{
  static const char *const by_hole[] = { "run", "hole", NULL };
  size_t most = 1, runs = w->plan.runs;
  for (size_t i = 0; i < runs; i++)
    most = w->holes[i].count > most ? w->holes[i].count : most;
  double *room = malloc(runs * most * sizeof *room);
  if (room == NULL)
  {
    w->status = status_fail(w->trail, STATUS_MEMORY, "no memory for the holes");
    return;
  }
  result_axis(w, "hole", "1", "Hole", most, NULL);
  for (int direction = 0; direction < 2; direction++)
  {
    const char *name = direction ? "puncture_y" : "puncture_x";
    for (size_t i = 0; i < runs; i++)
      for (size_t k = 0; k < most; k++)
      {
        const double *at = direction ? w->holes[i].y : w->holes[i].x;
        room[i * most + k] = k < w->holes[i].count ? at[k] : (double)NAN;
      }
    if (w->status == STATUS_OK)
      w->status = archive_variable(w->archive, name, "mm",
                                   direction ? "Hole of a session, position across" : "Hole of a session, position along",
                                   by_hole, "run_name", room, w->trail);
    result_number(w, name, "side", w->plan.axes->side);
  }
  free(room);
}

/* --- a file from start to end --- */

static void result_free(struct result *w)
{
  for (size_t i = 0; w->holes != NULL && i < w->plan.runs; i++)
  {
    free(w->holes[i].x);
    free(w->holes[i].y);
  }
  for (size_t c = 0; c < w->columns; c++)
  {
    free(w->column[c].room);
    free(w->column[c].single);
  }
  for (size_t k = 0; w->names.name != NULL && k < w->names.rows; k++)
    free(w->names.name[k]);
  result_keys_free(&w->keys);
  free(w->path);
  free(w->names.name);
  free(w->holes);
  free(w->room);
  free(w->row);
  free(w);
}

void result_abandon(struct result *w)
{
  if (w == NULL)
    return;
  archive_abandon(w->archive);
  result_free(w);
}

/* rooms for blocks, now that all columns are known */
static void rooms_make(struct result *w)
{
  size_t runs = w->plan.runs, block = w->plan.block < runs ? w->plan.block : runs;
  int full = 0;
  free(w->room);
  w->room = malloc((block * w->longest + 1) * sizeof *w->room);
  w->row = malloc((w->columns + 1) * sizeof *w->row);
  w->names.rows = archive_rows_together(w->plan.longest_name);
  w->names.name = calloc(w->names.rows, sizeof *w->names.name);
  if (w->plan.detail == OUTCOME_COMPLETE)
    w->holes = calloc(runs, sizeof *w->holes);
  for (size_t c = 0; c < w->columns; c++)
  {
    struct column *column = &w->column[c];
    size_t rows = column->rows < runs ? column->rows : runs;
    if (column->is_single)
      full |= (column->single = malloc((rows * column->length + 1) * sizeof *column->single)) == NULL;
    else if (!column->is_plain)
      full |= (column->room = malloc((rows * column->length + 1) * sizeof *column->room)) == NULL;
  }
  full |= w->room == NULL || w->row == NULL || w->names.name == NULL || (w->plan.detail == OUTCOME_COMPLETE && w->holes == NULL);
  if (w->status == STATUS_OK && full)
    w->status = status_fail(w->trail, STATUS_MEMORY, "no memory to write %zu runs", runs);
}

enum status result_open(const char *path, int force, const struct result_plan *plan, struct result **result, struct trail *trail)
{
  struct result *w = calloc(1, sizeof *w);
  *result = NULL;
  if (w == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory to write '%s'", path);
  w->plan = *plan;
  w->path = strdup(path);
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
    w->largest[k] = (double)NAN;
  // for the values of axes
  w->room = malloc((plan->axes->closure_times + plan->axes->radii + CLOSURE_PROFILES) * sizeof *w->room);
  if (w->room == NULL || w->path == NULL)
    w->status = status_fail(trail, STATUS_MEMORY, "no memory to write '%s'", path);
  if (w->status == STATUS_OK)
    w->status = result_keys_make(&w->keys, plan->base, trail);
  if (w->status == STATUS_OK)
    w->status = archive_create(path, force, &w->archive, trail);
  enum status status = w->status;
  if (status != STATUS_OK)
  {
    result_abandon(w);
    return status_at(trail, status, "while writing '%s'", path);
  }
  *result = w;
  return STATUS_OK;
}

enum status result_begin(struct result *w, struct table *table, struct trail *trail)
{
  w->trail = trail;
  w->table = table;
  result_layout_make(w);
  rooms_make(w);
  for (size_t c = 0; c < w->columns && w->status == STATUS_OK && table != NULL; c++)
    if (w->column[c].table_unit != NULL)
      w->status = table_column(table, w->column[c].name, w->column[c].table_unit, trail);
  return w->status == STATUS_OK ? STATUS_OK : status_at(trail, w->status, "while writing '%s'", w->path);
}

enum status result_describe(const struct result *w, const struct scenario *scenario, const char *name, struct result_run *run,
                            struct trail *trail)
{
  const struct protocol *protocol = &scenario->protocol;
  run->variant = scenario->plan.variant;
  result_person_values(scenario, run->person);
  for (size_t j = 0; j < PROTOCOL_SESSIONS; j++)
    run->session_time[j] = j < protocol->session_times_count ? protocol->session_times[j] : (double)NAN;
  if (run->values == NULL)
    run->values = malloc(w->keys.count * sizeof *run->values);
  if (run->name == NULL)
    run->name = malloc(w->plan.longest_name + 1);
  if (run->values == NULL || run->name == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for the parameters of a run");
  memcpy(run->name, name, strlen(name) + 1);
  result_keys_values(&w->keys, scenario, run->values);
  return STATUS_OK;
}

void result_run_free(struct result_run *run)
{
  outcome_free(&run->outcome);
  free(run->name);
  free(run->values);
  run->name = NULL;
  run->values = NULL;
}

/* the numbers of a run that belong to a column, or NULL when it has none */
static const double *values_find(const struct column *column, const struct result_run *run)
{
  const char *at = (const char *)run + column->offset;
  const double *values = (const double *)(const void *)at;
  if (column->is_pointer)
    memcpy(&values, at, sizeof values);
  return values == NULL ? NULL : values + column->number;
}

/* a row of 64-bit numbers; a run without the column (NULL) has not-a-number */
static void row_copy(size_t length, const double *values, double *row)
{
  for (size_t j = 0; values == NULL && j < length; j++)
    row[j] = (double)NAN;
  if (values != NULL)
    memcpy(row, values, length * sizeof *row);
}

/* the same, of 32-bit numbers */
VECTOR_CLONES
static void row_round(size_t length, const double *values, float *row)
{
  for (size_t j = 0; values == NULL && j < length; j++)
    row[j] = NAN;
  for (size_t j = 0; values != NULL && j < length; j++)
    row[j] = (float)values[j];
}

/* one column of a block */
static void column_write(struct result *w, struct column *column, size_t first, size_t count, const struct result_run *ring,
                         size_t slot, size_t slots)
{
  double *room = column->is_plain ? w->room : column->room;
  for (size_t k = 0; k < count && w->status == STATUS_OK; k++)
  {
    const double *values = values_find(column, &ring[(slot + k) % slots]);
    size_t at = column->held++ * column->length, after = first + k + 1;
    if (column->is_single)
      row_round(column->length, values, column->single + at);
    else
      row_copy(column->length, values, room + at);
    if (column->held < column->rows && after < w->plan.runs)
      continue;
    size_t start = after - column->held;
    w->status = column->is_single ? archive_single_rows(w->archive, column->name, start, column->held, column->single, w->trail)
                                  : archive_rows(w->archive, column->name, start, column->held, room, w->trail);
    column->held = 0;
  }
}

/* the name of run `i` */
static void name_write(struct result *w, size_t i, const char *name)
{
  struct result_names *names = &w->names;
  char *copy = strdup(name);
  free(names->name[names->held]);
  names->name[names->held++] = copy;
  if (copy == NULL)
    w->status = status_fail(w->trail, STATUS_MEMORY, "no memory for the name of a run");
  if (w->status != STATUS_OK || (names->held < names->rows && i + 1 < w->plan.runs))
    return;
  w->status =
      archive_label_rows(w->archive, "run_name", i + 1 - names->held, names->held, (const char *const *)names->name, w->trail);
  names->held = 0;
}

/* the numbers of a run as a part of the table */
static void row_write(struct result *w, const struct result_run *run)
{
  size_t count = 0;
  for (size_t c = 0; c < w->columns; c++)
    if (w->column[c].table_unit != NULL)
    {
      const double *value = values_find(&w->column[c], run);
      w->row[count++] = value == NULL ? (double)NAN : *value;
    }
  if (w->status == STATUS_OK && w->table != NULL)
    w->status = table_run(w->table, run->name, w->row, w->trail);
}

enum status result_write(struct result *w, size_t first, size_t count, struct result_run *ring, size_t slot, size_t slots,
                         struct trail *trail)
{
  w->trail = trail;
  for (size_t k = 0; k < count; k++)
  {
    struct result_run *run = &ring[(slot + k) % slots];
    for (size_t n = 0; w->plan.has_errors && n < OUTCOME_NUMBER_COUNT; n++)
      w->largest[n] = fmax(w->largest[n], run->error[n]);
    name_write(w, first + k, run->name);
    row_write(w, run);
  }
  for (size_t c = 0; c < w->columns; c++)
    column_write(w, &w->column[c], first, count, ring, slot, slots);
  for (size_t k = 0; k < count && w->holes != NULL; k++)
  {
    struct outcome *outcome = &ring[(slot + k) % slots].outcome;
    w->holes[first + k] = (struct holes){ outcome->holes, outcome->hole_x, outcome->hole_y };
    outcome->hole_x = outcome->hole_y = NULL;
  }
  return w->status;
}

enum status result_finish(struct result *w, const struct trail *warnings, struct trail *trail)
{
  w->trail = trail;
  result_text(w, NULL, "warnings", *warnings->warnings != '\0' ? warnings->warnings : "none");
  for (size_t k = 0; k < OUTCOME_NUMBER_COUNT; k++)
    if (!isnan(w->largest[k]))
      result_number(w, outcome_numbers[k].name, "numerical_error", w->largest[k]);
  if (w->holes != NULL)
    holes_write(w);
  enum status status = w->status;
  if (status == STATUS_OK)
    status = archive_finish(w->archive, trail);
  else
    archive_abandon(w->archive);
  result_free(w);
  return status;
}
