/* sherratt1990.c - closure of an epidermal wound with one chemical that governs division (Sherratt and Murray 1990, 1991).
 *
 *   dn/dt = D lap n + s(c) n (2 - n) - n              dc/dt = C lap c + lambda (f(n) - c)
 *   activator: s = 2 m (h - b) c / (m^2 + c^2) + b,   b = (1 + m^2 - 2 h m) / (1 - m)^2,   f = n (1 + a^2) / (n^2 + a^2)
 *   inhibitor: s = ((h - 1) c + h) / (2 (h - 1) c + 1),   f = n
 *
 * n: cells, c: chemical, relative to rest; without dimension (length: radius of the wound, time: 1 / (0.01 per hour)). n = c = 0
 * in the wound, 1 at its edge, no flux at the centre; healed where n >= 0.8. Limits: linear diffusion, a held edge. */
#include "published.h"

#define PUBLISHED_SOURCE "sherratt1990"
#define DECLARE                                                                                                                  \
  STATE(cells, "1", 1, -PUBLISHED_MOST, PUBLISHED_MOST, "Epidermal cells, relative to rest", PUBLISHED_SOURCE)                   \
  STATE(chemical, "1", 1, -PUBLISHED_MOST, PUBLISHED_MOST, "Chemical that governs division, relative to rest", PUBLISHED_SOURCE) \
  MOVES(cells, "1", 5e-4, 0, PUBLISHED_MOST, derived, "Movement of cells, D (inhibitor: 1e-4)", PUBLISHED_SOURCE)                \
  MOVES(chemical, "1", 0.45, 0, PUBLISHED_MOST, derived, "Diffusion of the chemical, C (inhibitor: 0.85)", PUBLISHED_SOURCE)     \
  CHOICE(inhibitor, 0, "0: the chemical activates division; 1: it inhibits it")                                                  \
  GIVEN(lambda, "1", 30, "Turnover of the chemical (inhibitor: 5)")                                                              \
  GIVEN(h, "1", 10, "Greatest division, relative to rest")                                                                       \
  GIVEN(m, "1", 40, "Activator at greatest division")                                                                            \
  GIVEN(a, "1", 0.1, "Cells at the greatest making of activator")                                                                \
  GIVEN(radius, "1", 1, "Radius (slab: half width) of the wound")                                                                \
  CHOICE(disc, 1, "1: a disc; 0: a slab")
#include "process.h"

PROCESS_RATES(struct in s, struct out *d)
{
  real n = s.cells, c = s.chemical;
  double b = (1 + s.m * s.m - 2 * s.h * s.m) / ((1 - s.m) * (1 - s.m));
  real activated = 2 * s.m * (s.h - b) * c / (s.m * s.m + c * c) + b;
  real inhibited = ((s.h - 1) * c + s.h) / (2 * (s.h - 1) * c + 1);
  real made = n * (1 + s.a * s.a) / (n * n + s.a * s.a);
  real division = s.inhibitor * inhibited + (1 - s.inhibitor) * activated;
  d->cells = division * n * (2 - n) - n;
  d->chemical = s.lambda * (s.inhibitor * n + (1 - s.inhibitor) * made - c);
}

DEFINE_PROCESS(sherratt1990, "Closure of an epidermal wound by movement and division of its cells")

DEFINE_PUBLISHED(sherratt1990) = {
  .process = &process_published_sherratt1990,
  .title = "Models of epidermal wound healing",
  .citation = "Sherratt and Murray 1990, Proc. R. Soc. Lond. B 241:29-36; 1991, J. Math. Biol. 29:389-404",
  .seen = "Kinetics and numbers without dimension in MATLAB files that copy a thesis of 2015 (tertiary); the dimensions are "
          "recalled. The papers themselves were not visible.",
  .caveats = "The MATLAB files integrate a slab though their text has circular wounds; here the disc is the default. One unit of "
             "time is about 100 h, one of length about 1 cm (recalled).",
  .time_unit = "1",
  .variants = { { "activator", "division activated, a disc", { { NULL, 0 } }, { NULL } },
                { "inhibitor",
                  "division inhibited, a disc",
                  { { "inhibitor", 1 }, { "cells_diffusivity", 1e-4 }, { "chemical_diffusivity", 0.85 }, { "lambda", 5 } },
                  { NULL } },
                { "activator_slab", "division activated, a slab", { { "disc", 0 } }, { NULL } },
                { "inhibitor_slab",
                  "division inhibited, a slab",
                  { { "inhibitor", 1 },
                    { "cells_diffusivity", 1e-4 },
                    { "chemical_diffusivity", 0.85 },
                    { "lambda", 5 },
                    { "disc", 0 } },
                  { NULL } } },
  .times = { 0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 30, 40 },
  .settled = 200,
  .space = { "radius", "disc", "cells", 0.8, 200, 0.02 },
};
