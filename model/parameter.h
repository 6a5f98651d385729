/* parameter.h - one flat list of the parameters of all processes, named process.parameter. */
#ifndef NEOCOL_MODEL_PARAMETER_H
#define NEOCOL_MODEL_PARAMETER_H

#include "registry.h"

/* How many processes there are; channel processes first, then tissue. */
size_t process_count(void);

/* The process with number i < process_count(). */
const struct process *process_at(size_t i);

/* Number of the process called `name`, or process_count() when there is none. */
size_t process_find(const char *name);

/* How many parameters all processes have together. */
size_t parameter_count(void);

/* Row and process of parameter i < parameter_count(), in the order of processes and rows. */
const struct parameter_row *parameter_at(size_t i, const struct process **process);

/* Number of "process.parameter", or parameter_count() when there is none. */
size_t parameter_find(const char *path);

/* Number of the first parameter of a process (its others follow). */
size_t parameter_first(const struct process *process);

/* Value of "process.parameter" within values[parameter_count()]; NaN when the program has no such process or parameter. */
double parameter_value(const double *values, const char *path);

/* Fills values[parameter_count()] with the defaults in coherent units. */
void parameter_defaults(double *values);

#endif
