/* puncture_sample.c - one realisation of the holes of a session, to hold the closed forms against.
 *
 * Pen, stamp: a Poisson process of the given density on the square, so the number of holes varies too. It is walked along x:
 * steps are exponential with mean 1 / (density side), y is uniform.
 * Roller: one square grid per pass with pitch 1 / sqrt(density of needles), turned by a uniform angle and shifted by a uniform
 * phase, independently for each pass; each needle penetrates with its probability. Retraced: one grid for all passes.
 * Limits: turned grids are cut at the square, they do not continue periodically; take statistics at least one hole radius
 * inside. A real drum has rows of another pitch in one direction, which the mean coverage does not see. */
#include "puncture.h"

#include "random.h"

#define PI 3.14159265358979323846

/* a stream for each use of chance */
enum purpose
{
  STEPS = 0x70756e01,
  PLACES,
  GRIDS,
  NEEDLES
};

/* where holes are written, as far as there is room */
struct holes
{
  size_t count, room;
  double *x, *y;
};

static void hole_add(struct holes *holes, double x, double y)
{
  if (holes->count < holes->room)
  {
    holes->x[holes->count] = x;
    holes->y[holes->count] = y;
  }
  holes->count += 1;
}

static void random_sample(double density, double side, uint64_t seed, uint32_t run, struct holes *holes)
{
  struct random_stream steps = { seed, run, STEPS }, places = { seed, run, PLACES };
  double x = 0, step = 1 / (density * side);
  for (uint64_t n = 0;; n++)
  {
    x -= step * log1p(-random_uniform(steps, n));
    if (!(x < side))
      return;
    hole_add(holes, x, side * random_uniform(places, n));
  }
}

/* one turned and shifted grid; `first` numbers its needles for the stream of chance and is moved on */
static void grid_sample(double pitch, double probability, double side, const double chance[3], struct random_stream needles,
                        uint64_t *first, struct holes *holes)
{
  double angle = 2 * PI * chance[0], c = cos(angle), s = sin(angle), middle = side / 2;
  long reach = (long)ceil(side / sqrt(2) / pitch) + 1;
  for (long i = -reach; i <= reach; i++)
    for (long j = -reach; j <= reach; j++)
    {
      double u = pitch * ((double)i + chance[1]), v = pitch * ((double)j + chance[2]);
      double x = middle + c * u - s * v, y = middle + s * u + c * v;
      int penetrates = random_uniform(needles, (*first)++) < probability;
      if (penetrates && x >= 0 && x < side && y >= 0 && y < side)
        hole_add(holes, x, y);
    }
}

size_t puncture_sample(const struct device *device, const struct puncture *puncture, double side, uint64_t seed, uint32_t run,
                       size_t room, double *x, double *y)
{
  struct holes holes = { 0, room, x, y };
  if (!(puncture->density > 0 && side > 0))
    return 0;
  if (device->kind != DEVICE_ROLLER)
  {
    random_sample(puncture->density, side, seed, run, &holes);
    return holes.count;
  }
  // pass_density counts needles that penetrate; the grid holds all of them
  struct random_stream grids = { seed, run, GRIDS }, needles = { seed, run, NEEDLES };
  double grid_density = puncture->pass_density / device->puncture_probability, probability = device->puncture_probability;
  int passes = (int)device->passes;
  if (device->track == DEVICE_TRACK_RETRACED)
  {
    probability = puncture->density / grid_density;
    passes = 1;
  }
  uint64_t first = 0;
  for (int pass = 0; pass < passes; pass++)
  {
    double chance[3];
    for (int k = 0; k < 3; k++)
      chance[k] = random_uniform(grids, (uint64_t)(3 * pass + k));
    grid_sample(1 / sqrt(grid_density), probability, side, chance, needles, &first, &holes);
  }
  return holes.count;
}
