/* json.c - writes JSON: indented, escaped, commas where they belong. */
#include "json.h"

#include <math.h>

static void json_text(const struct json *json, const char *text)
{
  (void)fputc('"', json->file);
  for (const char *c = text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      (void)fprintf(json->file, "\\%c", *c);
    else if ((unsigned char)*c < 0x20)
      (void)fprintf(json->file, "\\u%04x", (unsigned)*c);
    else
      (void)fputc(*c, json->file);
  (void)fputc('"', json->file);
}

/* starts a new line, and its name within an object */
static void json_name(struct json *json, const char *name)
{
  if (json->depth > 0)
    (void)fprintf(json->file, "%s\n%*s", json->is_first ? "" : ",", 2 * json->depth, "");
  json->is_first = 0;
  if (name == NULL)
    return;
  json_text(json, name);
  (void)fputs(": ", json->file);
}

void json_open(struct json *json, const char *name, char bracket)
{
  json_name(json, name);
  (void)fputc(bracket, json->file);
  json->depth++;
  json->is_first = 1;
}

void json_close(struct json *json, char bracket)
{
  json->depth--;
  (void)fprintf(json->file, "\n%*s%c", 2 * json->depth, "", bracket);
  json->is_first = 0;
}

void json_string(struct json *json, const char *name, const char *text)
{
  json_name(json, name);
  json_text(json, text);
}

void json_number(struct json *json, const char *name, double number)
{
  json_name(json, name);
  if (isfinite(number))
    (void)fprintf(json->file, "%.12g", number);
  else
    (void)fputs("null", json->file);
}

void json_flag(struct json *json, const char *name, int flag)
{
  json_name(json, name);
  (void)fputs(flag ? "true" : "false", json->file);
}

void json_pair(struct json *json, const char *name, const char *key, const char *text)
{
  json_name(json, name);
  (void)fputc('{', json->file);
  json_text(json, key);
  (void)fputs(": ", json->file);
  json_text(json, text);
  (void)fputc('}', json->file);
}

int json_finish(struct json *json)
{
  (void)fputc('\n', json->file);
  return fflush(json->file) == 0 && !ferror(json->file);
}
