/* closure_pieces.c - smooth pieces for the forcing of the tissue: fitted to the closure's curves, and behind them the
 * exponentials by which they fall, until 1e-12 of a fresh channel is left. */
#include <math.h>
#include <stdlib.h>

#include "closure.h"
#include "exponential.h"
#include "vector.h"

/* part of a fresh channel that is taken as nothing */
static const double nothing = 1e-12;

/* a part of a curve of the closure over time since its start: cubics between its points, straight behind the last one */
struct sampled
{
  const double *time;
  const double (*cubic)[4];
  double start;
  size_t k, to; /* piece of the last time, and last point */
};

static double sampled_value(void *context, double since)
{
  struct sampled *sampled = context;
  double at = sampled->start + since, last = sampled->time[sampled->to], within = at < last ? at : last;
  while (sampled->k + 1 < sampled->to && sampled->time[sampled->k + 1] < within)
    sampled->k++;
  const double *c = sampled->cubic[sampled->k];
  double x = within - sampled->time[sampled->k];
  return c[0] + x * (c[1] + x * (c[2] + x * c[3])) + (at - within) * (c[1] + x * (2 * c[2] + x * (3 * c[3])));
}

/* an exponential from `last` on: by value, slope and second derivative at both ends of a piece */
static void tail_fill(double last, double rate, size_t pieces, struct spline_piece *piece)
{
  double next = last;
  for (size_t k = 0; k < pieces; k++)
  {
    double h = spline_begin(k + 1) - spline_begin(k), fall = rate * h, value = next;
    next = last * exponential_real(-rate * spline_begin(k + 1));
    // what the value, the slope and the second derivative at the end, times powers of h, lack
    double a = next - value * (1 - fall + fall * fall / 2), b = -fall * next + value * (fall - fall * fall);
    double c = fall * fall * (next - value) / 2, cube = h * h * h;
    piece[k] = (struct spline_piece){ { value, -rate * value, rate * rate * value / 2, (10 * a - 4 * b + c) / cube,
                                        (-15 * a + 7 * b - 2 * c) / (cube * h), (6 * a - 3 * b + c) / (cube * h * h) } };
  }
}

/* fits one curve, part by part; point[p] is where part p starts, the last one is the exponential */
static enum status curve_fit(const struct closure_pieces *all, const struct closure *closure, const double *curve, double unit,
                             double rate, double floor, const size_t *point, double (*cubic)[4], struct spline_piece *piece,
                             struct trail *trail)
{
  size_t end = closure->count - 1, last = all->pieces - 1;
  double left = curve[end] / unit > nothing ? curve[end] / unit : 0;
  enum status status = STATUS_OK;
  for (size_t p = 0; p + 1 < CLOSURE_PARTS && status == STATUS_OK; p++)
  {
    size_t from = point[p], to = point[p + 1];
    struct sampled sampled = { closure->time, (const double(*)[4])cubic, all->start[p], from, to };
    if (from == to)
      continue;
    closure_cubics(closure, curve, unit, from, to, cubic);
    status = spline_fit(sampled_value, &sampled, floor, all->first[p + 1] - all->first[p], piece + all->first[p], trail);
  }
  size_t first = all->first[CLOSURE_PARTS - 1];
  tail_fill(left, rate, last - first, piece + first);
  piece[last] = (struct spline_piece){ { rate > 0 ? 0 : left } };
  return status;
}

/* time until less than `nothing` is left of a curve that ends with `last` */
static double tail_length(double last, double rate)
{
  return last > nothing && rate > 0 ? log(last / nothing) / rate : 0;
}

/* where the parts start, and how many pieces each has; point[p] is the point of the closure at start[p] */
static void parts_make(struct closure_pieces *all, const struct closure *closure, double tail, size_t *point)
{
  size_t end = closure->count - 1, turn = closure->turn;
  const double *time = closure->time;
  // without a turn the first part is empty and the second one starts at once
  point[0] = 0;
  point[1] = turn;
  point[2] = end;
  size_t before = turn > 0 ? spline_pieces(time[turn]) : 0, within = spline_pieces(time[end] - time[turn]);
  all->start[0] = 0;
  all->start[1] = time[turn];
  all->start[2] = time[end];
  all->first[0] = 0;
  all->first[1] = before;
  all->first[2] = before + within;
  size_t behind = tail > 0 ? spline_pieces(tail) : 0;
  all->pieces = all->first[2] + behind + 1;
  all->closed = time[end] + spline_begin(behind);
}

static double curve_most(const struct closure *closure, const double *curve)
{
  double most = 0;
  for (size_t k = 0; k < closure->count; k++)
    most = fmax(most, curve[k]);
  return most;
}

enum status closure_pieces_make(const struct closure *closure, double decay, struct closure_pieces *all, struct trail *trail)
{
  size_t end = closure->count - 1, stride = closure->growth_stride, point[CLOSURE_PARTS];
  double fresh = closure->defect[0], unit = fresh > 0 ? fresh : 1,
         tail = tail_length(closure->defect[end] / unit, closure->decay_rate);
  // the first curve of growth factor is that of the epidermis
  const double *growth = closure->wound_growth;
  all->curves = growth != NULL ? 1 + SKIN_LAYERS : 1;
  for (size_t l = 1; l < all->curves; l++)
    tail = fmax(tail, tail_length(growth[l * stride + end], decay));
  parts_make(all, closure, tail, point);
  all->piece = (struct spline_piece *)vector_room((all->curves * all->pieces + 1) * sizeof *all->piece / sizeof(double));
  double(*cubic)[4] = calloc(closure->count, sizeof *cubic);
  enum status status = STATUS_OK;
  if (all->piece == NULL || cubic == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the pieces of a closure");
  if (status == STATUS_OK)
    status = curve_fit(all, closure, closure->defect, unit, closure->decay_rate, nothing, point, cubic, all->piece, trail);
  for (size_t l = 1; l < all->curves && status == STATUS_OK; l++)
  {
    // it starts from nothing, where errors do not count relative to it
    const double *curve = growth + l * stride;
    status = curve_fit(all, closure, curve, 1, decay, fmax(1e-3 * curve_most(closure, curve), nothing), point, cubic,
                       all->piece + l * all->pieces, trail);
  }
  free(cubic);
  return status;
}
