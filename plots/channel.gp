# channel.gp - one channel closing from its rim to its axis.
# needs: run_name cover_profile profile_time r

# the first, a middle and the last run of series 1
array arms[3]
count = min(3, series_1_count)
do for [p = 1:count] { arms[p] = count < 3 ? p : p == 1 ? 1 : p == 3 ? series_1_count : (series_1_count + 1) / 2 }
times = |profile_time_values|
last = profile_time_values[times]
# what is shown: a little more than the widest wound, with at most 80 rings
reach = 0
do for [p = 1:count] {
  stats cover_profile_file index int(series_1_block[arms[p]]) using (column('cover_profile') < 0.98 ? column('r') : 0) name 'S' nooutput
  reach = max(reach, 1.35 * S_max)
}
reach = reach > 0 ? min(reach, r_values[|r_values|]) : r_values[|r_values|]
rings = 0
do for [i = 1:|r_values|] { if (r_values[i] <= reach) { rings = rings + 1 } }
thin = max(1, rings / 80)
# six times until the focus run is covered
covered = times - 1
do for [i = times - 1:1:-1] {
  stats cover_profile_file index int(focus_block) every :::i::i using 'cover_profile' name 'S' nooutput
  if (S_min > 0.97) { covered = i }
}
lines = min(6, covered + 1)
picked(n) = lines < 2 ? 0 : (n - 1) * covered / (lines - 1)

eval start('One channel closing, by distance from its axis', 'Colour: '.short(cover_profile_name), 0, 95)
width = (101 - 5 * (count - 1)) / (1.0 * count)
do for [p = 1:count] {
  left = 11 + (p - 1) * (width + 5)
  eval panel(word('a b c', p), clip(full_label(arms[p]), count == 1 ? 70 : count == 2 ? 32 : 21), '', left, left + width - 1, 6, 38)
  set xrange [0:last]; set yrange [-reach:reach]
  set xtics last / 4; set ytics nice_step(2 * reach)
  set cbrange [0:1]
  set xlabel profile_time_label
  unset grid
  if (p > 1) { set format y '' } else {
    set label 9 with_unit('r', '('.r_unit.')') at graph 0,0.5 center rotate by 90 offset -4.8,0 font font_name.',6.5' tc rgb colour_text
  }
  if (p == count) {
    set colorbox user origin 112 / figure_width, 1 - (canvas_top + 38) / canvas_height size 2.2 / figure_width, 32 / canvas_height noborder
    set cbtics 0.5 scale 0.4 offset -0.8,0 font font_name.',6' tc rgb colour_text
  }
  # a box from each time to the next and from each ring to the one inside it
  inner = 0
  ring(r) = (before = r > inner ? inner : 0, inner = r, before)
  plot for [side = -1:1:2] for [n = 1:times - 1] cover_profile_file index int(series_1_block[arms[p]]) every thin:::n - 1::n - 1 \
    using (profile_time_values[n]):(side * $1):(profile_time_values[n]):(profile_time_values[n + 1]):(side * ring($1)):(side * $1): \
    'cover_profile' with boxxyerror lc palette lw 0.6 fs solid border
}

# profiles of one run
eval panel(word('b c d', count), cover_profile_label, focus_text, 11, 84, 57, 88)
set xrange [0:reach]; set yrange [0:1.02]
set xtics nice_step(reach); set ytics 0.25
set xlabel 'r: '.r_label
plot for [n = 1:lines] cover_profile_file index int(focus_block) every :::picked(n)::picked(n) using 'r':'cover_profile' with lines ls n

# their key
eval panel('', clip(profile_time_label, 24), '', 88, 118, 57, 88)
set border 0; unset xtics; unset ytics; unset grid
set xrange [0:30]; set yrange [31:0]
do for [n = 1:lines] {
  set arrow n from 0, 4.6 * n - 2 to 7, 4.6 * n - 2 nohead ls n
  set label 10 + n sprintf('%g', profile_time_values[picked(n) + 1]) at 8.5, 4.6 * n - 2 left font font_name.',7' tc rgb colour_text
}
plot -1e9
unset multiplot
