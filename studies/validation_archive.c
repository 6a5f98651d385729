/* validation_archive.c - one number per measurement and variable. */
#include "validation_archive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"

enum
{
  LABEL_SIZE = 96
};

/* what a variable says about a row */
enum column
{
  OBSERVED,
  OBSERVED_LOW,
  OBSERVED_HIGH,
  PREDICTED,
  PREDICTED_LOW,
  PREDICTED_HIGH,
  DECLARED,
  AGREE,
  ROLE,
  BOUND,
  INSIDE,
  COLUMNS
};

static const struct
{
  const char *name, *long_name;
} columns[COLUMNS] = {
  { "observed", "Observed: value, bound, middle of a range, or 1 for a sign or an order" },
  { "observed_low", "Observed, low end of a range" },
  { "observed_high", "Observed, high end of a range" },
  { "predicted", "Predicted, median of the ensemble" },
  { "predicted_low", "Predicted, 5 % of the ensemble" },
  { "predicted_high", "Predicted, 95 % of the ensemble" },
  { "declared", "Predicted with the declared parameters" },
  { "agree", "Part of the ensemble that agrees" },
  { "role", "0 used in the fit, 1 held out" },
  { "bound", "0 value or range, 1 at most (or less), 2 at least (or more)" },
  { "inside", "1 inside, 0 outside" },
};

/* the rows that are tests or were fitted */
static int is_scored(const struct scorecard *card, size_t row)
{
  return card->scoring.first[row] != card->scoring.terms && card->measurements.rows[row].role != MEASUREMENT_CONTEXT;
}

static double bound_of(const struct measurement *m)
{
  switch (m->kind)
  {
  case MEASUREMENT_AT_MOST:
    return 1;
  case MEASUREMENT_AT_LEAST:
    return 2;
  case MEASUREMENT_SIGN:
  case MEASUREMENT_ORDER:
    return m->value > 0 ? 2 : 1;
  default:
    return 0;
  }
}

static void row_fill(const struct scorecard *card, size_t row, double numbers[COLUMNS])
{
  const struct measurement *m = &card->measurements.rows[row];
  const struct score *score = &card->scores[row];
  int relative = m->kind == MEASUREMENT_SIGN || m->kind == MEASUREMENT_ORDER;
  int ranged = m->kind == MEASUREMENT_BETWEEN;
  numbers[OBSERVED] = relative ? 1 : ranged ? (m->low + m->high) / 2 : m->value;
  numbers[OBSERVED_LOW] = ranged ? m->low : m->kind == MEASUREMENT_VALUE ? m->value - m->spread : numbers[OBSERVED];
  numbers[OBSERVED_HIGH] = ranged ? m->high : m->kind == MEASUREMENT_VALUE ? m->value + m->spread : numbers[OBSERVED];
  numbers[PREDICTED] = score->median;
  numbers[PREDICTED_LOW] = score->low;
  numbers[PREDICTED_HIGH] = score->high;
  numbers[DECLARED] = card->declared[row];
  numbers[AGREE] = score->share;
  numbers[ROLE] = m->role == MEASUREMENT_VALIDATION;
  numbers[BOUND] = bound_of(m);
  numbers[INSIDE] = score->inside;
}

static enum status variables_write(struct archive *archive, size_t count, const double *numbers, const char *const *labels,
                                   struct trail *trail)
{
  static const char *const axes[] = { "run", NULL };
  double *column = calloc(count + 1, sizeof *column);
  if (column == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu measurements", count);
  enum status status = archive_axis(archive, "run", "1", "measurement", count, NULL, trail);
  if (status == STATUS_OK)
    status = archive_labels(archive, "run_name", "id, quantity and unit of a measurement", "run", labels, trail);
  for (size_t c = 0; c < COLUMNS && status == STATUS_OK; c++)
  {
    for (size_t i = 0; i < count; i++)
      column[i] = numbers[i * COLUMNS + c];
    status = archive_variable(archive, columns[c].name, "1", columns[c].long_name, axes, "run_name", column, trail);
  }
  free(column);
  return status;
}

static enum status archive_fill(const struct scorecard *card, struct archive *archive, struct trail *trail)
{
  size_t rows = card->measurements.count, count = 0;
  double *numbers = calloc(rows * COLUMNS + 1, sizeof *numbers);
  char(*texts)[LABEL_SIZE] = calloc(rows + 1, sizeof *texts);
  const char **labels = calloc(rows + 1, sizeof *labels);
  enum status status = STATUS_OK;
  if (numbers == NULL || texts == NULL || labels == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for %zu measurements", rows);
  for (size_t i = 0; i < rows && status == STATUS_OK; i++)
    if (is_scored(card, i))
    {
      const struct measurement *m = &card->measurements.rows[i];
      row_fill(card, i, numbers + count * COLUMNS);
      snprintf(texts[count], LABEL_SIZE, "%s %s%s%s", m->id, m->quantity, strcmp(m->unit, "1") == 0 ? "" : ", ",
               strcmp(m->unit, "1") == 0 ? "" : m->unit);
      labels[count] = texts[count];
      count++;
    }
  if (status == STATUS_OK)
    status = archive_text(
        archive, NULL, "statement",
        "Used: rows that the parameters were fitted to; they are no test. Held out: rows that were not. Bounds, signs "
        "and orders are one-sided: inside means not contradicted. Each row in its own unit.",
        trail);
  if (status == STATUS_OK)
    status = archive_number(archive, NULL, "members", (double)card->members, trail);
  if (status == STATUS_OK)
    status = variables_write(archive, count, numbers, labels, trail);
  free(numbers);
  free(texts);
  free(labels);
  return status;
}

enum status validation_archive_write(const struct scorecard *card, const char *path, int force, struct trail *trail)
{
  struct archive *archive = NULL;
  enum status status = archive_create(path, force, &archive, trail);
  if (status != STATUS_OK)
    return status;
  status = archive_fill(card, archive, trail);
  if (status != STATUS_OK)
  {
    archive_abandon(archive);
    return status;
  }
  return archive_finish(archive, trail);
}
