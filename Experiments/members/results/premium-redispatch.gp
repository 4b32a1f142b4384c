# Draws premium-redispatch.svg and premium-redispatch.png: gnuplot premium-redispatch.gp
$solid0 << EOD
1.0 311.3894594131473 12.210001737966028
2.0 307.47585970463894 10.772971997888712
3.0 303.7179584974666 12.171276069522124
5.0 305.725031940461 12.383709452488656
10.0 301.0228265492306 12.235176794471577
20.0 308.42981977530286 11.44636024209701
50.0 319.06446465342225 11.420962548075337
100.0 327.17370214035003 11.592269634877775
EOD
$solid1 << EOD
1.0 311.3894594131473 12.210001737966028
2.0 307.47585970463894 10.772971997888712
3.0 303.7179584974666 12.171276069522124
5.0 305.725031940461 12.383709452488656
10.0 301.0228265492306 12.235176794471577
20.0 308.42981977530286 11.44636024209701
50.0 319.06446465342225 11.420962548075337
100.0 327.17370214035003 11.592269634877775
EOD
$solid2 << EOD
1.0 311.3894594131473 12.210001737966028
2.0 691.8486274631557 14.961886675088195
3.0 1016.2600762853862 19.49383983614393
5.0 1556.9587851054757 22.807757451065747
10.0 2488.045136027545 27.284412768568615
20.0 3566.247789940561 29.84395268990456
50.0 4792.7225045830855 33.55901813906305
100.0 5358.882173895144 37.561917692843146
EOD
$solid3 << EOD
1.0 311.3894594131473 12.210001737966028
2.0 307.47585970463894 10.772971997888712
3.0 303.7179584974666 12.171276069522124
5.0 305.725031940461 12.383709452488656
10.0 301.0228265492306 12.235176794471577
20.0 308.42981977530286 11.44636024209701
50.0 319.06446465342225 11.420962548075337
100.0 327.17370214035003 11.592269634877775
EOD
$solid4 << EOD
1.0 311.3894594131473 12.210001737966028
2.0 677.1546328726275 15.054852345568335
3.0 927.2628873438888 19.594650749083982
5.0 1298.3393795321 22.941431017190222
10.0 1858.4749392073534 30.94729063956181
20.0 2486.2290599776916 37.37955714867448
50.0 3223.923306721108 45.62144475957906
100.0 3545.982404771669 52.16843775010578
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
set xlabel 'Number of buildings M that share the same load'
set ylabel 'Energy drawn from grid-premium (kWh)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set yrange [0:*]
set logscale x 10
set xtics ('1' 1.0, '2' 2.0, '3' 3.0, '5' 5.0, '10' 10.0, '20' 20.0, '50' 50.0, '100' 100.0)
set xrange [0.7498942093324559:133.3521432163324]
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
