/* skin.h - what is treated: the layers of a skin site and how they answer to a needle, as declared keys of a scenario. */
#ifndef NEOCOL_MODEL_SKIN_H
#define NEOCOL_MODEL_SKIN_H

#include "key.h"

enum skin_clot
{
  SKIN_CLOT_NONE,
  SKIN_CLOT_BELOW_PLEXUS
};
enum skin_indication
{
  SKIN_AGEING,
  SKIN_ATROPHIC_SCAR,
  SKIN_STRETCH_MARK
};
enum skin_sex
{
  SKIN_ANY_SEX,
  SKIN_WOMAN,
  SKIN_MAN
};
enum skin_smoking
{
  SKIN_NON_SMOKER,
  SKIN_SMOKER
};
enum skin_finding
{
  SKIN_NO_FINDING
};
extern const char *const skin_clots[], *const skin_sites[], *const skin_phototypes[], *const skin_indications[];
extern const char *const skin_sexes[], *const skin_smokings[], *const skin_findings[];

/* thicknesses left unset come from the site table in skin.c */
#define SKIN_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                                \
  CHOICE(site, 0, skin_sites, "Body site; decides the thickness of the layers where they are not given")                         \
  QUANTITY(age, "year", 45, 18, 100, assumed, "Age of the treated person; thins dermis and epidermis", "branchet1990")           \
  CHOICE(phototype, 2, skin_phototypes, "Fitzpatrick phototype; scales how strongly pigment cells answer")                       \
  CHOICE(indication, SKIN_AGEING, skin_indications, "Why the skin is treated; changes the collagen it starts with (person.h)")   \
  CHOICE(sex, SKIN_ANY_SEX, skin_sexes, "Sex of the treated person; without it the mean of both")                                \
  CHOICE(smoking, SKIN_NON_SMOKER, skin_smokings, "Whether the treated person smokes, about 20 cigarettes a day")                \
  CHOICE(finding, SKIN_NO_FINDING, skin_findings, "What else the skin shows; changes no number, but is not usually needled")     \
  QUANTITY(stratum_corneum_thickness, "um", unset, 5, 200, human, "Stratum corneum; by site", "egawa2007")                       \
  QUANTITY(epidermis_thickness, "um", unset, 20, 300, human, "Viable epidermis; by site and age", "sandby_moller2003")           \
  QUANTITY(dermis_thickness, "mm", unset, 0.3, 6, human, "Dermis; by site and age", "meng2022")                                  \
  QUANTITY(papillary_thickness, "um", 200, 50, 400, assumed, "Papillary dermis, the uppermost dermal layer", "neocol")           \
  QUANTITY(papillary_vessel_ratio, "1", 3, 1, 6, derived, "Vessels per volume, papillary over reticular dermis",                 \
           "meglinski2002")                                                                                                      \
  QUANTITY(papillary_fibroblast_ratio, "1", 2, 1, 5, assumed, "Fibroblasts per volume, papillary over reticular dermis",         \
           "sorrell2004")                                                                                                        \
  QUANTITY(papillary_collagen_ratio, "1", 1.05, 0.6, 1.1, human, "Collagen per volume, papillary over reticular dermis",         \
           "branchet1991")                                                                                                       \
  QUANTITY(recoil_ratio, "1", 0.5, 0.2, 1, animal, "Open hole over needle radius after withdrawal", "kalluri2011")               \
  QUANTITY(recoil_time, "min", 5, 0.05, 30, assumed, "Time constant of the recoil: seconds to minutes", "neocol")                \
  QUANTITY(crushed_ring, "um", 10, 0, 30, assumed, "Width of the injured ring around a channel, about one cell", "neocol")       \
  QUANTITY(paracrine_reach, "um", 100, 24, 180, derived, "How far from the injury tissue responds", "waugh2006")                 \
  QUANTITY(plexus_depth, "um", 250, 100, 400, assumed, "Depth below the surface at which bleeding sets in", "neocol")            \
  QUANTITY(plexus_width, "um", 60, 10, 200, assumed, "Depth over which bleeding sets in", "neocol")                              \
  CHOICE(clot, SKIN_CLOT_NONE, skin_clots, "Whether clot fills the channel below the upper plexus (models with depth only)")     \
  QUANTITY(clot_depth, "um", 150, 70, 250, assumed, "Depth below the stratum corneum at which a channel is half clot", "neocol") \
  QUANTITY(clot_width, "um", 10, 1, 100, assumed, "Depth over which clot sets in", "neocol")                                     \
  QUANTITY(water_loss, "g m-2 h-1", 10, 2, 30, assumed, "Transepidermal water loss of intact skin", "neocol")

struct skin
{
  SKIN_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key skin_keys[];
extern const size_t skin_key_count;

/* Fills what was left unset from the site table, thinned with age. STATUS_DATA when layers do not fit into each other. */
enum status skin_complete(struct skin *skin, struct trail *trail) STATUS_CHECK;

/* How strongly pigment cells answer, relative to phototype III (assumed, 0.3 to 3). */
double skin_pigment_response(const struct skin *skin);

enum
{
  SKIN_LAYERS = 3
};

/* a dermal layer; depths below the skin surface */
struct skin_layer
{
  const char *name, *title; /* papillary_dermis, "papillary dermis" */
  double top, bottom;
};

/* The dermal layers of a completed skin, from top to bottom: papillary, upper and lower reticular. */
void skin_layers(const struct skin *skin, struct skin_layer layers[SKIN_LAYERS]);

/* how much there is of something per volume, relative to its mean over the dermis */
struct skin_density
{
  double vessels, fibroblasts, collagen;
};

/* The densities between two depths (mm below the surface) of the dermis of a completed skin: means over them. Over the whole
 * dermis each is 1. */
struct skin_density skin_density(const struct skin *skin, double top, double bottom);

#endif
