# Draws premium-admission.svg and premium-admission.png: gnuplot premium-admission.gp
$solid0 << EOD
0.0 12296.461557833956 91.73087961279195
250.0 11690.112791890408 90.48873445561581
500.0 11112.673177530314 89.09040194718976
750.0 10562.973756387102 87.63451125025416
1000.0 10039.0297864635 86.1986435741055
1250.0 9539.403652527737 84.79660410740645
1500.0 9062.762528607329 83.42130979379884
1750.0 8608.873622698758 82.141261402729
2000.0 8176.335269134881 80.85030543498745
2500.0 7369.576553951688 78.44962905885055
3000.0 6635.15276297845 76.27203335495122
3500.0 5968.475833505353 73.92369696306612
4000.0 5362.231068964199 71.74332689585809
5000.0 4313.998015272221 66.63517093497238
6000.0 3454.2465066904533 61.183214270286825
EOD
$solid1 << EOD
0.0 11977.498694190048 93.9882076284681
250.0 10690.534687602167 93.2636136891783
500.0 9470.107902157226 92.43553532429316
750.0 8308.60117447008 91.2576693933875
1000.0 7205.198126044102 89.9026177882977
1250.0 6162.887560599439 87.9540304134391
1500.0 5186.452321634402 85.39197604734575
1750.0 4281.621906734284 81.2628315324001
2000.0 3513.379484207295 72.38098343077652
2500.0 2377.888993253014 61.613822556730824
3000.0 1538.515119655366 50.810890140678524
3500.0 946.4660555062751 41.04951144362023
4000.0 555.6400254974002 31.63907114644385
5000.0 168.55681877809715 15.927286147510943
6000.0 41.876071848872215 6.322302618010777
EOD
$solid2 << EOD
0.0 12296.461557833956 91.73087961279195
250.0 11398.25651810266 90.18154005930639
500.0 10392.721297881075 90.04444884361686
750.0 9383.62865785679 88.51634424280918
1000.0 8400.212370258743 86.79996095794971
1250.0 7458.966826838312 85.6208332487341
1500.0 6571.8433762652485 83.27424787582054
1750.0 5740.298341708777 82.10718843564399
2000.0 4957.511564883309 78.93239930339865
2500.0 3609.4532626281675 72.14339066105468
3000.0 2512.2838528355687 63.722471706209205
3500.0 1664.2167064621472 53.48569596222593
4000.0 1058.4130451257001 44.997808891603775
5000.0 368.0547705132833 28.375279208874087
6000.0 109.20942494812776 13.650897539370375
EOD
$solid3 << EOD
0.0 12296.461557833956 91.73087961279195
250.0 11685.835745903521 90.50903613730816
500.0 11081.20080122773 89.86203210977166
750.0 10460.940035781534 89.37904862416826
1000.0 9797.004741360064 90.40692324857797
1250.0 9074.873744950077 91.76271079004874
1500.0 8287.167289175075 93.67552630090877
1750.0 7465.270120970111 96.6633070921491
2000.0 6607.197454475567 97.17018289750185
2500.0 4947.8757896466195 96.65707149948302
3000.0 3470.7446853886095 90.72803599641848
3500.0 2276.229088492262 76.75377229413937
4000.0 1425.2302633706418 63.83450077592303
5000.0 472.8226266515195 35.98835648471986
6000.0 135.6503511733527 17.458682257766085
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
set title "{/:Bold Energy the cluster draws from grid-premium}\nSplit held from arrival: T = 6 h" offset 0,0.3
set xlabel 'L_{CAP} (kW)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set xrange [-240.0:6240.0]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'premium-admission.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'premium-admission.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds (G)', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (3,4) pointtype 15 pointsize 1.1 title 'adaptive bounds (L)'
unset output
