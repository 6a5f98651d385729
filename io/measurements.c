/* measurements.c - rows of a table into structs; every row is checked on its own, and all mistakes are told. */
#include "measurements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "unit.h"

const char *const measurement_roles[] = { "calibration", "validation", "context", NULL };
const char *const measurement_kinds[] = { "value", "at_most", "at_least", "between", "sign", "order", NULL };
const char *const measurement_seens[] = { "verbatim", "memory", NULL };

enum column
{
  ID,
  GROUP,
  ROLE,
  KIND,
  QUANTITY,
  SCENARIO,
  AT,
  AGAINST,
  AGAINST_AT,
  VALUE,
  LOW,
  HIGH,
  SPREAD,
  UNIT,
  WHAT,
  REPORTED,
  SOURCE,
  SEEN,
  NOTE,
  COLUMNS
};

static const char *const column_names[COLUMNS] = { "id",      "group",      "role",   "kind", "quantity", "scenario", "at",
                                                   "against", "against_at", "value",  "low",  "high",     "spread",   "unit",
                                                   "what",    "reported",   "source", "seen", "note" };

/* the table and where its columns are */
struct table
{
  const struct csv *csv;
  size_t column[COLUMNS];
  struct trail *trail;
  enum status status;
};

static const char *cell(const struct table *t, size_t row, enum column column)
{
  return t->csv->cells[row * t->csv->columns + t->column[column]];
}

static void row_fail(struct table *t, size_t row, const char *what, const char *found)
{
  t->status =
      status_fail(t->trail, STATUS_DATA, "%s:%d: error: '%s': %s%s%s%s", t->csv->path, t->csv->lines[row], cell(t, row, ID), what,
                  found == NULL ? "" : ", found '", found == NULL ? "" : found, found == NULL ? "" : "'");
}

/* number of a word */
static int word_read(struct table *t, size_t row, enum column column, const char *const *words)
{
  const char *word = cell(t, row, column);
  size_t count = 0;
  for (; words[count] != NULL; count++)
    if (strcmp(words[count], word) == 0)
      return (int)count;
  const char *nearest = text_nearest(word, words, count);
  t->status = status_fail(t->trail, STATUS_DATA, "%s:%d: error: column '%s' is '%s'%s%s%s", t->csv->path, t->csv->lines[row],
                          column_names[column], word, nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                          nearest == NULL ? "" : "'?");
  return 0;
}

static double number_read(struct table *t, size_t row, enum column column)
{
  double number;
  enum status status = csv_number(t->csv, row, t->column[column], &number, t->trail);
  t->status = status == STATUS_OK ? t->status : status;
  return number;
}

/* "24 h" in day; NaN when the cell is empty */
static double time_read(struct table *t, size_t row, enum column column)
{
  const char *text = cell(t, row, column);
  double time = (double)NAN;
  if (*text != '\0' && unit_quantity_parse(text, "day", &time, NULL) != STATUS_OK)
    row_fail(t, row, "a time has a number and a unit, such as '24 h'", text);
  if (time < 0)
    row_fail(t, row, "a time must not be negative", text);
  return time;
}

/* the numbers that a kind needs */
static void numbers_check(struct table *t, size_t row, const struct measurement *m)
{
  switch (m->kind)
  {
  case MEASUREMENT_VALUE:
    if (isnan(m->value) || !(m->spread > 0))
      row_fail(t, row, "a value needs 'value' and a positive 'spread'", NULL);
    break;
  case MEASUREMENT_AT_MOST:
  case MEASUREMENT_AT_LEAST:
    if (isnan(m->value))
      row_fail(t, row, "a bound needs 'value'", NULL);
    break;
  case MEASUREMENT_BETWEEN:
    if (!(m->low <= m->high))
      row_fail(t, row, "a range needs 'low' and 'high' in this order", NULL);
    break;
  case MEASUREMENT_SIGN:
  case MEASUREMENT_ORDER:
    if (!(fabs(m->value) >= 1 && fabs(m->value) <= 1))
      row_fail(t, row, "a sign or an order has 'value' 1 (more) or -1 (less)", NULL);
    break;
  }
  if (m->kind == MEASUREMENT_ORDER && !measurement_is_ratio(m))
    row_fail(t, row, "an order needs 'against' or 'against_at'", NULL);
}

static void row_check(struct table *t, size_t row, const struct measurement *m)
{
  struct unit unit;
  if (*m->id == '\0' || *m->group == '\0' || *m->what == '\0' || *m->source == '\0')
    row_fail(t, row, "id, group, what and source must not be empty", NULL);
  if (m->seen == MEASUREMENT_MEMORY && m->role != MEASUREMENT_CONTEXT)
    row_fail(t, row, "a number that was not read in its source can only be context", NULL);
  if (*m->quantity == '\0')
  {
    if (m->role != MEASUREMENT_CONTEXT)
      row_fail(t, row, "calibration and validation need a quantity that is predicted", NULL);
    if (*m->note == '\0')
      row_fail(t, row, "a row that is not predicted says why in its note", NULL);
    return;
  }
  if (*m->scenario == '\0')
    row_fail(t, row, "a quantity is predicted from a scenario; none is named", NULL);
  if (unit_parse(m->unit, &unit, NULL) != STATUS_OK)
    row_fail(t, row, "the unit is not understood", m->unit);
  if (measurement_is_ratio(m) && strcmp(m->unit, "1") != 0)
    row_fail(t, row, "a ratio of two predictions has the unit 1", m->unit);
  numbers_check(t, row, m);
}

static struct measurement row_read(struct table *t, size_t row)
{
  struct measurement m = {
    .line = t->csv->lines[row],
    .id = cell(t, row, ID),
    .group = cell(t, row, GROUP),
    .role = (enum measurement_role)word_read(t, row, ROLE, measurement_roles),
    .seen = (enum measurement_seen)word_read(t, row, SEEN, measurement_seens),
    .quantity = cell(t, row, QUANTITY),
    .scenario = cell(t, row, SCENARIO),
    .against = cell(t, row, AGAINST),
    .at = time_read(t, row, AT),
    .against_at = time_read(t, row, AGAINST_AT),
    .value = number_read(t, row, VALUE),
    .low = number_read(t, row, LOW),
    .high = number_read(t, row, HIGH),
    .spread = number_read(t, row, SPREAD),
    .unit = cell(t, row, UNIT),
    .what = cell(t, row, WHAT),
    .reported = cell(t, row, REPORTED),
    .source = cell(t, row, SOURCE),
    .note = cell(t, row, NOTE),
  };
  if (*m.quantity != '\0')
    m.kind = (enum measurement_kind)word_read(t, row, KIND, measurement_kinds);
  row_check(t, row, &m);
  return m;
}

static void ids_check(struct table *t, const struct measurements *measurements)
{
  for (size_t i = 0; i < measurements->count; i++)
    for (size_t j = 0; j < i; j++)
      if (strcmp(measurements->rows[i].id, measurements->rows[j].id) == 0)
        row_fail(t, i, "this id is there twice", NULL);
}

int measurement_is_ratio(const struct measurement *measurement)
{
  return *measurement->against != '\0' || !isnan(measurement->against_at);
}

void measurements_free(struct measurements *measurements)
{
  csv_free(&measurements->csv);
  free(measurements->rows);
  memset(measurements, 0, sizeof *measurements);
}

/* structs from the table that was read */
static enum status measurements_fill(struct measurements *measurements, struct trail *trail)
{
  struct table table = { .csv = &measurements->csv, .trail = trail, .status = STATUS_OK };
  measurements->rows = calloc(measurements->csv.rows + 1, sizeof *measurements->rows);
  if (measurements->rows == NULL)
    table.status = status_fail(trail, STATUS_MEMORY, "no memory for '%s'", measurements->csv.path);
  for (size_t k = 0; k < COLUMNS && table.status == STATUS_OK; k++)
    table.status = csv_column(&measurements->csv, column_names[k], &table.column[k], trail);
  if (table.status == STATUS_OK)
  {
    for (; measurements->count < measurements->csv.rows; measurements->count++)
      measurements->rows[measurements->count] = row_read(&table, measurements->count);
    ids_check(&table, measurements);
  }
  if (table.status != STATUS_OK)
    measurements_free(measurements);
  return table.status;
}

enum status measurements_read(const char *path, struct measurements *measurements, struct trail *trail)
{
  memset(measurements, 0, sizeof *measurements);
  enum status status = csv_read(path, &measurements->csv, trail);
  return status == STATUS_OK ? measurements_fill(measurements, trail) : status;
}

enum status measurements_parse(const char *name, const char *text, size_t size, struct measurements *measurements,
                               struct trail *trail)
{
  memset(measurements, 0, sizeof *measurements);
  enum status status = csv_parse(name, text, size, &measurements->csv, trail);
  return status == STATUS_OK ? measurements_fill(measurements, trail) : status;
}

/* --- claims --- */

void claims_free(struct claims *claims)
{
  csv_free(&claims->csv);
  free(claims->rows);
  memset(claims, 0, sizeof *claims);
}

enum status claims_read(const char *path, struct claims *claims, struct trail *trail)
{
  enum
  {
    TEXTS = 6
  };
  static const char *const names[] = { "id", "topic", "claim", "quantity", "unit", "source" };
  size_t column[TEXTS], low = 0, high = 0;
  memset(claims, 0, sizeof *claims);
  enum status status = csv_read(path, &claims->csv, trail);
  const struct csv *csv = &claims->csv;
  for (size_t k = 0; k < TEXTS && status == STATUS_OK; k++)
    status = csv_column(csv, names[k], &column[k], trail);
  if (status == STATUS_OK)
    status = csv_column(csv, "low", &low, trail);
  if (status == STATUS_OK)
    status = csv_column(csv, "high", &high, trail);
  if (status == STATUS_OK && (claims->rows = calloc(csv->rows + 1, sizeof *claims->rows)) == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for '%s'", path);
  for (size_t i = 0; status == STATUS_OK && i < csv->rows; i++)
  {
    const char *const *cells = csv->cells + i * csv->columns;
    struct claim *c = &claims->rows[claims->count++];
    *c = (struct claim){ csv->lines[i],    cells[column[0]], cells[column[1]], cells[column[2]], cells[column[3]],
                         cells[column[4]], cells[column[5]], (double)NAN,      (double)NAN };
    status = csv_number(csv, i, low, &c->low, trail);
    if (status == STATUS_OK)
      status = csv_number(csv, i, high, &c->high, trail);
    for (size_t j = 0; status == STATUS_OK && j + 1 < claims->count; j++)
      if (strcmp(claims->rows[j].id, c->id) == 0)
        status = status_fail(trail, STATUS_DATA, "%s:%d: error: the claim '%s' is there twice", path, c->line, c->id);
  }
  if (status != STATUS_OK)
    claims_free(claims);
  return status;
}
