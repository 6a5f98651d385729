/* declaration.c - names and meanings of the evidences. */
#include "declaration.h"

const char *evidence_name(enum evidence evidence)
{
  switch (evidence)
  {
#define ROW(identifier, meaning)                                                                                                 \
  case evidence_##identifier:                                                                                                    \
    return #identifier;
    EVIDENCE_LIST(ROW)
#undef ROW
  case evidence_count:
    break;
  }
  return "unknown";
}

const char *evidence_meaning(enum evidence evidence)
{
  switch (evidence)
  {
#define ROW(identifier, meaning)                                                                                                 \
  case evidence_##identifier:                                                                                                    \
    return meaning;
    EVIDENCE_LIST(ROW)
#undef ROW
  case evidence_count:
    break;
  }
  return "unknown evidence";
}
