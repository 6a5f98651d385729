/* reading.c - polynomials through neighbouring reports in Newton's form, on one side of a session and of what is not smooth
 * (Harten, Engquist, Osher and Chakravarthy 1987: essentially non-oscillatory interpolation). */
#include "reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outcome.h"

enum
{
  POINTS = 6,  /* of a polynomial */
  BEYOND = 4,  /* of one that goes on behind the last of them */
  CLOSEST = 8, /* of reports that are closer than this part of the step of the grid one is read */
  HALVINGS = 40,
  SECTIONS = 20
};

void reading_free(struct reading *reading)
{
  free(reading->own);
  free(reading->asked);
  free(reading->report);
  free(reading->first);
  memset(reading, 0, sizeof *reading);
}

/* chooses what is read from what was asked for */
static void nodes_choose(const struct protocol *protocol, struct reading *r)
{
  size_t n = 0, j = 0;
  for (size_t k = 0; k < r->reports; k++)
  {
    double t = r->times[k];
    int is_session = j < protocol->session_times_count && t >= protocol->session_times[j], is_end = k + 1 == r->reports;
    if (is_session)
      r->first[j++] = n;
    else if (!is_end && !outcome_grid_has(t))
      continue;
    else if (n > 0 && t - r->times[r->report[n - 1]] < outcome_grid_step(t) / CLOSEST)
    {
      // the end replaces what comes shortly before it, a session what comes shortly behind it
      if (!is_end || n - 1 == r->first[j - 1])
        continue;
      n--;
    }
    r->report[n++] = k;
  }
  r->count = n;
  r->sessions = j;
  r->first[j] = n;
}

/* reports of the run's own between those that are read, merged with those that were asked for */
static void nodes_divide(size_t parts, struct reading *r)
{
  size_t all = 0, nodes = 0, k = 0, j = 0;
  const double *times = r->times;
  size_t *chosen = r->report, *report = chosen + r->reports + 1;
  for (size_t n = 0; n < r->count; n++)
  {
    // what was asked for up to this node, which is one of them
    while (k < chosen[n])
    {
      r->asked[k] = all;
      r->own[all++] = times[k++];
    }
    if (j < r->sessions && r->first[j] == n)
      r->first[j++] = nodes;
    r->asked[k] = all;
    report[nodes++] = all;
    r->own[all++] = times[k++];
    for (size_t p = 1; p < parts && n + 1 < r->count; p++)
    {
      double a = times[chosen[n]], b = times[chosen[n + 1]], t = a + (b - a) * (double)p / (double)parts;
      while (k < chosen[n + 1] && times[k] < t)
      {
        r->asked[k] = all;
        r->own[all++] = times[k++];
      }
      if (k < chosen[n + 1] && times[k] <= t)
        r->asked[k++] = all;
      report[nodes++] = all;
      r->own[all++] = t;
    }
  }
  memmove(chosen, report, nodes * sizeof *chosen);
  r->first[r->sessions] = r->count = nodes;
  r->times = r->own;
  r->reports = all;
}

enum status reading_make(const struct protocol *protocol, size_t count, const double *times, size_t parts, struct reading *r,
                         struct trail *trail)
{
  *r = (struct reading){ .reports = count, .thin = count, .times = times };
  r->first = malloc((protocol->session_times_count + 1) * sizeof *r->first);
  r->report = malloc((count + 1) * (parts + 1) * sizeof *r->report);
  if (parts > 1)
  {
    r->own = malloc((count + 1) * (parts + 1) * sizeof *r->own);
    r->asked = malloc((count + 1) * sizeof *r->asked);
  }
  if (r->first == NULL || r->report == NULL || (parts > 1 && (r->own == NULL || r->asked == NULL)))
    return status_fail(trail, STATUS_MEMORY, "no memory for reading %zu reports", count);
  nodes_choose(protocol, r);
  if (parts > 1)
    nodes_divide(parts, r);
  return STATUS_OK;
}

enum status reading_thin(const struct reading *r, size_t rows, size_t values, size_t stride, double **curves, struct trail *trail)
{
  double *all = *curves, *thin = malloc((rows * stride * values + 1) * sizeof *thin);
  if (thin == NULL)
    return status_fail(trail, STATUS_MEMORY, "no memory for %zu reports", stride);
  for (size_t k = 0; k < rows * stride; k++)
    for (size_t v = 0; v < values; v++)
    {
      size_t row = k / stride, place = k % stride;
      size_t from = place < r->thin && r->asked != NULL ? r->asked[place] : place;
      thin[k * values + v] = place < r->thin ? all[(row * r->reports + from) * values + v] : (double)NAN;
    }
  free(all);
  *curves = thin;
  return STATUS_OK;
}

/* --- polynomials --- */

/* a polynomial in Newton's form */
struct piece
{
  size_t points;
  double x[POINTS], c[POINTS];
};

/* neighbouring nodes, and divided differences of those from the first one on and of those up to the last one, by how many more
 * nodes they take */
struct window
{
  size_t start, points;
  double first[POINTS], last[POINTS];
};

/* the differences of a window that begins one node earlier, from its first one on */
static void left_make(const struct reading *r, const double *curve, const struct window *w, double first[POINTS])
{
  const size_t *report = r->report + w->start - 1;
  first[0] = curve[report[0]];
  for (size_t m = 0; m < w->points; m++)
    first[m + 1] = (w->first[m] - first[m]) / (r->times[report[m + 1]] - r->times[report[0]]);
}

/* the differences of a window that ends one node later, up to its last one */
static void right_make(const struct reading *r, const double *curve, const struct window *w, double last[POINTS])
{
  const size_t *report = r->report + w->start;
  last[0] = curve[report[w->points]];
  for (size_t m = 0; m < w->points; m++)
    last[m + 1] = (last[m] - w->last[m]) / (r->times[report[w->points]] - r->times[report[w->points - 1 - m]]);
}

/* the one through nodes of [from, to) around node k and the next one: of two neighbours the one that bends it less is taken, so
 * that a kink or the first hours after a session stay outside */
static void piece_make(const struct reading *r, const double *curve, size_t from, size_t to, size_t k, struct piece *piece)
{
  size_t most = k + 1 < to ? POINTS : BEYOND;
  struct window w = { .start = k, .points = 1, .first = { curve[r->report[k]] }, .last = { curve[r->report[k]] } };
  piece->x[0] = r->times[r->report[k]];
  piece->c[0] = curve[r->report[k]];
  for (; w.points < most && w.points < to - from; w.points++)
  {
    double left[POINTS] = { 0 }, right[POINTS] = { 0 };
    int is_left = w.start > from, is_right = w.start + w.points < to;
    if (is_left)
      left_make(r, curve, &w, left);
    if (is_right)
      right_make(r, curve, &w, right);
    // the other end of the piece first
    int goes_left = is_left && (!is_right || (w.points > 1 && fabs(left[w.points]) < fabs(right[w.points])));
    w.start -= goes_left != 0;
    piece->x[w.points] = r->times[r->report[goes_left ? w.start : w.start + w.points]];
    piece->c[w.points] = w.first[w.points] = w.last[w.points] = goes_left ? left[w.points] : right[w.points];
    memcpy(goes_left ? w.first : w.last, goes_left ? left : right, (w.points + 1) * sizeof *left);
  }
  piece->points = w.points;
}

static double piece_value(const struct piece *piece, double t)
{
  double sum = piece->c[piece->points - 1];
  for (size_t i = piece->points - 1; i-- > 0;)
    sum = sum * (t - piece->x[i]) + piece->c[i];
  return sum;
}

/* end of what begins at node k of the nodes up to `to`: the next node, or the next session, where the curve is another one */
static double piece_end(const struct reading *r, size_t to, size_t k)
{
  return r->times[r->report[k + 1 < to || to < r->count ? k + 1 : k]];
}

/* time at which a curve goes through `level` behind node k of [from, to); the end of the piece when it does not */
static double crossing_find(const struct reading *r, const double *curve, size_t from, size_t to, size_t k, double level)
{
  struct piece piece;
  double a = r->times[r->report[k]], b = piece_end(r, to, k);
  int is_above = curve[r->report[k]] >= level;
  piece_make(r, curve, from, to, k, &piece);
  // behind the last report before a session nothing is known but how the curve went before
  if (k + 1 == to && (piece_value(&piece, b) >= level) == is_above)
    return b;
  for (int turn = 0; turn < HALVINGS; turn++)
  {
    double middle = (a + b) / 2;
    if ((piece_value(&piece, middle) >= level) == is_above)
      a = middle;
    else
      b = middle;
  }
  return (a + b) / 2;
}

/* largest value behind node k of [from, to), by the golden section */
static double top_find(const struct reading *r, const double *curve, size_t from, size_t to, size_t k)
{
  const double part = 0.6180339887498949;
  struct piece piece;
  double a = r->times[r->report[k]], b = piece_end(r, to, k), left = b - part * (b - a), right = a + part * (b - a);
  piece_make(r, curve, from, to, k, &piece);
  double low = piece_value(&piece, left), high = piece_value(&piece, right);
  for (int turn = 0; turn < SECTIONS; turn++)
    if (low > high)
    {
      b = right;
      right = left;
      high = low;
      left = b - part * (b - a);
      low = piece_value(&piece, left);
    }
    else
    {
      a = left;
      left = right;
      low = high;
      right = a + part * (b - a);
      high = piece_value(&piece, right);
    }
  return fmax(low, high);
}

/* --- numbers --- */

double reading_last(const struct reading *r, const double *curve, double level)
{
  double longest = 0;
  for (size_t j = 0; j < r->sessions; j++)
  {
    size_t from = r->first[j], to = r->first[j + 1], k = to;
    // the last node that reaches the level
    while (k > from && !(curve[r->report[k - 1]] >= level))
      k--;
    if (k > from)
      longest = fmax(longest, crossing_find(r, curve, from, to, k - 1, level) - r->times[r->report[from]]);
  }
  return longest;
}

double reading_first(const struct reading *r, const double *curve, double level)
{
  for (size_t j = 0; j < r->sessions; j++)
    for (size_t from = r->first[j], to = r->first[j + 1], k = from; k < to; k++)
      if (curve[r->report[k]] >= level)
        return k > from ? crossing_find(r, curve, from, to, k - 1, level)
               : j > 0  ? crossing_find(r, curve, r->first[j - 1], from, k - 1, level)
                        : r->times[r->report[k]];
  return (double)NAN;
}

double reading_largest(const struct reading *r, const double *curve)
{
  double largest = curve[r->report[0]];
  for (size_t j = 0; j < r->sessions; j++)
    for (size_t from = r->first[j], to = r->first[j + 1], k = from; k < to; k++)
    {
      double here = curve[r->report[k]];
      double before = k > from ? curve[r->report[k - 1]] : here, after = k + 1 < to ? curve[r->report[k + 1]] : here;
      // a top is hardly further above a node than that is above its neighbours
      if (here < before || here < after || 2 * here - fmin(before, after) <= largest)
        continue;
      largest = fmax(largest, here);
      if (k > from)
        largest = fmax(largest, top_find(r, curve, from, to, k - 1));
      if (k + 1 < to || to < r->count)
        largest = fmax(largest, top_find(r, curve, from, to, k));
    }
  return largest;
}

double reading_duration(const struct reading *r, const double *curve, double level)
{
  double sum = 0;
  for (size_t j = 0; j < r->sessions; j++)
    for (size_t from = r->first[j], to = r->first[j + 1], k = from; k < to; k++)
    {
      double start = r->times[r->report[k]], end = piece_end(r, to, k), through = end;
      int is_above = curve[r->report[k]] >= level;
      if (k + 1 == to || (curve[r->report[k + 1]] >= level) != is_above)
        through = crossing_find(r, curve, from, to, k, level);
      sum += is_above ? through - start : end - through;
    }
  return sum;
}
