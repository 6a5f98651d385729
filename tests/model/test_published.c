/* test_published.c - every published model: what its table names exists, its numbers are sourced, its derivatives are right. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "parameter.h"
#include "published.h"

enum
{
  MOST = 64
};

static int is_parameter(const struct process *process, const char *name)
{
  for (size_t k = 0; k < process->parameter_count; k++)
    if (strcmp(process->parameters[k].name, name) == 0)
      return 1;
  return 0;
}

static int is_value(const struct process *process, const char *name)
{
  for (size_t k = 0; k < process->state_count; k++)
    if (strcmp(process->states[k].name, name) == 0)
      return 1;
  for (size_t k = 0; k < process->observable_count; k++)
    if (strcmp(process->observables[k].name, name) == 0)
      return 1;
  return 0;
}

static int is_input(const struct process *process, const char *name)
{
  for (size_t k = 0; k < process->read_count; k++)
    if (strcmp(process->reads[k].name, name) == 0)
      return 1;
  return 0;
}

static void variants_check(const struct published *model)
{
  const struct process *process = model->process;
  assert_non_null(model->variants[0].name);
  for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL; v++)
  {
    assert_non_null(model->variants[v].about);
    for (size_t k = 0; k < PUBLISHED_SETTINGS && model->variants[v].settings[k].parameter != NULL; k++)
      if (!is_parameter(process, model->variants[v].settings[k].parameter))
        fail_msg("%s.%s sets '%s'", process->name, model->variants[v].name, model->variants[v].settings[k].parameter);
    for (size_t k = 0; k < PUBLISHED_ROWS && model->variants[v].hidden[k] != NULL; k++)
      assert_true(is_value(process, model->variants[v].hidden[k]));
  }
}

static void events_check(const struct published *model)
{
  const struct process *process = model->process;
  const struct published_schedule *schedule = &model->schedule;
  const char *const names[] = { schedule->number, schedule->start, schedule->duration, schedule->separation };
  assert_int_equal(schedule->input == NULL, schedule->number == NULL);
  assert_true(schedule->input == NULL || is_input(process, schedule->input));
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    assert_true(names[k] == NULL || is_parameter(process, names[k]));
  for (size_t k = 0; k < PUBLISHED_SWITCHES && model->switches[k].input != NULL; k++)
    assert_true(is_input(process, model->switches[k].input) && is_value(process, model->switches[k].margin));
  for (size_t k = 0; k < PUBLISHED_ROWS && model->ranges[k].value != NULL; k++)
    assert_true(is_value(process, model->ranges[k].value));
  for (size_t k = 0; k < PUBLISHED_ROWS && model->outcomes[k].name != NULL; k++)
    assert_true(model->outcomes[k].value == NULL || is_value(process, model->outcomes[k].value));
  for (size_t k = 0; k < PUBLISHED_ROWS && model->thresholds[k].variant != NULL; k++)
    assert_true(is_parameter(process, model->thresholds[k].parameter));
  // a list of outcomes ends with one that is always true
  size_t last = 0;
  while (last + 1 < PUBLISHED_ROWS && model->outcomes[last].name != NULL && model->outcomes[last + 1].name != NULL)
    last++;
  assert_null(model->outcomes[last].value);
  assert_true(model->outcomes[0].name == NULL || model->settled > 0);
  assert_true(model->space.radius == NULL ||
              (is_parameter(process, model->space.radius) && is_value(process, model->space.front)));
}

static void tables_name_what_exists(void **unused)
{
  (void)unused;
  assert_true(published_process_count >= 9);
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct published *model = published_processes[i];
    assert_non_null(model->process);
    assert_true(model->title != NULL && model->citation != NULL && model->seen != NULL && model->time_unit != NULL);
    assert_true(model->times[0] <= 0 && model->times[1] > 0);
    variants_check(model);
    events_check(model);
    for (size_t k = 0; k < model->process->parameter_count; k++)
    {
      const struct parameter_row *row = &model->process->parameters[k];
      assert_true(*row->source != '\0' && *row->doc != '\0' && *row->unit != '\0');
      assert_true(row->value >= row->low && row->value <= row->high);
    }
  }
}

static void no_scenario_sees_them(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < published_process_count; i++)
    assert_int_equal(process_find(published_processes[i]->process->name), process_count());
}

/* one column of partial derivatives against a central difference */
static void column_check(const struct process *process, const double *parameters, double *point, size_t j, const double *partials)
{
  size_t inputs = process->state_count + process->read_count;
  const double *in[MOST];
  double up[MOST] = { 0 }, down[MOST] = { 0 }, *up_at[MOST], *down_at[MOST];
  for (size_t k = 0; k < MOST; k++)
  {
    in[k] = k < inputs ? &point[k] : NULL;
    up_at[k] = &up[k];
    down_at[k] = &down[k];
  }
  double kept = point[j], step = fabs(kept) * 1e-5;
  point[j] = kept + step;
  process->rates(1, in, parameters, up_at);
  point[j] = kept - step;
  process->rates(1, in, parameters, down_at);
  point[j] = kept;
  for (size_t k = 0; k < process->state_count; k++)
  {
    double difference = (up[k] - down[k]) / (2 * step), partial = partials[k * inputs + j];
    double rounding = 1e-14 * (fabs(up[k]) + fabs(down[k])) / step;
    if (!(fabs(difference - partial) <= 1e-6 * fabs(partial) + 100 * rounding))
      fail_msg("%s: d %s / d input %zu is %g, %g by differences", process->name, process->states[k].name, j, partial, difference);
  }
}

static void derivatives_are_right(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct process *process = published_processes[i]->process;
    size_t states = process->state_count, inputs = states + process->read_count;
    double parameters[256], point[MOST], partials[MOST * MOST] = { 0 }, *at[MOST * MOST];
    const double *in[MOST];
    assert_true(process->parameter_count <= 256 && inputs <= MOST);
    for (size_t k = 0; k < process->parameter_count; k++)
      parameters[k] = process->parameters[k].value;
    process->initial(parameters, point);
    // away from rest, where nothing is zero; signals of koppenol2017 are tiny
    for (size_t k = 0; k < states; k++)
      point[k] = point[k] > 0 ? 1.1 * point[k] : strcmp(process->states[k].unit, "g cm-3") == 0 ? 1e-9 : 0.3;
    for (size_t k = states; k < inputs; k++)
      point[k] = 0.5;
    for (size_t k = 0; k < inputs; k++)
      in[k] = &point[k];
    for (size_t k = 0; k < MOST * MOST; k++)
      at[k] = &partials[k];
    process->partials(1, in, parameters, at);
    for (size_t j = 0; j < inputs; j++)
      column_check(process, parameters, point, j, partials);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tables_name_what_exists),
    cmocka_unit_test(no_scenario_sees_them),
    cmocka_unit_test(derivatives_are_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
