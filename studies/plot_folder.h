/* plot_folder.h - where the gnuplot files of the figures are. */
#ifndef NEOCOL_STUDIES_PLOT_FOLDER_H
#define NEOCOL_STUDIES_PLOT_FOLDER_H

/* The folder named by NEOCOL_PLOTS, else the one installed beside the program, else that of the source it was built from. */
const char *plot_folder(void);

#endif
