/* puncture.h - the puncture field of one session: how many holes, how wide, how deep, how much they overlap.
 *
 * Closed forms of random and grid patterns (Boolean model); source: Miles, Mecke, see references.bib. Lengths in mm. */
#ifndef NEOCOL_MODEL_PUNCTURE_H
#define NEOCOL_MODEL_PUNCTURE_H

#include <stdint.h>

#include "device.h"
#include "skin.h"

struct puncture_layer
{
  double injured_fraction;    /* volume fraction mechanically injured */
  double responding_fraction; /* phi: part within paracrine reach of an injury */
  double intensity;           /* injured fraction of what responds, in (0, 1]; 0 when nothing is hit */
  double bleeding;            /* weight of bleeding, 0..1 */
};

struct puncture
{
  double pass_density;           /* channels per area of one pass, mm-2 */
  double density;                /* channels per area, mm-2 */
  double cell_radius;            /* 1 / sqrt(pi density): the skin that one channel has for itself */
  double depth, depth_deviation; /* mean and standard deviation of the depth reached below the surface */
  double needle_radius;          /* of the needle at the skin surface at mean depth */
  double open_radius;            /* of the hole at the skin surface after recoil */
  double injured_radius;         /* of needle and crushed ring at the skin surface */
  double slot_length;            /* of the slit that a roller needle leaves at the surface, 0 for others */
  double open_area;              /* mean open area of one channel at the surface (with its slot) */
  double covered_fraction;       /* of the surface that is open right after the session */
  double multiplicity;           /* mean number of hits of a covered point at the surface */
  double overlap;                /* density x area of hole and crushed ring: > 0.3 warn, >= 1.128 refuse */
  double perimeter;              /* length of hole edges per area, mm-1 */
  double isolated_fraction;      /* of channels that touch no other */
  double nearest_neighbour;      /* mean distance */
  double track_step;             /* glide speed / frequency of a pen, 0 for others */
  struct puncture_layer layers[SKIN_LAYERS];
};

/* Fraction of the surface covered by `density` channels of mean area `area`: random placement (Poisson). */
double puncture_covered_poisson(double density, double area);

/* The same for `passes` regular grids of `pass_density` each, laid independently; exact in the mean. */
double puncture_covered_grids(double pass_density, double area, double passes);

/* Boolean discs: boundary length per area and Euler number per area. */
double puncture_perimeter(double density, double radius);
double puncture_euler(double density, double radius);

/* Length of the slit that a rigid needle of `length` on a drum of `radius` would cut at the surface. */
double puncture_slot(double length, double radius);

/* Radius of the needle at depth z when its tip is at depth `reach`. */
double puncture_needle_radius(const struct device *device, double reach, double z);

/* Fraction of channels deeper than z. */
double puncture_deeper(const struct puncture *puncture, double z);

/* Injured fraction at depth z below the surface. */
double puncture_injured(const struct puncture *puncture, const struct skin *skin, const struct device *device, double z);

/* What a session does between two depths (mm below the surface): means over them, bleeding at `middle`. */
struct puncture_layer puncture_at(const struct puncture *puncture, const struct skin *skin, const struct device *device,
                                  double top, double bottom, double middle);

/* Warns when channels crowd, merge into slits, or the needle is longer than skin is thick. */
void puncture_warn(const struct skin *skin, const struct device *device, const struct puncture *puncture, struct trail *trail);

/* The puncture field of completed skin and device, with the warnings above; STATUS_DATA when channels percolate (the picture of
 * single channels is lost) or there are none. */
enum status puncture_compute(const struct skin *skin, const struct device *device, struct puncture *puncture,
                             struct trail *trail) STATUS_CHECK;

/* One realisation of the holes of a session on a square of side `side`, periodic. Writes up to `room` positions (x, y) and
 * returns how many holes there are (may exceed `room`). Random for pen and stamp, independent turned grids for a roller. */
size_t puncture_sample(const struct device *device, const struct puncture *puncture, double side, uint64_t seed, uint32_t run,
                       size_t room, double *x, double *y);

#endif
