# puncture.gp - the holes of one session seen from above, true to scale.
# needs: run_name puncture_x puncture_y open_radius channel_density covered_fraction

# runs whose pattern is recorded and looks different from the ones before: at most three
array picked[3]
count = 0
differs(i, j) = open_radius_values[i] != open_radius_values[j] || channel_density_values[i] != channel_density_values[j]
do for [k = 1:shown_count] {
  stats puncture_x_file index k - 1 using (column('puncture_x') == column('puncture_x') ? column('puncture_x') : -1) name 'S' nooutput
  new = count < 3 && S_max >= 0
  do for [j = 1:count] { new = new && differs(shown_run[k], shown_run[picked[j]]) }
  if (new) { count = count + 1; picked[count] = k }
}
# named by the first axis when that tells them apart
named = grid_1_count > 0 && exists('grid_1_place')
do for [i = 2:count] { do for [j = 1:i - 1] {
  if (named) { named = grid_1_place[shown_run[picked[i]]] != grid_1_place[shown_run[picked[j]]] }
} }
name_of(k) = run_size < 2 ? '' : !named ? shown_name[k] : \
  grid_1_name.' '.with_unit(sprintf('%.4g', grid_1_values[int(grid_1_place[shown_run[k]])]), grid_1_unit)
side = count < 2 ? 62 : count == 2 ? 52 : 35

eval start('Holes of one session seen from above', '', 0, side + (count == 1 ? 11 : 33))
colour_hole = '#8c1c13'
radius_scale = open_radius_factor / puncture_x_factor
facts = 'channel_density covered_fraction open_radius'
do for [p = 1:count] {
  k = picked[p]
  run = shown_run[k]
  stats puncture_x_file index k - 1 using 'puncture_x':'puncture_y' name 'S' nooutput
  extent = ceil(2 * max(S_max_x, S_max_y)) / 2.0
  left = 3 + (p - 1) * (side + 4.5)
  eval panel(count == 1 ? '' : word('a b c', p), clip(name_of(k), count == 3 ? 21 : 36), '', \
              left, left + side, 5, 5 + side)
  set border 15
  unset xtics; unset ytics; unset grid
  set xrange [0:extent]; set yrange [0:extent]
  set object 1 rectangle from graph 0,0 to graph 1,1 fc rgb '#f6efe6' fs solid noborder behind
  # scale bar of a quarter of the side
  set arrow 1 from graph 0,-0.04 to graph 0.25,-0.04 nohead lw 2.2 lc rgb colour_text
  set label 10 with_unit(sprintf('%g', extent / 4), puncture_x_unit) at graph 0.27,-0.04 left font font_name.',6.5' tc rgb colour_text
  do for [f = 1:3] {
    fact = word(facts, f)
    eval sprintf('found = %s_values[run]', fact)
    caption = count == 1 ? value(fact.'_name') : clip(value(fact.'_name'), int(side / 1.1))
    number = with_unit(sprintf('%.3g', found), value(fact.'_unit'))
    if (count == 1) {
      set label 10 + 2 * f caption at graph 1,1 left offset 2,-3.4 * f font font_name.',6.5' tc rgb colour_quiet
      set label 11 + 2 * f number at graph 1,1 left offset 2,-3.4 * f - 1.1 font font_name.',8' tc rgb colour_text
    } else {
      set label 10 + 2 * f caption at graph 0,0 left offset 0,-2.2 * f - 0.2 font font_name.',5.5' tc rgb colour_quiet
      set label 11 + 2 * f number at graph 0,0 left offset 0,-2.2 * f - 1.2 font font_name.',6.5' tc rgb colour_text
    }
  }
  plot puncture_x_file index k - 1 using (column('puncture_x')):(column('puncture_y')):(open_radius_values[run] * radius_scale) \
    with circles lc rgb colour_hole fs solid 1.0 noborder
}
unset multiplot
