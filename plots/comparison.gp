# comparison.gp - what each run ends with: collagen gain by both end points, and how long redness lasts.
# needs: run_name collagen_gain collagen_gain_fixed_day redness_duration

gains = 'collagen_gain collagen_gain_fixed_day'
endpoint(name) = exists(name.'_endpoint') ? value(name.'_endpoint') : value(name.'_name')
# what both gains have in common: "Collagen change"
common = ''
do for [i = 1:words(collagen_gain_name)] {
  if (word(collagen_gain_name, i) ne word(collagen_gain_fixed_day_name, i)) { break }
  common = common.(i > 1 ? ' ' : '').word(collagen_gain_name, i)
}
common = common eq '' ? collagen_gain_name : common
run_of(x) = int(x) + 1
hidden(x) = x == x ? x : -1e9
shown_number(x) = x == x ? sprintf('%.3g', x) : '–'
# a number that is missing counts as 0 for the scales
known(x) = x == x ? x : 0
stats collagen_gain_file using (known(column('collagen_gain'))) name 'A' nooutput
stats collagen_gain_file using (known(column('collagen_gain_fixed_day'))) name 'B' nooutput
low = min(A_min, B_min); high = max(A_max, B_max)
span = max(0, high) > min(0, low) ? max(0, high) - min(0, low) : 1
number = high - low < 0.05 ? '%.3f' : high < 10 ? '%.2f' : '%.3g'
stats redness_duration_file using (known(column('redness_duration'))) name 'R' nooutput
listed = grid_rank == 0 && run_size <= 16
place_1 = '(grid_1_place[run_of(column("run"))])'
place_2 = '(grid_2_place[run_of(column("run"))])'

# tics at the values of an axis, not all when there are many
tics_of(axis, most) = sprintf("set %stics () nomirror scale 0.3 offset %s tc rgb colour_text; ", axis == 1 ? 'x' : 'y', axis == 1 ? '0,0.35' : '0.5,0') \
  .sprintf("do for [i = 1:grid_%d_count:(grid_%d_count + %d) / %d] { set %stics add (sprintf('%%.4g', grid_%d_values[i]) i) }", \
     axis, axis, most - 1, most, axis == 1 ? 'x' : 'y', axis)

eval start('What each run ends with', '', 0, listed ? 25 + 6 * run_size : 98)

# --- a grid: a map for each end point, on one scale of colour
if (grid_rank == 2) {
  numbered = grid_1_count <= 7 && grid_2_count <= 8
  longest = 1
  do for [i = 1:grid_2_count] { longest = max(longest, strlen(sprintf('%.4g', grid_2_values[i]))) }
  do for [g = 1:2] {
    name = word(gains, g)
    left = g == 1 ? 12 : 65
    eval panel(word('a b', g), label_of(name, 36), clip(endpoint(name), 44), left, left + 42, 9, 43)
    unset grid
    set border 0
    eval tics_of(1, 5)
    eval tics_of(2, 8)
    set tics scale 0
    set xrange [0.5:grid_1_count + 0.5]; set yrange [0.5:grid_2_count + 0.5]
    set xlabel grid_1_label
    if (g == 1) { set label 9 grid_2_label at graph 0,0.5 center rotate by 90 offset -max(4.6, 2.2 + 0.8 * longest),0 font font_name.',6.5' tc rgb colour_text }
    set cbrange [low:high > low ? high : low + 1]
    if (g == 2) {
      set colorbox user origin 109.5 / figure_width, 1 - (canvas_top + 43) / canvas_height size 2.2 / figure_width, 34 / canvas_height noborder
      set cbtics nice_step(high - low) scale 0.4 offset -0.8,0 font font_name.',6' tc rgb colour_text
    }
    plot value(name.'_file') using @place_1:@place_2:(0.485):(0.485):(column(name)) with boxxyerror fc palette fs solid 1.0 noborder, \
         value(name.'_file') using (numbered ? @place_1 : -1e9):@place_2:(sprintf(number, column(name))): \
           (column(name) > low + 0.62 * (high - low) ? 0xffffff : 0x222222) with labels tc rgb variable font font_name.',6.8'
  }
}

# --- one axis: both end points as points over it
if (grid_rank == 1) {
  eval panel('a', fitted(common, collagen_gain_unit, 60), '', 12, 117, 6, 43)
  set xrange [0.5:grid_1_count + 0.5]; set yrange [min(0, low - 0.1 * span):max(0, high) + 0.4 * span]; set ytics nice_step(1.4 * span)
  eval tics_of(1, 10)
  set xlabel grid_1_label
  set key at graph 0.015, graph 0.98 left top reverse Left samplen 3.5 spacing 1.15 font font_name.',6.5' textcolor rgb colour_text
  plot for [g = 1:2] value(word(gains, g).'_file') using @place_1:word(gains, g) smooth unique with linespoints ls g title endpoint(word(gains, g)), \
       collagen_gain_file using @place_1:'collagen_gain':(run_size <= 16 ? sprintf(number, column('collagen_gain')) : '') \
         with labels offset 0,0.8 font font_name.',6' tc rgb colour_text notitle
}

# --- redness along the first axis, at the middle of the second
if (grid_rank > 0) {
  eval panel(grid_rank == 2 ? 'c' : 'b', redness_duration_label, series_1_note, 12, grid_rank == 2 ? 107 : 117, 60, 90)
  set xrange [0.5:grid_1_count + 0.5]
  set yrange [0:1.2 * nice_top(R_max)]; set ytics nice_step(R_max)
  eval tics_of(1, 10)
  set xlabel grid_1_label
  every_run(k) = int(series_1_run[k]) - 1
  plot for [k = 1:series_1_count] redness_duration_file every ::every_run(k)::every_run(k) using @place_1:(hidden(column('redness_duration'))) with points ls 1, \
       for [k = 1:series_1_count] redness_duration_file every ::every_run(k)::every_run(k) \
         using @place_1:(known(column('redness_duration'))):(shown_number(column('redness_duration'))) with labels offset 0,0.8 font font_name.',6.5' tc rgb colour_text
}

# --- a list of runs: a row for each
if (listed) {
  names = 8
  do for [k = 1:run_size > 1 ? run_size : 0] { names = max(names, 1.2 * min(36, strlen(run_name_texts[k]))) }
  half = (112 - names) / 2.0
  wide = int(half / 1.45) - 4
  array titles[2] = [fitted(common, collagen_gain_unit, 99), redness_duration_label]
  do for [side = 1:2] {
    left = names + 4 + (side - 1) * (half + 3)
    eval panel(word('a b', side), first_line(titles[side], wide), next_line(titles[side], wide), \
      left, left + half - 2, 15, 15 + 6 * run_size)
    set yrange [run_size + 0.5:0.5]; set xtics nice_step(side == 1 ? span : R_max)
    if (side == 1) { set xrange [min(0, low - 0.1 * span):max(0, high) + 0.15 * span] } else { set xrange [0:1.15 * nice_top(R_max)] }
    unset ytics; set grid xtics
    if (side == 1) {
      do for [k = 1:run_size > 1 ? run_size : 0] { set label 10 + k clip(run_name_texts[k], 36) at graph 0, first k right offset -0.6,0 font font_name.',6.2' tc rgb colour_text }
      do for [g = 1:2] {
        set label 30 + g '' at screen 0.03, screen 1 - (canvas_top + 2.6 + 3.2 * (g - 1)) / canvas_height point lt g ps 0.7
        set label 32 + g endpoint(word(gains, g)) at screen 0.05, screen 1 - (canvas_top + 2.6 + 3.2 * (g - 1)) / canvas_height \
          left font font_name.',6.2' tc rgb colour_text
      }
      plot for [g = 1:2] value(word(gains, g).'_file') using (hidden(column(word(gains, g)))):(run_of(column('run'))) with points ls g ps 0.7
    } else {
      plot redness_duration_file using (hidden(column('redness_duration'))):(run_of(column('run'))) with points ls 1 ps 0.7, \
           redness_duration_file using (known(column('redness_duration'))):(run_of(column('run'))):(shown_number(column('redness_duration'))) \
             with labels left offset 0.8,0 font font_name.',6' tc rgb colour_text
    }
  }
}

# --- many runs that are no grid: shares of runs
if (grid_rank == 0 && !listed) {
  do for [side = 1:2] {
    eval panel(word('a b', side), side == 1 ? fitted(common, collagen_gain_unit, 60) : redness_duration_label, sprintf('share of %d runs at or below', run_size), \
      12, 117, side == 1 ? 8 : 57, side == 1 ? 41 : 89)
    set yrange [0:1.02]; set ytics 0.25
    set key at graph 0.985, graph 0.06 right bottom samplen 3.5 spacing 1.15 font font_name.',6.5' textcolor rgb colour_text
    if (side == 1) {
      plot for [g = 1:2] value(word(gains, g).'_file') using (column(word(gains, g))):(1.0) smooth cnormal with lines ls g title endpoint(word(gains, g))
    } else {
      plot redness_duration_file using (column('redness_duration')):(1.0) smooth cnormal with lines ls 1 notitle
    }
  }
}
unset multiplot
