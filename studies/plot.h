/* plot.h - figures of a result: one gnuplot file of plots/ makes one figure, as PNG and as SVG. */
#ifndef NEOCOL_STUDIES_PLOT_H
#define NEOCOL_STUDIES_PLOT_H

#include "status.h"

/* Draws `folder`/<result stem>-<figure>.png and .svg for every <figure>.gp of `plots_folder` whose variables ("# needs:") the
 * result has; makes the folder. Existing figures are replaced, each only when it is complete. STATUS_UNAVAILABLE without gnuplot,
 * STATUS_NO_INPUT or STATUS_DATA for a wrong result or folder of figures, STATUS_CANNOT_CREATE, STATUS_SOFTWARE when gnuplot
 * fails. */
enum status plot_figures(const char *result_path, const char *folder, const char *plots_folder, struct trail *trail) STATUS_CHECK;

#endif
