/* replicate.c - what is asked of a published model: a table of its states, or where its outcome changes. */
#include "replicate_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "replicate_front.h"
#include "replicate_run.h"

enum
{
  TIMES = 100000,
  LOOKS = 32,     /* parts of a bracket that are looked at before bisection */
  BISECTIONS = 60 /* at most, of one edge */
};

/* how much looser the run is that tells the numerical error */
static const double looser = 100;

/* an edge is found when its bracket is this narrow, relative to the value */
static const double narrow = 1e-9;

/* --- times --- */

static int ascending(const void *one, const void *other)
{
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

/* one item of a list: "T" or "START:END:STEP" */
static enum status item_parse(char *item, const char *unit, double *time, size_t *count, struct trail *trail)
{
  double part[3] = { 0 };
  size_t parts = 0;
  char *next = item;
  enum status status = STATUS_OK;
  while (next != NULL && status == STATUS_OK)
  {
    char *colon = strchr(next, ':');
    if (colon != NULL)
      *colon = '\0';
    if (parts == 3)
      return status_fail(trail, STATUS_DATA, "expected START:END:STEP");
    status = replica_number_parse(next, unit, &part[parts++], trail);
    next = colon == NULL ? NULL : colon + 1;
  }
  if (status != STATUS_OK)
    return status;
  double number = parts == 3 ? floor((part[1] - part[0]) / part[2] * (1 + 1e-12) + 1e-12) : 0;
  if (parts == 2 || part[0] < 0 || !(number >= 0 && number < TIMES - (double)*count))
    return status_fail(trail, STATUS_DATA, "expected times from 0 on, at most %d, as T or START:END:STEP", TIMES);
  for (size_t k = 0; k <= (size_t)number; k++)
    time[(*count)++] = part[0] + (double)k * part[2];
  return STATUS_OK;
}

static enum status times_parse(const char *text, const char *unit, double *time, size_t *count, struct trail *trail)
{
  char *copy = strdup(text), *next = copy;
  enum status status = copy == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for times") : STATUS_OK;
  while (next != NULL && status == STATUS_OK)
  {
    char *comma = strchr(next, ',');
    if (comma != NULL)
      *comma = '\0';
    status = item_parse(next, unit, time, count, trail);
    next = comma == NULL ? NULL : comma + 1;
  }
  free(copy);
  if (status != STATUS_OK)
    return status_at(trail, status, "in --at %s (unit: %s)", text, unit);
  qsort(time, *count, sizeof *time, ascending);
  return STATUS_OK;
}

/* --- the report --- */

void replicate_report_free(struct replicate_report *report)
{
  free(report->time);
  free(report->value);
  free(report->column);
  free(report->parameter_names);
  free(report->parameter_units);
  free(report->parameter_docs);
  free(report->parameter_values);
  free(report->place);
  free(report->profile);
  memset(report, 0, sizeof *report);
}

size_t replicate_column_find(const struct replicate_report *report, const char *name)
{
  size_t k = 0;
  while (k < report->columns && strcmp(report->column[k].name, name) != 0)
    k++;
  return k;
}

double replicate_value(const struct replicate_report *report, const char *name, size_t k)
{
  size_t column = replicate_column_find(report, name);
  return column < report->columns && k < report->times ? report->value[column * report->times + k] : (double)NAN;
}

static void find_add(struct replicate_report *report, const char *name, const char *unit, const char *doc, double value,
                     double error)
{
  if (report->finds == REPLICATE_FINDS)
    return;
  struct replicate_find *find = &report->find[report->finds++];
  *find = (struct replicate_find){ .unit = unit, .doc = doc, .value = value, .error = error };
  snprintf(find->name, sizeof find->name, "%s", name);
}

/* names, texts, parameters, times */
static enum status report_make(const struct replicate_request *request, const struct replica *r, struct replicate_report *report,
                               struct trail *trail)
{
  const struct published *model = r->model;
  report->model = r->process->name;
  report->variant = r->variant->name;
  report->variant_about = r->variant->about;
  report->title = model->title;
  report->citation = model->citation;
  report->seen = model->seen;
  report->caveats = model->caveats;
  report->time_unit = model->time_unit;
  report->tolerance = r->tolerance;
  size_t count = r->process->parameter_count, most = 64;
  report->parameters = count;
  report->parameter_names = calloc(count + 1, sizeof(char *));
  report->parameter_units = calloc(count + 1, sizeof(char *));
  report->parameter_docs = calloc(count + 1, sizeof(char *));
  report->parameter_values = calloc(count + 1, sizeof(double));
  report->time = calloc(TIMES, sizeof(double));
  report->column = calloc(most, sizeof *report->column);
  if (report->parameter_names == NULL || report->parameter_units == NULL || report->parameter_docs == NULL ||
      report->parameter_values == NULL || report->time == NULL || report->column == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a report");
  for (size_t k = 0; k < count; k++)
  {
    report->parameter_names[k] = r->process->parameters[k].name;
    report->parameter_units[k] = r->process->parameters[k].unit;
    report->parameter_docs[k] = r->process->parameters[k].doc;
    report->parameter_values[k] = r->parameters[k];
  }
  if (r->process->state_count + r->process->observable_count + 1 > most)
    return status_fail(trail, STATUS_SOFTWARE, "%s has too many states", report->model);
  if (request->times != NULL)
    return times_parse(request->times, model->time_unit, report->time, &report->times, trail);
  for (size_t k = 0; k < PUBLISHED_TIMES && (k == 0 || model->times[k] > 0); k++)
    report->time[report->times++] = model->times[k];
  return STATUS_OK;
}

/* --- a table --- */

/* arrays of a run without space */
struct arrays
{
  double *value, *looser, *extreme;
};

/* a run, and a looser one that tells the error; extremes in four rows of states */
static enum status table_run(struct replica *r, const struct replicate_report *report, struct arrays *a,
                             struct replica_track *track, struct trail *trail)
{
  size_t states = r->process->state_count, columns = states + r->process->observable_count;
  double state[64], inputs[REPLICA_INPUTS];
  a->value = calloc(columns * report->times, sizeof(double));
  a->looser = calloc(columns * report->times, sizeof(double));
  a->extreme = calloc(4 * states, sizeof(double));
  if (a->value == NULL || a->looser == NULL || a->extreme == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a table");
  double end = report->time[report->times - 1];
  *track = (struct replica_track){ .times = report->times, .time = report->time, .value = a->looser };
  double tolerance = r->tolerance;
  r->tolerance = fmin(tolerance * looser, 1e-3);
  enum status status = replica_run(r, end, track, state, inputs, trail);
  r->tolerance = tolerance;
  *track = (struct replica_track){ .times = report->times,
                                   .time = report->time,
                                   .value = a->value,
                                   .least = a->extreme,
                                   .greatest = a->extreme + states,
                                   .least_time = a->extreme + 2 * states,
                                   .peak_time = a->extreme + 3 * states };
  return status == STATUS_OK ? replica_run(r, end, track, state, inputs, trail) : status;
}

/* the largest difference of two columns, relative to the largest value, in the table or `largest` */
static double column_error(size_t count, const double *value, const double *other, double largest)
{
  double difference = 0;
  for (size_t k = 0; k < count; k++)
  {
    difference = fmax(difference, fabs(value[k] - other[k]));
    largest = fmax(largest, fabs(value[k]));
  }
  return largest > 0 ? difference / largest : difference;
}

static void columns_fill(const struct replica *r, struct replicate_report *report, const struct arrays *a)
{
  size_t states = r->process->state_count, all = states + r->process->observable_count, times = report->times;
  for (size_t k = 0; k < all; k++)
  {
    struct replicate_column *column = &report->column[report->columns];
    int is_state = k < states;
    if (is_state && replica_hides(r, r->process->states[k].name))
      continue;
    *column = (struct replicate_column){ .is_state = is_state };
    column->name = is_state ? r->process->states[k].name : r->process->observables[k - states].name;
    column->unit = is_state ? r->process->states[k].unit : r->process->observables[k - states].unit;
    column->doc = is_state ? r->process->states[k].doc : r->process->observables[k - states].doc;
    column->error = column_error(times, a->value + k * times, a->looser + k * times, is_state ? a->extreme[states + k] : 0);
    column->least = is_state ? a->extreme[k] : (double)NAN;
    column->greatest = is_state ? a->extreme[states + k] : (double)NAN;
    column->least_time = is_state ? a->extreme[2 * states + k] : (double)NAN;
    column->peak_time = is_state ? a->extreme[3 * states + k] : (double)NAN;
    memmove(report->value + report->columns * times, a->value + k * times, times * sizeof(double));
    report->columns++;
  }
}

static enum status table_make(struct replica *r, struct replicate_report *report, struct trail *trail)
{
  struct arrays a = { 0 };
  struct replica_track track;
  size_t all = r->process->state_count + r->process->observable_count;
  report->value = calloc(all * report->times, sizeof(double));
  enum status status = report->value == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a table") : STATUS_OK;
  if (status == STATUS_OK)
    status = table_run(r, report, &a, &track, trail);
  if (status == STATUS_OK)
  {
    columns_fill(r, report, &a);
    for (size_t k = 0; k < track.turns && k < REPLICA_TURNS; k++)
    {
      char name[64];
      const struct published_switch *turned = &r->model->switches[track.turn[k].which];
      snprintf(name, sizeof name, "%s_%s", turned->input, track.turn[k].on ? "on" : "off");
      find_add(report, name, report->time_unit, "time at which a switch turned", track.turn[k].time, (double)NAN);
    }
    for (size_t k = 0; k < report->columns; k++)
    {
      const struct replicate_column *column = &report->column[k];
      if (column->is_state && column->least < -1e-9 * column->greatest)
        status_warn(trail, "%s.%s: %s is negative (%g %s at %g %s): this model does not keep signs", report->model,
                    report->variant, column->name, column->least, column->unit, column->least_time, report->time_unit);
    }
  }
  free(a.value);
  free(a.looser);
  free(a.extreme);
  return status;
}

/* --- a front --- */

static void front_free(struct replica_front *front)
{
  free(front->front);
  free(front->centre);
  free(front->place);
  free(front->profile);
}

static enum status front_make(const struct replica *r, const struct replicate_report *report, size_t level,
                              struct replica_front *front, struct trail *trail)
{
  size_t states = r->process->state_count, times = report->times, cells = replica_front_cells(r, level);
  *front = (struct replica_front){ .times = times, .states = states, .cells = cells, .time = report->time };
  front->front = calloc(times, sizeof(double));
  front->centre = calloc(states * times, sizeof(double));
  front->place = calloc(cells, sizeof(double));
  front->profile = calloc(states * times * cells, sizeof(double));
  if (front->front == NULL || front->centre == NULL || front->place == NULL || front->profile == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for a wound");
  return replica_front_run(r, level, front, trail);
}

/* The error of a grid goes with the square of its width; far ahead of a front, where values are tiny, it does not. */
static double extrapolate(double coarse, double fine)
{
  return fabs(coarse - fine) > 0.2 * fabs(fine) ? fine : (4 * fine - coarse) / 3;
}

static void front_find_add(struct replicate_report *report, const char *name, const char *unit, const char *doc, double coarse,
                           double fine)
{
  double value = extrapolate(coarse, fine);
  if (!isnan(value))
    find_add(report, name, unit, doc, value, fabs(value - fine));
}

/* column 0 is the front, then the states at the centre */
static void front_fill(const struct replica *r, struct replicate_report *report, const struct replica_front *coarse,
                       const struct replica_front *fine)
{
  size_t times = report->times;
  report->columns = 1 + r->process->state_count;
  for (size_t c = 0; c < report->columns; c++)
  {
    const double *rough = c == 0 ? coarse->front : coarse->centre + (c - 1) * times;
    const double *good = c == 0 ? fine->front : fine->centre + (c - 1) * times;
    double *value = report->value + c * times;
    for (size_t k = 0; k < times; k++)
      value[k] = c == 0 && (rough[k] <= 0 || good[k] <= 0) ? 0 : extrapolate(rough[k], good[k]);
    struct replicate_column *column = &report->column[c];
    *column = (struct replicate_column){ .name = "front", .unit = "1", .doc = "Where cells reach the level of healing" };
    if (c > 0)
      *column = (struct replicate_column){ .name = r->process->states[c - 1].name,
                                           .unit = r->process->states[c - 1].unit,
                                           .doc = r->process->states[c - 1].doc,
                                           .is_state = 1 };
    column->error = column_error(times, rough, good, 0) / 3;
    column->least = column->greatest = column->least_time = column->peak_time = (double)NAN;
  }
  front_find_add(report, "closure_time", report->time_unit, "time at which the centre is healed", coarse->closure, fine->closure);
  front_find_add(report, "front_speed", "1", "speed of the front from 0.7 to 0.4 of the radius", coarse->speed, fine->speed);
}

static enum status front_table_make(const struct replica *r, struct replicate_report *report, struct trail *trail)
{
  struct replica_front grid[2] = { { 0 }, { 0 } };
  report->value = calloc((1 + r->process->state_count) * report->times, sizeof(double));
  enum status status = report->value == NULL ? status_fail(trail, STATUS_MEMORY, "no memory for a table") : STATUS_OK;
  for (size_t level = 0; level < 2 && status == STATUS_OK; level++)
    status = front_make(r, report, level, &grid[level], trail);
  if (status == STATUS_OK)
  {
    front_fill(r, report, &grid[0], &grid[1]);
    report->cells = grid[1].cells;
    report->place = grid[1].place;
    report->profile = grid[1].profile;
    grid[1].place = grid[1].profile = NULL;
    if (isnan(grid[1].closure))
      status_warn(trail, "%s.%s: the wound is not closed at %g", report->model, report->variant, r->model->settled);
  }
  front_free(&grid[0]);
  front_free(&grid[1]);
  return status;
}

/* --- a search --- */

static enum status outcome_at(struct replica *r, size_t parameter, double value, struct replicate_report *report,
                              const struct published_outcome **outcome, struct trail *trail)
{
  r->parameters[parameter] = value;
  report->integrations++;
  enum status status = replica_judge(r, outcome, trail);
  return status == STATUS_OK ? status
                             : status_at(trail, status, "with %s = %.10g", r->process->parameters[parameter].name, value);
}

/* Halves the bracket from *low to `high`, whose ends differ, until it is narrow; a third outcome within it moves the upper end.
 * Then *low and *below are those just above the edge. */
static enum status edge_find(struct replica *r, size_t parameter, double *low, double high,
                             const struct published_outcome **below, const struct published_outcome *above,
                             struct replicate_report *report, struct trail *trail)
{
  double bottom = *low;
  for (int k = 0; k < BISECTIONS && high - bottom > narrow * fabs(high); k++)
  {
    const struct published_outcome *outcome;
    double middle = 0.5 * (bottom + high);
    enum status status = outcome_at(r, parameter, middle, report, &outcome, trail);
    if (status != STATUS_OK)
      return status;
    if (outcome == *below)
      bottom = middle;
    else
    {
      high = middle;
      above = outcome;
    }
  }
  if (report->edges < REPLICATE_EDGES)
    report->edge[report->edges++] = (struct replicate_edge){ 0.5 * (bottom + high), high - bottom, (*below)->name, above->name };
  *low = high;
  *below = above;
  return STATUS_OK;
}

/* "PARAMETER=LOW..HIGH" or "PARAMETER" with the bracket of the model */
static enum status bracket_parse(const char *text, const struct replica *r, size_t *parameter, double *low, double *high,
                                 struct trail *trail)
{
  char copy[256];
  snprintf(copy, sizeof copy, "%s", text);
  char *equals = strchr(copy, '='), *dots = strstr(copy, "..");
  if (equals != NULL)
    *equals = '\0';
  *parameter = replica_parameter_find(r, copy);
  if (*parameter == r->process->parameter_count)
    return status_fail(trail, STATUS_DATA, "%s has no parameter '%s'; 'neocol replicate --json' lists them", r->process->name,
                       copy);
  if (equals == NULL)
    for (size_t k = 0; k < PUBLISHED_ROWS && r->model->thresholds[k].variant != NULL; k++)
      if (strcmp(r->model->thresholds[k].variant, r->variant->name) == 0 && strcmp(r->model->thresholds[k].parameter, copy) == 0)
      {
        *low = r->model->thresholds[k].low;
        *high = r->model->thresholds[k].high;
        return STATUS_OK;
      }
  if (equals == NULL || dots == NULL)
    return status_fail(trail, STATUS_DATA, "--threshold %s: expected PARAMETER=LOW..HIGH", text);
  *dots = '\0';
  const struct parameter_row *row = &r->process->parameters[*parameter];
  enum status status = replica_number_parse(equals + 1, row->unit, low, trail);
  if (status == STATUS_OK)
    status = replica_number_parse(dots + 2, row->unit, high, trail);
  if (status == STATUS_OK && !(*low < *high && *low >= row->low && *high <= row->high))
    status = status_fail(trail, STATUS_DATA, "the bracket %g..%g is empty or outside %g to %g", *low, *high, row->low, row->high);
  return status == STATUS_OK ? status : status_at(trail, status, "in --threshold %s", text);
}

/* looks at the bracket in equal parts (of the logarithm, when it spans decades), then halves where neighbours differ */
static enum status search_make(struct replica *r, const char *text, struct replicate_report *report, struct trail *trail)
{
  size_t parameter = 0;
  if (r->model->outcomes[0].name == NULL)
    return status_fail(trail, STATUS_DATA, "nothing is judged in %s, so there is no threshold to search", r->process->name);
  enum status status = bracket_parse(text, r, &parameter, &report->low, &report->high, trail);
  if (status != STATUS_OK)
    return status;
  report->searched = r->process->parameters[parameter].name;
  report->searched_unit = r->process->parameters[parameter].unit;
  const struct published_outcome *before = NULL, *now = NULL;
  double last = report->low, ratio = report->low > 0 ? report->high / report->low : 0;
  for (size_t k = 0; k <= LOOKS && status == STATUS_OK; k++)
  {
    double part = (double)k / LOOKS, value = report->low + part * (report->high - report->low);
    if (ratio >= 30 && k < LOOKS)
      value = report->low * pow(ratio, part);
    status = outcome_at(r, parameter, value, report, &now, trail);
    if (status == STATUS_OK && k == 0)
      report->outcome_low = now->name;
    while (status == STATUS_OK && k > 0 && now != before && report->edges < REPLICATE_EDGES)
      status = edge_find(r, parameter, &last, value, &before, now, report, trail);
    before = now;
    last = value;
  }
  return status;
}

/* --- all together --- */

enum status replicate_perform(const struct replicate_request *request, struct replicate_report *report, struct trail *trail)
{
  struct replica r;
  memset(report, 0, sizeof *report);
  if (request->threshold != NULL && (request->times != NULL || request->result != NULL))
    return status_fail(trail, STATUS_USAGE, "--threshold prints where the outcome changes; it takes no --at and no --output");
  enum status status = replica_create(request, &r, trail);
  if (status != STATUS_OK)
    return status;
  status = report_make(request, &r, report, trail);
  const struct published_outcome *outcome = NULL;
  if (status == STATUS_OK && request->threshold != NULL)
    status = search_make(&r, request->threshold, report, trail);
  else if (status == STATUS_OK && r.model->space.radius != NULL)
    status = front_table_make(&r, report, trail);
  else if (status == STATUS_OK)
  {
    status = table_make(&r, report, trail);
    if (status == STATUS_OK)
      status = replica_judge(&r, &outcome, trail);
  }
  if (status == STATUS_OK && outcome != NULL)
  {
    report->outcome = outcome->name;
    report->outcome_about = outcome->about;
  }
  if (status == STATUS_OK && request->result != NULL)
    status = replicate_file_write(report, request->result, request->force, trail);
  replica_free(&r);
  if (status != STATUS_OK)
    replicate_report_free(report);
  return status;
}
