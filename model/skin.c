/* skin.c - the layers of a skin site, thinned with age.
 *
 * thickness(age) = thickness(45 year) [1 - rate (age - 45 year) / 10 year]
 *
 * Dermis: ultrasound in vivo, mean of women and men (meng2022). Dermis of forearm, shoulder and buttock: no measurement found
 * that fits the others (oltulu2018 has 2 to 6 mm of other regions in fixed tissue), so 1 mm is assumed and said in a warning.
 * Viable epidermis: body from histology (sandby_moller2003); face from 60 um at the cheek (chosen between chopra2015, face 30
 * to 63 um, and sandby_moller2003, body 57 to 82 um), other sites in the ratio of their ultrasound values (meng2022), because
 * ultrasound is 2 to 3 times too thick in absolute terms but good for ratios.
 * Stratum corneum: cheek by confocal Raman (egawa2007), taken for the whole face and neck; body from histology
 * (sandby_moller2003). It is not thinned with age: no change at cheek (egawa2007) and body (sandby_moller2003).
 * Thinning: dermis 6 % per decade, epidermis 5.7 % (women) and 7.2 % (men), mean 6.45 % per decade of the original
 * (branchet1990, inner arm). Sandby-Moller found no change of epidermis with age; thinning is chosen since facial ultrasound
 * thins too in women (meng2022), and a thickness that a scenario gives is never changed.
 * Densities: papillary against reticular dermis, each uniform within, mean 1 over the dermis. Vessels: blood in the layers of an
 * optical model of skin (meglinski2002, read in other people's code): papillary dermis 100 um with 4 % and upper plexus 80 um
 * with 30 % against reticular dermis 1620 um with 4 % and deep plexus 200 um with 10 %, a ratio of 3.3; 2.6 when the reticular
 * dermis is as thin as in the face. Collagen: 93.35 against 89.2 % of the area of stained sections (branchet1991). Fibroblasts:
 * more above the plexus (sorrell2004), no number found there; 2100 to 4100 per mm3 in the middle of the dermis (miller2003).
 * Limits: no sex, no swelling with water, no ethnic difference; reference age 45 year is assumed for all sources. */
#include "skin.h"

#include <string.h>

#include "unit.h"

#define KEY_SECTION "skin"
#define KEY_STRUCT struct skin

#define UM 1e-3
/* 60 um at the cheek, other facial sites by the mean ultrasound value (mm) of women and men; 0.20 and 0.19 at the cheek */
#define FACE(women, men) (60 * UM * ((women) + (men)) / (0.20 + 0.19))
#define MEAN(women, men) (((women) + (men)) / 2)

/* name; stratum corneum, viable epidermis, dermis in mm at 45 year, each with its source, "neocol" for what is assumed; numbers
 * of data rows c097 to c154 */
#define SITES(ROW)                                                                                                               \
  ROW("cheek", 16.8 * UM, "egawa2007", FACE(0.20, 0.19), "chopra2015", MEAN(0.87, 1.14), "meng2022")                             \
  ROW("forehead", 16.8 * UM, "egawa2007", FACE(0.20, 0.22), "meng2022", MEAN(0.86, 1.17), "meng2022")                            \
  ROW("temple", 16.8 * UM, "egawa2007", FACE(0.18, 0.19), "meng2022", MEAN(0.80, 1.06), "meng2022")                              \
  ROW("nose", 16.8 * UM, "egawa2007", FACE(0.19, 0.20), "meng2022", MEAN(0.93, 1.03), "meng2022")                                \
  ROW("jaw", 16.8 * UM, "egawa2007", FACE(0.18, 0.21), "meng2022", MEAN(0.91, 1.02), "meng2022")                                 \
  ROW("neck", 16.8 * UM, "egawa2007", FACE(0.17, 0.19), "meng2022", MEAN(0.99, 0.98), "meng2022")                                \
  ROW("forearm", 18.3 * UM, "sandby_moller2003", 56.6 * UM, "sandby_moller2003", 1.0, "neocol")                                  \
  ROW("shoulder", 11.0 * UM, "sandby_moller2003", 70.3 * UM, "sandby_moller2003", 1.0, "neocol")                                 \
  ROW("buttock", 14.9 * UM, "sandby_moller2003", 81.5 * UM, "sandby_moller2003", 1.0, "neocol")

#define NAME(name, stratum_corneum, source_1, epidermis, source_2, dermis, source_3) name,
#define SITE(name, stratum_corneum, source_1, epidermis, source_2, dermis, source_3)                                             \
  { stratum_corneum, epidermis, dermis, source_1, source_2, source_3 },
static const struct
{
  double stratum_corneum, epidermis, dermis;
  const char *stratum_corneum_source, *epidermis_source, *dermis_source;
} sites[] = { SITES(SITE) };

const char *const skin_sites[] = { SITES(NAME) NULL };
const char *const skin_clots[] = { "none", "below_plexus", NULL };
const char *const skin_phototypes[] = { "I", "II", "III", "IV", "V", "VI", NULL };
const char *const skin_indications[] = { "ageing", "atrophic_scar", "stretch_mark", NULL };
const char *const skin_sexes[] = { "unspecified", "woman", "man", NULL };
const char *const skin_smokings[] = { "never", "smoker", NULL };
const char *const skin_findings[] = { "none", "active_acne", "rosacea", "open_wound", "suspicious_lesion", NULL };
const struct key skin_keys[] = { SKIN_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t skin_key_count = sizeof skin_keys / sizeof *skin_keys;

static const double reference_age = 45;                       /* year */
static const double dermis_thinning = 0.06;                   /* per decade; branchet1990 */
static const double epidermis_thinning = (0.057 + 0.072) / 2; /* per decade; branchet1990 */

enum status skin_complete(struct skin *skin, struct trail *trail)
{
  // take from the table what was not given
  size_t site = (size_t)skin->site;
  double decades = (skin->age / unit_factor("year") - reference_age) / 10;
  if (isnan(skin->stratum_corneum_thickness))
    skin->stratum_corneum_thickness = sites[site].stratum_corneum;
  if (isnan(skin->epidermis_thickness))
    skin->epidermis_thickness = sites[site].epidermis * (1 - epidermis_thinning * decades);
  if (isnan(skin->dermis_thickness))
  {
    skin->dermis_thickness = sites[site].dermis * (1 - dermis_thinning * decades);
    if (strcmp(sites[site].dermis_source, "neocol") == 0)
      status_warn(trail,
                  "the dermis of the %s is taken as %.2f mm, which is assumed, not measured; give skin.dermis_thickness if it "
                  "is known",
                  skin_sites[site], skin->dermis_thickness);
  }
  // the reticular dermis needs room below the papillary dermis
  if (!(skin->papillary_thickness < skin->dermis_thickness))
    return status_fail(trail, STATUS_DATA,
                       "skin.papillary_thickness is %g um, but the whole dermis is only %g um thick (skin.dermis_thickness, %s, "
                       "%g year): the papillary dermis must be thinner",
                       skin->papillary_thickness / UM, skin->dermis_thickness / UM, skin_sites[site],
                       skin->age / unit_factor("year"));
  return STATUS_OK;
}

double skin_pigment_response(const struct skin *skin)
{
  // geometric steps between 0.3 (I), 1 (III) and 3 (V and above); assumed
  static const double response[] = { 0.3, 0.55, 1, 1.7, 3, 3 };
  return response[skin->phototype];
}

void skin_layers(const struct skin *skin, struct skin_layer layers[SKIN_LAYERS])
{
  double top = skin->stratum_corneum_thickness + skin->epidermis_thickness;
  double papillary = top + skin->papillary_thickness, bottom = top + skin->dermis_thickness;
  double middle = papillary + (bottom - papillary) / 2;
  layers[0] = (struct skin_layer){ "papillary_dermis", "papillary dermis", top, papillary };
  layers[1] = (struct skin_layer){ "upper_reticular_dermis", "upper reticular dermis", papillary, middle };
  layers[2] = (struct skin_layer){ "lower_reticular_dermis", "lower reticular dermis", middle, bottom };
}

/* density over [top, bottom] when it is `ratio` times as high in the papillary dermis as below */
static double density_mean(double ratio, double part, double whole)
{
  return (1 + part * (ratio - 1)) / (1 + whole * (ratio - 1));
}

struct skin_density skin_density(const struct skin *skin, double top, double bottom)
{
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(skin, layers);
  double shared = fmin(bottom, layers[0].bottom) - fmax(top, layers[0].top);
  double part = shared > 0 ? shared / (bottom - top) : 0, whole = skin->papillary_thickness / skin->dermis_thickness;
  return (struct skin_density){
    .vessels = density_mean(skin->papillary_vessel_ratio, part, whole),
    .fibroblasts = density_mean(skin->papillary_fibroblast_ratio, part, whole),
    .collagen = density_mean(skin->papillary_collagen_ratio, part, whole),
  };
}
