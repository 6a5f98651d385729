/* claims.h - what clinics tell their clients, answered by the model: agrees, disagrees, or cannot be told. Claims are never used
 * in a fit. */
#ifndef NEOCOL_STUDIES_CLAIMS_H
#define NEOCOL_STUDIES_CLAIMS_H

#include "scorecard.h"

enum claim_verdict
{
  CLAIM_AGREES,
  CLAIM_DISAGREES,
  CLAIM_UNTOLD
};
extern const char *const claim_verdicts[]; /* "agrees", "disagrees", "cannot be told" */

/* one number that a claim is judged by; a claim may have several */
struct claim_rule
{
  const char *id;       /* of the claim */
  const char *part;     /* what this number is, when there are several; "" otherwise */
  const char *quantity; /* "" : nothing in the model speaks to it */
  const char *scenario, *against;
  double at, against_at; /* day; NaN: none */
  enum measurement_kind kind;
  double low, high; /* range; of a bound `low`; of a sign or order +1 or -1 */
  const char *unit;
  int capped; /* nonzero: a number is given, but structure or missing data forbid a verdict */
  const char *sentence;
};
extern const struct claim_rule claim_rules[];
extern const size_t claim_rule_count;

/* the answer to one rule */
struct claim_answer
{
  enum claim_verdict verdict;
  struct score score; /* of the predictions; NaN without a quantity */
};

struct claims_card
{
  struct claims claims;
  struct scorecard card;        /* its measurements are the rules, row k is claim_rules[k] */
  struct claim_answer *answers; /* [claim_rule_count], owned */
};

/* A part agrees when at least 80 % of the ensemble lie where the claim says, disagrees when at most 20 % do. Predictions that are
 * not a number make no verdict. */
enum claim_verdict claim_judge(const struct claim_rule *rule, const struct score *score);

/* A claim about one thing: disagrees when a part does, agrees when all do. About closure: agrees or disagrees only when all
 * clocks say the same. */
enum claim_verdict claim_combine(size_t count, const enum claim_verdict *parts, int clocks);

/* Reads data/claims.csv and answers every claim. STATUS_DATA when a claim has no rule or a rule no claim. Free with
 * claims_card_free in any case. */
enum status claims_make(const struct scorecard_request *request, struct claims_card *card, struct trail *trail) STATUS_CHECK;
void claims_card_free(struct claims_card *card);

void claims_print(const struct claims_card *card, FILE *file);
void claims_markdown(const struct claims_card *card, FILE *file);
void claims_json(const struct claims_card *card, FILE *file);

#endif
