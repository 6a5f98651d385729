/* diffusion_steps.c - the run of steps that all diffusion solvers share; the scheme stands at the head of diffusion.c. */
#include "diffusion_steps.h"

#include <math.h>
#include <string.h>

/* (exp(z) - 1) / z from operations with fixed bits: a series for small z, doubled as often as needed */
static double phi(double z)
{
  int doublings = 0;
  double small = z;
  while (fabs(small) > 0.5 && doublings < 1100)
  {
    small *= 0.5;
    doublings += 1;
  }
  // 1 + z/2 (1 + z/3 (1 + ...)), the first neglected term is below 1e-17
  double sum = 1;
  for (int k = 15; k >= 2; k--)
    sum = 1 + small / k * sum;
  // phi(2 z) = phi(z) (exp(z) + 1) / 2
  double exponential = 1 + small * sum;
  for (; doublings > 0; doublings--)
  {
    sum *= 0.5 * (exponential + 1);
    exponential *= exponential;
  }
  return sum;
}

void diffusion_steps_relax(struct diffusion_steps *steps, size_t first, size_t count, double step)
{
  for (size_t i = first; i < first + count; i++)
  {
    double l = steps->diagonal[i];
    steps->increment[i] = step * phi(step * l) * (steps->rate[i] - l * (steps->middle[i] - steps->state[i]));
  }
}

static enum status take_step(struct diffusion_steps *steps, double time, double step, size_t passes)
{
  double half = time + 0.5 * step;
  memcpy(steps->middle, steps->state, steps->values * sizeof(double));
  for (size_t pass = 0; pass < passes; pass++)
  {
    enum status status = steps->advance(steps->solver, half, step, pass);
    if (status != STATUS_OK)
      return status;
    if (pass + 1 < passes)
      for (size_t i = 0; i < steps->values; i++)
        steps->middle[i] = steps->state[i] + 0.5 * steps->increment[i];
  }
  for (size_t i = 0; i < steps->values; i++)
    steps->state[i] += steps->increment[i];
  return STATUS_OK;
}

/* finds what is not finite and counts what is negative */
static enum status check_state(const struct diffusion_steps *steps, double time)
{
  double least = steps->statistics->least;
  for (size_t i = 0; i < steps->values; i++)
  {
    if (!isfinite(steps->state[i]))
      return status_fail(steps->trail, STATUS_SOFTWARE, "the value of state %zu in cell %zu is %g at time %.17g",
                         i / steps->cells, i % steps->cells, steps->state[i], time);
    least = steps->state[i] < least ? steps->state[i] : least;
  }
  steps->statistics->least = least;
  return STATUS_OK;
}

enum status diffusion_steps_run(struct diffusion_steps *steps, const struct diffusion_control *control, double start, double end,
                                struct diffusion_observer observer)
{
  if (!(end >= start) || !isfinite(start) || !isfinite(end) || !(control->step > 0) || control->passes == 0)
    return status_fail(steps->trail, STATUS_SOFTWARE, "cannot step from time %.17g to %.17g by %g with %zu passes", start, end,
                       control->step, control->passes);
  enum status status = check_state(steps, start);
  if (status == STATUS_OK && observer.observe != NULL)
    observer.observe(observer.sink, start, steps->state);
  // times are multiples of the step, so that they do not drift; a rest below a millionth of a step joins the last one
  double time = start;
  for (size_t i = 1; status == STATUS_OK && time < end; i++)
  {
    double next = start + (double)i * control->step;
    int last = next + 1e-6 * control->step >= end;
    status = take_step(steps, time, last ? end - time : control->step, control->passes);
    time = last ? end : next;
    steps->statistics->steps += 1;
    if (status == STATUS_OK)
      status = check_state(steps, time);
    if (status == STATUS_OK && observer.observe != NULL)
      observer.observe(observer.sink, time, steps->state);
  }
  return status;
}
