/* response_case.h - protocols on tissue with layers set by hand and channels that do not leak, for the tests of the response. */
#ifndef NEOCOL_TESTS_RESPONSE_CASE_H
#define NEOCOL_TESTS_RESPONSE_CASE_H

#include "tissue_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "response.h"

struct course
{
  struct scenario *scenario;
  struct assembly *assembly;
  struct puncture puncture;
  struct closure closure;
  double defect[2], closure_time[2];
  struct response response;
};

/* A scenario from `more` lines of YAML; each layer responds with phi[layer] and `intensity`; nothing leaks. */
static inline void course_make(struct course *course, const char *more, const double *phi, double intensity)
{
  char text[1024];
  memset(course, 0, sizeof *course);
  // phototype III is the one that the oracle has, and one density of vessels, fibroblasts and collagen
  snprintf(text, sizeof text,
           "neocol: 1\ntitle: response\nskin: {phototype: III, papillary_vessel_ratio: 1, papillary_fibroblast_ratio: 1, "
           "papillary_collagen_ratio: 1}\n%s\n",
           more);
  trail_clear(&trail);
  if (scenario_parse("response.yaml", text, strlen(text), NULL, 0, &course->scenario, &trail) != STATUS_OK ||
      response_assembly(course->scenario, &course->assembly, &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
  for (size_t k = 0; k < SKIN_LAYERS; k++)
    course->puncture.layers[k] = (struct puncture_layer){ phi[k] * intensity, phi[k], intensity, 1 };
  course->closure_time[1] = 1;
  course->closure.count = 2;
  course->closure.time = course->closure_time;
  course->closure.defect = course->defect;
}

static inline void course_free(struct course *course)
{
  response_free(&course->response);
  free(course->closure.pieces.piece);
  assembly_free(course->assembly);
  scenario_free(course->scenario);
}

static inline void course_solve(struct course *course, size_t count, const double *times)
{
  response_free(&course->response);
  trail_clear(&trail);
  // tests change the curves of the channel
  double decay = parameter_value(course->scenario->parameters, "growth_signal.decay");
  free(course->closure.pieces.piece);
  if (closure_pieces_make(&course->closure, decay, &course->closure.pieces, &trail) != STATUS_OK ||
      response_solve(course->scenario, course->assembly, &course->puncture, &course->closure, count, times, &course->response,
                     &trail) != STATUS_OK)
    fail_msg("%s", trail.errors);
}

/* mean of a state in a layer at report `at` */
static inline double course_state(const struct course *course, size_t layer, const char *name, size_t at)
{
  size_t s = assembly_state_find(course->assembly, name);
  assert_true(s < course->response.states);
  return course->response.state[(layer * course->response.states + s) * course->response.times + at];
}

/* mean of an observable in a layer at report `at` */
static inline double course_observable(const struct course *course, size_t layer, const char *name, size_t at)
{
  size_t o = assembly_observable_find(course->assembly, name);
  assert_true(o < course->response.observables);
  return course->response.observable[(layer * course->response.observables + o) * course->response.times + at];
}

static inline double course_collagen(const struct course *course, size_t layer, size_t at)
{
  return course_state(course, layer, "type_iii_collagen", at) + course_state(course, layer, "immature_collagen_i", at) +
         course_state(course, layer, "mature_collagen_i", at);
}

#endif
