/* veldhuizen4.h - coefficients of van Veldhuizen's Rosenbrock method of order 4 with an estimate of order 3, in four stages of
 * which the last two share their rates.
 *
 * A(89.5)-stable; what is much faster than a step shrinks to 0.24 of itself, and real modes never change sign. For the files of
 * this method only. Sources: van Veldhuizen 1984, D-stability and Kaps-Rentrop methods; Hairer and Wanner, Solving Ordinary
 * Differential Equations II, table IV.7.2. */
#ifndef NEOCOL_SOLVERS_VELDHUIZEN4_H
#define NEOCOL_SOLVERS_VELDHUIZEN4_H

#include "rosenbrock_method.h"

static const struct rosenbrock_method veldhuizen4 = {
  .stages = 4,
  .gamma_inverse = 1 / 0.2257081148225682,
  .argument = {
    { 0 },
    { 2 },
    { 4.812234362695436, 4.578146956747842 },
    { 4.812234362695436, 4.578146956747842 },
  },
  .history = {
    { 0 },
    { -5.333333333333331 },
    { 6.100529678848254, 1.804736797378427 },
    { -2.540515456634749, -9.443746328915205, -1.988471753215993 },
  },
  .moment = { 0, 0.4514162296451364, 0.8755928946018455, 0.8755928946018455 },
  .drift = { 0.2257081148225682, -0.04599403502680582, 0.5177590504944076, -0.03805623938054428 },
  .repeats = { 0, 0, 0, 1 },
  .result = { 4.289339254654537, 5.036098482851414, 0.6085736420673917, 1.355958941201148 },
  .error = { 2.175672787531755, 2.950911222575741, -0.785974454488743, -1.355958941201148 },
};

#endif
