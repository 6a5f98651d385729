/* study_report.h - fills the report of a study as its runs come; for study.c only. */
#ifndef NEOCOL_STUDIES_STUDY_REPORT_H
#define NEOCOL_STUDIES_STUDY_REPORT_H

#include "result.h"
#include "study.h"

/* Adds run `i`; texts that do not fit into memory are left out. */
void study_report_add(struct study_report *report, size_t i, struct result_run *run);

#endif
