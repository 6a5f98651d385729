/* registry.h - all processes of the program; the build makes the lists from the files in channel/ and tissue/. */
#ifndef NEOCOL_MODEL_REGISTRY_H
#define NEOCOL_MODEL_REGISTRY_H

#include "declaration.h"

extern const struct process *const channel_processes[];
extern const size_t channel_process_count;
extern const struct process *const tissue_processes[];
extern const size_t tissue_process_count;

#endif
