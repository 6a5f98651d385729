/* device.c - words and defaults of pen, roller and stamp.
 *
 * Sources of the defaults by kind: needles of a pen 12 and of a stamp 35 (exceed2018 and other device records: 6 to 42 per
 * cartridge; the stamp is assumed), of a roller 192 on a drum of 20 mm width (schwarz2011). Depth over needle length is about 1
 * for a pen in human strips (sasaki2019, one donor); 0.5 for a roller lies between 0.2 in rat (kalluri2011) and 0.77 for an
 * array pressed by hand on people (donnelly2011). */
#include "device.h"

#define KEY_SECTION "device"
#define KEY_STRUCT struct device

const char *const device_kinds[] = { "pen", "roller", "stamp", NULL };
const char *const device_tracks[] = { "independent", "retraced", NULL };
const struct key device_keys[] = { DEVICE_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t device_key_count = sizeof device_keys / sizeof *device_keys;

/* what a kind of device brings when the scenario does not say; mm */
static const struct
{
  double needles, swath, penetration_fraction;
} by_kind[] = {
  [DEVICE_PEN] = { 12, 9, 1 },
  [DEVICE_ROLLER] = { 192, 20, 0.5 },
  [DEVICE_STAMP] = { 35, 0, 1 },
};

enum status device_complete(struct device *device, struct trail *trail)
{
  enum device_kind kind = (enum device_kind)device->kind;
  if (isnan(device->needles))
    device->needles = by_kind[kind].needles;
  if (isnan(device->penetration_fraction))
    device->penetration_fraction = by_kind[kind].penetration_fraction;
  // a stamp does not glide: its swath is the side of its head and nothing depends on it
  if (isnan(device->swath))
    device->swath = kind == DEVICE_STAMP ? sqrt(device->head_area) : by_kind[kind].swath;

  if (device->passes == 0)
    return status_fail(trail, STATUS_DATA, "device.passes is 0: zero density, nothing punctures the skin; at least 1 is needed");
  if (device->puncture_probability == 0)
    return status_fail(trail, STATUS_DATA,
                       "device.puncture_probability is 0: zero density, no needle penetrates; it must be above 0");
  double reach = device->penetration_fraction * device->needle_length;
  if (device->gap >= reach)
    return status_fail(trail, STATUS_DATA,
                       "device.gap is %g um, but needles of %g mm that go in by a fraction of %g reach only %g um: "
                       "none penetrates",
                       1000 * device->gap, device->needle_length, device->penetration_fraction, 1000 * reach);
  if (device->track == DEVICE_TRACK_RETRACED && kind != DEVICE_ROLLER)
    status_warn(trail, "device.track retraced is meant for a roller; for a %s it has no effect", device_kinds[kind]);
  return STATUS_OK;
}
