# Draws premium-admission.svg and premium-admission.png: gnuplot premium-admission.gp
$solid0 << EOD
0.0 2957.530077428608 30.37588122405745
10.0 2958.3541444027605 30.784230937100613
20.0 2959.823043232322 31.369514471753615
30.0 2962.044519799162 32.121362918499464
40.0 2965.251700712256 33.012914858661524
50.0 2971.071497450597 33.95580170702471
60.0 2984.2857137677333 35.022009725324715
70.0 3004.9812295279253 36.299059738042025
80.0 3031.0879052674277 37.654281643649675
90.0 3059.650971752972 39.058969575058484
EOD
$solid1 << EOD
0.0 675.6596494077694 19.76000410829172
10.0 678.960698905447 20.179744549319903
20.0 687.0835543602473 20.80512578339778
30.0 701.1469561377804 21.561410491711605
40.0 720.0667888585334 22.456889911418735
50.0 744.1215568633139 23.40970090171518
60.0 772.5270176637474 24.43617514351746
70.0 804.9497990191221 25.48858499388096
80.0 841.247749185803 26.601781033086557
90.0 880.9985455849362 27.744168673878804
EOD
$solid2 << EOD
0.0 1556.2691314116473 26.899310220717712
10.0 1561.6449192338412 27.715066846914752
20.0 1570.8826399123611 28.29621458401879
30.0 1588.7008865981334 29.461749816855594
40.0 1609.233667904144 29.928299273368324
50.0 1636.8806559716297 31.202731392979494
60.0 1670.4560258735441 31.892573832335184
70.0 1713.938590861647 33.23941139406467
80.0 1762.3918338131418 34.52642657301964
90.0 1815.6031806616802 35.73458253750802
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
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set xrange [-3.6:93.6]
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
