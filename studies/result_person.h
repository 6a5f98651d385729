/* result_person.h - who was treated, as the multipliers that each run used. */
#ifndef NEOCOL_STUDIES_RESULT_PERSON_H
#define NEOCOL_STUDIES_RESULT_PERSON_H

#include "archive.h"
#include "scenario.h"

enum
{
  RESULT_PERSON_LARGEST = 64 /* factors */
};

/* How many factors there are. */
size_t result_person_count(void);

/* Writes the dimension person_factor with its labels: name, what it multiplies, when, evidence, source. STATUS_INPUT_OUTPUT. */
enum status result_person_labels(struct archive *archive, struct trail *trail) STATUS_CHECK;

/* values[result_person_count()] of one run: the factors of person.h, 1 when not asked for or `off: [person]`, and last the answer
 * of pigment cells by phototype, which stays when the process is off. */
void result_person_values(const struct scenario *scenario, double values[RESULT_PERSON_LARGEST]);

#endif
