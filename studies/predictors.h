/* predictors.h - the two tables of quantities; used by predictors*.c only. */
#ifndef NEOCOL_STUDIES_PREDICTORS_H
#define NEOCOL_STUDIES_PREDICTORS_H

#include "prediction.h"

extern const struct predictor channel_predictors[], tissue_predictors[];
extern const size_t channel_predictor_count, tissue_predictor_count;

#endif
