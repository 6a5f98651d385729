/* claims_rules.c - how each claim is judged: which number of which scenario, and why. */
#include <math.h>

#include "claims.h"

#define NONE ((double)NAN)

/* nothing in the model speaks to it */
#define UNTOLD(id, sentence)                                                                                                     \
  {                                                                                                                              \
    id, "", "", "", "", NONE, NONE, MEASUREMENT_VALUE, NONE, NONE, "1", 0, sentence                                              \
  }
/* a quantity of a scenario, without a time */
#define AT_MOST(id, part, quantity, scenario, bound, unit, sentence)                                                             \
  {                                                                                                                              \
    id, part, quantity, scenario ".yaml", "", NONE, NONE, MEASUREMENT_AT_MOST, bound, NONE, unit, 0, sentence                    \
  }
#define BETWEEN(id, part, quantity, scenario, low, high, unit, sentence)                                                         \
  {                                                                                                                              \
    id, part, quantity, scenario ".yaml", "", NONE, NONE, MEASUREMENT_BETWEEN, low, high, unit, 0, sentence                      \
  }
/* given as a number, never judged */
#define GIVEN(id, quantity, scenario, at, unit, sentence)                                                                        \
  {                                                                                                                              \
    id, "", quantity, scenario ".yaml", "", at, NONE, MEASUREMENT_AT_LEAST, 0, NONE, unit, 1, sentence                           \
  }
/* collagen 90 days after the last session, one course over another */
#define SPACING(id, scenario, at, against, against_at, sentence)                                                                 \
  {                                                                                                                              \
    id, "", "collagen_dermis_gain", scenario ".yaml", against ".yaml", at, against_at, MEASUREMENT_ORDER, 1, NONE, "1", 1,       \
        sentence                                                                                                                 \
  }

static const char spacing_reason[] =
    "Ratio of the collagen gain, longer over shorter spacing, each 90 days after its last "
    "session; no trial compared spacings and "
    "the order turns within what is not known: refractory time and density of fibroblasts over depth.";
static const char redness_reason[] = "Visible redness of the model; the threshold of what is seen is assumed.";

const struct claim_rule claim_rules[] = {
  AT_MOST("k01", "clock 1, recoil", "recoil_time", "clinic-once-10mm", 48, "h", "The hole shrinks within minutes."),
  AT_MOST("k01", "clock 2, barrier", "barrier_time", "clinic-once-10mm", 48, "h",
          "In air a dry plug stops water within hours; covered airtight the barrier takes 2 to 3 days."),
  AT_MOST("k01", "clock 3, cover of all channels", "cover_time_all", "clinic-once-10mm", 48, "h",
          "Epithelium covers the holes: the clock that is nearest to 'closed'."),
  AT_MOST("k01", "clock 4, granular layer", "granular_time", "clinic-once-10mm", 48, "h",
          "The new epidermis is not differentiated at 48 h; whether punctures are 'healed' depends on the clock."),
  BETWEEN("k02", "", "synthesis_until", "clinic-once-10mm", 60, 90, "day",
          "Last day on which synthesis of collagen is a tenth over rest, after one session; elastin is not part of the answer."),
  AT_MOST("k03", "0.25 mm, at most half a day", "redness_time", "clinic-once-025mm", 12, "h", redness_reason),
  AT_MOST("k03", "1.5 mm, at most two days", "redness_time", "clinic-once-15mm", 48, "h", redness_reason),
  GIVEN("k04", "collagen_dermis_gain", "clinic-4x28days", 174, "%",
        "Gain of collagen 90 days after four sessions; how much is enough is no question to a model, and its size is known only "
        "within a large factor."),
  GIVEN(
      "k05", "gain_kept", "clinic-4x28days", NONE, "1",
      "Part of the greatest gain that is left a year after the last session without touch-ups; no measurement of durability was "
      "found."),
  BETWEEN("k06", "", "first_visible_change", "clinic-once-10mm", 1, 7, "day",
          "First day of a change that is seen; pores, tone and glow are not modelled, and what is seen is assumed."),
  AT_MOST("k07", "barrier", "barrier_time", "clinic-once-10mm", 48, "h",
          "Within the window of the advice water no longer passes."),
  AT_MOST("k07", "cover of all channels", "cover_time_all", "clinic-once-10mm", 48, "h",
          "Within the window of the advice all channels are covered; sun and heat are not modelled."),
  UNTOLD("k08", "Numbing and the length of an appointment are not part of the model."),
  UNTOLD("k09", "Botulinum toxin is not part of the model."),
  { "k10", "", "water_loss", "clinic-once-10mm.yaml", "", 0.0, NONE, MEASUREMENT_AT_LEAST, 1.5, NONE, "1", 0,
    "Right after a session far more water leaves than through intact skin, so small molecules can enter; how much of a serum "
    "does, "
    "and large molecules, are not part of this number." },
  AT_MOST("k11", "", "complete_time", "clinic-once-025mm", 14.0 * 24, "h",
          "After two weeks the epidermis of a mild session is complete; whether two or four weeks give more collagen cannot be "
          "told."),
  SPACING("k12", "clinic-deep-4x42days", 216, "clinic-deep-4x28days", 174, spacing_reason),
  GIVEN(
      "k13", "gain_kept", "clinic-4x28days", NONE, "1",
      "Part of the greatest gain that is left a year after the last session; the loss rests on the half-life of mature collagen, "
      "and no measurement of needled skin over years was found."),
  UNTOLD("k14", "There is no measured gain at which wrinkles or stretch marks count as treated."),
  AT_MOST("k15", "", "peeling_onset", "clinic-once-15mm", 96, "h",
          "First peeling that is seen, often within the first day; the threshold of what is seen is assumed."),
  BETWEEN("k16", "", "redness_time", "clinic-once-15mm", 24, 48, "h", redness_reason),
  BETWEEN("k17", "", "redness_time", "clinic-once-15mm", 48, 72, "h", redness_reason),
  AT_MOST("k18", "barrier", "barrier_time", "clinic-once-10mm", 24, "h", "Water no longer passes."),
  AT_MOST("k18", "cover of all channels", "cover_time_all", "clinic-once-10mm", 24, "h", "No channel is bare any more."),
  UNTOLD("k19", "How long medication has to be stopped is a rule of practice; no measurement speaks to the window."),
  UNTOLD("k20", "Contraindications are rules of practice, not results of a model."),
  SPACING("k21", "clinic-deep-4x28days", 174, "clinic-deep-4x14days", 132, spacing_reason),
  AT_MOST(
      "k22", "", "open_part", "clinic-once-15mm", 50, "%",
      "Part of the surface that is open right after a session: most of the skin between the channels is whole; elastin-rich new "
      "tissue is not confirmed (published changes of elastin contradict each other)."),
  BETWEEN("k23", "", "redness_time", "clinic-once-10mm", 3, 72, "h", redness_reason),
  AT_MOST(
      "k24", "", "melanin_most", "clinic-dark-4x28days", 1.02, "1",
      "Greatest melanin over rest in phototype V: it rises, and 5 of 36 patients of phototype IV to V had marks in one series "
      "(dogra2014)."),
  SPACING("k25", "clinic-deep-4x42days", 216, "clinic-deep-4x28days", 174, spacing_reason),
  AT_MOST("k26", "", "complete_time", "clinic-once-15mm", 168, "h",
          "The epidermis is complete within the longest window of the advice; sun, sweat and water are not modelled."),
  UNTOLD("k27", "True by definition of a treatment plan; there is no number to test."),
  { "k28", "", "melanin_most", "clinic-dark-4x28days.yaml", "clinic-light-4x28days.yaml", NONE, NONE, MEASUREMENT_ORDER, 1, NONE,
    "1", 0,
    "Greatest melanin, phototype V over II: more in dark skin; how many people are affected, and infection, are not modelled." },
  { "k29", "", "first_visible_change", "clinic-once-10mm.yaml", "", NONE, NONE, MEASUREMENT_BETWEEN, 14, 28, "day", 1,
    "First day of a change that is seen, in epidermis or collagen; what is seen is assumed and was never measured." },
  SPACING("k30", "clinic-deep-4x42days", 216, "clinic-deep-4x28days", 174, spacing_reason),
  UNTOLD("k31", "Which complaints are treated is no question to this model."),
  UNTOLD("k32", "A description of devices; there is no number to test."),
  UNTOLD("k33", "The order of steps is a rule of practice."),
};
const size_t claim_rule_count = sizeof claim_rules / sizeof *claim_rules;
