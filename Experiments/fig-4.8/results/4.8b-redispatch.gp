# Draws 4.8b-redispatch.svg and 4.8b-redispatch.png: gnuplot 4.8b-redispatch.gp
$solid0 << EOD
1.5 -20.291876949161864 1.5715487383342852
2.0 -19.657246329369244 1.5086579735445032
2.5 -19.049126211009565 1.4504673674725703
3.0 -18.46586388718853 1.39671362816533
3.5 -17.905943212067502 1.3471565196803752
4.0 -17.367970593100345 1.3015752230285893
4.5 -16.850662693958437 1.2597651276098327
5.0 -16.352835606548535 1.2215350136553424
EOD
$solid1 << EOD
1.5 -0.15109322583488816 0.06796008726920778
2.0 -0.1344397466652693 0.06360568161424199
2.5 -0.1296420447864765 0.0595964282513147
3.0 -0.12400710555733918 0.05500514461871678
3.5 -0.1137637828707136 0.05228278423621642
4.0 -0.10836591080905322 0.04881123353113068
4.5 -0.10459725729443133 0.04609449060958662
5.0 -0.10509330569053259 0.04520854177578354
EOD
$solid2 << EOD
1.5 -3.6507054053119488 0.6749143793685076
2.0 -3.3151073959226 0.6411311949924774
2.5 -2.9874986314534997 0.6085051570438099
3.0 -2.6675927632662066 0.5770043607646119
3.5 -2.3551171731588663 0.5466015120719755
4.0 -2.049812147927906 0.5172741153027823
4.5 -1.7514301136332748 0.4890047505055462
5.0 -1.4597349245180773 0.46178145321396624
EOD
$solid3 << EOD
1.5 -18.542977025058434 1.6346803480149983
2.0 -18.38852742802825 1.5980139031490785
2.5 -18.240613356376315 1.564522074929441
3.0 -18.09884883151696 1.5340656422867525
3.5 -17.962877035403668 1.5065091610626102
4.0 -17.832367630562704 1.4817202107575147
4.5 -17.70701436985963 1.4595688397194402
5.0 -17.58653296003543 1.43992719377915
EOD
$solid4 << EOD
1.5 -13.938834929673611 0.928725520922267
2.0 -13.377122496904821 0.8925019809432176
2.5 -12.830064905138883 0.8581081034962744
3.0 -12.297087430421744 0.8254921928400367
3.5 -11.777645439496938 0.7946077054196075
4.0 -11.271222419642937 0.7654127521081681
4.5 -10.777328163241247 0.7378695879602317
5.0 -10.295497092915001 0.7119440815000607
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
set title "{/:Bold (b) Relative unit cost difference as p_{BAT} rises, p_{GP} = 7}\nSplit again at every event: L_{CAP} = 1000 kW, T = 6 h" offset 0,0.3
set xlabel 'Unit cost of the battery, p_{BAT}'
set ylabel 'Relative unit cost difference (%)'
set samples 2
set offsets 0, 0, graph 0.04, 0
set offsets 0, 0, graph 0.06, graph 0.06
set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1
set xrange [1.3599999999999999:5.14]
set terminal svg size 860,600 font 'DejaVu Sans,14' background 'white'
set output '4.8b-redispatch.svg'
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
set output '4.8b-redispatch.png'
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
