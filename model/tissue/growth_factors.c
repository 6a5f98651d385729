/* growth_factors.c - PDGF, active TGF-beta and VEGF are released by platelets, macrophages and fibroblasts and decay.
 *
 *   dG/dt = gP P + gM (M1 + M2) + gF f Fa + gW g - dG G
 *   dT/dt = tP P + tM M2 + tY f Y - dT T
 *   dW/dt = w (M1 + M2) - dW W
 *
 * f: fibroblasts per volume at rest, relative to the mean of the dermis (fibroblast_density, supplied from around).
 * g: growth factor that open wound in the epidermis and along the channel sends to this depth (growth_signal.c, supplied from
 * around by a channel with depth, otherwise 0). It is read as PDGF, which keratinocytes make and have no receptors for. What a
 * clot releases is not in it, because its platelets are P. The default makes as much PDGF of it as holds G = g at rest of
 * everything else. All are excesses over rest in units of their own thresholds. They diffuse over depth when the dermis is
 * resolved (solver.depth_cells); layers on their own do not exchange them. Limits: no latent pool. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(pdgf, "1", 0, 0, 1000, "Platelet-derived growth factor, over rest", "waugh2007")                                         \
  STATE(tgf_beta, "1", 0, 0, 1000, "Active transforming growth factor beta, over rest", "waugh2006")                             \
  STATE(vegf, "1", 0, 0, 1000, "Vascular endothelial growth factor, over rest", "bianchi2015")                                   \
  MOVES(pdgf, "um2 h-1", 2000, 300, 12000, derived, "Diffusivity of PDGF in the dermis", "boon")                                 \
  MOVES(tgf_beta, "um2 h-1", 12080, 300, 15000, derived,                                                                         \
        "Diffusivity of TGF-beta in the dermis; published values differ 40-fold", "sohutskay2021")                               \
  MOVES(vegf, "um2 h-1", 12080, 300, 15000, assumed, "Diffusivity of VEGF in the dermis, as TGF-beta", "neocol")                 \
  READS(platelets, "1", 0)                                                                                                       \
  READS(macrophages_m1, "1", 0)                                                                                                  \
  READS(macrophages_m2, "1", 0)                                                                                                  \
  READS(fibroblasts_activated, "1", 0)                                                                                           \
  READS(myofibroblasts, "1", 0)                                                                                                  \
  READS(wound_growth_factor, "1", 0)                                                                                             \
  READS(fibroblast_density, "1", 1)                                                                                              \
  PARAM(pdgf_by_platelets, "day-1", 12, 4, 36, assumed, "PDGF released per unit of platelets", "neocol")                         \
  PARAM(pdgf_by_macrophages, "day-1", 2, 0.67, 6, assumed, "PDGF released per unit of macrophages", "neocol")                    \
  PARAM(pdgf_by_fibroblasts, "day-1", 0.5, 0.17, 1.5, assumed, "PDGF released per unit of activated fibroblasts", "neocol")      \
  PARAM(pdgf_by_wound, "day-1", 4, 0.4, 40, assumed, "PDGF released per unit of the growth factor of open wound", "ansel1993")   \
  PARAM(pdgf_loss, "day-1", 4, 1, 24, derived, "Loss of PDGF", "waugh2007")                                                      \
  PARAM(tgf_by_platelets, "day-1", 20, 6.7, 60, assumed, "TGF-beta released per unit of platelets", "neocol")                    \
  PARAM(tgf_by_macrophages, "day-1", 4, 1.3, 12, assumed, "TGF-beta released per unit of M2 macrophages", "neocol")              \
  PARAM(tgf_by_myofibroblasts, "day-1", 2, 0.67, 6, assumed, "TGF-beta activated per unit of myofibroblasts", "neocol")          \
  PARAM(tgf_loss, "day-1", 9.1, 0.24, 500, derived, "Loss of active TGF-beta; published values span four decades", "waugh2006")  \
  PARAM(vegf_by_macrophages, "day-1", 11, 3.7, 33, derived, "VEGF released per unit of macrophages; scales VEGF to them",        \
        "bianchi2015")                                                                                                           \
  PARAM(vegf_loss, "day-1", 11, 3.7, 33, derived, "Loss of VEGF", "bianchi2015")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real macrophages = s.macrophages_m1 + s.macrophages_m2;
  d->pdgf = s.pdgf_by_platelets * s.platelets + s.pdgf_by_macrophages * macrophages +
            s.pdgf_by_fibroblasts * s.fibroblast_density * s.fibroblasts_activated + s.pdgf_by_wound * s.wound_growth_factor -
            s.pdgf_loss * s.pdgf;
  d->tgf_beta = s.tgf_by_platelets * s.platelets + s.tgf_by_macrophages * s.macrophages_m2 +
                s.tgf_by_myofibroblasts * s.fibroblast_density * s.myofibroblasts - s.tgf_loss * s.tgf_beta;
  d->vegf = s.vegf_by_macrophages * macrophages - s.vegf_loss * s.vegf;
}

DEFINE_PROCESS(growth_factors, "Release and loss of PDGF, TGF-beta and VEGF")
