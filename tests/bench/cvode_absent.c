/* cvode_absent.c - stands in for cvode_solvers.c where SUNDIALS could not be fetched: no solvers, and the rows say so. */
#include "problem.h"

const struct solver cvode_solvers[] = { { NULL, NULL, NULL } };
