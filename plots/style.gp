# style.gp - what all figures share: canvas, panels, colours, legend, foot. Not a figure itself.
#
# A figure is loaded after labels.gp (names, units, files and chosen runs, see studies/plot_data.h) and this file. It calls
#   eval start(heading, note, series, height)   opens a canvas with `height` mm for panels and the legend of series 1 or 2 (0: none)
#   eval panel(letter, title, second, left, right, top, bottom)    places one panel, in mm from the left and from the first panel
# and plots. Lines of a series use `ls k`, k = 1 .. series_1_count. All texts and units come from the result file.
set encoding utf8
set datafile columnheaders
set datafile missing 'NaN'

# --- colours: Okabe and Ito 2008, from dark to light so that they keep their order in grey, each with its own dash and marker
colour_1 = '#000000'; colour_2 = '#0072B2'; colour_3 = '#D55E00'; colour_4 = '#009E73'; colour_5 = '#CC79A7'; colour_6 = '#E69F00'
colour_text = '#222222'; colour_quiet = '#666666'; colour_grid = '#e9e9e9'
set linetype 1 lc rgb colour_1 lw 1.3 dt solid pt 7 ps 0.55
set linetype 2 lc rgb colour_2 lw 1.3 dt (9,3) pt 5 ps 0.5
set linetype 3 lc rgb colour_3 lw 1.3 dt (4,2) pt 9 ps 0.62
set linetype 4 lc rgb colour_4 lw 1.3 dt (9,2,2,2) pt 13 ps 0.62
set linetype 5 lc rgb colour_5 lw 1.6 dt (2,1.5) pt 11 ps 0.62
set linetype 6 lc rgb colour_6 lw 1.3 dt (7,2,1.5,2,1.5,2) pt 4 ps 0.5
# the same for the second axis of a grid, in one hue so that nobody takes them for the first
set linetype 11 lc rgb '#3a1a4a' lw 1.3 dt solid pt 7 ps 0.55
set linetype 12 lc rgb '#7b3fa0' lw 1.3 dt (9,3) pt 5 ps 0.5
set linetype 13 lc rgb '#a873c6' lw 1.3 dt (4,2) pt 9 ps 0.62
set linetype 14 lc rgb '#5c2d7a' lw 1.3 dt (9,2,2,2) pt 13 ps 0.62
set linetype 15 lc rgb '#9258b4' lw 1.6 dt (2,1.5) pt 11 ps 0.62
set linetype 16 lc rgb '#c39ada' lw 1.3 dt (7,2,1.5,2,1.5,2) pt 4 ps 0.5
# light to dark in equal steps of lightness: also right in grey
set palette defined (0 '#f7f4e9', 0.25 '#cfe0c5', 0.5 '#7fbfb5', 0.75 '#2f7fa6', 1 '#123a6b')

# --- small texts
min(a, b) = a < b ? a : b
max(a, b) = a > b ? a : b
clip(text, n) = strlen(text) <= n ? text : substr(text, 1, n - 1).'…'
# "Neutrophils, over rest" without what follows the comma, and the rest
rest_of(text) = strstrt(text, ',') == 0 ? '' : substr(text, strstrt(text, ',') + 2, strlen(text))
short(text) = strstrt(text, ',') == 0 ? text : substr(text, 1, strstrt(text, ',') - 1)
with_unit(number, unit) = number.(unit eq '' ? '' : ' '.unit)
# the first n letters up to a blank, and what follows them
cut_at(text, n) = n < 1 ? strlen(text) + 1 : substr(text, n, n) eq ' ' ? n : cut_at(text, n - 1)
first_line(text, n) = strlen(text) <= n ? text : substr(text, 1, cut_at(text, n + 1) - 1)
next_line(text, n) = strlen(text) <= n ? '' : substr(text, cut_at(text, n + 1) + 1, strlen(text))
# a label of at most n letters that keeps its unit
fitted(name, unit, n) = unit eq '' ? clip(name, n) : clip(name, n - strlen(unit) - 3).' ('.unit.')'
label_of(variable, n) = fitted(value(variable.'_name'), value(variable.'_unit'), n)
# steps of an axis: 1, 2, 2.5 or 5 times a power of ten, four or so in a span
power_of(x) = 10.0 ** floor(log10(x))
nice_step(span) = span > 0 ? nice_of(span / 4.0 / power_of(span / 4.0)) * power_of(span / 4.0) : 1
nice_of(x) = x <= 1 ? 1 : x <= 2 ? 2 : x <= 2.5 ? 2.5 : x <= 5 ? 5 : 10
nice_top(value) = value > 0 ? ceil(value / nice_step(value) - 1e-6) * nice_step(value) : 1
# "Needle length 1.5 mm"
full_label(k) = series_1_title.(series_1_title eq '' ? '' : ' ').series_1_label[k]
quoted(text) = "'".escape_quotes(text)."'"
escape_quotes(text) = strstrt(text, "'") == 0 ? text : text[1:strstrt(text, "'")]."'".escape_quotes(text[strstrt(text, "'") + 1:*])

# --- measures in mm; one unit of the SVG is one point
figure_width = 120.0
points_per_mm = 72 / 25.4
pixels_per_point = 300 / 72.0
font_name = 'DejaVu Sans'
font(size) = sprintf(" font '%s,%g' ", font_name, size)
bold(size) = sprintf(" font '%s Bold,%g' ", font_name, size)

# the statement in lines of equal length, at most 125 letters
foot_longest = text_statement eq '' ? 1 : strlen(text_statement) / int(ceil(strlen(text_statement) / 122.0)) + 3
foot_lines = 0
foot_line = ''
array foot_texts[20]
do for [foot_word in text_statement] {
  if (strlen(foot_line) + strlen(foot_word) > foot_longest && foot_lines < 19) {
    foot_lines = foot_lines + 1
    foot_texts[foot_lines] = foot_line
    foot_line = foot_word
  } else {
    foot_line = foot_line.(foot_line eq '' ? '' : ' ').foot_word
  }
}
if (foot_line ne '') { foot_lines = foot_lines + 1; foot_texts[foot_lines] = foot_line }
foot_commands = ''
do for [i = 1:foot_lines] {
  foot_commands = foot_commands.sprintf("set label %d %s at 2, canvas_height - %g left %s tc rgb '%s'; ", 50 + i, quoted(foot_texts[i]), \
    1.6 + 2.5 * (foot_lines - i), font(5.2), colour_quiet)
}
foot_height = foot_lines == 0 ? 2 : 2.5 * foot_lines + 2.5

# --- legend: line samples with labels in rows under the heading
legend_rows_1 = 0; legend_rows_2 = 0
legend_1 = ''; legend_2 = ''
legend_item(k, text, x, y) = \
  sprintf("set arrow %d from %g,%g to %g,%g nohead ls %d; ", 100 + k, x, y, x + 7, y, k) \
  .sprintf("set label %d %s at %g,%g left %s tc rgb '%s'; ", 100 + k, quoted(text), x + 8.5, y, font(7), colour_text)
do for [s = 1:2] {
  legend_count = s == 1 ? series_1_count : series_2_count
  legend_title = clip(s == 1 ? series_1_title : series_2_title, 46)
  legend_longest = 0
  do for [k = 1:legend_count] { legend_longest = max(legend_longest, min(40, strlen(s == 1 ? series_1_label[k] : series_2_label[k]))) }
  legend_start = legend_title eq '' ? 2 : 5 + 1.36 * strlen(legend_title)
  legend_step = 12.5 + 1.36 * legend_longest
  legend_columns = max(1, int((figure_width - legend_start - 1) / legend_step))
  legend_text = legend_title eq '' ? '' : \
    sprintf("set label 100 %s at 2,11.5 left %s tc rgb '%s'; ", quoted(legend_title), font(7), colour_text)
  do for [k = 1:legend_count] {
    legend_text = legend_text.legend_item(k, clip(s == 1 ? series_1_label[k] : series_2_label[k], 40), \
      legend_start + legend_step * ((k - 1) % legend_columns), 11.5 + 4 * ((k - 1) / legend_columns))
  }
  legend_rows = legend_count < 2 ? 0 : (legend_count - 1) / legend_columns + 1
  if (s == 1) { legend_1 = legend_text; legend_rows_1 = legend_rows } else { legend_2 = legend_text; legend_rows_2 = legend_rows }
}
legend_text_of(series) = series == 1 && legend_rows_1 > 0 ? legend_1 : series == 2 && legend_rows_2 > 0 ? legend_2 : ''
legend_height(series) = 4 * (series == 1 ? legend_rows_1 : series == 2 ? legend_rows_2 : 0)

# --- canvas: an empty plot in mm that carries heading, legend and foot
terminal_text(height) = figure_format eq 'svg' ? \
  sprintf("set terminal svg noenhanced size %d,%d dynamic background rgb 'white' linewidth 0.8 %s", \
    figure_width * points_per_mm, height * points_per_mm, font(7)) : \
  sprintf("set terminal pngcairo noenhanced size %d,%d background rgb 'white' fontscale %g linewidth %g pointscale %g %s", \
    figure_width * points_per_mm * pixels_per_point, height * points_per_mm * pixels_per_point, \
    png_font_scale * pixels_per_point, png_line_scale * pixels_per_point, pixels_per_point, font(7))
png_font_scale = 0.75
png_line_scale = 0.8
heading_text(heading, note) = \
  sprintf("set label 1 %s at 2,3.6 left %s tc rgb '%s'; ", quoted(heading), bold(8.5), colour_text) \
  .sprintf("set label 2 %s at 2,7.6 left %s tc rgb '%s'; ", quoted(clip(subtitle(note), 112)), font(subtitle_size(note)), colour_quiet)
# 90 letters fill the width, longer ones are set smaller
subtitle_size(note) = 6.5 * min(1, 90.0 / max(1, min(112, strlen(subtitle(note)))))
subtitle(note) = note.(text_title eq '' || note eq '' ? '' : '. ').text_title
start(heading, note, series, height) = \
  sprintf("canvas_top = %f; canvas_height = %f; ", 9.5 + legend_height(series), 9.5 + legend_height(series) + height + foot_height) \
  ."eval open_canvas(".quoted(heading).",".quoted(note).sprintf(",%d)", series)
open_canvas(heading, note, series) = \
  terminal_text(canvas_height)."; set output ".quoted(figure_output)."; set multiplot; " \
  ."set margins 0,0,0,0; unset border; unset tics; unset key; " \
  .sprintf("set xrange [0:%g]; set yrange [%g:0]; ", figure_width, canvas_height) \
  .heading_text(heading, note).legend_text_of(series).foot_commands \
  ."plot -1e9 notitle; unset label; unset arrow; eval plain"

# --- panels
plain = "set format '%h'; set border 3 lc rgb '#555555' lw 0.6; set tics nomirror out scale 0.5 ".font(6.5)."tc rgb '".colour_text."'; " \
  ."set xtics autofreq offset 0,0.35; set ytics autofreq offset 0.5,0; set mxtics; set mytics; unset mxtics; unset mytics; " \
  ."set grid xtics ytics back lt 1 lc rgb '".colour_grid."' lw 0.6 dt solid; set autoscale; unset y2range; unset colorbox; unset key; " \
  ."set xlabel offset 0,0.9 ".font(6.5)."tc rgb '".colour_text."'; set size noratio; set xlabel ''; set ylabel ''; unset object; unset view; unset pm3d"
panel(letter, title, second, left, right, top, bottom) = \
  "unset label; unset arrow; eval plain; " \
  .sprintf("set lmargin at screen %g; set rmargin at screen %g; ", left / figure_width, right / figure_width) \
  .sprintf("set tmargin at screen %g; set bmargin at screen %g; ", 1 - (canvas_top + top) / canvas_height, \
     1 - (canvas_top + bottom) / canvas_height) \
  .sprintf("set label 1 '%s' at graph 0,1 left offset %g,%g %s tc rgb '%s'; ", letter, 0, second eq '' ? 0.7 : 1.45, bold(7.5), colour_text) \
  .sprintf("set label 2 %s at graph 0,1 left offset %g,%g %s tc rgb '%s'; ", quoted(title), letter eq '' ? 0 : 1.9, \
     second eq '' ? 0.7 : 1.45, font(7), colour_text) \
  .sprintf("set label 3 %s at graph 0,1 left offset %g,0.55 %s tc rgb '%s'", quoted(second), letter eq '' ? 0 : 1.9, font(6), colour_quiet)
