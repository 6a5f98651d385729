# collagen.gp - collagen over the whole protocol: its types for one run, and the total for the runs along each axis.
# needs: run_name time session_time collagen_i collagen_iii collagen_total

second = series_2_count > 1
first = series_1_count > 1
types = 'collagen_total collagen_i collagen_iii'
marks(block) = sprintf("session_time_file index %d using 'session_time':(0.05) axes x1y2 with impulses lc rgb '#555555' lw 1.6 dt solid", block)

# scales, before any range is set: stats leaves out what a range hides
until = 0
array lows[2] = [1e300, 1e300]
array highs[2] = [-1e300, -1e300]
do for [i = 1:3 + series_1_count + series_2_count] {
  name = i <= 3 ? word(types, i) : 'collagen_total'
  block = int(i <= 3 ? focus_block : i <= 3 + series_1_count ? series_1_block[i - 3] : series_2_block[i - 3 - series_1_count])
  stats value(name.'_file') index block using (column(name) == column(name) ? column('time') : 0):name name 'S' nooutput
  until = max(until, S_max_x)
  lows[i <= 3 ? 1 : 2] = min(lows[i <= 3 ? 1 : 2], S_min_y)
  highs[i <= 3 ? 1 : 2] = max(highs[i <= 3 ? 1 : 2], S_max_y)
}

eval start('Collagen over the whole protocol', '', first ? 1 : 0, first ? 98 : 54)
eval panel('a', focus_text eq '' ? 'Types of collagen' : clip(focus_text, 70), '', 10, 117, 6, first ? 40 : 44)
bottom = lows[1]; top = highs[1]
span = top > bottom ? top - bottom : 1
# room for the key above the curves
set yrange [bottom - 0.08 * span:top + 0.45 * span]; set ytics nice_step(1.5 * span)
set y2range [0:1]
set xrange [0:until]
set xlabel time_label.'; marks: sessions'
set key at graph 0.015, graph 0.98 left top reverse Left samplen 3.5 spacing 1.15 font font_name.',6.5' textcolor rgb colour_text
session_marks = marks(focus_block)
plot for [i = 1:3] value(word(types, i).'_file') index int(focus_block) using 'time':word(types, i) with lines ls i \
       title label_of(word(types, i), 60), \
     @session_marks notitle

# totals along the axes; one scale for both
if (first) {
  bottom = lows[2]; top = highs[2]
  room = top > bottom ? 0.06 * (top - bottom) : 1
  # above the curves the key of panel c, in two columns
  key_rows = second ? (series_2_count + 1) / 2 : 0
  ceiling = top + room + 0.13 * key_rows * (top > bottom ? top - bottom : 0)
  second_line = rest_of(collagen_total_name).(rest_of(collagen_total_name) eq '' || series_1_note eq '' ? '' : '; ').series_1_note
  eval panel('b', fitted(short(collagen_total_name), collagen_total_unit, 38), clip(second_line, second ? 46 : 100), 10, second ? 60 : 117, 58, 91)
  set xrange [0:until]
  set yrange [bottom - room:ceiling]; set ytics nice_step(ceiling - bottom)
  set xlabel time_label
  plot for [k = 1:series_1_count] collagen_total_file index int(series_1_block[k]) using 'time':'collagen_total' with lines ls k
}
if (first && second) {
  eval panel('c', clip(series_2_title, 36), clip(series_2_note, 44), 67, 117, 58, 91)
  set xrange [0:until]
  set yrange [bottom - room:ceiling]; set ytics nice_step(ceiling - bottom)
  set xlabel time_label
  set key at graph 0.02, graph 0.98 left top reverse Left maxrows key_rows samplen 2.5 spacing 1.15 font font_name.',6.5' textcolor rgb colour_text
  plot for [k = 1:series_2_count] collagen_total_file index int(series_2_block[k]) using 'time':'collagen_total' with lines ls 10 + k title series_2_label[k]
}
unset multiplot
