# Draws pareto-all.svg and pareto-all.png: gnuplot pareto-all.gp
$point0 << EOD
0.2572104358462009 6232.03954692828 0.01125608839628025 90.29178917291672
EOD
$point1 << EOD
0.007987650708467343 6232.03954692828 0.001151970232439176 90.29178917291672
EOD
$point2 << EOD
0.1312568935891645 9329.526958593733 0.006552295346761903 82.29016126567122
EOD
$point3 << EOD
0.2555559185773435 6232.03954692828 0.01109392791445504 90.29178917291672
EOD
$point4 << EOD
0.222459566550634 9115.68692895188 0.009624986422155148 84.6105339362621
EOD
$point5 << EOD
0.13229689941768152 10039.0297864635 0.007186337052590474 86.1986435741055
EOD
$point6 << EOD
0.46554989628882903 7205.198126044102 0.01683206333583413 89.9026177882977
EOD
$point7 << EOD
1.0436997017403442 8400.212370258743 0.01256611375386253 86.79996095794971
EOD
$point8 << EOD
0.24161730501452325 9797.004741360064 0.012259053246194133 90.40692324857797
EOD
set encoding utf8
set border 3 linecolor rgb '#404040'
set tics nomirror out
set grid ytics linecolor rgb '#D8D8D8' linewidth 1
set minussign
set xlabel offset 0,0.5
set errorbars small
set key at screen 0.5,0.015 center bottom horizontal maxcols 3 Left reverse
set key font ',12' samplen 4 spacing 1.4 width 1
set bmargin 8.100000000000001
set title "{/:Bold One small building (20 kW) and nine large ones (300 kW)}\nAll policies: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Standard deviation of the buildings’ unit costs (per kWh)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set grid xtics
set xrange [-0.03131099105221032:1.106321683844765]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'pareto-all.svg'
plot $point0 using 1:2:3:4 with xyerrorbars linecolor rgb '#CC79A7' linewidth 1.5 pointtype 13 pointsize 2.38 title 'max-min (ours)', \
     $point1 using 1:2:3:4 with xyerrorbars linecolor rgb '#E69F00' linewidth 1.5 pointtype 11 pointsize 2.38 title 'levelling (ours)', \
     $point2 using 1:2:3:4 with xyerrorbars linecolor rgb '#D55E00' linewidth 1.5 pointtype 5 pointsize 1.5 title 'strict bounds', \
     $point3 using 1:2:3:4 with xyerrorbars linecolor rgb '#0072B2' linewidth 1.5 pointtype 7 pointsize 1.5 title 'no bounds', \
     $point4 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 9 pointsize 1.5 title 'adaptive bounds', \
     $point5 using 1:2:3:4 with xyerrorbars linecolor rgb '#D55E00' linewidth 1.5 pointtype 4 pointsize 1.5 title 'strict, held', \
     $point6 using 1:2:3:4 with xyerrorbars linecolor rgb '#0072B2' linewidth 1.5 pointtype 6 pointsize 1.5 title 'no bounds, held', \
     $point7 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 8 pointsize 1.5 title 'adaptive, held (G)', \
     $point8 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 14 pointsize 1.5 title 'adaptive, held (L)'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'pareto-all.png'
plot $point0 using 1:2:3:4 with xyerrorbars linecolor rgb '#CC79A7' linewidth 1.5 pointtype 13 pointsize 2.38 title 'max-min (ours)', \
     $point1 using 1:2:3:4 with xyerrorbars linecolor rgb '#E69F00' linewidth 1.5 pointtype 11 pointsize 2.38 title 'levelling (ours)', \
     $point2 using 1:2:3:4 with xyerrorbars linecolor rgb '#D55E00' linewidth 1.5 pointtype 5 pointsize 1.5 title 'strict bounds', \
     $point3 using 1:2:3:4 with xyerrorbars linecolor rgb '#0072B2' linewidth 1.5 pointtype 7 pointsize 1.5 title 'no bounds', \
     $point4 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 9 pointsize 1.5 title 'adaptive bounds', \
     $point5 using 1:2:3:4 with xyerrorbars linecolor rgb '#D55E00' linewidth 1.5 pointtype 4 pointsize 1.5 title 'strict, held', \
     $point6 using 1:2:3:4 with xyerrorbars linecolor rgb '#0072B2' linewidth 1.5 pointtype 6 pointsize 1.5 title 'no bounds, held', \
     $point7 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 8 pointsize 1.5 title 'adaptive, held (G)', \
     $point8 using 1:2:3:4 with xyerrorbars linecolor rgb '#009E73' linewidth 1.5 pointtype 14 pointsize 1.5 title 'adaptive, held (L)'
unset output
