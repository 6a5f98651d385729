# validation.gp - observed against predicted: values on a plane, bounds and orders as how far predictions stay from them.
# needs: run_name observed observed_low observed_high predicted predicted_low predicted_high declared agree role bound inside

colour_used = colour_2; colour_held = colour_3
least = 0.02
drawn(x) = x > least ? x : least
is_value(r, side) = column('bound') == 0 && column('role') == side
wide = 92 + 2.35 * run_size
eval start('Observed against predicted', 'median and 5 to 95 % of the ensemble, each row in its own unit', 0, wide)

# --- values and ranges on a plane; what cannot be on a logarithmic axis lies at its foot
eval panel('a', 'Values and ranges', 'open: used in the fit; filled: held out', 12, 74, 6, 68)
set logscale xy
set xrange [0.2:300]; set yrange [least:300]
set xlabel 'observed (own unit)'; set label 5 'predicted (own unit)' at graph -0.13,0.5 center rotate by 90 font font_name.',6.5' tc rgb colour_text
plot x with lines lc rgb colour_grid lw 1.2, \
     observed_file using (is_value(0, 0) ? drawn(column('observed')) : NaN):(drawn(column('predicted'))): \
       (drawn(column('observed_low'))):(drawn(column('observed_high'))):(drawn(column('predicted_low'))):(drawn(column('predicted_high'))) \
       with xyerrorbars dt solid lc rgb colour_used lw 0.9 pt 6 ps 0.6, \
     observed_file using (is_value(0, 1) ? drawn(column('observed')) : NaN):(drawn(column('predicted'))): \
       (drawn(column('observed_low'))):(drawn(column('observed_high'))):(drawn(column('predicted_low'))):(drawn(column('predicted_high'))) \
       with xyerrorbars dt solid lc rgb colour_held lw 0.9 pt 7 ps 0.6

# --- how many are inside, in words
eval panel('b', 'Inside the band', '', 86, 117, 6, 30)
unset logscale
unset border; unset tics; unset grid
set xrange [0:1]; set yrange [0:1]
do for [side = 0:1] {
  all = 0; within = 0
  do for [k = 1:run_size] { all = all + (role_values[k] == side); within = within + (role_values[k] == side && inside_values[k] == 1) }
  set label 20 + side sprintf('%s: %d of %d', side == 0 ? 'used' : 'held out', within, all) at graph 0, graph 0.85 - 0.2 * side left \
    font font_name.',6.5' tc rgb (side == 0 ? colour_used : colour_held)
}
set label 24 'bounds, signs and orders: at least' at graph 0, graph 0.4 left font font_name.',5.6' tc rgb colour_quiet
set label 25 'half of the ensemble agrees' at graph 0, graph 0.27 left font font_name.',5.6' tc rgb colour_quiet
plot -1e9

# --- every row: predicted over observed
eval panel('c', 'Predicted over observed, every row', 'arrow: the side on which a bound holds; bar: 5 to 95 %', 46, 117, 80, 84 + 2.35 * run_size)
unset logscale
set logscale x
set xrange [0.02:50]; set yrange [run_size + 0.5:0.5]
unset ytics; set grid xtics
set xtics (0.02, 0.1, 0.5, 1, 2, 10, 50)
set xlabel 'predicted over observed'
do for [k = 1:run_size] {
  set label 100 + k clip(run_name_texts[k], 38) at graph 0, first k right offset -0.6,0 font font_name.',5.4' tc rgb (role_values[k] == 0 ? colour_used : colour_held)
  if (bound_values[k] > 0) {
    set arrow 100 + k from 1, first k to (bound_values[k] == 1 ? 0.7 : 1.43), first k head size screen 0.006,25 lw 0.8 lc rgb colour_quiet front
  }
}
set arrow 99 from 1, graph 0 to 1, graph 1 nohead lc rgb colour_quiet lw 0.8
over(x) = column('observed') > 0 ? (x / column('observed') > 0.02 ? x / column('observed') : 0.02) : NaN
row(k) = column('run') + 1
plot observed_file using (column('role') == 0 ? over(column('predicted')) : NaN):(row(0)):(over(column('predicted_low'))):(over(column('predicted_high'))) \
       with xerrorbars dt solid lc rgb colour_used lw 0.9 pt 6 ps 0.45, \
     observed_file using (column('role') == 1 ? over(column('predicted')) : NaN):(row(0)):(over(column('predicted_low'))):(over(column('predicted_high'))) \
       with xerrorbars dt solid lc rgb colour_held lw 0.9 pt 7 ps 0.45
unset logscale
unset multiplot
