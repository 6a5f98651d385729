/* puncture.c - the puncture field of one session in closed form.
 *
 * Channels per area and pass: pen N f / (v w), roller N / (2 pi R w), stamp N / A; each times the probability p that a needle
 * penetrates. All passes: K times that; a retraced roller adds no new places, 1 - (1 - p)^K of its grid are pierced in the end.
 *
 * Part of a plane at depth z that is covered by sections of mean area a(z) = E[area at z; channel deeper than z]:
 *   pen, stamp  1 - exp(-density a)         random places (Boolean model; mecke1991, chiu2013)
 *   roller      1 - (1 - pass_density a)^K  grids of independent phase, any direction; exact in the mean
 *   retraced    density a
 * Section: disc of radius r, for a roller a stadium of slit length s, area pi r^2 + 2 r s. Radius of the needle
 *   r_needle(z) = tip + (shaft - tip) min(1, (Z - z) / taper),
 *   hole recoil r_needle, injury r_needle + crushed_ring, response r_needle + crushed_ring + paracrine_reach;
 * slit s(z) = slot_fraction x slot of a needle that is Z - z longer than a drum of radius R + z.
 *
 * Depth Z: normal with mean penetration_fraction x length - gap and deviation scatter x mean, cut off at 0 and at twice the mean
 * so that the mean stays exact. Injured and responding fraction of a layer: mean of the covered part over its depth, with S(z)
 * inside a(z); this is exact for each pattern and equals 1 - exp(-density S area) where the section does not change with depth.
 * Reach is taken sideways only, not below the tips. intensity = injured / responding.
 *
 * Limits: overlap = density pi (hole + ring)^2 below 0.3 keeps channels single; covered sets percolate at 1.128 (mertens2012),
 * there the picture ends. Depths of channels are independent; skin is flat and does not dent. Overlap within one grid of a
 * roller is left out (pitch above hole diameter). */
#include "puncture.h"

#define PI 3.14159265358979323846

static const double crowded_overlap = 0.3, percolating_overlap = 1.128;

/* the normal law of depth is followed to so many deviations */
static const double tail = 7;

double puncture_covered_poisson(double density, double area)
{
  return -expm1(-density * area);
}

double puncture_covered_grids(double pass_density, double area, double passes)
{
  double once = pass_density * area;
  return once < 1 ? -expm1(passes * log1p(-once)) : (passes > 0);
}

double puncture_perimeter(double density, double radius)
{
  return 2 * PI * radius * density * exp(-density * PI * radius * radius);
}

double puncture_euler(double density, double radius)
{
  double overlap = density * PI * radius * radius;
  return density * (1 - overlap) * exp(-overlap);
}

double puncture_slot(double length, double radius)
{
  if (!(length > 0))
    return 0;
  // tan = sqrt(L (2 R + L)) / R keeps its digits for short needles; series where tan and angle nearly cancel
  double tangent = sqrt(length * (2 * radius + length)) / radius, square = tangent * tangent;
  double difference = tangent < 0.05 ? tangent * square * (1.0 / 3 - square * (1.0 / 5 - square * (1.0 / 7 - square / 9)))
                                     : tangent - atan(tangent);
  return 2 * radius * difference;
}

double puncture_needle_radius(const struct device *device, double reach, double z)
{
  if (!(z < reach))
    return 0;
  double shaft = device->needle_diameter / 2, part = (reach - z) / device->taper_length;
  return device->tip_radius + (shaft - device->tip_radius) * (part < 1 ? part : 1);
}

/* what is asked of a section: radius = scale x needle + margin */
struct section
{
  const struct device *device;
  const struct puncture *puncture;
  double scale, margin, z;
};

static double slit_length(const struct device *device, double reach, double z)
{
  return device->kind == DEVICE_ROLLER ? device->slot_fraction * puncture_slot(reach - z, device->drum_radius + z) : 0;
}

static double section_area(const struct section *section, double reach)
{
  double r = section->scale * puncture_needle_radius(section->device, reach, section->z) + section->margin;
  return PI * r * r + 2 * r * slit_length(section->device, reach, section->z);
}

double puncture_deeper(const struct puncture *puncture, double z)
{
  if (z <= 0)
    return 1;
  if (z >= 2 * puncture->depth)
    return 0;
  // normal law, cut off symmetrically at 0 and at twice the mean
  double deviation = sqrt(2) * puncture->depth_deviation;
  double cut = erfc(puncture->depth / deviation);
  return (erfc((z - puncture->depth) / deviation) - cut) / (2 - 2 * cut);
}

static double depth_law(const struct puncture *puncture, double reach)
{
  double deviation = puncture->depth_deviation, x = (reach - puncture->depth) / deviation;
  return exp(-x * x / 2) / (sqrt(2 * PI) * deviation * erf(puncture->depth / (sqrt(2) * deviation)));
}

/* Gauss-Legendre with eight points on panels not much wider than `scale` */
static double integrate(double (*value)(double x, const void *context), const void *context, double from, double to, double scale)
{
  static const double node[] = { 0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363 };
  static const double weight[] = { 0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763 };
  if (!(to > from))
    return 0;
  double panels = fmin(fmax(ceil((to - from) / scale), 1), 8), half = (to - from) / panels / 2, sum = 0;
  for (int panel = 0; panel < (int)panels; panel++)
  {
    double middle = from + (2 * panel + 1) * half;
    for (int k = 0; k < 4; k++)
      sum += weight[k] * (value(middle - half * node[k], context) + value(middle + half * node[k], context));
  }
  return sum * half;
}

/* area x depth law at Z = z + t^2; the root smooths the slit, which grows as (Z - z)^1.5 */
static double area_by_root(double t, const void *context)
{
  const struct section *section = context;
  double reach = section->z + t * t;
  return section_area(section, reach) * depth_law(section->puncture, reach) * 2 * t;
}

/* mean area of a section per channel, zero for those that end above z */
static double mean_area(const struct section *section)
{
  const struct puncture *puncture = section->puncture;
  double z = section->z, spread = tail * puncture->depth_deviation;
  double from = fmax(fmax(z, 0), puncture->depth - spread), to = fmin(2 * puncture->depth, puncture->depth + spread);
  if (!(to > from))
    return 0;
  // the needle stops widening at taper_length: integrate on either side
  double kink = fmin(fmax(z + section->device->taper_length, from), to);
  double a = sqrt(from - z), b = sqrt(kink - z), c = sqrt(to - z);
  return integrate(area_by_root, section, a, b, (c - a) / 8) + integrate(area_by_root, section, b, c, (c - a) / 8);
}

/* part of a plane that sections of this mean area cover */
static double covered(const struct device *device, const struct puncture *puncture, double area)
{
  if (device->kind != DEVICE_ROLLER)
    return puncture_covered_poisson(puncture->density, area);
  if (device->track == DEVICE_TRACK_RETRACED)
    return puncture_covered_grids(puncture->density, area, 1);
  return puncture_covered_grids(puncture->pass_density, area, device->passes);
}

/* probability that another channel lies within `area` around a channel */
static double visited(const struct device *device, const struct puncture *puncture, double area)
{
  if (device->kind != DEVICE_ROLLER)
    return puncture_covered_poisson(puncture->density, area);
  if (device->track == DEVICE_TRACK_RETRACED)
    return 0;
  return puncture_covered_grids(puncture->pass_density, area, device->passes - 1);
}

static double covered_at(double z, const void *context)
{
  struct section section = *(const struct section *)context;
  section.z = z;
  return covered(section.device, section.puncture, mean_area(&section));
}

double puncture_injured(const struct puncture *puncture, const struct skin *skin, const struct device *device, double z)
{
  struct section section = { device, puncture, 1, skin->crushed_ring, 0 };
  return covered_at(fmax(z, 0), &section);
}

/* mean over a layer; split where needles end or stop widening, which happens over a few deviations */
static double layer_mean(const struct section *section, const struct skin_layer *layer)
{
  double spread = tail * section->puncture->depth_deviation, depth = section->puncture->depth;
  double shoulder = depth - section->device->taper_length;
  double breaks[] = { shoulder - spread, shoulder + spread, shoulder + depth, depth - spread, depth + spread, 2 * depth };
  // take the next break below until the bottom is reached
  double sum = 0, from = layer->top;
  while (from < layer->bottom)
  {
    double to = layer->bottom;
    for (size_t k = 0; k < sizeof breaks / sizeof *breaks; k++)
      if (breaks[k] > from && breaks[k] < to)
        to = breaks[k];
    sum += integrate(covered_at, section, from, to, 2 * section->puncture->depth_deviation);
    from = to;
  }
  return sum / (layer->bottom - layer->top);
}

struct puncture_layer puncture_at(const struct puncture *puncture, const struct skin *skin, const struct device *device,
                                  double top, double bottom, double middle)
{
  const struct skin_layer layer = { .top = top, .bottom = bottom };
  struct section section = { device, puncture, 1, skin->crushed_ring, 0 };
  double injured = layer_mean(&section, &layer);
  section.margin += skin->paracrine_reach;
  double responding = layer_mean(&section, &layer);
  return (struct puncture_layer){
    .injured_fraction = injured,
    .responding_fraction = responding,
    .intensity = responding > 0 ? fmin(injured / responding, 1) : 0,
    .bleeding = 1 / (1 + exp(-(middle - skin->plexus_depth) / skin->plexus_width)),
  };
}

/* channels per area */
static void density_compute(const struct device *device, struct puncture *puncture)
{
  double area = unset, needles = device->needles;
  switch ((enum device_kind)device->kind)
  {
  case DEVICE_PEN:
    area = device->glide_speed * device->swath / device->frequency;
    puncture->track_step = device->glide_speed / device->frequency;
    break;
  case DEVICE_ROLLER:
    area = 2 * PI * device->drum_radius * device->swath;
    break;
  case DEVICE_STAMP:
    area = device->head_area;
    break;
  }
  puncture->pass_density = needles * device->puncture_probability / area;
  puncture->density = puncture->pass_density * device->passes;
  if (device->kind == DEVICE_ROLLER && device->track == DEVICE_TRACK_RETRACED)
    puncture->density = needles / area * (1 - pow(1 - device->puncture_probability, device->passes));
  puncture->cell_radius = 1 / sqrt(PI * puncture->density);
}

/* mean distance from a channel to the next: random 1 / (2 sqrt density); one grid its pitch; K grids the integral of
 * (1 - pass_density pi x^2)^(K - 1) over x, which tends to the random value as K grows */
static double neighbour_distance(const struct device *device, const struct puncture *puncture)
{
  double passes = device->track == DEVICE_TRACK_RETRACED ? 1 : device->passes;
  if (device->kind != DEVICE_ROLLER)
    return 1 / (2 * sqrt(puncture->density));
  if (passes == 1)
    return 1 / sqrt(puncture->density);
  return exp(lgamma(passes) - lgamma(passes + 0.5)) / (2 * sqrt(puncture->pass_density));
}

/* what the surface looks like */
static void surface_compute(const struct skin *skin, const struct device *device, struct puncture *puncture)
{
  puncture->needle_radius = puncture_needle_radius(device, puncture->depth, 0);
  puncture->open_radius = skin->recoil_ratio * puncture->needle_radius;
  puncture->injured_radius = puncture->needle_radius + skin->crushed_ring;
  puncture->slot_length = slit_length(device, puncture->depth, 0);
  struct section hole = { device, puncture, skin->recoil_ratio, 0, 0 };
  puncture->open_area = mean_area(&hole);
  puncture->covered_fraction = covered(device, puncture, puncture->open_area);
  puncture->multiplicity = puncture->density * puncture->open_area / puncture->covered_fraction;
  double touched = puncture->open_radius + skin->crushed_ring;
  puncture->overlap = puncture->density * PI * touched * touched;
  puncture->isolated_fraction = 1 - visited(device, puncture, 4 * PI * touched * touched);
  // an edge counts where no other hole covers it
  double edge = 2 * PI * puncture->open_radius + 2 * puncture->slot_length;
  puncture->perimeter = puncture->density * edge * (1 - visited(device, puncture, puncture->open_area));
  puncture->nearest_neighbour = neighbour_distance(device, puncture);
}

void puncture_warn(const struct skin *skin, const struct device *device, const struct puncture *puncture, struct trail *trail)
{
  double thickness = skin->stratum_corneum_thickness + skin->epidermis_thickness + skin->dermis_thickness;
  if (puncture->overlap > crowded_overlap)
    status_warn(trail,
                "channels crowd: %.0f per cm2 with holes and crushed rings of %.0f um radius overlap by %.2f (above %g the "
                "picture of single channels becomes rough, from %g on it is refused)",
                100 * puncture->density, 1000 * (puncture->open_radius + skin->crushed_ring), puncture->overlap, crowded_overlap,
                percolating_overlap);
  if (puncture->track_step > 0 && puncture->track_step < 2 * puncture->open_radius)
    status_warn(trail,
                "holes of the pen merge into slits: it glides %.0f um from one stroke to the next, but holes are %.0f um wide; "
                "glide faster than %.1f cm/s",
                1000 * puncture->track_step, 2000 * puncture->open_radius,
                puncture->open_radius * 2 * device->frequency / 86400 / 10);
  if (puncture->depth > thickness)
    status_warn(trail,
                "needles go deeper (%.2f mm) than epidermis and dermis are thick (%.2f mm); what they do below is not part of "
                "the model",
                puncture->depth, thickness);
}

enum status puncture_compute(const struct skin *skin, const struct device *device, struct puncture *puncture, struct trail *trail)
{
  *puncture = (struct puncture){ 0 };
  density_compute(device, puncture);
  if (!(puncture->density > 0))
    return status_fail(trail, STATUS_DATA, "zero density: nothing punctures the skin (%g needles, %g passes, probability %g)",
                       device->needles, device->passes, device->puncture_probability);
  puncture->depth = device->penetration_fraction * device->needle_length - device->gap;
  puncture->depth_deviation = device->depth_scatter * puncture->depth;
  if (!(puncture->depth > 0))
    return status_fail(trail, STATUS_DATA, "zero depth: needles of %g mm do not reach the skin across a gap of %g um",
                       device->needle_length, 1000 * device->gap);
  surface_compute(skin, device, puncture);
  if (!(puncture->overlap < percolating_overlap))
    return status_fail(trail, STATUS_DATA,
                       "channels run into each other: %.0f per cm2 with holes and crushed rings of %.0f um radius overlap by "
                       "%.3g, allowed is below %g; use fewer passes, fewer or thinner needles, or glide faster",
                       100 * puncture->density, 1000 * (puncture->open_radius + skin->crushed_ring), puncture->overlap,
                       percolating_overlap);
  struct skin_layer layers[SKIN_LAYERS];
  skin_layers(skin, layers);
  for (size_t k = 0; k < SKIN_LAYERS; k++)
    puncture->layers[k] =
        puncture_at(puncture, skin, device, layers[k].top, layers[k].bottom, (layers[k].top + layers[k].bottom) / 2);
  puncture_warn(skin, device, puncture, trail);
  return STATUS_OK;
}
