# noticed.gp - what a person notices after a session, as bars from when it is noticed to when it is over.
# needs: run_name redness_duration swelling_duration
# uses: bruise_duration tightness_duration peeling_onset peeling_end bacteria_window closure_time_barrier bleeding_score first_visible_change

# rows: words for a layman, the variable of the start (none: the session) and of the end, in hours; the first and the last are no bars
rows = 9
array words_of[rows] = ['Bleeding', 'Redness', 'Swelling', 'Bruise', 'Tight skin', 'Peeling', 'Water gets out', 'Bacteria could get in', \
  'First change that is seen']
array start_of[rows] = ['', '', '', '', '', 'peeling_onset', '', '', '']
array end_of[rows] = ['bleeding_score', 'redness_duration', 'swelling_duration', 'bruise_duration', 'tightness_duration', 'peeling_end', \
  'closure_time_barrier', 'bacteria_window', 'first_visible_change']
value_at(name, run) = value(sprintf('%s_values', name))[run]
number_of(name, run) = exists(name.'_values') ? value_at(name, run) : NaN
hours(x) = x < 1 ? sprintf('%.0f min', 60 * x) : x < 36 ? sprintf('%.0f h', x) : sprintf('%.1f days', x / 24)
span(from, until) = from > 0 ? hours(from).' to '.hours(until) : hours(until)
share(blood) = series_1_count < 2 ? 'at the session' : sprintf('at the session, %.0f %% of the run that bleeds most', 100 * blood / most_blood)

# the longest bar, and the most blood
longest = 24.0; most_blood = 0.0
do for [k = 1:series_1_count] {
  do for [p = 2:rows - 1] { longest = max(longest, number_of(end_of[p], int(series_1_run[k])) > 0 ? number_of(end_of[p], int(series_1_run[k])) : 0) }
  most_blood = max(most_blood, number_of('bleeding_score', int(series_1_run[k])) > 0 ? number_of('bleeding_score', int(series_1_run[k])) : 0)
}
days = 1.4 * longest / 24.0
bar = series_1_count > 4 ? 2.4 : 3.0
group = bar * series_1_count + 2.2
height = rows * group

eval start('What a person notices after a session', series_1_note, 1, height + 13)
eval panel('', 'From when it is noticed to when it is over', 'What counts as noticed is assumed: compare bars, do not plan by them', 32, 117, 7, 7 + height)
set xrange [0:days]
set yrange [height:0]
set border 1
unset ytics
set grid noytics xtics
set xtics days <= 10 ? 1 : nice_step(days)
set xlabel 'Days after the session'
# a light band behind every second row
do for [p = 1:rows:2] {
  set object 1000 + p rect from graph 0, first (p - 1) * group to graph 1, first p * group fc rgb '#f4f4f4' fs solid noborder behind
}
do for [p = 1:rows] {
  set label 200 + p words_of[p] at graph 0, first (p - 0.5) * group right offset -0.8,0 font font_name.',6.5' tc rgb colour_text
  do for [k = 1:series_1_count] {
    run = int(series_1_run[k])
    y = (p - 1) * group + 1.1 + (k - 0.5) * bar
    number = 300 + 20 * p + k
    until = number_of(end_of[p], run)
    from = start_of[p] eq '' ? 0 : number_of(start_of[p], run)
    colour = value(sprintf('colour_%d', k))
    shade = until > 0 ? colour_text : colour_quiet
    place = 0.0
    dot = -1.0
    wording = until == until ? 'not noticed' : p == rows ? 'none' : 'not in this run'
    if (until > 0 && p == 1) { dot = 0.0; wording = share(until) }
    if (until > 0 && p == rows) { dot = until > days ? -1.0 : until; wording = sprintf('day %.0f%s', until, until > days ? ' (later)' : '') }
    if (dot >= 0) {
      set object number circle at first dot, first y size graph 0.006 fc rgb colour fs solid noborder front noclip
      place = dot + 0.006 * days
    }
    if (until > 0 && p > 1 && p < rows && from == from) {
      set object number rect from first from / 24.0, first y - 0.36 * bar to first until / 24.0, first y + 0.36 * bar fc rgb colour fs solid 0.85 noborder
      wording = span(from, until)
      place = until / 24.0
    }
    set label number wording at first place, first y left offset 0.5,0 font font_name.',5.6' tc rgb shade
  }
}
plot NaN notitle
unset multiplot
