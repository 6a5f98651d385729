/* closure_oracle.h - times of single channels from an independent Python solver, for test_closure_oracle.c.
 *
 * How they were made: rzmodel.py (class Channel, operator splitting, exact logistic growth, fields cut by thresholds), a code of
 * its own that shares nothing with this program, needles as in the columns of `cases`, r(z) = recoil (4 um + (d / 2 - 4 um)
 * min(1, (reach - z) / taper)), 333.3 holes per cm2, useg=False, npic=2.
 *   radial  Channel(r(sc + 0.4 epidermis), 1e9, taper=False, nz1=True, r_hole=r(sc), d_m=ring, dr=0.25), steps of 0.005 h.
 *           Against dr=0.5 and 0.01 h its own times move by at most 0.13 % (occluded cone_35: half-life 0.03 %).
 *   axisymmetric  Channel(r(sc), reach - sc, r_tip=recoil 4 um, d_m=ring, dr=0.5, dz=1), steps of 0.01 h. Against 1, 1.5, 0.02 h
 *           cover moves by at most 0.08 %.
 * Columns of times, h: cover at the axis 0.8; area without cover 20 % of fresh; defect 50 % and 16 %; stratification 0.9. */
#ifndef NEOCOL_TESTS_CLOSURE_ORACLE_H
#define NEOCOL_TESTS_CLOSURE_ORACLE_H

#include "closure_case.h"

#define SOLID "parameters:\n  re_epithelialisation.bare_motility: 1\n"

static const struct
{
  struct channel_case channel;
  struct channel_times radial;
} radial_cases[] = {
  { { "cone_17", .2218, .2, 73, 15, 30, .5, 10, 0, NULL }, { 5.5922, 5.3092, 1.0519, 2.8550, 51.1861 } },
  { { "cone_35", .1817, .2, 167, 15, 30, .5, 10, 0, NULL }, { 9.4523, 7.5084, 1.0519, 2.9208, 55.0310 } },
  { { "cone_35 occluded 48 h", .1817, .2, 167, 15, 30, .5, 10, 48, NULL }, { 15.0857, 10.3946, 23.5930, 49.8161, 60.2323 } },
  { { "pen 0.5 mm", .25, 1, 500, 16.8, 60, .5, 10, 0, NULL }, { 8.8897, 7.1857, 1.0519, 2.9283, 54.4695 } },
  { { "pen 1.0 mm", .25, 1, 1000, 16.8, 60, .5, 10, 0, NULL }, { 15.4412, 10.9104, 1.0519, 2.9506, 61.0212 } },
  { { "pen 1.5 mm", .25, 1, 1500, 16.8, 60, .5, 10, 0, NULL }, { 15.9813, 11.2161, 1.0519, 2.9587, 61.5619 } },
  { { "pen 1.5 mm occluded 24 h", .25, 1, 1500, 16.8, 60, .5, 10, 24, NULL }, { 26.6393, 18.2664, 24.3503, 26.6884, 72.1340 } },
  { { "radius 100", .4, .2, 1500, 15, 70, .5, 10, 0, NULL }, { 24.2493, 15.8747, 1.0519, 2.9638, 69.8300 } },
  { { "radius 125 no ring", .5, .2, 1500, 15, 70, .5, 0, 0, NULL }, { 27.8061, 17.9754, 1.0432, 2.9311, 73.3881 } },
  { { "radius 14", .056, .2, 500, 15, 40, .5, 10, 0, NULL }, { 5.5312, 5.2760, 1.0519, 2.9012, 51.1251 } },
  { { "radius 14 no ring occluded", .056, .2, 500, 15, 40, .5, 0, 120, NULL }, { 5.1125, 5.4634, 18.3969, 56.3780, 50.5373 } },
};

/* cover, h, of the axisymmetric solver */
static const struct
{
  struct channel_case channel;
  double cover;
} axisymmetric_cases[] = {
  { { "cone_17", .2218, .2, 73, 15, 30, .5, 10, 0, NULL }, 5.5761 },
  { { "cone_35", .1817, .2, 167, 15, 30, .5, 10, 0, NULL }, 9.6000 },
  { { "cone_35 occluded 48 h", .1817, .2, 167, 15, 30, .5, 10, 48, NULL }, 15.3117 },
  { { "pen 0.5 mm", .25, 1, 500, 16.8, 60, .5, 10, 0, NULL }, 8.9821 },
  { { "pen 1.0 mm", .25, 1, 1000, 16.8, 60, .5, 10, 0, NULL }, 15.5856 },
};

/* laser lesions: columns filled with dead tissue instead of holes; cover of the radial solver with lesion_solid=True, h */
static const struct
{
  struct channel_case channel;
  double cover;
} solid_cases[] = {
  { { "solid 45", .09, .2, 1500, 15, 60, 1, 0, 0, SOLID }, 9.9264 },
  { { "solid 50", .1, .2, 1500, 15, 60, 1, 0, 0, SOLID }, 11.0033 },
  { { "solid 100", .2, .2, 1500, 15, 60, 1, 0, 0, SOLID }, 21.9545 },
};

/* cover times front speed over radius, hole of 50 um, no lag, dr = width / 12 but at most 0.25, steps of 0.0025 h */
static const struct
{
  double width, ratio; /* um, 1 */
} eikonal_cases[] = { { 12, 0.8688 }, { 6, 0.9152 }, { 3, 0.9474 }, { 1.5, 0.9696 } };

#endif
