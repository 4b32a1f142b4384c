# Draws 4.6a-log-redispatch.svg and 4.6a-log-redispatch.png: gnuplot 4.6a-log-redispatch.gp
$solid0 << EOD
20.0 0.0 0.0
30.0 0.0 0.0
40.0 0.0 0.0

70.0 4.4669521687277784 0.7596714590589493
80.0 17.215080721613894 1.918483896528734
90.0 46.681605664027785 3.694444129250411
100.0 100.22646574552775 5.954831655054249
110.0 183.6673271530305 8.818971302325357
120.0 301.0228265492306 12.235176794471577
EOD
$dotted0 << EOD

40.0 0.0
50.0 0.049999056117197245
60.0 0.7561450498548521
70.0 4.4669521687277784

EOD
$bare0 << EOD

50.0 0.049999056117197245
60.0 0.7561450498548521

EOD
$solid1 << EOD
20.0 0.0 0.0
30.0 0.0 0.0
40.0 0.0 0.0

70.0 4.4669521687277784 0.7596714590589493
80.0 17.215080721613894 1.918483896528734
90.0 46.681605664027785 3.694444129250411
100.0 100.22646574552775 5.954831655054249
110.0 183.6673271530305 8.818971302325357
120.0 301.0228265492306 12.235176794471577
EOD
$dotted1 << EOD

40.0 0.0
50.0 0.049999056117197245
60.0 0.7561450498548521
70.0 4.4669521687277784

EOD
$bare1 << EOD

50.0 0.049999056117197245
60.0 0.7561450498548521

EOD
$solid2 << EOD
20.0 3.810717994988889 0.442048814056689
30.0 39.165841431858325 1.9306193055831256
40.0 133.88580306546666 4.104333445275495
50.0 291.688454754686 6.7124879001303634
60.0 505.52320309820294 9.489025768856648
70.0 764.8126243942386 12.311804536788308
80.0 1060.7488587593555 15.281390795376081
90.0 1386.1871198962806 18.286778883761528
100.0 1735.353665694169 21.243371568081617
110.0 2103.7387551763277 24.259928835472497
120.0 2488.045136027545 27.284412768568615
EOD
$solid3 << EOD
20.0 0.0 0.0
30.0 0.0 0.0
40.0 0.0 0.0

70.0 4.4669521687277784 0.7596714590589493
80.0 17.215080721613894 1.918483896528734
90.0 46.681605664027785 3.694444129250411
100.0 100.22646574552775 5.954831655054249
110.0 183.6673271530305 8.818971302325357
120.0 301.0228265492306 12.235176794471577
EOD
$dotted3 << EOD

40.0 0.0
50.0 0.049999056117197245
60.0 0.7561450498548521
70.0 4.4669521687277784

EOD
$bare3 << EOD

50.0 0.049999056117197245
60.0 0.7561450498548521

EOD
$solid4 << EOD
20.0 0.0 0.0

40.0 1.66100299295 0.4070309308106714
50.0 19.489625522725 2.0334237194302998
60.0 84.36722729149442 4.981435333277984
70.0 221.10461873820825 9.212077975074873
80.0 436.7473105985361 14.268662918698546
90.0 721.5733809015416 18.89883220399133
100.0 1066.3058731877777 23.488595420536182
110.0 1448.4079961054167 27.213143807739886
120.0 1858.4749392073534 30.94729063956181
EOD
$dotted4 << EOD
20.0 0.0
30.0 0.024546486040584427
40.0 1.66100299295

EOD
$bare4 << EOD

30.0 0.024546486040584427

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
set title "{/:Bold (a) Energy the cluster draws from grid-premium, on a logarithmic axis}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
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
set output '4.6a-log-redispatch.svg'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted4 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare4 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
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
set output '4.6a-log-redispatch.png'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
     $dotted4 using 1:2 with lines linecolor rgb '#009E73' linewidth 1.4 dashtype (2,3) notitle, \
     $bare4 using 1:2 with points linecolor rgb '#009E73' linewidth 1.2 pointtype 8 pointsize 0.9 notitle, \
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
