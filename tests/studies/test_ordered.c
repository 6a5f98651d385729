/* test_ordered.c - work on several threads: handed over in order, adjacent pieces by one thread, the lowest failure told, a stop.
 */
#include "ordered.h"

#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

enum
{
  PIECES = 203,
  SLOTS = 32
};

/* what the pieces do and leave */
struct work
{
  pthread_mutex_t lock;
  size_t fails[2];         /* pieces that fail; PIECES: none */
  size_t stops_at;         /* piece that asks for a stop; PIECES: none */
  size_t held[SLOTS];      /* piece whose result a place holds, plus 1 */
  pthread_t maker[PIECES]; /* thread of each piece */
  int computed[PIECES];
  size_t handed, blocks;
  int begun, begins_late, begin_fails; /* late: not before all places are full */
  size_t wrong; /* places or orders that are not as promised: counted, because an assertion belongs to the first thread */
  volatile sig_atomic_t stop;
};

static enum status compute(void *context, size_t i, size_t slot, struct trail *trail)
{
  struct work *work = context;
  // some pieces take longer than others
  volatile double wait = 1;
  for (size_t k = 0; k < i * 7919 % 20000; k++)
    wait = wait * 1.000001;
  pthread_mutex_lock(&work->lock);
  work->wrong += slot != i % SLOTS || work->held[slot] != 0;
  work->held[slot] = i + 1;
  work->maker[i] = pthread_self();
  work->computed[i]++;
  if (i == work->stops_at)
    work->stop = 1;
  pthread_mutex_unlock(&work->lock);
  if (i % 50 == 3)
    status_warn(trail, "warning of piece %zu", i);
  return i == work->fails[0] || i == work->fails[1] ? status_fail(trail, STATUS_DATA, "piece %zu fails", i) : STATUS_OK;
}

/* waits until the other threads have filled all places; whether they did. A minute is for a program that does not let them. */
static int others_awaited(struct work *work)
{
  for (int turn = 0; turn < 60000; turn++)
  {
    size_t held = 0;
    pthread_mutex_lock(&work->lock);
    for (size_t k = 0; k < SLOTS; k++)
      held += work->held[k] != 0;
    pthread_mutex_unlock(&work->lock);
    if (held == SLOTS)
      return 1;
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
  }
  return 0;
}

static enum status begin(void *context, struct trail *trail)
{
  struct work *work = context;
  // fewer threads may have been given than were asked for; if there is another one, it comes
  int is_late = !work->begins_late || omp_get_num_threads() == 1 || others_awaited(work);
  pthread_mutex_lock(&work->lock);
  work->wrong += !is_late || work->begun || work->handed > 0;
  work->begun = 1;
  pthread_mutex_unlock(&work->lock);
  return work->begin_fails ? status_fail(trail, STATUS_INPUT_OUTPUT, "the beginning fails") : STATUS_OK;
}

static enum status take(void *context, size_t first, size_t count, size_t slot, struct trail *trail)
{
  (void)trail;
  struct work *work = context;
  pthread_mutex_lock(&work->lock);
  work->wrong += first != work->handed || !work->begun;
  for (size_t k = 0; k < count; k++)
  {
    work->wrong += work->held[(slot + k) % SLOTS] != first + k + 1;
    work->held[(slot + k) % SLOTS] = 0;
  }
  work->handed += count;
  work->blocks++;
  pthread_mutex_unlock(&work->lock);
  return STATUS_OK;
}

static struct trail trail;

static enum status perform(struct work *work, size_t together, int threads)
{
  pthread_mutex_init(&work->lock, NULL);
  struct ordered ordered = { .count = PIECES,
                             .block = 10,
                             .slots = SLOTS,
                             .together = together,
                             .threads = threads,
                             .context = work,
                             .compute = compute,
                             .begin = begin,
                             .take = take,
                             .stopped = &work->stop };
  trail_clear(&trail);
  enum status status = ordered_perform(&ordered, &trail);
  pthread_mutex_destroy(&work->lock);
  assert_int_equal(work->wrong, 0);
  return status;
}

static const size_t sizes[] = { 1, 2, 3, 7, 64, PIECES };

static void results_come_in_order(void **unused)
{
  (void)unused;
  char first[sizeof trail.warnings] = "";
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int threads = 1; threads <= 4; threads++)
    {
      struct work work = { .fails = { PIECES, PIECES }, .stops_at = PIECES };
      assert_int_equal(perform(&work, sizes[s], threads), STATUS_OK);
      assert_int_equal(work.handed, PIECES);
      assert_int_equal(work.blocks, (PIECES + 9) / 10);
      for (size_t i = 0; i < PIECES; i++)
      {
        assert_int_equal(work.computed[i], 1);
        if (i % sizes[s] > 0)
          assert_true(pthread_equal(work.maker[i], work.maker[i - 1]));
      }
      // warnings too
      if (first[0] == 0)
        memcpy(first, trail.warnings, sizeof first);
      assert_string_equal(trail.warnings, first);
      assert_non_null(strstr(first, "piece 53"));
    }
}

static void the_lowest_failure_is_told(void **unused)
{
  (void)unused;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int threads = 1; threads <= 4; threads++)
      for (size_t low = 57; low < 62; low++)
      {
        struct work work = { .fails = { low + 1, low }, .stops_at = PIECES };
        char expected[64];
        snprintf(expected, sizeof expected, "piece %zu fails", low);
        assert_int_equal(perform(&work, sizes[s], threads), STATUS_DATA);
        assert_non_null(strstr(trail.errors, expected));
        assert_true(work.handed <= low);
      }
}

static void the_beginning_comes_first(void **unused)
{
  (void)unused;
  for (int threads = 2; threads <= 4; threads++)
  {
    struct work work = { .fails = { PIECES, PIECES }, .stops_at = PIECES, .begins_late = 1 };
    assert_int_equal(perform(&work, 1, threads), STATUS_OK);
    assert_int_equal(work.handed, PIECES);
  }
  // its failure is told, whatever pieces have failed meanwhile
  for (int threads = 1; threads <= 4; threads++)
  {
    struct work work = { .fails = { 0, 1 }, .stops_at = PIECES, .begin_fails = 1 };
    assert_int_equal(perform(&work, 1, threads), STATUS_INPUT_OUTPUT);
    assert_non_null(strstr(trail.errors, "the beginning fails"));
    assert_null(strstr(trail.errors, "piece"));
    assert_int_equal(work.handed, 0);
  }
}

static void a_stop_starts_nothing_more(void **unused)
{
  (void)unused;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int threads = 1; threads <= 4; threads++)
    {
      struct work work = { .fails = { PIECES, PIECES }, .stops_at = 40 };
      assert_int_equal(perform(&work, sizes[s], threads), STATUS_STOPPED);
      assert_non_null(strstr(trail.errors, "stopped after"));
      if (threads == 1)
        assert_int_equal(work.computed[41], 0);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(results_come_in_order),
    cmocka_unit_test(the_lowest_failure_is_told),
    cmocka_unit_test(the_beginning_comes_first),
    cmocka_unit_test(a_stop_starts_nothing_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
