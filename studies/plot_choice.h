/* plot_choice.h - which runs a figure can show without becoming unreadable: at most six, chosen along the axes of a grid. */
#ifndef NEOCOL_STUDIES_PLOT_CHOICE_H
#define NEOCOL_STUDIES_PLOT_CHOICE_H

#include "archive.h"

enum
{
  CHOICE_LARGEST = 6
};

/* distinct values of an axis of a grid, ascending; owned */
struct choice_axis
{
  size_t count;
  double *values;
  double *place; /* [runs] 1-based place of each run among the values; NaN when it has none */
  char unit[64], long_name[256];
};

/* up to six runs that differ in one thing */
struct choice_series
{
  size_t count, runs[CHOICE_LARGEST]; /* 0-based */
};

struct choice
{
  size_t runs;
  struct choice_axis axes[2]; /* count 0: there is none */
  int is_grid;                /* nonzero when the axes tell all runs apart */
  struct choice_series series[2];
  size_t shown_count, shown[2 * CHOICE_LARGEST + 1]; /* both series and the first run, ascending, without repetition */
};

/* Chooses from axis_1_value and axis_2_value, or evenly when there are none. Free with choice_free. */
enum status choice_make(struct archive *archive, struct choice *choice, struct trail *trail) STATUS_CHECK;
void choice_free(struct choice *choice);

/* Index of a shown run in the tables. */
size_t choice_block(const struct choice *choice, size_t run);

#endif
