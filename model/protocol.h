/* protocol.h - when skin is treated and what comes after, as declared keys of a scenario. */
#ifndef NEOCOL_MODEL_PROTOCOL_H
#define NEOCOL_MODEL_PROTOCOL_H

#include "key.h"

enum
{
  PROTOCOL_SESSIONS = 64
};

#define PROTOCOL_KEYS(QUANTITY, COUNT, CHOICE, TIMES)                                                                            \
  COUNT(sessions, 4, 1, PROTOCOL_SESSIONS, "Number of sessions")                                                                 \
  QUANTITY(spacing, "week", 4, 0.1, 52, assumed, "Session spacing", "neocol")                                                    \
  TIMES(session_times, PROTOCOL_SESSIONS, "Times of all sessions, ascending from 0 day; instead of sessions and spacing")        \
  QUANTITY(occlusion, "h", 0, 0, 168, assumed, "How long the skin is covered airtight after each session", "neocol")

struct protocol
{
  PROTOCOL_KEYS(KEY_FIELD_QUANTITY, KEY_FIELD_COUNT, KEY_FIELD_CHOICE, KEY_FIELD_TIMES)
};

extern const struct key protocol_keys[];
extern const size_t protocol_key_count;

/* Fills session_times from sessions and spacing when no list is given, or counts the list. STATUS_DATA when times do not
 * start at 0 or do not ascend. After it, session_times[0 .. session_times_count) is the truth and sessions its count. */
enum status protocol_complete(struct protocol *protocol, struct trail *trail) STATUS_CHECK;

#endif
