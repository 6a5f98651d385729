/* closure_table_write.c - the table of closure as text, as a section of docs/validation.md, and as JSON. */
#include <math.h>
#include <string.h>

#include "closure_table.h"
#include "scorecard.h"

static const char *const titles[2] = {
  "Not used for the declared constants (the structure was chosen with these numbers in view)",
  "Used for the declared constants: no test"
};

static const char rule[] =
    "One channel with the declared constants. The range is over what the source leaves open of the set-up (the arms of the\n"
    "scenario). At least 80 % of the set-ups agree: pass; at most 20 %: FAIL; between: undecided. A number that agrees only by "
    "a\n"
    "factor that was taken from the same measurement is no prediction. Bounds are one-sided: a pass says that nothing\n"
    "contradicts. A number without a measurement of its own is for information.";

/* "13.2 h (8.9 to 19.1)"; a number for information is that of the declared set-up alone */
static void predicted_text(const struct closure_row *row, const struct measurement *datum, const struct closure_number *number,
                           size_t size, char *text)
{
  const char *sign = row->against != NULL ? "x" : "", *unit = strcmp(datum->unit, "1") == 0 ? "" : datum->unit;
  if (isnan(number->declared))
    snprintf(text, size, "none");
  else if (number->setups > 1 && !isnan(number->share))
    snprintf(text, size, "%s%.3g%s%s (%.3g to %.3g)", sign, number->declared, *unit == '\0' ? "" : " ", unit, number->low,
             number->high);
  else
    snprintf(text, size, "%s%.3g%s%s", sign, number->declared, *unit == '\0' ? "" : " ", unit);
}

static void measured_text(const struct closure_row *row, const struct measurement *datum, size_t size, char *text)
{
  text[0] = '\0';
  if (*row->datum != '\0')
    scorecard_measured(datum, size, text);
}

/* why a verdict is what it is, in words; "" when it needs none */
static void reason_text(const struct closure_row *row, const struct closure_number *number, size_t size, char *text)
{
  text[0] = '\0';
  if (number->verdict == CLOSURE_MISSING)
    snprintf(text, size, "not reached within 14 days, or its process is off");
  else if (row->parameter != NULL && !isnan(number->without))
    snprintf(text, size, "%s comes from it; with 1 instead: %.3g", row->parameter, number->without);
  else if (number->setups > 1 && !isnan(number->share))
    snprintf(text, size, "%.0f %% of %zu set-ups agree", 100 * number->share, number->setups);
}

void closure_table_print(const struct closure_table *table, FILE *file)
{
  fprintf(file, "Closure of a channel\n%s\n", rule);
  for (int used = 1; used >= 0; used--)
  {
    const char *last = "";
    fprintf(file, "\n%s\n", titles[used]);
    for (size_t i = 0; i < closure_row_count; i++)
    {
      const struct closure_row *row = &closure_rows[i];
      char predicted[96], measured[96], reason[160];
      if (row->used != used)
        continue;
      if (strcmp(last, row->row) != 0)
        fprintf(file, "%s\n", row->row);
      last = row->row;
      predicted_text(row, &table->data[i], &table->numbers[i], sizeof predicted, predicted);
      measured_text(row, &table->data[i], sizeof measured, measured);
      reason_text(row, &table->numbers[i], sizeof reason, reason);
      fprintf(file, "  %-4s %-46s %-24s %-24s %s%s%s\n", row->datum, row->what, measured, predicted,
              closure_verdicts[table->numbers[i].verdict], *reason == '\0' ? "" : "; ", reason);
    }
  }
}

void closure_table_markdown(const struct closure_table *table, FILE *file)
{
  fprintf(file, "%s\n", rule);
  for (int used = 1; used >= 0; used--)
  {
    const char *last = "";
    fprintf(file,
            "\n### %s\n\n| measured thing | number | id | measured | read as | predicted (over set-ups) | verdict | why |\n"
            "|---|---|---|---|---|---|---|---|\n",
            titles[used]);
    for (size_t i = 0; i < closure_row_count; i++)
    {
      const struct closure_row *row = &closure_rows[i];
      char predicted[96], measured[96], reason[160];
      if (row->used != used)
        continue;
      predicted_text(row, &table->data[i], &table->numbers[i], sizeof predicted, predicted);
      measured_text(row, &table->data[i], sizeof measured, measured);
      reason_text(row, &table->numbers[i], sizeof reason, reason);
      fprintf(file, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", strcmp(last, row->row) == 0 ? "" : row->row, row->what,
              row->datum, measured, row->own == NULL ? "" : row->own, predicted, closure_verdicts[table->numbers[i].verdict],
              reason);
      last = row->row;
    }
  }
}

void closure_table_json(const struct closure_table *table, struct json *json)
{
  json_open(json, "closure_table", '[');
  for (size_t i = 0; i < closure_row_count; i++)
  {
    const struct closure_row *row = &closure_rows[i];
    const struct closure_number *number = &table->numbers[i];
    char measured[96], reason[160];
    measured_text(row, &table->data[i], sizeof measured, measured);
    reason_text(row, number, sizeof reason, reason);
    json_open(json, NULL, '{');
    json_string(json, "row", row->row);
    json_flag(json, "used", row->used);
    json_string(json, "what", row->what);
    json_string(json, "datum", row->datum);
    json_string(json, "measured", measured);
    json_string(json, "read_as", row->own == NULL ? "" : row->own);
    json_string(json, "quantity", row->quantity);
    json_string(json, "scenario", row->scenario);
    json_string(json, "unit", table->data[i].unit);
    json_number(json, "declared", number->declared);
    json_number(json, "low", number->low);
    json_number(json, "high", number->high);
    json_number(json, "setups", (double)number->setups);
    json_number(json, "agree", number->share);
    json_number(json, "without_its_factor", number->without);
    json_string(json, "verdict", closure_verdicts[number->verdict]);
    json_string(json, "why", reason);
    json_close(json, '}');
  }
  json_close(json, ']');
}
