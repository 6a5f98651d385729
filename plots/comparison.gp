# comparison.gp - what the runs end with: collagen gain by both end points, and how long redness lasts.
# needs: run_name collagen_gain collagen_gain_fixed_day redness_duration

gains = 'collagen_gain collagen_gain_fixed_day'
endpoint(name) = exists(name.'_endpoint') ? value(name.'_endpoint') : ''
run_of(x) = int(x) + 1
stats collagen_gain_file using 'collagen_gain':'collagen_gain_fixed_day' name 'S' nooutput
low = min(S_min_x, S_min_y); high = max(S_max_x, S_max_y)
number = high - low < 0.05 ? '%.3f' : high < 10 ? '%.2f' : '%.3g'
stats redness_duration_file using 'redness_duration' name 'R' nooutput

# --- a grid: maps of both end points, and redness along the first axis
if (grid_rank == 2) {
  cells = grid_1_count * grid_2_count
  numbered = cells <= 48
  eval start('What needle length and spacing end with', '', 0, 99)
  do for [g = 1:2] {
    name = word(gains, g)
    left = g == 1 ? 12 : 66
    eval panel(word('a b', g), label_of(name, 36), clip(endpoint(name), 46), left, left + 41, 9, 43)
    unset grid
    set border 0; set tics scale 0
    set xrange [0.5:grid_1_count + 0.5]; set yrange [0.5:grid_2_count + 0.5]
    unset xtics; unset ytics
    set xtics () offset 0,0.35; set ytics () offset 0.5,0
    each_1 = max(1, grid_1_count / 6); each_2 = max(1, grid_2_count / 6)
    do for [i = 1:grid_1_count:each_1] { set xtics add (sprintf('%g', grid_1_values[i]) i) }
    do for [i = 1:grid_2_count:each_2] { set ytics add (sprintf('%g', grid_2_values[i]) i) }
    set xlabel grid_1_label
    if (g == 1) { set label 9 grid_2_label at graph 0,0.5 center rotate by 90 offset -4.2,0 font font_name.',6.5' tc rgb colour_text }
    set cbrange [low:high > low ? high : low + 1]
    if (g == 2) {
      set colorbox user origin screen 109 / figure_width, screen 1 - (canvas_top + 43) / canvas_height \
        size screen 2.5 / figure_width, screen 34 / canvas_height noborder
      set cbtics nice_step(high - low) scale 0.4 offset -0.8,0 font font_name.',6' tc rgb colour_text
    }
    plot value(name.'_file') using (grid_1_place[run_of(column('run'))]):(grid_2_place[run_of(column('run'))]):(0.485):(0.485): \
           (column(name)) with boxxyerror fc palette fs solid 1.0 noborder, \
         value(name.'_file') using (numbered ? grid_1_place[run_of(column('run'))] : NaN):(grid_2_place[run_of(column('run'))]): \
           (sprintf(number, column(name))):(column(name) > (low + high) / 2 ? 0xffffff : 0x222222) \
           with labels tc rgb variable font font_name.',6.8'
  }
}

# --- redness along the first axis, a mark for each run
if (grid_rank > 0) {
  eval panel(grid_rank == 2 ? 'c' : 'b', redness_duration_label, '', 12, 107, grid_rank == 2 ? 60 : 56, 90)
  set xrange [0.5:grid_1_count + 0.5]
  set yrange [0:1.15 * nice_top(R_max)]; set ytics nice_step(R_max)
  each_1 = max(1, grid_1_count / 12)
  set xtics () offset 0,0.35
  do for [i = 1:grid_1_count:each_1] { set xtics add (sprintf('%g', grid_1_values[i]) i) }
  set xlabel grid_1_label
  plot for [k = 1:series_1_count] redness_duration_file every ::series_1_run[k] - 1::series_1_run[k] - 1 \
         using (grid_1_place[run_of(column('run'))]):'redness_duration' with points ls 1, \
       for [k = 1:series_1_count] redness_duration_file every ::series_1_run[k] - 1::series_1_run[k] - 1 \
         using (grid_1_place[run_of(column('run'))]):'redness_duration':(sprintf('%.3g', column('redness_duration'))) \
         with labels offset 0,0.8 font font_name.',6.5' tc rgb colour_text
}
unset multiplot
