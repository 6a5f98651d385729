# closure.gp - how the channels of one session close: four curves, and the four clocks that read them.
# needs: run_name closure_open_area closure_barrier_defect closure_water_loss closure_stratification time_since_needling
# needs: closure_time_recoil closure_time_barrier closure_time_cover closure_time_stratified

# 72 h, more when a clock needs it
clocks = 'closure_time_recoil closure_time_barrier closure_time_cover closure_time_stratified'
last = 0
do for [clock in clocks] { do for [k = 1:series_1_count] {
  eval 'found = '.clock.'_values[series_1_run[k]]'
  if (found == found) { last = max(last, found) }
} }
# steps of the axis divide it into days or half days
hours = last <= 70 ? 72 : last <= 94 ? 96 : last <= 118 ? 120 : 168

# the point of a curve at a clock, by linear interpolation between rows
clock_x = 1e9; clock_y = 0
at_clock(x, y, clock) = (hit = clock_x < clock && clock <= x ? clock_y + (y - clock_y) * (clock - clock_x) / (x - clock_x) : -1e9, \
  clock_x = x, clock_y = y, hit)

eval start('How the channels close after one session', series_1_note, 1, 101)
array clock_values[6]
curves = 'closure_open_area closure_barrier_defect closure_water_loss closure_stratification'
marks = 'cover barrier barrier stratified'
do for [i = 1:4] {
  name = word(curves, i)
  clock = 'closure_time_'.word(marks, i)
  do for [k = 1:series_1_count] { eval sprintf('clock_values[k] = %s_values[series_1_run[k]]', clock) }
  eval panel(word('a b c d', i), label_of(name, 40), '', i % 2 ? 9 : 69, i % 2 ? 57 : 117, i < 3 ? 6 : 38, i < 3 ? 28 : 60)
  set xrange [0:hours]
  set xtics hours == 72 ? 12 : 24
  top = 0
  do for [k = 1:series_1_count] {
    stats value(name.'_file') index int(series_1_block[k]) using name name 'S' nooutput
    top = max(top, S_max)
  }
  set ytics nice_step(top)
  set yrange [0:nice_top(top)]
  if (i > 2) { set xlabel time_since_needling_label }
  plot for [k = 1:series_1_count] value(name.'_file') index int(series_1_block[k]) \
         using (column('time_since_needling')):(column(name)) with lines ls k, \
       for [k = 1:series_1_count] value(name.'_file') index int(series_1_block[k]) \
         using (column('time_since_needling') > 0 ? clock_values[k] : -1): \
               (at_clock(column('time_since_needling'), column(name), clock_values[k])) with points ls k ps 0.7
}

# the clocks themselves
eval panel('e', 'Clocks', '', 36, 117, 73, 93)
set xrange [0:hours]
set xtics hours == 72 ? 6 : 12
set xlabel time_since_needling_label
set yrange [4.6:0.4]
unset ytics
do for [i = 1:4] {
  clock = word(clocks, i)
  set label 10 + i clip(short(value(clock.'_name')), 28) at graph 0, first i right offset -0.8,0
  do for [k = 1:series_1_count] {
    eval sprintf('found = %s_values[series_1_run[k]]', clock)
    if (found == found) {
      set label 20 + 6 * i + k '' at found, i + 0.13 * (k - 0.5 - series_1_count / 2.0) point lt k ps 0.7
    }
  }
}
plot -1e9
unset multiplot
