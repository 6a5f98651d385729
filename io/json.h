/* json.h - writes JSON piece by piece. Names are NULL within an array; nothing fails before json_finish. */
#ifndef NEOCOL_IO_JSON_H
#define NEOCOL_IO_JSON_H

#include <stdio.h>

/* init with { .file = file } */
struct json
{
  FILE *file;
  int depth, is_first;
};

/* Opens an object ('{') or array ('['), and closes it ('}', ']'). */
void json_open(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);

/* Values. A number has 12 digits; infinities and not-a-number become null. */
void json_string(struct json *json, const char *name, const char *text);
void json_number(struct json *json, const char *name, double number);
void json_flag(struct json *json, const char *name, int flag);

/* {"key": "text"} in one line. */
void json_pair(struct json *json, const char *name, const char *key, const char *text);

/* Ends the last line and flushes. Returns 0 when anything could not be written. */
int json_finish(struct json *json);

#endif
