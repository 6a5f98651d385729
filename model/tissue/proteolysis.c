/* proteolysis.c - matrix metalloproteinases and their inhibitors, both 1 at rest.
 *
 *   dU/dt = (mU + k) + mU (uN N + u1 M1 + uA f A) - (mU + k I) U
 *   dI/dt = (mI + k) + mI (i2 M2 + iT T)        - (mI + k U) I
 *
 * U active MMP, I TIMP, k their mutual annihilation; N, M1, M2 cells, A activated fibroblasts, f their
 * density (fibroblasts per volume at rest, relative to the mean of the dermis; supplied from around), T TGF-beta.
 * Limits: one MMP for all. Sources: rows. */
#define DECLARE                                                                                                                  \
  STATE(mmp, "1", 1, 0, 1000, "Active matrix metalloproteinases, relative to rest", "neocol")                                    \
  STATE(timp, "1", 1, 0, 1000, "Tissue inhibitors of metalloproteinases, relative to rest", "neocol")                            \
  READS(neutrophils, "1", 0)                                                                                                     \
  READS(macrophages_m1, "1", 0)                                                                                                  \
  READS(macrophages_m2, "1", 0)                                                                                                  \
  READS(fibroblasts_activated, "1", 0)                                                                                           \
  READS(tgf_beta, "1", 0)                                                                                                        \
  READS(fibroblast_density, "1", 1)                                                                                              \
  PARAM(mmp_loss, "day-1", 0.5, 0.17, 1.5, derived, "Loss of MMP: half-life about 35 hours", "skibidy")                          \
  PARAM(timp_loss, "day-1", 0.5, 0.17, 1.5, assumed, "Loss of TIMP", "neocol")                                                   \
  PARAM(inhibition, "day-1", 1, 0.33, 3, assumed, "Mutual annihilation of MMP and TIMP", "vempati2007")                          \
  PARAM(mmp_by_neutrophils, "1", 4, 1.3, 12, assumed, "MMP made per unit of neutrophils, over rest", "neocol")                   \
  PARAM(mmp_by_m1, "1", 4, 1.3, 12, assumed, "MMP made per unit of M1 macrophages, over rest", "neocol")                         \
  PARAM(mmp_by_fibroblasts, "1", 1, 0.33, 3, assumed, "MMP made per unit of activated fibroblasts, over rest", "neocol")         \
  PARAM(timp_by_m2, "1", 1.5, 0.5, 4.5, assumed, "TIMP made per unit of M2 macrophages, over rest", "neocol")                    \
  PARAM(timp_by_tgf, "1", 2, 0.67, 6, assumed, "TIMP made per unit of TGF-beta, over rest", "neocol")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real enzyme = s.mmp_by_neutrophils * s.neutrophils + s.mmp_by_m1 * s.macrophages_m1 +
                s.mmp_by_fibroblasts * s.fibroblast_density * s.fibroblasts_activated;
  real inhibitor = s.timp_by_m2 * s.macrophages_m2 + s.timp_by_tgf * s.tgf_beta;
  d->mmp = s.mmp_loss + s.inhibition + s.mmp_loss * enzyme - (s.mmp_loss + s.inhibition * s.timp) * s.mmp;
  d->timp = s.timp_loss + s.inhibition + s.timp_loss * inhibitor - (s.timp_loss + s.inhibition * s.mmp) * s.timp;
}

DEFINE_PROCESS(proteolysis, "Matrix metalloproteinases and their inhibitors")
