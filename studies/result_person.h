/* result_person.h - who was treated, as the multipliers that each run used. */
#ifndef NEOCOL_STUDIES_RESULT_PERSON_H
#define NEOCOL_STUDIES_RESULT_PERSON_H

#include "archive.h"
#include "result.h"

/* Writes the dimension person_factor with its labels (name, what it multiplies, when, evidence, source) and
 * person_factor_value[run][person_factor]: the factors of person.h, 1 when not asked for or `off: [person]`, and last the answer
 * of pigment cells by phototype, which stays when the process is off. STATUS_INPUT_OUTPUT, STATUS_MEMORY. */
enum status result_person_write(struct archive *archive, const struct result *result, struct trail *trail) STATUS_CHECK;

#endif
