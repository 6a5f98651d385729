# cells.gp - cells and growth factors after the first session, each relative to its own peak.
# needs: run_name time session_time neutrophils macrophages_m1 macrophages_m2 fibroblasts_activated myofibroblasts pdgf tgf_beta vegf

# up to the next session, at most four weeks in day
stats session_time_file index int(focus_block) \
  using (column('session') == 1 && column('session_time') == column('session_time') ? column('session_time') : 1e9) name 'S' nooutput
next_session = S_min
stats time_file using 'time' name 'T' nooutput
until = min(28 / time_factor, min(next_session, T_max))

eval start('Cells and growth factors after the first session', focus_text, 0, 89)
array groups[2] = ['neutrophils macrophages_m1 macrophages_m2 fibroblasts_activated myofibroblasts', 'pdgf tgf_beta vegf']
array titles[2] = ['Cells, each relative to its peak', 'Growth factors, each relative to its peak']
do for [g = 1:2] {
  top = g == 1 ? 6 : 50
  eval panel(word('a b', g), titles[g], '', 9, 62, top, top + 31)
  set xtics until > 14 ? 7 / time_factor : nice_step(until); set ytics 0.25
  set xlabel time_label
  count = words(groups[g])
  array peaks[count]
  do for [i = 1:count] {
    name = word(groups[g], i)
    stats value(name.'_file') index int(focus_block) using (column('time') < until ? column('time') : NaN):(column(name)) name 'S' nooutput
    peaks[i] = S_max_y > 0 ? S_max_y : 1
    y = 1 - (i - 0.6) / 5.0
    set arrow i from graph 1.04, graph y to graph 1.14, graph y nohead ls i
    set label 10 + 2 * i clip(short(value(name.'_name')), 39) at graph 1.16, graph y left font font_name.',6.2' tc rgb colour_text
    peak = S_max_y > 0 ? sprintf('peak %s, %s %.1f', with_unit(sprintf('%.2g', S_max_y), value(name.'_unit')), time_unit, S_pos_max_y) : 'none'
    set label 11 + 2 * i peak at graph 1.16, graph y left offset 0,-0.95 font font_name.',5.8' tc rgb colour_quiet
  }
  set xrange [0:until]; set yrange [0:1.05]
  plot for [i = 1:count] value(word(groups[g], i).'_file') index int(focus_block) \
    using (column('time') < until ? column('time') : NaN):(column(word(groups[g], i)) / peaks[i]) with lines ls i
}
unset multiplot
