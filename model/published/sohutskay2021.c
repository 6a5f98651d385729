/* sohutskay2021.c - fibroblasts, cytokine and collagen of a dermal wound, without space (Buganza Tepole 2017, Sohutskay 2021).
 *
 *   drho/dt = (pr + prc c / (Krc + c) + prt H) (1 - rho / Krr) rho - dr rho            dr = pr (1 - rho0 / Krr)
 *   dc/dt   = (pc c + pct H) rho / (Kcc + c) - dc c                                    prc .. per cell: / rho0
 *   dphi/dt = (pf + pfc c / (Kfc + c) + pft H) rho / (Kfr + phi) - (df + c rho dfrc) phi
 *   H = on / (1 + exp(-gamma (J - theta))),   Kfr = rho0 pf / df - 1,   dfrc = ratio df / (rho0 cmax),   Krc = part cmax
 *
 * rho: fibroblasts, c: cytokine, phi: collagen fraction (rest 1); (rho0, 0, 1) is exactly at rest for H = 0. J, the stretch, is a
 * parameter here because mechanics and diffusion are left out. Time in hours. */
#include "published.h"

#define PUBLISHED_SOURCE "sohutskay2021"
#define DECLARE                                                                                                                  \
  BEGINS(fibroblasts, "mm-3", 100, "Fibroblasts")                                                                                \
  BEGINS(cytokine, "g mm-3", 1e-4, "Cytokine")                                                                                   \
  BEGINS(collagen, "1", 0.01, "Collagen fraction, relative to rest")                                                             \
  CHOICE(mechanics, 0, "1 with stretch-sensitive cells, 0 without (H = 0)")                                                      \
  GIVEN(stretch, "1", 1, "Elastic stretch of the area, J")                                                                       \
  GIVEN(gamma, "1", 5, "Steepness of the response to stretch")                                                                   \
  GIVEN(theta, "1", 2, "Stretch at half response")                                                                               \
  GIVEN(rho0, "mm-3", 1000, "Fibroblasts at rest")                                                                               \
  GIVEN(cmax, "g mm-3", 1e-4, "Cytokine of a fresh wound")                                                                       \
  GIVEN(pr, "h-1", 0.017, "Division of fibroblasts")                                                                             \
  GIVEN(prc, "h-1", 0.0085, "Division by cytokine")                                                                              \
  GIVEN(prt, "h-1", 0.0085, "Division by stretch")                                                                               \
  GIVEN(Krr, "mm-3", 1e4, "Carrying capacity of fibroblasts")                                                                    \
  GIVEN(Krc_part, "1", 0.1, "Cytokine at half effect on division, relative to a fresh wound")                                    \
  GIVEN(pc, "h-1", 9e-11, "Cytokine made by all fibroblasts at rest, by cytokine")                                               \
  GIVEN(pct, "h-1", 9e-10, "Cytokine made by all fibroblasts at rest, by stretch")                                               \
  GIVEN(Kcc, "1", 0.1, "Saturation of the making of cytokine")                                                                   \
  GIVEN(dc, "h-1", 0.001, "Decay of cytokine")                                                                                   \
  GIVEN(pf, "h-1", 0.002, "Collagen made by all fibroblasts at rest")                                                            \
  GIVEN(pfc, "h-1", 0.002, "The same by cytokine")                                                                               \
  GIVEN(pft, "h-1", 0.002, "The same by stretch")                                                                                \
  GIVEN(Kfc, "g mm-3", 1e-4, "Cytokine at half effect on collagen")                                                              \
  GIVEN(df, "h-1", 9.7e-4, "Turnover of collagen")                                                                               \
  GIVEN(dfrc_ratio, "1", 0.5, "Turnover by cytokine and fibroblasts, relative to the plain one")                                 \
  SHOWS(response, "1", "Response to stretch, H")                                                                                 \
  SHOWS(collagen_saturation, "1", "Saturation of the making of collagen, Kfr")
#include "process.h"

PROCESS_INLINE double stretched(struct in s)
{
  return s.mechanics / (1 + exponential_real(-s.gamma * (s.stretch - s.theta)));
}

PROCESS_INLINE double saturation(struct in s)
{
  return s.pf / s.df - 1;
}

PROCESS_RATES(struct in s, struct out *d)
{
  real rho = s.fibroblasts, c = s.cytokine, phi = s.collagen;
  double H = stretched(s), death = s.pr * (1 - s.rho0 / s.Krr);
  real division = s.pr + s.prc * c / (s.Krc_part * s.cmax + c) + s.prt * H;
  real making = (s.pf + s.pfc * c / (s.Kfc + c) + s.pft * H) / s.rho0;
  real turnover = s.df + s.dfrc_ratio * s.df / (s.rho0 * s.cmax) * c * rho;
  d->fibroblasts = division * (1 - rho / s.Krr) * rho - death * rho;
  d->cytokine = (s.pc * c + s.pct * H) / s.rho0 * rho / (s.Kcc + c) - s.dc * c;
  d->collagen = making * rho / (saturation(s) + phi) - turnover * phi;
}

PROCESS_OBSERVABLE(response)
{
  return stretched(s);
}

PROCESS_OBSERVABLE(collagen_saturation)
{
  return saturation(s);
}

DEFINE_PROCESS(sohutskay2021, "Fibroblasts, cytokine and collagen of a dermal wound, at one point")

DEFINE_PUBLISHED(sohutskay2021) = {
  .process = &process_published_sohutskay2021,
  .title = "Mechanobiology of wound healing and scarring, the biochemical part at one point",
  .citation = "Buganza Tepole 2017, Comput. Methods Appl. Mech. Eng. 314:46-70; Sohutskay, Buganza Tepole and "
              "Voytik-Harbin 2021, Acta Biomater. (volume not checked)",
  .seen =
      "Equations and numbers (1000 cells/mm3) in the authors' C++ and FEniCS code. Kcc = 0.1 and the start are what reproduces "
      "the reference values. The papers themselves were not visible.",
  .caveats =
      "The authors mark a number as 'RANDOM?' in their code (Kfc). With stretch-sensitive cells rest is not a rest: H(J = 1) = "
      "0.00669.",
  .time_unit = "h",
  .variants = { { "chemistry", "a wound, H = 0", { { NULL, 0 } }, { NULL } },
                { "rest",
                  "the exact equilibrium, H = 0",
                  { { "fibroblasts_initial", 1000 }, { "cytokine_initial", 0 }, { "collagen_initial", 1 } },
                  { NULL } },
                { "stretched", "a wound, cells feel the stretch J = 1", { { "mechanics", 1 } }, { NULL } } },
  .times = { 0, 24, 72, 168, 336, 720, 1440, 2160, 4320 },
  .absolute_tolerance = 1e-16,
};
