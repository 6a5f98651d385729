/* card.c - a report as a table for people. */
#include <math.h>
#include <string.h>

#include "outcome.h"
#include "study.h"

/* a column of the table: heading over two lines, number, factor, decimals; a gain is shown in percent with its sign */
struct column
{
  const char *top, *bottom, *number;
  double factor;
  int decimals, is_signed, width;
};

static const struct column closing[] = {
  { "channels", "per cm2", "channel_density", 1, 0, 0, 8 },
  { "recoil", "min", "closure_time_recoil", 60, 0, 0, 6 },
  { "barrier", "h", "closure_time_barrier", 1, 1, 0, 7 },
  { "cover", "h", "closure_time_cover", 1, 1, 0, 6 },
  { "cover", "all, h", "closure_time_cover_all", 1, 1, 0, 6 },
  { "strati-", "fied, h", "closure_time_stratified", 1, 1, 0, 7 },
  { "redness", "days", "redness_duration", 1.0 / 24, 1, 0, 7 },
  { "collagen", "follow-up", "collagen_gain", 100, 1, 1, 9 },
  { "collagen", "fixed day", "collagen_gain_fixed_day", 100, 1, 1, 9 },
  { "sessions", "by then", "sessions_by_fixed_day", 1, 0, 0, 8 },
};

/* what a person notices; columns that no run has are left out */
static const struct column noticed[] = {
  { "swelling", "days", "swelling_duration", 1.0 / 24, 1, 0, 8 },
  { "bruise", "days", "bruise_duration", 1.0 / 24, 1, 0, 6 },
  { "peeling", "from, h", "peeling_onset", 1, 0, 0, 7 },
  { "peeling", "to, days", "peeling_end", 1.0 / 24, 1, 0, 8 },
  { "tight", "h", "tightness_duration", 1, 0, 0, 5 },
  { "bacteria", "h", "bacteria_window", 1, 0, 0, 8 },
  { "melanin", "peak", "pih_excess", 100, 0, 1, 7 },
  { "first", "seen, day", "first_visible_change", 1, 0, 0, 9 },
  { "over-", "treated", "overtreatment_index", 1, 2, 0, 7 },
  { "serum", "mm", "serum_depth", 1, 2, 0, 5 },
  { "gain left", "1 year, %", "collagen_left_1_year", 100, 0, 0, 9 },
};

/* what only a channel with depth has */
static const struct column deep[] = {
  { "lumen", "filled, h", "lumen_time", 1, 0, 0, 9 },
  { "in the", "dermis, h", "lumen_time_dermis", 1, 0, 0, 9 },
  { "cover, over", "radial", "channel_model_difference", 100, 1, 1, 11 },
};

/* the number of a column as text; "-" when there is none */
static void cell_text(const struct study_report *report, size_t run, const struct column *column, size_t size, char *text)
{
  double value = report->values[run * report->numbers + study_number_find(report, column->number)] * column->factor;
  if (!isfinite(value))
    snprintf(text, size, "-");
  else if (column->is_signed)
    snprintf(text, size, "%+.*f %%", column->decimals, value);
  else
    snprintf(text, size, "%.*f", column->decimals, value);
}

/* nonzero when a run has a number in this column */
static int column_is_used(const struct study_report *report, size_t rows, const struct column *column)
{
  for (size_t i = 0; i < rows; i++)
    if (isfinite(report->values[i * report->numbers + study_number_find(report, column->number)]))
      return 1;
  return 0;
}

/* a row each; a name too long for the first column has a line of its own, whole, above its numbers */
static void table_print(FILE *file, const struct study_report *report, size_t rows, size_t count, const struct column *columns)
{
  const int longest = 60;
  int widest = 4;
  for (size_t i = 0; i < rows; i++)
    widest = (int)strlen(report->names[i]) > widest ? (int)strlen(report->names[i]) : widest;
  widest = widest > longest ? longest : widest;
  fprintf(file, "%-*s", widest, "");
  for (size_t c = 0; c < count; c++)
    fprintf(file, "  %*s", columns[c].width, columns[c].top);
  fprintf(file, "\n%-*s", widest, "run");
  for (size_t c = 0; c < count; c++)
    fprintf(file, "  %*s", columns[c].width, columns[c].bottom);
  fprintf(file, "\n");
  for (size_t i = 0; i < rows; i++)
  {
    fprintf(file, "%-*s", widest, report->names[i]);
    if ((int)strlen(report->names[i]) > widest)
      fprintf(file, "\n%*s", widest, "");
    for (size_t c = 0; c < count; c++)
    {
      char text[64];
      cell_text(report, i, &columns[c], sizeof text, text);
      fprintf(file, "  %*s", columns[c].width, text);
    }
    fprintf(file, "\n");
  }
}

/* the same with a title, of the columns that some run has; nothing when there is none */
static void used_print(FILE *file, const struct study_report *report, size_t rows, const char *title, size_t count,
                       const struct column *columns)
{
  enum
  {
    MOST = 16
  };
  struct column used[MOST];
  size_t shown = 0;
  for (size_t c = 0; c < count && c < MOST; c++)
    if (column_is_used(report, rows, &columns[c]))
      used[shown++] = columns[c];
  if (shown == 0)
    return;
  fprintf(file, "\n%s\n\n", title);
  table_print(file, report, rows, shown, used);
}

/* collagen over the structural variants of each arm, and which arm comes first in each variant */
static void envelope_print(FILE *file, const struct study_report *report)
{
  size_t arms = report->runs / report->variants, gain = study_number_find(report, "collagen_gain");
  fprintf(file, "\nCollagen change (%s) over the structures of the model\n", report->endpoint);
  for (size_t arm = 0; arm < arms && arm < 40 && (arm + 1) * report->variants <= report->rows; arm++)
  {
    double least = (double)INFINITY, most = -(double)INFINITY;
    for (size_t v = 0; v < report->variants; v++)
    {
      double value = report->values[(arm * report->variants + v) * report->numbers + gain];
      least = fmin(least, value);
      most = fmax(most, value);
    }
    const char *name = report->names[arm * report->variants];
    fprintf(file, "  %+6.1f to %+6.1f %%  %.*s\n", 100 * least, 100 * most, (int)(strrchr(name, ',') - name), name);
  }
  for (size_t v = 0; v < report->variants && arms > 1; v++)
  {
    const char *name = report->best_names[v], *comma = name == NULL ? NULL : strrchr(name, ',');
    if (comma != NULL)
      fprintf(file, "  largest in '%s': %.*s\n", comma + 2, (int)(comma - name), name);
  }
}

/* number with the largest error among errors[numbers] */
static size_t worst_find(const struct study_report *report, const double *errors)
{
  size_t worst = 0;
  for (size_t k = 1; k < report->numbers; k++)
    if (isnan(errors[worst]) || errors[k] > errors[worst])
      worst = k;
  return worst;
}

/* numerical error of the numbers in the first table, and the largest of all; with an accuracy that was asked for, of each run */
static void errors_print(FILE *file, const struct study_report *report, size_t rows)
{
  fprintf(file, "\nNumerical error, largest of all runs:");
  for (size_t k = 0; k < report->numbers; k++)
    for (size_t c = 0; c < sizeof closing / sizeof *closing; c++)
      if (strcmp(closing[c].number, report->number_names[k]) == 0 && report->largest_errors[k] > 0)
        fprintf(file, " %s +- %.2g %%,", report->number_names[k], 100 * report->largest_errors[k]);
  size_t worst = worst_find(report, report->largest_errors);
  fprintf(file, "\nof all numbers %s +- %.2g %%\n", report->number_names[worst], 100 * report->largest_errors[worst]);
  for (size_t i = 0; i < rows && report->accuracy > 0; i++)
  {
    const double *errors = report->errors + i * report->numbers;
    worst = worst_find(report, errors);
    fprintf(file, "  largest error %.2g %%, of %s; asked %g %%: %s\n", 100 * errors[worst], report->number_names[worst],
            100 * report->accuracy, report->names[i]);
  }
}

void study_report_card(FILE *file, const struct study_report *report)
{
  enum
  {
    SHOWN = 40
  };
  size_t rows = report->runs > SHOWN ? SHOWN : report->runs;
  fprintf(file, "%s\n\n", report->title);
  table_print(file, report, rows, sizeof closing / sizeof *closing, closing);
  used_print(file, report, rows, "What a person notices", sizeof noticed / sizeof *noticed, noticed);
  used_print(file, report, rows, "The open lumen of the channel", sizeof deep / sizeof *deep, deep);
  if (rows < report->runs)
    fprintf(file, "... and %zu more runs in the files below\n", report->runs - rows);
  if (report->variants > 1)
    envelope_print(file, report);
  if (report->largest_errors != NULL)
    errors_print(file, report, rows);
  fprintf(file,
          "\nClosure clocks, after one session: recoil of the hole; barrier to %g %% of its fresh defect;\n"
          "epithelial cover of the median channel and of %g %% of channels; granular layer.\n",
          100 * report->recovered, 100 * report->mean_channel_quantile);
  fprintf(file, "Collagen: change of collagen I and III of the dermis; follow-up: %s; fixed day: %s.\n", report->endpoint,
          report->fixed_endpoint);
  if (report->sampling_error > 0)
    fprintf(file, "Hit patterns were drawn: standard error of collagen up to %.2g %%.\n", 100 * report->sampling_error);
  fprintf(file, "%s\n", outcome_statement);
  if (report->result != NULL)
    fprintf(file, "\n%zu run%s in %.1f s -> %s, %s\n", report->runs, report->runs == 1 ? "" : "s", report->seconds,
            report->result, report->table);
}
