/* rodas4p.h - coefficients of Rodas4P, a stiffly accurate Rosenbrock method of order 4 with an estimate of order 3.
 *
 *   (1 / (h gamma) - J) k_i = f(t + c_i h, y + sum a_ij k_j) + sum C_ij k_j / h + h d_i df/dt,    gamma = 1/4
 *
 * Stage 6 starts from stage 5 + k_5, the result is that + k_6, and k_6 is the error. For the files of this method only.
 * Sources: Steinebach 1995; Hairer and Wanner, Solving Ordinary Differential Equations II. */
#ifndef NEOCOL_SOLVERS_RODAS4P_H
#define NEOCOL_SOLVERS_RODAS4P_H

enum
{
  RODAS4P_STAGES = 6
};

static const double rodas4p_gamma_inverse = 4;

/* arguments of stages 2 to 5 */
static const double rodas4p_argument[5][4] = {
  { 0 },
  { 3 },
  { 1.831036793486759, 0.4955183967433795 },
  { 2.304376582692669, -0.05249275245743001, -1.176798761832782 },
  { -7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401 },
};

/* earlier stages on the right-hand sides of stages 2 to 6 */
static const double rodas4p_history[RODAS4P_STAGES][5] = {
  { 0 },
  { -12 },
  { -8.791795173947035, -2.207865586973518 },
  { 10.81793056857153, 6.780270611428266, 19.53485944642410 },
  { 34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534 },
  { 34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095, -5.714285714285717 },
};

/* times of the stages as parts of the step, and the weights of df/dt */
static const double rodas4p_moment[RODAS4P_STAGES] = { 0, 0.75, 0.21, 0.63, 1, 1 };
static const double rodas4p_drift[4] = { 0.25, -0.5, -0.023504, -0.0362 };

/* the cubic between the ends of a step */
static const double rodas4p_dense[2][5] = {
  { 25.09876703708589, 11.62013104361867, 28.49148307714626, -5.664021568594133, 0 },
  { 1.638054557396973, -0.7373619806678748, 8.477918219238990, 15.99253148779520, -1.882352941176471 },
};

#endif
