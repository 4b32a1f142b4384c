# Draws premium-admission.svg and premium-admission.png: gnuplot premium-admission.gp
$solid0 << EOD
1.0 700.8771757816745 20.948333513751095
2.0 1238.8585999295221 20.366386887383054
3.0 1624.4470671435768 25.454215615496317
5.0 2166.763400773386 27.525298840828327
10.0 2957.530077428608 30.37588122405745
20.0 3828.0770066366217 31.092875638338803
50.0 4869.0291745843615 34.03591845042526
100.0 5382.878085974977 37.783663330809176
EOD
$solid1 << EOD
1.0 700.8771757816745 20.948333513751095
2.0 684.3712558923555 18.35094718638438
3.0 688.6447440955113 20.061380210812608
5.0 687.6452255287724 19.76114031882076
10.0 675.6596494077694 19.76000410829172
20.0 688.3512247631999 17.94876044624603
50.0 712.0906902357665 18.814481432832892
100.0 715.6948908661305 19.514093922220127
EOD
$solid2 << EOD
1.0 700.8771757816745 20.948333513751095
2.0 973.2221400299779 19.240284796499978
3.0 1124.035466449217 21.84013082878859
5.0 1319.83147645668 24.099944248383725
10.0 1556.2691314116473 26.899310220717712
20.0 1779.5550529976585 27.954063461646882
50.0 1997.6406449320198 29.61022209940338
100.0 2075.958596396538 30.51861363638432
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
set bmargin 5.5
set title "{/:Bold Energy the cluster draws from grid-premium}\nSplit held from arrival: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M that share the same load'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'premium-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'premium-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
