/* validate.c - chooses what is computed and in which form it is told. */
#include "validate.h"

#include <string.h>
#include <sys/stat.h>

#include "claims.h"
#include "closure_table.h"
#include "data_folder.h"
#include "fit.h"
#include "validation_archive.h"

enum
{
  MEMBERS = 128,
  PATH_SIZE = 1024
};

/* the scorecard, and the table of closure with declared constants */
static enum status scorecard_tell(const struct validate_request *request, const struct scorecard_request *asked, FILE *file,
                                  struct trail *trail)
{
  struct scorecard card;
  struct closure_table table;
  struct json json = { .file = file };
  memset(&card, 0, sizeof card);
  enum status status = closure_table_make(request->threads, &table, trail);
  if (status == STATUS_OK)
    status = scorecard_make(asked, &card, trail);
  if (status == STATUS_OK && request->result != NULL)
    status = validation_archive_write(&card, request->result, request->force, trail);
  if (status == STATUS_OK && request->form == VALIDATE_MARKDOWN)
  {
    fputs("## Scorecard\n\n", file);
    scorecard_markdown(&card, file);
    fputs("\n## Closure, row by row\n\n", file);
    closure_table_markdown(&table, file);
  }
  else if (status == STATUS_OK && request->form == VALIDATE_JSON)
  {
    json_open(&json, NULL, '{');
    scorecard_json(&card, &json);
    closure_table_json(&table, &json);
    json_close(&json, '}');
    (void)json_finish(&json);
  }
  else if (status == STATUS_OK)
  {
    scorecard_print(&card, file);
    fputc('\n', file);
    closure_table_print(&table, file);
  }
  scorecard_free(&card);
  closure_table_free(&table);
  return status;
}

static enum status claims_tell(enum validate_form form, const struct scorecard_request *asked, FILE *file, struct trail *trail)
{
  struct claims_card card;
  enum status status = claims_make(asked, &card, trail);
  if (status == STATUS_OK && form == VALIDATE_MARKDOWN)
    claims_markdown(&card, file);
  else if (status == STATUS_OK && form == VALIDATE_JSON)
    claims_json(&card, file);
  else if (status == STATUS_OK)
    claims_print(&card, file);
  claims_card_free(&card);
  return status;
}

enum status validate_perform(const struct validate_request *request, FILE *file, struct trail *trail)
{
  struct scorecard_request asked = { request->posterior, request->members == 0 ? MEMBERS : request->members, request->threads,
                                     request->progress };
  char posterior[PATH_SIZE];
  struct stat found;
  if (request->result != NULL && !request->force && stat(request->result, &found) == 0)
    return status_fail(trail, STATUS_CANNOT_CREATE, "'%s' exists; use --force to replace it, or -o FILE for another name",
                       request->result);
  if (request->claims)
    return claims_tell(request->form, &asked, file, trail);
  enum status status = scorecard_tell(request, &asked, file, trail);
  if (status != STATUS_OK || request->form != VALIDATE_MARKDOWN)
    return status;
  fputs("\n## What clinics say\n\n", file);
  status = claims_tell(request->form, &asked, file, trail);
  if (status == STATUS_OK)
    status = data_path("posterior.csv", sizeof posterior, posterior, trail);
  fputs("\n## What the fit learnt\n\n", file);
  return status == STATUS_OK ? fit_spread_print(request->posterior == NULL ? posterior : request->posterior, 1, file, trail)
                             : status;
}
