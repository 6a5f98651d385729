# channel.gp - one channel closing from its rim to its axis.
# needs: run_name cover_profile profile_time r

# the shortest, middle and longest arm of series 1
array arms[3]
count = min(3, series_1_count)
do for [p = 1:count] { arms[p] = count < 3 ? p : p == 1 ? 1 : p == 3 ? series_1_count : (series_1_count + 1) / 2 }
times = |profile_time_values|
last = profile_time_values[times]
reach = r_values[|r_values|]
# maps need no more than 80 rings
thin = max(1, |r_values| / 80)

eval start('One channel closing, by distance from its axis', focus_text eq '' ? '' : 'Profiles: '.focus_text, 0, 92)
width = (106 - 5 * (count - 1)) / (1.0 * count)
do for [p = 1:count] {
  left = 11 + (p - 1) * (width + 5)
  eval panel(word('a b c', p), clip(series_1_label[arms[p]], count < 3 ? 40 : 22), '', left, left + width - 1, 6, 38)
  set xrange [0:last]; set yrange [-reach:reach]
  set xtics last / 4; set ytics nice_step(2 * reach)
  set cbrange [0:1]
  set xlabel profile_time_label
  unset grid
  if (p > 1) { set format y '' } else { set label 9 r_label at graph 0,0.5 center rotate by 90 offset -4.6,0 font font_name.',6.5' tc rgb colour_text }
  set pm3d map corners2color mean
  set view map
  splot for [side = -1:1:2] cover_profile_file index int(series_1_block[arms[p]]) every thin using 2:(side * $1):'cover_profile' with pm3d
  unset pm3d
}

# key of the maps and profiles of one run at six times
eval panel(word('b c d', count), cover_profile_label, '', 11, 80, 53, 87)
set xrange [0:reach]; set yrange [0:1.02]
set xtics nice_step(reach); set ytics 0.25
set xlabel r_label
picked(n) = (n - 1) * (times - 1) / 5
plot for [n = 1:min(6, times)] cover_profile_file index int(focus_block) every :::picked(n)::picked(n) using 'r':'cover_profile' with lines ls n

unset label; unset arrow
eval panel('', profile_time_label, '', 86, 118, 53, 87)
set border 0; unset tics; unset grid
set xrange [0:32]; set yrange [34:0]
do for [n = 1:min(6, times)] {
  set arrow n from 0, 4.2 * n - 2 to 7, 4.2 * n - 2 nohead ls n
  set label 10 + n sprintf('%g', profile_time_values[picked(n) + 1]) at 8.5, 4.2 * n - 2 left font font_name.',7' tc rgb colour_text
}
plot -1e9
unset multiplot
