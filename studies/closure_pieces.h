/* closure_pieces.h - curves of a closure that act on the tissue, as smooth pieces (spline.h): a value costs a few
 * multiplications.
 */
#ifndef NEOCOL_STUDIES_CLOSURE_PIECES_H
#define NEOCOL_STUDIES_CLOSURE_PIECES_H

#include "spline.h"

enum
{
  CLOSURE_PARTS = 3
};

struct closure;

/* curves over time since a session: the defect relative to fresh, until nothing is left of it, then growth factor of open wound
 * in each dermal layer when the channel has depth. Pieces begin anew where a curve turns: where occlusion ends, and where the
 * closure ends and an exponential follows. The last piece is constant. */
struct closure_pieces
{
  size_t curves, pieces;
  size_t first[CLOSURE_PARTS]; /* piece of each part */
  double start[CLOSURE_PARTS]; /* day; infinite when there is no such part */
  double closed;               /* begin of the last piece */
  struct spline_piece *piece;  /* [curves][pieces]; owned by the closure */
};

/* Makes the pieces from the curves of a closure; growth factor falls by `decay` (1/day) behind their end. STATUS_MEMORY. Free
 * `piece` with free in any case. */
enum status closure_pieces_make(const struct closure *closure, double decay, struct closure_pieces *pieces,
                                struct trail *trail) STATUS_CHECK;

#endif
