/* claims.c - rules as rows of a scorecard, verdicts from shares of the ensemble. */
#include "claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data_folder.h"
#include "json.h"

enum
{
  PATH_SIZE = 1024,
  PARTS_LARGEST = 8
};

const char *const claim_verdicts[] = { "agrees", "disagrees", "cannot be told" };

enum claim_verdict claim_judge(const struct claim_rule *rule, const struct score *score)
{
  if (*rule->quantity == '\0' || rule->capped || isnan(score->median))
    return CLAIM_UNTOLD;
  return score->share >= 0.8 ? CLAIM_AGREES : score->share <= 0.2 ? CLAIM_DISAGREES : CLAIM_UNTOLD;
}

enum claim_verdict claim_combine(size_t count, const enum claim_verdict *parts, int clocks)
{
  size_t counts[3] = { 0 };
  for (size_t k = 0; k < count; k++)
    counts[parts[k]]++;
  if (counts[CLAIM_AGREES] == count)
    return CLAIM_AGREES;
  if (counts[CLAIM_DISAGREES] == count || (!clocks && counts[CLAIM_DISAGREES] > 0))
    return CLAIM_DISAGREES;
  return CLAIM_UNTOLD;
}

/* rules as measurements, so that the same machinery predicts them */
static enum status rules_fill(struct measurements *measurements, struct trail *trail)
{
  measurements->rows = calloc(claim_rule_count + 1, sizeof *measurements->rows);
  measurements->csv.path = strdup("claims");
  if (measurements->rows == NULL || measurements->csv.path == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu rules", claim_rule_count);
  measurements->count = claim_rule_count;
  for (size_t k = 0; k < claim_rule_count; k++)
  {
    const struct claim_rule *rule = &claim_rules[k];
    measurements->rows[k] = (struct measurement){ .line = (int)k + 1,
                                                  .id = rule->id,
                                                  .group = "claims",
                                                  .role = MEASUREMENT_CONTEXT,
                                                  .kind = rule->kind,
                                                  .quantity = rule->quantity,
                                                  .scenario = rule->scenario,
                                                  .against = rule->against,
                                                  .at = rule->at,
                                                  .against_at = rule->against_at,
                                                  .value = rule->low,
                                                  .low = rule->low,
                                                  .high = rule->high,
                                                  .spread = (double)NAN,
                                                  .unit = rule->unit,
                                                  .what = rule->part,
                                                  .reported = "",
                                                  .source = "",
                                                  .note = rule->sentence };
  }
  return STATUS_OK;
}

/* every claim has a rule and every rule a claim */
static enum status rules_check(const struct claims *claims, struct trail *trail)
{
  for (size_t i = 0; i < claims->count; i++)
  {
    size_t k = 0;
    while (k < claim_rule_count && strcmp(claim_rules[k].id, claims->rows[i].id) != 0)
      k++;
    if (k == claim_rule_count)
      return status_fail(trail, STATUS_DATA, "%s:%d: error: the claim '%s' has no rule by which it is answered", claims->csv.path,
                         claims->rows[i].line, claims->rows[i].id);
  }
  for (size_t k = 0; k < claim_rule_count; k++)
  {
    size_t i = 0;
    while (i < claims->count && strcmp(claim_rules[k].id, claims->rows[i].id) != 0)
      i++;
    if (i == claims->count)
      return status_fail(trail, STATUS_DATA, "%s: error: there is a rule for the claim '%s', which is missing", claims->csv.path,
                         claim_rules[k].id);
  }
  return STATUS_OK;
}

void claims_card_free(struct claims_card *card)
{
  claims_free(&card->claims);
  scorecard_free(&card->card);
  free(card->answers);
  memset(card, 0, sizeof *card);
}

enum status claims_make(const struct scorecard_request *request, struct claims_card *card, struct trail *trail)
{
  char path[PATH_SIZE];
  memset(card, 0, sizeof *card);
  enum status status = data_path("claims.csv", sizeof path, path, trail);
  if (status == STATUS_OK)
    status = claims_read(path, &card->claims, trail);
  if (status == STATUS_OK)
    status = rules_check(&card->claims, trail);
  if (status == STATUS_OK)
    status = rules_fill(&card->card.measurements, trail);
  if (status == STATUS_OK)
    status = scorecard_make(request, &card->card, trail);
  card->answers = calloc(claim_rule_count + 1, sizeof *card->answers);
  if (status == STATUS_OK && card->answers == NULL)
    status = status_fail(trail, STATUS_MEMORY, "no memory for the answers");
  for (size_t k = 0; k < claim_rule_count && status == STATUS_OK; k++)
    card->answers[k] = (struct claim_answer){ claim_judge(&claim_rules[k], &card->card.scores[k]), card->card.scores[k] };
  return status;
}

/* --- writing --- */

/* the rules of a claim and the verdict on it */
static enum claim_verdict claim_answer(const struct claims_card *card, const char *id, size_t *count, size_t rules[PARTS_LARGEST])
{
  enum claim_verdict parts[PARTS_LARGEST];
  int clocks = 0;
  *count = 0;
  for (size_t k = 0; k < claim_rule_count && *count < PARTS_LARGEST; k++)
    if (strcmp(claim_rules[k].id, id) == 0)
    {
      clocks |= strncmp(claim_rules[k].part, "clock", strlen("clock")) == 0;
      parts[*count] = card->answers[k].verdict;
      rules[(*count)++] = k;
    }
  return claim_combine(*count, parts, clocks);
}

/* "cover_time_all 17 h (14 to 21), at most 48 h: 98 % of the ensemble" */
static void number_print(const struct claims_card *card, size_t rule, size_t size, char *text)
{
  const struct claim_rule *r = &claim_rules[rule];
  const struct score *score = &card->answers[rule].score;
  char asked[96];
  if (*r->quantity == '\0')
    snprintf(text, size, "no number");
  else if (isnan(score->median))
    snprintf(text, size, "%s: no value", r->quantity);
  else
  {
    int written =
        snprintf(text, size, "%s %.3g%s%s (%.3g to %.3g)", r->quantity, score->median, strcmp(r->unit, "1") == 0 ? "" : " ",
                 strcmp(r->unit, "1") == 0 ? "" : r->unit, score->low, score->high);
    if ((!r->capped || r->kind != MEASUREMENT_AT_LEAST) && written > 0 && (size_t)written < size)
      snprintf(text + written, size - (size_t)written, "; %s: %.0f %% of the ensemble",
               scorecard_measured(&card->card.measurements.rows[rule], sizeof asked, asked), 100 * score->share);
  }
}

void claims_print(const struct claims_card *card, FILE *file)
{
  size_t verdicts[3] = { 0 };
  fprintf(file,
          "What clinics say, answered by %zu sets of parameters of the posterior (interval: 5 to 95 %%).\n"
          "agrees: at least 80 %% of them lie where the claim says; disagrees: at most 20 %% do.\n\n",
          card->card.members);
  for (size_t i = 0; i < card->claims.count; i++)
  {
    size_t count, rules[PARTS_LARGEST];
    char number[256];
    enum claim_verdict verdict = claim_answer(card, card->claims.rows[i].id, &count, rules);
    verdicts[verdict]++;
    fprintf(file, "%s  %s: \"%s\"\n", card->claims.rows[i].id, claim_verdicts[verdict], card->claims.rows[i].claim);
    for (size_t k = 0; k < count; k++)
    {
      const struct claim_rule *rule = &claim_rules[rules[k]];
      number_print(card, rules[k], sizeof number, number);
      fprintf(file, "     %s%s%s%s%s. %s\n", rule->part, *rule->part == '\0' ? "" : ": ", number, count > 1 ? ": " : "",
              count > 1 ? claim_verdicts[card->answers[rules[k]].verdict] : "", rule->sentence);
    }
  }
  fprintf(file, "\n%zu claims: %zu agree, %zu disagree, %zu cannot be told. Not medical advice.\n", card->claims.count,
          verdicts[CLAIM_AGREES], verdicts[CLAIM_DISAGREES], verdicts[CLAIM_UNTOLD]);
}

void claims_markdown(const struct claims_card *card, FILE *file)
{
  fprintf(file, "| id | claim | answer | number (5 to 95 %%) | why |\n|---|---|---|---|---|\n");
  for (size_t i = 0; i < card->claims.count; i++)
  {
    size_t count, rules[PARTS_LARGEST];
    char number[256];
    enum claim_verdict verdict = claim_answer(card, card->claims.rows[i].id, &count, rules);
    for (size_t k = 0; k < count; k++)
    {
      const struct claim_rule *rule = &claim_rules[rules[k]];
      number_print(card, rules[k], sizeof number, number);
      fprintf(file, "| %s | %s | %s%s%s | %s%s%s | %s |\n", k == 0 ? card->claims.rows[i].id : "",
              k == 0 ? card->claims.rows[i].claim : "", k == 0 ? "**" : "",
              k == 0 ? claim_verdicts[verdict] : claim_verdicts[card->answers[rules[k]].verdict], k == 0 ? "**" : "", rule->part,
              *rule->part == '\0' ? "" : ": ", number, rule->sentence);
    }
  }
}

void claims_json(const struct claims_card *card, FILE *file)
{
  struct json json = { .file = file };
  json_open(&json, NULL, '{');
  json_open(&json, "claims", '[');
  for (size_t i = 0; i < card->claims.count; i++)
  {
    const struct claim *claim = &card->claims.rows[i];
    size_t count, rules[PARTS_LARGEST];
    enum claim_verdict verdict = claim_answer(card, claim->id, &count, rules);
    json_open(&json, NULL, '{');
    json_string(&json, "id", claim->id);
    json_string(&json, "topic", claim->topic);
    json_string(&json, "claim", claim->claim);
    json_string(&json, "answer", claim_verdicts[verdict]);
    json_open(&json, "numbers", '[');
    for (size_t k = 0; k < count; k++)
    {
      const struct claim_rule *rule = &claim_rules[rules[k]];
      const struct claim_answer *answer = &card->answers[rules[k]];
      json_open(&json, NULL, '{');
      json_string(&json, "part", rule->part);
      json_string(&json, "quantity", rule->quantity);
      json_string(&json, "scenario", rule->scenario);
      json_string(&json, "unit", rule->unit);
      json_number(&json, "median", *rule->quantity == '\0' ? (double)NAN : answer->score.median);
      json_number(&json, "low", *rule->quantity == '\0' ? (double)NAN : answer->score.low);
      json_number(&json, "high", *rule->quantity == '\0' ? (double)NAN : answer->score.high);
      json_number(&json, "agree", *rule->quantity == '\0' ? (double)NAN : answer->score.share);
      json_string(&json, "answer", claim_verdicts[answer->verdict]);
      json_string(&json, "sentence", rule->sentence);
      json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
  }
  json_close(&json, ']');
  json_close(&json, '}');
  (void)json_finish(&json);
}
