/* forcing_curves.c - smooth pieces for the forcing: fitted to the closure's curves, and behind them the exponentials by which
 * they fall, until 1e-12 of a fresh channel is left. */
#include <math.h>
#include <stdlib.h>

#include "exponential.h"
#include "forcing.h"
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
static enum status curve_fit(const struct forcing *forcing, const struct closure *closure, const double *curve, double unit,
                             double rate, double floor, const size_t *point, double (*cubic)[4], struct spline_piece *piece,
                             struct trail *trail)
{
  size_t end = closure->count - 1, last = forcing->pieces - 1;
  double left = curve[end] / unit > nothing ? curve[end] / unit : 0;
  enum status status = STATUS_OK;
  for (size_t p = 0; p + 1 < FORCING_PARTS && status == STATUS_OK; p++)
  {
    size_t from = point[p], to = point[p + 1];
    struct sampled sampled = { closure->time, (const double(*)[4])cubic, forcing->start[p], from, to };
    if (from == to)
      continue;
    closure_cubics(closure, curve, unit, from, to, cubic);
    status =
        spline_fit(sampled_value, &sampled, floor, forcing->first[p + 1] - forcing->first[p], piece + forcing->first[p], trail);
  }
  size_t first = forcing->first[FORCING_PARTS - 1];
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
static void parts_make(struct forcing *forcing, const struct closure *closure, double tail, size_t *point)
{
  size_t end = closure->count - 1, turn = closure->turn;
  const double *time = closure->time;
  // without a turn the first part is empty and the second one starts at once
  point[0] = 0;
  point[1] = turn;
  point[2] = end;
  size_t before = turn > 0 ? spline_pieces(time[turn]) : 0, within = spline_pieces(time[end] - time[turn]);
  forcing->start[0] = 0;
  forcing->start[1] = time[turn];
  forcing->start[2] = time[end];
  forcing->first[0] = 0;
  forcing->first[1] = before;
  forcing->first[2] = before + within;
  size_t behind = tail > 0 ? spline_pieces(tail) : 0;
  forcing->pieces = forcing->first[2] + behind + 1;
  forcing->closed = time[end] + spline_begin(behind);
}

static double curve_most(const struct closure *closure, const double *curve)
{
  double most = 0;
  for (size_t k = 0; k < closure->count; k++)
    most = fmax(most, curve[k]);
  return most;
}

enum status forcing_curves_make(struct forcing *forcing, const struct closure *closure, struct trail *trail)
{
  size_t end = closure->count - 1, stride = closure->growth_stride, point[FORCING_PARTS];
  double unit = forcing->fresh > 0 ? forcing->fresh : 1, tail = tail_length(closure->defect[end] / unit, closure->decay_rate);
  double decay = parameter_value(forcing->scenario->parameters, "growth_signal.decay");
  // the first curve of growth factor is that of the epidermis
  const double *growth = closure->wound_growth;
  forcing->curves = growth != NULL ? 1 + SKIN_LAYERS : 1;
  for (size_t l = 1; l < forcing->curves; l++)
    tail = fmax(tail, tail_length(growth[l * stride + end], decay));
  parts_make(forcing, closure, tail, point);
  forcing->piece =
      (struct spline_piece *)vector_room((forcing->curves * forcing->pieces + 1) * sizeof *forcing->piece / sizeof(double));
  double(*cubic)[4] = calloc(closure->count, sizeof *cubic);
  enum status status = STATUS_OK;
  if (forcing->piece == NULL || cubic == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the forcing of the tissue");
  if (status == STATUS_OK)
    status =
        curve_fit(forcing, closure, closure->defect, unit, closure->decay_rate, nothing, point, cubic, forcing->piece, trail);
  for (size_t l = 1; l < forcing->curves && status == STATUS_OK; l++)
  {
    // it starts from nothing, where errors do not count relative to it
    const double *curve = growth + l * stride;
    status = curve_fit(forcing, closure, curve, 1, decay, fmax(1e-3 * curve_most(closure, curve), nothing), point, cubic,
                       forcing->piece + l * forcing->pieces, trail);
  }
  free(cubic);
  return status;
}
