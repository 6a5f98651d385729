# puncture.gp - the holes of one session seen from above, true to scale.
# needs: run_name puncture_x puncture_y open_radius channel_density covered_fraction

# arms whose pattern is recorded and looks different from the ones before: at most three
array shown[3]
count = 0
differs(i, j) = open_radius_values[i] != open_radius_values[j] || channel_density_values[i] != channel_density_values[j]
do for [k = 1:series_1_count] {

  stats puncture_x_file index int(series_1_block[k]) using (column('puncture_x') >= 0) name 'S' nooutput
  new = count < 3 && S_sum > 0
  do for [j = 1:count] { new = new && differs(series_1_run[k], series_1_run[shown[j]]) }
  if (new) { count = count + 1; shown[count] = k }
}
side = count < 2 ? 62 : count == 2 ? 52 : 35
alike = count < series_1_count && series_1_count > 1

eval start('Holes of one session seen from above', alike && count == 1 ? 'The same for all runs shown elsewhere' : series_1_note, \
           0, side + (count == 1 ? 9 : 21))
radius_scale = open_radius_factor / puncture_x_factor
facts = 'channel_density covered_fraction open_radius'
do for [p = 1:count] {
  k = shown[p]
  run = series_1_run[k]
  stats puncture_x_file index int(series_1_block[k]) using 'puncture_x':'puncture_y' name 'S' nooutput
  extent = ceil(2 * max(S_max_x, S_max_y)) / 2.0
  left = 3 + (p - 1) * (side + 4.5)
  eval panel(count == 1 ? '' : word('a b c', p), count == 1 && run_size > 1 && alike ? '' : clip(series_1_label[k], count == 3 ? 24 : 40), \
             '', left, left + side, 5, 5 + side)
  set border 15
  unset xtics; unset ytics; unset grid
  set xrange [0:extent]; set yrange [0:extent]
  set object 1 rectangle from graph 0,0 to graph 1,1 fc rgb '#f6efe6' fs solid noborder behind
  # scale bar of a quarter of the side
  set arrow 1 from extent * 0.05, extent * 0.06 to extent * 0.3, extent * 0.06 nohead lw 2.2 lc rgb colour_text front
  set object 2 rectangle from extent * 0.03, extent * 0.035 to extent * 0.32, extent * 0.15 fc rgb '#f6efe6' fs solid 0.85 noborder front
  set label 10 with_unit(sprintf('%g', extent / 4), puncture_x_unit) at extent * 0.175, extent * 0.11 center font font_name.',6.5' tc rgb colour_text front
  do for [f = 1:3] {
    fact = word(facts, f)
    eval sprintf('found = %s_values[run]', fact)
    text = count == 1 ? value(fact.'_name') : clip(value(fact.'_name'), 36)
    number = with_unit(sprintf('%.3g', found), value(fact.'_unit'))
    if (count == 1) {
      set label 10 + 2 * f text at graph 1,1 left offset 2,-3.4 * f font font_name.',6.5' tc rgb colour_quiet
      set label 11 + 2 * f number at graph 1,1 left offset 2,-3.4 * f - 1.1 font font_name.',8' tc rgb colour_text
    } else {
      set label 10 + 2 * f text at graph 0,0 left offset 0,-2.2 * f + 1.2 font font_name.',5.5' tc rgb colour_quiet
      set label 11 + 2 * f number at graph 0,0 left offset 0,-2.2 * f + 0.2 font font_name.',6.5' tc rgb colour_text
    }
  }
  plot puncture_x_file index int(series_1_block[k]) using (column('puncture_x')):(column('puncture_y')):(open_radius_values[run] * radius_scale) \
    with circles fc rgb '#8c1c13' fs solid 1.0 border lc rgb '#4a0d08' lw 0.5
}
unset multiplot
