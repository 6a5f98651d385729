/* closure_table_rows.c - the rows: which number of which scenario stands against which measurement. */
#include <math.h>

#include "closure_table.h"

#define NONE ((double)NAN)

/* as the datum says */
#define DATUM(row, used, datum, what, quantity, scenario)                                                                        \
  {                                                                                                                              \
    row, used, datum, what, NULL, 0, NONE, NONE, quantity, scenario ".yaml", NULL, NONE, { NULL, NULL }, NULL                    \
  }
#define DATUM_AT(row, used, datum, what, quantity, at, scenario)                                                                 \
  {                                                                                                                              \
    row, used, datum, what, NULL, 0, NONE, NONE, quantity, scenario ".yaml", NULL, at, { NULL, NULL }, NULL                      \
  }
/* the ratio of two runs, as the datum says */
#define DATUM_RATIO(row, used, datum, what, quantity, at, scenario, against, parameter)                                          \
  {                                                                                                                              \
    row, used, datum, what, NULL, 0, NONE, NONE, quantity, scenario ".yaml", against ".yaml", at, { NULL, NULL }, parameter      \
  }
/* read in another way than in measurements.csv: `own` says how */
#define OWN(row, used, datum, what, own, kind, low, high, quantity, at, scenario, against)                                       \
  {                                                                                                                              \
    row, used, datum, what, own, kind, low, high, quantity, scenario ".yaml", against, at, { NULL, NULL }, NULL                  \
  }
/* for information */
#define SHOWN(row, used, what, quantity, at, scenario, set, other_set)                                                           \
  {                                                                                                                              \
    row, used, "", what, NULL, 0, NONE, NONE, quantity, scenario ".yaml", NULL, at, { set, other_set }, NULL                     \
  }

#define COARSE "solver.channel_model=coarse"

const struct closure_row closure_rows[] = {
  /* --- used for the declared constants --- */
  DATUM("laser lesions, half of them covered", 1, "c161", "smallest, radius 45 um", "cover_time", "laser-lesion-45um"),
  DATUM("laser lesions, half of them covered", 1, "c162", "largest, radius 100 um", "cover_time", "laser-lesion-100um"),
  DATUM("laser lesions, 84 % covered", 1, "c163", "smallest", "cover_time_84", "laser-lesion-45um"),
  DATUM("laser lesions, 84 % covered", 1, "c164", "largest", "cover_time_84", "laser-lesion-100um"),
  DATUM("rat, 370 um, in air, all covered", 1, "c007", "from the cone of the 770 um needle to its base", "cover_time_all",
        "rat-370um-bases"),
  OWN("water loss recovers in air", 1, "c005", "370 um", "2 to 5 h with c013", MEASUREMENT_BETWEEN, 2, 5, "barrier_time", NONE,
      "rat-370um", NULL),
  OWN("water loss recovers in air", 1, "c005", "770 um", "2 to 5 h with c013", MEASUREMENT_BETWEEN, 2, 5, "barrier_time", NONE,
      "rat-770um", NULL),
  DATUM("water loss recovers in air", 1, "c005", "370 um, against the rat alone", "barrier_time", "rat-370um"),
  OWN("occluded channels", 1, "c019", "half-life, holes of 35, 50, 75 um", "with c020, c021", MEASUREMENT_BETWEEN, 20, 26,
      "barrier_half_life", NONE, "array-occluded-widths", NULL),
  OWN("occluded channels", 1, "c016", "closed, the same holes", "with c017, c018", MEASUREMENT_BETWEEN, 58, 63.1, "barrier_time",
      NONE, "array-occluded-widths", NULL),
  OWN("occluded channels", 1, "c016", "closed over half-life", "c016 to c018 over c019 to c021", MEASUREMENT_BETWEEN, 2.4, 2.9,
      "barrier_time_over_half_life", NONE, "array-occluded-widths", NULL),
  DATUM_AT("tape stripping, 20 to 30 years, 24 h", 1, "c188", "barrier recovered", "barrier_recovery", 24, "tape-strip-young"),
  DATUM("granular layer", 1, "c187", "hole of 35 um", "granular_time", "rat-770um"),
  DATUM("rollers on the face, water loss", 1, "c042", "0.15 mm", "water_loss_time", "face-roller-015mm"),
  DATUM("rollers on the face, water loss", 1, "c043", "0.25 mm", "water_loss_time", "face-roller-025mm"),
  /* --- not used --- */
  SHOWN("rat, 770 um, in air, all covered", 0, "median channel", "cover_time", NONE, "rat-770um", NULL, NULL),
  DATUM("rat, 770 um, in air, all covered", 0, "c008", "all channels, over set-ups", "cover_time_all", "rat-770um-setups"),
  OWN("rat, 770 um, in air, all covered", 0, "c008", "the same", "and still open at 12 h, as samples at 8, 12, 18 h would say",
      MEASUREMENT_BETWEEN, 12, 18, "cover_time_all", NONE, "rat-770um-setups", NULL),
  OWN("rat, 770 um over 370 um", 0, "c008", "all covered; base of 370 um not known", "(12 to 18 h) over (8 to 12 h), c007",
      MEASUREMENT_BETWEEN, 1, 2.25, "cover_time_all", NONE, "rat-770um", "rat-370um-bases.yaml"),
  DATUM_RATIO("water loss the same after both needles", 0, "c006", "770 um over 370 um", "barrier_time", NONE, "rat-770um",
              "rat-370um", NULL),
  SHOWN("laser lesions of 50 um, all covered", 0, "median lesion", "cover_time", NONE, "laser-lesion-50um", NULL, NULL),
  DATUM("laser lesions of 50 um, all covered", 0, "c166", "all (95 %), as in c170", "cover_time_all", "laser-lesion-50um"),
  SHOWN("laser lesions of 50 um, all covered", 0, "99 % of lesions", "cover_time_99", NONE, "laser-lesion-50um", NULL, NULL),
  DATUM("skin models closed at 48 h", 0, "c179", "all covered, over set-ups in air", "cover_time_all", "skin-model-setups"),
  SHOWN("skin models closed at 48 h", 0, "all covered when kept moist", "cover_time_all", NONE, "skin-model", NULL, NULL),
  OWN("skin models open at 24 h", 0, "c178", "channels open, over set-ups in air", "taken as more than 20 % of channels",
      MEASUREMENT_AT_LEAST, 20, NONE, "channels_open", 24, "skin-model-setups", NULL),
  SHOWN("skin models open at 24 h", 0, "channels open with the recoil of living skin", "channels_open", 24, "skin-model-setups",
        "skin.recoil_ratio=0.5", NULL),
  DATUM("skin models complete", 0, "c181", "stratified to 99 %, over set-ups in air", "complete_time", "skin-model-setups"),
  SHOWN("skin models complete", 0, "the same, hole of 35 um", "complete_time", NONE, "rat-770um", NULL, NULL),
  DATUM_AT("pens, water loss over rest at 48 h", 0, "c046", "0.5 mm", "water_loss", 48, "pen-05mm"),
  SHOWN("pens, water loss over rest at 48 h", 0, "1.5 mm", "water_loss", 48, "pen-15mm", NULL, NULL),
  DATUM_RATIO("pens, 1.5 mm loses more than 0.5 mm", 0, "c047", "ratio; taper of the needle not known", "water_loss", 48,
              "pen-15mm-tapers", "pen-05mm-tapers", NULL),
  DATUM("hydrogel array, normal water loss within 24 h", 0, "c038", "water loss within a tenth of rest", "water_loss_time",
        "hydrogel-array"),
  { "hydrogel array, open in tomography at 24 h",
    0,
    "c039",
    "dermal lumen filled",
    "tomography shows the lumen",
    MEASUREMENT_AT_LEAST,
    24,
    NONE,
    "lumen_time",
    "hydrogel-array.yaml",
    NULL,
    NONE,
    { COARSE, NULL },
    NULL },
  SHOWN("hydrogel array, open in tomography at 24 h", 0, "lumen filled with clot from 0.15 mm down", "lumen_time", NONE,
        "hydrogel-array", COARSE, "skin.clot=below_plexus"),
  SHOWN("hydrogel array, open in tomography at 24 h", 0, "all covered by epithelium", "cover_time_all", NONE, "hydrogel-array",
        NULL, NULL),
  DATUM_RATIO("occlusion slows cover", 0, "c009", "770 um, occluded over air", "cover_time_all", NONE, "rat-770um-occluded",
              "rat-770um", "re_epithelialisation.bare_motility"),
  SHOWN("occlusion slows cover", 0, "median channel, occluded", "cover_time", NONE, "rat-770um-occluded", NULL, NULL),
  SHOWN("occlusion slows cover", 0, "all channels, occluded (recalled: 72 h, c012)", "cover_time_all", NONE, "rat-770um-occluded",
        NULL, NULL),
  SHOWN("occlusion slows cover", 0, "lumen filled, median, occluded", "lumen_time", NONE, "rat-770um-occluded", COARSE, NULL),
  SHOWN("occlusion slows cover", 0, "lumen filled, all channels, occluded", "lumen_time_all", NONE, "rat-770um-occluded", COARSE,
        NULL),
  { "tape stripping, over 80 years, 24 h",
    0,
    "c190",
    "barrier recovered",
    NULL,
    0,
    NONE,
    NONE,
    "barrier_recovery",
    "tape-strip-aged.yaml",
    NULL,
    24,
    { "off=[]", NULL },
    "person.aged_barrier" },
};
const size_t closure_row_count = sizeof closure_rows / sizeof *closure_rows;
