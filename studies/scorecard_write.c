/* scorecard_write.c - the scorecard as text, as the tables of docs/validation.md, and as JSON. */
#include <math.h>
#include <string.h>

#include "json.h"
#include "scorecard.h"

static const char *const role_titles[] = { "Calibration: used by `neocol fit`, no test of the model", "Validation: held out",
                                           "Context: predicted for information, not counted as a test" };

static int is_predicted(const struct scorecard *card, size_t row)
{
  return card->scoring.first[row] != card->scoring.terms;
}

/* "10 h", "53 %", "0.35" */
static void quantity_print(double value, const char *unit, size_t size, char *text)
{
  int plain = strcmp(unit, "1") == 0;
  if (isnan(value))
    snprintf(text, size, "none");
  else
    snprintf(text, size, "%.3g%s%s", value, plain ? "" : " ", plain ? "" : unit);
}

const char *scorecard_measured(const struct measurement *m, size_t size, char *text)
{
  char value[64], high[64];
  const char *than = m->kind == MEASUREMENT_ORDER ? *m->against != '\0' ? "in the other run" : "at the other time" : "at rest";
  quantity_print(m->value, m->unit, sizeof value, value);
  quantity_print(m->high, m->unit, sizeof high, high);
  switch (m->kind)
  {
  case MEASUREMENT_VALUE:
    snprintf(text, size, "%s", value);
    break;
  case MEASUREMENT_AT_MOST:
    snprintf(text, size, "at most %s", value);
    break;
  case MEASUREMENT_AT_LEAST:
    snprintf(text, size, "at least %s", value);
    break;
  case MEASUREMENT_BETWEEN:
    snprintf(text, size, "%.3g to %s", m->low, high);
    break;
  case MEASUREMENT_SIGN:
  case MEASUREMENT_ORDER:
    snprintf(text, size, "%s than %s", m->value > 0 ? "more" : "less", than);
    break;
  }
  return text;
}

/* "9.9 (8.1 to 12)" with the words that belong to the kind */
static void predicted_print(const struct scorecard *card, size_t row, size_t size, char *text)
{
  const struct score *score = &card->scores[row];
  const char *ratio = measurement_is_ratio(&card->measurements.rows[row]) ? "x" : "";
  if (isnan(score->median))
    snprintf(text, size, "none");
  else
    snprintf(text, size, "%s%.3g (%.3g to %.3g)", ratio, score->median, score->low, score->high);
}

static const char *verdict(const struct score *score)
{
  return score->inside ? "inside" : "OUTSIDE";
}

/* groups in the order of the table, each once */
static size_t groups_list(const struct scorecard *card, size_t most, const char **groups)
{
  size_t count = 0;
  for (size_t i = 0; i < card->measurements.count; i++)
  {
    size_t g = 0;
    while (g < count && strcmp(groups[g], card->measurements.rows[i].group) != 0)
      g++;
    if (g == count && count < most && is_predicted(card, i))
      groups[count++] = card->measurements.rows[i].group;
  }
  return count;
}

static void counts_print(const struct scorecard *card, int markdown, FILE *file)
{
  const char *groups[64];
  size_t count = groups_list(card, 64, groups);
  fputs(markdown ? "| group | calibration inside of all | validation inside of all |\n|---|---|---|\n"
                 : "Group             calibration        validation\n                  inside of all      inside of all\n",
        file);
  for (size_t g = 0; g <= count; g++)
  {
    struct scorecard_count used = scorecard_count(card, MEASUREMENT_CALIBRATION, g == count ? NULL : groups[g]);
    struct scorecard_count held = scorecard_count(card, MEASUREMENT_VALIDATION, g == count ? NULL : groups[g]);
    const char *name = g == count ? "all" : groups[g];
    if (used.inside + used.outside + held.inside + held.outside == 0)
      continue;
    if (markdown)
      fprintf(file, "| %s | %zu of %zu | %zu of %zu |\n", name, used.inside, used.inside + used.outside, held.inside,
              held.inside + held.outside);
    else
      fprintf(file, "%-16s  %3zu of %-3zu         %3zu of %-3zu\n", name, used.inside, used.inside + used.outside, held.inside,
              held.inside + held.outside);
  }
}

/* how many rows of each role have no prediction */
static size_t unpredicted_count(const struct scorecard *card)
{
  size_t count = 0;
  for (size_t i = 0; i < card->measurements.count; i++)
    count += !is_predicted(card, i);
  return count;
}

void scorecard_print(const struct scorecard *card, FILE *file)
{
  fprintf(file,
          "Measured against predicted. Interval: 5 to 95 %% of %zu sets of parameters (of %zu in the posterior).\n"
          "A value is inside when it lies within the interval; a bound, range, sign or order when at least half of the\n"
          "sets agree (column 'agree'). Bounds are one-sided: inside means not contradicted.\n",
          card->members, card->members_there);
  for (int role = MEASUREMENT_CALIBRATION; role <= MEASUREMENT_CONTEXT; role++)
  {
    fprintf(file, "\n%s\n%-5s %-14s %-21s %-28s %-28s %9s %9s %6s  %s\n", role_titles[role], "id", "group", "quantity",
            "measured", "predicted", "declared", "best set", "agree", "verdict");
    for (size_t i = 0; i < card->measurements.count; i++)
    {
      const struct measurement *m = &card->measurements.rows[i];
      char measured[96], predicted[96];
      if ((int)m->role != role || !is_predicted(card, i))
        continue;
      predicted_print(card, i, sizeof predicted, predicted);
      fprintf(file, "%-5s %-14s %-21s %-28s %-28s %9.3g %9.3g %5.0f%%  %s\n", m->id, m->group, m->quantity,
              scorecard_measured(m, sizeof measured, measured), predicted, card->declared[i], card->fitted[i],
              100 * card->scores[i].share, verdict(&card->scores[i]));
    }
  }
  fputc('\n', file);
  counts_print(card, 0, file);
  fprintf(file, "\n%zu further rows of context are not predicted; data/measurements.csv says why for each.\n",
          unpredicted_count(card));
}

/* a cell of a table: bars would end it */
static void cell_write(const char *text, FILE *file)
{
  for (; *text != '\0'; text++)
    if (*text == '|')
      fputs("\\|", file);
    else
      fputc(*text, file);
}

void scorecard_markdown(const struct scorecard *card, FILE *file)
{
  fprintf(file, "Interval: 5 to 95 %% of %zu sets of parameters (of %zu in the posterior).\n\n", card->members,
          card->members_there);
  counts_print(card, 1, file);
  for (int role = MEASUREMENT_CALIBRATION; role <= MEASUREMENT_CONTEXT; role++)
  {
    fprintf(
        file,
        "\n### %s\n\n| id | what | measured | predicted (5 to 95 %%) | declared | best set | agree | verdict | source | note |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n",
        role_titles[role]);
    for (size_t i = 0; i < card->measurements.count; i++)
    {
      const struct measurement *m = &card->measurements.rows[i];
      char measured[96], predicted[96];
      if ((int)m->role != role || !is_predicted(card, i))
        continue;
      predicted_print(card, i, sizeof predicted, predicted);
      fprintf(file, "| %s | %s: ", m->id, m->quantity);
      cell_write(m->what, file);
      fprintf(file, " | %s | %s | %.3g | %.3g | %.0f %% | %s | %s | ", scorecard_measured(m, sizeof measured, measured),
              predicted, card->declared[i], card->fitted[i], 100 * card->scores[i].share,
              card->scores[i].inside ? "inside" : "**outside**", m->source);
      cell_write(m->note, file);
      fputs(" |\n", file);
    }
  }
  fprintf(file, "\n%zu further rows of context are not predicted; `data/measurements.csv` says why for each.\n",
          unpredicted_count(card));
}

void scorecard_json(const struct scorecard *card, struct json *json)
{
  json_number(json, "members", (double)card->members);
  json_open(json, "measurements", '[');
  for (size_t i = 0; i < card->measurements.count; i++)
  {
    const struct measurement *m = &card->measurements.rows[i];
    char measured[96];
    json_open(json, NULL, '{');
    json_string(json, "id", m->id);
    json_string(json, "group", m->group);
    json_string(json, "role", measurement_roles[m->role]);
    json_string(json, "what", m->what);
    json_string(json, "reported", m->reported);
    json_string(json, "source", m->source);
    json_string(json, "note", m->note);
    if (is_predicted(card, i))
    {
      json_string(json, "quantity", m->quantity);
      json_string(json, "scenario", m->scenario);
      json_string(json, "kind", measurement_kinds[m->kind]);
      json_string(json, "measured", scorecard_measured(m, sizeof measured, measured));
      json_string(json, "unit", m->unit);
      json_number(json, "median", card->scores[i].median);
      json_number(json, "low", card->scores[i].low);
      json_number(json, "high", card->scores[i].high);
      json_number(json, "declared", card->declared[i]);
      json_number(json, "best_set", card->fitted[i]);
      json_number(json, "agree", card->scores[i].share);
      json_flag(json, "inside", card->scores[i].inside);
    }
    json_close(json, '}');
  }
  json_close(json, ']');
}
