/* protocol.c - when sessions are: t_k = k x spacing for k = 0 .. sessions - 1, or the list as given. */
#include "protocol.h"

#define KEY_SECTION "protocol"
#define KEY_STRUCT struct protocol

const struct key protocol_keys[] = { PROTOCOL_KEYS(KEY_ROW_QUANTITY, KEY_ROW_COUNT, KEY_ROW_CHOICE, KEY_ROW_TIMES) };
const size_t protocol_key_count = sizeof protocol_keys / sizeof *protocol_keys;

enum status protocol_complete(struct protocol *protocol, struct trail *trail)
{
  double *times = protocol->session_times;
  if (protocol->session_times_count == 0)
  {
    // no list: regular sessions
    if (!(protocol->sessions >= 1 && protocol->sessions <= PROTOCOL_SESSIONS))
      return status_fail(trail, STATUS_DATA, "protocol.sessions is %g; allowed are 1 to %d", protocol->sessions,
                         PROTOCOL_SESSIONS);
    protocol->session_times_count = (size_t)protocol->sessions;
    for (size_t k = 0; k < protocol->session_times_count; k++)
      times[k] = (double)k * protocol->spacing;
  }
  size_t count = protocol->session_times_count;
  if (times[0] != 0)
    return status_fail(trail, STATUS_DATA,
                       "protocol.session_times starts at %g day; the first session is at 0 day by definition, subtract %g day "
                       "from all",
                       times[0], times[0]);
  double shortest = (double)INFINITY;
  for (size_t k = 1; k < count; k++)
  {
    double step = times[k] - times[k - 1];
    if (!(step > 0))
      return status_fail(trail, STATUS_DATA,
                         "protocol.session_times must ascend: time %zu is %g day, but time %zu before it is %g day", k + 1,
                         times[k], k, times[k - 1]);
    shortest = step < shortest ? step : shortest;
  }
  protocol->sessions = (double)count;
  if (protocol->occlusion > shortest)
    status_warn(trail, "protocol.occlusion of %g h lasts longer than the %g h until the next session", 24 * protocol->occlusion,
                24 * shortest);
  return STATUS_OK;
}
