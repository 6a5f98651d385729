/* ensemble.h - sets of parameters (rows of data/posterior.csv) and how a scenario takes one of them. */
#ifndef NEOCOL_STUDIES_ENSEMBLE_H
#define NEOCOL_STUDIES_ENSEMBLE_H

#include "scenario.h"

struct ensemble
{
  size_t settings, members;
  size_t *numbers; /* [settings], of io/setting.h */
  double *values;  /* [members][settings], in declared units */
};

/* Reads a table whose header names settings ("process.parameter", "skin.recoil_ratio") and a column `member`. STATUS_NO_INPUT,
 * STATUS_DATA when a setting is unknown or a value outside its declared bounds. Free with ensemble_free. */
enum status ensemble_read(const char *path, struct ensemble *ensemble, struct trail *trail) STATUS_CHECK;

/* Room for an ensemble of the settings called `paths`; values are not a number. */
enum status ensemble_make(const char *const *paths, size_t settings, size_t members, struct ensemble *ensemble,
                          struct trail *trail) STATUS_CHECK;
void ensemble_free(struct ensemble *ensemble);

/* Writes it with six digits; `comment` lines start with '#'. */
enum status ensemble_write(const struct ensemble *ensemble, const char *path, int force, const char *comment,
                           struct trail *trail) STATUS_CHECK;

/* A view of `base` with the values of a member: *taken shares everything but parameters[parameter_count()] (the caller's), which
 * it fills. A setting that the file of the scenario gives stays as given. */
void ensemble_take(const struct ensemble *ensemble, const double *values, const struct scenario *base, double *parameters,
                   struct scenario *taken);

#endif
