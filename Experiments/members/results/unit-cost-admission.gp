# Draws unit-cost-admission.svg and unit-cost-admission.png: gnuplot unit-cost-admission.gp
$solid0 << EOD
1.0 0.0 0.0
2.0 0.06552525171891048 0.009606606450259587
3.0 0.09964316038592527 0.010307587001297825
5.0 0.14423495396670183 0.010245858176220398
10.0 0.1881201241547877 0.00915891548966148
20.0 0.21277971796234166 0.006883711766328376
50.0 0.19177805223874106 0.0043730216092457905
100.0 0.157538271750933 0.0028732234829559537
EOD
$solid1 << EOD
1.0 0.0 0.0
2.0 0.04787395740630138 0.0068326418722412414
3.0 0.0801689340563425 0.00788554147252615
5.0 0.11413164699203478 0.008900416142030956
10.0 0.1704433545013892 0.008751166775824024
20.0 0.25699279508715006 0.008928209726443283
50.0 0.40829085675104243 0.010491331789265685
100.0 0.5503227049334358 0.010611457084596876
EOD
$solid2 << EOD
1.0 0.0 0.0
2.0 0.06310676478683742 0.010109467846770208
3.0 0.10265953887284965 0.009863541000179566
5.0 0.1507179003275888 0.010545467173787317
10.0 0.2554160520135645 0.011885152049506827
20.0 0.3955433049218468 0.011638082780005112
50.0 0.6604207862145473 0.010672604444881878
100.0 0.9241610885756465 0.012140249506135757
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
set title "{/:Bold Spread of the buildings’ unit costs}\nSplit held from arrival: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M that share the same load'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'unit-cost-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'unit-cost-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
