/* predictors.c - one list of all quantities, and the numbers of a study among them. */
#include "predictors.h"

#include <math.h>
#include <string.h>

#include "outcome.h"

/* a number that this version of the model does not report is not a number */
static double number_value(const char *name, const struct prediction *p)
{
  for (size_t k = 0; p->number != NULL && k < OUTCOME_NUMBER_COUNT; k++)
    if (strcmp(outcome_numbers[k].name, name) == 0)
      return p->number[k];
  return (double)NAN;
}

size_t predictor_count(void)
{
  return channel_predictor_count + tissue_predictor_count;
}

const struct predictor *predictor_at(size_t i)
{
  return i < channel_predictor_count ? &channel_predictors[i] : &tissue_predictors[i - channel_predictor_count];
}

double predictor_value(size_t i, const struct prediction *prediction, double at)
{
  const struct predictor *predictor = predictor_at(i);
  return predictor->number == NULL ? predictor->value(prediction, at) : number_value(predictor->number, prediction);
}

size_t predictor_find(const char *name)
{
  size_t i = 0;
  while (i < predictor_count() && strcmp(predictor_at(i)->name, name) != 0)
    i++;
  return i;
}
