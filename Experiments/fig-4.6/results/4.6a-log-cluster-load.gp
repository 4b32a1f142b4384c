# Draws 4.6a-log-cluster-load.svg and 4.6a-log-cluster-load.png: gnuplot 4.6a-log-cluster-load.gp
$solid0 << EOD
20.0 4.0721861879861105 0.4893615902398773
30.0 44.990954145416666 2.1143160537850534
40.0 152.46535736354443 4.506494715969259
50.0 327.4038698628082 7.579365437592389
60.0 558.4374725112776 10.749344433880998
70.0 832.7814739415336 13.85249531867142
80.0 1140.660431668486 16.931241050287955
90.0 1474.2359426588166 20.007725203020367
100.0 1827.9999515469588 23.04463505614766
110.0 2197.847637984599 25.977991200204062
120.0 2580.829160580228 28.940196487294823
EOD
$solid1 << EOD
20.0 0.0 0.0
30.0 0.0 0.0
40.0 0.0 0.0

70.0 6.252994977516665 1.2263144054931958
80.0 25.57711954123334 2.9726077409861262
90.0 70.97297666579998 5.734620268979016
100.0 150.50847885318055 9.10256920284395
110.0 269.33233239625 12.765786307477837
120.0 428.7912128561416 16.353112702488918
EOD
$dotted1 << EOD

40.0 0.0
50.0 0.0388491499361111
60.0 0.8101270968805561
70.0 6.252994977516665

EOD
$bare1 << EOD

50.0 0.0388491499361111
60.0 0.8101270968805561

EOD
$solid2 << EOD
20.0 0.0 0.0
30.0 0.0 0.0

50.0 5.559857045916667 1.0888854435250626
60.0 34.97332925656111 3.942177744297775
70.0 116.51899285490833 7.972209605352472
80.0 271.7195754475446 11.7692463540372
90.0 508.02523346296385 17.621057571040467
100.0 809.5218649073612 22.368016563933566
110.0 1171.3344540131116 28.020987496448306
120.0 1573.489941340972 33.0500961739688
EOD
$dotted2 << EOD

30.0 0.0
40.0 0.25040892586666663
50.0 5.559857045916667

EOD
$bare2 << EOD

40.0 0.25040892586666663

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
set title "{/:Bold (a) Energy the cluster draws from grid-premium, on a logarithmic axis}\nSplit held from arrival, adaptive on the cluster’s load: L_{CAP} = 1175 kW, T = 5.7 h" offset 0,0.3
set xlabel 'Mean power (kW)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set logscale y 10
set format y '10^{%L}'
set yrange [0.001:*]
unset offsets
set xrange [16.0:124.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.6a-log-cluster-load.svg'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted2 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare2 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output '4.6a-log-cluster-load.png'
plot $dotted1 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted2 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare2 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
     $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds', \
     NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 title 'closed form or mean'
unset output
