# Draws unit-cost-redispatch.svg and unit-cost-redispatch.png: gnuplot unit-cost-redispatch.gp
$solid0 << EOD
1.0 0.0 0.0
2.0 0.028206798413867785 0.004605786344529842
3.0 0.04490700117476417 0.004484898843108018
5.0 0.0699126112414543 0.005633416250087505
10.0 0.10448765079255279 0.006510707368984176
20.0 0.14427633736171763 0.005867704538195572
50.0 0.22150220354954295 0.00690543328634374
100.0 0.29679488389631997 0.007938814767754739
EOD
$solid1 << EOD
1.0 0.0 0.0
2.0 0.0005353885630067835 0.00011427404798843037

5.0 0.002061310873213955 0.00028617358622356185

20.0 0.01043545851425611 0.00111766825167881
50.0 0.030511173236180078 0.0025407241258115533
100.0 0.061734940556634046 0.003253245604948331
EOD
$dotted1 << EOD

2.0 0.0005353885630067835
3.0 0.0010373076803459722
5.0 0.002061310873213955
10.0 0.004909259054092525
20.0 0.01043545851425611

EOD
$bare1 << EOD

3.0 0.0010373076803459722

10.0 0.004909259054092525

EOD
$solid2 << EOD
1.0 0.0 0.0
2.0 0.05059063836370583 0.007682413388139072
3.0 0.0842488225726679 0.008662668414558266
5.0 0.1375434128056166 0.009338197105083235
10.0 0.18539137884329626 0.009168353535203051
20.0 0.21321148273063045 0.006927341266926593
50.0 0.1928988150229067 0.004546294955460797
100.0 0.15837637336623395 0.0027999624990082883
EOD
$solid3 << EOD
1.0 0.0 0.0
2.0 0.01884841219297532 0.002866984628301578
3.0 0.031814089088718994 0.0034740658783064702
5.0 0.0440238710556746 0.0032992098311807883
10.0 0.06526535728369616 0.0031710218079173246
20.0 0.09756861227606241 0.004579391822839138
50.0 0.16592885364914997 0.004897709764532529
100.0 0.2379954517643966 0.007012569965527318
EOD
$solid4 << EOD
1.0 0.0 0.0
2.0 0.05100651212357228 0.0076634004671690265
3.0 0.0834921755242258 0.008661557812595354
5.0 0.13829228702410593 0.0095021822640259
10.0 0.20576718171429456 0.010583583154637314
20.0 0.2812445664139173 0.00993871307844376
50.0 0.42801378508136856 0.008583546317330513
100.0 0.5740525522481381 0.008569370448206588
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
set xlabel 'Number of buildings M that share the same load'
set ylabel 'Standard deviation of unit costs (per kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
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
