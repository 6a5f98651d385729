/* study_files.h - how the files of a study are called, and whether they can be written, told before hours of computing. */
#ifndef NEOCOL_STUDIES_STUDY_FILES_H
#define NEOCOL_STUDIES_STUDY_FILES_H

#include "study.h"

/* Text made by printf, allocated; NULL when there is no memory. */
char *study_text_make(const char *format, ...) STATUS_FORMAT(1, 2);

/* STATUS_CANNOT_CREATE when `file` cannot become what is asked for: a folder, the scenario, or there without --force. */
enum status study_file_check(const char *file, const struct study_request *request, struct trail *trail) STATUS_CHECK;

/* Fills report->result and report->table and checks both and their folder. */
enum status study_files_choose(const struct study_request *request, struct study_report *report,
                               struct trail *trail) STATUS_CHECK;

#endif
