# depth.gp - how deep a session injures, and where collagen has changed at the end.
# needs: run_name depth injured_fraction_by_depth collagen_gain_by_depth

first = series_1_count > 1
lines = first ? series_1_count : 1
block_of(k) = int(first ? series_1_block[k] : focus_block)
names = 'injured_fraction_by_depth collagen_gain_by_depth'

# scales, before any range is set: the deepest point that anything reaches, and the largest value of each panel
deepest = 0
array lows[2] = [0, 0]
array highs[2] = [0, 0]
# how often a line changes its value at most: few layers are drawn as steps, a resolved depth as lines
array changes[2] = [0, 0]
change(value) = value != value || value == last_value ? 0 : (last_value = value, 1)
do for [i = 1:2] {
  name = word(names, i)
  do for [k = 1:lines] {
    stats value(name.'_file') index block_of(k) using (abs(column(name)) > 1e-3 ? column('depth') : 0) name 'S' nooutput
    deepest = max(deepest, S_max)
    stats value(name.'_file') index block_of(k) using name name 'S' nooutput
    lows[i] = min(lows[i], S_min); highs[i] = max(highs[i], S_max)
    last_value = NaN
    stats value(name.'_file') index block_of(k) using (change(column(name))) name 'S' nooutput
    changes[i] = max(changes[i], S_sum)
  }
}
deepest = deepest > 0 ? 1.05 * deepest : 1

eval start('Injury and collagen over depth', first ? series_1_note : focus_text, first ? 1 : 0, 76)
do for [i = 1:2] {
  name = word(names, i)
  span = highs[i] > lows[i] ? highs[i] - lows[i] : 1
  eval panel(i == 1 ? 'a' : 'b', clip(short(value(name.'_name')), 34), '', i == 1 ? 12 : 70, i == 1 ? 58 : 116, 6, 66)
  set yrange [deepest:0]; set ytics nice_step(deepest)
  set ylabel i == 1 ? depth_label : ''
  set xrange [lows[i] - 0.03 * span:highs[i] + 0.05 * span]; set xtics nice_step(span)
  set xlabel fitted(short(value(name.'_name')), value(name.'_unit'), 34)
  if (changes[i] < 8) {
    plot for [k = 1:lines] value(name.'_file') index block_of(k) using name:'depth' with steps ls k notitle
  } else {
    plot for [k = 1:lines] value(name.'_file') index block_of(k) using name:'depth' with lines ls k notitle
  }
}
unset multiplot
