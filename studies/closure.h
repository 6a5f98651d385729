/* closure.h - one channel from needling to a closed, stratified epidermis: the radial PDE, its observables and its clocks.
 *
 * The hole is a cone; the radial model takes its radius at 0.4 of the viable epidermis, where cover time agrees with the
 * axisymmetric model (closure_plane.h, solver.channel_model) to 2 % (rms 1 %). Four clocks read the same solution:
 *   recoil       95 % of the elastic recoil is done
 *   barrier      the defect that lets water pass is down to `barrier.recovered` of its fresh value
 *   cover        cover at the axis reaches `re_epithelialisation.closed_cover`: median channel, and the quantile of "all closed"
 *   stratified   stratification at the axis reaches `stratification.granular`
 * Times differ between channels log-normally; only clocks and areas of cover take part in that. */
#ifndef NEOCOL_STUDIES_CLOSURE_H
#define NEOCOL_STUDIES_CLOSURE_H

#include "closure_pieces.h"
#include "puncture.h"
#include "scenario.h"

enum
{
  CLOSURE_PROFILES = 25,    /* radial profiles kept */
  CLOSURE_PROFILE_HOURS = 2 /* from one to the next */
};

struct closure
{
  /* the median channel at times since needling, day; all arrays owned */
  size_t count;
  double *time;
  size_t turn;            /* point at which occlusion ends and the curves turn; 0: none */
  double *open_area;      /* mm2 not covered, mean over scattered channels */
  double *defect;         /* mm2 of barrier defect */
  double *cover;          /* at the axis */
  double *stratification; /* at the axis */
  double *passable;       /* mm2 through which a bacterium can pass (bacterial_entry.c); NULL with depth */
  double *lumen;          /* volume below the stratum corneum that is not filled, mm3, without clot; NULL for the radial model */
  double *dermal_lumen;   /* the same below the epidermis */
  double *growth; /* [SKIN_LAYERS + 1][growth_stride] mean growth factor in epidermis and dermal layers; NULL for the radial */
  size_t growth_stride;
  double *wound_growth; /* the same without what a clot releases: what open wound alone sends into the tissue */
  /* radial profiles of cover */
  size_t cells;
  double *radius;                        /* [cells], mm */
  double *profile;                       /* [CLOSURE_PROFILES][cells] */
  double profile_time[CLOSURE_PROFILES]; /* day */
  double hole_radius, wound_radius;      /* mm, at the level that the radial model takes */
  /* clocks, day; NaN when not reached within the time that was computed */
  double recoil_clock, barrier_clock, cover_clock, cover_all_clock, stratified_clock, stratified_all_clock;
  double bacteria_clock;     /* no bacterium passes any more (bacterial_entry.c), radial model; NaN without its process */
  double cover_84_clock;     /* 84 % of channels are covered */
  double lumen_clock;        /* the lumen is filled (re_epithelialisation.closed_lumen); NaN for the radial model */
  double dermal_lumen_clock; /* its dermal part is; NaN without one */
  double model_difference;   /* cover clock over that of the radial model, minus 1; NaN for the radial model */
  double all_quantile;
  size_t steps;
  double least;                 /* most negative value met */
  double decay_rate;            /* of the defect after the last time, 1/day */
  struct closure_pieces pieces; /* of what acts on the tissue */
};

/* Solves one channel of a completed scenario. STATUS_SOFTWARE, STATUS_MEMORY. Free with closure_free. */
enum status closure_solve(const struct scenario *scenario, const struct puncture *puncture, struct closure *closure,
                          struct trail *trail) STATUS_CHECK;
void closure_free(struct closure *closure);

/* Defect at `time` (day) after needling relative to fresh, 0 before; smooth (cubic), for the tissue. */
double closure_defect(const struct closure *closure, double time);

/* A curve over closure->time[from .. to], divided by `unit`, as cubics that see no other points: cubic[k] are the coefficients,
 * constant first, of the time since closure->time[k], up to the next point; from <= k < to. For the whole defect over its fresh
 * value this is closure_defect. */
void closure_cubics(const struct closure *closure, const double *curve, double unit, size_t from, size_t to, double (*cubic)[4]);

/* transepidermal water loss as conductances in series: skin with open channels, then the film of air */
struct closure_water
{
  double rest, limit;     /* of skin without channels, and of a film alone */
  double intact;          /* conductance of skin without channels */
  double open_per_defect; /* more of it for each mm2 of defect per channel */
};
struct closure_water closure_water_make(const struct scenario *scenario, double density);
static inline double closure_water_get(const struct closure_water *water, double defect)
{
  return 1 / (1 / (water->intact + water->open_per_defect * defect) + 1 / water->limit);
}
/* its derivative with respect to the defect */
static inline double closure_water_slope(const struct closure_water *water, double defect)
{
  double part = water->limit / (water->intact + water->open_per_defect * defect + water->limit);
  return part * part * water->open_per_defect;
}

/* Water loss in coherent units when `defect` (mm2 per channel) is open on `density` channels per mm2. */
double closure_water_loss(const struct scenario *scenario, double density, double defect);

/* Value of a curve over closure->time at `time`, linear; the last value after the end. */
double closure_curve(const struct closure *closure, const double *curve, double time);

#endif
