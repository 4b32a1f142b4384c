# Draws pareto-light-all.svg and pareto-light-all.png: gnuplot pareto-light-all.gp
$point0 << EOD
0.059082461225363044 66.47631444357776 0.004247585158397682 4.868846016926247
EOD
$point1 << EOD
0.0030525697588801716 66.47631444357776 0.00047814200351338026 4.868846016926247
EOD
$point2 << EOD
0.3798824510746498 1485.2064898695244 0.017948764242609466 20.6611412805839
EOD
$point3 << EOD
0.03454830451529457 66.47631444357776 0.002351858186641284 4.868846016926247
EOD
$point4 << EOD
0.33819965475078695 827.5362323376141 0.009802338897783822 22.644274254118642
EOD
$point5 << EOD
0.39351811508692375 1850.4568439795119 0.019650525577812637 23.953380194380173
EOD
$point6 << EOD
0.11725041341499642 193.36678219149175 0.007847127815388072 10.791183482342234
EOD
$point7 << EOD
0.35104112692832556 717.4069102805443 0.009899406558086823 18.943851158920392
EOD
$point8 << EOD
0.41129695118018694 995.2602512183112 0.010651473366973608 26.673732582523296
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
set title "{/:Bold One small building (20 kW) and nine large ones (100 kW)}\nAll policies: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Standard deviation of the buildings’ unit costs (per kWh)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set grid xtics
set xrange [-0.012338908535405608:0.4359747682509982]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'pareto-light-all.svg'
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
set output 'pareto-light-all.png'
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
