/* fit_blocks.h - the parameters that are fitted or drawn, in blocks. */
#ifndef NEOCOL_STUDIES_FIT_BLOCKS_H
#define NEOCOL_STUDIES_FIT_BLOCKS_H

#include <stddef.h>

enum fit_block
{
  FIT_CLOSURE, /* channels: does not depend on the tissue */
  FIT_TISSUE,  /* tissue, with channels as declared */
  FIT_PRIOR    /* seen by no calibration datum: drawn from the prior */
};
enum
{
  FIT_BLOCKS = 3,
  FIT_PARAMETERS = 40
};

struct fit_choice
{
  const char *path; /* a setting */
  enum fit_block block;
  int moves; /* nonzero: part of the best set (few, and seen by data); otherwise only the ensemble varies it */
};

extern const struct fit_choice fit_choices[];
extern const size_t fit_choice_count;
extern const char *const fit_block_names[];

#endif
