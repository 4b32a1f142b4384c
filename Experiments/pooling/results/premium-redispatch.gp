# Draws premium-redispatch.svg and premium-redispatch.png: gnuplot premium-redispatch.gp
$solid0 << EOD
1.0 41.145071585043304 0.625197798595938
2.0 25.843992151864693 0.5022721003795378
3.0 18.451295724472196 0.37628768094269094
5.0 11.299039333999882 0.30334768022588565
10.0 5.0469567390452985 0.18194765742105726
20.0 1.7370500078881386 0.08485146087936656
50.0 0.1756695180359492 0.01359655561228471

EOD
$dotted0 << EOD

50.0 0.1756695180359492
100.0 0.008456312556048841
EOD
$bare0 << EOD

100.0 0.008456312556048841
EOD
$solid1 << EOD
1.0 41.145071585043304 0.625197798595938
2.0 25.843992151864693 0.5022721003795378
3.0 18.451295724472196 0.37628768094269094
5.0 11.299039333999882 0.30334768022588565
10.0 5.0469567390452985 0.18194765742105726
20.0 1.7370500078881386 0.08485146087936656
50.0 0.1756695180359492 0.01359655561228471

EOD
$dotted1 << EOD

50.0 0.1756695180359492
100.0 0.008456312556048841
EOD
$bare1 << EOD

100.0 0.008456312556048841
EOD
$solid2 << EOD
1.0 41.145071585043304 0.625197798595938
2.0 41.72029139606224 0.4455561924136488
3.0 41.74416634686559 0.35239040740622035
5.0 41.69476696731319 0.30716190891472733
10.0 41.858483481221654 0.22548843412406425
20.0 41.95216316207946 0.16373494772697514
50.0 41.98184192518137 0.09407732694517787
100.0 42.04719549749164 0.07056956850663845
EOD
$solid3 << EOD
1.0 41.145071585043304 0.625197798595938
2.0 25.843992151864693 0.5022721003795378
3.0 18.451295724472196 0.37628768094269094
5.0 11.299039333999882 0.30334768022588565
10.0 5.0469567390452985 0.18194765742105726
20.0 1.7370500078881386 0.08485146087936656
50.0 0.1756695180359492 0.01359655561228471

EOD
$dotted3 << EOD

50.0 0.1756695180359492
100.0 0.008456312556048841
EOD
$bare3 << EOD

100.0 0.008456312556048841
EOD
$solid4 << EOD
1.0 41.145071585043304 0.625197798595938
2.0 40.98958961516528 0.4570036642828766
3.0 38.631247976642996 0.3860574808058419
5.0 35.17957671306768 0.38642111109978033
10.0 31.23924243209937 0.33902442595680937
20.0 28.25946193469058 0.3147136922464608
50.0 25.72407976748375 0.2836349569708143
100.0 24.409734520246293 0.28254341977779973
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
set title "{/:Bold Part of its energy that a cluster draws from grid-premium}\nSplit again at every event: L_{CAP} = M · 100 kW, T = 6 h" offset 0,0.3
set xlabel 'Number of buildings M, cap and battery in proportion'
set ylabel 'Part of the energy drawn from grid-premium (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'premium-redispatch.svg'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
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
set output 'premium-redispatch.png'
plot $dotted0 using 1:2 with lines linecolor rgb '#CC79A7' linewidth 1.4 dashtype (2,3) notitle, \
     $bare0 using 1:2 with points linecolor rgb '#CC79A7' linewidth 1.2 pointtype 12 pointsize 1.7 notitle, \
     $dotted1 using 1:2 with lines linecolor rgb '#E69F00' linewidth 1.4 dashtype (2,3) notitle, \
     $bare1 using 1:2 with points linecolor rgb '#E69F00' linewidth 1.2 pointtype 10 pointsize 1.7 notitle, \
     $dotted3 using 1:2 with lines linecolor rgb '#0072B2' linewidth 1.4 dashtype (2,3) notitle, \
     $bare3 using 1:2 with points linecolor rgb '#0072B2' linewidth 1.2 pointtype 6 pointsize 0.9 notitle, \
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
