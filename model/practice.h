/* practice.h - what is commonly done around needling, as rules with the claim they come from; it warns where a scenario leaves
 * it.
 *
 * The claims are what providers and patient pages say, not what was measured (claims.csv; data/). A rule neither forbids nor
 * advises anything, and what a scenario asks is computed all the same. */
#ifndef NEOCOL_MODEL_PRACTICE_H
#define NEOCOL_MODEL_PRACTICE_H

#include "aftercare.h"
#include "device.h"
#include "protocol.h"
#include "skin.h"

struct practice_rule
{
  const char *claims; /* ids, such as "k12" */
  const char *text;   /* what is common */
  /* nonzero when a completed scenario leaves it, with what it has instead in found[size] */
  int (*broken)(const struct skin *skin, const struct device *device, const struct protocol *protocol, const struct drugs *drugs,
                const struct aftercare *aftercare, size_t size, char *found);
};

extern const struct practice_rule practice_rules[];
extern const size_t practice_rule_count;

/* Warns once for each rule that is left; returns how many there are. All structs are completed. */
size_t practice_check(const struct skin *skin, const struct device *device, const struct protocol *protocol,
                      const struct drugs *drugs, const struct aftercare *aftercare, struct trail *trail);

#endif
