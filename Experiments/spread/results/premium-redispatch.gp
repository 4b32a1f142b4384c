# Draws premium-redispatch.svg and premium-redispatch.png: gnuplot premium-redispatch.gp
$solid0 << EOD
0.0 301.0228265492306 12.235176794471577
10.0 303.252212340364 12.55555138472959
20.0 309.24553119459455 13.008850973419772
30.0 318.7678842491944 13.584473778381287
40.0 331.6996200660944 14.250078674551293
50.0 347.95718276075 15.002868579634768
60.0 367.30611304550825 15.831297072295005
70.0 389.4975918789944 16.72088903288485
80.0 414.3612057954222 17.664045634836718
90.0 441.69880103213904 18.648054535430507
EOD
$solid1 << EOD
0.0 301.0228265492306 12.235176794471577
10.0 303.252212340364 12.55555138472959
20.0 309.24553119459455 13.008850973419772
30.0 318.7678842491944 13.584473778381287
40.0 331.6996200660944 14.250078674551293
50.0 347.95718276075 15.002868579634768
60.0 367.30611304550825 15.831297072295005
70.0 389.4975918789944 16.72088903288485
80.0 414.3612057954222 17.664045634836718
90.0 441.69880103213904 18.648054535430507
EOD
$solid2 << EOD
0.0 2488.045136027545 27.284412768568615
10.0 2489.0890095672426 27.591889885611774
20.0 2491.0112558364535 28.07378838281709
30.0 2493.9506345995947 28.714851666881394
40.0 2498.3759831746484 29.48665843929132
50.0 2507.1839407491448 30.33567625849376
60.0 2523.557902294409 31.37420732222829
70.0 2546.5411327321713 32.505738780702146
80.0 2573.888149731759 33.733736193470556
90.0 2603.819669698022 35.00279034891258
EOD
$solid3 << EOD
0.0 301.0228265492306 12.235176794471577
10.0 303.252212340364 12.55555138472959
20.0 309.24553119459455 13.008850973419772
30.0 318.7678842491944 13.584473778381287
40.0 331.6996200660944 14.250078674551293
50.0 347.95718276075 15.002868579634768
60.0 367.30611304550825 15.831297072295005
70.0 389.4975918789944 16.72088903288485
80.0 414.3612057954222 17.664045634836718
90.0 441.69880103213904 18.648054535430507
EOD
$solid4 << EOD
0.0 1858.4749392073534 30.94729063956181
10.0 1860.2378714918977 31.253445529345857
20.0 1865.5057443777162 31.581042556309328
30.0 1873.2150148657388 32.41361013634383
40.0 1882.703533900328 33.09666886576809
50.0 1895.4224848289193 33.76470300072985
60.0 1911.8924224463779 34.63746217460637
70.0 1934.0740825106836 35.74322705233664
80.0 1961.8276271942113 36.81619593226757
90.0 1997.7607177672464 37.87797314315148
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
set title "{/:Bold Energy the cluster draws from grid-premium}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Spread of mean powers around 120 kW (± %)'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set xrange [-3.6:93.6]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output 'premium-redispatch.svg'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
set terminal pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4
set output 'premium-redispatch.png'
plot $solid0 using 1:2:3 with yerrorbars linecolor rgb '#CC79A7' linewidth 1.2 pointtype 0 notitle, \
     $solid0 using 1:2 with linespoints linecolor rgb '#CC79A7' linewidth 1.8 dashtype (4,4) pointtype 12 pointsize 1.7 title 'max-min (ours)', \
     $solid1 using 1:2:3 with yerrorbars linecolor rgb '#E69F00' linewidth 1.2 pointtype 0 notitle, \
     $solid1 using 1:2 with linespoints linecolor rgb '#E69F00' linewidth 1.8 dashtype (8,3) pointtype 10 pointsize 1.7 title 'levelling (ours)', \
     $solid2 using 1:2:3 with yerrorbars linecolor rgb '#D55E00' linewidth 1.2 pointtype 0 notitle, \
     $solid2 using 1:2 with linespoints linecolor rgb '#D55E00' linewidth 1.8 dashtype solid pointtype 5 pointsize 0.9 title 'strict bounds', \
     $solid3 using 1:2:3 with yerrorbars linecolor rgb '#0072B2' linewidth 1.2 pointtype 0 notitle, \
     $solid3 using 1:2 with linespoints linecolor rgb '#0072B2' linewidth 1.8 dashtype (14,5) pointtype 7 pointsize 0.9 title 'no bounds', \
     $solid4 using 1:2:3 with yerrorbars linecolor rgb '#009E73' linewidth 1.2 pointtype 0 notitle, \
     $solid4 using 1:2 with linespoints linecolor rgb '#009E73' linewidth 1.8 dashtype (14,4,3,4) pointtype 9 pointsize 0.9 title 'adaptive bounds'
unset output
