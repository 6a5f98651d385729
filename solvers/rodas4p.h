/* rodas4p.h - coefficients of Rodas4P, a stiffly accurate Rosenbrock method of order 4 with an estimate of order 3, which keeps
 * its order where fast linear diffusion is forced.
 *
 * Stage 6 starts from stage 5 + k_5, the result is that + k_6, and k_6 is the error. For the files of this method only.
 * Sources: Steinebach 1995; Hairer and Wanner, Solving Ordinary Differential Equations II. */
#ifndef NEOCOL_SOLVERS_RODAS4P_H
#define NEOCOL_SOLVERS_RODAS4P_H

#include "rosenbrock_method.h"

static const struct rosenbrock_method rodas4p = {
  .stages = 6,
  .gamma_inverse = 4,
  .argument = {
    { 0 },
    { 3 },
    { 1.831036793486759, 0.4955183967433795 },
    { 2.304376582692669, -0.05249275245743001, -1.176798761832782 },
    { -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401 },
    { -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1 },
  },
  .history = {
    { 0 },
    { -12 },
    { -8.791795173947035, -2.207865586973518 },
    { 10.81793056857153, 6.780270611428266, 19.53485944642410 },
    { 34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534 },
    { 34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095, -5.714285714285717 },
  },
  .moment = { 0, 0.75, 0.21, 0.63, 1, 1 },
  .drift = { 0.25, -0.5, -0.023504, -0.0362 },
  .result = { -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1, 1 },
  .error = { 0, 0, 0, 0, 0, 1 },
};

#endif
