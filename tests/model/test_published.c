/* test_published.c - every published model: what its table names exists, its numbers are sourced, its derivatives are right. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parameter.h"
#include "published.h"
#include "unit.h"

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
  process->rates(1, in, parameters, (const double *const *)up_at, up_at);
  point[j] = kept - step;
  process->rates(1, in, parameters, (const double *const *)down_at, down_at);
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

/* --- as for the processes of the program: sourced, finite, nothing declared in vain --- */

/* text of references.bib; free it */
static char *references_text(void)
{
  enum
  {
    LARGEST = 1 << 20
  };
  FILE *file = fopen(PROJECT_FOLDER "/references.bib", "rb");
  char *text = calloc(LARGEST, 1);
  assert_true(file != NULL && text != NULL);
  assert_true(fread(text, 1, LARGEST - 1, file) > 0);
  fclose(file);
  return text;
}

static void row_check(const char *model, const char *references, const char *name, const char *unit, const char *doc,
                      const char *source)
{
  struct unit parsed;
  char entry[128];
  // names are the symbols of the papers
  if (unit_parse(unit, &parsed, NULL) != STATUS_OK)
    fail_msg("%s.%s: the unit '%s' is not understood", model, name, unit);
  if (strlen(doc) < 4)
    fail_msg("%s.%s has no words", model, name);
  snprintf(entry, sizeof entry, "{%s,", source);
  if (strstr(references, entry) == NULL)
    fail_msg("%s.%s: references.bib has no '%s'", model, name, source);
}

static void rows_are_sourced(void **unused)
{
  (void)unused;
  char *references = references_text();
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct process *p = published_processes[i]->process;
    assert_true(strlen(p->about) > 4);
    for (size_t k = 0; k < p->state_count; k++)
      row_check(p->name, references, p->states[k].name, p->states[k].unit, p->states[k].doc, p->states[k].source);
    for (size_t k = 0; k < p->observable_count; k++)
      row_check(p->name, references, p->observables[k].name, p->observables[k].unit, p->observables[k].doc,
                p->observables[k].source);
    for (size_t k = 0; k < p->parameter_count; k++)
    {
      const struct parameter_row *row = &p->parameters[k];
      row_check(p->name, references, row->name, row->unit, row->doc, row->source);
      // a choice of this program is never passed off as published; a paper may assume too
      if (strcmp(row->source, "neocol") == 0 && row->evidence != evidence_assumed)
        fail_msg("%s.%s is '%s' with the source '%s'", p->name, row->name, evidence_name(row->evidence), row->source);
    }
  }
  free(references);
}

/* all that a model computes at one point: rates, values at the start, observables, diffusivities */
struct answers
{
  size_t count;
  double value[4 * MOST];
};

static void answers_compute(const struct process *p, const double *parameters, const double *point, struct answers *answers)
{
  const double *in[MOST];
  double rates[MOST] = { 0 }, *out[MOST];
  size_t inputs = p->state_count + p->read_count, count = 0;
  for (size_t k = 0; k < MOST; k++)
  {
    in[k] = k < inputs ? &point[k] : NULL;
    out[k] = &rates[k];
  }
  p->rates(1, in, parameters, (const double *const *)out, out);
  p->initial(parameters, answers->value);
  count = p->state_count;
  for (size_t k = 0; k < p->state_count; k++)
    answers->value[count++] = rates[k];
  for (size_t k = 0; k < p->observable_count; k++)
    p->observables[k].observe(1, in, parameters, &answers->value[count++]);
  for (size_t k = 0; k < p->spread_count; k++)
    p->spreads[k].diffusivity(1, in, parameters, &answers->value[count++]);
  answers->count = count;
}

/* parameters of a variant, and a point: the start (nothing: a little) times a factor, inputs on or off */
static void variant_set(const struct published *model, size_t variant, double *parameters)
{
  const struct process *p = model->process;
  for (size_t k = 0; k < p->parameter_count; k++)
    parameters[k] = p->parameters[k].value;
  for (size_t s = 0; s < PUBLISHED_SETTINGS && model->variants[variant].settings[s].parameter != NULL; s++)
    for (size_t k = 0; k < p->parameter_count; k++)
      if (strcmp(p->parameters[k].name, model->variants[variant].settings[s].parameter) == 0)
        parameters[k] = model->variants[variant].settings[s].value;
}

enum
{
  POINTS = 8
};

static void point_make(const struct process *p, const double *parameters, int number, double *point)
{
  static const double factors[POINTS / 2] = { 1, 0.3, 2, 5 };
  p->initial(parameters, point);
  for (size_t k = 0; k < p->state_count; k++)
  {
    double little = strcmp(p->states[k].unit, "g cm-3") == 0 ? 1e-9 : 0.3;
    // the start itself has zeros; the other points have none
    if (number > 0)
      point[k] = factors[number % (POINTS / 2)] * (point[k] > 0 ? point[k] : little) * (1 + 0.07 * (double)k);
  }
  for (size_t k = 0; k < p->read_count; k++)
    point[p->state_count + k] = number < POINTS / 2 ? 0 : 1;
}

static void everything_is_finite(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct published *model = published_processes[i];
    for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL; v++)
      for (int n = 0; n < POINTS; n++)
      {
        double parameters[256], point[MOST];
        struct answers answers;
        variant_set(model, v, parameters);
        point_make(model->process, parameters, n, point);
        answers_compute(model->process, parameters, point, &answers);
        for (size_t k = 0; k < answers.count; k++)
          if (!isfinite(answers.value[k]))
            fail_msg("%s.%s: answer %zu is %g at point %d", model->process->name, model->variants[v].name, k, answers.value[k],
                     n);
      }
  }
}

/* nonzero when the table of the model, and not its equations, uses a parameter: pulses and size of a wound */
static int table_uses(const struct published *model, const char *name)
{
  const char *const names[] = { model->schedule.number,     model->schedule.start, model->schedule.duration,
                                model->schedule.separation, model->space.radius,   model->space.disc };
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (names[k] != NULL && strcmp(names[k], name) == 0)
      return 1;
  return 0;
}

/* nonzero when another value changes any answer of any variant at any point */
static int parameter_matters(const struct published *model, size_t parameter)
{
  const struct parameter_row *row = &model->process->parameters[parameter];
  for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL; v++)
    for (int n = 0; n < POINTS; n++)
    {
      double parameters[256], point[MOST];
      struct answers one, other;
      variant_set(model, v, parameters);
      point_make(model->process, parameters, n, point);
      answers_compute(model->process, parameters, point, &one);
      double up = parameters[parameter] * 1.25 + (fabs(parameters[parameter]) > 0 ? 0 : 0.5);
      parameters[parameter] = up <= row->high ? up : parameters[parameter] * 0.75;
      answers_compute(model->process, parameters, point, &other);
      for (size_t k = 0; k < one.count; k++)
        if (fabs(one.value[k] - other.value[k]) > 0)
          return 1;
    }
  return 0;
}

static void nothing_is_declared_in_vain(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < published_process_count; i++)
  {
    const struct published *model = published_processes[i];
    const struct process *p = model->process;
    for (size_t k = 0; k < p->parameter_count; k++)
      if (!table_uses(model, p->parameters[k].name) && !parameter_matters(model, k))
        fail_msg("%s.%s is used by nothing", p->name, p->parameters[k].name);
    // what acts from outside acts
    for (size_t r = 0; r < p->read_count; r++)
    {
      int matters = 0;
      for (size_t v = 0; v < PUBLISHED_VARIANTS && model->variants[v].name != NULL && !matters; v++)
        for (int n = 0; n < POINTS && !matters; n++)
        {
          double parameters[256], point[MOST];
          struct answers one, other;
          variant_set(model, v, parameters);
          point_make(p, parameters, n, point);
          answers_compute(p, parameters, point, &one);
          point[p->state_count + r] = 1 - point[p->state_count + r];
          answers_compute(p, parameters, point, &other);
          for (size_t k = 0; k < one.count; k++)
            matters |= fabs(one.value[k] - other.value[k]) > 0;
        }
      if (!matters)
        fail_msg("%s: the input '%s' changes nothing", p->name, p->reads[r].name);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tables_name_what_exists), cmocka_unit_test(no_scenario_sees_them),
    cmocka_unit_test(derivatives_are_right),   cmocka_unit_test(rows_are_sourced),
    cmocka_unit_test(everything_is_finite),    cmocka_unit_test(nothing_is_declared_in_vain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
