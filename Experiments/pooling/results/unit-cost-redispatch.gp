# Draws unit-cost-redispatch.svg and unit-cost-redispatch.png: gnuplot unit-cost-redispatch.gp
$solid0 << EOD
1.0 0.0 0.0
2.0 0.0996017770812234 0.016230265742057895
3.0 0.12665911590353868 0.014197131785101447
5.0 0.13111373734162346 0.010774833508894759
10.0 0.10448765079255279 0.006510707368984176
20.0 0.06254104633779414 0.003246929783828216
50.0 0.021122012440268453 0.0010133642734755366

EOD
$dotted0 << EOD

50.0 0.021122012440268453
100.0 0.010642435014243614
EOD
$bare0 << EOD

100.0 0.010642435014243614
EOD
$solid1 << EOD
1.0 0.0 0.0

3.0 0.01340918580956181 0.002462173131393823

100.0 0.0001794011921981905 1.5766833408074863e-05
EOD
$dotted1 << EOD
1.0 0.0
2.0 0.01566750579124083
3.0 0.01340918580956181
5.0 0.009960981074077242
10.0 0.004909259054092525
20.0 0.002229477503754754
50.0 0.0004821431246069388
100.0 0.0001794011921981905
EOD
$bare1 << EOD

2.0 0.01566750579124083

5.0 0.009960981074077242
10.0 0.004909259054092525
20.0 0.002229477503754754
50.0 0.0004821431246069388

EOD
$solid2 << EOD
1.0 0.0 0.0
2.0 0.10539730107723816 0.016658422393606837
3.0 0.1386421272990817 0.013871006582727547
5.0 0.16195898247816135 0.011967063106675228
10.0 0.18539137884329626 0.009168353535203051
20.0 0.1963678525639071 0.006480188473944739
50.0 0.197981492113063 0.0037933651538569284
100.0 0.1995583799320309 0.002712043167905502
EOD
$solid3 << EOD
1.0 0.0 0.0
2.0 0.1010991987926234 0.01676583550540881
3.0 0.11119340198839822 0.011554551199296582
5.0 0.10566481755441873 0.007150280365763565
10.0 0.06526535728369616 0.0031710218079173246
20.0 0.03359320638904035 0.001580688722002095
50.0 0.00987579418626017 0.0004596122025771448
100.0 0.00426860957920733 0.00010554112953877697
EOD
$solid4 << EOD
1.0 0.0 0.0
2.0 0.10834716789641871 0.017083606197475
3.0 0.15031490258505553 0.015289000763398494
5.0 0.17832156610370556 0.01409392783123878
10.0 0.20576718171429456 0.010583583154637314
20.0 0.20279553434693842 0.007096568537865444
50.0 0.18941783602489715 0.003977962154033288
100.0 0.18539631850030153 0.002681429113304136
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
set title "{/:Bold Spread of the buildings’ unit costs}\nSplit again at every event: L_{CAP} = M · 100 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M, cap and battery in proportion'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'unit-cost-redispatch.svg'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
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
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
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
