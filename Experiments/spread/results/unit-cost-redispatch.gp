# Draws unit-cost-redispatch.svg and unit-cost-redispatch.png: gnuplot unit-cost-redispatch.gp
$solid0 << EOD
0.0 0.10448765079255279 0.006510707368984176
10.0 0.10655663960875646 0.006635515528005419
20.0 0.11177587408793178 0.006821126218153193
30.0 0.11963283291795919 0.007047913660370205
40.0 0.12953773007171607 0.007298004483927075
50.0 0.14091120291087011 0.007535323532697471
60.0 0.15326325027422422 0.00775409633789589
70.0 0.16623618321964004 0.007958619992933732
80.0 0.17942101916069642 0.008138872596645981
90.0 0.19265092743794243 0.008292840460311668
EOD
$solid1 << EOD

30.0 0.004979950885551261 0.0006319820654613833
40.0 0.005286304738766866 0.0006253571674918019
50.0 0.005520326076717581 0.0006303907767843194
60.0 0.005912299239975898 0.0006637947817396762
70.0 0.006387971721840802 0.0007134744844520824
80.0 0.006903175109675745 0.0007764246709930702
90.0 0.007453425737809905 0.0008647647710867503
EOD
$dotted1 << EOD
0.0 0.004909259054092525
10.0 0.004789588963729182
20.0 0.004929895195653669
30.0 0.004979950885551261

EOD
$bare1 << EOD
0.0 0.004909259054092525
10.0 0.004789588963729182
20.0 0.004929895195653669

EOD
$solid2 << EOD
0.0 0.18539137884329626 0.009168353535203051
10.0 0.19092139300099892 0.009557368206786532
20.0 0.20631510809275103 0.01035508572384566
30.0 0.23209910821009286 0.011242265631547654
40.0 0.26897681856982286 0.012003365474632119
50.0 0.31319641941349496 0.013021935222727035
60.0 0.351541090641274 0.014052478681281247
70.0 0.3798748087666596 0.014768588995650056
80.0 0.4010770581838831 0.01474848796757988
90.0 0.4203632485420661 0.014891858477450714
EOD
$solid3 << EOD
0.0 0.06526535728369616 0.0031710218079173246
10.0 0.06629570252359426 0.00318610380966689
20.0 0.06927387531611144 0.003318728441651641
30.0 0.07391349252583096 0.0035920689722947962
40.0 0.07961658917895309 0.0039701450683461035
50.0 0.08638211860822832 0.004382714657955103
60.0 0.09413200733633798 0.004744331138458563
70.0 0.10248469748656913 0.005017733046459486
80.0 0.11145361514408338 0.005219466006773525
90.0 0.12095333340112142 0.0053771651958452425
EOD
$solid4 << EOD
0.0 0.20576718171429456 0.010583583154637314
10.0 0.21641419417472038 0.011161344777910719
20.0 0.24655137904126007 0.011985079814697638
30.0 0.29021804166723963 0.012713860326633578
40.0 0.34420248002495857 0.013161868772077248
50.0 0.4064962683647449 0.013346714466049481
60.0 0.47814908748615803 0.01304145084897029
70.0 0.5567585091834809 0.012746739958313073
80.0 0.6443505036564952 0.012387060474074
90.0 0.728686245843116 0.012312552215695913
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
set bmargin 6.800000000000001
set title "{/:Bold Spread of the buildings’ unit costs}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set xrange [-3.6:93.6]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'unit-cost-redispatch.svg'
plot $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'unit-cost-redispatch.png'
plot $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
