/* fibrosis_circuit.c - the bistable circuit of macrophages and myofibroblasts, as a structural alternative for over-treatment.
 *
 *   df/dt = f (l1 p / (1 + p) (1 - f) - m1)         dm/dt = m (l2 c / (1 + c) - m2) + w influx
 *   dc/dt = b1 f - a1 m c / (1 + c) - g c           dp/dt = b2 m + b3 f - a2 f p / (1 + p) - g p          dw/dt = -w / 1 day
 *
 * f myofibroblasts and m macrophages in units of the carrying capacity (1e6 per mL), c CSF1 and p PDGF in units of their binding
 * constants (1e9 molecules per mL). A session brings macrophages for about a day; where f persists it keeps making
 * myofibroblasts. Two injuries that are too close tip the circuit into fibrosis: a pessimistic picture of deep, severe injury.
 * On only with `variant: bistable`. Limits: coupling to the tissue is assumed. Source of the circuit: rows. */
#define DECLARE                                                                                                                  \
  STATE(circuit_myofibroblasts, "1", 0, 0, 2, "Myofibroblasts of the circuit, relative to capacity", "adler2020")                \
  STATE(circuit_macrophages, "1", 0, 0, 100, "Macrophages of the circuit, relative to capacity", "adler2020")                    \
  STATE(circuit_csf, "1", 0, 0, 1e5, "CSF1 of the circuit, relative to its binding constant", "adler2020")                       \
  STATE(circuit_pdgf, "1", 0, 0, 1e5, "PDGF of the circuit, relative to its binding constant", "adler2020")                      \
  STATE(circuit_influx, "1", 0, 0, 100, "Macrophages that an injury calls", "adler2020")                                         \
  FEEDS(myofibroblasts, "1")                                                                                                     \
  PARAM(myofibroblast_growth, "day-1", 0.9, 0.3, 2, in_vitro, "Greatest growth of myofibroblasts", "adler2020")                  \
  PARAM(macrophage_growth, "day-1", 0.8, 0.3, 2, in_vitro, "Greatest growth of macrophages", "adler2020")                        \
  PARAM(myofibroblast_death, "day-1", 0.3, 0.1, 1, in_vitro, "Death of myofibroblasts", "adler2020")                             \
  PARAM(macrophage_death, "day-1", 0.3, 0.1, 1, in_vitro, "Death of macrophages", "adler2020")                                   \
  PARAM(csf_release, "day-1", 676.8, 200, 2000, in_vitro, "CSF1 released by myofibroblasts (470 per cell and minute)",           \
        "adler2020")                                                                                                             \
  PARAM(csf_uptake, "day-1", 1353.6, 400, 4000, in_vitro, "CSF1 taken up by macrophages (940 per cell and minute)", "adler2020") \
  PARAM(pdgf_by_macrophages, "day-1", 100.8, 30, 300, in_vitro, "PDGF released by macrophages (70 per cell and minute)",         \
        "adler2020")                                                                                                             \
  PARAM(pdgf_by_myofibroblasts, "day-1", 345.6, 100, 1000, in_vitro,                                                             \
        "PDGF released by myofibroblasts (240 per cell and minute)", "adler2020")                                                \
  PARAM(pdgf_uptake, "day-1", 734.4, 200, 2200, in_vitro, "PDGF taken up by myofibroblasts (510 per cell and minute)",           \
        "adler2020")                                                                                                             \
  PARAM(loss, "day-1", 2, 0.5, 8, in_vitro, "Loss of CSF1 and PDGF", "adler2020")                                                \
  PARAM(influx, "day-1", 1, 0.1, 3, assumed, "Macrophages called per day by an injury of intensity 1", "adler2020")              \
  PARAM(influx_time, "day", 1, 0.3, 3, assumed, "How long an injury calls macrophages", "adler2020")                             \
  PARAM(seed, "1", 1e-6, 1e-8, 1e-4, assumed, "Myofibroblasts that an injury starts with: one cell per mL", "adler2020")         \
  PARAM(conversion, "day-1", 0.08, 0, 0.3, assumed, "Myofibroblasts of the tissue per circuit myofibroblast and day", "neocol")  \
  VARIANT(bistable) INJURE
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real f = s.circuit_myofibroblasts, m = s.circuit_macrophages, c = s.circuit_csf, p = s.circuit_pdgf;
  real csf_bound = c / (1 + c), pdgf_bound = p / (1 + p);
  d->circuit_myofibroblasts = f * (s.myofibroblast_growth * pdgf_bound * (1 - f) - s.myofibroblast_death);
  d->circuit_macrophages = m * (s.macrophage_growth * csf_bound - s.macrophage_death) + s.influx * s.circuit_influx;
  d->circuit_csf = s.csf_release * f - s.csf_uptake * m * csf_bound - s.loss * c;
  d->circuit_pdgf = s.pdgf_by_macrophages * m + s.pdgf_by_myofibroblasts * f - s.pdgf_uptake * f * pdgf_bound - s.loss * p;
  d->circuit_influx = -s.circuit_influx / s.influx_time;
  d->myofibroblasts = s.conversion * f;
}

PROCESS_INJURY(struct in s, struct hit hit, struct states *after)
{
  after->circuit_influx = s.circuit_influx + hit.intensity;
  after->circuit_myofibroblasts = s.circuit_myofibroblasts + s.seed * hit.intensity;
}

DEFINE_PROCESS(fibrosis_circuit, "The bistable circuit of macrophages and myofibroblasts (variant bistable only)")
