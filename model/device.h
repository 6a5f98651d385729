/* device.h - what punctures the skin: pen, roller or stamp, as declared keys of a scenario. */
#ifndef NEOCOL_MODEL_DEVICE_H
#define NEOCOL_MODEL_DEVICE_H

#include "key.h"

enum device_kind
{
  DEVICE_PEN,
  DEVICE_ROLLER,
  DEVICE_STAMP
};
enum device_track
{
  DEVICE_TRACK_INDEPENDENT,
  DEVICE_TRACK_RETRACED
};
extern const char *const device_kinds[], *const device_tracks[];

#define DEVICE_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                              \
  CHOICE(kind, 0, device_kinds, "Pen (driven needles glide over the skin), roller (needles on a drum) or stamp")                 \
  QUANTITY(needle_length, "mm", 1.5, 0.1, 3.5, assumed, "Needle length", "neocol")                                               \
  QUANTITY(needle_diameter, "mm", 0.25, 0.05, 0.5, derived, "Diameter of a needle at its shaft", "schwarz2011")                  \
  QUANTITY(taper_length, "mm", 1.0, 0.2, 2, assumed, "Length over which a needle widens from tip to shaft", "neocol")            \
  QUANTITY(tip_radius, "um", 4, 0.5, 20, animal, "Radius of the tip", "kalluri2011")                                             \
  COUNT(needles, unset, 1, 1080, "Needles of the cartridge, drum or head; by kind: 12, 192, 35")                                 \
  QUANTITY(frequency, "Hz", 100, 10, 300, derived, "Strokes per second of a pen", "exceed2018")                                  \
  QUANTITY(glide_speed, "cm/s", 4, 0.1, 20, assumed, "Speed of a pen over the skin", "neocol")                                   \
  QUANTITY(swath, "mm", unset, 1, 60, assumed, "Width treated by pen (9 mm) or drum (20 mm) in one glide", "neocol")             \
  QUANTITY(drum_radius, "mm", 10, 3, 30, derived, "Radius of the drum of a roller, without needles", "schwarz2011")              \
  QUANTITY(head_area, "cm2", 1, 0.05, 20, assumed, "Area of the head of a stamp", "neocol")                                      \
  COUNT(passes, 2, 0, 40, "Passes over the same skin (pen, roller) or stamps on the same place")                                 \
  CHOICE(track, 0, device_tracks, "Whether roller passes fall independently or retrace the same holes")                          \
  QUANTITY(puncture_probability, "1", 1, 0, 1, assumed, "Part of the needles that penetrate", "neocol")                          \
  QUANTITY(penetration_fraction, "1", unset, 0.1, 1, human, "Depth reached over needle length; pen, stamp 1, roller 0.5",        \
           "sasaki2019")                                                                                                         \
  QUANTITY(depth_scatter, "1", 0.15, 0.02, 0.4, assumed, "Standard deviation of the depth over its mean", "neocol")              \
  QUANTITY(gap, "um", 0, 0, 500, assumed, "Part of the length lost between guide and skin", "neocol")                            \
  QUANTITY(slot_fraction, "1", 0.1, 0, 1, assumed, "Part of the geometric slot of a roller needle that the skin shows", "neocol")

struct device
{
  DEVICE_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key device_keys[];
extern const size_t device_key_count;

/* Fills what was left unset by the kind of device. STATUS_DATA when keys contradict each other. */
enum status device_complete(struct device *device, struct trail *trail) STATUS_CHECK;

#endif
