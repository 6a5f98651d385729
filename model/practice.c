/* practice.c - the rules. Ranges are those of the claims; what a claim calls mild or deep is taken from the needle length.
 *
 * Mild: up to 0.5 mm; deep: 1.5 mm and more; in between both ranges together are common (2 to 6 weeks). A single session is a
 * question, not a course, so it has neither number nor spacing. Gaps of 12 weeks and more are touch-ups (claim k05). Needles up
 * to 0.3 mm are those of home devices, which are used often (claim k32): no number and no spacing for them. */
#include "practice.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

static const double mild_length = 0.5, deep_length = 1.5; /* mm; assumed */
static const double touch_up_gap = 84;                    /* day; assumed */
static const double home_length = 0.3;                    /* mm; assumed */
static const double slack = 1e-9;                         /* so that 28 day is not below 4 week */

#define RULE(name)                                                                                                               \
  static int name(const struct skin *skin, const struct device *device, const struct protocol *protocol,                         \
                  const struct drugs *drugs, const struct aftercare *aftercare, size_t size, char *found)
/* what was found is said only of a rule that is broken: printing it costs more than all rules */
#define FOUND(is_broken, ...) ((is_broken) ? ((void)snprintf(found, size, __VA_ARGS__), 1) : 0)
#define RULE_UNUSED (void)skin, (void)device, (void)protocol, (void)drugs, (void)aftercare, (void)size, (void)found

/* shortest gap below `low` or longest gap of a course above `high` weeks */
static int gaps_leave(const struct protocol *protocol, double low, double high, size_t size, char *found)
{
  double shortest = (double)INFINITY, longest = 0, week = unit_factor("week");
  for (size_t k = 1; k < protocol->session_times_count; k++)
  {
    double gap = protocol->session_times[k] - protocol->session_times[k - 1];
    shortest = fmin(shortest, gap);
    longest = gap < touch_up_gap ? fmax(longest, gap) : longest;
  }
  int is_short = shortest<low * week - slack, is_long = longest> high * week + slack;
  double shown = (is_short ? shortest : longest) / week;
  return FOUND(is_short || is_long, "this protocol has %.3g week%s", shown, fabs(shown - 1) < slack ? "" : "s");
}

RULE(mild_spacing)
{
  RULE_UNUSED;
  return device->needle_length > home_length + slack && device->needle_length <= mild_length &&
         gaps_leave(protocol, 2, 4, size, found);
}

RULE(middle_spacing)
{
  RULE_UNUSED;
  return device->needle_length > mild_length && device->needle_length < deep_length && gaps_leave(protocol, 2, 6, size, found);
}

RULE(deep_spacing)
{
  RULE_UNUSED;
  return device->needle_length >= deep_length && gaps_leave(protocol, 4, 6, size, found);
}

static int is_body(const struct skin *skin)
{
  static const char *const body[] = { "forearm", "shoulder", "buttock" };
  for (size_t k = 0; k < sizeof body / sizeof *body; k++)
    if (strcmp(skin_sites[skin->site], body[k]) == 0)
      return 1;
  return 0;
}

/* sessions of a course, touch-ups left out */
static int course_leaves(const struct protocol *protocol, size_t low, size_t high, size_t size, char *found)
{
  size_t course = 1;
  while (course < protocol->session_times_count &&
         protocol->session_times[course] - protocol->session_times[course - 1] < touch_up_gap)
    course++;
  return FOUND(course > 1 && (course < low || course > high), "this protocol has %zu", course);
}

RULE(sessions_face)
{
  RULE_UNUSED;
  return device->needle_length > home_length + slack && !is_body(skin) && skin->indication != SKIN_STRETCH_MARK &&
         course_leaves(protocol, 3, 6, size, found);
}

RULE(sessions_body)
{
  RULE_UNUSED;
  return device->needle_length > home_length + slack && (is_body(skin) || skin->indication == SKIN_STRETCH_MARK) &&
         course_leaves(protocol, 4, 8, size, found);
}

RULE(toxin)
{
  RULE_UNUSED;
  return FOUND(drugs->toxin_given < 14, "here it was given %.3g days before", drugs->toxin_given);
}

RULE(make_up)
{
  RULE_UNUSED;
  double hours = aftercare->make_up_after / unit_factor("h");
  return FOUND(hours < 24 - slack, "here it is used after %.3g h", hours);
}

RULE(platelets)
{
  RULE_UNUSED;
  int thinner = drugs->blood_thinner != DRUGS_NO_THINNER && drugs->blood_thinner_stopped < 7;
  return FOUND(thinner || drugs->anti_inflammatory == DRUGS_NON_SELECTIVE, "here a drug is taken (%s)",
               thinner ? drugs_thinners[drugs->blood_thinner] : drugs_anti_inflammatories[drugs->anti_inflammatory]);
}

RULE(findings)
{
  RULE_UNUSED;
  return FOUND(skin->finding != SKIN_NO_FINDING, "here skin.finding is %s", skin_findings[skin->finding]);
}

RULE(isotretinoin)
{
  RULE_UNUSED;
  return FOUND(drugs->isotretinoin_stopped < 182, "here it was stopped %.3g days before", drugs->isotretinoin_stopped);
}

RULE(retinoids)
{
  RULE_UNUSED;
  return FOUND(drugs->retinoid_stopped < 1, "here they were stopped %.3g h before", drugs->retinoid_stopped / unit_factor("h"));
}

RULE(sun)
{
  RULE_UNUSED;
  return FOUND(aftercare->sun == AFTERCARE_EXPOSED, "here the skin is exposed");
}

RULE(products)
{
  RULE_UNUSED;
  double hours = aftercare->products_after / unit_factor("h");
  return FOUND(hours < 24 - slack, "here they are used after %.3g h", hours);
}

RULE(sweating)
{
  RULE_UNUSED;
  return FOUND(aftercare->sweating_after < 1 - slack, "here it is taken up after %.3g h",
               aftercare->sweating_after / unit_factor("h"));
}

const struct practice_rule practice_rules[] = {
  { "k11", "2 to 4 weeks between mild sessions are common practice", mild_spacing },
  { "k11, k12", "2 to 6 weeks between sessions are common practice", middle_spacing },
  { "k12", "4 to 6 weeks between deep sessions are common practice", deep_spacing },
  { "k04, k21", "3 to 6 sessions, mostly 4, are common practice", sessions_face },
  { "k14", "4 to 8 sessions on the body or for stretch marks are common practice", sessions_body },
  { "k09", "needling commonly waits at least 2 weeks after botulinum toxin", toxin },
  { "k18", "make-up commonly waits 24 h after a session", make_up },
  { "k19", "drugs that act on platelets are commonly left out for a week before and 3 days after a session", platelets },
  { "k20", "active acne, rosacea, open wounds and suspicious lesions are commonly not needled", findings },
  { "k20", "needling commonly waits 6 months after isotretinoin", isotretinoin },
  { "k20", "retinoids are commonly stopped 24 h before a session", retinoids },
  { "k26", "the skin is commonly kept out of the sun for a week", sun },
  { "k26", "products other than recommended ones commonly wait 24 h", products },
  { "k26", "sport, swimming and sauna commonly wait a few days", sweating },
};
const size_t practice_rule_count = sizeof practice_rules / sizeof *practice_rules;

size_t practice_check(const struct skin *skin, const struct device *device, const struct protocol *protocol,
                      const struct drugs *drugs, const struct aftercare *aftercare, struct trail *trail)
{
  size_t broken = 0;
  for (size_t k = 0; k < practice_rule_count; k++)
  {
    char found[128];
    const struct practice_rule *rule = &practice_rules[k];
    if (!rule->broken(skin, device, protocol, drugs, aftercare, sizeof found, found))
      continue;
    broken++;
    status_warn(trail, "%s (claim %s); %s", rule->text, rule->claims, found);
  }
  return broken;
}
