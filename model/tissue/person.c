/* person.c - the factors of who is treated, as parameters; it owns nothing and changes nothing by itself (person.h applies them).
 *
 * Limits: factors multiply independently of each other; between-person scatter (0.6 of the mean) is not part of them. Sources:
 * the list in person.h. */
#include "person.h"

#define PERSON_PARAM(name, target, when, value, low, high, evidence, doc, source)                                                \
  PARAM(name, "1", value, low, high, evidence, doc " [" target "; " when "]", source)
#define DECLARE PERSON_FACTORS(PERSON_PARAM)
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  (void)s, (void)d;
}

DEFINE_PROCESS(person, "Factors of the person, drugs and aftercare; each is 1 unless its key asks for it")
