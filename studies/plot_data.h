/* plot_data.h - what gnuplot reads: tables of numbers, and labels.gp with every name, unit and choice of runs.
 *
 * For a wanted variable V, labels.gp defines
 *   V_name V_unit V_label   long name, printable unit, both together
 *   V_factor                factor to millimetre, day, gram (to bring two lengths into one unit)
 *   V_file                  the table with V; columns are headed by the names of variables and of their axes
 *   V_values[]              the numbers, when V has at most one axis and is not too long
 *   V_texts[]               the labels, when V is a text coordinate
 *   V_endpoint              its attribute `endpoint`, when there is one
 * and text_title, text_statement, run_size, series_1_*, series_2_*, shown_*, focus_* and grid_* (see labels.gp itself and
 * plots/style.gp).
 *
 * A table has one row per entry of the last axis. Entries of the axis before are separated by one blank line, all earlier ones
 * by two ("index"); with two axes the first one is the index. Only the chosen runs are in tables that have a second axis:
 * their index is series_1_block[k] or series_2_block[k]. */
#ifndef NEOCOL_STUDIES_PLOT_DATA_H
#define NEOCOL_STUDIES_PLOT_DATA_H

#include "archive.h"
#include "plot_choice.h"

/* Writes the files for the variables `names` (those that the result lacks are left out) into `folder`. */
enum status plot_data_write(struct archive *archive, size_t count, char *const *names, const char *folder,
                            struct trail *trail) STATUS_CHECK;

#endif
