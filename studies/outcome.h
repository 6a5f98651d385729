/* outcome.h - what one run gives: numbers, curves over the protocol, curves of the closing channel. Units as declared here or in
 * the processes; everything that leaves the program goes through these rows. */
#ifndef NEOCOL_STUDIES_OUTCOME_H
#define NEOCOL_STUDIES_OUTCOME_H

#include "scenario.h"
#include "closure_share.h"
#include "system.h"

/* numbers of a run: name, unit, long name, definition */
#define OUTCOME_NUMBERS(ROW)                                                                                                     \
  ROW(needle_length, "mm", "Needle length", "As set")                                                                            \
  ROW(sessions, "1", "Sessions", "Number of sessions")                                                                           \
  ROW(spacing, "week", "Session spacing", "Time from the first session to the second")                                           \
  ROW(channel_density, "cm-2", "Channels per area", "Holes of one session per area of skin")                                     \
  ROW(covered_fraction, "1", "Open area fraction right after a session", "Area within open holes over treated area")             \
  ROW(injured_fraction, "1", "Injured fraction of the dermis", "Volume within needle and crushed ring, mean over the dermis")    \
  ROW(responding_fraction, "1", "Responding fraction of the dermis",                                                             \
      "Volume within paracrine reach of an injury, mean over the dermis")                                                        \
  ROW(recoil_ratio, "1", "Open hole over needle diameter", "Right after the recoil; closure clock 1 is its time")                \
  ROW(channel_overlap, "1", "Crowding of channels", "Density times area of hole and crushed ring; above 0.3 channels crowd")     \
  ROW(penetration_depth, "mm", "Depth reached", "Mean depth of the tips below the skin surface")                                 \
  ROW(open_radius, "um", "Radius of the open hole at the surface", "After recoil")                                               \
  ROW(wound_radius, "um", "Radius of the wound in the epidermis", "Hole and crushed ring at 0.4 of the viable epidermis")        \
  ROW(closure_time_recoil, "h", "Recoil (clock 1)", "95 % of the elastic recoil is done")                                        \
  ROW(closure_time_barrier, "h", "Barrier (clock 2)",                                                                            \
      "Defect for water down to barrier.recovered of fresh; representative channel")                                             \
  ROW(closure_time_cover, "h", "Cover (clock 3)", "Cover at the axis reaches re_epithelialisation.closed_cover; median channel") \
  ROW(closure_time_cover_84, "h", "Closure clock 3, cover of 84 % of channels", "The same, one standard deviation later (ED84)") \
  ROW(closure_time_cover_all, "h", "Cover of all channels (clock 3)",                                                            \
      "The same for the quantile re_epithelialisation.all_closed_quantile of channels")                                          \
  ROW(closure_time_stratified, "h", "Stratified (clock 4)",                                                                      \
      "Stratification at the axis reaches stratification.granular; median channel")                                              \
  ROW(closure_time_stratified_all, "h", "All channels stratified (clock 4)",                                                     \
      "The same for the quantile re_epithelialisation.all_closed_quantile of channels")                                          \
  ROW(lumen_time, "h", "Lumen of the channel filled",                                                                            \
      "Volume below the stratum corneum, without clot, filled to re_epithelialisation.closed_lumen; median channel; models "     \
      "with "                                                                                                                    \
      "depth only")                                                                                                              \
  ROW(lumen_time_dermis, "h", "Dermal lumen of the channel filled", "The same below the epidermis")                              \
  ROW(channel_model_difference, "1", "Cover clock over that of the radial model, minus 1", "Models with depth only")             \
  ROW(redness_duration, "h", "Duration of visible redness",                                                                      \
      "Longest time after a session until redness is no longer visible in tissue that responds")                                 \
  ROW(peak_erythema, "1", "Greatest redness", "Over rest")                                                                       \
  ROW(peak_melanin, "1", "Greatest melanin", "Relative to rest")                                                                 \
  ROW(collagen_gain, "1", "Collagen change after follow-up", "Total collagen of the dermis relative to rest, minus 1")           \
  ROW(collagen_gain_fixed_day, "1", "Collagen change at a fixed day", "Total collagen of the dermis relative to rest, minus 1")  \
  ROW(sessions_by_fixed_day, "1", "Sessions by the fixed day", "Sessions that were done when collagen_gain_fixed_day is read")   \
  ROW(collagen_gain_sampling_error, "1", "Standard error of collagen_gain",                                                      \
      "From drawn hit patterns; 0 when all patterns are taken")                                                                  \
  ROW(end_day, "day", "End of the run", "Last session and follow-up")                                                            \
  ROW(read_day, "day", "Fixed day", "Day of collagen_gain_fixed_day, counted from the first session")                            \
  ROW(solver_steps, "1", "Steps of the tissue integrator", "All layers and batches of patterns")                                 \
  ROW(least_value, "1", "Most negative value", "Of all states during integration; nothing is clipped")                           \
  ROW(bleeding_score, "um", "Bleeding right after a session",                                                                    \
      "Injured fraction times weight of bleeding, summed over the depth of the dermis, times bleeding_tendency of drugs")        \
  ROW(swelling_duration, "h", "Duration of visible swelling",                                                                    \
      "Longest time after a session until swelling, mean over the papillary dermis, stays below 1; 0: none")                     \
  ROW(bruise_duration, "h", "Duration of a visible bruise", "Longest time after a session until bruise stays below 1; 0: none")  \
  ROW(peeling_onset, "h", "Peeling is first seen", "First time at which peeling reaches 1; missing when it never does")          \
  ROW(peeling_end, "h", "Peeling is over", "Longest time after a session until peeling stays below 1; 0: none")                  \
  ROW(tightness_duration, "h", "Duration of tightness", "Longest time after a session until tightness stays below 1; 0: none")   \
  ROW(bacteria_window, "h", "Window for bacteria",                                                                               \
      "Until the area of a median channel that is neither covered nor plugged is below the cross-section of a bacterium")        \
  ROW(serum_delivered, "1", "Serum that enters, over channels that stay fresh",                                                  \
      "Amount at the end of contact; without serum none")                                                                        \
  ROW(serum_enhancement, "1", "Serum that enters, over intact skin", "Amount at the end of contact")                             \
  ROW(serum_depth, "mm", "Depth that the serum reaches",                                                                         \
      "Below the surface, where its concentration is a tenth of the serum's; the whole skin at most")                            \
  ROW(peak_epidermal_thickness, "1", "Greatest thickness of the viable epidermis", "Relative to rest")                           \
  ROW(pih_excess, "1", "Greatest excess of melanin", "Peak of melanin relative to rest, minus 1")                                \
  ROW(pih_duration, "day", "Duration of a visible change of pigment",                                                            \
      "Time for which pigment_change is 1 or more, up to the end of the run")                                                    \
  ROW(overtreatment_index, "1", "Over-treatment",                                                                                \
      "Larger of scar_load and myofibroblast_load after follow-up (the latter from overtreatment.chronic_after on); above 1: "   \
      "yes")                                                                                                                     \
  ROW(first_visible_change, "day", "First visible change for the better",                                                        \
      "First day at which the epidermis is thicker by appearance.visible_thickening or collagen higher by visible_collagen")     \
  ROW(collagen_left_1_year, "1", "Collagen gain left after a year",                                                              \
      "One year after follow-up, over collagen_gain; durability: on")                                                            \
  ROW(collagen_left_2_years, "1", "Collagen gain left after two years", "Two years after follow-up; durability: on")

/* curves over the time of the protocol that come from the channels; those of the tissue are its observables and states */
#define OUTCOME_CHANNEL_CURVES(ROW)                                                                                              \
  ROW(open_area_fraction, "1", "Area of skin that is not covered by epithelium", "Mean over scattered channels")                 \
  ROW(barrier_defect, "1", "Barrier defect, relative to fresh", "Sum over sessions")                                             \
  ROW(transepidermal_water_loss, "g m-2 h-1", "Transepidermal water loss", "Film-limited, linear in the open area")

/* curves over the time since one needling */
#define OUTCOME_CLOSURE_CURVES(ROW)                                                                                              \
  ROW(closure_open_area, "1", "Open area, relative to fresh", "Area without epithelial cover, mean over scattered channels")     \
  ROW(closure_barrier_defect, "1", "Barrier defect, relative to fresh", "Representative channel")                                \
  ROW(closure_water_loss, "g m-2 h-1", "Transepidermal water loss", "After one session")                                         \
  ROW(closure_stratification, "1", "Stratification at the axis", "Median channel")                                               \
  ROW(closure_lumen, "1", "Open lumen, relative to fresh",                                                                       \
      "Volume below the stratum corneum that is not filled; median channel; models with depth only")                             \
  ROW(closure_lumen_dermis, "1", "Open dermal lumen, relative to fresh", "The same below the epidermis")                         \
  ROW(closure_growth_epidermis, "1", "Growth factor in the epidermis",                                                           \
      "Mean over the skin of one channel; models with depth only")                                                               \
  ROW(closure_growth_papillary, "1", "Growth factor in the papillary dermis", "The same")                                        \
  ROW(closure_growth_upper_reticular, "1", "Growth factor in the upper reticular dermis", "The same")                            \
  ROW(closure_growth_lower_reticular, "1", "Growth factor in the lower reticular dermis", "The same")

enum outcome_number
{
#define ROW(name, unit, long_name, definition) OUTCOME_##name,
  OUTCOME_NUMBERS(ROW)
#undef ROW
  OUTCOME_NUMBER_COUNT
};

enum outcome_channel_curve
{
#define ROW(name, unit, long_name, definition) OUTCOME_CURVE_##name,
  OUTCOME_CHANNEL_CURVES(ROW)
#undef ROW
  OUTCOME_CHANNEL_CURVE_COUNT
};

enum outcome_closure_curve
{
#define ROW(name, unit, long_name, definition) OUTCOME_CLOSURE_##name,
  OUTCOME_CLOSURE_CURVES(ROW)
#undef ROW
  OUTCOME_CLOSURE_CURVE_COUNT
};

struct outcome_row
{
  const char *name, *unit, *long_name, *definition;
};
extern const struct outcome_row outcome_numbers[], outcome_channel_curves[], outcome_closure_curves[];

/* the axes that all runs of a study share */
struct outcome_axes
{
  size_t times; /* day */
  double *time;
  size_t closure_times; /* day since needling */
  double *closure_time;
  size_t radii; /* mm */
  double *radius;
  size_t depths; /* mm below the surface */
  double *depth;
  double side; /* mm, of the square on which holes are drawn */
};

/* how much of a run is kept */
enum outcome_detail
{
  OUTCOME_NUMBERS_ONLY,
  OUTCOME_WITH_CURVES,
  OUTCOME_COMPLETE
};

/* one run, values in the units of the rows (observables and states: of their declarations); all arrays owned */
struct outcome
{
  double number[OUTCOME_NUMBER_COUNT];
  size_t observables, states, holes;
  double *channel_curve;   /* [OUTCOME_CHANNEL_CURVE_COUNT][times] */
  double *observable;      /* [observables][times]: of the dermis, or of the papillary layer for surface processes */
  double *layer_collagen;  /* [times][SKIN_LAYERS] */
  double *depth_collagen;  /* [depths]: change of collagen at the end of the run; NaN outside the dermis */
  double *state;           /* [states][times], papillary layer */
  double *closure_curve;   /* [OUTCOME_CLOSURE_CURVE_COUNT][closure_times] */
  double *profile;         /* [CLOSURE_PROFILES][radii] */
  double *injured;         /* [depths] */
  double *hole_x, *hole_y; /* [holes], mm */
  double layer_top[SKIN_LAYERS], layer_bottom[SKIN_LAYERS];                                       /* mm */
  double layer_injured[SKIN_LAYERS], layer_responding[SKIN_LAYERS], layer_intensity[SKIN_LAYERS]; /* 1 */
};

/* times at which runs are read, collected one run at a time; starts as zeros */
struct outcome_marks
{
  size_t count, room;
  double *time, last; /* last: latest end of a run */
};

/* Adds the sessions, the fixed day and the end of a run. STATUS_MEMORY. */
enum status outcome_marks_add(struct outcome_marks *marks, const struct scenario *scenario, struct trail *trail) STATUS_CHECK;
void outcome_marks_free(struct outcome_marks *marks);

/* Axes for the runs whose marks were collected: hourly for the first days, then every 6 h, and every mark. */
enum status outcome_axes_from_marks(struct outcome_marks *marks, struct outcome_axes *axes, struct trail *trail) STATUS_CHECK;

/* Distance (day) of the times that all runs are reported at, and whether `time` is one of them: marks are others. */
double outcome_grid_step(double time);
int outcome_grid_has(double time);

/* Axes for `count` scenarios: the same at once. */
enum status outcome_axes_make(struct scenario *const *scenarios, size_t count, struct outcome_axes *axes,
                              struct trail *trail) STATUS_CHECK;

/* Only the times, for a run of which numbers are kept and no curves. STATUS_MEMORY. */
enum status outcome_axes_times(const struct scenario *scenario, struct outcome_axes *axes, struct trail *trail) STATUS_CHECK;
void outcome_axes_free(struct outcome_axes *axes);

/* Day on which a run ends, and the fixed day at which it is read too (NaN when it ends before). */
double outcome_end_day(const struct scenario *scenario);
double outcome_fixed_day(const struct scenario *scenario);

/* How many of the times a run is read at: up to its end. */
size_t outcome_reports(const struct scenario *scenario, const struct outcome_axes *axes);

struct beginning;
struct puncture_share;
struct tissue_share;

/* what a run may have in common with others */
struct outcome_share
{
  struct closure_share *channels;   /* NULL: none */
  struct beginning *beginning;      /* its protocol (beginnings.h); NULL: none */
  struct puncture_share *punctures; /* NULL: none */
  struct tissue_share *tissues;     /* NULL: none */
};

/* Computes one run; values after its end are NaN. Warnings go to the trail. `share` may be NULL. */
enum status outcome_compute(const struct scenario *scenario, const struct outcome_axes *axes, enum outcome_detail detail,
                            const struct outcome_share *share, struct outcome *outcome, struct trail *trail) STATUS_CHECK;
void outcome_free(struct outcome *outcome);

/* Warns of what only the outcome shows. */
void outcome_warn(const struct scenario *scenario, const struct outcome *outcome, struct trail *trail);

/* What the numbers are worth, in one sentence. */
extern const char outcome_statement[];

#endif
